"""What reasoning takes and gives, as frozen values without English.

Evidence comes from the tracker's slot; results go to the actions, which put words to
them. Every decision carries its reasons, so that the reply can say why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from bot.knowledge.model import Status, Triage


@dataclass(frozen=True)
class Mention:
    """A finding as one message mentions it. `start`, `end` are character offsets.

    `unheard`: it tells of an alarm that the red-flag detector does not hear;
    `taken_back`: a place of which it is said outright that it does not hurt.
    """

    finding: str
    status: Status
    start: int = 0
    end: int = 0
    text: str = ""
    value: str | float | None = None
    side: str = ""
    unheard: bool = False
    taken_back: bool = False


@dataclass(frozen=True)
class Message:
    """One message as understood: what `answer` slot of the reply it can fill.

    `polarity` is yes, no, unsure, some, both, none, skip or "" (from the words and the
    intent); `option` is the number chosen (0-based), or None. `odds` are the log odds
    that it says yes to the trouble asked for, None where nothing can be said; `about`
    is the finding it then most likely tells of, where the question lists several.
    """

    text: str
    mentions: tuple[Mention, ...] = ()
    polarity: str = ""
    option: int | None = None
    odds: float | None = None
    about: str = ""


@dataclass(frozen=True)
class Observation:
    """What is known of one finding, and the runner's words it came from."""

    status: Status
    text: str = ""
    value: str | float | None = None
    side: str = ""
    turn: int = 0
    asked: bool = False


@dataclass(frozen=True)
class Correction:
    """A finding whose status, side or value the runner changed."""

    finding: str
    before: str
    after: str


@dataclass(frozen=True)
class Evidence:
    """All that is known so far. Latest words win; `corrections` keeps what changed.

    `asked` holds the findings asked for, in order; `unknown` those the runner could not
    or would not answer. `red_flags` is sticky: ids the safety gate fired on.
    """

    observations: Mapping[str, Observation] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    red_flags: tuple[str, ...] = ()
    turn: int = 0


@dataclass(frozen=True)
class Reason:
    """Why a condition moved: the finding, its status and words, and the weight (LR)."""

    finding: str
    status: Status
    words: str
    ratio: float
    why: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class RankedCondition:
    """A condition with its probability among all, reasons strongest first."""

    id: str
    probability: float
    supports: tuple[Reason, ...] = ()
    opposes: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class RankedFactor:
    """A contributing factor and the findings that suggest it."""

    id: str
    findings: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class TriageReason:
    """The rule that spoke, the level it asks for, and the findings that met it."""

    rule: str
    triage: Triage
    reason: str
    findings: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """The judgement. `ranking` is complete; `shown` is how many leaders to show (<= 3).

    `running` is stop, adapt or run, with the rule behind it in `running_rule`.
    `advice` is ids in the order to give them, already filtered for this runner.
    `unknown_safety` lists screen questions that stayed unanswered.
    """

    triage: Triage
    triage_reasons: tuple[TriageReason, ...]
    ranking: tuple[RankedCondition, ...]
    shown: int
    could_also_be: tuple[str, ...]
    factors: tuple[RankedFactor, ...]
    advice: tuple[str, ...]
    running: str
    running_rule: str
    unknown_safety: tuple[str, ...] = ()


class NextStep(str, Enum):
    """What happens after a message; the values of the slot `next_step`."""

    ASK = "ask"
    ASSESS = "assess"
    EMERGENCY = "emergency"
    FAILED = "failed"


@dataclass(frozen=True)
class Decision:
    """The next step, and for `ask` the finding whose question comes next."""

    step: NextStep
    finding: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Difference:
    """A finding that separates two conditions. `odds` above 1 speaks for the first.

    `status` is None for a finding not yet known: `odds` then is for its presence.
    """

    finding: str
    status: Status | None
    words: str
    odds: float


@dataclass(frozen=True)
class Comparison:
    """Two conditions side by side, and what separates them, most telling first."""

    first: RankedCondition
    second: RankedCondition
    known: tuple[Difference, ...]
    unknown: tuple[Difference, ...]


@dataclass(frozen=True)
class WhyNot:
    """Why a condition does not lead: `leader` does; `missing` would have spoken for it.

    `requires` names findings without which it is not considered at all.
    """

    condition: RankedCondition
    place: int
    leader: str
    missing: tuple[str, ...]
    requires: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """A finding not yet known that would change the judgement, and how."""

    finding: str
    status: Status
    leader: str
    triage: Triage
