"""What the simulated staff tell by their terminals: duty rounds done, customers' matters, special problems. The leader's own rounds are the leader's."""

import random
from collections.abc import Iterator
from functools import partial

from adapters.simulated.people import People
from adapters.simulated.queue_system import Emit
from adapters.simulated.scenario import Scenario, Talk, minutes_of
from adapters.simulated.timeline import Timeline
from console.model.event import MatterOpened, ProblemReported, RoundDone
from console.model.hall import DutyRound, HallConfig, Post

PROMPT = (0.05, 0.5)
"""Between which parts of the time that a round has somebody has done it."""


class Rounds:
    """The day's rounds, and what customers bring beside their numbers."""

    def __init__(
        self, config: HallConfig, scenario: Scenario, timeline: Timeline, people: People, emit: Emit, chance: random.Random
    ) -> None:
        self._config = config
        self._scenario = scenario
        self._timeline = timeline
        self._people = people
        self._emit = emit
        self._chance = chance
        self._told = 0

    def plan_day(self, midnight: float) -> None:
        """Put the day's rounds and talks on the timeline."""
        for round in self._config.rounds:
            if round.post is not Post.DUTY_LEADER:
                for due in self._times(round, midnight):
                    late = self._chance.uniform(*PROMPT) * round.within * 60
                    self._timeline.at(due + late, partial(self._go_round, round))
        for talk in self._scenario.talk:
            self._timeline.at(
                midnight + minutes_of(talk.at) * 60 + self._chance.uniform(0, 120), partial(self._tell, talk, midnight)
            )

    def _times(self, round: DutyRound, midnight: float) -> Iterator[float]:
        yield from (midnight + minutes_of(clock) * 60 for clock in round.at)
        if round.every is not None:
            opens, closes = (midnight + minutes_of(clock) * 60 for clock in (self._config.opens, self._config.closes))
            # Each is done a little after it is due, and the next counts from there.
            step = (round.every + round.within * sum(PROMPT) / 2) * 60
            due = opens + round.every * 60
            while due < closes:
                yield due
                due += step

    def _go_round(self, round: DutyRound) -> None:
        person = self._somebody(round.post)
        if person is not None:
            self._emit(RoundDone(round=round.id, by=person))

    def _tell(self, talk: Talk, midnight: float) -> None:
        person = self._somebody(talk.post)
        if person is None:
            return
        self._told += 1
        if talk.is_problem:
            self._emit(ProblemReported(problem=f"T{self._told}", by=person, text=talk.what, place=talk.place))
            return
        due = midnight + minutes_of(talk.promised) * 60 if talk.promised else None
        self._emit(
            MatterOpened(
                matter=f"T{self._told}",
                what=talk.what,
                owner=person,
                by=person,
                source=talk.source,
                customer=talk.customer,
                due_at=due,
            )
        )

    def _somebody(self, post: Post) -> str | None:
        """Who of a post is here, by chance."""
        here = [person.id for _, person in sorted(self._people.staff.items()) if person.role is post and person.is_here]
        return self._chance.choice(here) if here else None
