"""Whether the cameras of a hall hang together: each is a device, its address can be one and is nobody else's, no password stands in it.

A complaint never repeats an address, which might hold a password.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import SplitResult, parse_qsl, urlsplit

from console.fault import HallFault
from console.model.hall import Camera, HallConfig, Recorded
from console.toml_file import TomlFile, Where, refer_all, refuse_twice, suggest

KIND = "camera"
"""The kind of device that a camera is."""
PORTS = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
"""Schemes that name a host, and the port they mean."""
SCHEMES = (*PORTS, "udp", "file")
_SECRETS = ("pwd", "pass", "passwd", "password", "pw", "user", "usr", "username", "login", "token", "auth")
"""Names under which cameras take a user or a password in an address."""


def check_cameras(hall: HallConfig, file: TomlFile) -> Iterator[HallFault]:
    """What does not fit, the first thing first."""
    yield from _check_devices(hall, file)
    zones, counters = [zone.id for zone in hall.zones], [counter.id for counter in hall.counters]
    for index, camera in enumerate(hall.cameras):
        where: Where = ("camera", index)
        yield from refer_all(file, (*where, "zones"), camera.zones, zones, "zone")
        yield from refer_all(file, (*where, "counters"), camera.counters, counters, "counter")
        yield from _check_regions(camera, file, where)
        yield from _check_recording(camera, file, where)
        for key, address in _addresses(camera):
            yield from _check_address(address, file, (*where, key))
        if camera.has_loudspeaker and not camera.main.lower().startswith(("rtsp://", "rtsps://")):
            yield file.fault(
                (*where, "has_loudspeaker"), "the way to a loudspeaker is RTSP, and main is none", 'write main = "rtsp://…"'
            )
        if camera.onvif:
            yield from _check_onvif(camera.onvif, file, (*where, "onvif"))
    yield from _refuse_shared_addresses(hall.cameras, file)


def _check_devices(hall: HallConfig, file: TomlFile) -> Iterator[HallFault]:
    devices = {device.id: device for device in hall.devices}
    options = [device.id for device in hall.devices if device.kind == KIND]
    ids = [camera.id for camera in hall.cameras]
    yield from refuse_twice(ids, [(file, ("camera", at, "id")) for at in range(len(ids))], "camera")
    for index, camera in enumerate(hall.cameras):
        where: Where = ("camera", index, "id")
        device = devices.get(camera.id)
        if device is None:
            yield file.fault(where, f"there is no device `{camera.id}`", suggest(camera.id, options) if options else _ADD_DEVICE)
        elif device.kind != KIND:
            yield file.fault(where, f"`{camera.id}` is a {device.kind}", f'a camera is a device of kind "{KIND}"')
    for index, device in enumerate(hall.devices):
        if device.kind == KIND and device.id not in ids:
            yield file.fault(
                ("device", index), f"the camera `{device.id}` has no address", f'add [[camera]] with id = "{device.id}" and main'
            )


_ADD_DEVICE = f'add [[device]] with this id and kind = "{KIND}"'


def _check_regions(camera: Camera, file: TomlFile, where: Where) -> Iterator[HallFault]:
    for item, region in enumerate(camera.private):
        if region.x + region.width > 1 or region.y + region.height > 1:
            yield file.fault(
                (*where, "private", item), "reaches beyond the picture", "x + width and y + height are at most 1: fractions, not pixels"
            )  # fmt: skip


def _check_recording(camera: Camera, file: TomlFile, where: Where) -> Iterator[HallFault]:
    if camera.recorded is Recorded.SUB and not camera.sub:
        yield file.fault((*where, "recorded"), "the camera has no sub stream", 'add sub = …, or write recorded = "main"')
    if camera.least_days > camera.keep_days:
        yield file.fault(
            (*where, "least_days"), f"is more than keep_days, {camera.keep_days}", "what must be kept cannot be deleted earlier"
        )
    presets = [(file, (*where, "presets", at, "id")) for at in range(len(camera.presets))]
    yield from refuse_twice([preset.id for preset in camera.presets], presets, "preset")


def _addresses(camera: Camera) -> Iterator[tuple[str, str]]:
    yield "main", camera.main
    if camera.sub:
        yield "sub", camera.sub


def _check_address(address: str, file: TomlFile, where: Where) -> Iterator[HallFault]:
    if "://" not in address:
        if not address.startswith(("/", "./", "../")):
            yield file.fault(where, "is no address", f"begin with one of {_spelt()}, or with / for a file")
        return
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 — raises where it is no port
    except ValueError:
        yield file.fault(where, "is no address: its host or port cannot be", "write SCHEME://HOST:PORT/PATH")
        return
    if parts.scheme.lower() not in SCHEMES:
        yield file.fault(where, f"cannot be played: {parts.scheme[:20]}://", f"expected one of {_spelt()}")
    if parts.username is not None or parts.password is not None or _has_secret(parts):
        yield file.fault(
            where, "holds a user or a password",
            'remove it; write secret = "NAME" and store it by `hallwatch camera secret NAME`',
        )  # fmt: skip
    if parts.scheme.lower() in PORTS and not parts.hostname:
        yield file.fault(where, "names no host", "write SCHEME://HOST:PORT/PATH")
    if parts.scheme.lower() == "udp" and parts.port is None:
        yield file.fault(where, "names no port", "write udp://ADDRESS:PORT")


def _spelt() -> str:
    return ", ".join(f"{scheme}://" for scheme in SCHEMES)


def _has_secret(parts: SplitResult) -> bool:
    return any(name.lower() in _SECRETS for name, _ in parse_qsl(parts.query, keep_blank_values=True))


def _check_onvif(address: str, file: TomlFile, where: Where) -> Iterator[HallFault]:
    remedy = "write HOST:PORT, such as 192.168.1.64:80"
    try:
        parts = urlsplit(f"//{address}")
        port = parts.port
    except ValueError:
        yield file.fault(where, "is no HOST:PORT", remedy)
        return
    if "@" in address:
        yield file.fault(where, "holds a user or a password", 'remove it and write secret = "NAME"')
    if not parts.hostname or port is None or parts.path:
        yield file.fault(where, "is no HOST:PORT", remedy)


def _refuse_shared_addresses(cameras: Sequence[Camera], file: TomlFile) -> Iterator[HallFault]:
    """Two cameras with one address would be one picture under two names, and two connections to one stream."""
    seen: dict[str, tuple[str, Where]] = {}
    for index, camera in enumerate(cameras):
        for key, address in _addresses(camera):
            where: Where = ("camera", index, key)
            try:
                same = _normal(address)
            except ValueError:
                continue  # it is no address, which is complained of already
            if same in seen:
                other, at = seen[same]
                whose = "its own main stream" if other == camera.id else f"camera `{other}`"
                remedy = "leave sub out" if other == camera.id else "one of the two addresses is wrong"
                yield file.fault(where, f"is the address of {whose} already, line {file.line(at)}", remedy)
            seen[same] = (camera.id, where)


def _normal(address: str) -> str:
    """The address as all its spellings have it: host and scheme in small letters, the port always said."""
    if "://" not in address:
        return f"file://{address}"
    parts = urlsplit(address)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    port = parts.port or PORTS.get(scheme, 0)
    query = f"?{parts.query}" if parts.query else ""
    return f"{scheme}://{host}:{port}{parts.path or '/'}{query}" if scheme != "file" else f"file://{parts.path}"
