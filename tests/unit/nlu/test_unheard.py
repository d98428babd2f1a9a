"""A finding that tells of an alarm, where the detector raises none, is marked."""

import pytest
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.answers.terms import Terms
from bot.knowledge.loader import load
from bot.nlu.safety import UNHEARD, SafetyComponent
from bot.safety.detector import shared_detector
from bot.safety.mixture import Mixture
from bot.safety.second_opinion import SecondOpinion

WEIGHT = "unable_to_bear_weight"
HIS = "my father in law couldn't pee with his disc, mine is all back"


def entity(finding, role="present"):
    return {"entity": "red_flag", "value": finding, "role": role, "start": 0, "end": 1}


def processed(text, *entities, detector=None):
    kinds = {each.id: each.kind for each in load().findings.values()}
    component = SafetyComponent(detector or shared_detector(), kinds, {})
    message = Message(data={TEXT: text, ENTITIES: list(entities)})
    component.process([message])
    return message.get(ENTITIES)


def marked(text, *entities):
    found = processed(text, *entities)
    return {each["value"] for each in found if each.get(UNHEARD)}


def roles_of(finding, text, *entities, detector=None):
    found = processed(text, *entities, detector=detector)
    told = [each for each in found if each["entity"] != "safety"]
    return [each["role"] for each in told if each["value"] == finding]


def test_what_the_detector_hears_no_alarm_in_is_marked():
    assert marked(HIS, entity("bladder_bowel")) == {"bladder_bowel"}


@pytest.mark.parametrize("role", ["absent", "uncertain", "other_person"])
def test_other_statuses_are_not(role):
    assert marked(HIS, entity("bladder_bowel", role)) == set()


def test_other_findings_are_not():
    assert marked(HIS, entity("worse_sitting"), entity("weight_loss")) == set()


def test_what_it_hears_or_doubts_is_not():
    assert marked("I can't pee since last night", entity("bladder_bowel")) == set()
    text = "Is my calf rock hard? It feels solid and my foot slaps"
    assert "bladder_bowel" in marked(text, entity("bladder_bowel"))


def test_what_a_rule_tells_of_is_a_finding():
    text = "I can't put any weight on the left leg since Sunday, the hip is agony"
    assert roles_of(WEIGHT, text, entity(WEIGHT, "absent")) == ["present"]


@pytest.mark.parametrize(("known", "role"), [(None, "uncertain"), ("absent", "absent")])
def test_what_only_the_models_name_is_a_doubt(known, role):
    """Hopping that hurts is not a leg that takes no weight."""
    model = SecondOpinion(
        terms=Terms(9.0, {"town": (1.0, 0.0)}, 1.0), flags={WEIGHT: {}}
    )
    mixture = Mixture(fires=1.0, asks=-1.0, dismisses=-3.0)
    detector = shared_detector().with_opinion(model, mixture=mixture)
    told = [entity(WEIGHT, known)] if known else []
    odd = "the weather of this town is odd today"
    assert roles_of(WEIGHT, odd, *told, detector=detector) == [role]


def test_every_finding_named_there_is_known():
    findings = load().findings
    for flag, found in shared_detector().alarming.items():
        assert set(found) <= set(findings), flag
