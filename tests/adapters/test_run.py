"""The adapter process at its edges: what it is started with, and a disk that refuses while it runs."""

import resource
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from pysqlite3 import dbapi2 as sqlite

from adapters.intake import Doorbell, Intake
from adapters.outbox import Outbox
from adapters.played_hub import PlayedHub
from console.fault import HallFault
from console.model.event import DeviceFound, TicketTaken
from console.wire import LEASE
from tests.adapters.conftest import ROOT, AdapterProcess, ScriptedDevice, wait_until

GOOD = 'port = 1\neffects = "/tmp/x"\n'


def started(tmp_path: Path, hub: PlayedHub, **other: str) -> subprocess.CompletedProcess[str]:
    station = hub.write_station(tmp_path / "s.station.toml")
    config = tmp_path / "device.toml"
    config.write_text(other.pop("config", GOOD))
    options = {
        "kind": "scripted",
        "name": "scripted",
        "config": config,
        "station": station,
        "outbox": tmp_path / "outbox",
        **other,
    }
    arguments = [word for key, value in options.items() for word in (f"--{key}", str(value))]
    command = [sys.executable, "-m", "tests.adapters.run_scripted", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (GOOD + "colour = 1\n", ("device.toml:3", "colour", "unknown key")),
        ('port = "COM1"\neffects = "x"\n', ("device.toml:1", "port", "expected `int`")),
        ("port = 1\n", ("device.toml:1", "effects", "missing")),
        ("port = = 1\n", ("device.toml:1", "not valid TOML")),
        ('port = 13\neffects = "x"\n', ("device.toml:1", "13 is not a port")),
        ('port = 1\neffects = "nowhere"\n', ("device.toml", "effects must name a file")),
    ],
)
def test_a_wrong_configuration_is_refused_in_one_line(
    config: str, words: tuple[str, ...], tmp_path: Path, hub: PlayedHub
) -> None:
    ended = started(tmp_path, hub, config=config)
    assert ended.returncode == 2
    assert all(word in ended.stderr for word in words), ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert not (tmp_path / "outbox" / "scripted.sqlite-journal").exists()


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("kind", "toaster", "there is no adapters/devices/toaster.py"),
        ("kind", "../run", "there is no adapters/devices/../run.py"),
        ("name", "another", "is of adapter scripted, not of adapter another"),
        ("station", "/nowhere.toml", "No such file"),
        ("config", "", "missing"),
    ],
)
def test_a_wrong_start_is_refused_in_one_line(option: str, value: str, words: str, tmp_path: Path, hub: PlayedHub) -> None:
    ended = started(tmp_path, hub, **{option: value})
    assert ended.returncode == 2
    assert words in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_an_outbox_in_use_is_refused_with_another_code(tmp_path: Path, hub: PlayedHub) -> None:
    box = Outbox(tmp_path / "outbox" / "scripted.sqlite")
    ended = started(tmp_path, hub)
    box.close()
    assert ended.returncode == 3
    assert "in use by another process" in ended.stderr


def test_a_disk_that_refuses_for_a_while_costs_nothing(adapter: AdapterProcess, device: ScriptedDevice, hub: PlayedHub) -> None:
    adapter.start()
    device.meet()
    assert hub.until(lambda: bool(hub.events(DeviceFound))), adapter.said()
    assert adapter.process is not None
    pid = adapter.process.pid
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (8_192, resource.RLIM_INFINITY))  # the log is shorter, the outbox longer
    device.tell(*[TicketTaken(ticket=f"A{n}", business="payment") for n in range(50)])
    assert wait_until(lambda: "cannot be written" in adapter.said())
    assert hub.until(lambda: time.monotonic() - hub.heard[-1][0] > LEASE), "it falls silent: it does not pretend to be well"
    assert hub.events(TicketTaken) == []
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert hub.until(lambda: len(hub.events(TicketTaken)) == 50), adapter.said()
    assert device.taken(50)
    assert adapter.said().count("nothing is reported to the hub until it can be stored") == 1
    assert wait_until(lambda: "can be written again" in adapter.said())


def test_a_file_damaged_under_a_running_adapter_is_set_aside(
    adapter: AdapterProcess, device: ScriptedDevice, hub: PlayedHub
) -> None:
    adapter.start()
    device.meet()
    device.tell(TicketTaken(ticket="A1", business="payment"))
    assert hub.until(lambda: len(hub.events(TicketTaken)) == 1), adapter.said()
    adapter.kill()
    whole = adapter.outbox.read_bytes()
    adapter.outbox.write_bytes(b"\0" * max(len(whole), 8_192))
    for ending in ("-wal", "-shm"):
        adapter.outbox.with_name(adapter.outbox.name + ending).unlink(missing_ok=True)
    adapter.start()
    device.meet()
    device.tell(TicketTaken(ticket="A2", business="payment"))
    assert hub.until(lambda: len(hub.kept) == 2 and len(hub.events(TicketTaken)) == 1), adapter.said()
    assert "was damaged; kept as" in adapter.said()
    assert len(list(adapter.outbox.parent.glob("*.damaged-*"))) == 1


def test_reports_wait_for_room_and_are_told_when_it_is_too_late() -> None:
    bell = Doorbell()
    intake = Intake(bell, most=2)
    intake(DeviceFound(device="a"))
    intake(DeviceFound(device="b"))
    with pytest.raises(HallFault, match="2 reports are not on disk"):
        intake.flush(0.05)
    intake.stored(1)
    intake(DeviceFound(device="c"))
    intake.stored(2)
    intake.flush(0.05)
    intake.close()
    with pytest.raises(HallFault, match="is stopping"):
        intake(DeviceFound(device="d"))
    bell.close()
    bell.ring()


def test_a_message_is_taken_once_and_its_events_go_to_the_disk_together() -> None:
    bell = Doorbell()
    intake = Intake(bell, known=["line 1"])
    two = [(DeviceFound(device="a"), 1.0), (DeviceFound(device="b"), 1.0)]
    assert not intake.once("line 1", two), "an earlier process took it"
    assert intake.once("line 2", two)
    assert not intake.once("line 2", two)
    assert intake.once("line 3", ())
    (unit,) = intake.peek(1)
    assert (unit.events, unit.key) == (tuple(two), "line 2")
    assert [each.key for each in intake.peek(9)] == ["line 2", "line 3"]
    with pytest.raises(msgspec.ValidationError):
        intake.once("line 4", [(DeviceFound(device="two words"), None)])
    assert intake.once("line 4", ()), "what was refused was not taken"
    with pytest.raises(ValueError, match="1 to 200 characters"):
        intake.once("", two)
    bell.close()


@pytest.mark.parametrize(
    "event", [DeviceFound(device="two words"), DeviceFound(device=""), DeviceFound(device="x" * 65), DeviceFound(device="\ud800")]
)
def test_an_event_that_the_page_does_not_allow_is_refused_at_once(event: DeviceFound) -> None:
    bell = Doorbell()
    intake = Intake(bell)
    with pytest.raises(msgspec.ValidationError):
        intake(event)
    assert intake.count == 0
    bell.close()


def test_the_outbox_of_a_run_is_durable(adapter: AdapterProcess, device: ScriptedDevice, hub: PlayedHub) -> None:
    adapter.start()
    device.meet()
    assert hub.until(lambda: bool(hub.events(DeviceFound)))
    adapter.stop()
    with sqlite.connect(adapter.outbox) as db:
        assert db.execute("SELECT count(*) FROM event").fetchone()[0] == 1
        assert db.execute("SELECT value FROM mark WHERE name = 'acked'").fetchone()[0] == "1"
    db.close()
