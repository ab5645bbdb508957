"""`hallwatch …`: the one entry point. Each command is a few lines here and its work elsewhere; slow libraries load when used."""

import shutil
import sys
from pathlib import Path
from typing import Annotated

import platformdirs
import typer
from rich.console import Console
from rich.table import Table

from console import hall_cli
from console.fault import HallFault

_ABOUT = "The on-site duty console of a business hall (营业厅现场值守台): its hub, devices, cameras and screens."
app = typer.Typer(no_args_is_help=True, add_completion=False, help=_ABOUT, pretty_exceptions_enable=False)
person = typer.Typer(no_args_is_help=True, help="On the hub: who may log in at the hall's stations, and as what.")
app.add_typer(person, name="person")
probe = typer.Typer(no_args_is_help=True, help="Ask the local network what is there, and print its configuration.")
app.add_typer(probe, name="probe")
camera = typer.Typer(no_args_is_help=True, help="On the recorder's machine: the cameras' logins, and whether a camera is well.")
app.add_typer(camera, name="camera")
app.add_typer(hall_cli.app, name="hall")
_AS_GIVEN = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
"""For commands that are programs of their own: their arguments, and their --help, are read there."""

Data = Annotated[Path, typer.Option(help="data directory of the hub")]
DATA = Path(platformdirs.user_data_dir("hallwatch"))


@app.command()
def demo(
    speed: Annotated[float, typer.Option(min=1, max=60, help="hall seconds per second")] = 1.0,
    seed: Annotated[int, typer.Option(help="the same seed and the same orders give the same day")] = 2,
    misbehave: Annotated[
        list[str] | None, typer.Option(help="what goes wrong, such as surge or mains_lost; may be given more than once")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="where the demo writes; emptied first")] = None,
    lang: Annotated[str | None, typer.Option(help="zh or en; else the one chosen last")] = None,
    layout: str = "desk",
    theme: Annotated[str | None, typer.Option(help="night, day or high_contrast; else the one chosen last")] = None,
    pictures: Annotated[Path | None, typer.Option(help="save pictures of the windows here and leave")] = None,
    headless: Annotated[bool, typer.Option("--headless", help="no console; until Ctrl-C")] = False,
    no_cameras: Annotated[
        bool, typer.Option("--no-cameras", help="a hall without cameras, which takes less of the machine")
    ] = False,
) -> None:
    """Open the demo hall: a busy morning, with simulated devices behind their real protocols."""
    from console import showroom

    showroom.show(
        showroom.Visit(
            speed=speed, seed=seed, misbehave=tuple(misbehave or ()), data=data, lang=lang, layout=layout, theme=theme,
            pictures=pictures, is_headless=headless, has_cameras=not no_cameras,
        )
    )  # fmt: skip


@app.command()
def console(
    station: Annotated[Path, typer.Option(help="this station's file, written by `hallwatch join`")],
    layout: Annotated[str, typer.Option(help="a file of layouts/")] = "desk",
    lang: Annotated[str | None, typer.Option(help="zh or en; else the one chosen last")] = None,
    theme: Annotated[str | None, typer.Option(help="night, day or high_contrast; else the one chosen last")] = None,
    large: Annotated[bool, typer.Option("--large", help="larger text")] = False,
    person: Annotated[str | None, typer.Option(help="who sits here: orders carry it")] = None,
    pictures: Annotated[Path | None, typer.Option(help="save pictures of the windows here and leave")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="start it again when it ends or hangs: for walls")] = False,
) -> None:
    """Open the console of a paired station."""
    if keep:
        from console.keep import Keeper

        arguments = [word for word in sys.argv[1:] if word != "--keep"]
        sys.exit(Keeper((sys.executable, "-m", "console.cli", *arguments)).run())
    from console import app as gui

    sys.exit(gui.run(station, layout, lang, pictures, theme=theme, large=large, person=person))


@app.command(context_settings=_AS_GIVEN)
def hub(context: typer.Context) -> None:
    """Run the hub of a hall (see `hallwatch hub --help`)."""
    from console.hub.__main__ import main as run

    sys.exit(run(context.args))


@app.command(context_settings=_AS_GIVEN)
def recorder(context: typer.Context) -> None:
    """Run the recorder of a hall's cameras (see `hallwatch recorder --help`)."""
    from console.video.recorder import main as run

    sys.exit(run(context.args))


@app.command(context_settings=_AS_GIVEN)
def adapter(context: typer.Context) -> None:
    """Run one adapter (see `hallwatch adapter --help`)."""
    from adapters.run import main as run

    sys.exit(run(context.args))


@app.command("check-adapter", context_settings=_AS_GIVEN)
def check_adapter(context: typer.Context) -> None:
    """Check a vendor's adapter against the protocol page (see `hallwatch check-adapter --help`)."""
    from adapters.check import main as run

    sys.exit(run(context.args))


@app.command()
def pair(
    role: Annotated[str, typer.Option(help="leader, operator, viewer, wall, admin or adapter")],
    name: Annotated[str, typer.Option(help="the station's name")],
    data: Data = DATA,
    host: Annotated[str | None, typer.Option(help="the hub's address as the station sees it")] = None,
    usb: Annotated[Path | None, typer.Option(help="a file to carry to a station without a network")] = None,
) -> None:
    """On the hub: let one station in; prints what to type there, valid for ten minutes, once."""
    from console.hub import pairing_cli

    pairing_cli.pair(data, role, name, host, usb)


@app.command()
def join(
    host: Annotated[str, typer.Argument(help="the hub's address")] = "",
    code: Annotated[str, typer.Argument(help="what `hallwatch pair` printed")] = "",
    usb: Annotated[Path | None, typer.Option(help="the file that `hallwatch pair --usb` wrote")] = None,
    folder: Annotated[Path, typer.Option(help="where the station's file is written")] = Path(),
) -> None:
    """On a station: join a hub with a code; makes the keys here and tries them out."""
    from console.hub import pairing_cli

    pairing_cli.join(host, code, folder, usb)


@app.command()
def revoke(name: Annotated[str, typer.Argument(help="the station's name")], data: Data = DATA) -> None:
    """Shut a station out from its next message on."""
    from console.hub import pairing_cli

    pairing_cli.revoke(data, name)


@app.command()
def stations(data: Data = DATA) -> None:
    """On the hub: say which stations may come in, and as what."""
    from console.hub import pairing_cli

    pairing_cli.stations(data)


@app.command("rotate-hub")
def rotate_hub(
    data: Data = DATA,
    finish: Annotated[bool, typer.Option("--finish", help="take the announced key into use today: every station has it")] = False,
    now: Annotated[bool, typer.Option("--now", help="the key was stolen: replace it at once; stations must join anew")] = False,
) -> None:
    """On the hub: change its key. The next one is announced for thirty days, in which every station keeps it."""
    from console.hub import pairing_cli

    pairing_cli.rotate_hub(data, finish=finish, now=now)


@person.command("add")
def person_add(
    name: Annotated[str, typer.Argument(help="the person's id in the hall's configuration")],
    role: Annotated[str, typer.Option(help="viewer, operator, leader or admin")],
    data: Data = DATA,
) -> None:
    """Let a person log in; the secret is asked for, or read from standard input."""
    from console.hub import people

    people.add_main(data, name, role)


@person.command("list")
def person_list(data: Data = DATA) -> None:
    """Say who may log in."""
    from console.hub import people

    people.list_main(data)


@person.command("passwd")
def person_passwd(
    name: Annotated[str, typer.Argument(help="the person's name")],
    role: Annotated[str | None, typer.Option(help="give another role instead of another secret")] = None,
    data: Data = DATA,
) -> None:
    """Give a person another secret, which also lifts a lock; or, with --role, another role."""
    from console.hub import people

    people.passwd_main(data, name, role)


@person.command("remove")
def person_remove(name: Annotated[str, typer.Argument(help="the person's name")], data: Data = DATA) -> None:
    """Let a person log in no more; they are logged out where they sit."""
    from console.hub import people

    people.remove_main(data, name)


@probe.command("camera")
def probe_camera(
    host: Annotated[list[str] | None, typer.Option(help="ask this camera (HOST or HOST:PORT) instead of the network")] = None,
    secret: Annotated[str, typer.Option(help="log in with what `hallwatch camera secret NAME` stored")] = "",
    user: Annotated[str, typer.Option(help="log in as this user; the password is asked for")] = "",
    seconds: Annotated[float, typer.Option(min=0.5, max=60, help="how long to wait for answers")] = 3.0,
    interface: Annotated[
        list[str] | None, typer.Option(help="this machine's address in the cameras' network; default: all")
    ] = None,
    data: Data = DATA,
) -> None:
    """Find ONVIF cameras and print what belongs into hall.toml for each."""
    from console.video import by_hand

    sys.exit(by_hand.probe_main(data, host or (), secret, user, seconds, interface or ()))


@camera.command("secret")
def camera_secret(
    name: Annotated[str, typer.Argument(help="the name that a camera's `secret` gives")],
    user: Annotated[str, typer.Option(help="the user that the camera knows; asked for without it")] = "",
    forget: Annotated[bool, typer.Option("--forget", help="forget it instead")] = False,
    data: Data = DATA,
) -> None:
    """Store a camera's user and password; asked for at the terminal, or one line of standard input."""
    from console.video import by_hand

    by_hand.secret_main(data, name, user, forget=forget)


@camera.command("test")
def camera_test(
    id: Annotated[str, typer.Argument(help="the camera's id in hall.toml")],
    hall: Annotated[Path, typer.Option(help="folder of hall.toml")],
    seconds: Annotated[float, typer.Option(min=1, max=60, help="how long to watch each stream")] = 6.0,
    data: Data = DATA,
) -> None:
    """Open a camera's streams and its ONVIF service: say what comes, or what is wrong."""
    from console.video import by_hand

    sys.exit(by_hand.test_main(data, hall, id, seconds))


@app.command()
def verify(
    hall: Annotated[str, typer.Option(help="the hall's id")],
    data: Data = DATA,
    journal: Annotated[str, typer.Option(help="folder or PostgreSQL URL; default: journal/ in the data directory")] = "",
) -> None:
    """Walk the journal's chain and name the first entry that is not what it was."""
    from console.hub.archive import Archive, store_at
    from console.hub.verify import verify as walk

    archive = Archive(store_at(journal or data / "journal"), hall)
    archive.refresh()
    verdict = walk(archive)
    if not verdict.is_whole:
        raise HallFault(
            f"entry {verdict.bad} of {verdict.day or 'the journal'}: {verdict.reason}",
            "keep the files as they are and call for help",
        )
    if not verdict.entries:
        raise HallFault(f"there is no entry of {hall} in {archive.store.name}", "check --data or --journal")
    print(f"{verdict.entries} entries, all whole")


@app.command()
def doctor(data: Data = DATA) -> None:
    """Say what this machine lacks to run a hall, and how to mend it."""
    from console.doctor import Health, examine

    findings = examine(data)
    marks = {Health.WELL: "[green]ok[/]", Health.ADVICE: "[yellow]advice[/]", Health.MISSING: "[red]missing[/]"}
    table = Table("", "what", "seen", "what to do")
    for finding in findings:
        table.add_row(marks[finding.health], finding.topic, finding.seen, finding.remedy)
    Console(width=None if sys.stdout.isatty() else max(120, shutil.get_terminal_size().columns)).print(table)
    sys.exit(any(finding.health is Health.MISSING for finding in findings))


def main() -> None:
    """Run the command line; a fault of the surroundings is one line on stderr and exit code 2."""
    try:
        app()
    except HallFault as fault:
        print(f"hallwatch: {fault}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
