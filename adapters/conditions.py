"""What is known of devices' conditions and of their reach, so that only changes are told. It keeps no time and reads no device."""

from collections.abc import Callable

from adapters.base import clipped
from console.model.event import AdapterEvent, DeviceConditionCleared, DeviceConditionRaised, DeviceFound, DeviceLost

Tell = Callable[[AdapterEvent], None]


class Conditions:
    """Conditions by device. Of what was before this program's start nothing is known: the first word on each is always told."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._holds: dict[tuple[str, str], bool] = {}

    def put(self, device: str, condition: str, holds: bool, detail: str = "") -> bool:
        """Tell that the condition holds or not, if that is news; whether it was."""
        if self._holds.get((device, condition)) is holds:
            return False
        self._holds[device, condition] = holds
        if holds:
            self._tell(DeviceConditionRaised(device=device, condition=condition, detail=clipped(detail)))
        else:
            self._tell(DeviceConditionCleared(device=device, condition=condition))
        return True


class Reach:
    """Which devices are heard: `DeviceFound` and `DeviceLost` on change; before the first word nothing is claimed."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._heard: dict[str, bool] = {}
        self._reasons: dict[str, str] = {}

    def found(self, device: str) -> bool:
        """It was heard just now; whether that is news."""
        if self._heard.get(device) is True:
            return False
        self._heard[device] = True
        self._tell(DeviceFound(device=device))
        return True

    def lost(self, device: str, reason: str) -> bool:
        """It cannot be reached; whether that is news. Another reason for a loss already told is news too."""
        if self._heard.get(device) is False and self._reasons.get(device) == reason:
            return False
        self._heard[device] = False
        self._reasons[device] = reason
        self._tell(DeviceLost(device=device, reason=clipped(reason)))
        return True

    def is_heard(self, device: str) -> bool:
        """Whether it was heard last; False also when nothing is known."""
        return self._heard.get(device, False)

    def is_lost(self, device: str) -> bool:
        """Whether it was told lost; False also when nothing is known."""
        return self._heard.get(device) is False
