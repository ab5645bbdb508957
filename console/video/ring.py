"""The last packets of one stream, in memory: from which lookers and the segment writer read at their own pace.

One thread appends (the pull), others read by number. What is kept: from the last key picture on always; what the writer has still to
write; while somebody watches, the last seconds for instant replay. Never more than a number of bytes, of one stream and of all.
"""

import threading
from collections import deque
from itertools import islice
from typing import NamedTuple

KEEP = 30.0
"""Seconds kept of a stream that is watched."""
MOST = 8 * 2**20
"""Bytes kept of one stream; a stream of 4 Mbit/s fills them in 16 s."""
MOST_OF_ALL = 64 * 2**20
"""Bytes kept of all; what the writer has still to write may take as much again before it is given up."""


class Item(NamedTuple):
    """A packet in its place."""

    number: int
    """Counts up by one within a stream; never again the same."""
    at: float
    """When it was taken, Unix seconds UTC."""
    generation: int
    is_key: bool
    is_sound: bool
    data: bytes


class Purse:
    """Bytes of all rings together."""

    def __init__(self, most: int = MOST_OF_ALL) -> None:
        self.most = most
        self.held = 0
        self._lock = threading.Lock()

    def add(self, size: int) -> None:
        """So many bytes more (or fewer)."""
        with self._lock:
            self.held += size


class Ring:
    """One stream's packets."""

    def __init__(self, purse: Purse, most: int = MOST) -> None:
        self._purse = purse
        self._most = most
        self._lock = threading.Lock()
        self._items: deque[Item] = deque()
        self._bytes = 0
        self._next = 0
        self._key = 0
        """Number of the last key picture."""
        self._has_key = False
        self.watched = False
        """Whether to keep what instant replay needs."""
        self.unwritten: int | None = None
        """Number from which the writer has not written yet; None: it writes nothing of this stream."""

    def append(self, at: float, generation: int, data: bytes, *, is_key: bool, is_sound: bool = False) -> int:
        """Take the next packet; returns its number."""
        size = len(data)
        with self._lock:
            number = self._next
            self._next = number + 1
            self._items.append(Item(number, at, generation, is_key, is_sound, data))
            self._bytes += size
            self._purse.add(size)
            if is_key:
                self._key, self._has_key = number, True
                self._trim(at)
            elif self._bytes > self._most or self._purse.held > self._purse.most:
                self._trim(at)
        return number

    def _trim(self, at: float) -> None:
        needed = self._key if self.unwritten is None else min(self._key, self.unwritten)
        items, horizon = self._items, at - KEEP
        gone = 0
        while items and items[0].number < needed and not (self.watched and items[0].at > horizon):
            gone += len(items.popleft().data)
        if gone:
            self._bytes -= gone
            self._purse.add(-gone)
        while items and items[0].number < needed and self._is_over():  # replay goes first …
            self._drop()
        while items and items[0].number < self._key and self._is_over(2):  # … then what is not written
            self._drop()
        if self._is_over() and self._bytes > self._most:  # one group of pictures is too long to be kept
            while items:
                self._drop()
            self._has_key = False

    def _is_over(self, times: int = 1) -> bool:
        return self._bytes > self._most or self._purse.held > times * self._purse.most

    def _drop(self) -> None:
        size = len(self._items.popleft().data)
        self._bytes -= size
        self._purse.add(-size)

    @property
    def next(self) -> int:
        """The number that the next packet will have."""
        return self._next

    @property
    def held(self) -> int:
        """Bytes kept now."""
        return self._bytes

    def since(self, number: int, limit: int = 1_000_000) -> list[Item]:
        """Packets from `number` on, as far as they are still here; the first may have a larger number: those between are gone."""
        with self._lock:
            items = self._items
            if not items:
                return []
            skip = max(0, number - items[0].number)
            if skip > len(items) // 2:  # the newest few, as nearly always
                tail = list(islice(reversed(items), len(items) - skip))
                tail.reverse()
                return tail[:limit]
            return list(islice(items, skip, skip + limit))

    def last_key(self) -> int | None:
        """Number of the last key picture; None: there was none, or it was too large to be kept."""
        with self._lock:
            return self._key if self._has_key and self._items else None

    def key_before(self, at: float) -> int | None:
        """Number of the last key picture not after `at`, else of the first that is here; None: none is here."""
        with self._lock:
            found = None
            for item in self._items:
                if item.is_key and (found is None or item.at <= at):
                    found = item.number
            return found

    def clear(self) -> None:
        """Give the memory back; numbers go on."""
        with self._lock:
            while self._items:
                self._drop()
            self._has_key = False
