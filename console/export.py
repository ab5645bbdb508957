"""Tables as files: CSV and XLSX, whole or not at all, with progress; what can go wrong on a disk is a code. PDF is `widgets.paper`'s, as it needs Qt.

XLSX is written by XlsxWriter: it writes and does not read, and is kept; openpyxl, which does both, had its last release in 2024.
"""

import csv
import errno
import io
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import xlsxwriter
from msgspec import Struct

Value = str | float | int | None
Step = Callable[[float], None]
"""Told how far it is, 0 … 1; raises `Cancelled` when nobody wants it any more."""
ROWS_A_STEP = 50
_LEADS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet."""


class Cancelled(Exception):
    """Nobody wants the file any more."""


class Sheet(Struct, frozen=True, kw_only=True):
    """One table."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


class Book(Struct, frozen=True, kw_only=True):
    """What is exported, in the words of the screen."""

    name: str
    """The file's name, without its ending."""
    title: str
    notes: tuple[str, ...] = ()
    """Lines below the title: hall, time, what it is compared with."""
    sheets: tuple[Sheet, ...] = ()


Make = Callable[[Book, Step], bytes]
"""A format: `as_csv`, `as_xlsx`, or `widgets.paper.as_pdf`. The tables of a desk fit in memory."""


def write_whole(folder: Path, name: str, ending: str, make: Callable[[Step], bytes], step: Step) -> Path:
    """Write `NAME.ENDING` in a folder so that it is there whole or not at all; a file of that name is not overwritten. OSError, Cancelled."""
    content = make(step)
    folder.mkdir(parents=True, exist_ok=True)
    handle, draft_name = tempfile.mkstemp(prefix=f".{name}-", suffix=f".{ending}.part", dir=folder)
    draft = Path(draft_name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        step(1.0)
        draft.chmod(0o644)
        return _placed(draft, folder, name, ending)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _placed(draft: Path, folder: Path, name: str, ending: str) -> Path:
    number = 1
    while True:
        path = folder / (f"{name}.{ending}" if number == 1 else f"{name}-{number}.{ending}")
        try:
            path.hardlink_to(draft)  # unlike a rename, it fails when there is one of that name
        except FileExistsError:
            number += 1
            continue
        except OSError as error:
            if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.EMLINK}:
                raise
            draft.rename(path)  # a file system without links, such as a USB stick's
        return path


def as_csv(book: Book, step: Step) -> bytes:
    """One table below the other, UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow([_plain(book.title)])
    out.writerows([_plain(note)] for note in book.notes)
    for sheet, _ in _counted(book, step):
        if isinstance(sheet, Sheet):
            out.writerow([])
            out.writerow([_plain(sheet.title)])
            out.writerow([_plain(each) for each in sheet.header])
        else:
            out.writerow([_plain(each) if isinstance(each, str) else each for each in sheet])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(book: Book, step: Step) -> bytes:
    """A sheet for each table, numbers as numbers; words are never formulas."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as work:
        bold, large = work.add_format({"bold": True}), work.add_format({"bold": True, "font_size": 14})
        page, line = None, 0
        for sheet, number in _counted(book, step):
            if isinstance(sheet, Sheet):
                page, line = work.add_worksheet(_sheet_name(sheet.title, number)), 0
                page.set_column(0, 0, 28)
                page.set_column(1, max(1, len(sheet.header) - 1), 16)
                for note in (book.title, *book.notes):
                    page.write_string(line, 0, note, large if line == 0 else None)
                    line += 1
                line += 1
                for column, each in enumerate(sheet.header):
                    page.write_string(line, column, each, bold)
            elif page is not None:
                for column, value in enumerate(sheet):
                    if isinstance(value, str):
                        page.write_string(line, column, value)
                    elif value is not None:
                        page.write_number(line, column, value)
            line += 1
    return file.getvalue()


def _counted(book: Book, step: Step) -> Iterator[tuple[Sheet | Sequence[Value], int]]:
    """Each sheet, then its rows, with the sheet's number; `step` is told how far it is."""
    total = max(1, sum(len(sheet.rows) for sheet in book.sheets))
    done = 0
    for number, sheet in enumerate(book.sheets, 1):
        step(done / total)
        yield sheet, number
        for row in sheet.rows:
            yield row, number
            done += 1
            if done % ROWS_A_STEP == 0:
                step(done / total)


def _plain(words: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{words}" if words.startswith(_LEADS) else words


def _sheet_name(title: str, number: int) -> str:
    """A name as Excel allows it: 31 characters, some not at all."""
    return "".join(each for each in title if each not in r"[]:*?/\'")[:31].strip() or str(number)


def trouble(error: OSError) -> str:
    """Why a file could not be written, as a code: `full`, `read_only`, `missing`, or `other`."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return "full"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "read_only"
        case errno.ENOENT | errno.ENOTDIR | errno.ENXIO:
            return "missing"
        case _:
            return "other"
