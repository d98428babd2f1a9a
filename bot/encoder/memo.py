"""Remembers the last few results: one message is read by several layers.

What is kept is small, in memory, under a hash of the words, and dropped by `forget`.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

MOST = 256
T = TypeVar("T")


class Memo(Generic[T]):
    """Results by what they were worked out from; the longest unused go."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, T] = OrderedDict()
        self._lock = Lock()

    def once(self, key: bytes, work: Callable[[], T]) -> T:
        """The result kept under `key`, or a new one."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        result = work()
        with self._lock:
            self._kept[key] = result
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return result

    def forget(self) -> None:
        """Drop everything."""
        with self._lock:
            self._kept.clear()


def key_of(parts: Sequence[str]) -> bytes:
    """A hash that differs when any part, or where one ends, does."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.digest()
