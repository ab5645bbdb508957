"""The words of a camera tile: what a picture is worth, since when, what to do; live, back and in the past. Pure; nothing is painted."""

from enum import StrEnum

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.model.hall import Recorded
from console.model.health import Health
from console.session import Mode
from console.video.pictures import ELSEWHERE, Figures
from console.video.protocol import Fault, Phase, Stream
from widgets import words
from widgets.theme import Look, Shape, Tone, look
from widgets.video_slots import Shown, Why
from widgets.video_tile import Face, Mark, Show
from widgets.video_view import Eye
from widgets.words import Names

translate = QCoreApplication.translate
SILENT = 3.0
"""Seconds without a new picture after which a tile does not call itself live, whatever it was told; key frames come more seldom."""
SILENT_KEYS = 12.0
UNSAID = 0.4
"""Seconds for which an old picture, greyed, may wait for the new one without words."""

_FAULTS: dict[Fault, tuple[str, str]] = {
    Fault.UNREACHABLE: (QT_TRANSLATE_NOOP("Video", "摄像机连不上"), QT_TRANSLATE_NOOP("Video", "检查供电、网线和地址")),
    Fault.WRONG_PASSWORD: (
        QT_TRANSLATE_NOOP("Video", "摄像机口令不对"),
        QT_TRANSLATE_NOOP("Video", "请管理员更新：hallwatch camera secret"),
    ),
    Fault.NO_SUCH_STREAM: (QT_TRANSLATE_NOOP("Video", "没有这路码流"), QT_TRANSLATE_NOOP("Video", "核对 hall.toml 中的地址")),
    Fault.NOT_VIDEO: (QT_TRANSLATE_NOOP("Video", "该地址不是视频"), QT_TRANSLATE_NOOP("Video", "核对 hall.toml 中的地址")),
    Fault.BROKEN_STREAM: (QT_TRANSLATE_NOOP("Video", "码流损坏"), QT_TRANSLATE_NOOP("Video", "解不出画面；检查摄像机的编码设置")),
    Fault.CERTIFICATE: (QT_TRANSLATE_NOOP("Video", "证书不可信"), QT_TRANSLATE_NOOP("Video", "请管理员核对摄像机证书")),
    Fault.BAD_ADDRESS: (QT_TRANSLATE_NOOP("Video", "摄像机地址不对"), QT_TRANSLATE_NOOP("Video", "核对 hall.toml 中的地址")),
    Fault.FROZEN: (QT_TRANSLATE_NOOP("Video", "画面冻结"), QT_TRANSLATE_NOOP("Video", "有信号，画面不变；检查摄像机")),
    Fault.COVERED: (QT_TRANSLATE_NOOP("Video", "镜头被遮挡或失焦"), QT_TRANSLATE_NOOP("Video", "请派人查看镜头")),
    Fault.TOO_LARGE: (QT_TRANSLATE_NOOP("Video", "画面过大，本机解不了"), QT_TRANSLATE_NOOP("Video", "调低摄像机分辨率")),
    Fault.NO_RECORDER: (QT_TRANSLATE_NOOP("Video", "无录像服务"), QT_TRANSLATE_NOOP("Video", "没有画面和录像，其余照常")),
    Fault.DENIED: (QT_TRANSLATE_NOOP("Video", "本台无权查看"), QT_TRANSLATE_NOOP("Video", "由管理员在 hall.toml 的 roles 放行")),
    Fault.DECODER: (QT_TRANSLATE_NOOP("Video", "解码进程重启中"), QT_TRANSLATE_NOOP("Video", "几秒后自动恢复")),
}
_STREAMS = {"main": QT_TRANSLATE_NOOP("Video", "主码流"), "sub": QT_TRANSLATE_NOOP("Video", "子码流")}
_CALM = {Fault.NO_RECORDER, Fault.DENIED, Fault.DECODER}
_UNSEEING = (Fault.FROZEN, Fault.COVERED, Fault.BROKEN_STREAM)
"""Pictures come, but they do not show what is there."""

_LIVE = Look(Shape.DISC, Tone.WELL)
_BACK = Look(Shape.DISC, Tone.INFO)
_STILL = Look(Shape.BARS, Tone.INFO)
_STALE = Look(Shape.RING, Tone.MEDIUM)
_OPENING = Look(Shape.RING, Tone.SOFT)
_BLIND = Look(Shape.TRIANGLE, Tone.HIGH)
_LOST = Look(Shape.CROSS, Tone.HIGH)
_CALM_LOOK = Look(Shape.DASH, Tone.FAINT)


class Worth(StrEnum):
    """What the picture of a tile is worth."""

    LIVE = "live"
    PAST = "past"
    """A recording, or some seconds ago: as it was then."""
    BLIND = "blind"
    """Pictures come, but they do not show what is there: frozen, covered, damaged."""
    STALE = "stale"
    OPENING = "opening"
    GAP = "gap"
    """There is no recording of the moment."""
    LOST = "lost"
    REFUSED = "refused"


class Telling(Struct, frozen=True, kw_only=True):
    """What there is to tell of a tile at a moment."""

    shown: Shown
    eye: Eye | None = None
    figures: Figures = Figures()
    mode: Mode = Mode.LIVE
    at: float | None = None
    """When its last picture was taken; None: there was none."""
    has_picture: bool = False
    is_settled: bool = True
    """It did not begin to send pictures, or cease, just now."""
    is_old: bool = False
    """The picture is of another moment than the one asked for."""
    silent: float = 0.0
    """Seconds since the last new picture came."""
    now: float = 0.0
    """Hall time."""
    back: float = 0.0
    nearness: float = 1.0
    """How many times nearer the picture is brought: above 1 a part of it is seen."""
    is_chosen: bool = False
    is_lit: bool = False
    is_clear: bool = False
    has_sound: bool = False
    with_figures: bool = False
    is_reserved: bool = False
    """An empty place that alarms use."""


def worth(told: Telling) -> Worth:
    """What the picture is worth: the word of the recorder, and what the tile itself has seen come."""
    figures = told.figures
    if figures.phase is Phase.REFUSED:
        return Worth.REFUSED
    if told.mode is not Mode.LIVE:
        if not figures.recorded:
            return Worth.GAP
        return Worth.PAST if told.has_picture and not told.is_old else Worth.OPENING
    if figures.phase is Phase.LOST:
        return Worth.LOST
    if figures.phase is Phase.STALE:
        return Worth.STALE if told.has_picture else Worth.OPENING
    if not told.has_picture or told.is_old or figures.phase is not Phase.LIVE:
        return Worth.OPENING
    if told.silent > (SILENT_KEYS if figures.key_only else SILENT):
        return Worth.STALE
    if figures.fault in _UNSEEING or _hall_says(told.eye):
        return Worth.BLIND
    return Worth.PAST if told.back else Worth.LIVE


def _hall_says(eye: Eye | None) -> Fault | None:
    return Fault(eye.blind) if eye is not None and eye.blind in _UNSEEING else None


def _is_never_recorded(told: Telling) -> bool:
    return told.eye is not None and told.eye.config.recorded is Recorded.NONE


def face(told: Telling, names: Names) -> Face:
    """The tile's face."""
    if told.eye is None:
        return _empty(told)
    value = worth(told)
    state, shape, show = _seen_as(told, value)
    head, lines = _said(told, value, names)
    alarm = told.eye.alarm
    return Face(
        name=words.name(told.eye.device),
        places=_places(told.eye, names),
        show=show,
        state=state,
        look=shape,
        clock=names.clock(told.at) if told.at is not None and show is not Show.NONE else "",
        head=head,
        lines=lines,
        is_calm=value is Worth.OPENING or (value is Worth.REFUSED and told.figures.fault in _CALM),
        marks=_marks(told, value),
        figures=_figures(told.figures) if told.with_figures and show is not Show.NONE else "",
        alarm=words.join((names.alarm(f"{alarm.rule}:{alarm.subject}"), words.duration(told.now - alarm.since))) if alarm else "",
        alarm_look=look(alarm.priority) if alarm else None,
        is_asking=alarm is not None and alarm.is_asking,
        is_chosen=told.is_chosen,
        is_lit=told.is_lit,
    )


def _empty(told: Telling) -> Face:
    """A place without a camera."""
    if told.shown.why is Why.HOTSPOT:
        head, line = translate("Video", "热点"), translate("Video", "点选窗口、区域或设备，这里显示那里的画面")
    elif told.shown.why is Why.ACTIVITY:
        head, line = translate("Video", "没有动静"), translate("Video", "有动静的摄像机会显示在这里")
    elif told.is_reserved:
        head, line = translate("Video", "告警位"), translate("Video", "有告警时在此弹出画面")
    else:
        head, line = translate("Video", "空位"), translate("Video", "拖入摄像机，或按 C 选择")
    return Face(head=head, lines=(line,), is_calm=True, is_chosen=told.is_chosen, is_lit=told.is_lit)


def _seen_as(told: Telling, value: Worth) -> tuple[str, Look, Show]:
    """The state's word and shape, and how much of the picture may be seen."""
    match value:
        case Worth.LIVE:
            return translate("Video", "实时"), _LIVE, Show.COLOUR
        case Worth.PAST:
            if told.back:
                return translate("Video", "回看"), _BACK, Show.COLOUR
            still = told.mode is Mode.PAUSED
            return translate("Video", "定格") if still else translate("Video", "回放"), _STILL if still else _BACK, Show.COLOUR
        case Worth.BLIND:
            return translate("Video", "盲区"), _BLIND, Show.GREY
        case Worth.STALE:
            return translate("Video", "停滞"), _STALE, Show.GREY
        case Worth.OPENING:
            return translate("Video", "打开中"), _OPENING, Show.GREY if told.has_picture else Show.NONE
        case Worth.GAP:
            calm = told.figures.gap == ELSEWHERE or _is_never_recorded(told)
            return translate("Video", "无录像"), _CALM_LOOK if calm else _LOST, Show.NONE
        case Worth.LOST:
            return translate("Video", "无画面"), _LOST, Show.NONE
        case Worth.REFUSED:
            calm = told.figures.fault in _CALM
            return translate("Video", "无画面"), _CALM_LOOK if calm else _LOST, Show.NONE


def _said(told: Telling, value: Worth, names: Names) -> tuple[str, tuple[str, ...]]:
    """What is said over the picture or instead of it, and the lines below."""
    figures = told.figures
    last = translate("Video", "最后画面 {0}").format(names.clock(told.at)) if told.at is not None else ""
    fault, remedy = _fault(figures.fault)
    match value:
        case Worth.LIVE | Worth.PAST:
            return "", ()
        case Worth.BLIND:
            fault, remedy = _fault(figures.fault if figures.fault in _UNSEEING else _hall_says(told.eye))
            return fault, (remedy,)
        case Worth.STALE:
            age = figures.age if figures.phase is Phase.STALE and figures.age is not None else told.silent
            return translate("Video", "画面停滞 {0}").format(words.age(age)), _lines(last, fault)
        case Worth.OPENING:
            if told.is_old and told.silent < UNSAID:  # while somebody drags through time, words would only flicker
                return "", ()
            doing = translate("Video", "正在读取录像") if told.mode is not Mode.LIVE else translate("Video", "正在打开画面")
            return doing, _lines(fault, remedy)
        case Worth.GAP if figures.gap == ELSEWHERE:
            return translate("Video", "录像不在本机"), _lines(translate("Video", "请到录像机所在的值班台回看"))
        case Worth.GAP if _is_never_recorded(told):
            return translate("Video", "此刻无录像"), _lines(translate("Video", "这台摄像机设为不录像"))
        case Worth.GAP:
            cause = words.of(figures.gap) if figures.gap else translate("Video", "这一时刻没有录像")
            return translate("Video", "此刻无录像"), _lines(cause, names.clock(told.now))
        case Worth.LOST:
            blind = translate("Video", "此区域现为盲区，平面图已标出")
            since = last or translate("Video", "一直没有收到画面")
            return translate("Video", "无画面"), _lines(
                words.join((since, translate("Video", "正在重连"))), words.join((fault, remedy)), blind
            )
        case Worth.REFUSED:
            return fault or translate("Video", "无画面"), _lines(remedy)


def _lines(*said: str) -> tuple[str, ...]:
    return tuple(line for line in said if line)


def _fault(fault: Fault | None) -> tuple[str, str]:
    if fault is None:
        return "", ""
    head, remedy = _FAULTS[fault]
    return translate("Video", head), translate("Video", remedy)


def ailment(detail: str) -> str:
    """What was told of an ailing camera: its codes in words, without the technician's half; what is no code stays as it is."""
    head = detail.partition(": ")[0]
    if head in _STREAMS:
        return translate("Video", _STREAMS[head])
    return translate("Video", _FAULTS[Fault(head)][0]) if head in {fault.value for fault in _FAULTS} else detail


def ailment_in_full(detail: str) -> str:
    """The same with the technician's half."""
    said, (_, colon, rest) = ailment(detail), detail.partition(": ")
    return f"{said}{colon}{rest}" if said != detail else detail


def _places(eye: Eye, names: Names) -> str:
    """Counters where it names some, else zones."""
    camera = eye.config
    if len(camera.counters) > 2:
        return translate("Video", "{0} 等 {1} 个窗口").format(names.of("counter", camera.counters[0]), len(camera.counters))
    if camera.counters:
        return words.listed(names.of("counter", counter) for counter in camera.counters)
    return words.listed(names.of("zone", zone) for zone in camera.zones)


def _marks(told: Telling, value: Worth) -> tuple[Mark, ...]:
    """What the operator must know of how the picture came to be, the most important first."""
    figures, eye = told.figures, told.eye
    if eye is None or (value in {Worth.REFUSED, Worth.OPENING} and figures.fault in _CALM):
        return ()  # without recorder, right or decoder nothing is known of the recording
    seen = value in {Worth.LIVE, Worth.PAST, Worth.BLIND, Worth.STALE}
    marks = []
    if told.is_clear and eye.lifted_until is not None:
        left = words.duration(eye.lifted_until - told.now) if told.mode is Mode.LIVE else ""
        marks.append(Mark(f"{translate('Video', '遮挡已解除')} {left}".strip(), Tone.HIGH, Shape.TRIANGLE))
    if told.mode is Mode.LIVE and told.is_settled and not figures.recorded and not _is_never_recorded(told):
        marks.append(Mark(translate("Video", "未录像"), Tone.HIGH, Shape.CROSS))
    if eye.blind == Health.OUT:
        marks.append(Mark(translate("Video", "停用"), Tone.MEDIUM, Shape.DASH))
    if told.back and seen:
        ago = told.now - told.at if told.at is not None else told.back  # less where so much is not kept yet
        marks.append(Mark(translate("Video", "{0} 秒前").format(round(ago)), Tone.INFO, Shape.DISC))
    if told.nearness > 1 and seen:
        marks.append(Mark(translate("Video", "局部 {0}×").format(f"{told.nearness:.1f}"), Tone.INFO))
    if told.has_sound:
        marks.append(Mark(translate("Video", "声音"), Tone.INFO, Shape.DISC))
    if figures.key_only and seen:
        marks.append(Mark(translate("Video", "仅关键帧"), Tone.MEDIUM, Shape.BARS))
    marks += [Mark(mark) for mark in (_why(told.shown),) if mark]
    if eye.config.private and not told.is_clear and seen:
        marks.append(Mark(translate("Video", "隐私遮挡")))
    if told.mode is Mode.LIVE and figures.recorded and seen and value is not Worth.STALE and not _is_never_recorded(told):
        marks.append(Mark(translate("Video", "录像"), Tone.SOFT, Shape.SMALL_DISC))
    return tuple(marks)


def _why(shown: Shown) -> str:
    """Why this camera is in this tile, unless it has its place there."""
    turn = f" {shown.place}/{shown.of}" if shown.of > 1 else ""
    match shown.why:
        case Why.TOUR:
            return translate("Video", "轮巡") + turn
        case Why.HOTSPOT:
            return translate("Video", "热点") + turn
        case Why.ACTIVITY:
            return translate("Video", "动静") + turn
        case Why.ALARM:
            return translate("Video", "告警弹出")
        case Why.FIXED | Why.EMPTY:
            return ""


def _figures(figures: Figures) -> str:
    """Pictures a second, bit rate, latency, what was dropped."""
    rate = translate("Video", "{0} 帧/秒").format(round(figures.rate) if figures.rate >= 1 else f"{figures.rate:.1g}")
    bits = (
        f"{figures.bits / 1e6:.1f} Mbit/s" if figures.bits >= 1e6 else f"{figures.bits / 1e3:.0f} kbit/s" if figures.bits else ""
    )
    latency = translate("Video", "{0} 毫秒").format(round(figures.latency * 1000)) if figures.latency is not None else ""
    drops = translate("Video", "丢 {0}").format(figures.drops) if figures.drops else ""
    stream = translate("Video", "主码流") if figures.stream is Stream.MAIN else translate("Video", "子码流")
    return words.join((stream, rate, bits, latency, drops))
