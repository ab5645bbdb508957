"""When a packet's picture was taken: arrival at the recorder, evened out by the stream's own clock. Pure; no clock is read here.

A packet comes late by the network's whim but never early, and the camera's clock runs evenly but shows any hour. So the stream's clock
gives the spacing, and the least delay seen gives the hour: `at = stream time + offset`, where the offset falls at once when a packet
comes earlier than it says and rises slowly when all of them come later (the two clocks drift). A stream clock that jumps, stands or
runs away is anchored anew; one that needs this again and again is not believed any more, and arrival alone counts. A single picture without
a stamp follows the one before at its distance: FFmpeg gives none to the one that a stall of over two seconds cut in half. What comes out never
goes back, except by the little that B pictures need.
"""

WINDOW = 1.0
"""Seconds over which the least delay is looked for."""
SLEW = 0.02
"""Seconds a second by which the offset may follow."""
JUMP = 0.5
"""Seconds by which arrival and stream clock may part before it is anchored anew."""
STALL = 1.0
"""Seconds without a packet after which the least delay is looked for anew."""
REORDER = 0.5
"""Seconds by which the stream's clock may go back within itself: B pictures."""
PATIENCE = 5
"""Anchorings within a minute after which the stream's clock is not believed any more."""
LEAST = 0.001
"""Seconds between two packets at least."""


class Timeline:
    """One stream's times, over all its connections."""

    def __init__(self, speed: float = 1.0) -> None:
        """`speed`: hall seconds per real second."""
        self._speed = speed
        self._offset: float | None = None
        self._newest = 0.0
        """The largest stream time since the anchor."""
        self._last = float("-inf")
        self._step: float | None = None
        """Between the last two pictures, when both had stamps."""
        self._arrived = 0.0
        self._window_began = 0.0
        self._least: float | None = None
        self._anchored: list[float] = []
        self.believes = True
        """Whether the stream has a clock worth the name."""
        self.anchors = 0
        """How often it was anchored."""

    @property
    def last(self) -> float:
        """The latest time given; minus infinity before the first."""
        return self._last

    @property
    def offset(self) -> float | None:
        """What is added to stream time; None: not known yet."""
        return self._offset

    def reopen(self) -> None:
        """The connection is a new one: its clock may begin anywhere."""
        self._offset = self._step = None
        self._anchored.clear()
        self.believes = True

    def step(self, seconds: float) -> None:
        """Hall time jumped forward by so much."""
        if self._offset is not None:
            self._offset += seconds
        self._window_began += seconds

    def picture(self, stream: float | None, arrived: float) -> float:
        """When a picture was taken. `stream`: seconds by the stream's clock, None when it has none; `arrived`: hall time."""
        if stream is None and self._step is not None and self.believes:
            step, self._step = self._step, None
            return self._onward(min(arrived, self._last + step))
        offset = None if stream is None or not self.believes else self._settle(stream * self._speed, arrived)
        if stream is None or offset is None:
            self._step = None
            return self._onward(arrived)
        stream *= self._speed
        if stream < self._newest:
            return stream + offset  # a B picture, shown before one that came earlier
        self._step = stream - self._newest
        self._newest = stream
        return self._onward(stream + offset)

    def sound(self, stream: float | None, arrived: float) -> float:
        """When a piece of sound was taken: by the same clock as the pictures."""
        if stream is None or self._offset is None or not self.believes:
            return arrived
        at = stream * self._speed + self._offset
        return at if abs(at - arrived) < 10 * JUMP else arrived

    def _onward(self, at: float) -> float:
        self._last = max(at, self._last + LEAST)
        return self._last

    def _settle(self, stream: float, arrived: float) -> float | None:
        """The offset as this packet leaves it; None when the stream's clock is believed no more."""
        if self._offset is None:
            self._anchor(stream, arrived, counts=False)
        elif stream < self._newest - REORDER:
            self._anchor(stream, arrived)
        else:
            self._follow(stream, arrived, self._offset)
        self._arrived = arrived
        return self._offset if self.believes else None

    def _follow(self, stream: float, arrived: float, offset: float) -> None:
        late = arrived - stream - offset
        if late < -JUMP:
            self._anchor(stream, arrived)
            return
        if late < 0:  # nothing comes before it was taken
            self._offset = offset + late * (1.0 if late < -0.1 else 0.2)
        if (
            arrived - self._arrived > STALL * self._speed
        ):  # what waited in the network comes late, and that says nothing about the clocks
            self._window_began, self._least = arrived, None
        self._least = late if self._least is None else min(self._least, late)
        if arrived - self._window_began < WINDOW * self._speed:
            return
        if self._least > JUMP:
            self._anchor(stream, arrived)
            return
        most = SLEW * (arrived - self._window_began)
        self._offset = offset + min(max(self._least, 0.0), most)
        self._window_began, self._least = arrived, None

    def _anchor(self, stream: float, arrived: float, *, counts: bool = True) -> None:
        self._offset = arrived - stream
        self._newest = stream
        self._window_began, self._least = arrived, None
        if counts:
            self.anchors += 1
            self._anchored = [at for at in self._anchored if 0 <= arrived - at < 60 * self._speed] + [arrived]
            self.believes = len(self._anchored) < PATIENCE
