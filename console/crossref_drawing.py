"""Whether what is drawn of a hall hangs together: walls, ways, words and seats have their own ids, lie within it, and see what is there."""

from collections.abc import Iterator, Sequence

from console.fault import HallFault
from console.model.hall import Bench, Flow, HallConfig, Line, Point, Text
from console.toml_file import TomlFile, Where, refer, refer_all, refuse_twice


def check_drawing(hall: HallConfig, file: TomlFile) -> Iterator[HallFault]:
    """What does not fit, the first thing first."""
    tables: tuple[tuple[str, Sequence[Line | Flow | Text | Bench]], ...] = (
        ("line", hall.lines), ("flow", hall.flows), ("text", hall.texts), ("bench", hall.benches),
    )  # fmt: skip
    for table, items in tables:
        yield from refuse_twice([item.id for item in items], [(file, (table, at, "id")) for at in range(len(items))], table)
        for index, item in enumerate(items):
            if not all(0 <= x <= hall.width and 0 <= y <= hall.height for x, y in _corners(item)):
                yield outside(hall, file, (table, index), item.id)
    zones, devices = [zone.id for zone in hall.zones], [device.id for device in hall.devices]
    for index, bench in enumerate(hall.benches):
        yield from refer(file, ("bench", index, "zone"), bench.zone, zones, "zone")
        yield from refer_all(file, ("bench", index, "displays"), bench.displays, devices, "device")


def outside(hall: HallConfig, file: TomlFile, where: Where, id: str) -> HallFault:
    """What stands there in the file is not where the hall is."""
    return file.fault(where, f"`{id}` lies outside the hall of {hall.width} × {hall.height} m", "move it inside")


def _corners(item: Line | Flow | Text | Bench) -> Sequence[Point]:
    match item:
        case Text():
            return ((item.x, item.y),)
        case Bench():
            return ((item.x, item.y), (item.x + item.width, item.y + item.height))
        case _:
            return item.points
