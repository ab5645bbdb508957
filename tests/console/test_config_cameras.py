"""Cameras in hall.toml: what does not fit is refused with file, line and key, and no complaint repeats an address."""

import re
from pathlib import Path

import msgspec
import pytest

from adapters.devices.camera import Config
from console.config import RESOURCES, load_hall, load_site
from console.fault import HallFault
from console.model.hall import HallConfig
from tests.helpers import camera_hall

CAMERAS = """
[[camera]]
id = "eye-1"
main = "rtsp://10.0.0.1/main"
sub = "rtsp://10.0.0.1/sub"
secret = "hall"
zones = ["waiting"]
counters = ["c1"]
onvif = "10.0.0.1:80"
private = [{ x = 0.5, y = 0.5, width = 0.5, height = 0.5 }]
presets = [{ id = "1", name = "门口" }, { id = "2", name = "窗口" }]

[[camera]]
id = "eye-2"
main = "rtsp://10.0.0.2/main"
"""


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """The demo hall with two cameras of its own."""
    return camera_hall.write(tmp_path / "hall", CAMERAS)


def load(hall: Path) -> HallConfig:
    return load_hall(hall.parent)


def test_a_hall_with_cameras_loads(hall: Path) -> None:
    eye, other = load(hall).cameras
    assert (eye.id, eye.zones, eye.keep_days, eye.private[0].width) == ("eye-1", ("waiting",), 30, 0.5)
    assert other.sub == ""


BAD = {
    "no such device": ('id = "eye-2"\nmain', 'id = "eye-3"\nmain', r"camera\[2\]\.id: there is no device `eye-3` — did you mean `eye-"),
    "no camera": ('id = "eye-2"\nmain', 'id = "pa-1"\nmain', r"camera\[2\]\.id: `pa-1` is a pa — a camera is a device of kind"),
    "twice": ('id = "eye-2"\nmain', 'id = "eye-1"\nmain', r"camera\[2\]\.id: the camera `eye-1` stands already in line \d+"),
    "device without an address": (CAMERAS[CAMERAS.index('\n[[camera]]\nid = "eye-2"') :], "", r"the camera `eye-2` has no address"),
    "zone": ('zones = ["waiting"]', 'zones = ["waitin"]', r"camera\[1\]\.zones\[1\]: there is no zone `waitin` — did you mean"),
    "counter": ('counters = ["c1"]', 'counters = ["c99"]', r"camera\[1\]\.counters\[1\]: there is no counter `c99`"),
    "region": ("width = 0.5", "width = 0.6", r"camera\[1\]\.private\[1\]: reaches beyond the picture"),
    "region in pixels": ("width = 0.5", "width = 640", r"camera\[1\]\.private\[1\]\.width"),
    "scheme": ("rtsp://10.0.0.2/main", "rstp://10.0.0.2/main", r"camera\[2\]\.main: cannot be played: rstp:// — expected one of rtsp://"),
    "no address": ("rtsp://10.0.0.2/main", "10.0.0.2/main", r"camera\[2\]\.main: is no address"),
    "port": ("rtsp://10.0.0.2/main", "rtsp://10.0.0.2:99999/main", r"camera\[2\]\.main: is no address: its host or port"),
    "no host": ("rtsp://10.0.0.2/main", "rtsp:///main", r"camera\[2\]\.main: names no host"),
    "udp without a port": ("rtsp://10.0.0.2/main", "udp://239.0.0.1", r"camera\[2\]\.main: names no port"),
    "same address": ("rtsp://10.0.0.2/main", "rtsp://10.0.0.1/main", r"camera\[2\]\.main: is the address of camera `eye-1` already, line \d+"),
    "same, spelt otherwise": ("rtsp://10.0.0.2/main", "RTSP://10.0.0.1:554/sub", r"camera\[2\]\.main: is the address of camera `eye-1`"),
    "same main and sub": ("rtsp://10.0.0.1/sub", "rtsp://10.0.0.1/main", r"camera\[1\]\.sub: is the address of its own main stream"),
    "recorded sub": ('main = "rtsp://10.0.0.2/main"', 'main = "rtsp://10.0.0.2/main"\nrecorded = "sub"', r"recorded: the camera has no sub"),
    "least days": ('main = "rtsp://10.0.0.2/main"', 'main = "rtsp://10.0.0.2/main"\nkeep_days = 3\nleast_days = 4', r"least_days: is more than"),
    "onvif": ('onvif = "10.0.0.1:80"', 'onvif = "http://10.0.0.1/onvif"', r"camera\[1\]\.onvif: is no HOST:PORT"),
    "loudspeaker without RTSP": (
        'main = "rtsp://10.0.0.2/main"', 'main = "http://10.0.0.2/main"\nhas_loudspeaker = true',
        r"camera\[2\]\.has_loudspeaker: the way to a loudspeaker is RTSP",
    ),
    "onvif without a port": ('onvif = "10.0.0.1:80"', 'onvif = "10.0.0.1"', r"camera\[1\]\.onvif: is no HOST:PORT"),
    "preset twice": ('{ id = "2"', '{ id = "1"', r"camera\[1\]\.presets\[2\]\.id: the preset `1` stands already in line"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_camera_that_does_not_fit_is_refused_with_its_place(hall: Path, case: str) -> None:
    old, new, expected = BAD[case]
    text = hall.read_text()
    assert text.count(old) >= 1
    head, _, tail = text.rpartition(old)
    hall.write_text(head + new + tail)
    with pytest.raises(HallFault, match=expected) as caught:
        load(hall)
    assert str(caught.value).startswith(f"{hall}:")


@pytest.mark.parametrize(
    "address",
    [
        "rtsp://admin:hunter2@10.0.0.2/main",
        "rtsp://hunter2@10.0.0.2/main",
        "http://10.0.0.2/mjpg?user=admin&pwd=hunter2",
        "http://10.0.0.2/mjpg?PASSWORD=hunter2",
        "rtsp://admin:hunter2@10.0.0.2:99999/main",
    ],
)
def test_a_password_in_an_address_is_refused_and_never_repeated(hall: Path, address: str) -> None:
    hall.write_text(hall.read_text().replace("rtsp://10.0.0.2/main", address))
    with pytest.raises(HallFault) as caught:
        load(hall)
    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in str(caught.value.__cause__)


@pytest.mark.parametrize("address", ["/srv/clip.mkv", "file:///srv/clip.mkv", "udp://239.0.0.1:5000", "https://cam/hls.m3u8"])
def test_other_kinds_of_address_are_taken(hall: Path, address: str) -> None:
    hall.write_text(hall.read_text().replace("rtsp://10.0.0.2/main", address))
    assert load(hall).cameras[1].main == address


@pytest.mark.parametrize("name", ["cameras.md", "en/cameras.md"])
def test_the_sample_of_the_help_page_is_a_hall(tmp_path: Path, name: str) -> None:
    page = (RESOURCES / "help" / name).read_text()
    sample = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert sample is not None
    path = camera_hall.write(tmp_path, "")
    path.write_text(path.read_text() + sample[1])
    site = load_site(tmp_path)
    assert [camera.id for camera in site.hall.cameras] == ["cam-door"]
    (spec,) = (spec for spec in site.adapters if spec.kind == "camera")
    assert msgspec.convert(spec.config, Config).recorder_device == "recorder-a"
