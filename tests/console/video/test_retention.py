"""What is let go and what is kept: by days, by bytes, never younger than the minimum, never what is held."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.model.hall import Camera
from console.video.index import State
from console.video.ledger import Entry, Ledger
from console.video.retention import DAY, Retention
from console.video.writing import Writer

NOW = 1_795_000_000.0
SIZE = 1000
"""Bytes of a recording."""
ROOM = 10**12


class Store:
    """Recordings of an hour each, that hold nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = Ledger(folder).open()

    def add(self, camera: str, *ages: float, state: State = State.CLOSED) -> None:
        """Recordings that ended so many days ago."""
        for age in ages:
            path = self.folder / camera / f"{age:08.3f}.mkv"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(bytes(SIZE))
            end = NOW - age * DAY
            self.ledger.begin(
                Entry(
                    camera=camera,
                    stream="main",
                    path=str(path.relative_to(self.folder)),
                    begin=end - 3600,
                    end=end,
                    bytes=SIZE,
                    state=state,
                )
            )
        self.ledger.commit()

    def tidy(self, *cameras: Camera, most: int | None = ROOM, free: int = ROOM, size: int = ROOM, reserve: int = 0) -> int:
        return Retention(self.folder, self.ledger, cameras, most, reserve=reserve).tidy(NOW, free, size)

    def ages(self, camera: str) -> list[float]:
        """Days since the end of what is left of a camera; files and index agree."""
        left = self.ledger.entries_of(camera)
        files = list((self.folder / camera).glob("*.mkv")) if (self.folder / camera).is_dir() else []
        assert {str(path.relative_to(self.folder)) for path in files} == {entry.path for entry in left}
        return [round((NOW - entry.end) / DAY, 3) for entry in left]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path)
    yield made
    made.ledger.close()


def camera(id: str, keep: int = 30, least: int = 0, most_gb: float | None = None) -> Camera:
    return Camera(id=id, main=f"rtsp://{id}/main", keep_days=keep, least_days=least, most_gb=most_gb)


def test_each_camera_keeps_its_own_days(store: Store) -> None:
    store.add("a", 31, 29.9, 8, 1)
    store.add("b", 8, 6.9, 1)
    assert store.tidy(camera("a", 30), camera("b", 7)) == 2 * SIZE
    assert store.ages("a") == [29.9, 8, 1]
    assert store.ages("b") == [6.9, 1]


def test_a_short_kept_camera_is_not_hidden_behind_much_that_is_kept_longer(store: Store) -> None:
    store.add("a", *(20 + n / 1000 for n in range(550)))
    store.add("b", 8)
    assert store.tidy(camera("a", 30), camera("b", 7)) == SIZE
    assert store.ages("b") == []


def test_what_is_held_is_kept_until_it_is_released(store: Store) -> None:
    store.add("a", 40, 39, 38)
    store.ledger.protect("theft", "a", NOW - 39.01 * DAY, NOW - 39 * DAY)
    store.ledger.commit()
    assert store.tidy(camera("a"), most=0) == 2 * SIZE
    assert store.ages("a") == [39]
    store.ledger.release("theft")
    store.ledger.commit()
    store.tidy(camera("a"))
    assert store.ages("a") == []


def test_a_hold_of_one_camera_keeps_nothing_of_another(store: Store) -> None:
    store.add("a", 40)
    store.ledger.protect("theft", "b", 0.0, NOW)
    store.ledger.commit()
    store.tidy(camera("a"), camera("b"))
    assert store.ages("a") == []


def test_a_camera_over_its_bytes_loses_its_oldest_down_to_its_minimum(store: Store) -> None:
    store.add("a", 5, 4, 3, 2, 1, 0.5)
    store.add("b", 5, 4)
    store.tidy(camera("a", most_gb=4 * SIZE / 1e9), camera("b"))
    assert store.ages("a") == [3, 2, 1, 0.5]
    store.tidy(camera("a", least=2, most_gb=SIZE / 1e9), camera("b"))
    assert store.ages("a") == [1, 0.5], "younger than the minimum stays, though it is too much"
    assert store.ages("b") == [5, 4]


def test_over_all_bytes_the_oldest_go_first_whosever_they_are(store: Store) -> None:
    store.add("a", 5, 3, 1)
    store.add("b", 6, 4, 2)
    assert store.tidy(camera("a"), camera("b"), most=3 * SIZE) == 3 * SIZE
    assert (store.ages("a"), store.ages("b")) == ([3, 1], [2])


def test_minimum_and_holds_stand_over_the_bytes_of_all(store: Store) -> None:
    store.add("a", 5, 3, 1)
    store.add("b", 6, 4, 2)
    store.ledger.protect("theft", "b", NOW - 5 * DAY, NOW - 3.9 * DAY)
    store.ledger.commit()
    store.tidy(camera("a", least=4), camera("b", least=3), most=0)
    assert (store.ages("a"), store.ages("b")) == ([3, 1], [4, 2])


def test_without_a_number_of_bytes_a_tenth_of_the_disk_is_left_free(store: Store) -> None:
    store.add("a", 5, 4, 3, 2, 1)
    assert store.tidy(camera("a"), most=None, free=9 * SIZE, size=100 * SIZE) == SIZE
    assert store.tidy(camera("a"), most=None, free=10 * SIZE, size=100 * SIZE) == 0
    assert store.ages("a") == [4, 3, 2, 1]


@pytest.mark.parametrize("most", [ROOM, None], ids=["more bytes than the disk has", "no bytes"])
def test_the_oldest_go_for_the_recording_to_go_on(store: Store, most: int | None) -> None:
    store.add("a", 5, 4, 3, 2, 1)
    store.ledger.protect("theft", "a", NOW - 5.01 * DAY, NOW - 5 * DAY)
    store.ledger.commit()
    store.tidy(camera("a"), most=most, free=3 * SIZE, size=20 * SIZE, reserve=3 * SIZE)
    assert store.ages("a") == [5, 2, 1], "a tenth of the disk over the reserve"
    store.tidy(camera("a"), most=most, free=0, size=20 * SIZE, reserve=20 * SIZE)
    assert store.ages("a") == [5, 2, 1], "there is never so much room"


def test_what_was_outdated_does_not_count_twice(store: Store) -> None:
    store.add("a", 50, 49, 48, 3, 2, 1)
    store.tidy(camera("a"), most=2 * SIZE)
    assert store.ages("a") == [2, 1]


def test_a_camera_that_is_not_in_the_hall_any_more_fades_too(store: Store) -> None:
    store.add("gone", 31, 29, 0.1)
    store.add("a", 30.5, 28)
    store.tidy(camera("a", 60))
    assert store.ages("gone") == [29, 0.1]
    store.tidy(camera("a", 60, least=60), most=0)
    assert store.ages("gone") == []
    assert store.ages("a") == [30.5, 28]


def test_what_is_being_written_is_never_let_go(store: Store) -> None:
    store.add("a", 0.5, state=State.OPEN)
    store.add("a", 1, state=State.RECOVERED)
    store.tidy(camera("a"), most=0)
    assert store.ages("a") == [0.5]


def test_a_file_that_cannot_be_deleted_holds_up_no_other(store: Store) -> None:
    store.add("a", 40, 39)
    stuck = store.folder / "a" / "0040.000.mkv"
    stuck.unlink()
    (stuck / "in the way").mkdir(parents=True)
    assert store.tidy(camera("a")) == SIZE
    assert [entry.path for entry in store.ledger.entries_of("a")] == ["a/0040.000.mkv"]


def test_an_index_that_takes_nothing_ends_the_tidying_and_the_next_one_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add("a", 40, 39)
    store.add("b", 40, 5)
    asked = []

    def locked() -> bool:
        asked.append(True)
        assert len(asked) < 5, "the same page for ever"
        return False

    with monkeypatch.context() as patch:
        patch.setattr(store.ledger, "commit", locked)
        assert store.tidy(camera("a"), camera("b")) == 2 * SIZE
    assert len(asked) == 1, "each attempt may wait seconds for the index, and nothing is recorded meanwhile"
    store.tidy(camera("a"), camera("b"))
    assert (store.ages("a"), store.ages("b")) == ([], [5])


def test_what_is_summed_up_is_summed_up_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add("a", 1, 2)
    sums: list[dict[str, tuple[int, float]]] = []
    look = store.ledger.sums

    def counted() -> dict[str, tuple[int, float]]:
        sums.append(look())
        return sums[-1]

    monkeypatch.setattr(store.ledger, "sums", counted)
    writer = Writer(store.folder, store.ledger, Retention(store.folder, store.ledger, [camera("a")], ROOM), (), lambda: NOW)
    writer._turn(1000.0)
    assert len(sums) == 1
    assert writer.disk.used == 2 * SIZE


def test_empty_folders_go_with_their_files(store: Store) -> None:
    store.add("gone", 40)
    store.tidy(camera("a"))
    assert not (store.folder / "gone").exists()
