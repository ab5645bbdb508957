"""Configuration: the demo hall loads; whatever does not fit is refused with file, line, key and what was expected."""

import re
import shutil
from pathlib import Path

import msgspec
import pytest

from adapters.base import device_module
from console.config import DEMO_HALL, RESOURCES, HallFile, load, load_hall, load_site
from console.fault import HallFault
from console.model.hall import HallConfig, Plan, PlanStep, Post, StepKind, ZoneKind
from console.toml_file import MAX_BYTES


@pytest.fixture
def resources(tmp_path: Path) -> Path:
    """A copy of all configuration, to be spoilt."""
    for name in ("halls", "plans", "profiles"):
        shutil.copytree(RESOURCES / name, tmp_path / name)
    return tmp_path


def spoil(resources: Path, file: str, old: str, new: str) -> tuple[Path, int]:
    """Replace the first `old`; the file and the line where it stood."""
    path = resources / file
    text = path.read_text()
    assert old in text, f"{file} has no {old!r}"
    path.write_text(text.replace(old, new, 1))
    return path, text[: text.index(old)].count("\n") + 1


def refusal(resources: Path) -> str:
    with pytest.raises(HallFault) as caught:
        load_hall(resources / "halls" / "demo", resources)
    return str(caught.value)


def test_the_demo_hall_is_whole() -> None:
    hall = load_hall()
    assert {zone.kind for zone in hall.zones} >= set(ZoneKind) - {ZoneKind.EXPERIENCE}
    assert len(hall.counters) == 12
    assert len(hall.staff) == 17
    assert [queue.id for queue in hall.queues] == ["A", "B", "C", "L", "Y", "D"]
    assert {person.post for person in hall.staff} >= {Post.GUIDE, Post.CLERK, Post.SUPPORT, Post.DUTY_LEADER, Post.GUARD}
    assert len(hall.businesses) >= 20
    assert {plan.id for plan in hall.plans} == {"power", "surge"}
    kinds = [device.kind for device in hall.devices]
    assert [kinds.count(kind) for kind in ("panel", "strip", "ticket_kiosk", "kiosk", "board", "ups")] == [12, 12, 2, 8, 2, 2]


def test_everything_of_the_demo_hall_is_named_in_both_languages() -> None:
    hall = load_hall()
    groups = (hall.zones, hall.queues, hall.businesses, hall.priorities, hall.profiles, hall.devices, hall.alarms, hall.plans,
              hall.staff, hall.kinds, hall.conditions, hall.points, hall.rounds, hall.departments)  # fmt: skip
    for group in groups:
        assert all(item.name and item.name_en for item in group)
    assert all(step.text and step.text_en for plan in hall.plans for step in plan.steps)
    assert all(rule.guidance for rule in hall.alarms)


def test_every_adapter_of_the_demo_hall_takes_its_configuration() -> None:
    site = load_site()
    for spec in site.adapters:
        config = msgspec.convert(spec.config, device_module(spec.kind).Config)
        assert config is not None
    assert {device.adapter for device in site.hall.devices} == {spec.name for spec in site.adapters}


HALL = "halls/demo/hall.toml"
BAD = {
    "unknown key": (HALL, "wait_target = 900", "wait_targt = 900", r"wait_targt: unknown key — did you mean `wait_target`\?"),
    "unknown key in a table": (HALL, "crowded_at = 50", "crowded_att = 50", r"zone\[4\]\.crowded_att: unknown key .*`crowded_at`"),
    "wrong type": (HALL, "number = 3", 'number = "three"', r"counter\[3\]\.number: expected `int`, got `str`"),
    "wrong value of a list": (HALL, 'needs = ["qms"]', "needs = [7]", r"device\[\d+\]\.needs\[1\]: expected `str`, got `int`"),
    "not one of the kinds": (HALL, 'kind = "waiting"', 'kind = "wating"', r"zone\[4\]\.kind: invalid enum value 'wating' — did you mean `waiting`\?"),
    "missing key": (HALL, 'queue_device = "qms"\n', "", r"the key `queue_device` is missing"),
    "bad time": (HALL, 'opens = "08:30"', 'opens = "8:30"', r"opens: expected a time of day such as `08:30`"),
    "an id with a space": (HALL, 'id = "c2"', 'id = "c 2"', r"counter\[2\]\.id: expected letters, digits, .* only"),
    "fewer seats than none": (HALL, "seats = 60", "seats = -3", r"zone\[4\]\.seats: expected `int` >= 0"),
    "a number for no computer": (HALL, "seats = 60", f"seats = {10**30}", r"zone\[4\]\.seats: expected `int` <= 100000"),
    "nested for ever": (HALL, "width = 44", f"width = {'[' * 3000}{']' * 3000}", r"hall\.toml:10: not valid TOML: Nested too deeply"),
    "closes before it opens": (HALL, 'closes = "17:00"', 'closes = "07:00"', r"closes: the hall closes at 07:00, before it opens"),
    "no such time zone": (HALL, "Asia/Shanghai", "Asia/Shanghigh", r"timezone: there is no time zone `Asia/Shanghigh`"),
    "zone outside the hall": (HALL, "width = 25.6", "width = 52.6", r"zone\[1\]: `residential` lies outside the hall"),
    "counter outside the hall": (HALL, "x = 2.0\ny = 3.4", "x = 222\ny = 3.4", r"counter\[1\]\.x: `c1` lies outside the hall of 44"),
    "a name that turns the writing direction": (HALL, 'name = "等候区"', 'name = "\\u202e等候区"', r"zone\[4\]\.name: a sign that nobody sees \(U\+202E\)"),
    "no such queue": (HALL, 'prefix = "A"\ngroup = "A"', 'prefix = "A"\ngroup = "Z"', r"business\[1\]\.group: there is no queue `Z`"),
    "no such zone": (HALL, 'zone = "residential"\nx', 'zone = "resident"\nx', r"counter\[1\]\.zone: .*did you mean `residential`"),
    "no such profile": (HALL, 'profile = "payment"', 'profile = "paymnt"', r"counter\[1\]\.profile: there is no profile `paymnt`"),
    "no such business": (HALL, 'businesses = ["care", "pay"', 'businesses = ["care", "play"',
                         r"profile\[1\]\.businesses\[2\]: there is no business `play` — did you mean `pay`"),
    "no such skill": (HALL, 'skills = ["care", "booked"', 'skills = ["care", "boked"', r"staff\[1\]\.skills\[2\]: .*`booked`"),
    "no such home": (HALL, 'home = "guidance"', 'home = "guidence"', r"staff\[11\]\.home: there is no counter, zone or device"),
    "no such need": (HALL, 'needs = ["qms"]', 'needs = ["qmz"]', r"device\[4\]\.needs\[1\]: there is no device `qmz`"),
    "no such adapter": (HALL, 'adapter = "qms"', 'adapter = "qs"', r"device\[3\]\.adapter: there is no adapter `qs`"),
    "no such device kind": (HALL, 'kind = "pa"', 'kind = "paa"', r"there is no device kind `paa`"),
    "no such queue device": (HALL, 'queue_device = "qms"', 'queue_device = "q"', r"queue_device: there is no device `q`"),
    "two of one id": (HALL, 'id = "panel-2"', 'id = "panel-1"', r"`panel-1` stands already in line \d+"),
    "a counter called like a zone": (HALL, 'id = "c2"', 'id = "waiting"', r"counter\[2\]\.id|stands already"),
    "two of one number": (HALL, "number = 2\n", "number = 1\n", r"counter\[2\]\.number: the counter number `1` stands already"),
    "one panel at two counters": (HALL, 'panel = "panel-2"', 'panel = "panel-1"', r"counter\[2\]\.panel: `panel-1` is at counter c1"),
    "lane for nobody": (HALL, 'priorities = ["care"]', 'priorities = ["carre"]', r"lane\[1\]\.priorities\[1\]: .*did you mean `care`"),
    "lane without its counter": (HALL, 'counters = ["c7"]', 'counters = ["c77"]', r"lane\[1\]\.counters\[1\]: there is no counter `c77`"),
    "lane in no zone": (HALL, 'zone = "waiting"\nx = 21.8', 'zone = "wating"\nx = 21.8', r"lane\[1\]\.zone: .*did you mean `waiting`"),
    "lane outside its zone": (HALL, "x = 21.8", "x = 22.8", r"lane\[1\]: `care_lane` does not lie within its zone `waiting`"),
    "circle of needs": (HALL, 'kind = "ups"\nadapter = "ups"\n', 'kind = "ups"\nadapter = "ups"\nneeds = ["qms"]\n',
                        r"needs: goes in a circle: .*ups-1.* → .*"),
    "business without a limit": ("profiles/limits.toml", 'business = "poor"', 'business = "pool"', r"poor has no service limit"),
    "kind with an unknown condition": (
        "profiles/vocabulary.toml",
        '"noise", "unknown_address"',
        '"noize", "unknown_address"',
        r"kind\[4\]\.conditions\[1\]: there is no condition `noize` — did you mean `noise`",
    ),
    "alarm without its condition": ("profiles/alarms.toml", 'condition = "on_battery"\n', "", r"names no condition"),
    "alarm on an unknown condition": ("profiles/alarms.toml", '"on_battery"', '"on_batery"', r"alarm\[1\]\.condition: .*`on_battery`"),
    "alarm on an unknown kind": ("profiles/alarms.toml", 'kinds = ["ups"]', 'kinds = ["usp"]', r"alarm\[1\]\.kinds\[1\]: .*`ups`"),
    "alarm that proposes no plan": ("profiles/alarms.toml", 'plan = "power"', 'plan = "pwer"', r"there is no plan `pwer`"),
    "alarm without a bound": ("profiles/alarms.toml", "below = 30\n", "", r"`ups_charge_low` has no bound"),
    "count without a time": ("profiles/alarms.toml", "within = 300\n", "", r"3 times, but within what time\?"),
    "no such step": ("plans/power.toml", 'after = ["scope"]', 'after = ["scop"]', r"steps\[5\]\.after\[1\]: .*`scope`"),
    "circle of steps": ("plans/power.toml", "after = []", 'after = ["report"]', r"after: goes in a circle: "),
    "two steps of one id": ("plans/power.toml", 'id = "ups"', 'id = "scope"', r"the step `scope` stands already"),
    "no such post": ("plans/power.toml", 'owner = "guard"', 'owner = "gard"', r"steps\[2\]\.owner: there is no post `gard`"),
    "order that is no command": ("plans/power.toml", 'do = "beep"', 'do = "bep"', r"steps\[4\]\.orders\[1\]: is not a command"),
    "human step with orders": ("plans/power.toml", 'kind = "device"\n', "", r"device steps, and only they, have orders"),
    "timer without a time": ("plans/power.toml", 'after = ["cash", "manual", "calm", "door"]\nminutes = 10',
                             'after = ["cash", "manual", "calm", "door"]', r"the timer `stable` has no time"),
    "not TOML": (HALL, "width = 44", "width = = 44", r"hall\.toml:\d+: not valid TOML"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_its_place(resources: Path, case: str) -> None:
    file, old, new, expected = BAD[case]
    path, line = spoil(resources, file, old, new)
    said = refusal(resources)
    assert re.search(expected, said), said
    # A complaint about a pair or a whole table may stand at the table's head; it is never far from the spoilt line.
    named = re.match(rf"{re.escape(str(path))}:(\d+): ", said)
    if case not in ("business without a limit", "circle of needs", "circle of steps", "missing key"):
        assert named, said
        assert abs(int(named[1]) - line) <= 8, said


def test_an_unknown_key_stands_on_its_own_line(resources: Path) -> None:
    path, line = spoil(resources, HALL, "crowded_at = 50", "crowded_att = 50")
    assert refusal(resources).startswith(f"{path}:{line}: ")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(HallFault, match=r"hall\.toml: no such file"):
        load_hall(tmp_path)


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(HallFault, match="cannot be read"):
        load(tmp_path, Plan)


def test_other_encodings_are_refused_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes('id = "power"\nname = "停电"\n'.encode("gbk"))
    with pytest.raises(HallFault, match=r"plan\.toml:2: not UTF-8"):
        load(path, Plan)


def test_the_mark_that_some_editors_put_in_front_is_passed_over(resources: Path) -> None:
    path = resources / HALL
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_hall(path.parent, resources).id == "chengdong"


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(HallFault, match=f"larger than {MAX_BYTES} bytes"):
        load(path, Plan)


def test_places_are_found_in_every_form_of_toml(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(
        'id = "p"\nname = "P"\nsteps = [\n  # first\n  { id = "a", text = "A" },\n  { id = "b", text = "B", minuts = 3 },\n]\n'
    )
    with pytest.raises(HallFault, match=r"plan\.toml:6: steps\[2\]\.minuts: unknown key — did you mean `minutes`\?"):
        load(path, Plan)


def test_a_halls_own_plans_come_beside_the_shared_ones_or_in_their_place(resources: Path) -> None:
    folder = resources / "halls" / "demo"
    own = (folder / "plans" / "surge.toml").read_text()
    assert [plan.id for plan in load_hall(folder, resources).plans] == ["power", "surge"]
    assert any(step.orders for step in steps_of(folder, resources, "open"))
    (folder / "plans" / "storm.toml").write_text(own.replace('id = "surge"', 'id = "storm"'))
    assert [plan.id for plan in load_hall(folder, resources).plans] == ["power", "storm", "surge"]
    (folder / "plans" / "again.toml").write_text(own)
    assert "the plan `surge` stands already in" in refusal(resources)
    for path in (folder / "plans").glob("*.toml"):
        path.unlink()
    assert [(step.kind, step.orders) for step in steps_of(folder, resources, "open")] == [(StepKind.HUMAN, ())]
    (resources / "plans" / "again.toml").write_text((resources / "plans" / "surge.toml").read_text())
    assert "the plan `surge` stands already in" in refusal(resources)


def steps_of(folder: Path, resources: Path, step: str) -> list[PlanStep]:
    return [each for plan in load_hall(folder, resources).plans if plan.id == "surge" for each in plan.steps if each.id == step]


def test_a_shared_plan_orders_what_devices_the_hall_has_and_its_own_must_fit(resources: Path) -> None:
    folder = resources / "halls" / "demo"
    assert load_site(folder, resources).by_hand == ()
    file, _ = spoil(resources, "plans/power.toml", '"panel-[0-9]*"', '"pannel-[0-9]*"')
    site = load_site(folder, resources)
    assert site.by_hand == (("power", ("panels",)),)
    (step,) = [step for plan in site.hall.plans if plan.id == "power" for step in plan.steps if step.id == "panels"]
    assert (step.kind, step.orders) == (StepKind.HUMAN, ())
    (folder / "plans" / "power.toml").write_text(file.read_text())
    assert re.search(r"demo/plans/power\.toml:\d+: .*no device's id begins with `pannel-\[0-9\]`", refusal(resources))


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('person = "feng"', 'person = "fengg"', r"\.person: there is no person `fengg` — did you mean `feng`"),
        ('person = "feng"', 'person = "总经理"', r"\.person: there is no person `总经理` — expected one of .*feng"),
        ('counter = "c5"', 'counter = "c55"', r"\.counter: there is no counter `c55` — did you mean `c5`"),
        ('post = "c5"', 'post = "roof"', r"\.post: there is no post `roof` — expected one of "),
    ],
)
def test_a_halls_own_plan_that_names_who_is_not_there_is_refused(resources: Path, right: str, wrong: str, said: str) -> None:
    spoil(resources, "halls/demo/plans/surge.toml", right, wrong)
    assert re.search(rf"demo/plans/surge\.toml:\d+: steps\[\d\]\.orders\[1\]{said}", refusal(resources))


@pytest.mark.parametrize(
    "order",
    [
        'do = "reassign_staff", person = "feng", post = "c5"',
        'do = "open_counter", counter = "c5"',
        'do = "reassign_staff", person = "who_is_not_there", post = "waiting"',
    ],
)
def test_a_shared_plan_that_names_one_halls_people_or_counters_is_refused(resources: Path, order: str) -> None:
    spoil(resources, "plans/power.toml", 'do = "beep", device = "panel-[0-9]*"', order)
    key, id = next((key, id) for key, id in re.findall(r'(\w+) = "(\w+)"', order) if key in {"person", "counter"})
    told = refusal(resources)
    assert re.search(rf"plans/power\.toml:\d+: steps\[\d\]\.orders\[1\]\.{key}: a shared plan names the {key} `{id}`", told)
    assert "its owner's to do, or move the plan into the hall's own `plans`" in told


def test_the_demo_hall_is_the_default() -> None:
    assert load_hall() == load_hall(DEMO_HALL)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("wait_target", 600.0),
        ("max_recalls", 3),
        ("rest_after", 7_200.0),
        ("lock_after", 5.0),
        ("recordings_gb", 9.0),
    ],
)
def test_each_number_of_a_hall_can_be_set_in_its_file(resources: Path, key: str, value: float) -> None:
    path = resources / "halls" / "demo" / "hall.toml"
    kept = [line for line in path.read_text().splitlines() if not line.startswith(f"{key} =")]
    path.write_text("\n".join([f"{key} = {value}", *kept]))
    assert getattr(load_hall(path.parent, resources), key) == value


def test_no_number_of_a_hall_is_out_of_its_files_reach() -> None:
    numbers = {each.name for each in msgspec.structs.fields(HallConfig) if isinstance(each.default, float | int)}
    assert numbers <= {each.name for each in msgspec.structs.fields(HallFile)}


@pytest.mark.parametrize("value", ["0", "481", "-5", '"15"'])
def test_minutes_to_lock_a_desk_that_make_no_sense_are_refused(resources: Path, value: str) -> None:
    spoil(resources, "halls/demo/hall.toml", "lock_after = 15", f"lock_after = {value}")
    assert "lock_after" in refusal(resources)


def test_rounds_and_departments_come_from_the_shared_profile_and_name_what_is_looked_at_in_both_languages() -> None:
    hall = load_hall()
    rounds = {round.id: round for round in hall.rounds}
    wanted = {
        "opening_check",
        "patrol",
        "cleaning",
        "water",
        "chargers",
        "wet_floor",
        "umbrellas",
        "senior_lane",
        "feedback_book",
    }
    assert wanted <= set(rounds)
    assert all(item.name and item.name_en for round in hall.rounds for item in round.items)
    assert not rounds["wet_floor"].at
    assert rounds["wet_floor"].every is None
    assert {each.id for each in hall.departments}.isdisjoint(person.id for person in hall.staff)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("every = 60\n", 'every = 60\nat = ["09:00"]\n', "both at times and at intervals"),
        ('id = "cleaning"', 'id = "patrol"', "the duty round `patrol` stands already"),
        ('id = "hygiene"', 'id = "badges"', "the item `badges` stands already"),
        ('id = "metering"', 'id = "lin"', "the member of staff or department `lin` stands already"),
        ('at = ["08:15"]', 'at = ["8:15"]', "round"),
    ],
)  # fmt: skip
def test_a_duty_profile_that_does_not_fit_is_refused_with_its_file(resources: Path, old: str, new: str, said: str) -> None:
    spoil(resources, "profiles/duty.toml", old, new)
    why = refusal(resources)
    assert "duty.toml:" in why
    assert said in why
