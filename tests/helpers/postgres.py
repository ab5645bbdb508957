"""A PostgreSQL server of the test session's own: Debian's binaries, a temporary directory, a Unix socket, no TCP."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.helpers.until import until

BINARIES = Path("/usr/lib/postgresql/15/bin")


def _as_postgres(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root; and it shall die with this process, however that ends."""
    who = ["--reuid", "postgres", "--regid", "postgres", "--init-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *who, "--pdeathsig", "QUIT", *command]


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
    settings = {"listen_addresses": "", "unix_socket_directories": folder, "max_connections": 60, "shared_buffers": "32MB"}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = _as_postgres(f"{BINARIES}/postgres", "-D", str(data), *options)
    url = f"postgresql://{user}@/{{database}}?host={folder}"
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, cwd="/") as process:
        try:
            until(lambda: _answers(url), seconds=30)
            yield url
        finally:
            process.send_signal(signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url.format(database="postgres")).close()
    except psycopg.OperationalError:
        return False
    return True
