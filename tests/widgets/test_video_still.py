"""A picture is written straight into what is painted on, to the pixel, at any scale; and where something lies over it, not beside its clip."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt6.QtCore import QEvent, QObject, QRectF, QSizeF
from PyQt6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap, QRegion
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.video import colours
from console.video.pictures import Picture
from tests.helpers.pictures import made, pixels
from widgets.video_still import Ground, Still, image_of

WIDTH, HEIGHT = 96, 54


@pytest.fixture
def picture() -> Picture:
    """Grey stripes of two lines: half a pixel beside its place, it is another."""
    lines = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    lines[...] = (np.arange(HEIGHT) // 2 % 2 * 120 + 60)[:, None, None]
    return made(lines)


@pytest.fixture
def writings(monkeypatch: pytest.MonkeyPatch) -> list[Picture]:
    """What was drawn by libyuv."""
    drawn: list[Picture] = []
    really = colours.draw

    def draw(picture: Picture, address: int, stride: int) -> None:
        drawn.append(picture)
        really(picture, address, stride)

    monkeypatch.setattr(colours, "draw", draw)
    return drawn


def seen(image: QImage) -> NDArray[np.uint8]:
    """As lines of BGRX."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    begin = plain.constBits()
    assert begin is not None
    return np.frombuffer(begin.asstring(plain.sizeInBytes()), np.uint8).reshape(plain.height(), plain.bytesPerLine() // 4, 4)[
        :, : plain.width(), :3
    ]


def painted(still: Still, device: QImage | QPixmap, at: tuple[float, float], ratio: float, damage: QRegion | None = None) -> None:
    device.fill(QColor("red"))
    device.setDevicePixelRatio(ratio)
    p = QPainter(device)
    everything = QRegion(0, 0, device.width(), device.height())
    still.paint(p, QRectF(*at, still.size.width(), still.size.height()), Ground(p, everything if damage is None else damage))
    p.end()


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
@pytest.mark.parametrize("device", [QImage, QPixmap])
def test_each_pixel_is_where_it_belongs(
    qapp: object, picture: Picture, ratio: float, device: type[QImage] | type[QPixmap]
) -> None:
    form = QImage.Format.Format_ARGB32_Premultiplied
    target = QImage(200, 120, form) if device is QImage else QPixmap(200, 120)
    still = Still(picture, ratio)
    assert still.size == QSizeF(WIDTH / ratio, HEIGHT / ratio)
    painted(still, target, (20 / ratio, 30 / ratio), ratio)
    shown = seen(target if isinstance(target, QImage) else target.toImage())
    assert (shown[30 : 30 + HEIGHT, 20 : 20 + WIDTH] == pixels(picture)[..., :3]).all()
    rest = shown.copy()
    rest[30 : 30 + HEIGHT, 20 : 20 + WIDTH] = (0, 0, 255)
    assert (rest == (0, 0, 255)).all(), "nothing beside it"


@pytest.mark.parametrize(
    ("at", "form", "damage"),
    [
        ((150, 30), QImage.Format.Format_RGB32, QRegion(0, 0, 400, 400)),
        ((-5, 30), QImage.Format.Format_RGB32, QRegion(-50, 0, 400, 400)),
        ((20, 30), QImage.Format.Format_RGB32, QRegion(20, 30, WIDTH, HEIGHT - 1)),
        ((20, 30), QImage.Format.Format_RGB888, QRegion(0, 0, 200, 120)),
    ],
    ids=["over the right edge", "over the left edge", "seen in part", "of other pixels"],
)
def test_where_it_cannot_be_written_whole_it_is_painted(
    qapp: object, picture: Picture, writings: list[Picture], at: tuple[int, int], form: QImage.Format, damage: QRegion
) -> None:
    """The painter knows what it may paint on."""
    image = QImage(200, 120, form)
    still, expected = Still(picture, 1.0), pixels(picture)
    writings.clear()
    painted(still, image, at, 1.0, damage)
    left, right = max(0, at[0]), min(200, at[0] + WIDTH)
    assert (seen(image)[30 : 30 + HEIGHT, left:right] == expected[:, left - at[0] : right - at[0], :3]).all()
    painted(still, image, at, 1.0, damage)
    assert len(writings) == 1, "a copy, made once"


def test_one_of_another_size_is_fitted(qapp: object, picture: Picture) -> None:
    image = QImage(200, 120, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    p = QPainter(image)
    Still(picture, 1.0).paint(p, QRectF(0, 0, WIDTH * 2, HEIGHT * 2), Ground(p, QRegion(image.rect())))
    p.end()
    assert (seen(image)[: HEIGHT * 2, : WIDTH * 2, 2] < 255).all()
    assert (seen(image)[: HEIGHT * 2 : 8, 10, 0].astype(int) < 120).any()


def test_grey_has_no_colour_and_is_as_large(qapp: object) -> None:
    coloured = made(np.full((HEIGHT, WIDTH, 4), (30, 30, 200, 0), np.uint8))
    grey = Still(coloured, 1.25).grey()
    assert grey.size == Still(coloured, 1.25).size
    assert grey.image is not None
    shade = grey.image.pixelColor(5, 5)
    assert shade.red() == shade.green() == shade.blue()
    copied = image_of(coloured, 1.25)
    assert copied is not None
    assert copied.devicePixelRatio() == 1.25


class Painter(QWidget):
    """Paints one picture, whatever of it is asked for."""

    def __init__(self, still: Still) -> None:
        super().__init__()
        self.still = still
        self.resize(200, 120)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        assert event is not None
        p = QPainter(self)
        self.still.paint(p, QRectF(20, 30, WIDTH, HEIGHT), Ground(p, event.region()))
        p.end()


class Counter(QObject):
    """How often a widget was painted."""

    count = 0

    def eventFilter(self, _: QObject | None, event: QEvent | None) -> bool:
        self.count += event is not None and event.type() == QEvent.Type.Paint
        return False


def test_what_lies_over_a_picture_in_the_same_window_stays_there(qtbot: QtBot, picture: Picture) -> None:
    painter = Painter(Still(picture, 1.0))
    over = QWidget(painter)
    over.setGeometry(40, 40, 30, 20)
    over.setAutoFillBackground(True)
    over.setStyleSheet("background: #00ff00")
    qtbot.addWidget(painter)
    counter = Counter()
    painter.installEventFilter(counter)
    painter.show()
    qtbot.waitUntil(lambda: counter.count > 0, timeout=60_000)
    before = counter.count
    painter.update()
    qtbot.waitUntil(lambda: counter.count > before, timeout=60_000)
    screen = painter.screen()
    assert screen is not None

    def is_whole() -> bool:
        image = screen.grabWindow(painter.winId()).toImage()
        return image.pixelColor(50, 50) == QColor("#00ff00") and image.pixelColor(25, 35).red() == image.pixelColor(25, 35).blue()

    qtbot.waitUntil(is_whole, timeout=60_000)
