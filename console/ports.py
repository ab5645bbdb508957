"""Ports for programs that must be told theirs before they listen there.

A port that the system chose, and that was let go again, is soon somebody else's: another hub's, or the near end of any connection.
So these come from below the system's own, and no other process that asks here is given them as long as this one lives.
"""

import random
import socket
from pathlib import Path

LOWEST = 10_000
_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
"""From which port to which the system chooses by itself."""


def free_ports(count: int) -> list[int]:
    """So many TCP ports of the loopback on which nobody listens; they stay this process's."""
    first, last = (int(word) for word in _RANGE.read_text("ascii").split())
    ours = range(LOWEST, first) if first > 2 * LOWEST else range(last + 1, 65_536)
    found: list[int] = []
    for port in random.sample(ours, len(ours)):
        if len(found) == count:
            return found
        if _is_free(port) and _reserve(port):
            found.append(port)
    raise OSError(f"no {count} ports are free below {first}")


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def _reserve(port: int) -> bool:
    """Hold the port's name among the abstract sockets: it goes with this process."""
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        claim.bind(f"\0hallwatch-port-{port}")
    except OSError:
        claim.close()
        return False
    claim.detach()
    return True
