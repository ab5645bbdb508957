"""A worker that says nothing is given up, and one that finds no processor is not; real processes, a test's own time."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.video import hired, starved
from console.video.hired import HUNG, START, Hired
from tests.helpers.until import until

TENTH = 0.1


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Hired]:
    options = hired.Options(station=str(tmp_path / "nobody.toml"), recorder="nowhere", store=None, most_memory=1 << 40)
    made = Hired(options)
    made.start(time.monotonic())
    yield made
    made.close(0.0)


def given_up_after(worker: Hired, seconds: float) -> float | None:
    """When it was given up, seconds after its last word; None: not within so many."""
    begun = worker._heard
    for number in range(1, round(seconds / TENTH)):
        worker.look(begun + number * TENTH)
        if worker.line is None:
            return number * TENTH
    return None


def test_a_worker_that_says_nothing_is_given_up(worker: Hired, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starved, "waited", lambda _: 7.0)
    assert given_up_after(worker, START - 1) is None, "it has not begun"
    worker.notice()
    assert given_up_after(worker, 2 * HUNG) == pytest.approx(HUNG, abs=2 * TENTH)


def test_a_worker_that_finds_no_processor_is_given_that_time(worker: Hired, monkeypatch: pytest.MonkeyPatch) -> None:
    waited = iter(range(10_000))
    monkeypatch.setattr(starved, "waited", lambda _: 7.0 + 2 / 3 * TENTH * next(waited))  # it gets a third of the time
    worker.notice()
    assert given_up_after(worker, 2 * HUNG) is None
    worker.notice()
    assert given_up_after(worker, 6 * HUNG) == pytest.approx(3 * HUNG, abs=2 * hired.LATE + 2 * TENTH)


def test_another_process_is_known_to_run(worker: Hired) -> None:
    assert worker.process is not None
    assert starved.waited(worker.process) >= 0.0
    pid = worker.process
    worker.close(0.0)
    until(lambda: starved.waited(pid) == 0.0, what="its account has ended with it")
