"""What the device tests share."""

import pytest

from console.ports import free_ports


@pytest.fixture
def unused_port() -> int:
    """A TCP port of the loopback that nobody uses."""
    return free_ports(1)[0]
