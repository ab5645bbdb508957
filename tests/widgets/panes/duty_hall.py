"""The panes' hall with a duty book: rounds, special problems, customers' matters, and what else is open at a handover."""

from msgspec.structs import replace

from console.model import command as c
from console.model import duty
from console.model import event as e
from console.model.hall import Department, DutyRound, HallConfig, Post, Word
from console.model.order import effects
from console.model.reduce import apply
from console.model.state import HallState
from console.session import Frame
from tests.widgets.panes import hall

LEADER, NEXT, GUIDE = "t4", "t1", "t2"


def config() -> HallConfig:
    """With three rounds and a department."""
    return replace(
        hall.config(),
        rounds=(
            DutyRound(
                id="patrol",
                name="大厅巡视",
                every=60,
                within=20,
                post=Post.DUTY_LEADER,
                items=(Word(id="lights", name="灯"), Word(id="floor", name="地面"), Word(id="doors", name="门窗")),
            ),
            DutyRound(id="water", name="饮水机", at=("11:30",), post=Post.SUPPORT),
            DutyRound(id="wet_floor", name="地面湿滑", within=10, post=Post.CLEANER),
        ),
        departments=(Department(id="supply", name="报装部", minutes=30),),
    )


def base() -> HallState:
    """The busy hall, its leader on duty."""
    return replace(hall.busy().state, config=config(), duty=LEADER, duty_at=hall.NOW - 7_200, rounds={}, problems={}, matters={})


def told(state: HallState, *events: e.AnyEvent, at: float | None = None) -> HallState:
    """The hall after events, at its own time or another."""
    state = replace(state, at=state.at if at is None else at)
    for event in events:
        state = replace(state, seq=state.seq + 1)
        folded = apply(state, event)
        state = duty.booked(folded, event) if type(event) in duty.BOOKED else folded
    return state


def ordered(state: HallState, command: c.Command, by: str = LEADER) -> HallState:
    """The hall after an order of the hub's own."""
    return told(state, *effects(state, command, by, state.at, lambda: "new"))


def written() -> HallState:
    """One round due, one problem new, three matters: one is back, one offered, one promised."""
    state = replace(base(), at=hall.NOW - 1_800)
    state = told(state, e.RoundDue(round="patrol", due_at=hall.NOW - 1_500))
    state = ordered(state, c.ReportProblem(text="客户情绪激动", place="3 号窗口"), by=GUIDE)
    state = ordered(state, c.OpenMatter(what="更名资料待补", owner=GUIDE, customer="王女士 尾号 3021", due_at=hall.NOW + 3_600))
    state = ordered(state, c.OpenMatter(what="表箱有焦味", owner=GUIDE))
    state = ordered(state, c.OpenMatter(what="发票抬头开错", owner=LEADER))
    state = ordered(state, c.OfferMatter(matter="m3", to="supply"))
    state = told(ordered(state, c.OfferMatter(matter="m4", to=NEXT)), e.MatterReturned(matter="m4", reason="not_taken"))
    return replace(state, at=hall.NOW)


def frame(state: HallState | None = None, **more: object) -> Frame:
    """It, live."""
    return hall.frame(written() if state is None else state, **more)
