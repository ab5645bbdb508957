"""A damaged index of today's file is made anew from its entries, whatever page of it is hit; damaged entries refuse the start as before."""

import shutil
from pathlib import Path

import pysqlite3.dbapi2 as dbapi
import pytest

from console.checkpoint import Signer
from console.fault import HallFault
from console.hub import rebuild
from console.hub.journal import Journal, JournalDamaged
from console.hub.verify import verify
from tests.helpers.journals import DAY, HALL, MORNING, drafts, pages_of, reader, spoil

YESTERDAY, TODAY = "2025-11-21", "2025-11-22"
COUNT = 1_500


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed day, and a large one that is open; the signer's key beside them."""
    place = tmp_path_factory.mktemp("written")
    made = place / "journal"
    journal = Journal.open(made, HALL, signer=Signer.load(place / "key"))
    journal.append(drafts(1, 50))
    for first in range(51, 51 + COUNT, 500):
        journal.append(drafts(first, 500, MORNING + DAY + first))
    journal.close()
    return place


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    return tmp_path / "journal"


def opened(folder: Path) -> Journal:
    return Journal.open(folder, HALL, signer=Signer.load(folder.parent / "key"))


@pytest.mark.parametrize("hit", ["root", "first leaf"])
def test_a_damaged_index_is_made_anew_and_every_entry_is_still_there(folder: Path, hit: str) -> None:
    path = folder / f"{TODAY}.sqlite"
    journal = opened(folder)
    truth, head = journal.read(0, 10_000), journal.head
    journal.close()
    spoil(path, pages_of(path, "entry_once")[0 if hit == "root" else 1])
    was = path.read_bytes()
    journal = opened(folder)
    assert journal.rebuilt is not None
    assert (journal.rebuilt.day, journal.rebuilt.copy) == (TODAY, f"{TODAY}.sqlite.damaged-1")
    assert "is damaged" in journal.rebuilt.reason
    assert (journal.read(0, 10_000), journal.head) == (truth, head)
    assert journal.high_water() == {"ups": ("e1", 50 + COUNT)}
    journal.append(drafts(51 + COUNT, 10, MORNING + DAY + 10_000))
    assert journal.verify().is_whole
    journal.close()
    assert (folder / f"{TODAY}.sqlite.damaged-1").read_bytes()[4_096:] == was[4_096:]  # all but the mode in its header
    assert not (folder / rebuild.WORKSHOP).exists()
    again = opened(folder)
    assert again.rebuilt is None
    again.close()


def test_damage_that_only_writing_meets_is_mended_at_the_next_start(folder: Path) -> None:
    path = folder / f"{TODAY}.sqlite"
    spoil(path, pages_of(path, "entry_at")[0])
    journal = opened(folder)
    assert journal.rebuilt is None
    late = drafts(51 + COUNT, 10, MORNING + DAY + 10_000)
    with pytest.raises(JournalDamaged):
        journal.append(late)
    journal.close()
    journal = opened(folder)
    assert journal.rebuilt is not None
    journal.append(late)
    assert journal.verify().is_whole
    journal.close()


@pytest.mark.parametrize("name", ["entry", "segment"])
def test_damaged_entries_refuse_the_start_and_nothing_is_touched(folder: Path, name: str) -> None:
    path = folder / f"{TODAY}.sqlite"
    places = pages_of(path, name)
    spoil(path, places[len(places) // 2])
    spoil(path, pages_of(path, "entry_once")[0] if name == "entry" else places[0])
    was = path.read_bytes()
    with pytest.raises(HallFault, match="is damaged") as fault:
        opened(folder)
    assert "\n" not in str(fault.value)
    assert path.read_bytes() == was
    assert sorted(each.name for each in folder.glob("*damaged*")) == []
    assert not (folder / rebuild.WORKSHOP).exists()


def test_a_damaged_day_before_does_not_have_this_one_made_anew(folder: Path) -> None:
    path = folder / f"{YESTERDAY}.sqlite"
    spoil(path, pages_of(path, "segment")[0])
    for _ in range(2):
        with pytest.raises(HallFault, match=f"{YESTERDAY}.sqlite is damaged"):
            opened(folder)
    assert not list(folder.glob("*.damaged*"))


def test_an_entry_that_was_changed_is_not_given_a_new_file(folder: Path) -> None:
    path = folder / f"{TODAY}.sqlite"
    content = path.read_bytes()
    assert content.count("负载 300".encode()) >= 1
    path.write_bytes(content.replace("负载 300".encode(), "负载 301".encode()))
    spoil(path, pages_of(path, "entry_once")[0])
    with pytest.raises(HallFault, match="is damaged"):
        opened(folder)
    assert not list(folder.glob("*damaged*"))


@pytest.mark.parametrize("step", ["link", "replace"])
def test_a_kill_while_the_new_file_takes_its_place_leaves_a_whole_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = folder / f"{TODAY}.sqlite"
    spoil(path, pages_of(path, "entry_once")[0])

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr({"link": "os.link", "replace": "pathlib.Path.replace"}[step], killed)
        with pytest.raises(KeyboardInterrupt):
            opened(folder)
    journal = opened(folder)
    assert journal.rebuilt is not None
    assert journal.head.seq == 50 + COUNT
    journal.close()
    assert len(list(folder.glob("*damaged*"))) == 1
    beside = reader(str(folder))
    assert verify(beside).is_whole
    beside.close()


def test_a_file_that_another_program_holds_open_is_left_alone(folder: Path) -> None:
    path = folder / f"{TODAY}.sqlite"
    spoil(path, pages_of(path, "entry_once")[0])
    other = dbapi.connect(path)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM segment").fetchone()
    try:
        with pytest.raises(HallFault, match="is damaged"):
            opened(folder)
    finally:
        other.close()
    journal = opened(folder)
    assert journal.rebuilt is not None
    journal.close()
