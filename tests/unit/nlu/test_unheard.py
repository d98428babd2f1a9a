"""A finding that tells of an alarm, where the detector raises none, is marked."""

import pytest
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.knowledge.loader import load
from bot.nlu.safety import UNHEARD, SafetyComponent
from bot.safety.detector import shared_detector

HIS = "my father in law couldn't pee with his disc, mine is all back"


def entity(finding, role="present"):
    return {"entity": "red_flag", "value": finding, "role": role, "start": 0, "end": 1}


def marked(text, *entities):
    kinds = {each.id: each.kind for each in load().findings.values()}
    component = SafetyComponent(shared_detector(), kinds, {})
    message = Message(data={TEXT: text, ENTITIES: list(entities)})
    component.process([message])
    return {each["value"] for each in message.get(ENTITIES) if each.get(UNHEARD)}


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


def test_every_finding_named_there_is_known():
    findings = load().findings
    for flag, found in shared_detector().alarming.items():
        assert set(found) <= set(findings), flag
