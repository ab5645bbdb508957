"""Digital zoom as pure values: the part of a picture that fills its tile, brought nearer around a point and moved about."""

from console.video.pictures import WHOLE, Region

NEAREST = 8.0
"""The smallest part is an eighth of the picture each way."""
STEP = 1.25
"""How much nearer one notch of the wheel goes."""


def zoomed(part: Region, factor: float, x: float, y: float) -> Region:
    """`factor` times nearer; what lies at `x`, `y` (fractions of what is shown) stays where it is as far as it can."""
    size = min(1.0, max(1.0 / NEAREST, part.width / factor))
    if size > 0.999:
        return WHOLE
    return _kept(part.x + x * (part.width - size), part.y + y * (part.height - size), size)


def panned(part: Region, dx: float, dy: float) -> Region:
    """Moved by fractions of what is shown, to the right and down, as far as there is picture."""
    return part if part == WHOLE else _kept(part.x + dx * part.width, part.y + dy * part.height, part.width)


def _kept(x: float, y: float, size: float) -> Region:
    return Region(x=min(max(0.0, x), 1.0 - size), y=min(max(0.0, y), 1.0 - size), width=size, height=size)
