"""`adapters.run` with the devices of `tests/adapters/scripted` beside the real ones.

With `PATIENT` set, its times are such that a test or a machine which holds anybody up for seconds changes nothing.
"""

import os
import sys
from pathlib import Path

import adapters.devices
from adapters import link, run, window
from console import wire

if os.environ.get("PATIENT"):
    wire.LEASE = window.NO_PROGRESS = link.FAREWELL = run.LAST_MOMENT = 90.0
    link.Link.stop.__defaults__ = (90.0,)
adapters.devices.__path__.append(str(Path(__file__).parent / "scripted"))
sys.exit(run.main())
