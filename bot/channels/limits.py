"""How fast one sender may write: a bucket that refills by the second."""

from __future__ import annotations

import time
from collections import OrderedDict

BURST = 60  # messages at once
A_SECOND = 2.0  # messages that come back each second
MOST_BUCKETS = 20_000


class Limits:
    """Counts messages by sender, in memory."""

    def __init__(self, burst: float = BURST, a_second: float = A_SECOND) -> None:
        self._burst = burst
        self._a_second = a_second
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def exceeded(self, sender: str) -> bool:
        """Count one more message; whether it is one too many."""
        now = time.monotonic()
        left, since = self._buckets.get(sender, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._a_second)
        exceeded = left < 1
        self._buckets[sender] = (left if exceeded else left - 1, now)
        self._buckets.move_to_end(sender)
        while len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return exceeded
