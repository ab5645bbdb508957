"""The handover's sheet on paper: an A4 PDF with every open line, who gives and who takes, and room to sign. It reads nothing but what it is given."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QMarginsF, QSizeF
from PyQt6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from widgets.words import told

translate = QCoreApplication.translate
_RESOLUTION = 300
_PAD = 2
"""Points around a cell's words."""
_STYLE = """
h1 { font-size: 20pt; }
.kind { font-size: 12pt; font-weight: bold; margin-top: 18px; margin-bottom: 0; }
td { vertical-align: top; }
.quiet { color: #555555; }
"""


class PaperLine(Struct, frozen=True, kw_only=True):
    """A line in words."""

    what: str
    more: str = ""
    since: str = ""
    accepted: str = ""
    """When it was accepted, or empty."""


class Paper(Struct, frozen=True, kw_only=True):
    """The sheet in words."""

    title: str
    hall: str
    giver: str
    taker: str
    at: str
    """Day and time that the sheet tells of."""
    state: str
    """Handed over, under way, or only a list; what is not known."""
    kinds: tuple[tuple[str, tuple[PaperLine, ...]], ...] = ()
    stem: str = ""
    """The file's name, without its ending."""
    family: str = ""


def save(folder: Path, paper: Paper) -> Path:
    """Write `STEM.pdf` and return where; OSError when that cannot be written. An earlier file is not overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    path, number = folder / f"{paper.stem}.pdf", 1
    while path.exists():
        number += 1
        path = folder / f"{paper.stem}-{number}.pdf"
    with path.open("xb"):  # a folder that cannot be written says so here, Qt's writer does not
        pass
    writer = QPdfWriter(str(path))
    writer.setResolution(_RESOLUTION)
    writer.setTitle(f"{paper.title} {paper.hall} {paper.at}")
    writer.setCreator("hallwatch")
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(16, 16, 16, 16), QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    layout = document.documentLayout()
    if layout is not None:
        layout.setPaintDevice(writer)  # else points are a screen's
    document.setDefaultFont(QFont(paper.family, 10))
    document.setDocumentMargin(0)
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    document.setDefaultStyleSheet(_STYLE)
    document.setHtml(_html(paper))
    document.print(writer)
    del writer  # closes the file
    if not path.stat().st_size:
        raise OSError(f"{path} cannot be written")
    return path


def _html(paper: Paper) -> str:
    def row(cells: Sequence[str], widths: Sequence[int]) -> str:
        columns = "".join(f'<td width="{width}%">{cell}</td>' for cell, width in zip(cells, widths, strict=True))
        return f"<tr>{columns}</tr>"

    giver, taker = translate("Handover", "交班"), translate("Handover", "接班")
    parts = [
        f"<h1>{escape(paper.title)}</h1>",
        f'<p>{escape(paper.hall)} &nbsp; {escape(paper.at)}<br/><span class="quiet">{escape(paper.state)}</span></p>',
        '<table width="100%" cellspacing="0">',
        row([told(giver, f"<b>{escape(paper.giver)}</b>"), told(taker, f"<b>{escape(paper.taker)}</b>")], (50, 50)),
        "</table>",
    ]
    if not paper.kinds:
        parts.append(f"<p>{escape(translate('Handover', '没有未了事项，可以直接交接'))}</p>")
    for title, lines in paper.kinds:
        parts.append(
            f'<p class="kind">{escape(title)} &nbsp;<span class="quiet">{len(lines)}</span></p>'
            f'<table width="100%" cellspacing="0" cellpadding="{_PAD}">'
        )
        for line in lines:
            mark = "☑" if line.accepted else "☐"
            text = f'{escape(line.what)}<br/><span class="quiet">{escape(line.more)}</span>' if line.more else escape(line.what)
            when = f'<span class="quiet">{escape(line.since)}</span>'
            parts.append(row([mark, text, when, f'<span class="quiet">{escape(line.accepted)}</span>'], (5, 62, 15, 18)))
        parts.append("</table>")
    sign = translate("Handover", "签字")
    parts.append('<br/><br/><table width="100%">')
    parts.append(row([told(f"{each} {sign}", "________________") for each in (giver, taker)], (50, 50)))
    parts.append("</table>")
    return "".join(parts)
