"""An RTSP server like those in cameras, for the demo hall and the tests: GStreamer's, fed with coded units. It neither codes nor draws.

    /usr/bin/python3 -m adapters.simulated.rtsp_server OPTIONS.json

It runs in Debian's own Python (`python3-gi`, `gir1.2-gst-rtsp-server-1.0`) and imports nothing but that, the standard library and
`units`. OPTIONS.json::

    {
        "ready": "ready.json",
        "feed": "feed.sock",
        "cameras": [
            {
                "name": "door",
                "address": "127.0.0.11",
                "port": 0,
                "mounts": {"/main": "main.units", "/sub": null},
                "user": "",
                "password": "",
                "digest": true,
                "certificate": "",
                "protocols": "tcp+udp",
                "loudspeaker": "",
                "law": "PCMU",
            }
        ],
    }

A mount with a file plays it in a circle on a time that only grows; one with null is fed through the socket `feed`: a connection sends a
description that names CAMERA/MOUNT (`door/sub`), then units, and gets one byte when somebody begins (`1`) or ceases (`0`) to watch. A
camera whose mounts are all fed listens only while one of them is: what a camera without power looks like. A camera with a loudspeaker
takes G.711 (`law`: PCMU or PCMA) by ONVIF's back channel, and writes it as it came to the file that is named, `/dev/null` for one who
does not want it. `ready` is written when all listen: camera → port.
"""

import contextlib
import heapq
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
gi.require_version("GstRtsp", "1.0")
from gi.repository import Gio, GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402 — versions are chosen before

from adapters.simulated.units import SOUND, VIDEO, Description, Unit, Unpacker, parameter_sets, read_units  # noqa: E402

REBASE = 500_000
"""Microseconds by which a source's clock may differ from the server's before it is set anew: a pause, or another drift."""
FIRST_SETS = 3_000_000
"""Microseconds from a pipeline's first picture on in which each picture carries the parameter sets. DESCRIBE waits for them, and without
them the answer would come with the next key picture; later they come with key pictures only, as cameras send them."""
UDP_PORTS = (50_000, 60_000)
ROLE = "viewer"

_VIDEO = {
    "h264": (
        "video/x-h264,stream-format=byte-stream,alignment=au",
        "rtph264pay name=pay0 pt=96 config-interval=-1 aggregate-mode=zero-latency",
    ),
    "h265": (
        "video/x-h265,stream-format=byte-stream,alignment=au",
        "rtph265pay name=pay0 pt=96 config-interval=-1 aggregate-mode=zero-latency",
    ),
    "mjpeg": ("image/jpeg,width={width},height={height}", "rtpjpegpay name=pay0 pt=26"),
}
_LAWS = {"PCMU": (0, "rtppcmudepay"), "PCMA": (8, "rtppcmadepay")}


def log(text: str) -> None:
    """To the log of whoever started this."""
    print(f"{time.strftime('%H:%M:%S')} rtsp: {text}", file=sys.stderr, flush=True)


class Mount:
    """One stream: what it is, and the pipelines of those who watch it now."""

    def __init__(self, path: str, watched: Callable[[bool], None] = lambda _: None) -> None:
        self.path = path
        self.description: Description | None = None
        self.watched = watched
        """Called with whether somebody watches, when that changes."""
        self._lock = threading.Lock()
        self._pipelines: dict[Any, dict[int, Any]] = {}
        self._base: dict[Any, int] = {}
        self._first: dict[Any, int] = {}
        """When each pipeline got its first unit, by the units' clock."""
        self._sets = b""

    def launch(self, description: Description) -> str:
        """The pipeline, in gst-launch's words."""
        self.description = description
        caps, payloader = _VIDEO[description.video]
        caps = caps.format(width=description.width, height=description.height)
        # Leaky: a client that does not read must not let pictures pile up here. A tee: what finds no way out, while a track is being
        # joined or because the client did not ask for it, must not end the others.
        source = "appsrc name={} caps={} is-live=true format=time do-timestamp=false block=false max-buffers=100"
        source += " leaky-type=downstream ! tee allow-not-linked=true"
        parts = [f"{source.format('track0', caps)} ! {payloader}"]
        if description.sound == "alaw":
            sound = f"audio/x-alaw,rate={description.rate},channels={description.channels}"
            parts.append(f"{source.format('track1', sound)} ! rtppcmapay name=pay1 pt=8")
        elif description.sound == "aac":
            sound = (
                f'"audio/mpeg,mpegversion=4,stream-format=raw,rate={description.rate},channels={description.channels},'
                f'codec_data=(buffer){description.sound_config}"'
            )
            parts.append(f"{source.format('track1', sound)} ! rtpmp4gpay name=pay1 pt=97")
        return f"( {' '.join(parts)} )"

    def configure(self, _factory: object, media: Any) -> None:
        """A pipeline was made for a client."""
        element = media.get_element()
        found = {track: element.get_by_name(f"track{track}") for track in (VIDEO, SOUND)}
        with self._lock:
            self._pipelines[media] = {track: source for track, source in found.items() if source is not None}
            if len(self._pipelines) == 1:
                self.watched(True)  # under the lock: who comes and who goes are told in their order
        media.connect("unprepared", self._unprepared)

    def _unprepared(self, media: Any) -> None:
        with self._lock:
            gone = self._pipelines.pop(media, None)
            self._base.pop(media, None)
            self._first.pop(media, None)
            if gone is not None and not self._pipelines:
                self.watched(False)

    def push(self, unit: Unit) -> None:
        """Send to whoever watches."""
        video = self.description.video if self.description else ""
        if unit.track == VIDEO and unit.is_key and video != "mjpeg":
            self._sets = parameter_sets(video, unit.data) or self._sets
        with self._lock:
            for media, sources in self._pipelines.items():
                source = sources.get(unit.track)
                if source is not None:
                    self._push(media, source, unit)

    def _push(self, media: Any, source: Any, unit: Unit) -> None:
        clock, began = source.get_clock(), source.get_base_time()
        # A pipeline that begins to play gets its clock first. A picture timed by that alone is due in days, and holds up all behind it.
        if clock is None or not began:
            return
        running = (clock.get_time() - began) // 1000
        base = self._base.get(media)
        data = unit.data
        if base is None or abs(running - unit.at - base) > REBASE:
            base = self._base[media] = running - unit.at
        is_first = unit.at - self._first.setdefault(media, unit.at) < FIRST_SETS
        if unit.track == VIDEO and not unit.is_key and is_first:
            data = self._sets + data
        buffer = Gst.Buffer.new_wrapped(data)
        buffer.pts = max(0, base + unit.at) * 1000
        if not unit.is_key and unit.track == VIDEO:
            buffer.set_flags(Gst.BufferFlags.DELTA_UNIT)
        source.emit("push-buffer", buffer)


class Circle:
    """The units of a file, again and again."""

    def __init__(self, mount: Mount, units: list[Unit]) -> None:
        self._mount = mount
        self._units = units
        pictures = [unit.at for unit in units if unit.track == VIDEO]
        step = (pictures[-1] - pictures[0]) // max(1, len(pictures) - 1) or 40_000
        self._length = pictures[-1] - pictures[0] + step
        self._next = 0
        self._since = time.monotonic() - units[0].at / 1e6

    @property
    def due(self) -> float:
        """When the next unit goes, `time.monotonic`."""
        return self._since + self._at / 1e6

    @property
    def _at(self) -> int:
        turn, index = divmod(self._next, len(self._units))
        return turn * self._length + self._units[index].at

    def step(self) -> None:
        """Send the next unit."""
        unit = self._units[self._next % len(self._units)]
        self._mount.push(unit._replace(at=self._at))
        self._next += 1


def run_circles(circles: list[Circle]) -> None:
    """Play all files, each unit in its time, for ever."""
    queue = [(circle.due, index, circle) for index, circle in enumerate(circles)]
    heapq.heapify(queue)
    while queue:
        due, index, circle = queue[0]
        wait = due - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        circle.step()
        heapq.heapreplace(queue, (circle.due, index, circle))


class Camera:
    """A server of its own at an address of its own, as every camera is one."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.name: str = options["name"]
        self.port = int(options.get("port", 0))
        self.mounts: dict[str, Mount] = {}
        self.files: dict[str, str | None] = options["mounts"]
        self._options = options
        self._address: str = options.get("address", "127.0.0.1")
        if not self._address.startswith("127."):
            raise ValueError(f"{self.name}: {self._address} is not on this machine's loopback")
        self._loudspeaker: str = options.get("loudspeaker", "")
        self._server = GstRtspServer.RTSPOnvifServer() if self._loudspeaker else GstRtspServer.RTSPServer()
        self._server.set_address(self._address)
        # Without a thread for each, clients are answered one after the other.
        self._server.get_thread_pool().set_max_threads(-1)
        self._auth = self._authentication()
        if self._auth is not None:
            self._server.set_auth(self._auth)
        self._watch: int | None = None

    def _authentication(self) -> Any:
        user, certificate = self._options.get("user", ""), self._options.get("certificate", "")
        if not user and not certificate:
            return None
        auth = GstRtspServer.RTSPAuth()
        token = GstRtspServer.RTSPToken()
        token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, ROLE)
        if not user:
            auth.set_default_token(token)
        elif self._options.get("digest", True):
            auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
            auth.add_digest(user, self._options["password"], token)
        else:
            auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, self._options["password"]), token)
        if certificate:
            auth.set_tls_certificate(Gio.TlsCertificate.new_from_file(certificate))
        return auth

    def offer(self, mount: Mount, description: Description) -> None:
        """Serve a stream from now on."""
        factory = self._factory()
        factory.set_launch(mount.launch(description))
        # A pipeline for each client: a shared one that its last client leaves refuses who comes in that moment (1.22: "can not reuse media").
        factory.set_shared(False)
        wanted = self._options.get("protocols", "tcp+udp")
        tcp, udp = GstRtsp.RTSPLowerTrans.TCP, GstRtsp.RTSPLowerTrans.UDP
        factory.set_protocols({"tcp": tcp, "udp": udp}.get(wanted, tcp | udp))
        pool = GstRtspServer.RTSPAddressPool()
        pool.add_range(self._address, self._address, *UDP_PORTS, 0)
        factory.set_address_pool(pool)
        if self._auth is not None:
            permissions = GstRtspServer.RTSPPermissions()
            for permission in ("ACCESS", "CONSTRUCT"):
                name = getattr(GstRtspServer, f"RTSP_PERM_MEDIA_FACTORY_{permission}")
                permissions.add_permission_for_role(ROLE, name, True)
            factory.set_permissions(permissions)
        factory.connect("media-configure", mount.configure)
        self._server.get_mount_points().add_factory(mount.path, factory)
        self.mounts[mount.path] = mount
        self.listen()

    def _factory(self) -> Any:
        if not self._loudspeaker:
            return GstRtspServer.RTSPMediaFactory()
        factory = GstRtspServer.RTSPOnvifMediaFactory()
        factory.set_media_gtype(GstRtspServer.RTSPOnvifMedia.__gtype__)
        law = self._options.get("law", "PCMU")
        payload, depay = _LAWS[law]
        caps = f"application/x-rtp,media=audio,payload={payload},clock-rate=8000,encoding-name={law}"
        sink = f'filesink location="{self._loudspeaker}" append=true buffer-mode=unbuffered sync=false async=false'
        factory.set_backchannel_launch(f'( capsfilter caps="{caps}" name=depay_backchannel ! {depay} ! {sink} )')
        return factory

    def withdraw(self, mount: Mount) -> None:
        """Serve a stream no more, unless somebody else feeds it by now; without any, be gone from the network."""
        if self.mounts.get(mount.path) is mount:
            del self.mounts[mount.path]
            self._server.get_mount_points().remove_factory(mount.path)
        if not self.mounts:
            self.vanish()

    def listen(self) -> None:
        """Be there on the network; raises `OSError` when the port is taken."""
        if self._watch is not None:
            return
        self._server.set_service(str(self.port))
        self._watch = self._server.attach(None) or None
        if self._watch is None:
            raise OSError(f"{self.name}: cannot listen at {self._address}:{self.port}")
        self.port = self._server.get_bound_port()

    def vanish(self) -> None:
        """Be gone from the network, with all connections."""
        if self._watch is not None:
            GLib.source_remove(self._watch)
            self._watch = None
        self._server.client_filter(lambda _server, _client: GstRtspServer.RTSPFilterResult.REMOVE)


class Feeds:
    """The socket through which mounts are fed."""

    def __init__(self, path: str, cameras: dict[str, Camera]) -> None:
        self._cameras = cameras
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)  # noqa: PTH108 — left by a run that was killed
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(path)
        self._socket.listen()

    def run(self) -> None:
        """A thread for each that feeds."""
        while True:
            connection, _ = self._socket.accept()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        unpacker, mount, camera = Unpacker(), None, None
        try:
            while data := connection.recv(1 << 18):
                found = list(unpacker.feed(data))
                # Before any unit: one who feeds may wait until somebody watches.
                if mount is None and unpacker.description is not None:
                    camera, mount = self._begin(unpacker.description, connection)
                if mount is not None:
                    for unit in found:
                        mount.push(unit)
        except (ValueError, OSError) as error:
            log(f"a feed ends: {error}")
        finally:
            connection.close()
            if mount is not None and camera is not None:
                GLib.idle_add(_once, camera.withdraw, mount)

    def _begin(self, description: Description, connection: socket.socket) -> tuple[Camera, Mount]:
        name, _, path = description.mount.partition("/")
        camera = self._cameras.get(name)
        if camera is None or camera.files.get(f"/{path}", "") is not None:
            raise ValueError(f"{description.mount} is not to be fed")

        def tell(is_watched: bool) -> None:
            with contextlib.suppress(OSError):
                connection.sendall(b"1" if is_watched else b"0")

        mount = Mount(f"/{path}", tell)
        mount.description = description
        GLib.idle_add(_once, camera.offer, mount, description)
        return camera, mount


def _once(act: Callable[..., None], *arguments: object) -> bool:
    """In the main loop, where the server's own calls belong."""
    try:
        act(*arguments)
    except OSError as error:
        log(str(error))
    return False


def main() -> int:
    """Serve until SIGTERM."""
    options = json.loads(Path(sys.argv[1]).read_text())
    Gst.init(None)
    cameras = {each["name"]: Camera(each) for each in options["cameras"]}
    circles = []
    for camera in cameras.values():
        for path, file in camera.files.items():
            if file is not None:
                description, units = read_units(Path(file))
                mount = Mount(path)
                camera.offer(mount, description)
                circles.append(Circle(mount, units))
        if not camera.mounts:
            camera.listen()  # the port is known from now on
            camera.vanish()
    if options.get("feed"):
        threading.Thread(target=Feeds(options["feed"], cameras).run, daemon=True).start()
    threading.Thread(target=run_circles, args=(circles,), daemon=True).start()
    ready = Path(options["ready"])
    draft = ready.with_suffix(".new")
    draft.write_text(json.dumps({name: camera.port for name, camera in cameras.items()}))
    draft.rename(ready)
    loop = GLib.MainLoop()
    for number in (signal.SIGTERM, signal.SIGINT):
        GLib.unix_signal_add(GLib.PRIORITY_HIGH, number, loop.quit)
    loop.run()
    # Pipelines with clients take seconds to be taken down in order; nothing here is worth keeping.
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
