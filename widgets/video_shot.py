"""A picture of a camera as a file: what it is, where and when it was taken stands below the picture and in the file's own data."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage, QPainter

from widgets import canvas
from widgets.theme import Size, Theme, Tone


class Origin(Struct, frozen=True, kw_only=True):
    """Where a picture comes from."""

    hall: str
    camera: str
    name: str
    at: float
    """When it was taken, Unix seconds UTC."""
    zone: ZoneInfo
    notes: tuple[str, ...] = ()
    """In words: live or past, stream, private parts hidden or not, not the whole picture."""

    @property
    def local(self) -> datetime:
        """When it was taken, in the hall's time."""
        return datetime.fromtimestamp(self.at, self.zone)

    def data(self) -> Mapping[str, str]:
        """For the file's own data."""
        return {
            "Title": f"{self.hall} {self.name}",
            "Source": self.camera,
            "Creation Time": datetime.fromtimestamp(self.at, UTC).isoformat(timespec="milliseconds"),
            "Local Time": self.local.isoformat(timespec="milliseconds"),
            "Comment": " · ".join(self.notes),
            "Software": "hallwatch",
        }


def save(folder: Path, image: QImage, origin: Origin, theme: Theme) -> Path:
    """Write `CAMERA-TIME.png` and return where; OSError when that cannot be written. An earlier file is not overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = (
        f"{origin.camera.replace('/', '_').replace(':', '_')}-{origin.local:%Y%m%dT%H%M%S}.{origin.local.microsecond // 1000:03}"
    )
    path = folder / f"{stem}.png"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.png"
    sheet = captioned(image, origin, theme)
    for key, words in origin.data().items():
        sheet.setText(key, words)
    if not sheet.save(str(path)):
        raise OSError(f"{path} cannot be written")
    return path


def captioned(image: QImage, origin: Origin, theme: Theme) -> QImage:
    """The picture, pixel by pixel, and its origin on a strip below; the picture itself is not written on."""
    tall = theme.px(48)
    sheet = QImage(max(image.width(), theme.px(320)), image.height() + tall, QImage.Format.Format_RGB32)
    sheet.fill(theme.colour(Tone.GROUND))
    plain = image.copy()
    plain.setDevicePixelRatio(1.0)
    p = QPainter(sheet)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.drawImage(0, 0, plain)
    left, width = theme.px(8), sheet.width() - theme.px(16)
    moment = f"{origin.local:%Y-%m-%d %H:%M:%S}.{origin.local.microsecond // 1000:03} {origin.local:%z}"
    first = QRectF(left, image.height() + theme.px(2), width, theme.px(22))
    used = canvas.text(p, theme, first, moment, size=Size.LABEL, bold=True, align=canvas.RIGHT)
    room = first.adjusted(0, 0, -used - theme.px(12), 0)
    canvas.text(p, theme, room, f"{origin.name} · {origin.hall}", size=Size.LABEL, bold=True)
    second = QRectF(left, image.height() + theme.px(24), width, theme.px(20))
    canvas.text(p, theme, second, " · ".join((origin.camera, *origin.notes)), size=Size.QUIET, tone=Tone.SOFT)
    p.end()
    return sheet
