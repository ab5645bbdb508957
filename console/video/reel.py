"""One recorded file, opened: the exact picture of a moment, the key picture before it, or one picture after the other.

Files of a recorder that was killed, or that are still being written, have no index and end somewhere; seeking lands behind the wanted
key picture in some of them (MPEG-TS nearly always, video.md). All that is dealt with here. One thread at a time.
"""

import logging
from collections.abc import Iterator
from typing import NamedTuple

import av
from av.video.frame import VideoFrame

from console.fault import HallFault
from console.video.library import Clip

EARLIER = (0.0, 2.0, 5.0, 12.0)
"""Seconds before the wanted moment at which seeking is tried; then the whole file is read from its begin."""
NEAR = 1.0
"""Seconds ahead up to which reading on is quicker than seeking."""
ROUNDING = 0.0015
"""Seconds: Matroska keeps milliseconds."""

log = logging.getLogger(__name__)


class Taken(NamedTuple):
    """A picture and when it was taken, Unix seconds UTC."""

    frame: VideoFrame
    at: float


class Reel:
    """A clip to be shown."""

    def __init__(self, clip: Clip) -> None:
        """Raises `HallFault` when the file is gone or is no video."""
        self.clip = clip
        try:
            self._container = av.open(str(clip.path), options={"probesize": "32"})  # 5 ms quicker; the header says enough
        except (OSError, av.FFmpegError) as error:
            raise HallFault(f"cannot play {clip.path}: {error}", "see to the folder of the recordings") from error
        if not self._container.streams.video:
            self._container.close()
            raise HallFault(f"{clip.path} holds no pictures", "see what wrote it")
        self._stream = self._container.streams.video[0]
        self._stream.thread_count = 1
        self._base = float(self._stream.time_base or 0)
        self._frames = self._decoded()
        self._ahead: Taken | None = None
        """The picture after the last one given."""
        self._last: Taken | None = None
        self.damaged = 0
        """Packets that could not be decoded."""

    @property
    def aspect(self) -> float:
        """Width of a pixel by its height."""
        ratio = self._stream.codec_context.sample_aspect_ratio
        return float(ratio) if ratio and 0.1 < ratio < 10 else 1.0

    @property
    def is_wound(self) -> bool:
        """Whether it was sought in already."""
        return self._last is not None

    def is_near(self, at: float) -> bool:
        """Whether `exact` need not seek."""
        return self._last is not None and self._last.at <= at + ROUNDING < self._last.at + NEAR

    def exact(self, at: float) -> Taken | None:
        """The picture that was to be seen at `at`: the last one taken until then. None: the file holds none so early."""
        if not self.is_near(at) and not self._seek(at):
            return None
        while (ahead := self.following()) is not None and ahead.at <= at + ROUNDING:
            self.advance()
        return self._last

    def key(self, at: float) -> Taken | None:
        """The key picture before `at`, which is quicker: while one scrubs, and for fast play-back."""
        return self._last if self._seek(at) else None

    def following(self) -> Taken | None:
        """The picture after the last one given; not given yet. None: the file ends, as far as it is written."""
        if self._ahead is None:
            self._ahead = next(self._frames, None)
        return self._ahead

    def advance(self) -> Taken | None:
        """Give that picture."""
        if self.following() is not None:
            self._last, self._ahead = self._ahead, None
        return self._last

    def close(self) -> None:
        """Close the file."""
        self._frames = iter(())
        self._container.close()

    # --- inside ----------------------------------------------------------------------------------------------------------

    def _seek(self, at: float) -> bool:
        """Stand at a key picture taken at or before `at`; False when there is none."""
        offset = self.clip.offset(at)
        for earlier in EARLIER:
            if self._stand(max(0.0, offset - earlier), at):
                return True
            if earlier > offset:
                break
        return self._stand(0.0, at)

    def _stand(self, offset: float, at: float) -> bool:
        try:
            self._container.seek(int(offset / self._base), stream=self._stream, backward=True)
        except (av.FFmpegError, OSError) as error:
            log.debug("%s: cannot seek to %.3f s: %s", self.clip.path, offset, error)
            return False
        self._frames = self._decoded()
        self._last, self._ahead = next(self._frames, None), None
        return self._last is not None and self._last.at <= at + ROUNDING

    def _decoded(self) -> Iterator[Taken]:
        """Pictures from where the file stands."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                frames = packet.decode()
            except (av.FFmpegError, OSError):
                self.damaged += 1
                if self.damaged > 1000:
                    return
                continue
            for frame in frames:
                if frame.pts is not None:
                    yield Taken(frame, self.clip.begin + frame.pts * self._base)
