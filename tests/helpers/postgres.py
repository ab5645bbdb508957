"""A PostgreSQL server of the test session's own: Debian's binaries, a temporary directory, a Unix socket, no TCP."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

BINARIES = Path("/usr/lib/postgresql/15/bin")


def _as_postgres(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


@contextmanager
def server() -> Iterator[str]:
    """Start it, give its URL without a database's name, stop it."""
    if not (BINARIES / "postgres").exists():
        pytest.fail(f"{BINARIES} is missing: apt-get install postgresql-15")
    folder = Path(tempfile.mkdtemp(prefix="hallwatch-pg-"))
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"
    _run(*_as_postgres(f"{BINARIES}/initdb", "-D", str(data), "-A", "trust", "-E", "UTF8", "--locale=C"))
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=60 -c shared_buffers=32MB"
    control = _as_postgres(f"{BINARIES}/pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"))
    _run(*control, "-o", options, "start")
    try:
        yield f"postgresql://{user}@/{{database}}?host={folder}"
    finally:
        _run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
