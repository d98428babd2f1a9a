"""A small folder of knowledge in which nothing is wrong, for tests to break."""

from __future__ import annotations

from pathlib import Path

import pytest

GOOD = {
    "vocabulary.yml": """\
vocabulary:
  findings:
    numbness: [numbness, tingling]
    history: [prior_diagnosis]
    age: [age]
  with_detail: [prior_diagnosis]
  conditions: [strain, slipped_disc]
  factors: [overload]
""",
    "sources/article.yml": """\
id: article
title: Why backs hurt
kind: article
seed: S0
""",
    "sources/guideline.yml": """\
id: guideline
title: Back pain
kind: guideline
publisher: NICE
year: 2016
url: https://example.org/guideline
note: Solid.
""",
    "findings/numbness.yml": """\
id: numbness
kind: numbness
name: Numb skin
lay: numb skin
lay_absent: full feeling
group: feeling
implies: [tingling]
question:
  text: Is any skin numb?
  why: Numb skin points to a nerve.
  type: yes_no
  safety: 2
  covers: [numbness, tingling]
  yes: 0
  no: 1
  options:
    - label: Yes, numb
      sets: {numbness: present, "prior_diagnosis:nerve": uncertain}
      phrases: ["it is numb"]
    - label: No
      sets: {numbness: absent, tingling: absent}
      side: left
      value: 3.5
    - label: For weeks
      value: P3W
""",
    "findings/tingling.yml": """\
id: tingling
kind: numbness
name: Pins and needles
lay: pins and needles
""",
    "findings/prior_diagnosis.yml": """\
id: prior_diagnosis
kind: history
name: What someone was told before
lay: what you were told
""",
    "findings/age.yml": """\
id: age
kind: age
name: Age
lay: your age
""",
    "phrases/numbness.yml": """\
finding: numbness
present: ["<numb> skin"]
absent: ["full feeling"]
""",
    "phrases/tingling.yml": "finding: tingling\npresent: [tingles]\n",
    "phrases/prior_diagnosis.yml": "finding: prior_diagnosis\npresent: [was told]\n",
    "phrases/age.yml": "finding: age\npresent: [years old]\n",
    "words/numb.yml": "id: numb\nwords: [numb, dead]\n",
    "conditions/strain.yml": """\
id: strain
name: A pulled muscle
lay: A muscle that was asked too much.
role: cause
prior: 0.6
triage: self_care
when_seen: If it has not eased in four weeks.
running: adapt
weights:
  - finding: numbness
    present: 0.5
    absent: 1.2
    grade: moderate
    why: A muscle leaves the skin as it is.
    sources: [guideline]
  - finding: age
    present: 1.5
    grade: expert_opinion
    at_least: 30
    below: 50
    why: Common at your age.
    sources: []
now: [walk]
week: [walk]
returning: [walk]
changes: Numb skin.
sources: [guideline]
reviewed_by: ""
""",
    "conditions/slipped_disc.yml": """\
id: slipped_disc
name: A disc on a nerve
lay: A disc that presses on a nerve.
role: cause
prior: 0.4
triage: see_professional
when_seen: Within two weeks.
running: adapt
requires_any: [numbness, "prior_diagnosis:nerve"]
caused_by: [strain]
weights:
  - finding: numbness
    present: 2.5
    absent: 0.4
    grade: strong
    group: feeling
    side: both
    why: Numb skin fits a nerve.
    sources: [guideline, article]
  - finding: "prior_diagnosis:nerve"
    present: 3
    grade: weak
    why: You were told so.
    sources: [article]
now: []
changes: Full feeling.
sources: [guideline, article]
""",
    "factors/overload.yml": """\
id: overload
name: Too much, too soon
lay: More running than before.
findings: [tingling]
grade: strong
evidence: One good study.
advice: [walk]
conditions: [strain]
sources: [guideline]
""",
    "advice/walk.yml": """\
id: walk
kind: now
name: Walk
text: Walk a little each day.
for: [strain, overload]
not_for: [slipped_disc, age]
how: Slowly.
how_often: daily
stop_if: it hurts
grade: moderate
priority: 10
triage: [self_care]
sources: [guideline]
""",
    "advice/warmth.yml": """\
id: warmth
kind: now
name: Warmth
text: Keep it warm.
grade: unverified
sources: []
""",
    "facts/ten_percent.yml": """\
id: ten_percent
source: article
where: paragraph 2
claim: Add a tenth a week.
about: [overload, rest, walk, strain, numbness]
grade: contradicted
stance: contradict
position: Watch the longest run.
position_sources: [guideline]
""",
    "topics/rest.yml": """\
id: rest
name: Rest
text: Some, not much.
phrases: [should i rest]
about: [overload]
advice: [walk]
advice_kinds: [now]
needs_assessment: true
handler: running
sources: [guideline]
""",
    "triage/numb_and_old.yml": """\
id: numb_and_old
name: Numb and older
triage: urgent
reason: Please be seen soon.
all: ["kind:numbness", "age>=70", "numbness@left"]
any: ["condition:slipped_disc>=0.3", "tingling:absent"]
none: ["prior_diagnosis:nerve"]
at_least: 2
uncertain: true
running: adapt
sources: [guideline]
""",
    "countries/unknown.yml": """\
id: unknown
name: where you are
emergency_number: "112"
urgent_line: a doctor
crisis_line: a helpline
phrases: [somewhere]
sources: [guideline]
""",
    "wording/greetings.yml": "hello: Hello.\ngoodbye: See you.\n",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "knowledge", GOOD)
