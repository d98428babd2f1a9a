"""What a scan of a message comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.safety.matching import Span
from bot.safety.page import Page
from bot.safety.rules import LEVELS, Rule


class Outcome(str, Enum):
    """What a scan comes to."""

    FIRE = "fire"
    ASK = "ask"
    NONE = "none"


@dataclass(frozen=True)
class Flag:
    """A red flag in the scanned text; `start` and `end` are character offsets.

    `guessed`: no words of its rule tell of it, the models named it.
    """

    id: str
    triage: str
    start: int
    end: int
    text: str
    guessed: bool = False


@dataclass(frozen=True)
class Question:
    """The fixed yes/no question that settles a doubt; "yes" always means the flag.

    Pass `asked` back to `scan` with the next message. `covers` are the findings it asks
    for beside the rule's own.
    """

    rule: str
    text: str
    covers: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        return f"ask:{self.rule}"


@dataclass(frozen=True)
class Scan:
    """What was found. `level` is emergency, urgent or "" (nothing fired)."""

    outcome: Outcome = Outcome.NONE
    level: str = ""
    flags: tuple[Flag, ...] = ()
    question: Question | None = None
    work: int = 0


@dataclass(frozen=True)
class Hit:
    """A sign of a rule that shows at `span`.

    `lowered`: the words around it make it less; it may then come to "none". `plain`:
    no answer means something else by it. `guessed`: the models named it, no sign shows.
    """

    rule: Rule
    outcome: str
    triage: str
    span: Span
    lowered: bool = False
    plain: bool = False
    guessed: bool = False


def question(rule: Rule) -> Question:
    """The question that settles whether it is this red flag."""
    return Question(rule.id, rule.question, rule.covers)


def worst(hits: Iterable[Hit]) -> str:
    """The gravest outcome among the hits."""
    outcomes = {hit.outcome for hit in hits}
    return next((each for each in ("fire", "ask") if each in outcomes), "none")


def concluded(text: str, hits: list[Hit], page: Page) -> Scan:
    """What the hits come to: the flags of those that fire, or else one question."""
    fired = [hit for hit in hits if hit.outcome == "fire"]
    if fired:
        flags = _flags(text, fired, page)
        level = min((flag.triage for flag in flags), key=LEVELS.index)
        return Scan(Outcome.FIRE, level, flags, None, page.work)
    if hits:
        first = min(hits, key=lambda hit: (hit.rule.order, hit.span, hit.rule.id))
        return Scan(Outcome.ASK, "", (), question(first.rule), page.work)
    return Scan(work=page.work)


def _flags(text: str, hits: Sequence[Hit], page: Page) -> tuple[Flag, ...]:
    """One flag a rule, at its most urgent and then first place."""
    best: dict[str, Flag] = {}
    for hit in hits:
        own = [
            word for word in page.words[hit.span[0] : hit.span[1]] if word.message == 0
        ]
        start, end = (own[0].start, own[-1].end) if own else (0, 0)
        said = text[start:end]
        flag = Flag(hit.rule.id, hit.triage, start, end, said, hit.guessed)
        known = best.get(flag.id)
        if known is None or _urgency(flag) < _urgency(known):
            best[flag.id] = flag
    return tuple(
        sorted(best.values(), key=lambda f: (LEVELS.index(f.triage), f.start, f.id))
    )


def _urgency(flag: Flag) -> tuple[int, int]:
    return LEVELS.index(flag.triage), flag.start
