"""Pairing a station over the network with a short code, and shutting it out again. The only socket of the hub without encryption.

`pair` on the hub prints `HOST CODE`, valid 10 minutes, once. `join` on the station makes its own key there; the secret half never
travels. The code is 40 bits of fingerprint and 40 bits of secret, each 8 characters of base 32:

    key         = scrypt(secret, salt=hub key)              so that trying all secrets takes years, not minutes
    fingerprint = HMAC(key, "fingerprint" hub key)          of the key that whoever answers claims to be the hub's
    station → hub   meet    nonce of the station
    hub → station   met     hub key, nonce of the hub
    station → hub   prove   fingerprint, public key, HMAC(key, "station" …)
    hub → station   joined  name, role, ports, HMAC(key, "hub" …)

One who sits between the two knows neither secret nor key, so he can put no key of his own in place of either's.
"""

import base64
import hashlib
import hmac
import logging
import secrets
import socket as net
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import zmq
from msgspec import Meta, Struct

from console import station, wire
from console.fault import HallFault
from console.hub import keys
from console.hub.refusals import Code, Refusals
from console.model.command import Role
from console.model.ident import Id
from console.station import Key, Station

VALID_SECONDS = 600.0
TRIES = 5
DEFAULT_PORT = 5705
MEETINGS = 64
"""Pairings that may be under way at once; the oldest is forgotten."""
_SCRYPT = {"n": 1 << 14, "r": 8, "p": 1, "dklen": 32}
Hex = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
_CODE_BYTES = 10

log = logging.getLogger(__name__)


class _Message(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag=str.lower):
    """One frame of JSON."""


class Meet(_Message, frozen=True, kw_only=True):
    """The station's first word."""

    protocol: int
    nonce: Hex


class Met(_Message, frozen=True, kw_only=True):
    """The hub shows its key."""

    hub_key: Key
    nonce: Hex


class Prove(_Message, frozen=True, kw_only=True):
    """The station shows that it has the code."""

    fingerprint: Hex
    public_key: Key
    proof: Hex


class Joined(_Message, frozen=True, kw_only=True):
    """The station is paired; the hub shows that it has the code."""

    name: Id
    role: Role
    ingress: int
    control: int
    proof: Hex


class NotJoined(_Message, frozen=True, kw_only=True):
    """It is not."""

    code: str
    reason: str


_decode_request = msgspec.json.Decoder(Meet | Prove).decode
_decode_answer = msgspec.json.Decoder(Met | Joined | NotJoined).decode
_encode = msgspec.json.Encoder().encode


class Offer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code that was printed and not used yet. The code itself is not kept."""

    name: Id
    role: Role
    fingerprint: Hex
    """40 bits of it are in the code."""
    key: Hex
    expires: float
    """Unix seconds by the wall: `pair` and the hub are two processes."""
    tries: int = 0


def _derive(secret: bytes, hub_key: str) -> tuple[bytes, str]:
    """Key and fingerprint of a secret and a hub's key."""
    key = hashlib.scrypt(secret, salt=hub_key.encode(), **_SCRYPT)
    mark = hmac.digest(key, b"fingerprint" + hub_key.encode(), "sha256")[: _CODE_BYTES // 2]
    return key, mark.hex().ljust(64, "0")


def _proof(key: bytes, who: str, *said: str) -> str:
    return hmac.digest(key, "\n".join((who, *said)).encode(), "sha256").hex()


def _code(fingerprint: str, secret: bytes) -> str:
    text = base64.b32encode(bytes.fromhex(fingerprint)[: _CODE_BYTES // 2] + secret).decode()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def _read_code(code: str) -> tuple[str, bytes]:
    """Fingerprint and secret in a code as somebody typed it; raises HallFault."""
    text = code.upper().replace("-", "").replace(" ", "").replace("0", "O").replace("1", "I").replace("8", "B")
    try:
        raw = base64.b32decode(text)
    except ValueError:
        raw = b""
    if len(raw) != _CODE_BYTES:
        raise HallFault(f"{code!r} is not a pairing code", "type all 16 letters and digits that `hallwatch pair` printed")
    half = _CODE_BYTES // 2
    return raw[:half].hex().ljust(64, "0"), raw[half:]


# --- on the hub -----------------------------------------------------------------------------------------------------------


def pair(data_dir: Path, role: Role | str, name: str, *, host: str | None = None) -> str:
    """Offer a station of this name and role to come in; returns `HOST CODE`. Raises HallFault. The hub may run or not."""
    role = Role(role)
    keys.check_name(name)
    secret = secrets.token_bytes(_CODE_BYTES // 2)
    hub_key = keys.hub_key(data_dir).public
    key, fingerprint = _derive(secret, hub_key)
    offer = Offer(name=name, role=role, fingerprint=fingerprint, key=key.hex(), expires=time.time() + VALID_SECONDS)
    with keys.lock(data_dir):
        others = [other for other in _offers(data_dir) if other.name != name]
        _save_offers(data_dir, [*others, offer])
    running = station.read_hub_file(data_dir / "hub.json")
    if host is None:
        bound = running.host if running else "127.0.0.1"
        host = net.gethostname() if bound in {"0.0.0.0", "*", "::"} else bound  # noqa: S104 - compared, not bound
        if running and running.pairing != DEFAULT_PORT:
            host = f"{host}:{running.pairing}"
    return f"{host} {_code(fingerprint, secret)}"


def _path(data_dir: Path) -> Path:
    return data_dir / "keys" / "offers.json"


def offers(data_dir: Path) -> list[Offer]:
    """All offers that were not taken since the last `pair`, open or not; a damaged file holds none."""
    try:
        return msgspec.json.decode(_path(data_dir).read_bytes(), type=list[Offer])
    except FileNotFoundError:
        return []
    except msgspec.MsgspecError as error:
        log.warning("the open pairing codes are lost, pair again: %s", error)
        return []


def is_open(offer: Offer) -> bool:
    """Whether its code can still be used."""
    return time.time() < offer.expires and offer.tries < TRIES


def _offers(data_dir: Path) -> list[Offer]:
    """Offers that are still open."""
    return [offer for offer in offers(data_dir) if is_open(offer)]


def _save_offers(data_dir: Path, offers: Sequence[Offer]) -> None:
    station.write_private(_path(data_dir), _encode(list(offers)))


class PairingDesk:
    """The hub's side of `join`, polled by the hub's thread. It answers; it never speaks first."""

    def __init__(self, context: "zmq.Context[zmq.Socket[bytes]]", data_dir: Path, hub_key: str, refusals: Refusals) -> None:
        self.hub_key = hub_key
        """The hub's public key, told to whoever joins."""
        self.ports = (0, 0)
        """Ingress and control, told to whoever joins."""
        self.socket = context.socket(zmq.ROUTER)
        self.socket.setsockopt(zmq.MAXMSGSIZE, 4_096)
        station.limit(self.socket)
        self._data_dir = data_dir
        self._refusals = refusals
        self._meetings: dict[bytes, tuple[str, str]] = {}
        """Route → nonces of station and hub."""

    def answer(self, turn: int = 8) -> None:
        """Answer at most `turn` requests."""
        for _ in range(turn):
            try:
                route, *frames = self.socket.recv_multipart(zmq.NOBLOCK, copy=False)
            except zmq.Again:
                return
            peer = f"pairing {frames[0].get('Peer-Address')}" if frames else "pairing"
            try:
                request = _decode_request(frames[0].bytes if len(frames) == 1 else b"")
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                answer: Met | Joined | NotJoined = self._refuse(peer, Code.MALFORMED, str(error))
            else:
                answer = self._meet(route.bytes, peer, request) if isinstance(request, Meet) else self._prove(
                    route.bytes, peer, request
                )  # fmt: skip
            try:
                self.socket.send_multipart([route.bytes, _encode(answer)], zmq.NOBLOCK)
            except zmq.Again:
                log.info("%s did not wait for its answer", peer)

    def _refuse(self, peer: str, code: Code, reason: str) -> NotJoined:
        self._refusals.count(peer, code)
        return NotJoined(code=code.value, reason=reason[:500])

    def _meet(self, route: bytes, peer: str, request: Meet) -> Met | NotJoined:
        if request.protocol != wire.PROTOCOL:
            return self._refuse(peer, Code.PROTOCOL, f"this hub speaks protocol {wire.PROTOCOL}")
        while len(self._meetings) >= MEETINGS:
            del self._meetings[next(iter(self._meetings))]
        nonce = secrets.token_hex(32)
        self._meetings[route] = (request.nonce, nonce)
        return Met(hub_key=self.hub_key, nonce=nonce)

    def _prove(self, route: bytes, peer: str, request: Prove) -> Joined | NotJoined:
        nonces = self._meetings.pop(route, None)
        if nonces is None:
            return self._refuse(peer, Code.HELLO_FIRST, "meet first")
        with keys.lock(self._data_dir):
            offers = _offers(self._data_dir)
            offer = next((each for each in offers if hmac.compare_digest(each.fingerprint, request.fingerprint)), None)
            if offer is None:
                return self._refuse(peer, Code.WRONG_CODE, "the code is wrong, was used, or is older than 10 minutes")
            key, said = bytes.fromhex(offer.key), (self.hub_key, request.public_key, *nonces)
            others = [each for each in offers if each is not offer]
            if not hmac.compare_digest(_proof(key, "station", *said), request.proof):
                _save_offers(self._data_dir, [*others, msgspec.structs.replace(offer, tries=offer.tries + 1)])
                return self._refuse(peer, Code.WRONG_CODE, f"the code is wrong; {TRIES - 1 - offer.tries} tries are left")
            _save_offers(self._data_dir, others)
        keys.admit(self._data_dir, offer.name, offer.role, request.public_key, self.hub_key)
        log.info("%s is paired as %s", offer.name, offer.role.value)
        ingress, control = self.ports
        proof = _proof(key, "hub", *said, offer.name, offer.role.value)
        return Joined(name=offer.name, role=offer.role, ingress=ingress, control=control, proof=proof)

    def close(self) -> None:
        """Close the socket."""
        self.socket.close(0)


# --- on the station -------------------------------------------------------------------------------------------------------


def join(host: str, code: str, directory: Path, *, timeout: float = 5.0) -> Path:
    """Pair this station with the hub at `host` (or `host:port`); returns its station file, tried out. Raises HallFault."""
    fingerprint, secret = _read_code(code)
    name, _, port = host.partition(":")
    address = f"tcp://{name}:{port or DEFAULT_PORT}"
    pair_of_keys = keys.curve_pair()
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    try:
        socket = context.socket(zmq.DEALER)
        socket.setsockopt(zmq.MAXMSGSIZE, 4_096)
        station.limit(socket)
        try:
            socket.connect(address)
        except zmq.ZMQError as error:
            raise HallFault(f"{host} is not an address: {error.strerror}", "type HOST as `hallwatch pair` printed it") from error
        mine = secrets.token_hex(32)
        met = _ask(socket, Meet(protocol=wire.PROTOCOL, nonce=mine), host, timeout)
        if not isinstance(met, Met):
            raise HallFault(f"what answers at {host} is not a hub", "check the address")
        key, found = _derive(secret, met.hub_key)
        if not hmac.compare_digest(found, fingerprint):
            raise HallFault(
                f"the key that {host} shows does not fit the code: the code is mistyped, or somebody is in between",
                "check the code; if it is right, do not pair over this network",
            )
        said = (met.hub_key, pair_of_keys.public, mine, met.nonce)
        prove = Prove(fingerprint=found, public_key=pair_of_keys.public, proof=_proof(key, "station", *said))
        joined = _ask(socket, prove, host, timeout)
        if not isinstance(joined, Joined) or not hmac.compare_digest(
            joined.proof, _proof(key, "hub", *said, joined.name, joined.role.value)
        ):
            raise HallFault(f"{host} could not prove that it knows the code", "do not pair over this network")
    finally:
        context.destroy(0)
    issued = Station(
        name=keys.check_name(joined.name),
        role=joined.role,
        host=name,
        ingress=joined.ingress,
        control=joined.control,
        hub_key=met.hub_key,
        public_key=pair_of_keys.public,
        secret_key=pair_of_keys.secret,
    )
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = directory / f"{joined.name}.station.toml"
    station.write(path, issued)
    try_out(issued, timeout)
    return path


def _ask(socket: "zmq.Socket[bytes]", message: Meet | Prove, host: str, timeout: float) -> Met | Joined:
    socket.send(_encode(message))
    if not socket.poll(int(timeout * 1_000)):
        raise HallFault(f"nobody answers at {host} within {timeout:g} s", "check the address, and that the hub runs")
    try:
        answer: Met | Joined | NotJoined = _decode_answer(socket.recv())
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise HallFault(f"what answers at {host} is not a hub: {error}", "check the address") from error
    if isinstance(answer, NotJoined):
        raise HallFault(f"{host} refused: {answer.reason}", "print a new code on the hub: hallwatch pair")
    return answer


def try_out(issued: Station, timeout: float = 5.0) -> None:
    """Send one message to the hub with the station's key and wait for its answer; raises HallFault when none comes."""
    is_adapter = issued.role is Role.ADAPTER
    port = issued.ingress if is_adapter else issued.control
    message: wire.Beat | wire.Enter = wire.Beat() if is_adapter else wire.Enter(protocol=wire.PROTOCOL, station=issued.name)
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    try:
        socket = context.socket(zmq.DEALER)
        station.secure(socket, issued)
        socket.connect(f"tcp://{issued.host}:{port}")
        until = time.monotonic() + timeout
        if not socket.poll(int(timeout * 1_000), zmq.POLLOUT):
            raise HallFault(f"no encrypted connection to {issued.host}:{port}", "check that the port is open to this machine")
        socket.send(wire.encode(message))
        if not socket.poll(int(max(0.0, until - time.monotonic()) * 1_000)):
            raise HallFault(f"{issued.host}:{port} does not answer this station", "look into the hub's log")
        if not is_adapter:
            socket.send(wire.encode(wire.Bye()))
            socket.poll(50)  # lets the farewell leave before the context is destroyed
    finally:
        context.destroy(0)
