"""What the knowledge base holds, as frozen values. Nothing here reads files or SQL.

The YAML files under `data/knowledge` are checked against `schema`, become these values
in `loader`, are compiled to SQL by `store` and come out of it as the same values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Triage(str, Enum):
    """How soon to be seen, most urgent first."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SEE_PROFESSIONAL = "see_professional"
    SELF_CARE = "self_care"

    @property
    def rank(self) -> int:
        """0 for the most urgent level."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Triage)}


class Status(str, Enum):
    """What the runner said of a finding; the `role` of the Rasa entity."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"
    PAST = "past"
    OTHER_PERSON = "other_person"


class Grade(str, Enum):
    """How far a statement can be relied on."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"
    EXPERT_OPINION = "expert_opinion"
    UNVERIFIED = "unverified"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True)
class Source:
    """A document that a statement rests on. `seed`: S0 to S4 for the five articles."""

    id: str
    title: str
    kind: str
    publisher: str = ""
    year: int | None = None
    url: str = ""
    seed: str = ""
    note: str = ""


@dataclass(frozen=True)
class Option:
    """One answer a question offers: its label, and what choosing it says.

    One that is not `shown` has no button: it is chosen in words.
    """

    label: str
    sets: Mapping[str, Status] = field(default_factory=dict)
    value: str | float | None = None
    side: str = ""
    phrases: tuple[str, ...] = ()
    shown: bool = True


@dataclass(frozen=True)
class Question:
    """How a finding is asked for.

    `type` is one of yes_no, choice, multi, duration, number, side, open. `yes` and `no`
    index `options`: what a bare "yes" or "no" means here, whatever its polarity.
    `other` indexes the option that stands for those not shown; `ask_other` asks which.
    `covers` names every finding the answer settles, the asked one first; `firm` those
    of them that, told in words, stand however much of a "no" the whole answer sounds.
    `safety` questions belong to the emergency screen, smallest number first.
    """

    text: str
    why: str
    type: str = "yes_no"
    options: tuple[Option, ...] = ()
    yes: int | None = None
    no: int | None = None
    other: int | None = None
    ask_other: str = ""
    covers: tuple[str, ...] = ()
    firm: tuple[str, ...] = ()
    safety: int | None = None


@dataclass(frozen=True)
class Finding:
    """Something the runner has, does or did that matters.

    `lay` completes "you mentioned …", `lay_absent` "you said …" when denied.
    """

    id: str
    kind: str
    name: str
    lay: str
    lay_absent: str = ""
    question: Question | None = None
    group: str = ""
    implies: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Weight:
    """How a finding moves the odds of a condition: likelihood ratios (above 1: for).

    `present` applies when the finding is present, `absent` when it is denied; 1 says
    nothing. Weights of one `group` within a condition count once (the strongest).
    `below`/`at_least` bound a numeric finding (age in years, duration in days).
    """

    finding: str
    present: float = 1.0
    absent: float = 1.0
    grade: Grade = Grade.UNVERIFIED
    sources: tuple[str, ...] = ()
    group: str = ""
    why: str = ""
    side: str = ""
    at_least: float | None = None
    below: float | None = None


@dataclass(frozen=True)
class Condition:
    """What might explain the pain. `role` is cause, picture (sciatica) or emergency."""

    id: str
    name: str
    lay: str
    prior: float
    role: str = "cause"
    triage: Triage = Triage.SELF_CARE
    when_seen: str = ""
    weights: tuple[Weight, ...] = ()
    requires_any: tuple[str, ...] = ()
    caused_by: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    week: tuple[str, ...] = ()
    returning: tuple[str, ...] = ()
    changes: str = ""
    running: str = "adapt"
    sources: tuple[str, ...] = ()
    reviewed_by: str = ""


@dataclass(frozen=True)
class Factor:
    """Something that may be feeding the problem, with honest evidence."""

    id: str
    name: str
    lay: str
    findings: tuple[str, ...]
    grade: Grade
    evidence: str
    advice: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Advice:
    """One thing to do.

    `kind` is now, exercise, training, footwear, professional or prevention. `for_`
    lists condition and factor ids (empty: everyone); `not_for` condition or finding
    ids that rule it out. `how`, `how_often`, `stop_if` are given for exercises.
    """

    id: str
    kind: str
    name: str
    text: str
    for_: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    how: str = ""
    how_often: str = ""
    stop_if: str = ""
    grade: Grade = Grade.UNVERIFIED
    priority: int = 50
    triage: tuple[Triage, ...] = (Triage.SEE_PROFESSIONAL, Triage.SELF_CARE)
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """One claim of one source, in our words, held against the evidence.

    `stance` says whether the evidence makes us agree, qualify or contradict. `about`
    names the items (condition, factor, advice, topic) whose explanation shows it.
    """

    id: str
    source: str
    where: str
    claim: str
    about: tuple[str, ...]
    grade: Grade
    stance: str = "agree"
    position: str = ""
    position_sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    """A question that runners ask, and its short answer.

    `needs_assessment`: mid-interview it is promised for the end rather than answered.
    `advice_kinds` adds the advice that suits the runner; `handler` names a computed
    answer (running, worse, why_not, factors, compare, return_plan), else `text` is the
    answer. `button` offers it under the assessment, smallest `priority` first.
    """

    id: str
    name: str
    text: str
    phrases: tuple[str, ...]
    about: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    advice_kinds: tuple[str, ...] = ()
    needs_assessment: bool = False
    handler: str = ""
    button: str = ""
    priority: int = 50
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class TriageRule:
    """A flag, or a combination, that sets a floor under the triage.

    Each entry of `all`, `any`, `none` is a test such as `fever`, `radiation_leg@both`,
    `age>=70`, `duration<P2D`, `kind:location` or `condition:bone_stress_injury>=0.3`;
    see data/knowledge/README.md. `uncertain` counts an uncertain finding as met.
    """

    id: str
    name: str
    triage: Triage
    reason: str
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    at_least: int = 1
    uncertain: bool = False
    running: str = "stop"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Country:
    """Whom to call, where. `unknown` is the entry used until we are told."""

    id: str
    name: str
    emergency_number: str
    urgent_line: str
    crisis_line: str
    phrases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """The whole knowledge base; mappings are by id, in id order."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    findings: Mapping[str, Finding] = field(default_factory=dict)
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    factors: Mapping[str, Factor] = field(default_factory=dict)
    advice: Mapping[str, Advice] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    triage_rules: Mapping[str, TriageRule] = field(default_factory=dict)
    countries: Mapping[str, Country] = field(default_factory=dict)
    wording: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
