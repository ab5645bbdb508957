"""Talks through cameras' loudspeakers, as the cameras' adapter sees them: lets the recorder begin one, and tells when it began and ended.

What is said goes from the desk to the recorder and never comes here.
"""

import time
from collections.abc import Callable

from adapters.base import Obeyed, Report, clipped
from console.model import event as ev
from console.model.command import TalkThrough
from console.video.protocol import OpenTalk, TalkDoing, TalkEnd, TalkPhase, ToRecorder


class Talks:
    """Those that were ordered and are not over. One thread's."""

    def __init__(self, report: Report, say: Callable[[ToRecorder], bool]) -> None:
        """`say` tells the recorder; False: it cannot be told now."""
        self._report = report
        self._say = say
        self._open: dict[str, str] = {}
        """Talk → camera, of those that the recorder has taken up."""
        self._answers: dict[str, TalkDoing] = {}

    def obey(self, command: TalkThrough, seconds: float, listen: Callable[[float], None]) -> Obeyed:
        """Have it begun; what comes later than in so many seconds is told by events."""
        self._answers.pop(command.talk, None)
        if not self._say(OpenTalk(talk=command.talk, camera=command.device, seconds=command.seconds)):
            return Obeyed(done=False, detail="the recorder does not answer")
        until = time.monotonic() + seconds
        while not self._is_settled(command.talk) and (left := until - time.monotonic()) > 0:
            listen(min(left, 0.05))
        answer = self._answers.pop(command.talk, None)
        if answer is None:
            return Obeyed(done=False, detail="the recorder does not answer")
        if answer.phase is TalkPhase.ENDED:
            return Obeyed(done=False, detail=clipped(answer.detail or (answer.end or TalkEnd.UNKNOWN).value))
        return Obeyed(done=True, detail=answer.phase.value)

    def _is_settled(self, talk: str) -> bool:
        answer = self._answers.get(talk)
        return answer is not None and answer.phase in {TalkPhase.OPEN, TalkPhase.ENDED}

    def take(self, doing: TalkDoing) -> None:
        """The recorder's word."""
        self._answers = {talk: each for talk, each in self._answers.items() if talk in self._open} | {doing.talk: doing}
        match doing.phase:
            case TalkPhase.CONNECTING:
                self._open[doing.talk] = doing.camera
            case TalkPhase.OPEN:
                self._open[doing.talk] = doing.camera
                self._report(ev.TalkBegan(talk=doing.talk, device=doing.camera))
            case TalkPhase.ENDED if self._open.pop(doing.talk, None) is not None:
                self._report(ev.TalkEnded(talk=doing.talk, device=doing.camera, cause=(doing.end or TalkEnd.UNKNOWN).value))
            case _:
                pass

    def lose(self) -> None:
        """The recorder was lost, and all talks with it."""
        for talk, camera in self._open.items():
            self._report(ev.TalkEnded(talk=talk, device=camera, cause=TalkEnd.RECORDER_LOST.value))
        self._open.clear()
