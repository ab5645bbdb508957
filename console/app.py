"""The console's composition root: one QApplication, one session, one timer. The only file of `console` that knows Qt.

Order matters (measured.md §7.1): the exception hook and the fault handler come before the QApplication, because an exception in a slot
without a hook aborts the process.
"""

import faulthandler
import gc
import hashlib
import logging
import os
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path
from types import TracebackType

import platformdirs
from msgspec.structs import replace
from PyQt6.QtCore import QCoreApplication, QLibraryInfo, QObject, QSettings, Qt, QTimer, QTranslator, pyqtSignal
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication

from console import ending, station
from console.fault import HallFault
from console.feed import HistoryFeed, LiveFeed
from console.keep import Heart
from console.lookback import Lookback
from console.session import Frame, Link, Session
from console.toml_file import TomlFile
from console.video.gallery import Gallery
from console.video.talk_process import VoiceProcess
from console.voice import Voice
from widgets import theme as themes
from widgets.chrome import Chrome
from widgets.layout import LAYOUTS, Layout, lacking_words
from widgets.screens import Screens, known_panes
from widgets.theme import Theme
from widgets.wall_screens import WallScreens
from widgets.wardrobe import Wardrobe, Wear, refused, remembered
from widgets.words import join

log = logging.getLogger(__name__)
ROOT = Path(__file__).parents[1]
AnyScreens = Screens | WallScreens
"""The windows of a desk, or of a wall."""
TICK_MS = 33
"""One frame per tick."""
SETTLE_MS = 5_000
"""After the start, once everything that stays has been made."""
LOOKS = (10_000, 5, 5)
"""How many new objects Python's cycle collector waits for: 10,000 until it looks through them, 360,000 until it looks through all."""
PICTURE_WAIT = 60.0
"""Seconds within which a live picture must come, when pictures are asked for."""
SETTLED = 15
"""Ticks after the first whole live frame until pictures are taken: tabs and plots have then drawn themselves."""


def run(
    station_file: Path, layout: str = "desk", lang: str | None = None, pictures: Path | None = None, *,
    theme: str | None = None, large: bool = False, person: str | None = None,
) -> int:  # fmt: skip
    """Show the console until its window is closed; with `pictures`, write one PNG a window and leave. Returns the exit code.

    `person` is who sits there: orders carry it. Theme, size of letters and language are those that were chosen last, where none are given.

    Raises `HallFault` when there is no display, or the layout, theme or station file cannot be used.
    """
    lacking: list[str] = []
    chosen = load_layout(layout, lacking)
    alone = load_layout(chosen.on_one_screen, lacking) if chosen.on_one_screen else None
    is_wall = bool(chosen.stage)  # its windows scale themselves, each by its own monitor
    kept = None if pictures is not None or is_wall else settings_of("look")
    last = remembered(kept)
    worn = Wear(theme=theme or last.theme, large=large or last.large, lang=lang or last.lang)
    app = make_app(worn.lang)
    put_on = partial(wear, app, is_wall=is_wall)
    look, trouble = _first_look(put_on, worn, is_asked_for=theme is not None)
    known = station.read(station_file)  # a file that cannot be used is refused before anything is shown
    with ExitStack() as opened:
        live = LiveFeed(station_file, person=person, witnesses=witness_file(known.hub_name))
        opened.callback(live.close)
        past = HistoryFeed(station_file, live.history_port)
        opened.callback(past.close)
        gallery = Gallery(station_file)
        opened.callback(gallery.close)
        session = Session(live, past)
        screens: AnyScreens
        if is_wall:
            screens = WallScreens(layout, load_layout, session, look, gallery)
            opened.callback(screens.end)
        else:
            settings = None if pictures is not None else settings_of(layout)
            lookback = Lookback(station_file, live.history_port)
            opened.callback(lookback.close)
            voice = Voice() if pictures is None else None
            if voice is not None:
                opened.callback(voice.close)
            talker = VoiceProcess(station_file)
            opened.callback(talker.close)
            wardrobe = Wardrobe(worn, put_on, kept)
            screens = Screens(chosen, session, look, settings, gallery, alone, voice, wardrobe, lookback, talker)
            complaints = [said for said in (lacking_words(lacking), trouble) if said]
            if complaints:
                QTimer.singleShot(SETTLE_MS, partial(screens.workplace.tell, join(complaints)))
        return _loop(app, screens, gallery, pictures)


def _loop(app: QApplication, screens: AnyScreens, gallery: Gallery, pictures: Path | None) -> int:
    screens.closed = app.quit
    if isinstance(screens, Screens):
        screens.redressed = lambda: QTimer.singleShot(SETTLE_MS, settle_memory)
    taken: list[Path] = []

    def settled(well: bool) -> None:  # quitting closes the windows, so pictures come first
        if well and pictures is not None:
            taken.extend(screens.save_pictures(pictures))
        app.quit()

    def drawn() -> None:
        gallery.open()
        if isinstance(screens, Screens):
            screens.greet()

    pump = Pump(screens, settled if pictures is not None else None, drawn)
    when_told(app.quit)
    screens.show()
    pump.start()
    QTimer.singleShot(SETTLE_MS, settle_memory)
    code = app.exec()
    pump.stop()
    if pictures is not None and not taken:
        raise HallFault(f"no live picture within {PICTURE_WAIT:.0f} s", "check that the hub runs: hallwatch doctor")
    for path in taken:
        print(path)
    return code


class _Herald(QObject):
    """Carries a word from any thread into the event loop."""

    told = pyqtSignal()


def when_told(act: Callable[[], object]) -> None:
    """Call `act` in the event loop when SIGTERM or SIGINT comes.

    One that comes while windows are still being made is kept for the loop's first turn: before that, Qt's `quit` does nothing.
    """
    herald = _Herald(QCoreApplication.instance())
    herald.told.connect(act)
    ending.when_told(herald.told.emit)


def witness_file(hub_name: str) -> Path:
    """Where this user keeps what a hub said of its journal: of that hub only, for another one's journal proves nothing."""
    hub = hashlib.sha256(hub_name.encode()).hexdigest()[:12]
    return Path(platformdirs.user_state_dir("hallwatch")) / f"witnesses-{hub}"


def settle_memory() -> None:
    """Spare the collector what stays for good: libraries, windows, words. Walking them took the GUI's thread tens of milliseconds.

    What came since, windows that went among it, is looked through seldom: at Python's own pace a large hall lost 10 ms each two seconds.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*LOOKS)


class Pump(QObject):
    """The one timer: a frame each 33 ms. `done(True)` once the live picture has settled, `done(False)` when it did not come.

    `drawn` is called once, when the first frame of a hall has been drawn: what may wait until then must not take its time.
    """

    def __init__(
        self, screens: AnyScreens, done: Callable[[bool], object] | None = None, drawn: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        self.screens = screens
        self._done = done
        self._drawn = drawn
        self._before: int | None = None
        """How many frames had been drawn when the hall's first one came."""
        self._heart = Heart()
        self._good = self._ticks = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Begin."""
        self._timer.start()

    def stop(self) -> None:
        """No more frames."""
        self._timer.stop()

    def tick(self) -> None:
        """Draw one frame."""
        frame = self.screens.source.frame()
        self.screens.take_frame(frame)
        self._heart.beat()
        if self._drawn is not None and frame.state.config is not None:
            self._tell_drawn(self._drawn)
        if self._done is not None:
            self._watch(frame, self._done)

    def _tell_drawn(self, drawn: Callable[[], object]) -> None:
        if self._before is None:
            self._before = self.screens.drawn_through
        elif self.screens.drawn_through > self._before + 1:
            self._drawn = None
            drawn()

    def _watch(self, frame: Frame, done: Callable[[bool], object]) -> None:
        self._ticks += 1
        self._good += frame.link is Link.GOOD and frame.state.config is not None and not self.screens.is_waiting()
        if self._good >= SETTLED:
            self._done = None
            self.screens.draw_all(frame)
            done(True)
        elif self._ticks * TICK_MS / 1000 > PICTURE_WAIT:
            self._done = None
            done(False)


def make_app(lang: str = "zh") -> QApplication:
    """The QApplication, with hooks before it and translators in it. Raises `HallFault` when there is no display."""
    faulthandler.enable()
    sys.excepthook = report
    check_display()
    # Large areas are else painted by several threads for which the GUI's waits, behind all decoders: a quarter of what tiles cost it.
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    present = QApplication.instance()
    app = present if isinstance(present, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("hallwatch")
    app.setQuitOnLastWindowClosed(False)
    translate(app, lang)
    return app


def report(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """What escaped from a slot is logged with its trace, and the console goes on; an interrupt ends it."""
    if issubclass(kind, KeyboardInterrupt):
        QGuiApplication.quit()
        return
    log.critical("a fault of the program; the console goes on", exc_info=(kind, fault, trace))


def check_display() -> None:
    """`HallFault` in plain words instead of Qt's abort when no display answers."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform and not platform.startswith("xcb"):
        return
    os.environ["QT_QPA_PLATFORM"] = "xcb"  # embedded video needs X11 windows (measured.md §7.2)
    display = os.environ.get("DISPLAY", "")
    if not display:
        raise HallFault("there is no display (DISPLAY is not set)", "start the console in a desktop session, or under xvfb-run")
    host, _, number = display.rpartition(":")
    if host in {"", "unix"}:
        path = f"/tmp/.X11-unix/X{number.partition('.')[0]}"  # noqa: S108 (X11's own place)
        if not any(_answers(address) for address in (path, f"\0{path}")):
            raise HallFault(f"the display {display} does not answer", "correct DISPLAY, or start the X server")


def _answers(address: str) -> bool:
    with socket.socket(socket.AF_UNIX) as link:
        return link.connect_ex(address) == 0


def translate(app: QApplication, lang: str) -> None:
    """Chinese is the source text; English is loaded over it. Qt's own few words come in the same language. Again: another language."""
    if lang not in {"zh", "en"}:
        raise HallFault(f"there is no language {lang!r}", "choose zh or en")
    for spoken in app.findChildren(QTranslator):
        app.removeTranslator(spoken)
        spoken.deleteLater()
    own = QTranslator(app)
    if lang == "en":
        path = ROOT / "resources" / "i18n" / "en.qm"
        # By its content: a file that Qt has mapped into memory ends the program when an update writes it anew.
        if not own.loadFromData(_content(path)):  # type: ignore[arg-type]  # the stub knows no bytes
            raise HallFault(f"{path} cannot be read", "run resources/i18n/refresh.sh")
        app.installTranslator(own)
    else:
        qt = QTranslator(app)
        if qt.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(qt)


def wear(app: QApplication, worn: Wear, *, is_wall: bool = False) -> Theme:
    """Speak the language and put on the theme; `HallFault` when there is none of that name, or it cannot be used."""
    look = themes.load(worn.theme, (1.25 if worn.large else 1.0) if is_wall else scale_for(app, large=worn.large))
    translate(app, worn.lang)
    dress(app, look)
    return look


def _first_look(put_on: Callable[[Wear], Theme], worn: Wear, *, is_asked_for: bool) -> tuple[Theme, str]:
    """The theme to begin with, and what is wrong with the one that was worn last: nobody stays without a desk for it."""
    try:
        return put_on(worn), ""
    except HallFault as fault:
        if is_asked_for or worn.theme == Wear().theme:
            raise
        log.warning("the theme that was chosen last cannot be used: %s", fault)
        return put_on(replace(worn, theme=Wear().theme)), refused(worn.theme, fault)


def load_layout(name: str, lacking: list[str] | None = None) -> Layout:
    """`layouts/NAME.toml`. Raises `HallFault` naming file, line and key.

    With `lacking`, a pane that there is not is left out, and named there, instead of refusing the whole layout.
    """
    path = LAYOUTS / f"{name}.toml"
    if not path.exists():
        names = ", ".join(sorted(each.stem for each in LAYOUTS.glob("*.toml")))
        raise HallFault(f"there is no layout {name!r} ({path})", f"choose one of: {names}")
    file, known = TomlFile.read(path), set(known_panes())
    layout = file.convert(Layout)
    layout.check(known, file, is_lenient=lacking is not None)
    if lacking is not None:
        layout, left = layout.without_unknown(known, str(path))
        lacking += left
        layout.check(known, file)
    return layout


@cache
def _content(path: Path) -> bytes:
    """A file, kept for good: Qt reads words out of it while they are spoken."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def scale_for(app: QApplication, *, large: bool) -> float:
    """1 on a screen of 1080 lines or fewer; on taller ones without a scale of their own in proportion, in quarters; ×1.25 large."""
    screen = app.primaryScreen()
    lines = screen.size().height() if screen is not None else 1080
    return max(1.0, lines / 1080 * 4 // 1 / 4) * (1.25 if large else 1.0)


def dress(app: QApplication, theme: Theme) -> None:
    """Style, palette and font; says so when there is no Chinese font. Again: in another theme."""
    style = app.style()
    if isinstance(style, Chrome):
        style.theme = theme  # Qt ends a style that is exchanged, while widgets with a style sheet still hold on to it
    else:
        app.setStyle(Chrome(theme))
    app.setPalette(theme.palette())
    app.setFont(theme.font())
    if themes.chinese_family() is None:
        log.error("no font with Chinese is installed: characters show as boxes — apt-get install fonts-noto-cjk")


def settings_of(layout: str) -> QSettings:
    """What this machine remembers for a layout, or of how all looks (`look`)."""
    folder = Path(platformdirs.user_config_dir("hallwatch"))
    folder.mkdir(parents=True, exist_ok=True)
    return QSettings(str(folder / f"{layout}.ini"), QSettings.Format.IniFormat)
