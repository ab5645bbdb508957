"""What those who look are sent: each reads a stream's ring at its own pace, and one that cannot keep up is led on to the last key picture.

Knows no socket and no station; `console.video.fanout` says who may look, and hands on what is said here.
"""

from collections.abc import Callable, Iterable

import msgspec.structs

from console.video.channel import Channel
from console.video.protocol import FromRecorder, Packet, Stream
from console.video.ring import Item

LAG = 2.0
"""Seconds by which a looker may be behind before it is led on."""
CATCH_UP = 15.0
"""Seconds that one may take to catch up from an instant replay."""
BURST = 64
"""Packets of a stream sent to one looker before the others have their turn."""


class Eye:
    """One looker's eye on one stream."""

    def __init__(self, route: bytes, channel: Channel, name: Stream, cursor: int, now: float) -> None:
        self.route = route
        self.channel = channel
        self.name = name
        self.cursor = cursor
        """Number of the packet that it is sent next."""
        self.generation = -1
        self.missed = 0
        self.patient_until = now + CATCH_UP
        """Until when it may be behind without being led on."""


class Eyes:
    """All that are open. For the thread of the socket."""

    def __init__(self, say: Callable[[bytes, FromRecorder, bytes | None], bool]) -> None:
        """`say` hands a message on to a route; False: it takes nothing now."""
        self._say = say
        self._open: dict[Channel, list[Eye]] = {}
        self._behind: set[Eye] = set()

    @property
    def are_behind(self) -> bool:
        """Whether somebody has not got yet what is there."""
        return bool(self._behind)

    def watched(self) -> set[Channel]:
        """Streams that somebody watches."""
        return {channel for channel, eyes in self._open.items() if eyes}

    def open(self, route: bytes, channel: Channel, name: Stream, back: float, now: float) -> Eye:
        """Begin at the last key picture, or at the one `back` seconds ago as far as that is in memory."""
        ring = channel.ring
        newest, number = ring.since(ring.next - 1), ring.last_key()
        if back and newest:
            number = ring.key_before(newest[-1].at - back)
        # Without a key picture in memory the first that comes is the first that is sent.
        eye = Eye(route, channel, name, ring.next if number is None else number, now)
        self._open.setdefault(channel, []).append(eye)
        return eye

    def close(self, eye: Eye) -> bool:
        """Send it nothing more; True: nobody watches the stream any more."""
        eyes = self._open[eye.channel]
        eyes.remove(eye)
        self._behind.discard(eye)
        return not eyes

    def turn(self, channels: Iterable[Channel], now: float) -> None:
        """Send what is new in these streams, and what was left over."""
        for channel in channels:
            for eye in list(self._open.get(channel, ())):
                self.send_on(eye, now)
        for eye in list(self._behind):
            self.send_on(eye, now)

    def send_on(self, eye: Eye, now: float) -> None:
        """What is new to one eye."""
        items = eye.channel.ring.since(eye.cursor, 100_000)
        self._behind.discard(eye)
        if not items:
            return
        behind = items[-1].at - items[0].at
        if behind < LAG / 2:
            eye.patient_until = 0.0
        if items[0].number > eye.cursor or (behind > LAG and now > eye.patient_until):
            items = self._lead_on(eye, items)
        for item in items[:BURST]:
            if not self._send(eye, item):
                break
            eye.cursor = item.number + 1
        if items and eye.cursor <= items[-1].number and eye in self._open.get(eye.channel, ()):
            self._behind.add(eye)

    def _lead_on(self, eye: Eye, items: list[Item]) -> list[Item]:
        """From the last key picture on, when that is further; counts what is left out."""
        lost = items[0].number > eye.cursor
        place = next((place for place in range(len(items) - 1, -1, -1) if items[place].is_key), None)
        if place is None:
            if not lost:
                return items
            eye.missed += items[-1].number + 1 - eye.cursor
            eye.cursor = items[-1].number + 1
            return []
        if items[place].number > eye.cursor:
            eye.missed += items[place].number - eye.cursor
            eye.cursor = items[place].number
        return items[place:]

    def _send(self, eye: Eye, item: Item) -> bool:
        route, channel = eye.route, eye.channel
        if item.generation != eye.generation:
            codec = channel.codec_of(item.generation)
            if codec is None or not item.is_key:  # nothing can be decoded before the next key picture
                eye.missed += 1
                return True
            if not self._say(route, msgspec.structs.replace(codec, stream=eye.name), None):
                return False
            eye.generation = item.generation
        header = Packet(
            camera=channel.camera.id,
            stream=eye.name,
            generation=item.generation,
            at=item.at,
            pts=max(0, round((item.at - channel.origin) * 1e6)),
            is_key=item.is_key,
            is_sound=item.is_sound,
            missed=eye.missed,
        )
        if not self._say(route, header, item.data):
            return False
        eye.missed = 0
        return True
