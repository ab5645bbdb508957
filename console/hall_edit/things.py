"""What stands in a hall.toml, for whoever changes it: tables, the types of their keys, and who refers to whom. It changes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Annotated, get_args, get_origin

import msgspec
from msgspec import Struct

from console.config import HallFile
from console.toml_file import Row, Where, data_of

HALL = ""
"""The table of the hall itself: the keys at the top of the file."""
CAMERA, DEVICE = "camera", "device"


def _rows_of(type: object) -> type[Struct] | None:
    if get_origin(type) is Annotated:
        return _rows_of(get_args(type)[0])
    if get_origin(type) is tuple and len(arguments := get_args(type)) == 2 and arguments[1] is ...:
        part: type[Struct] = arguments[0]  # type: ignore[valid-type]  # the parameter hides the class
        return part
    return None


FIELDS = {field.encode_name: field for field in msgspec.structs.fields(HallFile)}
TABLES: Mapping[str, type[Struct]] = {key: part for key, field in FIELDS.items() if (part := _rows_of(field.type)) is not None}
"""Tables of which there may be several, by name, and what one of them is."""
SINGLE = ("background",)
"""Tables that there may be once."""


class Ref(Struct, frozen=True, order=True):
    """One thing of a hall: its table and its id. The hall itself has table and id ""."""

    table: str
    id: str


HALL_REF = Ref(HALL, "")


def id_key(table: str) -> str:
    """The key that names a thing of the table."""
    return "name" if table == "adapter" else "id"


@cache
def keys_of(table: str) -> tuple[str, ...]:
    """The keys that a thing of the table may have, in the order in which they are written."""
    if table == HALL:
        return tuple(key for key in FIELDS if key not in TABLES and key not in SINGLE)
    return tuple(field.encode_name for field in msgspec.structs.fields(TABLES[table]))


@cache
def is_needed(table: str, key: str) -> bool:
    """Whether a thing of the table cannot be without the key."""
    fields = FIELDS.values() if table == HALL else msgspec.structs.fields(TABLES[table])
    return any(field.encode_name == key and field.required for field in fields)


class Link(Struct, frozen=True):
    """Where ids stand: a path from a table's row (`*`: each item of an array), and the tables one of which has the id."""

    table: str
    path: tuple[str, ...]
    to: tuple[str, ...]


POSTS = ("counter", "zone", DEVICE)
"""Tables that share one set of ids: people are sent to any of their things by its id alone."""
LINKS = (
    Link(HALL, ("queue_device",), ("device",)),
    Link(HALL, ("staff_device",), ("device",)),
    Link("queue", ("priority",), ("priority",)),
    Link("business", ("group",), ("queue",)),
    Link("profile", ("businesses", "*"), ("business",)),
    Link("counter", ("zone",), ("zone",)),
    Link("counter", ("profile",), ("profile",)),
    Link("counter", ("panel",), ("device",)),
    Link("counter", ("strip",), ("device",)),
    Link("lane", ("priorities", "*"), ("priority",)),
    Link("lane", ("counters", "*"), ("counter",)),
    Link("lane", ("zone",), ("zone",)),
    Link("staff", ("skills", "*"), ("business",)),
    Link("staff", ("home",), POSTS),
    Link("device", ("adapter",), ("adapter",)),
    Link("device", ("zone",), ("zone",)),
    Link("device", ("counter",), ("counter",)),
    Link("device", ("needs", "*"), ("device",)),
    Link("camera", ("id",), ("device",)),
    Link("camera", ("zones", "*"), ("zone",)),
    Link("camera", ("counters", "*"), ("counter",)),
    Link("wall", ("tour", "*", "of"), ("camera",)),
    Link("wall", ("presets", "*", "of"), ("camera",)),
    Link("bench", ("zone",), ("zone",)),
    Link("bench", ("displays", "*"), ("device",)),
)
_ADAPTER_KEYS = {
    "device": "device", "devices": "device", "bus": "device", "recorder_device": "device",
    "counter": "counter", "counters": "counter", "zone": "zone", "zones": "zone",
}  # fmt: skip
"""Keys of adapters' own configuration under which ids of the hall stand."""


def rivals(table: str) -> tuple[str, ...]:
    """The tables in which no thing may have the id of one of this table's."""
    return POSTS if table in POSTS else (table,)


class Content:
    """The data of a hall.toml, as it was written: nothing has been judged."""

    def __init__(self, text: str) -> None:
        """Raises `tomllib.TOMLDecodeError` where it is no TOML."""
        self.data: Row = data_of(text)

    def rows(self, table: str) -> Sequence[Row]:
        """The table's things; what is not written as a table is passed over as an empty one, so that numbers stay right."""
        if table == HALL:
            return (self.data,)
        found = self.data.get(table)
        return [row if isinstance(row, dict) else {} for row in found] if isinstance(found, list) else []

    def refs(self) -> Iterator[Ref]:
        """All things, in the order of the tables."""
        for table in TABLES:
            for id in self.ids(table):
                yield Ref(table, id)

    @cached_property
    def _things(self) -> Mapping[Ref, tuple[int, Row]]:
        """Each thing's row, and which of its table's it is; of two with one id, the first."""
        found: dict[Ref, tuple[int, Row]] = {}
        for table in TABLES:
            for index, row in enumerate(self.rows(table)):
                found.setdefault(Ref(table, str(row.get(id_key(table), ""))), (index, row))
        return found

    def index(self, ref: Ref) -> int | None:
        """Which of its table's things it is; None for the hall itself. KeyError when there is none."""
        return None if ref.table == HALL else self._things[ref][0]

    def has(self, ref: Ref) -> bool:
        """Whether there is such a thing."""
        return ref.table == HALL or ref in self._things

    def row(self, ref: Ref) -> Row:
        """Its keys and values. KeyError when there is none."""
        return self.data if ref.table == HALL else self._things[ref][1]

    def shown_as(self, ref: Ref) -> Ref:
        """What the plan and the lists show it as: a camera and its device are one thing, the camera."""
        camera = Ref(CAMERA, ref.id)
        return camera if ref.table == DEVICE and self.has(camera) else ref

    def body_of(self, ref: Ref) -> Ref:
        """What has its name and place: of a camera its device."""
        device = Ref(DEVICE, ref.id)
        return device if ref.table == CAMERA and self.has(device) else ref

    def ids(self, *tables: str) -> tuple[str, ...]:
        """The ids of these tables' things."""
        return tuple(str(row.get(id_key(table), "")) for table in tables for row in self.rows(table))

    def links_to(self, ref: Ref) -> Iterator[tuple[Where, Ref]]:
        """Where else the thing's id stands, and in what; a camera and its device are one thing."""
        own = {ref, Ref(DEVICE, ref.id)} if ref.table == CAMERA else {ref, Ref(CAMERA, ref.id)} if ref.table == DEVICE else {ref}
        for link in LINKS:
            if not any(each.table in link.to for each in own) or (link.table, link.path) == (CAMERA, ("id",)):
                continue
            for index, row in enumerate(self.rows(link.table)):
                start: Where = () if link.table == HALL else (link.table, index)
                whose = HALL_REF if link.table == HALL else Ref(link.table, str(row.get(id_key(link.table), "")))
                if whose not in own:
                    yield from ((where, whose) for where in _found(row, link.path, ref.id, start))
        for index, row in enumerate(self.rows("adapter")):
            whose = Ref("adapter", str(row.get("name", "")))
            tables = {each.table for each in own}
            yield from ((where, whose) for where in _mentions(row.get("config"), ref.id, tables, ("adapter", index, "config")))


def _found(value: object, path: tuple[str, ...], id: str, where: Where) -> Iterator[Where]:
    if not path:
        if value == id:
            yield where
        return
    step, rest = path[0], path[1:]
    if step == "*":
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield from _found(item, rest, id, (*where, index))
    elif isinstance(value, dict) and step in value:
        yield from _found(value[step], rest, id, (*where, step))


def _mentions(value: object, id: str, tables: set[str], where: Where, key: str = "") -> Iterator[Where]:
    """Places in an adapter's own configuration where the id stands under a key that says what it is."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _mentions(item, id, tables, (*where, name), name)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _mentions(item, id, tables, (*where, index), key)
    elif value == id and _ADAPTER_KEYS.get(key) in tables:
        yield where
