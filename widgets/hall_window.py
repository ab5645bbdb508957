"""The window of the hall editor: tools, plan, properties, lists, and what happens between them. The hall itself is a `Document`, not this.

What is done by hand becomes an operation of `console.hall_edit`; each state is judged by the hub's own reader shortly after.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PyQt6.QtCore import QCoreApplication, QEvent, QFileSystemWatcher, QTimer
from PyQt6.QtGui import QCloseEvent, QImage, QKeyEvent, QKeySequence
from PyQt6.QtWidgets import QApplication, QLineEdit

from console.fault import HallFault
from console.hall_edit import fresh, scene
from console.hall_edit import operations as op
from console.hall_edit.document import Document, Problem
from console.hall_edit.keep import ChangedMeanwhile, Keeper
from console.hall_edit.things import CAMERA, DEVICE, HALL_REF, Ref
from widgets import hall_words
from widgets.hall_frame import HallFrame
from widgets.hall_import import Laid
from widgets.hall_lists import KEYS
from widgets.hall_making import hint, made
from widgets.hall_view import Tool
from widgets.notice import DONE
from widgets.theme import Theme

translate = QCoreApplication.translate
JUDGE_MS, DRAFT_MS = 150, 1_200
"""After the last change: when it is judged, and when it is kept against a crash."""
Deed = Callable[[], object]


class HallWindow(HallFrame):
    """The editor of one file. `closed` is called when it is over."""

    def __init__(self, document: Document, keeper: Keeper, theme: Theme) -> None:
        super().__init__(keeper, theme)
        self.document, self.keeper = document, keeper
        self.closed: Callable[[], object] = _nothing
        self.clip: fresh.Clip | None = None
        self._is_asked = self._is_over = False
        self._kinds: tuple[str, ...] = ()
        self._listed: Ref | None = None
        """The thing without a place on the plan that is chosen."""
        self._pastes = 0
        self._declined = ""
        """What somebody else saved, and is to be looked at later."""
        self._wire()
        self._shortcuts()
        self._judging = self._timer(JUDGE_MS, self.judge)
        self._drafting = self._timer(DRAFT_MS, self._keep_draft)
        self._watcher = QFileSystemWatcher([str(keeper.path.parent)], self)
        self._watcher.directoryChanged.connect(lambda _: self._look_at_disk())
        self._ageing = QTimer(self)
        self._ageing.setInterval(500)
        self._ageing.timeout.connect(self.notice.age)
        self.resize(theme.px(1366), theme.px(768))
        self.judge()
        self._show()
        self._ask_for_draft()

    def _wire(self) -> None:
        """What each part calls."""
        self.plan.do, self.plan.placed, self.plan.chose, self.plan.told = self.do, self._placed, self._chose, self._tell
        self.tools.picked = self.take
        self.things.chosen = self._pick
        self.things.add = self._add_listed
        self.form.change = lambda ref, key, value: self.do(op.Change(ref=ref, values={key: value}), "")
        self.form.rename = self._rename
        self.problems.chosen = self._go_to
        self.importing.laid = self._lay
        self.versions.restore = self._restore
        self.preview.chosen = self._chosen_in_preview
        deeds: dict[str, Callable[[], object]] = {
            "undo": self.undo, "redo": self.redo, "fit": self.plan.fit, "desk": self.turn_preview, "import": self.open_import, "versions": self.open_versions, "save": self.save,
        }  # fmt: skip
        for code, deed in deeds.items():
            self.buttons[code].fired.connect(deed)

    def _shortcuts(self) -> None:
        """Keys of the window, and those of the plan while it has the keyboard."""
        standard = QKeySequence.StandardKey
        window: tuple[tuple[QKeySequence.StandardKey | str, Deed], ...] = (
            (standard.Undo, self.undo), (standard.Redo, self.redo), ("Ctrl+Y", self.redo), ("Ctrl+Shift+Z", self.redo), (standard.Save, self.save),
            ("F1", self.open_help), ("Ctrl+F", self.things.search.setFocus), ("Ctrl+0", self.plan.fit),
        )  # fmt: skip
        plan: tuple[tuple[QKeySequence.StandardKey | str, Deed], ...] = (
            (standard.Copy, self.copy), (standard.Cut, self.cut), (standard.Paste, self.paste), ("Ctrl+D", self.duplicate),
            (standard.Delete, self.remove), ("Backspace", self.remove), ("Ctrl+A", self.choose_all), ("F2", self._to_name),
            *((key, partial(self.take, tool)) for tool, key in KEYS.items()),
        )  # fmt: skip
        self._keys = [(QKeySequence(keys), deed) for keys, deed in window]
        self._plan_keys = [(QKeySequence(keys), deed) for keys, deed in plan]
        self.plan.keyed = lambda event: _press(self._plan_keys, event)

    # --- what is done ----------------------------------------------------------------------------------------------------

    @property
    def is_unsaved(self) -> bool:
        """Whether the text is another than the one on the disk, as far as is known."""
        return self.document.text != self.keeper.known

    def do(self, operation: op.Operation, merge: str = "") -> bool:
        """Do an operation, or say why it cannot be done."""
        try:
            self.document.do(operation, merge)
        except HallFault as fault:
            self.notice.say(hall_words.said(fault.what))
            self._show()
            return False
        self._changed()
        return True

    def undo(self) -> None:
        """Take back the last operation."""
        if self.document.undo() is not None:
            self._changed()

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self.document.redo() is not None:
            self._changed()

    def take(self, tool: Tool) -> None:
        """Take up a tool."""
        self.plan.take(tool)
        self.tools.show_tool(tool)
        self._tell(hint(tool))
        self.plan.setFocus()

    def copy(self) -> None:
        """Keep what is chosen for pasting."""
        if self.plan.selected:
            self.clip, self._pastes = fresh.Clip(self.document.content, self.plan.selected), 0
            self._tell(translate("HallEdit", "已复制 %n 个", n=len(self.plan.selected)))

    def cut(self) -> None:
        """Keep what is chosen, and take it out."""
        self.copy()
        self.remove()

    def paste(self) -> None:
        """Put copies beside what was copied, and choose them."""
        if self.clip is None:
            return
        self._pastes += 1
        operation, refs = self.clip.paste(self.document.content, 0.5 * self._pastes, 0.5 * self._pastes)
        if self.do(operation):
            self.plan.select(refs)

    def duplicate(self) -> None:
        """A copy of what is chosen, beside it."""
        self.copy()
        self.paste()

    def remove(self, *, cut: bool = False) -> None:
        """Take out what is chosen; what still refers to it is asked about."""
        refs = self.plan.selected or ((self.form.ref,) if self.form.ref is not None and self.form.ref != HALL_REF else ())
        if not refs:
            return
        try:
            self.document.do(op.Remove(refs=refs, cut=cut))
        except op.StillReferred as fault:
            answers = (
                (translate("HallEdit", "一并解除引用"), partial(self.remove, cut=True)),
                (translate("HallEdit", "不删除"), _nothing),
            )
            self.bar.ask(hall_words.said(fault.what), answers)
        except HallFault as fault:
            self.notice.say(hall_words.said(fault.what))
        else:
            self._changed()

    def choose_all(self) -> None:
        """Choose all that lies on the plan."""
        self.plan.select(item.ref for item in self.plan.items)

    def save(self, *, over: bool = False) -> bool:
        """Write the file, and keep the version; a hall that is not right yet is saved, too, and the hub will not take it."""
        if isinstance(line := QApplication.focusWidget(), QLineEdit):
            line.editingFinished.emit()
        try:
            self.keeper.save(self.document.text, over=over)
        except ChangedMeanwhile as fault:
            self._ask_about_other(fault.text)
            return False
        except HallFault as fault:
            self.notice.say(hall_words.said(fault.what))
            return False
        self.bar.leave()
        wrong = len(self.document.findings().problems)
        if wrong:
            self.notice.say(translate("HallEdit", "已保存；还有 %n 个问题，主机不会采用", n=wrong))
        else:
            self.notice.say(translate("HallEdit", "已保存；主机重新启动后采用"), DONE)
        self._drafting.stop()
        self._show()
        return True

    def _restore(self, text: str) -> None:
        """Take an earlier version up again; that can be undone."""
        self.document.take(text, op.Group(parts=()))
        self.versions.hide()
        self._changed()

    def _rename(self, ref: Ref, id: str) -> None:
        if self.do(op.Rename(ref=ref, id=id)):
            new = Ref(ref.table, id)
            pair = Ref(CAMERA, id) if self.document.content.has(Ref(CAMERA, id)) and ref.table == DEVICE else new
            self._pick(pair)

    def _placed(self, tool: Tool, points: tuple[tuple[float, float], ...]) -> None:
        """Make a thing of what was drawn."""
        if tool is Tool.SELECT:
            self.take(Tool.SELECT)
            return
        operation, ref = made(self.document.content, tool, points, self._last_kind())
        if self.do(operation):
            self.plan.select([ref])
            if tool not in {Tool.COUNTER, Tool.DEVICE, Tool.LINE}:
                self.take(Tool.SELECT)

    def _add_listed(self, table: str) -> None:
        """Something new that has no place on the plan; its name is typed next."""
        operation, ref = fresh.listed(
            self.document.content, table, translate("HallEdit", "新{0}").format(hall_words.table_word(table))
        )
        if self.do(operation):
            self._pick(ref)
            self.form.focus_on(ref, "name")

    def _last_kind(self) -> str:
        """The kind of device that is placed: that of the chosen one, else a self-service machine."""
        for ref in self.plan.selected:
            if ref.table == DEVICE:
                return str(self.document.content.row(ref).get("kind", "kiosk"))
        return "kiosk" if "kiosk" in self._kinds or not self._kinds else self._kinds[0]

    def _lay(self, laid: Laid) -> None:
        """What was imported becomes a picture beneath the plan, or lines of it."""
        if self.do(laid.operation):
            self.importing.hide()
            self.plan.fit()
            self.notice.say(laid.said, DONE)

    # --- what is shown ---------------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self._is_asked = False
        self._show()
        self._judging.start()
        self._drafting.start()

    def judge(self) -> None:
        """Say what the hub's reader thinks of the text as it stands."""
        findings = self.document.findings()
        if findings.site is not None:
            self._kinds = tuple(kind.id for kind in findings.site.hall.kinds)
            if self.preview.isVisible():
                self.preview.show_hall(findings.site.hall)
        is_same = findings.problems == self.problems.problems and self.form.kinds == self._kinds
        self.form.kinds = self._kinds
        if not is_same:
            self.problems.show_problems(findings.problems)
            self._show()

    def _show(self) -> None:
        """Draw the text as it stands; what is wrong is what was found last."""
        content, problems = self.document.content, self.problems.problems
        wrong = {problem.ref for problem in problems if problem.ref is not None}
        wrong |= {Ref(CAMERA, ref.id) for ref in wrong if ref.table == DEVICE}
        self.plan.show_items(scene.items_of(content), scene.size_of(content), wrong)
        self._show_under()
        self.things.show_things(content, wrong)
        self._show_form()
        name = hall_words.thing_word(HALL_REF, content.data)
        unsaved = self.is_unsaved
        self.title.setText(name)
        told = [translate("HallEdit", "● 未保存") if unsaved else translate("HallEdit", "已保存")]
        told += [translate("HallEdit", "%n 个问题", n=len(problems))] if problems else []
        self.state.setText("　".join([*told, self.keeper.path.name]))
        self.state.setToolTip(str(self.keeper.path))
        self.setWindowTitle(f"{'● ' if unsaved else ''}{name} — {self.keeper.path.name}")
        nothing = translate("HallEdit", "没有可以撤销的")
        self.buttons["undo"].allow(bool(self.document.done), nothing)
        self.buttons["redo"].allow(bool(self.document.undone), translate("HallEdit", "没有可以重做的"))
        self.buttons["save"].allow(unsaved, translate("HallEdit", "没有改动"))

    def _show_form(self) -> None:
        content = self.document.content
        chosen = self.plan.selected
        ref = chosen[0] if len(chosen) == 1 else self._listed if not chosen else None
        ref = ref if ref is not None and content.has(ref) else None
        if len(chosen) > 1:
            self.about.setText(translate("HallEdit", "已选 %n 个", n=len(chosen)))
            self.form.show_thing(None, content, ())
            return
        shown = ref if ref is not None else HALL_REF
        row = (
            content.row(Ref(DEVICE, shown.id))
            if shown.table == CAMERA and content.has(Ref(DEVICE, shown.id))
            else content.row(shown)
        )
        self.about.setText(" · ".join((hall_words.table_word(shown.table), hall_words.thing_word(shown, row))))
        self.form.show_thing(shown, content, self.problems.problems)
        self.things.mark(shown)

    def _show_under(self) -> None:
        """The picture beneath the plan."""
        row = self.document.content.data.get("background")
        if not isinstance(row, dict):
            self.plan.under = None
            return
        x, y = scene.number(row, "x"), scene.number(row, "y")
        self.plan.under_box = (x, y, x + scene.number(row, "width", 1.0), y + scene.number(row, "height", 1.0))
        path = self.keeper.path.parent / "plan" / str(row.get("file", "")).rpartition("/")[2]
        if self._under_of != str(path):
            self._under_of = str(path)
            picture = QImage(str(path))
            self._under = None if picture.isNull() else picture
        self.plan.under = self._under

    _under_of = ""
    _under: QImage | None = None

    def _chose(self) -> None:
        if self.plan.selected:
            self._listed = None
        self._show_form()

    def _pick(self, ref: Ref) -> None:
        """Choose a thing of the list: on the plan, if it lies there, and its properties."""
        there = self.plan.item(ref) is not None
        self._listed = None if there else ref
        self.plan.select([ref] if there else [])
        self.plan.reveal(ref)
        self._show_form()

    def _go_to(self, problem: Problem) -> None:
        ref = problem.ref
        if ref is None:
            return
        self._pick(Ref(CAMERA, ref.id) if ref.table == DEVICE and self.document.content.has(Ref(CAMERA, ref.id)) else ref)
        self.form.focus_on(ref, problem.key)

    def _to_name(self) -> None:
        for ref in self.plan.selected[:1]:
            self.form.focus_on(Ref(DEVICE, ref.id) if ref.table == CAMERA else ref, "name")

    def turn_preview(self) -> None:
        """Show the plan as the desk will, or the editor's again; a hall that is not right yet is shown as it last was."""
        shows = self.preview.isHidden()
        site = self.document.findings().site
        if shows and site is None:
            self.notice.say(translate("HallEdit", "先改好问题，才能预览"))
            return
        self.preview.setVisible(shows)
        self.plan.setVisible(not shows)
        self.tools.setEnabled(not shows)
        if shows and site is not None:
            self.preview.show_hall(site.hall)
        self.buttons["desk"].setText(translate("HallEdit", "回到编辑") if shows else translate("HallEdit", "值班台预览"))
        self.buttons["desk"].updateGeometry()

    def _chosen_in_preview(self, kind: str, id: str) -> None:
        ref = Ref(CAMERA if self.document.content.has(Ref(CAMERA, id)) else kind, id)
        if ref.table in hall_words.TABLES and self.document.content.has(ref):
            self._pick(ref)

    def open_import(self) -> None:
        """Ask for a plan of another program."""
        self.versions.hide()
        self.importing.begin(self.document.content, self.keeper.path.parent)

    def open_versions(self) -> None:
        """Show what was saved before."""
        self.importing.hide()
        self.versions.open(self.document.text)

    def open_help(self) -> None:
        """Say where the help is; the page opens in its own window."""
        from widgets.hall_help import HallHelp  # noqa: PLC0415

        self._help = HallHelp(self.theme)
        self._help.show()

    # --- what is kept ----------------------------------------------------------------------------------------------------

    def _keep_draft(self) -> None:
        if not self.is_unsaved:
            self.keeper.forget_draft()
            return
        try:
            self.keeper.keep_draft(self.document.text)
        except HallFault as fault:
            self._tell(hall_words.said(fault.what))

    def _ask_for_draft(self) -> None:
        """What an editor that ended badly did not save."""
        draft = self.keeper.lost_draft()
        if draft is None:
            return
        try:
            self.keeper.set_aside(draft)
        except HallFault as fault:
            self._tell(hall_words.said(fault.what))

        def take() -> None:
            try:
                self.document.take(draft, op.Group(parts=()))
            except HallFault as fault:
                self.notice.say(hall_words.said(fault.what))
            self._changed()

        answers = ((translate("HallEdit", "恢复"), take), (translate("HallEdit", "丢弃"), self.keeper.forget_draft))
        self.bar.ask(translate("HallEdit", "上次有未保存的改动"), answers)

    def _look_at_disk(self) -> None:
        other = self.keeper.changed()
        if other not in (None, self._declined) and self.bar.isHidden() and not self._is_over:
            self._ask_about_other(str(other))

    def _ask_about_other(self, other: str) -> None:
        """Somebody else saved the file: take theirs up, or stay with one's own."""

        def take() -> None:
            try:
                self.keeper.read()
                self.document.take(self.keeper.known, op.Group(parts=()))
            except HallFault as fault:
                self.notice.say(hall_words.said(fault.what))
            self._changed()

        if other == self.document.text:
            take()
            return
        answers = (
            (translate("HallEdit", "读入新的"), take),
            (translate("HallEdit", "用我的覆盖"), lambda: self.save(over=True)),
            (translate("HallEdit", "以后再说"), partial(setattr, self, "_declined", other)),
        )
        self.bar.ask(translate("HallEdit", "文件已被别人改过：读入后可以撤销回自己的，覆盖时对方的留作一版"), answers)

    # --- what Qt calls ---------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None or not _press(self._keys, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._look_at_disk()

    def showEvent(self, event: object) -> None:
        self._ageing.start()

    def hideEvent(self, event: object) -> None:
        self._ageing.stop()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Ask once about what is not saved; who closes again keeps it as a draft, so nothing is lost."""
        if event is None:
            return
        if self.is_unsaved and not self._is_asked and not self._is_over:
            self._is_asked = True
            event.ignore()
            answers = (
                (translate("HallEdit", "保存并关闭"), self._save_and_close),
                (translate("HallEdit", "不保存"), self._leave),
                (translate("HallEdit", "继续编辑"), self._stay),
            )
            self.bar.ask(translate("HallEdit", "有未保存的改动"), answers)
            return
        self.end()
        event.accept()
        self.closed()

    def end(self) -> None:
        """The program ends: what is not saved is kept as a draft."""
        for timer in (self._judging, self._drafting, self._ageing):
            timer.stop()
        if self.is_unsaved and not self._is_over:
            self._keep_draft()
        self._is_over = True

    def _save_and_close(self) -> None:
        if self.save():
            self.close()
        else:
            self._is_asked = False

    def _leave(self) -> None:
        self._is_over = True
        self._drafting.stop()
        self.keeper.forget_draft()
        self.close()

    def _stay(self) -> None:
        self._is_asked = False


def _press(keys: Sequence[tuple[QKeySequence, Deed]], event: QKeyEvent) -> bool:
    """Do what a key means; False: it means nothing."""
    pressed = QKeySequence(event.keyCombination())
    deed = next((deed for sequence, deed in keys if sequence == pressed), None)
    if deed is not None:
        deed()
    return deed is not None


def _nothing(*_told: object) -> None:
    """Before anybody listens."""
