"""Holds up the processes of a test, one after the other and at random, as a busy machine does: `python -m tests.helpers.hold_up 3 pytest -n 0 FILE`.

The number is the seed. A test that passes here races nobody: whatever it started, and itself, was stopped for up to two seconds at a time.
"""

import contextlib
import random
import subprocess
import sys
import threading

import psutil

SELF = 0.35
"""How often it is the test itself."""
SHORT, LONG = (0.05, 0.5), (0.5, 2.0)
"""Seconds for which somebody is held up; three in ten times shortly."""
_rest = threading.Event()


def hold_up(seed: int, words: list[str]) -> int:
    """Run a command, and hold it up until it ends; its exit status."""
    chance = random.Random(seed)
    with subprocess.Popen(words, start_new_session=True) as running:
        first = psutil.Process(running.pid)
        while running.poll() is None:
            _rest.wait(chance.uniform(0.02, 0.5))
            with contextlib.suppress(psutil.Error):
                others = [each for each in first.children(recursive=True) if each.status() not in _AWAY]
                held = chance.choice(others) if others and chance.random() > SELF else first
                held.suspend()
                _rest.wait(chance.uniform(*(SHORT if chance.random() < 0.3 else LONG)))
                held.resume()
        return running.returncode


_AWAY = {psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE}
"""Stopped by the test itself, or gone."""

if __name__ == "__main__":
    sys.exit(hold_up(int(sys.argv[1]), sys.argv[2:]))
