"""A program ends when it is told to, however its main thread is held, and whichever thread the signal finds."""

import signal
import subprocess
import sys

import pytest

from console import ending

PROGRAM = """
import os, select, signal
from console import ending

ending.when_told(lambda: os._exit(7))
signal.pthread_sigmask(signal.SIG_BLOCK, {blocked})
print("busy", flush=True)
select.select([], [], [], 30)
"""


@pytest.mark.parametrize("sign", ending.SIGNALS)
@pytest.mark.parametrize("is_interrupted", [True, False])
def test_it_is_told_though_the_main_thread_sleeps(sign: signal.Signals, is_interrupted: bool) -> None:
    blocked = "()" if is_interrupted else f"{{{int(sign)}}}"
    program = [sys.executable, "-c", PROGRAM.format(blocked=blocked)]
    with subprocess.Popen(program, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"busy\n"
        running.send_signal(sign)
        assert running.wait(20) == 7
