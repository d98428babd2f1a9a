"""Lets Rasa be imported where TensorFlow is not installed.

Rasa imports TensorFlow for components that this project does not use. Where that import
would fail, and for Rasa alone, StandInFinder answers with empty modules. Whatever is
looked up in them is a class that can be named, subclassed and used in annotations,
which is all that importing Rasa needs. Using one raises TensorFlowLeftOutError.

A real TensorFlow is always preferred, and every other package still finds that there is
none: they would otherwise take the empty modules for the real thing.
"""

from __future__ import annotations

import sys
from abc import ABCMeta
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import FrameType, ModuleType
from typing import Any

STANDS_IN_FOR = {"tensorflow", "keras"}
WAY_OUT = (
    "needs TensorFlow, which this project leaves out. Take components that need it out "
    "of config.yml, or work in the separate environment of `make test-tensorflow`."
)


class TensorFlowLeftOutError(ModuleNotFoundError):
    """TensorFlow was asked to do something."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} {WAY_OUT}", name="tensorflow")


class _StandInType(ABCMeta):
    """The type of everything found in a stand-in module."""

    def __getattr__(cls, name: str) -> Any:
        return _stand_in(f"{cls.__module__}.{cls.__name__}", name)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        raise TensorFlowLeftOutError(f"{cls.__module__}.{cls.__name__}")


class StandInModule(ModuleType):
    """An empty `tensorflow` or `keras`, or a part of one."""

    def __getattr__(self, name: str) -> Any:
        return _stand_in(self.__name__, name)


def _stand_in(module: str, name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return _StandInType(name, (), {"__module__": module})


class StandInFinder(MetaPathFinder, Loader):
    """Goes last on sys.meta_path, so it is asked for what nobody else can import."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        package = fullname.partition(".")[0]
        if package not in STANDS_IN_FOR or not _is_rasa_importing():
            return None
        parent = fullname.rpartition(".")[0]
        if parent and not isinstance(sys.modules.get(parent), StandInModule):
            return None  # a real TensorFlow that lacks this part
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return StandInModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def _is_rasa_importing() -> bool:
    frame: FrameType | None = sys._getframe(2)
    while frame:
        importer = str(frame.f_globals.get("__name__", ""))
        if not importer.startswith(("importlib", "_frozen_importlib")):
            return importer.partition(".")[0] == "rasa"
        frame = frame.f_back
    return False
