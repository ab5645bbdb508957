"""The panel codec: the data sheet's vectors byte for byte, and whole frames out of any noise."""

from hypothesis import assume, given
from hypothesis import strategies as st

from adapters.base import read_config
from adapters.panel_frame import (
    PanelDecoder,
    PanelFrame,
    PanelTable,
    acknowledgement,
    ask_rating,
    beep,
    digits,
    show_stars,
    show_ticket,
)
from adapters.tables import PROTOCOLS, read_table

TABLE = read_table("call_panel", PanelTable)
frames = st.builds(PanelFrame, st.integers(0, 255), st.integers(0, 255), st.binary(max_size=30))


def _hex(text: str) -> bytes:
    return bytes.fromhex(text)


def test_the_vectors_of_the_data_sheet_byte_for_byte() -> None:
    assert show_ticket(3, None, "018").encode() == _hex("FF 68 08 08 68 03 02 0A 0A 0A 00 01 08 2C 16")
    assert beep(3).encode() == _hex("FF 68 02 02 68 03 03 06 16")
    assert PanelFrame(3, 1, b"\x0c").encode() == _hex("FF 68 03 03 68 03 01 0C 10 16")
    assert show_stars(3).encode() == _hex("FF 68 03 03 68 03 02 05 0A 16")
    assert ask_rating(3).encode() == _hex("FF 68 03 03 68 03 01 0B 0F 16")


def test_the_vectors_are_decoded_to_what_they_mean() -> None:
    (frame,) = PanelDecoder().feed(_hex("FF 68 03 03 68 03 01 0C 10 16"))
    assert frame == PanelFrame(3, 1, b"\x0c")
    key = TABLE.key_of(frame.data)
    assert key
    assert key.id == "next"


def test_a_rating_is_answered_with_cmd_01_and_a_checksum_less_by_10() -> None:
    rating = PanelFrame(3, 0x11, b"\x02")
    assert rating.encode()[-2] - acknowledgement(rating).encode()[-2] == 0x10
    assert acknowledgement(rating) == PanelFrame(3, 0x01, b"\x02")


def test_a_key_is_answered_with_itself() -> None:
    assert acknowledgement(PanelFrame(3, 1, b"\x06\x0f")) == PanelFrame(3, 1, b"\x06\x0f")


def test_two_byte_keys_are_told_apart_from_each_other() -> None:
    ids = [key.id for data in (b"\x06\x0f", b"\x00\x0f", b"\x03\x0f") if (key := TABLE.key_of(data))]
    assert ids == ["abandon", "suspend", "call_back"]
    assert TABLE.key_of(b"\x0f") is None
    assert TABLE.key_of(b"") is None


def test_digits_are_the_last_three_and_dark_where_there_are_fewer() -> None:
    assert digits(7) == b"\x0a\x0a\x07"
    assert digits(None) == b"\x0a\x0a\x0a"
    assert show_ticket(1, 12_345, "A1018").data == b"\x09\x09\x09\x00\x01\x08"
    assert show_ticket(1, 0, "V5").data == b"\x0a\x0a\x00\x0a\x0a\x05"
    assert show_ticket(1, 3, "VIP").data == b"\x0a\x0a\x03\x0a\x0a\x0a"


@given(frames)
def test_what_is_encoded_is_decoded(frame: PanelFrame) -> None:
    decoder = PanelDecoder(max_length=255)
    assert decoder.feed(frame.encode()) == [frame]
    assert decoder.noise == decoder.damaged == 0
    assert not decoder.is_inside


def _is_valid_at(stream: bytes, at: int) -> int:
    """Length of the valid frame that begins at `at`, 0 if none does: the data sheet word for word, on the whole stream at once."""
    head = stream[at : at + 5]
    if len(head) < 5 or head[:2] != b"\xff\x68" or head[4] != 0x68 or head[2] != head[3] or not 2 <= head[2] <= 32:
        return 0
    body, rest = stream[at + 5 : at + 5 + head[2]], stream[at + 5 + head[2] : at + 7 + head[2]]
    return head[2] + 7 if rest == bytes((sum(body) & 0xFF, 0x16)) else 0


damaged = st.tuples(frames, st.integers(0, 40), st.integers(1, 255)).map(
    lambda one: bytes(byte ^ (one[2] if at == one[1] else 0) for at, byte in enumerate(one[0].encode()))
)
truncated = st.tuples(frames, st.integers(1, 36)).map(lambda one: one[0].encode()[: -one[1]])
false_heads = st.sampled_from(
    [b"\xff", b"\xff\x68", b"\xff\x68\x08\x08\x68", b"\xff\x68\x20\x20\x68\x01", b"\x68\x16", b"\xff\xff\x68"]
)
noises = st.one_of(st.binary(max_size=12), damaged, truncated, false_heads)


@given(st.lists(st.tuples(noises, frames), max_size=6), noises, st.data())
def test_any_noise_around_frames_costs_no_undamaged_frame(
    parts: list[tuple[bytes, PanelFrame]], tail: bytes, data: st.DataObject
) -> None:
    stream, planted = b"", []
    for noise, frame in parts:
        planted.append(len(stream) + len(noise))
        stream += noise + frame.encode()
    stream += tail
    valid = [at for at in range(len(stream)) if _is_valid_at(stream, at)]
    assume(valid == planted)  # else the noise happens to be a frame itself, and nobody could tell
    decoder, found, rest = PanelDecoder(), [], stream
    while rest:
        cut = data.draw(st.integers(1, len(rest)))
        found += decoder.feed(rest[:cut])
        rest = rest[cut:]
    found += decoder.expire()
    assert found == [frame for _, frame in parts]
    assert decoder.noise == len(stream) - sum(len(frame.encode()) for _, frame in parts)
    assert not decoder.is_inside


@given(st.binary(max_size=200))
def test_pure_noise_is_never_fatal_and_all_accounted_for(noise: bytes) -> None:
    decoder = PanelDecoder()
    found = decoder.feed(noise) + decoder.expire()
    assert decoder.noise + sum(len(frame.encode()) for frame in found) == len(noise)


def test_byte_by_byte_is_the_same() -> None:
    decoder = PanelDecoder()
    stream = b"\xff\x68\x05" + beep(9).encode() + b"\x00" + ask_rating(9).encode()
    assert [frame for byte in stream for frame in decoder.feed(bytes([byte]))] == [beep(9), ask_rating(9)]
    assert decoder.noise == 4


def test_a_frame_behind_a_false_head_is_found_when_the_line_falls_silent() -> None:
    decoder = PanelDecoder()
    assert decoder.feed(b"\xff\x68\x20\x20\x68" + beep(3).encode()) == []
    assert decoder.is_inside
    assert decoder.expire() == [beep(3)]
    assert (decoder.damaged, decoder.noise) == (1, 5)


def test_a_wrong_checksum_is_counted_and_not_taken() -> None:
    decoder = PanelDecoder()
    assert decoder.feed(_hex("FF 68 03 03 68 03 01 0C 11 16")) == []
    assert decoder.damaged == 1


def test_the_vendor_map_is_whole() -> None:
    table = read_config(PROTOCOLS / "call_panel.toml", PanelTable)
    assert {key.id for key in table.key} == {
        "next", "recall", "finish", "pause", "transfer", "abandon", "suspend", "call_back", "cancel", "line",
    }  # fmt: skip
    assert {(one.raw, one.stored) for one in table.rating} == {(0, 1), (1, 0), (2, 3), (3, 4)}
