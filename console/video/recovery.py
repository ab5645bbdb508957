"""What a recorder does first: makes good what the one before it left when it was killed, and declares the hole since then."""

import logging
from pathlib import Path

from console.fault import HallFault
from console.video.index import State
from console.video.ledger import Entry, Ledger
from console.video.matroska import examine
from console.video.segments import Cause, Track, begin_of, complete, folder_of

log = logging.getLogger(__name__)
LOOK_BACK = 2 * 86_400.0
"""Seconds back to which files are looked for that the index does not know: it is written every other second."""


def recover(store: Path, ledger: Ledger, tracks: list[Track], started: float) -> None:
    """Finish what was left open, and let every track begin where its recordings end. `started`: hall time. Raises `IndexBroken`."""
    for entry in ledger.left_open():
        _finish(store, ledger, entry)
    for track in tracks:
        for entry in _unknown(store, ledger, track, started):
            _finish(store, ledger, entry)
    ledger.commit()
    _resume(ledger, tracks, started)
    ledger.commit()


def _finish(store: Path, ledger: Ledger, entry: Entry) -> None:
    if complete(store, entry):
        ledger.begin(entry)
        log.info("%s: kept %.1f s of %s, which was being written", entry.camera, entry.end - entry.begin, entry.path)
        return
    ledger.forget([entry.path])
    path = store / entry.path
    try:
        if path.exists() and path.stat().st_size < 65_536:  # a header without a picture
            path.unlink()
    except OSError as error:
        log.warning("cannot remove %s: %s", path, error.strerror)


def _unknown(store: Path, ledger: Ledger, track: Track, started: float) -> list[Entry]:
    """Files of the last days that are not in the index: the recorder was killed before it was written."""
    folder = store / folder_of(track.camera)
    last = ledger.last_end(track.camera)
    since = max(last if last is not None else 0.0, started - LOOK_BACK) - 120.0
    found = []
    for path in sorted(folder.glob("*/*.mkv")) if folder.is_dir() else ():
        begin = begin_of(path)
        name = str(path.relative_to(store))
        if begin is None or begin < since or ledger.knows(name):
            continue
        found.append(
            Entry(camera=track.camera, stream=track.channel.stream.value, path=name, begin=begin, end=begin, state=State.OPEN)
        )
    return found


def _resume(ledger: Ledger, tracks: list[Track], started: float) -> None:
    """Holes that were open when the last recorder ended, and those that began with its end."""
    alive = ledger.last_beat()
    by_camera = {track.camera: track for track in tracks}
    down: dict[str, float] = {}
    lost: dict[str, float] = {}
    for gap in ledger.open_gaps():
        if gap.camera not in by_camera:  # no longer recorded: nothing is missing from now on
            ledger.close_gap(gap.camera, gap.begin, max(gap.begin, started))
        elif gap.cause == Cause.RECORDER_DOWN and gap.camera not in down:
            down[gap.camera] = gap.begin
        else:
            end = max(gap.begin, alive if alive is not None else gap.begin)
            ledger.close_gap(gap.camera, gap.begin, end)
            lost[gap.camera] = max(end, lost.get(gap.camera, end))
    for camera, track in by_camera.items():
        if camera in down:
            track.resume(down[camera], gap=down[camera])
            continue
        ends = [end for end in (ledger.last_end(camera), lost.get(camera)) if end is not None]
        if ends:
            track.resume(max(ends))


def rebuild(store: Path, ledger: Ledger, camera: str, stream: str) -> int:
    """Take a camera's finished files into an index that does not know them; returns how many. Files are not read to their end."""
    known = 0
    for path in sorted((store / folder_of(camera)).glob("*/*.mkv")):
        begin, name = begin_of(path), str(path.relative_to(store))
        if begin is None or ledger.knows(name):
            continue
        try:
            found, size = examine(path), path.stat().st_size
        except (HallFault, OSError) as error:
            log.warning("%s", error)
            continue
        ledger.begin(
            Entry(
                camera=camera,
                stream=stream,
                path=name,
                begin=begin,
                end=begin + found.seconds,
                bytes=size,
                codec=found.codec,
                width=found.width,
                height=found.height,
                state=State.RECOVERED,
            )
        )
        known += 1
    return known
