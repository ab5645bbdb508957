"""One TOML file read strictly into a typed value; every complaint names file, line, key and what was expected.

It knows nothing of halls: what the values mean to each other is `console.config`'s matter.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Annotated, TypeVar, get_args, get_origin

import msgspec
import tree_sitter_toml
from msgspec import Struct, inspect
from tree_sitter import Language, Node, Parser

from console.fault import HallFault
from console.model.ident import Clock, Id

MAX_BYTES = 1_000_000
"""A larger file is refused: no hall, plan or layout comes near it."""

_SPELT = {
    repr(get_args(Id)[1].pattern): "letters, digits, `_`, `.`, `:`, `/` and `-` only",
    repr(get_args(Clock)[1].pattern): "a time of day such as `08:30`",
}
"""What a pattern, as msgspec spells it, means to people."""

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Signs that nobody sees and that change how a text is read: control characters, marks that turn the writing direction (UAX 9)."""

T = TypeVar("T")
Row = dict[str, object]
Where = tuple[str | int, ...]
"""A place in the data: keys and indices from the top."""


class PlacedFault(HallFault):
    """A fault of a file, and where in it: `path`, `where` and `line`; `said` is what is wrong without the place.

    `missing` is the key that is not there, of the table at `where`; empty: none is missing.
    """

    def __init__(self, file: "TomlFile", where: Where, said: str, remedy: str = "", missing: str = "") -> None:
        self.path, self.where, self.line, self.said, self.missing = file.path, where, file.line(where), said, missing
        key = f"{spell(where)}: " if where else ""
        super().__init__(f"{file.path}:{self.line}: {key}{said}", remedy)


class TomlFile:
    """A TOML file's data together with where each key stands."""

    def __init__(self, path: Path, text: str) -> None:
        """Parse `text`; raises `HallFault` with the line where it is not TOML."""
        self.path = path
        self._text = text
        self._lines: dict[Where, int] | None = None
        try:
            self.data = data_of(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            place = f"{path}:{line[1]}" if line else f"{path}:{text.count(chr(10)) + 1}"
            raise HallFault(f"{place}: not valid TOML: {error}", "correct the line") from error

    @classmethod
    def read(cls, path: Path) -> "TomlFile":
        """Read and parse `path`; raises `HallFault`."""
        try:
            raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
        except FileNotFoundError as error:
            raise HallFault(f"{path}: no such file", "create it or correct the path") from error
        except OSError as error:
            raise HallFault(f"{path}: cannot be read: {error.strerror}", "check that it is a file and who may read it") from error
        if raw is None:
            raise HallFault(f"{path}: larger than {MAX_BYTES} bytes", "a configuration file is small; check the path")
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise HallFault(f"{path}:{line}: not UTF-8 (byte {error.start})", "save the file as UTF-8") from error
        return cls(path, text)

    def line(self, where: Where) -> int:
        """The line of `where`, or of the nearest thing around it."""
        if self._lines is None:
            self._lines = {spot.where: spot.line for spot in spots(self._text.encode())}
        while where:
            if where in self._lines:
                return self._lines[where]
            where = where[:-1]
        return 1

    def fault(self, where: Where, what: str, remedy: str = "") -> PlacedFault:
        """A complaint about the value at `where`."""
        return PlacedFault(self, where, what, remedy)

    def _missing(self, where: Where, key: str) -> PlacedFault:
        return PlacedFault(self, where, f"the key `{key}` is missing", f"add {key} = …", key)

    def convert(self, type: type[T]) -> T:
        """The data as `type`; raises `HallFault` for an unknown key, a missing key or a wrong value."""
        try:
            return msgspec.convert(self.data, type)
        except msgspec.ValidationError as error:
            raise self._explain(str(error), type) from error

    def complaints(self, type: type[Struct]) -> tuple[PlacedFault, ...]:
        """All that `convert` could complain of, in the order of the file's keys; nothing when it would not."""
        return tuple(self._complaints(self.data, type, ()))

    def _complaints(self, data: Row, type: type[Struct], at: Where) -> Iterator[PlacedFault]:
        try:
            msgspec.convert(data, type)
        except msgspec.ValidationError as error:
            first = self._explain(str(error), type, at)
        else:
            return
        found = list(self._of_fields(data, type, at))
        yield from found or [first]

    def _of_fields(self, data: Row, type: type[Struct], at: Where) -> Iterator[PlacedFault]:
        fields = {field.encode_name: field for field in msgspec.structs.fields(type)}
        for key in data:
            if key not in fields:
                yield self.fault((*at, key), "unknown key", suggest(key, sorted(fields)))
        for key, field in fields.items():
            where, value = (*at, key), data.get(key)
            if key not in data:
                if field.required:
                    yield self._missing(at, key)
                continue
            part = _part_of(field.type)
            if part is not None and isinstance(value, list):
                for index, item in enumerate(value):
                    if isinstance(item, dict):
                        yield from self._complaints(item, part, (*where, index))
                    else:
                        yield self.fault((*where, index), "expected `object`", "correct the value")
                continue
            try:
                msgspec.convert(value, field.type)
            except msgspec.ValidationError as error:
                yield self._explain(str(error), field.type, where)

    def hidden_signs(self) -> Iterator[PlacedFault]:
        """A complaint of each text that may read as another than it is."""
        for where, text in _texts(self.data, ()):
            if found := _STEERING.search(text):
                said = f"a sign that nobody sees (U+{ord(found[0]):04X}) changes how this reads"
                yield self.fault(where, said, "delete it, or type the text anew")

    def _explain(self, message: str, type: type, at: Where = ()) -> PlacedFault:
        """The words of msgspec, with their `$.a[0].b` turned into a line and the nearest right key; `at`: where the value stands."""
        what, _, place = message.partition(" - at `$")
        inner: Where = tuple(key or int(index) for key, index in re.findall(r"\.([^.\[\]`]+)|\[(\d+)\]", place))
        where = (*at, *inner)
        if found := re.match(r"Object contains unknown field `(.+)`", what):
            known = sorted(_keys(inspect.type_info(type), inner))
            return self.fault((*where, found[1]), "unknown key", suggest(found[1], known))
        if found := re.match(r"Object missing required field `(.+)`", what):
            return self._missing(where, found[1])
        if found := re.match(r"Invalid enum value '(.+)'", what):
            return self.fault(where, what[0].lower() + what[1:], suggest(found[1], _choices(inspect.type_info(type), inner)))
        if found := re.match(r"Expected `str` matching regex (.+)", what):
            what = f"expected {_SPELT.get(found[1], f'text that matches {found[1]}')}"
        return self.fault(where, what[0].lower() + what[1:], "correct the value")


def _texts(value: object, where: Where) -> Iterator[tuple[Where, str]]:
    """All texts in a value, each with its place."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*where, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*where, index))


def _part_of(type: object) -> type[Struct] | None:
    """The struct of which a tuple's items are; None for all else."""
    arguments = get_args(type)
    if get_origin(type) is Annotated:
        return _part_of(arguments[0])
    first = arguments[0] if get_origin(type) is tuple and len(arguments) == 2 and arguments[1] is ... else None
    return first if isinstance(first, _Class) and issubclass(first, Struct) else None


_Class = type
"""The class of classes, where a parameter is called `type`."""


def spell(where: Where) -> str:
    """A place as people write it: `zone[2].kind`, counted from 1."""
    text = ""
    for part in where:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def suggest(wrong: str, known: list[str]) -> str:
    """What was perhaps meant by `wrong`."""
    near = difflib.get_close_matches(wrong, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean `{near[0]}`?"
    return f"expected one of {', '.join(known)}" if known else "nothing may stand here"


def refer(file: TomlFile, where: Where, id: str | None, known: Iterable[str], what: str) -> Iterator[HallFault]:
    """Refuse `id` unless it is one of `known`; None refers to nothing."""
    options = list(known)
    if id is not None and id not in options:
        yield file.fault(where, f"there is no {what} `{id}`", suggest(id, options))


def refer_all(file: TomlFile, where: Where, ids: Iterable[str], known: Sequence[str], what: str) -> Iterator[HallFault]:
    """As `refer`, for each of a list."""
    for item, id in enumerate(ids):
        yield from refer(file, (*where, item), id, known, what)


Place = tuple[TomlFile, Where]


def refuse_twice(ids: Iterable[str], places: Iterable[Place], what: str) -> Iterator[HallFault]:
    """Refuse an id that stands in an earlier place already."""
    seen: dict[str, Place] = {}
    for id, (file, where) in zip(ids, places, strict=True):
        if id in seen:
            other, at = seen[id]
            line = f"line {other.line(at)}" if other is file else f"{other.path}:{other.line(at)}"
            yield file.fault(where, f"the {what} `{id}` stands already in {line}", "give each its own id")
        seen[id] = (file, where)


def _keys(info: inspect.Type, where: Where) -> set[str]:
    """The keys that a table at `where` may have, by the type."""
    tables = (each for each in _types_at(info, where) if isinstance(each, inspect.StructType))
    return {field.encode_name for table in tables for field in table.fields}


def _choices(info: inspect.Type, where: Where) -> list[str]:
    """The words that may stand at `where`, by the type."""
    return [
        str(choice)
        for each in _types_at(info, where)
        if isinstance(each, inspect.EnumType | inspect.LiteralType)
        for choice in ((member.value for member in each.cls) if isinstance(each, inspect.EnumType) else each.values)
    ]


def _types_at(info: inspect.Type, where: Where) -> Iterator[inspect.Type]:
    """What may stand at `where` in a value of the type."""
    if isinstance(info, inspect.UnionType):
        for part in info.types:
            yield from _types_at(part, where)
    elif isinstance(info, inspect.Metadata):
        yield from _types_at(info.type, where)
    elif not where:
        yield info
    elif isinstance(info, inspect.StructType):
        for field in info.fields:
            if field.encode_name == where[0]:
                yield from _types_at(field.type, where[1:])
    elif isinstance(info, inspect.CollectionType | inspect.VarTupleType):
        yield from _types_at(info.item_type, where[1:])
    elif isinstance(info, inspect.DictType):
        yield from _types_at(info.value_type, where[1:])


@lru_cache(maxsize=32)
def data_of(text: str) -> Row:
    """The data of a TOML text, to be looked at only: who asks again for the same text is given the same."""
    try:
        return tomllib.loads(text, parse_float=_finite)
    except RecursionError:
        lines = text.split("\n")
        deepest = max(range(len(lines)), key=lambda at: lines[at].count("[") + lines[at].count("{"))
        raise tomllib.TOMLDecodeError(f"Nested too deeply (at line {deepest + 1})") from None


def _finite(spelt: str) -> float | str:
    """A number; `inf`, `nan` and what is too large for one stay words, so that no type takes them."""
    value = float(spelt)
    return value if isfinite(value) else spelt


class Spot(Struct, frozen=True):
    """A value of a TOML text, and where it stands: bytes from `start` until `end`; of a table only its header has these."""

    where: Where
    line: int
    start: int
    end: int


def parse(raw: bytes) -> Node:
    """The syntax tree of a text that is TOML. tomllib keeps no positions, so the grammar of editors finds them."""
    return Parser(Language(tree_sitter_toml.language())).parse(raw).root_node


def spots(raw: bytes) -> Iterator[Spot]:
    """Each value of the data, with its place in the text."""
    counts: dict[Where, int] = {}
    for node in parse(raw).named_children:
        if node.type == "pair":
            yield from _pair((), node)
        elif node.type in ("table", "table_array_element"):
            head = node.named_children[0]
            where: Where = ()
            keys = key_of(head)
            for key in keys[:-1]:
                where = (*where, key)
                where = (*where, counts[where] - 1) if where in counts else where
            where = (*where, keys[-1])
            if node.type == "table_array_element":
                counts[where] = counts.get(where, 0) + 1
                where = (*where, counts[where] - 1)
            yield Spot(where, node.start_point.row + 1, head.start_byte, head.end_byte)
            for child in node.named_children[1:]:
                if child.type == "pair":
                    yield from _pair(where, child)


def _pair(where: Where, node: Node) -> Iterator[Spot]:
    key, value = (child for child in node.named_children if child.type != "comment")
    where = (*where, *key_of(key))
    yield Spot(where, key.start_point.row + 1, value.start_byte, value.end_byte)
    yield from _value(where, value)


def _value(where: Where, node: Node) -> Iterator[Spot]:
    if node.type == "inline_table":
        for child in node.named_children:
            if child.type == "pair":
                yield from _pair(where, child)
    elif node.type == "array":
        for index, item in enumerate(child for child in node.named_children if child.type != "comment"):
            yield Spot((*where, index), item.start_point.row + 1, item.start_byte, item.end_byte)
            yield from _value((*where, index), item)


def key_of(node: Node) -> tuple[str, ...]:
    """A key as the parts that dots separate."""
    if node.type == "dotted_key":
        return tuple(part for child in node.named_children for part in key_of(child))
    return ((node.text or b"").decode().strip("\"'"),)
