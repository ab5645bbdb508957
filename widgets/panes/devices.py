"""The devices by kind: how each is, what it last said and how old that is, what fails with it, and whether it is in service."""

from functools import partial

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.model import command as c
from console.model.event import Value
from console.model.hall import AlarmPriority, HallConfig
from console.model.hall import Device as DeviceConfig
from console.model.health import Health, health_of, reading_quality, unheard_since, worst_alarms
from console.model.lookup import lookup
from console.model.quality import Quality
from console.model.state import Alarm, Device, HallState
from console.session import Desk, Frame
from widgets import words
from widgets.pane import Pane
from widgets.reason import Reason
from widgets.reported import reported
from widgets.table import Action, Cell, Column, Push, Row, Table
from widgets.theme import Look, Shape, Theme, Tone, look
from widgets.video_words import ailment_in_full

translate = QCoreApplication.translate
_ORDER = {Health.TROUBLED: 0, Health.LOST: 1, Health.UNHEARD: 2, Health.OUT: 3, Health.WELL: 4}
_LOOKS = {
    Health.WELL: Look(Shape.DISC, Tone.SOFT),
    Health.LOST: look(Quality.BAD),
    Health.UNHEARD: look(Quality.UNKNOWN),
    Health.OUT: Look(Shape.DASH, Tone.FAINT),
}


class ReadingLine(Struct, frozen=True, kw_only=True):
    """A device's last word on one point."""

    point: str
    value: Value
    quality: Quality
    age: int
    """Whole seconds."""


class DeviceLine(Struct, frozen=True, kw_only=True):
    """One device now."""

    config: DeviceConfig
    health: Health
    conditions: tuple[str, ...]
    since: int | None
    """Whole seconds since it has been as it is; None: since ever."""
    reason: str
    rule: str
    """The worst alarm rule that holds on it; empty: none."""
    priority: AlarmPriority | None
    readings: tuple[ReadingLine, ...]
    showing: str
    session: int | None
    """Whole seconds that a customer has used it."""
    needed_by: tuple[str, ...]
    """Devices that fail with it."""


class KindGroup(Struct, frozen=True, kw_only=True):
    """The devices of one kind."""

    kind: str
    total: int
    well: int
    ill: int
    """With a fault or lost; the rest are unknown or out of service."""
    lines: tuple[DeviceLine, ...]


class DevicesView(Struct, frozen=True, kw_only=True):
    """All kinds; those with trouble first."""

    config: HallConfig | None
    groups: tuple[KindGroup, ...]
    counts: tuple[tuple[Health, int], ...]
    blocked: str


class Devices(Pane[DevicesView]):
    """The table of devices."""

    name = "devices"
    title = QT_TRANSLATE_NOOP("Pane", "设备")
    by_hand = ("_closed",)

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: DevicesView | None = None
        self._closed: set[str] | None = None
        columns = (
            Column(translate("Devices", "设备"), 140, stretch=2),
            Column(translate("Devices", "状态"), 108, stretch=1),
            Column(translate("Devices", "已持续"), 64, numeric=True, above=400),
            Column(translate("Devices", "读数 / 显示"), 110, stretch=5, above=600),
            Column(translate("Devices", "连带"), 84, stretch=1, above=780),
            Column("", 60),
        )
        self.table = Table(theme, columns, self, ground=Tone.PANEL)
        self.table.empty_words = translate("Devices", "尚无设备数据")
        self.table.chosen = self._chosen
        self.table.pushed = self._pushed
        self.table.menu_of = self._actions
        self.body.addWidget(self.table)

    @classmethod
    def view(cls, frame: Frame) -> DevicesView:
        """Devices by kind; within a kind those with trouble first."""
        state, now = frame.state, frame.now
        worst = worst_alarms(state)
        kinds: dict[str, list[DeviceLine]] = {}
        counts: dict[Health, int] = dict.fromkeys(Health, 0)
        for config in lookup(state).devices.values():
            line = _line(state, config, worst.get(config.id), now)
            counts[line.health] += 1
            kinds.setdefault(config.kind, []).append(line)
        groups = [
            KindGroup(
                kind=kind,
                total=len(lines),
                well=sum(line.health is Health.WELL for line in lines),
                ill=sum(line.health in (Health.TROUBLED, Health.LOST) for line in lines),
                lines=tuple(sorted(lines, key=lambda line: _ORDER[line.health])),
            )
            for kind, lines in kinds.items()
        ]
        return DevicesView(
            config=state.config,
            groups=tuple(sorted(groups, key=lambda group: (not group.ill, group.well == group.total))),
            counts=tuple(counts.items()),
            blocked="" if frame.can_command else frame.blocked,
        )

    def draw(self, view: DevicesView) -> None:
        """A row a kind and a row a device; kinds that are all well are folded until they are opened."""
        self._shown = view
        names = words.names_of(view.config)
        counts = dict(view.counts)
        self.note(
            right=words.join(
                translate("Devices", "{0} {1}").format(_health_word(health), counts[health])
                for health in (Health.TROUBLED, Health.LOST, Health.UNHEARD, Health.OUT, Health.WELL)
                if counts.get(health)
            )
        )
        if self._closed is None and view.groups:
            self._closed = {group.kind for group in view.groups if group.well == group.total and group.total > 4}
        reason = words.of(view.blocked) if view.blocked else ""
        rows: list[Row] = []
        for group in view.groups:
            closed = group.kind in (self._closed or ())
            rows.append(_kind_row(group, names, closed=closed))
            if not closed:
                rows.extend(_row(line, names, reason) for line in group.lines)
        self.table.set_rows(tuple(rows))

    def _line_of(self, row_id: str) -> DeviceLine | None:
        groups = self._shown.groups if self._shown else ()
        return next((line for group in groups for line in group.lines if line.config.id == row_id), None)

    def _chosen(self, row_id: str) -> None:
        """A kind opens or folds; a device is selected."""
        if not row_id.startswith("kind:"):
            self.desk.select("device", row_id)
            return
        self._closed = (self._closed or set()) ^ {row_id.removeprefix("kind:")}
        if self._shown is not None:
            self.draw(self._shown)

    def _pushed(self, row_id: str, code: str) -> None:
        if code == "in":
            self.desk.order(c.ReturnToService(device=row_id))
        elif code == "out":
            self._take_out(row_id)

    def _actions(self, row_id: str) -> tuple[Action, ...]:
        line = self._line_of(row_id)
        if line is None or self._shown is None:
            return ()
        free = not self._shown.blocked
        push = _push(line, "")
        restart = Action(translate("Devices", "重启"), partial(self.desk.order, c.RestartDevice(device=row_id)), enabled=free)
        return (Action(push.words, partial(self._pushed, row_id, push.code), enabled=free), restart)

    def _take_out(self, device: str) -> None:
        names = words.names_of(self._shown.config if self._shown else None)
        Reason(
            self.theme,
            translate("Devices", "停用 {0} 的原因").format(names.of("device", device)),
            lambda _, reason: self.desk.order(c.TakeOutOfService(device=device, reason=reason)),
            self,
            suggestions=(translate("Devices", "检修"), translate("Devices", "等待配件"), translate("Devices", "清洁")),
        ).open_at(self.table.below(device))


def _line(state: HallState, config: DeviceConfig, alarm: Alarm | None, now: float) -> DeviceLine:
    device = state.devices.get(config.id, Device(id=config.id))
    health = health_of(state, config.id)
    since: float | None = None
    reason = ""
    conditions = sorted(device.conditions, key=lambda name: (device.conditions[name].since, name))
    if health is Health.OUT:
        since, reason = device.out_at, device.out_reason
    elif health in (Health.LOST, Health.UNHEARD):
        since, reason = unheard_since(state, config.id), _reason(config, device.lost_reason)
    elif conditions:
        first = device.conditions[conditions[0]]
        since, reason = first.since, _reason(config, first.detail)
    return DeviceLine(
        config=config,
        health=health,
        conditions=tuple(conditions),
        since=None if since is None else int(now - since),
        reason=reason,
        rule=alarm.rule if alarm is not None else "",
        priority=alarm.priority if alarm is not None else None,
        readings=tuple(
            ReadingLine(
                point=point, value=reading.value, quality=reading_quality(state, config.id, point, now), age=int(now - reading.at)
            )
            for point, reading in sorted(device.values.items())
        ),
        showing=device.showing,
        session=None if device.session_at is None else int(now - device.session_at),
        needed_by=lookup(state).needed_by.get(config.id, ()),
    )


def _reason(config: DeviceConfig, said: str) -> str:
    return reported(ailment_in_full(said) if config.kind == "camera" else said)


def _kind_row(group: KindGroup, names: words.Names, *, closed: bool) -> Row:
    name = names.of("kind", group.kind)
    return Row(
        f"kind:{group.kind}",
        (
            Cell(f"{'▸' if closed else '▾'} {name}", bold=True, tone=Tone.SOFT),
            Cell(
                translate("Devices", "{0} / {1} 正常").format(group.well, group.total),
                tone=Tone.MEDIUM if group.ill else Tone.FAINT,
                look=look(AlarmPriority.MEDIUM) if group.ill else None,
            ),
            Cell(),
            Cell(),
            Cell(),
            Cell(),
        ),
    )


def _row(line: DeviceLine, names: words.Names, reason: str) -> Row:
    seen = _look(line)
    state = _health_word(line.health)
    if line.health is Health.WELL and line.rule:
        state = names.of("rule", line.rule)
    if line.health is Health.TROUBLED:
        state = words.listed(names.of("condition", condition) for condition in line.conditions)
    depends = translate("Devices", "{0} 台").format(len(line.needed_by)) if line.needed_by else ""
    quiet = line.health in (Health.UNHEARD, Health.OUT)
    return Row(
        line.config.id,
        (
            Cell(words.name(line.config)),
            Cell(state, look=seen, tone=Tone.FAINT if quiet else seen.tone, note=words.of(line.reason)),
            Cell("" if line.since is None else words.duration(line.since), tone=Tone.SOFT),
            _says(line, names),
            Cell(depends, tone=Tone.FAINT, spoken=words.listed(names.of("device", device) for device in line.needed_by)),
            Cell(pushes=(_push(line, reason),)),
        ),
        indent=1,
        edge=seen.tone
        if line.health is Health.TROUBLED and line.priority in (AlarmPriority.CRITICAL, AlarmPriority.HIGH)
        else None,
        quiet=quiet,
    )


def _look(line: DeviceLine) -> Look:
    if line.health is Health.TROUBLED or (line.health is Health.WELL and line.rule):
        return look(line.priority or AlarmPriority.MEDIUM)
    return _LOOKS[line.health]


def _says(line: DeviceLine, names: words.Names) -> Cell:
    """Readings with their units; what is old says how old, what the device does not know is unknown."""
    points = {word.id: word for word in (names.config.points if names.config else ())}
    parts = []
    ages = {words.age(reading.age) if reading.quality is Quality.STALE else "" for reading in line.readings}
    all_at = next(iter(ages)) if len(ages) == 1 else ""
    for reading in sorted(line.readings, key=lambda each: isinstance(each.value, str)):  # numbers first: words may be cut
        word = points.get(reading.point)
        text = f"{names.of('point', reading.point)} {_measured(reading.value, word.unit if word is not None else '')}"
        if reading.quality is Quality.STALE and not all_at:
            text += translate("Devices", "（{0}前）").format(words.age(reading.age))
        elif reading.quality is Quality.BAD:
            text += translate("Devices", "（失联前）")
        parts.append(text)
    if all_at:
        parts.append(translate("Devices", "{0}前").format(all_at))
    if line.session is not None:
        parts.append(translate("Devices", "使用 {0}").format(words.duration(line.session)))
    if line.showing:
        parts.append(translate("Devices", "显示“{0}”").format(line.showing))
    good = all(reading.quality is Quality.GOOD for reading in line.readings)
    return Cell(words.join(parts), tone=Tone.SOFT if good else Tone.FAINT)


def _measured(value: Value, unit: str) -> str:
    """A value with its unit; seconds as minutes and seconds."""
    if unit == "s" and isinstance(value, int | float) and not isinstance(value, bool):
        return words.duration(value)
    return words.reading(value) + (unit if value is not None else "")


def _health_word(health: Health) -> str:
    match health:
        case Health.WELL:
            return translate("Devices", "正常")
        case Health.TROUBLED:
            return translate("Devices", "有故障")
        case Health.LOST:
            return words.of(Quality.BAD)
        case Health.UNHEARD:
            return words.of(Quality.UNKNOWN)
        case Health.OUT:
            return translate("Devices", "停用")


def _push(line: DeviceLine, reason: str) -> Push:
    if line.health is Health.OUT:
        return Push("in", translate("Devices", "启用"), enabled=not reason, reason=reason)
    return Push("out", translate("DevicesAct", "停用"), enabled=not reason, reason=reason)
