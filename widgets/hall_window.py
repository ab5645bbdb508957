"""The window of the hall editor: tools, plan, properties, lists, and what happens between them. The hall itself is a `Document`, not this.

What is done by hand becomes an operation of `console.hall_edit`; each state is judged by the hub's own reader shortly after.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PyQt6.QtCore import QCoreApplication, QEvent, QTimer
from PyQt6.QtGui import QCloseEvent, QKeyEvent, QKeySequence
from PyQt6.QtWidgets import QApplication, QLineEdit

from console.fault import HallFault
from console.hall_edit import fresh, scene
from console.hall_edit import operations as op
from console.hall_edit.document import Document, Problem
from console.hall_edit.keep import Keeper
from console.hall_edit.things import HALL_REF, Ref
from widgets import hall_words, words
from widgets.hall_frame import HallFrame
from widgets.hall_help import HallHelp
from widgets.hall_import import Laid
from widgets.hall_keeping import Keeping, single
from widgets.hall_lists import KEYS
from widgets.hall_making import hint, kind_of, made
from widgets.hall_view import Tool
from widgets.nothing import nothing
from widgets.notice import DONE
from widgets.theme import Theme

translate = QCoreApplication.translate
JUDGE_MS = 150
"""After the last change: when it is judged."""
Deed = Callable[[], object]


class HallWindow(HallFrame):
    """The editor of one file. `closed` is called when it is over."""

    def __init__(self, document: Document, keeper: Keeper, theme: Theme) -> None:
        super().__init__(keeper, theme)
        self.document, self.keeper = document, keeper
        self.closed: Callable[[], object] = nothing
        self.clip: fresh.Clip | None = None
        self.keeping = Keeping(document, keeper, self.bar, self.notice, self)
        self._is_asked = False
        self._listed: Ref | None = None
        """The thing without a place on the plan that is chosen."""
        self._wire()
        self._shortcuts()
        self._judging = single(self, JUDGE_MS, self.judge)
        self._ageing = QTimer(self)
        self._ageing.setInterval(500)
        self._ageing.timeout.connect(self.notice.age)
        self.resize(theme.px(1366), theme.px(768))
        self.judge()
        self._show()
        self.keeping.ask_for_draft()

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
        self.versions.restore = self.keeping.take
        self.keeping.taken, self.keeping.saved, self.keeping.told = self._changed, self._show, self._tell
        self.preview.chosen = self._chosen_in_preview
        deeds: dict[str, Callable[[], object]] = {
            "undo": self.undo, "redo": self.redo, "fit": self.plan.fit, "desk": self.turn_preview, "import": self.open_import, "versions": self.open_versions, "save": self.save,
            "remove": self.remove,
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
        self._list_keys = [(QKeySequence(standard.Delete), self.remove), (QKeySequence("F2"), self._to_name)]
        self.plan.keyed = lambda event: _press(self._plan_keys, event)

    # --- what is done ----------------------------------------------------------------------------------------------------

    def do(self, operation: op.Operation, merge: str = "") -> bool:
        """Do an operation, or say why it cannot be done."""
        is_done = self._try(operation, merge)
        if is_done:
            self._changed()
        else:
            self._show()
        return is_done

    def _try(self, operation: op.Operation, merge: str = "") -> bool:
        try:
            self.document.do(operation, merge)
        except HallFault as fault:
            self.notice.say(hall_words.said(fault.what))
            return False
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
            self.clip = fresh.Clip(self.document.content, self.plan.selected)
            self._tell(translate("HallEdit", "已复制 %n 个", n=len(self.plan.selected)))

    def cut(self) -> None:
        """Keep what is chosen, and take it out."""
        self.copy()
        self.remove()

    def paste(self) -> None:
        """Put copies beside what was copied, and choose them."""
        if self.clip is None:
            return
        operation, refs = self.clip.paste(self.document.content)
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
                (translate("HallEdit", "不删除"), nothing),
            )
            self.bar.ask(hall_words.said(fault.what), answers)
        except HallFault as fault:
            self.notice.say(hall_words.said(fault.what))
        else:
            self._changed()

    def choose_all(self) -> None:
        """Choose all that lies on the plan."""
        self.plan.select(item.ref for item in self.plan.items)

    def save(self) -> bool:
        """Write the file, with what is being typed."""
        if isinstance(line := QApplication.focusWidget(), QLineEdit):
            line.editingFinished.emit()
        return self.keeping.save()

    def _rename(self, ref: Ref, id: str) -> None:
        """Another id for the thing that is shown; it stays chosen."""
        chosen = self.form.ref
        if chosen is None or not self._try(op.Rename(ref=ref, id=id)):
            self._show()
            return
        new = Ref(chosen.table, id)
        self.form.follow(new)
        self.plan.selected = tuple(new if each == chosen else each for each in self.plan.selected)
        self._listed = new if self._listed == chosen else self._listed
        self._changed()

    def _placed(self, tool: Tool, points: tuple[tuple[float, float], ...]) -> None:
        """Make a thing of what was drawn."""
        if tool is Tool.SELECT:
            self.take(Tool.SELECT)
            return
        operation, ref = made(
            self.document.content, tool, points, kind_of(self.document.content, self.plan.selected, self.form.kinds)
        )
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

    def _lay(self, laid: Laid) -> None:
        """What was imported becomes a picture beneath the plan, or lines of it."""
        if self.do(laid.operation):
            self.importing.hide()
            self.plan.setFocus()
            self.plan.fit()
            self.notice.say(laid.said, DONE)

    # --- what is shown ---------------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self._is_asked = False
        self.notice.hide()  # it was of the text before
        self._show()
        self._judging.start()
        self.keeping.changed()

    def judge(self) -> None:
        """Say what the hub's reader thinks of the text as it stands."""
        findings = self.document.findings()
        kinds = self.form.kinds
        if findings.site is not None:
            self.form.kinds = {kind.id: words.name(kind) for kind in findings.site.hall.kinds}
            if self.preview.isVisible():
                self.preview.show_hall(findings.site.hall)
        if findings.problems != self.problems.problems or self.form.kinds != kinds:
            self.problems.show_problems(findings.problems)
            self._show()

    def _show(self) -> None:
        """Draw the text as it stands; what is wrong is what was found last."""
        content, problems = self.document.content, self.problems.problems
        wrong = {content.shown_as(problem.ref) for problem in problems if problem.ref is not None}
        self.plan.show_items(scene.items_of(content), scene.size_of(content), wrong)
        self.plan.show_under(scene.picture_of(content), self.keeper.path.parent / "plan")
        self.things.show_things(content, wrong)
        self._show_form()
        unsaved = self.keeping.is_unsaved
        self.head(hall_words.thing_word(HALL_REF, content.data), self.keeper.path, len(problems), unsaved=unsaved)
        self.buttons["undo"].allow(bool(self.document.done), translate("HallEdit", "没有可以撤销的"))
        self.buttons["redo"].allow(bool(self.document.undone), translate("HallEdit", "没有可以重做的"))
        self.buttons["save"].allow(unsaved, translate("HallEdit", "没有改动"))

    def _show_form(self) -> None:
        content = self.document.content
        chosen = self.plan.selected
        ref = chosen[0] if len(chosen) == 1 else self._listed if not chosen else None
        ref = ref if ref is not None and content.has(ref) else None
        self.buttons["remove"].setVisible(bool(chosen) or ref is not None)
        if len(chosen) > 1:
            self.about.setText(translate("HallEdit", "已选 %n 个", n=len(chosen)))
            self.form.show_thing(None, content, ())
            return
        shown = ref if ref is not None else HALL_REF
        name = hall_words.thing_word(shown, content.row(content.body_of(shown)))
        self.about.setText(words.join((hall_words.table_word(shown.table), name)))
        self.form.show_thing(shown, content, self.problems.problems)
        self.things.mark(shown)

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
        self._pick(self.document.content.shown_as(ref))
        self.form.focus_on(ref, problem.key)

    def _to_name(self) -> None:
        if self.form.ref is not None:
            self.form.focus_on(self.document.content.body_of(self.form.ref), "name")

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
        ref = self.document.content.shown_as(Ref(kind, id))
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
        """Show the page, in a window of its own."""
        self._help = HallHelp(self.theme)
        self._help.show()

    # --- what Qt calls ---------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        keys = [*self._keys, *(self._list_keys if self.focusWidget() is self.things.table else ())]
        if event is None or not _press(keys, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.keeping.look_at_disk()

    def showEvent(self, event: object) -> None:
        self._ageing.start()

    def hideEvent(self, event: object) -> None:
        self._ageing.stop()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Ask once about what is not saved; who closes again keeps it as a draft, so nothing is lost."""
        if event is None:
            return
        if self.keeping.is_unsaved and not self._is_asked and not self.keeping.is_over:
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
        self._judging.stop()
        self._ageing.stop()
        self.keeping.end()

    def _save_and_close(self) -> None:
        if self.save():
            self.close()
        else:
            self._is_asked = False

    def _leave(self) -> None:
        self.keeping.leave()
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
