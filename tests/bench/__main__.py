"""Runs every `bench_*.py` of this folder in a process of its own and prints their lines: NAME VALUE UNIT REACH MET|SHORT.

With arguments, only those whose name contains one of them: `python -m tests.bench fold gui`.
"""

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
LINE = re.compile(r"^\S+ \S+ \S+ \S+ (MET|SHORT)$")
LIMIT = 1800.0
"""Seconds after which a benchmark is given up."""


def main(wanted: list[str]) -> int:
    """Print all figures; the exit code says whether every benchmark ran, not whether every reach was met."""
    broken = 0
    for file in sorted(HERE.glob("bench_*.py")):
        if wanted and not any(word in file.stem for word in wanted):
            continue
        run = subprocess.run(
            [sys.executable, "-m", f"tests.bench.{file.stem}"],
            cwd=HERE.parents[1],
            capture_output=True,
            text=True,
            check=False,
            timeout=LIMIT,
        )
        figures = [line for line in run.stdout.splitlines() if LINE.match(line)]
        print("\n".join(figures), flush=True)
        if run.returncode or not figures:
            broken += 1
            print(f"{file.stem} did not finish (exit code {run.returncode}):\n{run.stdout}\n{run.stderr}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
