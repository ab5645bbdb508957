"""How a camera's stream is opened: by the recorder, and by who tries it by hand, alike."""

from console.model.hall import Camera

TIMEOUTS = (3.0, 2.0)
"""Seconds to open, seconds without a packet."""


def is_rtsp(address: str) -> bool:
    """Whether a stream is asked for over RTSP."""
    return address.partition("://")[0].lower() in {"rtsp", "rtsps"}


def timeouts(address: str) -> tuple[float | None, float | None]:
    """For opening and for reading. RTSP minds the second itself: PyAV would take Python's lock for it at each piece of a packet."""
    return (TIMEOUTS[0], None) if is_rtsp(address) else TIMEOUTS


def options(camera: Camera, address: str, authority: str | None) -> dict[str, str]:
    """FFmpeg's, for an address of this camera; `authority`: file of certificates that are trusted besides the system's."""
    found = {"analyzeduration": "0"}
    if is_rtsp(address):
        found |= {
            "probesize": "32",
            "rtsp_transport": camera.transport,
            "allowed_media_types": "video+audio" if camera.has_sound else "video",
            "max_delay": "200000",
            "timeout": str(round(TIMEOUTS[1] * 1e6)),
        }
    if address.partition("://")[0].lower() in {"rtsps", "https"}:
        found["tls_verify"] = "1"
        if authority is not None:
            found["ca_file"] = authority
    return found
