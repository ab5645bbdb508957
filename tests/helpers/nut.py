"""A real upsd with dummy-ups for tests: `with upsd({...}) as server`. Without nut-server installed the test is skipped."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from adapters.simulated.nut_server import STEADY, NutServer, is_installed


def dev(**changes: str) -> str:
    """The text of a `.dev` file: a steady UPS with changes, underscores for dots."""
    values = STEADY | {name.replace("_", "."): value for name, value in changes.items()}
    return "".join(f"{name}: {value}\n" for name, value in values.items())


@contextmanager
def upsd(upses: Mapping[str, str], users: str = "", max_age: int = 5) -> Iterator[NutServer]:
    """Start it, and end what was started."""
    if not is_installed():
        pytest.skip("nut-server is not installed")
    server = NutServer(upses, users=users, max_age=max_age)
    try:
        yield server
    finally:
        server.close()
