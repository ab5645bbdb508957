"""Cameras of the local network, and the configuration that each would have: `hallwatch probe camera`. It changes nothing anywhere.

What is printed is TOML that may be appended to hall.toml; what could not be found out stands there as a comment.
"""

import logging
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct
from onveef import wsdiscovery

from console.model.ident import Id
from console.video.login import Secret
from console.video.onvif import Information, OnvifCamera, OnvifFault, Preset, Profile, Trouble

SECONDS = 3.0
"""How long answers are waited for."""
LOOPBACK = "127.0.0.1"
SMALL = 640 * 360
"""The picture of which a sub stream should be nearest, by its pixels."""
LONGEST = 80

log = logging.getLogger(__name__)


class Found(Struct, frozen=True, kw_only=True):
    """A camera that answered."""

    address: str
    """HOST:PORT of its ONVIF service."""
    name: str = ""


class Described(Struct, frozen=True, kw_only=True):
    """What a camera told of itself, or why it did not."""

    found: Found
    information: Information = Information()
    profiles: tuple[Profile, ...] = ()
    presets: tuple[Preset, ...] = ()
    offset: float | None = None
    notes: tuple[str, ...] = ()
    """What went wrong, in plain English."""
    needs_login: bool = False


def find(seconds: float = SECONDS, interfaces: Sequence[str] = ()) -> tuple[Found, ...]:
    """Cameras that answer a WS-Discovery probe, by address. `interfaces`: addresses of this machine's; empty: all, and the loopback."""
    asked = list(interfaces) or [*wsdiscovery.local_ipv4_addresses(), LOOPBACK]
    try:
        answers = wsdiscovery.discover(timeout_s=seconds, interface_ip=asked)
    except OSError as error:
        log.warning("the network cannot be asked for cameras: %s", error)
        return ()
    found = {}
    for answer in answers:
        address = _service(answer.device_service)
        if address is not None:
            found[address] = Found(address=address, name=_clean(answer.name))
    return tuple(found[address] for address in sorted(found))


def _service(url: str) -> str | None:
    """HOST:PORT of a service's address; None when it is none."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        return None
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def describe(found: Found, login: Secret | None, timeout: float = 3.0) -> Described:
    """Ask a camera all that its configuration needs; what it does not say becomes a note."""
    notes: list[str] = []  # each once: a refused login is met at every question
    offset: float | None = None
    information = Information()
    profiles: tuple[Profile, ...] = ()
    presets: tuple[Preset, ...] = ()
    with OnvifCamera(found.address, login, timeout) as camera:
        try:
            offset = camera.clock_offset()
        except OnvifFault as fault:
            notes.append(str(fault))
            if fault.trouble is Trouble.UNREACHABLE:
                return Described(found=found, notes=tuple(notes))
        try:
            information = camera.information()
            profiles = camera.profiles()
        except OnvifFault as fault:
            notes.append(str(fault))
            refused = fault.trouble is Trouble.WRONG_PASSWORD
            return Described(
                found=found, information=information, offset=offset, notes=tuple(dict.fromkeys(notes)), needs_login=refused
            )
        if any(profile.has_ptz for profile in profiles):
            try:
                presets = camera.presets()
            except OnvifFault as fault:
                notes.append(str(fault))
    return Described(
        found=found, information=information, profiles=profiles, presets=presets, offset=offset, notes=tuple(dict.fromkeys(notes))
    )  # fmt: skip


def configuration(cameras: Iterable[Described], secret: str = "", adapter: str = "cameras") -> str:
    """The [[device]] and [[camera]] tables of these cameras, as text for hall.toml."""
    return "\n".join(_tables(each, secret, adapter) for each in cameras)


def _tables(camera: Described, secret: str, adapter: str) -> str:
    lines = [f"# --- {camera.found.address} {_clean(f'{camera.information.maker} {camera.information.model}')}".rstrip()]
    lines += [f"# {_clean(note, 200)}" for note in camera.notes]
    if camera.needs_login:
        lines.append("# Store its user and password:  hallwatch camera secret NAME")
        lines.append(f"# and ask it again:  hallwatch probe camera --host {camera.found.address} --secret NAME")
    if not camera.profiles:
        return "\n".join(lines) + "\n"
    id = _id(camera.found.address)
    lines += [_stream(profile) for profile in camera.profiles]
    if camera.offset is not None:
        lines.append(f"# its clock is {camera.offset:+.1f} s off")
    name = camera.found.name or camera.information.model or id
    lines += [
        "[[device]]", f"id = {_text(id)}", f"name = {_text(name)}", 'kind = "camera"', f"adapter = {_text(adapter)}",
        '# zone = "…", x = …, y = …: where it hangs', "",
        "[[camera]]", f"id = {_text(id)}",
    ]  # fmt: skip
    main, sub = camera.profiles[0], _sub(camera.profiles)
    lines.append(f"main = {_text(main.address)}")
    if sub is not None:
        lines.append(f"sub = {_text(sub.address)}")
    lines.append(f"secret = {_text(secret)}" if secret else '# secret = "NAME": stored by `hallwatch camera secret NAME`')
    if main.has_sound:
        lines.append("has_sound = true")
    lines.append(f"onvif = {_text(camera.found.address)}")
    lines += _presets(camera.presets)
    lines.append("# heading = …, angle = …, reach = …, zones = [], counters = []: what it sees")
    return "\n".join(lines) + "\n"


def _id(address: str) -> str:
    """An id from the address: the port too where it is not the usual one, as several cameras of one recorder have."""
    host, _, port = address.rpartition(":")
    plain = re.sub(r"[^0-9A-Za-z]+", "-", host if port in ("80", "443") else address).strip("-")
    return f"camera-{plain}"[:64]


def _stream(profile: Profile) -> str:
    size = f"{profile.width}×{profile.height}" if profile.width else "unknown size"
    rest = [f"{profile.rate:g} fps" if profile.rate else "", f"{profile.kbps:g} kbit/s" if profile.kbps else ""]
    return _clean(f"# stream {profile.name or profile.token}: {' '.join(filter(None, (profile.codec, size, *rest)))}", 200)


def _sub(profiles: Sequence[Profile]) -> Profile | None:
    """The stream for grids: of those smaller than the main one, that nearest 640×360."""
    main = profiles[0]
    smaller = [
        each for each in profiles[1:] if each.address != main.address and each.width * each.height < main.width * main.height
    ]
    return min(smaller, key=lambda each: abs(each.width * each.height - SMALL), default=None)


def _presets(presets: Sequence[Preset]) -> list[str]:
    """One line; positions whose token could not stand in an order are named in a comment."""
    fit = [preset for preset in presets if _is_id(preset.token)]
    items = ", ".join(f"{{ id = {_text(each.token)}, name = {_text(_clean(each.name) or each.token)} }}" for each in fit)
    lines = [f"presets = [{items}]"] if fit else []
    return lines + [
        f"# position {_clean(each.token)!r} cannot be used: rename it in the camera" for each in presets if each not in fit
    ]


def _is_id(token: str) -> bool:
    try:
        msgspec.convert(token, Id)
    except msgspec.ValidationError:
        return False
    return True


def _text(value: str) -> str:
    """A TOML string: JSON's quoting is TOML's, but for what `_clean` has taken out."""
    return msgspec.json.encode(_clean(value, 500)).decode()


def _clean(text: str, longest: int = LONGEST) -> str:
    """Foreign text in one line: no control characters, no surrogates, not long."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text.encode("utf-8", "replace").decode())
    return " ".join(plain.split())[:longest]
