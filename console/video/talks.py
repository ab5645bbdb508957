"""Talks through cameras' loudspeakers, in the recorder: who may speak through which, and the thread that brings it there. Nothing is kept.

A talk needs two words: the desk's, that it will speak, and the hub's, by the camera's adapter, that it may. One talk a camera at a time.
It ends with the first of: the desk lets go, is silent or gone; the camera is gone; its time is over; the recorder ends.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping

from console.hub.keys import Paired
from console.model.cameras import may_see
from console.model.command import Role
from console.model.hall import Camera, HallConfig
from console.video.login import Secret
from console.video.protocol import EndVoice, OfferVoice, OpenTalk, TalkDoing, TalkEnd, TalkPhase, Voice
from console.video.secrets import SecretBook
from console.video.talk_rtsp import BackChannel, TalkFault

SILENT = 1.5
"""Seconds without a sound from the desk after which it is not there any more: while it talks it sends fifty times a second."""
TURN = 0.02
"""Seconds for which a talk waits for the next sound."""
STALL = 0.2
"""Seconds later than it was to be woken a talk finds that this machine stood still: what came meanwhile is not read yet."""
WAITING = 25
"""Sounds that may wait for a slow camera; older ones are left out, so that nobody is heard late."""
OFFERED = 30.0
"""Seconds for which an offer counts that nobody took up."""
SPEAKERS = frozenset({Role.OPERATOR, Role.LEADER})

log = logging.getLogger(__name__)
Answer = Callable[[bytes, TalkDoing], None]


class Offer:
    """A desk that will speak, or does."""

    def __init__(self, route: bytes, camera: str, now: float) -> None:
        self.route = route
        self.camera = camera
        self.at = now
        self.is_released = False


class Talk(threading.Thread):
    """One talk on its way to the camera. `take` and `end` may be called by any thread; `tell` is called by any."""

    def __init__(
        self,
        name: str,
        camera: Camera,
        seconds: float,
        login: Secret | None,
        authority: str | None,
        tell: Callable[[TalkDoing], None],
    ) -> None:
        super().__init__(name=f"talk-{camera.id}", daemon=True)
        self.talk = name
        self.camera = camera
        self.is_over = False
        self._seconds = seconds
        self._login = login
        self._authority = authority
        self._tell = tell
        self._sounds: deque[bytes] = deque(maxlen=WAITING)
        self._news = threading.Event()
        self._lock = threading.Lock()

    def run(self) -> None:
        """From the connection to the camera until the end."""
        try:
            with BackChannel(self.camera.main, self._login, self._authority) as channel:
                if self._say(TalkPhase.OPEN):
                    self.end(self._carry(channel))
        except TalkFault as fault:
            self.end(fault.end, str(fault))
        except Exception as error:
            log.exception("a bug of the recorder, met by a talk through %s", self.camera.id)
            self.end(TalkEnd.UNKNOWN, type(error).__name__)

    def take(self, sound: bytes) -> None:
        """Bring this to the loudspeaker, soon or not at all."""
        self._sounds.append(sound)
        self._news.set()

    def end(self, why: TalkEnd, detail: str = "") -> None:
        """Nothing more is said from now on; the first word counts."""
        if self._say(TalkPhase.ENDED, why, detail):
            log.info("%s: the talk is over: %s %s", self.camera.id, why.value, detail)
            self._news.set()

    def _say(self, phase: TalkPhase, end: TalkEnd | None = None, detail: str = "") -> bool:
        with self._lock:
            if self.is_over:
                return False
            self.is_over = phase is TalkPhase.ENDED
            self._tell(TalkDoing(talk=self.talk, camera=self.camera.id, phase=phase, end=end, detail=detail))
            return True

    def _carry(self, channel: BackChannel) -> TalkEnd:
        """Hand on what comes until there is a reason to end. Raises `TalkFault`."""
        begun = heard = time.monotonic()
        while not self.is_over:
            waited = time.monotonic()
            self._news.wait(TURN)
            self._news.clear()
            now = time.monotonic()
            if now - waited > TURN + STALL:
                heard += now - waited
            while self._sounds and not self.is_over:
                channel.say(self._sounds.popleft())
                heard = now
            channel.look(now)
            if now - heard > SILENT:
                return TalkEnd.SILENT
            if now - begun > self._seconds:
                return TalkEnd.LIMIT
        return TalkEnd.RELEASED


class Talks:
    """All talks of a hall. For the fan-out's thread."""

    def __init__(self, hall: HallConfig, book: SecretBook, authority: Callable[[], str | None], answer: Answer) -> None:
        """`answer` sends a word to a route, from any thread."""
        self._cameras: Mapping[str, Camera] = {camera.id: camera for camera in hall.cameras}
        self._owners = {device.id: device.adapter for device in hall.devices}
        self._book = book
        self._authority = authority
        self._answer = answer
        self._offers: dict[str, Offer] = {}
        self._talks: dict[str, Talk] = {}
        """Camera → its last talk."""

    def take(self, route: bytes, peer: Paired, word: OfferVoice | Voice | EndVoice | OpenTalk) -> None:
        """What a looker says of a talk."""
        match word:
            case OfferVoice():
                self._offer(route, peer, word)
            case OpenTalk():
                self._open(route, peer, word)
            case Voice():
                talk = self._of(route, word.talk)
                if talk is not None:
                    talk.take(word.sound)
            case EndVoice():
                self._release(route, word.talk)

    def _offer(self, route: bytes, peer: Paired, word: OfferVoice) -> None:
        camera = self._cameras.get(word.camera)
        if camera is None or word.talk in self._offers or peer.role not in SPEAKERS or not may_see(camera, peer.role):
            self._refuse(route, word, TalkEnd.DENIED, f"not for a station that is {peer.role.value}")
        elif not camera.has_loudspeaker:
            self._refuse(route, word, TalkEnd.NO_LOUDSPEAKER, f"{camera.id} has no loudspeaker in hall.toml")
        else:
            self._offers[word.talk] = Offer(route, word.camera, time.monotonic())
            self._answer(route, TalkDoing(talk=word.talk, camera=word.camera, phase=TalkPhase.WAITING))

    def _open(self, route: bytes, peer: Paired, word: OpenTalk) -> None:
        offer, camera = self._offers.get(word.talk), self._cameras.get(word.camera)
        owner = self._owners.get(word.camera, "")
        before = self._talks.get(word.camera)
        if peer.role is not Role.ADAPTER or owner != peer.name:
            self._refuse(route, word, TalkEnd.DENIED, "only the camera's adapter may open a talk")
        elif camera is None or offer is None or offer.camera != word.camera:
            self._refuse(route, word, TalkEnd.DENIED, "no desk has offered to speak under this name")
        elif offer.is_released:
            self._refuse(route, word, TalkEnd.RELEASED, "")
        elif before is not None and before.talk == word.talk:
            return  # said again
        elif before is not None and not before.is_over:
            self._refuse(route, word, TalkEnd.BUSY, f"somebody talks through {word.camera}")
            self._refuse(offer.route, word, TalkEnd.BUSY, "")
        else:
            routes = (offer.route, route)

            def tell(doing: TalkDoing) -> None:
                for each in routes:
                    self._answer(each, doing)

            talk = Talk(word.talk, camera, word.seconds, self._book.of(camera.secret), self._authority(), tell)
            self._talks[word.camera] = talk
            tell(TalkDoing(talk=word.talk, camera=word.camera, phase=TalkPhase.CONNECTING))
            talk.start()

    def _refuse(self, route: bytes, word: OfferVoice | OpenTalk, end: TalkEnd, why: str) -> None:
        self._answer(route, TalkDoing(talk=word.talk, camera=word.camera, phase=TalkPhase.ENDED, end=end, detail=why))

    def _of(self, route: bytes, name: str) -> Talk | None:
        """The talk that this looker speaks in."""
        offer = self._offers.get(name)
        talk = self._talks.get(offer.camera) if offer is not None and offer.route == route else None
        return talk if talk is not None and talk.talk == name else None

    def _release(self, route: bytes, name: str) -> None:
        offer = self._offers.get(name)
        if offer is not None and offer.route == route:
            offer.is_released = True
            talk = self._of(route, name)
            if talk is not None:
                talk.end(TalkEnd.RELEASED)

    def gone(self, route: bytes) -> None:
        """A looker is gone; if it was talking, that is over."""
        for name, offer in self._offers.items():
            if offer.route == route:
                offer.is_released = True
                talk = self._of(route, name)
                if talk is not None:
                    talk.end(TalkEnd.SILENT, "the desk is gone")

    def expire(self, now: float) -> None:
        """Forget offers that nobody needs any more; call it about once a second."""
        alive = {talk.talk for talk in self._talks.values() if not talk.is_over}
        for name in [name for name, offer in self._offers.items() if name not in alive and now - offer.at > OFFERED]:
            del self._offers[name]

    def close(self) -> None:
        """End all; does not wait for cameras longer than they take to be told."""
        for talk in self._talks.values():
            talk.end(TalkEnd.RECORDER_LOST)
        for talk in self._talks.values():
            talk.join(0.6)
