"""The demo hall with other cameras: its hall.toml without those it has, and with the tables that a test gives."""

import re
from collections.abc import Iterable
from pathlib import Path

from console.config import DEMO_HALL


def write(folder: Path, cameras: str, adapter: str = "field") -> Path:
    """Write `folder`/hall.toml; each `[[camera]]` of `cameras` gets its device, and there is a recorder. Returns the file."""
    tables = re.split(r"(?m)^(?=\[\[)", (DEMO_HALL / "hall.toml").read_text())
    kept = "".join(table for table in tables if not _is_of_a_camera(table))
    ids = re.findall(r'(?m)^id = "([\w-]+)"', cameras)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "hall.toml"
    path.write_text(kept + "".join(_devices(ids, adapter)) + cameras)
    return path


def _is_of_a_camera(table: str) -> bool:
    return table.startswith("[[camera]]") or any(f'kind = "{kind}"' in table for kind in ("camera", "recorder"))


def _devices(cameras: Iterable[str], adapter: str) -> Iterable[str]:
    yield f'\n[[device]]\nid = "recorder-1"\nname = "录像机"\nkind = "recorder"\nadapter = "{adapter}"\n'
    for id in cameras:
        yield f'\n[[device]]\nid = "{id}"\nname = "摄像机 {id}"\nkind = "camera"\nadapter = "{adapter}"\nneeds = ["recorder-1"]\n'
