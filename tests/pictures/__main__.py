"""`python -m tests.pictures [--out DIR] [--look night,day] [--lang zh] [--size 1920x1080] [--state busy] [--name alarms,desk]`.

Draws, checks, writes the pictures with their index page, and prints what is wrong with them; the exit code is 1 when something is. What is drawn does not need a
screen: Qt paints into memory.
"""

import argparse
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import product
from pathlib import Path

from PyQt6.QtCore import QSize

from console import app
from tests.pictures import page, worker, worlds
from tests.pictures.page import Shot
from tests.pictures.render import LANGS, LOOKS, SIZES, Scope
from widgets.screens import known_panes

OUT = Path("build/pictures")
LISTED = 400
"""Lines of faults that are printed at most; the page has all."""


def main() -> int:
    """Draw what is asked for."""
    asked = _arguments()
    asked.out.mkdir(parents=True, exist_ok=True)
    for old in [*asked.out.glob("*.png"), *asked.out.glob("*.jpg"), *asked.out.glob("small/*.jpg")]:
        old.unlink()
    (asked.out / "small").mkdir(exist_ok=True)
    began = time.monotonic()
    worlds.write(asked.out / worker.MORNING)
    scopes = _scopes(asked)
    shots: list[Shot] = []
    # A process a scope: what one has left behind cannot be seen in the next one's pictures.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(asked.jobs, mp_context=spawn, initializer=worker.without_screen, max_tasks_per_child=1) as workers:
        works = [workers.submit(worker.draw, scope, asked.out) for scope in scopes]
        for work in as_completed(works):
            shots += work.result()
            print(f"\r{len(shots)} pictures, {time.monotonic() - began:.0f} s", end="", flush=True)
    print(f"\n{page.write(asked.out, shots)}")
    return _report(shots)


def _report(shots: list[Shot]) -> int:
    """Each fault once, with where it was seen first and how often."""
    seen: dict[str, list[Shot]] = {}
    for shot in shots:
        for fault in shot.faults:
            seen.setdefault(fault, []).append(shot)
    for fault, where in sorted(seen.items())[:LISTED]:
        print(f"{fault}  [{where[0].file}{f' and {len(where) - 1} more' if len(where) > 1 else ''}]")
    print(f"{len(shots)} pictures, {len(seen)} faults")
    return 1 if seen else 0


def _scopes(asked: argparse.Namespace) -> list[Scope]:
    """The largest first, so that no worker is left alone with one at the end."""
    sizes = [size for size in SIZES if not asked.size or f"{size.width()}x{size.height()}" in asked.size]
    layouts = [path.stem for path in sorted((app.ROOT / "layouts").glob("*.toml"))]
    named = [name for name in asked.name if name not in layouts]
    if unknown := set(named) - set(known_panes()):
        sys.exit(f"there are no panes or layouts {', '.join(sorted(unknown))}")
    return [
        Scope(
            look=look, lang=lang, size=QSize(size), states=tuple(asked.state) or worlds.STATES,
            layouts=tuple(name for name in asked.name if name in layouts), panes=tuple(named), is_partial=bool(asked.name),
        )
        for size, look, lang in product(reversed(sizes), asked.look or LOOKS, asked.lang or LANGS)
    ]  # fmt: skip


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description="Draw and check every pane and window.")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    for name, what in (
        ("look", ", ".join(LOOKS)), ("lang", "zh, en"), ("size", "as 1920x1080"), ("state", ", ".join(worlds.STATES)),
        ("name", "panes and layouts"),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", type=lambda words: words.split(","), default=[], help=f"only these: {what}")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
