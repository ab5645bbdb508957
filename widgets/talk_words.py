"""Why somebody cannot talk through a camera's loudspeaker, or does not any more: what is the matter, and what to do. Pure."""

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

translate = QCoreApplication.translate

CAUSES: dict[str, tuple[str, str]] = {
    "released": (QT_TRANSLATE_NOOP("Talk", "已松开"), ""),
    "limit": (QT_TRANSLATE_NOOP("Talk", "到一分钟上限"), QT_TRANSLATE_NOOP("Talk", "要继续，再按住一次")),
    "silent": (QT_TRANSLATE_NOOP("Talk", "值班台没有送来声音"), QT_TRANSLATE_NOOP("Talk", "再按住一次；仍不行请技术人员查网络")),
    "camera_lost": (QT_TRANSLATE_NOOP("Talk", "摄像机断开了"), QT_TRANSLATE_NOOP("Talk", "派人到现场；检查供电和网线")),
    "unreachable": (QT_TRANSLATE_NOOP("Talk", "摄像机连不上"), QT_TRANSLATE_NOOP("Talk", "派人到现场；检查供电、网线和地址")),
    "wrong_password": (
        QT_TRANSLATE_NOOP("Talk", "摄像机口令不对"),
        QT_TRANSLATE_NOOP("Talk", "请管理员更新：hallwatch camera secret"),
    ),
    "certificate": (QT_TRANSLATE_NOOP("Talk", "证书不可信"), QT_TRANSLATE_NOOP("Talk", "请管理员核对摄像机证书")),
    "no_loudspeaker": (
        QT_TRANSLATE_NOOP("Talk", "摄像机没有对讲通道"),
        QT_TRANSLATE_NOOP("Talk", "在摄像机上开启音频输出，或改 hall.toml"),
    ),
    "codec": (QT_TRANSLATE_NOOP("Talk", "摄像机的对讲编码不支持"), QT_TRANSLATE_NOOP("Talk", "在摄像机上改为 G.711")),
    "busy": (QT_TRANSLATE_NOOP("Talk", "别人正在对讲"), QT_TRANSLATE_NOOP("Talk", "等对方松开后再按")),
    "denied": (QT_TRANSLATE_NOOP("Talk", "本席位不可对讲"), QT_TRANSLATE_NOOP("Talk", "请有权限的值班人员操作")),
    "recorder_lost": (QT_TRANSLATE_NOOP("Talk", "录像服务断开了"), QT_TRANSLATE_NOOP("Talk", "稍候自动恢复后再按")),
    "no_microphone": (QT_TRANSLATE_NOOP("Talk", "没有麦克风"), QT_TRANSLATE_NOOP("Talk", "插好麦克风，并在系统声音设置里选它")),
    "voice_lost": (QT_TRANSLATE_NOOP("Talk", "对讲程序出错"), QT_TRANSLATE_NOOP("Talk", "再按住一次；仍不行请技术人员看日志")),
    "link_lost": (QT_TRANSLATE_NOOP("Talk", "主机失联，不能下命令"), QT_TRANSLATE_NOOP("Talk", "恢复后再按")),
    "tile_gone": (QT_TRANSLATE_NOOP("Talk", "画面换走了"), QT_TRANSLATE_NOOP("Talk", "回到这台摄像机再按")),
    "window_left": (QT_TRANSLATE_NOOP("Talk", "切换到了别的窗口"), QT_TRANSLATE_NOOP("Talk", "回到这里再按")),
    "not_allowed": (QT_TRANSLATE_NOOP("Talk", "主机不允许"), QT_TRANSLATE_NOOP("Talk", "原因见命令列表")),
    "not_done": (QT_TRANSLATE_NOOP("Talk", "没有接通"), QT_TRANSLATE_NOOP("Talk", "原因见命令列表")),
    "no_answer": (QT_TRANSLATE_NOOP("Talk", "没有应答"), QT_TRANSLATE_NOOP("Talk", "再按住一次；仍不行请技术人员查录像服务")),
    "unknown": (QT_TRANSLATE_NOOP("Talk", "结束情况不明"), ""),
}


def cause(code: str) -> str:
    """Why a talk is over, in a word or two; a code that nobody knows stays as it is."""
    return translate("Talk", CAUSES[code][0]) if code in CAUSES else code


def remedy(code: str) -> str:
    """What to do about it; empty: nothing."""
    said = CAUSES[code][1] if code in CAUSES else ""
    return translate("Talk", said) if said else ""
