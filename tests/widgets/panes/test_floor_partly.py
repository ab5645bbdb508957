"""A plan that is painted in parts, hundreds of times, looks to the pixel as one that is painted whole: nothing old stays on it."""

import random
from collections.abc import Iterator

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, QObject
from PyQt6.QtGui import QImage, QPainter, QPaintEvent, QRegion
from PyQt6.QtWidgets import QWidget

from console.config import load_hall
from console.model import event as ev
from console.model.event import AnyEvent
from console.model.hall import HallConfig
from console.model.state import HallState
from tests.helpers import hand
from tests.helpers.cameras import with_cameras
from tests.helpers.large_hall import large_hall
from tests.helpers.streams import MORNING, after
from tests.helpers.until import until
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import Show
from widgets.panes.floor_plan import FloorPlan

FRAMES = 160


class Kept(QObject):
    """What a screen would show of a widget: of each painting, the part that the widget wanted to be painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget
        self.parts = 0
        """How many paintings were of a part only."""
        self._wanted = QRegion()
        self._image = self.whole()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QPaintEvent):
            self._wanted += event.region()
        return False

    def painted(self) -> QImage:
        """Let Qt paint what is due; what the screen shows then."""
        self._wanted = QRegion()
        QCoreApplication.processEvents()
        wanted = QRegion(self._wanted)
        self.parts += not wanted.isEmpty() and wanted != QRegion(self.widget.rect())
        self._render(self._image, wanted)
        return self._image

    def whole(self) -> QImage:
        """What it shows when it is painted anew."""
        image = QImage(self.widget.size(), QImage.Format.Format_RGB32)
        image.fill(0)
        self._render(image, QRegion(self.widget.rect()))
        return image

    def _render(self, image: QImage, region: QRegion) -> None:
        if not region.isEmpty():
            p = QPainter(image)
            self.widget.render(p, region.boundingRect().topLeft(), region, QWidget.RenderFlag(0))
            p.end()


def differing(one: QImage, other: QImage) -> list[tuple[int, int]]:
    """Some of the pixels that are not the same."""
    if one == other:
        return []
    rows = (y for y in range(one.height()) if one.copy(0, y, one.width(), 1) != other.copy(0, y, one.width(), 1))
    return [
        next((x, y) for x in range(one.width()) if one.pixel(x, y) != other.pixel(x, y))
        for y, _ in zip(rows, range(9), strict=False)
    ]


def doings(config: HallConfig, chance: random.Random) -> Iterator[AnyEvent]:
    """Whatever shows on the plan, in no order that a day would have."""
    devices = [device.id for device in config.devices]
    counters = [counter.id for counter in config.counters]
    people = [person.id for person in config.staff]
    posts = [*counters, *(zone.id for zone in config.zones), *devices[:20], None]
    tickets: list[str] = []
    while True:
        tickets = tickets[-60:]
        counter, person, device = chance.choice(counters), chance.choice(people), chance.choice(devices)
        business = chance.choice(config.businesses)
        ticket = chance.choice(tickets) if tickets else ""
        number = f"{business.prefix}{chance.randrange(1000):03}"
        kind = chance.choice(
            ("take", "take", "call", "call", "begin", "finish", "counter", "staff", "device", "kiosk", "zone", "shown")
        )
        match kind:
            case "take":
                tickets.append(number)
                yield ev.TicketTaken(ticket=number, business=business.id, priority=chance.choice(config.priorities).id)
            case "call" if ticket:
                yield ev.TicketCalled(ticket=ticket, counter=counter, staff=person)
            case "begin" if ticket:
                yield ev.ServiceStarted(ticket=ticket, counter=counter)
            case "finish" if ticket:
                yield ev.ServiceFinished(ticket=ticket, counter=counter)
            case "counter":
                yield chance.choice(
                    (
                        ev.CounterOpened(counter=counter, staff=person), ev.CounterPaused(counter=counter),
                        ev.CounterResumed(counter=counter), ev.CounterClosed(counter=counter),
                    )
                )  # fmt: skip
            case "staff":
                yield ev.StaffMoved(person=person, post=chance.choice(posts))
                yield ev.StaffPresenceChanged(person=person, presence=chance.choice(list(ev.Presence)))
            case "device":
                yield chance.choice(
                    (
                        ev.DeviceLost(device=device), ev.DeviceFound(device=device),
                        ev.DeviceConditionRaised(device=device, condition="paper_out"),
                        ev.DeviceConditionCleared(device=device, condition="paper_out"),
                        ev.AlarmRaised(alarm=f"{config.alarms[0].id}:{device}", rule=config.alarms[0].id, subject=device),
                        ev.AlarmCleared(alarm=f"{config.alarms[0].id}:{device}"),
                    )
                )  # fmt: skip
            case "kiosk":
                kiosk = chance.choice([each.id for each in config.devices if each.kind == "kiosk"])
                yield chance.choice((ev.KioskSessionStarted(device=kiosk), ev.KioskSessionEnded(device=kiosk, completed=True)))
            case "zone":
                yield ev.ZoneCounted(zone=chance.choice(config.zones).id, people=chance.randrange(90))
            case "shown":
                yield ev.DisplayShowed(device=device, text=chance.choice(("", "请 A012 到 3 号窗口", "暂停")))


def begun(config: HallConfig) -> HallState:
    """All devices heard."""
    names = sorted({device.adapter for device in config.devices})
    owned = {name: tuple(device.id for device in config.devices if device.adapter == name) for name in names}
    return after(
        HallState(),
        ev.HallConfigured(config=config),
        ev.DayStarted(date="2026-11-21"),
        *(ev.AdapterJoined(adapter=name, epoch="e", version="1", devices=ids) for name, ids in owned.items()),
        *(ev.DeviceFound(device=device) for ids in owned.values() for device in ids),
        at=MORNING,
    )


@pytest.mark.parametrize(("seed", "size", "is_large"), [(1, (1220, 560), False), (2, (861, 347), False), (3, (1603, 733), True)])
def test_a_plan_painted_in_parts_looks_as_if_painted_whole(
    show: Show, seed: int, size: tuple[int, int], *, is_large: bool
) -> None:  # fmt: skip
    chance = random.Random(seed)
    config = large_hall() if is_large else load_hall()
    state, now = begun(config), MORNING
    pane = show(FloorPlan, hall.frame(state, now=now), *size)
    QCoreApplication.processEvents()
    kept = Kept(pane.spots)
    told = doings(config, chance)
    for n in range(FRAMES):
        now += chance.choice((0.03, 0.03, 0.3, 1.0, 20.0))
        if n % 20 == 0:
            pane.show_selected(chance.choice((("person", config.staff[0].id), ("counter", config.counters[0].id), ("", ""))))
        events = [next(told) for _ in range(chance.randrange(4))]
        state = after(state, *events, at=now)
        pane.take_frame(hall.frame(state, now=now))
        assert pane.fault is None, pane.fault
        shown = kept.painted()
        if n % 4 == 3:
            assert not differing(shown, kept.whole()), (n, events)
    assert kept.parts > FRAMES // 5, "it is painted in parts at all"


@pytest.mark.parametrize("is_near", [False, True])
def test_pointing_at_one_thing_after_the_other_paints_these_alone_and_leaves_nothing_behind(
    show: Show, *, is_near: bool
) -> None:  # fmt: skip
    pane = show(FloorPlan, with_cameras(hall.busy(), 6), 1220, 560)
    if is_near:
        pane.spots.nearer(1.7)
    QCoreApplication.processEvents()
    kept, all_of_it, pointed = Kept(pane.spots), pane.spots.rect(), 0
    for key, area in pane.spots.areas().items():
        if all_of_it.contains(area.center().toPoint()):
            hand.move(pane.spots, area.center().toPoint())
            pointed += pane.spots.hovered == key
            # The screen's own pointer may come there a little later than the hand.
            until(lambda: not differing(kept.painted(), kept.whole()), what=f"{key} and no more to be lit")
    assert pointed
    assert kept.parts > pointed / 2, "but for cameras, whose view may be as large as the plan"
