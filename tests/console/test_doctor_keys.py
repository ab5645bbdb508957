"""What `hallwatch doctor` finds wrong with keys, stations, codes and persons, and that it touches nothing."""

import time
from pathlib import Path

import msgspec
import pytest

from console import doctor
from console.doctor import Finding, Health
from console.hub import keys, pairing, people
from console.hub.people import Registered
from console.model.command import Role

HASH = "$argon2id$v=19$m=65536,t=3,p=1$bm90IGEgc2FsdA$bm90IGEgaGFzaA"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A hub's directory with one station of its own machine, and nobody registered."""
    keys.issue_local(tmp_path, "desk-1", "leader")
    return tmp_path


def register(data: Path, *roles: Role, since: float | None = None) -> None:
    """Persons without real hashes: making them takes its time."""
    known = tuple(Registered(name=f"p{n}", role=role, hash=HASH, since=since or time.time()) for n, role in enumerate(roles))
    path = people.path_of(data)
    path.write_bytes(msgspec.json.encode({"people": known}))
    path.chmod(0o600)


def said(data: Path, topic: str) -> list[Finding]:
    return [each for each in doctor.keys(data) if each.topic == topic]


def test_where_no_hub_has_run_nothing_is_said(tmp_path: Path) -> None:
    assert not list(doctor.keys(tmp_path))


def test_it_changes_no_file(data: Path) -> None:
    register(data, Role.LEADER)
    pairing.pair(data, "viewer", "late")

    def files() -> dict[str, tuple[int, int]]:
        return {each.name: (each.stat().st_mtime_ns, each.stat().st_size) for each in (data / "keys").iterdir()}

    before = files()
    list(doctor.keys(data))
    assert files() == before


def test_a_sound_hub_is_well(data: Path) -> None:
    register(data, Role.LEADER, Role.OPERATOR, Role.VIEWER)
    found = list(doctor.keys(data))
    assert {each.health for each in found} == {Health.WELL}
    assert [each.seen for each in found] == ["1 paired", "3 registered, 2 may give orders"]


@pytest.mark.parametrize(
    ("roles", "health", "words"),
    [
        ((), Health.ADVICE, "nobody is registered"),
        ((Role.VIEWER, Role.ADMIN), Health.MISSING, "nobody may give orders"),
        ((Role.OPERATOR,), Health.MISSING, "no emergency plan can be started"),
        ((Role.OPERATOR, Role.OPERATOR), Health.WELL, "2 may give orders"),
    ],
)
def test_whether_people_can_work_is_said(data: Path, roles: tuple[Role, ...], health: Health, words: str) -> None:
    register(data, *roles)
    [finding] = said(data, "persons")
    assert (finding.health, words in finding.seen) == (health, True), finding
    assert finding.health is Health.WELL or "hallwatch person add" in finding.remedy


def test_a_secret_of_more_than_a_year_is_named(data: Path) -> None:
    register(data, Role.LEADER, since=time.time() - 400 * 86_400)
    assert [each.remedy for each in said(data, "persons")][-1] == "hallwatch person passwd p0"


@pytest.mark.parametrize("name", ["people.json", "stations.json", "hub-key.json", "desk-1.station.toml"])
def test_a_damaged_file_is_named_with_what_to_do(data: Path, name: str) -> None:
    register(data, Role.LEADER)
    (data / "keys" / name).write_text("{")
    found = [each for each in doctor.keys(data) if each.health is Health.MISSING]
    assert len(found) == 1
    assert name in found[0].seen
    assert found[0].remedy


def test_a_station_that_was_shut_out_and_one_of_another_hub_are_named(data: Path) -> None:
    keys.issue_local(data, "desk-2", "viewer")
    keys.revoke(data, "desk-2")
    seen = [each.seen for each in said(data, "stations") if each.health is Health.ADVICE]
    assert len(seen) == 1
    assert "shut out" in seen[0]
    (data / "keys" / "hub-key.json").unlink()
    keys.hub_key(data)
    seen = [each.seen for each in said(data, "stations") if each.health is Health.ADVICE]
    assert all("another hub key" in each for each in seen)
    assert len(seen) == 2


def test_codes_that_wait_expired_or_were_guessed_at_are_told_apart(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pairing.pair(data, "viewer", "late")
    monkeypatch.setattr(pairing, "VALID_SECONDS", -1.0)
    pairing.pair(data, "leader", "desk-9")
    [waits, expired] = said(data, "pairing")
    assert (waits.health, "10 more minutes" in waits.seen) == (Health.WELL, True)
    assert (expired.seen, expired.remedy) == (
        "the code for desk-9 expired unused",
        "hallwatch pair --role leader --name desk-9",
    )
    offers = [msgspec.structs.replace(each, tries=5) for each in pairing.offers(data)]
    (data / "keys" / "offers.json").write_bytes(msgspec.json.encode(offers))
    assert all("tried wrongly 5 times" in each.seen for each in said(data, "pairing"))


def test_files_open_to_others_come_first_and_alone(data: Path) -> None:
    people_file = data / "keys" / "stations.json"
    people_file.chmod(0o644)
    [finding] = doctor.keys(data)
    assert str(people_file) in finding.seen
