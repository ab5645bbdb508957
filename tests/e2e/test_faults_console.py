"""Consoles that are killed, frozen or slow, as whole processes before a real hub under load: the hub goes on, and the picture comes back."""

import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from console.hub import keys
from console.model.command import Role
from console.model.event import AdapterEvent, DisplayShowed, HubStarted
from console.model.reduce import reduce
from console.model.state import HallState, state_hash
from tests.helpers.desk_program import Desk, Shown
from tests.helpers.hub import Adapter, HubProcess, closing
from tests.helpers.soak import times
from tests.helpers.until import until
from tests.helpers.xorg import TwoHeads

PATIENCE = 60.0
AT_ONCE = 20
"""Events that the load gives each hundredth of a second, of two adapters together: no hall has so many, and a shared machine bears it."""

AHEAD = 60.0
"""Seconds by which pictures are taken ahead of the hall: a second that a pane has drawn already, it does not draw again."""


class Load(threading.Thread):
    """Two adapters that deliver without a pause until `end`."""

    def __init__(self, data: Path) -> None:
        super().__init__(daemon=True)
        self._data = data
        self._over = threading.Event()
        self._rest = threading.Event()
        self.adapters: list[Adapter] = []
        self.given = 0
        self.longest = 0.0
        """Seconds for which the hub acknowledged nothing."""
        self.fault: BaseException | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.end()

    def run(self) -> None:
        try:
            self.adapters = [Adapter(self._data, "qms"), Adapter(self._data, "field", epoch="f1")]
            with closing(*self.adapters):
                for adapter in self.adapters:
                    adapter.join()
                self._deliver()
        except BaseException as fault:  # noqa: BLE001 (the test's thread says it)
            self.fault = fault

    def _deliver(self) -> None:
        acked, since = 0, time.monotonic()
        while not self._over.is_set():
            for adapter in self.adapters:
                if len(adapter.given) - adapter.acked < 2_000:
                    adapter.given += _shows(adapter)
                adapter.pump()
            now, before = time.monotonic(), acked
            acked = sum(adapter.acked for adapter in self.adapters)
            self.longest, since = max(self.longest, now - since), now if acked > before else since
            self._rest.wait(0.01)
        for adapter in self.adapters:
            adapter.deliver([], PATIENCE)
        self.given = sum(len(adapter.given) for adapter in self.adapters)

    def end(self) -> None:
        """Stop, once all is acknowledged."""
        self._over.set()
        self.join()
        if self.fault is not None:
            raise self.fault


def _shows(adapter: Adapter) -> list[AdapterEvent]:
    device, first = "qms" if adapter.who.name == "qms" else "board-1", len(adapter.given)
    return [DisplayShowed(device=device, text=str(first + place)) for place in range(AT_ONCE // 2)]


@contextmanager
def desk_at(hub: HubProcess, name: str, folder: Path, heads: TwoHeads) -> Iterator[Desk]:
    """Without cameras, whose tiles say how their own link does, and with its voice off, or it says whether it was heard on this machine."""
    station = keys.issue_local(hub.data, name, Role.LEADER)
    with Desk(station, folder / name, heads.env(), "desk_no_cameras", speaks=False) as desk:
        yield desk


def all_show(hub: HubProcess, *desks: Desk) -> float:
    """Wait until desks show the hall as the journal has it, folded here from its first entry on; the hall time of that."""
    state, deadline = HallState(), time.monotonic() + PATIENCE
    while True:
        state = _folded_on(hub, state)
        shown = [desk.until(partial(_is_at, state.seq), f"it shows entry {state.seq}", PATIENCE) for desk in desks]
        if all(each.seq == state.seq for each in shown):
            assert {each.hash for each in shown} == {state_hash(state)}
            return shown[0].now
        assert time.monotonic() < deadline, f"the hub writes on: {state.seq}"


def _folded_on(hub: HubProcess, state: HallState) -> HallState:
    hub.mark = state.seq
    for entry in hub.entries():
        state = reduce(state, entry)
    hub.mark = 0
    return state


def _is_at(seq: int, shown: Shown) -> bool:
    return shown.seq >= seq


def kill_consoles(folder: Path, kills: int, seed: int) -> None:
    """Kill a desk at random `kills` times while two adapters deliver; another desk stays. The hub must not notice, and both show the same."""
    chance = random.Random(seed)
    with ExitStack() as opened:
        hub = opened.enter_context(HubProcess(folder / "hall"))
        heads = opened.enter_context(TwoHeads(folder / "x", manager=None))
        stays, killed = (opened.enter_context(desk_at(hub, name, folder, heads)) for name in ("stays", "killed"))
        stays.live()
        assert hub.process is not None
        process = hub.process.pid
        with Load(hub.data) as load:
            for kill in range(kills):
                if kill % 3 == 0:
                    killed.live()
                elif kill % 3 == 1:
                    killed.until(lambda _: True, "it shows something")  # the third is killed wherever its start has got to
                threading.Event().wait(chance.uniform(0.05, 0.5))
                killed.kill()
                killed.start()
            load.end()
        killed.live()
        now = all_show(hub, stays, killed)
        assert hub.process.pid == process
        assert hub.process.poll() is None
        _nothing_lost(hub, load)
        now += AHEAD
        (seq, one), (other_seq, other) = (desk.picture(folder / desk.log.parent.name, now) for desk in (stays, killed))
        while seq != other_seq:  # the hub wrote on between them
            now = all_show(hub, stays, killed) + AHEAD
            (seq, one), (other_seq, other) = (desk.picture(folder / desk.log.parent.name, now) for desk in (stays, killed))
        assert one.keys() == {"a", "b"}
        assert [id for id in one if one[id] != other[id]] == [], f"windows that look different: see {folder}"


def _nothing_lost(hub: HubProcess, load: Load) -> None:
    entries = hub.entries()
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    for adapter in load.adapters:
        assert [entry.event for entry in entries if entry.source == adapter.who.name] == adapter.given
    assert len(hub.events(HubStarted)) == 1
    assert load.longest < PATIENCE / 2, f"the hub acknowledged nothing for {load.longest:.1f} s"


def test_a_console_that_is_killed_under_load_comes_back_with_the_same_picture(tmp_path: Path) -> None:
    kill_consoles(tmp_path, 3, seed=3)


@pytest.mark.soak
def test_fifty_killed_consoles_come_back_with_the_same_picture(tmp_path: Path) -> None:
    kill_consoles(tmp_path, times(50), seed=4)


def test_a_frozen_console_holds_up_nobody_and_loses_nothing(tmp_path: Path) -> None:
    burst = 1_000
    with (
        HubProcess(tmp_path / "hall") as hub,
        TwoHeads(tmp_path / "x", manager=None) as heads,
        desk_at(hub, "desk", tmp_path, heads) as desk,
    ):
        desk.live()
        assert desk.process is not None
        qms = Adapter(hub.data, "qms")
        with closing(qms):
            qms.join()

            def seconds_for(events: int) -> float:
                begun = time.monotonic()
                qms.deliver(qms.shows(events), PATIENCE)
                return time.monotonic() - begun

            def holds_up_nobody() -> bool:
                """Measured again where other tests took the machine in between."""
                assert desk.process is not None
                while_it_reads = seconds_for(burst)
                desk.process.send_signal(signal.SIGSTOP)
                while_it_does_not = [seconds_for(burst) for _ in range(4)]
                desk.process.send_signal(signal.SIGCONT)
                return min(while_it_does_not) < 10 * while_it_reads

            until(holds_up_nobody, seconds=90, what="the hub takes as much while the console is frozen")
        desk.live()
        all_show(hub, desk)
        assert [entry.event for entry in hub.entries() if entry.source == "qms"] == qms.given
