"""The UPS adapter against a real upsd with dummy-ups drivers, and against servers that misbehave."""

import contextlib
import datetime as dt
import signal
import socket
import ssl
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.base import Kept
from adapters.devices.ups import Adapter, Config, Ups, UpsTable
from adapters.nut_client import NutClient, NutError
from adapters.simulated.nut_server import STEADY, NutServer, script
from adapters.tables import PROTOCOLS, read_table
from console.model.command import Beep, RestartDevice
from console.model.event import DeviceConditionCleared, DeviceConditionRaised, DeviceFound, DeviceLost, DeviceMeasured
from tests.helpers.nut import dev, upsd
from tests.helpers.until import until

TABLE = read_table("ups_models", UpsTable)
USERS = '[hall]\n  password = "a \\"b\\" c"\n  instcmds = ALL\n'
TWO = (Ups(name="one", device="ups-1", restart="test.battery.start.quick"), Ups(name="two", device="ups-2"))


@pytest.fixture(scope="module")
def server() -> Iterator[NutServer]:
    upses = {"one": dev(), "two": dev(), "failing": dev(), "killed": dev(ups_status="OB"), "stopped": dev()}
    with upsd(upses, users=USERS) as server:
        yield server


class Watcher:
    """An adapter and what it reported."""

    def __init__(self, **options: object) -> None:
        self.kept = Kept()
        self.adapter = Adapter(msgspec.convert({"every": 0.1} | options, Config), self.kept)

    def until(self, is_so: Callable[[], object], seconds: float = 60.0) -> None:
        until(is_so, lambda: self.adapter.poll(0.05), seconds)

    def until_heard(self, *devices: str) -> None:
        self.until(lambda: all(self.told(DeviceMeasured, device) for device in devices))

    def told(self, kind: type, device: str) -> list[object]:
        return [event for event in self.kept.events if isinstance(event, kind) and getattr(event, "device", "") == device]

    def raised(self) -> set[tuple[str, str]]:
        """Conditions that hold by what was told."""
        holding: set[tuple[str, str]] = set()
        for event in self.kept.events:
            if isinstance(event, DeviceConditionRaised):
                holding.add((event.device, event.condition))
            elif isinstance(event, DeviceConditionCleared):
                holding.discard((event.device, event.condition))
        return holding

    def why_lost(self, device: str) -> str:
        """The last reason of a loss."""
        return next(
            (event.reason for event in self.kept.events[::-1] if isinstance(event, DeviceLost) and event.device == device), ""
        )

    def last(self, device: str) -> Mapping[str, object]:
        measured = self.told(DeviceMeasured, device)[-1]
        assert isinstance(measured, DeviceMeasured)
        return measured.values


@pytest.fixture
def watch() -> Iterator[Callable[..., Watcher]]:
    watchers: list[Watcher] = []

    def make(**options: object) -> Watcher:
        watchers.append(Watcher(**options))
        return watchers[-1]

    yield make
    for watcher in watchers:
        watcher.adapter.close()


def test_a_steady_ups_is_found_and_measured(server: NutServer, watch: Callable[..., Watcher]) -> None:
    watcher = watch(port=server.port, ups=TWO)
    watcher.until_heard("ups-1", "ups-2")
    assert watcher.told(DeviceFound, "ups-1")
    assert watcher.raised() == set()
    assert watcher.last("ups-1") == {
        "status": "OL", "battery.charge": 100.0, "battery.runtime": 2400.0, "battery.voltage": 54.2, "input.voltage": 229.8,
        "input.frequency": 50.0, "output.voltage": 230.1, "ups.load": 38.0,
    }  # fmt: skip


def test_unchanged_readings_are_not_told_again_within_ten_seconds(server: NutServer, watch: Callable[..., Watcher]) -> None:
    watcher = watch(port=server.port, ups=TWO, every=0.01)
    watcher.until_heard("ups-1", "ups-2")
    for _ in range(40):
        watcher.adapter.poll(0.02)
    assert len(watcher.told(DeviceMeasured, "ups-1")) == 1


def _only(name: str) -> tuple[Ups, ...]:
    return (Ups(name=name, device="ups-1"),)


def test_power_fails_and_comes_back_and_unknown_readings_are_none(server: NutServer, watch: Callable[..., Watcher]) -> None:
    watcher = watch(port=server.port, ups=_only("failing"))
    watcher.until_heard("ups-1")
    odd = {"battery.charge": "-1", "battery.runtime": "2147483647", "ups.load": "nan", "ups.temperature": "n/a"}
    server.put("failing", STEADY | {"ups.status": "OB LB DISCHRG"} | odd)
    watcher.until(lambda: watcher.raised() == {("ups-1", "on_battery"), ("ups-1", "low_batt")})
    watcher.until(lambda: [watcher.last("ups-1").get(point, "") for point in odd] == [None] * 4)
    assert watcher.last("ups-1")["status"] == "OB LB DISCHRG"
    server.put("failing", STEADY | {"ups.status": "OL CHRG"})
    watcher.until(lambda: not watcher.raised())
    assert not watcher.told(DeviceLost, "ups-1")


def test_a_killed_driver_is_a_lost_device_and_not_a_power_failure(server: NutServer, watch: Callable[..., Watcher]) -> None:
    both = (*_only("killed"), Ups(name="two", device="ups-2"))
    watcher = watch(port=server.port, ups=both)
    watcher.until_heard("ups-1", "ups-2")
    found = len(watcher.told(DeviceFound, "ups-1"))
    server.stop_driver("killed")
    watcher.until(lambda: watcher.why_lost("ups-1").startswith("driver not connected"))
    assert watcher.raised() == {("ups-1", "on_battery")}, "what was told last stays: nobody knows better"
    assert not watcher.why_lost("ups-2").startswith("driver not")
    server.start_driver("killed")
    watcher.until(lambda: len(watcher.told(DeviceFound, "ups-1")) > found)


def test_stale_data_is_a_lost_device(server: NutServer, watch: Callable[..., Watcher]) -> None:
    watcher = watch(port=server.port, ups=_only("stopped"))
    watcher.until_heard("ups-1")
    driver = server._drivers["stopped"]
    driver.send_signal(signal.SIGSTOP)
    try:
        watcher.until(lambda: watcher.why_lost("ups-1").startswith("data stale"))
    finally:
        driver.send_signal(signal.SIGCONT)


def test_upsd_gone_and_back(watch: Callable[..., Watcher]) -> None:
    with upsd({"one": dev(), "two": dev()}) as server:
        watcher = watch(port=server.port, ups=TWO)
        watcher.until_heard("ups-1", "ups-2")
        server.stop_upsd()
        watcher.until(lambda: watcher.told(DeviceLost, "ups-1") and watcher.told(DeviceLost, "ups-2"))
        assert not watcher.adapter.obey(RestartDevice(device="ups-1")).done
        server.start_upsd()
        watcher.until(lambda: len(watcher.told(DeviceFound, "ups-1")) == 2 and len(watcher.told(DeviceFound, "ups-2")) == 2)


def test_a_timeline_runs_through_its_stages(watch: Callable[..., Watcher]) -> None:
    stages = script(
        (STEADY, 1),
        ({"ups.status": "OB"}, 1),
        ({"ups.status": "OB LB", "battery.charge": "9"}, 1),
        ({"ups.status": "OL CHRG"}, 2),
    )
    with upsd({"one.seq": stages}) as server:
        watcher = watch(port=server.port, ups=TWO[:1])
        watcher.until(lambda: ("ups-1", "low_batt") in watcher.raised())
        watcher.until(lambda: not watcher.raised())
        raised = [event.condition for event in watcher.kept.events if isinstance(event, DeviceConditionRaised)]
        assert raised[raised.index("low_batt") - 1] == "on_battery"


def test_a_ups_that_upsd_does_not_know_is_lost_and_says_so(server: NutServer, watch: Callable[..., Watcher]) -> None:
    watcher = watch(port=server.port, ups=({"name": "none", "device": "ups-9"}, {"name": "one", "device": "ups-1"}))
    watcher.until_heard("ups-1")
    watcher.until(lambda: watcher.told(DeviceLost, "ups-9"))
    assert "knows no UPS" in watcher.why_lost("ups-9")


def test_nobody_listening_is_told_of_every_ups(watch: Callable[..., Watcher], unused_port: int) -> None:
    watcher = watch(port=unused_port, ups=TWO)
    watcher.until(lambda: watcher.told(DeviceLost, "ups-1") and watcher.told(DeviceLost, "ups-2"))


def test_restart_is_refused_unless_a_test_is_configured_and_known(server: NutServer, watch: Callable[..., Watcher]) -> None:
    watcher = watch(port=server.port, ups=TWO)
    assert "no `restart`" in watcher.adapter.obey(RestartDevice(device="ups-2")).detail
    assert "does not know test.battery.start.quick" in watcher.adapter.obey(RestartDevice(device="ups-1")).detail
    assert not watcher.adapter.obey(RestartDevice(device="ups-7")).done
    assert not watcher.adapter.obey(Beep(device="ups-1")).done


@pytest.mark.parametrize("restart", ["shutdown.return", "load.off", "fsd"])
def test_no_command_that_switches_a_load_can_be_configured(restart: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="regex"):
        msgspec.convert({"ups": [{"name": "a", "device": "b", "restart": restart}]}, Config)


def test_the_protocols_own_refusals(server: NutServer) -> None:
    client = NutClient("127.0.0.1", server.port, timeout=60.0)
    with contextlib.closing(client):
        assert {"one", "two"} < set(client.list_ups())
        assert client.get_var("one", "ups.status") == "OL"
        for ask, code in (
            (lambda: client.list_vars("none"), "UNKNOWN-UPS"),
            (lambda: client.get_var("one", "no.such"), "VAR-NOT-SUPPORTED"),
            (lambda: client.command("one", "load.off"), "USERNAME-REQUIRED"),
            (lambda: client.start_tls(None), "FEATURE-NOT-CONFIGURED"),
            (lambda: client.get_var("one", "x\nLOGOUT"), "INVALID-ARGUMENT"),
        ):
            with pytest.raises(NutError) as refused:
                ask()
            assert refused.value.code == code
        assert client.get_var("one", "ups.load") == "38", "a refusal costs no connection"


def test_a_command_needs_the_right_password(server: NutServer) -> None:
    known = ""
    for password, code in (('a "b" c', ""), ("wrong", "ACCESS-DENIED")):
        client = NutClient("127.0.0.1", server.port, timeout=60.0)
        with contextlib.closing(client):
            client.log_in("hall", password)
            known = known or client.list_commands("one")[0]
            with contextlib.ExitStack() as stack:
                refused = stack.enter_context(pytest.raises(NutError)) if code else None
                client.command("one", known)
            assert refused is None or refused.value.code == code


@contextlib.contextmanager
def _answering(*answers: bytes, tls: ssl.SSLContext | None = None, onward: int | None = None) -> Iterator[int]:
    """A server that gives these answers, one a line heard; or that speaks TLS after STARTTLS and passes on to a real upsd."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(60.0)

    def serve() -> None:
        with contextlib.suppress(OSError):
            sock, _ = server.accept()
            with sock:
                sock.settimeout(60.0)
                for answer in answers:
                    sock.recv(4096)
                    sock.sendall(answer)
                if tls is None or onward is None:
                    sock.recv(4096)
                    return
                with tls.wrap_socket(sock, server_side=True) as inner, socket.create_connection(("127.0.0.1", onward)) as real:
                    while line := inner.recv(4096):
                        real.sendall(line)
                        heard = b""
                        while not (heard.startswith((b"VAR", b"OK", b"ERR")) and heard.endswith(b"\n")):
                            heard += real.recv(4096)
                        inner.sendall(heard)

    thread = threading.Thread(target=serve)
    thread.start()
    yield server.getsockname()[1]
    thread.join()
    server.close()


@pytest.mark.parametrize(
    "answer",
    [b"", b"\n", b'VAR one ups.status "OL\n', b"HELLO\n", b"x" * 5000, b"BEGIN LIST VAR one\n" + b'VAR one a "b"\n' * 2001, b"\xff\xfe\n"],
)  # fmt: skip
def test_a_server_that_talks_nonsense_is_hung_up_on(answer: bytes, watch: Callable[..., Watcher]) -> None:
    with _answering(answer) as port:
        watcher = watch(port=port, ups=TWO[:1], answer_within=0.2)
        watcher.until(lambda: watcher.told(DeviceLost, "ups-1"))
        watcher.adapter.close()


def test_a_driver_that_waits_for_its_first_data_is_lost_and_not_well(watch: Callable[..., Watcher]) -> None:
    with _answering(b'BEGIN LIST VAR one\nVAR one ups.status "WAIT"\nEND LIST VAR one\n') as port:
        watcher = watch(port=port, ups=TWO[:1])
        watcher.until(lambda: watcher.told(DeviceLost, "ups-1"))
        watcher.adapter.close()
    assert not watcher.told(DeviceFound, "ups-1")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "upsd.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + built.public_bytes(pem))
    return path


@pytest.mark.parametrize("is_checked", [True, False])
def test_over_tls(server: NutServer, certificate: Path, is_checked: bool) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with _answering(b"OK STARTTLS\n", tls=context, onward=server.port) as port:
        client = NutClient("localhost", port, timeout=60.0)
        with contextlib.closing(client):
            client.start_tls(str(certificate) if is_checked else None)
            assert client.get_var("one", "ups.status") == "OL"


def test_a_certificate_that_is_not_trusted_is_refused(server: NutServer, certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with _answering(b"OK STARTTLS\n", tls=context, onward=server.port) as port:
        client = NutClient("127.0.0.1", port, timeout=60.0)  # the certificate is for localhost
        with contextlib.closing(client), pytest.raises(OSError, match="verif"):
            client.start_tls(str(certificate))


@pytest.mark.parametrize(
    ("variables", "point", "value"),
    [
        ({"driver.version.data": "TrippLite HID 0.84", "ups.productid": "2007", "output.voltage": "1162.0"}, "output.voltage", 116.2),
        ({"driver.version.data": "TrippLite HID 0.84", "ups.productid": "2008", "output.voltage": "116.2"}, "output.voltage", 116.2),
        ({"ups.model": "UT850EG-FR", "battery.voltage": "91.3"}, "battery.voltage", 13.695),
        ({"ups.model": "TENTHS 3000", "battery.voltage": "542"}, "battery.voltage", 54.2),
        ({"output.voltage": "1162.0"}, "output.voltage", None),
        ({"ups.load": "-1"}, "ups.load", None),
        ({"input.voltage": ""}, "input.voltage", None),
        ({"ups.load": "inf"}, "ups.load", None),
        ({"battery.runtime": "4294967295"}, "battery.runtime", None),
        ({"ups.temperature": "-12.5"}, "ups.temperature", -12.5),
        ({"ups.status": "OL"}, "status", "OL"),
        ({}, "status", None),
    ],
)  # fmt: skip
def test_scales_and_unknowns_by_the_table(variables: dict[str, str], point: str, value: object) -> None:
    assert TABLE.readings(variables)[point] == value


def test_each_flag_of_the_table_is_one_condition() -> None:
    flags = {condition.flag: condition.id for condition in TABLE.condition}
    assert {flags[flag] for flag in ("OB", "LB", "RB", "OVER", "BYPASS")} == {
        "on_battery", "low_batt", "replace_batt", "overload", "bypass",
    }  # fmt: skip
    assert len(set(flags.values())) == len(TABLE.condition)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"ups": [{"name": "a", "device": "x"}, {"name": "a", "device": "y"}]}, "name 'a' stands twice"),
        ({"ups": [{"name": "a", "device": "x"}, {"name": "b", "device": "x"}]}, "device 'x' stands twice"),
        ({"ups": []}, "length >= 1"),
        ({"port": 0}, ">= 1"),
        ({"ca": "x.pem"}, "tls"),
        ({"every": 0}, "> 0"),
        ({"hots": "x"}, "unknown field"),
    ],
)
def test_a_wrong_configuration_is_refused_with_the_reason(change: dict[str, object], wrong: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=wrong):
        msgspec.convert({"ups": [{"name": "a", "device": "x"}]} | change, Config)


def test_every_condition_and_point_has_a_word_in_the_halls_vocabulary() -> None:
    words = tomllib.loads((PROTOCOLS.parent / "profiles" / "vocabulary.toml").read_text(encoding="utf-8"))
    assert {condition.id for condition in TABLE.condition} <= {word["id"] for word in words["condition"]}
    assert {"status", *(point.variable for point in TABLE.point)} <= {word["id"] for word in words["point"]}


def test_a_killed_owner_leaves_no_upsd_behind(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib, signal\n"
        "from adapters.simulated.nut_server import NutServer\n"
        "server = NutServer({'one': 'ups.status: OL\\n'}, pathlib.Path(sys.argv[1]))\n"
        "print(server.port, flush=True)\n"
        "signal.pause()\n"
    )
    owner = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout
    port = int(owner.stdout.readline())
    owner.kill()
    owner.wait()
    owner.stdout.close()

    def is_gone() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.5).close()
        except OSError:
            return True
        return False

    until(is_gone)
