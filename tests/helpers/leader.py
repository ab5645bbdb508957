"""A duty leader at the desk before the demo hall: looks, clicks, types, holds and drags, and knows what came of an order."""

import threading
import time
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from pathlib import Path

from PyQt6.QtCore import QPoint, QRectF, Qt
from PyQt6.QtWidgets import QApplication, QWidget

from console import demo
from console.app import dress, load_layout
from console.config import DEMO_HALL, load_hall
from console.feed import HistoryFeed, LiveFeed
from console.hub.archive import Archive, store_at
from console.lookback import Lookback
from console.model import event as ev
from console.model.event import AnyEvent
from console.model.state import HallState, Order, Stage
from console.session import Frame, Link, Mode, Session
from tests.helpers import hand
from widgets import theme as themes
from widgets.detail import Detail
from widgets.hold import HOLD
from widgets.panes.floor_plan import FloorPlan
from widgets.panes.orders import Orders
from widgets.screens import Screens
from widgets.spots import Spots
from widgets.table import Table, push_areas
from widgets.words import of

PATIENCE = 60.0
FEEDBACK = 20.0
"""Seconds within which an order must be on the screen, on a machine that may hold everything up; measured: below 0.1."""
UNDER_WAY = (Stage.COMMANDED, Stage.REPORTED)
_ENDS = {Stage.CONFIRMED: ev.CommandConfirmed, Stage.MISMATCH: ev.CommandMismatched, Stage.EXPIRED: ev.CommandExpired}
_rest = threading.Event()
"""Never set: waiting on it lets the feeds' threads run."""


class Leader:
    """Somebody at the desk: looks, clicks, holds and drags."""

    def __init__(self, screens: Screens, session: Session, data: Path) -> None:
        self.screens = screens
        self.session = session
        self.data = data
        self.window = screens.windows[0]

    @property
    def frame(self) -> Frame:
        """What is on the screen."""
        return self.session.frame()

    @property
    def state(self) -> HallState:
        """The hall as it is on the screen."""
        return self.frame.state

    def look(self) -> Frame:
        """Let one frame be drawn, as the console's timer does."""
        frame = self.session.frame()
        self.screens.take_frame(frame)
        QApplication.processEvents()
        return frame

    def until(self, holds: Callable[[], object], what: str, seconds: float = PATIENCE) -> float:
        """Look until something holds; returns the seconds it took."""
        begun = time.monotonic()
        while not holds():
            assert time.monotonic() - begun < seconds, f"not so after {seconds} s: {what}; {self._told()}"
            self.look()
            _rest.wait(0.005)
        return time.monotonic() - begun

    def _told(self) -> str:
        """What the desk says of itself, for whoever asks why something does not come."""
        frame = self.frame
        notices = [window.notice.words for window in self.screens.windows if window.notice.isVisible()]
        return f"{frame.mode}, link {frame.link}, orders {'may be given' if frame.can_command else frame.blocked}, said {notices}"

    def pane(self, name: str) -> QWidget:
        """A pane of either window, brought to the front of its tabs where it is behind."""
        window = next(window for window in self.screens.windows if name in window.panes)
        if not window.panes[name].isVisible():
            window.bring(name)
        return window.panes[name]

    def click(self, widget: QWidget | None, at: QPoint | None = None) -> None:
        assert widget is not None
        hand.click(widget, at if at is not None else widget.rect().center())

    def hold(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Press and keep the button down as long as a guarded one asks."""
        spot = at if at is not None else widget.rect().center()
        hand.press(widget, spot)
        begun = time.monotonic()
        self.until(lambda: time.monotonic() - begun > HOLD + 0.1, "held")
        self.look()  # the button's own clock runs out in a frame: were the hand lifted before that, it was not held
        hand.release(widget, spot)

    def spot(self, spots: Spots, key: str) -> QPoint:
        self.until(lambda: key in spots.areas(), f"{key} is drawn")
        return spots.areas()[key].center().toPoint()

    def point_at(self, key: str) -> None:
        """Click a thing on the floor plan; its card opens."""
        plan = self.pane("floor_plan")
        assert isinstance(plan, FloorPlan)
        self.click(plan.spots, self.spot(plan.spots, key))
        self.until(lambda: f"{self.card.card.kind}:{self.card.card.id}" == key, f"the card of {key}")

    @property
    def card(self) -> Detail:
        card = self.pane("detail")
        assert isinstance(card, Detail)
        return card

    def press(self, words: str) -> None:
        """Click a deed's button on the card."""
        self.until(lambda: words in self.card.buttons and self.card.buttons[words].allowed, f"{words} can be pressed")
        self.click(self.card.buttons[words])

    def orders(self) -> dict[str, Order]:
        """What this desk has ordered so far, by the live hall."""
        frame = self.frame
        return {id: order for id, order in (frame.live_alarms or frame.state).orders.items() if order.station == "desk"}

    def stages(self, before: Container[str]) -> list[Stage]:
        """Look until the order that is not among those before is over; the stages in which it was seen."""
        seen: list[Stage] = []

        def is_over() -> bool:
            order = next((order for id, order in self.orders().items() if id not in before), None)
            if order is not None and order.stage not in seen:
                seen.append(order.stage)
            return bool(seen) and seen[-1] not in (Stage.COMMANDED, Stage.REPORTED)

        self.until(is_over, "the order is over", 2 * PATIENCE)
        return seen

    def go_live(self) -> None:
        hand.key(self.window, Qt.Key.Key_L)
        self.until(lambda: self.frame.mode is Mode.LIVE and not self.window.banner.isVisible(), "live again")

    def act(
        self, deed: Callable[[], object], ends: Stage = Stage.CONFIRMED, seconds: float = 2 * PATIENCE,
        *, once_reported: Callable[[], object] | None = None,
    ) -> Order:  # fmt: skip
        """Do what gives one order, and look until it is over: the list of orders and the journal must show it go its way in order.

        `once_reported` is done when the order is under way, for orders that wait for something; not if that has come by then.
        """
        order, seen = self.order_by(deed, seconds, once_reported)
        assert order.stage is ends, order
        way = [of(Stage.COMMANDED), of(Stage.REPORTED), of(ends)]
        assert seen == [each for each in way if each in seen], f"on the screen {seen}"
        assert seen[-1] == of(ends)
        written = [type(event) for event in self.journal() if getattr(event, "id", None) == order.id]
        reported = [ev.CommandReported] if order.adapter is not None else []
        assert written == [ev.CommandAccepted, *reported, _ENDS[ends]], written
        return order

    def order_by(
        self, deed: Callable[[], object], seconds: float = 2 * PATIENCE, once_reported: Callable[[], object] | None = None
    ) -> tuple[Order, list[str]]:
        """Do what gives one order, and look until it is over: the order, and what the list of orders said of it meanwhile."""
        before = self.orders().keys()
        deed()
        self.until(lambda: self.orders().keys() - before, "it is ordered")
        (id,) = self.orders().keys() - before
        if once_reported is not None:
            begun = ("", of(Stage.COMMANDED))
            self.until(lambda: self.said_of(id) not in begun, f"{self.orders()[id].command} is under way", seconds)
            if self.said_of(id) == of(Stage.REPORTED):
                once_reported()
        seen: list[str] = []

        def is_over() -> bool:
            shown = self.said_of(id)
            if shown and (not seen or seen[-1] != shown):
                seen.append(shown)
            return bool(seen) and seen[-1] not in {of(stage) for stage in UNDER_WAY}

        self.until(is_over, f"the list of orders shows the end of {self.orders()[id].command}", seconds)
        return self.orders()[id], seen

    def said_of(self, order: str) -> str:
        """What the list of orders says of an order; nothing while it is not in it."""
        pane = self.pane("orders")
        assert isinstance(pane, Orders)
        return next((row.cells[2].text for row in pane.table.rows.rows if row.id == order), "")

    def journal(self) -> list[AnyEvent]:
        """All that the hub has written."""
        archive = Archive(store_at(self.data / "journal"), load_hall(DEMO_HALL).id)
        archive.refresh()
        events: list[AnyEvent] = []
        while page := archive.read(len(events), 5_000):
            events += [sealed.entry.event for sealed in page]
        archive.close()
        archive.store.close()
        return events

    def push(self, table: Table, row: str, code: str) -> None:
        """Click a small button of a row."""
        self.until(lambda: self.can_push(table, row, code), f"{code} can be pushed in {row}")
        self.click(table.viewport(), _spot_of(table, row, code))

    def can_push(self, table: Table, row: str, code: str) -> bool:
        """Whether a row offers a small button now."""
        return _spot_of(table, row, code) is not None

    def choose(self, table: Table, row: str) -> None:
        """Click a row."""
        self.until(lambda: any(each.id == row for each in table.rows.rows), f"{row} is listed")
        index = table.rows.index(next(i for i, each in enumerate(table.rows.rows) if each.id == row), 0)
        table.scrollTo(index)
        self.click(table.viewport(), table.visualRect(index).center())

    @staticmethod
    def sheet() -> QWidget:
        """The small sheet or menu that has opened."""
        opened = QApplication.activePopupWidget()
        assert opened is not None, "nothing has opened"
        return opened

    def alarm(self, id: str) -> None:
        """Select an alarm once it is there; its card opens."""
        self.until(lambda: id in self.state.alarms, f"the alarm {id}", 60)
        self.screens.workplace.select("alarm", id)
        self.until(lambda: self.card.card.id == id, "its card")


def _spot_of(table: Table, row: str, code: str) -> QPoint | None:
    """Where a row's small button is, once its row is scrolled into sight; None when it is not offered."""
    for i, each in enumerate(table.rows.rows):
        for column, cell in enumerate(each.cells):
            if each.id == row and any(push.code == code and push.enabled for push in cell.pushes):
                index = table.rows.index(i, column)
                table.scrollTo(index)
                areas = push_areas(table.theme, QRectF(table.visualRect(index)), cell)
                return next(area for push, area in areas if push.code == code).center().toPoint()
    return None


@contextmanager
def at_the_desk(running: demo.Running, app: QApplication) -> Iterator[Leader]:
    """Both windows of the desk before a demo hall, live and drawn."""
    station = running.station("desk")
    live = LiveFeed(station, person="lin")
    past = HistoryFeed(station, live.history_port)
    night = themes.load("night")
    dress(app, night)
    session = Session(live, past)
    lookback = Lookback(station, live.history_port)
    screens = Screens(load_layout("desk"), session, night, earlier=lookback)
    for window in screens.windows:
        window.resize(1920, 1080)
        window.show()
    leader = Leader(screens, session, running.data)
    try:
        leader.until(lambda: leader.frame.link is Link.GOOD and leader.frame.can_command, "the desk is live")
        leader.until(lambda: leader.card.isVisible() and not screens.is_waiting(), "the desk is drawn")
        yield leader
    finally:
        for window in screens.windows:
            window.close()
            window.deleteLater()
        QApplication.processEvents()
        live.close()
        past.close()
        lookback.close()
