"""To what a move is drawn: the lines that are found quickly are those that looking at all of them finds."""

import random

import pytest

from console.hall_edit.scene import Box, Lines, Snap, snap

REACH = 0.33


def looked_at_all(box: Box, others: list[Box], axis: int) -> tuple[float, tuple[float, ...]]:
    def lines(of: Box) -> tuple[float, float, float]:
        return of[axis], (of[axis] + of[axis + 2]) / 2, of[axis + 2]

    pairs = [
        (abs(line - mine), line - mine, line)
        for mine in lines(box)
        for other in others
        for line in lines(other)
        if abs(line - mine) <= REACH
    ]
    if not pairs:
        return 0.0, ()
    _, by, _ = min(pairs)
    return by, tuple(sorted({round(line, 4) for _, aside, line in pairs if abs(aside - by) < 1e-6}))


def some_box(chance: random.Random) -> Box:
    x, y = round(chance.uniform(0, 8), 1), round(chance.uniform(0, 8), 1)
    return x, y, x + chance.choice((0.5, 0.9, 2.2)), y + chance.choice((0.5, 0.9, 1.6))


def test_a_move_is_drawn_to_the_nearest_of_all_lines() -> None:
    chance = random.Random(1)
    for _ in range(500):
        moved, others = some_box(chance), [some_box(chance) for _ in range(chance.randrange(12))]
        drawn = snap(moved, Lines(others), 0.0, REACH)
        (dx, upright), (dy, level) = (looked_at_all(moved, others, axis) for axis in (0, 1))
        assert drawn.dx == pytest.approx(dx)
        assert drawn.dy == pytest.approx(dy)
        assert (drawn.upright, drawn.level) == (upright, level)


def test_a_move_that_is_drawn_to_nothing_goes_to_the_grid() -> None:
    far = (50.0, 50.0, 51.0, 51.0)
    drawn = snap((1.03, 2.04, 2.0, 3.0), Lines([far]), 0.1, REACH)
    assert (round(drawn.dx, 6), round(drawn.dy, 6)) == (-0.03, -0.04)
    assert (drawn.upright, drawn.level) == ((), ())
    assert snap((1.03, 2.04, 2.0, 3.0), Lines([far]), 0.0, REACH) == Snap(0.0, 0.0)
    assert snap((1.03, 2.0, 2.0, 3.0), Lines([(1.1, 8.0, 1.1, 9.0)]), 0.1, -1.0).upright == (), "no reach: to no other"
