"""Operations on a hall.toml: what they change, what they leave to the letter, what they refuse, and that all can be taken back."""

import difflib
import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.config import DEMO_HALL, load_hall
from console.fault import HallFault
from console.hall_edit import operations as op
from console.hall_edit.document import Document
from console.hall_edit.fields import Kind, fields_of, read, spelt
from console.hall_edit.fresh import Clip
from console.hall_edit.start import start_text
from console.hall_edit.things import LINKS, TABLES, Content, Ref
from console.toml_text import TomlDraft, read_value, spell_value, unfolded

FILE = DEMO_HALL / "hall.toml"
DEMO = FILE.read_text(encoding="utf-8")


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went and those that came."""
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]
    gone = [line[1:] for line in lines if line.startswith("-")]
    return gone, [line[1:] for line in lines if line.startswith("+")]


@pytest.fixture
def document() -> Document:
    return Document(FILE, DEMO)


def test_a_move_changes_two_lines_and_nothing_else(document: Document) -> None:
    document.do(op.Move(refs=(Ref("counter", "c3"),), dx=0.5, dy=-0.25))
    assert changed(DEMO, document.text) == (["x = 9.3", "y = 3.4"], ["x = 9.8", "y = 3.15"])
    assert document.findings().problems == ()


def test_a_camera_moves_by_its_device_and_looks_elsewhere(document: Document) -> None:
    at = document.content.row(Ref("device", "cam-waiting"))
    document.do(op.Move(refs=(Ref("camera", "cam-waiting"),), dx=-1, dy=0))
    document.do(op.Aim(camera="cam-waiting", heading=-30, angle=70.04, reach=9.999))
    assert document.content.row(Ref("device", "cam-waiting"))["x"] == at["x"] - 1  # type: ignore[operator]
    row = document.content.row(Ref("camera", "cam-waiting"))
    assert (row["heading"], row["angle"], row["reach"]) == (330.0, 70.0, 10.0)


def test_a_new_name_is_known_everywhere(document: Document) -> None:
    for ref, id in (
        (Ref("device", "panel-3"), "call-3"),
        (Ref("zone", "waiting"), "hall"),
        (Ref("camera", "cam-waiting"), "eye"),
    ):
        document.do(op.Rename(ref=ref, id=id))
    for words in (
        'panel = "call-3"', 'home = "hall"', 'zone = "hall"', '[[camera]]\nid = "eye"', '[[device]]\nid = "eye"',
        'device = "call-3", counter = "c3"', '"entrance", "guidance", "hall"',
    ):  # fmt: skip
        assert words in document.text, words
    assert "panel-3" not in document.text
    assert document.findings().problems == ()


def test_every_reference_of_a_hall_is_known(document: Document) -> None:
    """What the reader would miss after a rename of each thing: nothing in this file. Plans and walls' alarms are other files'."""
    for table in TABLES:
        rows = document.content.rows(table)
        if not rows or table == "business":  # limits of businesses stand in the shared profiles
            continue
        ref = next(ref for ref in document.content.refs() if ref.table == table)
        document.do(op.Rename(ref=ref, id=f"renamed-{table}"))
    assert [problem for problem in document.findings().problems if problem.file == str(FILE)] == []
    assert {link.table for link in LINKS} - {""} <= set(TABLES)


def test_what_is_still_referred_to_does_not_go_unasked(document: Document) -> None:
    with pytest.raises(op.StillReferred, match=r"`board-1` is still referred to by adapter `field`"):
        document.do(op.Remove(refs=(Ref("device", "board-1"),)))
    assert document.text == DEMO
    document.do(op.Remove(refs=(Ref("device", "board-1"),), cut=True))
    assert '"board-1"' not in document.text
    assert document.findings().problems == ()
    with pytest.raises(HallFault, match=r"needs its `zone`"):
        document.do(op.Remove(refs=(Ref("zone", "residential"),), cut=True))


def test_a_zone_goes_with_what_stands_in_it(document: Document) -> None:
    document.do(op.Remove(refs=(Ref("camera", "cam-all-day"),), cut=True))
    assert "cam-all-day" not in document.text, "its device goes, too"
    assert document.findings().problems == ()


def test_a_taken_id_is_refused(document: Document) -> None:
    for wrong in (
        op.Add(table="zone", values={"id": "c1"}),
        op.Rename(ref=Ref("counter", "c1"), id="waiting"),
        op.Rename(ref=Ref("staff", "nobody"), id="x"),
        op.Change(ref=Ref("zone", "nowhere"), values={"x": 1.0}),
    ):
        with pytest.raises(HallFault, match=r"is taken|there is no"):
            document.do(wrong)
    assert document.text == DEMO


def test_a_new_thing_stands_after_the_others_in_the_usual_order(document: Document) -> None:
    values = {"y": 1.0, "x": 2, "id": "c13", "number": 13, "profile": "flexible", "zone": "enterprise", "panel": None}
    document.do(op.Add(table="counter", values=values))
    gone, came = changed(DEMO, document.text)
    assert gone == []
    assert [line for line in came if line] == [
        "[[counter]]",
        'id = "c13"',
        "number = 13",
        'zone = "enterprise"',
        "x = 2",
        "y = 1.0",
        'profile = "flexible"',
    ]
    assert document.text.index('"c13"') < document.text.index("# --- staff ---")
    assert document.findings().problems == ()


def test_problems_name_the_thing_and_its_key(document: Document) -> None:
    document.do(op.Change(ref=Ref("counter", "c2"), values={"profile": "payments"}))
    (problem,) = document.findings().problems
    assert (problem.ref, problem.key, problem.remedy) == (Ref("counter", "c2"), "profile", "did you mean `payment`?")


def test_nudges_are_taken_back_as_one(document: Document) -> None:
    for _ in range(4):
        document.do(op.Move(refs=(Ref("counter", "c1"),), dx=0.1, dy=0), merge="nudge c1")
    assert len(document.done) == 1
    document.undo()
    assert document.text == DEMO
    document.redo()
    assert document.content.row(Ref("counter", "c1"))["x"] == 2.4


def test_tables_written_in_one_line_are_unfolded_when_they_are_changed() -> None:
    text = 'zone = [{ id = "a", x = 1.0 }, { id = "b" }]\nname = "n"\n'
    assert tomllib.loads(unfolded(text, "zone")) == tomllib.loads(text)
    assert tomllib.loads(op.apply(text, op.Change(ref=Ref("zone", "b"), values={"x": 3.0})))["zone"][1] == {"id": "b", "x": 3.0}
    assert unfolded(text, "counter") == text


def test_tables_in_turns_keep_their_places() -> None:
    """As `hallwatch probe camera` prints them, to be added at the end of a file."""
    text = '[[device]]\nid = "a"  # one\n\n[[camera]]\nid = "a"\n\n# about b\n[[device]]\nid = "b"\r\n\n[[camera]]\nid = "b"'
    after = op.apply(text, op.Change(ref=Ref("device", "b"), values={"x": 1.5}))
    assert after == text.replace('id = "b"\r\n', 'id = "b"\r\nx = 1.5\r\n', 1)
    assert op.apply(text, op.Remove(refs=(Ref("device", "a"),))) == text[text.index("# about b") :]


SCALARS = st.one_of(
    st.booleans(), st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6).map(lambda x: round(x, 4)), st.text(max_size=20)
)


@settings(max_examples=40, deadline=None)
@given(st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=3)))
def test_every_value_is_read_as_it_was_written(value: object) -> None:
    assert read_value(spell_value(value)) == value


def _some(draw: random.Random, content: Content, *tables: str) -> Ref:
    refs = [ref for ref in content.refs() if ref.table in tables]
    return draw.choice(refs)


def _operation(draw: random.Random, content: Content, number: int) -> op.Operation:
    """Something that somebody could do, right or wrong."""
    what = draw.randrange(8)
    placed = _some(draw, content, "zone", "counter", "device", "text", "flow", "bench", "line")
    match what:
        case 0:
            return op.Move(refs=(placed,), dx=draw.uniform(-2, 2), dy=draw.uniform(-2, 2))
        case 1:
            box = [draw.uniform(0, 10) for _ in range(4)]
            return op.Resize(ref=_some(draw, content, "zone"), x=box[0], y=box[1], width=box[2] + 0.1, height=box[3] + 0.1)
        case 2:
            return op.Rename(ref=_some(draw, content, *TABLES), id=draw.choice(["neu", "另一个", f"n{number}", "c1", "waiting"]))
        case 3:
            return op.Remove(refs=(_some(draw, content, *TABLES),), cut=draw.random() < 0.7)
        case 4:
            points = [[round(draw.uniform(0, 20), 2), round(draw.uniform(0, 13), 2)] for _ in range(draw.randrange(2, 40))]
            return op.Add(
                table=draw.choice(["line", "flow"]), values={"id": f"l{number}", "name": '去 "办理"\\', "points": points}
            )
        case 5:
            name = draw.choice(["a\tb", "引\n行", "🚪", '"', "'", "#", "[x]", "= 1"])
            return op.Change(ref=_some(draw, content, "zone", "device", "staff"), values={"name_en": name, "name": name or None})
        case 6:
            values = {"file": "plan.png", "x": 0.0, "y": 0.0, "width": 3.5, "height": 2.5}
            return op.Lay(values=values if draw.random() < 0.6 else {})
        case _:
            return op.Change(
                ref=placed, values={draw.choice(["x", "y", "name_en", "seats", "crowded_at"]): draw.choice([None, 3, 4.25])}
            )


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), small=st.sampled_from([True, True, False]), count=st.integers(3, 12))
def test_whatever_is_done_can_be_taken_back_to_the_letter(
    seed: int, small: bool, count: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    draw = random.Random(seed)
    folder = tmp_path_factory.mktemp("hall")
    text = start_text("测试厅") if small else DEMO
    document = Document(folder / "hall.toml", text)
    states = [text]
    for number in range(count):
        try:
            document.do(_operation(draw, document.content, number))
        except HallFault:
            assert document.text == states[-1], "what is refused changes nothing"
            continue
        if document.text != states[-1]:
            states.append(document.text)
        assert tomllib.loads(document.text)
    for state in reversed(states[:-1]):
        document.undo()
        assert document.text == state
    for state in states[1:]:
        document.redo()
        assert document.text == state
    findings = document.findings()
    (folder / "hall.toml").write_bytes(document.text.encode())
    if findings.site is None:
        with pytest.raises(HallFault):
            load_hall(folder)
    else:
        assert load_hall(folder) == findings.site.hall


def test_a_small_hall_to_start_from_is_one(tmp_path: Path) -> None:
    for name in ("城东营业厅", 'we"ird\\ na\nme', ""):
        document = Document(tmp_path / "hall.toml", start_text(name))
        assert document.findings().problems == ()


def test_comments_survive_all_of_it(document: Document) -> None:
    placed = tuple(ref for ref in document.content.refs() if ref.table != "camera" and "x" in document.content.row(ref))
    document.do(op.Move(refs=placed, dx=0.01, dy=0.01))
    before = [line for line in DEMO.splitlines() if "#" in line]
    assert [line for line in document.text.splitlines() if "#" in line] == before


def test_every_key_has_a_field_that_spells_and_reads_its_values(document: Document) -> None:
    for table in ("", *TABLES):
        fields = {field.key: field for field in fields_of(table)}
        for field in fields.values():
            assert isinstance(spelt(field, field.default), str)
        for row in document.content.rows(table):
            for key, value in row.items():
                known = fields.get(key)
                if known is not None and known.kind not in {Kind.CHOICE, Kind.SEVERAL, Kind.SWITCH}:
                    assert read(known, spelt(known, value)) == value, (table, key)


@pytest.mark.parametrize("number", ["inf", "nan", "1e999"])
def test_a_hall_has_no_endless_measures(number: str, tmp_path: Path) -> None:
    text = start_text("a").replace("width = 24.0", f"width = {number}", 1)
    (problem,) = Document(tmp_path / "hall.toml", text).findings().problems
    assert (problem.key, problem.said) == ("width", "expected `float`, got `str`")
    with pytest.raises(ValueError, match="number"):
        read(next(field for field in fields_of("") if field.key == "width"), number)


def test_a_copy_has_all_that_toml_can_hold() -> None:
    text = '[[adapter]]\nname = "a"\n[adapter.config]\nday = 2026-01-02\nat = 08:30:00\nsince = 2026-01-02T08:30:00+08:00\n'
    operation, _ = Clip(Content(text), [Ref("adapter", "a")]).paste(Content(text))
    first, second = tomllib.loads(op.apply(text, operation))["adapter"]
    assert second == first | {"name": "a-1"}


def test_a_draft_knows_only_what_is_there() -> None:
    with pytest.raises(KeyError):
        TomlDraft("a = 1\n").replace(("b",), 2)


def test_an_adapters_own_configuration_is_written_where_it_stood(document: Document) -> None:
    config = {"host": "10.0.0.5", "port": 3493, "ups": [{"name": "a", "device": "ups-1"}]}
    document.do(op.Change(ref=Ref("adapter", "ups"), values={"config": config}))
    assert document.content.row(Ref("adapter", "ups"))["config"] == config
    assert document.findings().problems == ()
    document.do(op.Change(ref=Ref("adapter", "ups"), values={"config": None}))
    assert "config" not in document.content.row(Ref("adapter", "ups"))
    document.undo()
    document.undo()
    assert document.text == DEMO
