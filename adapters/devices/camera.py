"""All cameras of a hall: how they do, by the recorder's word; and their ONVIF services: turning, positions, clocks.

    hall = "/etc/hallwatch/hall"                     # folder of hall.toml: its [[camera]] tables say the rest
    station = "/var/lib/hallwatch/keys/cameras.station.toml"   # this adapter's own station file
    recorder = "/var/lib/hallwatch/recorder.json"    # or tcp://HOST:PORT
    recorder_device = "recorder"                     # id of the [[device]] of kind "recorder"
    secrets = "/var/lib/hallwatch/keys/cameras.json" # written by `hallwatch camera secret NAME`
    # low_gb = 5.0          gigabytes free below which the disk is nearly full
    # clock_limit = 2.0     seconds that a camera's clock may be off
    # clock_every = 60.0    seconds between two looks at a camera's clock

Sources: `console/video/protocol.py` (the recorder), ONVIF Core and PTZ service specifications (`console/video/onvif.py`).

The recorder makes the only connection to a camera's streams; this adapter turns what it says into events. A recorder that is silent has
lost all its cameras: nobody can say how they do. A hold is told as held when the recorder has said that it keeps it, not before.
ONVIF comes on top: a camera whose ONVIF refuses the login or is not there has a condition, and its pictures go on.
"""

import logging
import math
import queue
import time
from collections.abc import Mapping
from concurrent.futures import Future
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Annotated

import zmq
from msgspec import Meta, Struct
from msgspec.structs import replace

from adapters import camera_health
from adapters.base import Obeyed, Report, clipped
from adapters.camera_health import Told
from adapters.camera_logins import Logins
from adapters.camera_talks import Talks
from adapters.conditions import Conditions, Reach
from adapters.onvif_line import Finding, OnvifLine
from console.config import load_hall
from console.model import event as ev
from console.model.command import Command, GoToPreset, HoldRecording, PointCamera, ReleaseRecording, TalkThrough
from console.model.event import DeviceMeasured, Value
from console.model.hall import Camera
from console.model.ident import Id
from console.model.sight import ACTIVITY
from console.video import protocol
from console.video.looker import Looker
from console.video.onvif import OnvifFault, Trouble
from console.video.protocol import Denied, Gap, Health, Protect, Protected, Storage, Stream, TalkDoing, Unprotect, Welcome

SILENCE = 5.0
"""Seconds without a word of the recorder after which nothing is known any more."""
REPEAT = 10.0
"""Seconds after which readings are told again, so that they do not grow old."""
ANSWER = 0.8
"""Seconds that the recorder or a camera may take with an order."""
LAST_DEED = 0.5
"""Seconds that the lines have to stop what turns."""
LOOK = 0.5
"""Seconds between two looks at what has been said."""
SETTLE = 3.0
"""Seconds after which a stream that is there and not recorded is told: a file begins with the next key picture only."""
CALM = 0.75
"""A clock that was off is well again below this part of the limit."""
Positive = Annotated[float, Meta(gt=0)]
Word = Annotated[str, Meta(min_length=1)]

log = logging.getLogger(__name__)


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the hall, the recorder and the keys are."""

    hall: Word
    station: Word
    recorder: Word
    recorder_device: Id | None = None
    secrets: str = ""
    low_gb: Positive = 5.0
    clock_limit: Positive = 2.0
    clock_every: Positive = 60.0
    onvif_timeout: Positive = 3.0


class Adapter:
    """Listens to the recorder, and keeps a line to each camera that has ONVIF."""

    def __init__(self, config: Config, report: Report) -> None:
        """Raises `HallFault` for a hall that cannot be read."""
        self.config = config
        self._report = report
        self._cameras: Mapping[str, Camera] = {camera.id: camera for camera in load_hall(config.hall).cameras}
        self._conditions = Conditions(report)
        self._reach = Reach(report)
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._recorder = Looker(self._context, Path(config.station), config.recorder)
        self._talks = Talks(report, lambda message: self._recorder.is_welcome and self._recorder.say(message))
        self._streams: dict[str, dict[Stream, Health]] = {id: {} for id in self._cameras}
        self._storage: Storage | None = None
        self._answers: dict[str, Protected] = {}
        self._heard_at = time.monotonic()
        self._is_silent = False
        self._look_at = 0.0
        self._readings = _Readings(report)
        self._said: dict[str, Finding] = {}
        self._clock_is_off: dict[str, bool] = {}
        self._unrecorded: dict[str, float] = {}
        """Since when (`time.monotonic`) a camera that is there is not recorded."""
        self._logins = Logins(Path(config.secrets) if config.secrets else None)
        self._findings: queue.SimpleQueue[Finding] = queue.SimpleQueue()
        self._lines = {
            camera.id: OnvifLine(
                camera.id,
                camera.onvif,
                partial(self._logins.of, camera.secret),
                self._findings.put,
                every=config.clock_every,
                timeout=config.onvif_timeout,
            )
            for camera in self._cameras.values()
            if camera.onvif
        }
        for line in self._lines.values():
            line.start()

    @property
    def devices(self) -> tuple[str, ...]:
        """The cameras, and the recorder where it is a device."""
        return (*self._cameras, *((self.config.recorder_device,) if self.config.recorder_device else ()))

    def poll(self, timeout: float) -> None:
        """Listen to the recorder for at most `timeout` seconds."""
        self._listen(timeout)
        now = time.monotonic()
        while not self._findings.empty():
            finding = self._findings.get()
            self._said[finding.camera] = finding
        if now - self._heard_at > SILENCE:
            self._lose_all()
        elif now >= self._look_at:
            self._look_at = now + LOOK
            self._look()
        if self._logins.changed():
            for line in self._lines.values():
                line.retry()

    def obey(self, command: Command) -> Obeyed:
        """Turn a camera, keep or release a recording, let a desk talk through it."""
        match command:
            case PointCamera():
                return self._turn(command)
            case GoToPreset():
                line = self._lines.get(command.device)
                return (
                    _no_line(command.device) if line is None else _in_time(line.do(lambda camera: camera.go_to(command.preset)))
                )
            case HoldRecording() if command.device in self._cameras:
                return self._hold(command)
            case ReleaseRecording():  # also of a camera that has left the hall: the recorder knows its recordings
                return self._release(command)
            case TalkThrough() if command.device in self._cameras:
                return self._talks.obey(command, ANSWER, self._listen)
        return Obeyed(done=False, detail=f"a camera cannot {type(command).__name__}")

    def close(self) -> None:
        """Hang up; a camera that is turning is stopped by its line's last deed, for which there is a moment."""
        until = time.monotonic() + LAST_DEED
        for line in self._lines.values():
            line.close()
        for line in self._lines.values():
            line.join(max(until - time.monotonic(), 0.0))
        self._recorder.close()
        self._context.destroy(linger=0)

    # --- the recorder ----------------------------------------------------------------------------------------------------

    def _listen(self, timeout: float) -> None:
        self._recorder.step(time.monotonic())
        socket = self._recorder.socket
        if socket is None:
            time.sleep(timeout)
            return
        if socket.poll(int(timeout * 1000)):
            for message, _ in self._recorder.receive():
                self._take(message)

    def _take(self, message: protocol.FromRecorder) -> None:
        match message:
            case Health() if message.camera in self._streams:
                self._streams[message.camera][message.stream] = message
                self._look_at = min(self._look_at, time.monotonic())
            case Storage():
                self._storage = message
            case Gap() if message.camera in self._cameras:
                self._keep(message)
            case Protected():
                self._answers[message.hold] = message
            case TalkDoing():
                self._talks.take(message)
            case Welcome():
                self._talks.lose()
                for id in self._cameras.keys() - set(message.cameras):
                    self._reach.lost(id, "the recorder does not know this camera")
            case Denied(camera=None):
                return
        self._heard_at = time.monotonic()

    def _keep(self, gap: Gap) -> None:
        """Have a hole on disk, once, before the recorder hears that it need not be told again."""
        hole = ev.RecordingGap(device=gap.camera, begin=gap.begin, end=gap.end, cause=clipped(gap.cause, 64))
        self._report.once(f"gap:{gap.camera}:{gap.begin}", [(hole, None)])
        self._report.flush()
        self._recorder.say(protocol.GapKept(camera=gap.camera, begin=gap.begin))

    def _look(self) -> None:
        """Tell what has changed."""
        if not self._recorder.is_welcome:
            return
        if self._is_silent:
            self._is_silent = False
            log.info("the recorder is heard again")
        recorder = self.config.recorder_device
        if recorder is not None and self._storage is not None:
            told = camera_health.of_storage(self._storage, self.config.low_gb * camera_health.GIGABYTE)
            self._tell(recorder, told, camera_health.STORAGE_CONDITIONS)
        for id, camera in self._cameras.items():
            judged = camera_health.judge(camera, self._streams[id], self._storage)
            if judged is not None:
                self._tell(id, self._settled(id, judged), camera_health.CONDITIONS)

    def _settled(self, id: str, told: Told) -> Told:
        """What is to be told, without a recording that has only not begun yet."""
        if camera_health.NOT_RECORDED not in told.conditions:
            self._unrecorded.pop(id, None)
            return told
        now = time.monotonic()
        if now - self._unrecorded.setdefault(id, now) >= SETTLE:
            return told
        others = {code: detail for code, detail in told.conditions.items() if code != camera_health.NOT_RECORDED}
        return replace(told, conditions=others)

    def _tell(self, device: str, told: Told, codes: tuple[str, ...]) -> None:
        if told.lost is not None:
            self._reach.lost(device, told.lost)
            return
        # Found last: a camera that comes back with a fault is never well in between.
        for code in codes:
            self._conditions.put(device, code, code in told.conditions, told.conditions.get(code, ""))
        values = {**told.values, **self._tell_onvif(device)}
        is_news = self._reach.found(device)
        if is_news:
            self._ask_again(device)
        self._readings.put(device, values, at_once=is_news)

    def _ask_again(self, device: str) -> None:
        """A camera that is back may answer ONVIF as well. A refused login is let be: cameras lock after some wrong tries."""
        said = self._said.get(device)
        if said is not None and said.trouble is Trouble.UNREACHABLE:
            self._lines[device].retry()

    def _tell_onvif(self, device: str) -> Mapping[str, Value]:
        """What a camera's ONVIF said last; told of cameras only that are there, since ONVIF alone makes none well."""
        finding = self._said.get(device)
        if finding is None:
            return {}
        self._conditions.put(device, camera_health.ONVIF, finding.trouble is not None, finding.words)
        if finding.offset is None:
            return {"clock.offset": None}
        limit = self.config.clock_limit
        is_off = abs(finding.offset) > (limit * CALM if self._clock_is_off.get(device) else limit)
        self._clock_is_off[device] = is_off
        self._conditions.put(device, camera_health.CLOCK_OFF, is_off, f"{finding.offset:+.1f} s")
        return {"clock.offset": round(finding.offset, 1)}

    def _lose_all(self) -> None:
        """Nobody says how the cameras do."""
        if not self._is_silent:
            self._is_silent = True
            log.error("the recorder is silent; all its cameras are reported lost")
            self._talks.lose()
        self._storage = None
        if self.config.recorder_device is not None:
            self._reach.lost(self.config.recorder_device, "the recorder does not answer")
        for id, streams in self._streams.items():
            streams.clear()
            self._reach.lost(id, "the recorder does not answer")

    # --- holds -----------------------------------------------------------------------------------------------------------

    def _hold(self, command: HoldRecording) -> Obeyed:
        hold = hold_id(command)
        answer = self._ask(Protect(hold=hold, camera=command.device, begin=command.begin, end=command.end), hold)
        if answer is None or not answer.is_kept:
            return Obeyed(done=False, detail=clipped(answer.reason if answer else "the recorder does not answer"))
        self._report(
            ev.RecordingHeld(
                hold=hold, device=command.device, begin=command.begin, end=command.end, reason=command.reason
            )
        )  # fmt: skip
        return Obeyed(done=True, detail=hold)

    def _release(self, command: ReleaseRecording) -> Obeyed:
        answer = self._ask(Unprotect(hold=command.hold), command.hold)
        if answer is None or answer.is_kept:
            return Obeyed(done=False, detail=clipped(answer.reason if answer else "the recorder does not answer"))
        self._report(ev.RecordingReleased(hold=command.hold, device=command.device))
        return Obeyed(done=True)

    def _ask(self, question: Protect | Unprotect, hold: str) -> Protected | None:
        """The recorder's answer on a hold; None: none within the time."""
        self._answers.pop(hold, None)
        if not self._recorder.is_welcome or not self._recorder.say(question):
            return None
        until = time.monotonic() + ANSWER
        while hold not in self._answers and (left := until - time.monotonic()) > 0:
            self._listen(min(left, 0.05))
        return self._answers.pop(hold, None)

    # --- ONVIF -----------------------------------------------------------------------------------------------------------

    def _turn(self, command: PointCamera) -> Obeyed:
        line = self._lines.get(command.device)
        if line is None:
            return _no_line(command.device)
        return _in_time(line.turn(command.pan, command.tilt, command.zoom, command.seconds))


def hold_id(command: HoldRecording) -> str:
    """The same name for the same span of the same camera, so that an order given twice keeps it once."""
    name = f"{command.device}:{math.floor(command.begin)}-{math.ceil(command.end)}"
    return name if len(name) <= 64 else blake2b(name.encode(), digest_size=24).hexdigest()


def _no_line(device: str) -> Obeyed:
    return Obeyed(done=False, detail=f"{device} has no ONVIF service")


def _in_time(future: "Future[None]") -> Obeyed:
    """What came of a deed; one that has not begun in time is called off."""
    try:
        future.result(ANSWER)
    except TimeoutError:
        if future.cancel():
            return Obeyed(done=False, detail="the camera does not answer")
        return Obeyed(done=False, detail="the camera has not answered in time; it may turn yet")
    except OnvifFault as fault:
        return Obeyed(done=False, detail=clipped(str(fault)))
    return Obeyed(done=True)


class _Readings:
    """Tells readings when they are due, not each time they are read; that something moves now, or no more, at once."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._told_at: dict[str, float] = {}
        self._moves: dict[str, Value] = {}

    def put(self, device: str, values: Mapping[str, Value], *, at_once: bool) -> None:
        now, moves = time.monotonic(), values.get(ACTIVITY)
        is_news = moves is not None and moves is not self._moves.get(device)
        if is_news:
            self._moves[device] = moves
        if values and (at_once or is_news or now - self._told_at.get(device, -math.inf) >= REPEAT):
            self._told_at[device] = now
            self._report(DeviceMeasured(device=device, values=dict(values)))
