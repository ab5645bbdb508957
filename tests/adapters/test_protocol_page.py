"""The protocol page says what the types say: examples decode strictly, tables equal the fields, every code is explained."""

import json
import re
from typing import get_args

import pytest

from adapters import protocol_page
from adapters.outbox import KEEP_BYTES, KEEP_SECONDS
from adapters.window import NAK_PAUSE, NO_PROGRESS
from console import wire
from console.hub.refusals import Code
from console.model.command import DeviceCommand, QueueCommand
from console.model.event import AdapterEvent
from console.wire import Happened, decode_from_adapter, decode_to_adapter, encode

PAGE = protocol_page.PAGE.read_text("utf-8")
BLOCKS = [json.loads(block) for block in re.findall(r"```json\n(.*?)\n```", PAGE, re.DOTALL)]


def test_what_is_made_is_up_to_date() -> None:
    assert protocol_page.rewritten(PAGE) == PAGE, "run: python -m adapters.protocol_page"


@pytest.mark.parametrize("kind", get_args(AdapterEvent), ids=protocol_page.tag_of)
def test_every_event_has_an_example_with_every_field_that_decodes_strictly(kind: type) -> None:
    examples = [block for block in BLOCKS if block.get("kind") == protocol_page.tag_of(kind)]
    assert examples
    for example in examples:
        message = decode_from_adapter(json.dumps({"type": "happened", "n": 1, "event": example}).encode())
        assert isinstance(message, Happened)
        assert type(message.event) is kind
        assert set(example) - {"kind"} == set(kind.__struct_fields__)


@pytest.mark.parametrize("kind", [*get_args(wire.FromAdapter), *get_args(wire.ToAdapter)], ids=protocol_page.tag_of)
def test_every_message_has_an_example_that_decodes_strictly(kind: type) -> None:
    decode = decode_from_adapter if kind in get_args(wire.FromAdapter) else decode_to_adapter
    examples = [block for block in BLOCKS if block.get("type") == protocol_page.tag_of(kind)]
    assert examples
    for example in examples:
        message = decode(json.dumps(example).encode())
        assert type(message) is kind
        assert decode(encode(message)) == message


@pytest.mark.parametrize("kind", [*get_args(DeviceCommand), *get_args(QueueCommand)], ids=protocol_page.tag_of)
def test_every_command_has_an_example_that_decodes_strictly(kind: type) -> None:
    found = re.search(rf"^\| `{protocol_page.tag_of(kind)}` \|.*`({{.*}})` \|$", PAGE, re.MULTILINE)
    assert found
    frame = {"type": "do", "id": "x", "command": json.loads(found[1]), "expires_in": 5.0, "boot": 1}
    message = decode_to_adapter(json.dumps(frame).encode())
    assert isinstance(message, wire.Do)
    assert type(message.command) is kind


def test_every_refusal_is_explained() -> None:
    for code in Code:
        assert f"`{code.value}`" in PAGE, code


def test_the_times_are_those_of_the_program() -> None:
    table = PAGE.partition("## 13 ")[2].partition("## 14 ")[0]
    for figure in (wire.HEARTBEAT, wire.LEASE, NO_PROGRESS, NAK_PAUSE):
        assert f"| {figure} |" in table
    assert f"| {KEEP_SECONDS:,.0f} (or {KEEP_BYTES // 1_000_000} MB) |" in table


def test_a_stale_page_is_noticed() -> None:
    assert protocol_page.rewritten(PAGE.replace("Lowest number it can still resend", "The number of moons")) == PAGE
    with pytest.raises(ValueError, match="needs the mark"):
        protocol_page.rewritten("an empty page")
