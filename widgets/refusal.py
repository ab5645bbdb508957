"""Why an order cannot be given from here, in words: what the hub would answer, said beforehand at the button."""

from PyQt6.QtCore import QCoreApplication

from console.model import arming, order
from console.model.command import Command, Refusal
from console.model.state import ArmingPhase
from console.session import Frame
from widgets import words

translate = QCoreApplication.translate


def refused(frame: Frame, command: Command) -> str:
    """Why the hub would not take an order now; empty: it would."""
    if not frame.can_command:
        return words.of(frame.blocked or "link")
    answer = order.check(frame.state, command, frame.role, frame.now, frame.person or "")
    return "" if answer is None else words.of(answer[0])


def plan_refused(frame: Frame, plan: str) -> str:
    """Why a plan can be neither started nor made ready for a second person now; empty: it can."""
    if not frame.can_command:
        return words.of(frame.blocked or "link")
    if any(run.plan == plan and run.ended_at is None for run in frame.state.plans.values()):
        return translate("PlanChooser", "正在进行")
    if any(each.plan == plan for each in arming.waiting(frame.state)):
        return words.of(ArmingPhase.ARMED)
    answer = order.check(frame.state, arming.beginning(frame.role, plan), frame.role, frame.now, frame.person or "")
    if answer is not None and answer[0] is Refusal.SECOND:
        return translate("PlanChooser", "本厅未登记人员，无法由第二人确认；请值班组长启动")
    return "" if answer is None else words.of(answer[0])
