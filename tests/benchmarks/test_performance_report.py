"""The report says what was measured, and a goal missed is called missed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.performance import Measured
from tests.benchmarks.performance_load import Result
from tests.benchmarks.performance_plot import plot
from tests.benchmarks.performance_profile import Stopwatch
from tests.benchmarks.performance_report import goals, headlines, report
from tests.benchmarks.performance_servers import OURS, STOCK, Memory

STAGES = {
    "stages": {"gateway": 1.0, "policies": 3.0},
    "mean": 4,
    "median": 4,
    "first": 9,
}


def measured(name: str, ms: float, *, megabytes: float, start: float) -> Measured:
    """A hundred answers, each after `ms`, one at a time; half of the values kept."""
    times = [ms] * 90 + [ms * 2] * 10
    load = Result(times, seconds=sum(times) / 1000, values=10, values_kept=5, failed=0)
    return Measured(
        name,
        {50: [load]},
        [start + 1, start],
        [],
        [Memory(megabytes, megabytes)],
        installed=(megabytes, 3),
    )


def both() -> list[Measured]:
    return [
        measured(OURS, 10, megabytes=400, start=5),
        measured(STOCK, 120, megabytes=1000, start=10),
    ]


def test_ratios_are_ours_to_stocks() -> None:
    lines = headlines(both())
    assert lines[0] == (
        "messages/s, 50 conversations at once: "
        "Backstride 90.9, stock Rasa 7.6, ratio 12.00"
    )
    assert lines[1].endswith("Backstride 20.0, stock Rasa 240.0, ratio 0.08")
    assert "cold start s: Backstride 5.0, stock Rasa 10.0, ratio 0.50" in lines


def test_goals_missed_are_missed() -> None:
    rows = [line.split(" | ") for line in goals(both()).splitlines()[2:]]
    assert [row[-1].rstrip(" |") for row in rows] == ["yes", "yes", "yes", "no", "no"]


def test_an_answer_that_never_came_does_not_count_as_answered() -> None:
    ours = both()[0]
    ours.loads[50][0].failed = 50
    assert round(ours.rate(50), 1) == 45.5


@pytest.mark.slow
def test_without_stock_rasa_the_rest_is_still_reported(tmp_path: Path) -> None:
    text = report(both()[:1], STAGES, 2, "No comparison with stock Rasa: no disk.")
    assert "no disk" in text
    assert "| 50 | Backstride | 90.9 |" in text
    assert ", ratio " not in text
    plot(both()[:1], STAGES, tmp_path / "one.png")
    plot(both(), STAGES, tmp_path / "two.png")
    assert (tmp_path / "two.png").stat().st_size > 10_000


def test_a_stage_does_not_pay_for_the_stages_inside_it() -> None:
    watch = Stopwatch()
    with watch.measuring("outer"):
        before = sum(range(10))
        with watch.measuring("inner"):
            after = sum(range(2_000_000))
    assert after > before
    assert watch.own["inner"] > watch.own["outer"] > 0
