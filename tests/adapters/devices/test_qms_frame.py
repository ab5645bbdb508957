"""The queue system's messages: strict, and the same at both ends."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.lines import LineBuffer
from adapters.qms_frame import ANSWER, Meaning, QmsFrame, decode, decode_body, encode, load_table
from console.fault import HallFault

words = st.text("A01业务", min_size=1, max_size=20)


@settings(max_examples=40)
@given(
    st.builds(
        QmsFrame,
        code=st.integers(0, 9999),
        seq=st.none() | st.integers(0, 2**53),
        ms=st.none() | st.integers(0, 2**53),
        ticket=st.none() | words,
        window=st.none() | words,
        reason=st.text(max_size=50),
    )
)
def test_what_is_encoded_is_decoded_and_is_one_line(frame: QmsFrame) -> None:
    line = encode(frame)
    assert line.count(b"\n") == 1
    assert decode(line) == frame


@pytest.mark.parametrize(
    "line",
    [b"", b"{", b"[]", b'{"seq":1}', b'{"code":"8001"}', b'{"code":8001,"windw":"3"}', b'{"code":-1}', b'{"code":10000}',
     b'{"code":8001,"window":3}', b'{"code":8001,"window":""}', b'{"code":8001,"ms":-5}', b'{"code":8001,"ms":1e400}', b"\xff\xfe",
     b'{"code":8001,"window":"' + b"x" * 65 + b'"}'],
)  # fmt: skip
def test_what_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(line)


def test_an_http_body_is_one_message_or_several() -> None:
    one = QmsFrame(code=8108, machine="M1")
    assert decode_body(encode(one)) == [one]
    assert decode_body(b"[" + encode(one) + b"," + encode(one) + b"]") == [one, one]
    assert decode_body(b"[]") == []


def test_the_table_has_the_codes_of_the_vendors_sheet() -> None:
    table = load_table()
    expected = {
        8001: "login", 8002: "call", 8003: "start", 8004: "finish", 8005: "rate", 8006: "logout", 8010: "pause", 8011: "resume",
        8012: "recall", 8013: "waiting", 8014: "abandon", 8015: "transfer", 8103: "profile", 8104: "reset", 8108: "machine_beat",
        8109: "window_beat", 8201: "take", 8202: "take_appointment", 9006: "pause_item", 9007: "resume_item",
    }  # fmt: skip
    assert {row.number: row.means for row in table.code if row.number in expected} == expected
    assert table.number(Meaning.CALL) == 8002
    assert table.row(ANSWER) is None


def test_a_table_that_is_not_there_is_named() -> None:
    with pytest.raises(HallFault, match=r"no_such\.toml"):
        load_table("no_such")


@settings(max_examples=40)
@given(st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), max_size=8), st.data())
def test_lines_are_the_same_however_they_are_cut(lines: list[bytes], data: st.DataObject) -> None:
    stream, buffer, found = b"".join(line + b"\n" for line in lines), LineBuffer(limit=20), []
    while stream:
        cut = data.draw(st.integers(1, len(stream)))
        found += buffer.feed(stream[:cut])
        stream = stream[cut:]
    assert found == [line.strip() for line in lines if line.strip() and len(line) <= 20]
    assert buffer.oversized == sum(len(line) > 20 for line in lines)
