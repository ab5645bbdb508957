"""Every answer to a console is one frame: a hub that dies behind it leaves its reader neither waiting nor aborted."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
import zmq

from console import station, wire
from console.feed import HistoryFeed, LiveFeed
from console.hub import keys
from console.model.command import Role
from console.session import Link
from tests.helpers.hub import HubProcess
from tests.helpers.program import ROOT
from tests.helpers.until import until

READER = """
import sys, zmq
from pathlib import Path
from console import station, wire
who = station.read(Path(sys.argv[1]))
socket = zmq.Context().socket(zmq.DEALER)
station.secure(socket, who)
monitor = socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
socket.connect(f"tcp://{who.host}:{sys.argv[2]}")
def ask(message):
    assert socket.poll(60_000, zmq.POLLOUT)
    socket.send(wire.encode(message))
    assert socket.poll(60_000)
if sys.argv[3] == "control":
    ask(wire.Enter(protocol=wire.PROTOCOL, station=who.name))
    socket.recv()
ask(wire.Fetch())
first = socket.recv()
print("read", flush=True)
sys.stdin.readline()  # the hub is killed here
assert monitor.poll(60_000)
socket.getsockopt(zmq.EVENTS)  # libzmq takes note of the lost connection, and of all that came over it
try:
    socket.recv(zmq.NOBLOCK)
except zmq.Again:
    print("whole", wire.unpack_state(wire.decode_to_console(first).state).seq, flush=True)
"""
"""In a process of its own: libzmq 4.3.5 aborts it when a connection breaks between two frames of a message (`fq.cpp:80`)."""


@pytest.mark.parametrize("where", ["control", "history"])
def test_a_hub_that_dies_behind_its_answer_leaves_the_reader_whole(tmp_path: Path, where: str) -> None:
    with HubProcess(tmp_path / "hall") as hub:
        until(lambda: hub.where.history, seconds=60, what="the history process to listen")
        desk = keys.issue_local(hub.data, "desk", Role.LEADER)
        command = [sys.executable, "-c", READER, str(desk), str(getattr(hub.where, where)), where]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as reader:
            assert reader.stdin
            assert reader.stdout
            assert reader.stdout.readline() == "read\n"
            hub.kill()
            assert reader.communicate("killed\n", timeout=90)[0].startswith("whole ")
        assert reader.returncode == 0


def test_feeds_come_back_and_close_in_time_however_often_the_hub_is_killed_while_it_answers(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "hall") as hub:
        desk = keys.issue_local(hub.data, "desk", Role.LEADER)
        live = LiveFeed(desk)
        past = HistoryFeed(desk, live.history_port)
        for _ in range(2):
            until(lambda: live.latest().link is Link.GOOD, seconds=60, what="the live feed to follow")
            last = [past.seek(live.latest().state.at - ago) for ago in (0.5, 0.1, 0.0)][-1]
            hub.kill()
            hub.start()
            until(partial(_shows, past, last), seconds=60, what="the past to answer")
        live.close()
        past.close()


def _shows(past: HistoryFeed, visit: int) -> bool:
    return past.latest().visit == visit


def test_a_socket_that_nobody_answers_does_not_wait_for_ever(tmp_path: Path) -> None:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    socket = context.socket(zmq.DEALER)
    station.secure(socket, station.read(keys.issue_local(tmp_path, "desk", Role.LEADER)))
    assert {socket.getsockopt(option) for option in (zmq.RCVTIMEO, zmq.SNDTIMEO)} == {station.DEADLINE_MS}
    context.destroy(0)


def test_a_snapshot_says_its_state_in_the_one_frame() -> None:
    assert wire.Snapshot.__struct_fields__ == ("seq", "at", "hash", "state")
