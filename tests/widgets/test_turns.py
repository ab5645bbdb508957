"""The GUI thread is shared fairly."""

from collections.abc import Container
from functools import partial

from widgets.turns import BUDGET, FRAME_BUDGET, Turns


class Bench:
    """Jobs that take a time of their own, to draw and to paint, by a clock of their own."""

    def __init__(self, painting: float = 0.0, **costs: float) -> None:
        self.now = 0.0
        self.slices: list[list[str]] = []
        self.worked = 0.0
        """Of the time that went by: what was this thread's."""
        self.turns = Turns(lambda: self.now, lambda: self.worked)
        self.costs = costs
        self.painting = painting
        """Seconds that each change costs to paint."""
        self.slower = 1.0
        """How many times as long it takes because other programs take their turns."""
        self.frames = 0

    def frame(self, urgent: Container[str] = ()) -> list[list[str]]:
        """One frame with all its slices; who ran in each."""
        self.frames += 1
        last = self.slices[-1] if self.slices else []
        self.slices = [[]]
        jobs = [(name, partial(self.work, name)) for name in self.costs]
        more = self.turns.begin(jobs, self.painting * len(last), urgent)
        while more:
            last = self.slices[-1]
            self.slices.append([])
            self.go_by(self.painting * len(last))
            more = self.turns.go_on(self.painting * len(last))
        self.now += 0.033
        return self.slices

    def ran(self) -> list[str]:
        return [name for part in self.slices for name in part]

    def work(self, name: str) -> bool:
        self.slices[-1].append(name)
        self.go_by(self.costs[name])
        return True

    def go_by(self, seconds: float) -> None:
        self.now += seconds * self.slower
        self.worked += seconds


def test_cheap_jobs_all_run_in_one_slice() -> None:
    bench = Bench(a=0.001, b=0.001, c=0.001)
    for _ in range(40):
        bench.frame()
    assert bench.slices == [["a", "b", "c"]]


def test_what_other_programs_take_makes_no_job_dear() -> None:
    bench = Bench(a=0.002, b=0.002, c=0.002)
    for slower in (1.0, 1.0, 8.0, 8.0, 1.0):
        bench.slower = slower
        bench.frame()
        assert set(bench.ran()) == {"a", "b", "c"}
        assert bench.turns.drawn_through == bench.frames


def test_dear_jobs_all_run_in_one_frame_with_rests_between() -> None:
    bench = Bench(a=0.006, b=0.006, c=0.006)
    bench.frame()
    assert bench.frame() == [["a"], ["b"], ["c"]]
    assert bench.turns.drawn_through == bench.frames


def test_who_was_left_out_goes_first_next_time() -> None:
    bench = Bench(a=0.007, b=0.007, c=0.007, d=0.007)
    bench.frame()
    left = set(bench.costs) - set(bench.ran())
    assert left
    assert bench.turns.drawn_through == bench.frames - 1
    bench.frame()
    assert bench.slices[0][0] in left


def test_no_job_starves_beside_a_dear_one() -> None:
    bench = Bench(dear=0.060, a=0.002, b=0.002)
    counts = {"dear": 0, "a": 0, "b": 0}
    for _ in range(60):
        bench.frame()
        for name in bench.ran():
            counts[name] += 1
    assert counts["a"] > 40
    assert counts["b"] > 40
    assert 3 <= counts["dear"] <= 12


def test_a_frame_costs_its_budget_and_one_job_at_most() -> None:
    bench = Bench(a=0.007, b=0.007, c=0.007, d=0.007)
    for _ in range(20):
        before = bench.now
        bench.frame()
        assert bench.now - before - 0.033 <= FRAME_BUDGET + 0.007 + 1e-9


def test_dear_painting_spreads_the_changes_over_slices() -> None:
    bench = Bench(painting=0.006, a=0.001, b=0.001, c=0.001)
    for _ in range(12):
        bench.frame()
    assert [len(part) for part in bench.slices] == [1, 1, 1]


def test_a_slice_foresees_what_its_changes_cost_to_paint() -> None:
    bench = Bench(painting=0.0025, a=0.0005, b=0.0005, c=0.0005, d=0.0005, e=0.0005)
    for _ in range(12):
        bench.frame()
        worst = max(0.003 * len(part) for part in bench.slices)
    assert worst <= BUDGET


def test_when_painting_is_cheap_again_all_go_at_once() -> None:
    bench = Bench(painting=0.02, a=0.0001, b=0.0001, c=0.0001)
    for _ in range(5):
        bench.frame()
    assert len(bench.slices) > 1
    bench.painting = 0.0001
    for _ in range(200):
        bench.frame()
    assert len(bench.slices) == 1


def test_what_changes_nothing_is_not_charged_for_painting() -> None:
    turns = Turns(lambda: 0.0, lambda: 0.0)
    ran: list[str] = []

    def still(name: str) -> bool:
        ran.append(name)
        return False

    jobs = [(str(n), partial(still, str(n))) for n in range(40)]
    for _ in range(10):
        turns.begin(jobs)
    ran.clear()
    assert not turns.begin(jobs)
    assert len(ran) == 40


def test_no_jobs_are_no_trouble() -> None:
    turns = Turns()
    assert not turns.begin([])
    assert turns.drawn_through == 1


def test_an_urgent_job_does_not_wait_for_its_turn() -> None:
    bench = Bench(a=0.007, b=0.007, c=0.007, d=0.007)
    bench.frame()
    bench.frame(urgent={"d"})
    assert bench.slices[0][0] == "d"


def test_a_job_that_is_gone_is_not_waited_for() -> None:
    bench = Bench(a=0.007, b=0.007, c=0.007, d=0.007)
    bench.frame()
    for name in ("b", "c", "d"):
        del bench.costs[name]
    bench.frame()
    assert bench.turns.drawn_through == bench.frames
