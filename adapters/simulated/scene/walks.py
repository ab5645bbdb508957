"""Ways through the hall round what stands there, and walking along them. It knows no people."""

import heapq
import math
from bisect import bisect_right
from collections.abc import Iterable
from itertools import pairwise

import numpy as np

CELL = 0.3
"""Metres of the grid on which ways are sought."""
ROOM = 0.22
"""Metres that a walker keeps from things."""
Point = tuple[float, float]
_STEPS = [(dx, dy, math.hypot(dx, dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]


class Floor:
    """What can be walked on."""

    def __init__(self, width: float, height: float, blocks: Iterable[tuple[float, float, float, float]]) -> None:
        """Metres; `blocks` are x0, y0, x1, y1."""
        self._columns, self._rows = max(1, int(width / CELL)), max(1, int(height / CELL))
        x = (np.arange(self._columns) + 0.5) * CELL
        y = (np.arange(self._rows) + 0.5) * CELL
        free = np.ones((self._columns, self._rows), bool)
        for x0, y0, x1, y1 in blocks:
            inside = ((x > x0 - ROOM) & (x < x1 + ROOM))[:, None] & ((y > y0 - ROOM) & (y < y1 + ROOM))[None, :]
            free &= ~inside
        self._free = free.tolist()

    def way(self, here: Point, there: Point) -> list[Point]:
        """Points from here to there; straight when there is no way round."""
        start, goal = self._near(here), self._near(there)
        if start is None or goal is None or self._sees(start, goal):
            return [here, there]
        cells = self._search(start, goal)
        if not cells:
            return [here, there]
        points = [((column + 0.5) * CELL, (row + 0.5) * CELL) for column, row in self._pulled(cells)]
        return [here, *points[1:-1], there]

    def is_free(self, point: Point) -> bool:
        """Whether somebody can stand at a point."""
        return self._is_free(int(point[0] / CELL), int(point[1] / CELL))

    def _near(self, point: Point) -> tuple[int, int] | None:
        """The free cell nearest to a point."""
        column, row = int(point[0] / CELL), int(point[1] / CELL)
        around = [(column + dx, row + dy) for dx in range(-4, 5) for dy in range(-4, 5)]
        free = [cell for cell in around if self._is_free(*cell)]
        return min(free, key=lambda cell: math.dist(cell, (point[0] / CELL - 0.5, point[1] / CELL - 0.5)), default=None)

    def _is_free(self, column: int, row: int) -> bool:
        return 0 <= column < self._columns and 0 <= row < self._rows and bool(self._free[column][row])

    def _search(self, start: tuple[int, int], goal: tuple[int, int]) -> list[tuple[int, int]]:
        """A*, with steps in eight directions."""
        queue = [(math.dist(start, goal), 0.0, start)]
        best, came = {start: 0.0}, {start: start}
        while queue:
            _, done, cell = heapq.heappop(queue)
            if cell == goal:
                cells = [cell]
                while cell != start:
                    cell = came[cell]
                    cells.append(cell)
                return cells[::-1]
            if done > best[cell]:
                continue
            for dx, dy, length in _STEPS:
                column, row = cell[0] + dx, cell[1] + dy
                if not self._is_free(column, row) or (
                    dx and dy and not (self._is_free(column, cell[1]) and self._is_free(cell[0], row))
                ):
                    continue
                further = done + length
                if further < best.get((column, row), math.inf):
                    best[column, row], came[column, row] = further, cell
                    heapq.heappush(queue, (further + math.dist((column, row), goal), further, (column, row)))
        return []

    def _pulled(self, cells: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Only the corners that are needed."""
        kept, at = [cells[0]], 0
        while at < len(cells) - 1:
            ahead = len(cells) - 1
            while ahead > at + 1 and not self._sees(cells[at], cells[ahead]):
                ahead -= 1
            kept.append(cells[ahead])
            at = ahead
        return kept

    def _sees(self, here: tuple[int, int], there: tuple[int, int]) -> bool:
        count = 2 * max(abs(there[0] - here[0]), abs(there[1] - here[1]), 1)
        return all(
            self._is_free(
                round(here[0] + (there[0] - here[0]) * step / count), round(here[1] + (there[1] - here[1]) * step / count)
            )
            for step in range(count + 1)
        )


class Walk:
    """Somebody's way, from a moment on, at an even pace, with corners rounded."""

    def __init__(self, points: list[Point], begins: float, pace: float) -> None:
        """`begins`: hall time; `pace`: metres a second."""
        self._points = _rounded(points)
        self._begins = begins
        self._pace = pace
        self._done = [0.0]
        for before, after in pairwise(self._points):
            self._done.append(self._done[-1] + math.dist(before, after))

    @property
    def ends(self) -> float:
        """Hall time of arrival."""
        return self._begins + self._done[-1] / self._pace

    def at(self, now: float) -> tuple[float, float, float, float]:
        """x, y, the way they look (degrees) and metres walked."""
        walked = min(max(0.0, (now - self._begins) * self._pace), self._done[-1])
        index = min(max(0, bisect_right(self._done, walked) - 1), len(self._points) - 2)
        (x0, y0), (x1, y1) = self._points[index], self._points[index + 1]
        length = self._done[index + 1] - self._done[index]
        part = (walked - self._done[index]) / length if length else 1.0
        return x0 + (x1 - x0) * part, y0 + (y1 - y0) * part, math.degrees(math.atan2(y1 - y0, x1 - x0)) % 360, walked


def _rounded(points: list[Point]) -> list[Point]:
    """Corners cut twice (Chaikin), so that nobody turns on the spot."""
    for _ in range(2):
        if len(points) < 3:
            break
        cut = [points[0]]
        for here, there in pairwise(points):
            (x0, y0), (x1, y1) = here, there
            near = min(0.25, 0.6 / max(math.dist(here, there), 0.01))
            cut += [(x0 + (x1 - x0) * near, y0 + (y1 - y0) * near), (x1 - (x1 - x0) * near, y1 - (y1 - y0) * near)]
        points = [*cut, points[-1]]
    return points
