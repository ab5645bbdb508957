"""Persons with role and secret: kept privately, refused in words when name, role, secret or file will not do."""

import io
import logging
import os
import pickle
import shutil
import stat
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from console import cli
from console.fault import HallFault
from console.hub import keys, people
from console.hub.people import Registered
from console.model.command import Role
from console.secret import Secret

WORD = Secret("三号窗口 2026")


@pytest.fixture(scope="module")
def lin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hall's data with one person; hashing takes its time, so once."""
    made = tmp_path_factory.mktemp("people") / "hall"
    people.add(made, "lin", Role.LEADER, WORD)
    return made


@pytest.fixture
def data(lin: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(lin, tmp_path / "hall"))


class Ran(NamedTuple):
    """What came of a command line."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run(data, *words, typed=…)`: `hallwatch person` in this process."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # typer sets its own

    def ran(data: Path, *words: str, typed: str = "") -> Ran:
        monkeypatch.setattr(sys, "argv", ["hallwatch", "person", *words, "--data", str(data)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Ran(int(ended.value.code or 0), *capsys.readouterr())

    return ran


def test_only_the_right_secret_is_right_and_a_stranger_has_none(data: Path) -> None:
    (lin,) = people.load(data)
    assert people.verify(lin, WORD)
    assert not people.verify(lin, Secret("三号窗口 2027"))
    assert not people.verify(None, WORD)
    assert lin.hash.startswith("$argon2id$v=19$m=65536,t=3,p=1$")


def test_full_width_digits_of_a_chinese_keyboard_are_the_same_digits(data: Path) -> None:
    (lin,) = people.load(data)
    assert people.verify(lin, Secret("三号窗口 ２０２６"))


def test_the_file_is_its_owners_alone_and_holds_no_secret(data: Path) -> None:
    path = people.path_of(data)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert WORD.reveal() not in path.read_text()


def test_a_file_open_to_others_is_refused(data: Path) -> None:
    people.path_of(data).chmod(0o640)
    with pytest.raises(HallFault, match=r"open to others \(mode 0640\) — chmod 600"):
        people.load(data)
    with pytest.raises(HallFault, match="open to others"):
        keys.folder(data)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b'{"people": 3}', b'{"people": [], "more": 1}', b"\xff\xfe", b"[" * 100_000,
        b'{"people": [{"name": "lin", "role": "leader", "hash": "plain", "since": 1}]}',
        b'{"people": [{"name": "lin", "role": "wall", "hash": "$argon2id$x", "since": 1}]}',
        b'{"people": [{"name": "a b", "role": "leader", "hash": "$argon2id$x", "since": 1}]}',
        b'{"people": [{"name": "a", "role": "leader", "hash": "$argon2id$x", "since": 1}, {"name": "a", "role": "viewer", "hash": "$argon2id$x", "since": 1}]}',
    ],
    ids=lambda content: content[:12].decode(errors="replace"),
)  # fmt: skip
def test_a_damaged_file_is_refused_and_says_what_to_do(data: Path, content: bytes) -> None:
    people.path_of(data).write_bytes(content)
    with pytest.raises(HallFault, match=r"file of persons .*people\.json is damaged.* — restore it from a backup"):
        people.load(data)


def test_a_hash_that_is_none_lets_nobody_in() -> None:
    broken = Registered(name="lin", role=Role.LEADER, hash="$argon2id$nonsense", since=1.0)
    assert not people.verify(broken, WORD)


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "lin\n", "lin ", "a b", "../lin", "a/b", "plan:power-1", "Plan:x", "hub", "LINK", "timer", "x" * 65, "...", "-", "ｌｉｎ",
        "lin\u202e", "lin\u200b", "'; drop table", "<b>", "$(id)", "lin\0", "LIN", "Lin",
    ],
    ids=ascii,
)  # fmt: skip
def test_hostile_and_confusing_names_are_refused(data: Path, name: str) -> None:
    before = people.path_of(data).read_bytes()
    with pytest.raises(HallFault):
        people.add(data, name, Role.OPERATOR, WORD)
    assert people.path_of(data).read_bytes() == before


@pytest.mark.parametrize("name", ["王芳", "wang.fang", "s-007", "A1"])
def test_names_of_any_script_will_do(data: Path, name: str) -> None:
    people.add(data, name, "operator", WORD)
    assert {each.name: each.role for each in people.load(data)}[name] is Role.OPERATOR


@pytest.mark.parametrize("text", ["", "1234567", "x" * 129, "aaaaaaaa", "abababab", "hong-li-ming", "pass\tword9"])
def test_secrets_that_are_too_short_too_long_or_too_easy_are_refused_without_being_told(data: Path, text: str) -> None:
    with pytest.raises(HallFault) as refused:
        people.add(data, "hong-li-ming", Role.OPERATOR, Secret(text))
    assert len(text) < 2 or text == "hong-li-ming" or text not in str(refused.value)


@pytest.mark.parametrize("role", ["wall", "adapter", "root", "", "Leader"])
def test_a_role_that_is_no_persons_is_refused(data: Path, role: str) -> None:
    with pytest.raises(HallFault, match="one of: viewer, operator, leader, admin"):
        people.add(data, "bo", role, WORD)


def test_another_secret_or_role_is_told_by_another_time(data: Path) -> None:
    (before,) = people.load(data)
    people.change(data, "lin", role="operator")
    (after,) = people.load(data)
    assert (after.role, after.hash, after.since > before.since) == (Role.OPERATOR, before.hash, True)
    people.change(data, "lin", Secret("another word 1"))
    (last,) = people.load(data)
    assert people.verify(last, Secret("another word 1"))
    assert (last.role, last.since > after.since) == (Role.OPERATOR, True)


def test_what_is_not_there_can_be_neither_changed_nor_removed(data: Path) -> None:
    for act in (people.remove, people.change):
        with pytest.raises(HallFault, match="no person is called 'bo' — registered persons: lin"):
            act(data, "bo")
    people.remove(data, "lin")
    assert people.load(data) == ()


def test_the_command_line_reads_the_secret_from_standard_input_and_never_shows_it(tmp_path: Path, run: Run) -> None:
    added = run(tmp_path, "add", "bo", "--role", "operator", typed="operator 12\n")
    assert (added.returncode, added.stdout.splitlines()[0]) == (0, "bo may log in as operator")
    assert "no hall was in" in added.stdout
    assert people.verify(people.load(tmp_path)[0], Secret("operator 12"))
    assert "bo" in run(tmp_path, "list").stdout
    assert run(tmp_path, "passwd", "bo", typed="another 345\n").returncode == 0
    assert run(tmp_path, "passwd", "bo", "--role", "leader").stdout == "bo is leader from now on, and must log in again\n"
    removed = run(tmp_path, "remove", "bo")
    assert "the stations' keys decide alone" in removed.stdout
    assert people.load(tmp_path) == ()


@pytest.mark.parametrize(
    ("words", "typed", "expected"),
    [
        (("add", "bo", "--role", "operator"), "", "no secret came on standard input"),
        (("add", "bo", "--role", "operator"), "short\n", "the secret has 5 characters"),
        (("add", "bo", "--role", "boss"), "operator 12\n", "'boss' is no role of a person"),
        (("add", "../bo", "--role", "operator"), "operator 12\n", "a person cannot be called '../bo'"),
        (("passwd", "bo"), "operator 12\n", "no person is called 'bo'"),
        (("remove", "bo"), "", "no person is called 'bo'"),
    ],
)
def test_the_command_line_refuses_in_one_line(
    tmp_path: Path, run: Run, words: tuple[str, ...], typed: str, expected: str
) -> None:
    keys.folder(tmp_path)
    refused = run(tmp_path, *words, typed=typed)
    assert refused.returncode == 2
    assert expected in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert "Traceback" not in refused.stderr


def typed_at_a_terminal(data: Path, *lines: str) -> tuple[int, str]:
    """`person add` at a pseudo-terminal: exit status, and what the terminal showed."""
    import pty

    child, terminal = pty.fork()
    if child == 0:
        os.execv(
            sys.executable, [sys.executable, "-m", "console.cli", "person", "add", "bo", "--role", "operator", "--data", str(data)]
        )  # fmt: skip
    shown = b""
    for line in lines:
        while not shown.rstrip(b" ").endswith(b":"):
            shown += os.read(terminal, 1024)
        os.write(terminal, line.encode() + b"\n")
        shown += os.read(terminal, 1024)
    try:
        while more := os.read(terminal, 1024):
            shown += more
    except OSError:  # the other side of the terminal is gone
        pass
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()


def test_at_a_terminal_the_secret_is_typed_twice_and_unseen(tmp_path: Path) -> None:
    status, shown = typed_at_a_terminal(tmp_path, "operator 12", "operator 12")
    assert status == 0, shown
    assert "operator 12" not in shown
    assert people.verify(people.load(tmp_path)[0], Secret("operator 12"))


def test_two_different_ones_at_a_terminal_are_refused(tmp_path: Path) -> None:
    status, shown = typed_at_a_terminal(tmp_path, "operator 12", "operator 13")
    assert (status, "the two are not the same" in shown) == (2, True)
    assert people.load(tmp_path) == ()


def test_a_secret_is_shown_by_nothing(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret("never to be seen")
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").warning("%s %r %s", secret, secret, [secret])
    try:
        raise ValueError(secret)  # noqa: TRY301 - what somebody may write by mistake
    except ValueError as error:
        told = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    for text in (f"{secret}{secret!r}{secret:>20}", caplog.text, told, repr({"s": secret})):
        assert "never to be seen" not in text
    for act in (lambda: pickle.dumps(secret), lambda: {secret: 1}, lambda: msgspec.json.encode(secret)):
        with pytest.raises(TypeError):
            act()
