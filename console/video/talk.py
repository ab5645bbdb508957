"""Talking through a camera's loudspeaker: what the console and the process that has the microphone say, and all that widgets know of it."""

from enum import StrEnum
from typing import Protocol

import msgspec
from msgspec import Struct

NO_MICROPHONE, VOICE_LOST = "no_microphone", "voice_lost"
"""Why a talk ends, beside the codes of `protocol.TalkEnd`: no sound comes in here, or the process that has it ended."""


class Step(StrEnum):
    """How far a talk is."""

    IDLE = "idle"
    MICROPHONE = "microphone"
    """The process is being started, or opens the microphone."""
    READY = "ready"
    """Sound comes in, and the recorder has heard the offer: now the hub is to be asked."""
    CONNECTING = "connecting"
    OPEN = "open"
    """What is said comes out of the camera."""
    ENDED = "ended"


class Talking(Struct, frozen=True, kw_only=True):
    """A talk as it stands."""

    talk: str = ""
    camera: str = ""
    step: Step = Step.IDLE
    end: str = ""
    """Why it is over: a code of `protocol.TalkEnd`, `NO_MICROPHONE` or `VOICE_LOST`."""
    level: float = 0.0
    """How loud the microphone hears, 0 to 1."""
    is_dead: bool = False
    """The microphone gives nothing but silence, as one that is switched off does."""

    @property
    def is_on(self) -> bool:
        """Whether it is under way."""
        return self.step not in {Step.IDLE, Step.ENDED}


class Press(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="say"):
    """To the process: begin, or go on; said again while it is held. An empty talk: let go."""

    talk: str
    camera: str = ""


encode = msgspec.json.Encoder().encode
decode_press = msgspec.json.Decoder(Press).decode
decode_talking = msgspec.json.Decoder(Talking).decode


class Talker(Protocol):
    """Whoever carries a voice to a camera; every call returns at once and belongs to the GUI thread."""

    def prepare(self) -> None:
        """A camera with a loudspeaker is at hand: be quick when somebody talks."""

    def begin(self, camera: str) -> str:
        """The button is pressed; returns the talk's name, by which the hub is asked once it is `READY`."""

    def hold(self) -> None:
        """The button is still held: called in every frame."""

    def end(self) -> None:
        """The button was let go, or must not be held any more."""

    def now(self) -> Talking:
        """How it stands."""

    def close(self) -> None:
        """For good."""


class NoTalker:
    """`Talker` of a console that has no recorder."""

    def __init__(self) -> None:
        self._now = Talking()

    def prepare(self) -> None:
        """Nothing comes of it."""

    def begin(self, camera: str) -> str:
        """It is over at once."""
        self._now = Talking(talk="-", camera=camera, step=Step.ENDED, end="recorder_lost")
        return "-"

    def hold(self) -> None:
        """Nothing comes of it."""

    def end(self) -> None:
        """Nothing comes of it."""

    def now(self) -> Talking:
        """Over."""
        return self._now

    def close(self) -> None:
        """Nothing to end."""
