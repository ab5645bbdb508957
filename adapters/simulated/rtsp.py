"""Starting the RTSP server, which runs in Debian's own Python: whether it can, with which words, and what its options are."""

from pathlib import Path

import msgspec
from msgspec import Struct

PYTHON = Path("/usr/bin/python3")
ROOT = Path(__file__).parents[2]
"""Where `adapters` lies."""
PACKAGES = ("python3-gi", "gir1.2-gst-rtsp-server-1.0", "gstreamer1.0-plugins-base", "gstreamer1.0-plugins-good")
"""What Debian must have installed."""
_SIGNS = (
    ("/usr/lib/python3/dist-packages/gi", "__init__.py"),
    ("/usr/lib", "*/girepository-1.0/GstRtspServer-1.0.typelib"),
    ("/usr/lib", "*/gstreamer-1.0/libgstapp.so"),
    ("/usr/lib", "*/gstreamer-1.0/libgstrtp.so"),
)


class RtspCamera(Struct, frozen=True, kw_only=True):
    """A camera of the server."""

    name: str
    address: str = "127.0.0.1"
    port: int = 0
    """0: a free one, said in the ready file."""
    mounts: dict[str, str | None]
    """Path (`/main`) → file of units, or None: it is fed through the socket."""
    user: str = ""
    password: str = ""
    digest: bool = True
    certificate: str = ""
    """PEM file with certificate and key; empty: no TLS."""
    protocols: str = "tcp+udp"
    loudspeaker: str = ""
    """File to which what is said to it is added, as G.711; empty: it has none."""
    law: str = "PCMU"


class RtspOptions(Struct, frozen=True, kw_only=True):
    """What the server is started with."""

    ready: str
    """File written when all cameras listen: name → port."""
    feed: str = ""
    """Path of the socket for mounts that are fed (107 characters at most)."""
    cameras: tuple[RtspCamera, ...]


def missing() -> tuple[str, ...]:
    """The Debian packages without which the server cannot run; empty: it can."""
    return tuple(name for name, (folder, sign) in zip(PACKAGES, _SIGNS, strict=True) if not any(Path(folder).glob(sign)))


def command(options: RtspOptions, path: Path) -> tuple[tuple[str, ...], dict[str, str]]:
    """The words and the environment that start a server; its options are written to `path`."""
    path.write_bytes(msgspec.json.encode(options))
    # The program's own environment must not reach Debian's Python: its packages are built for another interpreter.
    environment = {"PYTHONPATH": str(ROOT), "PYTHONHOME": "", "VIRTUAL_ENV": "", "GST_REGISTRY_UPDATE": "no"}
    return (str(PYTHON), "-m", "adapters.simulated.rtsp_server", str(path)), environment
