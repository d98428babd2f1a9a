"""A list shows the options that tell most; "something else" asks for the rest."""

from __future__ import annotations

from typing import Any

import pytest

from actions.action_ask_next_question import ActionAskNextQuestion
from actions.action_record_findings import ActionRecordFindings
from tests.actions.conftest import Run, mention

LIST = "training_increase"
ELSE = "Something else"


def slots_with(run: Run, question: str) -> dict[str, Any]:
    """Slots of a runner who told of their back, with that question put."""
    back = mention("location", "location_lower_back")
    _, slots = run(ActionRecordFindings(), "…", entities=[back])
    return {**slots, "question": question}


@pytest.fixture
def asked(run: Run) -> dict[str, Any]:
    """The list of what may feed the pain was put to the runner."""
    return slots_with(run, LIST)


def labels(dispatcher: Any) -> list[str]:
    return [each["title"] for each in dispatcher.messages[-1]["buttons"]]


def status(slots: dict[str, Any], finding: str) -> str:
    seen = slots["evidence"]["observations"].get(finding) or {}
    return str(seen.get("status") or "")


def test_few_are_shown_and_the_buttons_are_the_machine_s_options(
    run: Run, asked: dict[str, Any]
) -> None:
    dispatcher, _ = run(ActionAskNextQuestion(), slots=asked)
    message = dispatcher.messages[-1]
    assert len(labels(dispatcher)) <= 8
    assert message["custom"]["options"] == labels(dispatcher)
    assert len(message["custom"]["covers"]) == 12  # every one may still be named


def test_something_else_is_asked_for_in_words_once(
    run: Run, asked: dict[str, Any]
) -> None:
    _, slots = run(ActionRecordFindings(), ELSE, slots=asked)
    assert slots["question"] == LIST
    assert LIST not in slots["evidence"]["unknown"]
    again = {**asked, **slots}
    dispatcher, _ = run(ActionAskNextQuestion(), ELSE, slots=again)
    assert "own words" in dispatcher.messages[-1]["text"]
    _, moved_on = run(ActionRecordFindings(), ELSE, slots=again)
    assert moved_on["question"] != LIST


def test_what_is_not_shown_may_be_named(run: Run, asked: dict[str, Any]) -> None:
    _, slots = run(ActionRecordFindings(), ELSE, slots=asked)
    _, told = run(ActionRecordFindings(), "hard roads", slots={**asked, **slots})
    assert status(told, "hard_surface") == "present"
    _, at_once = run(ActionRecordFindings(), "One leg shorter", slots=asked)
    assert status(at_once, "leg_length_difference") == "present"


def test_a_number_counts_what_is_shown(run: Run, asked: dict[str, Any]) -> None:
    _, second = run(ActionRecordFindings(), "2", slots=asked)
    assert status(second, LIST) == "present"
    _, ninth = run(ActionRecordFindings(), "9", slots=asked)
    assert status(ninth, "poor_form") == ""


def test_something_else_beside_another_is_no_reason_to_ask(
    run: Run, asked: dict[str, Any]
) -> None:
    _, slots = run(ActionRecordFindings(), "2 and 7", slots=asked)
    assert status(slots, LIST) == "present"
    assert slots["question"] != LIST


SIGNS = "fever"


@pytest.fixture
def signs(run: Run) -> dict[str, Any]:
    """The list of warning signs was put to the runner."""
    return slots_with(run, SIGNS)


YES = {"entity": "answer", "value": "yes"}


def test_a_bare_yes_to_a_list_of_signs_is_asked_which(
    run: Run, signs: dict[str, Any]
) -> None:
    _, slots = run(ActionRecordFindings(), "yes", entities=[YES], slots=signs)
    assert (slots["question"], slots["next_step"]) == (SIGNS, "ask")
    assert status(slots, SIGNS) == ""
    again = {**signs, **slots}
    dispatcher, _ = run(ActionAskNextQuestion(), "yes", entities=[YES], slots=again)
    assert "Which of these" in dispatcher.messages[-1]["text"]
    assert "Fever, chills or very ill" in labels(dispatcher)
    _, insisted = run(ActionRecordFindings(), "yes", entities=[YES], slots=again)
    assert status(insisted, SIGNS) == "present"  # the first is taken for it


def test_a_yes_that_says_which_is_taken_as_it_is(
    run: Run, signs: dict[str, Any]
) -> None:
    steroids = mention("history", "steroid_use")
    _, slots = run(
        ActionRecordFindings(), "yes, steroids", entities=[YES, steroids], slots=signs
    )
    assert slots["question"] != SIGNS
    assert status(slots, "steroid_use") == "present"
