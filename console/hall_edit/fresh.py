"""New things for a hall: complete enough that the hub's reader takes them, with ids that are free. Also copies of what is there. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import atan2, degrees

from console.hall_edit.operations import Add, Group, Operation
from console.hall_edit.scene import number, points_of, zone_at
from console.hall_edit.things import CAMERA, DEVICE, LINKS, Content, Ref, id_key, rivals
from console.toml_file import Row

Values = dict[str, object]


def free_id(content: Content, table: str, stem: str, taken: Iterable[str] = ()) -> str:
    """`stem` with the next free number."""
    known = {*content.ids(*rivals(DEVICE if table == CAMERA else table)), *taken}
    join = "" if stem == "c" else "-"
    return next(id for n in range(1, 100_000) if (id := f"{stem}{join}{n}") not in known)


def area(content: Content, table: str, box: tuple[float, float, float, float], words: Mapping[str, str]) -> tuple[Operation, Ref]:
    """A zone, a lane or seats of this rectangle (left, top, width, height)."""
    x, y, width, height = (round(each, 2) for each in box)
    id = free_id(content, table, {"zone": "zone", "bench": "seats"}.get(table, table))
    values: Values = {"id": id, "x": x, "y": y, "width": max(width, 0.1), "height": max(height, 0.1)}
    zone = zone_at(content, x + width / 2, y + height / 2) or next(iter(content.ids("zone")), "")
    match table:
        case "zone":
            values |= {"name": words["zone"], "kind": "waiting"}
        case "bench":
            values |= {"zone": zone, "seats": max(1, min(500, round(width / 0.6) * max(1, round(height / 1.0))))}
        case "lane":
            values |= {
                "name": words["lane"],
                "zone": zone,
                "priorities": list(content.ids("priority")[:1]),
                "counters": list(content.ids("counter")[:1]),
            }
    return Add(table=table, values=values), Ref(table, id)


def counter(content: Content, x: float, y: float) -> tuple[Operation, Ref]:
    """A counter with the next number."""
    numbers = [int(number(row, "number")) for row in content.rows("counter")]
    zones = {str(row.get("id")): row.get("kind") for row in content.rows("zone")}
    counters_zone = next((id for id, kind in zones.items() if kind == "counters"), next(iter(zones), ""))
    next_number = max(numbers, default=0) + 1
    id = f"c{next_number}" if f"c{next_number}" not in content.ids(*rivals("counter")) else free_id(content, "counter", "c")
    values: Values = {
        "id": id, "number": next_number, "zone": zone_at(content, x, y) or counters_zone, "x": round(x, 2), "y": round(y, 2),
        "profile": next(iter(content.ids("profile")), "general"),
    }  # fmt: skip
    return Add(table="counter", values=values), Ref("counter", id)


def device(content: Content, x: float, y: float, kind: str, name: str) -> tuple[Operation, Ref]:
    """A device of a kind, with the adapter that others of the kind have."""
    id = free_id(content, DEVICE, kind.replace("_", "-"))
    return Add(table=DEVICE, values=_device(content, id, x, y, kind, name)), Ref(DEVICE, id)


def camera(content: Content, x: float, y: float, name: str) -> tuple[Operation, Ref]:
    """A camera that looks to the middle of the hall, and the adapter of its kind where there is none.

    Its address is one that cannot be until somebody gives it.
    """
    id = free_id(content, CAMERA, "cam")
    wide, tall = number(content.data, "width", 20.0), number(content.data, "height", 12.0)
    heading = round(degrees(atan2(tall / 2 - y, wide / 2 - x)) % 360)
    zone = zone_at(content, x, y)
    sees: Values = {"id": id, "main": f"rtsp://{id}.invalid/main", "heading": heading, "angle": 90, "reach": 10}
    device = _device(content, id, x, y, CAMERA, name)
    parts = [Add(table=CAMERA, values=sees | ({"zones": [zone]} if zone else {}))]
    if all(row.get("kind") != CAMERA for row in content.rows("adapter")):
        adapter = "cameras" if "cameras" not in content.ids("adapter") else free_id(content, "adapter", "cameras")
        device |= {"adapter": adapter}
        parts.append(Add(table="adapter", values={"name": adapter, "kind": CAMERA}))
    return Group(parts=(Add(table=DEVICE, values=device), *parts)), Ref(CAMERA, id)


def _device(content: Content, id: str, x: float, y: float, kind: str, name: str) -> Values:
    like = Counter(str(row.get("adapter", "")) for row in content.rows(DEVICE) if row.get("kind") == kind)
    others = Counter(str(row.get("adapter", "")) for row in content.rows(DEVICE))
    adapters = [each for tally in (like, others) for each, _ in tally.most_common(1)] + list(content.ids("adapter"))
    values: Values = {
        "id": id,
        "name": name,
        "kind": kind,
        "adapter": next(iter(adapters), ""),
        "x": round(x, 2),
        "y": round(y, 2),
    }
    zone = zone_at(content, x, y)
    return values | ({"zone": zone} if zone else {})


def path(content: Content, table: str, points: Sequence[tuple[float, float]], words: Mapping[str, str]) -> tuple[Operation, Ref]:
    """A line of the plan, or a way that customers go."""
    id = free_id(content, table, "wall" if table == "line" else "way")
    values: Values = {"id": id, "points": [[round(x, 2), round(y, 2)] for x, y in points]}
    values |= {"kind": "wall"} if table == "line" else {"name": words["flow"]}
    return Add(table=table, values=values), Ref(table, id)


def text(content: Content, x: float, y: float, name: str) -> tuple[Operation, Ref]:
    """Words on the plan."""
    id = free_id(content, "text", "text")
    return Add(table="text", values={"id": id, "name": name, "x": round(x, 2), "y": round(y, 2)}), Ref("text", id)


LISTED = ("staff", "queue", "business", "profile", "priority", "adapter", "wall")
"""Tables whose things have no place on the plan."""


def listed(content: Content, table: str, name: str) -> tuple[Operation, Ref]:
    """Something without a place on the plan."""
    id = free_id(content, table, table)
    values: Values = {id_key(table): id, "name": name}
    match table:
        case "business":
            group = next(iter(content.ids("queue")), "")
            values |= {"prefix": "A", "group": group, "handle_limit": 1200, "wait_limit": 1200}
        case "priority":
            values |= {"credit": 0}
        case "profile":
            values |= {"businesses": list(content.ids("business")[:1])}
        case "staff":
            values |= {"post": "clerk"}
        case "adapter":
            values = {"name": id, "kind": "push"}
    return Add(table=table, values=values), Ref(table, id)


ASIDE = 0.5
"""Metres by which each copy lies aside of the one before."""


class Clip:
    """Things that were copied; pasted, each gets an id of its own, and refers to its like among the pasted ones."""

    def __init__(self, content: Content, refs: Iterable[Ref]) -> None:
        self.rows: list[tuple[str, Row]] = []
        self._pastes = 0
        for ref in refs:
            if ref.table == CAMERA:
                self.rows.append((DEVICE, dict(content.row(Ref(DEVICE, ref.id)))))
            self.rows.append((ref.table, dict(content.row(ref))))

    def paste(self, content: Content) -> tuple[Operation, tuple[Ref, ...]]:
        """Copies, aside of those of before."""
        self._pastes += 1
        aside = ASIDE * self._pastes
        names: dict[str, str] = {}
        for table, row in self.rows:
            old = str(row.get(id_key(table), ""))
            if old not in names:
                names[old] = free_id(content, table, old.rstrip("0123456789").rstrip("-") or table, names.values())
        counters = max((int(number(row, "number")) for row in content.rows("counter")), default=0)
        parts, refs = [], []
        for table, row in self.rows:
            values: Values = {key: _renamed(value, names) if _is_id(table, key) else value for key, value in row.items()}
            for key in ("x", "y"):
                if key in values:
                    values[key] = round(number(row, key) + aside, 2)
            if "points" in values:
                values["points"] = [[round(x + aside, 2), round(y + aside, 2)] for x, y in points_of(row)]
            if table == "counter":
                counters += 1
                values["number"] = counters
                values = {key: value for key, value in values.items() if key not in {"panel", "strip"} or value in names.values()}
            if table == CAMERA:
                values |= {"main": f"rtsp://{values['id']}.invalid/main"}
                values = {key: value for key, value in values.items() if key not in {"sub", "onvif", "recorded"}}
            parts.append(Add(table=table, values=values))
            refs.append(Ref(table, str(values[id_key(table)])))
        pasted = {ref.id for ref in refs if ref.table == CAMERA}
        return Group(parts=tuple(parts)), tuple(ref for ref in refs if ref.table != DEVICE or ref.id not in pasted)


def _is_id(table: str, key: str) -> bool:
    return key == id_key(table) or any(link.table == table and link.path[0] == key for link in LINKS)


def _renamed(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, list):
        return [_renamed(each, names) for each in value]
    return names.get(value, value) if isinstance(value, str) else value
