"""What a console shows: one `Frame` at a time, from the live feed or from the past, never mixed. No Qt."""

import time
from collections.abc import Callable
from enum import StrEnum
from typing import Literal, Protocol

from msgspec import Struct, structs

from console.earlier import Earlier
from console.model import people
from console.model.command import Command, Role
from console.model.event import Entry
from console.model.people import Standing
from console.model.state import HallState
from console.secret import Secret
from console.video.pictures import Pictures
from console.video.talk import Talker


class Mode(StrEnum):
    """Which time the screen shows. Panes do not look at it; the banner and the border do."""

    LIVE = "live"
    PAUSED = "paused"
    REPLAY = "replay"


class Link(StrEnum):
    """How far the live picture can be trusted."""

    CONNECTING = "connecting"
    STARTING = "starting"
    """The hub is there and still reads its journal."""
    GOOD = "good"
    STALE = "stale"
    """No word from the hub for 2 s."""
    DIVERGED = "diverged"
    """The chain did not agree; a snapshot is being loaded."""
    REFUSED = "refused"


class Frame(Struct, frozen=True, kw_only=True):
    """All that a pane may draw from."""

    state: HallState
    now: float
    """Hall time of the picture, UTC seconds."""
    mode: Mode = Mode.LIVE
    can_command: bool = False
    blocked: str = ""
    """Why not, as a code: `replay`, `role`, `login`, `link`, `not_recorded`."""
    role: Role = Role.LEADER
    """The role in force here, the lesser of the station's and the person's: what a pane offers is checked with it."""
    person: str | None = None
    """Who has logged in here; None: nobody, or the hall knows its stations only."""
    must_log_in: bool = False
    """The hall has registered people, and none of them sits here."""
    station: str = ""
    station_role: Role | None = None
    """What the station's own key allows."""
    link: Link = Link.CONNECTING
    heard_ago: float = 0.0
    """Real seconds since the hub's last word."""
    starting: float = 0.0
    """How much of its journal a starting hub has read, 0 to 1."""
    recorded: bool = True
    recent: tuple[Entry, ...] = ()
    """The last entries up to `now`, oldest first, at most 500."""
    live_alarms: HallState | None = None
    """In replay: the live state; `present` is it at any time."""
    extent: tuple[float, float] = (0.0, 0.0)
    """First and last hall time that can be shown."""
    speed: float = 1.0
    is_loading: bool = False
    """The moment asked for is not here yet: the picture is still the one before."""
    past_why: str = ""
    """What keeps the past from being shown, or from playing on; it is tried again by itself."""
    visit: int = 0
    """In the past: which `seek` brought this picture. Another one is another time, and no pane may show the one before."""
    pace: float = 1.0
    """Hall seconds a second at the hub, whichever time is shown."""

    @property
    def heard_at(self) -> float:
        """Hall time up to which the hall is known: that of the picture, or of the hub's last word where that was lost."""
        if self.mode is not Mode.LIVE or self.link is Link.GOOD:
            return self.now
        return max(self.state.at, self.now - self.heard_ago * self.pace)

    @property
    def present(self) -> HallState:
        """The hall as it is, whichever time is shown."""
        return self.state if self.live_alarms is None else self.live_alarms

    @property
    def present_now(self) -> float:
        """Hall time as it is, whichever time is shown."""
        return self.now if self.live_alarms is None else max(self.extent[1], self.live_alarms.at)


class Annunciation(Protocol):
    """The voice that speaks alarms, as far as a pane may know of it."""

    @property
    def state(self) -> str:
        """`on`, `off`, `none` (this console has no voice), or why it is not heard: `no_sound`, `no_engine`."""

    def toggle(self) -> None:
        """Be silent at once, or speak again."""


class Desk(Protocol):
    """What a pane may ask for; given to it by the main window."""

    def order(self, command: Command) -> str:
        """Send a command; returns its id. In replay it does nothing and returns an empty string."""

    def select(self, kind: str, id: str) -> None:
        """Show a thing's detail everywhere: kinds counter, ticket, person, zone, device, alarm, plan, queue."""

    def bring(self, pane: str) -> None:
        """Bring a pane to the front, in whichever window it is."""

    def translate(self, code: str) -> str:
        """The words for a code of the model (phase, stage, refusal, condition …)."""

    @property
    def pictures(self) -> Pictures:
        """Where tiles get the cameras' pictures."""

    @property
    def talker(self) -> Talker:
        """Who carries a voice to a camera's loudspeaker."""

    @property
    def annunciation(self) -> Annunciation:
        """The voice that speaks alarms."""

    @property
    def earlier(self) -> Earlier:
        """Where answers about earlier days come from."""


Subscriber = Callable[[Frame], None]


class Answered(Struct, frozen=True, kw_only=True):
    """The hub's first word on an order; what comes of it is told by the state."""

    id: str
    accepted: bool
    reason: str = ""
    """A code of `command.Refusal`; `expired` also when the hub did not answer in time, and nothing may be assumed."""
    detail: str = ""


class LoginResult(Struct, frozen=True, kw_only=True):
    """What came of a login, or of a second person's word."""

    id: str
    accepted: bool
    reason: str = ""
    """`wrong`, `locked`, `busy`, `nobody`, `link` (no answer), or a code of `command.Refusal`."""
    left: int = 0
    """How many more wrong secrets there may be."""
    seconds: float = 0.0
    """For how long the person is locked."""


class Live(Struct, frozen=True, kw_only=True):
    """What the live feed knows; one value, replaced whole."""

    state: HallState = HallState()
    recent: tuple[Entry, ...] = ()
    link: Link = Link.CONNECTING
    why: str = ""
    """What keeps the link from being good, for the log and the tooltip."""
    heard: float = 0.0
    """`time.monotonic` of the hub's last word; 0: none yet."""
    starting: float = 0.0
    """How much of its journal a starting hub has read, 0 to 1."""
    told: float = 0.0
    """Hall time at `told_at`."""
    told_at: float = 0.0
    speed: float = 1.0
    recorded: bool = True
    role: Role | None = None
    """The station's."""
    station: str = ""

    def now(self, monotonic: float) -> float:
        """Hall time now, never before the last entry's."""
        return max(self.state.at, self.told + (monotonic - self.told_at) * self.speed if self.told else 0.0)


class Past(Struct, frozen=True, kw_only=True):
    """What the history feed shows; one value, replaced whole."""

    state: HallState = HallState()
    now: float = 0.0
    recent: tuple[Entry, ...] = ()
    visit: int = 0
    """Which `seek` this is the picture of."""
    first: float = 0.0
    """Hall time of the oldest entry; 0: not known."""
    speed: float = 0.0
    """0 while it stands."""
    why: str = ""
    """What keeps the past from being shown."""


class LiveSource(Protocol):
    """Where the present comes from; `feed.LiveFeed`."""

    def latest(self) -> Live:
        """The present, at once."""

    def order(self, command: Command) -> str:
        """Send a command; returns its id at once."""

    def answers(self) -> list[Answered]:
        """What the hub answered since the last call."""

    def login(self, person: str, secret: Secret) -> str:
        """Say who sits here; returns the id of what `logins` will tell."""

    def vouch(self, arming: str, person: str, secret: Secret) -> str:
        """Let a second person agree to an armed plan here; as `login`."""

    def logout(self, reason: Literal["left", "idle"]) -> None:
        """Nobody sits here any more."""

    def logins(self) -> list[LoginResult]:
        """What came of logins since the last call."""


class PastSource(Protocol):
    """Where the past comes from; `feed.HistoryFeed`."""

    def latest(self) -> Past:
        """The picture as far as it is loaded, at once."""

    def seek(self, at: float) -> int:
        """Go to hall time `at` and stand there; returns the number that `Past.visit` will have."""

    def play(self, speed: float) -> None:
        """Go on from where it stands, `speed` hall seconds a second."""

    def pause(self) -> None:
        """Stand."""

    def bound(self, until: float) -> None:
        """Do not play past hall time `until`."""


SPEEDS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0)
"""What the time bar offers."""


class Session:
    """What one console shows: the present, or a moment of the past; the live feed never stops. One thread, the GUI's."""

    def __init__(self, live: LiveSource, past: PastSource, clock: Callable[[], float] = time.monotonic) -> None:
        self._live = live
        self._past = past
        self._clock = clock
        self._mode = Mode.LIVE
        self._visit = 0
        self._speed = 1.0
        """At which the past was last told to play; the feed's own word comes later."""
        self._held: Frame | None = None

    @property
    def mode(self) -> Mode:
        """Which time is shown."""
        return self._mode

    def frame(self) -> Frame:
        """What to draw now."""
        live, mono = self._live.latest(), self._clock()
        now = live.now(mono)
        self._past.bound(now)
        if self._mode is Mode.LIVE:
            self._held = self._present(live, now, mono)
            return self._held
        past = self._past.latest()
        held = self._held or self._present(live, now, mono)
        alive = {
            "mode": self._mode, "can_command": False, "blocked": "replay", "link": live.link, "starting": live.starting, "recorded": live.recorded,
            "heard_ago": self._heard_ago(live, mono), "live_alarms": live.state, "extent": self._extent(past, now),
            "is_loading": past.visit != self._visit, "past_why": past.why, **self._seat(live),
        }  # fmt: skip
        if past.visit != self._visit:  # still loading: the picture before stays, at its own time
            return structs.replace(held, **alive)
        self._held = Frame(state=past.state, now=past.now, recent=past.recent, speed=past.speed, visit=past.visit)
        return structs.replace(self._held, **alive)

    def _present(self, live: Live, now: float, mono: float) -> Frame:
        blocked = self._blocked(live)
        frame = Frame(
            state=live.state, now=now, can_command=not blocked, blocked=blocked, link=live.link, heard_ago=self._heard_ago(live, mono),
            starting=live.starting, recorded=live.recorded, recent=live.recent, extent=self._extent(self._past.latest(), now),
            speed=live.speed,
        )  # fmt: skip
        return structs.replace(frame, **self._seat(live))

    @staticmethod
    def _standing(live: Live) -> Standing:
        return people.standing(live.state, live.station, live.role or Role.VIEWER)

    def _seat(self, live: Live) -> dict[str, object]:
        """Who sits here and what counts: of the present, whichever time is shown."""
        here = self._standing(live)
        return {
            "role": here.role, "person": here.person, "must_log_in": here.must_log_in, "station": live.station,
            "station_role": live.role, "pace": live.speed,
        }  # fmt: skip

    def _blocked(self, live: Live) -> str:
        if self._mode is not Mode.LIVE:
            return "replay"
        if live.link is not Link.GOOD:
            return "link"
        here = self._standing(live)
        if here.must_log_in:
            return "login"
        if here.role not in {Role.OPERATOR, Role.LEADER}:
            return "role"
        return "" if live.recorded else "not_recorded"

    @staticmethod
    def _heard_ago(live: Live, mono: float) -> float:
        return mono - live.heard if live.heard else 0.0

    @staticmethod
    def _extent(past: Past, now: float) -> tuple[float, float]:
        return (min(past.first or now, now), now)

    def order(self, command: Command) -> str:
        """Send a command and return its id; an empty string, and nothing sent, where the frame says that it is blocked."""
        return "" if self._blocked(self._live.latest()) else self._live.order(command)

    def answers(self) -> list[Answered]:
        """What the hub answered to orders since the last call."""
        return self._live.answers()

    def login(self, person: str, secret: Secret) -> str:
        """Say who sits here, whichever time is shown; returns the id of what `logins` will tell."""
        return self._live.login(person, secret)

    def vouch(self, arming: str, person: str, secret: Secret) -> str:
        """Let a second person agree to an armed plan here; an empty string, and nothing sent, where the frame is blocked."""
        return "" if self._blocked(self._live.latest()) else self._live.vouch(arming, person, secret)

    def logout(self, reason: Literal["left", "idle"] = "left") -> None:
        """Nobody sits here any more: the desk goes on showing, and takes no orders."""
        self._live.logout(reason)

    def logins(self) -> list[LoginResult]:
        """What came of logins since the last call."""
        return self._live.logins()

    def pause(self) -> None:
        """Hold the picture."""
        if self._mode is Mode.LIVE:
            self._go(self._live.latest().now(self._clock()))
        else:
            self._past.pause()
        self._mode = Mode.PAUSED

    def seek(self, at: float) -> None:
        """Show hall time `at`, kept within what there is; what played goes on playing from there."""
        first, last = self._extent(self._past.latest(), self._live.latest().now(self._clock()))
        self._go(min(max(at, first), last))
        if self._mode is Mode.REPLAY:
            self._past.play(self._speed)
        elif self._mode is Mode.LIVE:
            self._mode = Mode.PAUSED

    def play(self, speed: float = 1.0) -> None:
        """Play on from what is shown, at 0.5 to 60 hall seconds a second."""
        if self._mode is Mode.LIVE:
            self._go(self._live.latest().now(self._clock()))
        self._speed = min(max(speed, SPEEDS[0]), SPEEDS[-1])
        self._past.play(self._speed)
        self._mode = Mode.REPLAY

    def live(self) -> None:
        """Back to the present."""
        self._past.pause()
        self._mode = Mode.LIVE

    def _go(self, at: float) -> None:
        self._visit = self._past.seek(at)
