"""A real camera with ONVIF and RTSP for tests: ipycam, in the environment that `make peers` makes.

with camera(tmp_path, user="admin", password="secret") as eye:
    eye.onvif, eye.main, eye.position()
"""

import contextlib
import hashlib
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from msgspec import Struct

from console.ports import free_ports
from tests.helpers.until import until

PEERS = Path(__file__).parents[1] / "peers"


class Ipycam(Struct, frozen=True, kw_only=True):
    """One that runs."""

    onvif: str
    """HOST:PORT."""
    main: str
    sub: str
    user: str
    password: str
    process: Any

    def position(self) -> dict[str, Any]:
        """Where it looks, by its own word: pan, tilt, zoom, moving."""
        auth = httpx.BasicAuth(self.user, self.password) if self.user else None
        answer = httpx.get(f"http://{self.onvif}/api/ptz", auth=auth, trust_env=False, timeout=60)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


def python() -> Path:
    """Path of ipycam's own Python; fails where it is not installed."""
    lock = hashlib.sha256((PEERS / "ipycam.lock").read_bytes()).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    found = cache / "hallwatch" / "peers" / f"ipycam-{lock}" / "bin" / "python"
    if not found.exists():
        pytest.fail(f"ipycam is not installed: {found} is missing; run `make peers`")
    return found


@contextlib.contextmanager
def camera(folder: Path, *, user: str = "", password: str = "", clock_off: float = 0.0, mend: bool = False) -> Iterator[Ipycam]:
    """A camera of 640×360 and 320×180, ten pictures a second."""
    folder.mkdir(parents=True, exist_ok=True)
    onvif, rtsp, other, away = free_ports(4)
    config = {
        "onvif_port": onvif, "rtsp_port": rtsp, "web_port": other, "go2rtc_api_port": away, "username": user, "password": password,
        "main_width": 640, "main_height": 360, "main_fps": 10, "main_bitrate": "500K",
        "sub_width": 320, "sub_height": 180, "sub_fps": 10, "sub_bitrate": "200K", "hw_accel": "cpu",
    }  # fmt: skip
    options = msgspec.json.encode({"config": config, "clock_off": clock_off, "mend": mend}).decode()
    log = folder / "ipycam.log"
    with log.open("wb") as out:
        words = ("setpriv", "--pdeathsig", "KILL", str(python()), str(PEERS / "ipycam_camera.py"), options)
        process = subprocess.Popen(words, cwd=folder, stdout=out, stderr=out)

    def is_ready() -> bool:
        assert process.poll() is None, log.read_text()
        return b"ready" in log.read_bytes() and _listens(onvif) and _listens(rtsp)

    try:
        until(is_ready, seconds=60, what="ipycam")
        yield Ipycam(
            onvif=f"127.0.0.1:{onvif}",
            main=f"rtsp://127.0.0.1:{rtsp}/video_main",
            sub=f"rtsp://127.0.0.1:{rtsp}/video_sub",
            user=user,
            password=password,
            process=process,
        )
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
