"""The desk on a real X server with two monitors, one of which is unplugged and comes back."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.xorg import OUTPUTS, TwoHeads

NOBODY = 65534


@pytest.fixture
def anywhere() -> Iterator[Path]:
    """A folder that any user may write to; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@pytest.mark.parametrize("user", [os.geteuid(), NOBODY if os.geteuid() == 0 else os.geteuid()], ids=["as-it-is", "plain"])
def test_a_monitor_is_unplugged_and_comes_back(anywhere: Path, user: int) -> None:
    with TwoHeads(anywhere, manager=None, user=user) as heads:
        assert heads.heads() == list(OUTPUTS)
        heads.unplug(1)
        assert heads.heads() == [OUTPUTS[0]]
        heads.plug(1)
        assert heads.heads() == list(OUTPUTS)
