"""The lines of an SVG: lines, polygons, rectangles, circles and paths, with their transforms, by the group that they stand in.

No entity is expanded and nothing outside the file is read. Texts, pictures, and what is only defined to be used are left out.
"""

import re
from collections.abc import Iterator
from math import acos, cos, degrees, hypot, pi, radians, sin, sqrt, tan
from xml.parsers import expat

from console.hall_edit.drawing import Drawing, Layer, Points, framed

Matrix = tuple[float, float, float, float, float, float]
_ONE: Matrix = (1, 0, 0, 1, 0, 0)
_HIDDEN = {"defs", "clipPath", "mask", "symbol", "pattern", "marker", "text", "image", "metadata", "style", "filter"}
_SPELT = r"(?>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
_NUMBER = re.compile(_SPELT)
_COMMAND = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)")
_ARC = re.compile(r"[\s,]*+".join([f"({_SPELT})"] * 3 + ["([01])"] * 2 + [f"({_SPELT})"] * 2))
"""What an arc is told by; its two flags need nothing between them and the next number (`a5 5 0 0110 0`)."""
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
MOST = 200_000
"""Points that are read of one drawing."""


def read_svg(raw: bytes) -> Drawing:
    """The drawing. ValueError says why it cannot be read."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise ValueError(f"no SVG: {error}") from error
    if not reader.is_svg:
        raise ValueError("no SVG")
    return framed((Layer(name, tuple(lines)) for name, lines in reader.layers.items()), None, reader.left_out)


def _refuse(*_given: object) -> None:
    raise ValueError("it defines entities, which no plan needs")


class _Reader:
    """What the parser tells of, gathered."""

    def __init__(self) -> None:
        self.layers: dict[str, list[Points]] = {}
        self.is_svg = False
        self.left_out = self._points = self._hidden = 0
        self._matrices: list[Matrix] = [_ONE]
        self._names: list[str] = []

    def begin(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition(":")[2]
        if len(self._matrices) > 200:
            raise ValueError("groups lie too deep in each other")
        self.is_svg = self.is_svg or name == "svg"
        self._hidden += name in _HIDDEN or _is_hidden(given) or self._hidden > 0
        self._matrices.append(_times(self._matrices[-1], _transform(given.get("transform", ""))))
        named = given.get("inkscape:label") or given.get("id") or ""
        self._names.append(named if name == "g" and named else self._names[-1] if self._names else "")
        if not self._hidden:
            for line in _lines_of(name, given):
                self._take(line)
            self.left_out += name == "use"

    def end(self, _tag: str) -> None:
        """An element ends."""
        self._matrices.pop()
        self._names.pop()
        self._hidden = max(0, self._hidden - 1)

    def _take(self, line: list[tuple[float, float]]) -> None:
        self._points += len(line)
        if self._points > MOST:
            raise ValueError(f"more than {MOST} points")
        a, b, c, d, e, f = self._matrices[-1]
        moved = tuple((a * x + c * y + e, b * x + d * y + f) for x, y in line)
        if len(moved) > 1 and all(abs(x) < 1e9 and abs(y) < 1e9 for x, y in moved):
            self.layers.setdefault(self._names[-1] or "SVG", []).append(moved)


def _is_hidden(given: dict[str, str]) -> bool:
    return given.get("display") == "none" or "display:none" in given.get("style", "").replace(" ", "")


def _lines_of(name: str, given: dict[str, str]) -> list[list[tuple[float, float]]]:
    def number(key: str) -> float:
        found = _NUMBER.match(given.get(key, "0").strip())
        return float(found[0]) if found else 0.0

    match name:
        case "line":
            return [[(number("x1"), number("y1")), (number("x2"), number("y2"))]]
        case "polyline" | "polygon":
            values = [float(each) for each in _NUMBER.findall(given.get("points", ""))]
            points = list(zip(values[::2], values[1::2], strict=False))
            return [points + points[:1] if name == "polygon" else points]
        case "rect":
            x, y, wide, tall = number("x"), number("y"), number("width"), number("height")
            return [[(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall), (x, y)]]
        case "circle" | "ellipse":
            rx, ry = (number("r"), number("r")) if name == "circle" else (number("rx"), number("ry"))
            return [[(number("cx") + rx * cos(k * pi / 12), number("cy") + ry * sin(k * pi / 12)) for k in range(25)]]
        case "path":
            return _path(given.get("d", ""))
    return []


def _times(m: Matrix, n: Matrix) -> Matrix:
    a, b, c, d, e, f = m
    g, h, i, j, k, l = n  # noqa: E741 (the letters of a matrix)
    return a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f


def _transform(text: str) -> Matrix:
    found = _ONE
    for name, inner in re.findall(r"(\w+)\s*\(([^)]*)\)", text[:10_000]):
        v = [float(each) for each in _NUMBER.findall(inner)]
        match name, len(v):
            case "matrix", 6:
                step: Matrix = (v[0], v[1], v[2], v[3], v[4], v[5])
            case "translate", 1 | 2:
                step = (1, 0, 0, 1, v[0], v[1] if len(v) > 1 else 0)
            case "scale", 1 | 2:
                step = (v[0], 0, 0, v[-1], 0, 0)
            case "rotate", 1 | 3:
                turn = radians(v[0])
                x, y = (v[1], v[2]) if len(v) == 3 else (0.0, 0.0)
                step = _times(
                    _times((1, 0, 0, 1, x, y), (cos(turn), sin(turn), -sin(turn), cos(turn), 0, 0)), (1, 0, 0, 1, -x, -y)
                )
            case "skewX", 1:
                step = (1, 0, tan(radians(v[0])), 1, 0, 0)
            case "skewY", 1:
                step = (1, tan(radians(v[0])), 0, 1, 0, 0)
            case _:
                step = _ONE
        found = _times(found, step)
    return found


def _tokens(text: str) -> Iterator[str]:
    """The commands of a path and their numbers, one by one."""
    for command, given in _COMMAND.findall(text):
        yield command
        if command in "Aa":
            yield from (number for arc in _ARC.findall(given) for number in arc)
        else:
            yield from _NUMBER.findall(given)


def _path(text: str) -> list[list[tuple[float, float]]]:
    """The straight pieces of a path; curves in eight pieces each."""
    tokens = list(_tokens(text))
    lines: list[list[tuple[float, float]]] = []
    x = y = sx = sy = cx = cy = 0.0
    at, command, last = 0, "", ""
    while at < len(tokens):
        if tokens[at].isalpha():
            command = tokens[at]
            at += 1
        kind = command.upper()
        count = _ARGUMENTS.get(kind, 0)
        if not command or (count == 0 and kind != "Z"):
            return lines
        values = [float(each) for each in tokens[at : at + count] if not each.isalpha()]
        if len(values) < count:
            return lines
        at += count
        if command.islower() and kind not in {"H", "V", "A"}:
            values = [each + (x if place % 2 == 0 else y) for place, each in enumerate(values)]
        if kind == "M":
            x, y = sx, sy = values[0], values[1]
            lines.append([(x, y)])
            command = "l" if command == "m" else "L"
        elif kind == "Z":
            x, y = sx, sy
            if lines:
                lines[-1].append((x, y))
                lines.append([(x, y)])
            if at < len(tokens) and not tokens[at].isalpha():
                return lines
        else:
            piece, control = _piece(
                kind, values, (x, y), (cx, cy) if last in {"C", "S", "Q", "T"} else (x, y), relative=command.islower()
            )
            if not lines:
                lines.append([(x, y)])
            lines[-1] += piece
            x, y = piece[-1]
            cx, cy = control
        last = kind
    return [line for line in lines if len(line) > 1]


def _piece(
    kind: str, v: list[float], at: tuple[float, float], control: tuple[float, float], *, relative: bool
) -> tuple[list[tuple[float, float]], tuple[float, float]]:
    """The points of one command after its first, and the control point that the next smooth one mirrors."""
    x, y = at
    mirrored = (2 * x - control[0], 2 * y - control[1])
    match kind:
        case "L":
            return [(v[0], v[1])], (v[0], v[1])
        case "H":
            end = (v[0] + (x if relative else 0), y)
            return [end], end
        case "V":
            end = (x, v[0] + (y if relative else 0))
            return [end], end
        case "C" | "S":
            first, second = ((v[0], v[1]), (v[2], v[3])) if kind == "C" else (mirrored, (v[0], v[1]))
            return _cubic(at, first, second, (v[-2], v[-1])), second
        case "Q" | "T":
            middle = (v[0], v[1]) if kind == "Q" else mirrored
            end = (v[-2], v[-1])
            first = (x + (middle[0] - x) * 2 / 3, y + (middle[1] - y) * 2 / 3)
            second = (end[0] + (middle[0] - end[0]) * 2 / 3, end[1] + (middle[1] - end[1]) * 2 / 3)
            return _cubic(at, first, second, end), middle
    end = (v[5] + (x if relative else 0), v[6] + (y if relative else 0))
    return _arc(at, v[0], v[1], v[2], large=bool(v[3]), sweep=bool(v[4]), end=end), end


def _cubic(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]
) -> list[tuple[float, float]]:
    found = []
    for k in range(1, 9):
        t = k / 8
        s = 1 - t
        w = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
        found.append(
            (
                sum(i * p[0] for i, p in zip(w, (a, b, c, d), strict=True)),
                sum(i * p[1] for i, p in zip(w, (a, b, c, d), strict=True)),
            )
        )
    return found


def _arc(
    at: tuple[float, float], rx: float, ry: float, tilt: float, *, large: bool, sweep: bool, end: tuple[float, float]
) -> list[tuple[float, float]]:
    """An arc in straight pieces (SVG 1.1, appendix F.6.5)."""
    rx, ry = abs(rx), abs(ry)
    if not rx or not ry or at == end:
        return [end]
    turn = radians(tilt)
    hx, hy = (at[0] - end[0]) / 2, (at[1] - end[1]) / 2
    px, py = cos(turn) * hx + sin(turn) * hy, -sin(turn) * hx + cos(turn) * hy
    grown = sqrt(max(1.0, (px / rx) ** 2 + (py / ry) ** 2))
    rx, ry = rx * grown, ry * grown
    top = max(0.0, (rx * ry) ** 2 - (rx * py) ** 2 - (ry * px) ** 2)
    factor = sqrt(top / ((rx * py) ** 2 + (ry * px) ** 2)) * (-1 if large == sweep else 1)
    qx, qy = factor * rx * py / ry, -factor * ry * px / rx
    mx, my = cos(turn) * qx - sin(turn) * qy + (at[0] + end[0]) / 2, sin(turn) * qx + cos(turn) * qy + (at[1] + end[1]) / 2
    begin = _angle(1, 0, (px - qx) / rx, (py - qy) / ry)
    over = _angle((px - qx) / rx, (py - qy) / ry, (-px - qx) / rx, (-py - qy) / ry)
    over += -360 if not sweep and over > 0 else 360 if sweep and over < 0 else 0
    found = []
    for k in range(1, 17):
        way = radians(begin + over * k / 16)
        ex, ey = rx * cos(way), ry * sin(way)
        found.append((cos(turn) * ex - sin(turn) * ey + mx, sin(turn) * ex + cos(turn) * ey + my))
    return [*found[:-1], end]


def _angle(ux: float, uy: float, vx: float, vy: float) -> float:
    length = hypot(ux, uy) * hypot(vx, vy) or 1.0
    return degrees(acos(max(-1.0, min(1.0, (ux * vx + uy * vy) / length)))) * (-1 if ux * vy - uy * vx < 0 else 1)
