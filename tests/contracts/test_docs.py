"""The documents speak of things that exist, and the glossary is whole."""

import re
from enum import StrEnum
from pathlib import Path
from typing import get_args

import pytest
import typer

from console.cli import app
from console.model.event import AnyEvent, kind_of
from console.model.quality import Quality
from console.model.state import AlarmPhase, Stage

ROOT = Path(__file__).parents[2]
PAGES = [p for p in (*ROOT.glob("*.md"), *ROOT.glob("resources/help/**/*.md")) if p.name != "CHANGELOG.md"]
GLOSSARY = (ROOT / "resources/help/glossary.md").read_text(encoding="utf-8")
FOLDERS = ("console", "widgets", "adapters", "layouts", "resources", "tests")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]*)`", text))
    linked = {link for link in re.findall(r"\]\(([^)#:]+)\)", text) if not link.startswith("http")}
    named = {name for name in named if "NAME" not in name}
    missing = [name for name in named if not (ROOT / name).exists()] + [
        link for link in linked if not (page.parent / link).exists()
    ]
    assert not missing


def test_the_glossary_has_every_kind_of_event() -> None:
    kinds = {kind_of(event) for event in get_args(AnyEvent)}
    listed = set(re.findall(r"^\| `(\w+\.\w+)` \| [^|]+ \| [^|]+ \|$", GLOSSARY, flags=re.MULTILINE))
    assert listed == kinds


@pytest.mark.parametrize("words", [AlarmPhase, Stage, Quality], ids=lambda words: words.__name__)
def test_the_glossary_has_every_state(words: type[StrEnum]) -> None:
    missing = [member.value for member in words if f"| `{member.value}` |" not in GLOSSARY]
    assert not missing


@pytest.mark.parametrize("language", [".", "en"])
def test_every_command_stands_in_the_manual(language: str) -> None:
    page = (ROOT / "resources" / "help" / language / "operator.md").read_text(encoding="utf-8")
    commands = typer.main.get_group(app).commands
    assert len(commands) > 10
    assert [name for name in commands if f"hallwatch {name} " not in page] == []
