"""What may not stand in the source at all, and sizes worth a second look (those are printed, they do not fail)."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

FORBIDDEN = {
    "processEvents": (r"\bprocessEvents\(", ("console", "widgets", "adapters")),
    "moveToThread": (r"\bmoveToThread\(", ("console", "widgets", "adapters")),
    "a socket notifier": (r"\bQSocketNotifier\(", ("console", "widgets", "adapters")),
    "a style sheet": (r"\bsetStyleSheet\(", ("console", "widgets", "adapters")),
    "columns sized on update": (r"\bresizeColumnsToContents\(", ("console", "widgets", "adapters")),
    "a model reset": (r"\bbeginResetModel\(", ("console", "widgets", "adapters")),
    "a silent except": (r"except[^:\n]*:\s*\n\s*pass\b", ("console", "widgets", "adapters")),
    "a stub": (r"\b(TODO|FIXME|XXX)\b", ("console", "widgets", "adapters", "tests")),
    "a fixed sleep in a test": (r"\btime\.sleep\(", ("tests",)),
    "the wall clock": (r"\btime\.time\(\)|\bdatetime\.now\(|\bdatetime\.utcnow\(", ("console/model", "widgets")),
}
ALLOWED = {
    # A pane's dock tabs and splitters belong to the docking library, which is themed by style sheet only.
    ("a style sheet", "widgets/main_window.py"),
    # The test itself names what it looks for.
    ("a stub", "tests/contracts/test_tree.py"),
    ("a fixed sleep in a test", "tests/contracts/test_tree.py"),
    # These wait for a condition, between two looks at it.
    ("a fixed sleep in a test", "tests/helpers/hub.py"),
    ("a fixed sleep in a test", "tests/helpers/until.py"),
    # These play programs and devices that are slow on purpose.
    ("a fixed sleep in a test", "tests/adapters/scripted/scripted.py"),
    ("a fixed sleep in a test", "tests/console/test_supervise.py"),
}


def _tracked(*folders: str) -> Iterator[Path]:
    run = subprocess.run(["git", "ls-files", "-z", "--", *folders], cwd=ROOT, capture_output=True, text=True, check=True)
    yield from (ROOT / name for name in run.stdout.split("\0") if name.endswith(".py") and (ROOT / name).exists())


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_source_is_free_of(what: str) -> None:
    pattern, folders = FORBIDDEN[what]
    found = [
        f"{path.relative_to(ROOT)}:{path.read_text(encoding='utf-8').count(chr(10), 0, hit.start()) + 1}"
        for path in _tracked(*folders)
        if (what, str(path.relative_to(ROOT))) not in ALLOWED
        for hit in re.finditer(pattern, path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_no_path_of_a_machine_and_no_package_host_is_committed() -> None:
    for pattern in (str(ROOT), r"https?://[^ \"]*/(simple|packages)/", r"\"resolved\":"):
        run = subprocess.run(
            ["git", "grep", "-nIE", pattern, "--", ":!*.md", ":!tests/contracts/test_tree.py"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 1, run.stdout


def test_large_files_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    large = [(len(p.read_text(encoding="utf-8").splitlines()), p) for p in _tracked("console", "widgets", "adapters")]
    with capsys.disabled():
        for lines, path in sorted(large, reverse=True):
            if lines > 400:
                print(f"\nlook again: {path.relative_to(ROOT)} has {lines} lines", end="")
    assert large
