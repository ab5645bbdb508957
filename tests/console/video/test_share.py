"""Which stream a tile gets, where key frames must do, and which worker decodes what."""

import pytest

from console.model.hall import Camera, Player, Recorded
from console.video import share
from console.video.pictures import Playhead, Want
from console.video.protocol import Stream
from console.video.share import LARGE, MOST_MAIN, Placed, Settled

HALL = {f"c{n}": Camera(id=f"c{n}", main=f"rtsp://127.0.0.1/{n}/main", sub=f"rtsp://127.0.0.1/{n}/sub") for n in range(60)}
MANY = 64
"""Cores: more than enough."""


def want(number: int, width: int = 320, **more: object) -> Want:
    return Want(tile=f"t{number}", camera=f"c{number}", width=width, height=width * 9 // 16, **more)  # type: ignore[arg-type]


def mains(settled: tuple[Settled, ...]) -> list[str]:
    return [each.want.tile for each in settled if each.stream is Stream.MAIN]


def keys(settled: tuple[Settled, ...]) -> list[str]:
    return [each.want.tile for each in settled if each.key_only]


def test_a_large_tile_gets_the_main_stream_and_a_small_one_does_not() -> None:
    assert mains(share.settle([want(0, LARGE), want(1, LARGE - 1)], HALL, MANY)) == ["t0"]


def test_no_more_than_four_get_it_those_called_for_first_then_the_widest() -> None:
    wide = [want(n, LARGE + n) for n in range(6)]
    assert mains(share.settle(wide, HALL, MANY)) == ["t2", "t3", "t4", "t5"]
    called = want(9, 100, stream=Stream.MAIN)
    assert mains(share.settle([*wide, called], HALL, MANY)) == ["t3", "t4", "t5", "t9"]
    assert len(mains(share.settle([want(n, LARGE) for n in range(60)], HALL, MANY))) == MOST_MAIN


@pytest.mark.parametrize("recorded", Recorded)
def test_looking_back_takes_a_stream_that_reaches_as_far(recorded: Recorded) -> None:
    hall = HALL | {"c0": Camera(id="c0", main="rtsp://127.0.0.1/0/main", sub="rtsp://127.0.0.1/0/sub", recorded=recorded)}
    settled = share.settle([want(0, LARGE, back=30.0), want(1, LARGE, stream=Stream.MAIN)], hall, MANY)
    assert mains(settled) == (["t0", "t1"] if recorded is Recorded.MAIN else ["t1"])


def test_two_tiles_of_a_camera_count_once_and_a_camera_of_one_stream_not_at_all() -> None:
    twice = [want(0, LARGE), Want(tile="again", camera="c0", width=LARGE, height=540), *(want(n, LARGE) for n in range(1, 5))]
    assert mains(share.settle(twice, HALL, MANY)) == ["t0", "again", "t1", "t2", "t3"]
    single = HALL | {"c9": Camera(id="c9", main="rtsp://127.0.0.1/9")}
    assert mains(share.settle([*(want(n, LARGE) for n in range(4)), want(9)], single, MANY)) == ["t0", "t1", "t2", "t3", "t9"]


def test_what_the_machine_cannot_do_is_left_to_key_frames_the_smallest_tiles_first() -> None:
    grid = [want(n, 320) for n in range(36)] + [want(40, 1280)]
    assert keys(share.settle(grid, HALL, 2)) == []
    few = keys(share.settle(grid, HALL, 1))
    assert few
    assert few == [f"t{n}" for n in range(36 - len(few), 36)], "the last named of the smallest, and not the large one"
    assert len(keys(share.settle(grid, HALL, 1, loads={(f"c{n}", Stream.SUB): 0.03 for n in range(36)}))) > len(few)


def test_recordings_played_fast_are_key_frames_only() -> None:
    assert keys(share.settle([want(0)], HALL, MANY, Playhead(at=1.0, speed=4.0))) == []
    assert keys(share.settle([want(0)], HALL, MANY, Playhead(at=1.0, speed=8.0))) == ["t0"]


def test_tiles_of_unknown_cameras_come_to_nothing() -> None:
    assert share.settle([Want(tile="t", camera="nowhere", width=100, height=100)], HALL, MANY) == ()


def test_a_worker_is_filled_before_another_is_begun_and_streams_stay_where_they_are() -> None:
    settled = share.settle([want(n) for n in range(36)], HALL, MANY)
    most = int(share.FILLED / share.COST[Stream.SUB])
    placed = share.place(settled, HALL, {}, 2, is_past=False)
    assert sorted(placed.values()) == [0] * most + [1] * (36 - most)
    fewer = share.place(settled[most - 3 : most + 3], HALL, placed, 2, is_past=False)
    assert fewer == {key: placed[key] for key in fewer}
    assert set(fewer.values()) == {0, 1}


def test_what_no_worker_has_room_for_goes_where_there_is_least_to_do() -> None:
    large = share.settle([want(n, stream=Stream.MAIN) for n in range(4)], HALL, MANY)
    assert sorted(share.place(large, HALL, {}, 2, is_past=False).values()) == [0, 0, 1, 1]
    assert sorted(share.place(large, HALL, {}, 1, is_past=False).values()) == [0] * 4


def test_recordings_are_spread_from_the_first() -> None:
    settled = share.settle([want(n) for n in range(10)], HALL, MANY, Playhead(at=1.0))
    assert sorted(share.place(settled, HALL, {}, 2, is_past=True).values()) == [0] * 5 + [1] * 5


@pytest.mark.parametrize(("player", "sound"), [(Player.VLC, False), (Player.PYAV, True)])
def test_libvlc_has_a_worker_of_its_own(player: Player, sound: bool) -> None:
    hall = {"c0": Camera(id="c0", main="rtsp://127.0.0.1/0", player=player, has_sound=True)}
    settled = share.settle([want(0, sound=sound)], hall, MANY)
    assert share.place(settled, hall, {}, 2, is_past=False) == {Placed("c0", Stream.MAIN, 0.0, is_vlc=True): 2}
    back = share.settle([want(0, sound=sound, back=30.0)], hall, MANY)
    assert share.place(back, hall, {}, 2, is_past=False) == {Placed("c0", Stream.MAIN, 30.0, is_vlc=False): 0}
    assert share.place(settled, hall, {}, 2, is_past=True) == {Placed("c0", Stream.MAIN, 0.0, is_vlc=False): 0}
