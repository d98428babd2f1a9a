"""Runs Rasa's graph node after node, in an order worked out once.

Rasa 3.6.21 builds a dask graph and starts dask's scheduler for every message and every
prediction, though nothing in it runs side by side, and describes all its inputs for a
debug log that nobody keeps. The nodes, their inputs and the errors are the same here
(tests/unit/dialogue holds the two side by side); on any other Rasa this does nothing.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple
from weakref import WeakKeyDictionary

import rasa
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner

KNOWN_RASA = "3.6.21"
_stock = DaskGraphRunner.run

# Names of nodes, each after all that it needs, with the names of what it needs.
_Order = List[Tuple[str, Tuple[str, ...]]]
_orders: WeakKeyDictionary[DaskGraphRunner, Dict[Tuple[str, ...], _Order]]
_orders = WeakKeyDictionary()


def _run(
    runner: DaskGraphRunner,
    inputs: Optional[Dict[str, Any]] = None,
    targets: Optional[List[str]] = None,
) -> Dict[str, Any]:
    """As stock: the outputs of the targets by name, or GraphRunError."""
    schema = runner._graph_schema  # noqa: SLF001
    wanted = tuple(targets or schema.target_names)
    order = _order_for(runner, schema, wanted)
    given: Dict[str, Any] = {name: (name, None) for name, _ in order}
    runner._add_inputs_to_graph(inputs, given)  # noqa: SLF001 - refuses a clash
    done: Dict[str, Any] = {name: given[name] for name in inputs or {}}
    nodes = runner._instantiated_nodes  # noqa: SLF001
    try:
        for name, needs in order:
            # A node says itself what it lacks: it is handed the bare name.
            done[name] = nodes[name](*(done.get(need, need) for need in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(done[name] for name in wanted)


def _order_for(
    runner: DaskGraphRunner, schema: GraphSchema, wanted: Tuple[str, ...]
) -> _Order:
    known = _orders.setdefault(runner, {})
    if wanted not in known:
        known[wanted] = _sorted(schema.minimal_graph_schema(list(wanted)))
    return known[wanted]


def _sorted(schema: GraphSchema) -> _Order:
    order: _Order = []
    seen = set()

    def add(name: str) -> None:
        if name in seen or name not in schema.nodes:
            return
        seen.add(name)
        needs = tuple(schema.nodes[name].needs.values())
        for need in needs:
            add(need)
        order.append((name, needs))

    for name in schema.nodes:
        add(name)
    return order


def install() -> bool:
    """Put it in place on the Rasa it was written for; says whether it did."""
    if rasa.__version__ != KNOWN_RASA:
        return False
    DaskGraphRunner.run = _run
    return True
