"""What adapters say of their devices, and the hub of adapters, stands on the screen in its language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.devices.ups import _SILENT
from console.model.devices import NOT_JOINED
from tests.adapters.conftest import ROOT
from widgets.reported import reported

SAYING = {"lost": 1, "_lose": 1, "_forget": 1}
"""Functions that are given a reason → which of their arguments it is."""
KEYWORDS = {("Obeyed", "detail"), ("DeviceLost", "reason"), ("DeviceConditionRaised", "detail")}


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def texts(said: ast.expr) -> Iterator[str]:
    """What an expression may write, 7 for what is put into it; nothing where it writes only what it was given."""
    match said:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.JoinedStr(values=parts) if any(isinstance(part, ast.Constant) for part in parts):
            written = [str(part.value) if isinstance(part, ast.Constant) else "7" for part in parts]
            if any(letter.isalpha() for part in parts if isinstance(part, ast.Constant) for letter in str(part.value)):
                yield "".join(written)
        case ast.IfExp(body=one, orelse=other):
            yield from texts(one)
            yield from texts(other)
        case ast.BoolOp(values=either):
            for each in either:
                yield from texts(each)
        case ast.Call(args=[first, *_]) if name_of(said) == "clipped":
            yield from texts(first)
        case ast.Call(args=[_, other]) if name_of(said) == "get":
            yield from texts(other)


def written(folder: Path) -> Iterator[tuple[str, str]]:
    """Every phrase of the adapters in a folder, with its place."""
    for path in sorted(folder.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call):
                said = [word.value for word in call.keywords if (name_of(call), word.arg) in KEYWORDS]
                said += call.args[SAYING[name_of(call)] :][:1] if name_of(call) in SAYING else []
                yield from ((text, f"{path.name}:{call.lineno}") for each in said for text in texts(each))


FOLDERS = (ROOT / "adapters", ROOT / "adapters" / "devices", ROOT / "console" / "hub")
PHRASES = [
    *(phrase for folder in FOLDERS for phrase in written(folder)),
    *((text, "ups.py") for text in _SILENT.values()),
    (NOT_JOINED, "devices.py"),
]


def test_the_adapters_phrases_are_found() -> None:
    assert {
        "address 7 leaves 7 frames unanswered",
        "the recorder does not answer",
        "nothing heard for 7 s",
        "silent for 7 s",
    } <= {text for text, _ in PHRASES}


@pytest.mark.parametrize(("text", "place"), sorted(set(PHRASES)))
def test_whatever_an_adapter_says_is_said_in_chinese(text: str, place: str) -> None:
    assert any("\u4e00" <= letter <= "\u9fff" for letter in reported(text)), (
        f"{place} says what widgets/reported.py does not know"
    )


def test_what_is_put_into_a_phrase_stands_in_it() -> None:
    assert reported("address 6 leaves 3 frames unanswered") == "地址 6 连续 3 帧无应答"
    assert reported("bus: not opened yet") == "总线不通：串口尚未打开"
    assert reported("bus: /dev/ttyUSB0: gone") == "总线不通：/dev/ttyUSB0: gone"


def test_what_a_device_wrote_itself_stays_as_it_was_written() -> None:
    for text in ("", "paper_out", "E42: roller", "请联系厂家", "{0}", "address", "line\nbreak"):
        assert reported(text) == text
