"""A real upsd with dummy-ups for tests: `with upsd({...}) as server`. Without nut-server installed the test fails."""

import contextlib
from collections.abc import Iterator, Mapping

import pytest

from adapters.nut_client import NutClient, NutError
from adapters.simulated.nut_server import STEADY, NutServer, is_installed
from tests.helpers.until import until


def dev(**changes: str) -> str:
    """The text of a `.dev` file: a steady UPS with changes, underscores for dots."""
    values = STEADY | {name.replace("_", "."): value for name, value in changes.items()}
    return "".join(f"{name}: {value}\n" for name, value in values.items())


@contextlib.contextmanager
def upsd(upses: Mapping[str, str], users: str = "", max_age: int = 5) -> Iterator[NutServer]:
    """Start it, and end what was started."""
    if not is_installed():
        pytest.fail("nut-server is not installed: apt-get install nut-server")
    server = NutServer(upses, users=users, max_age=max_age)
    try:
        until(lambda: all(_speaks(server, key.removesuffix(".seq")) for key in upses))
        yield server
    finally:
        server.close()


def _speaks(server: NutServer, ups: str) -> bool:
    """Whether upsd has the driver's first data."""
    try:
        with contextlib.closing(NutClient("127.0.0.1", server.port, timeout=60.0)) as client:
            return client.get_var(ups, "ups.status") != "WAIT" and bool(client.list_commands(ups))
    except NutError:
        return False
