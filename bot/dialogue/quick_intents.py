"""Names the intent from the features where they lie, without putting them together.

Rasa 3.6.21 copies all features of a message, joins them three times into ever new
sparse matrices, and has scikit-learn turn its weights round for every message. The sum
is the same (tests/unit/dialogue holds the two side by side); on any other Rasa, and for
a classifier of another kind, this does nothing.
"""

from __future__ import annotations

from math import exp, fsum
from typing import Any, List, Optional
from weakref import WeakKeyDictionary

import rasa
from rasa.nlu.classifiers.logistic_regression_classifier import (
    LogisticRegressionClassifier,
)
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.utils.tensorflow.constants import RANKING_LENGTH

KNOWN_RASA = "3.6.21"
_stock = LogisticRegressionClassifier.process

# The weights, a row for each feature.
_turned: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


def _process(
    component: LogisticRegressionClassifier, messages: List[Message]
) -> List[Message]:
    """As stock: sets `intent` and `intent_ranking` of each message."""
    for message in messages:
        probabilities = _probabilities(component.clf, message)
        if probabilities is None:
            _stock(component, [message])
            continue
        ranking = [
            {"name": name, "confidence": probability}
            for name, probability in zip(
                component.clf.classes_, probabilities, strict=True
            )
        ]
        ranking.sort(key=lambda each: -each["confidence"])
        message.set("intent", ranking[0], add_to_output=True)
        shown = component.config[RANKING_LENGTH]
        if shown > 0:
            ranking = ranking[:shown]
        message.set("intent_ranking", ranking, add_to_output=True)
    return messages


def _probabilities(classifier: Any, message: Message) -> Optional[List[float]]:
    """Of each class; None where only stock knows the way."""
    found = [each for each in message.features if each.attribute == TEXT]
    several = len(classifier.classes_) > 2
    softly = classifier.multi_class in ("auto", "multinomial")
    if not several or not softly or classifier.solver == "liblinear":
        return None
    if not found or not all(each.is_sparse() for each in found):
        return None
    if classifier not in _turned:
        _turned[classifier] = classifier.coef_.T.copy(order="C")
    weights, offset = _turned[classifier], 0
    scores = classifier.intercept_.astype(float)
    for each in found:
        if each.type == FEATURE_TYPE_SENTENCE:
            row = each.features.tocsr()
            scores += row.data @ weights[row.indices + offset]
            offset += row.shape[1]
    if offset != len(weights):
        return None
    shares = [exp(score) for score in (scores - scores.max()).tolist()]
    total = fsum(shares)
    return [share / total for share in shares]


def install() -> bool:
    """Put it in place on the Rasa it was written for; says whether it did."""
    if rasa.__version__ != KNOWN_RASA:
        return False
    LogisticRegressionClassifier.process = _process
    return True
