"""Reads a plan of another program in a process of its own, with little memory and time: `python -m console.hall_edit.plan_import FILE OUT`.

The answer is JSON on standard output: a `Drawing`, or a `Fault`. A file that is made to harm costs this process only.
"""

import resource
import sys
from pathlib import Path

import msgspec

from console.hall_edit.drawing import Drawing, Layer, Points, framed
from console.hall_edit.svg import MOST, read_svg

MOST_BYTES = 60_000_000
MOST_PIXELS = 60_000_000
WIDEST = 3_000
"""Pixels of a picture's longer side that are kept."""
SECONDS, MEMORY = 40, 3 * 1024**3
KINDS = {".svg": "svg", ".dxf": "dxf", ".png": "picture", ".jpg": "picture", ".jpeg": "picture"}


class Fault(msgspec.Struct, frozen=True, tag=True):
    """Why a file cannot be read."""

    fault: str


def answer_of(raw: bytes) -> Drawing:
    """What the process said. ValueError says why there is no drawing."""
    try:
        told: Drawing | Fault = msgspec.json.decode(raw, type=Drawing | Fault)
    except msgspec.DecodeError as error:
        raise ValueError("the program that reads plans ended badly") from error
    match told:
        case Fault():
            raise ValueError(told.fault)
        case Drawing():
            return told


def read(path: Path, out: Path) -> Drawing:
    """The plan in a file; a picture is written anew into the folder `out`. ValueError says why it cannot be read."""
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise ValueError("only SVG, DXF, PNG and JPEG can be imported")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"larger than {MOST_BYTES // 1_000_000} MB")
        if kind == "svg":
            return read_svg(path.read_bytes())
        return read_dxf(path) if kind == "dxf" else read_picture(path, out)
    except OSError as error:
        raise ValueError(error.strerror or "cannot be read") from error


def read_picture(path: Path, out: Path) -> Drawing:
    """A picture, made smaller where it is very large."""
    from PIL import Image, ImageOps  # noqa: PLC0415 (only pictures need it)

    Image.MAX_IMAGE_PIXELS = None  # looked at below, before anything is decoded
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValueError(f"larger than {MOST_PIXELS // 1_000_000} million pixels")
            upright = ImageOps.exif_transpose(picture).convert("RGBA" if "A" in picture.getbands() else "RGB")
    except (OSError, SyntaxError) as error:
        raise ValueError("not a picture, or a damaged one") from error
    upright.thumbnail((WIDEST, WIDEST))
    file = out / f"{path.stem[:60]}.png"
    upright.save(file)
    return Drawing(float(upright.width), float(upright.height), None, (), str(file))


def read_dxf(path: Path) -> Drawing:
    """The lines of a DXF by layer, blocks and curves in pieces; y goes up there."""
    from ezdxf import disassemble, recover, units  # noqa: PLC0415 (takes a second to load)
    from ezdxf import path as paths  # noqa: PLC0415
    from ezdxf.enums import InsertUnits  # noqa: PLC0415
    from ezdxf.lldxf.const import DXFError  # noqa: PLC0415

    try:
        document, _ = recover.readfile(path)
    except (DXFError, ValueError, IndexError, UnicodeError) as error:
        raise ValueError("no DXF, or a damaged one") from error
    layers: dict[str, list[Points]] = {}
    points = left_out = 0
    for entity in disassemble.recursive_decompose(document.modelspace()):
        if entity.dxftype() in {"TEXT", "MTEXT", "POINT", "HATCH", "ATTRIB", "ATTDEF"}:
            continue
        try:
            line = tuple(
                (round(at.x, 6), round(-at.y, 6)) for at in paths.make_path(entity).flattening(distance=0.05, segments=4)
            )
        except (TypeError, ValueError, DXFError):
            left_out += 1
            continue
        points += len(line)
        if points > MOST:
            raise ValueError(f"more than {MOST} points")
        if len(line) > 1:
            layers.setdefault(str(entity.dxf.layer), []).append(line)
    metres = units.conversion_factor(InsertUnits(document.units), InsertUnits.Meters) if document.units else None
    return framed((Layer(name, tuple(lines)) for name, lines in layers.items()), metres, left_out)


def main(arguments: list[str]) -> int:
    """Read one file, within limits."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    told: Drawing | Fault
    try:
        told = read(Path(arguments[0]), Path(arguments[1]))
    except (ValueError, MemoryError, RecursionError) as error:
        told = Fault(str(error) or "it takes more memory than a plan may")
    sys.stdout.buffer.write(msgspec.json.encode(told))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
