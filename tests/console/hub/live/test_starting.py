"""A hub that must read a large journal first: it is there, says how far it is, and takes up the hall as it was."""

from pathlib import Path

from console import wire
from console.feed import LiveFeed
from console.hub import keys
from console.hub.core import rebuilt
from console.hub.journal import Journal
from console.model.command import Role, WriteNote
from console.model.state import state_hash
from console.session import Link
from tests.helpers.hub import HALL, Adapter, Console, HubProcess, closing
from tests.helpers.until import until

SLOW = """
import itertools, os, sys, threading
from pathlib import Path
from console.hub import __main__ as program
from console.hub.archive import Archive

flag, pause, read, reads = Path(os.environ["SLOW"]), threading.Event(), Archive.read, itertools.count()

def slowly(self, after, limit=2_000, until=None):
    if not flag.exists():
        return read(self, after, limit, until)
    pause.wait(0.05 if next(reads) < 100 else 0.4)
    return read(self, after, 1, until)

Archive.read = slowly
sys.exit(program.main())
"""
"""The hub, reading entry by entry as long as there is a file: a minute and a half for three hundred, or more."""


def test_a_hub_that_reads_its_journal_says_how_far_it_is_and_then_goes_on(tmp_path: Path) -> None:
    flag = tmp_path / "slow"
    hub = HubProcess(tmp_path / "hall", program=("-c", SLOW), env={"SLOW": str(flag)})
    with hub:
        qms = Adapter(hub.data, "qms")
        feed = LiveFeed(keys.issue_local(hub.data, "desk", Role.LEADER))
        until(lambda: feed.latest().link is Link.GOOD, seconds=60, what="the hall to be shown")
        with closing(qms):
            qms.join()
            qms.deliver(qms.shows(300))
            hub.kill()
            flag.touch()
            hub.start(wait=False)
            qms.given += qms.shows(50)
            shares: set[float] = set()

            def far() -> bool:
                if feed.latest().link is Link.STARTING:
                    shares.add(feed.latest().starting)
                qms.pump()
                return len(shares) >= 3

            until(far, seconds=60, what="the desk to be told three times")
            assert all(0 < share < 1 for share in shares)
            with closing(desk := Console(hub.data, name="other")):
                for message in (wire.Sync(after=0), wire.Beat(), b"nonsense"):
                    assert isinstance(desk.ask(message), wire.Starting), "whatever is asked"
            assert qms.acked == 300, "nothing is acknowledged that nobody has folded"
            flag.unlink()
            qms.deliver([])
            until(
                lambda: feed.latest().link is Link.GOOD and feed.latest().state.boot == 2,
                seconds=60,
                what="the hall to be shown again",
            )
            id = feed.order(WriteNote(text="回来了"))
            until(lambda: id in feed.latest().state.orders)
        feed.close()
        assert [entry.sseq for entry in hub.entries() if entry.source == "qms"] == list(range(1, 351))
        assert hub.stop() == 0
    journal = Journal.open(hub.data / "journal", HALL)
    assert state_hash(journal.restore()) == state_hash(rebuilt(journal))
    journal.close()
