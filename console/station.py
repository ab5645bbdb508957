"""A station's role file: where the hub is, whose keys to trust, and who this station is. Not the issuing of such files (`hub.keys`).

One TOML file of plain strings and numbers for each adapter and each console, written by `hallwatch join` or by the hub for its own
machine. It holds the station's secret key, so it must be readable by its owner only (0600).
"""

import os
import stat
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from console.fault import HallFault
from console.model.command import Id, Role

Port = Annotated[int, Meta(ge=0, le=65_535)]
Key = Annotated[str, Meta(pattern=r"^[0-9a-zA-Z.:+=^!/*?&<>()\[\]{}@%$#-]{40}$")]
"""A CURVE key in Z85: 40 characters, neither quotes nor backslashes."""


class Station(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a station needs to speak to its hub."""

    name: Id
    role: Role
    host: Annotated[str, Meta(min_length=1, max_length=255, pattern=r"^[\w.:-]+$")]
    ingress: Port
    """Where adapters connect."""
    control: Port
    """Where consoles connect; the greeting's answer names the other ports."""
    hub_key: Key
    public_key: Key
    secret_key: Key


def read(path: Path) -> Station:
    """Read a role file; `HallFault` for a missing, readable-by-others or wrong one, naming the file and the key."""
    try:
        mode = path.stat().st_mode
        text = path.read_bytes()
    except OSError as error:
        raise HallFault(f"station file {path}: {error.strerror or error}", "pair this station: hallwatch join …") from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise HallFault(f"station file {path} can be read by others (mode {stat.S_IMODE(mode):04o})", f"chmod 600 {path}")
    try:
        return msgspec.toml.decode(text, type=Station)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise HallFault(f"station file {path}: {error}", "pair this station again: hallwatch join …") from error


def write(path: Path, station: Station) -> None:
    """Write a role file, mode 0600, whole or not at all."""
    lines = ["# hallwatch station file: holds a secret key, keep it to its owner (0600)."]
    for key, value in msgspec.to_builtins(station).items():
        lines.append(f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}")
    draft = path.with_name(path.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
