"""Pictures in memory that a worker and the console share: three slots a canvas, handed over by number. No names, no messages.

The memory is a `memfd`: it has no name in any folder, so nothing is left behind however either process ends (kill -9 included); its
descriptor goes through the socket between them. Swept names in `/dev/shm` were the other choice: they need a sweep to be right.

Picture n lies in slot n % 3. The worker may write picture n when n - 1 was taken; n - 1 and n - 2 are still the console's then, and
n - 3, whose slot it is, is not: two newer ones were taken. The console writes two words: the number last taken, and how many pictures
it gave back unseen; n is then written again. The worker writes what picture n is, and then counts up how many it has told of: one at most
waits to be read, so that is not overwritten. A message for each would wake nobody, as the console looks at its own pace, and was up to
5 % of all that tiles cost (measured side by side, 4 to 16 tiles).
"""

import ctypes
import fcntl
import math
import mmap
import os
import struct
import threading
from typing import NamedTuple

SLOTS = 3
_HEAD = mmap.PAGESIZE
_ALIGNED = 64
"""Bytes: lines begin where vector instructions want them."""
_TOLD = 8
"""The worker's word, not in the console's line of the cache; `Sign` follows."""
_SIGN, _SIGN_AT = struct.Struct("=QqddIIIB"), (_TOLD + 1) * 8
_BEHIND = 256
"""Bytes behind the last line: vector instructions may write a little further than the picture."""


def stride_of(width: int) -> int:
    """Bytes of a line of luma of `width` pixels; a line of chroma has half of them."""
    return -(-width // (2 * _ALIGNED)) * 2 * _ALIGNED


def bytes_of(stride: int, height: int) -> int:
    """Bytes of a picture: luma, and below it the two planes of chroma."""
    return stride * (height + (height + 1 >> 1))


def planes_at(begin: int, stride: int, height: int) -> tuple[int, int, int]:
    """Where the planes of a picture at `begin` are: luma, blue, red."""
    blue = begin + stride * height
    return begin, blue, blue + stride // 2 * (height + 1 >> 1)


def size_of(width: int, height: int) -> int:
    """Bytes of a canvas for pictures of at most this size."""
    return _HEAD + SLOTS * _slot(width, height)


def _slot(width: int, height: int) -> int:
    return -(-(bytes_of(stride_of(width), height) + _BEHIND) // mmap.PAGESIZE) * mmap.PAGESIZE


class Sign(NamedTuple):
    """A picture to be taken."""

    number: int
    visit: int
    """The clock's visit that it was drawn for."""
    at: float
    """When it was taken, Unix seconds UTC."""
    came: float | None
    """Live: `time.monotonic` when its packet came."""
    width: int
    height: int
    rim: int
    colours: int
    """See `pictures.Picture`."""


class Canvas:
    """The worker's side. One thread at a time."""

    def __init__(self, number: int, width: int, height: int) -> None:
        """`number` tells it from all others of this worker. The memory is taken page by page as it is written to."""
        self.number = number
        self.width = width
        self.height = height
        self.written = 0
        """Pictures handed over."""
        size = size_of(width, height)
        self.descriptor = os.memfd_create("hallwatch-tile", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(self.descriptor, size)
        # Nobody can make it smaller: reading past a file's end would kill the console (SIGBUS).
        fcntl.fcntl(self.descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
        self._map = mmap.mmap(self.descriptor, size)
        self._words = memoryview(self._map)[:_SIGN_AT].cast("Q")
        self._refused = 0
        self._fence = threading.Lock()
        self._begin = ctypes.addressof(ctypes.c_char.from_buffer(self._map))

    def __del__(self) -> None:
        os.close(self.descriptor)

    @property
    def is_free(self) -> bool:
        """Whether the next picture may be written: the one before it was taken, or given back."""
        if self._words[1] != self._refused:
            self._refused = self._words[1]
            self.written -= 1
        return self._words[0] >= self.written

    @property
    def address(self) -> int:
        """Where the next picture goes, while `is_free`."""
        return self._begin + _HEAD + (self.written + 1) % SLOTS * _slot(self.width, self.height)

    def hand_over(self, visit: int, at: float, came: float | None, width: int, height: int, rim: int, colours: int) -> None:
        """The next picture is written, and is this."""
        self.written += 1
        when = math.nan if came is None else came
        _SIGN.pack_into(self._map, _SIGN_AT, self.written, visit, at, when, width, height, rim, colours)
        with self._fence:  # on every processor what was written before is there before the count is
            pass
        self._words[_TOLD] += 1


class Shown:
    """The console's side of a canvas."""

    def __init__(self, descriptor: int, width: int, height: int) -> None:
        """Maps the canvas behind `descriptor`, which stays the caller's to close. Raises `ValueError` when it is too small."""
        size = size_of(width, height)
        if os.fstat(descriptor).st_size < size:
            raise ValueError(f"a canvas of {width}×{height} needs {size} bytes, this one has {os.fstat(descriptor).st_size}")
        mapped = mmap.mmap(descriptor, size)
        whole = memoryview(mapped)
        self._begin = ctypes.addressof(ctypes.c_char.from_buffer(mapped)) + _HEAD
        self._head = whole[:_HEAD]
        self._words = whole[:_SIGN_AT].cast("Q")
        self._told = 0
        self._fence = threading.Lock()
        self._slot = _slot(width, height)
        self._slots = [whole[_HEAD + n * self._slot : _HEAD + (n + 1) * self._slot].toreadonly() for n in range(SLOTS)]

    def look(self) -> Sign | None:
        """The picture that waits, told once."""
        told = self._words[_TOLD]
        if told == self._told:
            return None
        with self._fence:
            self._told = told
        number, visit, at, came, *shape = _SIGN.unpack_from(self._head, _SIGN_AT)
        return Sign(number, visit, at, None if math.isnan(came) else came, *shape)

    def take(self, number: int, bytes: int) -> memoryview:
        """Picture `number`; the one before it stays valid, the one before that is given back. It may be kept as long as one likes."""
        self._words[0] = number
        return self._slots[number % SLOTS][:bytes]

    def address_of(self, number: int) -> int:
        """Where picture `number` begins."""
        return self._begin + number % SLOTS * self._slot

    def refuse(self) -> None:
        """Give the picture that waits back without showing it."""
        self._words[1] += 1
