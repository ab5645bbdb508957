"""The demo as a program: told to end, it leaves nothing behind on the screen."""

import signal
import subprocess
import sys

import pytest

DEMO = """
import subprocess
from contextlib import ExitStack
from console.showroom import Visit, _Console

with ExitStack() as stack:
    console = _Console(Visit(), stack)
    console._process = subprocess.Popen(["sleep", "100"])
    stack.callback(lambda: print("the hall is closed", console._process.poll(), flush=True))
    wait = console._process.wait
    console._process.wait = lambda: print("open", flush=True) or wait()
    console.wait()
"""


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_demo_that_is_told_to_end_closes_its_console_and_its_hall(told: signal.Signals) -> None:
    program = subprocess.Popen([sys.executable, "-c", DEMO], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    assert program.stdout.readline() == "open\n"
    program.send_signal(told)
    assert program.communicate(timeout=60)[0] == f"the hall is closed -{signal.SIGTERM.value}\n"
    assert program.returncode == 0
