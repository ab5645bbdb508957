"""The hub of a demo hall as a process: a hub like any other, on a clock that it shares with the simulated world.

python -m console.demo_hub OPTIONS.json
"""

import logging
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from console import config
from console.fault import HallFault
from console.hub import server


class DemoHub(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the demo's hub is started with."""

    data: str
    hall: str
    """Folder of the hall."""
    begin: float
    """Hall time at `since`, UTC seconds."""
    since: float
    """`time.monotonic` when the hall's clock began; also after a restart."""
    speed: float


def main() -> int:
    """Run the hub; 2 when it refuses its configuration."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)-7s hub: %(message)s", datefmt="%H:%M:%S")
    try:
        options = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=DemoHub)
        hall = config.load_hall(options.hall)
        server.run(
            server.HubOptions(
                data=Path(options.data),
                hall=hall,
                ingress=0,
                control=0,
                feed=0,
                history=0,
                pairing=0,
                start=options.begin,
                since=options.since,
                speed=options.speed,
            )
        )
    except HallFault as fault:
        print(f"hub: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
