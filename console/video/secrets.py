"""User names and passwords of cameras: one private file of the recorder's machine. They enter an address when it is opened, nowhere else.

`DIR/keys/cameras.json` (0600) holds them by the name that a camera's `secret` gives. Nothing here is ever logged, sent or put into an
error's text; `plain` and `without` are for what is.
"""

import logging
import threading
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec
from msgspec import Struct

from console import station
from console.fault import HallFault
from console.hub import keys

FILE = "cameras.json"
HIDDEN = "•••"

log = logging.getLogger(__name__)


class Secret(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a camera asks for."""

    user: str
    password: str

    def __repr__(self) -> str:
        return f"Secret(user={self.user!r}, password={HIDDEN})"


def load(data_dir: Path) -> dict[str, Secret]:
    """All secrets by name, none when there is no file; raises HallFault for one that is damaged or open to others."""
    path = keys.folder(data_dir) / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Secret])
    except FileNotFoundError:
        return {}
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        # Not the error's own text: it may quote what it could not read.
        raise HallFault(
            f"the cameras' passwords {path} are damaged ({type(error).__name__})",
            "enter them again: hallwatch camera secret NAME",
        ) from None


def put(data_dir: Path, name: str, secret: Secret) -> None:
    """Keep a secret under a name; the one before it is gone."""
    keys.folder(data_dir)
    with keys.lock(data_dir):
        station.write_private(data_dir / "keys" / FILE, msgspec.json.encode({**load(data_dir), name: secret}))


def remove(data_dir: Path, name: str) -> None:
    """Forget a secret; raises HallFault when there is none of that name."""
    keys.folder(data_dir)
    with keys.lock(data_dir):
        known = load(data_dir)
        if known.pop(name, None) is None:
            raise HallFault(f"no camera password is kept under {name}", f"names: {', '.join(sorted(known)) or 'none'}")
        station.write_private(data_dir / "keys" / FILE, msgspec.json.encode(known))


def insert(address: str, secret: Secret | None) -> str:
    """The address as it is opened. Only for the call that opens it."""
    if secret is None:
        return address
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(secret.user, safe='')}:{quote(secret.password, safe='')}@{host}"))


def plain(address: str) -> str:
    """An address that may be shown: without user and password, even where somebody wrote them into it against the rule."""
    scheme, mark, rest = address.partition("://")
    if not mark:
        return address
    end = min((place for place in (rest.find(each) for each in "/?#") if place >= 0), default=len(rest))
    at = rest.rfind("@", 0, end)
    if at < 0 and "@" in rest and ":" in rest[:end]:  # a password with a slash in it, not quoted
        at = rest.rfind("@")
    return f"{scheme}://{rest[at + 1 :]}" if at >= 0 else address


def without(text: str, secret: Secret | None) -> str:
    """A foreign text with the password taken out, as it is and as it stands in an address."""
    if secret is None or not secret.password:
        return text
    for word in {secret.password, quote(secret.password, safe=""), quote(secret.password)}:
        text = text.replace(word, HIDDEN)
    return text


class SecretBook:
    """The cameras' passwords, read again when their file changes: a corrected one needs no new start. For any thread."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._stamp: int | None = None
        self._secrets: dict[str, Secret] = {}
        self._lock = threading.Lock()

    def of(self, name: str | None) -> Secret | None:
        """The secret under a name; None: there is none, or its file cannot be read (told in the log)."""
        if name is None:
            return None
        with self._lock:
            try:
                stamp = (self._data_dir / "keys" / FILE).stat().st_mtime_ns
            except OSError:
                stamp = 0
            if stamp != self._stamp:
                self._stamp = stamp
                try:
                    self._secrets = load(self._data_dir)
                except HallFault as fault:
                    log.error("%s", fault)  # noqa: TRY400 — a fault of the world
            return self._secrets.get(name)


def authority_in(data_dir: Path) -> str | None:
    """The file with certificates of cameras that are trusted besides the system's, when there is one."""
    path = data_dir / "keys" / "cameras.pem"
    return str(path) if path.exists() else None
