"""The console's menu: theme, letters, language, arrangements, help. Made anew each time it is opened, from the list of acts."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication
from PyQt6.QtWidgets import QMenu

from console.fault import HallFault
from widgets import theme as themes
from widgets import words
from widgets.popup import popup_menu
from widgets.wardrobe import theme_names

if TYPE_CHECKING:
    from widgets.doing import Doing
    from widgets.main_window import DeskWindow
    from widgets.screens import Screens

translate = QCoreApplication.translate
_BEFORE = ("palette", "keys", "help", "guide")
_AFTER = ("full_screen", "titles", "keep_places", "first_places")
OWN_NAMES = {"zh": "中文", "en": "English"}
"""Languages in their own words, so that whoever wants one can read it."""


def fill(window: "DeskWindow", screens: "Screens", doing: "Doing") -> QMenu:
    """The menu, filled; it is deleted when it closes."""
    menu = popup_menu(window)
    worn = screens.wardrobe.worn
    for code in _BEFORE:
        _add(menu, doing.words_of(code), partial(doing.run, code, window))
    menu.addSeparator()
    for name in theme_names():
        _add(menu, _theme_words(name), partial(screens.wardrobe.set_theme, name), on=name == worn.theme)
    menu.addSeparator()
    _add(menu, f"{translate('Menu', '大字')}\tF8", screens.wardrobe.toggle_large, on=worn.large)
    for lang, own_name in OWN_NAMES.items():
        _add(menu, f"{own_name}\tF3", screens.wardrobe.toggle_lang, on=worn.lang == lang)
    menu.addSeparator()
    for code in _AFTER:
        _add(menu, doing.words_of(code), partial(doing.run, code, window))
    for name in screens.places():
        _add(menu, translate("Menu", "布置：{0}").format(name), partial(screens.use_places, name))
    return menu


def _add(menu: QMenu, said: str, run: Callable[[], object], *, on: bool | None = None) -> None:
    entry = menu.addAction(said)
    if entry is None:
        return
    entry.triggered.connect(lambda _checked=False: run())
    if on is not None:
        entry.setCheckable(True)
        entry.setChecked(on)
        entry.setEnabled(not on or said.startswith(translate("Menu", "大字")))


def _theme_words(name: str) -> str:
    try:
        theme = themes.load(name)
    except HallFault:
        return name
    return f"{words.name(theme)}\tF7"
