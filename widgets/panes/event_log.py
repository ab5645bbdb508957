"""The hall's last events as one-line sentences, newest first, filtered by what they concern. Free text is plain text here, always."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PyQt6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QToolButton

from console.model import event as ev
from console.model.event import AnyEvent, Entry, kind_of
from console.model.hall import HallConfig
from console.session import Desk, Frame
from widgets import sentences, words
from widgets.pane import Pane
from widgets.sheet_words import plain
from widgets.table import Cell, Column, Row, Table
from widgets.theme import HIT, Theme, Tone

translate = QCoreApplication.translate
SHOWN = 200
_SUBJECTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("all", QT_TRANSLATE_NOOP("EventLog", "全部"), ()),
    ("ticket", QT_TRANSLATE_NOOP("EventLog", "票号"), ("ticket", "service")),
    ("counter", QT_TRANSLATE_NOOP("EventLog", "窗口"), ("counter", "staff")),
    ("alarm", QT_TRANSLATE_NOOP("EventLog", "告警"), ("alarm",)),
    ("device", QT_TRANSLATE_NOOP("EventLog", "设备"), ("device", "display", "kiosk", "panel", "zone")),
    ("order", QT_TRANSLATE_NOOP("EventLog", "命令"), ("command", "plan", "note", "duty")),
)
"""A filter's code, its word, and the subjects (first part of an event's tag) that it lets through."""
_QUIET = (ev.DeviceMeasured, ev.EventsCoalesced, ev.CheckpointSigned, ev.ZoneCounted)
"""Telemetry and book-keeping: in the journal, but no news."""
_LINKS = {"counter": "counter", "ticket": "ticket", "person": "person", "zone": "zone", "device": "device", "alarm": "alarm"}
_TONES: dict[type[AnyEvent], Tone] = {
    ev.AlarmRaised: Tone.HIGH,
    ev.DeviceLost: Tone.HIGH,
    ev.AdapterLost: Tone.HIGH,
    ev.RecordingLost: Tone.CRITICAL,
    ev.JournalGapDeclared: Tone.CRITICAL,
    ev.PartDisabled: Tone.HIGH,
    ev.DayDamaged: Tone.CRITICAL,
    ev.CommandMismatched: Tone.HIGH,
    ev.CommandRefused: Tone.MEDIUM,
    ev.CommandExpired: Tone.MEDIUM,
    ev.PlanStepOverdue: Tone.HIGH,
}


class LogView(Struct, frozen=True, kw_only=True):
    """The entries that are news, newest first."""

    config: HallConfig | None
    entries: tuple[Entry, ...]


class EventLog(Pane[LogView]):
    """The event log."""

    name = "event_log"
    title = QT_TRANSLATE_NOOP("Pane", "事件")
    by_hand = ("_subject",)

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: LogView | None = None
        self._subject = "all"
        self.buttons: dict[str, QToolButton] = {}
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(translate("EventLog", "筛选：票号、窗口、人员…"))
        self.search.setMinimumHeight(theme.px(HIT))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.body.addLayout(self._bar())
        self.table = Table(theme, (Column("", 76), Column("", 200, stretch=1)), self, ground=Tone.PANEL)
        self.table.empty_words = translate("EventLog", "没有符合的事件")
        self.table.chosen = self._chosen
        self.body.addWidget(self.table)

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(self.theme.px(8))
        group = QButtonGroup(self)
        for code, source, _ in _SUBJECTS:
            button = QToolButton(self)
            button.setText(translate("EventLog", source))
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setChecked(code == self._subject)
            button.setMinimumHeight(self.theme.px(HIT))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setObjectName(code)
            group.addButton(button)
            bar.addWidget(button)
            self.buttons[code] = button
        group.buttonClicked.connect(self._pick)
        bar.addWidget(self.search, 1)
        return bar

    @classmethod
    def view(cls, frame: Frame) -> LogView:
        """What happened last, without telemetry."""
        news = (entry for entry in reversed(frame.recent) if not isinstance(entry.event, _QUIET))
        return LogView(config=frame.state.config, entries=tuple(entry for _, entry in zip(range(SHOWN), news, strict=False)))

    def draw(self, view: LogView) -> None:
        """Rows by entry number."""
        self._shown = view
        self._filter()

    def _pick(self, button: QToolButton) -> None:
        self._subject = button.objectName()
        self._filter()

    def _filter(self) -> None:
        if self._shown is None:
            return
        names = words.names_of(self._shown.config)
        wanted = next(subjects for code, _, subjects in _SUBJECTS if code == self._subject)
        needle = self.search.text().strip().casefold()
        rows = tuple(row for entry in self._shown.entries if (row := self._row(entry, names, wanted, needle)) is not None)
        self.note(right=translate("EventLog", "{0} 条").format(len(rows)))
        self.table.set_rows(rows)

    def _row(self, entry: Entry, names: words.Names, wanted: Iterable[str], needle: str) -> Row | None:
        if wanted and kind_of(entry.event).partition(".")[0] not in wanted:
            return None
        sentence = plain(sentences.happened(entry.event, names))
        if needle and needle not in sentence.casefold():
            return None
        tone = _TONES.get(type(entry.event), Tone.SOFT)
        return Row(str(entry.seq), (Cell(names.clock(entry.at), tone=Tone.FAINT), Cell(sentence, tone=tone)))

    def _chosen(self, row_id: str) -> None:
        """Select what the entry is about."""
        entry = next((e for e in self._shown.entries if str(e.seq) == row_id), None) if self._shown else None
        fields = msgspec.structs.asdict(entry.event) if entry is not None else {}
        for field, kind in _LINKS.items():
            if isinstance(fields.get(field), str):
                self.desk.select(kind, fields[field])
                return
