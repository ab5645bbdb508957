"""Changes in a TOML text that leave all else in it to the letter: comments, order, blank lines, spelling. It knows nothing of halls.

Library weighed: tomlkit 0.15. It moves tables that stand in turns (`[[device]]`, `[[camera]]`, `[[device]]`, as `hallwatch probe camera`
prints them), puts a new table below the next chapter's comment, and takes 0.24 s to read the demo hall; the grammar takes 0.03 s.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, time

from msgspec import Struct
from tree_sitter import Node

from console.toml_file import Row, Where, data_of, key_of, parse, spots

WIDE = 120
"""A longer array is broken into lines."""


class _Block(Struct):
    """A table of the text: its header and its own keys, each from the beginning of its first line to that after its last."""

    name: tuple[str, ...]
    is_array: bool
    start: int
    end: int
    body: int
    """Where its first key stands, or would."""
    pairs: dict[str, tuple[int, int]]
    values: dict[str, tuple[int, int]]
    """Of each key, from the beginning of its value to its end."""


class TomlDraft:
    """A text and changes of it, all told by where things stand in the text as it was given. `text()` makes them."""

    def __init__(self, text: str) -> None:
        self._raw = text.encode()
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._blocks = _blocks(self._raw)
        self._arrays: dict[tuple[str, ...], list[int]] = {}
        """The numbers of the blocks that are `[[table]]`s, by name."""
        for number, block in enumerate(self._blocks):
            if block.is_array:
                self._arrays.setdefault(block.name, []).append(number)
        self._spots: dict[Where, tuple[int, int]] = {}
        self._edits: list[tuple[int, int, str]] = []

    def put(self, table: str, index: int | None, key: str, value: object, order: Sequence[str] = ()) -> None:
        """Give a key of a table this value; a new one stands where `order` wants it. `table` "": the top of the file."""
        block = self._block(table, index)
        below = self._below(table, index, key)
        if below is not None:
            self._rewrite(below, value)
            return
        if key in block.values:
            self._edits.append((*block.values[key], spell_value(value)))
            return
        ranks = {name: rank for rank, name in enumerate(order)}
        mine = ranks.get(key, len(ranks))
        before = [end for name, (_, end) in block.pairs.items() if ranks.get(name, len(ranks)) <= mine]
        at = max(before, default=block.body)
        self._insert(at, f"{key} = {spell_value(value)}{self._newline}")

    def replace(self, where: Where, value: object) -> None:
        """Another value for what is there, at whatever depth. KeyError when it is not."""
        if not self._spots:
            self._spots = {spot.where: (spot.start, spot.end) for spot in spots(self._raw)}
        start, end = self._spots[where]
        self._edits.append((start, end, spell_value(value)))

    def drop(self, table: str, index: int | None, key: str) -> None:
        """Take a key out, with its line; nothing when it is not there."""
        if (below := self._below(table, index, key)) is not None:
            self._cut(below)
        elif key in (pairs := self._block(table, index).pairs):
            self._edits.append((*pairs[key], ""))

    def append(self, table: str, values: Mapping[str, object]) -> None:
        """A new `[[table]]` after the last one, or at the end."""
        own = self._arrays.get((table,), [])
        at = self._blocks[self._last(own[-1])].end if own else len(self._raw)
        lines = ["", f"[[{table}]]", *(f"{key} = {spell_value(value)}" for key, value in values.items())]
        self._insert(at, "".join(f"{line}{self._newline}" for line in lines))

    def put_table(self, table: str, values: Mapping[str, object]) -> None:
        """The one `[table]` with these values, in place of the one that is there."""
        self.remove_table(table)
        lines = ["", f"[{table}]", *(f"{key} = {spell_value(value)}" for key, value in values.items())]
        self._insert(len(self._raw), "".join(f"{line}{self._newline}" for line in lines))

    def remove_table(self, table: str) -> None:
        """Take out `[table]`, or the key of that name; nothing when there is neither."""
        for number, block in enumerate(self._blocks):
            if block.name == (table,) and not block.is_array:
                self._cut(number)
        self.drop("", None, table)

    def remove(self, table: str, index: int) -> None:
        """Take out a `[[table]]` with all that belongs to it; comments above it stay."""
        self._cut(self._number(table, index))

    def text(self) -> str:
        """The text with all changes made."""
        parts: list[bytes] = []
        at = 0
        for start, end, words in sorted(self._edits, key=lambda edit: edit[:2]):
            if start < at:
                continue  # within what was taken out
            parts += [self._raw[at:start], words.encode()]
            at = end
        return b"".join([*parts, self._raw[at:]]).decode()

    def _insert(self, at: int, words: str) -> None:
        missing = at and self._raw[at - 1 : at] != b"\n"
        self._edits.append((at, at, (self._newline if missing else "") + words))

    def _cut(self, number: int) -> None:
        start, end = self._blocks[number].start, self._blocks[self._last(number)].end
        rest = self._raw[end:]
        blank = len(rest) - len(rest.lstrip(b"\r\n"))
        line = rest[:blank].find(b"\n") + 1
        self._edits.append((start, end + (line if _is_blank_before(self._raw, start) else 0), ""))

    def _last(self, number: int) -> int:
        """The number of the last block that belongs to this one: `[adapter.config]` to its `[[adapter]]`."""
        name = self._blocks[number].name
        while number + 1 < len(self._blocks) and _is_below(self._blocks[number + 1].name, name):
            number += 1
        return number

    def _below(self, table: str, index: int | None, key: str) -> int | None:
        """The number of the block `[table.key]` that belongs to this one, if its value is written so."""
        if index is None:
            return None
        first = self._number(table, index)
        return next(
            (number for number in range(first + 1, self._last(first) + 1) if self._blocks[number].name == (table, key)), None
        )

    def _rewrite(self, number: int, value: object) -> None:
        """Another value for what has a table of its own."""
        block, end = self._blocks[number], self._blocks[self._last(number)].end
        rows = value if isinstance(value, Mapping) else {}
        lines = [f"[{'.'.join(block.name)}]", *(f"{key} = {spell_value(each)}" for key, each in rows.items())]
        self._edits.append((block.start, end, "".join(f"{line}{self._newline}" for line in lines)))

    def _number(self, table: str, index: int) -> int:
        return self._arrays[table,][index]

    def _block(self, table: str, index: int | None) -> _Block:
        if index is not None:
            return self._blocks[self._number(table, index)]
        name = (table,) if table else ()
        return next(block for block in self._blocks if block.name == name and not block.is_array)


def unfolded(text: str, table: str) -> str:
    """The text with `table = [{…}, …]` written as `[[table]]`s, so that one of them can be changed; else as it is."""
    rows = data_of(text).get(table)
    if not isinstance(rows, list) or re.search(rf"^\s*\[\[\s*{re.escape(table)}\s*\]\]", text, flags=re.MULTILINE):
        return text  # it is no array, or written as tables already: TOML has no mixture
    draft = TomlDraft(text)
    if table not in draft._block("", None).pairs:  # noqa: SLF001 (its own module)
        return text
    draft.drop("", None, table)
    for row in rows:
        if isinstance(row, dict):
            draft.append(table, row)
    return draft.text()


def spell_value(value: object) -> str:
    """A value as TOML; metres and such to a hundredth of a millimetre. TypeError for what TOML has no word for."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
        case int():
            return str(value)
        case float():
            return str(round(value, 5) + 0.0)
        case date() | time():
            return value.isoformat()
        case Mapping():
            inner = ", ".join(f"{_spell_key(key)} = {spell_value(each)}" for key, each in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case list() | tuple():
            return _spell_array([spell_value(each) for each in value])
    raise TypeError(f"TOML has no word for {type(value).__name__}")


def _spell_key(key: object) -> str:
    plain = str(key)
    return plain if plain and plain.isascii() and plain.replace("_", "").replace("-", "").isalnum() else spell_value(plain)


def _spell_array(items: Sequence[str]) -> str:
    flat = f"[{', '.join(items)}]"
    if len(flat) <= WIDE or "\n" in flat:
        return flat
    lines = [""]
    for item in items:
        if lines[-1] and len(lines[-1]) + len(item) > WIDE:
            lines.append("")
        lines[-1] += f"{' ' if lines[-1] else ''}{item},"
    return "[\n" + "".join(f"    {line}\n" for line in lines) + "]"


def read_value(text: str) -> object:
    """A value as somebody typed it. ValueError when it is none, or more than one."""
    data: Row = tomllib.loads(f"value = {text}")
    if set(data) != {"value"}:
        raise ValueError("more than one value")
    return data["value"]


def _is_below(name: tuple[str, ...], above: tuple[str, ...]) -> bool:
    return len(name) > len(above) and name[: len(above)] == above


def _is_blank_before(raw: bytes, at: int) -> bool:
    before = raw[:at]
    return not before or before.endswith((b"\n\n", b"\n\r\n"))


def _blocks(raw: bytes) -> list[_Block]:
    top = _Block((), False, 0, 0, 0, {}, {})
    found = [top]
    for node in parse(raw).named_children:
        if node.type == "pair":
            _take(raw, top, node)
        elif node.type in ("table", "table_array_element"):
            head = node.named_children[0]
            body = _line_end(raw, head.end_byte)
            name = key_of(head)
            block = _Block(name, node.type == "table_array_element", node.start_byte, body, body, {}, {})
            for child in node.named_children[1:]:
                if child.type == "pair":
                    _take(raw, block, child)
            found.append(block)
    return found


def _take(raw: bytes, block: _Block, node: Node) -> None:
    start, end = raw.rfind(b"\n", 0, node.start_byte) + 1, _line_end(raw, node.end_byte)
    key = key_of(node.named_children[0])
    if len(key) == 1:
        value = next(child for child in node.named_children[1:] if child.type != "comment")
        block.pairs[key[0]], block.values[key[0]] = (start, end), (value.start_byte, value.end_byte)
    if block.name == () and not block.pairs:
        block.body = start
    block.end = end


def _line_end(raw: bytes, at: int) -> int:
    """Where the line ends that `at` is in: after its newline."""
    found = raw.find(b"\n", at)
    return len(raw) if found < 0 else found + 1
