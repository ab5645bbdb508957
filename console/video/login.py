"""What a camera asks for before it shows anything: a user and a password, and how they are kept out of whatever is shown.

Nothing here is ever logged, sent or put into an error's text; `plain` and `without` are for what is.
"""

from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec
from msgspec import Struct

from console.fault import HallFault

FILE = "cameras.json"
"""In the key folder; written by `hallwatch camera secret` only (`console.video.secrets`)."""
HIDDEN = "•••"


class Secret(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a camera asks for."""

    user: str
    password: str

    def __repr__(self) -> str:
        return f"Secret(user={self.user!r}, password={HIDDEN})"


def read(path: Path) -> dict[str, Secret]:
    """All that a file keeps, by name; none when there is no file. Raises HallFault for one that is damaged or cannot be opened."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Secret])
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise HallFault(
            f"the cameras' passwords {path} cannot be read: {error.strerror}",
            f"give hallwatch's user the right to read them: {path}",
        ) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        # Not the error's own text: it may quote what it could not read.
        raise HallFault(
            f"the cameras' passwords {path} are damaged ({type(error).__name__})",
            "enter them again: hallwatch camera secret NAME",
        ) from None


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
