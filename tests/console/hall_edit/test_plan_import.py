"""Plans of other programs: their lines come right, by layer and scale; a broken or harmful file costs a sentence."""

import subprocess
import sys
from math import hypot
from pathlib import Path

import pytest
from ezdxf.document import Drawing as Document
from PIL import Image

from console.hall_edit.drawing import Drawing, framed, joined, lines_for_hall, simplified
from console.hall_edit.plan_import import MOST_PIXELS, answer_of, read
from console.hall_edit.svg import read_svg

SVG = b"""<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="i" viewBox="0 0 440 220">
  <defs><rect width="900" height="900"/></defs>
  <g id="walls" transform="translate(10 20) scale(2)">
    <rect x="0" y="0" width="100" height="50"/>
    <g transform="rotate(90 10 10)"><line x1="10" y1="10" x2="20" y2="10"/></g>
  </g>
  <g inkscape:label="stairs"><path d="M10,10 h20 v10 l-5,5 z m5 5 c0,10 10,10 10,0 A5 5 0 0 1 40 15"/><text x="900">no</text></g>
  <polyline points="0,0 5,5 10,0"/>
</svg>"""


def by_layer(drawing: Drawing) -> dict[str, list[list[tuple[float, float]]]]:
    return {layer.name: [list(line) for line in layer.lines] for layer in drawing.layers}


def child(file: Path, out: Path) -> Drawing:
    """As the editor reads it: in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "console.hall_edit.plan_import", str(file), str(out)],
        capture_output=True,
        check=False,
        timeout=100,
    )
    return answer_of(run.stdout)


def test_an_svg_comes_by_its_groups_with_all_transforms() -> None:
    found = by_layer(read_svg(SVG))
    assert set(found) == {"walls", "stairs", "SVG"}
    rect, turned = found["walls"]
    assert rect == [(10, 20), (210, 20), (210, 120), (10, 120), (10, 20)]
    assert turned[0] == pytest.approx((30, 40))
    assert turned[1] == pytest.approx((30, 60))
    first, second = found["stairs"]
    assert first == [(10, 10), (30, 10), (30, 20), (25, 25), (10, 10)]
    assert second[0] == pytest.approx((15, 15))
    assert second[8] == pytest.approx((25, 15))
    assert second[-1] == pytest.approx((40, 15))
    assert max(hypot(x - 32.5, y - 15) for x, y in second[8:]) == pytest.approx(7.5), "an arc, grown to fit"
    assert len({round(y, 3) for _, y in second[9:-1]}) > 3, "not its chord"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no SVG"),
        (b"<svg><g></svg>", "no SVG"),
        (b"<html></html>", "no SVG"),
        (b'<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><svg><g id="&b;"/></svg>', "defines entities"),
        (b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>', "defines entities"),
        (b"<svg>" + b"<g>" * 300 + b"</g>" * 300 + b"</svg>", "too deep"),
        (b'<svg><path d="M0 0 ' + b"L1 1 2 2 " * 101_000 + b'"/></svg>', "more than 200000 points"),
        (b"<svg><rect width='0' height='0'/></svg>", "no line"),
        (b"<svg><path d='M0 0 L x 5 A 1 2'/><path d='zzz'/><path d='M1e999 0 L 1 1'/></svg>", "no line"),
    ],
    ids=["empty", "cut", "html", "bomb", "outside", "deep", "many", "nothing", "nonsense"],
)
def test_a_bad_svg_is_refused_in_words(raw: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_svg(raw)


def test_an_arc_without_needless_spaces_and_what_is_hidden_are_understood() -> None:
    """As programs write them that make drawings small."""
    spaced, tight = (
        by_layer(read_svg(f'<svg><g display="none"><path d="M0 0L9 9"/></g><path d="{path}"/></svg>'.encode()))["SVG"]
        for path in ("M0 0 a 5 5 0 0 1 10 0 a .5 .5 0 0 1 .5 .5", "M0 0a5 5 0 0110 0a.5.5 0 01.5.5")
    )
    assert len(spaced) == 1
    assert tight == spaced


def test_a_dxf_comes_by_its_layers_in_metres(tmp_path: Path) -> None:
    document = Document.new()
    document.units = 4  # millimetres
    space = document.modelspace()
    space.add_lwpolyline([(0, 0), (44_000, 0), (44_000, 22_000), (0, 22_000)], close=True, dxfattribs={"layer": "WALL"})
    space.add_circle((5_000, 5_000), 300, dxfattribs={"layer": "COLUMNS"})
    space.add_text("no", dxfattribs={"layer": "TEXT"})
    block = document.blocks.new("DOOR")
    block.add_line((0, 0), (1_000, 0), dxfattribs={"layer": "DOORS"})
    space.add_blockref("DOOR", (20_000, 0))
    file = tmp_path / "hall.dxf"
    document.saveas(file)
    drawing = child(file, tmp_path)
    assert drawing.metres == pytest.approx(0.001)
    assert {layer.name for layer in drawing.layers} == {"WALL", "COLUMNS", "DOORS"}
    lines, more = lines_for_hall(drawing, ["WALL", "DOORS"], 0.001, (44.0, 22.0))
    assert more == 0
    assert {(0.0, 22.0), (44.0, 22.0), (44.0, 0.0), (0.0, 0.0)} == set(lines[0]), "y goes up in a DXF, down in a hall"
    assert lines[1] == ((20.0, 22.0), (21.0, 22.0))


@pytest.mark.parametrize("content", [b"", b"0\nSECTION\n2\nENTITIES\n0\nLINE\n10\nx", b"\x00\xff" * 500, b"  0\nSECTION\n" * 50])
def test_a_broken_dxf_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.dxf"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=r"no DXF|no line"):
        read(file, tmp_path)


def test_a_picture_is_written_anew_and_a_huge_one_refused_before_it_is_decoded(tmp_path: Path) -> None:
    file = tmp_path / "plan.JPG"
    Image.new("RGB", (4000, 1000), "white").save(file)
    drawing = read(file, tmp_path)
    assert (drawing.width, drawing.height, Path(drawing.picture).name) == (3000.0, 750.0, "plan.png")
    huge = tmp_path / "huge.png"
    side = int(MOST_PIXELS**0.5) + 100
    Image.new("1", (side, side)).save(huge)
    with pytest.raises(ValueError, match="million pixels"):
        read(huge, tmp_path)
    for name, content in (
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40),
        ("b.jpg", b"hello"),
        ("c.png", Path(drawing.picture).read_bytes()[:90]),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ValueError, match="not a picture"):
            read(tmp_path / name, tmp_path)


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(ValueError, match="only SVG"):
        read(tmp_path / "a.pdf", tmp_path)
    with pytest.raises(ValueError, match="No such file"):
        read(tmp_path / "none.svg", tmp_path)
    with pytest.raises(ValueError, match="ended badly"):
        answer_of(b"")


def test_pieces_that_meet_become_one_line_without_needless_points() -> None:
    pieces = [((0.0, 0.0), (1.0, 0.0)), ((2.0, 0.0), (1.0, 0.0)), ((2.0, 0.0), (2.0, 1.0)), ((9.0, 9.0), (9.5, 9.0))]
    found = joined(pieces)
    assert len(found) == 2
    assert simplified(found[0], 0.01) in (((0.0, 0.0), (2.0, 0.0), (2.0, 1.0)), ((2.0, 1.0), (2.0, 0.0), (0.0, 0.0)))
    square = joined([((0.0, 0.0), (1.0, 0.0)), ((1.0, 0.0), (1.0, 1.0)), ((1.0, 1.0), (0.0, 0.0))])
    assert len(square) == 1
    assert square[0][0] == square[0][-1], "a closed one ends"


def test_lines_beyond_the_hall_end_at_its_edge() -> None:
    drawing = read_svg(b"<svg><line x1='0' y1='0' x2='100' y2='10'/></svg>")
    lines, _ = lines_for_hall(drawing, ["SVG"], 1.0, (20.0, 12.0))
    assert lines == [((0.0, 0.0), (20.0, 10.0))]
    with pytest.raises(ValueError, match="no line"):
        framed((), None)
