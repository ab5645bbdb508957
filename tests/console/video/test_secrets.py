"""Passwords of cameras: kept in one private file, in an address only when it is opened, and never in what is shown."""

import os
from pathlib import Path

import pytest

from console.fault import HallFault
from console.video import secrets
from console.video.secrets import Secret, SecretBook

GUARD = Secret(user="guard", password="p@ss/w:rd?#1")


def test_what_is_put_is_found_and_what_is_removed_is_gone(tmp_path: Path) -> None:
    assert secrets.load(tmp_path) == {}
    secrets.put(tmp_path, "door", GUARD)
    secrets.put(tmp_path, "yard", Secret(user="u", password="p"))
    assert secrets.load(tmp_path)["door"] == GUARD
    secrets.remove(tmp_path, "door")
    assert set(secrets.load(tmp_path)) == {"yard"}
    with pytest.raises(HallFault, match="names: yard"):
        secrets.remove(tmp_path, "door")


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    secrets.put(tmp_path, "door", GUARD)
    path = tmp_path / "keys" / secrets.FILE
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_damaged_file_is_named_and_not_quoted(tmp_path: Path) -> None:
    secrets.put(tmp_path, "door", GUARD)
    path = tmp_path / "keys" / secrets.FILE
    path.write_bytes(b'{"door": {"user": "guard", "password": "hunter2"')
    with pytest.raises(HallFault, match=r"cameras\.json") as caught:
        secrets.load(tmp_path)
    assert "hunter2" not in f"{caught.value} {caught.value.__cause__} {caught.value.__context__}"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("rtsp://cam/main", "rtsp://cam/main"),
        ("rtsp://u:pw@cam:554/main?x=1", "rtsp://cam:554/main?x=1"),
        ("rtsp://u:p@w@cam/main", "rtsp://cam/main"),
        ("rtsp://u:p/w@cam/main", "rtsp://cam/main"),
        ("http://cam/a@b", "http://cam/a@b"),
        ("/files/clip.mkv", "/files/clip.mkv"),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, shown: str) -> None:
    assert secrets.plain(address) == shown


def test_any_password_can_stand_in_an_address() -> None:
    opened = secrets.insert("rtsp://old:one@cam:554/main", GUARD)
    assert opened == "rtsp://guard:p%40ss%2Fw%3Ard%3F%231@cam:554/main"
    assert secrets.plain(opened) == "rtsp://cam:554/main"
    assert secrets.insert("rtsp://cam/main", None) == "rtsp://cam/main"


def test_a_password_is_taken_out_of_foreign_words_in_either_form() -> None:
    said = f"cannot open {secrets.insert('rtsp://cam/main', GUARD)} with {GUARD.password}"
    assert secrets.without(said, GUARD) == f"cannot open rtsp://guard:{secrets.HIDDEN}@cam/main with {secrets.HIDDEN}"
    assert GUARD.password not in repr(GUARD)


def test_a_corrected_password_needs_no_new_start(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    book = SecretBook(tmp_path)
    assert book.of(None) is None
    assert book.of("door") is None
    secrets.put(tmp_path, "door", GUARD)
    assert book.of("door") == GUARD
    path = tmp_path / "keys" / secrets.FILE
    path.write_bytes(b"rubbish hunter2")
    os.utime(path, ns=(1, 1))
    assert book.of("door") == GUARD, "what was known goes on being used"
    assert "damaged" in caplog.text
    assert "hunter2" not in caplog.text


def test_rights_that_were_mended_need_no_new_start(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    secrets.put(tmp_path, "door", GUARD)
    path = tmp_path / "keys" / secrets.FILE
    path.chmod(0o644)
    book = SecretBook(tmp_path)
    assert [book.of("door"), book.of("door")] == [None, None]
    assert len(caplog.records) == 1, "said once"
    path.chmod(0o600)
    assert book.of("door") == GUARD


def test_a_file_that_cannot_be_opened_is_a_fault_of_the_world(tmp_path: Path) -> None:
    (tmp_path / "keys" / secrets.FILE).mkdir(parents=True)
    (tmp_path / "keys").chmod(0o700)
    (tmp_path / "keys" / secrets.FILE).chmod(0o700)
    assert SecretBook(tmp_path).of("door") is None


def test_certificates_that_are_trusted_are_those_in_the_key_folder(tmp_path: Path) -> None:
    assert secrets.authority_in(tmp_path) is None
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "cameras.pem").write_text("")
    assert secrets.authority_in(tmp_path) == str(tmp_path / "keys" / "cameras.pem")
