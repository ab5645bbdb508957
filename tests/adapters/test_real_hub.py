"""Adapter processes, in Python and in Node.js, against the real hub: both killed, orders obeyed, a lost journal healed."""

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from console import station
from console.hub import keys, rotation
from console.model.command import Beep, Role
from console.model.event import (
    AdapterJoined,
    AdapterLost,
    CommandAccepted,
    CommandReported,
    DeviceFound,
    DisplayShowed,
    JournalGapDeclared,
    TicketTaken,
)
from console.wire import Answer, Order
from tests.adapters.conftest import AdapterProcess, ScriptedDevice, wait_until
from tests.adapters.test_check import NODE, node_modules
from tests.helpers.hub import Console, HubProcess, closing

__all__ = ["node_modules"]


def ticket(n: int) -> TicketTaken:
    return TicketTaken(ticket=f"A{n:05d}", business="payment")


@pytest.fixture
def real(tmp_path: Path) -> Iterator[HubProcess]:
    with HubProcess(tmp_path / "data") as hub:
        yield hub


@pytest.fixture
def queue(tmp_path: Path, real: HubProcess, device: ScriptedDevice) -> Iterator[AdapterProcess]:
    """The hall's queue system, played by the scripted device."""
    made = AdapterProcess(tmp_path, keys.issue_local(real.data, "qms", Role.ADAPTER), "qms", device, device="qms")
    yield made
    made.close()


def journalled(hub: HubProcess) -> list[str]:
    return [entry.event.ticket for entry in hub.entries() if isinstance(entry.event, TicketTaken)]


def test_killed_adapter_and_killed_hub_lose_and_repeat_nothing(
    real: HubProcess, queue: AdapterProcess, device: ScriptedDevice
) -> None:
    chance = random.Random(4)
    safe: list[str] = []
    sent = 0
    for round_ in range(4):
        if queue.process is None or queue.process.poll() is not None:
            queue.start()
            device.meet()
        killed_in = chance.randrange(5)
        for burst in range(5):
            group = [ticket(sent + k) for k in range(100)]
            sent += 100
            try:
                device.tell(*group)
            except OSError:
                break
            if burst == killed_in:
                (queue if round_ % 2 else real).kill()
                if round_ % 2 == 0:
                    real.start()
            if not device.taken(100):
                break
            safe += [event.ticket for event in group]
    if queue.process is not None and queue.process.poll() is not None:
        queue.start()
    assert wait_until(lambda: set(safe) <= set(journalled(real))), queue.said()
    found = journalled(real)
    assert len(found) == len(set(found)), "twice"
    assert len(safe) >= 500
    numbers = [entry.sseq for entry in real.entries() if entry.source == "qms"]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_hub_put_back_to_an_old_copy_is_filled_up_again(
    real: HubProcess, queue: AdapterProcess, device: ScriptedDevice, tmp_path: Path
) -> None:
    queue.start()
    device.meet()
    device.tell(*[ticket(n) for n in range(50)])
    assert wait_until(lambda: len(journalled(real)) == 50), queue.said()
    assert real.stop() == 0
    shutil.copytree(real.data / "journal", tmp_path / "copy")
    real.start()
    device.tell(*[ticket(n) for n in range(50, 150)])
    assert wait_until(lambda: len(journalled(real)) == 150), queue.said()
    real.kill()
    shutil.rmtree(real.data / "journal")
    shutil.copytree(tmp_path / "copy", real.data / "journal")
    real.start()
    assert wait_until(lambda: journalled(real) == [f"A{n:05d}" for n in range(150)]), queue.said()
    gaps = [event for event in real.events(JournalGapDeclared) if isinstance(event, JournalGapDeclared) and event.source == "qms"]
    assert gaps, "what was missing is on record"
    assert "the hub lost events" in queue.said()


def is_lost(hub: HubProcess) -> bool:
    """Whether the last word about the adapter is that it is gone."""
    words = [entry.event for entry in hub.entries() if isinstance(entry.event, AdapterJoined | AdapterLost)]
    return isinstance(words[-1], AdapterLost)


def test_leaving_and_dying_are_seen_in_the_journal(real: HubProcess, queue: AdapterProcess, device: ScriptedDevice) -> None:
    queue.start()
    device.meet()
    assert wait_until(lambda: bool(real.events(DeviceFound))), queue.said()
    for _ in range(5):  # on a machine that holds it up for a second it ends without a word
        queue.stop()
        assert wait_until(lambda: is_lost(real))
        if real.events(AdapterLost)[-1] == AdapterLost(adapter="qms", reason="bye"):
            break
        queue.start()
        assert wait_until(lambda: not is_lost(real))
    else:
        pytest.fail("it never said goodbye")
    queue.start()
    assert wait_until(lambda: not is_lost(real))
    queue.kill()
    assert wait_until(lambda: is_lost(real))
    assert "silent" in real.events(AdapterLost)[-1].reason


@pytest.mark.usefixtures("node_modules")
def test_an_adapter_in_nodejs_reports_and_obeys(real: HubProcess, tmp_path: Path) -> None:
    file = keys.issue_local(real.data, "panels", Role.ADAPTER)
    (tmp_path / "outbox").mkdir()
    effects = tmp_path / "effects.txt"
    command = ["node", str(NODE / "adapter.js"), str(file), str(tmp_path / "outbox"), "panel-1"]
    program = subprocess.Popen(command, env={**os.environ, "HALLWATCH_EFFECTS": str(effects), "TICKS": "50"})
    try:
        assert wait_until(lambda: bool(real.events(DeviceFound)))
        console = Console(real.data)
        with closing(console):
            admitted = console.enter()
            order = Order(id="order-1", command=Beep(device="panel-1"), boot=admitted.boot)
            answers = [console._ask_still_there(order) for _ in range(5)]
        assert answers == [Answer(id="order-1", accepted=True)] * 5
        assert wait_until(lambda: real.events(CommandReported) == [CommandReported(id="order-1", done=True, detail="beeped")])
        assert len(real.events(CommandAccepted)) == 1
        assert effects.read_text() == "beep\n"
        program.kill()
        program.wait()
        assert len(real.events(DeviceFound)) == 1, "told at a start"
        program = subprocess.Popen(command)
        assert wait_until(lambda: len(real.events(DeviceFound)) == 2)
        numbers = [entry.sseq for entry in real.entries() if entry.source == "panel-1"]
        assert numbers == list(range(1, len(numbers) + 1))
        program.terminate()
        assert program.wait(60) == 0
    finally:
        if program.poll() is None:
            program.kill()
        program.wait()


@pytest.mark.usefixtures("node_modules")
def test_adapters_in_python_and_nodejs_follow_their_hub_to_another_key(
    real: HubProcess, queue: AdapterProcess, device: ScriptedDevice, tmp_path: Path
) -> None:
    files = {
        "qms": keys.issue_local(real.data, "qms", Role.ADAPTER),
        "panels": keys.issue_local(real.data, "panels", Role.ADAPTER),
    }
    (tmp_path / "node").mkdir()
    queue.start()
    device.meet()
    program = subprocess.Popen(["node", str(NODE / "adapter.js"), str(files["panels"]), str(tmp_path / "node"), "panel-1"])
    try:
        assert wait_until(lambda: len(real.events(AdapterJoined)) == 2), queue.said()
        coming = rotation.begin(real.data).next
        assert coming is not None
        assert wait_until(lambda: not rotation.behind(keys.read_hub_key(real.data), keys.load_table(real.data).stations))
        for path in files.values():
            assert station.read(path).next_hub_key == coming.public
        rotation.finish(real.data)
        assert wait_until(lambda: all(station.read(path).hub_key == coming.public for path in files.values())), queue.said()
        device.tell(ticket(1))
        assert wait_until(lambda: journalled(real) == ["A00001"]), queue.said()
        for path in files.values():
            assert station.read(path).next_hub_key is None
            assert path.stat().st_mode & 0o777 == 0o600
    finally:
        program.kill()
        program.wait()


def test_events_about_anothers_device_are_refused_and_the_rest_goes_on(
    real: HubProcess, queue: AdapterProcess, device: ScriptedDevice
) -> None:
    queue.start()
    device.meet()
    device.tell(DisplayShowed(device="ups-1", text="not mine"), ticket(1))
    assert wait_until(lambda: journalled(real) == ["A00001"]), queue.said()
    assert wait_until(lambda: "for good: not_yours" in queue.said())
    assert real.events(DisplayShowed) == []
