"""`hallwatch hall …` as somebody types it."""

import subprocess
import sys
from pathlib import Path

from console.config import DEMO_HALL


def run(*words: str, display: bool = True) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"} if not display else None
    command = [sys.executable, "-m", "console.cli", "hall", *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=100, env=environment, cwd=Path(__file__).parents[3]
    )


def test_a_new_hall_is_well_and_is_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "城东"
    made = run("new", str(folder))
    assert made.stdout.strip() == str(folder / "hall.toml")
    checked = run("check", str(folder))
    assert (checked.returncode, "well; 3 zones, 1 counters" in checked.stdout) == (0, True), checked.stdout
    again = run("new", str(folder))
    assert again.returncode == 2
    assert "is there already" in again.stderr


def test_all_faults_are_said_with_their_lines(tmp_path: Path) -> None:
    text = (
        (DEMO_HALL / "hall.toml")
        .read_text(encoding="utf-8")
        .replace('home = "c2"', 'home = "c99"')
        .replace('panel = "panel-3"', 'panel = "p"')
    )
    file = tmp_path / "hall.toml"
    file.write_text(text, encoding="utf-8")
    checked = run("check", str(file))
    assert checked.returncode == 1
    lines = checked.stdout.splitlines()
    assert len(lines) == 3
    for words in ("c99", "`p`"):
        line = text[: text.index(f'"{words.strip("`")}"')].count("\n") + 1
        assert any(each.startswith(f"{file}:{line}: ") and words in each for each in lines), checked.stdout
    assert lines[-1] == f"{file}: 2 faults"


def test_the_editor_says_why_it_cannot_open(tmp_path: Path) -> None:
    file = tmp_path / "hall.toml"
    file.write_text("zone = [\n", encoding="utf-8")
    told = run("edit", str(file), display=False)
    assert told.returncode == 2
    assert "not valid TOML" in told.stderr
    file.write_text("name = 'x'\n", encoding="utf-8")
    told = run("edit", str(file), display=False)
    assert told.returncode == 2
    assert "there is no display" in told.stderr
