"""The desk on a real X server with two monitors, one of which is unplugged and comes back."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.hub import keys
from console.model.command import Role
from tests.helpers.desk_program import Desk, Shown, Window
from tests.helpers.hub import HubProcess
from tests.helpers.xorg import OUTPUTS, SIZE, TwoHeads

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


# --- the desk ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    with HubProcess(tmp_path_factory.mktemp("hub") / "hall") as hub:
        yield hub


@pytest.fixture
def heads(tmp_path: Path) -> Iterator[TwoHeads]:
    with TwoHeads(tmp_path / "x") as heads:
        yield heads


def heads_of(shown: Shown) -> dict[str, int]:
    """On which head each shown window stands, by its middle; -1: on none."""
    return {id: _head_of(window) for id, window in shown.seen().items()}


def _head_of(window: Window) -> int:
    left, top, width, height = window.area
    middle = left + width // 2, top + height // 2
    places = [head for head in range(2) if head * SIZE[0] <= middle[0] < (head + 1) * SIZE[0] and 0 <= middle[1] < SIZE[1]]
    return places[0] if places else -1


def test_the_desk_makes_do_with_one_monitor_and_is_itself_again_with_two(
    hub: HubProcess, heads: TwoHeads, tmp_path: Path
) -> None:
    station = keys.issue_local(hub.data, "desk", Role.LEADER)
    with Desk(station, tmp_path / "desk", heads.env()) as desk:
        desk.live()
        both = desk.until(lambda shown: heads_of(shown) == {"a": 0, "b": 1}, "a window on each head")
        desk.tell(select=("counter", "c3"))
        heads.unplug(1)
        one = desk.until(lambda shown: heads_of(shown) == {"single": 0}, "all in one window")
        panes = {pane for window in both.seen().values() for pane in window.panes}
        assert panes <= set(one.seen()["single"].panes), "what was on two monitors can be reached on one"
        assert one.selected == ("counter", "c3")
        heads.plug(1)
        again = desk.until(lambda shown: heads_of(shown) == {"a": 0, "b": 1}, "a window on each head again")
        assert {id: each.area for id, each in again.seen().items()} == {id: each.area for id, each in both.seen().items()}
        assert (again.selected, again.link, again.mode) == (("counter", "c3"), "good", "live")


def test_a_desk_started_on_the_second_monitor_grows_onto_the_first(hub: HubProcess, heads: TwoHeads, tmp_path: Path) -> None:
    heads.unplug(0)
    with Desk(keys.issue_local(hub.data, "desk", Role.LEADER), tmp_path / "desk", heads.env()) as desk:
        desk.until(lambda shown: heads_of(shown) == {"single": 0}, "all in one window: alone, a head stands at the left")
        heads.plug(0)
        heads.plug(1)
        desk.until(lambda shown: sorted(heads_of(shown).values()) == [0, 1], "a window on each head")
        heads.unplug(0)
        desk.until(lambda shown: heads_of(shown) == {"single": 0}, "all in one window again")
        assert desk.live().seen()
