"""The ONVIF service of a simulated camera: its time, what it is, its streams, and turning. Only what hallwatch asks a camera for.

Source: ONVIF Core, Media and PTZ service specifications. It knows no password: the demo hall's cameras have none.
"""

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct

from adapters.simulated.turret import Turret

ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
    'xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:trt="http://www.onvif.org/ver10/media/wsdl" '
    'xmlns:tptz="http://www.onvif.org/ver20/ptz/wsdl" xmlns:tt="http://www.onvif.org/ver10/schema"><s:Body>{}</s:Body></s:Envelope>'
)
LARGEST = 100_000
"""Bytes of a question; a longer one is none."""
_OPERATION = re.compile(r"<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)")
_NUMBER = r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?"


class Stream(Struct, frozen=True, kw_only=True):
    """A stream that the camera offers."""

    token: str
    address: str
    width: int
    height: int
    rate: int
    kbps: int


class Eye(Struct, frozen=True, kw_only=True):
    """A camera as ONVIF sees it."""

    name: str
    streams: tuple[Stream, ...]
    now: Callable[[], float]
    """The camera's clock, UTC seconds."""
    is_silent: Callable[[], bool]
    """Whether it has gone from the network."""
    turret: Turret | None = None
    """What turns it; None: nothing does."""
    positions: tuple[tuple[str, str], ...] = ()
    """Token and name of the positions that it knows."""


class OnvifEnd:
    """Answers until closed, in threads of its own."""

    def __init__(self, port: int, eye: Eye) -> None:
        """Raises `OSError` when the port is taken."""

        class Ear(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                if eye.is_silent() or not 0 < length <= LARGEST:
                    self.close_connection = True
                    return
                status, body = _answer(eye, self.rfile.read(length).decode(errors="replace"), self.headers.get("Host") or "")
                content = ENVELOPE.format(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/soap+xml; charset=utf-8")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Ear)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it answers."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()


def _answer(eye: Eye, question: str, host: str) -> tuple[int, str]:
    """HTTP status and the body's XML."""
    asked = _OPERATION.search(question)
    operation = asked[1] if asked else ""
    match operation:
        case "GetSystemDateAndTime":
            return 200, _time(eye.now())
        case "GetDeviceInformation":
            return 200, _named(
                "tds", operation, "<tds:Manufacturer>hallwatch</tds:Manufacturer><tds:Model>drawn camera</tds:Model>"
                "<tds:FirmwareVersion>1</tds:FirmwareVersion><tds:SerialNumber/><tds:HardwareId/>",
            )  # fmt: skip
        case "GetCapabilities" | "GetServices":
            return 200, _services(eye, operation, host)
        case "GetProfiles":
            return 200, _named("trt", operation, "".join(_profile(stream, eye) for stream in eye.streams))
        case "GetStreamUri":
            token = _inner(question, "ProfileToken")
            found = next((stream for stream in eye.streams if stream.token == token), eye.streams[0])
            return 200, _named("trt", operation, f"<trt:MediaUri><tt:Uri>{escape(found.address)}</tt:Uri></trt:MediaUri>")
        case _ if eye.turret is not None:
            return _turn(eye, eye.turret, operation, question)
    return _fault("ActionNotSupported", operation)


def _turn(eye: Eye, turret: Turret, operation: str, question: str) -> tuple[int, str]:
    match operation:
        case "GetPresets":
            known = (
                f"<tptz:Preset token={quoteattr(id)}><tt:Name>{escape(name)}</tt:Name></tptz:Preset>"
                for id, name in eye.positions
            )
            return 200, _named("tptz", operation, "".join(known))
        case "ContinuousMove":
            pan, tilt = _attributes(question, "PanTilt", ("x", "y"))
            (zoom,) = _attributes(question, "Zoom", ("x",))
            spell = re.fullmatch(r"PT(\d+(?:\.\d+)?)S", _inner(question, "Timeout"))
            turret.turn(pan, tilt, zoom, float(spell[1]) if spell else 60.0)
        case "Stop":
            turret.turn(0.0, 0.0, 0.0, 0.0)
        case "GotoPreset":
            if not turret.go_to(_inner(question, "PresetToken")):
                return _fault("NoToken", operation)
        case _:
            return _fault("ActionNotSupported", operation)
    return 200, _named("tptz", operation, "")


def _named(prefix: str, operation: str, inner: str) -> str:
    return f"<{prefix}:{operation}Response>{inner}</{prefix}:{operation}Response>"


def _fault(code: str, operation: str) -> tuple[int, str]:
    reason = f"<s:Reason><s:Text xml:lang='en'>{escape(operation or 'nothing')} is not possible</s:Text></s:Reason>"
    subcode = f"<s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>ter:{code}</s:Value></s:Subcode></s:Code>"
    return 400, f"<s:Fault xmlns:ter='http://www.onvif.org/ver10/error'>{subcode}{reason}</s:Fault>"


def _time(now: float) -> str:
    at = datetime.fromtimestamp(now, UTC)
    date = f"<tt:Date><tt:Year>{at.year}</tt:Year><tt:Month>{at.month}</tt:Month><tt:Day>{at.day}</tt:Day></tt:Date>"
    time = f"<tt:Time><tt:Hour>{at.hour}</tt:Hour><tt:Minute>{at.minute}</tt:Minute><tt:Second>{at.second}</tt:Second></tt:Time>"
    kind = "<tt:DateTimeType>Manual</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings>"
    said = f"<tds:SystemDateAndTime>{kind}<tt:UTCDateTime>{time}{date}</tt:UTCDateTime></tds:SystemDateAndTime>"
    return _named("tds", "GetSystemDateAndTime", said)


def _services(eye: Eye, operation: str, host: str) -> str:
    address = escape(f"http://{host}/onvif")
    if operation == "GetCapabilities":
        kinds = ("Device", "Media", *(("PTZ",) if eye.turret else ()))
        inner = "".join(f"<tt:{kind}><tt:XAddr>{address}</tt:XAddr></tt:{kind}>" for kind in kinds)
        return _named("tds", operation, f"<tds:Capabilities>{inner}</tds:Capabilities>")
    spaces = ("ver10/device", "ver10/media", *(("ver20/ptz",) if eye.turret else ()))
    each = "<tds:Service><tds:Namespace>http://www.onvif.org/{}/wsdl</tds:Namespace><tds:XAddr>{}</tds:XAddr></tds:Service>"
    return _named("tds", operation, "".join(each.format(space, address) for space in spaces))


def _profile(stream: Stream, eye: Eye) -> str:
    size = f"<tt:Resolution><tt:Width>{stream.width}</tt:Width><tt:Height>{stream.height}</tt:Height></tt:Resolution>"
    limits = f"<tt:RateControl><tt:FrameRateLimit>{stream.rate}</tt:FrameRateLimit><tt:BitrateLimit>{stream.kbps}</tt:BitrateLimit></tt:RateControl>"
    video = f'<tt:VideoEncoderConfiguration token="v-{stream.token}"><tt:Encoding>H264</tt:Encoding>{size}{limits}</tt:VideoEncoderConfiguration>'
    ptz = '<tt:PTZConfiguration token="ptz"><tt:Name>ptz</tt:Name><tt:NodeToken>ptz</tt:NodeToken></tt:PTZConfiguration>'
    return f"<trt:Profiles token={quoteattr(stream.token)}><tt:Name>{escape(eye.name)}</tt:Name>{video}{ptz if eye.turret else ''}</trt:Profiles>"


def _inner(question: str, name: str) -> str:
    found = re.search(rf"<(?:\w+:)?{name}(?:\s[^>]*)?>([^<]*)<", question)
    return found[1].strip() if found else ""


def _attributes(question: str, name: str, keys: tuple[str, ...]) -> tuple[float, ...]:
    """Numbers of an element; 0 where there is none."""
    element = re.search(rf"<(?:\w+:)?{name}\s([^>]*)", question)
    text = element[1] if element else ""
    found = (re.search(rf'\b{key}="({_NUMBER})"', text) for key in keys)
    return tuple(float(each[1]) if each else 0.0 for each in found)
