"""Why a stream could not be opened or broke off: FFmpeg's errors as a `Fault` and plain words, which never hold a password."""

import errno
import socket
import ssl
import urllib.error
import urllib.request
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

import av
from av.container import InputContainer
from av.error import FFmpegError

from console.model.hall import Camera
from console.video import secrets
from console.video.protocol import Fault
from console.video.secrets import Secret

SCHEMES = frozenset({"rtsp", "rtsps", "http", "https", "udp", "rtp", "file", ""})
ASK = 2.0
"""Seconds for a question of our own after a failure."""
FINAL = frozenset({Fault.WRONG_PASSWORD, Fault.NO_SUCH_STREAM, Fault.NOT_VIDEO, Fault.CERTIFICATE, Fault.BAD_ADDRESS})
"""What trying again does not mend by itself."""
STILL = "image2"
"""FFmpeg's name for a file of one picture; many cameras offer such an address too."""
_PORTS = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}


class Failure(NamedTuple):
    """What is wrong, for people and for the log."""

    fault: Fault
    words: str


def check(address: str) -> Failure | None:
    """What is wrong with an address before anything is opened; None: it may be tried."""
    shown = secrets.plain(address)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        return Failure(Fault.BAD_ADDRESS, f"{shown} is no address: {secrets.without(str(error), _written(address))}")
    if parts.scheme not in SCHEMES:
        return Failure(Fault.BAD_ADDRESS, f"{shown}: {parts.scheme}:// is not known; use rtsp, rtsps, http, https, udp or a file")
    if parts.scheme not in {"", "file"} and not parts.hostname:
        return Failure(Fault.BAD_ADDRESS, f"{shown} names no host")
    if parts.scheme in {"udp", "rtp"} and not port:
        return Failure(Fault.BAD_ADDRESS, f"{shown} names no port")
    return None


def _written(address: str) -> Secret | None:
    """A password that somebody wrote into an address."""
    who, mark, _ = address.partition("://")[2].rpartition("@")
    return Secret(user="", password=who.partition(":")[2]) if mark else None


def door(address: str) -> tuple[str, int] | None:
    """Host and port of the TCP connection that an address needs; None: it needs none."""
    parts = urlsplit(address)
    port = _PORTS.get(parts.scheme)
    return (parts.hostname or "", parts.port or port) if port is not None else None


def answers(address: str, seconds: float) -> bool:
    """Whether something listens at the address (a TCP handshake, no word said)."""
    where = door(address)
    if where is None:
        return True
    try:
        socket.create_connection(where, seconds).close()
    except OSError:
        return False
    return True


def explain(error: Exception, address: str, seconds: float, authority: str | None = None) -> Failure:
    """What an error at opening means; `seconds` it took. Asks the camera's port again where FFmpeg is vague.

    `authority`: file of certificates that are trusted; None: the system's.
    """
    shown, parts = secrets.plain(address), urlsplit(address)
    match error:
        case av.error.HTTPUnauthorizedError() | av.error.HTTPForbiddenError():
            return Failure(Fault.WRONG_PASSWORD, f"{shown} refuses user or password")
        case av.error.HTTPNotFoundError():
            return Failure(Fault.NO_SUCH_STREAM, f"{parts.hostname} has no stream {parts.path or '/'}")
        case av.error.HTTPServerError() | av.error.HTTPTooManyRequestsError():
            return Failure(Fault.UNREACHABLE, f"{parts.hostname} cannot serve {parts.path or '/'} now, it says: {error.strerror}")
        case av.error.HTTPError():
            return Failure(Fault.NOT_VIDEO, f"{shown} answers with an error: {error.strerror}")
        case av.error.ProtocolNotFoundError() | av.error.ArgumentError():
            return Failure(Fault.BAD_ADDRESS, f"{shown} is no address that can be opened")
        case av.error.FileNotFoundError() | av.error.IsADirectoryError() | av.error.PermissionError():
            return Failure(Fault.NO_SUCH_STREAM, f"{shown}: {error.strerror}")
        case av.error.DemuxerNotFoundError() | av.error.DecoderNotFoundError():
            return Failure(Fault.NOT_VIDEO, f"{shown} sends what this recorder cannot read")
        case av.error.TimeoutError() | av.error.ExitError():
            return _silent(parts, shown)
        case FFmpegError(errno=errno.EPROTONOSUPPORT):  # RTSP's 461
            return Failure(
                Fault.NO_SUCH_STREAM, f"{shown} is not sent this way; set the camera's transport to the other of tcp and udp"
            )
        case FFmpegError() if door(address) is not None:
            return _ask(parts, shown, seconds, authority)
        case av.error.InvalidDataError():
            return Failure(Fault.NOT_VIDEO, f"{shown} is not video")
        case FFmpegError():
            return Failure(Fault.UNREACHABLE, f"{shown}: {error.strerror}")
        case _:
            return Failure(Fault.BROKEN_STREAM, f"{shown} cannot be read ({type(error).__name__})")


def unknown_caller(failed: Failure, camera: Camera) -> Failure:
    """What a camera refuses to who says no password: told as what is lacking."""
    if failed.fault is not Fault.WRONG_PASSWORD:
        return failed
    name = camera.secret
    if name is None:
        return failed._replace(words=f"{failed.words}; hall.toml names no secret for {camera.id}")
    return failed._replace(words=f"no password is kept under {name}: hallwatch camera secret {name}")


def unfit(container: InputContainer, address: str) -> Failure | None:
    """Why what could be opened is no stream of pictures; None: it is one."""
    shown = secrets.plain(address)
    if not container.streams.video:
        return Failure(Fault.NOT_VIDEO, f"{shown} has no pictures")
    if container.format.name == STILL:
        return Failure(Fault.NOT_VIDEO, f"{shown} is a single picture, not video")
    return None


def _silent(parts: SplitResult, shown: str) -> Failure:
    if parts.scheme in {"udp", "rtp"}:
        return Failure(Fault.UNREACHABLE, f"nothing comes in at {shown}")
    return Failure(Fault.UNREACHABLE, f"{parts.hostname} does not answer")


def _ask(parts: SplitResult, shown: str, seconds: float, authority: str | None) -> Failure:
    """FFmpeg says no more than `invalid data` or `input/output error`: look for oneself."""
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    try:
        connection = socket.create_connection((host, port), ASK)
    except socket.gaierror:
        return Failure(Fault.UNREACHABLE, f"no machine is known as {host}")
    except TimeoutError:
        return _silent(parts, shown)
    except OSError as error:
        return Failure(Fault.UNREACHABLE, f"{host} port {port}: {(error.strerror or 'no connection').lower()}")
    with connection:
        if parts.scheme in {"rtsps", "https"}:
            found = _certificate(connection, host, authority)
            if found is not None:
                return found
    if seconds >= ASK:
        return _silent(parts, shown)
    if parts.scheme in {"http", "https"}:
        return _page(parts, shown)
    return Failure(Fault.NOT_VIDEO, f"{host} port {port} does not speak {parts.scheme.upper()}, or sends no video")


def _certificate(connection: socket.socket, host: str, authority: str | None) -> Failure | None:
    try:
        with ssl.create_default_context(cafile=authority).wrap_socket(connection, server_hostname=host):
            return None
    except ssl.SSLCertVerificationError as error:
        remedy = "put it into keys/cameras.pem to trust it"
        return Failure(Fault.CERTIFICATE, f"the certificate of {host} is not trusted ({error.verify_message}); {remedy}")
    except TimeoutError:
        return Failure(Fault.UNREACHABLE, f"{host} does not answer")
    except (ssl.SSLError, OSError):
        return Failure(Fault.CERTIFICATE, f"{host} does not speak TLS here; use rtsp:// or another port")


def _page(parts: SplitResult, shown: str) -> Failure:
    """What an HTTP address gives: its type says whether it is meant to be video."""
    plain = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    try:
        with urllib.request.urlopen(plain.geturl(), timeout=ASK) as answer:  # noqa: S310 — http or https, as checked
            kind = answer.headers.get_content_type()
    except (urllib.error.URLError, OSError, ValueError):
        kind = ""
    if kind.startswith("text/") or kind in {"application/json", "application/xml"}:
        return Failure(Fault.NOT_VIDEO, f"{shown} is a page ({kind}), not video")
    return Failure(Fault.BROKEN_STREAM, f"{shown} ends before a picture is whole")
