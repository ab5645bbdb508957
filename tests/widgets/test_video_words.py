"""What a tile says of its picture: every phase and fault, live, back, in the past; and that nothing stale ever calls itself live."""

import pytest
from msgspec.structs import replace

from console.model.hall import AlarmPriority, Recorded
from console.model.health import Health
from console.session import Mode
from console.video.pictures import ELSEWHERE, Figures
from console.video.protocol import Fault, Phase
from tests.helpers.cameras import cameras
from tests.widgets.panes import hall
from widgets.theme import Shape
from widgets.video_slots import Shown, Why
from widgets.video_tile import Show
from widgets.video_view import Eye, Sighted
from widgets.video_words import SILENT, Telling, Worth, ailment, ailment_in_full, face, worth
from widgets.words import Names

DEVICES, CAMERAS = cameras(6)
NAMES = Names(hall.config())
LIVE = Figures(phase=Phase.LIVE, age=0.03, rate=15.0, bits=531_000.0, latency=0.089)


def telling(figures: Figures = LIVE, number: int = 2, **more: object) -> Telling:
    given: dict[str, object] = {
        "shown": Shown(tile="cam-2", index=1, camera="cam-2", why=Why.FIXED),
        "eye": Eye(config=CAMERAS[number - 1], device=DEVICES[number - 1]),
        "figures": figures,
        "at": hall.NOW,
        "has_picture": True,
        "now": hall.NOW,
    }
    return Telling(**(given | more))  # type: ignore[arg-type]


def test_a_live_picture_is_coloured_with_its_own_clock_and_no_words_over_it() -> None:
    seen = face(telling(), NAMES)
    assert (seen.show, seen.state, seen.clock, seen.head) == (Show.COLOUR, "实时", "10:42:17", "")
    assert seen.name == "2 等候区"
    assert seen.places == "等候区"


def test_a_stale_picture_is_grey_with_its_age_and_a_word() -> None:
    seen = face(telling(Figures(phase=Phase.STALE, age=4.2)), NAMES)
    assert (seen.show, seen.state, seen.head) == (Show.GREY, "停滞", "画面停滞 4 秒")
    assert "最后画面 10:42:17" in seen.lines


@pytest.mark.parametrize("has_picture", [True, False])
def test_of_a_lost_camera_no_picture_is_left_and_it_says_what_is_done(has_picture: bool) -> None:
    seen = face(telling(Figures(phase=Phase.LOST, age=600.0, fault=Fault.UNREACHABLE), has_picture=has_picture), NAMES)
    assert (seen.show, seen.head, seen.clock) == (Show.NONE, "无画面", "")
    assert seen.lines == ("最后画面 10:42:17 · 正在重连", "摄像机连不上 · 检查供电、网线和地址", "此区域现为盲区，平面图已标出")


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_words_and_what_to_do(fault: Fault) -> None:
    seen = face(telling(Figures(phase=Phase.REFUSED, fault=fault), has_picture=False), NAMES)
    assert seen.show is Show.NONE
    assert len(seen.head) > 3
    assert seen.lines
    assert seen.lines[0]


def test_without_a_recorder_it_says_so_calmly() -> None:
    seen = face(telling(Figures(phase=Phase.REFUSED, fault=Fault.NO_RECORDER, recorded=False), has_picture=False), NAMES)
    assert seen.head == "无录像服务"
    assert seen.is_calm
    assert seen.marks == ()


@pytest.mark.parametrize("fault", [Fault.FROZEN, Fault.COVERED, Fault.BROKEN_STREAM])
def test_a_picture_that_shows_nothing_of_what_is_there_is_grey_and_says_why(fault: Fault) -> None:
    told = telling(replace(LIVE, fault=fault))
    assert worth(told) is Worth.BLIND
    seen = face(told, NAMES)
    assert seen.show is Show.GREY
    assert seen.state == "盲区"
    assert seen.head


def test_what_the_hall_knows_of_a_camera_counts_as_well() -> None:
    eye = Eye(config=CAMERAS[1], device=DEVICES[1], blind="covered")
    assert face(telling(eye=eye), NAMES).head == "镜头被遮挡或失焦"


def test_a_tile_that_gets_no_new_picture_is_stale_whatever_it_is_told() -> None:
    assert worth(telling(silent=SILENT - 0.1)) is Worth.LIVE
    told = telling(silent=SILENT + 1.2)
    assert worth(told) is Worth.STALE
    assert face(told, NAMES).head == "画面停滞 4 秒"
    assert worth(telling(replace(LIVE, key_only=True), silent=8.0)) is Worth.LIVE
    assert worth(telling(replace(LIVE, key_only=True), silent=13.0)) is Worth.STALE


def test_before_the_first_picture_it_is_opening_and_nothing_is_shown() -> None:
    for figures in (Figures(), LIVE, Figures(phase=Phase.STALE), Figures(phase=Phase.IDLE)):
        told = telling(figures, has_picture=False, at=None)
        assert worth(told) is Worth.OPENING
        assert face(told, NAMES).show is Show.NONE


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.LIVE])
def test_nothing_but_a_live_stream_is_ever_called_live_or_coloured(phase: Phase) -> None:
    seen = face(telling(Figures(phase=phase, age=3.0)), NAMES)
    assert seen.state != "实时"
    assert seen.show is not Show.COLOUR
    assert seen.head


def test_the_past_is_called_replay_and_stands_still_when_paused() -> None:
    assert face(telling(mode=Mode.REPLAY), NAMES).state == "回放"
    assert face(telling(mode=Mode.PAUSED, silent=600.0), NAMES).state == "定格"


def test_a_gap_in_the_recording_says_so_and_why() -> None:
    seen = face(telling(Figures(phase=Phase.LIVE, recorded=False, gap="disk_full"), mode=Mode.PAUSED), NAMES)
    assert (seen.show, seen.head) == (Show.NONE, "此刻无录像")
    assert seen.lines == ("录像磁盘已满", "10:42:17")
    plain = face(telling(Figures(phase=Phase.LIVE, recorded=False), mode=Mode.REPLAY), NAMES)
    assert plain.lines[0] == "这一时刻没有录像"


def test_a_camera_that_is_never_recorded_has_no_hole() -> None:
    never = Eye(config=replace(CAMERAS[0], recorded=Recorded.NONE), device=DEVICES[0])
    seen = face(telling(Figures(phase=Phase.LIVE, recorded=False), eye=never, mode=Mode.PAUSED), NAMES)
    assert (seen.head, seen.lines, seen.look.shape) == ("此刻无录像", ("这台摄像机设为不录像",), Shape.DASH)


def test_recordings_on_another_machine_are_not_said_to_be_missing() -> None:
    seen = face(telling(Figures(phase=Phase.LIVE, recorded=False, gap=ELSEWHERE), mode=Mode.PAUSED), NAMES)
    assert (seen.show, seen.head, seen.lines) == (Show.NONE, "录像不在本机", ("请到录像机所在的值班台回看",))


def marks(told: Telling) -> list[str]:
    return [mark.words for mark in face(told, NAMES).marks]


def test_marks_say_how_the_picture_came_to_be() -> None:
    assert marks(telling()) == ["录像"]
    assert marks(telling(replace(LIVE, recorded=False))) == ["未录像"]
    assert marks(telling(replace(LIVE, recorded=False), is_settled=False)) == [], "its first file is about to begin"
    assert marks(telling(replace(LIVE, key_only=True), has_sound=True)) == ["声音", "仅关键帧", "录像"]
    hotspot = Shown(tile="cam-2", index=1, camera="cam-2", why=Why.HOTSPOT, place=1, of=2)
    assert marks(telling(shown=hotspot)) == ["热点 1/2", "录像"]
    tour = Shown(tile="cam-2", index=1, camera="cam-2", why=Why.TOUR, place=2, of=6)
    assert marks(telling(shown=tour)) == ["轮巡 2/6", "录像"]
    activity = Shown(tile="cam-2", index=1, camera="cam-2", why=Why.ACTIVITY)
    assert marks(telling(shown=activity)) == ["动静", "录像"]
    out = Eye(config=CAMERAS[1], device=DEVICES[1], blind=Health.OUT)
    assert marks(telling(eye=out)) == ["停用", "录像"]


def test_a_part_of_a_picture_is_not_taken_for_the_whole() -> None:
    whole, part = face(telling(), NAMES), face(telling(nearness=2.44), NAMES)
    assert {mark.words for mark in part.marks} - {mark.words for mark in whole.marks} == {"局部 2.4×"}


@pytest.mark.parametrize(
    ("fault", "is_recorded", "said"),
    [
        (Fault.WRONG_PASSWORD, False, ["未录像"]),
        (Fault.TOO_LARGE, True, []),
        (Fault.NO_RECORDER, False, []),
        (Fault.DENIED, False, []),
    ],
)
def test_a_refused_camera_is_marked_as_not_recorded_where_that_is_known(fault: Fault, is_recorded: bool, said: list[str]) -> None:
    assert marks(telling(Figures(phase=Phase.REFUSED, fault=fault, recorded=is_recorded))) == said


def test_a_picture_that_stands_still_is_not_said_to_be_recorded() -> None:
    assert marks(telling(LIVE)) == ["录像"]
    assert marks(telling(replace(LIVE, phase=Phase.STALE, age=3.0))) == [], "its recorder may have gone"


def test_without_a_recorder_nothing_is_said_of_the_recording() -> None:
    assert marks(telling(Figures(phase=Phase.OPENING, fault=Fault.NO_RECORDER, recorded=False), has_picture=False)) == []


def test_a_camera_that_is_never_recorded_is_not_reproached_with_it() -> None:
    eye = Eye(config=cameras(2, recorded=Recorded.NONE)[1][1], device=DEVICES[1])
    assert marks(telling(replace(LIVE, recorded=False), eye=eye)) == []


def test_privacy_is_marked_and_its_lifting_counts_down() -> None:
    assert marks(telling(number=1)) == ["隐私遮挡", "录像"]
    lifted = Eye(config=CAMERAS[0], device=DEVICES[0], lifted_until=hall.NOW + 272)
    assert marks(telling(eye=lifted, is_clear=True))[0] == "遮挡已解除 4:32"
    assert marks(telling(eye=lifted))[0] == "隐私遮挡"


def test_a_look_back_is_not_called_live() -> None:
    seen = face(telling(back=30.0, at=hall.NOW - 30), NAMES)
    assert seen.state == "回看"
    assert "30 秒前" in [mark.words for mark in seen.marks]
    assert "12 秒前" in marks(telling(back=30.0, at=hall.NOW - 12)), "no more was kept"


def test_figures_come_on_demand_only() -> None:
    assert face(telling(), NAMES).figures == ""
    assert face(telling(with_figures=True), NAMES).figures == "子码流 · 15 帧/秒 · 531 kbit/s · 89 毫秒"
    slow = face(telling(replace(LIVE, rate=0.43), with_figures=True), NAMES)
    assert slow.figures.startswith("子码流 · 0.4 帧/秒"), "not none"
    dropped = replace(LIVE, bits=4.05e6, drops=3)
    assert face(telling(dropped, with_figures=True), NAMES).figures == "子码流 · 15 帧/秒 · 4.0 Mbit/s · 89 毫秒 · 丢 3"


def test_an_alarm_stands_on_the_tile_with_its_age_and_its_weight() -> None:
    alarm = Sighted(
        id="paper:kiosk-6", rule="paper", subject="kiosk-6", priority=AlarmPriority.HIGH, since=hall.NOW - 250, is_asking=True
    )
    seen = face(telling(eye=Eye(config=CAMERAS[3], device=DEVICES[3], alarm=alarm)), NAMES)
    assert seen.alarm == "6 号自助机 缺纸 · 4:10"
    assert seen.is_asking
    assert seen.alarm_look is not None


@pytest.mark.parametrize(
    ("why", "reserved", "head"),
    [(Why.EMPTY, False, "空位"), (Why.EMPTY, True, "告警位"), (Why.HOTSPOT, False, "热点"), (Why.ACTIVITY, False, "没有动静")],
)
def test_an_empty_place_says_what_it_is_for(why: Why, reserved: bool, head: str) -> None:
    seen = face(telling(shown=Shown(tile="empty-1", index=1, why=why), eye=None, is_reserved=reserved), NAMES)
    assert seen.head == head
    assert seen.is_calm
    assert seen.lines


def test_who_hears_the_screen_is_told_all() -> None:
    spoken = face(telling(Figures(phase=Phase.STALE, age=4.2)), NAMES).spoken
    assert "2 等候区" in spoken
    assert "画面停滞 4 秒" in spoken


@pytest.mark.parametrize(
    ("detail", "said", "in_full"),
    [
        ("unreachable: 127.0.0.1: connection refused", "摄像机连不上", "摄像机连不上: 127.0.0.1: connection refused"),
        ("sub", "子码流", "子码流"),
        ("main: 127.0.0.1 has no stream /main", "主码流", "主码流: 127.0.0.1 has no stream /main"),
        ("no packets", "no packets", "no packets"),
        ("", "", ""),
    ],
)
def test_what_ails_a_camera_is_told_with_and_without_the_technicians_half(detail: str, said: str, in_full: str) -> None:
    assert ailment(detail) == said
    assert ailment_in_full(detail) == in_full
