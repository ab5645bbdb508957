"""Peers that are there and do not answer: a frozen hub, a frozen adapter, a console that reads nothing."""

import contextlib
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import psutil

from console import station
from console.hub import keys
from console.model.command import Role
from console.model.event import AdapterLost
from console.wire import LEASE
from tests.helpers.hub import Adapter, HubProcess, closing
from tests.helpers.relay import Relay
from tests.helpers.until import until


def test_a_hub_frozen_for_three_seconds_loses_neither_events_nor_adapters_for_long(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "hall") as hub:
        qms = Adapter(hub.data, "qms")
        with closing(qms):
            qms.join()
            qms.deliver(qms.shows(100))
            hub.signal(signal.SIGSTOP)
            qms.given += qms.shows(1_000)
            end = time.monotonic() + 3
            while time.monotonic() < end:
                qms.pump(0.05)
            assert qms.acked == 100
            hub.signal(signal.SIGCONT)
            qms.deliver([])
            assert [e.sseq for e in hub.entries() if e.source == "qms"] == list(range(1, 1_101))


def test_a_frozen_adapter_is_lost_and_the_others_work_on(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "hall") as hub:
        frozen, lively = Adapter(hub.data, "ups"), Adapter(hub.data, "qms")
        with closing(frozen, lively):
            lively.join()

            def others_work_on() -> bool:
                """Once more where this test itself was held up, and so its lively adapter frozen, too."""
                frozen.join()
                before, spoke_at, longest = len(hub.events(AdapterLost)), time.monotonic(), 0.0
                while not any(event.adapter == "ups" for event in hub.events(AdapterLost)[before:]):
                    lively.deliver(lively.shows(10))
                    longest, spoke_at = max(longest, time.monotonic() - spoke_at), time.monotonic()
                if longest > LEASE / 2:
                    return False
                assert not any(event.adapter == "qms" for event in hub.events(AdapterLost)[before:])
                return True

            until(others_work_on, seconds=90, what="the frozen one to be lost")


def test_a_connection_that_dies_without_a_word_is_found_out_on_both_sides_and_nothing_is_lost(tmp_path: Path) -> None:
    """A half-open TCP connection (reliability.md §2, 5): what was sent into it was accepted, and never came."""
    with HubProcess(tmp_path / "hall") as hub, Relay(hub.where.ingress) as relay:
        who = station.read(keys.issue_local(hub.data, "qms", Role.ADAPTER))
        qms = Adapter(hub.data, "qms", who=msgspec.structs.replace(who, ingress=relay.port))
        with closing(qms):
            qms.join()
            qms.deliver(qms.shows(100))
            relay.let_die()
            qms.given += qms.shows(200)
            for _ in range(5):
                qms.pump(0.02)
            assert qms.acked == 100
            qms.deliver([], 60)
            assert relay.taken >= 2
        assert [e.sseq for e in hub.entries() if e.source == "qms"] == list(range(1, 301))
        assert any(event.adapter == "qms" for event in hub.events(AdapterLost)), "the hub said that it heard nothing"


def test_many_connections_that_say_nothing_are_let_go_and_adapters_are_served(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "hall") as hub:
        assert hub.process is not None
        of_hub = psutil.Process(hub.process.pid)
        qms = Adapter(hub.data, "qms")
        with closing(qms), contextlib.ExitStack() as crowd:
            qms.join()
            before = of_hub.num_fds()
            for _ in range(300):
                crowd.enter_context(socket.create_connection(("127.0.0.1", hub.where.ingress)))
            until(lambda: of_hub.num_fds() >= before + 100, what="the hub to take them")
            qms.deliver(qms.shows(500))
            until(lambda: of_hub.num_fds() < before + 20, seconds=90, what="the hub to let go of them")
            qms.deliver(qms.shows(500))


def is_history(process: psutil.Process) -> bool:
    """One that lives; it may go while it is asked."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE and "console.hub.history" in process.cmdline()
    except psutil.Error:
        return False


def test_the_history_process_is_started_again_when_it_dies(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "hall") as hub:
        assert hub.process is not None

        def children() -> list[psutil.Process]:
            assert hub.process is not None
            return [child for child in psutil.Process(hub.process.pid).children() if is_history(child)]

        until(lambda: children() and hub.where.history)
        port, (first,) = hub.where.history, children()
        first.kill()
        until(lambda: [c for c in children() if c.pid != first.pid])
        assert hub.where.history == port


def test_a_second_hub_on_the_same_directory_is_refused_in_one_line(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "hall") as hub:
        command = [sys.executable, "-m", "console.hub", "--data", str(hub.data), "--ingress", "0", "--control", "0"]
        second = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert second.returncode == 1
        assert second.stderr.strip().splitlines() == [
            f"another hub runs on {hub.data} — stop it first, or name another data directory"
        ]
