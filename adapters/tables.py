"""Vendor tables: the files of `resources/protocols`, read strictly. What is in them is said by the codec that uses them."""

from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from adapters.base import read_config

PROTOCOLS = Path(__file__).parent.parent / "resources" / "protocols"

T = TypeVar("T", bound=Struct)


def read_table(name: str, table_type: type[T]) -> T:
    """The table `resources/protocols/NAME.toml`; raises `HallFault` naming file, line and key."""
    return read_config(PROTOCOLS / f"{name}.toml", table_type)
