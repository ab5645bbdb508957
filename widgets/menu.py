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
        said = doing.words_of("next_theme", _theme_words(name))
        _add(menu, said, partial(screens.wardrobe.set_theme, name), on=name == worn.theme)
    menu.addSeparator()
    _add(menu, doing.words_of("large", translate("Menu", "大字")), screens.wardrobe.toggle_large, on=worn.large, ends=True)
    for lang, own_name in OWN_NAMES.items():
        _add(menu, doing.words_of("lang", own_name), screens.wardrobe.toggle_lang, on=worn.lang == lang)
    menu.addSeparator()
    for code in _AFTER:
        _add(menu, doing.words_of(code), partial(doing.run, code, window))
    for name in screens.places():
        _add(menu, translate("Menu", "布置：{0}").format(name), partial(screens.use_places, name))
    return menu


def _add(menu: QMenu, said: str, run: Callable[[], object], *, on: bool | None = None, ends: bool = False) -> None:
    """`on`: whether it is ticked; one that is ticked can be pressed only where that ends it."""
    entry = menu.addAction(said)
    if entry is None:
        return
    entry.triggered.connect(lambda _checked=False: run())
    if on is not None:
        entry.setCheckable(True)
        entry.setChecked(on)
        entry.setEnabled(not on or ends)


def _theme_words(name: str) -> str:
    try:
        return words.name(themes.load(name))
    except HallFault:
        return name
