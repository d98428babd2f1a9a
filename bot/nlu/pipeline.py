"""Understanding without Rasa: `load(folder)` gives an Extractor, called with a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bot.knowledge.model import Status
from bot.nlu.data import PhraseData, load_phrase_data
from bot.nlu.diagnoses import DiagnosisFinder
from bot.nlu.judge import Judge
from bot.nlu.language import PhraseLanguage
from bot.nlu.matcher import Match, PhraseMatcher
from bot.nlu.mention import Found
from bot.nlu.questions import QuestionFinder, weigh
from bot.nlu.relations import RelationFinder
from bot.nlu.repair import Repairer
from bot.nlu.replies import Reply, ReplyFinder
from bot.nlu.shadows import Shadows
from bot.nlu.sides import bind_sides
from bot.nlu.status import StatusFinder
from bot.nlu.tagger import Tagger
from bot.nlu.taken_back import TakenBack
from bot.nlu.text import Words, shorten, tokenise, words_of
from bot.nlu.values import ValueFinder

EXTRACTOR = "FindingExtractor"
STATUSES = (Status.PRESENT, Status.ABSENT, Status.UNCERTAIN, Status.PAST)

SYMPTOMS = frozenset({"numbness", "weakness"})
PLACES = frozenset({"location"})
"""Kinds whose mention beside an activity says that it hurts there."""

Entity = dict[str, Any]


def load(folder: Path | str, today: Callable[[], date] = date.today) -> Extractor:
    """An extractor that reads its words from `folder` (data/knowledge)."""
    return Extractor(load_phrase_data(Path(folder)), today)


class Extractor:
    """Gives the entities of a message, in the shape Rasa carries them."""

    def __init__(
        self,
        data: PhraseData,
        today: Callable[[], date] = date.today,
        judge: Judge | None = None,
        tagger: Tagger | None = None,
    ) -> None:
        """`judge`, `tagger`: the trained parts; without them the rules alone decide."""
        self.judge = judge
        self.tagger = tagger
        self.watched = frozenset(data.get("watched", ()))
        self._last: Words | None = None
        cues = data["cues"]
        variants = {
            k: v for c in _used(cues, "variants") for k, v in c["variants"].items()
        }
        language = PhraseLanguage(data["words"], variants)
        self._kinds = dict(data["kinds"])
        negations = frozenset(w for c in _used(cues, "negation") for w in c["words"])
        self._losses = frozenset(
            finding for c in _used(cues, "negation") for finding in c.get("losses", ())
        )
        self._phrases = PhraseMatcher(
            language, _finding_phrases(data["phrases"]), negations
        )
        self._status = StatusFinder(language, cues)
        self._relations = RelationFinder(language, cues)
        self._diagnoses = DiagnosisFinder(language, cues)
        self._values = ValueFinder(language, cues, today)
        self._questions = QuestionFinder(language, cues)
        self._taken_back = TakenBack(language, cues)
        self._decoys = PhraseMatcher(
            language,
            [
                (c["phrases"], (c.get("hides", ""), bool(c.get("overlap"))))
                for c in _used(cues, "decoy")
            ],
        )
        self._sides = {
            k: v for c in _used(cues, "sides") for k, v in c["sides"].items()
        }
        self._shadows = Shadows(_used(cues, "shadow"))
        self._implied = {
            k: v for c in _used(cues, "implied") for k, v in c["implied"].items()
        }
        vocabulary = set(language.vocabulary)
        self._replies = ReplyFinder(language, data)
        self._repair = Repairer(
            vocabulary,
            {
                w
                for c in _used(cues, "english")
                for line in c["words"]
                for w in words_of(line)
            }
            | language.vocabulary,
            variants,
        )

    def __call__(self, text: str) -> list[Entity]:
        """Every entity of the message, by position; findings first where equal."""
        words = self.words(text)
        if not words.words:
            return []
        entities = [_finding_entity(words, f) for f in self.findings(words)]
        entities += [_reply_entity(words, r) for r in self._replies(words)]
        return sorted(
            entities, key=lambda e: (e["start"], e["end"], e["entity"], str(e["value"]))
        )

    def asks(self, text: str) -> bool:
        """Whether it holds a question."""
        return bool(self._questions(self.words(text)))

    def words(self, text: str) -> Words:
        """The words of the message, spelling mended; the last message is remembered."""
        last = self._last
        if last is None or last.text != text:
            last = Words(text, self._repair(tokenise(shorten(text))))
            self._last = last
        return last

    def findings(self, words: Words) -> list[Found]:
        """The findings of the message, each with its status and side."""
        breaks = self._status.breaks(words, relations=True)
        found = [self._with_kind(f) for f in self._direct(words)]
        found += self._relations(
            words, breaks, _spans(found, SYMPTOMS), _spans(found, PLACES)
        )
        found += self._diagnoses(words, breaks)
        found += self._values(words)
        found = self._visible(words, [self._with_kind(f) for f in found])
        found = weigh(self._status(words, found), self._questions(words))
        if self.tagger:
            found = self.tagger.believed(words, found)
        found = self._once(bind_sides(words, found, self._sides))
        judged = self._once(self.judge(words, found)) if self.judge else found
        if not self.judge or not self.tagger:
            return self._taken_back(words, judged)
        tagged = map(
            self._with_kind, self.tagger(words, found, judged, self._values.findings)
        )
        found = self._once(bind_sides(words, list(tagged), self._sides))
        return self._taken_back(words, found)

    def rules_alone(self) -> Extractor:
        """The same rules without what is trained."""
        alone = copy(self)
        alone.judge = alone.tagger = None
        return alone

    def _direct(self, words: Words) -> list[Found]:
        return [_found(match, self._losses) for match in self._phrases.find(words)]

    def _with_kind(self, found: Found) -> Found:
        name = found.finding.split(":")[0]
        return replace(found, kind=self._kinds.get(name, name))

    def _visible(self, words: Words, found: list[Found]) -> list[Found]:
        """Without what a decoy, a longer or a stronger mention hides."""
        firm = {f.finding for f in found if not f.weak}
        found = [f for f in found if not (f.weak and f.finding in firm)]
        hidden = self._decoys.find(words)
        seen = [f for f in found if not any(_hides(d, f) for d in hidden)]
        return [f for f in seen if not any(self._shadows.hides(o, f) for o in seen)]

    def _once(self, found: Iterable[Found]) -> list[Found]:
        """One mention for each finding, status and side, and what they imply."""
        found = sorted(found, key=lambda f: (f.first, f.last, f.finding))
        more = [
            replace(f, finding=finding, kind=self._kinds.get(finding, finding))
            for f in found
            for finding in self._implied.get(f.finding, ())
            if f.status in (Status.PRESENT, Status.UNCERTAIN)
        ]
        kept: dict[tuple[str, Status, str], Found] = {}
        for f in [*found, *more]:
            if f.value is not None and f.status is Status.PAST:
                continue  # how long, or how bad, something healed was
            other = kept.setdefault((f.finding, f.status, f.side), f)
            if f.weight > other.weight:
                kept[f.finding, f.status, f.side] = f
        stated = {(f.finding, f.status) for f in kept.values() if f.side}
        return [
            f for f in kept.values() if f.side or (f.finding, f.status) not in stated
        ]


def _spans(found: Iterable[Found], kinds: frozenset[str]) -> list[tuple[int, int]]:
    present = (f for f in found if f.status is Status.PRESENT and f.kind in kinds)
    return sorted({(f.first, f.last) for f in present})


def _used(cues: Mapping[str, Any], use: str) -> list[Mapping[str, Any]]:
    return [cue for cue in cues.values() if cue.get("use") == use]


def _finding_phrases(
    phrases: Mapping[str, Any],
) -> list[tuple[list[str], tuple[str, str]]]:
    return [
        (item[status.value], (finding, status.value))
        for finding, item in phrases.items()
        for status in STATUSES
        if item.get(status.value)
    ]


def _found(match: Match[tuple[str, str]], losses: frozenset[str]) -> Found:
    """As matched; a "not" in the gap of "hip flexors ... tight" denies it.

    Not so for `losses`: "my bladder just will not start" is no denial.
    """
    finding, status = match.meaning
    denied = match.denied and finding not in losses
    if denied and status == Status.PRESENT.value:
        return Found(finding, match.first, match.last, Status.ABSENT, fixed=True)
    fixed = status != Status.PRESENT.value
    return Found(finding, match.first, match.last, Status(status), fixed)


def _hides(decoy: Any, found: Found) -> bool:
    """A decoy hides what begins inside it, unless that is longer still.

    With `overlap` it also hides what only ends inside it.
    """
    hides, overlap = decoy.meaning
    if hides and hides not in (found.kind, found.finding):
        return False
    if overlap and found.overlaps(decoy.first, decoy.last):
        return found.last <= decoy.last
    longer = found.first == decoy.first and found.last > decoy.last
    return decoy.first <= found.first < decoy.last and not longer


def _finding_entity(words: Words, found: Found) -> Entity:
    start, end = words.span(found.first, found.last)
    marks = {"asked": found.asked, "taken_back": found.taken_back}
    return {
        "entity": found.kind,
        "start": start,
        "end": end,
        "value": found.finding,
        "role": found.status.value,
        "text": words.text[start:end],
        "amount": found.value,
        "side": found.side,
        "extractor": EXTRACTOR,
        **{name: True for name, holds in marks.items() if holds},
    }


def _reply_entity(words: Words, reply: Reply) -> Entity:
    start, end = words.span(reply.first, reply.last)
    return {
        "entity": reply.entity,
        "start": start,
        "end": end,
        "value": reply.value,
        "text": words.text[start:end],
        "extractor": EXTRACTOR,
    }
