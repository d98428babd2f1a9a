"""Keeps Rasa and its friends from printing what helps nobody, or is private.

Outside the `rasa` command nothing sets up its logging, and its debug events hold the
runner's words.
"""

from __future__ import annotations

import logging
import os
import warnings


def quiet(level: int = logging.ERROR) -> None:
    """Set up logging once, at `level`, without message texts."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ["LOG_LEVEL"] = logging.getLevelName(level)
    warnings.simplefilter("ignore")
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(level)
    configure_logging_and_warnings(log_level=level)
    logging.getLogger("rasa_sdk").setLevel(level)
    logging.getLogger("matplotlib").setLevel(level)
    warnings.simplefilter("ignore")
