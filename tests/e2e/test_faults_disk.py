"""Full disk, power cut and a wall clock that jumps, under a real hub with real peers."""

import random
import time
from pathlib import Path

import pytest

from console import wire
from console.hub.journal import Journal
from console.model.command import WriteNote
from console.model.event import AdapterLost, ClockStepped, RecordingLost
from console.model.state import state_hash
from console.wire import LEASE, Admitted, Answer, Nak, Order
from tests.helpers.failing_disk import FailingHub
from tests.helpers.hub import HALL, Adapter, Console, closing, pulse_says
from tests.helpers.soak import times
from tests.helpers.until import until


def test_a_full_disk_stops_acknowledgements_loses_nothing_and_is_told(tmp_path: Path) -> None:
    hub = FailingHub(tmp_path)
    with hub:
        qms, ups, desk = Adapter(hub.data, "qms"), Adapter(hub.data, "ups"), Console(hub.data)
        with closing(qms, ups, desk):
            admitted = desk.enter()
            assert isinstance(admitted, Admitted)
            feed = desk.follow(admitted.feed)
            qms.join()
            ups.join()
            qms.deliver(qms.shows(500))
            hub.full_flag.touch()
            qms.given += qms.shows(20_000)

            def is_told() -> bool:
                """It is soon full: the WAL file has some room left in its last block."""
                qms.pump(0.05)
                heard = [wire.decode_to_console(feed.recv_multipart()[1]) for _ in range(99) if feed.poll(0)]
                return any(isinstance(each, wire.Pulse) and not each.recorded for each in heard)

            until(is_told, what="the hub to say that it records nothing")

            def is_without_credit() -> bool:
                qms.hello()
                qms.pump(0.2)
                qms.sent = qms.acked
                return qms.credit == 0

            until(is_without_credit, what="to be greeted without credit")
            answer = desk._ask_still_there(Order(id="o1", command=WriteNote(text="x"), boot=admitted.boot))
            assert isinstance(answer, Answer)
            assert answer.reason == "not_recording"
            ups.close()
            until(
                lambda: b"adapter.lost" in (hub.data / "spool").read_bytes()[:50_000],
                what="the spool to hold the loss",
            )
            qms.pump()
            assert qms.acked < 20_500
            assert qms.acked <= len([e for e in hub.entries() if e.source == "qms"]), "nothing is acknowledged that is not there"
            hub.full_flag.unlink()
            pulse_says(feed, recorded=True)
            qms.deliver([])
            assert [e.sseq for e in hub.entries() if e.source == "qms"] == list(range(1, 20_501))
            (lost,) = hub.events(RecordingLost)
            assert isinstance(lost, RecordingLost)
            assert lost.spooled >= 1
            assert "ups" in {event.adapter for event in hub.events(AdapterLost)}
            assert hub.stop() == 0


@pytest.mark.parametrize(("fault", "refused"), [("unsynced", ""), ("readonly", "cannot write to")])
def test_a_disk_that_fails_ends_the_hub_before_it_acknowledges_and_the_next_one_goes_on(
    tmp_path: Path, fault: str, refused: str
) -> None:
    """What a failed fsync left on the disk nobody knows; it is not tried again, but read again (reliability.md §2, 19)."""
    hub = FailingHub(tmp_path)
    with hub:
        qms = Adapter(hub.data, "qms")
        with closing(qms):
            qms.join()
            qms.deliver(qms.shows(300))
            (tmp_path / "fault").write_text(fault)
            (tmp_path / "fault").rename(hub.full_flag)
            qms.given += qms.shows(300)
            assert hub.process is not None
            end = time.monotonic() + 90
            while hub.process.poll() is None:
                assert time.monotonic() < end
                qms.pump(0.02)
            assert hub.process.returncode == 1
            assert "the disk failed under" in hub.log.read_text().splitlines()[-1], "one line, no traceback"
            assert qms.acked == 300
            if refused:
                hub.start(wait=False)
                assert hub.process.wait(90) == 1
                assert refused in hub.log.read_text().splitlines()[-1]
            hub.full_flag.unlink()
            hub.start()
            qms.deliver([])
        assert [entry.sseq for entry in hub.entries() if entry.source == "qms"] == list(range(1, 601))
        assert hub.stop() == 0


def test_facts_of_the_hub_survive_a_crash_while_nothing_can_be_written(tmp_path: Path) -> None:
    hub = FailingHub(tmp_path)
    with hub:
        qms, ups = Adapter(hub.data, "qms"), Adapter(hub.data, "ups")
        with closing(qms, ups):
            ups.join()
            qms.join()
            hub.full_flag.touch()
            qms.given += qms.shows(20_000)
            desk = Console(hub.data)
            with closing(desk):
                feed = desk.follow(desk.enter().feed)
                for _ in range(40):
                    qms.pump(0.05)
                pulse_says(feed, recorded=False)
            until(
                lambda: b"adapter.lost" in (hub.data / "spool").read_bytes()[:50_000],
                what="the spool to hold the loss",
            )
            hub.kill()
            hub.full_flag.unlink()
            hub.start()
            assert len(hub.events(RecordingLost)) == 1
            assert "ups" in {event.adapter for event in hub.events(AdapterLost)}


def cut_power_under_load(folder: Path, cuts: int, seed: int, program: tuple[str, ...] = ("-m", "console.hub")) -> None:
    """What was acknowledged before a power cut is there after it, whatever the disk forgot; adapters go on."""
    chance = random.Random(seed)
    hub = FailingHub(folder, forgets=True, program=program)
    with hub:
        for cut in range(cuts):
            qms = Adapter(hub.data, "qms", epoch=f"e{cut}")
            with closing(qms):
                qms.join()
                end = time.monotonic() + chance.uniform(0.3, 0.9)
                last = end + 60
                while time.monotonic() < end or not qms.acked:
                    assert time.monotonic() < last, "nothing is acknowledged"
                    if len(qms.given) - qms.acked < 1_000:
                        qms.given += qms.shows(200)
                    qms.pump(0.001)
                acked = qms.acked
                hub.cut_power()
                hub.start()
                there = [e.sseq for e in hub.entries() if e.epoch == qms.epoch]
                assert there[:acked] == list(range(1, acked + 1)), f"{acked} acknowledged, {len(there)} on the disk"
                qms.deliver([])
                assert [e.sseq for e in hub.entries() if e.epoch == qms.epoch] == list(range(1, len(qms.given) + 1))
        assert hub.stop() == 0
    journal = Journal.open(hub.data / "journal", HALL)
    assert journal.verify().is_whole
    journal.close()


def test_a_power_cut_takes_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    cut_power_under_load(tmp_path, 2, seed=5)


@pytest.mark.soak
def test_ten_power_cuts_take_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    cut_power_under_load(tmp_path, times(10), seed=6)


def test_a_wall_clock_that_jumps_is_told_and_bends_nothing(tmp_path: Path) -> None:
    hub = FailingHub(tmp_path)
    with hub:
        qms = Adapter(hub.data, "qms")
        with closing(qms):
            qms.join()
            spoke_at, longest = time.monotonic(), 0.0  # for how long this test was held up, and so the adapter silent
            for total in (3_600, -3_600, -3_601):
                qms.deliver(qms.shows(20))
                known = len(hub.events(ClockStepped))
                hub.step_clock(total)
                end = time.monotonic() + 60
                while len(hub.events(ClockStepped)) == known:
                    assert time.monotonic() < end
                    qms.deliver(qms.shows(1))
                    longest, spoke_at = max(longest, time.monotonic() - spoke_at), time.monotonic()
            steps = [round(event.step) for event in hub.events(ClockStepped)]
            assert steps == [3_600, -7_200, -1]
            entries = hub.entries()
            times = [entry.at for entry in entries]
            assert times == sorted(times)
            assert longest > LEASE / 2 or not hub.events(AdapterLost), "no lease ran out by the jump"
            after = [e.at for e in entries if e.source == "qms"][-20:]
            assert after[-1] > after[0], "time does not stand after a step back"
            state = hub.entries()
        hub.kill()
        hub.start()
        assert hub.entries()[: len(state)] == state
        assert len({e.at for e in hub.entries()[len(state) :]}) >= 1
    journal = Journal.open(hub.data / "journal", HALL)
    assert state_hash(journal.restore())
    journal.close()


def test_a_nak_for_what_is_not_recorded_names_the_number_to_send_again(tmp_path: Path) -> None:
    hub = FailingHub(tmp_path)
    with hub:
        qms = Adapter(hub.data, "qms")
        with closing(qms):
            qms.join()
            hub.full_flag.touch()
            nak, n = None, 0
            end = time.monotonic() + 60
            while nak is None:
                assert time.monotonic() < end
                n += 1
                qms.tell(n)
                while nak is None and qms.socket.poll(20):
                    message = qms.hear()
                    nak = message if isinstance(message, Nak) else None
            assert nak.reason == "not_recorded"
            assert nak.expect <= n
