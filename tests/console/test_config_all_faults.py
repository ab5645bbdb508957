"""All that is wrong with a hall is said at once, each with its line."""

import shutil
from pathlib import Path

import pytest

from console.config import DEMO_HALL, examine, load_hall
from console.toml_file import PlacedFault, TomlFile


def _faults(text: str) -> list[str]:
    site, faults = examine(TomlFile(DEMO_HALL / "hall.toml", text))
    assert site is None
    assert all(isinstance(fault, PlacedFault) for fault in faults)
    return [f"{fault.line} {fault.said}" for fault in faults if isinstance(fault, PlacedFault)]


@pytest.fixture
def text() -> str:
    return (DEMO_HALL / "hall.toml").read_text(encoding="utf-8")


def _line(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_values_of_the_wrong_type_are_all_named(text: str) -> None:
    text = text.replace('kind = "counters"', 'kind = "counter"', 1).replace("number = 3", 'number = "three"')
    text = text.replace("seats = 60", "seets = 60").replace('prefix = "D"\ngroup = "D"', 'group = "D"', 1)
    found = _faults(text)
    assert len(found) == 4, found
    assert any(each.startswith(f"{_line(text, 'seets')} unknown key") for each in found)
    assert any("invalid enum value 'counter'" in each for each in found)
    assert any("the key `prefix` is missing" in each for each in found)
    assert any(each.startswith(f"{_line(text, chr(34) + 'three')} expected `int`") for each in found)


def test_references_to_nothing_are_all_named(text: str) -> None:
    text = text.replace('home = "c2"', 'home = "c99"').replace('needs = ["recorder-1", "ups-1"]', 'needs = ["nobody"]', 1)
    text = text.replace('[[counter]]\nid = "c5"', '[[counter]]\nid = "c4"')
    found = _faults(text)
    assert any("there is no counter, zone or device `c99`" in each for each in found)
    assert any("there is no device `nobody`" in each for each in found)
    assert any("the zone, counter or device `c4` stands already" in each for each in found)


def test_one_fault_does_not_hide_another_kind(text: str) -> None:
    """Each of these once ended the search; what comes after must not stumble over them."""
    text = text.replace('main = "rtsp://192.168.7.21/main"', 'main = "rtsp://host:port/x"')
    text = text.replace('[[camera]]\nid = "cam-all-day"', '[[camera]]\nid = "cam-none"').replace(
        'onvif = "192.168.7.22:80"', 'onvif = "x"'
    )
    text = text.replace('needs = ["qms"]', 'needs = ["nothing", "qms"]', 1).replace('closes = "17:00"', 'closes = "07:00"')
    found = _faults(text)
    for words in (
        "is no address",
        "there is no device `cam-none`",
        "has no address",
        "is no HOST:PORT",
        "`nothing`",
        "before it opens",
    ):
        assert any(words in each for each in found), words


def test_what_is_drawn_is_read_and_judged(text: str, tmp_path: Path) -> None:
    drawn = """
[[line]]
id = "wall-1"
points = [[0, 0], [44, 0], [44, 22]]
[[flow]]
id = "in"
name = "进门"
points = [[30, 21.5], [20, 18]]
[[text]]
id = "stairs"
name = "楼梯"
x = 3.0
y = 20.0
[[bench]]
id = "row-1"
zone = "waiting"
x = 8.0
y = 8.0
width = 4.0
height = 1.0
displays = ["board-1"]
"""
    shutil.copytree(DEMO_HALL, tmp_path / "hall")
    (tmp_path / "hall" / "hall.toml").write_text(text + drawn, encoding="utf-8")
    hall = load_hall(tmp_path / "hall")
    assert (len(hall.lines), hall.flows[0].points[1], hall.texts[0].name, hall.benches[0].displays) == (
        1, (20.0, 18.0), "楼梯", ("board-1",),
    )  # fmt: skip
    wrong = (
        drawn.replace("[44, 22]", "[45, 22]").replace('zone = "waiting"', 'zone = "nowhere"').replace('"board-1"', '"board-9"')
    )
    found = _faults(text + wrong)
    assert len(found) == 3, found
