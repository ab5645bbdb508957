"""One hall.toml that is being changed: its text, what was done to it, and what is wrong with it. It neither reads nor writes files.

Each state is judged by the hub's own reader (`config.examine`), whole: what it accepts, the hub will.
"""

from pathlib import Path

from msgspec import Struct

from console.config import RESOURCES, Site, examine
from console.fault import HallFault
from console.hall_edit.operations import Operation, apply
from console.hall_edit.things import HALL_REF, TABLES, Content, Ref, id_key
from console.toml_file import PlacedFault, TomlFile

DEEP = 500
"""Operations that can be taken back."""


class Step(Struct, frozen=True):
    """An operation that was done: the texts before and after it."""

    operation: Operation
    before: str
    after: str
    merge: str
    """Operations in a row with the same word here are taken back as one; empty: none."""


class Problem(Struct, frozen=True):
    """What is wrong with a hall, and with what of it; `ref` None: another file, or the text itself."""

    ref: Ref | None
    key: str
    line: int
    said: str
    remedy: str
    file: str


class Findings(Struct, frozen=True):
    """What the reader says of a text."""

    site: Site | None
    problems: tuple[Problem, ...]


class Document:
    """The text and its history. `text` is always TOML; whether it is a hall, `findings` says."""

    def __init__(self, path: Path, text: str, resources: Path = RESOURCES) -> None:
        """Raises `HallFault` where the text is no TOML."""
        TomlFile(path, text)
        self.path = path
        self.text = text
        self.done: list[Step] = []
        self.undone: list[Step] = []
        self._resources = resources
        self._content: tuple[str, Content] | None = None
        self._findings: tuple[str, Findings] | None = None

    @property
    def content(self) -> Content:
        """The data of the text."""
        if self._content is None or self._content[0] != self.text:
            self._content = (self.text, Content(self.text))
        return self._content[1]

    def do(self, operation: Operation, merge: str = "") -> None:
        """Do an operation. Raises `HallFault` where it cannot be done; then nothing has changed."""
        after = apply(self.text, operation)
        TomlFile(self.path, after)
        if after == self.text:
            return
        before, self.text = self.text, after
        if merge and self.done and self.done[-1].merge == merge and not self.undone:
            before = self.done.pop().before
        self.undone.clear()
        self.done.append(Step(operation, before, after, merge))
        del self.done[:-DEEP]

    def undo(self) -> Step | None:
        """Take back what was done last; None: there is nothing."""
        if not self.done:
            return None
        step = self.done.pop()
        self.undone.append(step)
        self.text = step.before
        return step

    def redo(self) -> Step | None:
        """Do again what was taken back last; None: there is nothing."""
        if not self.undone:
            return None
        step = self.undone.pop()
        self.done.append(step)
        self.text = step.after
        return step

    def take(self, text: str, operation: Operation) -> None:
        """Another text altogether, such as an earlier version; can be taken back. Raises `HallFault` where it is no TOML."""
        TomlFile(self.path, text)
        if text != self.text:
            self.undone.clear()
            self.done.append(Step(operation, self.text, text, ""))
            self.text = text

    def findings(self) -> Findings:
        """What the hub's reader says of the text as it stands."""
        if self._findings is None or self._findings[0] != self.text:
            self._findings = (self.text, self._judge())
        return self._findings[1]

    def _judge(self) -> Findings:
        try:
            site, faults = examine(TomlFile(self.path, self.text), self._resources)
        except HallFault as fault:  # a plan or profile beside it is no TOML
            site, faults = None, (fault,)
        return Findings(site, tuple(self._problem(fault) for fault in faults))

    def _problem(self, fault: HallFault) -> Problem:
        if not isinstance(fault, PlacedFault) or fault.path != self.path:
            return Problem(None, "", getattr(fault, "line", 0), fault.what, fault.remedy, str(getattr(fault, "path", "")))
        where = fault.where
        ref: Ref | None = HALL_REF
        key = str(where[0]) if where else fault.missing
        if where and where[0] in TABLES:
            rows = self.content.rows(str(where[0]))
            index = where[1] if len(where) > 1 else None
            row = rows[index] if isinstance(index, int) and index < len(rows) else {}
            ref = Ref(str(where[0]), str(row.get(id_key(str(where[0])), "")))
            key = str(where[2]) if len(where) > 2 else fault.missing
        return Problem(ref, key, fault.line, fault.said, fault.remedy, str(fault.path))
