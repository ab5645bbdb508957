"""The thread that looks after the pictures: frozen encoders, covered lenses, streams that cannot be decoded. See `console.video.health`.

It reads the rings a few times a second and decodes single key pictures where a suspicion or its round says so; what it finds stands in
`Channel.finding`. Its cost is rationed: a hall full of suspicions delays the looks, not the recording.
"""

import logging
import threading
import time
from collections.abc import Sequence

from console.video.channel import Channel
from console.video.failure import Failure
from console.video.health import Lens, Motion, Suspicion, is_frozen, is_refined, is_same
from console.video.look import Look, StillDecoder
from console.video.protocol import Fault
from console.video.ring import Item

TURN = 0.25
ROUND = 20.0
"""Seconds between two looks at a picture that nothing is suspected of."""
FIRST = 3.0
"""Seconds until the first."""
RATION = 10.0
"""Looks a second that are made, lasting; a look takes about seven milliseconds."""
BAD_LOOKS = 3
"""Pictures in a row that cannot be decoded until the stream counts as broken."""

GROUP = 3
"""Looks that one at a whole group counts for."""
LONGEST = 300
"""Pictures of a group that is looked at, at most."""

log = logging.getLogger(__name__)


class Watched:
    """One stream under watch."""

    def __init__(self, channel: Channel, decoder: StillDecoder) -> None:
        self.channel = channel
        self.motion = Motion()
        self.lens = Lens()
        self.looks = 0
        self._decoder = decoder
        self._next = 0
        self._generation = -1
        self._before: Item | None = None
        """The last key picture that `Motion` compares with."""
        self._loop: Item | None = None
        self._asked: tuple[Suspicion, Item, Item] | None = None
        self._group: list[Item] = []
        """Pictures since the last key picture, with it; none when they are too large to be kept for a look."""
        self._ended: list[Item] = []
        """The group before it with the key picture that ended it, when a look at it is asked for."""
        self._round_at: float | None = None
        self._last: Look | None = None
        self._seen: int | None = None
        """The number of the last picture that a round looked at: without a new one there is nothing to compare."""
        self._bad = 0
        self._lens_words = ""
        """What is wrong with what the lens shows; empty: nothing."""
        self._awaits_lens = False
        """A picture was just found frozen: what is covered stands still too, so the lens is judged before anything is told."""
        self._fault: Failure | None = None

    def read(self, now: float) -> None:
        """Take what has come; `now` is `time.monotonic`."""
        if not self.channel.is_wanted:
            self._forget()
            return
        for item in self.channel.ring.since(self._next):
            self._next = item.number + 1
            if item.is_sound:
                continue
            if item.generation != self._generation:
                self._begin(item.generation, now)
            if item.is_key:
                self._key(item)
                self._group = [item]
            else:
                self.motion.picture(len(item.data))
                if self._group:
                    self._group.append(item)
                if len(self._group) > LONGEST:
                    self._group = []

    def _begin(self, generation: int, now: float) -> None:
        codec = self.channel.codec_of(generation)
        if codec is None:
            return
        self._generation = generation
        self.motion.begin(codec.width, codec.height)
        self.lens = Lens()  # coded otherwise, it is as sharp as it is
        self._before = self._loop = self._asked = self._last = None
        self._group, self._ended = [], []
        self._round_at = now + FIRST

    def _forget(self) -> None:
        self._generation, self._bad = -1, 0
        self._before = self._loop = self._asked = self._last = self._round_at = None
        self._group, self._ended = [], []
        self._lens_words, self._awaits_lens, self.motion.is_frozen = "", False, False
        self._tell()

    def _key(self, item: Item) -> None:
        said = self.motion.key(item.at, item.number, item.data)
        if said is None:
            if self._before is None:
                self._before = item
            return
        suspicion, before = said[0], self._before
        self._before = item
        match suspicion:
            case Suspicion.NONE:
                self._frozen(is_so=False)
            case Suspicion.REPEATED:
                self._frozen(is_so=True)
            case Suspicion.LOOPED:
                self._loop = item
            case Suspicion.REFINED:
                self._ended = [*self._group, item]
            case _ if before is not None:
                self._asked = (suspicion, before, item)

    def is_due(self, now: float) -> bool:
        """Whether a picture should be looked at."""
        if self._asked is not None or self._ended or (self._loop is not None and self._loop_is_long()):
            return True
        return self._round_at is not None and (
            self._awaits_lens or now >= self._round_at or (self.lens.in_doubt and now >= self._round_at - ROUND + 2)
        )

    def _loop_is_long(self) -> bool:
        newest = self._loop and self.channel.ring.since(self.channel.ring.next - 1)
        return bool(self._loop and newest and newest[0].at - self._loop.at > 1.0)

    def look(self, now: float) -> None:
        """Look at what is due."""
        self.looks += 1
        if self._asked is not None:
            (suspicion, before, item), self._asked = self._asked, None
            first, second = self._decode([before]), self._decode([item])
            if first is not None and second is not None:
                self._frozen(is_so=is_frozen(suspicion, first, second))
        elif self._ended:
            group, self._ended = self._ended, []
            self.looks += GROUP - 1
            codec = self.channel.codec_of(group[0].generation)
            pictures = self._decoder.walk(codec.name, codec.extradata, [each.data for each in group]) if codec is not None else []
            self._frozen(
                is_so=bool(pictures)
                and is_refined(pictures[:-1], pictures[-1], was_so=self.motion.is_frozen, is_settled=self.motion.is_settled)
            )
        elif self._loop is not None and self._loop_is_long():
            key, self._loop = self._loop, None
            group = [each for each in self.channel.ring.since(key.number) if not each.is_sound]
            if group and group[0].number == key.number and not any(each.is_key for each in group[1:]):
                first, second = self._decode([key]), self._decode(group)
                if first is not None and second is not None:
                    self._frozen(is_so=is_frozen(Suspicion.LOOPED, first, second))
        else:
            self._round(now)

    def _round(self, now: float) -> None:
        self._round_at, self._awaits_lens = now + ROUND, False
        number = self.channel.ring.last_key()
        items = self.channel.ring.since(number, 1) if number is not None else []
        if items and items[0].is_key and number != self._seen:
            self._seen = number
            look = self._decode(items, is_strict=True)
            if look is None:
                self._bad += 1
                self._round_at = now + 2.0
            else:
                self._bad = 0
                self._lens_words = self.lens.look(look)
                self.motion.is_frozen |= self._last is not None and is_same(self._last, look) and not self.motion.is_stirred
                self._last = look
        self._tell()

    def _decode(self, items: Sequence[Item], *, is_strict: bool = False) -> Look | None:
        codec = self.channel.codec_of(items[0].generation)
        if codec is None:
            return None
        return self._decoder.look(codec.name, codec.extradata, [item.data for item in items], is_strict=is_strict)

    def _frozen(self, *, is_so: bool) -> None:
        self._awaits_lens = is_so and (self._awaits_lens or not self.motion.is_frozen)
        self.motion.is_frozen = is_so
        self._tell()

    def _tell(self) -> None:
        """What all looks come to; the lens before the encoder, as what is covered stands still too."""
        is_told = self._fault is not None and self._fault.fault is Fault.FROZEN
        if self._bad >= BAD_LOOKS:
            self._find(Failure(Fault.BROKEN_STREAM, "its pictures cannot be decoded"))
        elif self._lens_words:
            self._find(Failure(Fault.COVERED, f"its picture is {self._lens_words}: covered, dirty or out of focus"))
        elif self.motion.is_frozen and (is_told or not (self._awaits_lens or self.lens.in_doubt)):
            self._find(Failure(Fault.FROZEN, "packets come, but its picture does not change"))
        else:
            self._find(None)

    def _find(self, failure: Failure | None) -> None:
        if failure != self._fault:
            log.warning("%s: %s", self.channel, failure.words if failure else "its picture is well again")
        self._fault = self.channel.finding = failure


class Watcher(threading.Thread):
    """Watches until `end`."""

    def __init__(self, channels: Sequence[Channel], decoder: StillDecoder) -> None:
        super().__init__(name="watcher", daemon=True)
        self.watched = [Watched(channel, decoder) for channel in channels]
        self._ended = threading.Event()

    def end(self) -> None:
        """Let the thread end."""
        self._ended.set()

    def run(self) -> None:
        """Until `end`."""
        allowed, last = RATION, time.monotonic()
        while not self._ended.wait(TURN):
            now = time.monotonic()
            allowed, last = min(2 * RATION, allowed + (now - last) * RATION), now
            try:
                allowed -= self._turn(now, allowed)
            except Exception:
                log.exception("a bug of the recorder's watch")

    def _turn(self, now: float, allowed: float) -> int:
        made = 0
        for watched in self.watched:
            watched.read(now)
        for place, watched in enumerate(self.watched):
            if watched.is_due(now):
                if made >= allowed:
                    # Who was not served comes first next time.
                    self.watched = self.watched[place:] + self.watched[:place]
                    break
                before = watched.looks
                watched.look(now)
                made += watched.looks - before
        return made
