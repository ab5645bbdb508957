"""A command of any kind, made from the types of its fields."""

import msgspec
from msgspec import inspect

from console.model.command import Command

DAY = "2026-11-21"


def sample(kind: type[Command]) -> Command:
    """A command of that kind with ids that exist nowhere: roles are looked at first."""
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.StructType)
    required = {field.encode_name: _value(field.type) for field in found.fields if field.required}
    command: Command = msgspec.convert({"do": found.tag, **required}, type=Command)
    return command


def _value(kind: inspect.Type) -> object:
    match kind:
        case inspect.StrType():
            return DAY if kind.pattern and r"\d" in kind.pattern else "x1"
        case inspect.FloatType() | inspect.IntType():
            return 1
        case inspect.EnumType():
            return next(iter(kind.cls)).value
        case inspect.VarTupleType():
            return [_value(kind.item_type)] * (kind.min_length or 0)
        case _:
            raise AssertionError(f"{kind} is new to commands: say here what it may be")
