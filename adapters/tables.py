"""Vendor tables: the files of `resources/protocols`, read strictly. What is in them is said by the codec that uses them."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, TypeVar

from msgspec import Struct

from console.toml_file import TomlFile, refuse_twice

PROTOCOLS = Path(__file__).parent.parent / "resources" / "protocols"


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every vendor's table says of itself."""

    once: ClassVar[Mapping[str, str]] = {}
    """Lists of the table, and which key of their rows may not be the same in two."""
    name: str
    name_en: str
    source: str


T = TypeVar("T", bound=Table)


def read_table(name: str, table_type: type[T]) -> T:
    """The table `resources/protocols/NAME.toml`; raises `HallFault` naming file, line and key."""
    file = TomlFile.read(PROTOCOLS / f"{name}.toml")
    table = file.convert(table_type)
    for rows, key in table_type.once.items():
        values = [str(getattr(row, key)) for row in getattr(table, rows)]
        for fault in refuse_twice(values, [(file, (rows, at, key)) for at in range(len(values))], f"{rows}'s {key}"):
            raise fault
    return table
