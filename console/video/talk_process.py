"""The process that has the microphone as the console sees it: started when it is first needed, listened to, given up when it hangs.

No call here waits. The microphone is open from `begin` to `end` only, and only while somebody says again and again that the button is
still held: a console that hangs is not left speaking.
"""

import contextlib
import logging
import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path

from msgspec import structs

from console import station
from console.video import gallery, work
from console.video.talk import VOICE_LOST, Press, Step, Talking, decode_talking, encode

HELD = 0.2
"""Seconds between two words that the button is still held."""
MUTE = 2.0
"""Seconds without a word of the process after which it is given up; it speaks ten times a second."""
START = 20.0
"""Seconds for its first word, on a busy machine."""
QUICK = {"PULSE_LATENCY_MSEC": "30"}
"""PulseAudio and PipeWire give sound in pieces of up to two seconds to who does not ask for less, which libvlc does not."""
LEAVE = 0.5
"""Seconds for the process to take leave of the recorder."""

log = logging.getLogger(__name__)


class VoiceProcess:
    """`Talker` with the process `console.video.talk_voice`, which is started when it is first needed and ends by itself when it is not."""

    def __init__(self, station_file: Path) -> None:
        self._station_file = station_file
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._now = Talking()
        self._said = self._heard = 0.0
        self._has_spoken = False

    @property
    def process(self) -> int | None:
        """Its process id; None: it does not run."""
        return self._process.pid if self._process is not None else None

    def prepare(self) -> None:
        """Start the process."""
        self._listen()
        if self._line is not None:
            return
        place = gallery.find(station.read(self._station_file))
        ours, theirs = work.pair()
        command = [sys.executable, "-m", "console.video.talk_voice", "--line", str(theirs.fileno())]
        command += ["--station", str(self._station_file), "--recorder", place.recorder]
        try:
            with theirs:
                # libvlc and ALSA say much on standard error of what is told here in one word.
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    env={**os.environ, **QUICK},
                )
        except OSError as error:
            ours.close()
            log.error("no process for the voice can be started: %s", error)  # noqa: TRY400 — the surroundings' fault, told in full
            return
        self._line, self._has_spoken, self._heard = ours, False, time.monotonic()

    def begin(self, camera: str) -> str:
        """Open the microphone for a talk."""
        self.end()
        self.prepare()
        self._now = Talking(talk=secrets.token_hex(16), camera=camera, step=Step.MICROPHONE)
        self._said = 0.0
        self.hold()
        return self._now.talk

    def hold(self) -> None:
        """Say that it is held, five times a second."""
        now = time.monotonic()
        if self._now.is_on and now - self._said >= HELD:
            self._said = now
            self._send(Press(talk=self._now.talk, camera=self._now.camera))

    def end(self) -> None:
        """Say that it is not."""
        if self._now.is_on:
            self._send(Press(talk=""))
            self._over("released")

    def now(self) -> Talking:
        """How it stands, by the process's last word."""
        self._listen()
        return self._now

    def close(self) -> None:
        """End the process: it does so by itself when the line is gone."""
        self.end()
        if self._line is not None and self._process is not None:
            self._line.close()
            self._line = None
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(LEAVE)
        self._give_up()

    def _over(self, why: str) -> None:
        self._now = structs.replace(self._now, step=Step.ENDED, end=why, level=0.0)

    def _send(self, press: Press) -> None:
        if self._line is None:
            self._over(VOICE_LOST)
            return
        try:
            self._line.send(encode(press), socket.MSG_DONTWAIT)
        except OSError:
            self._lose()

    def _listen(self) -> None:
        while self._line is not None:
            try:
                data = self._line.recv(1 << 16, socket.MSG_DONTWAIT)
            except BlockingIOError:
                break
            except OSError:
                data = b""
            if not data:
                self._lose()
                return
            self._has_spoken, self._heard = True, time.monotonic()
            told = decode_talking(data)
            if told.talk == self._now.talk and self._now.is_on:
                self._now = told
        if self._line is not None and time.monotonic() - self._heard > (MUTE if self._has_spoken else START):
            log.error("the process that has the microphone hangs; it is ended")
            self._lose()

    def _lose(self) -> None:
        self._give_up()
        if self._now.is_on:
            self._over(VOICE_LOST)

    def _give_up(self) -> None:
        """Hang up, and kill: a process that does not hear must not go on listening."""
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            if self._process.poll() is None:
                self._process.kill()
            self._process.wait()
            self._process = None
