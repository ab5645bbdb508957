"""Whether what is drawn of a hall hangs together: walls, ways, words and seats have their own ids, lie within it, and see what is there."""

from collections.abc import Iterator, Sequence

from console.fault import HallFault
from console.model.hall import Bench, Flow, HallConfig, Line, Point, Text
from console.toml_file import TomlFile, Where, suggest


def check_drawing(hall: HallConfig, file: TomlFile) -> Iterator[HallFault]:
    """What does not fit, the first thing first."""
    tables: tuple[tuple[str, Sequence[Line | Flow | Text | Bench]], ...] = (
        ("line", hall.lines), ("flow", hall.flows), ("text", hall.texts), ("bench", hall.benches),
    )  # fmt: skip
    for table, items in tables:
        seen: dict[str, int] = {}
        for index, item in enumerate(items):
            where: Where = (table, index)
            if item.id in seen:
                line = file.line((table, seen[item.id], "id"))
                yield file.fault((*where, "id"), f"the {table} `{item.id}` stands already in line {line}", "give each its own id")
            seen.setdefault(item.id, index)
            if not all(0 <= x <= hall.width and 0 <= y <= hall.height for x, y in _corners(item)):
                what = f"`{item.id}` lies outside the hall of {hall.width} × {hall.height} m"
                yield file.fault(where, what, "move it inside")
    zones, devices = [zone.id for zone in hall.zones], [device.id for device in hall.devices]
    for index, bench in enumerate(hall.benches):
        if bench.zone not in zones:
            yield file.fault(("bench", index, "zone"), f"there is no zone `{bench.zone}`", suggest(bench.zone, zones))
        for place, id in enumerate(bench.displays):
            if id not in devices:
                yield file.fault(("bench", index, "displays", place), f"there is no device `{id}`", suggest(id, devices))


def _corners(item: Line | Flow | Text | Bench) -> Sequence[Point]:
    match item:
        case Text():
            return ((item.x, item.y),)
        case Bench():
            return ((item.x, item.y), (item.x + item.width, item.y + item.height))
        case _:
            return item.points
