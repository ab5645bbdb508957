"""What hallwatch asks of a camera over ONVIF: what it is, what it streams, what time it has, where it looks. The one file that knows onveef.

A camera that answers nonsense, nothing, or "no" gives an `OnvifFault` with a code and plain words, never another error; no password is in
them. A login is sent as a digest only, never in the clear. Source: ONVIF Core, Media and PTZ service specifications.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Any, Self, TypeVar

import httpx
from msgspec import Struct
from onveef import OnvifClient, envelopes, parsers
from onveef.exceptions import (
    OnvifAuthError,
    OnvifCapabilityMissingError,
    OnvifError,
    OnvifFaultError,
    OnvifNotConfiguredError,
    OnvifOperationNotSupportedError,
    OnvifServiceUnavailableError,
    OnvifTransportError,
)

from console.video.login import Secret, plain

TIMEOUT = 3.0
"""Seconds that one answer may take."""
HALF_SECOND = 0.5
"""A camera tells whole seconds, so on average it is half a second later than it says."""

# At INFO httpx logs each request: with 36 cameras more lines than everything else together.
logging.getLogger("httpx").setLevel(logging.WARNING)

T = TypeVar("T")


class Trouble(StrEnum):
    """Why ONVIF did not answer as hoped."""

    UNREACHABLE = "unreachable"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 — a code, not a password
    CANNOT = "cannot"
    """The camera has no such service or position."""
    CONFUSED = "confused"
    """What it answers is not ONVIF."""


class OnvifFault(Exception):
    """The camera did not do it; `str` says why, in plain English."""

    def __init__(self, trouble: Trouble, words: str) -> None:
        super().__init__(words)
        self.trouble = trouble


class Information(Struct, frozen=True, kw_only=True):
    """What a camera says that it is; whatever it leaves out is empty."""

    maker: str = ""
    model: str = ""
    firmware: str = ""
    serial: str = ""


class Profile(Struct, frozen=True, kw_only=True):
    """A stream that a camera offers."""

    token: str
    name: str = ""
    codec: str = ""
    width: int = 0
    height: int = 0
    rate: float = 0.0
    """Pictures a second, at most."""
    kbps: float = 0.0
    """Kilobits a second, at most."""
    has_ptz: bool = False
    has_sound: bool = False
    address: str = ""
    """Without user and password."""


class Preset(Struct, frozen=True, kw_only=True):
    """A position that a camera knows."""

    token: str
    name: str = ""


class OnvifCamera:
    """One camera's ONVIF services. Every call may take some seconds and raises `OnvifFault`; one thread at a time."""

    def __init__(self, address: str, login: Secret | None = None, timeout: float = TIMEOUT) -> None:
        """`address`: HOST:PORT; port 443 means HTTPS, whose certificate must be trusted."""
        self.address = address
        host, _, port = address.rpartition(":")
        # Not through a proxy, whatever the environment says: cameras are on the hall's own network. Certificates are read only where
        # one will be shown: that takes longer than all else.
        self._http = httpx.Client(timeout=timeout, trust_env=False, verify=port == "443")
        self._client = OnvifClient(
            host,
            int(port),
            login.user if login else "",
            login.password if login else "",
            use_https=port == "443",
            http_auth="digest",
            retries=0,
            timeout_s=timeout,
            http_client=self._http,
        )
        self._ptz: str | None = None

    def close(self) -> None:
        """Hang up."""
        self._client.close()
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def clock_offset(self) -> float:
        """Seconds by which the camera's clock is ahead of this machine's, give or take half a second and half the answer's time."""
        before = time.time()
        said = self._ask("its time", self._client.get_system_date_time)
        after = time.time()
        utc = said.get("UTCDateTime")
        fields = ("year", "month", "day", "hour", "minute", "second")
        try:
            there = datetime(*(int(utc[field]) for field in fields), tzinfo=UTC)  # type: ignore[index, misc, arg-type]
        except (TypeError, KeyError, ValueError) as error:
            raise OnvifFault(Trouble.CONFUSED, f"{self.address} tells no time in UTC") from error
        return there.timestamp() + HALF_SECOND - (before + after) / 2

    def information(self) -> Information:
        """Maker, model, firmware."""
        said = self._ask("what it is", self._client.get_device_information)
        keys = {"maker": "Manufacturer", "model": "Model", "firmware": "FirmwareVersion", "serial": "SerialNumber"}
        return Information(**{field: _text(said.get(key)) for field, key in keys.items()})

    def profiles(self) -> tuple[Profile, ...]:
        """Its streams with their addresses, the largest picture first."""
        found = []
        for each in self._ask("its streams", self._client.get_profiles):
            token = _text(each.get("token"))
            if not token:
                continue
            address = self._ask("a stream's address", partial(self._client.get_stream_uri, profile_token=token))
            found.append(_profile(token, each, plain(_text(address))))
        if not found:
            raise OnvifFault(Trouble.CONFUSED, f"{self.address} offers no stream")
        return tuple(sorted(found, key=lambda profile: -profile.width * profile.height))

    def presets(self) -> tuple[Preset, ...]:
        """The positions that it knows; `OnvifFault` also when its list cannot be read."""
        body = envelopes.ptz_get_presets(profile_token=self._ptz_profile())
        text = self._ask("its positions", lambda: self._client.call(service="ptz", operation="GetPresets", body_inner=body))
        if parsers.parse_xml(text) is None:
            raise OnvifFault(Trouble.CONFUSED, f"the list of positions that {self.address} sends is not XML")
        found = parsers.parse_ptz_presets(text)
        return tuple(Preset(token=_text(each.get("token")), name=_text(each.get("name"))) for each in found if each.get("token"))

    def move(self, pan: float, tilt: float, zoom: float, seconds: float) -> None:
        """Turn with these speeds, -1 to 1; the camera is told to stop by itself after `seconds`, which not every one does."""
        self._ask(
            "to turn",
            lambda: self._client.ptz_continuous_move(
                profile_token=self._ptz_profile(), pan=pan, tilt=tilt, zoom=zoom, timeout=f"PT{seconds:.3g}S"
            ),
        )

    def stop(self) -> None:
        """Stop turning and zooming."""
        self._ask("to stop", lambda: self._client.ptz_stop(profile_token=self._ptz_profile()))

    def go_to(self, preset: str) -> None:
        """Turn to a position that it knows."""
        self._ask(
            f"to turn to {preset}",
            lambda: self._client.ptz_goto_preset(profile_token=self._ptz_profile(), preset_token=preset),
        )

    def _ptz_profile(self) -> str:
        """The first stream that can be turned, else the first: some cameras tell of it in none."""
        if self._ptz is None:
            profiles = self._ask("its streams", self._client.get_profiles)
            turning = [each for each in profiles if each.get("ptz")] or list(profiles)
            if not turning or not turning[0].get("token"):
                raise OnvifFault(Trouble.CANNOT, f"{self.address} offers no stream that could be turned")
            self._ptz = _text(turning[0]["token"])
        return self._ptz

    def _ask(self, what: str, question: Callable[[], T]) -> T:
        try:
            return question()
        except OnvifFault:
            raise
        except OnvifAuthError as error:
            raise OnvifFault(Trouble.WRONG_PASSWORD, f"{self.address} refuses user or password") from error
        except OnvifServiceUnavailableError as error:
            raise OnvifFault(Trouble.UNREACHABLE, f"{self.address} is busy and does not say {what}") from error
        except OnvifTransportError as error:
            raise OnvifFault(Trouble.UNREACHABLE, f"{self.address} does not answer when asked {what}: {_cause(error)}") from error
        except OnvifCapabilityMissingError as error:
            self._probe_login()
            raise OnvifFault(Trouble.CANNOT, f"{self.address} has no service to be asked {what}") from error
        except (OnvifOperationNotSupportedError, OnvifNotConfiguredError, OnvifFaultError) as error:
            raise OnvifFault(Trouble.CANNOT, f"{self.address} cannot be asked {what}: {error}") from error
        except (
            OnvifError,
            httpx.HTTPError,
            httpx.InvalidURL,
            ValueError,
            TypeError,
            AttributeError,
            ArithmeticError,
            LookupError,
        ) as error:
            # The library's parsers trust what a camera says more than cameras deserve.
            raise OnvifFault(
                Trouble.CONFUSED, f"{self.address} answers what is not ONVIF when asked {what} ({type(error).__name__})"
            ) from error

    def _probe_login(self) -> None:
        """The library takes a refused login while it looks for services as "no services"; ask something plain to know which it was."""
        self._ask("what it is", self._client.get_device_information)


def _cause(error: Exception) -> str:
    """The innermost reason, which says more than what is wrapped around it."""
    while isinstance(inner := error.__cause__ or error.__context__, Exception):
        error = inner
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()


def _profile(token: str, said: dict[str, Any], address: str) -> Profile:
    video, sound = said.get("video_encoder") or {}, said.get("audio_encoder")
    return Profile(
        token=token,
        name=_text(said.get("name")),
        codec=_text(video.get("encoding")).lower(),
        width=int(_number(video.get("width"))),
        height=int(_number(video.get("height"))),
        rate=_number(video.get("fps_limit")),
        kbps=_number(video.get("bitrate_kbps")),
        has_ptz=bool(said.get("ptz")),
        has_sound=bool(sound),
        address=address,
    )


def _text(value: object) -> str:
    return value[:500] if isinstance(value, str) else ""


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return 0.0
