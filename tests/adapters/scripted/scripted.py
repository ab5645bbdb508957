"""A device for tests: a TCP peer says in lines what happens, and is told which lines are safe on disk.

    port = 4000
    effects = "/tmp/effects.txt"

Source of the protocol: this file. A line is an event as JSON, or `!raise`, `!hang SECONDS`, `!deaf SECONDS` (no signal wakes it),
`!wait FILE` (until it is there), `!exit`; a line taken is answered `ok`.
Each command obeyed adds a line to `effects`. The text of a notice tells how to behave: `raise`, `exit`, `slow SECONDS`.
"""

import contextlib
import os
import signal
import socket
import time
from pathlib import Path

import msgspec
from msgspec import Struct

from adapters.base import Obeyed, Report
from console.fault import HallFault
from console.model.command import Command, ShowNotice
from console.model.event import AdapterEvent, DeviceFound

_decode = msgspec.json.Decoder(AdapterEvent).decode


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    port: int
    effects: str
    device: str = "scripted-1"

    def __post_init__(self) -> None:
        if self.port == 13:
            raise ValueError("13 is not a port")


class Adapter:
    def __init__(self, config: Config, report: Report) -> None:
        if config.effects == "nowhere":
            raise HallFault("effects must name a file", "name one")
        self._config, self._report = config, report
        self.devices = (config.device,)
        self._peer: socket.socket | None = None
        self._rest = b""

    def poll(self, timeout: float) -> None:
        if self._peer is None:
            self._peer = socket.create_connection(("127.0.0.1", self._config.port), timeout=timeout)
            self._report(DeviceFound(device=self._config.device))
        self._peer.settimeout(timeout)
        with contextlib.suppress(TimeoutError):
            data = self._peer.recv(65_536)
            if not data:
                raise HallFault("the device hung up")
            *lines, self._rest = (self._rest + data).split(b"\n")
            self._take(lines)

    def _take(self, lines: list[bytes]) -> None:
        assert self._peer is not None
        for line in lines:
            word, _, rest = line.decode().partition(" ")
            if word == "!raise":
                raise RuntimeError("told to")
            if word in ("!hang", "!deaf"):
                signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM} if word == "!deaf" else set())
                print(line.decode(), flush=True)
                time.sleep(float(rest))
            elif word == "!wait":
                print(line.decode(), flush=True)
                while not Path(rest).exists():
                    time.sleep(0.01)
            elif word == "!exit":
                os._exit(9)
            else:
                self._report(_decode(line))
        self._report.flush()
        self._peer.sendall(b"ok\n" * len(lines))

    def obey(self, command: Command) -> Obeyed:
        with Path(self._config.effects).open("a") as file:
            file.write(f"{type(command).__name__}\n")
        word, _, rest = (command.text if isinstance(command, ShowNotice) else "").partition(" ")
        if word == "raise":
            raise RuntimeError("told to")
        if word == "exit":
            os._exit(9)
        if word == "slow":
            time.sleep(float(rest))
        return Obeyed(done=True, detail="seen")

    def close(self) -> None:
        if self._peer is not None:
            self._peer.close()
