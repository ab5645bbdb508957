"""Draws the newest picture of one source onto the canvases of all tiles that show it. Nothing is drawn that nobody would see.

One thread at a time. A tile whose last picture was not taken yet has no room: it gets the newest one as soon as it has.
"""

import itertools
import logging
from collections.abc import Callable, Iterable

from msgspec import structs

from console.video import planes, privacy
from console.video.pictures import Region
from console.video.planes import Fit, Planes, Scaler
from console.video.slots import Canvas, stride_of
from console.video.work import Canvas as Announced
from console.video.work import View

Tell = Callable[[Announced, int], None]
"""Sends to the console, with a descriptor."""

log = logging.getLogger(__name__)
_numbers = itertools.count(1)


class _Sheet:
    """A view with its canvas."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.canvas: Canvas | None = None
        self.scaler = Scaler()
        self.is_due = True
        self._fit: tuple[object, Fit] | None = None

    def fit(self, picture: Planes) -> Fit:
        """How a picture lies in the view; reckoned anew when either has another shape."""
        view = self.view
        shape = (view, picture.format, picture.width, picture.height, picture.aspect)
        if self._fit is None or self._fit[0] != shape:
            width, height = view.width, view.height
            if view.is_whole:
                own = planes.own_size(picture, view.part)
                width, height = min(width, own[0]), min(height, own[1])
            self._fit = shape, planes.fit(picture, view.part, width, height)
        return self._fit[1]


class Easel:
    """The canvases of one source."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._sheets: dict[int, _Sheet] = {}
        self._newest: tuple[Planes, float, float | None] | None = None
        self._private: dict[tuple[Region, ...], Planes] = {}
        self.visit = 0
        """The clock's visit that pictures are drawn for."""

    @property
    def is_behind(self) -> bool:
        """Whether a tile waits for room: call `draw` again soon."""
        if self._newest is not None:
            for sheet in self._sheets.values():  # asked for each packet: a generator would cost as much as the rest of it
                if sheet.is_due:
                    return True
        return False

    def set(self, views: Iterable[View]) -> None:
        """These views and no others; what changed about one is drawn from the picture that is there."""
        before, self._sheets = self._sheets, {}
        for view in views:
            sheet = before.get(view.view) or _Sheet(view)
            sheet.is_due |= _looks_different(sheet.view, view)
            sheet.view = view
            self._sheets[view.view] = sheet

    def put(self, picture: Planes, at: float, came: float | None = None) -> None:
        """A newer picture, taken at `at`, Unix seconds UTC; not drawn yet. `came`: of a live one, see `work.Ready`."""
        self._newest = (picture, at, came)
        self._private.clear()
        for sheet in self._sheets.values():
            sheet.is_due = True

    def clear(self) -> None:
        """Forget the picture: it must not be shown again."""
        self._newest = None
        self._private.clear()

    def draw(self) -> None:
        """Draw what is due where there is room. Raises `OSError` when the console has ended."""
        if self._newest is None:
            return
        for sheet in self._sheets.values():
            if sheet.is_due:
                self._draw(sheet, *self._newest)

    def _draw(self, sheet: _Sheet, picture: Planes, at: float, came: float | None) -> None:
        view = sheet.view
        canvas = sheet.canvas
        if canvas is None or (canvas.width, canvas.height) != (view.width, view.height):
            canvas = sheet.canvas = Canvas(next(_numbers), view.width, view.height)
            announced = Announced(view=view.view, canvas=canvas.number, width=view.width, height=view.height)
            self._tell(announced, canvas.descriptor)
        if not canvas.is_free:
            return
        sheet.is_due = False
        fit = sheet.fit(picture)
        try:
            rim = sheet.scaler.draw(self._shown(picture, view.private), fit, canvas.address, stride_of(fit.to_width))
        except ValueError as error:
            log.warning("%s: %s", view.camera, error)
            return
        canvas.hand_over(self.visit, at, came, fit.to_width, fit.to_height, rim, picture.colours)

    def _shown(self, picture: Planes, private: tuple[Region, ...]) -> Planes:
        """The picture with its private regions pixelated, once for all tiles."""
        if not private:
            return picture
        found = self._private.get(private)
        if found is None:
            found = self._private[private] = privacy.pixelated(picture, private)
        return found


def _looks_different(before: View, after: View) -> bool:
    """Whether the same picture must be drawn again."""
    return structs.replace(before, key_only=after.key_only, sound=after.sound, volume=after.volume) != after
