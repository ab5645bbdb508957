"""The way to a camera's loudspeaker: ONVIF's audio back channel over RTSP, G.711 in RTP on the same TCP connection. It hears nothing.

One connection while somebody talks, made by the recorder's machine, which alone has the passwords. Every call waits for the camera, so it
is a talk's own thread that calls. Source: ONVIF Streaming Specification 5.3 (back channel), RFC 2326 (RTSP), RFC 3551 (G.711), RFC 7616.
"""

import contextlib
import hashlib
import os
import secrets as chance
import select
import socket
import ssl
import struct
import time
from base64 import b64encode
from collections.abc import Mapping
from typing import NamedTuple, Self
from urllib.parse import urljoin, urlsplit
from urllib.request import parse_http_list, parse_keqv_list

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext

from console.video.failure import door
from console.video.login import Secret, plain
from console.video.protocol import TalkEnd

REQUIRE = "www.onvif.org/ver20/backchannel"
ANSWER = 3.0
"""Seconds that the camera may take with an answer."""
ASK = 2.0
"""Seconds between two questions whether it is still there."""
GONE = 4.0
"""Seconds without any word after which it is not."""
LAST_WORD = 0.5
"""Seconds that taking leave may take."""
RATE = 8000
"""Samples a second of G.711."""
MOST = 1 << 16
"""Bytes of an answer."""
_LAWS = {"PCMU": "pcm_mulaw", "PCMA": "pcm_alaw"}
_STATIC = {0: "PCMU/8000", 8: "PCMA/8000"}
_HASHES = {"MD5": "md5", "SHA-256": "sha256"}


class TalkFault(Exception):
    """Why there is no way to the loudspeaker: a code, and words for the log that hold no password."""

    def __init__(self, end: TalkEnd, words: str) -> None:
        super().__init__(words)
        self.end = end


class Answer(NamedTuple):
    """What a camera answers."""

    status: int
    headers: Mapping[str, str]
    body: str


class Speaker(NamedTuple):
    """The media of a session description that takes sound."""

    control: str
    payload: int
    law: str
    """PCMU or PCMA."""


def speaker_in(description: str) -> Speaker | None:
    """The first audio that the camera receives as G.711 (`a=sendonly`: by whoever asks); None: it receives none.

    Raises `TalkFault` where it wants another coding.
    """
    session, *medias = description.replace("\r\n", "\n").split("\nm=")
    del session
    others: list[str] = []
    for media in medias:
        first, *lines = media.split("\n")
        kind, *rest = first.split()
        if kind != "audio" or "a=sendonly" not in lines:
            continue
        names = _STATIC | dict(_rtpmap(line) for line in lines if line.startswith("a=rtpmap:") and " " in line)
        control = next((line.removeprefix("a=control:").strip() for line in lines if line.startswith("a=control:")), "")
        for word in rest[2:]:
            law, _, rate = names.get(int(word) if word.isdecimal() else -1, word).upper().partition("/")
            if law in _LAWS and rate.split("/")[0] == str(RATE):
                return Speaker(control, int(word), law)
            others.append(law)
    if others:
        raise TalkFault(TalkEnd.CODEC, f"the loudspeaker takes {', '.join(others)[:100]} and no G.711")
    return None


def _rtpmap(line: str) -> tuple[int, str]:
    number, _, name = line.removeprefix("a=rtpmap:").partition(" ")
    return (int(number) if number.isdecimal() else -1), name.strip()


def authorisation(secret: Secret, method: str, address: str, challenge: str, use: int) -> str:
    """The header that answers a challenge (Digest or Basic) for the `use`-th time; empty: one that nobody here can answer."""
    scheme, _, rest = challenge.partition(" ")
    if scheme.lower() == "basic":
        return "Basic " + b64encode(f"{secret.user}:{secret.password}".encode()).decode()
    asked = parse_keqv_list(parse_http_list(rest))
    name = asked.get("algorithm", "MD5").upper()
    if scheme.lower() != "digest" or name not in _HASHES:
        return ""

    def hashed(text: str) -> str:
        return hashlib.new(_HASHES[name], text.encode(), usedforsecurity=False).hexdigest()

    realm, nonce = asked.get("realm", ""), asked.get("nonce", "")
    ours, what = hashed(f"{secret.user}:{realm}:{secret.password}"), hashed(f"{method}:{address}")
    said = f'Digest username="{secret.user}", realm="{realm}", nonce="{nonce}", uri="{address}"'
    if "auth" in [each.strip() for each in asked.get("qop", "").split(",")]:
        once, count = chance.token_hex(8), f"{use:08x}"
        said += f', qop=auth, nc={count}, cnonce="{once}", response="{hashed(f"{ours}:{nonce}:{count}:{once}:auth:{what}")}"'
    else:
        said += f', response="{hashed(f"{ours}:{nonce}:{what}")}"'
    said += f", algorithm={name}" if "algorithm" in asked else ""
    return said + (f', opaque="{asked["opaque"]}"' if "opaque" in asked else "")


class BackChannel:
    """An open way to a loudspeaker. One thread's."""

    def __init__(self, address: str, secret: Secret | None, authority: str | None = None) -> None:
        """Open it. `authority`: as for the camera's streams. Raises `TalkFault`."""
        self._address = plain(address)
        self._secret = secret
        self._number = 0
        self._challenges: tuple[str, ...] = ()
        self._uses = 0
        """How often they were answered."""
        self._session = ""
        self._buffer = b""
        self._socket = self._connect(authority)
        try:
            speaker = self._open()
        except BaseException:
            self._socket.close()
            raise
        coder = av.CodecContext.create(_LAWS[speaker.law], "w")
        assert isinstance(coder, AudioCodecContext)
        coder.sample_rate, coder.layout, coder.format = RATE, "mono", "s16"
        self._coder = coder
        self.law = speaker.law
        """How it wants to be spoken to: PCMU or PCMA."""
        self._payload = speaker.payload
        self._sequence, self._stamp, self._source = chance.randbelow(1 << 15), chance.randbelow(1 << 31), os.urandom(4)
        self._has_spoken = False
        self._heard = self._asked = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- opening ---------------------------------------------------------------------------------------------------------

    def _connect(self, authority: str | None) -> socket.socket:
        where, parts = door(self._address), urlsplit(self._address)
        if where is None or parts.scheme not in {"rtsp", "rtsps"}:
            raise TalkFault(TalkEnd.NO_LOUDSPEAKER, f"{self._address} is no RTSP address")
        try:
            found = socket.create_connection(where, ANSWER)
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(GONE * 1000))
            if parts.scheme == "rtsps":
                return ssl.create_default_context(cafile=authority).wrap_socket(found, server_hostname=where[0])
        except ssl.SSLCertVerificationError as error:
            raise TalkFault(
                TalkEnd.CERTIFICATE, f"the certificate of {where[0]} is not trusted ({error.verify_message})"
            ) from None
        except OSError as error:
            why = str(error.strerror or error or "no answer").lower()
            raise TalkFault(TalkEnd.UNREACHABLE, f"{where[0]} port {where[1]}: {why}") from None
        return found

    def _open(self) -> Speaker:
        described = self._ask("DESCRIBE", self._address, {"Accept": "application/sdp", "Require": REQUIRE})
        speaker = speaker_in(described.body)
        if speaker is None:
            raise TalkFault(TalkEnd.NO_LOUDSPEAKER, f"{self._address} offers no back channel: it takes no sound")
        base = described.headers.get("content-base") or described.headers.get("content-location") or self._address
        base = base if base.endswith("/") else f"{base}/"
        control = speaker.control if "://" in speaker.control else urljoin(base.replace("rtsp", "http", 1), speaker.control)
        control = control if control.startswith("rtsp") else control.replace("http", "rtsp", 1)
        transport = {"Transport": "RTP/AVP/TCP;unicast;interleaved=0-1", "Require": REQUIRE}
        ready = self._ask("SETUP", control, transport)
        self._session = ready.headers.get("session", "").partition(";")[0].strip()
        self._channel = _channel_in(ready.headers.get("transport", ""))
        self._aggregate = base.rstrip("/")
        self._ask("PLAY", self._aggregate, {"Require": REQUIRE})
        return speaker

    # --- talking ---------------------------------------------------------------------------------------------------------

    def say(self, sound: bytes) -> None:
        """Send samples (16 bits, mono, 8,000 a second). Raises `TalkFault` when the camera is gone."""
        frame = av.AudioFrame.from_ndarray(np.frombuffer(sound, "<i2").reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        for packet in self._coder.encode(frame):
            mark = 0 if self._has_spoken else 0x80
            head = (
                struct.pack("!BBHI", 0x80, mark | self._payload, self._sequence & 0xFFFF, self._stamp & 0xFFFFFFFF) + self._source
            )
            coded = bytes(packet)
            self._send(struct.pack("!cBH", b"$", self._channel, len(head) + len(coded)) + head + coded)
            self._has_spoken = True
            self._sequence += 1
            self._stamp += len(coded)

    def look(self, now: float) -> None:
        """Hear what the camera says, and ask whether it is still there; call it often. Raises `TalkFault` when it is not."""
        while self._is_readable():
            self._receive()
            self._buffer = _without_whole(self._buffer)
        if now - self._heard > GONE:
            raise TalkFault(TalkEnd.CAMERA_LOST, f"{self._address} does not answer any more")
        if now - self._asked >= ASK:
            self._asked = now
            self._say("OPTIONS", self._aggregate, {})

    def close(self) -> None:
        """Take leave, and hang up."""
        with self._socket, contextlib.suppress(OSError, TalkFault):  # where it is gone already, that was to be brought about
            self._say("TEARDOWN", self._aggregate, {})
            self._socket.settimeout(LAST_WORD)
            self._socket.recv(MOST)

    # --- RTSP ------------------------------------------------------------------------------------------------------------

    def _ask(self, method: str, address: str, headers: Mapping[str, str]) -> Answer:
        self._say(method, address, headers)
        answer = self._hear()
        asked = tuple(value for key, value in answer.headers.items() if key.startswith("www-authenticate"))
        is_new = not self._challenges or any("stale=true" in each.lower() for each in asked)
        if answer.status == 401 and self._secret is not None and is_new:
            self._challenges, self._uses = asked, 0
            self._say(method, address, headers)
            answer = self._hear()
        if answer.status == 200:
            return answer
        if answer.status in {401, 403}:
            raise TalkFault(TalkEnd.WRONG_PASSWORD, f"{self._address} refuses user or password")
        if answer.status == 551:
            raise TalkFault(TalkEnd.NO_LOUDSPEAKER, f"{self._address} knows no back channel")
        if answer.status == 453:
            raise TalkFault(TalkEnd.BUSY, f"{self._address}: somebody else uses its loudspeaker")
        raise TalkFault(TalkEnd.NO_LOUDSPEAKER, f"{self._address} answers {method} with {answer.status}")

    def _say(self, method: str, address: str, headers: Mapping[str, str]) -> None:
        self._number += 1
        lines = [f"{method} {address} RTSP/1.0", f"CSeq: {self._number}", "User-Agent: hallwatch"]
        lines += [f"{key}: {value}" for key, value in headers.items()]
        lines += [f"Session: {self._session}"] if self._session else []
        if self._secret is not None and self._challenges:
            self._uses += 1
            known = (authorisation(self._secret, method, address, each, self._uses) for each in self._challenges)
            lines += [f"Authorization: {said}" for said in known if said][:1]
        self._send("\r\n".join((*lines, "", "")).encode())

    def _hear(self) -> Answer:
        """The next answer; packets in between are left out."""
        until = time.monotonic() + ANSWER
        while True:
            self._buffer = _without_packets(self._buffer)
            whole = _answer_in(self._buffer)
            if whole is not None:
                answer, length = whole
                self._buffer = self._buffer[length:]
                return answer
            if time.monotonic() > until or len(self._buffer) > MOST:
                raise TalkFault(TalkEnd.UNREACHABLE, f"{self._address} does not answer as an RTSP camera does")
            self._receive()

    def _receive(self) -> None:
        try:
            came = self._socket.recv(4096)
        except OSError as error:
            raise TalkFault(self._lost, f"{self._address}: {error.strerror or 'no answer'}") from None
        if not came:
            raise TalkFault(self._lost, f"{self._address} hung up")
        self._heard = time.monotonic()
        self._buffer += came

    def _send(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise TalkFault(self._lost, f"{self._address}: {error.strerror or 'takes nothing any more'}") from None

    def _is_readable(self) -> bool:
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            return True
        return bool(select.select([self._socket], [], [], 0)[0])

    @property
    def _lost(self) -> TalkEnd:
        return TalkEnd.CAMERA_LOST if self._session else TalkEnd.UNREACHABLE


def _channel_in(transport: str) -> int:
    """The channel that the camera wants packets in."""
    for part in transport.split(";"):
        key, _, value = part.strip().partition("=")
        if key == "interleaved" and (number := value.partition("-")[0]).isdecimal():
            return min(255, int(number))
    return 0


def _without_packets(buffer: bytes) -> bytes:
    """What is left when the packets in front are taken away."""
    while buffer[:1] == b"$" and len(buffer) >= 4 and len(buffer) >= (length := 4 + int.from_bytes(buffer[2:4], "big")):
        buffer = buffer[length:]
    return buffer


def _without_whole(buffer: bytes) -> bytes:
    """What is left when packets and answers in front are taken away: while talking nobody needs them."""
    while True:
        rest = _without_packets(buffer)
        whole = _answer_in(rest)
        if whole is None:
            return rest[-MOST:]
        buffer = rest[whole[1] :]


def _answer_in(buffer: bytes) -> tuple[Answer, int] | None:
    """The answer at the beginning, and its length; None: it is not whole yet."""
    end = buffer.find(b"\r\n\r\n")
    if buffer[:1] == b"$" or end < 0:
        return None
    first, *lines = buffer[:end].decode("utf-8", "replace").split("\r\n")
    headers: dict[str, str] = {}
    for line in lines:
        key, _, value = line.partition(":")
        name = key.strip().lower()
        headers[name if name not in headers else f"{name} {len(headers)}"] = value.strip()
    size = headers.get("content-length", "0")
    length = end + 4 + (int(size) if size.isdecimal() else 0)
    if len(buffer) < length:
        return None
    words = first.split()
    status = int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0
    return Answer(status, headers, buffer[end + 4 : length].decode("utf-8", "replace")), length
