"""A `Talker` that says what a test tells it to; what the console asked of it is written down."""

from msgspec.structs import replace

from console.video.talk import Step, Talking


class PlayedTalker:
    """Begins at once with the microphone; the test says how it goes on."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        """Cameras."""
        self.holds = 0
        self.ends = 0
        self._now = Talking()

    def say(self, step: Step, **more: object) -> None:
        """How it stands from now on."""
        self._now = replace(self._now, step=step, **more)

    # --- what the console calls ----------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Nothing to be done."""

    def begin(self, camera: str) -> str:
        self.begun.append(camera)
        self._now = Talking(talk=f"t-{len(self.begun)}", camera=camera, step=Step.MICROPHONE)
        return self._now.talk

    def hold(self) -> None:
        self.holds += 1

    def end(self) -> None:
        if self._now.is_on:
            self.ends += 1
            self._now = replace(self._now, step=Step.ENDED, end="released", level=0.0)

    def now(self) -> Talking:
        return self._now

    def close(self) -> None:
        self.end()
