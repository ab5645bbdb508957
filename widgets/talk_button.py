"""A button that acts while it is held, and no longer: by mouse, or by the space bar. Whatever takes the hand off it lets it go."""

from collections.abc import Callable

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent
from PyQt6.QtWidgets import QWidget

from widgets.action import ActionButton, Weight
from widgets.theme import Theme

translate = QCoreApplication.translate
_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class HeldButton(ActionButton):
    """Calls `press` when it is pressed, `let_go` when it is not any more; a greyed one says why, as all do."""

    def __init__(
        self, theme: Theme, press: Callable[[], object], let_go: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "", parent)
        self._press = press
        self._release = let_go
        self._is_held = False
        self.setToolTip(translate("Talk", "按住讲话，松开结束"))

    def allow(self, allowed: bool, reason: str = "") -> None:
        """As of all buttons; one that is greyed is let go."""
        super().allow(allowed, reason)
        if allowed:
            self.setToolTip(translate("Talk", "按住讲话，松开结束"))
        else:
            self._up()

    def _down(self) -> None:
        if not self.allowed:
            self._begin()  # says the reason
        elif not self._is_held:
            self._is_held = True
            self.setDown(True)
            self.weight = Weight.PRIMARY
            self._press()
            self.update()

    def _up(self) -> None:
        if self._is_held:
            self._is_held = False
            self.setDown(False)
            self.weight = Weight.PLAIN
            self._release()
            self.update()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._down()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._up()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in _KEYS:
            if not event.isAutoRepeat():
                self._down()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in _KEYS:
            if not event.isAutoRepeat():
                self._up()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        self._up()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent | None) -> None:
        self._up()
        super().hideEvent(event)
