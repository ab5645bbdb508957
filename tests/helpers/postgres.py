"""A PostgreSQL server of the test session's own: Debian's binaries, a temporary directory, a Unix socket, no TCP."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.helpers.until import until

ROOM = 2 * 1024**3
BINARIES = Path("/usr/lib/postgresql/15/bin")


def _as_postgres(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root; and it shall die with this process, however that ends."""
    who = ["--reuid", "postgres", "--regid", "postgres", "--init-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *who, "--pdeathsig", "QUIT", *command]


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


class Postgres:
    """One server and its data directory; may be killed and started again."""

    def __init__(self) -> None:
        if not (BINARIES / "postgres").exists():
            pytest.fail(f"{BINARIES} is missing: apt-get install postgresql-15")
        self.folder = Path(tempfile.mkdtemp(prefix="hallwatch-pg-", dir=_quick_place()))
        user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self.url = f"postgresql://{user}@/{{database}}?host={self.folder}"
        """With a place for the database's name."""
        self._process: subprocess.Popen[bytes] | None = None
        _run(*_as_postgres(f"{BINARIES}/initdb", "-D", self._data, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"))

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.folder,
            "max_connections": 60,
            "shared_buffers": "32MB",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            command = _as_postgres(f"{BINARIES}/postgres", "-D", self._data, *options)
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/")
        until(lambda: _answers(self.url), seconds=60, what="PostgreSQL to answer")

    def end(self, how: signal.Signals) -> None:
        """SIGINT: in order, its clients cut off; SIGQUIT: at once; SIGKILL: as a crash, its children with it."""
        assert self._process is not None
        children = psutil.Process(self._process.pid).children() if how == signal.SIGKILL else []
        self._process.send_signal(how)
        for child in children:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.send_signal(how)
        self._process.wait(60)
        psutil.wait_procs(children, 60)
        self._process = None

    def close(self) -> None:
        """Stop it, and remove its directory."""
        if self._process is not None:
            self.end(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def database(self) -> str:
        """The URL of a new database."""
        name = f"hall_{uuid.uuid4().hex}"
        with psycopg.connect(self.url.format(database="postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url.format(database=name)


@contextmanager
def server() -> Iterator[Postgres]:
    """A server as long as it is needed."""
    made = Postgres()
    try:
        made.start()
        yield made
    finally:
        made.close()


def _quick_place() -> str | None:
    """Memory, where there is enough: a killed server loses nothing in it that a disk would keep, and syncing costs nothing."""
    place = Path("/dev/shm")
    return str(place) if place.is_dir() and shutil.disk_usage(place).free > ROOM else None


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url.format(database="postgres")).close()
    except psycopg.OperationalError:
        return False
    return True
