"""The UPSes' end: a real `upsd` with dummy drivers shows what the simulated batteries do. Without `nut-server` they stay unheard."""

import logging
from collections.abc import Mapping
from pathlib import Path

from adapters.simulated.nut_server import STEADY, NutServer, is_installed
from console.model.event import Value

log = logging.getLogger(__name__)


class PowerEnd:
    """upsd for the hall's UPSes."""

    def __init__(self, names: Mapping[str, str], directory: Path | None = None) -> None:
        """`names`: device → name in ups.conf."""
        self._names = names
        self._server: NutServer | None = None
        self._told: dict[str, dict[str, str]] = {}
        self._dead: set[str] = set()
        if names and is_installed():
            text = "".join(f"{key}: {value}\n" for key, value in STEADY.items())
            self._server = NutServer(dict.fromkeys(names.values(), text), directory)
        elif names:
            log.warning("nut-server is not installed: the UPSes stay unheard (apt install nut-server)")

    @property
    def port(self) -> int:
        """Where upsd listens; a port where nobody does when there is none."""
        return self._server.port if self._server else 1

    def show(self, device: str, values: Mapping[str, Value]) -> None:
        """Let the driver say these readings."""
        variables = STEADY | {
            ("ups.status" if point == "status" else point): f"{value:g}" if isinstance(value, float | int) else str(value)
            for point, value in values.items()
        }
        if self._server is not None and self._told.get(device) != variables:
            self._told[device] = variables
            self._server.put(self._names[device], variables)

    def silence(self, device: str, *, is_silent: bool) -> None:
        """Kill a UPS's driver, or start it again."""
        if self._server is None or is_silent == (device in self._dead):
            return
        if is_silent:
            self._dead.add(device)
            self._server.stop_driver(self._names[device])
        else:
            self._dead.discard(device)
            self._server.start_driver(self._names[device])

    def close(self) -> None:
        """Stop upsd and its drivers."""
        if self._server is not None:
            self._server.close()
