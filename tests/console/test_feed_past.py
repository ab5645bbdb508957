"""Any moment of the past is shown as it was live, with nothing that came later; against the real history process."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import zmq

from console import station, wire
from console.feed import HistoryFeed
from console.follow import RECENT
from console.hub import keys
from console.hub.journal import Draft, Journal
from console.model.command import Role
from console.model.event import NoteWritten
from console.model.reduce import reduce
from console.model.state import HallState, state_hash
from console.session import Past
from tests.helpers.program import is_running
from tests.helpers.soak import times
from tests.helpers.streams import MORNING, opening, small_hall, visits
from tests.helpers.until import until

ROOT = Path(__file__).parent.parent.parent


class Day:
    """A morning's journal, and what the state hashed to after each entry."""

    def __init__(self, data: Path, customers: int) -> None:
        self.data = data
        self.hall = small_hall()
        data.mkdir(parents=True)
        self.journal = Journal.open(data / "journal", self.hall.id)
        self.hashes: list[tuple[float, int, str]] = [(0.0, 0, state_hash(HallState()))]
        told = [(MORNING - 60.0, event) for event in opening(self.hall)]
        told += sorted(visits(self.hall, customers=customers), key=lambda each: each[0])
        drafts = [Draft(at=at, source="hub", epoch="e1", sseq=number, event=event) for number, (at, event) in enumerate(told, 1)]
        state = HallState()
        for start in range(0, len(drafts), 200):
            for sealed in self.journal.append(drafts[start : start + 200]):
                state = reduce(state, sealed.entry)
                self.hashes.append((sealed.entry.at, state.seq, state_hash(state)))
            self.journal.snapshot(state)
        self.first, self.last = self.hashes[1][0], self.hashes[-1][0]

    def live_hash(self, at: float) -> str:
        """What the state hashed to, live, at hall time `at`."""
        return max((each for each in self.hashes if each[0] <= at), key=lambda each: each[1])[2]


class Program:
    """`python -m console.hub.history`."""

    def __init__(self, day: Day, *more: str) -> None:
        command = [sys.executable, "-m", "console.hub.history", "--data", str(day.data), "--hall", day.hall.id, *more]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def end(self, *, kill: bool = False) -> int:
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        with self.process:
            return self.process.wait(60)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    made = Day(tmp_path_factory.mktemp("past") / "data", 120)
    yield made
    made.journal.close()


@pytest.fixture(scope="module")
def desk(day: Day) -> Path:
    path = keys.issue_local(day.data, "desk", Role.LEADER)
    found = station.read(path)
    fixed = station.Station(
        name=found.name, role=found.role, host="127.0.0.1", ingress=1, control=1, hub_key=found.hub_key, public_key=found.public_key,
        secret_key=found.secret_key,
    )  # fmt: skip
    station.write(path, fixed)
    return path


@pytest.fixture(scope="module")
def program(day: Day) -> Iterator[Program]:
    running = Program(day)
    yield running
    assert running.end() == 0


@pytest.fixture
def past(desk: Path, program: Program) -> Iterator[HistoryFeed]:
    feed = HistoryFeed(desk, lambda: program.port)
    yield feed
    feed.close()


def sought(feed: HistoryFeed, at: float) -> Past:
    visit = feed.seek(at)
    until(lambda: feed.latest().visit == visit)
    return feed.latest()


@pytest.mark.parametrize("times", [100, pytest.param(times(1_000), marks=pytest.mark.soak)])
def test_the_replayed_state_is_what_live_had_at_that_time(past: HistoryFeed, day: Day, times: int) -> None:
    chance = random.Random(3)
    for _ in range(times):
        at = chance.uniform(day.first - 5, day.last + 5) if chance.random() < 0.7 else chance.choice(day.hashes[1:])[0]
        shown = sought(past, at)
        assert len(shown.recent) <= min(RECENT, shown.state.seq), "the log may come a moment later"
        until(lambda shown=shown: len(past.latest().recent) == min(RECENT, shown.state.seq))  # type: ignore[misc]
        shown = past.latest()
        assert shown.now == at
        assert state_hash(shown.state) == day.live_hash(at)
        assert all(entry.at <= at for entry in shown.recent)
        assert shown.state.at <= max(at, 0.0)
        seqs = [entry.seq for entry in shown.recent]
        assert seqs[-1:] == ([shown.state.seq] if shown.state.seq else [])
        assert seqs == list(range(seqs[0], seqs[0] + len(seqs))) if seqs else shown.state.seq == 0


def test_playing_shows_each_moment_as_it_was_and_nothing_later(past: HistoryFeed, day: Day) -> None:
    begin = day.first + 100
    sought(past, begin)
    past.bound(begin + 45)
    past.play(30.0)
    seen = set()
    while (shown := past.latest()).now < begin + 45:
        seen.add(shown.state.seq)
        assert shown.state.at <= shown.now
        assert all(entry.at <= shown.now for entry in shown.recent)
        assert state_hash(shown.state) == day.live_hash(shown.now)
    assert past.latest().now == begin + 45, "it does not play past the present"
    past.pause()
    until(lambda: past.latest().speed == 0)
    assert state_hash(past.latest().state) == day.live_hash(begin + 45)


@pytest.mark.parametrize("speed", [0.5, 2.0, 60.0])
def test_it_plays_at_the_speed_that_was_asked_for(past: HistoryFeed, day: Day, speed: float) -> None:
    def is_right() -> bool:
        """Measured once more where this test was held up between two looks at its clocks."""
        sought(past, day.first + 100)
        past.bound(day.last)
        past.play(speed)
        until(lambda: past.latest().now > day.first + 100)
        begun, mono = past.latest().now, time.monotonic()
        until(lambda: time.monotonic() - mono > 0.5)
        played, took = past.latest().now - begun, time.monotonic() - mono
        return played == pytest.approx(took * speed, rel=0.25)

    until(is_right, what=f"the past to be played at {speed}")


def test_what_is_written_while_it_plays_is_shown(past: HistoryFeed, day: Day) -> None:
    """Play runs up to the present, and goes on with it."""
    end = day.last
    sought(past, end - 1)
    past.bound(end + 5)
    past.play(20.0)
    until(lambda: past.latest().now == end + 5)
    assert state_hash(past.latest().state) == day.live_hash(end)
    draft = Draft(at=end + 2, source="hub", epoch="e2", sseq=1, event=NoteWritten(by="an", text="spät"))
    (sealed,) = day.journal.append([draft])
    state = reduce(day.journal.archive.state_upto(sealed.entry.seq - 1), sealed.entry)
    day.hashes.append((sealed.entry.at, state.seq, state_hash(state)))
    day.last = sealed.entry.at
    until(lambda: [entry.seq for entry in past.latest().recent[-1:]] == [sealed.entry.seq])
    assert state_hash(past.latest().state) == day.live_hash(end + 5)


def test_only_the_last_of_many_wishes_is_fulfilled(past: HistoryFeed, day: Day) -> None:
    for at in range(200):
        visit = past.seek(day.first + at)
    until(lambda: past.latest().visit == visit)
    assert past.latest().now == day.first + 199
    assert state_hash(past.latest().state) == day.live_hash(day.first + 199)


def test_before_the_first_entry_there_is_nothing(past: HistoryFeed, day: Day) -> None:
    shown = sought(past, day.first - 1)
    assert shown.state == HallState()
    assert shown.recent == ()
    until(lambda: past.latest().first == day.first)


def test_a_history_process_that_died_is_said_and_its_successor_is_used(day: Day, desk: Path) -> None:
    first = Program(day)
    port = [first.port]
    feed = HistoryFeed(desk, lambda: port[0])
    sought(feed, day.first + 10)
    first.end(kill=True)
    visit = feed.seek(day.first + 20)
    until(lambda: feed.latest().why != "")
    assert feed.latest().visit < visit
    assert feed.latest().now == day.first + 10, "what was shown stays"
    second = Program(day)
    port[0] = second.port
    until(lambda: feed.latest().visit == visit)
    assert state_hash(feed.latest().state) == day.live_hash(day.first + 20)
    assert feed.latest().why == ""
    feed.close()
    second.end()


def test_the_history_process_ends_with_the_one_that_started_it(day: Day) -> None:
    program = (
        "import os, subprocess, sys\n"
        f"command = [sys.executable, '-m', 'console.hub.history', '--data', {str(day.data)!r}, '--hall', {day.hall.id!r},"
        " '--parent', str(os.getpid())]\n"
        "child = subprocess.Popen(command, stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "os._exit(9)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=ROOT) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
    until(lambda: not is_running(pid), what="the history process ends too")


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (b"", "malformed"),
        (b"\xff\xfe", "malformed"),
        (b'{"type":"between","after":0,"until":1,"limit":5001}', "malformed"),
        (b'{"type":"between","after":-1,"until":1}', "malformed"),
        (b'{"type":"fetch","before":0,"more":1}', "malformed"),
        (b'{"type":"order","id":"x","command":{"do":"beep","device":"p"},"boot":1}', "not_here"),
        (b"[" * 60_000, "malformed"),
    ],
)
def test_a_wrong_question_is_refused_and_harms_nobody(
    past: HistoryFeed, day: Day, desk: Path, program: Program, request_: bytes, code: str
) -> None:
    here = station.read(desk)
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    socket = context.socket(zmq.DEALER)
    station.secure(socket, here)
    socket.connect(f"tcp://127.0.0.1:{program.port}")
    assert socket.poll(60_000, zmq.POLLOUT)
    socket.send(request_)
    assert socket.poll(60_000)
    answer = wire.decode_to_console(socket.recv())
    assert isinstance(answer, wire.Refuse)
    assert answer.code == code
    context.destroy(0)
    assert state_hash(sought(past, day.first + 30).state) == day.live_hash(day.first + 30)


def test_an_adapter_and_a_stranger_are_not_told_the_past(day: Day, program: Program) -> None:
    adapter = station.read(keys.issue_local(day.data, "qms", Role.ADAPTER))
    stranger = keys.curve_pair()
    for public, secret, is_told in ((adapter.public_key, adapter.secret_key, True), (stranger.public, stranger.secret, False)):
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        socket = context.socket(zmq.DEALER)
        station.secure(socket, msgspec.structs.replace(adapter, public_key=public, secret_key=secret))
        socket.connect(f"tcp://127.0.0.1:{program.port}")
        if not is_told:
            assert not socket.poll(700, zmq.POLLOUT), "the handshake fails"
        else:
            assert socket.poll(60_000, zmq.POLLOUT)
            socket.send(wire.encode(wire.Span()))
            assert socket.poll(60_000)
            answer = wire.decode_to_console(socket.recv())
            assert isinstance(answer, wire.Refuse)
            assert answer.code == "role"
        context.destroy(0)
