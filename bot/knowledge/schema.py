"""The shape of every kind of file under data/knowledge. README.md there explains it.

Only the shape: whether the ids named exist, and agree, is the work of `checks`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import (
    BaseModel,
    Field,
    StrictBool,
    conlist,
)

from bot.knowledge.model import Grade, Status, Triage
from bot.knowledge.values import (
    Finite,
    Id,
    Index,
    Label,
    MaybeLabel,
    MaybeText,
    Positive,
    Ratio,
    Ref,
    Share,
    Text,
    Whole,
    Year,
)

Side = Literal["", "left", "right", "both"]
Running = Literal["stop", "adapt", "run"]
AdviceKind = Literal[
    "now",
    "exercise",
    "training",
    "footwear",
    "professional",
    "prevention",
    "safety_net",
]
WeightGrade = Literal["strong", "moderate", "weak", "expert_opinion", "unverified"]
Handler = Literal[
    "", "running", "return_plan", "worse", "why_not", "factors", "compare", "explain"
]
Refs = list[Ref]
Texts = list[Text]
NEEDS_ENTRY = {"min_items": 1}


class Shape(BaseModel):
    class Config:
        extra = "forbid"


class Source(Shape):
    id: Id
    title: Text
    kind: Literal["article", "guideline", "review", "study", "other"]
    publisher: MaybeText = MaybeText("")
    year: Year | None = None
    url: MaybeText = MaybeText("")
    seed: Literal["", "S0", "S1", "S2", "S3", "S4"] = ""
    note: MaybeText = MaybeText("")


class Option(Shape):
    label: Label
    sets: dict[Ref, Status] = {}
    value: Finite | Text | None = None
    side: Side = ""
    phrases: Texts = []
    shown: StrictBool = True


class Question(Shape):
    text: Text
    why: Text
    type: Literal["yes_no", "choice", "multi", "duration", "number", "side", "open"]
    options: list[Option] = []
    yes: Index | None = None
    no: Index | None = None
    other: Index | None = None
    ask_other: MaybeText = MaybeText("")
    covers: Refs = []
    firm: Refs = []
    safety: Positive | None = None


class Finding(Shape):
    id: Id
    kind: Id
    name: Text
    lay: Text
    lay_absent: MaybeText = MaybeText("")
    question: Question | None = None
    group: MaybeText = MaybeText("")
    implies: Refs = []
    excludes: Refs = []


class Weight(Shape):
    finding: Ref
    present: Ratio = Ratio(1.0)
    absent: Ratio = Ratio(1.0)
    grade: WeightGrade
    sources: Refs
    group: MaybeText = MaybeText("")
    why: Text
    side: Side = ""
    at_least: Finite | None = None
    below: Finite | None = None


class Condition(Shape):
    id: Id
    name: Text
    lay: Text
    prior: Share
    role: Literal["cause", "picture", "emergency"]
    triage: Triage
    when_seen: Text
    weights: conlist(Weight, **NEEDS_ENTRY)  # type: ignore[valid-type]
    requires_any: Refs = []
    caused_by: Refs = []
    now: Refs
    week: Refs = []
    returning: Refs = []
    changes: Text
    running: Running
    sources: conlist(Ref, **NEEDS_ENTRY)  # type: ignore[valid-type]
    reviewed_by: MaybeText = MaybeText("")


class Factor(Shape):
    id: Id
    name: Text
    lay: Text
    findings: conlist(Ref, **NEEDS_ENTRY)  # type: ignore[valid-type]
    grade: Grade
    evidence: Text
    advice: Refs
    conditions: Refs = []
    sources: conlist(Ref, **NEEDS_ENTRY)  # type: ignore[valid-type]


class Advice(Shape):
    id: Id
    kind: AdviceKind
    name: Text
    text: Text
    for_: Refs = Field([], alias="for")
    not_for: Refs = []
    how: MaybeText = MaybeText("")
    how_often: MaybeText = MaybeText("")
    stop_if: MaybeText = MaybeText("")
    grade: Grade
    priority: Whole = Whole(50)
    triage: conlist(Triage, **NEEDS_ENTRY) = [  # type: ignore[valid-type]
        Triage.SEE_PROFESSIONAL,
        Triage.SELF_CARE,
    ]
    sources: Refs


class Fact(Shape):
    id: Id
    source: Ref
    where: Text
    claim: Text
    about: conlist(Ref, **NEEDS_ENTRY)  # type: ignore[valid-type]
    grade: Grade
    stance: Literal["agree", "qualify", "contradict"]
    position: MaybeText = MaybeText("")
    position_sources: Refs = []


class Topic(Shape):
    id: Id
    name: Text
    text: MaybeText = MaybeText("")
    phrases: conlist(Text, **NEEDS_ENTRY)  # type: ignore[valid-type]
    about: Refs = []
    advice: Refs = []
    advice_kinds: list[AdviceKind] = []
    needs_assessment: StrictBool = False
    handler: Handler = ""
    button: MaybeLabel = MaybeLabel("")
    priority: Whole = Whole(50)
    sources: Refs = []


class TriageRule(Shape):
    id: Id
    name: Text
    triage: Triage
    reason: Text
    all: Texts = []
    any: Texts = []
    none: Texts = []
    at_least: Positive = Positive(1)
    uncertain: StrictBool = False
    running: Running = "stop"
    sources: conlist(Ref, **NEEDS_ENTRY)  # type: ignore[valid-type]


class Country(Shape):
    id: Id
    name: Text
    emergency_number: Text
    urgent_line: Text
    crisis_line: Text
    phrases: Texts = []
    sources: Refs = []


class Words(Shape):
    id: Id
    words: conlist(Text, **NEEDS_ENTRY)  # type: ignore[valid-type]


class Phrases(Shape):
    finding: Ref
    present: Texts = []
    absent: Texts = []
    uncertain: Texts = []
    past: Texts = []


class Vocabulary(Shape):
    """The ids that must exist. `with_detail` names findings that take `:detail`."""

    findings: dict[Id, list[Id]]
    conditions: list[Id]
    factors: list[Id]
    with_detail: list[Id] = []


class VocabularyFile(Shape):
    vocabulary: Vocabulary


SHAPES: dict[str, type[Shape]] = {
    "sources": Source,
    "findings": Finding,
    "phrases": Phrases,
    "words": Words,
    "conditions": Condition,
    "factors": Factor,
    "advice": Advice,
    "facts": Fact,
    "topics": Topic,
    "triage": TriageRule,
    "countries": Country,
}
