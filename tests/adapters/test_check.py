"""The conformance check: right adapters pass, in Python and in Node.js; each broken rule is found."""

import fcntl
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from adapters import check, conformance
from adapters.bench import Bench, Grace
from adapters.conformance import DEMANDS, Demand, Verdict
from console.wire import Happened
from tests.adapters.conftest import ROOT

NODE = ROOT / "tests" / "adapters" / "node"
PATIENT = Grace().stretched(8)
"""For programs that are right, on a machine that runs other tests beside."""
PROGRAM = ["node", str(NODE / "adapter.js"), "{station}", "{outbox}"]


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The adapter's one package, installed once for all workers."""
    if shutil.which("npm") is None:
        pytest.fail("needs node and npm: apt-get install nodejs npm")
    modules = NODE / "node_modules"
    with (tmp_path_factory.getbasetemp().parent / "npm.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another worker may be at it
        if not (modules / "zeromq").exists():
            subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=NODE, check=True, capture_output=True
            )
    return modules


def demands(*checks: object) -> list[Demand]:
    return [demand for demand in DEMANDS if demand.check in (conformance.greets, *checks)]


def has_spoken(bench: Bench) -> str:
    """Says something, right or wrong."""
    for _ in range(3):
        bench.order()
    return "" if bench.hub.until(lambda: bool(bench.hub.wrong) or len(bench.hub.said(Happened)) > 1) else "it says nothing"


def failures(verdicts: list[Verdict]) -> dict[str, str]:
    return {verdict.demand.title: verdict.reason for verdict in verdicts if verdict.reason}


def test_our_own_adapter_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "device.toml"
    config.write_text(f'port = 1\neffects = "{tmp_path}/effects"\n')
    program = [sys.executable, "-m", "tests.adapters.run_scripted", "--kind", "scripted", "--name", "scripted"]
    program += ["--config", str(config), "--station", "{station}", "--outbox", "{outbox}"]
    code = check.main(["--name", "scripted", "--patience", "8", "--folder", str(tmp_path / "check"), "--", *program])
    printed = capsys.readouterr().out
    assert code == check.PASSED, printed
    assert f"{len(DEMANDS)} passed, 0 failed, 0 not reached" in printed


def test_what_a_failing_program_said_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert check.main(["--", sys.executable, "-c", "print('no such gate')"]) == check.FAILED
    (kept,) = tmp_path.glob("hallwatch-check-*")
    assert "no such gate" in (kept / "program.log").read_text()
    assert str(kept) in capsys.readouterr().out


def test_a_program_that_passes_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(check, "check", lambda *_, **__: [Verdict(demand=demand, reason="") for demand in DEMANDS])
    assert check.main(["--", "gate"]) == check.PASSED
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("node_modules")
def test_an_adapter_in_another_language_passes(tmp_path: Path) -> None:
    verdicts = check.check(PROGRAM, tmp_path, name="node", grace=PATIENT)
    assert failures(verdicts) == {}, (tmp_path / "program.log").read_text()
    assert len(verdicts) == len(DEMANDS)


@pytest.mark.usefixtures("node_modules")
@pytest.mark.parametrize(
    ("wrong", "demand", "reason"),
    [
        ("epoch", conformance.survives_kill, "a new epoch after kill -9"),
        ("memory", conformance.survives_kill, "the outbox was not on disk"),
        ("twice", conformance.obeys_once, "effects, 1 expected"),
        ("late", conformance.refuses_late, "was reported done"),
        ("jump", conformance.numbers_without_gap, "number 3 came after 1"),
        ("greedy", conformance.keeps_to_the_credit, "under way with a credit of 3"),
        ("mute", conformance.beats, "silent for"),
        ("loose", conformance.understood, "unknown field `extra`"),
        ("stay", conformance.stops, "still running"),
    ],
)
def test_a_broken_rule_is_found(wrong: str, demand: object, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRONG", wrong)
    grace = Grace(answer=60, start=60, quiet=60, crowd=60, stop=1, tries=1)
    wanted = demands(demand)
    if wrong in ("jump", "loose"):
        wanted.insert(1, Demand(clause="", check=has_spoken))
    found = failures(check.check(PROGRAM, tmp_path, name="node", demands=wanted, grace=grace))
    assert any(reason in text for text in found.values()), found


@pytest.mark.usefixtures("node_modules")
def test_first_steps_may_be_taken_without_keys(tmp_path: Path) -> None:
    verdicts = check.check(
        PROGRAM, tmp_path, name="node", curve=False, demands=demands(conformance.answers_orders), grace=PATIENT
    )
    assert failures(verdicts) == {}


def test_a_program_that_ends_is_told_from_one_that_does_not_greet(tmp_path: Path) -> None:
    assert "the program ended without a message" in check.check(["true"], tmp_path, name="x")[0].reason
    silent = check.check(["sleep", "100"], tmp_path, name="x", grace=Grace(start=1))
    assert len(silent) == 1
    assert "no message within 1 s" in silent[0].reason


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--command", '{"do":"dance"}', "--", "true"], "--command: Invalid value 'dance'"),
        (["--patience", "0", "--", "true"], "--patience: 0 is not between 1 and 100"),
        (["--", "/nowhere/adapter"], "/nowhere/adapter cannot be started"),
    ],
)
def test_a_wrong_command_line_is_refused(arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(arguments) == check.USAGE
    assert word in capsys.readouterr().err


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((NODE / "package-lock.json").read_text())
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
