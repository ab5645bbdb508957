"""The set-up of a grid: tours that wait while they are used, sound that ends with its tile, the hotspot, where something moves."""

import pytest

from widgets.video_board import REST, Board
from widgets.video_slots import Arrangement, Saved, Slot, Tour

SIX = tuple(f"cam-{n}" for n in range(1, 7))
TOURING = Arrangement(slots=(Slot(camera="cam-6"), Slot(tour=Tour(cameras=SIX[:3], seconds=10.0)), Slot(is_hotspot=True), Slot()))


@pytest.fixture
def board() -> Board:
    made = Board()
    made.follow(SIX, ())
    made.take_up(Saved(now=TOURING))
    made.tick(REST, is_seen=True)
    return made


def cameras(board: Board) -> list[str]:
    return [face.camera for face in board.shown()]


def test_a_tour_waits_while_one_hears_it_or_looks_back_at_it(board: Board) -> None:
    board.sound = "cam-1"
    board.tick(REST + 12, is_seen=True)
    assert cameras(board)[1] == "cam-1"
    board.sound = ""
    board.look_back("cam-1", REST + 12)
    board.tick(REST + 24, is_seen=True)
    assert cameras(board)[1] == "cam-1"
    board.look_back("cam-1", REST + 24)
    board.tick(REST + 36, is_seen=True)
    assert cameras(board)[1] == "cam-2"


def test_a_tour_goes_on_while_another_tile_is_heard(board: Board) -> None:
    board.sound = "cam-6"
    board.tick(REST + 12, is_seen=True)
    assert cameras(board)[1] == "cam-2"
    assert board.sound == "cam-6"


def test_sound_ends_with_its_tile_and_does_not_come_back_by_itself(board: Board) -> None:
    board.point(["cam-5"], REST)
    board.sound = "cam-5"
    board.tick(REST + 1, is_seen=True)
    assert board.sound == "cam-5"
    board.point(["cam-4"], REST + 1)
    board.tick(REST + 2, is_seen=True)
    board.point(["cam-5"], REST + 2)
    assert board.sound == ""


def test_the_hotspot_shows_what_is_selected_also_where_it_has_a_tile(board: Board) -> None:
    assert board.point(["cam-6"], REST)
    assert cameras(board) == ["cam-6", "cam-1", "cam-6", ""]
    assert board.is_lit("cam-6")


def test_where_something_moves_stays_in_its_tile_while_others_come_and_go(board: Board) -> None:
    board.set_count(4)
    board.only_lively()
    seen = []
    for lively in (("cam-2",), ("cam-2", "cam-5"), ("cam-1", "cam-5"), ("cam-1", "cam-3", "cam-5"), ()):
        board.follow(SIX, (), lively)
        seen.append(cameras(board))
    assert seen == [
        ["cam-2", "", "", ""],
        ["cam-2", "cam-5", "", ""],
        ["cam-1", "cam-5", "", ""],
        ["cam-1", "cam-5", "cam-3", ""],
        ["", "", "", ""],
    ]


def test_an_overview_is_left_as_it_was_come_to(board: Board) -> None:
    board.only_lively()
    board.keep_as("night")
    board.start_over()
    assert cameras(board) == list(SIX)
    board.use("night")
    assert not any(cameras(board))
    board.set_tour(0, SIX, 10.0)
    assert cameras(board)[0] == "cam-1"
