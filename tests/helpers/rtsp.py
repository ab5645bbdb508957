"""A real RTSP server with camera-like streams for tests, that can be killed, frozen, slowed, and come back at the same port.

with rtsp_server(tmp_path, {"door": {"sub": "sub", "main": "main"}}) as server:
    server.url("door", "sub")
"""

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

import msgspec
import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.simulated import rtsp, units
from adapters.simulated.rtsp import RtspCamera, RtspOptions
from adapters.simulated.units import Description
from console.ports import free_ports
from tests.helpers.clips import Clip, clip, draw_number, encoder
from tests.helpers.until import until

Streams = Mapping[str, str | Clip | Path | None]
"""Name of the stream → clip, file of units, or None: fed by `LiveStream`."""


class RtspServer:
    """The server's process; every camera is at a port of its own, which it keeps over a restart."""

    def __init__(
        self,
        folder: Path,
        cameras: Mapping[str, Streams],
        *,
        user: str = "",
        password: str = "",
        digest: bool = True,
        tls: bool = False,
        protocols: str = "tcp+udp",
        loudspeakers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        if absent := rtsp.missing():
            pytest.fail(f"not installed: {' '.join(absent)}")
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        """Gets the log and the files."""
        self._scheme = "rtsps" if tls else "rtsp"
        self._user, self._password = user, password
        certificate = str(certificate_in(folder)) if tls else ""
        ports = free_ports(len(cameras))
        self._cameras = {
            name: RtspCamera(
                name=name,
                port=port,
                mounts={f"/{stream}": _file(what) for stream, what in streams.items()},
                user=user,
                password=password,
                digest=digest,
                certificate=certificate,
                protocols=protocols,
                loudspeaker=str(self.said(name)) if name in loudspeakers else "",
                law=loudspeakers.get(name, "PCMU"),
            )
            for port, (name, streams) in zip(ports, cameras.items(), strict=True)
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.log = folder / "rtsp.log"
        self.feed = Path(f"/tmp/hw-{os.getpid()}-{id(self):x}.sock")  # a socket's path may have 107 characters

    def start(self) -> Self:
        """Start it, and wait until all cameras listen."""
        ready = self.folder / "ready.json"
        ready.unlink(missing_ok=True)
        options = RtspOptions(ready=str(ready), feed=str(self.feed), cameras=tuple(self._cameras.values()))
        words, environment = rtsp.command(options, self.folder / "rtsp.json")
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                ("setpriv", "--pdeathsig", "KILL", *words), stdout=out, stderr=out, env={**os.environ, **environment}
            )
        process = self.process

        def listens() -> bool:
            assert process.poll() is None, self.log.read_text()
            return ready.exists()

        until(listens, what="the RTSP server")
        ports = msgspec.json.decode(ready.read_bytes(), type=dict[str, int])
        self._cameras = {name: msgspec.structs.replace(each, port=ports[name]) for name, each in self._cameras.items()}
        return self

    def said(self, camera: str) -> Path:
        """What was said to a camera's loudspeaker, as it came: G.711 (`law` of `loudspeakers`)."""
        return self.folder / f"{camera}.said"

    def port(self, camera: str) -> int:
        """Where a camera listens on 127.0.0.1."""
        return self._cameras[camera].port

    def url(self, camera: str, stream: str, *, secret: bool = False, port: int | None = None) -> str:
        """A stream's address; with `secret` with user and password; with `port` that of a line in between."""
        who = f"{self._user}:{self._password}@" if secret else ""
        return f"{self._scheme}://{who}127.0.0.1:{port or self.port(camera)}/{stream}"

    def kill(self) -> None:
        """Take the power from the cameras (kill -9). `start` brings them back at the same ports."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """Connections stay, nothing comes any more."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """End it."""
        self.kill()
        self.feed.unlink(missing_ok=True)


@contextlib.contextmanager
def rtsp_server(
    folder: Path,
    cameras: Mapping[str, Streams],
    *,
    user: str = "",
    password: str = "",
    digest: bool = True,
    tls: bool = False,
    protocols: str = "tcp+udp",
    loudspeakers: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[RtspServer]:
    """A running server; `folder` gets its files and its log. `loudspeakers`: camera → PCMU or PCMA."""
    server = RtspServer(
        folder, cameras, user=user, password=password, digest=digest, tls=tls, protocols=protocols, loudspeakers=loudspeakers
    )
    try:
        yield server.start()
    finally:
        server.close()


def _file(what: str | Clip | Path | None) -> str | None:
    if what is None:
        return None
    return str(what if isinstance(what, Path) else clip(what))


def certificate_in(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that signs itself, with its key, as cameras have them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "camera")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "camera.pem"
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + secret)
    return path


class LiveStream:
    """Feeds a mount with pictures whose barcode is the time they were taken: Unix milliseconds (`number_of`)."""

    def __init__(
        self, server: RtspServer, mount: str, *, rate: int = 15, gop: float = 1.0, width: int = 640, height: int = 360
    ) -> None:
        self._feed = server.feed
        self._mount = mount
        self._rate = rate
        self._coder = encoder("h264", width, height, rate, gop, 512_000)
        self._picture = np.full((height, width, 3), 90, np.uint8)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self._feed))
            line.sendall(units.pack_description(Description(video="h264", mount=self._mount)))
            begun, number = time.monotonic(), 0
            while not self._stopped.wait(max(0.0, begun + number / self._rate - time.monotonic())):
                draw_number(self._picture, round(time.time() * 1000))
                for unit in self._coder.encode(self._picture, number):
                    line.sendall(units.pack(unit))
                number += 1
