"""Looks for red flags in raw words: FIRE, ASK or NONE, within bounded time.

It knows no medicine: rules come from `data/knowledge/red_flags`. It never raises on any
text; whoever calls it need not guard the call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from bot.safety import rules as rules_module
from bot.safety.answers import Answers
from bot.safety.context import Span, Surroundings, overlaps, weigh
from bot.safety.phrase import Node, Page, Word, parse
from bot.safety.rules import LEVELS, Rule, Rules, Sign
from bot.safety.spelling import Spelling
from bot.safety.text import cut

LONGEST = 8000  # characters looked at: the first and the last half of a longer text
Index = Mapping[str, Sequence[tuple[str, Node]]]
MOST_SPANS = 40  # places of one phrase that are weighed
EXCUSE_REACH = 20  # words between a sign and what excuses it in the same sentence
BESIDE = 4  # and in the next one


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
    """The compiled rules. One is enough for a process; `scan` keeps nothing of a text."""

    def __init__(self, rules: Rules, answers: Answers) -> None:
        self.rules = rules
        self._answers = answers
        nodes = rules_module.compile_lists(rules.lists, [])
        self._by_first = _index(rules, nodes, hide=False)
        self._idioms = _index(rules, nodes, hide=True)
        self._hiding = [c for c in rules.contexts if c.effect == "hide"]
        self._denials = [c for c in rules.contexts if c.effect == "none"]
        self._heeded = {
            rule.id: [c for c in rules.contexts if c.id not in rule.ignores]
            for rule in rules.rules
        }
        self._by_id = {rule.id: rule for rule in rules.rules}
        symbols = rules_module.vocabulary(rules)
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
        root = Path(folder) if folder else rules_module.FOLDER
        rules = rules_module.load(root)
        return cls(rules, Answers.load(root, rules))

    @property
    def problems(self) -> tuple[str, ...]:
        return self.rules.problems

    def scan(self, text: str, previous: Sequence[str] = (), asked: str = "") -> Scan:
        """Reads `text`, with the runner's last messages and the open question in mind."""
        earlier = [str(message)[-LONGEST // 4 :] for message in list(previous)[-2:]]
        pieces = _shortened(str(text))
        words: list[Word] = []
        for number, message in enumerate(earlier):
            words += self._read(message, number - len(earlier), 0)
        for piece, offset in pieces:
            words += self._read(piece, 0, offset)
        page = Page(words)
        around = Surroundings(page, self._find(page))
        hits = [
            hit
            for rule in self.rules.rules
            for hit in self._hits(rule, around, bool(asked))
        ]
        hits += self._answered(asked, around)
        return self._result(str(text), hits, page)

    def _read(self, text: str, message: int, offset: int) -> list[Word]:
        words = [
            word for raw in cut(text) for word in self._spelling.read(raw, message)
        ]
        if not offset:
            return words
        return [replace(w, start=w.start + offset, end=w.end + offset) for w in words]

    def _find(self, page: Page) -> dict[str, list[Span]]:
        """Where every phrase stands; the words of idioms are taken out first."""
        found = _matches(page, self._idioms)
        for context in self._hiding:
            true = [
                span for phrase in context.except_ for span in found.get(phrase, ())
            ]
            for begin, end in (s for p in context.phrases for s in found.get(p, ())):
                if not any(overlaps((begin, end), span) for span in true):
                    page.hide(begin, end)
        return _matches(page, self._by_first)

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
        spans = [(span, (span,)) for span in around.spans(sign.phrases)[:MOST_SPANS]]
        if sign.near:
            spans += _together(sign, around)
        needed = sign.with_[1:] if sign.interview and interview else sign.with_
        partners = [self._reported(group, around) for group in needed]
        if not all(partners):
            return []
        chosen = []
        for span, whats in spans:
            if _current(span, around):
                chosen.append((span, whats))
            elif any(_current(other, around) for group in partners for other in group):
                chosen.append((_current_part(partners, around), whats))
        return chosen

    def _reported(self, group: Sequence[str], around: Surroundings) -> list[Span]:
        """Where the group shows without being denied."""
        return [
            span
            for span in around.spans(group)[:MOST_SPANS]
            if not any(around.applies(context, span) for context in self._denials)
        ]

    def _outcome(
        self,
        rule: Rule,
        sign: Sign,
        span: Span,
        whats: Sequence[Span],
        around: Surroundings,
    ) -> str:
        if _close(span, around.spans(sign.never), around):
            return "none"
        outcome = sign.outcome
        if outcome == "ask" and around.spans(sign.raised_by):
            outcome = "fire"
        if _close(span, around.spans(sign.unless), around):
            outcome = "ask" if outcome == "fire" else "none"
        contexts = self._heeded[rule.id]
        denials = [context for context in contexts if context.effect == "none"]
        for context in denials:
            # What stands behind denies the whole: "numbness down there? no".
            parts = (span,) if context.after else whats
            if any(around.applies(context, part) for part in parts):
                return "none"
        return weigh(outcome, span, contexts, around)

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


def _shortened(text: str) -> list[tuple[str, int]]:
    """The text, or its beginning and its end when it is far too long."""
    if len(text) <= LONGEST:
        return [(text, 0)]
    half = LONGEST // 2
    return [(text[:half], 0), (text[-half:], len(text) - half)]


def _index(
    rules: Rules, nodes: Mapping[str, Node], hide: bool
) -> dict[str, list[tuple[str, Node]]]:
    """The phrases by the words they can begin with."""
    chosen: dict[str, None] = {}
    for context in rules.contexts:
        if (context.effect == "hide") == hide:
            chosen.update(dict.fromkeys(rules_module.phrases_of(context)))
    if not hide:
        for rule in rules.rules:
            chosen.update(dict.fromkeys(rules_module.phrases_of(rule)))
    index: dict[str, list[tuple[str, Node]]] = {}
    for phrase in sorted(chosen):
        node = parse(phrase, nodes)
        for symbol in node.first:
            index.setdefault(symbol, []).append((phrase, node))
    return index


def _matches(page: Page, index: Index) -> dict[str, list[Span]]:
    held: dict[str, bool] = {}
    possible = {
        symbol: _possible(page, index.get(symbol, ()), held)
        for symbol in sorted(page.present)
    }
    found: dict[str, list[Span]] = {}
    for at, symbols in enumerate(page.symbols):
        for symbol in symbols:
            for head, entries in possible[symbol]:
                if head is not None and not head.ends(page, at):
                    continue
                for phrase, node in entries:
                    if node.follow is not None and not page.next_in(node.follow, at):
                        continue
                    page.work += 1
                    ends = {at + 1} if node.one_word else node.ends(page, at)
                    if ends:
                        found.setdefault(phrase, []).append((at, max(ends)))
    return found


def _possible(
    page: Page, entries: Sequence[tuple[str, Node]], held: dict[str, bool]
) -> list[tuple[Node | None, list[tuple[str, Node]]]]:
    """The phrases that this page can hold, those that begin with the same list together."""
    groups: dict[int, tuple[Node | None, list[tuple[str, Node]]]] = {}
    for phrase, node in entries:
        known = held.get(phrase)
        if known is None:
            known = held[phrase] = page.can_hold(node)
        if known:
            groups.setdefault(id(node.head), (node.head, []))[1].append((phrase, node))
    return list(groups.values())


def _together(sign: Sign, around: Surroundings) -> list[tuple[Span, tuple[Span, ...]]]:
    """Spans in which every group of `near` shows within so many words."""
    groups = [around.spans(group)[:MOST_SPANS] for group in sign.near]
    if not all(groups):
        return []
    spans: list[tuple[Span, tuple[Span, ...]]] = []
    for anchor in groups[0]:
        chosen = [anchor]
        for group in groups[1:]:
            fitting = [
                span
                for span in group
                if not any(overlaps(span, other) for other in chosen)
                and max(span[0] - anchor[1], anchor[0] - span[1]) <= sign.within
            ]
            if not fitting:
                break
            chosen.append(min(fitting, key=lambda s: (abs(s[0] - anchor[0]), s)))
        else:
            whole = (min(s[0] for s in chosen), max(s[1] for s in chosen))
            spans.append((whole, tuple(chosen[1:])))
    return spans


def _current(span: Span, around: Surroundings) -> bool:
    return around.page.words[span[1] - 1].message == 0


def _current_part(partners: Sequence[Sequence[Span]], around: Surroundings) -> Span:
    """The part that the current message holds of a sign told in two messages."""
    return next(
        other for group in partners for other in group if _current(other, around)
    )


def _close(span: Span, others: Sequence[Span], around: Surroundings) -> bool:
    """Whether an excuse stands in the same sentence, or right beside it."""
    for other in others:
        words = max(other[0] - span[1], span[0] - other[1])
        same = around.sentence[other[0]] in (
            around.sentence[span[0]],
            around.sentence[span[1] - 1],
        )
        if words <= (EXCUSE_REACH if same else BESIDE):
            return True
    return False


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
