"""What stands in the tiles: arrangements, tours, hotspot, alarms; grids on whole pixels; what is kept and read back."""

import pytest
from PyQt6.QtCore import QRectF

from widgets.video_slots import (
    COUNTS,
    HOTSPOT_STEP,
    RATIO,
    Arrangement,
    Saved,
    Slot,
    Tour,
    Turn,
    Why,
    arrange,
    count_for,
    decode,
    encode,
    next_count,
    overview,
    resize,
    rows,
    shown,
)

SIX = tuple(f"cam-{n}" for n in range(1, 7))
FORTY = tuple(f"cam-{n}" for n in range(1, 41))


def faces(arrangement: Arrangement, known: tuple[str, ...] = SIX, **turn: object) -> list[tuple[str, Why]]:
    return [(face.camera, face.why) for face in shown(arrangement, Turn(**turn), known)]  # type: ignore[arg-type]


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("cameras", [(), SIX[:1], SIX, FORTY], ids=len)
def test_every_grid_is_filled_with_what_there_is(count: int, cameras: tuple[str, ...]) -> None:
    made = arrange(count, cameras)
    assert made.count == count
    assert len(set(made.cameras())) == len(made.cameras())
    assert set(made.cameras()) <= set(cameras)


def test_six_cameras_stand_in_six_tiles_as_they_are_configured() -> None:
    assert faces(arrange(6, SIX)) == [(camera, Why.FIXED) for camera in SIX]


def test_the_only_camera_of_a_hall_is_seen_at_once() -> None:
    assert faces(arrange(count_for(1), SIX[:1])) == [("cam-1", Why.FIXED)]


def test_where_not_all_fit_the_last_tiles_are_for_alarms_and_for_what_is_selected() -> None:
    made = arrange(9, FORTY)
    assert made.slots[-2].is_reserved
    assert made.slots[-1].is_hotspot
    assert made.cameras() == FORTY[:7]


@pytest.mark.parametrize(("cameras", "count"), [(0, 1), (1, 1), (2, 4), (6, 6), (7, 9), (36, 36), (50, 36)])
def test_the_first_grid_has_room_for_all(cameras: int, count: int) -> None:
    assert count_for(cameras) == count


def test_one_more_and_one_less_end_at_the_ends() -> None:
    assert [next_count(count, 1) for count in COUNTS] == [*COUNTS[1:], COUNTS[-1]]
    assert [next_count(count, -1) for count in COUNTS] == [COUNTS[0], *COUNTS[:-1]]


def test_another_number_of_tiles_keeps_what_had_a_place() -> None:
    six = arrange(6, SIX).swap(0, 5)
    nine = resize(six, 9, SIX)
    assert nine.cameras() == ("cam-6", "cam-2", "cam-3", "cam-4", "cam-5", "cam-1")
    assert nine.count == 9
    assert [slot.is_hotspot for slot in nine.slots[-2:]] == [False, True]
    four = resize(nine, 4, SIX)
    assert (four.count, four.cameras()) == (4, ("cam-6", "cam-2"))
    assert resize(four, 4, SIX) is four
    full = arrange(16, FORTY[:16]).swap(0, 15).put(1, Slot(tour=Tour(cameras=("cam-2", "cam-40"))))
    fewer = resize(full, 9, FORTY[:16])
    assert fewer.slots[:7] == full.slots[:7], "the operator's order, and his tour, stay"


def test_a_camera_put_into_a_tile_leaves_its_old_one_to_what_stood_there() -> None:
    made = arrange(6, SIX).assign(0, "cam-3")
    assert made.cameras() == ("cam-3", "cam-2", "cam-1", "cam-4", "cam-5", "cam-6")
    new = arrange(4, SIX).assign(0, "cam-6")
    assert new.slots[0].camera == "cam-6"
    assert "cam-1" not in new.cameras()


def test_the_hotspot_follows_what_is_selected_and_takes_turns_where_several_see_it() -> None:
    made = arrange(4, SIX)
    assert faces(made)[-1] == ("", Why.HOTSPOT)
    assert faces(made, hotspot=("cam-5", "cam-6"))[-1] == ("cam-5", Why.HOTSPOT)
    later = faces(made, hotspot=("cam-5", "cam-6"), seconds=100.0 + HOTSPOT_STEP, hotspot_since=100.0)
    assert later[-1] == ("cam-6", Why.HOTSPOT)
    last = shown(made, Turn(hotspot=("cam-5", "cam-6")), SIX)[-1]
    assert (last.place, last.of) == (1, 2)


def test_a_tour_goes_round_and_leaves_out_cameras_that_are_gone() -> None:
    made = Arrangement(slots=(Slot(tour=Tour(cameras=("cam-1", "gone", "cam-2"), seconds=10)),))
    seen = [faces(made, seconds=float(second))[0][0] for second in (0, 9, 10, 19, 20)]
    assert seen == ["cam-1", "cam-1", "cam-2", "cam-2", "cam-1"]
    assert faces(Arrangement(slots=(Slot(tour=Tour(cameras=())),)))[0] == ("", Why.EMPTY)


def test_activity_is_shown_where_no_tile_looks_each_in_its_place() -> None:
    made = Arrangement(slots=(Slot(camera="cam-1"), *overview(2).slots))
    assert faces(made) == [("cam-1", Why.FIXED), ("", Why.ACTIVITY), ("", Why.ACTIVITY)]
    assert faces(made, lively=("cam-1",))[1:] == [("", Why.ACTIVITY)] * 2, "it has a tile of its own"
    assert faces(made, lively=("", "cam-3"))[1:] == [("", Why.ACTIVITY), ("cam-3", Why.ACTIVITY)]
    assert faces(made, lively=("cam-1", "cam-3", "gone", "cam-4"))[1:] == [("cam-3", Why.ACTIVITY), ("cam-4", Why.ACTIVITY)]


def test_more_activity_than_tiles_takes_turns() -> None:
    def seen(seconds: float) -> list[tuple[str, int, int]]:
        return [(face.camera, face.place, face.of) for face in shown(overview(2), Turn(seconds=seconds, lively=SIX[:3]), SIX)]

    assert seen(0.0) == [("cam-1", 1, 3), ("cam-2", 2, 3)]
    assert seen(HOTSPOT_STEP) == [("cam-3", 3, 3), ("cam-1", 1, 3)]
    assert {camera for step in range(3) for camera, _, _ in seen(step * HOTSPOT_STEP)} == set(SIX[:3])


@pytest.mark.parametrize("count", COUNTS)
def test_an_overview_stays_one_in_every_size(count: int) -> None:
    assert resize(overview(4), count, SIX) == overview(count)
    assert decode(encode(Saved(now=overview(count)))) == Saved(now=overview(count))


def test_a_tile_of_activity_stays_when_tiles_are_added_and_goes_when_a_camera_is_put_there() -> None:
    made = arrange(6, SIX).put(1, Slot(is_activity=True))
    assert resize(made, 9, SIX).slots[1].is_activity
    assert made.assign(1, "cam-2").slots[1] == Slot(camera="cam-2")


def test_alarms_take_the_reserved_tiles_worst_first_and_give_them_back() -> None:
    made = Arrangement(slots=(Slot(camera="cam-1"), Slot(camera="cam-2", is_reserved=True), Slot(is_reserved=True)))
    assert faces(made, alarms=("cam-5", "cam-4", "cam-6")) == [
        ("cam-1", Why.FIXED),
        ("cam-5", Why.ALARM),
        ("cam-4", Why.ALARM),
    ]
    assert faces(made) == [("cam-1", Why.FIXED), ("cam-2", Why.FIXED), ("", Why.EMPTY)]


def test_an_alarm_whose_camera_is_shown_already_takes_no_other_tile() -> None:
    made = Arrangement(slots=(Slot(camera="cam-1"), Slot(is_reserved=True)))
    assert faces(made, alarms=("cam-1", "cam-1")) == [("cam-1", Why.FIXED), ("", Why.EMPTY)]


def test_a_camera_keeps_its_name_of_a_tile_wherever_it_stands() -> None:
    before = {face.camera: face.tile for face in shown(arrange(6, SIX), Turn(), SIX)}
    after = {face.camera: face.tile for face in shown(resize(arrange(6, SIX).swap(1, 4), 9, SIX), Turn(), SIX) if face.camera}
    assert before == after
    twice = shown(Arrangement(slots=(Slot(camera="cam-1"), Slot(is_hotspot=True))), Turn(hotspot=("cam-1",)), SIX)
    assert len({face.tile for face in twice}) == 2


def test_cameras_that_the_hall_has_no_more_leave_their_tile_empty() -> None:
    assert faces(arrange(6, SIX), SIX[:2])[2:] == [("", Why.EMPTY)] * 4


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("size", [(1280, 960), (1880, 900), (640, 400), (700, 1400)], ids=str)
def test_tiles_fill_their_area_on_whole_pixels_without_overlap(count: int, size: tuple[int, int]) -> None:
    area = QRectF(12, 40, *size)
    made = rows(area, count, 4)
    assert len(made) == count
    assert all(area.contains(tile) and tile.width() > 0 and tile.height() > 0 for tile in made)
    assert all(value == int(value) for tile in made for value in (tile.left(), tile.top(), tile.width(), tile.height()))
    assert not any(one.intersects(other) for i, one in enumerate(made) for other in made[i + 1 :])


def test_six_tiles_stand_as_in_the_drawing_in_a_squarish_pane_and_across_in_a_wide_one() -> None:
    def columns(width: int, height: int) -> int:
        return len({tile.left() for tile in rows(QRectF(0, 0, width, height), 6, 4)})

    assert columns(1280, 990) == 2
    assert columns(1880, 700) == 3
    assert RATIO > 1


def test_no_room_means_no_tiles() -> None:
    assert rows(QRectF(0, 0, 0, 100), 4, 4) == []
    assert rows(QRectF(0, 0, 100, 100), 0, 4) == []


def test_what_is_kept_is_read_back_and_nonsense_is_not() -> None:
    tour = Slot(tour=Tour(cameras=("cam-1", "cam-2"), seconds=15), is_reserved=True)
    saved = Saved(now=arrange(6, SIX).put(2, tour), named={"早班": arrange(4, SIX)}, figures=True)
    assert decode(encode(saved)) == saved
    for text in ("", "null", '{"now":{"slots":[]}}', '{"now":{"slots":[{"camera":"a"},{"camera":"b"}]}}', "\x00", "{"):
        assert decode(text) is None


def test_a_camera_keeps_its_own_tile_when_a_tour_comes_to_it() -> None:
    made = Arrangement(slots=(Slot(tour=Tour(cameras=SIX)), Slot(camera="cam-2")))
    for seconds, tour in ((0.0, "cam-1"), (10.0, "cam-2#2"), (20.0, "cam-3")):
        assert [face.tile for face in shown(made, Turn(seconds=seconds), SIX)] == [tour, "cam-2"]
