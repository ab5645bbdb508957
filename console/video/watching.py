"""The thread that looks after the pictures: frozen encoders, covered lenses, streams that cannot be decoded; and where something moves.

See `console.video.health` and `console.video.activity`.

It reads the rings a few times a second and decodes single key pictures where a suspicion or its round says so; what it finds stands in
`Channel.finding`. Its cost is rationed: a hall full of suspicions delays the looks, not the recording.
"""

import logging
import threading
import time
from collections.abc import Sequence

from console.video.activity import Activity, is_lively
from console.video.channel import Channel
from console.video.failure import Failure
from console.video.health import Lens, Motion, Noise, Suspicion, is_still
from console.video.look import Look, StillDecoder
from console.video.protocol import Fault
from console.video.ring import Item

TURN = 0.25
ROUND = 20.0
"""Seconds between two looks at a picture that nothing is suspected of."""
GLANCE = 8.0
"""Seconds between two glances for whether something moves where nothing did."""
FIRST = 3.0
"""Seconds until the first."""
RATION = 10.0
"""Looks a second that are made, lasting; a look takes about seven milliseconds."""
BAD_LOOKS = 3
"""Pictures in a row that cannot be decoded until the stream counts as broken."""

LEARN = 60.0
"""Seconds between two looks at a pair of key pictures for the noise that is in them."""
SOON = 2.0
"""Seconds until the next as long as too little is known, or a picture could not be decoded."""
GROUP = 3
"""Looks that one at a whole group counts for."""

log = logging.getLogger(__name__)


class Watched:
    """One stream under watch."""

    def __init__(self, channel: Channel, decoder: StillDecoder) -> None:
        self.channel = channel
        self.motion = Motion()
        self.lens = Lens()
        self.noise = Noise()
        self.activity = Activity()
        self.looks = 0
        self._decoder = decoder
        self._next = 0
        self._generation = -1
        self._before: Item | None = None
        """The last key picture that `Motion` compares with."""
        self._loop: Item | None = None
        self._pair: tuple[Item, Item] | None = None
        """The last two that it compared."""
        self._said = Suspicion.NONE
        """What it says of them."""
        self._is_asked = False
        """Whether to look at them."""
        self._round_at: float | None = None
        self._glance_at = self._learn_at = 0.0
        self._kept: tuple[int, Look] | None = None
        """The last key picture that was looked at, by its number."""
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
            else:
                self.motion.picture(len(item.data))

    def _begin(self, generation: int, now: float) -> None:
        codec = self.channel.codec_of(generation)
        if codec is None:
            return
        self._generation = generation
        self.motion.begin(codec.width, codec.height)
        self.lens, self.noise, self.activity = Lens(), Noise(), Activity()  # coded otherwise, it is as sharp as it is
        self._before = self._loop = self._pair = self._kept = None
        self._is_asked = False
        self._round_at, self._glance_at = now + FIRST, now + GLANCE

    def _forget(self) -> None:
        self._generation, self._bad = -1, 0
        self._before = self._loop = self._pair = self._kept = self._round_at = None
        self._lens_words, self._is_asked, self._awaits_lens = "", False, False
        self.motion.found(is_frozen=False)
        self._tell()

    def _key(self, item: Item) -> None:
        said = self.motion.key(item.at, item.number, item.data)
        if said is None:
            if self._before is None:
                self._before = item
            return
        if self._before is not None:
            self._pair = (self._before, item)
        self._before, self._said = item, said[0]
        self._is_asked = self._said is Suspicion.FREED
        match self._said:
            case Suspicion.NONE:
                self._frozen(is_so=False)
            case Suspicion.REPEATED:
                self._frozen(is_so=True)
            case Suspicion.LOOPED:
                self._loop = item

    def is_due(self, now: float) -> bool:
        """Whether a picture should be looked at."""
        if self._is_asked or (self._loop is not None and self._loop_is_long()):
            return True
        return self._round_at is not None and (now >= self._glance_at or self._is_round(self._round_at, now))

    def _is_round(self, at: float, now: float) -> bool:
        return self._awaits_lens or now >= at or (self.lens.in_doubt and now >= at - ROUND + SOON)

    def _loop_is_long(self) -> bool:
        newest = self._loop and self.channel.ring.since(self.channel.ring.next - 1)
        return bool(self._loop and newest and newest[0].at - self._loop.at > 1.0)

    def look(self, now: float) -> None:
        """Look at what is due."""
        if self._is_asked:
            self._is_asked = False
            is_missing = self._is_missing()
            if is_missing is not None:
                self._frozen(is_so=is_missing)
        elif self._loop is not None and self._loop_is_long():
            key, self._loop = self._loop, None
            group = [each for each in self.channel.ring.since(key.number) if not each.is_sound]
            if group and group[0].number == key.number and not any(each.is_key for each in group[1:]):
                self.looks += GROUP - 1
                first, end = self._key_look(key), self._decode(group)
                if first is not None and end is not None:
                    self._frozen(is_so=is_still(first, end))
        elif self._round_at is not None and self._is_round(self._round_at, now):
            self._round(now)
        else:
            self._glance(now)

    def _newest_key(self) -> Item | None:
        number = self.channel.ring.last_key()
        items = self.channel.ring.since(number, 1) if number is not None else []
        return items[0] if items and items[0].is_key else None

    def _glance(self, now: float) -> None:
        self._glance_at = now + GLANCE
        item = self._newest_key()
        look = self._decode([item]) if item is not None else None
        if look is not None:
            self._note_activity(look, now)

    def _note_activity(self, look: Look, now: float) -> None:
        if self.activity.look(look.blocks):
            self.channel.moved_at = now
        self._glance_at = now + (ROUND if is_lively(self.channel.moved_at, now) else GLANCE)

    def _round(self, now: float) -> None:
        self._round_at, self._awaits_lens = now + ROUND, False
        item = self._newest_key()
        if item is not None and item.number != self._seen:
            self._seen = item.number
            look = self._decode([item], is_strict=True)
            if look is None:
                self._bad += 1
                self._round_at = now + SOON
            else:
                self._bad = 0
                self._kept = item.number, look
                self._lens_words = self.lens.look(look)
                self._note_activity(look, now)
                self._learn(now)
                self._kept = None  # of 36 cameras it is 3 MB, and seldom spares a look
        self._tell()

    def _learn(self, now: float) -> None:
        """What noise does to this stream's key pictures, unless they are found frozen by the way."""
        is_due = now >= self._learn_at or not self.noise.is_known
        if self._pair is None or self._said in {Suspicion.REPEATED, Suspicion.LOOPED} or not is_due:
            return
        self._learn_at = now + LEARN
        if self._is_missing():
            self.motion.found(is_frozen=True)
        elif self._said is Suspicion.NONE or not self.noise.is_known:
            self.noise.learn()
        if not self.noise.is_known:
            self._round_at = now + SOON

    def _is_missing(self) -> bool | None:
        """Whether noise is missing between the last two key pictures; None: they cannot be decoded."""
        assert self._pair is not None
        first, second = (self._key_look(each) for each in self._pair)
        if first is None or second is None:
            return None
        size = min(len(each.data) for each in self._pair)
        return self.noise.is_missing(first, second, size, was_so=self.motion.is_frozen)

    def _key_look(self, item: Item) -> Look | None:
        if self._kept is not None and self._kept[0] == item.number:
            return self._kept[1]
        look = self._decode([item])
        if look is not None:
            self._kept = item.number, look
        return look

    def _decode(self, items: Sequence[Item], *, is_strict: bool = False) -> Look | None:
        codec = self.channel.codec_of(items[0].generation)
        if codec is None:
            return None
        self.looks += 1
        return self._decoder.look(codec.name, codec.extradata, [item.data for item in items], is_strict=is_strict)

    def _frozen(self, *, is_so: bool) -> None:
        self._awaits_lens = is_so and (self._awaits_lens or not self.motion.is_frozen)
        self.motion.found(is_frozen=is_so)
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
