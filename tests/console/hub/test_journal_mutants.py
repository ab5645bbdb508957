"""The journal's checks can fail: each safeguard taken away makes the check that is named for it fail."""

import gc
from collections.abc import Callable
from pathlib import Path

import pytest

from console import chain
from console.fault import HallFault
from console.hub import sqlite_store
from console.hub.journal import Journal, NotNext
from tests.helpers.journals import DAY, HALL, MORNING, drafts, execute

EVE, TODAY = "2025-11-21", "2025-11-22"


def check_commits_are_synced(folder: Path) -> None:
    journal = Journal.open(folder, HALL)
    try:
        journal.append(drafts(journal.head.seq + 1, 1))
        assert journal._segment is not None
        assert journal._segment.connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    finally:
        journal.close()


def check_nothing_is_written_twice(folder: Path) -> None:
    journal = Journal.open(folder, HALL)
    try:
        journal.append(drafts(journal.head.seq + 1, 5, MORNING + DAY))
        with pytest.raises(NotNext):
            journal.append(drafts(journal.head.seq, 1, MORNING + DAY))
        with pytest.raises(NotNext):
            journal.append(drafts(3, 1, MORNING + DAY))
    finally:
        journal.close()


def check_a_change_is_found(folder: Path) -> None:
    execute(str(folder), EVE, "DROP TRIGGER entry_no_update")
    execute(str(folder), EVE, "UPDATE entry SET source = 'xyz' WHERE seq = 3")
    with pytest.raises(HallFault, match="entry 3"):
        Journal.open(folder, HALL)


def check_rows_cannot_be_changed(folder: Path) -> None:
    with pytest.raises(Exception, match="append-only"):
        execute(str(folder), EVE, "DELETE FROM entry WHERE seq = 3")


def no_sync(_: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sqlite_store, "SYNCHRONOUS", "NORMAL")


def no_sync_and_no_reading_back(folder: Path, patch: pytest.MonkeyPatch) -> None:
    no_sync(folder, patch)
    patch.setattr(sqlite_store, "SYNCHRONOUS_READ_BACK", 1)


def no_unique(folder: Path, _: pytest.MonkeyPatch) -> None:
    journal = Journal.open(folder, HALL)
    journal.append(drafts(journal.head.seq + 1, 5, MORNING + DAY))
    journal.close()
    execute(str(folder), TODAY, "DROP TRIGGER entry_next_only")
    execute(str(folder), TODAY, "DROP INDEX entry_once")


def no_note_of_earlier_days(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Journal, "_note", lambda *_: None)
    patch.setattr("console.hub.segment.Segment.marks", lambda _: iter(()))


def no_source_in_the_leaf(_: Path, patch: pytest.MonkeyPatch) -> None:
    whole = chain.leaf
    patch.setattr(chain, "leaf", lambda row: whole((*row[:3], "", *row[4:])))


def no_trigger(folder: Path, _: pytest.MonkeyPatch) -> None:
    execute(str(folder), EVE, "DROP TRIGGER entry_no_delete")


@pytest.mark.parametrize(
    ("mutate", "check"),
    [
        (no_sync, check_commits_are_synced),
        (no_sync_and_no_reading_back, check_commits_are_synced),
        (no_unique, check_nothing_is_written_twice),
        (no_note_of_earlier_days, check_nothing_is_written_twice),
        (no_source_in_the_leaf, check_a_change_is_found),
        (no_trigger, check_rows_cannot_be_changed),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a check that fails leaves its journal open
def test_a_check_holds_for_the_journal_and_fails_for_the_mutant(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mutate: Callable[[Path, pytest.MonkeyPatch], None],
    check: Callable[[Path], None],
) -> None:
    for name in ("sound", "mutant"):
        folder = tmp_path / name
        if name == "mutant" and mutate is no_source_in_the_leaf:
            mutate(folder, monkeypatch)  # from the first entry on
        journal = Journal.open(folder, HALL)
        journal.append(drafts(1, 10))
        journal.close()
        if name == "sound":
            check(folder)
            continue
        if mutate is not no_source_in_the_leaf:
            mutate(folder, monkeypatch)
        with pytest.raises((HallFault, AssertionError, pytest.fail.Exception)):
            check(folder)
    gc.collect()  # closes it here, and not in another test
