"""How a hall.toml is kept: written whole or not at all, every version beside it, and what is not saved yet, too. It knows no TOML.

A version is the text that was saved, in `versions/` beside the file: `hall-20261121T083000Z-AUTHOR.toml`. Which of them the hub ran with,
and from when on, stands in its journal, not here.
"""

import getpass
import os
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from console.fault import HallFault
from console.toml_file import MAX_BYTES

FOLDER = "versions"
_NAMED = re.compile(r"^(?P<stem>.+)-(?P<at>\d{8}T\d{6}Z)(?:\.(?P<again>\d+))?-(?P<author>[^/]*)\.toml$")
_STAMP = "%Y%m%dT%H%M%SZ"


class Version(Struct, frozen=True):
    """A text that was saved: when (UTC), by whom."""

    path: Path
    at: datetime
    author: str


class ChangedMeanwhile(HallFault):
    """The file is not what was read or written last: somebody else saved it. `text` is what stands there now."""

    def __init__(self, path: Path, text: str) -> None:
        self.text = text
        super().__init__(f"{path} was changed by somebody else meanwhile", "look at both, then save over it or take it up")


class Keeper:
    """One file, as it stands on the disk by what is known here."""

    def __init__(self, path: Path, author: str = "") -> None:
        self.path = path.resolve()
        self.author = re.sub(r"[^\w.-]", "_", author or whoami())[:40] or "somebody"
        self.known = ""
        """The text that was read or written last."""

    @property
    def draft(self) -> Path:
        """Where what is not saved yet is kept."""
        return self.path.with_name(f".{self.path.name}.unsaved")

    def read(self) -> str:
        """The file's text. Raises `HallFault`."""
        self.known = _read(self.path)
        return self.known

    def changed(self) -> str | None:
        """The text on the disk, if it is another than the known one and can be read; None: it is the same."""
        with suppress(HallFault):
            text = _read(self.path)
            return text if text != self.known else None
        return None

    def save(self, text: str, *, over: bool = False) -> Version:
        """Write the text, whole, and keep it as a version, and what it replaces.

        Raises `ChangedMeanwhile` unless `over` is given, and `HallFault` when it cannot be written; then the file is as it was.
        """
        other = self.changed()
        if other is not None and not over:
            raise ChangedMeanwhile(self.path, other)
        moment = datetime.now(UTC).replace(microsecond=0)
        try:
            self._keep_old(other if other is not None else self.known)
            version = self._keep(text, moment, self.author)
            _write(self.path, text)
        except OSError as error:
            what = f"{self.path} cannot be saved: {error.strerror or error}"
            raise HallFault(what, f"check who may write in {self.path.parent}, and whether the disk is full") from error
        self.known = text
        self.forget_draft()
        return version

    def versions(self) -> tuple[Version, ...]:
        """All that were saved, the newest first."""
        found = []
        for path in self.path.parent.joinpath(FOLDER).glob("*.toml"):
            named = _NAMED.match(path.name)
            if named is not None and named["stem"] == self.path.stem:
                at = datetime.strptime(named["at"], _STAMP).replace(tzinfo=UTC)
                found.append((at, int(named["again"] or 0), Version(path, at, named["author"])))
        return tuple(version for *_, version in sorted(found, key=lambda each: each[:2], reverse=True))

    def text_of(self, version: Version) -> str:
        """What was saved then. Raises `HallFault`."""
        return _read(version.path)

    def keep_draft(self, text: str) -> None:
        """Keep what is not saved yet, against a crash. Raises `HallFault` when it cannot be written."""
        try:
            _write(self.draft, text)
        except OSError as error:
            raise HallFault(f"{self.draft} cannot be written: {error.strerror or error}", "save soon") from error

    def set_aside(self, text: str) -> None:
        """Keep a draft among the versions, so that another draft may take its place. Raises `HallFault` when it cannot be written."""
        try:
            if not any(_same(version.path, text) for version in self.versions()[:5]):
                self._keep(text, datetime.now(UTC).replace(microsecond=0), f"{self.author}_unsaved")
        except OSError as error:
            folder = self.path.parent / FOLDER
            raise HallFault(f"{folder} cannot be written: {error.strerror or error}", "check who may write there") from error

    def lost_draft(self) -> str | None:
        """What an editor that ended badly did not save; None: nothing, or it was the same."""
        with suppress(HallFault):
            text = _read(self.draft)
            return text if text != self.known else None
        return None

    def forget_draft(self) -> None:
        """What was not saved is saved, or not wanted."""
        with suppress(OSError):
            self.draft.unlink(missing_ok=True)

    def _keep_old(self, text: str) -> None:
        """What will be replaced, unless it is a version already."""
        if not text or not self.path.exists():
            return
        kept = self.versions()
        if not any(_same(version.path, text) for version in kept[:5]):
            at = datetime.fromtimestamp(self.path.stat().st_mtime, UTC).replace(microsecond=0)
            self._keep(text, at, self.path.owner() if os.name == "posix" and _has_owner(self.path) else "somebody")

    def _keep(self, text: str, at: datetime, author: str) -> Version:
        folder = self.path.parent / FOLDER
        folder.mkdir(exist_ok=True)
        again = 0
        while True:
            mark = f".{again}" if again else ""
            path = folder / f"{self.path.stem}-{at.strftime(_STAMP)}{mark}-{author}.toml"
            taken = any(folder.glob(f"{self.path.stem}-{at.strftime(_STAMP)}{mark}-*.toml"))
            if not taken:
                _write(path, text)
                return Version(path, at, author)
            again += 1


def whoami() -> str:
    """The name of whoever runs this program."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"


def _has_owner(path: Path) -> bool:
    try:
        path.owner()
    except KeyError:
        return False
    return True


def _same(path: Path, text: str) -> bool:
    with suppress(HallFault):
        return _read(path) == text
    return False


def _read(path: Path) -> str:
    try:
        raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
        if raw is None:
            raise HallFault(f"{path}: larger than {MAX_BYTES} bytes", "a configuration file is small; check the path")
        return raw.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise HallFault(f"{path}: no such file", "make one with `hallwatch hall new`") from error
    except OSError as error:
        raise HallFault(f"{path}: cannot be read: {error.strerror}", "check that it is a file and who may read it") from error
    except UnicodeDecodeError as error:
        raise HallFault(f"{path}: not UTF-8 (byte {error.start})", "save the file as UTF-8") from error


def _write(path: Path, text: str) -> None:
    """Whole or not at all, with the rights that the file had."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    try:
        with draft.open("wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(mode)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
