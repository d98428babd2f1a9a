"""Makes the components that need TensorFlow say so before Rasa trains anything.

Rasa asks every component of config.yml which packages it requires, and ends in plain
words if one is missing; but it takes TensorFlow for granted.
"""

from __future__ import annotations

import sys
from types import ModuleType

from rasa_slim.stand_in import WAY_OUT, StandInModule


def refuse_without_tensorflow(components: ModuleType) -> None:
    for component in vars(components).values():
        if isinstance(component, type) and _needs_tensorflow(component):
            component.required_packages = _refuse  # type: ignore[attr-defined]


def _needs_tensorflow(component: type) -> bool:
    module = sys.modules[component.__module__]
    return any(isinstance(value, StandInModule) for value in vars(module).values())


@classmethod  # type: ignore[misc]
def _refuse(component: type) -> list[str]:
    from rasa.shared.exceptions import InvalidConfigException

    raise InvalidConfigException(f"{component.__name__} {WAY_OUT}")
