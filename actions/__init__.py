"""The custom actions: from tracker to evidence, from judgement to messages.

One action a file. What they decide is decided in bot.reasoning, what they say is in
data/knowledge; here the two meet.
"""
