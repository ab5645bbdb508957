"""The GUI thread is shared fairly."""

from widgets.turns import BUDGET, Turns


class Bench:
    """Jobs that take a time of their own by a clock of their own."""

    def __init__(self, **costs: float) -> None:
        self.now = 0.0
        self.ran: list[str] = []
        self.turns = Turns(lambda: self.now)
        self.costs = costs

    def tick(self) -> None:
        self.ran = []
        self.turns.run([(name, lambda name=name: self.work(name)) for name in self.costs])  # type: ignore[misc]
        self.now += 0.033

    def work(self, name: str) -> None:
        self.ran.append(name)
        self.now += self.costs[name]


def test_cheap_jobs_all_run_every_tick() -> None:
    bench = Bench(a=0.001, b=0.001, c=0.001)
    for _ in range(3):
        bench.tick()
        assert sorted(bench.ran) == ["a", "b", "c"]


def test_who_was_left_out_goes_first_next_time() -> None:
    bench = Bench(a=BUDGET, b=BUDGET, c=0.001)
    bench.tick()
    first = set(bench.ran)
    bench.tick()
    bench.tick()
    assert first != {"a", "b", "c"}
    assert "c" in bench.ran or "c" in first or bench.ran[0] == "c"


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


def test_no_jobs_are_no_trouble() -> None:
    assert Turns().run([]) == 0
