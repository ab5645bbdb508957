"""The detail card of a service figure: its value, its numerator and its denominator in words, its limit."""

from PyQt6.QtCore import QCoreApplication

from console.model import kpi
from console.model.state import HallState
from widgets.detail_card import Card
from widgets.figure_words import MEANINGS, denominator, named, numerator, said

translate = QCoreApplication.translate


def figure_card(state: HallState, id: str, now: float) -> Card | None:
    """The card of a figure by its code; None for a code that is none."""
    found = next((each for each in kpi.figures(state, now) if each.code == id and each.scope == kpi.HALL), None)
    if found is None or id not in MEANINGS:
        return None
    facts = (
        (translate("Detail", "分子"), numerator(found)),
        (translate("Detail", "分母"), denominator(found) or translate("Figures", "不相除")),
        (translate("Detail", "上限"), said(found.limit, found.unit) if found.limit is not None else ""),
        (translate("Detail", "同期"), translate("Detail", "见“服务指标”")),
    )
    return Card(title=named(id), state=said(found.value, found.unit), facts=facts)
