"""An adapter process, its scripted device and its hub, for each test its own."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.played_hub import PlayedHub
from console.model.event import AdapterEvent
from console.wire import encode

ROOT = Path(__file__).parents[2]


class ScriptedDevice:
    """The TCP peer of the scripted adapter: sends lines, counts which were taken."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(60.0)
        self.port: int = self._listener.getsockname()[1]
        self._peer: socket.socket | None = None
        self._oks = b""

    def meet(self) -> None:
        """Wait for the adapter to connect (again)."""
        if self._peer is not None:
            self._peer.close()
        self._peer, _ = self._listener.accept()
        self._peer.settimeout(60.0)
        self._oks = b""

    def tell(self, event: AdapterEvent | str, *more: AdapterEvent) -> None:
        """Send a group of lines."""
        lines = [line.encode() if isinstance(line, str) else encode(line) for line in (event, *more)]
        assert self._peer is not None
        self._peer.sendall(b"\n".join(lines) + b"\n")

    def taken(self, count: int) -> bool:
        """Wait until `count` lines more are safe on disk; False when the adapter hung up before."""
        assert self._peer is not None
        wanted = b"ok\n" * count
        with contextlib.suppress(OSError):
            while len(self._oks) < len(wanted):
                data = self._peer.recv(65_536)
                if not data:
                    return False
                self._oks += data
            self._oks = self._oks[len(wanted) :]
            return True
        return False

    def hang_up(self) -> None:
        if self._peer is not None:
            self._peer.close()
            self._peer = None

    def close(self) -> None:
        self.hang_up()
        self._listener.close()


class AdapterProcess:
    """`python -m adapters.run` with the scripted device; may be killed and started again on the same files.

    `is_patient`: it gives up nobody who is held up for some seconds, and is given as long to end (see `run_scripted`).
    """

    def __init__(
        self, folder: Path, station: Path, name: str, peer: ScriptedDevice, *, is_patient: bool = False, **config: object
    ) -> None:
        self.folder, self.name = folder, name
        self._environment = {**os.environ, **({"PATIENT": "1"} if is_patient else {})}
        self.effects = folder / "effects.txt"
        self.outbox = folder / "outbox" / f"{name}.sqlite"
        self.log = folder / "adapter.log"
        settings = {"port": peer.port, "effects": str(self.effects), **config}
        (folder / "device.toml").write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items()))
        self._arguments = ["--kind", "scripted", "--name", name, "--config", str(folder / "device.toml")]
        self._arguments += ["--station", str(station), "--outbox", str(folder / "outbox")]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.adapters.run_scripted", *self._arguments]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stderr=log, stdout=log)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(60)

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Exit code, and seconds from the signal to the end."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(sign)
        return self.process.wait(60), time.monotonic() - began

    def said(self) -> str:
        return self.log.read_text()

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()


@pytest.fixture
def hub() -> Iterator[PlayedHub]:
    with PlayedHub("scripted") as played:
        yield played


@pytest.fixture
def device() -> Iterator[ScriptedDevice]:
    made = ScriptedDevice()
    yield made
    made.close()


@pytest.fixture
def adapter(tmp_path: Path, hub: PlayedHub, device: ScriptedDevice) -> Iterator[AdapterProcess]:
    """One that is patient: for all that is not about who is how quick."""
    made = AdapterProcess(tmp_path, hub.write_station(tmp_path / "scripted.station.toml"), "scripted", device, is_patient=True)
    yield made
    made.close()


@pytest.fixture
def hasty(tmp_path: Path, hub: PlayedHub, device: ScriptedDevice) -> Iterator[AdapterProcess]:
    """One with the program's own times."""
    made = AdapterProcess(tmp_path, hub.write_station(tmp_path / "scripted.station.toml"), "scripted", device)
    yield made
    made.close()


def wait_until(holds: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Wait for a condition with a deadline; False when it does not come true."""
    deadline = time.monotonic() + seconds
    tick = threading.Event()
    while not holds():
        if time.monotonic() > deadline:
            return False
        tick.wait(0.01)
    return True
