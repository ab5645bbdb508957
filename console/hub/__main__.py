"""`python -m console.hub`: the hub as a supervisor starts it. Refuses in one line, with status 1, what it cannot start with."""

import argparse
import contextlib
import logging
import math
import sys
from pathlib import Path

from console import config
from console.fault import HallFault
from console.hub import server

PORT_MOST = 65_535


def _number(text: str) -> float:
    with contextlib.suppress(ValueError):
        if math.isfinite(value := float(text)):
            return value
    raise argparse.ArgumentTypeError(f"{text!r} is not a number")


def _positive(text: str) -> float:
    if (value := _number(text)) > 0:
        return value
    raise argparse.ArgumentTypeError(f"{text} is not above 0")


def _port(text: str) -> int:
    if text.isdecimal() and int(text) <= PORT_MOST:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port: 0 to {PORT_MOST}")


def main(arguments: list[str] | None = None) -> int:
    """Run until told to stop; the status is 1 when the hub cannot start or must be started again."""
    parser = argparse.ArgumentParser(prog="hallwatch hub", description="the hub of one hall")
    parser.add_argument("--data", type=Path, required=True, help="data directory")
    parser.add_argument("--hall", type=Path, default=config.DEMO_HALL, help="folder with hall.toml")
    parser.add_argument("--journal", default="", help="folder or PostgreSQL URL; default: journal/ in the data directory")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0: for other machines too")
    for name, port in (("ingress", 5701), ("control", 5702), ("feed", 5703), ("history", 5704), ("pairing", 5705)):
        parser.add_argument(f"--{name}", type=_port, default=port, help="port; 0: the one of last time, or any free one")
    parser.add_argument("--start", type=_number, default=None, help="hall time at the beginning, UTC seconds")
    parser.add_argument("--speed", type=_positive, default=1.0, help="hall seconds per second")
    parser.add_argument("--rate", type=_positive, default=20_000.0, help="events a second that one adapter may bring, lasting")
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
