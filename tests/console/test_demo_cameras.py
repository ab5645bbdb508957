"""The hall as a demo runs it: with its cameras at this machine's addresses, or without any, and valid either way."""

import shutil
from pathlib import Path

import pytest

from adapters.simulated import rtsp
from console import config, demo_cameras, showroom
from console.config import DEMO_HALL
from console.fault import HallFault
from console.model.hall import WallView

WALL = """
[[wall]]
id = "wall-of-test"
name = "墙"
tour = [{ show = "camera", of = "cam-entrance" }]
presets = [{ id = "all", name = "全部", show = "cameras", begin = "09:00", end = "10:00" }]
"""


def test_with_cameras_each_has_addresses_of_its_own_on_this_machine(tmp_path: Path) -> None:
    ports = demo_cameras.settle(DEMO_HALL, tmp_path / "hall", has_cameras=True)
    hall = config.load_hall(tmp_path / "hall")
    assert tuple(ports) == tuple(camera.id for camera in config.load_hall().cameras)
    assert len(hall.cameras) == 6
    for camera in hall.cameras:
        assert camera.sub == f"rtsp://127.0.0.1:{ports[camera.id]}/sub"
        assert camera.onvif.startswith("127.0.0.1:")
    assert len({camera.onvif for camera in hall.cameras} | {camera.sub.split("/")[2] for camera in hall.cameras}) == 12
    assert hall.recordings_gb == demo_cameras.KEPT_GB


def test_without_cameras_nothing_waits_for_them(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(DEMO_HALL, source)
    (source / "hall.toml").write_text((source / "hall.toml").read_text() + WALL)
    assert demo_cameras.settle(source, tmp_path / "hall", has_cameras=False) == {}
    site = config.load_site(tmp_path / "hall")
    assert not site.hall.cameras
    assert not {"camera", "recorder"} & {device.kind for device in site.hall.devices}
    assert "camera" not in {adapter.kind for adapter in site.adapters}
    wall = next(wall for wall in site.hall.walls if wall.id == "wall-of-test")
    assert [scene.show for scene in wall.tour] == [WallView.FLOOR]
    assert not wall.presets


def test_a_machine_that_cannot_show_them_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not demo_cameras.lacks()
    monkeypatch.setattr(rtsp, "missing", lambda: ("python3-gi",))
    assert demo_cameras.lacks() == "the demo hall has no cameras here: apt install python3-gi"


def test_a_folder_with_too_long_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HallFault, match="choose a folder with a shorter one"):
        demo_cameras.server(tmp_path / ("x" * 120), {"cam": 1})


def test_a_demo_without_cameras_has_the_desk_without_cameras(monkeypatch: pytest.MonkeyPatch) -> None:
    assert showroom._layout(showroom.Visit()) == "desk"
    assert showroom._layout(showroom.Visit(has_cameras=False)) == "desk_no_cameras"
    assert showroom._layout(showroom.Visit(layout="wall", has_cameras=False)) == "wall"
    monkeypatch.setattr(rtsp, "missing", lambda: ("python3-gi",))
    assert showroom._layout(showroom.Visit()) == "desk_no_cameras"
