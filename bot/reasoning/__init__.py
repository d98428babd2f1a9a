"""How evidence becomes a next step, a ranking, a triage and advice.

Pure functions on frozen values: no files, no SQL, no Rasa, no clock. The public ones:
`evidence.to_json`, `evidence.from_json`, `evidence.with_asked`,
`evidence.with_red_flag`, `answers.add_message`, `decide.decide`,
`questions.next_question`, `ranking.rank`, `triage.triage`, `assess.assess`, and
`explain.compare`, `explain.why_not`, `explain.what_would_change`.
"""
