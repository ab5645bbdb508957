"""The demo: a hall that lives, in a folder of its own. Its hub writes a morning at once; then hub, world and adapters run.

`start` gives a `Running`; its `station("desk")` is the file that a console connects with. Nothing outside the folder is touched and no
network is needed. The processes end with this one.
"""

import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from adapters.simulated.morning import MORNING
from adapters.simulated.scenario import load_scenario, minutes_of
from adapters.simulated.world import Doors, WorldOptions
from console import config, demo_cameras
from console.fault import HallFault
from console.hub import keys
from console.model.command import Role
from console.model.event import DayKind
from console.ports import free_ports
from console.supervise import Health, Program, Supervisor

MARK = "demo"
"""File that says that a folder is a demo's and may be emptied."""
FASTEST = 60.0
PATIENCE = 90.0
"""Seconds for the hub and the world to come up; on a free machine they take five, most of it for the morning."""


class DemoOptions(Struct, frozen=True, kw_only=True):
    """What a demo is started with."""

    data: Path | None = None
    """A folder for it alone; None: a new one, removed at the end."""
    hall: Path = config.DEMO_HALL
    seed: int = 2
    speed: float = 1.0
    """Hall seconds per real second, 1 to 60."""
    day_kind: DayKind = DayKind.NORMAL
    morning: float = MORNING
    """Seconds from opening to the first look."""
    has_cameras: bool = True
    """Whether the hall's cameras are drawn, served and recorded; False: the hall has none."""


class DemoHub(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the demo's hub process is started with; here, as `console.demo_hub` is slow to load."""

    data: str
    hall: str
    """Folder of the hall."""
    begin: float
    """Hall time of the first look, up to which the morning is written; UTC seconds."""
    since: str
    """File in which it says at which `time.monotonic` the hall's clock begins, once the morning is written; kept by a restart."""
    seed: int
    day_kind: DayKind
    speed: float


class Running:
    """A demo that runs, until `stop`."""

    def __init__(self, data: Path, supervisor: Supervisor, control: int, *, is_temporary: bool, lacks: str = "") -> None:
        self.data = data
        self.lacks = lacks
        """What this machine lacks to show the whole hall, in one line; empty: nothing."""
        self._supervisor = supervisor
        self._control = control
        self._is_temporary = is_temporary

    def station(self, name: str, role: Role = Role.LEADER) -> Path:
        """The file with which a console connects as `name`, made at first use."""
        return keys.issue_local(self.data, name, role)

    def health(self) -> Mapping[str, Health]:
        """How the processes do."""
        return self._supervisor.health()

    def misbehave(self, kind: str, target: str = "", minutes: float = 10.0) -> None:
        """Let something go wrong in the simulated hall; raises `HallFault` for an unknown kind or target."""
        _tell_world(self._control, f"misbehave {kind} {target or '-'} {minutes:g}")

    def mend(self, device: str) -> None:
        """Let a simulated device be well again; raises `HallFault` for an unknown one."""
        _tell_world(self._control, f"mend {device}")

    def stop(self) -> None:
        """End all processes, within two seconds; a temporary folder goes too."""
        self._supervisor.stop()
        if self._is_temporary:
            shutil.rmtree(self.data, ignore_errors=True)


def start(options: DemoOptions, meanwhile: Callable[[Path], object] | None = None) -> Running:
    """Write the morning and start everything; returns when the hub and the simulated devices can be reached.

    `meanwhile` is called with the desk's station file while the morning is still being written: a console takes time to start, too.
    Raises `HallFault`: the folder holds something else, the hall is not valid, a process does not come up.
    """
    if not 1 <= options.speed <= FASTEST:
        raise HallFault(f"the demo cannot run at {options.speed:g}×", f"choose a speed from 1 to {FASTEST:g}")
    site = config.load_site(options.hall)
    load_scenario(options.hall / "simulation.toml", site.hall)  # refused here, in words
    lacks = demo_cameras.lacks() if options.has_cameras and site.hall.cameras else ""
    data = _fresh_folder(options.data)
    hall = data / "hall"
    now = datetime.now(ZoneInfo(site.hall.timezone)).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    begin = now + minutes_of(site.hall.opens) * 60 + options.morning
    supervisor = Supervisor(data / "log")
    try:
        (push_port,) = free_ports(1)
        (data / "run").mkdir()
        keys.hub_key(data)
        ports = demo_cameras.settle(options.hall, hall, has_cameras=options.has_cameras and not lacks)
        site = config.load_site(hall)
        _start_hub(supervisor, data, options, begin)
        _start_world(supervisor, data, options, begin, push_port)
        doors = _await_world(supervisor, data)
        if ports:
            supervisor.add(demo_cameras.server(data, ports))
            supervisor.add(demo_cameras.drawers(data, hall, doors.control, begin, data / "run" / "since", options.speed))
        if meanwhile is not None:
            meanwhile(keys.issue_local(data, "desk", Role.LEADER))
        since = _await_hall(supervisor, data)
        if ports:
            supervisor.add(demo_cameras.recorder(data, hall, begin, since, options.speed))
        _start_adapters(supervisor, data, site, push_port, doors)
        _tell_world(doors.control, f"begin {since!r}")
        _await(supervisor, "hub", (data / "hub.json").exists)
    except BaseException:
        supervisor.stop()
        if options.data is None:
            shutil.rmtree(data, ignore_errors=True)
        raise
    return Running(data, supervisor, doors.control, is_temporary=options.data is None, lacks=lacks)


def _fresh_folder(wanted: Path | None) -> Path:
    """An empty folder with the demo's mark; an earlier demo's is emptied, any other one refused."""
    try:
        data = wanted or Path(tempfile.mkdtemp(prefix="hallwatch-demo-"))
        if wanted is not None:
            if data.exists() and any(data.iterdir()) and not (data / MARK).exists():
                raise HallFault(f"{data} holds something that is not a demo's", "name an empty folder, or a new one")
            if data.exists():
                shutil.rmtree(data)
            data.mkdir(parents=True)
        (data / MARK).write_text("A hallwatch demo: this folder is emptied when the demo starts again.\n")
    except OSError as error:
        raise HallFault(
            f"the demo cannot write to {wanted or tempfile.gettempdir()}: {error.strerror}", "name a folder that you may write"
        ) from error
    return data


def _start_hub(supervisor: Supervisor, data: Path, options: DemoOptions, begin: float) -> None:
    """The hub: it writes the morning first, which takes longest."""
    run = data / "run"
    hub = DemoHub(
        data=str(data),
        hall=str(data / "hall"),
        begin=begin,
        since=str(run / "since"),
        seed=options.seed,
        day_kind=options.day_kind,
        speed=options.speed,
    )
    (run / "hub.json").write_bytes(msgspec.json.encode(hub))
    supervisor.add(_program("hub", "console.demo_hub", str(run / "hub.json")))


def _start_world(supervisor: Supervisor, data: Path, options: DemoOptions, begin: float, push_port: int) -> None:
    """The simulated world comes up while the morning is written, and waits for its clock."""
    world = WorldOptions(
        hall=str(data / "hall"),
        seed=options.seed,
        begin=begin,
        ready=str(data / "run" / "doors.json"),
        speed=options.speed,
        day_kind=options.day_kind,
        push_port=push_port,
    )
    path = data / "run" / "world.json"
    path.write_bytes(msgspec.json.encode(world))
    supervisor.add(_program("world", "adapters.simulated.world", str(path)))


def _await_world(supervisor: Supervisor, data: Path) -> Doors:
    ready = data / "run" / "doors.json"
    _await(supervisor, "world", ready.exists)
    return msgspec.json.decode(ready.read_bytes(), type=Doors)


def _await_hall(supervisor: Supervisor, data: Path) -> float:
    """At which `time.monotonic` the hall's clock begins, once the morning is written: one `since` for all."""
    said = data / "run" / "since"
    _await(supervisor, "hub", said.exists)
    return float(said.read_text())


def _start_adapters(supervisor: Supervisor, data: Path, site: config.Site, push_port: int, doors: Doors) -> None:
    """The adapters once there is a hub to join."""
    run = data / "run"
    addresses: Mapping[str, Mapping[str, object]] = {
        "call_panel": {"port": doors.panels},
        "ticket_machine": {"host": "127.0.0.1", "port": doors.qms},
        "ups": {"host": "127.0.0.1", "port": doors.ups},
        "push": {"host": "127.0.0.1", "port": push_port},
    }
    for spec in site.adapters:
        station = keys.issue_local(data, spec.name, Role.ADAPTER)
        here = demo_cameras.adapter(data, data / "hall", station) if spec.kind == "camera" else addresses.get(spec.kind, {})
        path = run / f"{spec.name}.toml"
        path.write_bytes(msgspec.toml.encode({**spec.config, **here}))
        words = ("--kind", spec.kind, "--name", spec.name, "--config", str(path), "--station", str(station))
        supervisor.add(_program(spec.name, "adapters.run", *words, "--outbox", str(data / "outbox"), ends_first=True))


def _tell_world(port: int, words: str) -> None:
    """Say a line to the simulated world; raises `HallFault` with its reason when it does not say ok."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(words.encode() + b"\n")
        answer = line.makefile("rb").readline().decode().strip()
    if answer != "ok":
        raise HallFault(f"the simulated hall says: {answer}", "see adapters/simulated/hall.py for what can go wrong")


def _program(name: str, module: str, *arguments: str, ends_first: bool = False) -> Program:
    return Program(name=name, command=(sys.executable, "-m", module, *arguments), ends_first=ends_first)


def _await(supervisor: Supervisor, name: str, is_there: Callable[[], bool]) -> None:
    """Wait until a process has come up; raises `HallFault` with the end of its log."""
    until = time.monotonic() + PATIENCE
    while not is_there():
        health = supervisor.health()[name]
        if health.is_refused or time.monotonic() > until:
            raise HallFault(f"the demo's {name} does not come up: {supervisor.last_words(name)}", f"see {supervisor.log_dir}")
        time.sleep(0.02)
