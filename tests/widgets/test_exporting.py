"""Tables as files: what spreadsheets and readers find in them, progress, cancel, and disks that do not take them."""

import csv
import errno
import os
import subprocess
import sys
import threading
import zipfile
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.export import Book, Cancelled, Sheet, as_csv, as_xlsx, write_whole
from tests.helpers.failing_disk import library
from tests.helpers.until import until
from widgets.export_bar import ExportBar
from widgets.exporting import FORMATS, Exporting, Progress
from widgets.paper import as_pdf
from widgets.theme import load

BOOK = Book(
    name="figures-2026-11-21",
    title="服务指标",
    notes=("城东供电营业厅",),
    sheets=(
        Sheet(title="今日", header=("指标", "今日", "同期"), rows=(("平均等候", 312.5, 290), ("=1+1", None, "—"))),
        Sheet(title="曲线", header=("时刻", "等候"), rows=tuple((f"{n}", n) for n in range(300))),
    ),
)


def silent(_share: float) -> None:
    """Nobody watches."""


def test_csv_opens_in_a_spreadsheet_with_chinese_and_without_formulas(tmp_path: Path) -> None:
    path = write_whole(tmp_path, BOOK.name, "csv", partial(as_csv, BOOK), silent)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert ["平均等候", "312.5", "290"] in rows
    assert ["'=1+1", "", "—"] in rows
    assert len([row for row in rows if row and row[0].isdigit()]) == 300


def test_xlsx_has_a_sheet_for_each_table_numbers_as_numbers_and_no_formula(tmp_path: Path) -> None:
    path = write_whole(tmp_path, BOOK.name, "xlsx", partial(as_xlsx, BOOK), silent)
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        names = [each.get("name") for each in ET.fromstring(file.read("xl/workbook.xml")).iter(f"{main}sheet")]
        first = ET.fromstring(file.read("xl/worksheets/sheet1.xml"))
    assert names == ["今日", "曲线"]
    assert "312.5" in [each.text for each in first.iter(f"{main}v")]
    assert not list(first.iter(f"{main}f"))


def test_pdf_is_one_that_another_program_reads(qtbot: QtBot, tmp_path: Path) -> None:
    path = write_whole(tmp_path, BOOK.name, "pdf", partial(as_pdf, BOOK), silent)
    assert path.read_bytes().startswith(b"%PDF-")
    assert path.stat().st_size > 5_000, "fonts are in it"


def test_a_file_of_that_name_is_not_overwritten(tmp_path: Path) -> None:
    first = write_whole(tmp_path, BOOK.name, "csv", partial(as_csv, BOOK), silent)
    first.write_text("mine")
    second = write_whole(tmp_path, BOOK.name, "csv", partial(as_csv, BOOK), silent)
    assert second.name == "figures-2026-11-21-2.csv"
    assert first.read_text() == "mine"


def test_what_is_cancelled_leaves_nothing_behind(qtbot: QtBot, tmp_path: Path) -> None:
    def no_more(share: float) -> None:
        if share > 0.3:
            raise Cancelled

    for ending, make in FORMATS.items():
        with pytest.raises(Cancelled):
            write_whole(tmp_path, BOOK.name, ending, partial(make, BOOK), no_more)
    assert list(tmp_path.iterdir()) == []


def told_of(exporting: Exporting) -> str:
    until(lambda: not exporting.progress.is_running, seconds=60.0, what="the export to end")
    return exporting.words(exporting.progress)


@pytest.mark.parametrize("ending", FORMATS)
def test_an_export_runs_beside_the_gui_and_says_where_the_file_is(qtbot: QtBot, tmp_path: Path, ending: str) -> None:
    exporting = Exporting(lambda: tmp_path)
    exporting.begin(ending, BOOK)
    assert told_of(exporting) == f"已导出：{tmp_path / BOOK.name}.{ending}"


def test_an_export_is_cancelled_and_the_next_one_works(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hold = threading.Event()

    def slow(book: Book, step: object) -> bytes:
        hold.wait(60.0)
        return as_csv(book, step)  # type: ignore[arg-type]

    monkeypatch.setitem(FORMATS, "csv", slow)
    exporting = Exporting(lambda: tmp_path)
    exporting.begin("csv", BOOK)
    assert "正在导出" in exporting.words(exporting.progress)
    exporting.cancel()
    hold.set()
    assert told_of(exporting) == "已取消导出"
    assert list(tmp_path.iterdir()) == []
    exporting.begin("xlsx", BOOK)
    assert "已导出" in told_of(exporting)


class DoneMeanwhile(Exporting):
    """Its thread writes the last byte just after it was first looked at."""

    _looks = 0

    @property
    def progress(self) -> Progress:
        self._looks += 1
        return Progress(share=0.9) if self._looks == 1 else Progress(path=Path("a.csv"))

    @progress.setter
    def progress(self, now: Progress) -> None:
        """The thread's; this one's are told above."""


def test_what_one_drawing_shows_is_of_one_moment(qtbot: QtBot) -> None:
    """Else the words say that it is done while the buttons, and the clock that looks, still wait for it."""
    above = QWidget()
    qtbot.addWidget(above)
    bar = ExportBar(load(), lambda: BOOK, above)
    bar.exporting = DoneMeanwhile()
    bar.draw()
    assert bar.label.text() == "正在导出 90%"
    assert not bar.buttons["csv"].allowed
    bar.draw()
    assert bar.label.text() == "已导出：a.csv"
    assert bar.buttons["csv"].allowed


_WRITES = """
import sys
from functools import partial
from pathlib import Path
from console.export import as_csv, trouble, write_whole
from tests.widgets.test_exporting import BOOK
try:
    print(write_whole(Path(sys.argv[1]), BOOK.name, "csv", partial(as_csv, BOOK), lambda share: None).name)
except OSError as error:
    print(trouble(error))
"""


def test_a_full_and_a_read_only_disk_leave_nothing_and_are_told_apart(tmp_path: Path) -> None:
    """A disk that really refuses: the library of the hub's disk tests under a process of its own."""
    folder, flag = tmp_path / "out", tmp_path / "full"
    folder.mkdir()
    env = {**os.environ, "LD_PRELOAD": str(library()), "FAILING_DIR": str(folder), "FAILING_FULL": str(flag)}

    def told() -> str:
        command = [sys.executable, "-c", _WRITES, str(folder)]
        return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.strip()

    for word, code in (("", "full"), ("readonly", "read_only")):
        flag.write_text(word)
        assert told() == code
        assert list(folder.iterdir()) == []
    flag.unlink()
    assert told() == "figures-2026-11-21.csv"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errno.ENOSPC, "磁盘已满"),
        (errno.EROFS, "文件夹不能写"),
        (errno.EACCES, "文件夹不能写"),
        (errno.ENOTDIR, "文件夹不存在"),
        (errno.EIO, "写不出文件"),
    ],
)
def test_each_refusal_of_a_disk_is_said_in_words(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int, words: str
) -> None:
    def refused(_book: Book, _step: object) -> bytes:
        raise OSError(error, "no")

    monkeypatch.setitem(FORMATS, "csv", refused)
    exporting = Exporting(lambda: tmp_path)
    exporting.begin("csv", BOOK)
    told = told_of(exporting)
    assert told.startswith(words)
    assert str(tmp_path) in told
