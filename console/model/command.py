"""What can be ordered: the closed list of commands, imperative, and who may give them.

A command is a wish. What came of it is told by events: accepted, reported by the adapter, confirmed by the hall.
"""

import re
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from console.model.ident import Date, Id

Text = Annotated[str, Meta(max_length=500)]
Reason = Annotated[str, Meta(min_length=1, max_length=500)]
NoteText = Annotated[str, Meta(min_length=1, max_length=4000)]
"""What somebody writes into the duty book at once; longer texts are written in parts."""
LineRef = Annotated[str, Meta(min_length=1, max_length=64)]
"""Names a line of the handover's sheet as it reads now (`sheet.OpenLine.ref`)."""
Wall = Annotated[str, Meta(max_length=64, pattern=r"^[\w.:/-]*\Z")]
"""Names a wall (its station); empty: every wall."""
Screen = Annotated[int, Meta(ge=0, le=63)]
"""One of a wall's monitors, from 0 on."""
Turn = Annotated[float, Meta(ge=-1, le=1)]
"""How fast a camera turns, as a fraction of what it can."""


class Role(StrEnum):
    """What a paired station may do; checked for each message."""

    WALL = "wall"
    VIEWER = "viewer"
    OPERATOR = "operator"
    LEADER = "leader"
    ADMIN = "admin"
    ADAPTER = "adapter"


class Refusal(StrEnum):
    """Why a command was refused; the console has the words."""

    ROLE = "role"
    NO_SUCH = "no_such"
    WRONG_STATE = "wrong_state"
    NOT_SKILLED = "not_skilled"
    NOBODY_FREE = "nobody_free"
    ALREADY = "already"
    NO_ADAPTER = "no_adapter"
    EXPIRED = "expired"
    OLD_HUB = "old_hub"
    NOT_RECORDING = "not_recording"
    LIMIT = "limit"
    LOGIN = "login"
    """The hall knows its people, and none of them has logged in at this station."""
    SECOND = "second"
    """It wants a second person, and this is not one."""


Answer = tuple[Refusal, str] | None
"""Why an order may not be given, and the code of what is in its way; None: it may."""


class WallItem(StrEnum):
    """What a wall can be given to show."""

    CAMERA = "camera"
    LOOK_BACK = "look_back"
    """A camera: what it saw in the half minute before, then what it sees."""
    PLAN = "plan"
    TEXT = "text"
    LAYOUT = "layout"


def _tag(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class CommandBase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="do", tag=_tag):
    """One order. Its tag is the class name: `OpenCounter` is `open_counter`."""


# --- counters, executed by the queue system's adapter ----------------------------------------------------------------


class OpenCounter(CommandBase, frozen=True, kw_only=True):
    """Open a counter; without `staff` the person posted there logs in."""

    counter: Id
    staff: Id | None = None


class PauseCounter(CommandBase, frozen=True, kw_only=True):
    """Stop calling for a while."""

    counter: Id
    reason: Text = ""


class ResumeCounter(CommandBase, frozen=True, kw_only=True):
    """Call again."""

    counter: Id


class CloseCounter(CommandBase, frozen=True, kw_only=True):
    """Close after the ticket in hand."""

    counter: Id


class ChangeWorkProfile(CommandBase, frozen=True, kw_only=True):
    """Let a counter serve another set of businesses."""

    counter: Id
    profile: Id


class CallNext(CommandBase, frozen=True, kw_only=True):
    """Call the next ticket by the queue's rule."""

    counter: Id


class RecallTicket(CommandBase, frozen=True, kw_only=True):
    """Call the counter's called ticket once more."""

    counter: Id


class FinishService(CommandBase, frozen=True, kw_only=True):
    """Finish the ticket in hand and ask for a rating."""

    counter: Id


class AbandonTicket(CommandBase, frozen=True, kw_only=True):
    """Close the called ticket that did not come."""

    counter: Id


class SuspendTicket(CommandBase, frozen=True, kw_only=True):
    """Put the ticket in hand aside."""

    counter: Id


class CallBackTicket(CommandBase, frozen=True, kw_only=True):
    """Take the suspended ticket up again."""

    counter: Id


class TransferTicket(CommandBase, frozen=True, kw_only=True):
    """Send a ticket to another queue or counter; with neither, back to its own queue."""

    ticket: Id
    to_business: Id | None = None
    to_counter: Id | None = None


class PrioritiseTicket(CommandBase, frozen=True, kw_only=True):
    """Give a waiting ticket another priority."""

    ticket: Id
    priority: Id
    reason: Reason


class ClearTicket(CommandBase, frozen=True, kw_only=True):
    """Close a waiting ticket whose customer has gone; it counts as given up and is not called any more."""

    ticket: Id
    reason: Reason


# --- staff --------------------------------------------------------------------------------------------------------------


class ReassignStaff(CommandBase, frozen=True, kw_only=True):
    """Ask a person to go to another post; confirmed when they stand there."""

    person: Id
    post: Id


# --- devices -----------------------------------------------------------------------------------------------------------


class TakeOutOfService(CommandBase, frozen=True, kw_only=True):
    """Mark a device as out of service; its alarms stay silent."""

    device: Id
    reason: Reason


class ReturnToService(CommandBase, frozen=True, kw_only=True):
    """Mark a device as in service."""

    device: Id


class RestartDevice(CommandBase, frozen=True, kw_only=True):
    """Restart a device."""

    device: Id


class ShowNotice(CommandBase, frozen=True, kw_only=True):
    """Show a text on a display; empty: the display's own programme again."""

    device: Id
    text: Text


class ShowTicket(CommandBase, frozen=True, kw_only=True):
    """Show a ticket's number and how many wait on a call panel."""

    device: Id
    ticket: Id
    waiting: Annotated[int, Meta(ge=0)]


class Beep(CommandBase, frozen=True, kw_only=True):
    """Let a call panel beep."""

    device: Id


class ShowStars(CommandBase, frozen=True, kw_only=True):
    """Show a call panel's star rating."""

    device: Id


class AskRating(CommandBase, frozen=True, kw_only=True):
    """Start the evaluator of a call panel."""

    device: Id


# --- cameras, executed by the cameras' adapter --------------------------------------------------------------------------


class PointCamera(CommandBase, frozen=True, kw_only=True):
    """Turn and zoom a camera for a moment; all speeds 0: stop."""

    device: Id
    pan: Turn = 0.0
    """To the right."""
    tilt: Turn = 0.0
    """Upwards."""
    zoom: Turn = 0.0
    """Nearer."""
    seconds: Annotated[float, Meta(gt=0, le=10)] = 0.5
    """After which it stops by itself, whatever becomes of the line."""


class GoToPreset(CommandBase, frozen=True, kw_only=True):
    """Turn a camera to a position that it knows."""

    device: Id
    preset: Id


class HoldRecording(CommandBase, frozen=True, kw_only=True):
    """Keep what a camera recorded between two moments until it is released; `end` may lie ahead."""

    device: Id
    begin: float
    end: float
    """UTC seconds."""
    reason: Reason


class ReleaseRecording(CommandBase, frozen=True, kw_only=True):
    """Let the ordinary rule delete what was held."""

    device: Id
    hold: Id


class TalkThrough(CommandBase, frozen=True, kw_only=True):
    """Let the desk that gives this speak through a camera's loudspeaker, until it lets go; for so long at most."""

    device: Id
    talk: Id
    """The desk's own name for it, under which it has offered its voice to the recorder."""
    seconds: Annotated[float, Meta(gt=0, le=120)] = 60.0


# --- privacy and walls, executed by the hub itself ------------------------------------------------------------------------


class LiftPrivacy(CommandBase, frozen=True, kw_only=True):
    """Show a camera's private regions for `minutes`, for a reason; they are unrecognisable again by themselves."""

    camera: Id
    minutes: Annotated[float, Meta(gt=0, le=120)]
    reason: Reason


class RestorePrivacy(CommandBase, frozen=True, kw_only=True):
    """Make a camera's private regions unrecognisable again."""

    camera: Id


class ShowOnWall(CommandBase, frozen=True, kw_only=True):
    """Show something on a wall for `minutes`; then it follows its own rules again."""

    wall: Wall = ""
    screen: Screen = 0
    item: WallItem
    shown: Reason
    """Id of the camera, plan or layout; or the text."""
    minutes: Annotated[float, Meta(gt=0, le=720)] = 15.0


class ClearWall(CommandBase, frozen=True, kw_only=True):
    """Take back what a wall was given to show; it follows its own rules again."""

    wall: Wall = ""
    screen: Screen | None = None
    """None: all its screens."""


# --- alarms, duty and notes, executed by the hub itself -------------------------------------------------------------------


class AcknowledgeAlarm(CommandBase, frozen=True, kw_only=True):
    """I have seen it."""

    alarm: Id
    note: Text = ""


class ShelveAlarm(CommandBase, frozen=True, kw_only=True):
    """Put it aside for `minutes`, for a reason; it returns by itself."""

    alarm: Id
    minutes: Annotated[float, Meta(gt=0, le=480)]
    reason: Reason


class UnshelveAlarm(CommandBase, frozen=True, kw_only=True):
    """Take it back from the shelf."""

    alarm: Id


class OwnAlarm(CommandBase, frozen=True, kw_only=True):
    """It is mine, or handed over to somebody."""

    alarm: Id
    person: Id | None = None
    """Whose it is from now on; None: of who says so."""


class DisownAlarm(CommandBase, frozen=True, kw_only=True):
    """It is no longer mine."""

    alarm: Id


class SolveAlarm(CommandBase, frozen=True, kw_only=True):
    """The matter is dealt with."""

    alarm: Id
    note: Text = ""


class TakeDuty(CommandBase, frozen=True, kw_only=True):
    """I lead the hall from now on."""

    person: Id


class WriteNote(CommandBase, frozen=True, kw_only=True):
    """Write into the log."""

    text: NoteText


# --- the duty book, executed by the hub itself ----------------------------------------------------------------------------


class CheckStaff(CommandBase, frozen=True, kw_only=True):
    """Say at the roll call that a person is here, or is not."""

    person: Id
    present: bool = True


class FinishRound(CommandBase, frozen=True, kw_only=True):
    """A duty round is done, due or not; what was not in order becomes a special problem."""

    round: Id
    note: Text = ""
    found: Annotated[tuple[Id, ...], Meta(max_length=40)] = ()
    """Items that are not in order."""


class SkipRound(CommandBase, frozen=True, kw_only=True):
    """Leave a due round out, and say why."""

    round: Id
    reason: Reason


class CallRound(CommandBase, frozen=True, kw_only=True):
    """Ask for a round out of turn: it rains, something was spilt."""

    round: Id
    reason: Text = ""


class ReportProblem(CommandBase, frozen=True, kw_only=True):
    """Put a special problem before the duty leader."""

    text: Reason
    place: Text = ""


class TakeProblem(CommandBase, frozen=True, kw_only=True):
    """I see to it."""

    problem: Id


class SolveProblem(CommandBase, frozen=True, kw_only=True):
    """A special problem is settled."""

    problem: Id
    result: Text = ""


# --- customers' matters, executed by the hub itself -------------------------------------------------------------------------


class OpenMatter(CommandBase, frozen=True, kw_only=True):
    """A customer wants something that does not end here and now: who hears it first owns it."""

    what: Reason
    owner: Id
    """A member of staff or a department."""
    source: Text = ""
    customer: Text = ""
    ticket: Text = ""
    due_at: float | None = None
    """By when the customer was promised an answer, UTC seconds."""


class OfferMatter(CommandBase, frozen=True, kw_only=True):
    """Offer a matter to somebody else; it stays the owner's until it is accepted."""

    matter: Id
    to: Id
    note: Text = ""


class AcceptMatter(CommandBase, frozen=True, kw_only=True):
    """Who was offered the matter takes it."""

    matter: Id


class ReturnMatter(CommandBase, frozen=True, kw_only=True):
    """The offer comes to nothing: declined, or taken back."""

    matter: Id
    reason: Text = ""


class AppointMatter(CommandBase, frozen=True, kw_only=True):
    """Nobody who could see to it can be reached: the customer leaves a contact and is given a time."""

    matter: Id
    at: float
    """UTC seconds."""
    contact: Reason
    note: Text = ""


class CloseMatter(CommandBase, frozen=True, kw_only=True):
    """The customer has what was wanted, or knows why not."""

    matter: Id
    result: Reason


class ReopenMatter(CommandBase, frozen=True, kw_only=True):
    """A closed matter was not over."""

    matter: Id
    reason: Reason


# --- handing over, executed by the hub itself -------------------------------------------------------------------------------


class BeginHandover(CommandBase, frozen=True, kw_only=True):
    """Hand the hall over to the next leader, who accepts each open thing."""

    to: Id


class AcceptLines(CommandBase, frozen=True, kw_only=True):
    """As the next leader, take over open things as they read on the sheet."""

    handover: Id
    refs: Annotated[tuple[LineRef, ...], Meta(min_length=1, max_length=100)]


class FinishHandover(CommandBase, frozen=True, kw_only=True):
    """As the next leader, take the hall over; refused while anything open is not accepted."""

    handover: Id
    note: Text = ""


class CancelHandover(CommandBase, frozen=True, kw_only=True):
    """The hall is not handed over after all."""

    handover: Id


# --- plans ------------------------------------------------------------------------------------------------------------------


class StartPlan(CommandBase, frozen=True, kw_only=True):
    """Start an emergency plan."""

    plan: Id
    reason: Text = ""
    drill: bool = False


class ArmPlan(CommandBase, frozen=True, kw_only=True):
    """Have an emergency plan ready to start: a second person has half a minute to start it."""

    plan: Id
    reason: Text = ""
    drill: bool = False


class ConfirmPlan(CommandBase, frozen=True, kw_only=True):
    """As the second person, start what another has armed."""

    arming: Id


class DisarmPlan(CommandBase, frozen=True, kw_only=True):
    """Take an arming back."""

    arming: Id
    reason: Text = ""


class CompleteStep(CommandBase, frozen=True, kw_only=True):
    """A human step is done."""

    run: Id
    step: Id
    note: Text = ""


class SkipStep(CommandBase, frozen=True, kw_only=True):
    """Leave a step out, and say why."""

    run: Id
    step: Id
    reason: Reason


class RetryStep(CommandBase, frozen=True, kw_only=True):
    """Give a failed device step's order once more."""

    run: Id
    step: Id


class StandDownPlan(CommandBase, frozen=True, kw_only=True):
    """End a plan."""

    run: Id
    reason: Text = ""


class HoldDay(CommandBase, frozen=True, kw_only=True):
    """Keep a day of the journal as evidence, however old it gets."""

    day: Date
    reason: Reason


class ReleaseDay(CommandBase, frozen=True, kw_only=True):
    """Let a held day leave when its time has come."""

    day: Date
    reason: Text = ""


Command = (
    OpenCounter | PauseCounter | ResumeCounter | CloseCounter | ChangeWorkProfile | CallNext | RecallTicket | FinishService
    | AbandonTicket | SuspendTicket | CallBackTicket | TransferTicket | PrioritiseTicket | ClearTicket | ReassignStaff | TakeOutOfService
    | ReturnToService | RestartDevice | ShowNotice | ShowTicket | Beep | ShowStars | AskRating | AcknowledgeAlarm | ShelveAlarm
    | UnshelveAlarm | OwnAlarm | DisownAlarm | SolveAlarm | TakeDuty | WriteNote | StartPlan | ArmPlan | ConfirmPlan
    | DisarmPlan | CompleteStep | SkipStep | RetryStep | StandDownPlan | PointCamera | GoToPreset
    | HoldRecording | ReleaseRecording | TalkThrough | LiftPrivacy | RestorePrivacy | ShowOnWall | ClearWall | HoldDay | ReleaseDay
    | CheckStaff | FinishRound | SkipRound | CallRound | ReportProblem | TakeProblem | SolveProblem | OpenMatter | OfferMatter | AcceptMatter
    | ReturnMatter | AppointMatter | CloseMatter | ReopenMatter | BeginHandover | AcceptLines | FinishHandover | CancelHandover
)  # fmt: skip

CameraCommand = PointCamera | GoToPreset | HoldRecording | ReleaseRecording | TalkThrough
"""Sent to the adapter that owns the camera `device`."""

DeviceCommand = RestartDevice | ShowNotice | ShowTicket | Beep | ShowStars | AskRating | CameraCommand
"""Sent to the adapter that owns `device`."""

QueueCommand = (
    OpenCounter | PauseCounter | ResumeCounter | CloseCounter | ChangeWorkProfile | CallNext | RecallTicket | FinishService
    | AbandonTicket | SuspendTicket | CallBackTicket | TransferTicket | PrioritiseTicket | ClearTicket
)  # fmt: skip
"""Sent to the adapter that owns the hall's queue device (`HallConfig.queue_device`)."""

RoundCommand = FinishRound | SkipRound | CallRound | ReportProblem | TakeProblem | SolveProblem
MatterCommand = OpenMatter | OfferMatter | AcceptMatter | ReturnMatter | AppointMatter | CloseMatter | ReopenMatter
HandoverCommand = BeginHandover | AcceptLines | FinishHandover | CancelHandover

StaffCommand = ReassignStaff
"""Sent to the adapter that owns the hall's staff device (`HallConfig.staff_device`)."""

_LEADER_ONLY = (
    StartPlan, StandDownPlan, SkipStep, TakeDuty, LiftPrivacy, HoldRecording, ReleaseRecording, ShowOnWall, ClearWall,
    HoldDay, ReleaseDay, SkipRound, BeginHandover, AcceptLines, FinishHandover, CancelHandover,
)  # fmt: skip


_RANK = {Role.ADAPTER: 0, Role.WALL: 1, Role.ADMIN: 2, Role.VIEWER: 2, Role.OPERATOR: 3, Role.LEADER: 4}


def lesser(station: Role, person: Role) -> Role:
    """What a person may do at a station: no more than either may. An admin keeps keys and people and gives no orders."""
    if station is person:
        return station
    least = min(station, person, key=_RANK.__getitem__)
    return Role.VIEWER if least is Role.ADMIN else least


def may(role: Role, command: Command) -> bool:
    """Whether `role` may give `command` (reliability.md §5.4). An operator arms a plan; who may confirm is a matter of two persons."""
    if role is Role.LEADER:
        return True
    if role is Role.OPERATOR:
        return not isinstance(command, _LEADER_ONLY)
    return False
