"""Speaks the alarms of the live hall, whatever time is on the screen, until somebody wants silence. It decides nothing: `model.announce` does."""

from typing import Protocol

from PyQt6.QtCore import QSettings

from console.model.announce import Spoken, due
from console.session import Frame, Link
from widgets import alarm_words, words

_KEY = "voice/on"


class Speaks(Protocol):
    """`console.voice.Voice`, or a stand-in in tests."""

    @property
    def trouble(self) -> str:
        """Why the last sentence was not heard, or empty."""

    def say(self, text: str, language: str) -> None:
        """Say it, without waiting for it."""

    def hush(self) -> None:
        """Be silent at once."""


class Annunciator:
    """One for a console; asked each frame, it looks once a second."""

    def __init__(self, voice: Speaks | None = None) -> None:
        self._voice = voice
        self._is_on = voice is not None
        self._settings: QSettings | None = None
        self._spoken = Spoken()
        self._looked = 0

    @property
    def state(self) -> str:
        """`on`, `off`, `none`, or why it is not heard."""
        if self._voice is None:
            return "none"
        return (self._voice.trouble or "on") if self._is_on else "off"

    def settle(self, settings: QSettings | None) -> None:
        """Be as it was left."""
        self._settings = settings
        if settings is not None and self._voice is not None:
            self._is_on = settings.value(_KEY, True, bool)

    def toggle(self) -> None:
        """Be silent at once, or speak again of what is still standing."""
        if self._voice is None:
            return
        self._is_on = not self._is_on
        if not self._is_on:
            self._voice.hush()
        self._spoken = Spoken()
        if self._settings is not None:
            self._settings.setValue(_KEY, self._is_on)

    def take_frame(self, frame: Frame) -> None:
        """Say what is due in the live hall; a picture that is not to be trusted is not spoken of."""
        now = frame.present_now
        if self._voice is None or not self._is_on or frame.link is not Link.GOOD:
            return
        second = int(now / max(1.0, frame.pace))  # of the clock on the wall: a hall at 60× is not looked through in each frame
        if second == self._looked:
            return
        self._looked = second
        state = frame.present
        said, self._spoken = due(state, now, self._spoken)
        if said is not None:
            names = words.names_of(state.config)
            self._voice.say(alarm_words.spoken(said, names), "en" if words.is_english() else "zh")
