"""Every pane on disk keeps the contract of `widgets/pane.py`: its view is pure, and it draws whatever the hall can be."""

import inspect
from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec
import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from console.model.hall import HallConfig
from console.model.state import HallState
from console.session import Desk, Frame, Link, Mode
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk
from widgets import theme as themes
from widgets.pane import AnyPane, find_panes
from widgets.theme import Theme

PANES = find_panes()
Part = TypeVar("Part")


def turned(part: Part) -> Part:
    """The same hall, with each of its mappings in the opposite order: as one desk has it that lived on, another from a snapshot."""
    if isinstance(part, HallConfig):
        return part
    if isinstance(part, Mapping):
        return {key: turned(each) for key, each in reversed(list(part.items()))}  # type: ignore[return-value]
    if isinstance(part, msgspec.Struct):
        return replace(part, **{field: turned(getattr(part, field)) for field in part.__struct_fields__})
    return part


@pytest.fixture
def theme() -> Theme:
    return themes.load("night")


@pytest.fixture
def desk() -> Desk:
    return RememberingDesk()


@pytest.mark.parametrize("pane", PANES.values(), ids=PANES)
def test_the_view_is_a_frozen_value(pane: type[AnyPane]) -> None:
    view = pane.view(Frame(state=HallState(), now=0.0))
    assert isinstance(view, msgspec.Struct)
    assert view.__struct_config__.frozen
    assert pane.view(Frame(state=HallState(), now=0.0)) == view


@pytest.mark.parametrize("sample", [hall.busy, hall.flooded, hall.stale])
def test_every_desk_shows_the_same_of_the_same_hall(sample: Callable[[], Frame]) -> None:
    one = sample()
    other = replace(one, state=turned(one.state))
    assert [id for id, pane in PANES.items() if pane.view(one) != pane.view(other)] == []


@pytest.mark.parametrize("pane", PANES.values(), ids=PANES)
def test_the_module_says_what_it_is(pane: type[AnyPane]) -> None:
    assert inspect.getdoc(inspect.getmodule(pane))
    assert pane.title


@pytest.mark.parametrize("link", Link)
@pytest.mark.parametrize("pane", PANES.values(), ids=PANES)
def test_it_draws_an_empty_hall_whatever_the_link(
    qtbot: QtBot, theme: Theme, desk: Desk, pane: type[AnyPane], link: Link
) -> None:
    widget = pane(desk, theme)
    qtbot.addWidget(widget)
    widget.resize(480, 320)
    widget.show()
    for mode in Mode:
        widget.take_frame(Frame(state=HallState(), now=1.0, mode=mode, link=link, heard_ago=3.0))
        assert widget.fault is None
        assert not widget.grab().isNull()
