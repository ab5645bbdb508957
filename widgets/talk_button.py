"""A button that acts while it is held, and no longer: by mouse, or by the space bar. Whatever takes the hand off it lets it go."""

from collections.abc import Callable

from PyQt6.QtCore import QCoreApplication
from PyQt6.QtGui import QHideEvent
from PyQt6.QtWidgets import QWidget

from widgets.action import ActionButton, Weight
from widgets.theme import Theme

translate = QCoreApplication.translate


class HeldButton(ActionButton):
    """Calls `press` when it is pressed, `let_go` when it is not any more; a greyed one says why, as all do."""

    _is_held = False

    def __init__(
        self, theme: Theme, press: Callable[[], object], let_go: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "", parent, guarded=True)
        self._press = press
        self._release = let_go

    def _how(self) -> str:
        return translate("Talk", "按住讲话，松开结束")

    def _begin(self) -> None:
        if not self.allowed:
            super()._begin()  # says the reason
        elif not self._is_held:
            self._is_held = True
            self.setDown(True)
            self.weight = Weight.PRIMARY
            self._press()
            self.update()

    def _let_go(self) -> None:
        super()._let_go()
        if self._is_held:
            self._is_held = False
            self.weight = Weight.PLAIN
            self._release()

    def hideEvent(self, event: QHideEvent | None) -> None:
        self._let_go()
        super().hideEvent(event)
