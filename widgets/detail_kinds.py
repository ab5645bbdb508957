"""The detail card of each kind of thing: counter, ticket, person, zone, queue, device, alarm, plan. Pure; the widget is `widgets.detail`.

What the hub would refuse is greyed beforehand with the hub's own reason (`console.model.order.check`).
"""

from collections.abc import Callable

from msgspec.structs import replace
from PyQt6.QtCore import QCoreApplication

from console.model import alarm as alarms
from console.model import arming, queueing
from console.model import command as c
from console.model import order as orders
from console.model.hall import StepKind
from console.model.health import counter_doubt, health_of, reading_quality, unheard_since
from console.model.lanes import lanes
from console.model.lookup import DISPLAYS, lookup
from console.model.passing import MINUTES, ways
from console.model.quality import Quality
from console.model.state import AlarmPhase, CounterPhase, HallState, Stage, StepPhase, TicketPhase
from console.model.tickets import handled
from console.session import Frame
from widgets import words
from widgets.detail_card import Card, Choice, Deed
from widgets.figure_card import figure_card
from widgets.reported import reported
from widgets.sentences import ordered
from widgets.theme import look
from widgets.words import age, duration, guidance, join, names_of, of, reading

translate = QCoreApplication.translate
SHELVES = (15, 30, 60, 120)
"""Minutes that an alarm can be shelved for by one click."""
MANY = 12
"""Lines of facts at most."""


def card_of(frame: Frame, kind: str, id: str) -> Card:
    """The card of a thing; an empty one when nothing is selected, a plain one when the thing is not (or no longer) there."""
    maker = _MAKERS.get(kind)
    made = maker(frame.state, id, frame.now) if maker is not None else None
    if made is None:
        return Card(kind=kind, id=id, title=id, state=translate("Detail", "已不在场")) if kind else Card()
    order, stage = _last_order(frame.state, id)
    return replace(
        made, kind=kind, id=id, order=order, stage=stage,
        facts=tuple(fact for fact in made.facts if fact[1])[:MANY],
        deeds=tuple(_judged(frame, deed) for deed in made.deeds),
    )  # fmt: skip


def _judged(frame: Frame, deed: Deed) -> Deed:
    """Leave out the choices that the hub would refuse; when none is left, say why."""
    if not frame.can_command:
        return replace(deed, refused=of(frame.blocked) if frame.blocked else translate("Detail", "现在不能下命令"))
    deed = _begun(deed, frame.role)
    by = frame.person or ""
    answers = [
        (choice, orders.check(frame.state, _filled(choice.command, deed), frame.role, frame.now, by)) for choice in deed.choices
    ]
    allowed = tuple(choice for choice, answer in answers if answer is None)
    if allowed:
        return replace(deed, choices=allowed)
    reasons = [of(answer[0]) for _, answer in answers if answer is not None]
    return replace(deed, refused=reasons[0] if reasons else of(c.Refusal.NO_SUCH))


def _begun(deed: Deed, role: c.Role) -> Deed:
    """Who may not start a plan alone is offered to arm it."""
    start = deed.choices[0].command if deed.choices else None
    if not isinstance(start, c.StartPlan):
        return deed
    begin = arming.beginning(role, start.plan, start.reason, drill=start.drill)
    if isinstance(begin, c.StartPlan):
        return deed
    said = translate("Detail", "预备启动预案")
    return replace(deed, words=said, choices=(Choice(said, begin),))


def _filled(command: c.Command, deed: Deed) -> c.Command:
    """The command as if a text had been typed."""
    return replace(command, **{deed.text: "–"}) if deed.text else command


def _last_order(state: HallState, id: str) -> tuple[str, Stage | None]:
    for order in reversed(tuple(state.orders.values())):
        if any(getattr(order.command, field) == id for field in order.command.__struct_fields__):
            return ordered(order.command, names_of(state.config)), order.stage
    return "", None


def _do(said: str, command: c.Command, *, primary: bool = False, guarded: bool = False) -> Deed:
    return Deed(words=said, choices=(Choice(said, command),), primary=primary, guarded=guarded)


def _say(said: str, command: c.Command, field: str, hint: str, *, needed: bool = True) -> Deed:
    return Deed(words=said, choices=(Choice(said, command),), text=field, hint=hint, text_needed=needed)


def _clearing(ticket: str) -> Deed:
    return _say(translate("Detail", "清号"), c.ClearTicket(ticket=ticket, reason="–"), "reason", _reason())


def _reason() -> str:
    return translate("Detail", "原因")


def _counter(state: HallState, id: str, now: float) -> Card | None:
    known = lookup(state)
    config, counter = known.counters.get(id), state.counters.get(id)
    if config is None or counter is None:
        return None
    names = names_of(state.config)
    doubt = counter_doubt(state, id)
    ticket = state.tickets.get(counter.ticket or "")
    leg = ticket.legs[-1] if ticket is not None and ticket.legs else None
    limit = known.handle_limit(ticket.business) if ticket is not None else None
    is_over = counter.phase is CounterPhase.CLOSED
    facts = (
        (translate("Detail", "人员"), names.of("person", counter.staff) if counter.staff else ""),
        (translate("Detail", "业务权限"), names.of("profile", counter.profile)),
        (translate("Detail", "号票"), join([ticket.id, names.of("business", ticket.business)]) if ticket is not None else ""),
        (
            translate("Detail", "本号已办"),
            f"{duration(handled(leg, now))} / {duration(limit)}"
            if leg is not None and leg.started_at is not None and limit
            else "",
        ),
        (translate("Detail", "挂起"), counter.suspended or ""),
        (translate("Detail", "今日办结"), str(counter.served)),
        (translate("Detail", "原因"), counter.reason),
        (translate("Detail", "面板"), of(doubt) if doubt is not None else ""),
        (translate("Detail", "专用通道"), _lane_said(state, id, now)),
    )
    profiles = tuple(
        Choice(words.name(each), c.ChangeWorkProfile(counter=id, profile=each.id))
        for each in (state.config.profiles if state.config is not None else ())
        if each.id != counter.profile
    )
    people = tuple(
        Choice(words.name(each), c.OpenCounter(counter=id, staff=each.id)) for each in known.staff.values() if each.skills
    )
    deeds = [
        _do(translate("Detail", "恢复"), c.ResumeCounter(counter=id), primary=True)
        if counter.phase is CounterPhase.PAUSED
        else _do(translate("Detail", "开放"), c.OpenCounter(counter=id), primary=is_over),
        _say(
            translate("Detail", "暂停"), c.PauseCounter(counter=id), "reason", translate("Detail", "原因（可不填）"), needed=False
        ),
        _do(translate("Detail", "关闭"), c.CloseCounter(counter=id)),
        Deed(words=translate("Detail", "改业务"), choices=profiles),
        _do(translate("Detail", "重呼"), c.RecallTicket(counter=id)),
        # The last: as it comes and goes, no other button takes its place under somebody's hand.
        *([Deed(words=translate("Detail", "派人开放"), choices=people)] if is_over else []),
    ]
    if doubt is not None:
        state_words, seen = join([of(doubt), translate("Detail", "此前 {0}").format(of(counter.phase))]), look(doubt)
    else:
        state_words, seen = join([of(counter.phase), duration(now - counter.since) if counter.since else ""]), look(counter.phase)
    return Card(title=names.of("counter", id), state=state_words, look=seen, facts=facts, deeds=tuple(deeds))


def _ticket(state: HallState, id: str, now: float) -> Card | None:
    ticket, config = state.tickets.get(id), state.config
    if ticket is None or config is None:
        return None
    names = names_of(config)
    why = queueing.explain(state, id, now)
    ahead = translate("Detail", "第 {0} 位").format(why.place) if why is not None else ""
    credit = translate("Detail", "优先折算 {0}").format(duration(why.credit)) if why is not None and why.credit else ""
    facts = (
        (translate("Detail", "业务"), names.of("business", ticket.business)),
        (translate("Detail", "取号"), join([names.clock(ticket.taken_at), of(ticket.channel)])),
        (translate("Detail", "排位"), join([ahead, credit])),
        (translate("Detail", "已等"), duration(now - ticket.queued_at) if ticket.phase is TicketPhase.WAITING else ""),
        (translate("Detail", "优先"), join([names.of("priority", ticket.priority), ticket.reason])),
        (translate("Detail", "预约"), names.clock(ticket.appointment_at) if ticket.appointment_at is not None else ""),
        (translate("Detail", "窗口"), names.of("counter", ticket.counter) if ticket.counter else ""),
        (translate("Detail", "叫号次数"), str(ticket.calls) if ticket.calls else ""),
    )
    moves = [Choice(names.of("counter", each.id), c.TransferTicket(ticket=id, to_counter=each.id)) for each in config.counters]
    moves += [
        Choice(words.name(each), c.TransferTicket(ticket=id, to_business=each.id))
        for each in config.businesses
        if each.id != ticket.business
    ]
    ranks = [
        Choice(words.name(each), c.PrioritiseTicket(ticket=id, priority=each.id, reason="–"))
        for each in config.priorities
        if each.id != ticket.priority
    ]
    deeds = (
        *([_do(translate("Detail", "重呼"), c.RecallTicket(counter=ticket.counter), primary=True)] if ticket.counter else []),
        Deed(words=translate("Detail", "转移"), choices=tuple(moves)),
        Deed(words=translate("Detail", "改优先"), choices=tuple(ranks), text="reason", hint=_reason(), text_needed=True),
        *([_clearing(id)] if ticket.phase is TicketPhase.WAITING else []),
    )
    return Card(
        title=id,
        state=join([of(ticket.phase), duration(now - ticket.phase_at)]),
        look=look(ticket.phase),
        facts=facts,
        deeds=deeds,
    )


def _person(state: HallState, id: str, now: float) -> Card | None:
    config, known = state.config, lookup(state)
    who, person = known.staff.get(id), state.staff.get(id)
    if who is None or person is None or config is None:
        return None
    names = names_of(config)
    facts = (
        (translate("Detail", "岗位"), of(who.post)),
        (translate("Detail", "所在"), names.thing(person.post)),
        (translate("Detail", "连续在岗"), duration(now - person.working_since) if person.working_since is not None else ""),
        (translate("Detail", "今日办结"), str(person.served) if who.skills else ""),
        (translate("Detail", "技能"), join(names.of("business", skill) for skill in who.skills[:8])),
    )
    posts = [Choice(names.of("counter", each.id), c.ReassignStaff(person=id, post=each.id)) for each in config.counters]
    posts += [Choice(words.name(each), c.ReassignStaff(person=id, post=each.id)) for each in config.zones]
    deeds = [
        Deed(
            words=translate("Detail", "调岗"),
            choices=tuple(choice for choice in posts if choice.words != names.thing(person.post)),
            primary=True,
        )
    ]
    if who.post.value == "duty_leader":
        deeds.append(_do(translate("Detail", "接班值守"), c.TakeDuty(person=id), guarded=True))
    since = duration(now - person.presence_at)
    return Card(
        title=words.name(who),
        state=join([of(person.presence), since]),
        look=look(person.presence),
        facts=facts,
        deeds=tuple(deeds),
    )


def _lane_said(state: HallState, counter: str, now: float) -> str:
    """`爱心通道 · 空闲 · 等候 2 人`: the lane that a counter belongs to."""
    found = next((each for each in lanes(state, now) if counter in each.lane.counters), None)
    if found is None:
        return ""
    return join([words.name(found.lane), of(found.status), translate("Detail", "等候 {0} 人").format(len(found.waiting))])


def _gone_said(state: HallState, zone: str, now: float) -> str:
    """How many came and went lately, as far as tickets and kiosks tell."""
    gone = [way for way in ways(state, now) if zone in (way.begin, way.end)]
    if not gone:
        return ""
    came, left = (sum(way.people for way in gone if getattr(way, end) == zone) for end in ("end", "begin"))
    return translate("Detail", "来 {0} 人，走 {1} 人").format(came, left)


def _zone(state: HallState, id: str, now: float) -> Card | None:
    config, zone = lookup(state).zones.get(id), state.zones.get(id)
    if config is None:
        return None
    names = names_of(state.config)
    people = zone.people if zone is not None else None
    here = [names.of("person", person.id) for person in state.staff.values() if person.post == id]
    facts = (
        (translate("Detail", "人数"), str(people) if people is not None else of(Quality.UNKNOWN)),
        (translate("Detail", "拥挤线"), str(config.crowded_at) if config.crowded_at is not None else ""),
        (translate("Detail", "座位"), str(config.seats) if config.seats else ""),
        (
            translate("Detail", "清点"),
            translate("Detail", "{0}前").format(age(now - zone.at)) if zone is not None and zone.at is not None else "",
        ),
        (translate("Detail", "最近 {0} 分钟").format(MINUTES), _gone_said(state, id, now)),
        (translate("Detail", "在此人员"), join(here)),
    )
    return Card(title=words.name(config), state=of(config.kind), facts=facts)


def _queue(state: HallState, id: str, now: float) -> Card | None:
    config = lookup(state).queues.get(id)
    if config is None:
        return None
    figures = queueing.figures(state, id, now)
    names = names_of(state.config)
    first = queueing.waiting(state, id, now)[:8]
    facts = (
        (translate("Detail", "等候"), str(figures.waiting)),
        (translate("Detail", "最长"), duration(figures.longest)),
        (translate("Detail", "已超时"), str(figures.over_limit)),
        (
            translate("Detail", "预计"),
            duration(figures.wait_estimate) if figures.wait_estimate is not None else of(Quality.UNKNOWN),
        ),
        (translate("Detail", "开放窗口"), str(figures.counters_open)),
        (translate("Detail", "排在最前"), join(ticket.id for ticket in first)),
        (translate("Detail", "可办窗口"), join(names.of("counter", each) for each in queueing.serving(state, id))),
    )
    return Card(title=join([config.prefix, words.name(config)]), facts=facts)


def _device(state: HallState, id: str, now: float) -> Card | None:
    config, device = lookup(state).devices.get(id), state.devices.get(id)
    if config is None:
        return None
    names = names_of(state.config)
    health = health_of(state, id)
    since = unheard_since(state, id)
    units = {each.id: each.unit for each in (state.config.points if state.config is not None else ())}
    facts: list[tuple[str, str]] = [
        (translate("Detail", "种类"), names.of("kind", config.kind)),
        (translate("Detail", "失联自"), names.clock(since) if since is not None else ""),
        (translate("Detail", "依赖"), join(names.of("device", need) for need in config.needs)),
    ]
    if device is not None:
        facts += [
            (names.of("condition", key), join([age(now - each.since), reported(each.detail)]))
            for key, each in sorted(device.conditions.items(), key=lambda each: (each[1].since, each[0]))
        ]
        for point, last in sorted(device.values.items()):
            quality = reading_quality(state, id, point, now)
            doubt = "" if quality is Quality.GOOD else translate("Detail", "{0}，{1}前").format(of(quality), age(now - last.at))
            facts.append((names.of("point", point), join([f"{reading(last.value)} {units.get(point, '')}".strip(), doubt])))
        facts += [
            (translate("Detail", "显示"), device.showing),
            (
                translate("Detail", "停用"),
                join([names.by(device.out_by), device.out_reason]) if device.out_at is not None else "",
            ),
        ]
    is_out = device is not None and device.out_at is not None
    deeds = (
        _do(translate("Detail", "启用"), c.ReturnToService(device=id), primary=True)
        if is_out
        else _say(translate("Detail", "停用"), c.TakeOutOfService(device=id, reason="–"), "reason", _reason()),
        _do(translate("Detail", "重启"), c.RestartDevice(device=id), guarded=True),
        *([_say(translate("Detail", "发公告"), c.ShowNotice(device=id, text=""), "text", translate("Detail", "公告文字，空为恢复原内容"), needed=False)]
          if config.kind in DISPLAYS else []),
    )  # fmt: skip
    return Card(title=words.name(config), state=of(health), look=look(health), facts=tuple(facts), deeds=deeds)


def _alarm(state: HallState, id: str, now: float) -> Card | None:
    alarm = state.alarms.get(id)
    if alarm is None:
        return None
    names, rule = names_of(state.config), lookup(state).rules.get(alarm.rule)
    phase = alarms.phase_of(alarm, state)
    hurt = alarms.affected(state, alarm)
    whom = join(
        translate("Detail", "{0} {1} 人").format(names.of("queue", queue), count) for queue, count in hurt.waiting.items()
    )
    facts = (
        (translate("Detail", "级别"), join([of(alarm.priority), translate("Detail", "第 {0} 次").format(alarm.times) if alarm.times > 1 else ""])),
        (translate("Detail", "影响"), join([join(names.of("counter", each) for each in hurt.counters), whom])),
        (translate("Detail", "详情"), reported(alarm.detail)),
        (translate("Detail", "指引"), guidance(rule) if rule is not None else ""),
        (translate("Detail", "同因"), join(names.alarm(each.id) for each in alarms.children(state, id))),
        (translate("Detail", "起因"), names.alarm(alarm.suppressed_by) if alarm.suppressed_by else ""),
        (translate("Detail", "确认"), join([names.by(alarm.acked_by), alarm.note]) if alarm.acked else ""),
        (translate("Detail", "负责"), names.by(alarm.owner) if alarm.owner else ""),
        (translate("Detail", "搁置"), join([translate("Detail", "至 {0}").format(names.clock(alarm.shelved_until)), alarm.shelved_reason])
         if alarm.shelved_until is not None else ""),
        (translate("Detail", "处理"), join([names.by(alarm.solved_by), alarm.solved_note]) if alarm.solved_at is not None else ""),
    )  # fmt: skip
    shelves = tuple(
        Choice(translate("Detail", "{0} 分").format(minutes), c.ShelveAlarm(alarm=id, minutes=minutes, reason="–"))
        for minutes in SHELVES
    )
    deeds = (
        _do(translate("Detail", "确认"), c.AcknowledgeAlarm(alarm=id), primary=not alarm.acked),
        _do(translate("Detail", "放弃认领"), c.DisownAlarm(alarm=id)) if alarm.owner else _do(translate("Detail", "认领"), c.OwnAlarm(alarm=id)),
        _say(translate("Detail", "处理完毕"), c.SolveAlarm(alarm=id), "note", translate("Detail", "如何处理的"), needed=False),
        _do(translate("Detail", "取消搁置"), c.UnshelveAlarm(alarm=id))
        if phase is AlarmPhase.SHLVD
        else Deed(words=translate("Detail", "搁置"), choices=shelves, text="reason", hint=_reason(), text_needed=True),
        *([_do(translate("Detail", "启动预案"), c.StartPlan(plan=rule.plan, reason=names.alarm(id)[:500]), guarded=True)]
          if rule is not None and rule.plan is not None else []),
    )  # fmt: skip
    return Card(
        title=names.alarm(id),
        state=join([of(phase), duration(now - alarm.active_at)]),
        look=look(alarm.priority),
        facts=facts,
        deeds=deeds,
    )


def _plan(state: HallState, id: str, now: float) -> Card | None:
    """A run by its id, or the running (else the latest) run of a plan."""
    runs = [run for run in state.plans.values() if id in {run.id, run.plan}]
    plan = lookup(state).plans.get(runs[-1].plan if runs else id)
    if plan is None:
        return None
    if not runs:
        facts = (
            (translate("Detail", "何时"), plan.trigger),
            (translate("Detail", "结束"), plan.close_when),
            (translate("Detail", "依据"), plan.source),
        )
        return Card(title=words.name(plan), state=translate("Detail", "未启动"), look=look(plan.priority), facts=facts)
    run = max(runs, key=lambda each: (each.ended_at is None, each.at, each.id))
    names, texts = names_of(state.config), {step.id: step for step in plan.steps}
    steps = tuple(
        (f"{i}", join([words.step_text(texts[step.id]), of(step.phase),
                       duration(now - step.since) if step.phase is StepPhase.ACTIVE and step.since is not None else "", names.by(step.by) if step.by else ""]))
        for i, step in enumerate(run.steps, 1) if step.id in texts
    )  # fmt: skip
    deeds: list[Deed] = []
    for step in run.steps:
        short = _brief(words.step_text(texts[step.id])) if step.id in texts else step.id
        if step.phase is StepPhase.ACTIVE and step.id in texts and texts[step.id].kind is StepKind.HUMAN:
            deeds.append(
                _do(translate("Detail", "完成：{0}").format(short), c.CompleteStep(run=run.id, step=step.id), primary=not deeds)
            )
        if step.phase is StepPhase.FAILED:
            deeds.append(_do(translate("Detail", "重试：{0}").format(short), c.RetryStep(run=run.id, step=step.id)))
        if step.phase in {StepPhase.ACTIVE, StepPhase.FAILED}:
            deeds.append(
                _say(
                    translate("Detail", "跳过：{0}").format(short),
                    c.SkipStep(run=run.id, step=step.id, reason="–"),
                    "reason",
                    _reason(),
                )
            )
    if run.ended_at is None:
        deeds.append(_do(translate("Detail", "结束预案"), c.StandDownPlan(run=run.id), guarded=True))
    state_words = translate("Detail", "已结束") if run.ended_at is not None else translate("Detail", "进行中")
    drill = translate("Detail", "演练") if run.drill else ""
    return Card(
        title=words.name(plan),
        state=join([drill, state_words, duration(now - run.at)]),
        look=look(plan.priority),
        facts=steps,
        deeds=tuple(deeds),
    )


def _brief(text: str) -> str:
    """As much of a step's text as a button has room for."""
    most = 24 if words.is_english() else 12
    return text if len(text) <= most else text[: most - 1].rstrip("，、：,: ") + "…"


_MAKERS: dict[str, Callable[[HallState, str, float], Card | None]] = {
    "counter": _counter,
    "ticket": _ticket,
    "person": _person,
    "zone": _zone,
    "queue": _queue,
    "device": _device,
    "alarm": _alarm,
    "plan": _plan,
    "figure": figure_card,
}
