"""A store's disk that is not mounted is not taken for the empty folder where it should be."""

import os
from pathlib import Path

import pytest

from console.video.index import IndexBroken
from console.video.mount import FILE, Mount


class Mounts:
    """What is mounted, besides the machine's own."""

    def __init__(self, folder: Path) -> None:
        self.disk = folder / "disk"
        self.is_there = True
        self._real = os.path.ismount

    def ismount(self, path: str | Path) -> bool:
        return self.is_there if Path(path) == self.disk else self._real(path)


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mounts:
    made = Mounts(tmp_path.resolve())
    made.disk.mkdir()
    monkeypatch.setattr(os.path, "ismount", made.ismount)
    return made


@pytest.fixture
def mount(mounts: Mounts, tmp_path: Path) -> Mount:
    return Mount(tmp_path, mounts.disk / "recordings")


def test_a_disk_that_was_written_to_must_be_mounted(mounts: Mounts, mount: Mount, tmp_path: Path) -> None:
    mount.expect()
    mount.remember()
    mount.expect()
    mounts.is_there = False
    with pytest.raises(IndexBroken, match=f"a disk at {mounts.disk}, and none is mounted there"):
        mount.expect()
    with pytest.raises(IndexBroken, match="none is mounted"):
        Mount(tmp_path, mounts.disk / "recordings").expect()  # the next recorder
    mounts.is_there = True  # it, or another one
    mount.expect()


def test_recordings_may_be_moved_elsewhere_or_on_purpose_below_the_disk(mounts: Mounts, mount: Mount, tmp_path: Path) -> None:
    mount.remember()
    mounts.is_there = False
    Mount(tmp_path, tmp_path / "elsewhere").expect()
    (tmp_path / FILE).unlink()
    mount.expect()
    mount.remember()
    mount.expect()
    mounts.is_there = True
    mount.expect()


def test_a_link_that_points_to_another_disk_is_followed(mounts: Mounts, tmp_path: Path) -> None:
    link = tmp_path / "recordings"
    link.symlink_to(mounts.disk)
    mount = Mount(tmp_path, link)
    mount.remember()
    mounts.is_there = False
    with pytest.raises(IndexBroken):
        mount.expect()
    link.unlink()
    link.mkdir()
    mount.expect()


def test_what_cannot_be_remembered_holds_up_nothing(mounts: Mounts, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    mount = Mount(tmp_path / "no-such", mounts.disk)
    mount.remember()
    assert "cannot write" in caplog.text
    mounts.is_there = False
    mount.expect()
