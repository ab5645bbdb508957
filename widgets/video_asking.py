"""What some tiles ask of the decoders, and of which moment. Asked only when that changes; what is shown is then dropped, or called old."""

from collections.abc import Iterable, Sequence

from console.session import Frame
from console.video.pictures import LIVE, Pictures, Playhead, Want
from widgets.video_cell import Cell
from widgets.video_head import Follower


class Asking:
    """The asking of one pane; it follows the frames that the pane is given."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._follower = Follower()
        self._asked: tuple[tuple[Want, ...], Playhead] = ((), LIVE)
        self._jumps = 0

    def follow(self, frame: Frame) -> bool:
        """Take the frame's moment; True when the tiles have not been asked for it yet."""
        return self._follower.follow(frame) is not self._asked[1]

    def ask(self, wants: Sequence[Want], cells: Iterable[Cell]) -> None:
        """Tell the decoders what is needed, when that is something else; `cells`: all tiles, also those that need nothing."""
        head, jumps = self._follower.head, self._follower.jumps
        before, self._asked = self._asked, (tuple(wants), head)
        if self._asked == before:
            return
        is_other_time = (head.at is None) != (before[1].at is None)
        was, now = ({want.tile: want for want in each} for each in (before[0], wants))
        for cell in cells:
            tile = cell.shown.tile
            if not wants or is_other_time:
                cell.drop()
            else:
                cell.is_old = cell.is_old or jumps != self._jumps
                _outdate(cell, was.get(tile), now.get(tile))
        self._jumps = jumps
        self._pictures.want(*self._asked)

    def rest(self, cells: Iterable[Cell]) -> None:
        """Nobody looks any more: nothing is decoded, and no picture's memory is held."""
        for cell in cells:
            cell.drop()
        if self._asked[0]:
            self._asked = (), self._asked[1]
            self._pictures.want(*self._asked)


def _outdate(cell: Cell, was: Want | None, now: Want | None) -> None:
    """A picture in which private parts can be seen goes at once when they may not be; one of another moment is old."""
    if was is None or now is None:
        return
    if now.pixelate and not was.pixelate:
        cell.drop()
    elif now.back != was.back:
        cell.is_old = True
