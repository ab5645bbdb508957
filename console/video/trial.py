"""One camera tried out by hand: `hallwatch camera test ID`. Opens both streams for some seconds and says what comes, or the fault.

It makes connections of its own beside the recorder's, and only while it runs. Passwords are given to FFmpeg at opening and nowhere else.
"""

import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import av
from av.error import FFmpegError
from msgspec import Struct

from console.model.hall import Camera
from console.video import failure as failures
from console.video import opening, secrets
from console.video.failure import Failure
from console.video.onvif import OnvifCamera, OnvifFault
from console.video.protocol import Fault, Stream
from console.video.secrets import Secret
from console.video.talk_rtsp import BackChannel, TalkFault

SECONDS = 6.0
"""How long a stream is watched: two key pictures of an ordinary camera …"""
LONGEST = 15.0
"""… and until they have come, but not longer."""
CLOCK_LIMIT = 2.0
"""Seconds that a camera's clock may be off without a word of warning."""


class Seen(Struct, frozen=True, kw_only=True):
    """What came of a stream."""

    stream: Stream
    codec: str = ""
    width: int = 0
    height: int = 0
    rate: float = 0.0
    """Pictures a second."""
    bits: float = 0.0
    """Bits a second."""
    group: float | None = None
    """Seconds between two key pictures; None: fewer than two came."""
    opened: float = 0.0
    """Seconds until the first packet."""
    sound: str = ""
    decoded: bool = False
    """Whether a picture could be decoded."""
    failure: Failure | None = None


def watch(camera: Camera, stream: Stream, secret: Secret | None, seconds: float = SECONDS, authority: Path | None = None) -> Seen:
    """Open a stream and read it for so many seconds, longer where two key pictures have not come by then."""
    address = camera.main if stream is Stream.MAIN else camera.sub
    wrong = failures.check(address)
    if wrong is not None:
        return Seen(stream=stream, failure=wrong)
    asked = time.monotonic()
    known = str(authority) if authority is not None and authority.exists() else None
    try:
        container = av.open(
            secrets.insert(address, secret), options=opening.options(camera, address, known), timeout=opening.timeouts(address)
        )
    except (FFmpegError, OSError, ValueError) as error:
        failed = failures.explain(error, address, time.monotonic() - asked, known)
        return Seen(stream=stream, failure=failures.unknown_caller(failed, camera) if secret is None else failed)
    with container:
        unfit = failures.unfit(container, address)
        if unfit is not None:
            return Seen(stream=stream, failure=unfit)
        try:
            return _read(container, stream, asked, seconds)
        except (FFmpegError, OSError) as error:
            words = secrets.without(str(getattr(error, "strerror", None) or type(error).__name__), secret)
            return Seen(stream=stream, failure=Failure(Fault.BROKEN_STREAM, f"{secrets.plain(address)} broke off: {words}"))


def _read(container: av.container.InputContainer, stream: Stream, asked: float, seconds: float) -> Seen:
    video = container.streams.video[0]
    began = first = time.monotonic()
    times: list[float] = []
    keys: list[float] = []
    size = 0
    decoded = False
    for packet in container.demux(video):
        if packet.size and packet.dts is not None and packet.time_base is not None:
            first = first if times else time.monotonic()
            times.append(float(packet.dts * packet.time_base))
            size += packet.size
            if packet.is_keyframe:
                keys.append(times[-1])
            decoded = decoded or _decodes(packet)
        watched = time.monotonic() - began
        if watched >= seconds and (len(keys) > 1 or watched >= LONGEST):
            break
    # By the stream's own clock: what it had gathered before it was asked comes all at once.
    spell = max(times) - min(times) if len(times) > 1 else 0.0
    groups = [later - earlier for earlier, later in pairwise(keys)]
    context = video.codec_context
    failure = None if decoded else Failure(Fault.BROKEN_STREAM, "no picture could be decoded")
    return Seen(
        stream=stream, codec=context.name, width=context.width, height=context.height, rate=(len(times) - 1) / spell if spell > 0 else 0.0, bits=size * 8 / spell if spell > 0 else 0.0,
        group=max(groups) if groups else None, opened=first - asked, decoded=decoded, failure=failure,
        sound=container.streams.audio[0].codec_context.name if container.streams.audio else "",
    )  # fmt: skip


def _decodes(packet: "av.packet.Packet[av.VideoStream]") -> bool:
    try:
        return bool(packet.decode())
    except FFmpegError:
        return False


def report(
    camera: Camera, secret: Secret | None, seconds: float = SECONDS, authority: Path | None = None
) -> Iterator[tuple[bool, str]]:
    """Line for line what a person should know, and whether it is as it should be."""
    streams: Sequence[Stream] = (Stream.MAIN, Stream.SUB) if camera.sub else (Stream.MAIN,)
    for stream in streams:
        seen = watch(camera, stream, secret, seconds, authority)
        yield seen.failure is None, words(seen)
    if camera.has_loudspeaker:
        yield loudspeaker(camera, secret, authority)
    if camera.onvif:
        yield _clock(camera, secret)


def loudspeaker(camera: Camera, secret: Secret | None, authority: Path | None = None) -> tuple[bool, str]:
    """Whether the way to its loudspeaker opens; nothing is said there."""
    known = str(authority) if authority is not None and authority.exists() else None
    try:
        with BackChannel(camera.main, secret, known) as channel:
            return True, f"loudspeaker: takes G.711 ({channel.law})"
    except TalkFault as fault:
        return False, f"loudspeaker: {fault.end.value}: {fault}"


def words(seen: Seen) -> str:
    """What came of a stream, in a line."""
    if seen.failure is not None:
        return f"{seen.stream.value}: {seen.failure.fault.value}: {seen.failure.words}"
    group = f"a key picture each {seen.group:.1f} s" if seen.group is not None else "fewer than two key pictures"
    sound = f", sound {seen.sound}" if seen.sound else ""
    return (
        f"{seen.stream.value}: {seen.codec} {seen.width}×{seen.height}, {seen.rate:.1f} pictures/s, {seen.bits / 1000:.0f} kbit/s, "
        f"{group}{sound}, first packet after {seen.opened:.1f} s"
    )


def _clock(camera: Camera, secret: Secret | None) -> tuple[bool, str]:
    with OnvifCamera(camera.onvif, secret) as line:
        try:
            offset = line.clock_offset()
            what = line.information()
        except OnvifFault as fault:
            return False, f"ONVIF: {fault.trouble.value}: {fault}"
    advice = "" if abs(offset) <= CLOCK_LIMIT else "; set an NTP server in the camera"
    return not advice, f"ONVIF: {what.maker} {what.model} {what.firmware}, its clock is {offset:+.1f} s off{advice}"
