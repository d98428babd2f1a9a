"""The picture of `tests.benchmarks.nlu`: kinds, statuses, and what goes wrong most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.nlu_report import DIET, PIPELINE, RULES, is_same
from tests.nlu.scorer import STATUSES, Count, Miss

if TYPE_CHECKING:
    from tests.benchmarks.nlu import Run

MOST = 15  # bars of errors


def plot(runs: Sequence[Run], path: Path) -> None:
    """Kinds and statuses of the sealed part where there is one; errors of dev."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    part = runs[-1].part
    ours = chosen(runs, PIPELINE, part) or chosen(runs, RULES, part) or runs[-1]
    dev = chosen(runs, PIPELINE, "dev") or chosen(runs, RULES, "dev") or ours
    figure, axes = plt.subplots(2, 2, figsize=(14, 11), layout="constrained")
    plot_kinds(axes[0, 0], ours, chosen(runs, DIET, part))
    plot_confusion(figure, axes[0, 1], ours)
    plot_errors(axes[1, 0], dev.score.missed, f"missed most ({dev.name}, dev)")
    plot_errors(axes[1, 1], dev.score.invented, f"invented most ({dev.name}, dev)")
    figure.savefig(path, dpi=110)
    plt.close(figure)


def chosen(runs: Sequence[Run], name: str, part: str) -> Run | None:
    """The run of this reader on this part, if there is one."""
    return next((run for run in runs if is_same(run, name, part)), None)


def plot_kinds(axes: Any, ours: Run, diet: Run | None) -> None:
    """A bar a kind and reader: F1 of finding with status."""
    names = sorted(ours.score.kinds, reverse=True)
    shown = [run for run in (diet, ours) if run]
    width = 0.8 / len(shown)
    for number, run in enumerate(shown):
        counts = run.score.kinds_with_status
        values = [counts.get(name, Count()).f1 for name in names]
        places = [place + (number - 0.5) * width for place in range(len(names))]
        axes.barh(places, values, width, label=run.name)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlim(0, 1)
    axes.set_title(f"F1 of finding + status, per kind ({ours.part})")
    axes.legend(loc="lower left")


def plot_confusion(figure: Any, axes: Any, run: Run) -> None:
    """Each row is the share of an annotated status; the numbers are counts."""
    rows = [[run.score.confusion[g, e] for e in STATUSES] for g in STATUSES]
    shares = [[n / (sum(row) or 1) for n in row] for row in rows]
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for y, row in enumerate(rows):
        for x, number in enumerate(row):
            colour = "white" if shares[y][x] > 0.5 else "black"
            axes.text(x, y, str(number), ha="center", va="center", color=colour)
    axes.set_xticks(range(len(STATUSES)), STATUSES, rotation=30)
    axes.set_yticks(range(len(STATUSES)), STATUSES)
    axes.set_xlabel("extracted")
    axes.set_ylabel("annotated")
    axes.set_title(f"status of findings found ({run.name}, {run.part})")
    figure.colorbar(image, ax=axes, label="share of the row")


def plot_errors(axes: Any, misses: Sequence[Miss], title: str) -> None:
    """A bar a finding."""
    most = Counter(miss.finding for miss in misses).most_common(MOST)[::-1]
    axes.barh([name for name, _ in most], [number for _, number in most])
    axes.set_title(title)
