"""The detail card as a value: what it says, and what can be done, each deed with the whole command. No widgets, no words of its own."""

from msgspec import Struct

from console.model.command import Command
from console.model.state import Stage
from widgets.theme import Look

Facts = tuple[tuple[str, str], ...]
"""Label and value, top down."""


class Choice(Struct, frozen=True):
    """One way to do a deed."""

    words: str
    command: Command


class Deed(Struct, frozen=True, kw_only=True):
    """Something that can be done: at once by the only choice, or by one of several; `text` names the field a typed text goes into."""

    words: str
    choices: tuple[Choice, ...] = ()
    text: str = ""
    hint: str = ""
    text_needed: bool = False
    primary: bool = False
    guarded: bool = False
    refused: str = ""
    """Why it cannot be done now, in words."""

    @property
    def at_once(self) -> bool:
        """Whether one click does it."""
        return len(self.choices) == 1 and not self.text


class Card(Struct, frozen=True, kw_only=True):
    """The card, whole."""

    kind: str = ""
    id: str = ""
    title: str = ""
    state: str = ""
    look: Look | None = None
    facts: Facts = ()
    deeds: tuple[Deed, ...] = ()
    order: str = ""
    """The last order for this thing, in words."""
    stage: Stage | None = None
    """How far that order got."""
