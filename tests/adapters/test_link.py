"""An adapter process against a played hub: greeting, numbering, resend, commands, and the end."""

import signal
import time

import pytest

from adapters import run
from adapters.played_hub import PlayedHub
from console import wire
from console.model.command import Beep, ShowNotice
from console.model.event import CommandNotKnown, CommandReported, DeviceFound, DeviceLost, TicketTaken
from console.wire import Ack, Beat, Bye, Happened, Hello, Refuse
from tests.adapters.conftest import AdapterProcess, ScriptedDevice, wait_until
from tests.helpers.soak import times


def ticket(n: int) -> TicketTaken:
    return TicketTaken(ticket=f"A{n:05d}", business="payment")


def tickets(hub: PlayedHub) -> list[str]:
    return [event.ticket for event in hub.events(TicketTaken)]


@pytest.fixture
def running(adapter: AdapterProcess, device: ScriptedDevice, hub: PlayedHub) -> AdapterProcess:
    adapter.start()
    device.meet()
    assert hub.until(lambda: bool(hub.events(DeviceFound))), adapter.said()
    return adapter


@pytest.fixture
def quick(hasty: AdapterProcess, device: ScriptedDevice, hub: PlayedHub) -> AdapterProcess:
    hasty.start()
    device.meet()
    assert hub.until(lambda: bool(hub.events(DeviceFound))), hasty.said()
    return hasty


def test_it_greets_first_and_reports_what_happens(running: AdapterProcess, device: ScriptedDevice, hub: PlayedHub) -> None:
    first = hub.heard[0][1]
    assert isinstance(first, Hello)
    assert (first.protocol, first.adapter, first.acked, first.devices) == (1, "scripted", 0, ("scripted-1",))
    device.tell(ticket(1), ticket(2))
    assert device.taken(2)
    assert hub.until(lambda: tickets(hub) == ["A00001", "A00002"])
    assert [happened.n for happened in hub.said(Happened)] == [1, 2, 3], "each once"
    assert hub.wrong == []


def test_it_beats_when_there_is_nothing_to_say(running: AdapterProcess, hub: PlayedHub) -> None:
    began = len(hub.heard)
    assert hub.until(lambda: sum(isinstance(message, Beat) for _, message in hub.heard[began:]) >= 3)


def test_it_says_goodbye_and_stops(running: AdapterProcess, hub: PlayedHub) -> None:
    """Within a second: `stops` in `adapters.conformance`, which it passes in test_check."""
    code, took = running.stop(signal.SIGINT)
    assert code == 0
    assert took < 30, "of itself, not by force"
    assert hub.until(lambda: bool(hub.said(Bye)))


@pytest.mark.parametrize("how", ["hang", "deaf"])
def test_it_stops_while_the_device_hangs(quick: AdapterProcess, device: ScriptedDevice, how: str) -> None:
    """However it hangs: `deaf` stands for a call that began a moment after the signal came, and so is not interrupted by it."""
    device.tell(ticket(1), ticket(2))
    assert device.taken(2)
    device.tell(f"!{how} 60")
    assert wait_until(lambda: f"!{how}" in quick.said()), "it is in that call now"
    assert run.LAST_MOMENT < 1.0
    code, took = quick.stop()
    assert code == 0
    assert took < 30, "it does not wait for the device"


def test_after_a_second_and_a_half_of_silence_it_greets_again(
    quick: AdapterProcess, device: ScriptedDevice, hub: PlayedHub
) -> None:
    hub.silent = True
    device.tell(ticket(1))
    assert device.taken(1)
    greetings = len(hub.said(Hello))
    assert hub.until(lambda: len(hub.said(Hello)) > greetings)
    hub.silent = False
    assert hub.until(lambda: tickets(hub) == ["A00001"])
    assert f"no word from the hub for {wire.LEASE} s" in quick.said()


def test_it_sends_again_when_acknowledgements_stand_still(quick: AdapterProcess, device: ScriptedDevice, hub: PlayedHub) -> None:
    hub.acknowledging = False
    device.tell(ticket(1))
    assert hub.until(lambda: tickets(hub) == ["A00001"])
    greetings = len(hub.said(Hello))
    assert hub.until(lambda: len(hub.said(Hello)) > greetings)


def test_what_is_refused_for_the_time_being_is_sent_again(
    running: AdapterProcess, device: ScriptedDevice, hub: PlayedHub
) -> None:
    hub.nak_at = 3
    begun = time.monotonic()
    device.tell(ticket(1), ticket(2), ticket(3))
    assert device.taken(3)
    assert hub.until(lambda: sum(message.n == 3 for message in hub.said(Happened)) >= 3)
    sent, seconds = sum(message.n == 3 for message in hub.said(Happened)), time.monotonic() - begun
    assert sent <= 2 + seconds / 0.2, "a hub in trouble is not stormed"  # by count: a held-up test hears them closer together
    hub.nak_at = None
    assert hub.until(lambda: tickets(hub) == ["A00001", "A00002", "A00003"])


def test_what_is_refused_for_good_is_told_and_does_not_stop_the_rest(
    running: AdapterProcess, device: ScriptedDevice, hub: PlayedHub
) -> None:
    hub.refuse_at = 2
    device.tell(ticket(1), ticket(2))
    assert hub.until(lambda: tickets(hub) == ["A00002"])
    assert wait_until(lambda: "refused event 2 for good: not_yours" in running.said())


def test_a_hub_that_forgot_the_greeting_is_greeted_at_once(
    running: AdapterProcess, device: ScriptedDevice, hub: PlayedHub
) -> None:
    """Not only when it finds that nothing is acknowledged: this one would not look for a minute and a half."""
    hub.forget_greeting()
    device.tell(*[ticket(n) for n in range(100)])
    assert hub.until(lambda: len(tickets(hub)) == 100)
    assert len(hub.said(Hello)) == 2, "one greeting, however much was refused"


def test_an_outbox_that_was_followed_by_another_begins_a_new_epoch(
    running: AdapterProcess, device: ScriptedDevice, hub: PlayedHub
) -> None:
    before = hub.epoch
    hub.acknowledging = False
    device.tell(ticket(1))
    assert hub.until(lambda: tickets(hub) == ["A00001"])
    hub.say(Refuse(code="epoch_over", reason="followed by another"))
    assert hub.until(lambda: hub.epoch != before and "A00001" in tickets(hub)), (
        "what was not acknowledged comes under the new one"
    )


def test_a_hub_that_forgot_is_given_acknowledged_events_again(
    running: AdapterProcess, device: ScriptedDevice, hub: PlayedHub
) -> None:
    names = [f"A{n:05d}" for n in range(1, 201)]
    device.tell(*[ticket(n) for n in range(1, 201)])
    assert hub.until(lambda: tickets(hub) == names)
    hub.restart(forget=150)
    assert hub.until(lambda: tickets(hub) == names)
    assert max(hello.acked for hello in hub.said(Hello)) > 51, "the greeting says that more was acknowledged"


def test_a_hub_away_for_long_gets_everything_once(running: AdapterProcess, device: ScriptedDevice, hub: PlayedHub) -> None:
    hub.silent = True
    for group in range(10):
        device.tell(*[ticket(n) for n in range(group * 300, group * 300 + 300)])
        assert device.taken(300)
    hub.silent = False
    hub.restart()
    assert hub.until(lambda: len(tickets(hub)) == 3_000)
    assert tickets(hub) == [f"A{n:05d}" for n in range(3_000)]


def test_no_more_is_under_way_than_the_credit(running: AdapterProcess, device: ScriptedDevice, hub: PlayedHub) -> None:
    hub.credit, hub.acknowledging = 5, False
    greetings = len(hub.said(Hello))
    hub.restart()
    assert hub.until(lambda: len(hub.said(Hello)) > greetings)
    device.tell(*[ticket(n) for n in range(20)])
    assert device.taken(20)
    assert hub.until(lambda: len(tickets(hub)) == 5)
    assert not hub.until(lambda: len(tickets(hub)) > 5, 0.5)
    hub.acknowledging = True
    hub.say(Ack(epoch=hub.epoch, upto=hub.expect[hub.epoch] - 1, credit=5))
    assert hub.until(lambda: len(tickets(hub)) == 20)


def test_messages_it_does_not_know_are_ignored(running: AdapterProcess, device: ScriptedDevice, hub: PlayedHub) -> None:
    for frame in (
        b'{"type":"firework","n":1}',
        b"",
        b"\xff\xfe",
        b"[" * 5_000,
        b'{"type":"ack","epoch":"x","upto":-1,"credit":0}',
    ):
        hub.say(frame)
    hub.say(Ack(epoch="another", upto=99, credit=1))
    hub.say(Ack(epoch=hub.epoch, upto=99, credit=200))
    hub.say(Refuse(code="what", reason="a code of tomorrow"))
    device.tell(ticket(1))
    assert hub.until(lambda: tickets(hub) == ["A00001"])
    assert len(hub.said(Hello)) == 1


def test_hostile_text_arrives_as_it_was(running: AdapterProcess, device: ScriptedDevice, hub: PlayedHub) -> None:
    texts = ["'; DROP TABLE event;--", "<script>alert(1)</script>", "\x1b[31m\x00", "\u202eabc", "=cmd|' /C calc'!A0", "漢" * 500]
    device.tell(*[DeviceLost(device="scripted-1", reason=text) for text in texts])
    assert hub.until(lambda: [event.reason for event in hub.events(DeviceLost)] == texts)


def test_a_fault_of_the_device_code_is_told_once_and_its_end_once(
    running: AdapterProcess, device: ScriptedDevice, hub: PlayedHub
) -> None:
    device.tell("!raise")
    assert hub.until(lambda: [event.device for event in hub.events(DeviceLost)] == ["scripted-1"])
    device.meet()
    assert hub.until(lambda: len(hub.events(DeviceFound)) == 2)
    device.tell(ticket(1))
    assert hub.until(lambda: tickets(hub) == ["A00001"])
    assert running.said().count("Traceback") == 1
    assert wait_until(lambda: "runs again" in running.said())


def test_a_command_is_obeyed_once_and_answered_each_time(running: AdapterProcess, hub: PlayedHub) -> None:
    for _ in range(100):
        hub.do("order-1", Beep(device="scripted-1"))
    assert hub.until(lambda: bool(hub.events(CommandReported)))
    hub.do("order-1", Beep(device="scripted-1"))
    hub.ask("order-1")
    assert hub.until(lambda: len(hub.events(CommandReported)) >= 3)
    assert set(hub.events(CommandReported)) == {CommandReported(id="order-1", done=True, detail="seen")}
    assert running.effects.read_text() == "Beep\n"


def test_a_late_command_has_no_effect(running: AdapterProcess, device: ScriptedDevice, hub: PlayedHub) -> None:
    hub.do("late-1", Beep(device="scripted-1"), expires_in=0.0)
    free = running.folder / "free"
    device.tell(f"!wait {free}")
    assert wait_until(lambda: "!wait" in running.said()), "the device's code is busy"
    hub.do("late-2", Beep(device="scripted-1"), expires_in=0.3)
    hub.do("after", Beep(device="scripted-1"), boot=hub.boot - 1)  # its answer: the one before has been taken
    assert hub.until(lambda: len(hub.events(CommandReported)) == 2)
    taken_at = time.monotonic()
    assert wait_until(lambda: time.monotonic() > taken_at + 0.4)
    free.touch()
    assert hub.until(lambda: len(hub.events(CommandReported)) == 3)
    told = {event.id: (event.done, event.detail) for event in hub.events(CommandReported)}
    assert told["late-1"] == told["late-2"] == (False, "expired")
    assert not running.effects.exists()


def test_a_command_that_waited_while_the_process_slept_is_late(running: AdapterProcess, hub: PlayedHub) -> None:
    assert running.process is not None
    running.process.send_signal(signal.SIGSTOP)
    hub.do("slept-1", Beep(device="scripted-1"), expires_in=0.5)
    assert not hub.until(lambda: bool(hub.events(CommandReported)), 1.0)
    running.process.send_signal(signal.SIGCONT)
    assert hub.until(lambda: bool(hub.events(CommandReported)))
    assert hub.events(CommandReported)[0].detail == "expired"
    assert not running.effects.exists()


def test_a_command_of_an_older_hub_is_refused(running: AdapterProcess, hub: PlayedHub) -> None:
    hub.do("old-1", Beep(device="scripted-1"), boot=hub.boot - 1)
    assert hub.until(lambda: bool(hub.events(CommandReported)))
    assert hub.events(CommandReported)[0].detail.startswith("old_hub")
    assert not running.effects.exists()


def test_a_command_never_given_is_not_known(running: AdapterProcess, hub: PlayedHub) -> None:
    hub.ask("nobody-gave-this")
    assert hub.until(lambda: hub.events(CommandNotKnown) == [CommandNotKnown(id="nobody-gave-this")])


def test_an_order_that_fails_says_why(running: AdapterProcess, hub: PlayedHub) -> None:
    hub.do("fails-1", ShowNotice(device="scripted-1", text="raise"))
    assert hub.until(lambda: [event.detail for event in hub.events(CommandReported)] == ["RuntimeError: told to"])


def test_killed_while_obeying_it_says_that_it_does_not_know(
    running: AdapterProcess, device: ScriptedDevice, hub: PlayedHub
) -> None:
    hub.do("killed-1", ShowNotice(device="scripted-1", text="exit"))
    assert running.process is not None
    assert running.process.wait(60) == 9
    running.start()
    device.meet()
    assert hub.until(lambda: hub.events(CommandNotKnown) == [CommandNotKnown(id="killed-1")])
    hub.do("killed-1", ShowNotice(device="scripted-1", text="exit"))
    assert hub.until(lambda: len(hub.events(CommandNotKnown)) == 2)
    assert running.effects.read_text() == "ShowNotice\n", "at most once"


def kill_under_load(adapter: AdapterProcess, device: ScriptedDevice, hub: PlayedHub, kills: int) -> None:
    """The device sends without pause and never repeats; what it was told is safe must arrive, and nothing may arrive twice."""
    safe: list[str] = []
    sent = 0
    for kill in range(kills):
        adapter.start()
        device.meet()
        for burst in range(6 + kill % 5):
            group = [ticket(sent + k) for k in range(40)]
            sent += 40
            try:
                device.tell(*group)
            except OSError:
                break
            if burst == 3 + kill % 3:
                adapter.kill()
            if not device.taken(40):
                break
            safe += [event.ticket for event in group]
        adapter.close()
    adapter.start()
    assert hub.until(lambda: set(safe) <= set(tickets(hub))), "lost"
    assert len(tickets(hub)) == len(set(tickets(hub))), "twice"
    assert len(hub.kept) == 1, "one epoch"
    assert len(safe) > 100


def test_killed_under_load_it_loses_nothing_and_repeats_nothing(
    adapter: AdapterProcess, device: ScriptedDevice, hub: PlayedHub
) -> None:
    kill_under_load(adapter, device, hub, 4)


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_killed_sixty_times_it_loses_nothing_and_repeats_nothing(
    adapter: AdapterProcess, device: ScriptedDevice, hub: PlayedHub
) -> None:
    kill_under_load(adapter, device, hub, times(60))


def test_a_wrong_hub_key_is_said_plainly(adapter: AdapterProcess, device: ScriptedDevice, hub: PlayedHub) -> None:
    hub.write_station(adapter.folder / "scripted.station.toml", hub_key=hub.client_public)
    adapter.start()
    device.meet()
    assert wait_until(lambda: "the hub has another key" in adapter.said())
    device.tell(ticket(1))
    assert device.taken(1), "events are kept meanwhile"
    hub.write_station(adapter.folder / "scripted.station.toml")
    assert hub.until(lambda: tickets(hub) == ["A00001"]), "the file is read again"
    assert adapter.said().count("the hub has another key") == 1


def test_a_hub_that_knows_more_than_the_outbox_gets_a_new_epoch(
    adapter: AdapterProcess, device: ScriptedDevice, hub: PlayedHub
) -> None:
    adapter.start()
    device.meet()
    device.tell(ticket(1))
    assert hub.until(lambda: tickets(hub) == ["A00001"])
    before = hub.epoch
    adapter.stop()
    hub.expect[before] = 50  # as after an outbox was restored from a copy, or lost its write-ahead log
    adapter.start()
    device.meet()
    device.tell(ticket(2))
    assert hub.until(lambda: hub.epoch != before and tickets(hub) == ["A00002"])
    assert "a new epoch begins" in adapter.said()
