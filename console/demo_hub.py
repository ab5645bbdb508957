"""The hub of a demo hall as a process: it writes the morning, then is a hub like any other, on the simulated world's clock.

python -m console.demo_hub OPTIONS.json
"""

import logging
import shutil
import sys
import time
from pathlib import Path

import msgspec

from adapters.simulated.hall import SimulatedHall
from adapters.simulated.scenario import load_scenario
from console import config
from console.demo import DemoHub
from console.demo_morning import write_morning
from console.fault import HallFault
from console.hub import server
from console.model.hall import HallConfig

HEAD_START = 1.2
"""Seconds that the hall stands still while the adapters come up, so that a fast one does not run ahead of them."""


def main() -> int:
    """Run the hub; 2 when it refuses its configuration."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)-7s hub: %(message)s", datefmt="%H:%M:%S")
    try:
        options = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=DemoHub)
        hall = config.load_hall(options.hall)
        since = _live_through_morning(options, hall)
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
                since=since,
                speed=options.speed,
            )
        )
    except HallFault as fault:
        print(f"hub: {fault}", file=sys.stderr)
        return 1
    return 0


def _live_through_morning(options: DemoHub, hall: HallConfig) -> float:
    """Write the morning, and say since when the hall is live; after a restart only read that."""
    said = Path(options.since)
    if said.exists():
        return float(said.read_text())
    data = Path(options.data)
    shutil.rmtree(data / "journal", ignore_errors=True)  # of a morning that was broken off
    scenario = load_scenario(Path(options.hall) / "simulation.toml", hall)
    write_morning(data, hall, SimulatedHall(hall, scenario, options.seed, options.begin, options.day_kind), options.begin)
    since = time.monotonic() + HEAD_START
    draft = said.with_suffix(".new")
    draft.write_text(repr(since))
    draft.rename(said)
    return since


if __name__ == "__main__":
    sys.exit(main())
