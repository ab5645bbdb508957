"""The persons who may log in, with role and Argon2id hash, as one private file. Not who sits where: the hall's state knows that.

`DIR/keys/people.json` is 0600 like every file there. The hash is Argon2id as RFC 9106 recommends for machines with little memory (3
passes over 64 MiB), on one lane, so that a login takes one core and leaves the other to the hub.
"""

import getpass
import os
import sys
import time
import unicodedata
from pathlib import Path
from typing import Annotated

import argon2
import msgspec
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from msgspec import Meta, Struct
from rich.console import Console
from rich.table import Table

from console import station
from console.fault import HallFault
from console.hub import keys
from console.model.command import Role, Text
from console.model.ident import Id
from console.secret import Secret

LEAST, MOST = 8, 128
"""Characters of a secret."""
ROLES = (Role.VIEWER, Role.OPERATOR, Role.LEADER, Role.ADMIN)
"""What a person can be; `wall` and `adapter` are machines."""
_RESERVED = {"hub", "link", "plan", "timer", "feed"}
"""Names by which the journal tells of what no person did."""
_hasher = argon2.PasswordHasher.from_parameters(
    argon2.Parameters(
        type=RFC_9106_LOW_MEMORY.type, version=RFC_9106_LOW_MEMORY.version, salt_len=RFC_9106_LOW_MEMORY.salt_len,
        hash_len=RFC_9106_LOW_MEMORY.hash_len, time_cost=RFC_9106_LOW_MEMORY.time_cost, memory_cost=RFC_9106_LOW_MEMORY.memory_cost,
        parallelism=1,
    )
)  # fmt: skip
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=1$NqZ63ekUlSLAxWeHM5mN4Q$6e6jTdXQ55cO9uv/n7jB03ghGfAi8Z+wN5IIiiEj094"
"""A hash that no secret has: whoever names a stranger waits as long as for a person."""


class Registered(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person who may log in."""

    name: Id
    role: Role
    hash: Annotated[str, Meta(pattern=r"^\$argon2id\$", max_length=200)]
    since: float
    """When role or secret were last set, Unix seconds by the wall."""
    by: Text = ""
    """The account of this machine that did it."""

    def __repr__(self) -> str:
        return f"Registered({self.name}, {self.role})"


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    people: tuple[Registered, ...] = ()


def path_of(data_dir: Path) -> Path:
    """Where the persons are kept."""
    return data_dir / "keys" / "people.json"


def load(data_dir: Path) -> tuple[Registered, ...]:
    """Who may log in; raises HallFault when the file is damaged, or open to others."""
    path = path_of(data_dir)
    remedy = "restore it from a backup, or remove it and register everybody again"
    try:
        mode = path.stat().st_mode & 0o777
        found = msgspec.json.decode(path.read_bytes(), type=_File).people
    except FileNotFoundError:
        return ()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OSError) as error:
        raise HallFault(f"the file of persons {path} is damaged: {error}", remedy) from error
    if mode & 0o077:
        raise HallFault(
            f"{path} is open to others (mode {mode:04o})", f"chmod 600 {path}; give everybody a new secret if it was read"
        )
    if len({each.name for each in found}) < len(found) or not all(each.role in ROLES for each in found):
        raise HallFault(f"the file of persons {path} is damaged: a name stands twice, or a role is no person's", remedy)
    return found


def verify(person: Registered | None, secret: Secret) -> bool:
    """Whether it is the person's secret; takes as long for a stranger (None). About a quarter of a second: never in the hub's thread."""
    try:
        return _hasher.verify(person.hash if person is not None else _NOBODY, secret.reveal()) and person is not None
    except (VerificationError, InvalidHashError):
        return False


def add(data_dir: Path, name: str, role: Role | str, secret: Secret) -> None:
    """Let a person log in from now on; raises HallFault for a name, role or secret that will not do, or a name that is taken."""
    check_name(name)
    role = check_role(role)
    _check_secret(name, secret)
    keys.folder(data_dir)
    with keys.lock(data_dir):
        known = load(data_dir)
        taken = next((each.name for each in known if each.name.casefold() == name.casefold()), None)
        if taken is not None:
            raise HallFault(f"there is a person called {taken} already", "choose another name, or: hallwatch person passwd")
        _save(data_dir, (*known, _made(name, role, secret)))


def remove(data_dir: Path, name: str) -> None:
    """Let a person log in no more, and log them out where they sit; raises HallFault when there is none of that name."""
    keys.known_folder(data_dir)
    with keys.lock(data_dir):
        known = load(data_dir)
        gone = _find(known, name)
        _save(data_dir, tuple(each for each in known if each is not gone))


def change(data_dir: Path, name: str, secret: Secret | None = None, role: Role | str | None = None) -> None:
    """Give a person another secret, another role or both; they are logged out where they sit, and a lock is lifted."""
    role = check_role(role) if role is not None else None
    if secret is not None:
        _check_secret(name, secret)
    keys.known_folder(data_dir)
    with keys.lock(data_dir):
        known = load(data_dir)
        old = _find(known, name)
        hash = _hasher.hash(secret.reveal()) if secret is not None else old.hash
        new = Registered(name=name, role=role or old.role, hash=hash, since=time.time(), by=_account())
        _save(data_dir, tuple(new if each is old else each for each in known))


def check_name(name: str) -> str:
    """The name, if a person may be called so; else HallFault. What looks like another name, or like no person's, may not."""
    remedy = "use letters (of any script), digits, `_ . : -`, at most 64; best the id that the hall's configuration gives them"
    try:
        msgspec.convert(name, Id)
    except msgspec.ValidationError as error:
        raise HallFault(f"a person cannot be called {name!r}: {error}", remedy) from error
    if "/" in name or name != unicodedata.normalize("NFKC", name) or not any(map(str.isalnum, name)):
        raise HallFault(f"a person cannot be called {name!r}", remedy)
    if name.casefold().partition(":")[0] in _RESERVED:
        raise HallFault(f"a person cannot be called {name!r}: the journal calls something else so", remedy)
    return name


def check_role(role: Role | str) -> Role:
    """The role, if it is a person's; else HallFault."""
    if role not in list(ROLES):
        raise HallFault(f"{str(role)!r} is no role of a person", f"one of: {', '.join(ROLES)}")
    return Role(role)


def _check_secret(name: str, secret: Secret) -> None:
    text = secret.reveal()
    if not LEAST <= len(text) <= MOST:
        raise HallFault(f"the secret has {len(text)} characters", f"give {LEAST} to {MOST}; a short sentence is easy to remember")
    if len(set(text)) < 4 or text.casefold() == name.casefold():
        raise HallFault("the secret is too easy to guess", "not the name, and not the same few characters again and again")
    if not text.isprintable():
        raise HallFault("the secret has characters that cannot be typed", "use what the desk's keyboard has")


def _find(known: tuple[Registered, ...], name: str) -> Registered:
    found = next((each for each in known if each.name == name), None)
    if found is None:
        names = ", ".join(each.name for each in known) or "none"
        raise HallFault(f"no person is called {name!r}", f"registered persons: {names}")
    return found


def _made(name: str, role: Role, secret: Secret) -> Registered:
    return Registered(name=name, role=role, hash=_hasher.hash(secret.reveal()), since=time.time(), by=_account())


def _account() -> str:
    """Who runs this program, by the machine's word."""
    try:
        return getpass.getuser()[:100]
    except OSError:  # an account without a name
        return str(os.getuid())


def _save(data_dir: Path, people: tuple[Registered, ...]) -> None:
    station.write_private(path_of(data_dir), msgspec.json.encode(_File(people=people)))


# --- for the command line -------------------------------------------------------------------------------------------------


def ask_secret(*, twice: bool = True) -> Secret:
    """The secret, typed unseen at a terminal (twice), or else the first line of standard input. Never an argument of a program."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        if not line:
            raise HallFault(
                "no secret came on standard input", "type it at a terminal, or write it as one line to standard input"
            )
        return Secret(line.rstrip("\r\n"))
    secret = Secret(getpass.getpass(f"secret ({LEAST} characters or more): "))
    if twice and secret != Secret(getpass.getpass("once more: ")):
        raise HallFault("the two are not the same", "try again")
    return secret


def add_main(data_dir: Path, name: str, role: str) -> None:
    """`hallwatch person add`: what is wrong with name and role is said before anybody types a secret."""
    check_name(name)
    check_role(role)
    is_new = not (data_dir / "keys").is_dir()
    add(data_dir, name, role, ask_secret())
    print(f"{name} may log in as {role}")
    if is_new:
        print(keys.NEW.format(data_dir))


def passwd_main(data_dir: Path, name: str, role: str | None) -> None:
    """`hallwatch person passwd`: another secret, or with `--role` another role."""
    keys.known_folder(data_dir)
    _find(load(data_dir), name)
    if role is not None:
        change(data_dir, name, role=check_role(role))
        print(f"{name} is {role} from now on, and must log in again")
        return
    change(data_dir, name, ask_secret())
    print(f"{name} has another secret, and must log in again; a lock is lifted")


def remove_main(data_dir: Path, name: str) -> None:
    """`hallwatch person remove`."""
    remove(data_dir, name)
    print(f"{name} may log in no more")
    if not load(data_dir):
        print("nobody is registered any more: the stations' keys decide alone")


def list_main(data_dir: Path) -> None:
    """`hallwatch person list`."""
    keys.known_folder(data_dir)
    known = load(data_dir)
    if not known:
        print("nobody is registered: the stations' keys decide alone who may order what")
        return
    table = Table("name", "role", "since", "set by")
    for each in known:
        table.add_row(each.name, each.role.value, time.strftime("%Y-%m-%d %H:%M", time.localtime(each.since)), each.by)
    Console().print(table)
