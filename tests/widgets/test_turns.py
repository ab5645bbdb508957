"""The GUI thread is shared fairly."""

from functools import partial

from widgets.turns import BUDGET, Turns


class Bench:
    """Jobs that take a time of their own by a clock of their own."""

    def __init__(self, **costs: float) -> None:
        self.now = 0.0
        self.ran: list[str] = []
        self.turns = Turns(lambda: self.now)
        self.costs = costs

    def tick(self, painted: float = 0.0) -> None:
        self.ran = []
        self.turns.run([(name, partial(self.work, name)) for name in self.costs], painted)
        self.now += 0.033

    def work(self, name: str) -> bool:
        self.ran.append(name)
        self.now += self.costs[name]
        return True


def test_cheap_jobs_all_run_every_tick() -> None:
    bench = Bench(a=0.001, b=0.001, c=0.001)
    for _ in range(3):
        bench.tick()
        assert sorted(bench.ran) == ["a", "b", "c"]


def test_who_was_left_out_goes_first_next_time() -> None:
    bench = Bench(a=BUDGET, b=BUDGET, c=0.001)
    bench.tick()
    assert bench.ran == ["a", "b"]
    bench.tick()
    assert bench.ran[0] == "c"


def test_no_job_starves_beside_a_dear_one() -> None:
    bench = Bench(dear=0.060, a=0.002, b=0.002)
    counts = {"dear": 0, "a": 0, "b": 0}
    for _ in range(60):
        bench.tick()
        for name in bench.ran:
            counts[name] += 1
    assert counts["a"] > 40
    assert counts["b"] > 40
    assert 3 <= counts["dear"] <= 12


def test_a_tick_costs_a_budget_and_one_job_at_most() -> None:
    bench = Bench(a=0.009, b=0.009, c=0.009, d=0.009)
    for _ in range(20):
        before = bench.now
        bench.tick()
        assert bench.now - before - 0.033 <= BUDGET + 0.009 + 1e-9


def test_dear_painting_spreads_the_changes_over_ticks() -> None:
    bench = Bench(a=0.001, b=0.001, c=0.001, d=0.001)
    bench.tick()
    for _ in range(8):
        bench.tick(painted=0.004 * len(bench.ran))
        bench.tick(painted=0.004 * len(bench.ran))
        assert 1 <= len(bench.ran) <= 3
    seen = set()
    for _ in range(6):
        bench.tick(painted=0.004 * len(bench.ran))
        seen |= set(bench.ran)
    assert seen == {"a", "b", "c", "d"}


def test_when_painting_is_cheap_again_all_go_at_once() -> None:
    bench = Bench(a=0.0001, b=0.0001, c=0.0001)
    for _ in range(5):
        bench.tick(painted=0.05)
    assert len(bench.ran) == 1
    for _ in range(5):
        bench.tick(painted=0.001)
    assert len(bench.ran) == 3


def test_no_jobs_are_no_trouble() -> None:
    assert Turns().run([]) == 0


def test_an_urgent_job_does_not_wait_for_its_turn() -> None:
    bench = Bench(a=0.001, b=0.001, c=0.001, d=0.001)
    bench.turns.allowance = 1
    jobs = [(name, partial(bench.work, name)) for name in bench.costs]
    bench.turns.run(jobs, urgent={"d"})
    assert bench.ran == ["d", "a"]
