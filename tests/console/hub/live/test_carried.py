"""A station without a network joins by a file that is carried there; what goes wrong lets nobody in and loses no key."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from console import station
from console.fault import HallFault
from console.hub import keys
from console.hub.carried import hand_out, take_in
from console.hub.pairing import try_out
from console.model.command import Role
from tests.helpers.hub import HubProcess


def names(hub: HubProcess) -> set[str]:
    return {each.name for each in keys.load_table(hub.data).stations}


@pytest.mark.parametrize("role", [Role.ADAPTER, Role.LEADER])
def test_what_is_carried_lets_its_station_in_and_is_wiped(shared_hub: HubProcess, tmp_path: Path, role: Role) -> None:
    stick = tmp_path / f"{role.value}.toml"
    issued = hand_out(shared_hub.data, role, f"far-{role.value}", stick)
    stick.chmod(0o777)  # as sticks are
    assert issued.secret_key in stick.read_text()
    path, left = take_in(stick, tmp_path / "there")
    assert left == ""
    assert not stick.exists()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert station.read(path) == issued
    try_out(station.read(path), 30.0)


def test_a_station_with_its_file_taken_twice_is_told(shared_hub: HubProcess, tmp_path: Path) -> None:
    stick = tmp_path / "stick.toml"
    hand_out(shared_hub.data, Role.VIEWER, "twice", stick)
    copy = stick.read_bytes()
    take_in(stick, tmp_path)
    stick.write_bytes(copy)
    with pytest.raises(HallFault, match="is there already"):
        take_in(stick, tmp_path)
    assert stick.read_bytes() == copy, "nothing is wiped that was not taken"


def written(hub: HubProcess, folder: Path) -> Path:
    path = folder / "kept.toml"
    path.write_text("mine")
    return path


@pytest.mark.parametrize(
    ("name", "place", "words"),
    [
        ("a/b", lambda _hub, folder: folder / "x", "cannot be called"),
        ("fresh", written, "is there already"),
        ("fresh", lambda _hub, folder: folder / "no such folder" / "x", "cannot write"),
        ("fresh", lambda _hub, _folder: Path("/proc/version2"), "cannot write"),
    ],
)
def test_what_cannot_be_handed_out_lets_nobody_in(
    shared_hub: HubProcess, tmp_path: Path, name: str, place: Callable[[HubProcess, Path], Path], words: str
) -> None:
    before = names(shared_hub)
    with pytest.raises(HallFault, match=words):
        hand_out(shared_hub.data, Role.VIEWER, name, place(shared_hub, tmp_path))
    assert names(shared_hub) == before


def test_a_name_that_is_taken_and_a_hub_that_does_not_run_are_said(shared_hub: HubProcess, tmp_path: Path) -> None:
    hand_out(shared_hub.data, Role.VIEWER, "taken", tmp_path / "one")
    with pytest.raises(HallFault, match="called taken already"):
        hand_out(shared_hub.data, Role.VIEWER, "taken", tmp_path / "two")
    with pytest.raises(HallFault, match="no hub runs"):
        hand_out(tmp_path / "empty", Role.VIEWER, "desk", tmp_path / "three")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"name = 'x'", b"not toml"])
def test_what_is_no_station_file_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    stick = tmp_path / "stick"
    stick.write_bytes(content)
    with pytest.raises(HallFault, match="station file"):
        take_in(stick, tmp_path / "there")
    assert stick.read_bytes() == content
    with pytest.raises(HallFault, match="No such file"):
        take_in(tmp_path / "absent", tmp_path)


def test_one_that_cannot_be_wiped_is_told(shared_hub: HubProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = tmp_path / "stick"
    hand_out(shared_hub.data, Role.VIEWER, "read-only", stick)

    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "unlink", refuse)
    _, left = take_in(stick, tmp_path / "there")
    assert "still holds the secret key (Read-only file system)" in left
