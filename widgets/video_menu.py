"""The menus of the camera grid: of a tile, and of kept layouts. Each entry calls what it is given; the menus hold nothing."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication
from PyQt6.QtWidgets import QMenu, QWidget

from widgets.popup import popup_menu
from widgets.video_slots import Arrangement, Slot, overview
from widgets.words import bracketed

translate = QCoreApplication.translate
Deed = Callable[[], object]


class Entry(Struct, frozen=True):
    """A deed in words, and why it cannot be done now; empty: it can."""

    words: str
    deed: Deed
    reason: str = ""


def add(menu: QMenu, entry: Entry, *, checked: bool | None = None) -> None:
    """Append an entry; greyed with its reason in brackets where it cannot be done."""
    action = menu.addAction(bracketed(entry.words, entry.reason))
    if action is None:
        return
    action.setEnabled(not entry.reason)
    if checked is not None:
        action.setCheckable(True)
        action.setChecked(checked)
    action.triggered.connect(partial(_do, entry.deed))


def _do(deed: Deed, _checked: bool = False) -> None:
    deed()


def tile_menu(
    parent: QWidget, deeds: Sequence[Entry], cameras: Sequence[tuple[str, str]], slot: Slot, *,
    assign: Callable[[str], object], put: Callable[[Slot], object], tour: Deed, reserve: Callable[[bool], object],
    tail: Sequence[Entry], held: Sequence[Entry] = (),
) -> QMenu:  # fmt: skip
    """What can be done with a tile: the deeds of its picture, what is held of it and may be released, then what the tile is for."""
    menu = popup_menu(parent)
    for entry in deeds:
        add(menu, entry)
    if held:
        add_held(menu.addMenu(translate("Video", "已保留的录像")), held)
    menu.addSeparator()
    add_cameras(menu.addMenu(translate("Video", "换成摄像机")), cameras, slot.camera, assign)
    use = menu.addMenu(translate("Video", "这一格用作"))
    if use is not None:
        add(use, Entry(translate("Video", "热点：显示所选之处"), partial(put, Slot(is_hotspot=True))), checked=slot.is_hotspot)
        add(
            use,
            Entry(translate("Video", "动静：别处有动静就显示"), partial(put, Slot(is_activity=True))),
            checked=slot.is_activity,
        )
        add(use, Entry(translate("Video", "轮巡…"), tour), checked=slot.tour is not None)
        add(use, Entry(translate("Video", "告警时可占用"), partial(reserve, not slot.is_reserved)), checked=slot.is_reserved)
        add(use, Entry(translate("Video", "空位"), partial(put, Slot())))
    for entry in tail:
        add(menu, entry)
    return menu


def add_held(menu: QMenu | None, held: Sequence[Entry]) -> None:
    """One entry a recording that is kept; letting it go is a step further, since what is old is deleted at once."""
    if menu is None:
        return
    for entry in held:
        one = menu.addMenu(entry.words.replace("&", "&&"))
        if one is not None:
            add(one, Entry(translate("Video", "不再保留，到期即删"), entry.deed, entry.reason))


def add_cameras(menu: QMenu | None, cameras: Sequence[tuple[str, str]], now: str, assign: Callable[[str], object]) -> None:
    """One entry a camera; the present one is checked."""
    if menu is None:
        return
    for id, name in cameras:
        add(menu, Entry(name.replace("&", "&&"), partial(assign, id)), checked=id == now)


def layouts_menu(
    parent: QWidget, named: Mapping[str, Arrangement], now: Arrangement, *,
    use: Callable[[str], object], keep: Deed, forget: Callable[[str], object], start_over: Deed, only_lively: Deed, tail: Sequence[Entry] = (),
) -> QMenu:  # fmt: skip
    """Kept layouts by name, to use and to forget, and the present one to keep."""
    menu = popup_menu(parent)
    for name, arrangement in named.items():
        words = translate("Video", "{0}（%n 画面）", n=arrangement.count).format(name.replace("&", "&&"))
        add(menu, Entry(words, partial(use, name)), checked=arrangement == now)
    if named:
        menu.addSeparator()
    add(menu, Entry(translate("Video", "保存当前布局…"), keep))
    add(menu, Entry(translate("Video", "恢复按摄像机顺序"), start_over))
    add(menu, Entry(translate("Video", "只看有动静的摄像机"), only_lively), checked=now == overview(now.count))
    gone = menu.addMenu(translate("Video", "删除布局"))
    if gone is not None:
        gone.setEnabled(bool(named))
        for name in named:
            add(gone, Entry(name.replace("&", "&&"), partial(forget, name)))
    for entry in tail:
        add(menu, entry)
    return menu
