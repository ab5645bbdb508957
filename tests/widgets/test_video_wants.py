"""What tiles ask for: large streams where they are worth it, four at most, private parts hidden."""

from msgspec.structs import replace

from console.model.hall import Region as PrivateRegion
from console.video.pictures import Region
from console.video.protocol import Stream
from console.video.share import LARGE, MOST_MAIN
from tests.helpers.cameras import cameras
from widgets.video_wants import Need, wants

MANY = cameras(40)[1]


def needs(count: int, width: int = 320, height: int = 180) -> list[Need]:
    return [Need(tile=camera.id, camera=camera, width=width, height=height) for camera in MANY[:count]]


def test_a_grid_asks_for_small_streams_in_the_size_of_its_tiles() -> None:
    asked = wants(needs(9))
    assert {want.stream for want in asked} == {Stream.SUB}
    assert {(want.width, want.height) for want in asked} == {(320, 180)}
    assert [want.tile for want in asked] == [camera.id for camera in MANY[:9]]


def test_a_large_tile_gets_the_large_stream() -> None:
    assert wants(needs(1, LARGE, 540))[0].stream is Stream.MAIN
    assert wants(needs(1, LARGE - 1, 540))[0].stream is Stream.SUB


def test_zooming_in_makes_a_tile_large() -> None:
    [need] = needs(1, 480, 270)
    zoomed = replace(need, part=Region(x=0.25, y=0.25, width=0.5, height=0.5))
    assert wants([zoomed])[0].stream is Stream.MAIN


def test_an_alarm_calls_up_the_large_stream() -> None:
    asked = wants([replace(need, is_alarmed=need.tile == "cam-3") for need in needs(9)])
    assert [want.camera for want in asked if want.stream is Stream.MAIN] == ["cam-3"]


def test_no_more_than_four_large_streams_and_the_chosen_one_first() -> None:
    many = [replace(need, is_chosen=need.tile == "cam-9") for need in needs(9, 1000, 560)]
    asked = wants(many)
    large = [want.camera for want in asked if want.stream is Stream.MAIN]
    assert len(large) == MOST_MAIN
    assert "cam-9" in large


def test_a_camera_with_one_stream_gives_that_one() -> None:
    [need] = needs(1)
    assert wants([replace(need, camera=replace(need.camera, sub=""))])[0].stream is Stream.MAIN


def test_private_parts_are_hidden_unless_they_may_be_seen() -> None:
    [need] = needs(1)
    private = replace(need, camera=replace(need.camera, private=(PrivateRegion(x=0.1, y=0.1, width=0.2, height=0.2),)))
    assert wants([private])[0].pixelate
    assert not wants([replace(private, is_clear=True)])[0].pixelate
    assert not wants([replace(private, camera=replace(private.camera, private=()))])[0].pixelate


def test_a_tile_too_small_to_be_seen_asks_for_nothing() -> None:
    assert wants(needs(3, 4, 200)) == ()
    assert wants(needs(3, 0, 0)) == ()


def test_sound_and_instant_replay_are_passed_on() -> None:
    [need] = needs(1)
    [want] = wants([replace(need, has_sound=True, back=30.0)])
    assert want.sound
    assert want.back == 30.0
