"""Checks that never fail prove nothing: each is run against a hub with one thing wrong, and must notice."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.console.hub.live import test_wire_faults as wire_faults
from tests.e2e.test_faults_disk import cut_power_under_load
from tests.e2e.test_faults_kill import kill_under_load
from tests.helpers.hub import Adapter, HubProcess, closing


def mutant(name: str) -> tuple[str, ...]:
    """How to start the hub with this thing wrong."""
    return ("-m", "tests.helpers.mutant", name)


@contextmanager
def mutated(folder: Path, name: str) -> Iterator[tuple[HubProcess, Adapter]]:
    """A mutated hub and an adapter of it."""
    with HubProcess(folder / "hall", program=mutant(name)) as hub:
        qms = Adapter(hub.data, "qms")
        with closing(qms):
            yield hub, qms


def test_acknowledging_before_the_commit_is_noticed_by_the_kills(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="acknowledged events of"):
        kill_under_load(tmp_path / "hall", 30, seed=1, program=mutant("acknowledge_before_commit"))


def test_taking_a_number_twice_is_noticed(tmp_path: Path) -> None:
    with mutated(tmp_path, "no_dedupe") as (hub, qms), pytest.raises(AssertionError, match=r"4 == 3"):
        wire_faults.test_a_number_sent_again_has_no_effect_and_is_acknowledged_again(hub, qms)


def test_taking_a_number_too_early_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Adapter.hear_one, "__defaults__", (5.0,))  # for the answer that never comes
    with mutated(tmp_path, "no_gap_check") as (hub, qms), pytest.raises(AssertionError, match="no answer"):
        wire_faults.test_a_number_left_out_is_asked_for_and_nothing_behind_it_is_taken(hub, qms)


def test_a_database_that_does_not_sync_is_noticed_by_a_power_cut(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"acknowledged, \d+ on the disk"):
        cut_power_under_load(tmp_path, 20, seed=5, program=mutant("synchronous_normal"))
