"""Whole conversations, from the first words to the plan."""

from __future__ import annotations

import pytest

from tests.conversation.conftest import Talk

VIRGINIA = (
    "I'm new to running, trying to go from walking a few miles to running one mile a "
    "day. Every time I try my lower back gets sore, and a few months back I pulled "
    "something in my left buttock after going too far too soon. My left leg and the "
    "left side of my lower back still hurt. What exercises can I do to stop it?"
)
CALM = {
    "bladder_bowel": "no, none of that",
    "weakness": "no",
    "numbness": "no",
    "fever": "nope",
    "radiation_below_knee": "no it stops above",
    "duration": "about 3 months",
    "onset_during_run": "it comes on during the run",
    "unable_to_bear_weight": "no, both are fine",
}


def observed(talk: Talk) -> dict[str, dict[str, object]]:
    return dict((talk.slot("evidence") or {}).get("observations", {}))


def test_the_beginner_with_a_sore_back_and_leg_gets_her_answer(talk: Talk) -> None:
    talk.says(VIRGINIA)
    known = observed(talk)
    assert known["location_lower_back"]["side"] == "left"
    assert known["location_buttock"]["side"] == "left"
    assert known["radiation_leg"]["side"] == "left"
    assert known["beginner_runner"]["status"] == "present"
    assert known["training_increase"]["status"] == "present"
    assert talk.question
    assert "exercises" in talk.text.lower()  # promised, not forgotten

    talk.interview(CALM)
    result = talk.custom("assessment")
    assert result is not None
    assert result["triage"] in ("self_care", "see_professional")
    assert 1 <= result["shown"] <= 3
    assert "training_overload" in [each["id"] for each in result["factors"]]
    assert any(each["kind"] == "exercise" for each in result["advice"])
    assert result["sources"]
    first = talk.replies[0]["text"]
    assert "physio" in first or "look after" in first  # how soon comes first
    assert "exercise" in talk.text.lower()
    assert "999" in talk.text or "112" in talk.text  # the safety net


def test_the_safety_screen_comes_before_any_cause(talk: Talk) -> None:
    talk.says("my lower back hurts after running")
    asked = []
    for _ in range(12):
        if not talk.question:
            break
        asked.append(talk.question)
        talk.says("no")
    assert "bladder_bowel" in asked[:3]
    assert talk.custom("assessment")


def test_never_more_than_twelve_questions_even_if_nothing_is_known(talk: Talk) -> None:
    talk.says("it hurts when i run")
    asked = 0
    while talk.question and asked < 20:
        asked += 1
        talk.says("not sure")
    assert talk.custom("assessment") or talk.custom("red_flag")
    assert asked <= 12


def test_a_question_whose_answer_is_known_is_not_asked(talk: Talk) -> None:
    talk.says(
        "left buttock pain going down past my knee into the calf for 3 weeks, "
        "toes tingle"
    )
    asked = []
    for _ in range(12):
        if not talk.question:
            break
        asked.append(talk.question)
        talk.says("no")
    assert not {"radiation_below_knee", "duration", "location_buttock"} & set(asked)


def test_a_correction_changes_the_evidence_and_is_acknowledged(talk: Talk) -> None:
    talk.says("my left buttock hurts when I sit")
    talk.says("sorry, actually it's the right buttock")
    assert observed(talk)["location_buttock"]["side"] == "right"
    assert "right" in talk.text


def test_a_side_question_is_answered_and_the_interview_goes_on(talk: Talk) -> None:
    talk.says("my lower back hurts after running")
    open_question = talk.question
    talk.says("is heat or ice better?")
    assert "heat" in talk.text.lower()
    assert talk.question == open_question


def test_an_answer_that_names_a_topic_is_no_question_about_it(talk: Talk) -> None:
    talk.says("my lower back has hurt for two weeks")
    assert talk.question == "bladder_bowel"
    talk.says("pelvic floor is decent, pilates. no, all as it should be")
    assert talk.question not in ("", "bladder_bowel")
    assert observed(talk)["bladder_bowel"]["status"] == "absent"


def test_why_do_you_ask_gets_the_reason_and_the_question_again(talk: Talk) -> None:
    talk.says("my lower back hurts after running")
    open_question = talk.question
    talk.says("why do you ask?")
    assert talk.question == open_question
    assert len(talk.replies) >= 2


def test_starting_over_forgets_the_pain(talk: Talk) -> None:
    talk.says("my left buttock hurts")
    talk.says("start over")
    assert talk.slot("evidence") is None
    assert "Backstride" in talk.text


@pytest.mark.parametrize("answer", ["1", "No, none of these", "nope", "none of those"])
def test_an_answer_may_be_a_number_a_label_or_words(talk: Talk, answer: str) -> None:
    talk.says("my lower back hurts after running")
    assert talk.question == "bladder_bowel"
    talk.says(answer)
    assert observed(talk)["bladder_bowel"]["status"] == "absent"
    assert observed(talk)["saddle_numbness"]["status"] == "absent"


def test_dont_know_is_not_no(talk: Talk) -> None:
    talk.says("my lower back hurts after running")
    assert talk.question == "bladder_bowel"
    talk.says("dunno")
    assert observed(talk).get("bladder_bowel", {}).get("status") != "absent"


def test_yes_after_the_assessment_takes_up_the_plan(talk: Talk) -> None:
    talk.says("my lower back is stiff and sore after running, 3 weeks now")
    talk.interview(CALM)
    assert talk.custom("assessment")
    talk.says("yes please")
    assert "week" in talk.text.lower()


def test_enough_questions_leads_to_the_result_after_the_safety_screen(
    talk: Talk,
) -> None:
    talk.says("my lower back is sore after running")
    talk.says("just tell me what it is")
    for _ in range(6):
        if not talk.question:
            break
        talk.says("no")
    assert talk.custom("assessment")


@pytest.mark.parametrize(
    "text",
    [
        "what's the weather like",
        "asdf qwer zxcv",
        "\U0001f629\U0001f629",
        "<script>x</script>",
    ],
)
def test_words_that_cannot_be_placed_get_help_not_silence(
    talk: Talk, text: str
) -> None:
    talk.says(text)
    assert talk.text


@pytest.mark.parametrize(
    "answer",
    [
        "works as it should. never had that",
        "not that I can tell, did calf raises yesterday fine",
        "nothing wrong there, ask the wife haha",
    ],
)
def test_an_answer_in_odd_words_is_never_taken_for_something_else(
    talk: Talk, answer: str
) -> None:
    """At worst it is not understood; the interview is not left for it."""
    talk.says("sore lower back for a week")
    asked = talk.question
    talk.says(answer)
    assert talk.question
    assert "bladder_bowel" in talk.slot("evidence")["asked"]
    assert asked == "bladder_bowel"
    assert "which part doesn't fit" not in talk.text
    assert "don't have a good answer" not in talk.text
