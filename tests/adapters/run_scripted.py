"""`adapters.run` with the devices of `tests/adapters/scripted` beside the real ones."""

import sys
from pathlib import Path

import adapters.devices
from adapters.run import main

adapters.devices.__path__.append(str(Path(__file__).parent / "scripted"))
sys.exit(main())
