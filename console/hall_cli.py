"""`hallwatch hall …`: make, check and edit a hall's configuration. The work is done in `console.hall_edit` and `console.editor`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from console.fault import HallFault

app = typer.Typer(no_args_is_help=True, help="Make, check and edit a hall: its floor plan, counters, devices, people.")
File = Annotated[Path, typer.Argument(help="hall.toml, or the folder that it lies in")]


def file_of(path: Path) -> Path:
    """The file that is meant by a folder, too."""
    return path / "hall.toml" if path.is_dir() else path


@app.command("new")
def new(file: File) -> None:
    """Make a small hall to start from; never over another."""
    from console.hall_edit.start import make

    print(make(file))


@app.command("check")
def check(file: File) -> None:
    """Say all that is wrong with a hall, each with its line; exit code 1 if anything is."""
    from console.config import examine
    from console.toml_file import TomlFile

    path = file_of(file)
    try:
        site, faults = examine(TomlFile.read(path))
    except HallFault as broken:  # no TOML at all
        site, faults = None, (broken,)
    for fault in faults:
        print(fault)
    if site is None:
        print(f"{path}: {len(faults)} fault{'s' if len(faults) > 1 else ''}")
        sys.exit(1)
    hall = site.hall
    print(
        f"{path}: well; {len(hall.zones)} zones, {len(hall.counters)} counters, {len(hall.devices)} devices, {len(hall.staff)} staff"
    )
    for plan, steps in site.by_hand:
        print(f"plan `{plan}`: done by hand, as this hall has not all that they order: {', '.join(steps)}")


@app.command("edit")
def edit(
    file: File,
    lang: Annotated[str | None, typer.Option(help="zh or en; else the one chosen last")] = None,
    theme: Annotated[str | None, typer.Option(help="night, day or high_contrast; else the one chosen last")] = None,
    large: Annotated[bool, typer.Option("--large", help="larger text")] = False,
    author: Annotated[str, typer.Option(help="who edits, as the versions say; else the user of this machine")] = "",
    pictures: Annotated[Path | None, typer.Option(help="save a picture of the window here and leave")] = None,
) -> None:
    """Open the editor of a hall's floor plan and of all else in its hall.toml."""
    from console.editor import run

    sys.exit(run(file_of(file), lang, theme, large=large, author=author, pictures=pictures))
