"""What takes an order back: the command that brings the hall to where it stood, reckoned from the hall as it was before. Pure.

An order without an entry here cannot be taken back: a ticket that was called has been called.
"""

from console.model import command as c
from console.model.state import CounterPhase, HallState


def inverse(state: HallState, command: c.Command) -> c.Command | None:
    """The command that undoes `command`, given in `state`; None: it cannot be undone, or would change nothing."""
    match command:
        case (
            c.OpenCounter() | c.CloseCounter() | c.PauseCounter() | c.ResumeCounter() | c.ChangeWorkProfile()
        ):  # fmt: skip
            return _counter(state, command)
        case c.PrioritiseTicket(ticket=id, reason=reason):
            ticket = state.tickets.get(id)
            return c.PrioritiseTicket(ticket=id, priority=ticket.priority, reason=reason) if ticket is not None else None
        case c.TransferTicket(ticket=id, to_business=business):
            ticket = state.tickets.get(id)
            return (
                c.TransferTicket(ticket=id, to_business=ticket.business) if ticket is not None and business is not None else None
            )
        case c.ReassignStaff(person=id, post=post):
            person = state.staff.get(id)
            before = person.post if person is not None else None
            return c.ReassignStaff(person=id, post=before) if before is not None and before != post else None
        case c.TakeOutOfService(device=id):
            return c.ReturnToService(device=id)
        case c.ReturnToService(device=id):
            device = state.devices.get(id)
            return c.TakeOutOfService(device=id, reason=device.out_reason or "–") if device is not None else None
        case c.ShelveAlarm(alarm=id):
            return c.UnshelveAlarm(alarm=id)
        case c.OwnAlarm(alarm=id):
            alarm = state.alarms.get(id)
            owner = alarm.owner if alarm is not None else None
            return c.OwnAlarm(alarm=id, person=owner) if owner is not None else c.DisownAlarm(alarm=id)
        case c.DisownAlarm(alarm=id):
            alarm = state.alarms.get(id)
            return c.OwnAlarm(alarm=id, person=alarm.owner) if alarm is not None and alarm.owner is not None else None
        case c.ShowOnWall(wall=wall, screen=screen):
            return c.ClearWall(wall=wall, screen=screen)
        case c.LiftPrivacy(camera=id):
            return c.RestorePrivacy(camera=id)
        case c.HoldDay(day=day):
            return c.ReleaseDay(day=day)
        case _:
            return None


_AboutCounter = c.OpenCounter | c.CloseCounter | c.PauseCounter | c.ResumeCounter | c.ChangeWorkProfile


def _counter(state: HallState, command: _AboutCounter) -> c.Command | None:
    counter = state.counters.get(command.counter)
    if counter is None:
        return None
    is_closed = counter.phase is CounterPhase.CLOSED
    match command:
        case c.OpenCounter():
            return c.CloseCounter(counter=counter.id) if is_closed else None
        case c.CloseCounter():
            return None if is_closed else c.OpenCounter(counter=counter.id, staff=counter.staff)
        case c.PauseCounter():
            return c.ResumeCounter(counter=counter.id)
        case c.ResumeCounter():
            return c.PauseCounter(counter=counter.id, reason=counter.reason)
        case c.ChangeWorkProfile(profile=profile):
            return c.ChangeWorkProfile(counter=counter.id, profile=counter.profile) if counter.profile != profile else None
