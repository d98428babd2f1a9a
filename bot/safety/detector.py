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

from bot.answers.reader import AnswerReader, reader_of
from bot.encoder.encoder import Encoder, encoder_of, forget_readings
from bot.encoder.memo import Memo, key_of
from bot.encoder.windows import MOST, both_ends
from bot.knowledge.messages import KnowledgeError
from bot.knowledge.reading import content_version
from bot.safety.answers import Answers
from bot.safety.context import Surroundings
from bot.safety.features import Reader
from bot.safety.finder import Finder
from bot.safety.interviewing import Interviewing
from bot.safety.matching import Groups
from bot.safety.mixture import IN_ANSWERS, WITH, WITHOUT, Mixture
from bot.safety.page import Page, Word
from bot.safety.reading import compile_lists, load
from bot.safety.rules import FOLDER, Rules, groups, vocabulary
from bot.safety.scan import Flag, Hit, Outcome, Question, Scan, concluded, worst
from bot.safety.second_opinion import Opinion, SecondOpinion
from bot.safety.seconding import Seconding
from bot.safety.spelling import Spelling
from bot.safety.text import cut

__all__ = ["Detector", "Flag", "Outcome", "Question", "Scan"]

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
        self.version = version or secrets.token_hex()
        nodes = compile_lists(rules.lists, [])
        self._hiding = [c for c in rules.contexts if c.effect == "hide"]
        self._waiting = [c for c in rules.contexts if c.effect == "urgent"]
        self._denied = rules.lists.get("excuse_denied", ())
        self._groups = Groups([*groups(rules), self._denied], nodes)
        self._finder = Finder(rules)
        by_id = {rule.id: rule for rule in rules.rules}
        self.interviewing = Interviewing(answers, reader or AnswerReader(), by_id)
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
            by_id,
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
        mixture = Mixture.load(root, WITH if encoder else WITHOUT)
        in_answers = Mixture.load(root, IN_ANSWERS) if encoder else None
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
        in_answers: Mixture | None = None,
    ) -> Detector:
        """The same rules beside other models, or none."""
        other = copy(self)
        other.version = secrets.token_hex()
        other.seconding = replace(
            self.seconding,
            model=model,
            encoder=encoder or Encoder(),
            mixture=mixture or Mixture(),
            answers=in_answers or Mixture(),
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
            self.interviewing.reader.problem,
            self.encoder.problem,
            self.seconding.mixture.problem,
        )
        return (*self.rules.problems, *filter(None, own))

    @property
    def alarming(self) -> dict[str, tuple[str, ...]]:
        """Of each red flag, the findings that tell of it."""
        return {rule.id: rule.findings for rule in self.rules.rules}

    def scan(self, text: str, previous: Sequence[str] = (), asked: str = "") -> Scan:
        """Reads `text` in the light of the last messages and the open question."""
        text, previous = str(text), [str(each) for each in previous]
        key = key_of((self.version, asked, text, *previous))
        return _memo.once(key, lambda: self._scan(text, previous, asked))

    def _scan(self, text: str, previous: Sequence[str], asked: str) -> Scan:
        if asked and not self._goes_on(text, asked):
            previous = ()
        around, hits = self._found(text, previous, asked)
        if asked and previous and hits:
            alone = self._found(text, (), asked)
            # By itself an answer can be weighed, where nothing of it was told before.
            if _says_as_much(alone[1], hits):
                around, hits = alone
        if asked:
            hits = self.interviewing.heed(self.seconding, around, hits, asked)
        else:
            hits = self.seconding.heed(around, hits)
        hits = [self._levelled(around, hit) for hit in hits]
        told = [hit for hit in hits if hit.outcome != "none"]
        return concluded(text, told, around.page)

    def _found(
        self, text: str, previous: Sequence[str], asked: str
    ) -> tuple[Surroundings, list[Hit]]:
        """The text behind the last messages, and the signs that the rules find."""
        earlier = [str(message)[-MOST // 4 :] for message in list(previous)[-2:]]
        words: list[Word] = []
        for number, message in enumerate(earlier):
            words += self._read(message, number - len(earlier), 0)
        for piece, offset in both_ends(text):
            words += self._read(piece, 0, offset)
        around = self._surroundings(Page(words, text=text))
        return around, self._finder.find(around, interview=bool(asked))

    def opinion(self, text: str) -> Opinion:
        """What the second opinion alone is of a message."""
        return self.seconding.opinion(self.surroundings(text))

    def may_wait(self, scan: Scan, asked: str) -> bool:
        """Whether it is urgent only, and just what the interview asks for.

        Then the interview takes it in and goes on: another answer may make it an
        emergency, and it ends as urgent at the least.
        """
        covered = self.interviewing.questions.screened_by(asked)
        told = {flag.id for flag in scan.flags}
        return scan.level == "urgent" and bool(told) and told <= set(covered)

    def reads_as_denial(self, text: str, scan: Scan) -> bool:
        """Whether each sign found would, as an answer to its own question, be a no.

        For those who do not know what was asked; an alarm does not hang on it.
        """
        return self.interviewing.denies(text, scan.flags)

    def words(self, text: str) -> list[Word]:
        """The words as the rules read them."""
        return self._read(text, 0, 0)

    def aside(self, text: str) -> float:
        """By how much the encoder is surer of one sentence than of all of it."""
        return self.seconding.aside(self.surroundings(text))

    def surroundings(self, text: str) -> Surroundings:
        """The page as the second opinion is given it."""
        return self._surroundings(Page(self.words(text), text=text))

    def _levelled(self, around: Surroundings, hit: Hit) -> Hit:
        """Urgent, where a context says that there is no need to hurry more."""
        waits = any(
            hit.rule.id in context.only and around.applies(context, hit.span)
            for context in self._waiting
        )
        return replace(hit, triage="urgent") if waits else hit

    def _goes_on(self, text: str, asked: str) -> bool:
        around = Surroundings(Page(self._read(text, 0, 0)), self._groups)
        return self.interviewing.goes_on(around, asked)

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
        hits += self.interviewing.reported(around, asked)
        return worst(hits), any(hit.lowered for hit in hits)


def _says_as_much(some: Sequence[Hit], every: Sequence[Hit]) -> bool:
    """Whether the alarms and doubts of `every` are all among `some`."""
    told = {(hit.rule.id, hit.outcome, hit.triage) for hit in some}
    return told >= {
        (hit.rule.id, hit.outcome, hit.triage) for hit in every if hit.outcome != "none"
    }


@lru_cache(maxsize=1)
def shared_detector() -> Detector:
    """That of data/knowledge, loaded once a process for all layers."""
    return Detector.load()


def _version(root: Path) -> str:
    """What tells these rules from others; empty when it cannot be told."""
    try:
        return f"{root} {content_version(root)}"
    except (KnowledgeError, OSError):
        return ""
