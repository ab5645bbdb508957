"""The checks of `make pictures`: a sample of it in each run, all of it in `make soak`. And that they can fail."""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.model.book import Written
from console.model.event import NoteWritten
from console.model.state import HallState
from tests.pictures import page, worker, worlds
from tests.pictures.page import Shot
from tests.pictures.render import LANGS, LOOKS, SIZES, Scope, is_blank
from tests.pictures.witness import Line, Witness, cut_widgets, faults
from widgets import canvas
from widgets import theme as themes
from widgets.theme import Theme

SMALL = SIZES[0]
SAMPLE = (
    Scope(look="night_large", lang="en", size=SMALL, states=("busy",), layouts=("desk_no_cameras", "wall"), is_partial=True),
    Scope(look="day", lang="zh", size=SMALL, states=("flooded",), layouts=("single",), panes=("counters", "devices", "duty_book"), is_partial=True),
)  # fmt: skip
"""What fails first: long words, large letters, little room, many alarms."""

pytestmark = pytest.mark.timeout(300)


def drawn(out: Path, scopes: Sequence[Scope], *, by_hub: bool) -> list[Shot]:
    """Drawn as `make pictures` draws, in processes of their own without a screen."""
    (out / "small").mkdir()
    worlds.write(out / worker.MORNING, by_hub=by_hub)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=worker.without_screen, max_tasks_per_child=1) as workers:
        return [shot for work in [workers.submit(worker.draw, scope, out) for scope in scopes] for shot in work.result()]


def said(shots: Sequence[Shot]) -> list[str]:
    """All that is wrong, each with its picture."""
    return [f"{shot.file}: {fault}" for shot in shots for fault in shot.faults]


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> list[Shot]:
    """The sample."""
    return drawn(tmp_path_factory.mktemp("pictures"), SAMPLE, by_hub=False)


def test_a_sample_of_all_pictures_is_without_fault(shots: list[Shot]) -> None:
    assert {(shot.lang, shot.look, shot.state) for shot in shots} == {
        (scope.lang, scope.look, state) for scope in SAMPLE for state in scope.states
    }
    assert said(shots) == []


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("size", "lang", "look"), list(product(SIZES, LANGS, LOOKS)))
def test_every_picture_is_without_fault(tmp_path: Path, size: QSize, lang: str, look: str) -> None:
    found = drawn(tmp_path, [Scope(look=look, lang=lang, size=size, states=worlds.STATES)], by_hub=True)
    assert len(found) > 100
    assert said(found) == []


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
        ([line("Counter 1、Counter 2")], "en", "has a Chinese mark"),
        ([line("1 customers affected")], "en", "counts one as many"),
        ([line("11 customers affected"), line("2:01 steps")], "en", ""),
        ([replace(line("103 / 219", wide=70), may_shorten=True)], "zh", "is cut by 10 px"),
        ([replace(line("居民业务", wide=70), may_shorten=True)], "zh", ""),
        ([line("等候"), line("Waiting", at=(0, 0, 50, 10)), line("3", at=(0, 20, 50, 10))], "zh", ""),
    ],
)
def test_what_is_wrong_is_told(theme: Theme, lines: list[Line], lang: str, said: str) -> None:
    found = faults(lines, theme, lang, HallState())
    assert bool(found) == bool(said)
    assert said in " ".join(found)


def test_what_people_wrote_stays_as_it_is_also_where_it_is_broken_into_lines(theme: Theme) -> None:
    state = HallState(book=(Written(seq=1, at=0.0, event=NoteWritten(by="lin", text="等候区客户称排队被插队")),))
    rows = [line("Lin Lan: 等候区客户"), line("称排队被"), line("插队")]
    assert faults(rows, theme, "en", state) == []
    assert faults([line("排队 Lin Lan"), line("排队：3")], theme, "en", state)


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


def test_lines_break_between_words_and_words_only_where_they_must(theme: Theme) -> None:
    assert canvas.wrapping(theme, "waiting over the limit", 120) == Qt.TextFlag.TextWordWrap.value
    assert canvas.wrapping(theme, "waiting over the limit", 20) == Qt.TextFlag.TextWrapAnywhere.value
    assert canvas.wrapping(theme, "等候人数超过上限", 40) == Qt.TextFlag.TextWordWrap.value


def test_parts_are_left_out_whole(theme: Theme) -> None:
    said = "Charge 91% · Left 22:50 · Load 39%"
    room = canvas.width_of(theme, "Charge 91% · Left 22:50") + 4
    assert canvas.whole_parts(theme, said, room, 14) == "Charge 91% · Left 22:50"
    assert canvas.whole_parts(theme, said, 5, 14) == "Charge 91%"
    assert canvas.whole_parts(theme, said, 5, 14, least=0) == ""


def test_a_label_without_room_is_seen(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    label = QLabel("Statistics of the day", box)
    label.setGeometry(0, 0, 40, 20)
    box.show()
    assert "is cut by" in " ".join(cut_widgets(box))
    label.resize(400, 20)
    assert cut_widgets(box) == []
