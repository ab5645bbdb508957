"""Call panels and evaluators on one RS-485 bus: keys and ratings come in, numbers, beeps and rating requests go out.

    port = "/dev/serial/by-id/usb-FTDI_FT232R-if00"   # or "socket://192.168.1.50:4001", a serial gateway
    bus = "panel-bus"              # device id of the bus itself; without it the bus's troubles are told of every panel
    panels_echo = true             # these panels repeat what they are sent
    probe_every = 10.0             # seconds; needs panels_echo

    [[panels]]
    address = 3
    device = "panel-3"
    counter = "counter-3"

Protocol: domain.md §2.2; frames in `adapters/panel_frame.py`, keys, ratings and times in `resources/protocols/call_panel.toml`.

What is evidence of life? A frame from a panel's address with the right checksum, and nothing else. The data sheet promises that the
*host* echoes a panel's frames; whether panels echo the host's is known only of the model at hand, so it is configured:

- `panels_echo = false` (default): nobody can say whether a silent panel lives. It is found when it is first heard and is never lost for
  silence; a command is done when its bytes went out, and its detail says so. When the port goes away every panel is lost, and each
  stays lost until it is heard again.
- `panels_echo = true`: a command is done when the panel repeated it, after at most three attempts; a panel that leaves three in a row
  unanswered is lost. With `probe_every` each panel is sent what it shows already, in turn, so that a dead one is noticed without a
  customer. `probe_dark` also probes panels that were shown nothing since this program's start, which darkens their digits.

One ambiguity is the bus's own: the echo of "start evaluation" has the very bytes of the finish key. The first such frame within
`echo_late` seconds is taken for the echo, whatever is configured: a phantom "finish" would be worse than a key to be pressed twice.
"""

import time
from collections import deque
from typing import Annotated

from msgspec import Meta, Struct

from adapters.base import Obeyed, Report, clipped
from adapters.conditions import Conditions, Reach
from adapters.panel_frame import (
    RATING,
    PanelDecoder,
    PanelFrame,
    PanelTable,
    acknowledgement,
    ask_rating,
    beep,
    digits,
    show_stars,
    show_ticket,
)
from adapters.serial_line import SerialLine
from adapters.tables import read_table
from console.model.command import AskRating, Beep, Command, ShowStars, ShowTicket
from console.model.event import AdapterEvent, DeviceConditionRaised, PanelKeyPressed, TicketRated
from console.model.ident import Id

Positive = Annotated[float, Meta(gt=0)]


class Panel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One panel on the bus."""

    address: Annotated[int, Meta(ge=1, le=254)]
    device: Id
    counter: Id


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One bus."""

    port: Annotated[str, Meta(min_length=1)]
    panels: Annotated[tuple[Panel, ...], Meta(min_length=1)]
    bus: Id | None = None
    baud: int = 9600
    protocol: Id = "call_panel"
    """The vendor's map: a file of resources/protocols."""
    panels_echo: bool = False
    local_echo: bool = False
    """The converter hears what it sends itself, as two-wire ones without receiver control do."""
    probe_every: Positive | None = None
    probe_dark: bool = False
    gap: Positive | None = None
    """Instead of the map's: a gateway that packs bytes into packets may need 0.2 s."""

    def __post_init__(self) -> None:
        for what in ("address", "device"):
            ids = [getattr(panel, what) for panel in self.panels]
            if twice := [one for one in ids if ids.count(one) > 1]:
                raise ValueError(f"{what} {twice[0]!r} stands twice among the panels")
        if self.probe_every is not None and not self.panels_echo:
            raise ValueError("probe_every needs panels_echo = true: a panel that does not echo cannot be probed")


class _PanelState:
    """What is known of one panel."""

    def __init__(self, panel: Panel) -> None:
        self.device = panel.device
        self.counter = panel.counter
        self.address = panel.address
        self.missed = 0
        self.shown: PanelFrame | None = None
        self.shown_at = 0.0
        self.probe_at = 0.0
        self.heard_frame: PanelFrame | None = None
        self.heard_at = 0.0


class _Awaited:
    """A frame that was sent and whose echo is awaited."""

    def __init__(self, panel: _PanelState, frame: PanelFrame, until: float) -> None:
        self.panel = panel
        self.frame = frame
        self.until = until
        self.is_answered = False


class Adapter:
    """Speaks for the panels of one bus."""

    def __init__(self, config: Config, report: Report) -> None:
        self.config = config
        self.table = read_table(config.protocol, PanelTable)
        self.timing = self.table.timing
        self.gap = config.gap or self.timing.gap
        self._report = report
        self._line = SerialLine(config.port, config.baud)
        self._decoder = PanelDecoder(self.table.max_length)
        self._panels = {panel.address: _PanelState(panel) for panel in config.panels}
        self._by_device = {panel.device: panel for panel in self._panels.values()}
        self._own: deque[tuple[PanelFrame, float]] = deque()
        self._echoes: deque[tuple[PanelFrame, float]] = deque()
        self._awaited: list[_Awaited] = []
        self._conditions = Conditions(self._tell)
        self._reach = Reach(self._tell)
        self._strangers: set[int] = set()
        self._damage: deque[float] = deque()
        self._last_byte = 0.0
        self._bus_heard: bool | None = None
        self._reported = 0

    @property
    def devices(self) -> tuple[str, ...]:
        """The panels, and the bus if it has an id."""
        return (*((self.config.bus,) if self.config.bus else ()), *self._by_device)

    def poll(self, timeout: float) -> None:
        """Listen for at most `timeout` seconds; returns early when something was reported."""
        until = time.monotonic() + timeout
        before = self._reported
        while True:
            self._pump(until)
            self._probe()
            if self._reported != before or time.monotonic() >= until:
                return

    def obey(self, command: Command) -> Obeyed:
        """Show a ticket or the stars, beep, start the evaluator."""
        panel = self._by_device.get(getattr(command, "device", ""))
        if panel is None:
            return Obeyed(done=False, detail=f"no panel of this bus: {getattr(command, 'device', type(command).__name__)}")
        match command:
            case ShowTicket(ticket=ticket, waiting=waiting):
                frame = show_ticket(panel.address, waiting, ticket)
                if frame.data[3:] == digits(None):
                    return Obeyed(done=False, detail=f"ticket {ticket} has no digits that a panel could show")
            case ShowStars():
                frame = show_stars(panel.address)
            case Beep():
                frame = beep(panel.address)
            case AskRating():
                frame = ask_rating(panel.address)
            case _:
                return Obeyed(done=False, detail=f"a call panel cannot {type(command).__name__}")
        if isinstance(command, ShowTicket | ShowStars):
            if frame == panel.shown and time.monotonic() - panel.shown_at < self.timing.same_window:
                return Obeyed(done=True, detail="it shows this already")
            obeyed = self._send(panel, frame)
            if obeyed.done:
                panel.shown, panel.shown_at = frame, time.monotonic()
            return obeyed
        return self._send(panel, frame)

    def close(self) -> None:
        """Let go of the port."""
        self._line.close()

    # --- out -------------------------------------------------------------------------------------------------------------

    def _send(self, panel: _PanelState, frame: PanelFrame) -> Obeyed:
        """Send until it is out (or echoed), at most `attempts` times, `interval` apart; keys pressed meanwhile are reported."""
        for _ in range(self.timing.attempts):
            until = time.monotonic() + self.timing.interval
            if not self._write(frame):
                time.sleep(self.timing.interval)
            elif not self.config.panels_echo:
                return Obeyed(done=True, detail="sent; these panels do not answer")
            else:
                awaited = _Awaited(panel, frame, until)
                self._awaited.append(awaited)
                while awaited in self._awaited:
                    self._pump(until)
                if awaited.is_answered:
                    return Obeyed(done=True, detail="echoed by the panel")
        return Obeyed(done=False, detail=clipped(self._line.fault) or f"panel {panel.address} did not echo")

    def _write(self, frame: PanelFrame) -> bool:
        """Put a frame on the bus, not into a frame that is being received: the bus is half-duplex."""
        until = time.monotonic() + 4 * self.gap
        while self._decoder.is_inside and time.monotonic() < until:
            self._listen(self.gap)
        self._see_line()
        if not self._line.write(frame.encode()):
            self._see_line()
            return False
        now = time.monotonic()
        if self.config.local_echo:
            self._own.append((frame, now + self.timing.echo_late))
        self._echoes.append((frame, now + self.timing.echo_late))
        return True

    def _probe(self) -> None:
        """Send one panel what it shows already, when its turn has come; its echo is awaited without waiting for it here."""
        if self.config.probe_every is None or self._awaited or self._line.fault:
            return
        now = time.monotonic()
        for panel in sorted(self._panels.values(), key=lambda panel: panel.probe_at):
            frame = panel.shown or (show_ticket(panel.address, None, "") if self.config.probe_dark else None)
            if now >= panel.probe_at and frame is not None:
                panel.probe_at = now + (self.config.probe_every if panel.missed == 0 else min(1.0, self.config.probe_every))
                if self._write(frame):
                    self._awaited.append(_Awaited(panel, frame, now + self.timing.interval))
                return

    # --- in --------------------------------------------------------------------------------------------------------------

    def _pump(self, until: float) -> None:
        """Open the line if need be, listen once, at most until `until`, and see to what is overdue."""
        self._see_line()
        due = [awaited.until for awaited in self._awaited]
        self._listen(max(0.0, min(until, *due, time.monotonic() + 0.1) - time.monotonic()))
        self._see_line()
        now = time.monotonic()
        for awaited in [awaited for awaited in self._awaited if now >= awaited.until]:
            self._awaited.remove(awaited)
            self._miss(awaited.panel)
        self._judge_noise(now)

    def _listen(self, timeout: float) -> None:
        """Read once and take the frames; a frame whose rest does not come within the gap is given up."""
        data = self._line.read(min(timeout, self.gap) if self._decoder.is_inside else timeout)
        damaged = self._decoder.damaged + self._decoder.noise
        if data:
            self._last_byte = time.monotonic()
            frames = self._decoder.feed(data)
        elif self._decoder.is_inside and time.monotonic() - self._last_byte >= self.gap:
            frames = self._decoder.expire()
        else:
            return
        if self._decoder.damaged + self._decoder.noise > damaged:
            self._damage.append(time.monotonic())
        for frame in frames:
            self._take(frame)

    def _take(self, frame: PanelFrame) -> None:
        """One good frame: our own, an echo, a rating, or a key."""
        now = time.monotonic()
        if self._swallow(self._own, frame, now):
            return
        panel = self._panels.get(frame.address)
        if panel is None:
            self._meet_stranger(frame)
            return
        self._hear(panel)
        if self._swallow(self._echoes, frame, now):
            for awaited in [awaited for awaited in self._awaited if (awaited.panel, awaited.frame) == (panel, frame)]:
                awaited.is_answered = True
                self._awaited.remove(awaited)
            return
        is_repeat = frame == panel.heard_frame and now - panel.heard_at < self.timing.key_repeat
        panel.heard_frame, panel.heard_at = frame, now
        if not is_repeat:
            self._understand(panel, frame)
            self._report.flush()  # the panel's acknowledgement is a promise
        answer = acknowledgement(frame)
        if self._line.write(answer.encode()) and self.config.local_echo:
            self._own.append((answer, now + self.timing.echo_late))

    def _understand(self, panel: _PanelState, frame: PanelFrame) -> None:
        """Tell what the panel said; what is in no map is a fault of the protocol, until the panel says something that is."""
        event: TicketRated | PanelKeyPressed | None = None
        if frame.cmd == RATING:
            rating = next((rating for rating in self.table.rating if frame.data[:1] == bytes((rating.raw,))), None)
            is_known = rating is not None
            event = TicketRated(counter=panel.counter, score=rating.score) if rating else None
        else:
            key = self.table.key_of(frame.data)
            is_known = key is not None
            event = PanelKeyPressed(device=panel.device, counter=panel.counter, key=key.id) if key and not key.unused else None
        self._conditions.put(panel.device, "protocol", not is_known, f"not understood: {frame.encode().hex(' ').upper()}")
        if event is not None:
            self._tell(event)

    def _swallow(self, sent: deque[tuple[PanelFrame, float]], frame: PanelFrame, now: float) -> bool:
        """Whether `frame` is one of `sent` come back; it counts once."""
        while sent and sent[0][1] < now:
            sent.popleft()
        for item in sent:
            if item[0] == frame:
                sent.remove(item)
                return True
        return False

    # --- what is alive, what is wrong -----------------------------------------------------------------------------------------

    def _see_line(self) -> None:
        """Open the line when its time has come, and tell when it came or went."""
        is_open = self._line.open()
        if is_open is self._bus_heard:
            return
        self._bus_heard = is_open
        if is_open:
            if self.config.bus:
                self._reach.found(self.config.bus)
            return
        for frame in self._decoder.expire():
            self._take(frame)
        self._awaited.clear()
        self._echoes.clear()
        self._own.clear()
        for panel in self._panels.values():
            self._reach.lost(panel.device, f"bus: {self._line.fault}")
        if self.config.bus:
            self._reach.lost(self.config.bus, self._line.fault)

    def _hear(self, panel: _PanelState) -> None:
        panel.missed = 0
        self._reach.found(panel.device)

    def _miss(self, panel: _PanelState) -> None:
        panel.missed += 1
        if panel.missed >= self.timing.attempts:
            self._reach.lost(panel.device, f"address {panel.address} leaves {self.timing.attempts} frames unanswered")

    def _meet_stranger(self, frame: PanelFrame) -> None:
        """A panel that nobody configured: told once for each address, never answered."""
        if frame.address not in self._strangers:
            self._strangers.add(frame.address)
            names = ", ".join(str(address) for address in sorted(self._strangers))
            for device in self._bus_devices():
                self._tell(DeviceConditionRaised(device=device, condition="unknown_address", detail=clipped(f"address {names}")))

    def _judge_noise(self, now: float) -> None:
        while self._damage and now - self._damage[0] > self.timing.noise_window:
            self._damage.popleft()
        count = len(self._damage)
        for device in self._bus_devices():
            if count >= self.timing.noise_limit or not count:
                detail = f"{count} damaged frames in {self.timing.noise_window:g} s: check wiring and termination"
                self._conditions.put(device, "noise", count > 0, detail)

    def _bus_devices(self) -> tuple[str, ...]:
        return (self.config.bus,) if self.config.bus else tuple(self._by_device)

    def _tell(self, event: AdapterEvent, device_at: float | None = None) -> None:
        self._reported += 1
        self._report(event, device_at)
