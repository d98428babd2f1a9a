"""Looks for red flags in raw words: FIRE, ASK or NONE, within bounded time.

It knows no medicine: rules come from `data/knowledge/red_flags`. It never raises on any
text; whoever calls it need not guard the call.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from bot.answers.features import sentence_around
from bot.answers.reader import AnswerReader, reader_of
from bot.encoder.encoder import Encoder, encoder_of, forget_readings
from bot.encoder.memo import Memo, key_of
from bot.encoder.windows import MOST, both_ends
from bot.knowledge.messages import KnowledgeError
from bot.knowledge.reading import content_version
from bot.safety.answers import SHORT, Answers
from bot.safety.context import Surroundings
from bot.safety.features import Reader
from bot.safety.finder import Finder
from bot.safety.matching import Groups
from bot.safety.mixture import IN_ANSWERS, Mixture
from bot.safety.page import Page, Word
from bot.safety.reading import compile_lists, load
from bot.safety.rules import FOLDER, Rules, groups, vocabulary
from bot.safety.scan import Flag, Hit, Outcome, Question, Scan, concluded, worst
from bot.safety.second_opinion import Opinion, SecondOpinion
from bot.safety.seconding import Seconding
from bot.safety.spelling import Spelling
from bot.safety.text import cut
from bot.safety.weight import PLAIN, Weight

__all__ = ["Detector", "Flag", "Outcome", "Question", "Scan"]

FEW_WORDS = 4  # "a bit numb maybe?" still answers
# Lists that are no concepts: how words are written.
PLAIN_LISTS = frozenset(
    {
        "choice_words",
        "filler_words",
        "key_words",
        "ordinary_words",
        "sms_spelling",
    }
)


_memo: Memo[Scan] = Memo()


def forget_scans() -> None:
    """Drop what the last scans found in runners' words."""
    _memo.forget()
    forget_readings()


class Detector:
    """The compiled rules and the models beside them.

    One is enough for a process; `scan` may be called again and again with the same
    words, by whatever layer: they are read once.
    """

    def __init__(
        self,
        rules: Rules,
        answers: Answers,
        second_opinion: SecondOpinion,
        version: str = "",
        reader: AnswerReader | None = None,
        encoder: Encoder | None = None,
        mixture: Mixture | None = None,
        in_answers: Mixture | None = None,
    ) -> None:
        self.rules = rules
        self._answer_reader = reader or AnswerReader()
        self.version = version or secrets.token_hex()
        self._answers = answers
        nodes = compile_lists(rules.lists, [])
        self._hiding = [c for c in rules.contexts if c.effect == "hide"]
        self._denied = rules.lists.get("excuse_denied", ())
        self._groups = Groups([*groups(rules), self._denied], nodes)
        self._finder = Finder(rules)
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
        self.reader = Reader(
            self._spelling.words,
            frozenset(rules.lists.get("filler_words", ())),
            {name: nodes[name] for name in sorted(nodes) if name not in PLAIN_LISTS},
            [c for c in rules.contexts if c.effect in ("none", "ask", "lower")],
        )
        self.seconding = Seconding(
            second_opinion,
            self.reader,
            self._by_id,
            encoder or Encoder(),
            mixture or Mixture(),
            in_answers or Mixture(),
        )

    @classmethod
    def load(cls, folder: Path | str | None = None) -> Detector:
        """The detector of the rules in `folder` (data/knowledge when left out)."""
        root = Path(folder) if folder else FOLDER
        rules = load(root)
        second = SecondOpinion.load(root)
        answers, reader = Answers.load(root, rules), reader_of(root)
        encoder = encoder_of(root)
        mixture = Mixture.load(root, encoder=bool(encoder))
        in_answers = Mixture.load(root, what=IN_ANSWERS) if encoder else None
        return cls(
            rules,
            answers,
            second,
            _version(root),
            reader,
            encoder,
            mixture,
            in_answers,
        )

    def with_opinion(
        self,
        model: SecondOpinion,
        encoder: Encoder | None = None,
        mixture: Mixture | None = None,
    ) -> Detector:
        """The same rules beside other models, or none."""
        other = copy(self)
        other.version = secrets.token_hex()
        other.seconding = replace(
            self.seconding,
            model=model,
            encoder=encoder or Encoder(),
            mixture=mixture or Mixture(),
            answers=Mixture(),
        )
        return other

    @property
    def encoder(self) -> Encoder:
        return self.seconding.encoder

    @property
    def second_opinion(self) -> SecondOpinion:
        return self.seconding.model

    @property
    def problems(self) -> tuple[str, ...]:
        own = (
            self.second_opinion.problem,
            self._answer_reader.problem,
            self.encoder.problem,
            self.seconding.mixture.problem,
        )
        return (*self.rules.problems, *filter(None, own))

    def scan(self, text: str, previous: Sequence[str] = (), asked: str = "") -> Scan:
        """Reads `text` in the light of the last messages and the open question."""
        text, previous = str(text), [str(each) for each in previous]
        key = key_of((self.version, asked, text, *previous))
        return _memo.once(key, lambda: self._scan(text, previous, asked))

    def _scan(self, text: str, previous: Sequence[str], asked: str) -> Scan:
        if asked and not self._goes_on(str(text), asked):
            previous = ()
        earlier = [str(message)[-MOST // 4 :] for message in list(previous)[-2:]]
        pieces = both_ends(str(text))
        words: list[Word] = []
        for number, message in enumerate(earlier):
            words += self._read(message, number - len(earlier), 0)
        for piece, offset in pieces:
            words += self._read(piece, 0, offset)
        page = Page(words, text=str(text))
        around = self._surroundings(page)
        hits = self._finder.find(around, interview=bool(asked))
        if asked:
            hits = self._as_answer(around, hits, asked)
        else:
            hits = self.seconding.heed(around, hits)
        return concluded(
            str(text), [hit for hit in hits if hit.outcome != "none"], page
        )

    def _as_answer(
        self, around: Surroundings, hits: list[Hit], asked: str
    ) -> list[Hit]:
        """What stands of the hits in an answer to `asked`, and what it says itself."""
        page, text = around.page, around.page.text
        answered = [] if _asks_back(text) else self._answered(asked, around)
        covers = self._answers.covers(asked)
        weight = Weight(self._answer_reader, self._answers, asked, text, page)
        if not self._answers.is_chosen(asked, text):
            told = [*hits, *answered]
            if self._answers.screens(asked) and self.seconding.may_weigh(page, told):
                said = self.answers(asked, text)
                return self.seconding.weigh(around, told, said, covers)
            hits = [hit for hit in hits if weight.stands(hit, plain=True)]
            # A second "not sure", which has a level of its own, denies nothing.
            answered = [
                hit
                for hit in answered
                if hit.triage != hit.rule.triage or weight.stands(hit, plain=False)
            ]
        if answered:
            return [*hits, *answered]
        if page.size > SHORT:
            return self.seconding.heed(around, hits)
        heard = self.seconding.hear(around, hits, covers)
        return [hit for hit in heard if weight.stands(hit, plain=False)]

    def opinion(self, text: str) -> Opinion:
        """What the second opinion alone is of a message."""
        return self.seconding.opinion(self.surroundings(text))

    def may_wait(self, scan: Scan, asked: str) -> bool:
        """Whether it is urgent only, and just what the interview asks for.

        Then the interview takes it in and goes on: another answer may make it an
        emergency, and it ends as urgent at the least.
        """
        covered = self._answers.screened_by(asked)
        told = {flag.id for flag in scan.flags}
        return scan.level == "urgent" and bool(told) and told <= set(covered)

    def reads_as_denial(self, text: str, scan: Scan) -> bool:
        """Whether each sign found would, as an answer to its own question, be a no.

        For those who do not know what was asked; an alarm does not hang on it.
        """
        scores = [
            self._answer_reader.score(
                self._answers.question_for(flag.id, ""),
                sentence_around(text, flag.start, flag.end),
            )
            for flag in scan.flags
        ]
        return bool(scores) and all(s is not None and s <= PLAIN for s in scores)

    def words(self, text: str) -> list[Word]:
        """The words as the rules read them."""
        return self._read(text, 0, 0)

    def surroundings(self, text: str) -> Surroundings:
        """The page as the second opinion is given it."""
        return self._surroundings(Page(self.words(text), text=text))

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
        around = Surroundings(page, self._groups, self._denied)
        hidden = self._hide_idioms(around)
        return Surroundings(page, self._groups, self._denied) if hidden else around

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

    def rules_say(self, text: str, asked: str = "") -> tuple[str, bool]:
        """What the rules alone come to, and whether anything made a sign less."""
        around = self.surroundings(text)
        hits = self._finder.find(around, interview=bool(asked))
        hits += self._answered(asked, around) if asked else []
        return worst(hits), any(hit.lowered for hit in hits)

    def screens(self, asked: str) -> bool:
        """Whether a yes to the open question is a red flag, whichever."""
        return self._answers.screens(asked)

    def answers(self, asked: str, text: str) -> float:
        """Log odds that an answer says yes to what was asked; 0 when it says neither.

        Yes always means the trouble.
        """
        question = asked.removeprefix("ask:")
        return self._answer_reader.score(question, text) or 0.0

    def _answered(self, asked: str, around: Surroundings) -> list[Hit]:
        found = self._answers.read(asked, around)
        return [
            Hit(self._by_id[rule], outcome, triage or self._by_id[rule].triage, span)
            for rule, outcome, triage, span in found
            if rule in self._by_id
        ]


@lru_cache(maxsize=1)
def shared_detector() -> Detector:
    """That of data/knowledge, loaded once a process for all layers."""
    return Detector.load()


def _asks_back(text: str) -> bool:
    """Whether a question is answered by a question, which tells nothing."""
    return text.rstrip().endswith("?") and len(text.split()) > FEW_WORDS


def _version(root: Path) -> str:
    """What tells these rules from others; empty when it cannot be told."""
    try:
        return f"{root} {content_version(root)}"
    except (KnowledgeError, OSError):
        return ""
