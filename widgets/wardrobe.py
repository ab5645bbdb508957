"""How the console looks and which language it speaks: chosen by its operator while it runs, remembered, and worn by all windows at once."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace
from PyQt6.QtCore import QCoreApplication, QSettings

from console.fault import HallFault
from widgets import words
from widgets.theme import THEMES, Theme

translate = QCoreApplication.translate
LANGS = ("zh", "en")


class Wear(Struct, frozen=True, kw_only=True):
    """What can be chosen."""

    theme: str = "night"
    large: bool = False
    lang: str = "zh"


def remembered(settings: QSettings | None) -> Wear:
    """What was worn last; the default where nothing was, or nothing that there still is."""
    if settings is None:
        return Wear()
    theme, lang = str(settings.value("look/theme", "")), str(settings.value("look/lang", ""))
    return Wear(
        theme=theme if theme in theme_names() else "night",
        large=str(settings.value("look/large", "")).lower() == "true",
        lang=lang if lang in LANGS else "zh",
    )


def refused(theme: str, fault: HallFault) -> str:
    """In words, that a theme cannot be used; why, whoever writes themes reads as it was said."""
    return words.join((translate("Wardrobe", "外观“{0}”不能用").format(theme), fault.what))


def theme_names() -> tuple[str, ...]:
    """Every theme there is a file of, the darkest first."""
    return tuple(sorted((path.stem for path in THEMES.glob("*.toml")), key=lambda name: (name != "night", name != "day", name)))


class Wardrobe:
    """Changes what is worn. `put_on` makes the theme and lets the program speak; `on_change` shows it; `on_trouble` says why not."""

    def __init__(self, worn: Wear, put_on: Callable[[Wear], Theme], settings: QSettings | None = None) -> None:
        self.worn = worn
        self._put_on = put_on
        self._settings = settings
        self.on_change: Callable[[Theme], object] = _nothing
        self.on_trouble: Callable[[str], object] = _nothing

    def change(self, worn: Wear) -> None:
        """Wear this from now on; a theme that cannot be used is said, and all stays as it was."""
        if worn == self.worn:
            return
        try:
            theme = self._put_on(worn)
        except HallFault as fault:
            self._put_on(self.worn)
            self.on_trouble(refused(worn.theme, fault))
            return
        self.worn = worn
        if self._settings is not None:
            for key in ("theme", "large", "lang"):
                self._settings.setValue(f"look/{key}", getattr(worn, key))
            self._settings.sync()
        self.on_change(theme)

    def set_theme(self, name: str) -> None:
        """Another theme."""
        self.change(replace(self.worn, theme=name))

    def next_theme(self) -> None:
        """The next one of all, and after the last the first."""
        names = theme_names()
        at = names.index(self.worn.theme) if self.worn.theme in names else -1
        self.set_theme(names[(at + 1) % len(names)])

    def toggle_large(self) -> None:
        """Larger letters, or the usual ones."""
        self.change(replace(self.worn, large=not self.worn.large))

    def toggle_lang(self) -> None:
        """The other language."""
        self.change(replace(self.worn, lang=LANGS[1 - LANGS.index(self.worn.lang)]))


def _nothing(_told: object) -> None:
    """Before anybody listens."""
