"""The run loop of one adapter process: `python -m adapters.run --kind KIND --name NAME --config FILE --station FILE --outbox DIR`.

It joins a device's code to the link: polls, reports, obeys each command once and in time. A fault of the device's code stays here:
its devices are reported lost, and it is made anew after a pause.
"""

import argparse
import logging
import os
import sys
import threading
import time
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType

from msgspec import Struct

from adapters.base import Device, Obeyed, clipped, device_module, make, read_config
from adapters.link import Given, Link
from adapters.outbox import Outbox
from console import ending, station
from console.fault import HallFault
from console.model.command import Role
from console.model.event import CommandReported, DeviceLost

STOPPED = 0
BUG = 1
CONFIGURATION = 2
"""Exit code: starting again without a change will not help."""
SURROUNDINGS = 3
"""Exit code: the outbox is in use or its disk refuses; starting again later may help."""
POLL = 0.05
"""Seconds of work the device's code is given at a time; commands wait no longer than this."""
IDLE = 0.01
PAUSE = (0.5, 10.0)
"""First and longest pause before the device's code is made anew."""
LAST_MOMENT = 0.9
"""Seconds from the signal to the end, whatever the device's code does."""

log = logging.getLogger("adapters.run")


class Options(Struct, frozen=True, kw_only=True):
    """What one adapter process is started with."""

    kind: str
    name: str
    config: Path
    station: Path
    outbox: Path
    """Folder; the file in it is called after the adapter."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one adapter until SIGTERM or SIGINT; returns the exit code."""
    options = _options(argv)
    logging.basicConfig(
        level=logging.INFO,
        format=f"%(asctime)s %(levelname)-7s {options.name}: %(message)s",
        datefmt="%H:%M:%S",
        stream=sys.stderr,
    )
    stop = threading.Event()

    def end() -> None:
        stop.set()
        # Device code that does not come back must not hold the process: what was reported is stored by the link's thread.
        time.sleep(LAST_MOMENT)
        os._exit(STOPPED)

    ending.when_told(end)
    return serve(options, stop)


def serve(options: Options, stop: threading.Event) -> int:
    """As `main`, without signals: until `stop` is set. Refusals are printed as one line on stderr."""
    try:
        module = device_module(options.kind)
        config = read_config(options.config, module.Config)
        _check_station(options)
    except HallFault as fault:
        print(f"{options.name}: {fault}", file=sys.stderr)
        return CONFIGURATION
    try:
        outbox = Outbox(options.outbox / f"{options.name}.sqlite")
    except HallFault as fault:
        print(f"{options.name}: {fault}", file=sys.stderr)
        return SURROUNDINGS
    if outbox.set_aside is not None:
        log.error("outbox %s was damaged; kept as %s; a new epoch begins", outbox.path, outbox.set_aside)
    link = Link(station_file=options.station, outbox=outbox, name=options.name, version=_version())
    try:
        run = _Run(module, config, link, stop)
    except HallFault as fault:
        outbox.close()
        print(f"{options.name}: {options.config}: {fault}", file=sys.stderr)
        return CONFIGURATION
    return run.until_stopped()


def _check_station(options: Options) -> None:
    paired = station.read(options.station)
    if paired.role is not Role.ADAPTER or paired.name != options.name:
        raise HallFault(
            f"station file {options.station} is of {paired.role} {paired.name}, not of adapter {options.name}",
            f"pair it: hallwatch pair --role adapter --name {options.name}",
        )


class _Run:
    """One device's code, alive or between two lives, and its link."""

    def __init__(self, module: ModuleType, config: Struct, link: Link, stop: threading.Event) -> None:
        self._module, self._config, self._link, self._stop = module, config, link, stop
        self._device: Device | None = make(module, config, link.report)
        self._failures = 0
        self._again_at = 0.0
        link.devices = self._device.devices

    def until_stopped(self) -> int:
        """Poll and obey until told to stop; returns the exit code."""
        self._link.start()
        while not self._stop.is_set() and self._link.is_alive():
            self._obey_all()
            if self._device is not None:
                self._poll(self._device)
            elif time.monotonic() >= self._again_at:
                self._revive()
            else:
                self._stop.wait(POLL)
        self._let_go()
        self._link.stop()
        return STOPPED if self._link.failure is None else BUG

    def _poll(self, device: Device) -> None:
        before, began = self._link.report.count, time.monotonic()
        try:
            device.poll(POLL)
        except Exception as error:  # noqa: BLE001 - whatever the device's code throws stays in its adapter; `_lose` tells of it
            self._lose(error)
            return
        if self._failures:
            log.warning("the device's code runs again after %d failures", self._failures)
            self._failures = 0
        if self._link.report.count == before and time.monotonic() - began < IDLE / 10:
            self._obey_all(IDLE)  # nothing to do: not a loop that burns a core

    def _lose(self, error: Exception) -> None:
        """Tell of a fault of the device's code once, and put the code away for a while."""
        if self._stop.is_set():
            return
        if self._failures == 0:
            log.error("the device's code failed; its devices are reported lost", exc_info=not isinstance(error, HallFault))
            if isinstance(error, HallFault):
                log.error("%s", error)
            for device in self._link.devices:
                self._link.report(DeviceLost(device=device, reason=clipped(f"{type(error).__name__}: {error}")))
        pause = min(PAUSE[1], PAUSE[0] * 2 ** min(self._failures, 10))
        self._failures += 1
        self._again_at = time.monotonic() + pause
        self._let_go()

    def _revive(self) -> None:
        try:
            self._device = make(self._module, self._config, self._link.report)
        except Exception as error:  # noqa: BLE001 - as above
            self._lose(error)

    def _let_go(self) -> None:
        device, self._device = self._device, None
        if device is None:
            return
        try:
            device.close()
        except Exception:
            log.exception("closing the device failed")

    def _obey_all(self, wait: float = 0.0) -> None:
        """Execute what was ordered; `wait`: seconds for a first order to come."""
        while (given := self._link.next_order(wait)) is not None:
            wait = 0.0
            obeyed = self._obey(given)
            self._link.report(CommandReported(id=given.id, done=obeyed.done, detail=clipped(obeyed.detail)))

    def _obey(self, given: Given) -> Obeyed:
        if time.monotonic() >= given.deadline:
            return Obeyed(done=False, detail="expired")
        if self._device is None:
            return Obeyed(done=False, detail="device code is being restarted")
        try:
            return self._device.obey(given.command)
        except Exception as error:
            log.exception("command %s failed", given.id)
            return Obeyed(done=False, detail=f"{type(error).__name__}: {error}")


def _options(argv: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="python -m adapters.run", description="Run one hallwatch adapter.")
    parser.add_argument("--kind", required=True, help="device kind: the name of a file in adapters/devices")
    parser.add_argument("--name", required=True, help="the adapter's name, as in its station file")
    parser.add_argument("--config", required=True, type=Path, help="the device's TOML configuration")
    parser.add_argument("--station", required=True, type=Path, help="the station file written by `hallwatch join`")
    parser.add_argument("--outbox", required=True, type=Path, help="folder for the durable outbox, on a local disk")
    return Options(**vars(parser.parse_args(argv)))


def _version() -> str:
    try:
        return version("hallwatch")
    except PackageNotFoundError:
        return "0"


if __name__ == "__main__":
    sys.exit(main())
