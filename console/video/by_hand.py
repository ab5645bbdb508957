"""What a technician types about cameras: `hallwatch probe camera`, `hallwatch camera secret`, `hallwatch camera test`."""

import getpass
import socket
import sys
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import msgspec
from onveef import wsdiscovery

from console.config import load_hall
from console.fault import HallFault
from console.hub import keys
from console.model.ident import Id
from console.video import probe, secrets, trial
from console.video.probe import Described, Found
from console.video.secrets import Secret

USUAL_PORT = 80
CERTIFICATES = "cameras.pem"
"""In the key folder: certificates of cameras that are trusted beside the system's."""


def probe_main(data: Path, hosts: Sequence[str], name: str, user: str, seconds: float, interfaces: Sequence[str]) -> int:
    """Print the configuration of each camera found; 1 when there was none."""
    login = _login(data, name, user)
    for interface in interfaces:
        _check_own(interface)
    found = tuple(_host(host) for host in hosts) or probe.find(seconds, interfaces)
    cameras = [probe.describe(each, login) for each in found]
    if not cameras:
        print(
            "no camera answered. Cameras answer only in their own network, and only with ONVIF switched on;\n"
            "ask one of another network by its address: hallwatch probe camera --host ADDRESS",
            file=sys.stderr,
        )
        return 1
    print(probe.configuration(cameras, name))
    print(_summary(cameras), file=sys.stderr)
    return 0 if any(camera.profiles for camera in cameras) else 1


def _summary(cameras: Sequence[Described]) -> str:
    whole = sum(bool(camera.profiles) for camera in cameras)
    text = f"{whole} of {len(cameras)} cameras described"
    locked = sum(camera.needs_login for camera in cameras)
    return f"{text}; {locked} want a user and a password (--secret NAME, or --user USER)" if locked else text


def _login(data: Path, name: str, user: str) -> Secret | None:
    if name and user:
        raise HallFault("--secret and --user are two logins", "give one of them")
    if user:
        return Secret(user=user, password=_ask_password())
    if not name:
        return None
    return _kept(data, name)


def _kept(data: Path, name: str) -> Secret:
    keys.known_folder(data)
    known = secrets.load(data)
    if name not in known:
        have = f"; there are {', '.join(sorted(known))}" if known else ""
        raise HallFault(f"no login is stored as {name}{have}", f"hallwatch camera secret {name}")
    return known[name]


def _host(text: str) -> Found:
    """`HOST` or `HOST:PORT`; an IPv6 address with a port in brackets."""
    host, colon, port = text.rpartition(":")
    if not colon or "]" in port or (":" in host and not host.startswith("[")):
        host, port = text, str(USUAL_PORT)
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise HallFault(f"{text} is no HOST or HOST:PORT", "write for example 192.168.1.64 or 192.168.1.64:8080")
    bare = host.strip("[]")
    if ":" in bare and not _is_ipv6(bare):
        raise HallFault(f"{text} is no HOST or HOST:PORT", "write for example 192.168.1.64 or [fe80::1]:8080")
    return Found(address=f"[{bare}]:{port}" if ":" in bare else f"{bare}:{port}")


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def _check_own(address: str) -> None:
    """Raise HallFault for what is no address of this machine: from there nobody can be asked."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind((IPv4Address(address).compressed, 0))
    except (ValueError, OSError) as error:
        have = ", ".join((*wsdiscovery.local_ipv4_addresses(), probe.LOOPBACK))
        raise HallFault(f"{address} is no address of this machine", f"it has {have}") from error


def secret_main(data: Path, name: str, user: str, *, forget: bool = False) -> None:
    """Store a login under a name, or forget it; the password comes from the terminal or as one line from standard input."""
    try:
        msgspec.convert(name, Id)
    except msgspec.ValidationError as error:
        raise HallFault(f"{name!r} can be no name", "use letters, digits and _ . : / -") from error
    if forget:
        secrets.remove(data, name)
        print(f"the login {name} is forgotten")
        return
    if not user:
        if not sys.stdin.isatty():
            raise HallFault("whose password is it?", "add --user USER")
        user = input("user: ").strip()
    if not user or ":" in user:
        raise HallFault(f"{user!r} can be no user of a camera", "type the name that the camera knows")
    is_new = not (data / "keys").is_dir()
    secrets.put(data, name, Secret(user=user, password=_ask_password()))
    print(f'stored; cameras with  secret = "{name}"  are opened as {user}')
    if is_new:
        print(keys.NEW.format(data))


def _ask_password() -> str:
    password = getpass.getpass("password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise HallFault("no password came", "type it at a terminal, or write it as one line to standard input")
    return password


def test_main(data: Path, hall: Path, id: str, seconds: float) -> int:
    """Try a camera of the hall; 0 when all is as it should be."""
    cameras = {camera.id: camera for camera in load_hall(hall).cameras}
    if id not in cameras:
        raise HallFault(f"the hall in {hall} has no camera {id}", f"it has {', '.join(sorted(cameras)) or 'none'}")
    camera = cameras[id]
    secret = _kept(data, camera.secret) if camera.secret is not None else None
    well = True
    for is_well, line in trial.report(camera, secret, seconds, data / "keys" / CERTIFICATES):
        print(("ok     " if is_well else "fault  ") + line, flush=True)
        well = well and is_well
    return 0 if well else 1
