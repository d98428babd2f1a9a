"""Learns how far each voice is believed: `python -m tests.encoder.mixture`.

From `first_sight_*.jsonl`, which hold what the rules, the linear models and the encoder
said of messages that none of them had learnt from. Writes a few numbers that can be
read; a test says when they are not those of the files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.answers.reader import TOLD as REPLIES
from bot.encoder.trust import FILE
from bot.knowledge.reading import default_folder
from bot.nlu.second_guess import TOLD as INTENTS
from bot.nlu.second_guess import Voices, voices_for
from bot.nlu.tagger import TOLD
from bot.safety.mixture import IN_ANSWERS, LEAST, WITH, WITHOUT
from tests.clinical.files import rows
from tests.encoder.sight import (
    ALARMS,
    ALARMS_IN_ANSWERS,
    ANSWERS,
    DROWNED,
    FINDINGS,
    MEANT,
    ORDINARY,
    encoder_now,
)

STRENGTH = 10.0  # inverse of the regularisation
BEFORE = 0.02  # how much a message counts that an encoder before this one heard
# Those before it to whose spread `match.py` brought this one, with the same teacher:
# what they heard counts in full.
ALIKE = ("bf238a35",)
# Of near misses, and of everyday messages, so many may raise an alarm, or a question.
NEAR_FIRED, NEAR_ASKED = 0.02, 0.07
CALM_FIRED, CALM_ASKED = 0.02, 0.05
ANSWERED = (0.03, 0.1)  # the same of harmless answers to questions about red flags
DISMISSED = 1.5  # what is further below a question than this is nothing at all
SURELY = 0.95  # how likely another status must be; below it as many are wrong
VOICES = ("linear", "encoder", "aside", "fired", "asked", "lowered")
ENCODERS = ("encoder", "aside")
# An answer is short: its sentences by themselves told nothing more.
ANSWER_VOICES = (*(voice for voice in VOICES if voice != "aside"), "said")


def of_alarms() -> dict[str, Any]:
    seen = rows(ALARMS)
    return {
        WITH: _alarms(seen, VOICES),
        WITHOUT: _alarms(seen, [voice for voice in VOICES if voice not in ENCODERS]),
        IN_ANSWERS: _alarms(rows(ALARMS_IN_ANSWERS), ANSWER_VOICES, ANSWERED),
    }


def _alarms(
    seen: Sequence[Mapping[str, Any]],
    voices: Sequence[str],
    near: tuple[float, float] = (NEAR_FIRED, NEAR_ASKED),
) -> dict[str, Any]:
    told = np.array([[_said(row, voice) for voice in voices] for row in seen])
    fire = np.array([row["fire"] for row in seen])
    calm = np.array([row["batch"].startswith(ORDINARY) for row in seen])
    alone = np.array([not row["id"].endswith(DROWNED) for row in seen])
    counts = np.array([_counts(row) if "encoder" in voices else 1.0 for row in seen])
    model = LogisticRegression(C=STRENGTH).fit(told, fire, counts)
    scores = model.decision_function(told)

    def above(share: float, ordinary: float) -> float:
        """What no more than these shares of either kind reach."""
        kinds = (~fire & ~calm & alone, share), (calm & alone, ordinary)
        return max(_reached(scores[x], counts[x], p) for x, p in kinds if x.any())

    asks = above(near[1], CALM_ASKED)
    found = {
        "bias": float(model.intercept_[0]),
        **dict.fromkeys(VOICES, 0.0),
        **dict(zip(voices, map(float, model.coef_[0]), strict=True)),
        "fires": above(near[0], CALM_FIRED),
        "asks": asks,
        "dismisses": asks - DISMISSED,
    }
    return {name: round(number, 3) for name, number in found.items()}


def _counts(row: Mapping[str, Any]) -> float:
    """How much a message counts: less where it was an encoder before that heard it."""
    return 1.0 if row.get("by") in (encoder_now(), *ALIKE) else BEFORE


def _reached(scores: Any, counts: Any, share: float) -> float:
    """The score that no more than a share of all reach, each counted as it counts."""
    order = np.argsort(-scores)
    within = np.cumsum(counts[order]) <= share * counts.sum()
    return float(scores[order][within.sum()])


def _said(row: Mapping[str, Any], voice: str) -> float:
    if voice == "linear":
        return max(float(row["linear"]), LEAST)
    if voice in ("fired", "asked"):
        return float(row["rules"] == {"fired": "fire", "asked": "ask"}[voice])
    return float(row.get(voice, 0.0))


def of_findings() -> dict[str, float]:
    seen = rows(FINDINGS)
    told = np.array(
        [
            [row["encoder"], row["rules"], row["judge"], row["encoder"] * row["rules"]]
            for row in seen
        ],
        dtype=float,
    )
    there = np.array([row["there"] for row in seen])
    model = LogisticRegression(C=STRENGTH).fit(told, there)
    names = ("encoder", "rules", "judge", "both")
    weights = dict(zip(names, map(float, model.coef_[0]), strict=True))
    found = {"bias": float(model.intercept_[0]), **weights, "surely": SURELY}
    return {name: round(number, 3) for name, number in found.items()}


def of_answers() -> dict[str, float]:
    seen = rows(ANSWERS)
    told = np.array([[row["linear"] or 0.0, row["encoder"]] for row in seen])
    yes = np.array([row["yes"] for row in seen])
    model = LogisticRegression(C=STRENGTH, class_weight="balanced").fit(told, yes)
    linear, encoder = map(float, model.coef_[0])
    found = {"bias": float(model.intercept_[0]), "linear": linear, "encoder": encoder}
    return {name: round(number, 3) for name, number in found.items()}


def of_intents() -> dict[str, float]:
    told, right = [], []
    for row in rows(MEANT):
        given = row["settled"], row["guess"], row["ranking"], row["encoder"]
        for intent, voices in voices_for(*given):
            told.append(astuple(voices))
            right.append(intent == row["intent"])
    model = LogisticRegression(C=STRENGTH).fit(told, right)
    names = (each.name for each in fields(Voices))
    weights = dict(zip(names, map(float, model.coef_[0]), strict=True))
    found = {"bias": float(model.intercept_[0]), **weights}
    return {name: round(number, 3) for name, number in found.items()}


def learnt() -> str:
    """The file's text."""
    content = {
        **of_alarms(),
        TOLD: of_findings(),
        REPLIES: of_answers(),
        INTENTS: of_intents(),
    }
    return json.dumps(content, indent=1) + "\n"


def main() -> None:
    (default_folder() / FILE).write_text(learnt(), encoding="utf-8")


if __name__ == "__main__":
    main()
