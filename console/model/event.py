"""What can happen in a hall: the closed list of events, past tense, subject first.

An event says what the world did; it never says what to do about it (that is a command). Adapters report the first half of this
list, the hub itself writes the second half. The tag on the wire is the class name, dotted: `TicketTaken` is `ticket.taken`.
Adding a kind of event takes more than one file on purpose: `reduce` does not type-check until it handles it.
"""

import re
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from console.model.command import Command, NoteText, Role, Screen, Wall, WallItem
from console.model.hall import HallConfig
from console.model.ident import Date, Id
from console.model.sheet import OpenLine

"""Names a thing of the hall; letters of any script, digits, `_ . : / -`."""
Text = Annotated[str, Meta(max_length=500)]
"""Free text, shown as plain text only."""
Seconds = float
Value = float | bool | Annotated[str, Meta(max_length=200)] | None
"""A device's reading; None is the device's own "I do not know"."""


class DayKind(StrEnum):
    """How a day's traffic differs from the ordinary."""

    NORMAL = "normal"
    PEAK = "peak"
    SUPER_PEAK = "super_peak"


class Presence(StrEnum):
    """Where a member of staff stands with respect to work."""

    ON_POST = "on_post"
    ROVING = "roving"
    BREAK = "break"
    AWAY = "away"
    OUT = "out"


def _tag(name: str) -> str:
    subject, _, rest = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().partition("_")
    return f"{subject}.{rest}"


class Event(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind", tag=_tag, gc=False
):
    """One thing that happened."""


# --- tickets -----------------------------------------------------------------------------------------------------------


class TicketTaken(Event, frozen=True, kw_only=True):
    """A customer took a number. `ticket` is unique within the day."""

    ticket: Id
    business: Id
    customer_class: Id = "residential"
    priority: Id = "normal"
    """A key of the hall's `[[priority]]` table, which gives its wait credit."""
    channel: Id = "kiosk"
    appointment_at: Seconds | None = None
    """UTC seconds of the booked slot."""
    ahead: int | None = None
    """What the paper said: how many wait in front."""


class TicketCalled(Event, frozen=True, kw_only=True):
    """A counter called a ticket; the customer is expected to come."""

    ticket: Id
    counter: Id
    staff: Id | None = None


class TicketRecalled(Event, frozen=True, kw_only=True):
    """A called ticket was called once more."""

    ticket: Id
    counter: Id


class TicketAbandoned(Event, frozen=True, kw_only=True):
    """A called ticket did not come and was closed."""

    ticket: Id


class TicketSuspended(Event, frozen=True, kw_only=True):
    """The counter put its ticket aside to take another (one slot a counter)."""

    ticket: Id
    counter: Id


class TicketCalledBack(Event, frozen=True, kw_only=True):
    """The counter took its suspended ticket up again."""

    ticket: Id
    counter: Id


class TicketTransferred(Event, frozen=True, kw_only=True):
    """A ticket went back to a queue, for another business or for one counter only."""

    ticket: Id
    to_business: Id | None = None
    to_counter: Id | None = None


class TicketPrioritised(Event, frozen=True, kw_only=True):
    """A waiting ticket was given another priority, with a reason that can be read later."""

    ticket: Id
    priority: Id
    reason: Text = ""


class TicketRated(Event, frozen=True, kw_only=True):
    """A customer pressed the evaluator. Without `ticket` it is the counter's last finished one."""

    counter: Id
    score: Annotated[int, Meta(ge=1, le=5)]
    """5 very satisfied, 4 satisfied, 3 neutral, 2 dissatisfied, 1 very dissatisfied."""
    ticket: Id | None = None


class TicketCleared(Event, frozen=True, kw_only=True):
    """An open ticket was closed without service, in bulk, at closing time or at a reset."""

    ticket: Id


class ServiceStarted(Event, frozen=True, kw_only=True):
    """The customer sat down and the clerk began."""

    ticket: Id
    counter: Id


class ServicePaused(Event, frozen=True, kw_only=True):
    """The clerk paused the item (not the counter)."""

    ticket: Id
    counter: Id


class ServiceResumed(Event, frozen=True, kw_only=True):
    """The paused item went on."""

    ticket: Id
    counter: Id


class ServiceFinished(Event, frozen=True, kw_only=True):
    """The item is done at this counter. With `next_business` the same visit goes on to another queue."""

    ticket: Id
    counter: Id
    business: Id | None = None
    """What was really done, where it differs from what the ticket was taken for."""
    next_business: Id | None = None


# --- counters and staff ------------------------------------------------------------------------------------------------


class CounterOpened(Event, frozen=True, kw_only=True):
    """Somebody logged in at a counter."""

    counter: Id
    staff: Id | None = None


class CounterPaused(Event, frozen=True, kw_only=True):
    """A counter stopped calling for a while."""

    counter: Id
    reason: Text = ""


class CounterResumed(Event, frozen=True, kw_only=True):
    """A paused counter calls again."""

    counter: Id


class CounterClosed(Event, frozen=True, kw_only=True):
    """The clerk logged out."""

    counter: Id


class CounterProfileChanged(Event, frozen=True, kw_only=True):
    """A counter serves another set of businesses (its work profile)."""

    counter: Id
    profile: Id


class StaffMoved(Event, frozen=True, kw_only=True):
    """A person stands at another post (a counter's, a zone's or a device's id; None: nowhere in particular)."""

    person: Id
    post: Id | None


class StaffPresenceChanged(Event, frozen=True, kw_only=True):
    """A person came, went, or took a break."""

    person: Id
    presence: Presence


# --- zones and devices -------------------------------------------------------------------------------------------------


class ZoneCounted(Event, frozen=True, kw_only=True):
    """A people counter's word on how many are in a zone."""

    zone: Id
    people: Annotated[int, Meta(ge=0, le=100_000)]


class DeviceMeasured(Event, frozen=True, kw_only=True):
    """Readings of one device. Points it does not name keep their last reading and age."""

    device: Id
    values: dict[Id, Value]


class DeviceConditionRaised(Event, frozen=True, kw_only=True):
    """A named condition holds on a device: on_battery, low_batt, paper_out, fault … (vocabulary is data)."""

    device: Id
    condition: Id
    detail: Text = ""


class DeviceConditionCleared(Event, frozen=True, kw_only=True):
    """The condition no longer holds."""

    device: Id
    condition: Id


class DeviceLost(Event, frozen=True, kw_only=True):
    """The adapter cannot reach the device: communication lost, which is not a fault of the device."""

    device: Id
    reason: Text = ""


class DeviceFound(Event, frozen=True, kw_only=True):
    """The adapter hears the device (again)."""

    device: Id


class PanelKeyPressed(Event, frozen=True, kw_only=True):
    """A clerk pressed a key of the call panel; what follows is decided by the hall's linkage."""

    device: Id
    counter: Id
    key: Id


class DisplayShowed(Event, frozen=True, kw_only=True):
    """A display or strip shows this text now."""

    device: Id
    text: Text


class CallAnnounced(Event, frozen=True, kw_only=True):
    """A display showed, or a loudspeaker said, that a ticket is called to a counter; what a display shows beside its calls stays."""

    device: Id
    ticket: Id
    counter: Id
    voice: bool = False
    """It was said, not shown."""
    text: Text = ""
    """What was shown or said, word by word."""


class KioskSessionStarted(Event, frozen=True, kw_only=True):
    """A customer began at a kiosk."""

    device: Id


class KioskSessionEnded(Event, frozen=True, kw_only=True):
    """The customer left the kiosk."""

    device: Id
    completed: bool
    business: Id | None = None


class RecordingGap(Event, frozen=True, kw_only=True):
    """A camera was not recorded for a while; told when the hole ends, so that none is silent."""

    device: Id
    begin: Seconds
    end: Seconds
    """UTC seconds, as the recorder reckons them."""
    cause: Id
    """lost_camera, disk_full, slow_disk, folder_missing, recorder_down, clock_step."""


class RecordingHeld(Event, frozen=True, kw_only=True):
    """What a camera recorded then is kept until it is released."""

    hold: Id
    device: Id
    begin: Seconds
    end: Seconds
    reason: Text = ""


class RecordingReleased(Event, frozen=True, kw_only=True):
    """A hold is over; the ordinary rule deletes again."""

    hold: Id
    device: Id


class TalkBegan(Event, frozen=True, kw_only=True):
    """What a desk says comes out of a camera's loudspeaker from here on; who talks, the order of that name tells. What is said is not kept."""

    talk: Id
    device: Id


class TalkEnded(Event, frozen=True, kw_only=True):
    """Nothing more comes out of it; or nothing ever did."""

    talk: Id
    device: Id
    cause: Id
    """released, limit, silent, camera_lost, unreachable, wrong_password, certificate, no_loudspeaker, codec, busy, denied, recorder_lost, unknown."""


# --- the duty book and customers' matters, from terminals that staff carry, or written by the hub for a desk ------------------


class RoundDone(Event, frozen=True, kw_only=True):
    """Somebody has done a duty round."""

    round: Id
    by: Id
    note: Text = ""
    found: tuple[Id, ...] = ()
    """Items that were not in order."""


class ProblemReported(Event, frozen=True, kw_only=True):
    """A post has something that the duty leader must settle."""

    problem: Id
    by: Id
    text: Text
    place: Text = ""


class MatterOpened(Event, frozen=True, kw_only=True):
    """A customer wants something that does not end here and now; `owner`, who heard it first, owns it."""

    matter: Id
    what: Text
    owner: Id
    by: Id
    source: Text = ""
    customer: Text = ""
    """Masked: a surname, the last digits of a number."""
    ticket: Text = ""
    due_at: Seconds | None = None
    """By when an answer was promised, UTC seconds."""


class MatterAccepted(Event, frozen=True, kw_only=True):
    """Who was offered a matter took it, and owns it from here on."""

    matter: Id
    by: Id


# --- what an adapter says of orders and of its own stream --------------------------------------------------------------


class CommandReported(Event, frozen=True, kw_only=True):
    """The adapter's word on a command it was given: done, or not and why."""

    id: Id
    done: bool
    detail: Text = ""


class CommandNotKnown(Event, frozen=True, kw_only=True):
    """Nobody knows what came of a command id: the adapter never began it, or died while executing it."""

    id: Id


class EventsCoalesced(Event, frozen=True, kw_only=True):
    """Telemetry was thinned before it was numbered: `count` readings of `device` were replaced by later ones."""

    device: Id
    count: int


StaffEvent = StaffMoved | StaffPresenceChanged | RoundDone | ProblemReported | MatterOpened | MatterAccepted
"""What the staff's own system may tell, or the queue system where it is that too."""
AdapterEvent = (
    TicketTaken | TicketCalled | TicketRecalled | TicketAbandoned | TicketSuspended | TicketCalledBack | TicketTransferred
    | TicketPrioritised | TicketRated | TicketCleared | ServiceStarted | ServicePaused | ServiceResumed | ServiceFinished
    | CounterOpened | CounterPaused | CounterResumed | CounterClosed | CounterProfileChanged | StaffMoved | StaffPresenceChanged
    | ZoneCounted | DeviceMeasured | DeviceConditionRaised | DeviceConditionCleared | DeviceLost | DeviceFound | PanelKeyPressed
    | DisplayShowed | CallAnnounced | KioskSessionStarted | KioskSessionEnded | RecordingGap | RecordingHeld | RecordingReleased
    | TalkBegan | TalkEnded | RoundDone | ProblemReported | MatterOpened | MatterAccepted | CommandReported | CommandNotKnown | EventsCoalesced
)  # fmt: skip
"""What an adapter may report; the protocol page lists exactly these."""

# --- written by the hub: itself and its peers ---------------------------------------------------------------------------


class HubStarted(Event, frozen=True, kw_only=True):
    """The hub began to write. `clean` is False when it had not stopped in order before."""

    boot: int
    version: Text
    clean: bool


class HubStopped(Event, frozen=True, kw_only=True):
    """The hub stopped in order."""


class HallConfigured(Event, frozen=True, kw_only=True):
    """The hall's configuration from here on (replay uses the one of that day)."""

    config: HallConfig


class DayStarted(Event, frozen=True, kw_only=True):
    """A business day began; yesterday's tickets and figures are put away."""

    date: Date
    day_kind: DayKind = DayKind.NORMAL


class AdapterJoined(Event, frozen=True, kw_only=True):
    """An adapter greeted the hub with this epoch (its outbox's birth)."""

    adapter: Id
    epoch: Id
    version: Text
    devices: tuple[Id, ...]


class AdapterLost(Event, frozen=True, kw_only=True):
    """An adapter's lease ran out; what it reports on is unknown from here on."""

    adapter: Id
    reason: Text = ""


class PeerRefused(Event, frozen=True, kw_only=True):
    """Messages were refused: whose, why, how many since the last such entry."""

    peer: Text
    reason: Text
    count: int = 1


class ClockStepped(Event, frozen=True, kw_only=True):
    """The wall clock jumped; `at` goes on from the new time when it is ahead, else runs on until overtaken."""

    step: Seconds
    jump: Annotated[float, Meta(ge=0)] = 0.0
    """Seconds by which hall time went along: every age and every deadline moves with it, so that no time-out fires."""


class RecordingLost(Event, frozen=True, kw_only=True):
    """The journal could not be written since `since`; this entry was written once it could."""

    reason: Text
    since: Seconds
    spooled: int


class JournalGapDeclared(Event, frozen=True, kw_only=True):
    """Entries that were acknowledged to a source are missing from the journal, or can no longer be had from it.

    What the source still keeps of them is sent again and follows, with its old numbers. For source `hub` the numbers are entries.
    """

    source: Id
    epoch: Id
    first: int
    last: int


class PartDisabled(Event, frozen=True, kw_only=True):
    """A part of the hub's own judging failed by a bug and is left out until the next start; the others go on."""

    part: Id
    """Such as `alarm:panel_lost` or `link:panel.key_pressed`."""
    error: Text
    report: Text = ""
    """The crash report's file in the hub's data directory."""


class DayHeld(Event, frozen=True, kw_only=True):
    """A day of the journal is needed as evidence: whoever clears old days leaves it where it is until it is released."""

    day: Date
    by: Text
    reason: Text


class DayReleased(Event, frozen=True, kw_only=True):
    """A held day may be cleared with the others."""

    day: Date
    by: Text
    reason: Text = ""


class DayDamaged(Event, frozen=True, kw_only=True):
    """A day of the journal did not verify: it is kept as it is."""

    day: Date
    reason: Text


class DayMended(Event, frozen=True, kw_only=True):
    """A day of the journal that did not verify does so again: it was restored from a backup."""

    day: Date


class DayReindexed(Event, frozen=True, kw_only=True):
    """An index of a day of the journal was damaged and was made anew from the entries, all of which verify; the disk may be failing."""

    day: Date
    reason: Text
    """What the database found."""
    copy: Text
    """The day's file as it was, beside the others."""


class HubKeyRotated(Event, frozen=True, kw_only=True):
    """The key by which stations know the hub: another one is announced, took its place, or replaced it at once."""

    turn: Literal["announced", "changed", "replaced"]
    without: tuple[Id, ...] = ()
    """Stations that have not got the new key."""


class CheckpointSigned(Event, frozen=True, kw_only=True):
    """A signed statement of the chain's head, kept by consoles as witnesses."""

    seq: int
    head: str
    """Hex SHA-256 of entry `seq`."""
    previous: int
    """`seq` of the checkpoint before, 0 for none."""
    key: str
    signature: str
    """Ed25519 over the checkpoint's canonical text, hex."""


class ConsoleJoined(Event, frozen=True, kw_only=True):
    """A console was admitted."""

    station: Id
    role: Id


class ConsoleLeft(Event, frozen=True, kw_only=True):
    """A console went away."""

    station: Id


class PersonRegistered(Event, frozen=True, kw_only=True):
    """A person may log in from here on, or has another role or secret: told on the hub's own machine."""

    person: Id
    role: Role
    since: Seconds
    """When that was, by the hub's wall clock; another one is another secret."""
    by: Text = ""
    """The account of the hub's machine that did it."""


class PersonRemoved(Event, frozen=True, kw_only=True):
    """A person may not log in any more."""

    person: Id


class PersonLoggedIn(Event, frozen=True, kw_only=True):
    """A person proved who they are at a station; orders of that station are theirs from here on."""

    person: Id
    station: Id
    role: Role
    """What counts there: the lesser of the station's and the person's."""
    session: Text = ""
    """Digest of the mark of the console process, which is another one after it was started again."""


class PersonLoggedOut(Event, frozen=True, kw_only=True):
    """Nobody, or somebody else, sits at the station from here on. Reasons: left idle handover restarted gone removed changed."""

    person: Id
    station: Id
    reason: Id = "left"


class LoginFailed(Event, frozen=True, kw_only=True):
    """Somebody gave a wrong secret for a person."""

    person: Id
    station: Id


class PersonLocked(Event, frozen=True, kw_only=True):
    """Too many wrong secrets: the person cannot log in anywhere until then."""

    person: Id
    station: Id
    """Where the last one was given."""
    until: Seconds


class DutyTaken(Event, frozen=True, kw_only=True):
    """A duty leader took the hall over."""

    person: Id


class NoteWritten(Event, frozen=True, kw_only=True):
    """An operator wrote into the log."""

    by: Id
    text: NoteText


# --- written by the hub: rounds, problems, matters, handovers ---------------------------------------------------------------


class RoundDue(Event, frozen=True, kw_only=True):
    """A round's time has come."""

    round: Id
    due_at: Seconds


class StaffChecked(Event, frozen=True, kw_only=True):
    """At the roll call somebody saw that a person is here, or is not."""

    person: Id
    present: bool
    by: Id


class RoundCalled(Event, frozen=True, kw_only=True):
    """Somebody asked for a round out of turn."""

    round: Id
    by: Id
    reason: Text = ""


class RoundOverdue(Event, frozen=True, kw_only=True):
    """A round's time is up and nobody has done it."""

    round: Id


class RoundSkipped(Event, frozen=True, kw_only=True):
    """A due round is left out, for a reason."""

    round: Id
    by: Id
    reason: Text


class ProblemTaken(Event, frozen=True, kw_only=True):
    """Somebody sees to a special problem."""

    problem: Id
    by: Id


class ProblemSolved(Event, frozen=True, kw_only=True):
    """A special problem is settled."""

    problem: Id
    by: Id
    result: Text = ""


class MatterOffered(Event, frozen=True, kw_only=True):
    """A matter's owner wants somebody else to take it; until then it stays the owner's."""

    matter: Id
    to: Id
    by: Id
    until: Seconds
    note: Text = ""


class MatterReturned(Event, frozen=True, kw_only=True):
    """An offer came to nothing. Reasons: `not_taken` (in time), `declined` (by somebody, who may say why), `unreachable`."""

    matter: Id
    reason: Id
    by: Id | None = None
    note: Text = ""


class MatterAppointed(Event, frozen=True, kw_only=True):
    """A customer whom nobody could serve now has an appointment."""

    matter: Id
    appointment_at: Seconds
    contact: Text
    by: Id
    note: Text = ""


class MatterClosed(Event, frozen=True, kw_only=True):
    """A matter is over, with a result."""

    matter: Id
    by: Id
    result: Text


class MatterReopened(Event, frozen=True, kw_only=True):
    """A closed matter was not over; it is again whose it was."""

    matter: Id
    by: Id
    reason: Text


class HandoverBegun(Event, frozen=True, kw_only=True):
    """The hall is to be handed over; the next leader accepts each open thing."""

    handover: Id
    giver: Text
    """Who has the duty; empty: nobody."""
    taker: Id
    by: Id


class HandoverLineAccepted(Event, frozen=True, kw_only=True):
    """The next leader took over one open thing, as it read then."""

    handover: Id
    line: OpenLine
    by: Id


class HandoverDone(Event, frozen=True, kw_only=True):
    """The next leader has the duty, and has accepted all that was open."""

    handover: Id
    giver: Text
    taker: Id
    lines: int
    """How many open things there were."""
    by: Id
    note: Text = ""


class HandoverCancelled(Event, frozen=True, kw_only=True):
    """The hall was not handed over after all."""

    handover: Id
    by: Id


# --- written by the hub: alarms ------------------------------------------------------------------------------------------


class AlarmRaised(Event, frozen=True, kw_only=True):
    """An alarm's condition held long enough (or often enough). `rule` and `subject` name it."""

    alarm: Id
    rule: Id
    subject: Id
    detail: Text = ""
    cause: Id | None = None
    """The alarm that explains this one by the dependency graph."""


class AlarmCleared(Event, frozen=True, kw_only=True):
    """The condition returned to normal."""

    alarm: Id


class AlarmAcknowledged(Event, frozen=True, kw_only=True):
    """Somebody has seen it."""

    alarm: Id
    by: Id
    note: Text = ""


class AlarmShelved(Event, frozen=True, kw_only=True):
    """Put aside until a time, for a reason."""

    alarm: Id
    by: Id
    until: Seconds
    reason: Text


class AlarmUnshelved(Event, frozen=True, kw_only=True):
    """Back from the shelf; by None: its time was up."""

    alarm: Id
    by: Id | None = None


class AlarmSuppressed(Event, frozen=True, kw_only=True):
    """Suppressed by design: `cause` explains it."""

    alarm: Id
    cause: Id


class AlarmUnsuppressed(Event, frozen=True, kw_only=True):
    """No longer explained by another."""

    alarm: Id


class AlarmOwned(Event, frozen=True, kw_only=True):
    """Somebody has taken it as theirs; owner None: given back."""

    alarm: Id
    owner: Id | None


class AlarmSolved(Event, frozen=True, kw_only=True):
    """Its owner says that the matter is dealt with."""

    alarm: Id
    by: Id
    note: Text = ""


class DeviceTakenOut(Event, frozen=True, kw_only=True):
    """A device is out of service; its alarms are OOSRV."""

    device: Id
    by: Id
    reason: Text


class DeviceReturned(Event, frozen=True, kw_only=True):
    """A device is in service again."""

    device: Id
    by: Id


# --- written by the hub: privacy and walls ------------------------------------------------------------------------------------


class PrivacyLifted(Event, frozen=True, kw_only=True):
    """A camera's private regions may be shown until then."""

    camera: Id
    until: Seconds
    reason: Text
    by: Id


class PrivacyRestored(Event, frozen=True, kw_only=True):
    """A camera's private regions are unrecognisable again; by None: its time was over."""

    camera: Id
    by: Id | None = None


class WallPushed(Event, frozen=True, kw_only=True):
    """A wall's screen shows what it was given, until then."""

    wall: Wall = ""
    """Empty: every wall."""
    screen: Screen = 0
    item: WallItem
    shown: Text
    """Id of the camera, plan or layout; or the text."""
    until: Seconds
    by: Id


class WallCleared(Event, frozen=True, kw_only=True):
    """A wall's screen follows its own rules again; by None: its time was over."""

    wall: Wall = ""
    screen: Screen = 0
    by: Id | None = None


# --- written by the hub: orders and plans ----------------------------------------------------------------------------------


class CommandAccepted(Event, frozen=True, kw_only=True):
    """An order was authorised; journalled before it is dispatched."""

    id: Id
    by: Id
    """Who: a person, or `link`, `plan:RUN`."""
    station: Id
    command: Command
    adapter: Id | None
    """Who executes it; None: the hub itself."""
    expires_at: Seconds


class CommandRefused(Event, frozen=True, kw_only=True):
    """An order was refused before anything was done."""

    id: Id
    by: Id
    station: Id
    command: Command
    reason: Id
    """A code of `command.Refusal`; the words are the console's."""
    detail: Text = ""


class CommandConfirmed(Event, frozen=True, kw_only=True):
    """The hall shows what was ordered."""

    id: Id
    evidence: Text = ""


class CommandMismatched(Event, frozen=True, kw_only=True):
    """Reported done, but the hall shows otherwise."""

    id: Id
    detail: Text = ""


class CommandExpired(Event, frozen=True, kw_only=True):
    """Nobody reported in time; nothing may be assumed."""

    id: Id


class CommandLost(Event, frozen=True, kw_only=True):
    """The hub restarted between accept and result and nobody knows: a human decides."""

    id: Id


class PlanArmed(Event, frozen=True, kw_only=True):
    """Somebody wants a plan started who may not do so alone: a second person may until then."""

    arming: Id
    plan: Id
    by: Id
    station: Id
    until: Seconds
    reason: Text = ""
    drill: bool = False


class PlanConfirmed(Event, frozen=True, kw_only=True):
    """A second person agreed; the plan starts in the same commit."""

    arming: Id
    by: Id
    station: Id


class PlanLapsed(Event, frozen=True, kw_only=True):
    """An arming came to nothing. Reasons: `time`, `withdrawn` (by somebody, who may say why), `started` (by a leader meanwhile)."""

    arming: Id
    reason: Id
    by: Id | None = None
    note: Text = ""


class PlanStarted(Event, frozen=True, kw_only=True):
    """An emergency plan was started."""

    run: Id
    plan: Id
    by: Id
    second: Id | None = None
    """The second person, where one was needed."""
    reason: Text = ""
    drill: bool = False


class PlanStepStarted(Event, frozen=True, kw_only=True):
    """A step's turn came: its timer runs, its device orders go out."""

    run: Id
    step: Id


class PlanStepDone(Event, frozen=True, kw_only=True):
    """A step is done: by a person's word, or by its order's confirmation."""

    run: Id
    step: Id
    by: Id
    note: Text = ""


class PlanStepFailed(Event, frozen=True, kw_only=True):
    """A device step's order did not come true; a person decides."""

    run: Id
    step: Id
    reason: Text


class PlanStepSkipped(Event, frozen=True, kw_only=True):
    """A person skipped a step and said why."""

    run: Id
    step: Id
    by: Id
    reason: Text


class PlanStepOverdue(Event, frozen=True, kw_only=True):
    """A step's time is up and it is not done."""

    run: Id
    step: Id


class PlanStoodDown(Event, frozen=True, kw_only=True):
    """The plan is over."""

    run: Id
    by: Id
    reason: Text = ""


HubEvent = (
    HubStarted | HubStopped | HallConfigured | DayStarted | AdapterJoined | AdapterLost | PeerRefused | ClockStepped
    | RecordingLost | JournalGapDeclared | PartDisabled | DayHeld | DayReleased | DayDamaged | DayMended | DayReindexed
    | HubKeyRotated | CheckpointSigned
    | ConsoleJoined | ConsoleLeft | PersonRegistered | PersonRemoved
    | PersonLoggedIn | PersonLoggedOut | LoginFailed | PersonLocked | DutyTaken | NoteWritten
    | AlarmRaised | AlarmCleared | AlarmAcknowledged | AlarmShelved | AlarmUnshelved | AlarmSuppressed | AlarmUnsuppressed
    | AlarmOwned | AlarmSolved | DeviceTakenOut | DeviceReturned | CommandAccepted | CommandRefused | CommandConfirmed
    | CommandMismatched | CommandExpired | CommandLost | PlanArmed | PlanConfirmed | PlanLapsed | PlanStarted | PlanStepStarted
    | PlanStepDone | PlanStepFailed | PlanStepSkipped | PlanStepOverdue | PlanStoodDown | PrivacyLifted
    | PrivacyRestored | WallPushed | WallCleared | StaffChecked | RoundDue | RoundCalled | RoundOverdue | RoundSkipped | ProblemTaken
    | ProblemSolved | MatterOffered | MatterReturned | MatterAppointed | MatterClosed | MatterReopened
    | HandoverBegun | HandoverLineAccepted | HandoverDone | HandoverCancelled
)  # fmt: skip
"""What only the hub may write."""

AnyEvent = AdapterEvent | HubEvent


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """One line of the journal: an event with who said it, when, and its place in the chain."""

    seq: int
    """1, 2, 3 … without gaps."""
    at: float
    """The hub's hall time when it was written, UTC seconds; never goes backwards."""
    hall: str
    source: str
    """The adapter's name, or `hub`."""
    epoch: str
    sseq: int
    """The source's own number within its epoch."""
    device_at: float | None
    """The device's own time, if it has one; may be wrong."""
    event: AnyEvent


def kind_of(event: Event | type[Event]) -> str:
    """The event's tag on the wire, such as `ticket.taken`."""
    return str(event.__struct_config__.tag)
