"""The checks of `make pictures` on a sensible part: the desk's window of one screen, in both languages. And that they can fail."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from PyQt6.QtCore import QRectF, QSize
from PyQt6.QtGui import QImage, QPainter

from console.model.state import HallState
from tests.pictures import page, worker, worlds
from tests.pictures.page import Shot
from tests.pictures.render import Scope, is_blank
from tests.pictures.witness import Line, Witness, faults
from widgets import canvas
from widgets import theme as themes
from widgets.theme import Theme

OURS = ("_Facts", "ModeBanner", "TimeBar", "kpi_strip", "detail", "orders", "QImage", "single")
"""What must be without fault here; `make pictures` asks it of all."""


pytestmark = pytest.mark.timeout(300)
LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Shot]]:
    """Drawn as `make pictures` draws, in processes of their own without a screen."""
    out = tmp_path_factory.mktemp("pictures")
    (out / "small").mkdir()
    worlds.write(out / worker.MORNING, by_hub=False)
    scopes = [
        Scope(look=look, lang=lang, size=QSize(1366, 768), states=("busy",), layouts=("single",), is_partial=True)
        for look, lang in (("night", "zh"), ("day", "en"))
    ]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=worker.without_screen, max_tasks_per_child=1) as workers:
        yield [shot for work in [workers.submit(worker.draw, scope, out) for scope in scopes] for shot in work.result()]


def test_a_window_is_drawn_whole_in_both_languages(shots: list[Shot]) -> None:
    assert {(shot.lang, shot.state) for shot in shots} == {(lang, "busy") for lang in LANGS}
    found = [f"{shot.file}: {fault}" for shot in shots for fault in shot.faults if fault.startswith(OURS) or "lacks" in fault]
    assert not found


def test_the_page_names_every_picture_and_loads_nothing_from_elsewhere(shots: list[Shot], tmp_path: Path) -> None:
    text = page.write(tmp_path, shots).read_text(encoding="utf-8")
    assert all(shot.file in text and shot.small in text for shot in shots)
    assert "http" not in text.replace("<!doctype html>", "")
    assert "src=" not in text.partition("<script>")[0]


# --- the checks can fail -------------------------------------------------------------------------------------------------------


def line(words: str, wide: float = 50, room: float = 60, at: tuple[float, float, float, float] | None = None) -> Line:
    return Line(words=words, wide=wide, room=room, at=at, owner="pane", size=14)


@pytest.mark.parametrize(
    ("lines", "lang", "said"),
    [
        ([line("等候人数", wide=90)], "zh", "is cut by 30 px"),
        ([line("一", at=(0, 0, 50, 10)), line("二", at=(20, 4, 50, 10))], "zh", "lie over each other"),
        ([line("等候")], "en", "is not translated"),
        ([line("panel_unplugged")], "zh", "is a word of the program"),
        ([line("等候"), line("Waiting", at=(0, 0, 50, 10)), line("3", at=(0, 20, 50, 10))], "zh", ""),
    ],
)
def test_what_is_wrong_is_told(theme: Theme, lines: list[Line], lang: str, said: str) -> None:
    found = faults(lines, theme, lang, HallState())
    assert bool(found) == bool(said)
    assert said in " ".join(found)


def test_what_is_painted_is_heard_and_a_blank_picture_is_seen(qapp: object) -> None:
    theme = themes.load("night")
    picture = QImage(200, 40, QImage.Format.Format_RGB32)
    picture.fill(0)
    assert is_blank(picture)
    witness = Witness()
    with witness.watching():
        p = QPainter(picture)
        canvas.text(p, theme, QRectF(0, 0, 30, 40), "最长等候时间")
        p.end()
    assert [heard.words for heard in witness.lines] == ["最长等候时间"]
    assert witness.lines[0].wide > witness.lines[0].room
    assert not is_blank(picture)
