"""The import contracts of pyproject.toml hold, and each of them is seen to fail when it is broken."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

BREACHES = {
    "the model knows nothing above it": ("console/model/quality.py", "import console.wire"),
    "the wire knows the model only": ("console/wire.py", "import console.session"),
    "the console below the composition root has no Qt": ("console/clock.py", "import PyQt6.QtCore"),
    "widgets draw; they neither store nor talk": ("widgets/theme.py", "import console.wire"),
    "adapters speak to devices and to the wire only": ("adapters/base.py", "import console.hub"),
    "panes do not know each other": ("widgets/panes/queues.py", "import widgets.panes.counters"),
    "devices do not know each other": ("adapters/devices/ups.py", "import adapters.devices.push"),
}
"""Contract → a file and the line that breaks it."""


def _lint(tree: Path) -> dict[str, bool]:
    run = subprocess.run(
        [LINT, "--no-cache"], cwd=tree, env={"PYTHONPATH": str(tree)}, capture_output=True, text=True, check=False
    )
    verdicts = dict(re.findall(r"^(.+?) (KEPT|BROKEN)$", run.stdout, flags=re.MULTILINE))
    assert verdicts, run.stdout + run.stderr
    return {name: verdict == "KEPT" for name, verdict in verdicts.items()}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for folder in ("console", "widgets", "adapters"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_holds(tree: Path) -> None:
    verdicts = _lint(tree)
    assert set(verdicts) == set(BREACHES), "a contract without a breach that proves it"
    assert all(verdicts.values()), verdicts


def test_every_contract_fails_when_it_is_broken(tree: Path) -> None:
    for file, line in BREACHES.values():
        source = tree / file
        source.write_text(f"{source.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    assert not any(_lint(tree).values())
