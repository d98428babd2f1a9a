"""The picture of `tests.benchmarks.performance`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.performance_report import heaviest

if TYPE_CHECKING:
    from tests.benchmarks.performance import Measured


def plot(measured: Sequence[Measured], stages: Mapping[str, Any], path: Path) -> None:
    """Throughput, p95, weight, and the stages of our turn."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(2, 2, figsize=(12, 8), layout="constrained")
    for each in measured:
        levels = list(each.loads)
        axes[0, 0].plot(levels, [each.rate(n) for n in levels], "o-", label=each.name)
        late = [each.centile(n, 0.95) for n in levels]
        axes[0, 1].plot(levels, late, "o-", label=each.name)
    for axis, title in zip(axes[0], ("messages/s", "p95, ms"), strict=True):
        axis.set(
            xscale="log", yscale="log", xlabel="conversations at once", title=title
        )
        axis.legend()
        axis.grid(visible=True, which="both", alpha=0.3)
    plot_weights(axes[1, 0], measured)
    plot_stages(axes[1, 1], stages)
    figure.savefig(path, dpi=120)
    plt.close(figure)


def plot_weights(axes: Any, measured: Sequence[Measured]) -> None:
    """Bars as a share of the last bot's."""
    names = ("memory", "cold start", "installed", "training")
    values = [
        (
            heaviest(each.loaded),
            each.cold_start,
            (each.installed or (0.0, 0))[0],
            each.training or 0.0,
        )
        for each in measured
    ]
    width = 0.8 / len(measured)
    for number, (each, own) in enumerate(zip(measured, values, strict=True)):
        shares = [v / (base or 1) for v, base in zip(own, values[-1], strict=True)]
        places = [place + number * width for place in range(len(names))]
        axes.bar(places, shares, width, label=each.name)
    axes.set_xticks([place + 0.2 for place in range(len(names))], names)
    axes.set_title(f"as a share of {measured[-1].name}'s")
    axes.legend()


def plot_stages(axes: Any, stages: Mapping[str, Any]) -> None:
    """Bars, the dearest on top."""
    ordered = sorted(stages["stages"].items(), key=lambda item: item[1])
    axes.barh([name for name, _ in ordered], [ms for _, ms in ordered])
    axes.set_title("our turn by stage, ms")
