"""`hallwatch hall …` as somebody types it."""

import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from console.config import DEMO_HALL
from console.fault import HallFault
from console.hall_cli import app
from console.hall_edit.keep import Keeper
from console.hall_edit.start import make

ROOT = Path(__file__).parents[3]


def test_a_new_hall_is_well_and_is_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "城东"
    assert CliRunner().invoke(app, ["new", str(folder)]).stdout.strip() == str(folder / "hall.toml")
    checked = CliRunner().invoke(app, ["check", str(folder)])
    assert (checked.exit_code, "well; 3 zones, 1 counters" in checked.stdout) == (0, True), checked.stdout
    assert "plan `power`: done by hand, as this hall has not all that they order: announce," in checked.stdout
    again = CliRunner().invoke(app, ["new", str(folder)])
    assert isinstance(again.exception, HallFault)
    assert "is there already" in str(again.exception)
    dotted = tmp_path / "hall.north"
    assert CliRunner().invoke(app, ["new", str(dotted)]).stdout.strip() == str(dotted / "hall.toml"), "a folder, too"


def test_all_faults_are_said_with_their_lines(tmp_path: Path) -> None:
    text = (
        (DEMO_HALL / "hall.toml")
        .read_text(encoding="utf-8")
        .replace('home = "c2"', 'home = "c99"')
        .replace('panel = "panel-3"', 'panel = "p"')
    )
    file = tmp_path / "hall.toml"
    file.write_text(text, encoding="utf-8")
    checked = CliRunner().invoke(app, ["check", str(file)])
    assert checked.exit_code == 1
    lines = checked.stdout.splitlines()
    assert len(lines) == 3
    for id in ("c99", "p"):
        line = text[: text.index(f'"{id}"')].count("\n") + 1
        assert any(each.startswith(f"{file}:{line}: ") and f"`{id}`" in each for each in lines), checked.stdout
    assert lines[-1] == f"{file}: 2 faults"
    file.write_text("zone = [\n", encoding="utf-8")
    checked = CliRunner().invoke(app, ["check", str(file)])
    assert checked.exit_code == 1
    assert "not valid TOML" in checked.stdout


def test_the_editor_says_why_it_cannot_open(tmp_path: Path) -> None:
    file = tmp_path / "hall.toml"
    file.write_text("name = 'x'\n", encoding="utf-8")
    command = [sys.executable, "-m", "console.cli", "hall", "edit", str(file)]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100, env=environment, cwd=ROOT)
    assert told.returncode == 2
    assert told.stderr.startswith("hallwatch: there is no display")


def test_the_editor_ends_when_told_to_and_keeps_what_is_not_saved(tmp_path: Path) -> None:
    file = make(tmp_path / "hall")
    script = """
import os, signal, sys
from pathlib import Path
from PyQt6.QtCore import QTimer
from console import editor
from console.hall_edit.operations import Move
from console.hall_edit.things import Ref

class Busy(editor.HallWindow):
    def showEvent(self, event):
        super().showEvent(event)
        self.do(Move(refs=(Ref("counter", "c1"),), dx=1, dy=0))
        QTimer.singleShot(0, lambda: os.kill(os.getpid(), signal.SIGTERM))

editor.HallWindow = Busy
sys.exit(editor.run(Path(sys.argv[1])))
"""
    environment = os.environ | {"HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    told = subprocess.run([sys.executable, "-c", script, str(file)], check=False, timeout=100, env=environment, cwd=ROOT)
    assert told.returncode == 0
    assert "x = 4.0" in Keeper(file).draft.read_text(encoding="utf-8")
