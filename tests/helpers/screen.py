"""A stand-in for the session: a frame that tests set, and a list of what was asked of it. Enough to show every window without a hub."""

from typing import Literal

from msgspec.structs import replace

from console.model.command import Command
from console.secret import Secret
from console.session import Answered, Frame, LoginResult, Mode


class FakeSource:
    """A `widgets.desk.Source`; `asked` holds the calls in order."""

    def __init__(self, frame: Frame) -> None:
        self.now = frame
        self.asked: list[object] = []
        self.orders: list[Command] = []
        self.replies: list[Answered] = []
        self.said: list[tuple[object, ...]] = []
        """What was said of who sits here."""
        self.results: list[LoginResult] = []

    def frame(self) -> Frame:
        return self.now

    def order(self, command: Command) -> str:
        if not self.now.can_command:
            return ""
        self.orders.append(command)
        return f"order-{len(self.orders)}"

    def answers(self) -> list[Answered]:
        taken, self.replies = self.replies, []
        return taken

    def login(self, person: str, secret: Secret) -> str:
        self.said.append(("login", person, secret))
        return f"login-{len(self.said)}"

    def vouch(self, arming: str, person: str, secret: Secret) -> str:
        self.said.append(("vouch", arming, person, secret))
        return f"login-{len(self.said)}"

    def logout(self, reason: Literal["left", "idle"] = "left") -> None:
        self.said.append(("logout", reason))

    def logins(self) -> list[LoginResult]:
        taken, self.results = self.results, []
        return taken

    def pause(self) -> None:
        self._go(("pause",), Mode.PAUSED)

    def play(self, speed: float) -> None:
        self._go(("play", speed), Mode.REPLAY, speed)

    def seek(self, at: float) -> None:
        self._go(("seek", round(at)), Mode.PAUSED)

    def live(self) -> None:
        self._go(("live",), Mode.LIVE)

    def _go(self, what: tuple[object, ...], mode: Mode, speed: float = 1.0) -> None:
        self.asked.append(what)
        live = mode is Mode.LIVE
        self.now = replace(self.now, mode=mode, speed=speed, can_command=live, blocked="" if live else "replay")
