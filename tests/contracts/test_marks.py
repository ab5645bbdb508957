"""Chinese texts in data have Chinese marks, as those on the screens around them."""

import re
from pathlib import Path

import pytest

RESOURCES = Path(__file__).parents[2] / "resources"
FILES = sorted(path for kind in ("plans", "profiles", "halls") for path in (RESOURCES / kind).rglob("*.toml"))
HALF = re.compile(r"[\u4e00-\u9fff”）][,;:](?! *$)|[,;:] ?[\u4e00-\u9fff“]|[\u4e00-\u9fff] \([^)]*[\u4e00-\u9fff]")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_chinese_has_no_half_width_marks(file: Path) -> None:
    lines = (line for line in file.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#"))
    texts = [text for line in lines for text in re.findall(r'"([^"]*)"', line)]
    assert [text for text in texts if HALF.search(text)] == []
