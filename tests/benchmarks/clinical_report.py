"""Words and a picture for the figures of `tests.benchmarks.clinical`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.nlu_report import table
from tests.clinical.scorer import LEVELS, Outcome, Sums

HEAD = """# How well the bot judges written patients

Written by `make bench-clinical`. The vignettes were written and labelled from the
clinical evidence, without sight of the weights and rules (`tests/clinical/vignettes`).
They are invented, not taken from real patients, and no clinician has signed the labels.
`dev` is for work on the bot; `sealed` is not looked at, so its figures are the honest
ones. `second` holds other authors' patients, scored unseen once (its README has those
figures) and worked with since. The last columns are the first two parts again, with
misspellings, with half of the facts unknown, and with talk beside the point.

First condition and first three are not scored where an emergency rightly ends the
interview. `safe`: not less urgent than any accepted level. Many vignettes accept more
than one first condition, so the share that is acceptable lies above the probability of
the first, and the calibration error shows that too, not only misplaced confidence.
"""


@dataclass(frozen=True)
class Group:
    """The outcomes of one part, or of all in one perturbation."""

    name: str
    outcomes: Sequence[Outcome]

    @property
    def sums(self) -> Sums:
        """Its figures."""
        return Sums(self.outcomes)


def summary(groups: Sequence[Group]) -> str:
    """A column a group."""
    sums = [group.sums for group in groups]
    rows = [
        ["first condition acceptable", *(str(each.lead) for each in sums)],
        ["required ones in the first three", *(str(each.top3) for each in sums)],
        ["first condition unacceptable", *(str(each.wrong_lead) for each in sums)],
        ["contributing factors named", *(str(each.factors) for each in sums)],
        ["triage exact", *(str(each.exact) for each in sums)],
        ["triage exact or defensible", *(str(each.accepted) for each in sums)],
        ["triage safe", *(str(each.safe) for each in sums)],
        ["emergencies recognised", *(str(each.emergencies) for each in sums)],
        ["false emergencies", *(str(each.false_alarms) for each in sums)],
        ["over-triaged", *(str(each.too_urgent) for each in sums)],
        ["questions: median, most", *(questions(each) for each in sums)],
        ["calibration error", *(f"{each.calibration_error:.3f}" for each in sums)],
        ["vignettes", *(str(len(each.outcomes)) for each in sums)],
    ]
    return table(["per cent", *(group.name for group in groups)], rows)


def questions(sums: Sums) -> str:
    """Median and most."""
    median, most = sums.questions
    return f"{median:g}, {most}"


def confusion(group: Group) -> str:
    """Labelled level by row, given level by column."""
    counts = group.sums.confusion
    rows = [[level, *(str(counts[level, each]) for each in LEVELS)] for level in LEVELS]
    return table(["labelled \\ given", *LEVELS], rows)


def reliability(group: Group) -> str:
    """How often the first condition was acceptable, by how sure the bot was."""
    rows = [
        [f"{mean * 100:.0f}", str(right)] for mean, right in group.sums.reliability()
    ]
    return table(["mean probability of the first", "acceptable"], rows)


def failures(group: Group, transcripts: Path) -> str:
    """One line each: id, what was expected, what came, where to read it."""
    lines = [line for each in group.outcomes if (line := failure(each, transcripts))]
    return "\n".join(lines) + "\n" if lines else "None.\n"


def failure(outcome: Outcome, transcripts: Path) -> str:
    """The line of one vignette, empty if all is well."""
    expect, faults = outcome.expect, []
    if not outcome.safe:
        faults.append("UNDER-TRIAGED")
    if outcome.too_urgent:
        faults.append("over-triaged")
    if Sums([outcome]).ranked:
        faults += ranking_faults(outcome)
    if not faults:
        return ""
    top = ", ".join(
        f"{each['id']} {each['probability']:.2f}"
        for each in outcome.result["conditions"][:3]
    )
    return (
        f"- `{outcome.vignette['id']}` {'; '.join(faults)}: expected "
        f"{'/'.join(expect['leads'])} {expect['triage']}, got "
        f"{outcome.result['triage']}: {top} "
        f"(`{transcripts / outcome.vignette['id']}.txt`)"
    )


def ranking_faults(outcome: Outcome) -> list[str]:
    """What is wrong with the causes and factors named."""
    faults = [] if outcome.lead_right else ["first"]
    faults += [] if outcome.top3_right else ["top 3"]
    missing = " ".join(outcome.missing_factors)
    return [*faults, f"factors {missing}"] if missing else faults


def report(groups: Sequence[Group], transcripts: Path) -> str:
    """The whole page. Of every group but dev it shows sums only."""
    parts = [HEAD, summary(groups)]
    for group in groups:
        parts += [f"## {group.name.capitalize()}\n", confusion(group)]
        parts += [reliability(group)]
    parts += [
        "## Failures on dev\n\n" + failures(group, transcripts)
        for group in groups
        if group.name == "dev"
    ]
    return "\n".join(parts)


def plot(groups: Sequence[Group], path: Path) -> None:
    """Calibration of every group; confusion of triage over dev and sealed."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(13, 5.5), layout="constrained")
    plot_calibration(left, groups)
    written = [each for group in groups[:2] for each in group.outcomes]
    plot_confusion(right, written)
    figure.savefig(path, dpi=120)
    plt.close(figure)


def plot_calibration(axes: Any, groups: Iterable[Group]) -> None:
    """Above the diagonal the bot is more often right than it says."""
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
    for group in groups:
        rows = group.sums.reliability()
        places = [mean for mean, _ in rows]
        axes.plot(places, [r.share for _, r in rows], marker="o", label=group.name)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel("probability of the first condition")
    axes.set_ylabel("share in which it is acceptable")
    axes.set_title("Calibration")
    axes.legend(loc="lower right")


def plot_confusion(axes: Any, outcomes: Sequence[Outcome]) -> None:
    """Each row is a labelled level; below the diagonal is over-triage."""
    counts = Sums(outcomes).confusion
    rows = [[counts[level, given] for given in LEVELS] for level in LEVELS]
    shares = [[n / (sum(row) or 1) for n in row] for row in rows]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for y, row in enumerate(rows):
        for x, number in enumerate(row):
            colour = "white" if shares[y][x] > 0.5 else "black"
            axes.text(x, y, str(number), ha="center", va="center", color=colour)
    axes.set_xticks(range(len(LEVELS)), LEVELS)
    axes.set_yticks(range(len(LEVELS)), LEVELS)
    axes.set_xlabel("given")
    axes.set_ylabel("labelled")
    axes.set_title("Triage, dev and sealed")
