"""What the palette finds: things of the hall, what can be done with them, the console's own acts, buttons that can be seen. Values; no widgets.

The deeds are those of the detail cards with the same commands and the same refusals, so a click and a typed word are one.
"""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication

from console.model.hall import HallConfig
from console.session import Frame
from widgets import words
from widgets.acts import ACTS
from widgets.detail_card import Card, Deed
from widgets.detail_kinds import card_of
from widgets.spelling import NO, rank

translate = QCoreApplication.translate
MOST = 30
"""Things whose cards are looked into for one word; more would be felt while typing."""
SPREAD = 4
"""Things for which each way of doing a deed is an entry of its own."""
LISTED = 14
KINDS = ("counter", "person", "device", "camera", "queue", "plan", "zone", "alarm", "ticket")


class Find(Struct, frozen=True, kw_only=True):
    """An entry."""

    words: str
    kind: str
    """`act`, `see`, `deed`, `ask` or `button`: what running it does."""
    of: tuple[str, str] = ("", "")
    """Kind and id of the thing; for an act its code."""
    deed: Deed | None = None
    choice: int = 0
    press: Callable[[], bool] | None = None
    """Of a button: presses it; False when it is not what was read any more."""
    note: str = ""
    """Quiet words after it: keys, or a state."""
    refused: str = ""
    """Why it cannot be done now."""


class Thing(Struct, frozen=True):
    """Something of the hall that has a name."""

    kind: str
    id: str
    name: str


class Button(Struct, frozen=True):
    """A button that can be seen."""

    words: str
    where: str
    press: Callable[[], bool]
    """Presses it; False when it is not what was read any more."""
    refused: str = ""


def things_of(frame: Frame) -> list[Thing]:
    """Everything that has a name and a card, the kinds in the order in which they are looked for."""
    config = frame.state.config
    if config is None:
        return []
    names = words.names_of(config)
    found = [Thing(kind, id, name) for kind, id, name in _configured(config)]
    found += [Thing("alarm", id, names.alarm(id)) for id in list(frame.state.alarms)[:500]]
    found += [Thing("ticket", id, id) for id in frame.state.tickets]
    return found


def _configured(config: HallConfig) -> Iterator[tuple[str, str, str]]:
    names = words.names_of(config)
    groups: tuple[tuple[str, Iterable[str]], ...] = (
        ("counter", (each.id for each in config.counters)), ("person", (each.id for each in config.staff)),
        ("device", (each.id for each in config.devices)), ("queue", (each.id for each in config.queues)),
        ("plan", (each.id for each in config.plans)), ("zone", (each.id for each in config.zones)),
    )  # fmt: skip
    for kind, ids in groups:
        yield from ((kind, id, names.of(kind, id)) for id in ids)


def find(typed: str, frame: Frame, things: list[Thing], buttons: list[Button]) -> list[Find]:
    """The entries that can be meant, the likeliest first. Nothing typed: the console's acts."""
    parts = typed.split()
    candidates = [*_acts(), *map(_button, buttons)]
    if parts:
        meant = sorted(
            (least, i) for i, thing in enumerate(things) if (least := min(rank(part, thing.name) for part in parts)) < NO
        )
        wanted = [things[i] for _, i in meant[:MOST]] or [thing for thing in things if thing.kind == "counter"]
        candidates = [
            *(entry for i, thing in enumerate(wanted) for entry in _of_thing(frame, thing, spread=i < SPREAD)),
            *candidates,
        ]
    ranked = [(rank(typed, entry.words), order, entry) for order, entry in enumerate(candidates)]
    return [entry for _, _, entry in sorted(((r, o, e) for r, o, e in ranked if r < NO), key=lambda each: each[:2])[:LISTED]]


def _acts() -> Iterator[Find]:
    for act in ACTS:
        if act.code != "palette" and (not act.local or act.code in RUN_LOCAL):
            yield Find(words=act.said(), kind="act", of=("act", act.code), note=act.keyed())


RUN_LOCAL = frozenset({"pause", "back_short", "back_long", "faster", "slower"})
"""Acts whose keys are the time bar's own; from here they can be done all the same."""


def _button(button: Button) -> Find:
    return Find(words=words.join([button.where, button.words]), kind="button", press=button.press, refused=button.refused)


def _of_thing(frame: Frame, thing: Thing, *, spread: bool) -> Iterator[Find]:
    card = card_of(frame, thing.kind, thing.id)
    for deed in sorted(card.deeds, key=lambda deed: (bool(deed.refused), not deed.primary)):
        yield from _deed(thing, card, deed, spread=spread)
    said = translate("Palette", "查看 {0}").format(card.title or thing.name)
    yield Find(words=said, kind="see", of=(thing.kind, thing.id), note=card.state)


def _deed(thing: Thing, card: Card, deed: Deed, *, spread: bool) -> Iterator[Find]:
    said = translate("Palette", "{0} {1}").format(deed.words, card.title or thing.name)
    of = (thing.kind, thing.id)
    if deed.refused or deed.guarded or deed.text or not deed.choices:
        more = "" if deed.refused else translate("Palette", "在详情里继续")
        yield Find(words=said, kind="ask", of=of, deed=deed, refused=deed.refused, note=more)
    elif deed.at_once:
        yield Find(words=said, kind="deed", of=of, deed=deed)
    else:
        yield Find(words=f"{said}…", kind="ask", of=of, deed=deed)
        if spread:
            for i, choice in enumerate(deed.choices):
                yield Find(words=f"{said} → {choice.words}", kind="deed", of=of, deed=deed, choice=i)
