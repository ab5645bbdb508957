"""`hallwatch doctor` finds what is missing and says how to mend it."""

import importlib
from pathlib import Path

import pytest

from console import doctor
from console.doctor import Health


def test_this_machine_can_run_a_hall(tmp_path: Path) -> None:
    missing = [f for f in doctor.examine(tmp_path) if f.health is Health.MISSING]
    assert not missing


def test_every_finding_that_is_not_well_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    findings = {f.topic: f for f in doctor.examine(tmp_path)}
    assert findings["screen"].health is Health.MISSING
    assert all(f.remedy for f in findings.values() if f.health is not Health.WELL)


def test_a_key_that_others_can_read_is_named_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o700)
    key = tmp_path / "keys" / "hub.key"
    key.write_text("secret")
    key.chmod(0o644)
    [finding] = doctor.keys(tmp_path)
    assert finding.health is Health.MISSING
    assert str(key) in finding.seen
    assert "chmod 600" in finding.remedy
    key.chmod(0o600)
    assert not list(doctor.keys(tmp_path))
    key.parent.chmod(0o750)
    [finding] = doctor.keys(tmp_path)
    assert f"chmod 700 {key.parent}" in finding.remedy


def test_an_old_sqlite_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("pysqlite3.dbapi2"), "sqlite_version", "3.40.1")
    finding = doctor.sqlite()
    assert finding.health is Health.MISSING
    assert "3.40.1" in finding.seen


def test_an_unwritable_place_is_refused(tmp_path: Path) -> None:
    assert doctor.disk(tmp_path / "not" / "yet" / "there").health is Health.WELL
    assert doctor.disk(Path("/proc/hall")).health is Health.MISSING


def test_without_libyuv_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LIBYUV", "libyuv-that-is-not-there.so.0")
    finding = doctor.colours()
    assert finding.health is Health.MISSING
    assert "libyuv0" in finding.remedy
