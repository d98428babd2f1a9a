"""Looks for red flags in raw words: FIRE, ASK or NONE, within bounded time.

It knows no medicine: rules come from `data/knowledge/red_flags`. It never raises on any
text; whoever calls it need not guard the call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from bot.safety.answers import Answers
from bot.safety.context import Surroundings, weigh
from bot.safety.matching import Groups, Span
from bot.safety.page import Page, Word
from bot.safety.reading import compile_lists, load
from bot.safety.rules import FOLDER, LEVELS, Rule, Rules, Sign, groups, vocabulary
from bot.safety.signs import MOST_SPANS, current_part, is_close, is_current, together
from bot.safety.spelling import Spelling
from bot.safety.text import cut

FEW_WORDS = 4  # "a bit numb maybe?" still answers
LONGEST = 8000  # characters looked at: the first and the last half of a longer text


class Outcome(str, Enum):
    """What a scan comes to."""

    FIRE = "fire"
    ASK = "ask"
    NONE = "none"


@dataclass(frozen=True)
class Flag:
    """A red flag in the scanned text; `start` and `end` are character offsets."""

    id: str
    triage: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Question:
    """The fixed yes/no question that settles a doubt; "yes" always means the flag.

    Pass `asked` back to `scan` with the next message.
    """

    rule: str
    text: str

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
class _Hit:
    rule: Rule
    outcome: str
    triage: str
    span: Span


class Detector:
    """The compiled rules. One is enough for a process; `scan` keeps no text."""

    def __init__(self, rules: Rules, answers: Answers) -> None:
        self.rules = rules
        self._answers = answers
        nodes = compile_lists(rules.lists, [])
        self._hiding = [c for c in rules.contexts if c.effect == "hide"]
        self._groups = Groups(groups(rules), nodes)
        self._denials = tuple(c for c in rules.contexts if c.effect == "none")
        self._heeded = {
            (rule.id, effect): tuple(
                context
                for context in rules.contexts
                if context.effect == effect and context.id not in rule.ignores
            )
            for rule in rules.rules
            for effect in ("none", "lower")
        }
        self._by_id = {rule.id: rule for rule in rules.rules}
        symbols = vocabulary(rules)
        ordinary = rules.lists.get("ordinary_words", ())
        hurried = (entry.split() for entry in rules.lists.get("sms_spelling", ()))
        self._spelling = Spelling(
            symbols,
            ordinary,
            rules.lists.get("filler_words", ()),
            {entry[0]: entry[-1] for entry in hurried},
            rules.lists.get("key_words", ()),
        )

    @classmethod
    def load(cls, folder: Path | str | None = None) -> Detector:
        """The detector of the rules in `folder` (data/knowledge when left out)."""
        root = Path(folder) if folder else FOLDER
        rules = load(root)
        return cls(rules, Answers.load(root, rules))

    @property
    def problems(self) -> tuple[str, ...]:
        return self.rules.problems

    def scan(self, text: str, previous: Sequence[str] = (), asked: str = "") -> Scan:
        """Reads `text` in the light of the last messages and the open question."""
        if asked and not self._goes_on(str(text), asked):
            previous = ()
        earlier = [str(message)[-LONGEST // 4 :] for message in list(previous)[-2:]]
        pieces = _shortened(str(text))
        words: list[Word] = []
        for number, message in enumerate(earlier):
            words += self._read(message, number - len(earlier), 0)
        for piece, offset in pieces:
            words += self._read(piece, 0, offset)
        page = Page(words)
        around = self._surroundings(page)
        hits = [
            hit
            for rule in self.rules.rules
            for hit in self._hits(rule, around, bool(asked))
        ]
        if not _asks_back(str(text)):
            hits += self._answered(asked, around)
        return self._result(str(text), hits, page)

    def _goes_on(self, text: str, asked: str) -> bool:
        """Whether it may go on with what was said before, rather than answer.

        What answers a question is read by itself: joined to an earlier message it can
        seem to say anything.
        """
        around = Surroundings(Page(self._read(text, 0, 0)), self._groups)
        flag = asked.removeprefix("ask:")
        if flag in self._by_id:
            return not self._answers.begins(around)
        return self._answers.goes_on(around)

    def _surroundings(self, page: Page) -> Surroundings:
        """The page without its idioms, whose words nobody means."""
        around = Surroundings(page, self._groups)
        hidden = self._hide_idioms(around)
        return Surroundings(page, self._groups) if hidden else around

    def _read(self, text: str, message: int, offset: int) -> list[Word]:
        words = [
            word for raw in cut(text) for word in self._spelling.read(raw, message)
        ]
        if not offset:
            return words
        return [w._replace(start=w.start + offset, end=w.end + offset) for w in words]

    def _hide_idioms(self, around: Surroundings) -> bool:
        cues = [cue for context in self._hiding for cue in around.cues(context)]
        # "control is gone, back hurts" is not "gone back".
        words = around.page.words
        whole = [c for c in cues if not any(w.soft for w in words[c[0] + 1 : c[1]])]
        for begin, end in whole:
            around.page.hide(begin, end)
        return bool(whole)

    def _hits(self, rule: Rule, around: Surroundings, interview: bool) -> list[_Hit]:
        hits = []
        for sign in rule.signs:
            for span, whats in self._spans(sign, around, interview):
                outcome = self._outcome(rule, sign, span, whats, around)
                if outcome != "none":
                    hits.append(_Hit(rule, outcome, sign.triage or rule.triage, span))
        return hits

    def _spans(
        self, sign: Sign, around: Surroundings, interview: bool = False
    ) -> list[tuple[Span, tuple[Span, ...]]]:
        """Where the sign shows, touching the current message, and the parts to deny.

        Of words that stand near one another, the first group says where and the others
        say what: "numb, but no pain in the groin" denies only the place.
        """
        spans: list[tuple[Span, tuple[Span, ...]]] = [
            (span, (span,)) for span in around.spans(sign.phrases)[:MOST_SPANS]
        ]
        if sign.near:
            spans += together(sign, around)
        if not spans:
            return []
        needed = sign.with_[1:] if sign.interview and interview else sign.with_
        partners = [self._reported(group, around) for group in needed]
        if not all(partners):
            return []
        chosen = []
        for span, whats in spans:
            if is_current(span, around):
                chosen.append((span, whats))
            elif any(
                is_current(other, around) for group in partners for other in group
            ):
                chosen.append((current_part(partners, around), whats))
        return chosen

    def _reported(self, group: Sequence[str], around: Surroundings) -> list[Span]:
        """Where the group shows without being denied."""
        return [
            span
            for span in around.spans(group)[:MOST_SPANS]
            if not any(
                around.applies(context, span) for context in around.heard(self._denials)
            )
        ]

    def _outcome(
        self,
        rule: Rule,
        sign: Sign,
        span: Span,
        whats: Sequence[Span],
        around: Surroundings,
    ) -> str:
        if is_close(span, around.spans(sign.never), around):
            return "none"
        outcome = sign.outcome
        if outcome == "ask" and around.spans(sign.raised_by):
            outcome = "fire"
        if is_close(span, around.spans(sign.unless), around):
            outcome = "ask" if outcome == "fire" else "none"
        for context in around.heard(self._heeded[rule.id, "none"]):
            # What stands behind denies the whole: "numbness down there? no".
            parts = (span,) if context.after else whats
            if any(around.applies(context, part) for part in parts):
                return "none"
        return weigh(outcome, span, self._heeded[rule.id, "lower"], around)

    def _answered(self, asked: str, around: Surroundings) -> list[_Hit]:
        found = self._answers.read(asked, around)
        return [
            _Hit(self._by_id[rule], outcome, triage or self._by_id[rule].triage, span)
            for rule, outcome, triage, span in found
            if rule in self._by_id
        ]

    def _result(self, text: str, hits: list[_Hit], page: Page) -> Scan:
        fired = [hit for hit in hits if hit.outcome == "fire"]
        if fired:
            flags = _flags(text, fired, page)
            level = min((flag.triage for flag in flags), key=LEVELS.index)
            return Scan(Outcome.FIRE, level, flags, None, page.work)
        if hits:
            first = min(hits, key=lambda hit: (hit.rule.order, hit.span, hit.rule.id))
            question = Question(first.rule.id, first.rule.question)
            return Scan(Outcome.ASK, "", (), question, page.work)
        return Scan(work=page.work)


def _asks_back(text: str) -> bool:
    """Whether a question is answered by a question, which tells nothing."""
    return text.rstrip().endswith("?") and len(text.split()) > FEW_WORDS


def _shortened(text: str) -> list[tuple[str, int]]:
    """The text, or its beginning and its end when it is far too long."""
    if len(text) <= LONGEST:
        return [(text, 0)]
    half = LONGEST // 2
    return [(text[:half], 0), (text[-half:], len(text) - half)]


def _flags(text: str, hits: Sequence[_Hit], page: Page) -> tuple[Flag, ...]:
    """One flag a rule, at its most urgent and then first place."""
    best: dict[str, Flag] = {}
    for hit in hits:
        own = [
            word for word in page.words[hit.span[0] : hit.span[1]] if word.message == 0
        ]
        start, end = (own[0].start, own[-1].end) if own else (0, 0)
        flag = Flag(hit.rule.id, hit.triage, start, end, text[start:end])
        known = best.get(flag.id)
        if known is None or _urgency(flag) < _urgency(known):
            best[flag.id] = flag
    return tuple(
        sorted(best.values(), key=lambda f: (LEVELS.index(f.triage), f.start, f.id))
    )


def _urgency(flag: Flag) -> tuple[int, int]:
    return LEVELS.index(flag.triage), flag.start
