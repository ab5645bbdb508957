"""What adapters say of their devices, in words of the screen.

They write plain English, as everything in the journal is. What a device or another vendor's system wrote itself stays as it was written.
"""

import re
from functools import cache

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

translate = QCoreApplication.translate

_PHRASES: dict[str, str] = {
    # Why an adapter is not there: the hub's own words.
    "not_joined": QT_TRANSLATE_NOOP("Reported", "从未接入"),
    "bye": QT_TRANSLATE_NOOP("Reported", "适配器已停止运行"),
    "silent for {0} s": QT_TRANSLATE_NOOP("Reported", "{0} 秒没有消息"),
    # Why a device is not heard.
    "bus: {0}": QT_TRANSLATE_NOOP("Reported", "总线不通：{0}"),
    "address {0} leaves {1} frames unanswered": QT_TRANSLATE_NOOP("Reported", "地址 {0} 连续 {1} 帧无应答"),
    "not opened yet": QT_TRANSLATE_NOOP("Reported", "串口尚未打开"),
    "not connected yet": QT_TRANSLATE_NOOP("Reported", "尚未连接"),
    "nothing heard for {0} s": QT_TRANSLATE_NOOP("Reported", "{0} 秒没有消息"),
    "{0} is not connected": QT_TRANSLATE_NOOP("Reported", "{0} 未连接"),
    "{0}: hung up": QT_TRANSLATE_NOOP("Reported", "{0} 断开了连接"),
    "the connection ended": QT_TRANSLATE_NOOP("Reported", "连接已断开"),
    "the recorder does not answer": QT_TRANSLATE_NOOP("Reported", "录像机没有应答"),
    "the recorder does not know this camera": QT_TRANSLATE_NOOP("Reported", "录像机没有这台摄像机"),
    "driver not connected: upsd runs, its driver does not": QT_TRANSLATE_NOOP("Reported", "UPS 驱动未运行（upsd 正常）"),
    "data stale: the driver hears nothing from the UPS": QT_TRANSLATE_NOOP("Reported", "UPS 驱动收不到 UPS 的数据"),
    "upsd knows no UPS of this name: correct ups.conf or `name`": QT_TRANSLATE_NOOP(
        "Reported", "upsd 中没有这个 UPS：核对 ups.conf 或 name"
    ),
    "upsd denies access: correct upsd.users, or LISTEN in upsd.conf": QT_TRANSLATE_NOOP(
        "Reported", "upsd 拒绝访问：核对 upsd.users 或 upsd.conf 的 LISTEN"
    ),
    "the driver waits for its first data": QT_TRANSLATE_NOOP("Reported", "UPS 驱动还没有收到数据"),
    "upsd {0}:{1}: {2}": QT_TRANSLATE_NOOP("Reported", "连不上 upsd（{0}:{1}）：{2}"),
    "upsd: {0}": QT_TRANSLATE_NOOP("Reported", "upsd 出错：{0}"),
    # What is wrong with one that is heard.
    "address {0}": QT_TRANSLATE_NOOP("Reported", "地址 {0}"),
    # What came of an order.
    "expired": QT_TRANSLATE_NOOP("Reported", "送达时已过时限"),
    "device code is being restarted": QT_TRANSLATE_NOOP("Reported", "适配器正在重启"),
    "echoed by the panel": QT_TRANSLATE_NOOP("Reported", "呼叫器已回显"),
    "it shows this already": QT_TRANSLATE_NOOP("Reported", "已在显示"),
    "sent; these panels do not answer": QT_TRANSLATE_NOOP("Reported", "已发出（此种呼叫器不回应）"),
    "panel {0} did not echo": QT_TRANSLATE_NOOP("Reported", "呼叫器 {0} 没有回显"),
    "no panel of this bus: {0}": QT_TRANSLATE_NOOP("Reported", "此总线上没有呼叫器 {0}"),
    "ticket {0} has no digits that a panel could show": QT_TRANSLATE_NOOP("Reported", "号票 {0} 没有呼叫器能显示的数字"),
    "a call panel cannot {0}": QT_TRANSLATE_NOOP("Reported", "呼叫器不能执行 {0}"),
    "a UPS cannot {0}": QT_TRANSLATE_NOOP("Reported", "UPS 不能执行 {0}"),
    "a camera cannot {0}": QT_TRANSLATE_NOOP("Reported", "摄像机不能执行 {0}"),
    "a recorded queue cannot {0}": QT_TRANSLATE_NOOP("Reported", "回放的排队记录不能执行 {0}"),
    "no peer here takes {0}": QT_TRANSLATE_NOOP("Reported", "没有系统接受 {0}"),
    "no UPS of this adapter": QT_TRANSLATE_NOOP("Reported", "此适配器没有这台 UPS"),
    "no `restart` command is configured for this UPS; nothing was switched": QT_TRANSLATE_NOOP(
        "Reported", "此 UPS 未配置重启命令，未做任何切换"
    ),
    "upsd cannot be reached": QT_TRANSLATE_NOOP("Reported", "连不上 upsd"),
    "this UPS does not know {0}": QT_TRANSLATE_NOOP("Reported", "此 UPS 没有命令 {0}"),
    "{0} given": QT_TRANSLATE_NOOP("Reported", "已发出 {0}"),
    "{0} has no ONVIF service": QT_TRANSLATE_NOOP("Reported", "{0} 没有 ONVIF 服务"),
    "the camera does not answer": QT_TRANSLATE_NOOP("Reported", "摄像机没有应答"),
    "the camera has not answered in time; it may turn yet": QT_TRANSLATE_NOOP("Reported", "摄像机未及时应答，可能稍后才转动"),
    "the queue system did not answer within {0} s": QT_TRANSLATE_NOOP("Reported", "排队系统 {0} 秒内没有应答"),
    "{0} did not answer within {1} s": QT_TRANSLATE_NOOP("Reported", "{0} 在 {1} 秒内没有应答"),
    # The demo hall's queue system.
    "after the ticket in hand": QT_TRANSLATE_NOOP("Reported", "办完手上的号之后"),
    "nobody comes": QT_TRANSLATE_NOOP("Reported", "不再派人"),
}
"""What is written → the same in Chinese. The first that fits holds."""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(re.sub(r"\\\{\d\\\}", "(.+)", re.escape(said))), words) for said, words in _PHRASES.items())


def reported(said: str) -> str:
    """`address 6 leaves 3 frames unanswered` → 地址 6 连续 3 帧无应答; what is none of the adapters' own phrases unchanged."""
    for pattern, words in _patterns():
        found = pattern.fullmatch(said)
        if found is not None:
            return translate("Reported", words).format(*map(reported, found.groups()))
    return said
