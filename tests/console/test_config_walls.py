"""Walls in hall.toml: what does not fit is refused with file, line and key."""

import re
import shutil
from pathlib import Path

import pytest

from console.config import RESOURCES, load_hall
from console.fault import HallFault
from console.model.hall import HallConfig, WallView

WALLS = """
[[device]]
id = "eye-1"
name = "摄像机一"
kind = "camera"
adapter = "field"

[[camera]]
id = "eye-1"
main = "rtsp://10.9.0.1/main"
roles = ["leader", "wall"]

[[wall]]
id = "room"
name = "监控室"
tour = [{ show = "floor", seconds = 40 }, { show = "camera", of = "eye-1" }]
presets = [
    { id = "battery", name = "停电", show = "cameras", alarm = "ups_on_battery" },
    { id = "morning", name = "晨会", show = "queues", begin = "08:00", end = "08:30" },
]

[[wall]]
id = "lobby"
name = "大堂"
"""


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """A copy of the demo hall with walls of its own."""
    for name in ("halls", "plans", "profiles"):
        shutil.copytree(RESOURCES / name, tmp_path / name)
    path = tmp_path / "halls" / "demo" / "hall.toml"
    kept = "".join(table for table in re.split(r"(?m)^(?=\[)", path.read_text()) if not table.startswith("[[wall]]"))
    path.write_text(kept + WALLS)
    return path


def load(hall: Path) -> HallConfig:
    return load_hall(hall.parent, hall.parents[2])


def test_a_hall_with_walls_loads(hall: Path) -> None:
    room, lobby = load(hall).walls
    assert [scene.show for scene in room.tour] == [WallView.FLOOR, WallView.CAMERA]
    assert [preset.id for preset in room.presets] == ["battery", "morning"]
    assert [scene.show for scene in lobby.tour] == [WallView.FLOOR]


BAD = {
    "twice": ('id = "lobby"', 'id = "room"', r"wall\[2\]\.id: the wall `room` stands already in line \d+"),
    "nothing to show": ('name = "大堂"', 'name = "大堂"\ntour = []', r"wall\[2\]\.tour: a wall needs something to show"),
    "a plan in the tour": ('show = "floor"', 'show = "plan"', r"wall\[1\]\.tour\[1\]\.show: no plan runs"),
    "an alarm in the tour": ('show = "floor"', 'show = "alarm"', r"wall\[1\]\.tour\[1\]\.show: `alarm` comes up by itself"),
    "unknown view": ('show = "floor"', 'show = "flor"', r"wall\[1\]\.tour\[1\]\.show"),
    "too short": ("seconds = 40", "seconds = 1", r"wall\[1\]\.tour\[1\]\.seconds"),
    "which camera": (', of = "eye-1"', "", r"wall\[1\]\.tour\[2\]\.show: it is not said which camera"),
    "no such camera": ('of = "eye-1"', 'of = "eye-2"', r"wall\[1\]\.tour\[2\]\.of: there is no camera `eye-2` — did you mean `eye-1`"),
    "private camera": ('["leader", "wall"]', '["leader"]', r"wall\[1\]\.tour\[2\]\.of: a wall may not show the camera `eye-1`"),
    "of nothing": ('show = "cameras"', 'show = "cameras", of = "eye-1"', r"wall\[1\]\.presets\[1\]\.of: `cameras` is of nothing"),
    "no such rule": ("ups_on_battery", "ups_on_batery", r"wall\[1\]\.presets\[1\]\.alarm: there is no alarm `ups_on_batery` — did you"),
    "no such plan": ('alarm = "ups_on_battery"', 'plan = "fire"', r"wall\[1\]\.presets\[1\]\.plan: there is no plan `fire`"),
    "no cause": (', alarm = "ups_on_battery"', "", r"wall\[1\]\.presets\[1\]\.id: the preset `battery` needs one cause"),
    "two causes": ('begin = "08:00"', 'plan = "power", begin = "08:00"', r"wall\[1\]\.presets\[2\]\.id: the preset `morning` needs one"),
    "half a time": ('begin = "08:00", ', "", r"wall\[1\]\.presets\[2\]\.id: the preset `morning` has only one time"),
    "preset twice": ('id = "morning"', 'id = "battery"', r"wall\[1\]\.presets\[2\]\.id: the preset `battery` stands already in line"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_wall_that_does_not_fit_is_refused_with_its_place(hall: Path, case: str) -> None:
    old, new, expected = BAD[case]
    head, found, tail = hall.read_text().rpartition(old)
    assert found
    hall.write_text(head + new + tail)
    with pytest.raises(HallFault, match=expected) as caught:
        load(hall)
    assert str(caught.value).startswith(f"{hall}:")
