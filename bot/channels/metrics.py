"""Counts what happens, for Prometheus. No words, no ids, no findings.

Four counters, three gauges and a histogram in Prometheus' text format need no library.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from threading import Lock

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 8.0)
OUTCOMES = ("answered", "red_flag", "failed", "refused")


class Metrics:
    """Messages by channel and outcome, and how long their answers took."""

    def __init__(self) -> None:
        self._messages: Counter[tuple[str, str]] = Counter()
        self._within: Counter[float] = Counter()
        self._seconds = 0.0
        self._lock = Lock()
        self._started = time.time()

    def count(self, channel: str, outcome: str, seconds: float) -> None:
        """One message; `outcome` is one of OUTCOMES."""
        with self._lock:
            self._messages[channel, outcome] += 1
            self._seconds += seconds
            for bucket in BUCKETS:
                self._within[bucket] += seconds <= bucket

    def text(self, gauges: dict[str, float] | None = None) -> str:
        """All of it as Prometheus reads it."""
        with self._lock:
            lines = [*self._counters(), *self._histogram()]
        for name, value in sorted((gauges or {}).items()):
            lines += [f"# TYPE backstride_{name} gauge", f"backstride_{name} {value:g}"]
        lines += [
            "# TYPE backstride_start_time_seconds gauge",
            f"backstride_start_time_seconds {self._started:.3f}",
        ]
        return "\n".join(lines) + "\n"

    def _counters(self) -> Iterator[str]:
        yield "# HELP backstride_messages_total Messages by channel and outcome."
        yield "# TYPE backstride_messages_total counter"
        for (channel, outcome), number in sorted(self._messages.items()):
            labels = f'channel="{channel}",outcome="{outcome}"'
            yield f"backstride_messages_total{{{labels}}} {number}"

    def _histogram(self) -> Iterator[str]:
        name, total = "backstride_answer_seconds", sum(self._messages.values())
        yield f"# HELP {name} From a message to its answer."
        yield f"# TYPE {name} histogram"
        for bucket in BUCKETS:
            yield f'{name}_bucket{{le="{bucket:g}"}} {self._within[bucket]}'
        yield f'{name}_bucket{{le="+Inf"}} {total}'
        yield f"{name}_sum {self._seconds:.6f}"
        yield f"{name}_count {total}"
