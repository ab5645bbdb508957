"""Talking through a camera: from the hand on the button to the hub's word and back. Whatever is not certain ends it.

The microphone opens first; then the hub is asked, and only its word, by the camera's adapter and the recorder, lets anybody be heard.
"""

import time
from collections.abc import Callable, Collection

from PyQt6.QtCore import QCoreApplication

from console.model.cameras import talking
from console.model.command import TalkThrough
from console.model.state import Stage
from console.session import Desk, Frame, Link
from console.video.talk import Step, Talking
from widgets import talk_words, words
from widgets.talk_band import STEPS, Band
from widgets.theme import Look, Shape, Tone
from widgets.words import Names

translate = QCoreApplication.translate

LONGEST = 60.0
"""Seconds for which one talks at a time."""
SOON = 10.0
"""Seconds before that from which it is counted down."""
PATIENCE = 8.0
"""Seconds for the hub, the adapter and the camera, until it is given up."""
SAID, TOLD = 2.0, 10.0
"""Seconds for which it is said that it is over: after letting go, and when something is the matter."""
_OVER = {Stage.REFUSED: "not_allowed", Stage.FAILED: "not_done", Stage.EXPIRED: "no_answer", Stage.UNKNOWN: "no_answer"}

_WAITS = Look(Shape.RING, Tone.INFO)
_SPEAKS = Look(Shape.DISC, Tone.INFO)
_ENDED = Look(Shape.TICK, Tone.SOFT)
_FAILED = Look(Shape.CROSS, Tone.HIGH)
_WARNED = Look(Shape.TRIANGLE, Tone.HIGH)


class Talk:
    """The talk of one pane; `clock` gives `time.monotonic`."""

    def __init__(self, desk: Desk, clock: Callable[[], float] = time.monotonic) -> None:
        self._desk = desk
        self._clock = clock
        self._tile = ""
        self._talk = ""
        self._order = ""
        self._why = ""
        """Why this desk ended it; empty: it did not, or let go."""
        self._step = Step.IDLE
        self._since = 0.0
        """When that began."""
        self._pressed_at = 0.0

    @property
    def is_on(self) -> bool:
        """Whether the hand is on it."""
        return bool(self._talk) and self._step not in {Step.IDLE, Step.ENDED}

    @property
    def tile(self) -> str:
        """Where it is said how it stands."""
        return self._tile

    def press(self, tile: str, camera: str) -> None:
        """Begin, in a tile of that camera."""
        self._tile, self._order, self._why = tile, "", ""
        self._talk = self._desk.talker.begin(camera)
        self._pressed_at = self._clock()
        self._look()

    def release(self, why: str = "") -> None:
        """Let go: by hand, or because something (`why`) takes the hand off."""
        if self.is_on:
            self._why = why
            self._desk.talker.end()
            self._look()

    def advance(self, frame: Frame, tiles: Collection[str]) -> bool:
        """Each frame: go on, or end. `tiles` can be seen and show the camera still. True: it stands otherwise."""
        before = self._step
        if self.is_on:
            self._desk.talker.hold()
            self._look()
            self._go_on(frame, tiles)
        return self._step is not before

    def _go_on(self, frame: Frame, tiles: Collection[str]) -> None:
        now = self._desk.talker.now()
        order = frame.present.orders.get(self._order)
        if self._tile not in tiles:
            self.release("tile_gone")
        elif frame.link is not Link.GOOD or not frame.can_command:
            self.release("link_lost")
        elif order is not None and order.stage in _OVER:
            self.release(_OVER[order.stage])
        elif now.step is Step.READY and not self._order:
            self._order = self._desk.order(TalkThrough(device=now.camera, talk=now.talk, seconds=LONGEST))
            if not self._order:
                self.release("not_allowed")
        elif now.is_on and now.step is not Step.OPEN and self._clock() - self._pressed_at > PATIENCE and self._order:
            self.release("no_answer")

    def _look(self) -> None:
        step = self._desk.talker.now().step
        if step is not self._step:
            self._step, self._since = step, self._clock()

    # --- what is said of it --------------------------------------------------------------------------------------------------

    def band(self, tile: str, camera: str, frame: Frame, names: Names) -> Band | None:
        """What stands across a tile: this desk's own talk, or whoever else talks through its camera."""
        now = self._desk.talker.now()
        if self._talk and tile == self._tile and now.talk == self._talk:
            own = self._own(now)
            if own is not None:
                return own
        other = talking(frame.state, camera)
        if other is None or other.talk == self._talk:
            return None
        who = names.by(other.by) if other.by else translate("Talk", "有人")
        return Band(words=translate("Talk", "{0} 正在对讲").format(who), look=_SPEAKS, clock=words.duration(frame.now - other.at))

    def _own(self, now: Talking) -> Band | None:
        lasts = self._clock() - self._since
        level = round(now.level * STEPS)
        match now.step:
            case Step.MICROPHONE:
                return Band(words=translate("Talk", "正在打开麦克风…"), look=_WAITS)
            case Step.READY | Step.CONNECTING:
                return Band(words=translate("Talk", "正在接通，请稍等…"), look=_WAITS, level=level)
            case Step.OPEN if now.is_dead:
                head, line = translate("Talk", "麦克风没有声音"), translate("Talk", "检查麦克风是否静音、是否选对")
                return Band(words=head, look=_WARNED, line=line, level=0, clock=words.duration(lasts))
            case Step.OPEN:
                left = LONGEST - lasts
                head = translate("Talk", "请讲话，松开结束")
                head = head if left > SOON else translate("Talk", "还可讲 {0} 秒").format(max(0, round(left)))
                return Band(words=head, look=_SPEAKS, level=level, clock=words.duration(lasts))
            case Step.ENDED:
                return self._over(self._why or now.end, lasts)
            case _:
                return None

    def _over(self, why: str, lasts: float) -> Band | None:
        if why == "released":
            return Band(words=translate("Talk", "对讲结束"), look=_ENDED) if lasts < SAID else None
        if lasts > TOLD:
            return None
        return Band(
            words=translate("Talk", "对讲结束：{0}").format(talk_words.cause(why)), look=_FAILED, line=talk_words.remedy(why)
        )
