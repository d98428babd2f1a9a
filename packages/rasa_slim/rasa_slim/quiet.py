"""Settings of other people's libraries that every command of ours wants.

Warnings of Rasa about our own training data ("UserWarning: The ...") are never
silenced here: they are part of how we know that a change is right.
"""

from __future__ import annotations

import os
import warnings
from types import ModuleType

ENVIRONMENT = {
    # Nothing about a runner, or about whoever works on this, is reported anywhere.
    "RASA_TELEMETRY_ENABLED": "false",
    # Rasa keeps us on SQLAlchemy 1.4, which announces 2.0 at every start.
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    # Only matters where a real TensorFlow is installed: errors only.
    "TF_CPP_MIN_LOG_LEVEL": "2",
}

# Each is about how Rasa, or a library of Rasa's, calls another library. None can be
# cured here, and none says anything about our data.
THIRD_PARTY_WARNINGS: list[tuple[type[Warning], str]] = [
    (UserWarning, "pkg_resources is deprecated as an API"),
    (DeprecationWarning, r"Deprecated call to `pkg_resources\.declare_namespace"),
    (DeprecationWarning, "distutils Version classes are deprecated"),
    (DeprecationWarning, r"'(parseString|setParseAction)' deprecated - use "),
    # `rasa test` draws a histogram of errors, even of none at all.
    (UserWarning, "Attempting to set identical low and high xlims"),
    (FutureWarning, "'multi_class' was deprecated in version 1.5"),
]


def set_environment() -> None:
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)


def silence_third_parties() -> None:
    for category, message in THIRD_PARTY_WARNINGS:
        warnings.filterwarnings("ignore", message=message, category=category)


def silence_third_parties_in_rasa(rasa_utils_common: ModuleType) -> None:
    """Rasa and Sanic put filters before ours; Rasa puts this list before those."""
    rasa_utils_common.EXPECTED_WARNINGS.extend(THIRD_PARTY_WARNINGS)
