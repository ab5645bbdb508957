"""The words of a wall: why it shows what it shows, in one line that can be read from the other side of the room. No names of persons."""

from PyQt6.QtCore import QCoreApplication

from console.model.attention import Scene, Why
from console.model.command import WallItem
from console.model.hall import HallConfig, WallView
from console.model.lookup import lookup
from console.model.runs import OVER
from console.model.state import HallState
from widgets import words
from widgets.layout import called
from widgets.words import Names

translate = QCoreApplication.translate


def why(scene: Scene, state: HallState, now: float, names: Names) -> str:
    """One line: what called for it, whom it hurts, since or until when. `now`: up to which the hall is known."""
    match scene.why:
        case Why.PUSHED:
            left = "" if scene.until is None else translate("Wall", "剩 {0}").format(words.age(max(0.0, scene.until - now)))
            return words.join((translate("Wall", "值班台推送"), left))
        case Why.ALARM:
            return words.join((alarm_name(scene.cause, state, names), *told(scene, state, now)))
        case Why.PLAN:
            return words.join((plan_name(scene.cause, state), _progress(scene.cause, state)))
        case Why.PRESET:
            return words.join((translate("Wall", "定时预置"), _preset(state.config, scene.cause)))
        case Why.TOUR:
            return words.join((translate("Wall", "轮巡"), view_name(scene, names)))


def alarm_name(id: str, state: HallState, names: Names) -> str:
    """What is wrong with what; where that is a member of staff, with which post."""
    alarm = state.alarms.get(id)
    if alarm is None:
        return names.alarm(id)
    who = lookup(state).staff.get(alarm.subject)
    subject = words.of(who.post) if who is not None else names.subject(alarm.rule, alarm.subject)
    return words.troubled(subject, names.of("rule", alarm.rule))


def told(scene: Scene, state: HallState, now: float) -> tuple[str, ...]:
    """Of an alarm: whom it hurts and for how long it has stood; or that it is over."""
    alarm = state.alarms.get(scene.cause)
    if alarm is not None and not alarm.active:
        return (translate("Wall", "已恢复"),)
    since = "" if scene.since is None else translate("Wall", "已 {0}").format(words.age(now - scene.since))
    return (*_harm(scene), since)


def _harm(scene: Scene) -> tuple[str, ...]:
    """Whom it hurts, and how many counters it touches where these are more; nothing where nobody is."""
    counters = translate("Wall", "影响 %n 个窗口", n=len(scene.counters)) if scene.counters else ""
    touched = len(scene.depending)
    depending = translate("Wall", "关系到 %n 个窗口", n=touched) if touched > len(scene.counters) else ""
    customers = translate("Wall", "%n 位客户在等", n=scene.customers) if scene.customers else ""
    return tuple(part for part in (counters, depending, customers) if part)


def view_name(scene: Scene, names: Names) -> str:
    """What kind of picture it is."""
    match scene.show:
        case WallView.FLOOR:
            return translate("Wall", "平面图")
        case WallView.QUEUES:
            return translate("Wall", "队列")
        case WallView.FIGURES:
            return translate("Wall", "指标")
        case WallView.CAMERAS:
            return translate("Wall", "摄像机")
        case WallView.CAMERA:
            name = names.of("device", scene.of)
            return words.join((words.of(WallItem.LOOK_BACK), name)) if scene.back else name
        case WallView.ALARM:
            return translate("Wall", "告警")
        case WallView.PLAN:
            return translate("Wall", "预案")
        case WallView.TEXT:
            return translate("Wall", "文字")
        case None:
            return called(scene.of)


def plan_name(run: str, state: HallState) -> str:
    """The name of a plan under way, and that it is a drill where it is one; of a plan that does not run, by its own id."""
    found = state.plans.get(run)
    name = words.names_of(state.config).of("plan", run if found is None else found.plan)
    return translate("Wall", "{0}（演练）").format(name) if found is not None and found.drill else name


def _progress(run: str, state: HallState) -> str:
    found = state.plans.get(run)
    if found is None:
        return ""
    over = sum(step.phase in OVER for step in found.steps)
    return translate("Wall", "{0} / {1} 步").format(over, len(found.steps))


def _preset(config: HallConfig | None, id: str) -> str:
    walls = config.walls if config is not None else ()
    return next((words.name(preset) for wall in walls for preset in wall.presets if preset.id == id), id)
