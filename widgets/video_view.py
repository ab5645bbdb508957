"""What the camera grid takes from the hall: the cameras, how they are, the alarms that they see. A pure value; no pictures."""

from collections.abc import Mapping

from msgspec import Struct

from console.model import hall
from console.model.alarm import RANK, phase_of
from console.model.cameras import is_lifted
from console.model.hall import AlarmPriority
from console.model.health import worst_alarms
from console.model.lookup import lookup
from console.model.sight import blindness, cameras_of_alarm, moves, sight_of
from console.model.state import Alarm, AlarmPhase, HallState
from console.session import Frame, Link, Mode

CALLING = (AlarmPriority.CRITICAL, AlarmPriority.HIGH)
"""Alarms that frame the tile of the camera that sees their subject, and call it up."""
_ON = {AlarmPhase.UNACK, AlarmPhase.ACKED}


class Sighted(Struct, frozen=True, kw_only=True):
    """An alarm as a camera sees it."""

    id: str
    rule: str
    subject: str
    priority: AlarmPriority
    since: float
    is_asking: bool
    """Nobody has acknowledged it."""


class Eye(Struct, frozen=True, kw_only=True):
    """A camera."""

    config: hall.Camera
    device: hall.Device
    blind: str = ""
    """Why it shows nothing of what is there, as the hall knows: a health or a condition."""
    alarm: Sighted | None = None
    """The worst of the alarms that it sees best."""
    lifted_until: float | None = None
    """Until when its private parts may be seen."""


class CamerasView(Struct, frozen=True, kw_only=True):
    """The cameras of the hall, and which of them alarms call up."""

    config: hall.HallConfig | None = None
    eyes: tuple[Eye, ...] = ()
    alarms: tuple[tuple[str, str], ...] = ()
    """(Camera, alarm) that want to be seen, the worst and newest first."""
    lively: tuple[str, ...] = ()
    """Those before which something moves."""
    mode: Mode = Mode.LIVE
    link: Link = Link.GOOD
    can_command: bool = False

    def ids(self) -> tuple[str, ...]:
        """The cameras, as configured."""
        return tuple(eye.config.id for eye in self.eyes)


def view_of(frame: Frame) -> CamerasView:
    """What the grid shows of a frame; privacy is lifted now, also for a look into the past."""
    state, config = frame.state, frame.state.config
    if config is None:
        return CamerasView(mode=frame.mode, link=frame.link, can_command=frame.can_command)
    present, now = frame.present, frame.present_now
    devices = lookup(state).devices
    seen = _sighted(state)
    return CamerasView(
        config=config,
        eyes=tuple(
            Eye(
                config=camera,
                device=devices[camera.id],
                blind=blindness(state, camera.id),
                alarm=seen.get(camera.id),
                lifted_until=present.lifted[camera.id].until if is_lifted(present, camera.id, now) else None,
            )
            for camera in config.cameras
            if camera.id in devices
        ),
        alarms=tuple((camera, alarm.id) for camera, alarm in sorted(seen.items(), key=lambda item: _urgency(item[1]))),
        lively=tuple(camera.id for camera in config.cameras if camera.id in devices and moves(state, camera.id)),
        mode=frame.mode,
        link=frame.link,
        can_command=frame.can_command,
    )


def _urgency(alarm: Sighted) -> tuple[int, bool, float]:
    return RANK[alarm.priority], not alarm.is_asking, -alarm.since


def _sighted(state: HallState) -> Mapping[str, Sighted]:
    """Camera → the worst alarm of those that it sees best of all cameras that see anything."""
    sight, worst = sight_of(state), worst_alarms(state)
    found: dict[str, Sighted] = {}
    things = {id for _, id in sight.seen_by}
    for subject in sorted(things & worst.keys()):
        alarm = worst[subject]
        if alarm.priority not in CALLING or phase_of(alarm, state) not in _ON:
            continue
        camera = _best(state, alarm)
        sighted = _of(alarm)
        if camera and (camera not in found or _urgency(sighted) < _urgency(found[camera])):
            found[camera] = sighted
    return found


def _best(state: HallState, alarm: Alarm) -> str:
    """The camera that sees it best and is not blind; the best of the blind ones where none sees; empty: none looks there."""
    cameras = cameras_of_alarm(state, alarm)
    return next((camera for camera in cameras if not blindness(state, camera)), cameras[0] if cameras else "")


def _of(alarm: Alarm) -> Sighted:
    return Sighted(
        id=alarm.id, rule=alarm.rule, subject=alarm.subject, priority=alarm.priority, since=alarm.active_at, is_asking=not alarm.acked
    )  # fmt: skip
