"""Evidence survives the slot it travels in."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.model import Status, Triage
from bot.reasoning.evidence import (
    from_json,
    red_flag_levels,
    to_json,
    with_asked,
    with_red_flag,
)
from bot.reasoning.model import Correction, Evidence, Observation

words = st.text(max_size=12)
observations = st.builds(
    Observation,
    status=st.sampled_from(list(Status)),
    text=words,
    value=st.one_of(st.none(), words, st.integers(0, 99), st.floats(0, 99)),
    side=st.sampled_from(["", "left", "right", "both"]),
    turn=st.integers(0, 50),
    asked=st.booleans(),
)
evidences = st.builds(
    Evidence,
    observations=st.dictionaries(words, observations, max_size=5),
    asked=st.lists(words, max_size=4).map(tuple),
    unknown=st.lists(words, max_size=4).map(tuple),
    corrections=st.lists(st.builds(Correction, words, words, words), max_size=3).map(
        tuple
    ),
    red_flags=st.lists(words, max_size=3).map(tuple),
    turn=st.integers(0, 50),
)
junk = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), words),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(words, inner)),
    max_leaves=8,
)


@given(evidences)
def test_evidence_comes_back_as_it_went(evidence: Evidence) -> None:
    assert from_json(json.loads(json.dumps(to_json(evidence)))) == evidence


@given(junk)
def test_junk_is_read_as_what_can_be_kept_of_it(data: object) -> None:
    assert isinstance(from_json(data), Evidence)


@given(evidences, st.dictionaries(words.map(lambda w: f"new_{w}"), words, max_size=3))
def test_keys_of_a_later_version_are_ignored(evidence: Evidence, more: dict) -> None:
    assert from_json({**to_json(evidence), **more}) == evidence


def test_nothing_is_no_evidence() -> None:
    assert from_json(None) == Evidence()


def test_an_observation_of_unknown_status_is_left_out() -> None:
    data = {
        "observations": {"numb": {"status": "perhaps"}, "leg": {"status": "present"}}
    }
    assert list(from_json(data).observations) == ["leg"]


def test_a_question_is_noted_once() -> None:
    assert with_asked(with_asked(Evidence(), "leg"), "leg").asked == ("leg",)


def test_a_flag_keeps_its_level() -> None:
    evidence = with_red_flag(Evidence(), "swollen", Triage.URGENT)
    evidence = with_red_flag(evidence, "no_hold")
    assert red_flag_levels(evidence) == (
        ("no_hold", Triage.EMERGENCY),
        ("swollen", Triage.URGENT),
    )
