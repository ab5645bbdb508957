"""What the journeys share: one demo hall and one desk a file, at the speed that the file asks for."""

from collections.abc import Iterator

import pytest
from PyQt6.QtWidgets import QApplication

from console import demo
from tests.helpers.leader import Leader, at_the_desk


@pytest.fixture(scope="module")
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[demo.Running]:
    """A demo hall at the file's `SPEED`."""
    options = demo.DemoOptions(data=tmp_path_factory.mktemp("demo") / "hall", speed=request.module.SPEED, has_cameras=False)
    started = demo.start(options)
    yield started
    started.stop()


@pytest.fixture(scope="module")
def desk(running: demo.Running, qapp: QApplication) -> Iterator[Leader]:
    """The desk before it."""
    with at_the_desk(running, qapp) as leader:
        yield leader


@pytest.fixture
def leader(desk: Leader) -> Iterator[Leader]:
    """At the live desk, before and after."""
    desk.go_live()
    yield desk
    desk.go_live()
