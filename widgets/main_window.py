"""A window of the console: top bar, banner, docked panes, time bar. It passes frames on and keeps where things stand; nothing of the hall."""

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from time import thread_time

import msgspec
from PyQt6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QSettings, QSize, Qt, QTimer
from PyQt6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PyQt6.QtWidgets import QSplitter, QVBoxLayout, QWidget
from PyQt6Ads import CDockAreaWidget, CDockManager, CDockWidget, DockWidgetArea

from console.session import Frame
from widgets import carry, plan_chooser
from widgets.acts import ACTS
from widgets.desk import Workplace
from widgets.doing import Doing
from widgets.finds import Button, Find
from widgets.guide import Guide
from widgets.keys_sheet import KeysSheet
from widgets.layout import Part, WindowPlan
from widgets.login import LoginPanel, LoginView
from widgets.login_seat import Touch
from widgets.login_second import SecondPanel, SecondView
from widgets.name_line import NameLine
from widgets.notice import Notice
from widgets.palette import Palette
from widgets.pane import AnyPane, find_panes
from widgets.panes.help import Help
from widgets.plan_chooser import PlanChooser
from widgets.theme import Theme, Tone
from widgets.time_bar import TimeBar, TimeView
from widgets.top_bar import ModeBanner, ModeBorder, TopBar, TopView
from widgets.turns import Job
from widgets.undo_bar import UndoBar
from widgets.words import join, name

translate = QCoreApplication.translate
_SIDES = {
    Qt.Orientation.Vertical: DockWidgetArea.BottomDockWidgetArea,
    Qt.Orientation.Horizontal: DockWidgetArea.RightDockWidgetArea,
}
_Flags = CDockManager.eConfigFlag


def configure_docking() -> None:
    """Docking's process-wide switches; call before the first window is made."""
    for flag in (
        _Flags.OpaqueSplitterResize,
        _Flags.DragPreviewIsDynamic,
        _Flags.DisableStylesheet,
        _Flags.XmlCompressionEnabled,
    ):
        CDockManager.setConfigFlag(flag, True)
    for flag in (
        _Flags.DockAreaHasCloseButton,
        _Flags.ActiveTabHasCloseButton,
        _Flags.DockAreaHasUndockButton,
        _Flags.DockAreaHasTabsMenuButton,
    ):
        CDockManager.setConfigFlag(flag, False)


class DeskWindow(QWidget):
    """One window. `foot` shows the time bar (the first window); the other windows take its keys all the same."""

    def __init__(
        self, plan: WindowPlan, make: Mapping[str, type[AnyPane]], workplace: Workplace, theme: Theme, *, foot: bool
    ) -> None:  # fmt: skip
        super().__init__()
        self.plan = plan
        self.theme = theme
        self.bring_alarms: Callable[[], object] = self._bring_own_alarms
        self.on_close: Callable[[], object] = self._stay
        """Told before the window goes; the composition root remembers where things stood."""
        self.doing: Doing | None = None
        """Does what keys, menu and palette ask for."""
        self.keep_places: Callable[[str], object] = _nothing
        """Told the name under which the arrangement of all windows is to be kept."""
        self.setObjectName(plan.id)
        self.docks = CDockManager(self)
        self._workplace = workplace
        self._is_first = foot
        self._touch = Touch(workplace.seat, self)
        self._column, self._foot = QVBoxLayout(self), QVBoxLayout()
        self._furnish()
        self.panes: dict[str, AnyPane] = {}
        self._docks: dict[str, CDockWidget] = {}
        self._splitters: list[tuple[QSplitter, tuple[Part, ...]]] = []
        self._sized = False
        self._second = 0
        self._painting = 0.0
        self._guide: Guide | None = None
        self._settle()
        self._place(plan.parts, Qt.Orientation.Vertical, None, make, workplace)
        self._first_places = self.docks.saveState()

    def _furnish(self) -> None:
        """Everything besides the panes, in the window's theme."""
        theme, workplace = self.theme, self._workplace
        self.top = TopBar(theme, "" if self._is_first else name(self.plan), self)
        self.banner = ModeBanner(theme, self)
        self.chooser = PlanChooser(workplace, theme, self)
        self.time = TimeBar(theme, workplace.source, self)
        self.time.setVisible(self._is_first)
        self.login = LoginPanel(workplace.seat, theme, self, comes=self._is_first)
        self.second = SecondPanel(workplace, theme, self)
        self.border = ModeBorder(theme, self)
        self.border.setGeometry(self.rect())
        self.notice = Notice(theme, self)
        self.undo = UndoBar(theme, workplace.take_back, self)
        self.keys = KeysSheet(theme, self)
        self.name_line = NameLine(theme, self)
        self.palette_ = Palette(theme, workplace.source.frame, self._buttons, self._do, self)
        gap = theme.px(8)
        self._column.setContentsMargins(0, 0, 0, gap)
        self._column.setSpacing(gap)
        self._column.insertWidget(0, self.top)
        self._column.insertWidget(1, self.banner)
        self._foot.setContentsMargins(gap, 0, gap, 0)
        self._foot.addWidget(self.time)
        # Large letters, a quarter larger, have their place on a monitor of 1366×768.
        self.setMinimumSize(QSize(theme.px(1090), theme.px(612)))
        self.docks.setContentsMargins(gap, 0, gap, 0)
        self.docks.setStyleSheet(_dock_sheet(theme))
        self.top.plans_wanted.connect(self.toggle_chooser)
        self.top.alarm_opened.connect(self._open_alarm)
        self.top.alarms_wanted.connect(self._alarms_wanted)
        self.top.seat_wanted.connect(self.change_seat)
        self.top.menu.fired.connect(partial(self.act, "menu"))
        self.banner.home_wanted.connect(self.go_home)

    def _furniture(self) -> tuple[QWidget, ...]:
        return (
            self.top, self.banner, self.chooser, self.time, self.login, self.second, self.border, self.notice, self.undo, self.keys,
            self.name_line, self.palette_,
        )  # fmt: skip

    def _settle(self) -> None:
        self.setAutoFillBackground(True)
        self._column.addWidget(self.docks, 1)
        self._column.addLayout(self._foot)
        for act in ACTS:
            for key in () if act.local else act.keys:
                QShortcut(QKeySequence(key), self).activated.connect(partial(self.act, act.code))

    def act(self, code: str) -> None:
        """Do an act of `widgets.acts` here."""
        if self.doing is not None:
            self.doing.run(code, self)

    def _buttons(self) -> list[Button]:
        return self.doing.buttons() if self.doing is not None else []

    def _do(self, find: Find) -> None:
        if self.doing is not None:
            self.doing.do(find, self)

    # --- another theme, another language -----------------------------------------------------------------------------------------

    def redress(self, theme: Theme, frame: Frame) -> None:
        """Everything made anew in a theme, and in the language that is spoken now; all stands where it stood, and nobody restarts."""
        self.setUpdatesEnabled(False)
        before, speed = self._furniture(), self.time.chosen
        folded_out = (self.chooser.isVisible(), self.login.isVisible())
        self.theme = theme
        held = {pane_name: carry.held_in(pane) for pane_name, pane in self.panes.items()}
        for pane_name, pane in self.panes.items():
            self._docks[pane_name].takeWidget()
            pane.hide()  # before its like begins: what it let go of would be taken from it
        self._furnish()  # with no pane in the docks, whose style sheet is worked out for each widget within
        self.time.chosen = speed
        self.chooser.setVisible(folded_out[0])
        if folded_out[1]:
            self.login.show()
        self._second = 0
        found = [self._redress_pane(pane_name, held[pane_name], frame) for pane_name in self.panes]
        focused = next((widget for widget in found if widget is not None), None)
        if self._guide is not None and self._guide.isVisibleTo(self):
            laid_out = QTimer(self)  # what it points at has no place yet
            laid_out.setSingleShot(True)
            laid_out.timeout.connect(partial(self.begin_guide, self._guide.done, self._guide.at))
            laid_out.timeout.connect(laid_out.deleteLater)
            laid_out.start(0)
        for gone in before:
            gone.hide()
            gone.deleteLater()
        if focused is not None:
            focused.setFocus()
        self.setUpdatesEnabled(True)

    def _redress_pane(self, pane_name: str, held: QWidget | None, frame: Frame) -> QWidget | None:
        """Exchange a pane for its like; what in it has the keyboard now, where `held` had it in the old one."""
        dock, old = self._docks[pane_name], self.panes[pane_name]
        pane = self.panes[pane_name] = type(old)(self._workplace, self.theme)
        pane.show_selected(self._workplace.selected)
        pane.set_titled(old.is_titled)
        pane.resize(old.size())
        pane.take_over(old)
        pane.take_frame(frame)
        focused = carry.like(held, old, pane)
        carry.carry(old, pane)
        dock.setWidget(pane, CDockWidget.eInsertMode.ForceNoScrollArea)
        dock.setWindowTitle(translate("Pane", pane.title))
        old.deleteLater()
        return focused

    def go_home(self) -> None:
        """Back to now."""
        self.time.go_home()

    def to_emergency(self) -> None:
        """The keyboard to the emergency button: to start nothing by a key alone."""
        self.top.emergency.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_worst(self) -> None:
        """The detail of the worst alarm, which stands in the top bar."""
        shown = self.top.shown
        if shown is not None and shown.strip.alarm:
            self._open_alarm(shown.strip.alarm)

    # --- what folds out over the panes ---------------------------------------------------------------------------------------

    def open_palette(self) -> None:
        """Find and do; again: fold it in."""
        if self.palette_.isVisible():
            self.palette_.leave()
        else:
            self.palette_.open(self.docks.geometry())

    def open_keys(self) -> None:
        """Every shortcut; again: fold it in."""
        if self.keys.isVisible():
            self.keys.hide()
        else:
            self.keys.open(self.docks.geometry())

    def ask_name(self) -> None:
        """Ask under which name the arrangement of all windows is kept."""
        self.name_line.ask(self.docks.geometry(), self.keep_places)

    def open_help(self, page: str, heading: str) -> None:
        """A chapter of the help, in a pane that comes as a tab beside the detail card, or beside the last pane."""
        help_pane = self.panes.get(Help.name)
        if not isinstance(help_pane, Help):
            beside = self._docks.get("detail") or list(self._docks.values())[-1]
            area = beside.dockAreaWidget()
            self._dock(Help.name, area, DockWidgetArea.CenterDockWidgetArea, find_panes(), self._workplace)
            help_pane = self.panes[Help.name]
        if isinstance(help_pane, Help):
            help_pane.on_leave = self.close_help
            self._docks[Help.name].toggleView(True)
            help_pane.show_chapter(page, heading)
            self.bring(Help.name)

    def close_help(self) -> None:
        """The help goes, and what it stood over comes back."""
        dock = self._docks.get(Help.name)
        if dock is not None:
            dock.toggleView(False)

    def place_of(self, part: str) -> QRect | None:
        """Where a pane, or a bar by its attribute's name, is seen in this window; None when it is not."""
        bars = {"top": self.top, "time": self.time, "menu": self.top.menu}
        widget = self.panes.get(part) or bars.get(part)
        if widget is None or not widget.isVisible():
            return None
        return QRect(widget.mapTo(self, QPoint(0, 0)), widget.size())

    def say(self, told: str) -> None:
        """Say in words what came to nothing."""
        self.notice.say(told)

    # --- panes ---------------------------------------------------------------------------------------------------------------

    def _place(
        self, parts: tuple[Part, ...], way: Qt.Orientation, area: CDockAreaWidget | None, make: Mapping[str, type[AnyPane]], workplace: Workplace,
    ) -> None:  # fmt: skip
        """Dock the first leaf of each part side by side, then split each part the other way."""
        areas = [
            area if area is not None else self._dock(_first(parts[0]), None, DockWidgetArea.CenterDockWidgetArea, make, workplace)
        ]
        for part in parts[1:]:
            areas.append(self._dock(_first(part), areas[-1], _SIDES[way], make, workplace))
        splitter = areas[0].parentWidget()
        if len(parts) > 1 and isinstance(splitter, QSplitter):
            self._splitters.append((splitter, parts))
        other = Qt.Orientation.Horizontal if way is Qt.Orientation.Vertical else Qt.Orientation.Vertical
        for part, spot in zip(parts, areas, strict=True):
            if part.parts:
                self._place(part.parts, other, spot, make, workplace)
            for tab in part.panes[1:]:
                self._dock(tab, spot, DockWidgetArea.CenterDockWidgetArea, make, workplace)
            if len(part.panes) > 1:
                spot.setCurrentIndex(0)

    def _dock(
        self,
        pane_name: str,
        beside: CDockAreaWidget | None,
        side: DockWidgetArea,
        make: Mapping[str, type[AnyPane]],
        workplace: Workplace,
    ) -> CDockAreaWidget:
        pane = make[pane_name](workplace, self.theme)
        dock = CDockWidget(self.docks, translate("Pane", pane.title))
        dock.setObjectName(pane_name)
        dock.setWidget(pane, CDockWidget.eInsertMode.ForceNoScrollArea)
        dock.setFeature(CDockWidget.DockWidgetFeature.DockWidgetClosable, False)
        dock.setMinimumSizeHintMode(CDockWidget.eMinimumSizeHintMode.MinimumSizeHintFromContent)
        self.panes[pane_name] = pane
        self._docks[pane_name] = dock
        area = self.docks.addDockWidget(side, dock, beside)
        if area is None:
            raise RuntimeError(f"the docking frame did not take the pane {pane_name!r}")
        area.setDockAreaFlag(CDockAreaWidget.eDockAreaFlag.HideSingleWidgetTitleBar, True)
        return area

    def _share_out(self) -> None:
        """Give the splitters their sizes by the layout's shares and fixed heights."""
        for splitter, parts in self._splitters:
            vertical = splitter.orientation() is Qt.Orientation.Vertical
            whole = (splitter.height() if vertical else splitter.width()) - splitter.handleWidth() * (len(parts) - 1)
            fixed = [self.theme.px(part.height) if vertical and part.height is not None else None for part in parts]
            rest = max(0, whole - sum(size for size in fixed if size is not None))
            shares = sum(part.share for part, size in zip(parts, fixed, strict=True) if size is None) or 1
            sizes = [
                size if size is not None else round(rest * part.share / shares) for part, size in zip(parts, fixed, strict=True)
            ]
            splitter.setSizes(sizes)
            for i, size in enumerate(fixed):
                splitter.setStretchFactor(i, 0 if size is not None else max(1, round(parts[i].share)))

    def bring(self, pane_name: str) -> bool:
        """Bring a pane to the front of its tabs and give it the keyboard; False when this window has none of that name."""
        if not self.raise_tab(pane_name):
            return False
        self.panes[pane_name].setFocus()
        return True

    def raise_tab(self, pane_name: str) -> bool:
        """Bring a pane to the front of its tabs and leave the keyboard where it is; False when this window has none of that name."""
        dock = self._docks.get(pane_name)
        if dock is not None:
            dock.setAsCurrentTab()
        return dock is not None

    def next_pane(self) -> None:
        """Give the keyboard to the next visible pane."""
        self._walk(1)

    def last_pane(self) -> None:
        """Give the keyboard to the visible pane before."""
        self._walk(-1)

    def _walk(self, step: int) -> None:
        shown = [pane for pane in self.panes.values() if pane.isVisible()]
        focused = self.focusWidget()
        here = next((i for i, pane in enumerate(shown) if focused is not None and pane.isAncestorOf(focused)), -min(step, 0) - 1)
        pane = shown[(here + step) % len(shown)]
        inner = next(
            (
                child
                for child in pane.findChildren(QWidget)
                if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible()
            ),
            pane,
        )
        inner.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggle_titles(self) -> None:
        """Show or hide the grips by which single panes can be moved."""
        flag = CDockAreaWidget.eDockAreaFlag.HideSingleWidgetTitleBar
        areas = [area for dock in self._docks.values() if (area := dock.dockAreaWidget()) is not None]
        are_hidden = all(area.dockAreaFlags() == flag for area in areas)  # asked of the docks: an arrangement brings its own
        for area in areas:
            area.setDockAreaFlag(flag, not are_hidden)

    def toggle_full_screen(self) -> None:
        """Without the window manager's frame, or with it."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def toggle_chooser(self) -> None:
        """Fold the plan chooser out or in."""
        self.chooser.setVisible(not self.chooser.isVisible())
        if self.chooser.isVisible():
            self.chooser.shown = None
            self.chooser.raise_()
            self.chooser.setFocus()

    def change_seat(self) -> None:
        """Log out whoever sits here; where nobody does, and somebody must, fold the login panel out or in."""
        self._workplace.seat.leave()
        self.login.toggle()
        self._place_login()

    def _place_login(self) -> None:
        """Over the panes' room only: the bars and the alarm strip stay free."""
        for panel in (self.login, self.second):
            if panel.isVisible():
                panel.place(self.docks.geometry())

    def _place_chooser(self) -> None:
        """Below the top bar and over the panes, which do not move for it."""
        gap, tall = self.theme.px(8), self.chooser.sizeHint().height()
        self.chooser.setGeometry(gap, self.docks.y(), self.width() - 2 * gap, tall)

    def _open_alarm(self, alarm: str) -> None:
        self._workplace.select("alarm", alarm)

    def _alarms_wanted(self) -> None:
        self.bring_alarms()

    def _bring_own_alarms(self) -> bool:
        return self.bring("alarms")

    def _stay(self) -> None:
        """Nobody wants to know."""

    # --- frames --------------------------------------------------------------------------------------------------------------

    def jobs(self, frame: Frame) -> list[tuple[str, Job]]:
        """What there is to draw of a frame besides the bars: every pane that can be seen, by name."""
        return [(pane_name, partial(pane.take_frame, frame)) for pane_name, pane in self.panes.items() if pane.isVisible()]

    def draw_bars(self, frame: Frame, top: TopView, time: TimeView, login: LoginView, second: SecondView) -> None:
        """Top bar, banner, border and time bar; their views are made once for all windows."""
        self.top.draw(top)
        self.banner.draw(top)
        self.border.draw(frame.mode)
        self.time.draw(time)
        self.login.draw(login)
        self.second.draw(second, tells=self._is_first)
        self._place_login()
        if login.must and self.chooser.isVisible():
            self.chooser.hide()
        if self.chooser.isVisible():
            self.chooser.draw(plan_chooser.view(frame))
            self._place_chooser()
        if top.now != self._second:
            self._second = top.now
            self._tick_titles(top.hall)

    def _tick_titles(self, hall: str) -> None:
        self.setWindowTitle(join([hall, name(self.plan)]))
        for pane_name, pane in self.panes.items():
            area = self._docks[pane_name].dockAreaWidget()
            pane.set_titled(area is None or area.openDockWidgetsCount() == 1)

    # --- Qt --------------------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None or not self.time.take_key(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self.border.setGeometry(self.rect())
        self._place_login()

    def event(self, event: QEvent | None) -> bool:
        """Qt's dispatcher: painting is timed, and the first layout of a shown window gives the panes their shares."""
        began = thread_time()
        done = super().event(event)
        if event is not None and event.type() == QEvent.Type.UpdateRequest:
            self._painting += thread_time() - began
        if event is not None and event.type() == QEvent.Type.Show:
            self._touch.watch(self.windowHandle())
        if event is not None and event.type() == QEvent.Type.Show and not self._sized:
            self._sized = True
            layout = self.layout()
            if layout is not None:
                layout.activate()
            self._share_out()
        return done

    def painting(self) -> float:
        """Seconds of work spent on painting since this was asked last; what other programs took of the processor does not count."""
        spent, self._painting = self._painting, 0.0
        return spent

    def stand(self, area: QRect) -> None:
        """Stand elsewhere, maximised or on the full screen as before."""
        kept = self.windowState() & (Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen)
        self.setWindowState(Qt.WindowState.WindowNoState)
        self.setGeometry(area)
        self.setWindowState(kept)

    # --- where things stand ------------------------------------------------------------------------------------------------------

    def fingerprint(self) -> str:
        """Changes when the layout file does: what was remembered for another layout is not restored."""
        return hashlib.sha256(msgspec.json.encode(self.plan)).hexdigest()[:16]

    def remember(self, settings: QSettings) -> None:
        """Write size, place and arrangement."""
        settings.setValue(f"{self.plan.id}/fingerprint", self.fingerprint())
        settings.setValue(f"{self.plan.id}/geometry", self.saveGeometry())
        settings.setValue(f"{self.plan.id}/docks", self.docks.saveState())

    def restore(self, settings: QSettings) -> bool:
        """Put things where they were; False when nothing fitting was remembered."""
        if settings.value(f"{self.plan.id}/fingerprint") != self.fingerprint():
            return False
        self._sized = bool(self.docks.restoreState(settings.value(f"{self.plan.id}/docks")))
        return bool(self.restoreGeometry(settings.value(f"{self.plan.id}/geometry")))

    def remember_places(self, settings: QSettings, group: str) -> None:
        """Write where the panes stand, under a name."""
        settings.setValue(f"{group}/{self.plan.id}", self.docks.saveState())
        settings.setValue(f"{group}/{self.plan.id}-fingerprint", self.fingerprint())

    def use_places(self, settings: QSettings, group: str) -> bool:
        """Put the panes where they stood under a name; False when that was another layout's."""
        if settings.value(f"{group}/{self.plan.id}-fingerprint") != self.fingerprint():
            return False
        return bool(self.docks.restoreState(settings.value(f"{group}/{self.plan.id}")))

    def first_places(self) -> None:
        """Put the panes where the layout's file has them."""
        self.docks.restoreState(self._first_places)
        self._share_out()

    def begin_guide(self, done: Callable[[], object], at: int = 0) -> None:
        """Show the guide; again: from its beginning, or from a card on."""
        if self._guide is not None:
            self._guide.close_down()
            self._guide.hide()
            self._guide.deleteLater()
        self._guide = Guide(self.theme, self.place_of, done, self)
        self._guide.begin(at)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self.on_close()
        super().closeEvent(event)


def _nothing(_told: object) -> None:
    """Nobody has asked."""


def _first(part: Part) -> str:
    return next(part.names())


def _dock_sheet(theme: Theme) -> str:
    """The docking frame's own look, set once: tabs and splitters only, never a state."""
    panel, raised, text, faint = (theme.colour(tone).name() for tone in (Tone.PANEL, Tone.RAISED, Tone.TEXT, Tone.FAINT))
    ground, info = theme.colour(Tone.GROUND).name(), theme.colour(Tone.INFO).name()
    pad = theme.px(6)
    return f"""
        ads--CDockContainerWidget, ads--CDockAreaWidget, ads--CDockSplitter {{ background: {ground}; border: none; }}
        ads--CDockSplitter::handle {{ background: {ground}; }}
        ads--CDockSplitter::handle:horizontal {{ width: {theme.px(8)}px; }}
        ads--CDockSplitter::handle:vertical {{ height: {theme.px(8)}px; }}
        ads--CDockAreaTitleBar {{ background: {ground}; border: none; padding: 0; }}
        ads--CDockWidgetTab {{ background: {ground}; border: none; padding: {pad}px {2 * pad}px; }}
        ads--CDockWidgetTab[activeTab="true"] {{ background: {panel}; border-bottom: 2px solid {info}; }}
        ads--CDockWidgetTab QLabel {{ color: {faint}; }}
        ads--CDockWidgetTab[activeTab="true"] QLabel {{ color: {text}; }}
        ads--CDockWidget {{ background: {ground}; border: none; }}
        ads--CTitleBarButton {{ background: transparent; border: none; color: {text}; }}
        ads--CTitleBarButton:hover {{ background: {raised}; }}
    """
