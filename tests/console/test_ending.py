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


EARLY = """
import os, sys
from PyQt6.QtCore import QCoreApplication, QTimer
from console.app import when_told

app = QCoreApplication([])
when_told(lambda: app.exit(7))
os.kill(os.getpid(), int(sys.argv[1]))
QTimer.singleShot(30_000, lambda: app.exit(1))
sys.exit(app.exec())
"""


@pytest.mark.parametrize("sign", ending.SIGNALS)
def test_a_console_that_is_told_before_its_event_loop_turns_ends_all_the_same(sign: signal.Signals) -> None:
    assert subprocess.run([sys.executable, "-c", EARLY, str(int(sign))], check=False, timeout=100).returncode == 7


@pytest.mark.parametrize("sign", ending.SIGNALS)
@pytest.mark.parametrize("is_interrupted", [True, False])
def test_it_is_told_though_the_main_thread_sleeps(sign: signal.Signals, is_interrupted: bool) -> None:
    blocked = "()" if is_interrupted else f"{{{int(sign)}}}"
    program = [sys.executable, "-c", PROGRAM.format(blocked=blocked)]
    with subprocess.Popen(program, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"busy\n"
        running.send_signal(sign)
        assert running.wait(25) == 7
