"""The hall that a new file begins with: as small as a hall can be, and one that the hub runs. It is changed in the editor."""

import re
from pathlib import Path

from console.fault import HallFault
from console.hall_edit.keep import Keeper

NAME = "hall.toml"
_TEXT = """\
# {name}: lengths are metres from the upper left corner of the plan, times are seconds.
# Made by `hallwatch hall new`; change it with `hallwatch hall edit`, look whether it is right with `hallwatch hall check`.

id = {id}
name = {quoted}
name_en = "New hall"
timezone = "Asia/Shanghai"
opens = "08:30"
closes = "17:00"
width = 24.0
height = 14.0
queue_device = "qms"

# --- zones: the floor plan ---

[[zone]]
id = "counters"
name = "业务办理区"
name_en = "Counters"
kind = "counters"
x = 0.2
y = 0.2
width = 23.6
height = 4.8

[[zone]]
id = "waiting"
name = "等候区"
name_en = "Waiting"
kind = "waiting"
x = 0.2
y = 5.4
width = 23.6
height = 4.6
seats = 20
crowded_at = 18

[[zone]]
id = "entrance"
name = "入口 · 取号"
name_en = "Entrance · tickets"
kind = "entrance"
x = 0.2
y = 10.4
width = 23.6
height = 3.4
staffed = true

# --- queues, businesses, priorities, work profiles ---

[[queue]]
id = "A"
name = "综合业务"
name_en = "All business"
prefix = "A"

[[business]]
id = "pay"
name = "交费"
name_en = "Payment"
prefix = "A"
group = "A"

[[business]]
id = "new_res"
name = "居民新装"
name_en = "New residential supply"
prefix = "A"
group = "A"

[[priority]]
id = "normal"
name = "普通"
name_en = "Normal"
credit = 0

[[profile]]
id = "general"
name = "综合"
name_en = "General"
businesses = ["pay", "new_res"]

# --- counters: x and y are the middle of the desk ---

[[counter]]
id = "c1"
number = 1
zone = "counters"
x = 3.0
y = 2.8
profile = "general"

# --- staff ---

[[staff]]
id = "leader"
name = "值班组长"
name_en = "Duty leader"
post = "duty_leader"
skills = ["pay", "new_res"]
home = "waiting"

# --- devices ---

[[device]]
id = "qms"
name = "排队系统"
name_en = "Queue system"
kind = "qms"
adapter = "qms"
zone = "entrance"

# --- adapters: one process each ---

[[adapter]]
name = "qms"
kind = "ticket_machine"

[adapter.config]
device = "qms"
mode = "connect"
host = "127.0.0.1"
port = 8801
"""


def start_text(name: str) -> str:
    """The text of a small hall that is called so."""
    id = re.sub(r"[^\w.-]", "-", name)[:64].strip("-") or "hall"
    plain = "".join(sign for sign in name if sign.isprintable() and sign not in '"\\')[:80] or "营业厅"
    return _TEXT.format(name=plain, id=f'"{id}"', quoted=f'"{plain}"')


def make(path: Path) -> Path:
    """Write a small hall into this `.toml`, or the `hall.toml` of this folder; never over another. Raises `HallFault`."""
    file = path if path.suffix == ".toml" and not path.is_dir() else path / NAME
    if file.exists():
        raise HallFault(f"{file} is there already", "edit it with `hallwatch hall edit`, or name another")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HallFault(f"{file.parent} cannot be made: {error.strerror}", "name another folder") from error
    Keeper(file).save(start_text(file.parent.resolve().name))
    return file
