"""Does what is asked for by key, menu or palette: the console's own acts, and what was found. One for all windows of a desk."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QPoint, Qt
from PyQt6.QtWidgets import QAbstractButton, QWidget

from console.export import trouble, write_whole
from console.fault import HallFault
from widgets import theme as themes
from widgets.action import ActionButton
from widgets.acts import BY_CODE
from widgets.detail import Detail
from widgets.exporting import default_folder, trouble_words
from widgets.finds import Button, Find
from widgets.help_pages import chapter_at
from widgets.keys_sheet import keys_as_pdf
from widgets.menu import fill
from widgets.notice import DONE
from widgets.pane import Pane
from widgets.wardrobe import refused

if TYPE_CHECKING:
    from widgets.main_window import DeskWindow
    from widgets.screens import Screens

translate = QCoreApplication.translate


class Doing:
    """What can be done, by code."""

    def __init__(self, screens: "Screens") -> None:
        self._screens = screens
        wardrobe = screens.wardrobe
        self._everywhere: dict[str, Callable[[], object]] = {
            "next_theme": wardrobe.next_theme, "large": wardrobe.toggle_large, "lang": wardrobe.toggle_lang,
            "first_places": screens.first_places, "alarms": screens.bring_alarms,
        }  # fmt: skip

    def run(self, code: str, window: "DeskWindow") -> None:
        """Do an act of `widgets.acts` in a window."""
        here: dict[str, Callable[[], object]] = {
            "palette": window.open_palette, "keys": window.open_keys, "undo": window.undo.take_back, "menu": partial(self._menu, window),
            "next_pane": window.next_pane, "last_pane": window.last_pane, "titles": window.toggle_titles,
            "full_screen": window.toggle_full_screen, "emergency": window.to_emergency, "seat": window.change_seat,
            "home": window.time.go_home, "pause": window.time.toggle, "back_short": window.time.go_back_short,
            "back_long": window.time.go_back_long, "faster": window.time.next_speed, "slower": window.time.slower,
            "help": partial(self._help, window), "print_keys": partial(self._print, window), "strip": window.open_worst,
            "keep_places": window.ask_name, "guide": self._screens.begin_guide,
        }  # fmt: skip
        (here.get(code) or self._everywhere[code])()

    # --- what was found ------------------------------------------------------------------------------------------------------

    def buttons(self) -> list[Button]:
        """Every button that can be seen in any window, to be found by its words."""
        seen = [button for window in self._screens.windows for button in _buttons(window)]
        return [Button(_said(each), _where(each), partial(_press, each, _said(each)), _refused(each)) for each in seen]

    def do(self, find: Find, window: "DeskWindow") -> None:
        """Do what was found, by the way that a click takes."""
        kind, id = find.of
        workplace = self._screens.workplace
        match find.kind:
            case "act":
                self.run(id, window)
            case "see":
                workplace.select(kind, id)
            case "deed" if find.deed is not None:
                workplace.select(kind, id)
                workplace.order(find.deed.choices[find.choice].command)
            case "ask" if find.deed is not None:
                workplace.select(kind, id)
                self._ask(find.deed.words)
            case "button" if find.press is not None:
                if not find.press():
                    window.say(translate("Doing", "画面已变，没有执行：请重新查找"))

    def _ask(self, deed: str) -> None:
        """Go on in the card: what has still to be said is said there, what must be held is held there."""
        frame = self._screens.source.frame()
        for window in self._screens.windows:
            card = window.panes.get(Detail.name)
            if isinstance(card, Detail):
                window.activateWindow()
                card.take_frame(frame)
                button = card.buttons.get(deed)
                if button is not None and button.guarded:
                    button.setFocus(Qt.FocusReason.ShortcutFocusReason)
                else:
                    card.act(deed)

    # --- help, keys, menu ------------------------------------------------------------------------------------------------------

    def _help(self, window: "DeskWindow") -> None:
        """The page of what has the keyboard, or of what lies under the mouse."""
        focused = window.focusWidget() or window
        window.open_help(*chapter_at(focused))

    def _print(self, window: "DeskWindow") -> None:
        folder = default_folder()
        try:
            theme = themes.load("day")
            path = write_whole(folder, "hallwatch-keys", "pdf", lambda _step: keys_as_pdf(theme), lambda _share: None)
        except HallFault as fault:
            window.say(refused("day", fault))
            return
        except OSError as error:
            window.say(trouble_words(trouble(error), folder))
            return
        window.notice.say(translate("Doing", "已存为 {0}").format(path), DONE)

    def _menu(self, window: "DeskWindow") -> None:
        button = window.top.menu
        fill(window, self._screens, self).popup(button.mapToGlobal(QPoint(0, button.height())))

    @staticmethod
    def words_of(code: str, said: str = "") -> str:
        """An act's words, or others for it, and its first key, as a menu shows them."""
        act = BY_CODE[code]
        said = said or act.said()
        return f"{said}\t{act.keyed().split('  ')[0]}" if act.keys else said


def _buttons(window: QWidget) -> Iterator[QAbstractButton]:
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.isEnabled() and _said(button) and _where(button):
            yield button


def _said(button: QAbstractButton) -> str:
    return button.accessibleName() or button.text()


def _where(button: QAbstractButton) -> str:
    """The pane's title; nothing where it is in none."""
    above: QWidget | None = button
    while above is not None and not isinstance(above, Pane):
        above = above.parentWidget()
    return translate("Pane", above.title) if above is not None else ""


def _refused(button: QAbstractButton) -> str:
    return button.reason if isinstance(button, ActionButton) and not button.allowed else ""


def _press(button: QAbstractButton, said: str) -> bool:
    """As a click does; one that must be held gets the keyboard. False when the button has gone, or is not what was read any more."""
    if sip.isdeleted(button) or not button.isVisible() or not button.isEnabled() or _said(button) != said or _refused(button):
        return False
    if not isinstance(button, ActionButton):
        button.click()
    elif button.guarded:
        button.setFocus(Qt.FocusReason.ShortcutFocusReason)
    else:
        button.fired.emit()
    return True
