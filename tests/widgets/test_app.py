"""The composition root refuses what cannot work in plain words, and shows a screen from a cold start."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console import app
from console.fault import HallFault
from tests.helpers.screen import FakeSource
from widgets.layout import LAYOUTS, Layout, lacking_words
from widgets.screens import Screens
from widgets.theme import Theme

ROOT = Path(__file__).parents[2]


def test_no_display_is_a_plain_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    with pytest.raises(HallFault, match="no display"):
        app.check_display()


def test_a_display_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":7654")
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    with pytest.raises(HallFault, match=":7654"):
        app.check_display()


def test_what_one_hub_said_is_not_held_against_another() -> None:
    assert app.witness_file("a" * 40) == app.witness_file("a" * 40) != app.witness_file("b" * 40)


def test_no_display_ends_the_process_without_an_abort() -> None:
    code = "from pathlib import Path\nfrom console import app\nfrom console.fault import HallFault\n"
    code += (
        "try:\n    app.run(Path('none.station'))\nexcept HallFault as fault:\n    print(fault.what)\n    raise SystemExit(3)\n"
    )
    bare = {key: value for key, value in os.environ.items() if key not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=bare, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 3, done.stderr
    assert "no display" in done.stdout


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "layouts").glob("*.toml")))
def test_every_layout_shipped_can_be_shown(name: str) -> None:
    layout = app.load_layout(name)
    assert isinstance(layout, Layout)


def test_one_screen_gets_the_layout_made_for_it() -> None:
    desk = app.load_layout("desk")
    assert len(desk.window) == 2
    assert len(app.load_layout(desk.on_one_screen).window) == 1


def test_an_unknown_layout_is_refused_with_the_known_ones() -> None:
    with pytest.raises(HallFault, match="there is no layout 'wide'") as fault:
        app.load_layout("wide")
    assert "desk" in fault.value.remedy


def test_a_pane_that_there_is_not_is_left_out_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    text = (LAYOUTS / "desk.toml").read_text(encoding="utf-8").replace('"queues"', '"queus"')
    (tmp_path / "desk.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr("console.app.LAYOUTS", tmp_path)
    lacking: list[str] = []
    layout = app.load_layout("desk", lacking)
    assert lacking
    assert set(lacking) == {"queus"}
    assert {pane for window in layout.window for part in window.parts for pane in part.names()} & {"queus"} == set()
    assert lacking_words(lacking) == "版式里没有的窗格已略去：queus"
    assert lacking_words([]) == ""
    assert str(tmp_path / "desk.toml") in caplog.text
    caplog.clear()
    with pytest.raises(HallFault, match="queus"):
        app.load_layout("desk")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '"queues"',
            '"queus"',
            r"window\[1\]\.parts\[2\]\.parts\[2\]\.parts\[1\]\.panes\[1\]: there is no pane `queus` .*`queues`",
        ),
        ('"queues"', '"floor_plan"', r"panes\[1\]: the pane `floor_plan` stands twice"),
        ('panes = ["queues"]', "parts = []", r"it has neither `panes` and `parts`"),
        ('id = "b"', 'id = "a"', r"window\[2\]\.id: the window `a` stands already in line \d+"),
        ('"queues"', "7", r"panes\[1\]: expected `str`, got `int`"),
        ("on_one_screen", "on_one_screne", r"on_one_screne: unknown key — did you mean `on_one_screen`"),
    ],
)
def test_a_bad_layout_is_refused_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, said: str
) -> None:
    text = (LAYOUTS / "desk.toml").read_text(encoding="utf-8")
    (tmp_path / "desk.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr("console.app.LAYOUTS", tmp_path)
    line = text[: text.index(old)].count("\n") + 1
    with pytest.raises(HallFault, match=rf"desk\.toml:{line}: .*{said}"):
        app.load_layout("desk")


def test_a_language_there_is_not_is_refused(qapp: object) -> None:
    with pytest.raises(HallFault, match="'fr'"):
        app.translate(qapp, "fr")  # type: ignore[arg-type]


def test_a_station_file_there_is_not_is_refused(theme: Theme, tmp_path: Path) -> None:
    with pytest.raises(HallFault, match="none"):
        app.run(tmp_path / "none.station.toml", "single")


def test_what_escapes_from_a_slot_is_logged_and_the_console_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    fault = ValueError("from a slot")
    app.report(type(fault), fault, None)
    assert caplog.records[0].levelno == logging.CRITICAL
    assert "from a slot" in caplog.text


def test_the_pump_draws_a_frame_each_tick_and_knows_when_the_picture_settled(
    qtbot: QtBot, theme: Theme, source: FakeSource
) -> None:
    screens = Screens(app.load_layout("single"), source, theme)
    for window in screens.windows:
        qtbot.addWidget(window)
        window.resize(1366, 768)
    screens.show()
    done: list[bool] = []
    drawn: list[int] = []
    pump = app.Pump(screens, done.append, lambda: drawn.append(screens.drawn_through))
    pump.start()
    qtbot.waitUntil(lambda: bool(done), timeout=60_000)
    pump.stop()
    assert done == [True]
    assert len(drawn) == 1, "what waits for the first picture is told once"
    assert drawn[0] > 0
    assert all(pane.fault is None for window in screens.windows for pane in window.panes.values())


def test_pictures_are_written_one_a_window(qtbot: QtBot, theme: Theme, source: FakeSource, tmp_path: Path) -> None:
    screens = Screens(app.load_layout("desk"), source, theme)
    for window in screens.windows:
        qtbot.addWidget(window)
        window.resize(1920, 1080)
    screens.show()
    assert [path.name for path in screens.save_pictures(tmp_path / "new")] == ["a.png", "b.png"]
