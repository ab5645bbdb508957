"""One ipycam on the loopback with a moving picture, run by ipycam's own Python: `ipycam_camera.py OPTIONS` (JSON).

`config`: ipycam's own; `clock_off`: seconds that its clock is ahead; `mend`: declare the XML prefixes that ipycam forgets, as other
cameras do. It says `ready` on its output.
"""

import json
import socket
import socketserver
import sys
import time

import ipycam.discovery
import ipycam.onvif
import ipycam.rtsp
import numpy as np
from ipycam import CameraConfig, IPCamera

LOOPBACK = "127.0.0.1"


class Clock:
    """`time` as the camera has it."""

    def __init__(self, ahead: float) -> None:
        self._ahead = ahead

    def gmtime(self) -> time.struct_time:
        """The camera's time."""
        return time.gmtime(time.time() + self._ahead)


def stay_on_loopback() -> None:
    """Nothing of it listens or speaks anywhere else."""
    bind = socketserver.TCPServer.server_bind

    def bind_here(server: socketserver.TCPServer) -> None:
        server.server_address = (LOOPBACK, server.server_address[1])
        bind(server)

    socketserver.TCPServer.server_bind = bind_here  # type: ignore[method-assign, assignment]
    ipycam.rtsp.NativeRTSPServer.__init__.__defaults__ = (8554, LOOPBACK)
    begin = ipycam.discovery.WSDiscoveryServer.__init__

    def begin_here(server: ipycam.discovery.WSDiscoveryServer, service: object) -> None:
        begin(server, service)
        server.sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(LOOPBACK))

    ipycam.discovery.WSDiscoveryServer.__init__ = begin_here


def main() -> int:
    """Run until killed."""
    options = json.loads(sys.argv[1])
    stay_on_loopback()
    ipycam.onvif.time = Clock(options["clock_off"])
    config = CameraConfig(local_ip=LOOPBACK, **options["config"])
    camera = IPCamera(config)
    if options["mend"]:
        prefixes = 'xmlns:tptz="http://www.onvif.org/ver20/ptz/wsdl" xmlns:ptz="http://www.onvif.org/ver20/ptz/wsdl" xmlns:tds='
        templates = camera.onvif._templates
        templates["envelope"] = templates["envelope"].replace("xmlns:tds=", prefixes, 1)
    if not camera.start():
        return 1
    print("ready", flush=True)
    picture = np.zeros((config.main_height, config.main_width, 3), np.uint8)
    place = 0
    while True:
        picture[:] = 40
        picture[20:80, place : place + 60] = (0, 200, 255)
        place = (place + 7) % (config.main_width - 60)
        camera.stream(picture)


if __name__ == "__main__":
    sys.exit(main())
