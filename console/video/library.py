"""What is recorded: which file holds a moment of a camera, which spans there are, and what is missing and why. Reads only.

For play-back and the time bar, on the machine that has the recordings. A file's own clock begins at 0 with its first picture, which
is a key frame taken at `Clip.begin`; so the picture of time `t` stands at `t - clip.begin` seconds in it. Times are Unix seconds, UTC.
"""

import contextlib
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from msgspec import Struct
from sqlalchemy import Row, Select, func, select

from console.video import index
from console.video.index import State
from console.video.protocol import Stream

LONGEST = 600.0
"""Seconds that no file is longer than: a minute, and up to the next key picture."""
TOUCH = 0.25
"""Seconds between two clips that are no hole: no more than one picture of a slow camera."""


class Clip(Struct, frozen=True, kw_only=True):
    """One recorded file, of a minute or less: Matroska, the packets as the camera sent them."""

    camera: str
    stream: Stream
    path: Path
    begin: float
    """When its first picture was taken: always a key frame."""
    end: float
    """When its last picture ceased to be shown; for one that is being written, up to where it can be read now."""
    bytes: int
    codec: str
    """FFmpeg's name."""
    width: int
    height: int
    is_open: bool
    """It is being written: it grows."""
    clock_offset: float | None = None
    """Seconds by which the camera's own clock was ahead of ours at the end; None: the camera does not say."""
    sha256: str | None = None
    """Of the finished file."""

    def offset(self, at: float) -> float:
        """Where the picture of time `at` stands in the file: seconds on the file's own clock."""
        return min(max(0.0, at - self.begin), self.end - self.begin)


class Hole(Struct, frozen=True, kw_only=True):
    """A time of which there is no recording, though there should be."""

    camera: str
    begin: float
    end: float | None
    """None: it lasts."""
    cause: str
    """As in `protocol.Gap`: lost_camera, disk_full, slow_disk, folder_missing, recorder_down, clock_step."""


class Library:
    """The recordings in a folder. For the thread that made it; each question sees the index as it is then."""

    def __init__(self, store: Path) -> None:
        """`store`: the recorder's. Raises `HallFault` when nothing was ever recorded there."""
        self.store = store
        self._file = store / index.FILE
        self._open()

    def at(self, camera: str, t: float) -> Clip | None:
        """The clip that holds the picture of time `t`; None when there is none: `hole` says why. Raises `HallFault`.

        Of two that hold it (the wall clock was set back), the one that was recorded later.
        """
        query = _clips(camera, t, t).order_by(index.segment.c.id.desc()).limit(1)
        found = self._ask(query)
        return self._clip(found[0]) if found else None

    def growing(self, camera: str, since: float, t: float) -> Clip | None:
        """The clip that is being written and could be read up to a time after `since`: the picture of `t` is not on the disk yet."""
        found = self._ask(_clips(camera, since, t).order_by(index.segment.c.id.desc()).limit(1))
        return self._clip(found[0]) if found and found[0].state == State.OPEN else None

    def clips(self, camera: str, begin: float, end: float) -> tuple[Clip, ...]:
        """Clips that hold anything of this time, in order."""
        return tuple(map(self._clip, self._ask(_clips(camera, begin, end).order_by(index.segment.c.begin, index.segment.c.id))))

    def spans(self, camera: str, begin: float, end: float) -> tuple[tuple[float, float], ...]:
        """From when to when there are pictures, in order, within `begin` … `end`; for the time bar."""
        spans: list[tuple[float, float]] = []
        for clip in self.clips(camera, begin, end):
            start, stop = max(begin, clip.begin), min(end, clip.end)
            if spans and start - spans[-1][1] <= TOUCH:
                spans[-1] = (spans[-1][0], max(spans[-1][1], stop))
            else:
                spans.append((start, stop))
        return tuple(spans)

    def gaps(self, camera: str, begin: float, end: float) -> tuple[Hole, ...]:
        """Declared holes that touch this time, in order."""
        table = index.gap.c
        query = (
            select(index.gap)
            .where(table.camera == camera, table.begin < end, (table.end.is_(None)) | (table.end > begin))
            .order_by(table.begin)
        )
        return tuple(Hole(camera=row.camera, begin=row.begin, end=row.end, cause=row.cause) for row in self._ask(query))

    def hole(self, camera: str, t: float) -> Hole | None:
        """The declared hole that explains why there is no picture of time `t`."""
        return next((hole for hole in self.gaps(camera, t, t + 1e-6) if hole.begin <= t), None)

    def extent(self, camera: str) -> tuple[float, float] | None:
        """Begin of the oldest and end of the newest recording of a camera; None: there is none."""
        table = index.segment.c
        query = select(func.min(table.begin).label("first"), func.max(table.end).label("last")).where(table.camera == camera)
        (row,) = self._ask(query)
        return None if row.first is None else (row.first, row.last)

    def cameras(self) -> tuple[str, ...]:
        """Cameras of which anything is recorded."""
        return tuple(row.camera for row in self._ask(select(index.segment.c.camera).distinct().order_by(index.segment.c.camera)))

    def close(self) -> None:
        """Let go of the index."""
        self._connection.close()
        self._connection.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _open(self) -> None:
        self._connection = index.open_reader(self.store)
        self._inode = self._file.stat().st_ino

    def _ask(self, query: Select[Any]) -> list[Row[Any]]:
        with contextlib.suppress(OSError):  # it is gone, and its successor not there yet
            if self._file.stat().st_ino != self._inode:  # the recorder made it anew
                self.close()
                self._open()
        return index.ask(self._connection, self._file, query)

    def _clip(self, row: Row[Any]) -> Clip:
        return Clip(
            camera=row.camera,
            stream=Stream(row.stream),
            path=self.store / row.path,
            begin=row.begin,
            end=row.end,
            bytes=row.bytes,
            codec=row.codec,
            width=row.width,
            height=row.height,
            is_open=row.state == State.OPEN,
            clock_offset=row.clock_offset,
            sha256=row.sha256,
        )


def _clips(camera: str, begin: float, end: float) -> Select[Any]:
    table = index.segment.c
    within = table.begin > begin - LONGEST, table.begin <= end  # what lies long before need not be read
    return select(index.segment).where(table.camera == camera, *within, table.end > begin)
