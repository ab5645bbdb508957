"""What the hub's commands answer to an argument that cannot be meant."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.cli import app
from console.fault import HallFault
from console.hub import pairing_cli
from console.hub.__main__ import main
from console.hub.archive import store_at
from console.hub.journal import Journal
from console.video import recorder
from tests.helpers.journals import HALL, drafts


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--speed", "-1", "not above 0"),
        ("--speed", "nan", "not a number"),
        ("--rate", "0", "not above 0"),
        ("--start", "today", "not a number"),
        ("--ingress", "99999", "not a port: 0 to 65535"),
        ("--pairing", "-1", "not a port"),
    ],
)
def test_a_number_that_makes_no_hub_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, value: str, said: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--data", str(tmp_path / "data"), f"{option}={value}"])
    assert f"argument {option}: " in (words := capsys.readouterr().err)
    assert said in words
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--port", "99999", "not a port: 0 to 65535"),
        ("--port", "-1", "not a port"),
        ("--speed", "0", "not above 0"),
        ("--start", "inf", "not a number"),
        ("--reserve", "-5", "not a whole number"),
    ],
)
def test_a_number_that_makes_no_recorder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, value: str, said: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        recorder.main(["--data", str(tmp_path), "--store", str(tmp_path / "store"), f"{option}={value}"])
    assert f"argument {option}: " in (words := capsys.readouterr().err)
    assert said in words
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("stations",),
        ("revoke", "desk"),
        ("person", "list"),
        ("person", "passwd", "lin"),
        ("person", "remove", "lin"),
        ("camera", "secret", "door", "--forget"),
        ("probe", "camera", "--secret", "door"),
    ],
)
def test_where_no_hall_is_nothing_is_made(tmp_path: Path, words: tuple[str, ...]) -> None:
    mistyped = tmp_path / "hallwtach"
    result = CliRunner().invoke(app, [*words, "--data", str(mistyped)])
    assert isinstance(result.exception, HallFault)
    assert result.exception.what == f"there is no hall in {mistyped}"
    assert not mistyped.exists()


def test_a_journal_of_another_kind_of_database_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(HallFault, match="no journal's address"):
        store_at("mysql://hall@db/journal")
    assert store_at(f"sqlite:///{tmp_path}/journal").name == f"{tmp_path}/journal"


def verified(data: Path, hall: str = HALL) -> str:
    """What `hallwatch verify` says."""
    ran = CliRunner().invoke(app, ["verify", "--hall", hall, "--data", str(data)])
    assert ran.exception is None or isinstance(ran.exception, HallFault), ran.exception
    return str(ran.exception or ran.stdout)


def test_only_a_journal_that_is_there_is_whole(tmp_path: Path) -> None:
    assert "cannot read the journal's folder" in verified(tmp_path)
    (tmp_path / "journal").mkdir()
    assert "there is no entry of" in verified(tmp_path)
    journal = Journal.open(tmp_path / "journal", HALL)
    journal.append(drafts(1, 3))
    journal.close()
    assert "3 entries, all whole" in verified(tmp_path)


def test_a_code_that_no_hub_takes_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairing_cli.pair(tmp_path, "viewer", "desk-9")
    assert f"no hub runs on {tmp_path} now: start it first" in capsys.readouterr().out
