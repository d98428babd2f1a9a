"""The picture of `tests.benchmarks.scale`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.scale_growth import Growth
from tests.benchmarks.scale_knowledge import Cost

if TYPE_CHECKING:
    from tests.benchmarks.scale import Row


def plot(
    growth: Sequence[Growth], knowledge: Sequence[Cost], rows: Sequence[Row], path: Path
) -> None:
    """Cost by turn, by size of the knowledge base, and throughput by processes."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 3, figsize=(15, 4.5), layout="constrained")
    _plot_turns(axes[0], growth)
    _plot_knowledge(axes[1], knowledge)
    _plot_processes(axes[2], rows)
    figure.savefig(path, dpi=120)
    plt.close(figure)


def _plot_turns(axis: Any, growth: Sequence[Growth]) -> None:
    first = growth[0].milliseconds
    turns = [each.turn for each in growth]
    axis.plot(turns, [each.milliseconds / first for each in growth], "o-")
    axis.axhline(3, color="grey", linestyle="--", label="goal: at most 3")
    axis.set(
        xscale="log", ylim=(0, 3.5), xlabel="turn", title="a message, by turn 10's cost"
    )
    axis.legend()


def _plot_knowledge(axis: Any, knowledge: Sequence[Cost]) -> None:
    for cost in knowledge:
        times = list(cost.milliseconds)
        axis.plot(times, list(cost.milliseconds.values()), "o-", label=cost.part)
    axis.set(
        xscale="log",
        yscale="log",
        xlabel="times today's knowledge",
        title="ms a part",
    )
    axis.legend(fontsize="small")


def _plot_processes(axis: Any, rows: Sequence[Row]) -> None:
    names = [str(row.processes) for row in rows]
    rates = [row.load.messages / row.load.seconds for row in rows]
    bars = axis.bar(names, rates)
    axis.bar_label(bars, fmt="%.0f")
    axis.set(xlabel="processes", title="messages/s behind nginx")
