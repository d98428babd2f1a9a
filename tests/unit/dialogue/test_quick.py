"""Each quicker way gives what stock Rasa gives, and stays away from any other Rasa."""

from __future__ import annotations

import ast
import inspect
from collections import OrderedDict
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from rasa.core import processor
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.nlu.classifiers.logistic_regression_classifier import (
    LogisticRegressionClassifier,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    FEATURE_TYPE_SENTENCE,
    FEATURE_TYPE_SEQUENCE,
    TEXT,
)
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import coo_matrix
from sklearn.linear_model import LogisticRegression

from bot.dialogue import (
    quick,
    quick_domain,
    quick_events,
    quick_graph,
    quick_history,
    quick_intents,
    quick_states,
)

PLACES: dict[str, tuple[Any, str]] = {
    "quick_domain": (Domain, "is_empty"),
    "quick_events": (Event, "resolve_by_type"),
    "quick_graph": (DaskGraphRunner, "run"),
    "quick_history": (DialogueStateTracker, "applied_events"),
    "quick_intents": (LogisticRegressionClassifier, "process"),
    "quick_logs": (processor, "copy"),
    "quick_rules": (RulePolicy, "_get_possible_keys"),
    "quick_states": (Domain, "states_for_tracker_history"),
}


@pytest.mark.parametrize("lever", quick.LEVERS[1:], ids=lambda each: each.__name__)
def test_only_on_the_rasa_it_was_written_for(
    lever: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, name = PLACES[lever.__name__.rpartition(".")[2]]
    monkeypatch.setattr(owner, name, owner.__dict__[name])  # put back afterwards
    if owner is DialogueStateTracker:
        monkeypatch.setattr(owner, "copy", owner.__dict__["copy"])
    before = owner.__dict__[name]
    monkeypatch.setattr("rasa.__version__", "3.6.99")
    assert not lever.install()
    assert owner.__dict__[name] is before
    monkeypatch.setattr("rasa.__version__", lever.KNOWN_RASA)
    assert lever.install()


@pytest.mark.parametrize("domain", [Domain.empty(), Domain.from_dict({"intents": []})])
def test_whether_a_domain_is_empty(domain: Domain) -> None:
    assert quick_domain._is_empty(domain) == quick_domain._stock(domain)
    assert not quick_domain._is_empty(DOMAIN)


# --- the class of an event --------------------------------------------------------


@pytest.mark.parametrize("name", ["user", "slot", "action", "bot", "topic"])
def test_the_class_of_an_event(name: str) -> None:
    for _ in range(2):
        assert quick_events._resolve(name) is quick_events._stock(name)


def test_a_default_is_given_and_not_remembered() -> None:
    assert quick_events._resolve("none such", SlotSet) is SlotSet
    with pytest.raises(ValueError, match="none such"):
        quick_events._resolve("none such")


# --- the graph --------------------------------------------------------------------


class Node:
    """Says what it was called with, as Rasa's nodes do."""

    def __init__(self, name: str, error: Exception | None = None) -> None:
        self.name, self.error = name, error

    def __call__(self, *inputs: Any) -> tuple[str, Any]:
        if self.error:
            raise self.error
        return self.name, {self.name: inputs}


def runner(error: Exception | None = None) -> DaskGraphRunner:
    needs = {
        "end": {"x": "left", "y": "right"},
        "left": {"x": "start", "m": "__message__"},
        "right": {"x": "start", "z": "missing"},
        "start": {"m": "__message__"},
        "unwanted": {"x": "end"},
    }
    made = DaskGraphRunner.__new__(DaskGraphRunner)
    made._graph_schema = GraphSchema(
        OrderedDict(
            (name, SchemaNode(need, Node, "", "", {}, is_target=name == "end"))
            for name, need in needs.items()
        )
    )
    made._instantiated_nodes = {name: Node(name, error) for name in needs}
    made._execution_context = None
    return made


@pytest.mark.parametrize("targets", [None, ["left"], ["end", "start"]])
@pytest.mark.parametrize("inputs", [None, {"__message__": ["hello"]}])
def test_the_graph_gives_the_same(
    targets: list[str] | None, inputs: dict[str, Any] | None
) -> None:
    expected = quick_graph._stock(runner(), inputs=inputs, targets=targets)
    assert quick_graph._run(runner(), inputs=inputs, targets=targets) == expected
    assert expected


@pytest.mark.parametrize("error", [RuntimeError("a"), ValueError("b")])
def test_the_graph_fails_the_same(error: Exception) -> None:
    for run in (quick_graph._stock, quick_graph._run):
        kind = GraphRunError if isinstance(error, RuntimeError) else ValueError
        with pytest.raises(kind):
            run(runner(error), inputs={"__message__": []})
        with pytest.raises(GraphRunError, match="clashes"):
            run(runner(), inputs={"__message__": "start"})


# --- the intent -------------------------------------------------------------------


def features_of(
    number: int, width: int, kind: str = FEATURE_TYPE_SENTENCE, *, dense: bool = False
) -> Features:
    """A row of a featurizer of so many words; some are there, and some twice."""
    row = [float((number * at) % 7 % 3) for at in range(width)]
    matrix = np.array([row]) if dense else coo_matrix([row])
    return Features(matrix, kind, TEXT, f"featurizer of {width}")


def a_message(number: int, *, dense: bool = False) -> Message:
    message = Message({TEXT: "words"})
    for width in (30, 50):
        message.add_features(features_of(number, width, FEATURE_TYPE_SEQUENCE))
        message.add_features(features_of(number, width))
    if dense:
        message.add_features(features_of(number, 4, FEATURE_TYPE_SEQUENCE, dense=True))
        message.add_features(features_of(number, 4, dense=True))
    return message


def a_classifier(
    classes: int, *, dense: bool = False, ranking: int = 10
) -> LogisticRegressionClassifier:
    made = LogisticRegressionClassifier.__new__(LogisticRegressionClassifier)
    made.config = {"ranking_length": ranking}
    made.clf = LogisticRegression(C=10.0)
    known = [a_message(number, dense=dense) for number in range(1, 40)]
    names = [f"intent {number % classes}" for number in range(1, 40)]
    made.clf.fit(made._create_X(known), names)
    return made


@pytest.mark.parametrize("dense", [False, True])
@pytest.mark.parametrize(("classes", "ranking"), [(2, 10), (5, 10), (5, 3), (5, 0)])
def test_the_intent_is_the_same(classes: int, ranking: int, dense: bool) -> None:
    classifier = a_classifier(classes, dense=dense, ranking=ranking)
    for number in range(60):
        ours, stock = a_message(number, dense=dense), a_message(number, dense=dense)
        quick_intents._process(classifier, [ours])
        quick_intents._stock(classifier, [stock])
        names = [each["name"] for each in stock.get("intent_ranking")]
        assert [each["name"] for each in ours.get("intent_ranking")] == names
        assert ours.get("intent") == pytest.approx(stock.get("intent"), rel=1e-9)
        for mine, theirs in zip(
            ours.get("intent_ranking"), stock.get("intent_ranking"), strict=True
        ):
            assert mine["confidence"] == pytest.approx(theirs["confidence"], rel=1e-9)


def test_a_message_without_features_is_left_to_stock() -> None:
    classifier = a_classifier(5)
    assert quick_intents._probabilities(classifier.clf, Message({TEXT: ""})) is None


# --- the log ----------------------------------------------------------------------


def test_the_processor_copies_only_what_it_logs() -> None:
    """Every copy it makes is an argument of a call of its log."""
    tree = ast.parse(inspect.getsource(processor))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    logged = {
        id(keyword.value)
        for call in calls
        if ast.unparse(call.func) == "structlogger.debug"
        for keyword in call.keywords
    }
    copies = [node for node in ast.walk(tree) if ast.unparse(node).startswith("copy.")]
    made = [node for node in copies if isinstance(node, ast.Call)]
    assert made
    assert {id(each) for each in made} <= logged


# --- the history ------------------------------------------------------------------

DOMAIN = Domain.from_dict(
    {
        "intents": ["greet", "inform"],
        "slots": {
            "step": {
                "type": "categorical",
                "values": ["ask", "assess"],
                "mappings": [{"type": "custom"}],
            },
            "more": {
                "type": "any",
                "influence_conversation": False,
                "mappings": [{"type": "custom"}],
            },
        },
        "actions": ["action_a", "action_b"],
    }
)


def user(intent: str) -> UserUttered:
    return UserUttered("words", {"name": intent, "confidence": 1.0}, [])


ORDINARY: list[Event] = [
    ActionExecuted("action_session_start"),
    SessionStarted(),
    ActionExecuted("action_listen"),
    user("greet"),
    ActionExecuted("action_a", hide_rule_turn=True),
    BotUttered("hello"),
    ActionExecuted("action_listen", hide_rule_turn=True),
    user("inform"),
    SlotSet("step", "ask"),
    SlotSet("more", {"a": [1]}),
    ActionExecuted("action_b"),
    ActionExecuted("action_listen"),
    user("inform"),
    ActionExecuted("action_b", hide_rule_turn=True),
    SlotSet("step", "assess"),
    ActionExecuted("action_listen"),
]
HISTORIES = {
    "ordinary": ORDINARY,
    "restarted": [*ORDINARY, user("greet"), Restarted(), user("greet")],
    "session": [*ORDINARY, SessionStarted(), user("greet"), ActionExecuted("a")],
    "reverted": [*ORDINARY, user("greet"), UserUtteranceReverted(), user("inform")],
    "action reverted": [*ORDINARY, ActionReverted(), user("inform")],
    "loop": [*ORDINARY, ActiveLoop("action_a"), ActionExecuted("action_a")],
    "paused": [*ORDINARY, ConversationPaused()],
}


def grown(events: list[Event]) -> Any:
    """The tracker after each event."""
    tracker = DialogueStateTracker("someone", DOMAIN.slots)
    for event in events:
        tracker.update(event, DOMAIN)
        yield tracker


def state(tracker: DialogueStateTracker) -> dict[str, Any]:
    slots = {
        name: (each.value, each.has_been_set) for name, each in tracker.slots.items()
    }
    hidden = {name for name in tracker.__dict__ if name.startswith("_backstride")}
    rest = {k: v for k, v in tracker.__dict__.items() if k not in {*hidden, "slots"}}
    return {**rest, "slots": slots, "events": list(tracker.events)}


@pytest.mark.parametrize("name", HISTORIES)
def test_the_applied_events_are_the_same(name: str) -> None:
    for tracker in grown(HISTORIES[name]):
        expected = quick_history._stock_applied(tracker)
        for _ in range(2):
            applied = quick_history._applied(tracker)
            assert applied == expected
            assert all(a is b for a, b in zip(applied, expected, strict=True))
        applied.clear()  # the caller's own


@pytest.mark.parametrize("name", HISTORIES)
def test_a_copy_is_the_same(name: str) -> None:
    for tracker in grown(HISTORIES[name]):
        expected = quick_history._stock_copy(tracker)
        twin = quick_history._copy(tracker)
        assert state(twin) == state(expected)
        before = state(tracker)
        twin.update(SlotSet("step", "told to the copy alone"))
        assert state(tracker) == before
        assert len(tracker.events) < len(twin.events)


@pytest.mark.parametrize("name", HISTORIES)
@pytest.mark.parametrize("ml_only", [False, True])
def test_the_states_are_the_same(name: str, ml_only: bool) -> None:
    rule_only = {"rule_only_slots": ["step"], "rule_only_loops": ["action_a"]}
    for tracker in grown(HISTORIES[name]):
        for omit in (False, True):
            settings = (omit, ml_only, rule_only)
            expected = quick_states._stock(DOMAIN, tracker, *settings)
            for _ in range(2):
                states = quick_states._states(DOMAIN, tracker, *settings)
                assert states == expected
                states[-1].setdefault("user", {})["intent"] = "spoilt by the caller"
