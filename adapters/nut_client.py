"""The Network UPS Tools protocol (RFC 9271), client side: the verbs a console needs. It knows upsd, not what a status means.

Answers are read with a deadline and bounded in size, so that a stuck or hostile server costs a second and some kilobytes.
"""

import shlex
import socket
import ssl
import time

MAX_LINE = 4_096
MAX_LINES = 2_000


class NutError(Exception):
    """upsd said no: `code` is the word after ERR, such as `DRIVER-NOT-CONNECTED`. The connection goes on."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code


class NutClient:
    """One connection to upsd. Methods raise `NutError` for a refusal and `OSError` for a broken, silent or confused connection."""

    def __init__(self, host: str, port: int, timeout: float = 1.0) -> None:
        self.timeout = timeout
        """Seconds for a connection, and for a whole answer."""
        self._host = host
        self._rest = b""
        self._socket = socket.create_connection((host, port), timeout=timeout)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def start_tls(self, ca: str | None) -> None:
        """Encrypt from here on. With `ca` (a PEM file) the server's certificate is checked; without, only eavesdroppers are kept out."""
        self._ask("STARTTLS", expect="OK")
        context = ssl.create_default_context(cafile=ca)
        if ca is None:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        self._socket = context.wrap_socket(self._socket, server_hostname=self._host)

    def log_in(self, user: str, password: str) -> None:
        """Name the user whose rights in upsd.users apply to `command`."""
        self._ask(f"USERNAME {_quoted(user)}", expect="OK")
        self._ask(f"PASSWORD {_quoted(password)}", expect="OK")

    def list_ups(self) -> dict[str, str]:
        """Names of the UPSes and their descriptions."""
        return {words[1]: words[2] for words in self._list("UPS") if len(words) == 3 and words[0] == "UPS"}

    def list_vars(self, ups: str) -> dict[str, str]:
        """All variables of a UPS."""
        rows = self._list(f"VAR {_quoted(ups)}")
        return {words[2]: words[3] for words in rows if len(words) == 4 and words[:2] == ["VAR", ups]}

    def get_var(self, ups: str, name: str) -> str:
        """One variable."""
        words = self._ask(f"GET VAR {_quoted(ups)} {_quoted(name)}", expect="VAR")
        if len(words) != 4:
            raise OSError(f"upsd answered {' '.join(words)!r} to GET VAR")
        return words[3]

    def list_commands(self, ups: str) -> tuple[str, ...]:
        """The instant commands that a UPS knows."""
        return tuple(words[2] for words in self._list(f"CMD {_quoted(ups)}") if len(words) == 3 and words[0] == "CMD")

    def command(self, ups: str, name: str) -> None:
        """Give an instant command; upsd's OK means that the driver has it, not that the UPS did it."""
        self._ask(f"INSTCMD {_quoted(ups)} {_quoted(name)}", expect="OK")

    def _ask(self, line: str, expect: str) -> list[str]:
        deadline = time.monotonic() + self.timeout
        self._socket.settimeout(self.timeout)
        self._socket.sendall(line.encode() + b"\n")
        return self._answer(deadline, expect)

    def _list(self, what: str) -> list[list[str]]:
        deadline = time.monotonic() + self.timeout
        self._socket.settimeout(self.timeout)
        self._socket.sendall(f"LIST {what}\n".encode())
        self._answer(deadline, "BEGIN")
        rows: list[list[str]] = []
        while (words := self._words(deadline))[:2] != ["END", "LIST"]:
            rows.append(words)
            if len(rows) > MAX_LINES:
                raise OSError(f"upsd lists more than {MAX_LINES} rows")
        return rows

    def _answer(self, deadline: float, expect: str) -> list[str]:
        words = self._words(deadline)
        if words[0] == "ERR":
            raise NutError(words[1] if len(words) > 1 else "UNKNOWN", " ".join(words[2:]))
        if words[0] != expect:
            raise OSError(f"upsd answered {' '.join(words)!r} where {expect} was expected")
        return words

    def _words(self, deadline: float) -> list[str]:
        while b"\n" not in self._rest:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"upsd did not answer within {self.timeout:g} s")
            self._socket.settimeout(left)
            data = self._socket.recv(65_536)
            if not data:
                raise ConnectionResetError("upsd hung up")
            self._rest += data
            if len(self._rest.rpartition(b"\n")[2]) > MAX_LINE:
                raise OSError(f"upsd sent a line longer than {MAX_LINE} bytes")
        line, _, self._rest = self._rest.partition(b"\n")
        try:
            words = shlex.split(line.decode("utf-8", "replace"))
        except ValueError as error:
            raise OSError(f"upsd sent a line with an open quote: {line[:80]!r}") from error
        if not words:
            raise OSError("upsd sent an empty line")
        return words


def _quoted(word: str) -> str:
    """A word as upsd's parser wants it; a line end would begin another request."""
    if any(ord(letter) < 0x20 for letter in word):
        raise NutError("INVALID-ARGUMENT", repr(word))
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
