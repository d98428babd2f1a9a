"""The conversation-test kit: a pytest plugin for Rasa bots, and what Backstride adds.

`bot.testing.plugin` is the plugin, `backstride test` the same as a command;
docs/testing.md says how to write a test. `bot.testing.backstride` holds the assertions
of this bot's own domain: nothing else here knows what a finding is.
"""
