"""A small knowledge base, built by hand: enough to make every rule of reasoning speak.

Its ids mean nothing to a clinician on purpose; the real folder has tests of its own.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.knowledge.model import (
    Advice,
    Condition,
    Factor,
    Finding,
    Grade,
    Knowledge,
    Option,
    Question,
    Status,
    Triage,
    TriageRule,
    Weight,
)
from bot.reasoning.model import Mention, Message

PRESENT, ABSENT, UNCERTAIN = Status.PRESENT, Status.ABSENT, Status.UNCERTAIN


def yes_no(*covers: str, safety: int | None = None, flipped: bool = False) -> Question:
    """A yes/no question; flipped, "yes" means that all is well."""
    trouble = Option("Trouble", sets=dict.fromkeys(covers, PRESENT))
    fine = Option("All is well", sets=dict.fromkeys(covers, ABSENT))
    unsure = Option("Not sure", sets=dict.fromkeys(covers, UNCERTAIN))
    return Question(
        text="?",
        why="!",
        options=(trouble, fine, unsure),
        yes=1 if flipped else 0,
        no=0 if flipped else 1,
        covers=covers,
        safety=safety,
    )


def checklist(*covers: str, safety: int | None = None) -> Question:
    """A checklist: none of these, one option a finding, not sure."""
    none = Option("None of these", sets=dict.fromkeys(covers, ABSENT))
    each = tuple(Option(name.title(), sets={name: PRESENT}) for name in covers)
    unsure = Option("Not sure", sets=dict.fromkeys(covers, UNCERTAIN))
    return Question(
        text="?",
        why="!",
        type="multi",
        options=(none, *each, unsure),
        no=0,
        covers=covers,
        safety=safety,
    )


def choice(*options: Option, covers: tuple[str, ...]) -> Question:
    return Question(text="?", why="!", type="choice", options=options, covers=covers)


def finding(
    name: str,
    kind: str = "character",
    question: Question | None = None,
    implies: tuple[str, ...] = (),
    excludes: tuple[str, ...] = (),
) -> Finding:
    return Finding(
        id=name,
        kind=kind,
        name=name,
        lay=f"lay {name}",
        lay_absent=f"no {name}",
        question=question,
        implies=implies,
        excludes=excludes,
    )


SIDE = Question(
    text="?",
    why="!",
    type="side",
    covers=("side_l", "side_r", "side_b"),
    options=(
        Option("Left", sets={"side_l": PRESENT}, side="left"),
        Option("Right", sets={"side_r": PRESENT}, side="right"),
        Option("Both sides", sets={"side_b": PRESENT}, side="both"),
    ),
)
START = choice(
    Option("All at once", sets={"sudden": PRESENT, "slow": ABSENT}),
    Option(
        "Bit by bit", sets={"slow": PRESENT, "sudden": ABSENT}, phrases=("crept up",)
    ),
    Option("Not sure", sets={"sudden": UNCERTAIN, "slow": UNCERTAIN}),
    covers=("sudden", "slow"),
)
HOW_LONG = Question(
    text="?",
    why="!",
    type="duration",
    covers=("how_long",),
    options=(
        Option("Days", sets={"how_long": PRESENT}, value="P4D"),
        Option("Months", sets={"how_long": PRESENT}, value="P3M"),
        Option("Not sure", sets={"how_long": UNCERTAIN}),
    ),
)
HOW_OLD = Question(
    text="?",
    why="!",
    type="number",
    covers=("years",),
    options=(
        Option("Young", sets={"years": PRESENT}, value=20.0),
        Option("Old", sets={"years": PRESENT}, value=70.0),
    ),
)
FINDINGS = (
    finding("back", "location", checklist("back", "seat", "calf")),
    finding("seat", "location"),
    finding("calf", "location"),
    finding("leg", "radiation", yes_no("leg")),
    finding("low_leg", "radiation", yes_no("low_leg"), implies=("leg",)),
    finding("numb", "numbness", yes_no("numb")),
    finding("numb_seat", "numbness", yes_no("numb_seat", safety=2), implies=("numb",)),
    finding("no_hold", "red_flag", checklist("no_hold", "numb_seat", safety=1)),
    finding("hold_on", "red_flag", yes_no("hold_on", safety=3, flipped=True)),
    finding("cold", "red_flag", checklist("cold", "swollen", safety=4)),
    finding("swollen", "red_flag"),
    finding("hot", "red_flag", yes_no("hot", safety=5)),
    finding("cough", "aggravated_by", yes_no("cough")),
    finding("sit", "aggravated_by", yes_no("sit")),
    finding("hop", "aggravated_by", yes_no("hop")),
    finding("more_miles", "training", yes_no("more_miles")),
    finding("sudden", "onset", START),
    finding("slow", "onset", excludes=("sudden",)),
    finding("told", "history"),
    finding("how_long", "duration", HOW_LONG),
    finding("years", "age", HOW_OLD),
    finding("side_l", "side", SIDE),
    finding("side_r", "side"),
    finding("side_b", "side"),
)


def weigh(
    name: str, present: float, absent: float = 1.0, group: str = "", **more: object
) -> Weight:
    return Weight(name, present, absent, Grade.STRONG, group=group, why=name, **more)


CONDITIONS = (
    Condition(
        "strain",
        "strain",
        "lay",
        prior=0.5,
        weights=(
            weigh("sudden", 2),
            weigh("leg", 0.3, 1.3),
            weigh("back", 1.2),
            weigh("calf", 0.3),
        ),
        now=("move",),
    ),
    Condition(
        "disc",
        "disc",
        "lay",
        prior=0.12,
        triage=Triage.SEE_PROFESSIONAL,
        weights=(
            weigh("low_leg", 4, 0.4, "leg"),
            weigh("leg", 2, 0.4, "leg"),
            weigh("numb", 2.2, 0.7),
            weigh("cough", 2, 0.8),
            weigh("sit", 1.5),
        ),
        now=("move",),
        week=("press_up",),
    ),
    Condition(
        "seat_muscle",
        "seat",
        "lay",
        prior=0.06,
        requires_any=("seat", "leg"),
        weights=(weigh("seat", 3), weigh("sit", 2.5, 0.5)),
    ),
    Condition(
        "bone",
        "bone",
        "lay",
        prior=0.05,
        triage=Triage.SEE_PROFESSIONAL,
        running="stop",
        weights=(
            weigh("hop", 4, 0.3),
            weigh("more_miles", 2, 0.6),
            weigh("years", 1.5, below=30),
            weigh("back", 0.7),
        ),
    ),
    Condition(
        "nerve_picture",
        "nerve",
        "lay",
        prior=0.1,
        role="picture",
        triage=Triage.SEE_PROFESSIONAL,
        requires_any=("leg", "numb"),
        caused_by=("disc", "seat_muscle"),
        weights=(
            weigh("low_leg", 4, 0.4, "leg"),
            weigh("leg", 2.5, 0.2, "leg"),
            weigh("numb", 2.5, 0.7),
        ),
    ),
    Condition(
        "squashed_nerves",
        "nerves",
        "lay",
        prior=0.0004,
        role="emergency",
        triage=Triage.EMERGENCY,
        requires_any=("no_hold", "numb_seat"),
        running="stop",
        weights=(
            weigh("no_hold", 5),
            weigh("numb_seat", 5),
            weigh("leg", 2, side="both"),
        ),
    ),
    Condition(
        "clot",
        "clot",
        "lay",
        prior=0.002,
        role="emergency",
        triage=Triage.URGENT,
        requires_any=("swollen",),
        running="stop",
        weights=(
            weigh("swollen", 5),
            weigh("cold", 2),
            weigh("calf", 3),
            weigh("back", 0.3),
        ),
    ),
)


def rule(name: str, level: Triage, *all_: str, **more: object) -> TriageRule:
    return TriageRule(name, name, level, f"because {name}", all=all_, **more)


RULES = (
    rule("no_hold_now", Triage.EMERGENCY, "no_hold"),
    rule("numb_seat_now", Triage.EMERGENCY, "numb_seat"),
    rule("hold_on_now", Triage.EMERGENCY, "hold_on"),
    rule("both_legs", Triage.EMERGENCY, "leg@both"),
    rule("cold_leg", Triage.EMERGENCY, "cold"),
    rule("hot_back", Triage.EMERGENCY, "hot", "kind:location"),
    rule("swollen_leg", Triage.URGENT, "swollen"),
    rule("perhaps_numb", Triage.URGENT, any=("numb_seat:uncertain",)),
    rule("likely_bone", Triage.SEE_PROFESSIONAL, "condition:bone>=0.3"),
    rule("lasting", Triage.SEE_PROFESSIONAL, "how_long>=P6W", running="adapt"),
)
FACTORS = (
    Factor(
        "too_much",
        "too much",
        "lay",
        ("more_miles",),
        Grade.STRONG,
        "proof",
        advice=("fewer_miles",),
    ),
    Factor("stiff", "stiff", "lay", ("slow",), Grade.WEAK, "little"),
)
EVERY = tuple(Triage)
ADVICE = (
    Advice("move", "now", "move", "text", for_=("strain", "disc"), priority=20),
    Advice("watch", "now", "watch", "text", triage=EVERY, priority=10),
    Advice(
        "press_up", "exercise", "press up", "text", for_=("disc",), not_for=("numb",)
    ),
    Advice("plank", "exercise", "plank", "text"),
    Advice("fewer_miles", "training", "fewer", "text", for_=("too_much",)),
    Advice("insole", "footwear", "insole", "text", for_=("bone",)),
)


def by_id(items: tuple[object, ...]) -> dict[str, object]:
    return {item.id: item for item in sorted(items, key=lambda item: item.id)}


def make_knowledge(**more: object) -> Knowledge:
    content = {
        "findings": by_id(FINDINGS),
        "conditions": by_id(CONDITIONS),
        "triage_rules": by_id(RULES),
        "factors": by_id(FACTORS),
        "advice": by_id(ADVICE),
    }
    return Knowledge(**{**content, **more})


KNOWLEDGE = make_knowledge()


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return KNOWLEDGE


def make_message(*said: str, text: str = "some words", **more: object) -> Message:
    """`numb`, `!numb` (denied), `?numb`, `<numb` (past), `~numb` (somebody else's).

    A side follows `@`, a value `=`: `leg@left`, `how_long=P3W`.
    """
    marks = {"!": ABSENT, "?": UNCERTAIN, "<": Status.PAST, "~": Status.OTHER_PERSON}
    mentions = []
    for place, entry in enumerate(said):
        status = marks.get(entry[0], PRESENT)
        name, _, value = entry.lstrip("".join(marks)).partition("=")
        name, _, side = name.partition("@")
        mentions.append(
            Mention(name, status, place, place + 1, name, value or None, side)
        )
    return Message(text, tuple(mentions), **more)


@pytest.fixture(scope="session")
def say() -> Callable[..., Message]:
    return make_message
