"""A monkey at the desk: seeded, it clicks, drags, types and turns the wheel wherever something is, and knows what must hold after each step."""

import gc
import random
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import psutil
from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QContextMenuEvent, QImage, QWheelEvent
from PyQt6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from console.config import DEMO_HALL, load_hall
from console.hub.archive import Archive, store_at
from console.model.reduce import fold
from console.model.state import HallState, state_hash
from console.session import Mode
from tests.helpers import hand
from tests.helpers.leader import Leader
from widgets.spots import Spots
from widgets.table import Table

PAGE = 5_000
ODD, FELT = 0.002, 24
"""Share of a window's pixels that may differ, as a text cursor blinks; by more than so much of 255."""
_PLAIN, _CTRL, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_K = Qt.Key
KEYS: tuple[tuple[Qt.Key, Qt.KeyboardModifier], ...] = (
    (_K.Key_Tab, _PLAIN), (_K.Key_Tab, _PLAIN), (_K.Key_Backtab, _SHIFT), (_K.Key_Return, _PLAIN), (_K.Key_Space, _PLAIN),
    (_K.Key_Up, _PLAIN), (_K.Key_Down, _PLAIN), (_K.Key_Left, _PLAIN), (_K.Key_Right, _PLAIN), (_K.Key_Home, _PLAIN),
    (_K.Key_End, _PLAIN), (_K.Key_PageUp, _PLAIN), (_K.Key_PageDown, _PLAIN), (_K.Key_Menu, _PLAIN), (_K.Key_Escape, _PLAIN),
    (_K.Key_M, _PLAIN), (_K.Key_T, _PLAIN), (_K.Key_R, _PLAIN), (_K.Key_L, _PLAIN), (_K.Key_Plus, _PLAIN), (_K.Key_Minus, _PLAIN),
    (_K.Key_0, _PLAIN), (_K.Key_Slash, _PLAIN), (_K.Key_Question, _SHIFT), (_K.Key_K, _CTRL), (_K.Key_Z, _CTRL), (_K.Key_G, _CTRL),
    (_K.Key_J, _CTRL), (_K.Key_E, _CTRL), (_K.Key_A, _CTRL), (_K.Key_S, _CTRL), (_K.Key_Left, _SHIFT), (_K.Key_F1, _PLAIN),
    (_K.Key_F6, _PLAIN), (_K.Key_F6, _SHIFT), (_K.Key_F10, _PLAIN), (_K.Key_F9, _PLAIN),
)  # fmt: skip
SELDOM: tuple[Qt.Key, ...] = (_K.Key_F3, _K.Key_F7, _K.Key_F8)
"""Language, theme and size: all panes are made anew."""
WORDS = ("3", "A0", "wang", "UPS", "-", "9999999", "generator on its way", " ", "c7", "\t", "<b>&", "x" * 60)
SIZES = ((1920, 1080), (1366, 768), (2560, 1080), (1280, 720))


class Monkey:
    """`step()` does one thing at random and says what; `check()` raises when something that must hold does not."""

    def __init__(self, leader: Leader, seed: int) -> None:
        self.leader = leader
        self.chance = random.Random(seed)
        self.done: list[str] = []
        """What it did, for whoever wants to know how it came to that."""
        self._deeds: tuple[tuple[Callable[[], str], int], ...] = (
            (self._click, 30), (self._press_place, 30), (self._press_row, 12), (self._key, 40), (self._type, 10), (self._wheel, 8),
            (self._drag, 14), (self._menu, 8), (self._resize, 1), (self._look_new, 1), (self._wait, 10),
        )  # fmt: skip
        for place, window in enumerate(leader.screens.windows):  # none before another: what is behind cannot be looked at
            window.move(0, place * SIZES[0][1])
        self._hub = HallState()
        self._archive = Archive(store_at(leader.data / "journal"), load_hall(DEMO_HALL).id)

    # --- what it does ---------------------------------------------------------------------------------------------------------

    def step(self) -> str:
        """Do one thing."""
        (deed,) = self.chance.choices([deed for deed, _ in self._deeds], [weight for _, weight in self._deeds])
        told = deed()
        self.done.append(told)
        del self.done[:-40]
        self.leader.look()
        if QApplication.activePopupWidget() is not None and self.chance.random() < 0.3:
            self.leave()
        return told

    def leave(self) -> None:
        """By Esc, from whatever has opened: each press closes something, or the focus is in a desk's window again."""
        for _ in range(8):
            opened = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if opened is None:
                return
            hand.key(opened, Qt.Key.Key_Escape)
            self.leader.look()
        raise AssertionError(
            f"Esc does not leave {QApplication.activePopupWidget() or QApplication.activeModalWidget()}; {self.told()}"
        )

    def told(self) -> str:
        """The last things it did."""
        return "it did " + "; ".join(self.done[-12:])

    def _widgets(self) -> list[QWidget]:
        """All that can be seen, the opened one's first."""
        top = QApplication.activePopupWidget()
        windows: list[QWidget] = [top] if top is not None else [each for each in self.leader.screens.windows if each.isVisible()]
        windows += (
            []
            if top is not None
            else [each for each in QApplication.topLevelWidgets() if each.isVisible() and each not in windows]
        )
        return [
            each
            for window in windows
            for each in (window, *window.findChildren(QWidget))
            if each.isVisible() and each.isEnabled()
        ]

    def _any(self, kind: type[QWidget]) -> QWidget | None:
        found = [each for each in self._widgets() if isinstance(each, kind)]
        return self.chance.choice(found) if found else None

    def _spot(self, widget: QWidget) -> QPoint:
        return QPoint(self.chance.randrange(max(1, widget.width())), self.chance.randrange(max(1, widget.height())))

    def _click(self) -> str:
        widgets = [each for each in self._widgets() if not each.isWindow() and min(each.width(), each.height()) > 4]
        if not widgets:
            return "nothing to click"
        widget = self.chance.choice(widgets)
        told, at = f"click {_name(widget)}", self._spot(widget)
        hand.click(widget, at)
        return told

    def _press_place(self) -> str:
        spots = self._any(Spots)
        if not isinstance(spots, Spots) or not spots.areas():
            return "no place"
        key, area = self.chance.choice(list(spots.areas().items()))
        told, at = f"press {key} on {_name(spots)}", area.center().toPoint()
        if spots.rect().contains(at):
            hand.click(spots, at)
        return told

    def _press_row(self) -> str:
        table = self._any(Table)
        if not isinstance(table, Table) or not table.rows.rows:
            return "no row"
        row, column = self.chance.randrange(len(table.rows.rows)), self.chance.randrange(max(1, table.rows.columnCount()))
        index = table.rows.index(row, column)
        table.scrollTo(index)
        at, told = table.visualRect(index).center(), f"row {row} of {_name(table)}"
        viewport = table.viewport()
        if viewport is not None and viewport.rect().contains(at):
            hand.click(viewport, at)
        return told

    def _key(self) -> str:
        key, modifier = self.chance.choice(KEYS)
        target = QApplication.activePopupWidget() or QApplication.focusWidget() or self.chance.choice(self.leader.screens.windows)
        told = f"key {key.name} on {_name(target)}"
        hand.key(target, key, modifier)
        return told

    def _type(self) -> str:
        line = self._any(self.chance.choice((QLineEdit, QPlainTextEdit, QTextEdit)))
        if line is None:
            return "nowhere to write"
        words = self.chance.choice(WORDS)
        told = f"type {words!r} into {_name(line)}"
        hand.click(line, line.rect().center())
        focus = QApplication.focusWidget()
        if focus is not None:
            hand.type_text(focus, words)
        return told

    def _wheel(self) -> str:
        widget = self._any(self.chance.choice((Spots, QAbstractItemView)))
        if widget is None:
            return "nothing to turn"
        target = widget.viewport() if isinstance(widget, QAbstractItemView) else widget
        if target is None:
            return "nothing to turn"
        at = QPointF(self._spot(target))
        event = QWheelEvent(
            at, QPointF(target.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, self.chance.choice((-360, -120, 120, 360))),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        told = f"wheel over {_name(target)}"
        QApplication.sendEvent(target, event)
        return told

    def _drag(self) -> str:
        spots = self._any(Spots)
        if not isinstance(spots, Spots) or len(spots.areas()) < 2:
            return "nothing to drag"
        (key, start), (to, end) = self.chance.sample(list(spots.areas().items()), 2)
        people = [(key_, area) for key_, area in spots.areas().items() if key_.startswith("person:")]
        if people and self.chance.random() < 0.7:
            key, start = self.chance.choice(people)
        told = f"drag {key} to {to} on {_name(spots)}"
        at, then = start.center().toPoint(), end.center().toPoint()
        if not spots.rect().contains(at) or key.startswith(("camera", "device:camera")):
            return told + ": out of sight"
        hand.press(spots, at)
        for share in (0.1, 0.3, 0.6, 1.0):
            hand.move(spots, QPoint(round(at.x() + (then.x() - at.x()) * share), round(at.y() + (then.y() - at.y()) * share)))
            self.leader.look()
            if not spots.isVisible():
                return told + ": gone meanwhile"
        if self.chance.random() < 0.3:
            hand.key(spots, Qt.Key.Key_Escape)
        hand.release(spots, then)
        return told

    def _menu(self) -> str:
        widget = self._any(self.chance.choice((Spots, QAbstractItemView)))
        if widget is None or QApplication.activePopupWidget() is not None:
            return "no menu"
        target = widget.viewport() if isinstance(widget, QAbstractItemView) else widget
        if target is None:
            return "no menu"
        told, at = f"menu of {_name(target)}", self._spot(target)
        QApplication.sendEvent(target, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, target.mapToGlobal(at)))
        return told

    def _resize(self) -> str:
        window = self.chance.choice(self.leader.screens.windows)
        wide, tall = self.chance.choice(SIZES)
        window.resize(wide, tall)
        return f"resize to {wide} × {tall}"

    def _look_new(self) -> str:
        self.leave()
        key = self.chance.choice(SELDOM)
        hand.key(self.chance.choice(self.leader.screens.windows), key)
        return f"key {key.name}"

    def _wait(self) -> str:
        for _ in range(self.chance.randrange(1, 12)):
            self.leader.look()
        return "wait"

    # --- what must hold --------------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """No pane has stumbled, and every window is there and alive."""
        for window in self.leader.screens.windows:
            assert window.isVisible(), f"a window is gone; {self.told()}"
            for name, pane in window.panes.items():
                assert pane.fault is None, f"{name} cannot draw: {pane.fault!r}; {self.told()}"

    def compare(self) -> int:
        """What the desk has of the live hall is what the hub has written, fold for fold; the entry that was compared."""
        self.leave()
        self.leader.go_live()
        state = self.leader.frame.state
        assert self.leader.frame.mode is Mode.LIVE
        self._archive.refresh()
        while self._hub.seq < state.seq:
            page = self._archive.read(self._hub.seq, min(PAGE, state.seq - self._hub.seq))
            assert page, f"the desk shows entry {state.seq}, the journal ends at {self._hub.seq}"
            self._hub = fold(self._hub, (sealed.entry for sealed in page))
        assert state_hash(self._hub) == state_hash(state), (
            f"the desk's hall is another than the hub's at entry {state.seq}; {self.told()}"
        )
        return state.seq

    def look_closely(self, seconds: float = 60.0) -> float:
        """What each window shows is what it would paint anew, so that nothing old is left on it; the greatest share that differed.

        The hall goes on meanwhile: looked at is again and again, as what moves is painted within a second.
        """
        self.leave()
        worst = 0.0
        for window in self.leader.screens.windows:
            begun, share = time.monotonic(), 1.0
            while share > ODD and time.monotonic() - begun < seconds:
                self.leader.look()
                if not self.leader.screens.is_waiting():
                    share = _differs(window)
            assert share <= ODD, f"{share:.2%} of {window.plan.id} is old; {self.told()}"
            worst = max(worst, share)
        return worst

    def close(self) -> None:
        """Let go of the journal."""
        self._archive.close()
        self._archive.store.close()


def _differs(window: QWidget) -> float:
    """Which share of a window's pixels on the screen is not what painting it anew gives."""
    screen = window.screen()
    assert screen is not None
    QApplication.processEvents()
    shown = screen.grabWindow(sip.voidptr(int(window.winId()))).toImage()
    anew = window.grab().toImage()
    if shown.size() != anew.size():
        return 1.0
    one, other = (_pixels(image) for image in (shown, anew))
    return float((np.abs(one - other).max(axis=2) > FELT).mean())


def _pixels(image: QImage) -> "np.ndarray[Any, np.dtype[np.int16]]":
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    bits: Any = plain.constBits()
    bits.setsize(plain.sizeInBytes())
    return np.frombuffer(bits.asstring(), np.uint8).reshape(plain.height(), plain.width(), 4)[:, :, :3].astype(np.int16)


def _name(widget: QWidget) -> str:
    """What a widget is, and whose."""
    pane = widget
    while pane.parentWidget() is not None and not getattr(pane, "chapter", None) and not hasattr(pane, "take_frame"):
        pane = pane.parentWidget()  # type: ignore[assignment]
    return f"{type(widget).__name__} of {getattr(pane, 'name', type(pane).__name__)}"


def weight() -> tuple[int, int, float]:
    """How many widgets and Python objects there are once all that is gone is gone, and megabytes of memory."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    return len(QApplication.allWidgets()), len(gc.get_objects()), psutil.Process().memory_info().rss / 2**20
