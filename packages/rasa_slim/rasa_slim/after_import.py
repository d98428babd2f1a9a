"""Does something once a certain module has been imported, and imports none itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

Step = Callable[[ModuleType], None]


class AfterImport(MetaPathFinder):
    """Goes first on sys.meta_path, and takes notice of the modules in steps only."""

    def __init__(self, steps: Mapping[str, Step]) -> None:
        self.steps = steps

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        if fullname not in self.steps:
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec and spec.loader:
            _add(self.steps[fullname], spec.loader)
        return spec


def _add(step: Step, loader: Loader) -> None:
    load = loader.exec_module

    def load_and_step(module: ModuleType) -> None:
        load(module)
        step(module)

    loader.exec_module = load_and_step  # type: ignore[method-assign]
