"""The process that has the microphone: `python -m console.video.talk_voice --line FD --station FILE --recorder PLACE` (`console.video.talk_process`).

The microphone is open while the console says that the button is held, and no longer; what it hears goes to the recorder once the talk is
open, and is kept nowhere. The process ends with the console, or when nobody has talked for two minutes.
"""

import argparse
import array
import contextlib
import math
import socket
import sys
import threading
import time
from collections import deque
from pathlib import Path

import msgspec
import vlc
import zmq
from msgspec import structs

from console.video import talk
from console.video.looker import Looker
from console.video.protocol import EndVoice, OfferVoice, TalkDoing, TalkEnd, TalkPhase, ToRecorder, Voice
from console.video.talk import NO_MICROPHONE, Press, Step, Talking

RATE = 8000
PIECE = 320
"""Bytes of 20 ms."""
BACKLOG = 25
"""Pieces that may wait to be sent; what is older is not said late."""
LET_GO = 1.0
"""Seconds without the console's word that the button is held, after which it is not."""
TURN = 0.01
REST = 0.3
"""Seconds between two turns: while somebody talks, and else."""
TELL = 0.1
OPENING = 3.0
"""Seconds within which sound must come in."""
LINE = 3.0
"""Seconds for the recorder's welcome, and for its answer."""
ABSENT = 1.0
"""Seconds after which a recorder that is known not to be there is not waited for."""
IDLE = 120.0
"""Seconds after which a process that nobody needs ends."""
DEAD = 1.0
"""Seconds of nothing but zeros from which a microphone counts as switched off."""
FLOOR = 50.0
"""Decibels below full at which the level is 0."""
SOURCES = ("pulse://", "alsa://default")
"""The system's own microphone: what is chosen in its sound settings."""
OPTIONS = ("--quiet", "--intf=dummy", "--no-lua", "--no-video", "--live-caching=60")
PHASES = {TalkPhase.CONNECTING: Step.CONNECTING, TalkPhase.OPEN: Step.OPEN}


class Microphone:
    """Sound as it comes in, by libvlc, as all other sound. Called by one thread; libvlc's own only appends."""

    def __init__(self) -> None:
        self._vlc = vlc.Instance(*OPTIONS)
        self._came: deque[bytes] = deque(maxlen=4 * BACKLOG)
        self._rest = b""
        self._player: vlc.MediaPlayer | None = None
        self._left: list[str] = []
        self._play = vlc.CallbackDecorators.AudioPlayCb(self._take)
        self._lock = threading.Lock()

    def _take(self, _opaque: object, samples: int, count: int, _pts: int) -> None:
        if count:
            self._came.append(vlc.ctypes.string_at(samples, 2 * count))

    def open(self) -> None:
        """Begin to hear."""
        self.close()
        self._left = list(SOURCES)
        self._next()

    def _next(self) -> None:
        self._stop()
        if self._vlc is None or not self._left:
            return
        media = self._vlc.media_new(self._left.pop(0))
        media.add_option(":live-caching=60")
        player = self._player = self._vlc.media_player_new()
        player.audio_set_callbacks(self._play, None, None, None, None, None)
        player.audio_set_format("S16N", RATE, 1)
        player.set_media(media)
        media.release()
        player.play()

    def pieces(self) -> list[bytes]:
        """What came since the last call, in pieces of 20 ms."""
        while self._came:
            self._rest += self._came.popleft()
        whole = len(self._rest) // PIECE * PIECE
        found, self._rest = self._rest[:whole], self._rest[whole:]
        return [found[begin : begin + PIECE] for begin in range(0, whole, PIECE)]

    def is_there(self) -> bool:
        """Whether there is still something to hope for; a source that does not open is left for the next one."""
        if self._player is None:
            return False
        if self._player.get_state() in {vlc.State.Ended, vlc.State.Error}:
            self._next()
        return self._player is not None

    def close(self) -> None:
        """Hear nothing any more."""
        self._left = []
        self._stop()
        self._came.clear()
        self._rest = b""

    def _stop(self) -> None:
        if self._player is not None:
            self._player.stop()
            self._player.release()
            self._player = None


def level_of(piece: bytes) -> float:
    """How loud, 0 to 1, as one hears it: 0 is 50 dB below full."""
    samples = array.array("h", piece)
    power = sum(each * each for each in samples) / max(1, len(samples))
    return min(1.0, max(0.0, 1 + 10 * math.log10(power / 2**30) / FLOOR)) if power else 0.0


class Mouth:
    """One talk after the other, by the console's word and the recorder's."""

    def __init__(self, line: socket.socket, looker: Looker, microphone: Microphone) -> None:
        self._line = line
        self._looker = looker
        self._microphone = microphone
        self._now = Talking()
        self._told: Talking | None = None
        self._tell_at = 0.0
        self._pressed_at = self._begun = self._offered = self._loud_at = self._used = time.monotonic()
        self._has_offered = False

    @property
    def is_on(self) -> bool:
        """Whether somebody talks, or is about to."""
        return self._now.is_on

    def is_needed(self, now: float) -> bool:
        """Whether the process has still anything to wait for."""
        return self._now.is_on or now - self._used < IDLE

    def take_press(self, press: Press, now: float) -> None:
        """The console's word."""
        self._used = now
        if not press.talk:
            self.end(TalkEnd.RELEASED.value)
        elif press.talk == self._now.talk:
            self._pressed_at = now
        else:
            self.end(TalkEnd.RELEASED.value)
            self._now = Talking(talk=press.talk, camera=press.camera, step=Step.MICROPHONE)
            self._pressed_at = self._begun = self._loud_at = now
            self._has_offered = False
            self._microphone.open()

    def take(self, doing: TalkDoing) -> None:
        """The recorder's word."""
        if doing.talk != self._now.talk or not self._now.is_on:
            return
        if doing.phase is TalkPhase.ENDED:
            self.end((doing.end or TalkEnd.UNKNOWN).value)
        elif doing.phase is TalkPhase.WAITING:
            self._now = structs.replace(self._now, step=Step.READY)
        else:
            self._now = structs.replace(self._now, step=PHASES[doing.phase])

    def turn(self, now: float) -> None:
        """Hear, send, and end what must not go on."""
        if self._now.is_on:
            self._speak(self._microphone.pieces(), now)
        if self._now.is_on and now - self._pressed_at > LET_GO:
            self.end(TalkEnd.RELEASED.value)
        self._tell(now)

    def _speak(self, pieces: list[bytes], now: float) -> None:
        if self._has_offered and not self._looker.is_welcome:
            self.end(TalkEnd.RECORDER_LOST.value)
            return
        for piece in pieces[-BACKLOG:]:
            if any(piece):
                self._loud_at = now
            if self._now.step is Step.OPEN:
                self._say(Voice(talk=self._now.talk, sound=piece))
        if pieces:
            self._now = structs.replace(self._now, level=round(max(map(level_of, pieces)), 2), is_dead=now - self._loud_at > DEAD)
        if not self._has_offered:
            self._offer(now, is_heard=bool(pieces))
        elif self._now.step is Step.MICROPHONE and now - self._offered > LINE:
            self.end(TalkEnd.RECORDER_LOST.value)

    def _offer(self, now: float, *, is_heard: bool) -> None:
        """As soon as sound comes in and the recorder listens."""
        if is_heard and self._looker.is_welcome:
            self._has_offered, self._offered = True, now
            self._say(OfferVoice(talk=self._now.talk, camera=self._now.camera))
        elif not self._microphone.is_there():
            self.end(NO_MICROPHONE)
        elif is_heard and self._looker.fault is not None and now - self._begun > ABSENT:
            self.end(TalkEnd.RECORDER_LOST.value)
        elif now - self._begun > OPENING:
            self.end(TalkEnd.RECORDER_LOST.value if is_heard or self._loud_at > self._begun else NO_MICROPHONE)

    def _say(self, word: ToRecorder) -> None:
        if not self._looker.say(word):
            self.end(TalkEnd.RECORDER_LOST.value)

    def end(self, why: str) -> None:
        """Nothing more is said from here on, and nothing is heard."""
        if self._now.is_on:
            self._now = structs.replace(self._now, step=Step.ENDED, end=why, level=0.0)
            if self._has_offered:
                self._looker.say(EndVoice(talk=self._now.talk))
            self._microphone.close()

    def _tell(self, now: float) -> None:
        """The console: at once what is new, and ten times a second how loud it is."""
        told = self._told
        is_news = told is None or (told.talk, told.step, told.is_dead) != (self._now.talk, self._now.step, self._now.is_dead)
        if is_news or now >= self._tell_at:
            self._told, self._tell_at = self._now, now + (TELL if self._now.is_on else REST)
            try:
                self._line.send(talk.encode(self._now), socket.MSG_DONTWAIT)
            except BlockingIOError:  # nobody there has listened for minutes
                self.end(TalkEnd.SILENT.value)


def run(line: socket.socket, looker: Looker, mouth: Mouth) -> None:
    """Until the console hangs up, or nobody needs it."""
    poller = zmq.Poller()
    poller.register(line.fileno(), zmq.POLLIN)
    watched: zmq.Socket[bytes] | None = None
    while mouth.is_needed(time.monotonic()):
        looker.step(time.monotonic())
        if looker.socket is not watched:
            if watched is not None:
                poller.unregister(watched)
            watched = looker.socket
            if watched is not None:
                poller.register(watched, zmq.POLLIN)
        ready = dict(poller.poll(round(1000 * (TURN if mouth.is_on else REST))))
        if line.fileno() in ready:
            data = line.recv(1 << 16)
            if not data:
                return
            mouth.take_press(talk.decode_press(data), time.monotonic())
        for message, _ in looker.receive():
            if isinstance(message, TalkDoing):
                mouth.take(message)
        mouth.turn(time.monotonic())


def main() -> int:
    """Carry a voice until the console ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--line", type=int, required=True)
    parser.add_argument("--station", type=Path, required=True)
    parser.add_argument("--recorder", required=True)
    given = parser.parse_args()
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    with socket.socket(fileno=given.line) as line:
        looker = Looker(context, given.station, given.recorder)
        mouth = Mouth(line, looker, Microphone())
        # When the console has ended, or says what nobody understands, nobody may go on listening.
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            run(line, looker, mouth)
        mouth.end(TalkEnd.RELEASED.value)
        looker.close()
        context.destroy(100)
    return 0


if __name__ == "__main__":
    sys.exit(main())
