"""Who may log in and who sits where, folded; and what counts at a station because of it. Secrets and their hashes are the hub's."""

from msgspec import Struct
from msgspec.structs import replace

from console.model import event as ev
from console.model.command import Role, lesser
from console.model.state import Account, HallState, Login

TRIES = 5
"""Wrong secrets after which a person is locked."""
LOCK_SECONDS = 600.0
"""How long, and within which time wrong secrets count together; real seconds."""
KEPT = 10


class Standing(Struct, frozen=True, kw_only=True):
    """What counts at a station."""

    role: Role
    person: str | None = None
    """Who has logged in; None: nobody, or the hall knows its stations only."""
    must_log_in: bool = False
    """The station could give orders, and nobody has said who gives them."""


def standing(state: HallState, station: str, role: Role) -> Standing:
    """What counts at a station of `role`: its own role in a hall without people, else the lesser of its and the person's."""
    if not state.people:
        return Standing(role=role)
    login = state.logins.get(station)
    account = state.people.get(login.person) if login is not None else None
    if account is None:
        return Standing(role=lesser(role, Role.VIEWER), must_log_in=role in (Role.OPERATOR, Role.LEADER))
    return Standing(role=lesser(role, account.role), person=account.id)


def locked_until(state: HallState, person: str, now: float) -> float | None:
    """Until when a person cannot log in; None: not locked."""
    account = state.people.get(person)
    until = account.locked_until if account is not None else None
    return until if until is not None and now < until else None


def failure(state: HallState, person: str, station: str, now: float, speed: float = 1.0) -> tuple[ev.AnyEvent, ...]:
    """What a wrong secret brings about; `speed` is hall seconds per second."""
    failed = ev.LoginFailed(person=person, station=station)
    if tries_left(state, person, now, speed) > 1:
        return (failed,)
    return failed, ev.PersonLocked(person=person, station=station, until=now + LOCK_SECONDS * speed)


def tries_left(state: HallState, person: str, now: float, speed: float = 1.0) -> int:
    """How many more wrong secrets a person is allowed."""
    return TRIES - sum(now - at < LOCK_SECONDS * speed for at in state.people[person].failed)


# --- folds ---------------------------------------------------------------------------------------------------------------


def registered(state: HallState, event: ev.PersonRegistered) -> HallState:
    """New, or another role or secret: what was counted against the old secret is forgotten."""
    account = Account(id=event.person, role=event.role, since=event.since)
    return replace(state, people={**state.people, account.id: account})


def removed(state: HallState, event: ev.PersonRemoved) -> HallState:
    """Gone, and from where they sat too."""
    return replace(
        state,
        people={id: each for id, each in state.people.items() if id != event.person},
        logins={station: each for station, each in state.logins.items() if each.person != event.person},
    )


def logged_in(state: HallState, event: ev.PersonLoggedIn) -> HallState:
    """Sits there, whoever sat there before."""
    account = state.people.get(event.person)
    if account is None:
        return state
    login = Login(person=event.person, at=state.at, session=event.session)
    return replace(
        _with(state, replace(account, failed=(), locked_until=None)), logins={**state.logins, event.station: login}
    )  # fmt: skip


def logged_out(state: HallState, event: ev.PersonLoggedOut) -> HallState:
    """Sits there no longer."""
    login = state.logins.get(event.station)
    if login is None or login.person != event.person:
        return state
    return replace(state, logins={id: each for id, each in state.logins.items() if id != event.station})


def failed(state: HallState, event: ev.LoginFailed) -> HallState:
    """One more wrong secret."""
    account = state.people.get(event.person)
    return state if account is None else _with(state, replace(account, failed=(*account.failed, state.at)[-KEPT:]))


def locked(state: HallState, event: ev.PersonLocked) -> HallState:
    """Cannot log in until then; after that the count begins anew."""
    account = state.people.get(event.person)
    return state if account is None else _with(state, replace(account, failed=(), locked_until=event.until))


def _with(state: HallState, account: Account) -> HallState:
    return replace(state, people={**state.people, account.id: account})
