"""Plays a live stream with libvlc: for sound, and for cameras that are set to it. Pictures go the same way as all others.

libvlc is asked things by this stream's thread only, never by its own callbacks: those note what happened and return. A call that
does not come back makes the worker give itself up (`worker.HUNG`). Whether pictures are live is decided by the age of packets and
pictures together: libvlc goes on showing the last picture for ten seconds after a stream has died (video.md).
"""

import ctypes
import functools
import logging
import os
import queue
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import vlc
from numpy.typing import NDArray

from console.video.bridge import Bridge, Broken
from console.video.cadence import Cadence
from console.video.decode import ROOM, Coded, Source, latency_of
from console.video.easel import Tell
from console.video.planes import UNSPECIFIED, Planes, meant
from console.video.protocol import Codec, Fault, Packet
from console.video.work import Clock, View

CACHING = 0.15
"""Seconds that libvlc holds back, to even out what comes unevenly."""
OPTIONS = (
    "--quiet",
    "--intf=dummy",
    "--no-lua",
    "--no-osd",
    "--no-spu",
    "--no-video-title-show",
    "--no-snapshot-preview",
    "--avcodec-hw=none",
    "--avcodec-threads=1",
    "--swscale-mode=0",
    "--clock-jitter=0",
)
DEMUX = {"mpegts": (":demux=ts",), "mjpeg": (":demux=mjpeg",), "matroska": (":demux=avformat",)}
SILENT = 4.0
"""Seconds without a picture, while packets come, after which the player is made anew."""
BUFFERS = 4
"""One on the easel, one waiting to be, one being written, and one to spare."""

log = logging.getLogger(__name__)
_libc = ctypes.CDLL(None)

_Format = ctypes.CFUNCTYPE(
    ctypes.c_uint,
    ctypes.POINTER(ctypes.c_void_p),
    ctypes.c_void_p,
    ctypes.POINTER(ctypes.c_uint),
    ctypes.POINTER(ctypes.c_uint),
    ctypes.POINTER(ctypes.c_uint),
    ctypes.POINTER(ctypes.c_uint),
)
"""python-vlc's own declares the chroma as a string, which cannot be written to."""


_starting = threading.Lock()


def _sound_output() -> tuple[str, ...]:
    """Where sound goes. On a machine without a sound card nowhere: libasound would complain of that a hundred times a second."""
    pulse = Path(os.environ.get("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}")) / "pulse" / "native"
    if any(Path("/dev/snd").glob("pcmC*p")) or pulse.exists() or os.environ.keys() & {"PULSE_SERVER", "ALSA_CONFIG_PATH"}:
        return ()
    log.warning("this machine has no sound output: nothing will be heard")
    return ("--aout=adummy",)


@functools.cache
def _started(options: tuple[str, ...]) -> Any:
    with_output = any(each.startswith("--aout=") for each in options)
    return vlc.Instance(*options, *(() if with_output else _sound_output()))


def _libvlc(options: tuple[str, ...]) -> Any:
    """The process's libvlc, for all streams: to find its 500 plug-ins takes half a second, each time."""
    with _starting:
        return _started(options)


class Screen:
    """Memory that libvlc draws into: what its callbacks do, in its own threads."""

    def __init__(self, shown: "queue.SimpleQueue[object]", codec: Codec) -> None:
        """`shown` gets this object whenever a picture is to be seen."""
        self._shown = shown
        self._codec = codec
        self._lock = threading.Lock()
        self._buffers: list[NDArray[np.uint8]] = []
        self._former: list[NDArray[np.uint8]] = []
        self._size = (0, 0)
        self._pitch = 0
        self._lines = 0
        self._on_easel = self._waiting = self._writing = -1
        callbacks = vlc.CallbackDecorators
        self.lock = callbacks.VideoLockCb(self._lend)
        self.display = callbacks.VideoDisplayCb(self._show)
        self._kept = _Format(self._set_up)
        self.format = ctypes.cast(self._kept, callbacks.VideoFormatCb)

    def newest(self, size: tuple[int, int]) -> Planes | None:
        """The newest picture that was not taken yet; it stays as it is until the next one is taken.

        `size`: what is to be seen of it; the buffer is larger (1080 lines are coded as 1088). Zeros: all.
        """
        with self._lock:
            if self._waiting < 0:
                return None
            self._on_easel, self._waiting = self._waiting, -1
            buffer = self._buffers[self._on_easel]
            width, height = (min(coded, seen or coded) for coded, seen in zip(self._size, size, strict=True))
            pitch, lines = self._pitch, self._lines
        begin = buffer.ctypes.data
        chroma = begin + pitch * lines
        return Planes(
            format="yuv420p",
            width=width,
            height=height,
            pointers=(begin, chroma, chroma + pitch // 2 * (lines // 2)),
            strides=(pitch, pitch // 2, pitch // 2),
            owner=buffer,
            colours=meant(UNSPECIFIED, height, is_full=self._codec.name == "mjpeg"),
        )

    def close(self) -> None:
        """Let go of the memory, once libvlc has stopped: the callbacks hold this object, so it stays until Python looks for circles."""
        with self._lock:
            self._buffers, self._former = [], []

    # --- libvlc's threads ------------------------------------------------------------------------------------------------

    def _set_up(self, _: Any, chroma: int, width: Any, height: Any, pitches: Any, lines: Any) -> int:
        """The size of pictures to come; they shall be planar, as decoded, and their lines where vector instructions want them."""
        ctypes.memmove(chroma, b"I420", 4)
        coded = (int(width[0]), int(height[0]))
        pitch, rows = -(-coded[0] // 64) * 64, -(-coded[1] // 32) * 32
        for plane, share in enumerate((1, 2, 2)):
            pitches[plane], lines[plane] = pitch // share, rows // share
        with self._lock:
            self._pitch, self._lines = pitch, rows
            self._size = coded
            self._former = self._buffers  # libvlc may be in the middle of a line
            self._buffers = [np.zeros(pitch * rows * 3 // 2 + 256, np.uint8) for _ in range(BUFFERS)]
            self._on_easel = self._waiting = self._writing = -1
        return BUFFERS

    def _lend(self, _: Any, planes: Any) -> int:
        with self._lock:
            taken = {self._on_easel, self._waiting}
            self._writing = next(number for number in range(BUFFERS) if number not in taken)
            begin = self._buffers[self._writing].ctypes.data
            chroma = begin + self._pitch * self._lines
            planes[0], planes[1], planes[2] = begin, chroma, chroma + self._pitch // 2 * (self._lines // 2)
            return self._writing + 1

    def _show(self, _: Any, picture: int) -> None:
        with self._lock:
            self._waiting = picture - 1
        self._shown.put(self)


class _Player:
    """One life of libvlc's player: a pipe into it, and a screen out of it."""

    def __init__(self, instance: Any, codec: Codec, shown: "queue.SimpleQueue[object]", *, with_sound: bool, delay: int) -> None:
        """Raises `Broken` when the packets cannot be handed to libvlc."""
        self.screen = Screen(shown, codec)
        self.bridge = Bridge(codec, with_sound=with_sound, delay=delay)
        self.begun = time.monotonic()
        self._size = (0, 0)
        self._volume = -1.0
        """As it was set."""
        self._player = instance.media_player_new()
        media = instance.media_new(f"fd://{self.bridge.read_end}")
        caching = round(CACHING * 1000)
        for option in (f":file-caching={caching}", f":live-caching={caching}", f":network-caching={caching}"):
            media.add_option(option)
        # libvlc's own Matroska reader wants to seek; FFmpeg's does not, but looks for three seconds before it begins.
        for option in DEMUX[self.bridge.form]:
            media.add_option(option)
        if not self.bridge.has_sound:
            media.add_option(":no-audio")
        self._media = media
        self._player.set_media(media)
        vlc.libvlc_video_set_callbacks(self._player, self.screen.lock, None, self.screen.display, None)
        vlc.libvlc_video_set_format_callbacks(self._player, self.screen.format, None)
        self._player.play()

    def sound(self, volume: float) -> None:
        """Let it be heard so loud, 0 to 1; 0: not at all."""
        if volume == self._volume:
            return
        # libvlc has nothing to set until its sound begins, and says so by -1.
        is_set = self._player.audio_set_volume(round(volume * 100)) == 0
        self._player.audio_set_mute(volume == 0)
        if is_set and self._player.audio_get_volume() == round(volume * 100):
            self._volume = volume

    def size(self) -> tuple[int, int]:
        """What is to be seen of a picture, pixels; zeros while libvlc does not know."""
        if 0 in self._size:
            self._size = self._player.video_get_size(0)
        return self._size

    def heard_sound(self) -> int:
        """Pieces of sound that were played."""
        stats = vlc.MediaStats()
        return int(stats.played_abuffers) if self._media.get_stats(stats) else 0

    def close(self) -> None:
        """Stop it. May hang: `flow.busy_since` must be set."""
        self._player.stop()
        self.bridge.close()
        self._player.release()
        self._media.release()
        self.screen.close()
        _libc.malloc_trim(0)  # what its pictures took would stay with this process: 600 MB after 60 openings of 16 tiles


class VlcStream(Source):
    """A live stream of a camera, played by libvlc."""

    def __init__(self, camera: str, tell: Tell, options: Sequence[str] = ()) -> None:
        """`options`: more of libvlc's."""
        super().__init__(f"vlc {camera}", tell)
        self._camera = camera
        self._options = (*OPTIONS, *options)
        self._player: _Player | None = None
        self._codec: Codec | None = None
        self._with_sound = False
        """Somebody wanted to hear it, ever: not to listen any more is to be mute, not to begin anew."""
        self._volume = 0.0
        self._delay = 0
        """By how much its pictures are shown later than they come, as those with B pictures must be; microseconds."""
        self._bytes = 0
        """Handed over since the last picture."""
        self._packet: tuple[float, float] | None = None
        """When the last packet of pictures was taken and when it came."""
        self._cadence = Cadence()
        self._pictured = 0.0
        self._pictured_of = 0.0
        self._again = 0.0

    def describe(self, codec: Codec) -> None:
        """How the following packets are coded."""
        self._inbox.put(codec)

    def feed(self, head: Packet, data: bytes) -> None:
        """A packet, of pictures or of sound."""
        self._inbox.put(Coded(head, data, time.monotonic()))

    def sounds(self) -> int:
        """Pieces of sound that were played; for tests."""
        player = self._player
        return player.heard_sound() if player is not None else 0

    def run(self) -> None:
        """Feed libvlc and draw what comes out, until closed."""
        try:
            while True:
                try:
                    item = self._inbox.get(timeout=ROOM if self.easel.is_behind else None)
                except queue.Empty:
                    self.easel.draw()
                    continue
                if item is None:
                    return
                self.flow.busy_since = time.monotonic()
                self._work_off(item)
                self.flow.busy_since = None
        finally:
            self.flow.busy_since = time.monotonic()
            self._end()
            self.flow.busy_since = None

    def _work_off(self, item: object) -> None:
        match item:
            case Codec():
                self._codec = item
                self._cadence.begin()
                self._end()
            case Coded():
                self._take(item)
            case Screen():
                self._draw(item)
            case (tuple() as views, Clock() as clock):
                self._set(views, clock)

    def _set(self, views: Sequence[View], clock: Clock) -> None:
        self.easel.visit = clock.visit
        self.easel.set(views)
        self.easel.draw()
        self._volume = max((view.volume for view in views if view.sound), default=0.0)
        if not self._with_sound and any(view.sound for view in views):
            self._with_sound = True
            self._end()
        elif self._player is not None and self._with_sound:
            self._player.sound(self._volume)

    def _take(self, coded: Coded) -> None:
        """Hand a packet to libvlc; a player is made at a key frame, and made anew when nothing comes out of it."""
        head, data, came = coded
        now = time.monotonic()
        if self._player is not None and now - max(self._pictured, self._player.begun) > SILENT:
            log.warning("%s: libvlc shows nothing; it begins anew", self._camera)
            self._end()
        if self._player is None and not (head.is_key and not head.is_sound and self._begin(now)):
            return
        assert self._player is not None
        try:
            is_in = self._player.bridge.write(head, data)
        except Broken as error:
            log.warning("%s: libvlc takes no more: %s", self._camera, error)
            self._delay = max(self._delay, self._player.bridge.delay)
            self._end()
            return
        self._bytes += len(data)
        if not head.is_sound:
            self._packet = (head.at, came)
            if head.missed:
                self._cadence.begin()
            self.flow.drops += head.missed + self._cadence.missing(head.pts) + (not is_in)

    def _begin(self, now: float) -> bool:
        if self._codec is None or now < self._again:
            return False
        self._again = now + 1.0
        try:
            shown = self._inbox
            self._player = _Player(_libvlc(self._options), self._codec, shown, with_sound=self._with_sound, delay=self._delay)
        except Broken as error:
            log.warning("%s: libvlc cannot play %s: %s", self._camera, self._codec.name, error)
            self.flow.fault = Fault.NOT_VIDEO
            return False
        return True

    def _end(self) -> None:
        """Stop the player; the picture that is there goes on being shown, and grows old."""
        player, self._player = self._player, None
        if player is not None:
            player.close()

    def _draw(self, screen: Screen) -> None:
        if self._player is None or screen is not self._player.screen or self._packet is None:
            return
        picture = screen.newest(self._player.size())
        if picture is None:
            return
        at, came = self._packet
        now = time.monotonic()
        if now - came > CACHING + 1.0:
            return  # a dead stream's last picture, shown again and again
        is_new, self._pictured_of = came != self._pictured_of, came
        self._pictured = now
        self.flow.fault = None
        self.flow.has_picture = True
        self.flow.size = (picture.width, picture.height)
        if is_new:  # libvlc draws the same picture again every 80 ms
            self.flow.count(came, self._bytes, 1)
            self._bytes = 0
        if self._player.bridge.has_sound:
            self._player.sound(self._volume)
        self.easel.put(picture, at - CACHING, came)
        self.easel.draw()
        self.flow.latency = latency_of(at, came) + CACHING
