"""What the keys of a thing may hold, read from its struct: for a form that is made from the types. It draws nothing."""

from enum import Enum, StrEnum
from math import isfinite
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Struct

from console.config import HallFile
from console.hall_edit.things import FIELDS, HALL, LINKS, TABLES, keys_of
from console.toml_text import read_value, spell_value


class Kind(StrEnum):
    """How a value is given."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    SWITCH = "switch"
    CHOICE = "choice"
    """One of `choices`, or of the ids of `to`."""
    SEVERAL = "several"
    RAW = "raw"
    """As TOML: what is too rich for a line."""


class Field(Struct, frozen=True):
    """One key of a table."""

    key: str
    kind: Kind
    required: bool
    """Else it may be left out: then None."""
    default: object
    choices: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    """Tables whose ids may stand here."""
    type: object = None


def fields_of(table: str) -> tuple[Field, ...]:
    """The keys of a table's things, in order."""
    struct: type[Struct] = HallFile if table == HALL else TABLES[table]
    known = {field.encode_name: field for field in (FIELDS.values() if table == HALL else msgspec.structs.fields(struct))}
    return tuple(_field(table, known[key]) for key in keys_of(table))


def _field(table: str, field: msgspec.structs.FieldInfo) -> Field:
    key = field.encode_name
    links = {link.path: link.to for link in LINKS if link.table == table}
    one, many = links.get((key,), ()), links.get((key, "*"), ())
    plain = _plain(field.type)
    kind, choices = _kind_of(plain)
    if one and key != "id":
        kind = Kind.CHOICE
    elif many:
        kind = Kind.SEVERAL
    default = None if field.default is msgspec.NODEFAULT else msgspec.to_builtins(field.default, str_keys=True)
    return Field(key, kind, field.required, default, choices, (one if key != "id" else ()) or many, field.type)


def _plain(type: object) -> object:
    """A type without its limits and without None."""
    if get_origin(type) is Annotated:
        return _plain(get_args(type)[0])
    if get_origin(type) in {Union, UnionType}:
        left = [each for each in get_args(type) if each is not NoneType]
        return _plain(left[0]) if len(left) == 1 else type
    return type


def _kind_of(plain: object) -> tuple[Kind, tuple[str, ...]]:
    simple = {bool: Kind.SWITCH, int: Kind.WHOLE, float: Kind.NUMBER, str: Kind.TEXT}
    for type, kind in simple.items():
        if plain is type:
            return kind, ()
    if isinstance(plain, _Class) and issubclass(plain, Enum):
        return Kind.CHOICE, tuple(str(member.value) for member in plain)
    if get_origin(plain) is Literal:
        return Kind.CHOICE, tuple(str(each) for each in get_args(plain))
    inner = get_args(plain)
    if get_origin(plain) is tuple and len(inner) == 2 and inner[1] is ...:
        of, choices = _kind_of(_plain(inner[0]))
        if of is Kind.CHOICE:
            return Kind.SEVERAL, choices
    return Kind.RAW, ()


_Class = type
"""The class of classes, where a variable is called `type`."""


def spelt(field: Field, value: object) -> str:
    """A value as it stands in a line to type in."""
    if value is None:
        return ""
    if field.kind is Kind.TEXT:
        return str(value)
    if field.kind in {Kind.NUMBER, Kind.WHOLE} and isinstance(value, int | float):
        return f"{value:.12g}"
    return spell_value(value) if field.kind is Kind.RAW else str(value)


def read(field: Field, typed: str) -> object:
    """What was typed, as a value of the field's type; None for nothing where it may be left out. ValueError says why not."""
    text = typed.strip()
    if not text and not field.required:
        return None
    if not text and field.kind is not Kind.TEXT:
        raise ValueError("needed")
    value: object = text
    try:
        if field.kind is Kind.WHOLE:
            value = int(text)
        elif field.kind is Kind.NUMBER:
            value = float(text.replace(",", ".").replace("，", "."))
        elif field.kind is Kind.RAW:
            value = read_value(text)
    except ValueError as error:
        raise ValueError("number" if field.kind is not Kind.RAW else "raw") from error
    if isinstance(value, float) and not isfinite(value):
        raise ValueError("number")
    try:
        msgspec.convert(value, field.type)
    except msgspec.ValidationError as error:
        raise ValueError(str(error).partition(" - at")[0]) from error
    return value
