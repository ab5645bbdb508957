"""A port that a program is to be told is nobody else's meanwhile: neither the system's, nor of another process that asks."""

import subprocess
import sys
from pathlib import Path

import pytest

from console import ports

RANGE = [int(word) for word in Path("/proc/sys/net/ipv4/ip_local_port_range").read_text("ascii").split()]


def test_they_differ_and_are_not_those_that_the_system_gives_away() -> None:
    found = ports.free_ports(20)
    assert len(set(found)) == 20
    assert not any(RANGE[0] <= port <= RANGE[1] for port in found)
    assert not set(found) & set(ports.free_ports(20)), "each is given once"


def test_one_that_another_process_was_given_is_not_given_again_while_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    asks = "from console import ports; print(ports.free_ports(1)[0], flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", asks], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        theirs = int(other.stdout.readline())
        monkeypatch.setattr(ports.random, "sample", lambda *_: [theirs])  # type: ignore[attr-defined]
        with pytest.raises(OSError, match="are free"):
            ports.free_ports(1)
        other.communicate(b"\n")
    monkeypatch.setattr(ports.random, "sample", lambda *_: [theirs, 0])  # type: ignore[attr-defined]
    assert ports.free_ports(1) == [theirs], "it went with its process"


def test_one_on_which_somebody_listens_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    (port,) = ports.free_ports(1)
    with socket.create_server(("127.0.0.1", port)):
        assert not ports._is_free(port)
    assert ports._is_free(port)
