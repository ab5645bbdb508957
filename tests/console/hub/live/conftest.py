"""A hub without sockets, and a real one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console import config
from console.clock import FixedClock
from console.hub.core import HubCore
from console.hub.crash import Crashes
from console.hub.journal import Journal
from console.model.hall import HallConfig
from console.wire import Ask, Do
from tests.helpers.hub import PATIENT, HubProcess

MORNING = 1_790_000_000.0


class Kept:
    """An outlet that keeps what left the hub."""

    def __init__(self) -> None:
        self.published: list[int] = []
        self.sent: list[tuple[str, Do | Ask]] = []

    def publish(self, sealed: object) -> None:
        self.published += [each.entry.seq for each in sealed]  # type: ignore[attr-defined]

    def send(self, adapter: str, message: Do | Ask) -> None:
        self.sent.append((adapter, message))


class Bench:
    """A core on a directory that can be left and taken up again."""

    def __init__(self, data: Path, hall: HallConfig, at: float = MORNING) -> None:
        self.data, self.hall = data, hall
        self.clock = FixedClock(at)
        self.open()

    def open(self, boot: int = 0) -> None:
        """As a start of the hub does; `boot` is the number that the hub itself noted last."""
        self.journal = Journal.open(self.data / "journal", self.hall.id, timezone=self.hall.timezone)
        self.outlet = Kept()
        self.core = HubCore(self.journal, self.clock, self.hall, outlet=self.outlet, boot_floor=boot, crashes=Crashes(self.data))
        self.core.start()

    def crash(self) -> None:
        """Leave without a word, and start again."""
        self.journal.close()
        self.open()


@pytest.fixture(scope="session")
def hall() -> HallConfig:
    return config.load_hall()


@pytest.fixture
def bench(tmp_path: Path, hall: HallConfig) -> Iterator[Bench]:
    made = Bench(tmp_path, hall)
    yield made
    made.journal.close()


@pytest.fixture(scope="module")
def shared_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    """One real hub for the tests of a module, patient with them: none of them may stop it."""
    with HubProcess(tmp_path_factory.mktemp("hub") / "hall", program=("-c", PATIENT)) as made:
        yield made


@pytest.fixture
def hub(shared_hub: HubProcess) -> HubProcess:
    """The hub, showing only what is written from now on."""
    shared_hub.mark = 0
    shared_hub.mark = shared_hub.entries()[-1].seq
    return shared_hub
