"""One recorded file: Matroska, the packets as they came, readable up to a good second before a `kill -9`. Knows no camera and no index.

`flush_packets` hands each cluster to the system as soon as it ends, and a cluster ends after a second at the latest (and at each key
picture): what a killed process leaves lacks no more than that. Times in the file are milliseconds since its first picture.
"""

import hashlib
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
from av.audio.codeccontext import AudioCodecContext
from av.error import FFmpegError
from av.stream import Stream as AvStream

from console.fault import HallFault
from console.video import nal
from console.video.protocol import Codec
from console.video.ring import Item

CLUSTER = 1.0
"""Seconds that a kill costs at most, beside what waits to be written."""
_OPTIONS = {
    "flush_packets": "1",
    "cluster_time_limit": str(round(CLUSTER * 1000)),
    "avoid_negative_ts": "disabled",
    "max_interleave_delta": "500000",  # a sound track that falls silent must not hold pictures back
}
_MILLISECONDS = Fraction(1, 1000)
_EARLY = 1000
"""Milliseconds by which decoding times lead, so that B pictures find room. Matroska keeps only the times of showing."""
_A_PICTURE = 0.04
"""Seconds for which the last picture of a file is shown, as long as nothing better is known."""
_G711 = frozenset({"pcm_alaw", "pcm_mulaw"})
_AAC_LC = 2


class Sound:
    """A sound track, in a form that Matroska takes: AAC as it is, G.711 as the linear samples it stands for, else none."""

    def __init__(self, container: "av.container.OutputContainer", codec: Codec) -> None:
        """Raises ValueError for sound that cannot be kept."""
        layout = {1: "mono", 2: "stereo"}.get(codec.sound_channels)
        if layout is None or not codec.sound_rate:
            raise ValueError(f"{codec.sound} with {codec.sound_channels} channels")
        self._decoder: AudioCodecContext | None = None
        if codec.sound == "aac" and codec.sound_extradata[:1] and codec.sound_extradata[0] >> 3 == _AAC_LC:
            name = "aac"
        elif codec.sound in _G711:
            name = "pcm_s16le"
            decoder = av.CodecContext.create(codec.sound, "r")
            assert isinstance(decoder, AudioCodecContext)
            decoder.sample_rate, decoder.layout = codec.sound_rate, layout
            self._decoder = decoder
        else:
            raise ValueError(codec.sound)
        # An encoder's stream, never encoded with: it says the same of itself as the camera's would.
        self.stream: AvStream = container.add_stream(name, rate=codec.sound_rate, layout=layout)

    def data(self, item: Item) -> bytes:
        """A packet's bytes as they are kept; none of one that cannot be decoded."""
        if self._decoder is None:
            return item.data
        try:
            frames = self._decoder.decode(av.Packet(item.data))
        except FFmpegError:
            return b""
        return b"".join(bytes(frame.planes[0])[: frame.samples * 2 * frame.layout.nb_channels] for frame in frames)


class MatroskaFile:
    """A file that is being written. Raises `OSError` as the disk does."""

    def __init__(self, path: Path, codec: Codec, first: Item) -> None:
        """`first`: the key picture it begins with."""
        self.path = path
        self.begin = self.last = first.at
        self.bytes = 0
        self.pictures = 0
        try:
            self._container = av.open(str(path), "w", format="matroska", options=_OPTIONS)
            self._video = self._container.add_mux_stream(codec.name, width=codec.width, height=codec.height)
            self._sound = _sound(self._container, codec)
        except FFmpegError as error:
            raise as_os_error(error, path) from error
        self._decoding = -_EARLY
        self._lead = b""
        if codec.name in nal.SETS and not nal.parameter_sets(codec.name, first.data):
            self._lead = codec.extradata  # the header is made from the first packet: its sets must stand in it
        self.write(first)

    def write(self, item: Item) -> None:
        """The next packet."""
        data, stream = item.data, self._video
        if item.is_sound:
            if self._sound is None or item.at < self.begin:
                return
            data, stream = self._sound.data(item), self._sound.stream
            if not data:
                return
        elif self._lead:
            data, self._lead = self._lead + data, b""
        packet = av.Packet(data)
        packet.stream = stream
        packet.time_base = _MILLISECONDS
        shown = max(0, round((item.at - self.begin) * 1000))
        packet.pts = shown
        if item.is_sound:
            packet.dts = shown - _EARLY
        else:
            self._decoding = packet.dts = max(self._decoding + (self.pictures > 0), shown - _EARLY)
            packet.is_keyframe = item.is_key
            self.last = max(self.last, item.at)
            self.pictures += 1
        try:
            self._container.mux_one(packet)
        except FFmpegError as error:
            raise as_os_error(error, self.path) from error
        self.bytes += len(data)

    @property
    def step(self) -> float:
        """Seconds for which a picture is shown, on average; 0.04 as long as there is but one."""
        return (self.last - self.begin) / (self.pictures - 1) if self.pictures > 1 else _A_PICTURE

    def close(self) -> None:
        """Write the end and close it."""
        try:
            self._container.close()
        except FFmpegError as error:
            raise as_os_error(error, self.path) from error


def _sound(container: "av.container.OutputContainer", codec: Codec) -> Sound | None:
    if not codec.sound:
        return None
    try:
        return Sound(container, codec)
    except ValueError:
        return None  # its pictures are kept without it; `Codec.sound` says what came


def as_os_error(error: FFmpegError, path: Path) -> OSError:
    """FFmpeg's error as the system's, without the words that PyAV adds."""
    number = int(getattr(error, "errno", 0) or 0)
    return OSError(number if 0 < number < 200 else 5, error.strerror or "input/output error", str(path))


def digest(path: Path) -> str:
    """A file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Found(NamedTuple):
    """What a file that nobody finished still holds."""

    seconds: float
    """From its first picture to the end of its last."""
    codec: str
    width: int
    height: int


def glance(path: Path) -> Found | None:
    """What a finished file's header says; None: it does not say. Reads no more than it must. Raises `HallFault` for what is no file of ours."""
    try:
        with av.open(str(path), "r", format="matroska", options={"analyzeduration": "0", "probesize": "32"}) as container:
            if not container.streams.video or not container.duration:
                return None
            context = container.streams.video[0].codec_context
            if not context.width or not context.height:
                return None
            return Found(container.duration / av.time_base + _A_PICTURE, context.name, context.width, context.height)
    except FFmpegError as error:
        raise HallFault(f"{path} holds no picture: {error.strerror or 'damaged'}", "it can be deleted") from None


def examine(path: Path) -> Found:
    """Read a file to where it ends; raises `HallFault` when there is no picture in it."""
    times: list[float] = []
    codec, width, height = "", 0, 0
    try:
        with av.open(str(path), "r", format="matroska") as container:
            if container.streams.video:
                video = container.streams.video[0]
                codec, width, height = video.codec_context.name, video.codec_context.width, video.codec_context.height
                base = float(video.time_base or _MILLISECONDS)
                stamps = ((packet.pts, packet.size) for packet in container.demux(video))
                times.extend(stamp * base for stamp, size in stamps if stamp is not None and size)
    except FFmpegError as error:
        if not times:
            raise HallFault(f"{path} holds no picture: {error.strerror or 'damaged'}", "it can be deleted") from None
    if not times:
        raise HallFault(f"{path} holds no picture", "it can be deleted")
    step = (max(times) - min(times)) / (len(times) - 1) if len(times) > 1 else _A_PICTURE
    return Found(max(times) + step, codec, width, height)
