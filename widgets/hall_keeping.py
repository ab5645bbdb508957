"""What is not saved yet in the hall editor: drafts against crashes, what others save meanwhile, and saving. It shows no hall."""

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QCoreApplication, QFileSystemWatcher, QObject, QTimer

from console.fault import HallFault
from console.hall_edit import operations as op
from console.hall_edit.document import Document
from console.hall_edit.keep import ChangedMeanwhile, Keeper
from widgets import hall_words
from widgets.hall_lists import AskBar
from widgets.nothing import nothing
from widgets.notice import DONE, Notice

translate = QCoreApplication.translate
DRAFT_MS = 1_200
"""After the last change: when it is kept against a crash."""


class Keeping(QObject):
    """A document and its file. `taken` is called when another text was taken up, `saved` when it was written."""

    def __init__(self, document: Document, keeper: Keeper, bar: AskBar, notice: Notice, parent: QObject) -> None:
        super().__init__(parent)
        self.document, self.keeper = document, keeper
        self.taken: Callable[[], object] = nothing
        self.saved: Callable[[], object] = nothing
        self.told: Callable[[str], object] = nothing
        """Hears in words why no draft can be kept."""
        self.is_over = False
        self._bar, self._notice = bar, notice
        self._declined = ""
        """What somebody else saved, and is to be looked at later."""
        self._drafting = single(self, DRAFT_MS, self._keep_draft)
        self._watcher = QFileSystemWatcher([str(keeper.path.parent)], self)
        self._watcher.directoryChanged.connect(lambda _: self.look_at_disk())

    @property
    def is_unsaved(self) -> bool:
        """Whether the text is another than the one on the disk, as far as is known."""
        return self.document.text != self.keeper.known

    def changed(self) -> None:
        """The text is another: it is kept as a draft shortly."""
        self._drafting.start()

    def save(self, *, over: bool = False) -> bool:
        """Write the file, and keep the version; a hall that is not right yet is saved, too, and the hub will not take it."""
        try:
            self.keeper.save(self.document.text, over=over)
        except ChangedMeanwhile as fault:
            self._ask_about_other(fault.text)
            return False
        except HallFault as fault:
            self._refuse(fault)
            return False
        self._bar.leave()
        wrong = len(self.document.findings().problems)
        if wrong:
            self._notice.say(translate("HallEdit", "已保存；还有 %n 个问题，主机不会采用", n=wrong))
        else:
            self._notice.say(translate("HallEdit", "已保存；主机重新启动后采用"), DONE)
        self._drafting.stop()
        self.saved()
        return True

    def ask_for_draft(self) -> None:
        """Ask about what an editor that ended badly did not save."""
        draft = self.keeper.lost_draft()
        if draft is None:
            return
        try:
            self.keeper.set_aside(draft)
        except HallFault as fault:
            self.told(hall_words.said(fault.what))
        answers = (
            (translate("HallEdit", "恢复"), partial(self.take, draft)),
            (translate("HallEdit", "丢弃"), self.keeper.forget_draft),
        )
        self._bar.ask(translate("HallEdit", "上次有未保存的改动"), answers)

    def look_at_disk(self) -> None:
        """Ask about what somebody else saved meanwhile, once."""
        other = self.keeper.changed()
        if other is not None and other != self._declined and self._bar.isHidden() and not self.is_over:
            self._ask_about_other(other)

    def leave(self) -> None:
        """What is not saved is not wanted."""
        self.is_over = True
        self._drafting.stop()
        self.keeper.forget_draft()

    def end(self) -> None:
        """The program ends: what is not saved is kept as a draft."""
        self._drafting.stop()
        if self.is_unsaved and not self.is_over:
            self._keep_draft()
        self.is_over = True

    def _keep_draft(self) -> None:
        if not self.is_unsaved:
            self.keeper.forget_draft()
            return
        try:
            self.keeper.keep_draft(self.document.text)
        except HallFault as fault:
            self.told(hall_words.said(fault.what))

    def _ask_about_other(self, other: str) -> None:
        """Somebody else saved the file: take theirs up, or stay with one's own."""
        if other == self.document.text:
            self._take_other()
            return
        answers = (
            (translate("HallEdit", "读入新的"), self._take_other),
            (translate("HallEdit", "用我的覆盖"), partial(self.save, over=True)),
            (translate("HallEdit", "以后再说"), partial(setattr, self, "_declined", other)),
        )
        self._bar.ask(translate("HallEdit", "文件已被别人改过：读入后可以撤销回自己的，覆盖时对方的留作一版"), answers)

    def _take_other(self) -> None:
        try:
            text = self.keeper.read()
        except HallFault as fault:
            self._refuse(fault)
        else:
            self.take(text)

    def take(self, text: str) -> None:
        """Take up another text; that can be undone."""
        try:
            self.document.take(text, op.Group(parts=()))
        except HallFault as fault:
            self.taken()
            self._refuse(fault)
        else:
            self.taken()

    def _refuse(self, fault: HallFault) -> None:
        self._notice.say(hall_words.said(fault.what))


def single(parent: QObject, after: int, deed: Callable[[], object]) -> QTimer:
    """A timer that does something once, so many milliseconds after it was started last."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(after)
    timer.timeout.connect(deed)
    return timer
