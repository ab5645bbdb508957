"""`python -m console.hub`: the hub as a supervisor starts it. Refuses in one line, with status 1, what it cannot start with."""

import argparse
import logging
import sys
from pathlib import Path

from console import argument, config
from console.fault import HallFault
from console.hub import server


def main(arguments: list[str] | None = None) -> int:
    """Run until told to stop; the status is 1 when the hub cannot start or must be started again."""
    parser = argparse.ArgumentParser(prog="hallwatch hub", description="the hub of one hall")
    parser.add_argument("--data", type=Path, required=True, help="data directory")
    parser.add_argument("--hall", type=Path, default=config.DEMO_HALL, help="folder with hall.toml")
    parser.add_argument("--journal", default="", help="folder or PostgreSQL URL; default: journal/ in the data directory")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0: for other machines too")
    for name, port in (("ingress", 5701), ("control", 5702), ("feed", 5703), ("history", 5704), ("pairing", 5705)):
        parser.add_argument(f"--{name}", type=argument.port, default=port, help="port; 0: the one of last time, or any free one")
    parser.add_argument("--start", type=argument.number, default=None, help="hall time at the beginning, UTC seconds")
    parser.add_argument("--speed", type=argument.positive, default=1.0, help="hall seconds per second")
    parser.add_argument(
        "--rate", type=argument.positive, default=20_000.0, help="events a second that one adapter may bring, lasting"
    )
    given = vars(parser.parse_args(arguments))
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        given["hall"] = config.load_hall(given["hall"])
        server.run(server.HubOptions(**given))
    except HallFault as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
