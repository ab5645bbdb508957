"""Who speaks: CURVE keys checked at the handshake (ZAP) and again for every message. Nothing else decides who a peer is.

libzmq asks a ZAP socket once per connection; a station revoked later would keep its connection. So the table of stations is looked
at again for each group of messages, by the key that libzmq attaches to every frame (`User-Id`).
"""

import logging
import os
from pathlib import Path

import zmq
from zmq.utils import z85

from console.fault import HallFault
from console.hub import keys
from console.hub.keys import HubKey, Paired
from console.model.command import Role
from console.station import limit

ZAP = "inproc://zeromq.zap.01"
DOMAIN = b"hall"

log = logging.getLogger(__name__)


class Gate:
    """Answers libzmq's question who may connect, and knows the name and role behind each frame. One thread only."""

    def __init__(self, context: "zmq.Context[zmq.Socket[bytes]]", data_dir: Path) -> None:
        self._data_dir = data_dir
        self._path = keys.table_path(data_dir)
        self._key_stamp = _stamp(keys.hub_key_path(data_dir))
        self.key: HubKey = keys.hub_key(data_dir)
        """The hub's, as of the last `refresh_key`."""
        self._complained: dict[Path, tuple[int, int, int]] = {}
        """Files of which it was said that they cannot be read, as they were then."""
        self._stamp: tuple[int, int, int] | None = None
        self._by_key: dict[str, Paired] = {}
        self._own: str | None = None
        self.denied: dict[str, int] = {}
        """Reason → handshakes refused since `take_denied`."""
        self.socket = context.socket(zmq.REP)
        """Poll it, and call `answer` when it is readable."""
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.bind(ZAP)
        self.refresh()

    @property
    def public(self) -> str:
        """The hub's public key, Z85."""
        return self.key.public

    @property
    def stations(self) -> tuple[Paired, ...]:
        """Who may come in, as of the last `refresh`."""
        return tuple(self._by_key.values())

    def trust(self, key: str | None) -> None:
        """Let this key in too, for the self-test, until the next call."""
        self._own = key

    def secure(self, socket: "zmq.Socket[bytes]", max_message: int) -> None:
        """Make a socket a CURVE server with the project's limits; before `bind`. `max_message`: bytes of a frame inwards."""
        socket.curve_server = True
        socket.curve_publickey = self.key.public.encode()
        socket.curve_secretkey = self.key.secret.encode()
        socket.setsockopt(zmq.ZAP_DOMAIN, DOMAIN)
        socket.setsockopt(zmq.MAXMSGSIZE, max_message)
        limit(socket)

    def answer(self) -> None:
        """Answer all handshakes that wait."""
        while True:
            try:
                parts = self.socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            self.socket.send_multipart(self._verdict(parts))

    def _verdict(self, parts: list[bytes]) -> list[bytes]:
        version, request, domain, _, _, mechanism = parts[:6]
        key = z85.encode(parts[6]).decode() if mechanism == b"CURVE" and len(parts) > 6 else ""
        self.refresh()
        if domain == DOMAIN and (key in self._by_key or (key and key == self._own)):
            return [version, request, b"200", b"OK", key.encode(), b""]
        reason = "unknown_key" if mechanism == b"CURVE" else "no_key"
        self.denied[reason] = self.denied.get(reason, 0) + 1
        return [version, request, b"400", reason.encode(), b"", b""]

    def take_denied(self) -> dict[str, int]:
        """Handshakes refused since the last call."""
        taken, self.denied = self.denied, {}
        return taken

    def refresh(self) -> frozenset[str]:
        """Read the table again when it changed; returns the keys that are no longer in it.

        One that cannot be read changes nothing, and is tried again.
        """
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return frozenset()
        try:
            table = keys.load_table(self._data_dir)
        except HallFault as fault:
            self._complain(self._path, stamp, fault)
            return frozenset()
        self._stamp = stamp
        before = frozenset(self._by_key)
        self._by_key = {paired.key: paired for paired in table.stations}
        return before - frozenset(self._by_key)

    def refresh_key(self) -> bool:
        """Read the hub's key again when its file changed; True: it is another one, and sockets made before have the old.

        A file that cannot be read changes nothing, and is tried again.
        """
        stamp = _stamp(keys.hub_key_path(self._data_dir))
        if stamp == self._key_stamp:
            return False
        try:
            key = keys.read_hub_key(self._data_dir)
        except HallFault as fault:
            self._complain(keys.hub_key_path(self._data_dir), stamp, fault)
            return False
        before, self.key, self._key_stamp = self.key, key, stamp
        return key.public != before.public

    def _complain(self, path: Path, stamp: tuple[int, int, int], fault: HallFault) -> None:
        if self._complained.get(path) != stamp:
            self._complained[path] = stamp
            log.warning("%s; what was read before stays in force", fault)

    def who(self, frame: zmq.Frame) -> Paired | None:
        """Who sent this frame, by the table as of the last `refresh`; None when no longer paired."""
        key = str(frame.get("User-Id"))
        if key == self._own:
            return Paired(name="selftest", role=Role.VIEWER, key=key, since=0.0)
        return self._by_key.get(key)

    def close(self) -> None:
        """Give the ZAP address back."""
        self.socket.close(0)


def _stamp(path: Path) -> tuple[int, int, int]:
    """Changes when the file does."""
    try:
        found = os.stat(path)  # noqa: PTH116 - twice as fast, and this runs for every group of messages
    except FileNotFoundError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_ino, found.st_size
