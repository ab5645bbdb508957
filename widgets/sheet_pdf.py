"""The handover's sheet on paper: an A4 PDF with every open line, who gives and who takes, and room to sign. It reads nothing but what it is given."""

from collections.abc import Sequence
from html import escape

from msgspec import Struct
from PyQt6.QtCore import QBuffer, QCoreApplication, QIODevice, QMarginsF, QRectF, Qt
from PyQt6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QFontMetricsF,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from console.export import Step
from widgets.words import told

translate = QCoreApplication.translate
_RESOLUTION = 300
_PAD = 2
"""Points around a cell's words."""
_STYLE = """
h1 { font-size: 20pt; }
.kind { font-size: 12pt; font-weight: bold; margin-bottom: 0; }
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
    family: str = ""


def as_pdf(paper: Paper, step: Step) -> bytes:
    """The sheet as a file. Block by block, so that it may run in any thread while the screen goes on, and be told how far it is."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_RESOLUTION)
    writer.setTitle(f"{paper.title} {paper.hall} {paper.at}")
    writer.setCreator("hallwatch")
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(16, 16, 16, 16), QPageLayout.Unit.Millimeter)
    pages = _Pages(writer, paper.family)
    total, done = max(1, sum(len(lines) for _, lines in paper.kinds)), 0
    try:
        pages.put(_head(paper))
        for title, lines in paper.kinds:
            for number, line in enumerate(lines):
                done += 1
                # Neither a kind's title nor the signatures stand on a page alone.
                title_above = _kind(title, len(lines)) if number == 0 else ""
                pages.put(title_above + _row(line) + (_signatures() if done == total else ""), gap=number == 0)
                step(done / total)
        if not paper.kinds:
            pages.put(_signatures())
    finally:
        pages.end()
        buffer.close()
    return bytes(buffer.data().data())


class _Pages:
    """Where the pen is on the page."""

    def __init__(self, writer: QPdfWriter, family: str) -> None:
        self._writer = writer
        self._p = QPainter(writer)
        self._font = QFont(family, 10)
        self._document = QTextDocument()
        layout = self._document.documentLayout()
        if layout is not None:
            layout.setPaintDevice(writer)  # else points are a screen's
        self._document.setDefaultFont(self._font)
        self._document.setDocumentMargin(0)
        self._document.setDefaultStyleSheet(_STYLE)
        self._document.setTextWidth(writer.width())
        self._foot = QFontMetricsF(self._font, writer).height() * 2
        self._y, self._page = 0.0, 1
        self._number()

    def put(self, html: str, *, gap: bool = False) -> None:
        """What belongs together, on the next page where it has no room on this one; with a gap above it."""
        self._document.setHtml(html)
        tall = self._document.size().height()
        self._y += self._foot if gap and self._y else 0
        if self._y and self._y + tall > self._writer.height() - self._foot:
            self._writer.newPage()
            self._y, self._page = 0.0, self._page + 1
            self._number()
        self._p.save()
        self._p.translate(0, self._y)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(
            QPalette.ColorRole.Text, Qt.GlobalColor.black
        )  # else the theme's, which by night is nearly white
        if (layout := self._document.documentLayout()) is not None:
            layout.draw(self._p, context)
        self._p.restore()
        self._y += tall

    def end(self) -> None:
        """The page is as it is to be."""
        self._p.end()

    def _number(self) -> None:
        self._p.setFont(self._font)
        foot = QRectF(0, self._writer.height() - self._foot, self._writer.width(), self._foot)
        self._p.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, str(self._page))


def _columns(cells: Sequence[str], widths: Sequence[int]) -> str:
    columns = "".join(f'<td width="{width}%">{cell}</td>' for cell, width in zip(cells, widths, strict=True))
    return f'<table width="100%" cellspacing="0" cellpadding="{_PAD}"><tr>{columns}</tr></table>'


def _sides() -> tuple[str, str]:
    return translate("Handover", "交班"), translate("Handover", "接班")


def _head(paper: Paper) -> str:
    giver, taker = _sides()
    parts = [
        f"<h1>{escape(paper.title)}</h1>",
        f'<p>{escape(paper.hall)} &nbsp; {escape(paper.at)}<br/><span class="quiet">{escape(paper.state)}</span></p>',
        _columns([told(giver, f"<b>{escape(paper.giver)}</b>"), told(taker, f"<b>{escape(paper.taker)}</b>")], (50, 50)),
    ]
    if not paper.kinds:
        parts.append(f"<p>{escape(translate('Handover', '没有未了事项，可以直接交接'))}</p>")
    return "".join(parts)


def _kind(title: str, count: int) -> str:
    return f'<p class="kind">{escape(title)} &nbsp;<span class="quiet">{count}</span></p>'


def _row(line: PaperLine) -> str:
    mark = "☑" if line.accepted else "☐"
    text = f'{escape(line.what)}<br/><span class="quiet">{escape(line.more)}</span>' if line.more else escape(line.what)
    quiet = [f'<span class="quiet">{escape(each)}</span>' for each in (line.since, line.accepted)]
    return _columns([mark, text, *quiet], (5, 62, 15, 18))


def _signatures() -> str:
    sign = translate("Handover", "签字")
    return "<br/><br/>" + _columns([told(f"{each} {sign}", "________________") for each in _sides()], (50, 50))
