"""A vendor's table that says two things of one is refused, with its place."""

from pathlib import Path

import pytest

from adapters import tables
from adapters.devices.ups import UpsTable
from adapters.panel_frame import PanelTable
from adapters.qms_frame import QmsTable
from adapters.tables import PROTOCOLS, Table, read_table
from console.fault import HallFault


@pytest.mark.parametrize(
    ("name", "table", "old", "new", "said"),
    [
        ("call_panel", PanelTable, "data = [0x0D]", "data = [0x0C]", r"key\[2\]\.data: the key's data `\(12,\)` stands already in line \d+"),
        ("call_panel", PanelTable, "gap = 0.05", "gapp = 0.05", r"timing\.gapp: unknown key — did you mean `gap`"),
        ("ups_models", UpsTable, 'flag = "LB"', 'flag = "OB"', r"condition\[2\]\.flag: the condition's flag `OB` stands already"),
        ("qms", QmsTable, "number = 8202", "number = 8201", r"code\[2\]\.number: the code's number `8201` stands already"),
    ],
)  # fmt: skip
def test_a_bad_table_is_refused_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, table: type[Table], old: str, new: str, said: str
) -> None:
    text = (PROTOCOLS / f"{name}.toml").read_text(encoding="utf-8")
    (tmp_path / f"{name}.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(tables, "PROTOCOLS", tmp_path)
    line = text[: text.index(old)].count("\n") + 1
    with pytest.raises(HallFault, match=rf"{name}\.toml:{line}: {said}"):
        read_table(name, table)
