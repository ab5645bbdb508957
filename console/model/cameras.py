"""What people decide of cameras and walls, and what is known of recordings: privacy lifted, holds, gaps, what a wall was given to show.

Pictures themselves are no part of the hall's state; how a camera does is its device's matter.
"""

from msgspec.structs import replace

from console.model import command as do
from console.model import event as ev
from console.model.command import Answer, Refusal, Role, WallItem
from console.model.hall import Camera, Recorded
from console.model.lookup import lookup
from console.model.orders import UNDER_WAY
from console.model.state import Gap, HallState, Hold, Lift, Push, Talk

ALL_WALLS = ""
"""The wall that means every wall."""
LONGEST_HOLD = 86_400.0
"""Seconds that one hold may keep from being deleted."""
LONGEST_TALK = 3600.0
"""Seconds of hall time after which nobody talks any more, whatever was told: the recorder ends each within two minutes."""
GAPS_KEPT = 20
"""Holes in a recording that the state remembers of each camera; the recorder's index has them all."""
HOLDS_KEPT = 500


def is_lifted(state: HallState, camera: str, now: float) -> bool:
    """Whether a camera's private regions may be shown now; false from the very moment the time is over."""
    lift = state.lifted.get(camera)
    return lift is not None and now < lift.until


def talking(state: HallState, camera: str) -> Talk | None:
    """Who talks through a camera's loudspeaker now."""
    talk = state.talks.get(camera)
    return talk if talk is not None and talk.ended_at is None else None


def shown_on(state: HallState, wall: str, screen: int, now: float) -> Push | None:
    """What a wall was given to show on a screen: its own push before one for all walls."""
    for name in (wall, ALL_WALLS):
        push = state.pushes.get(push_key(name, screen))
        if push is not None and now < push.until:
            return push
    return None


def push_key(wall: str, screen: int) -> str:
    """The name of a wall's screen in `HallState.pushes`."""
    return f"{wall}#{screen}"


# --- whether an order may be given -----------------------------------------------------------------------------------------

BACK = 30.0
"""Seconds that instant replay goes back."""
OF_CAMERA = frozenset({WallItem.CAMERA, WallItem.LOOK_BACK})
"""What a wall is given by the name of a camera."""
CameraHubCommand = do.LiftPrivacy | do.RestorePrivacy | do.ShowOnWall | do.ClearWall


def may_see(camera: Camera, role: Role) -> bool:
    """Whether a station of this role may see a camera's pictures; who may not does not turn it either."""
    if role is Role.ADAPTER:
        return False
    return not camera.roles or role in camera.roles


def may_turn(state: HallState, command: do.PointCamera | do.GoToPreset, role: Role) -> Answer:
    """A camera that the role sees and that can be turned, and a position it knows."""
    camera = lookup(state).cameras.get(command.device)
    if camera is None:
        return Refusal.NO_SUCH, command.device
    if not may_see(camera, role):
        return Refusal.ROLE, role.value
    if not camera.onvif:
        return Refusal.WRONG_STATE, "cannot_turn"
    if isinstance(command, do.GoToPreset) and camera.presets and command.preset not in {preset.id for preset in camera.presets}:
        return Refusal.NO_SUCH, command.preset
    return None


def may_talk(state: HallState, command: do.TalkThrough, role: Role) -> Answer:
    """A camera that the role sees and that has a loudspeaker, while nobody else talks through it."""
    camera = lookup(state).cameras.get(command.device)
    if camera is None:
        return Refusal.NO_SUCH, command.device
    if not may_see(camera, role):
        return Refusal.ROLE, role.value
    if not camera.has_loudspeaker:
        return Refusal.WRONG_STATE, "no_loudspeaker"
    talk = talking(state, camera.id)
    if talk is not None:
        return Refusal.ALREADY, "talking"
    last = state.talks.get(camera.id)
    over = last.talk if last is not None else ""
    waits = any(
        isinstance(each.command, do.TalkThrough) and each.command.device == camera.id and each.command.talk != over
        for each in state.orders.values()
        if each.stage in UNDER_WAY
    )
    return (Refusal.ALREADY, "talking") if waits else None


def may_hold(state: HallState, command: do.HoldRecording | do.ReleaseRecording) -> Answer:
    """A span of a recorded camera, not too long; and only what is held can be released, be the camera in the hall or not any more."""
    camera = lookup(state).cameras.get(command.device)
    if isinstance(command, do.ReleaseRecording):
        hold = state.holds.get(command.hold)
        if hold is None or hold.device != command.device:
            return Refusal.NO_SUCH, command.hold
        return None if speaks_for(state, command.device) is not None else (Refusal.NO_ADAPTER, command.device)
    if camera is None:
        return Refusal.NO_SUCH, command.device
    if camera.recorded is Recorded.NONE:
        return Refusal.WRONG_STATE, "not_recorded"
    if command.end <= command.begin:
        return Refusal.WRONG_STATE, "ends_before_it_begins"
    if command.end - command.begin > LONGEST_HOLD:
        return Refusal.LIMIT, f"hours={LONGEST_HOLD / 3600:g}"
    if len(state.holds) >= HOLDS_KEPT:
        return Refusal.LIMIT, f"holds={HOLDS_KEPT}"
    held = next((hold.id for hold in state.holds.values() if _spans(hold) == (command.device, command.begin, command.end)), None)
    return (Refusal.ALREADY, held) if held is not None else None


def speaks_for(state: HallState, camera: str) -> str | None:
    """The adapter of a camera; for one that has left the hall any camera's, as they all speak with its recorder."""
    known = lookup(state)
    ids = (camera,) if camera in known.cameras else known.cameras
    return next((device.adapter for id in ids if (device := known.devices.get(id)) is not None and device.adapter), None)


def _spans(hold: Hold) -> tuple[str, float, float]:
    return hold.device, hold.begin, hold.end


def may(state: HallState, command: CameraHubCommand) -> Answer:
    """What the hub does itself: privacy and walls."""
    match command:
        case do.LiftPrivacy():
            camera = lookup(state).cameras.get(command.camera)
            if camera is None:
                return Refusal.NO_SUCH, command.camera
            return None if camera.private else (Refusal.WRONG_STATE, "nothing_private")
        case do.RestorePrivacy():
            if command.camera not in lookup(state).cameras:
                return Refusal.NO_SUCH, command.camera
            return None if command.camera in state.lifted else (Refusal.ALREADY, "private")
        case do.ClearWall():
            return None if _meant(state, command) else (Refusal.ALREADY, "nothing_shown")
        case do.ShowOnWall():
            return _may_show(state, command)


def _may_show(state: HallState, command: do.ShowOnWall) -> Answer:
    """What there is, and what a wall may show; layouts are the wall's own, and it says if it has none of that name."""
    known = lookup(state)
    if command.item in OF_CAMERA:
        camera = known.cameras.get(command.shown)
        if camera is None:
            return Refusal.NO_SUCH, command.shown
        return None if for_walls(camera) else (Refusal.ROLE, Role.WALL.value)
    if command.item is WallItem.PLAN and command.shown not in known.plans:
        return Refusal.NO_SUCH, command.shown
    return None


def for_walls(camera: Camera) -> bool:
    """A wall is a station of role wall or viewer."""
    return not camera.roles or not {Role.WALL, Role.VIEWER}.isdisjoint(camera.roles)


def _meant(state: HallState, command: do.ClearWall) -> tuple[Push, ...]:
    """A wall's name means that wall and what all walls show, none means every wall."""
    walls = (ALL_WALLS, command.wall)
    return tuple(
        push
        for push in state.pushes.values()
        if (command.wall == ALL_WALLS or push.wall in walls) and command.screen in (None, push.screen)
    )


# --- what the hub writes ---------------------------------------------------------------------------------------------------


def effects(state: HallState, command: CameraHubCommand, by: str, now: float, speed: float) -> tuple[ev.AnyEvent, ...]:
    """What an order of the hub's own does. People look at it in real time: `speed` is hall seconds per real second."""
    match command:
        case do.LiftPrivacy():
            until = now + command.minutes * 60 * speed
            return (ev.PrivacyLifted(camera=command.camera, until=until, reason=command.reason, by=by),)
        case do.RestorePrivacy():
            return (ev.PrivacyRestored(camera=command.camera, by=by),)
        case do.ShowOnWall():
            until = now + command.minutes * 60 * speed
            return (
                ev.WallPushed(
                    wall=command.wall, screen=command.screen, item=command.item, shown=command.shown, until=until, by=by
                ),
            )  # fmt: skip
        case do.ClearWall():
            return tuple(ev.WallCleared(wall=push.wall, screen=push.screen, by=by) for push in _meant(state, command))


def ended(state: HallState, now: float) -> tuple[ev.AnyEvent, ...]:
    """What time ends: lifted privacy, and what walls were given to show.

    And what nobody will tell any more: of a camera that has left the hall, or whose adapter was started anew while somebody talked.
    """
    found: list[ev.AnyEvent] = [
        ev.PrivacyRestored(camera=lift.camera)
        for lift in state.lifted.values()
        if now >= lift.until or lift.camera not in lookup(state).cameras
    ]
    found += [
        ev.TalkEnded(talk=talk.talk, device=talk.camera, cause="unknown")
        for talk in state.talks.values()
        if talk.ended_at is None and _is_forgotten(state, talk, now)
    ]
    found += [ev.WallCleared(wall=push.wall, screen=push.screen) for push in state.pushes.values() if now >= push.until]
    return tuple(found)


def _is_forgotten(state: HallState, talk: Talk, now: float) -> bool:
    device = lookup(state).devices.get(talk.camera)
    adapter = state.adapters.get(device.adapter or "") if device is not None else None
    return adapter is None or (adapter.joined_at or 0.0) > talk.at or now - talk.at > LONGEST_TALK


# --- folds -----------------------------------------------------------------------------------------------------------------


def lifted(state: HallState, event: ev.PrivacyLifted) -> HallState:
    """The private regions are shown until then; lifted again, the later word counts."""
    lift = Lift(camera=event.camera, at=state.at, until=event.until, by=event.by, reason=event.reason)
    return replace(state, lifted={**state.lifted, lift.camera: lift})


def restored(state: HallState, event: ev.PrivacyRestored) -> HallState:
    """The private regions are unrecognisable again."""
    return replace(state, lifted={camera: lift for camera, lift in state.lifted.items() if camera != event.camera})


def gap(state: HallState, event: ev.RecordingGap) -> HallState:
    """A hole in a camera's recording; told again it is the same hole."""
    if event.device not in state.devices:
        return state
    gap = Gap(begin=event.begin, end=event.end, cause=event.cause)
    known = state.gaps.get(event.device, ())
    if gap in known:
        return state
    return replace(state, gaps={**state.gaps, event.device: (*known, gap)[-GAPS_KEPT:]})


def held(state: HallState, event: ev.RecordingHeld) -> HallState:
    """What was recorded then is kept until it is released."""
    known = state.holds.get(event.hold)
    at = state.at if known is None else known.at
    hold = Hold(id=event.hold, device=event.device, at=at, begin=event.begin, end=event.end, reason=event.reason)
    return replace(state, holds={**state.holds, hold.id: hold})


def released(state: HallState, event: ev.RecordingReleased) -> HallState:
    """The ordinary rule deletes it again."""
    return replace(state, holds={id: hold for id, hold in state.holds.items() if id != event.hold})


def talk_began(state: HallState, event: ev.TalkBegan) -> HallState:
    """Somebody is heard; who, says the order."""
    return replace(state, talks={**state.talks, event.device: _talk(state, event)})


def talk_ended(state: HallState, event: ev.TalkEnded) -> HallState:
    """Nobody is heard any more. What is told later than by the clock alone counts more; another talk's end ends none."""
    talk = state.talks.get(event.device)
    if talk is None or talk.talk != event.talk:
        if talk is not None and talk.ended_at is None:
            return state
        talk = replace(_talk(state, event), is_heard=False)
    elif talk.ended_at is not None and talk.cause != "unknown":
        return state
    return replace(state, talks={**state.talks, event.device: replace(talk, ended_at=state.at, cause=event.cause)})


def _talk(state: HallState, event: ev.TalkBegan | ev.TalkEnded) -> Talk:
    orders = (
        each for each in state.orders.values() if isinstance(each.command, do.TalkThrough) and each.command.talk == event.talk
    )
    order = next(orders, None)
    return Talk(talk=event.talk, camera=event.device, by=order.by if order is not None else "", at=state.at)


def pushed(state: HallState, event: ev.WallPushed) -> HallState:
    """A wall's screen shows this until then, whatever it showed before."""
    push = Push(
        wall=event.wall, screen=event.screen, item=event.item, shown=event.shown, at=state.at, until=event.until, by=event.by
    )  # fmt: skip
    return replace(state, pushes={**state.pushes, push_key(event.wall, event.screen): push})


def cleared(state: HallState, event: ev.WallCleared) -> HallState:
    """A wall's screen follows its own rules again."""
    key = push_key(event.wall, event.screen)
    return replace(state, pushes={other: push for other, push in state.pushes.items() if other != key})
