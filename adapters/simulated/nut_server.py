"""A real upsd with dummy-ups drivers on the loopback: the UPSes of the demo hall and of the tests. It speaks no NUT itself.

Debian's `nut-server` is needed. `/usr/sbin/upsd` is a wrapper that refuses without MODE, so the programs behind it are started
(domain.md §2.6), in a directory of their own and on a port of their own.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from console.fault import HallFault
from console.ports import free_ports

PROGRAMS = Path("/lib/nut")
"""Where Debian keeps upsd and the drivers."""
STEADY = {
    "ups.status": "OL",
    "ups.model": "Dummy 3 kVA",
    "battery.charge": "100",
    "battery.runtime": "2400",
    "battery.voltage": "54.2",
    "input.voltage": "229.8",
    "input.frequency": "50.0",
    "output.voltage": "230.1",
    "ups.load": "38",
}


def is_installed() -> bool:
    """Whether `nut-server` is there."""
    return all((PROGRAMS / program).exists() for program in ("upsd", "dummy-ups"))


def script(*stages: tuple[Mapping[str, str], float]) -> str:
    """A `.seq` file for dummy-ups: variables to set, then seconds to wait; it begins anew at its end."""
    return "".join(
        "".join(f"{name}: {value}\n" for name, value in values.items()) + f"TIMER {wait:g}\n" for values, wait in stages
    )


class NutServer:
    """upsd and one dummy-ups for each UPS, until `close`.

    `upses` names each UPS with its `.dev` text (variables that are put by `put`, see there) or `.seq` text (a timeline; its key ends
    in `.seq`). Users may be added in the form of upsd.users. `directory` is made and removed when none is given. `max_age`: seconds
    without a word from a driver after which upsd calls its data stale.
    """

    def __init__(
        self, upses: Mapping[str, str], directory: Path | None = None, users: str = "", port: int | None = None, max_age: int = 5
    ) -> None:
        if not is_installed():
            raise HallFault("nut-server is not installed", "apt install nut-server, or leave the UPS out")
        self._owns = directory is None
        # upsd's sockets lie here, and a socket's path may have 107 characters
        self.directory = directory or Path(tempfile.mkdtemp(prefix="hw-nut-"))
        self.port = port or free_ports(1)[0]
        self._files = {key.removesuffix(".seq"): f"{key}" if key.endswith(".seq") else f"{key}.dev" for key in upses}
        self._drivers: dict[str, subprocess.Popen[bytes]] = {}
        self._upsd: subprocess.Popen[bytes] | None = None
        for key, text in upses.items():
            (self.directory / self._files[key.removesuffix(".seq")]).write_text(text, encoding="utf-8")
        self._write("ups.conf", "maxretry = 3\n" + "".join(_ups_conf(name, file) for name, file in self._files.items()))
        self._write("upsd.conf", f"LISTEN 127.0.0.1 {self.port}\nMAXAGE {max_age}\n")
        self._write("upsd.users", users)
        try:
            for name in self._files:
                self._launch(name)
            for name in self._files:
                self._await_driver(name)
            self.start_upsd()
        except BaseException:
            self.close()
            raise

    def start_upsd(self) -> None:
        """Start upsd and wait until it listens."""
        self._upsd = self._run("upsd", "-D", "-u", _user())
        _wait(lambda: _listens(self.port), f"upsd on port {self.port}", self._upsd)

    def stop_upsd(self) -> None:
        """Kill upsd; the drivers go on."""
        if self._upsd is not None:
            _kill(self._upsd)
            self._upsd = None

    def start_driver(self, name: str) -> None:
        """Start a UPS's driver and wait for its socket."""
        self._launch(name)
        self._await_driver(name)

    def stop_driver(self, name: str) -> None:
        """Kill a UPS's driver; upsd goes on and says so."""
        _kill(self._drivers.pop(name))

    def put(self, name: str, values: Mapping[str, str]) -> None:
        """Set all variables of a UPS that has no timeline; the driver reads its file again within two seconds."""
        path = self.directory / self._files[name]
        new = path.with_suffix(".new")
        new.write_text("".join(f"{key}: {value}\n" for key, value in values.items()), encoding="utf-8")
        # dummy-ups reads the file again when its time differs in whole seconds
        changed = max(int(time.time()), int(path.stat().st_mtime) + 1)
        os.utime(new, (changed, changed))
        new.replace(path)

    def close(self) -> None:
        """Stop all."""
        self.stop_upsd()
        for name in tuple(self._drivers):
            self.stop_driver(name)
        if self._owns:
            shutil.rmtree(self.directory, ignore_errors=True)

    def _launch(self, name: str) -> None:
        (self.directory / f"dummy-ups-{name}").unlink(missing_ok=True)
        self._drivers[name] = self._run("dummy-ups", "-a", name, "-D", "-u", _user())

    def _await_driver(self, name: str) -> None:
        _wait((self.directory / f"dummy-ups-{name}").exists, f"dummy-ups {name}", self._drivers[name])

    def _write(self, name: str, text: str) -> None:
        path = self.directory / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)

    def _run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        places = dict.fromkeys(("NUT_CONFPATH", "NUT_STATEPATH", "NUT_ALTPIDPATH"), str(self.directory))
        with (self.directory / f"{program}.log").open("ab") as log:
            command = [*_dies_with_us(), str(PROGRAMS / program), *arguments]
            return subprocess.Popen(command, env=os.environ | places, stdout=log, stderr=log)


def _ups_conf(name: str, file: str) -> str:
    return f"[{name}]\n  driver = dummy-ups\n  port = {file}\n  desc = {name}\n  pollinterval = 1\n"


def _dies_with_us() -> list[str]:
    """So that a killed demo leaves no upsd behind: util-linux's setpriv asks the kernel for it, and is replaced by the program.

    The kernel watches the starting thread: start a `NutServer` in one that lives as long as it.
    """
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []


def _user() -> str:
    return os.environ.get("USER") or ("root" if os.getuid() == 0 else str(os.getuid()))


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=0.5).close()
    except OSError:
        return False
    return True


def _wait(is_there: Callable[[], bool], what: str, process: subprocess.Popen[bytes], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_there():
        if process.poll() is not None or time.monotonic() > deadline:
            raise HallFault(f"{what} did not start", f"see its log; it ended with {process.poll()}")
        time.sleep(0.02)


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
