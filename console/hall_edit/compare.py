"""What differs between two halls, thing by thing: what came, what went, which keys are others. Pure."""

from msgspec import Struct

from console.hall_edit.things import HALL, HALL_REF, Content, Ref, keys_of


class Difference(Struct, frozen=True):
    """A thing that differs. `sign`: `+` came, `-` went, `~` changed; then `keys` are others."""

    sign: str
    ref: Ref
    keys: tuple[str, ...] = ()


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """From one hall to another, in the order of the tables."""
    old, new = dict.fromkeys((HALL_REF, *before.refs())), dict.fromkeys((HALL_REF, *after.refs()))
    found = [Difference("-", ref) for ref in old if ref not in new]
    for ref in new:
        if ref not in old:
            found.append(Difference("+", ref))
            continue
        a, b = before.row(ref), after.row(ref)
        keys = keys_of(HALL) if ref == HALL_REF else tuple(dict.fromkeys([*a, *b]))
        changed = tuple(key for key in keys if a.get(key) != b.get(key))
        if changed:
            found.append(Difference("~", ref, changed))
    return tuple(found)
