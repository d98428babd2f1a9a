"""The real actions, each of which first does what the file named by FAULT says.

The file holds `raise NAME`, `hang NAME` or `slow NAME` (3 s); `all` is every action.
No file, no fault.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import time
from pathlib import Path
from typing import Any

from rasa_sdk import Action

import actions


def misbehave(name: str, tracker: Any) -> None:
    path = Path(os.environ["FAULT"])
    fault, _, whom = (path.read_text() if path.exists() else "").partition(" ")
    if whom not in (name, "all"):
        return
    if fault == "raise":
        raise ValueError(f"could not take {tracker.latest_message['text']}")
    time.sleep(3 if fault == "slow" else 30)


def stand_in(real: type[Action]) -> type[Action]:
    def run(self: Any, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        misbehave(self.name(), tracker)
        return real.run(self, dispatcher, tracker, domain)

    return type(f"Faulty{real.__name__}", (real,), {"run": run, "__module__": __name__})


for module in pkgutil.iter_modules(actions.__path__, "actions."):
    importlib.import_module(module.name)
# Kept in a name: rasa_sdk finds subclasses, and only those that are still there.
STAND_INS = [
    stand_in(each)
    for each in Action.__subclasses__()
    if each.__module__.startswith("actions.")
]
