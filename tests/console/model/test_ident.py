"""Names and dates from the wire end where they end."""

import msgspec
import pytest

from console.model.ident import Clock, Date, Id


@pytest.mark.parametrize(("kind", "good"), [(Id, "A0023"), (Id, "c1/up:2"), (Id, "张三"), (Date, "2026-11-21"), (Clock, "08:30")])
def test_a_newline_at_the_end_is_another_name_and_refused(kind: object, good: str) -> None:
    assert msgspec.convert(good, kind) == good
    for bad in (good + "\n", "\n" + good, good + " ", ""):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(bad, kind)
