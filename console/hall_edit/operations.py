"""What can be done to a hall.toml: each operation is a value, and `apply` makes the new text of the old one. Nothing is kept here."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from console.fault import HallFault
from console.hall_edit.things import CAMERA, DEVICE, HALL, Content, Ref, id_key, is_needed, keys_of, rivals
from console.toml_file import Row, Where
from console.toml_text import TomlDraft, unfolded

CENTIMETRE = 2
"""Digits of a metre that are kept."""


class Operation(Struct, frozen=True, kw_only=True, tag=True):
    """A change; applied to a text in which what it speaks of is there."""


class Add(Operation, frozen=True, kw_only=True):
    """A new thing, after the others of its table."""

    table: str
    values: Mapping[str, object]


class Change(Operation, frozen=True, kw_only=True):
    """Other values for keys of one thing; None takes a key out."""

    ref: Ref
    values: Mapping[str, object]


class Move(Operation, frozen=True, kw_only=True):
    """Things go so many metres across and down."""

    refs: tuple[Ref, ...]
    dx: float
    dy: float


class Resize(Operation, frozen=True, kw_only=True):
    """A zone, a lane or seats get another rectangle, metres."""

    ref: Ref
    x: float
    y: float
    width: float
    height: float


class Aim(Operation, frozen=True, kw_only=True):
    """A camera looks there: degrees, degrees, metres."""

    camera: str
    heading: float
    angle: float
    reach: float


class Rename(Operation, frozen=True, kw_only=True):
    """A thing gets another id, everywhere in the file; a camera and its device are one."""

    ref: Ref
    id: str


class Remove(Operation, frozen=True, kw_only=True):
    """Things go. What still refers to them is told of in a fault, or with `cut` forgets them where it can."""

    refs: tuple[Ref, ...]
    cut: bool = False


class Lay(Operation, frozen=True, kw_only=True):
    """Another picture under the plan; no values: none."""

    values: Mapping[str, object]


class AddAll(Operation, frozen=True, kw_only=True):
    """New things of one table, whose ids are free; as many as a plan has lines."""

    parts: tuple[Add, ...]


class Group(Operation, frozen=True, kw_only=True):
    """Several operations that are one for whoever takes them back."""

    parts: tuple[Operation, ...]


class StillReferred(HallFault):
    """What is to go is still referred to by what stays."""


def apply(text: str, operation: Operation) -> str:
    """The text with the operation done. Raises `HallFault` in plain words where it cannot be."""
    match operation:
        case Group():
            for part in operation.parts:
                text = apply(text, part)
            return text
        case Add():
            return _add(text, (operation,))
        case AddAll():
            return _add(text, operation.parts)
        case Change():
            return _put(text, {operation.ref: operation.values})
        case Move():
            return _move(text, operation)
        case Resize():
            box = {key: _rounded(getattr(operation, key)) for key in ("x", "y", "width", "height")}
            return _put(text, {operation.ref: box})
        case Aim():
            values = {"heading": round(operation.heading % 360, 1), "angle": round(operation.angle, 1)}
            return _put(text, {Ref(CAMERA, operation.camera): values | {"reach": _rounded(operation.reach)}})
        case Rename():
            return _rename(text, operation)
        case Remove():
            return _remove(text, operation)
        case Lay():
            draft = TomlDraft(text)
            if operation.values:
                draft.put_table("background", operation.values)
            else:
                draft.remove_table("background")
            return draft.text()
    raise TypeError(operation)


def place_of(row: Row) -> tuple[float, float] | None:
    """Where a thing says that it stands; None: it does not."""
    x, y = row.get("x"), row.get("y")
    return (float(x), float(y)) if isinstance(x, int | float) and isinstance(y, int | float) else None


def _rounded(metres: float) -> float:
    return round(metres, CENTIMETRE) + 0.0


def _there(content: Content, ref: Ref) -> Row:
    if not content.has(ref):
        raise HallFault(f"there is no {ref.table} `{ref.id}`", "it may have been removed or renamed")
    return content.row(ref)


def _add(text: str, parts: Sequence[Add]) -> str:
    content = Content(text)
    taken = {table: set(content.ids(*rivals(table))) for table in {part.table for part in parts}}
    for table in sorted(taken):
        text = unfolded(text, table)
    draft = TomlDraft(text)
    for part in parts:
        id = str(part.values.get(id_key(part.table), ""))
        if not id or id in taken[part.table]:
            raise HallFault(f"the id `{id}` is taken", "give it another")
        taken[part.table].add(id)
        order = {key: rank for rank, key in enumerate(keys_of(part.table))}
        values = {key: value for key, value in part.values.items() if value is not None}
        draft.append(part.table, dict(sorted(values.items(), key=lambda item: order.get(item[0], len(order)))))
    return draft.text()


def _put(text: str, changes: Mapping[Ref, Mapping[str, object]]) -> str:
    for table in sorted({ref.table for ref in changes} - {HALL}):
        text = unfolded(text, table)
    content, draft = Content(text), TomlDraft(text)
    for ref, values in changes.items():
        row = _there(content, ref)
        index = content.index(ref)
        for key, value in values.items():
            if value is None:
                draft.drop(ref.table, index, key)
            elif key not in row or not _is_same(row[key], value):
                draft.put(ref.table, index, key, value, keys_of(ref.table))
    return draft.text()


def _is_same(was: object, value: object) -> bool:
    """Whether a value need not be written anew: `2` and `2.0` are one length, `1` and `true` are not."""
    return was == value and isinstance(was, bool) == isinstance(value, bool)


def _move(text: str, operation: Move) -> str:
    content = Content(text)
    changes: dict[Ref, Mapping[str, object]] = {}
    for given in operation.refs:
        ref = Ref(DEVICE, given.id) if given.table == CAMERA else given
        row = _there(content, ref)
        points, at = row.get("points"), place_of(row)
        if isinstance(points, list):
            changes[ref] = {"points": [[_rounded(x + operation.dx), _rounded(y + operation.dy)] for x, y in points]}
        elif at is not None:
            changes[ref] = {"x": _rounded(at[0] + operation.dx), "y": _rounded(at[1] + operation.dy)}
    return _put(text, changes)


def _rename(text: str, operation: Rename) -> str:
    ref, id = operation.ref, operation.id
    text = unfolded(unfolded(text, ref.table), CAMERA if ref.table == DEVICE else DEVICE)
    content = Content(text)
    row = _there(content, ref)
    if id == ref.id:
        return text
    if id in content.ids(*rivals(DEVICE if ref.table == CAMERA else ref.table)):
        raise HallFault(f"the id `{id}` is taken", "give it another")
    draft = TomlDraft(text)
    pair = {CAMERA, DEVICE} if ref.table in {CAMERA, DEVICE} else {ref.table}
    for table in sorted(pair):
        if content.has(Ref(table, ref.id)) and (table == ref.table or row.get("kind") == CAMERA or ref.table == CAMERA):
            draft.put(table, content.index(Ref(table, ref.id)), id_key(table), id)
    for where, _ in content.links_to(ref):
        draft.replace(where, id)
    return draft.text()


def _remove(text: str, operation: Remove) -> str:
    for table in sorted({ref.table for ref in operation.refs} | {CAMERA, DEVICE}):
        text = unfolded(text, table)
    content = Content(text)
    going = set(_whole(content, operation.refs))
    for ref in going:
        _there(content, ref)
    links = [(where, whose, ref) for ref in sorted(going) for where, whose in content.links_to(ref) if whose not in going]
    if links and not operation.cut:
        told = ", ".join(sorted({spell_ref(whose) for _, whose, _ in links}))
        names = ", ".join(sorted({f"`{ref.id}`" for *_, ref in links}))
        raise StillReferred(f"{names} is still referred to by {told}", "change these first, or let them forget it")
    draft = TomlDraft(text)
    _forget(draft, content, [(where, whose) for where, whose, _ in links], {ref.id for ref in going})
    for ref in going:
        index = content.index(ref)
        if index is not None:
            draft.remove(ref.table, index)
    return draft.text()


def _whole(content: Content, refs: Iterable[Ref]) -> Iterable[Ref]:
    """The things, and of each camera both its device and what it sees."""
    for ref in refs:
        yield ref
        if ref.table in {CAMERA, DEVICE}:
            other = Ref(DEVICE if ref.table == CAMERA else CAMERA, ref.id)
            if content.has(other):
                yield other


def _forget(draft: TomlDraft, content: Content, links: Sequence[tuple[Where, Ref]], ids: set[str]) -> None:
    """Take ids out of the lists in which they stand, or out with their key; what must stand there cannot go."""
    lists: set[Where] = set()
    for where, whose in links:
        key = str(where[-1])
        if isinstance(where[-1], int):
            lists.add(where[:-1])
        elif len(where) > 3 or is_needed(whose.table, key):
            raise HallFault(f"{spell_ref(whose)} needs its `{key}`", "give it another first, or remove it, too")
        else:
            draft.drop(whose.table, content.index(whose), key)
    for where in lists:
        value: object = content.data
        for step in where:
            value = value[step]  # type: ignore[index]  # the way was found in this data
        draft.replace(where, [item for item in value if item not in ids])  # type: ignore[attr-defined]


def spell_ref(ref: Ref) -> str:
    """A thing as people write it."""
    return f"{ref.table} `{ref.id}`" if ref.table else "the hall"
