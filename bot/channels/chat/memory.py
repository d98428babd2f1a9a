"""Short memories of a channel: in memory, bounded, and lost at a restart."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

MOST = 50_000
SEEN_SECONDS = 3600.0  # platforms repeat a delivery for some minutes
Value = TypeVar("Value")


class Seen:
    """Which deliveries have come before."""

    def __init__(self, seconds: float = SEEN_SECONDS) -> None:
        self._seconds = seconds
        self._since: OrderedDict[Hashable, float] = OrderedDict()

    def again(self, key: Hashable) -> bool:
        """Whether it came before; from now on it has."""
        now = time.monotonic()
        while self._since:
            oldest, since = next(iter(self._since.items()))
            if now - since < self._seconds and len(self._since) < MOST:
                break
            del self._since[oldest]
        known = key in self._since
        self._since.setdefault(key, now)
        return known


class Latest(Generic[Value]):
    """The latest value per key; the longest unused go."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._values

    def get(self, key: Hashable) -> Value | None:
        """The value, None when there is none."""
        return self._values.get(key)

    def put(self, key: Hashable, value: Value) -> None:
        """Remember it."""
        self._values[key] = value
        self._values.move_to_end(key)
        while len(self._values) > self._most:
            self._values.popitem(last=False)

    def drop(self, key: Hashable) -> None:
        """Forget it."""
        self._values.pop(key, None)
