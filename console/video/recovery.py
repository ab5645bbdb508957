"""What a recorder does first: makes good what the one before it left when it was killed, and declares the hole since then."""

import logging
from pathlib import Path

from console.video.index import State
from console.video.ledger import Entry, Ledger
from console.video.segments import Cause, Track, begin_of, complete, folder_of
from console.video.survey import Survey, days_of

log = logging.getLogger(__name__)
OVERLAP = 120.0
"""Seconds before the end of what the index knows from which on files are looked for: it is written every other second."""
NEWEST = 2
"""Files of a camera that are looked at before it is recorded again: they say since when it was not."""


def recover(store: Path, ledger: Ledger, tracks: list[Track], started: float) -> Survey:
    """Finish what was left open, and let every track begin where its recordings end. `started`: hall time. Raises `IndexBroken`.

    What else the index does not know is found by the survey, which the caller starts.
    """
    for entry in ledger.left_open():
        _finish(store, ledger, entry)
    ledger.commit()
    since: dict[str, float] = {}
    for track in tracks:
        last = ledger.last_end(track.camera)
        since[track.camera] = 0.0 if last is None else last - OVERLAP
        for entry in _newest(store, ledger, track, since[track.camera]):
            _finish(store, ledger, entry)
    ledger.commit()
    _resume(ledger, tracks, started)
    ledger.commit()
    return survey(store, tracks, since if ledger.is_read else None)


def take_back(store: Path, ledger: Ledger, tracks: list[Track]) -> None:
    """Make good an index that came back with its disk, under a recorder that went on elsewhere. Raises `IndexBroken`."""
    written = {track.file.path for track in tracks if track.file is not None}
    for entry in ledger.left_open():
        if store / entry.path not in written:
            _finish(store, ledger, entry)
    alive = ledger.last_beat()
    for gap in ledger.open_gaps():
        ledger.close_gap(gap.camera, gap.begin, max(gap.begin, alive or gap.begin))
    ledger.commit()


def survey(store: Path, tracks: list[Track], since: dict[str, float] | None = None) -> Survey:
    """Of these cameras' files since then, or of all there are."""
    return Survey(store, {track.camera: track.channel.stream.value for track in tracks}, since)


def has_files(store: Path, camera: str) -> bool:
    """Whether anything recorded of a camera lies in the store."""
    return any(True for _ in (store / folder_of(camera)).glob("*/*.mkv"))


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


def _newest(store: Path, ledger: Ledger, track: Track, since: float) -> list[Entry]:
    """The newest files that are not in the index: the recorder was killed before it was written."""
    found: list[Entry] = []
    for day in days_of(store, track.camera, since):
        for path in sorted(day.glob("*.mkv"), reverse=True):
            begin, name = begin_of(path), str(path.relative_to(store))
            if begin is None:
                continue
            if begin < since or len(found) >= NEWEST or ledger.knows(name):
                return found
            stream = track.channel.stream.value
            found.append(Entry(camera=track.camera, stream=stream, path=name, begin=begin, end=begin, state=State.OPEN))
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
        elif gap.begin > started:  # the clock was set back since then
            ledger.forget_gap(gap.camera, gap.begin)
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
