"""`hallwatch check-adapter`: the conformance check a vendor runs against his own program. It plays the hub; no hall is needed."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from adapters.bench import Bench, Grace
from adapters.conformance import DEMANDS, Demand, Verdict, judge
from console.model.command import Command

PASSED, FAILED, USAGE = 0, 1, 2
USUAL = Grace()
MOST = 100.0
"""Times as long as usual that may be asked for."""
PAGE = "resources/help/adapter-protocol.md"


def check(
    program: Sequence[str],
    folder: Path,
    *,
    name: str,
    curve: bool = True,
    command: Command | None = None,
    demands: Sequence[Demand] = DEMANDS,
    grace: Grace = USUAL,
) -> list[Verdict]:
    """Start `program` and put the demands to it; `{station}`, `{outbox}` and `{hub}` in its arguments are filled in.

    Raises OSError when it cannot be started.
    """
    bench = Bench(program, folder, name=name, curve=curve, command=command, grace=grace)
    try:
        bench.start()
        return judge(bench, demands)
    finally:
        bench.close()


def show(verdicts: Sequence[Verdict], console: Console) -> None:
    """The table, and one line that sums it up."""
    table = Table("§", "demand", "verdict", "why", title=f"adapter protocol 1 ({PAGE})")
    for verdict in verdicts:
        word = "[red]FAIL[/red]" if verdict.reason else "[green]PASS[/green]"
        table.add_row(verdict.demand.clause, verdict.demand.title, word, verdict.reason.replace("[", "\\["))
    console.print(table)
    failed = sum(bool(verdict.reason) for verdict in verdicts)
    left = len(DEMANDS) - len(verdicts)
    console.print(f"{len(verdicts) - failed} passed, {failed} failed, {left} not reached")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the check; returns 0 when all passed, 1 when something failed, 2 for a wrong command line."""
    parser = argparse.ArgumentParser(
        prog="hallwatch check-adapter",
        description=f"Check a program against {PAGE}.",
        epilog="Example: hallwatch check-adapter --name gate-3 -- node adapter.js {station} {outbox}",
    )
    parser.add_argument("--name", default="checked", help="the adapter's name in its station file")
    parser.add_argument("--plain", action="store_true", help="without CURVE, for the first steps; {hub} is the address")
    parser.add_argument("--command", help='what is ordered, as JSON, such as {"do":"open_counter","counter":"1"}')
    parser.add_argument("--patience", type=float, default=1.0, help="a slow machine or device: give it so many times as long")
    parser.add_argument(
        "--folder", type=Path, help="keep the program's files and log here; else they are kept when something failed"
    )
    parser.add_argument("program", nargs="+", help="the program and its arguments; {station} {outbox} {hub} are filled in")
    options = parser.parse_args(argv)
    try:
        command = msgspec.json.decode(options.command, type=Command) if options.command else None
    except msgspec.DecodeError as error:
        print(f"--command: {error}", file=sys.stderr)
        return USAGE
    if not 1.0 <= options.patience <= MOST:
        print(f"--patience: {options.patience:g} is not between 1 and {MOST:g}", file=sys.stderr)
        return USAGE
    folder = (options.folder or Path(tempfile.mkdtemp(prefix="hallwatch-check-"))).resolve()
    code = USAGE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        grace = USUAL.stretched(options.patience)
        verdicts = check(options.program, folder, name=options.name, curve=not options.plain, command=command, grace=grace)
        code = FAILED if any(verdict.reason for verdict in verdicts) or len(verdicts) < len(DEMANDS) else PASSED
        show(verdicts, Console(width=None if sys.stdout.isatty() else 150))
    except OSError as error:
        print(f"{options.program[0]} cannot be started: {error}", file=sys.stderr)
    finally:
        if code != FAILED and options.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    if code == FAILED:
        print(f"what the program said and stored is kept: {folder}")
    return code


if __name__ == "__main__":
    sys.exit(main())
