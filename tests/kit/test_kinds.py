"""Every assertion holds, differs with what was there, or says what it cannot see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.cli import project
from bot.testing.backstride.extension import BackstrideExtension
from bot.testing.event_kinds import LOOP
from bot.testing.extension import Extension
from bot.testing.kinds import parse_checks
from bot.testing.model import Held, Inside, Reply, Scene, Turn, Verdict
from bot.testing.problems import Place
from bot.testing.reading import Page
from tests import loaded
from tests.kit.conftest import event, scene

TEA = Reply("Hello! Tea or\ncoffee?", buttons=(("Tea", "tea"), ("Bye", "bye")))
INSIDE = Inside(
    intents=(("greet", 0.9), ("bye", 0.1)),
    entities=({"entity": "numbness", "value": "numbness", "role": "absent"},),
    events=(
        event("action", name="utter_greet"),
        event("bot", text="Hello", metadata={"utter_action": "utter_greet"}, data={}),
        event("slot", name="cups", value=1.0),
        event("active_loop", name="tea_form"),
        event("action", name="action_pour"),
        event("active_loop", name=None),
        event("action", name="action_listen"),
    ),
    slots={
        "cups": 1.0,
        "wanted": ["exercises"],
        "evidence": {
            "observations": {"numbness": {"status": "absent", "side": ""}},
            "unknown": ["weakness"],
        },
    },
    slots_before={LOOP: None},
)
ASSESSMENT = Reply(
    custom={
        "type": "assessment",
        "triage": "self_care",
        "running": "adapt",
        "shown": 1,
        "conditions": [
            {
                "id": "sciatica",
                "sources": ["nice_ng59"],
                "for": [{"sources": ["suri_2010"]}],
                "against": [],
            },
            {"id": "spinal_stenosis", "sources": [], "for": [], "against": []},
        ],
        "factors": [{"id": "weak_core"}],
        "advice": [{"id": "bird_dog"}],
        "sources": [{"id": "nice_ng59"}],
    }
)
QUESTION = Reply("Numb?", custom={"type": "question", "finding": "numbness"})
FLAG = Reply("Call!", custom={"type": "red_flag", "id": "fever", "triage": "emergency"})


@pytest.fixture(scope="session")
def judge() -> Callable[..., Verdict]:
    """The verdict of one assertion on a scene."""
    kinds = BackstrideExtension(project.ROOT).kinds()

    def judge(kind: str, wanted: Any, scene: Scene) -> Verdict:
        page = Page("x.yml")
        checks = parse_checks(page, kinds, {kind: wanted}, Place("x.yml", 1))
        page.finish()
        return checks[0].test(scene)

    return judge


@pytest.mark.parametrize(
    ("kind", "held", "differs"),
    [
        ("says", "hello! tea or coffee", "cocoa"),
        ("not_uttered", "you have", ["tea"]),
        ("not_uttered", "hell", "hello"),
        ("buttons", ["Tea", "Bye"], ["Tea"]),
        ("buttons", {"at_most": 2}, {"at_least": 3}),
        ("response_max_words", 4, 3),
        ("latency_below_ms", 11, 9),
        ("bot_uttered", {"text_matches": "^Hello"}, {"text_matches": "^hello"}),
        (
            "bot_uttered",
            {"buttons": [{"title": t, "payload": p} for t, p in TEA.buttons]},
            {"buttons": []},
        ),
        ("bot_did_not_utter", {"text_matches": "cocoa"}, {"text_matches": "Tea"}),
    ],
)
def test_replies(judge: Any, kind: str, held: Any, differs: Any) -> None:
    turn = scene(TEA, seconds=0.01)
    assert judge(kind, held, turn).held is Held.YES
    verdict = judge(kind, differs, turn)
    assert verdict.held is Held.NO
    assert verdict.says


@pytest.mark.parametrize(
    ("kind", "held", "differs"),
    [
        ("utters", "utter_greet", "utter_bye"),
        ("bot_uttered", {"utter_name": "utter_greet"}, {"utter_name": "utter_bye"}),
        ("action_executed", ["utter_greet", "action_pour"], "action_drink"),
        ("actions", ["utter_greet", "action_pour"], ["action_pour", "utter_greet"]),
        ("intent", ["greet", "bye"], "bye"),
        ("slot_was_set", [{"name": "cups", "value": 1.0}], {"cups": 2.0}),
        ("slot_was_set", "cups", "sugar"),
        ("slot_was_not_set", ["sugar", {"cups": 2.0}], "cups"),
        ("slots", {"cups": 1.0}, {"cups": None}),
        ("flow_started", "tea_form", "cake_form"),
        ("flow_completed", {"flow_id": "tea_form"}, "cake_form"),
        (
            "finding",
            {"numbness": "absent", "weakness": "unknown"},
            {"numbness": "present"},
        ),
        (
            "finding",
            {"weakness": "not absent", "fever": "unknown"},
            {"numbness": "not absent"},
        ),
        ("understood", {"numbness": "absent"}, ["numbness"]),
        ("takes_up", "exercises", "scans"),
    ],
)
def test_what_goes_on_inside(judge: Any, kind: str, held: Any, differs: Any) -> None:
    turn = scene(Reply("Hello"), inside=INSIDE)
    assert judge(kind, held, turn).held is Held.YES
    verdict = judge(kind, differs, turn)
    assert verdict.held is Held.NO
    assert verdict.says
    hidden = judge(kind, held, scene(Reply("Hello")))
    assert hidden.held is Held.UNSEEN
    assert hidden.says


@pytest.mark.parametrize(
    ("kind", "held", "differs"),
    [
        ("triage", "self_care", {"at_least": "urgent"}),
        ("red_flag", "none", "any"),
        ("asks", "none", "any"),
        (
            "condition_ranked",
            {"sciatica": 1, "spinal_stenosis": 2},
            {"spinal_stenosis": 1},
        ),
        ("condition_ranked", "spinal_stenosis", "piriformis_syndrome"),
        ("not_leading", "spinal_stenosis", "sciatica"),
        ("explanation_cites", "nice_ng59", "suri_2010"),
        (
            "explanation_cites",
            {"sciatica": "suri_2010"},
            {"spinal_stenosis": "suri_2010"},
        ),
        ("factor", "weak_core", "training_overload"),
        ("advice", ["bird_dog"], ["bird_dog", "plank"]),
        ("running", ["run", "adapt"], "stop"),
    ],
)
def test_the_judgement(judge: Any, kind: str, held: Any, differs: Any) -> None:
    turn = scene(ASSESSMENT)
    assert judge(kind, held, turn).held is Held.YES
    assert judge(kind, differs, turn).held is Held.NO


def test_a_red_flag_and_a_question(judge: Any) -> None:
    assert judge("red_flag", "fever", scene(FLAG)).held is Held.YES
    assert judge("red_flag", "trauma", scene(FLAG)).held is Held.NO
    assert judge("triage", {"at_least": "urgent"}, scene(FLAG)).held is Held.YES
    assert judge("asks", ["fever", "numbness"], scene(QUESTION)).held is Held.YES


def test_a_fact_counts_as_told_only_with_what_the_evidence_says(judge: Any) -> None:

    facts = loaded.knowledge().facts.values()
    fact = next(each for each in facts if each.stance == "contradict")
    assert judge("tells", fact.id, scene(Reply(fact.claim))).held is Held.NO
    both = Reply(f"{fact.claim} {fact.position}")
    assert judge("tells", fact.id, scene(both)).held is Held.YES


def test_in_order_an_event_is_used_once(judge: Any) -> None:
    turn = Turn("hello", inside=INSIDE)
    poured = judge("action_executed", "action_pour", Scene(turn))
    later = Scene(turn, after=poured.at)
    assert judge("slot_was_set", "cups", later).held is Held.NO
    assert judge("bot_uttered", {"utter_name": "utter_greet"}, later).held is Held.NO
    assert judge("flow_completed", "tea_form", later).held is Held.YES


def test_another_bot_has_no_findings(extension: Extension) -> None:
    assert "finding" not in extension.kinds()
    assert "bot_uttered" in extension.kinds()


@pytest.mark.parametrize(
    ("kind", "wanted", "said"),
    [
        ("finding", {"numness": "present"}, 'Did you mean "numbness"?'),
        ("finding", {"numbness": "perhaps"}, "no status"),
        ("triage", "urgentt", 'Did you mean "urgent"?'),
        ("condition_ranked", {"sciatic": 1}, 'Did you mean "sciatica"?'),
        ("explanation_cites", "nice", "among the sources"),
        ("running", "walk", "running is stop, adapt, run"),
        ("red_flag", "feverr", 'Did you mean "fever"?'),
    ],
)
def test_a_misspelt_id_is_found_before_anything_is_said(
    judge: Any, kind: str, wanted: Any, said: str
) -> None:
    with pytest.raises(Exception, match=r"x\.yml:1") as error:
        judge(kind, wanted, scene())
    assert said in str(error.value)
