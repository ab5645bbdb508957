"""A line to an RTSP server on which the pictures come by UDP and some of their packets are lost, as over a bad radio link.

with lossy_line(server.port("door"), 0.01) as line:
    Camera(…, main=server.url("door", "sub", port=line.port), transport="udp")
"""

import contextlib
import random
import re
import select
import socket
import threading
from collections.abc import Iterator

HOST = "127.0.0.1"


class LossyLine:
    """Passes one conversation after the other on, with ports of its own for the packets."""

    def __init__(self, port: int, loss: float) -> None:
        self.loss = loss
        """Part of the packets with pictures that are lost; those with reports all come through."""
        self.lost = self.passed = 0
        self._to = port
        self._chance = random.Random(7)
        self._listening = socket.create_server((HOST, 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """No more conversations; those that are under way end with their cameras."""
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
            stack.enter_context(client)
            camera = stack.enter_context(socket.create_connection((HOST, self._to)))
            targets: dict[socket.socket, int] = {}

            def replaced(found: re.Match[bytes]) -> bytes:
                """Ours instead of those that the client says."""
                made = [stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) for _ in range(2)]
                for each, port in zip(made, found.groups(), strict=True):
                    each.bind((HOST, 0))
                    targets[each] = int(port)
                return b"client_port=%d-%d" % tuple(each.getsockname()[1] for each in made)

            while True:
                for ready in select.select([client, camera, *targets], [], [])[0]:
                    if ready in targets:
                        data = ready.recv(65_536)
                        if list(targets).index(ready) % 2 == 0 and self._chance.random() < self.loss:
                            self.lost += 1
                            continue
                        self.passed += 1
                        ready.sendto(data, (HOST, targets[ready]))
                        continue
                    data = ready.recv(65_536)
                    if not data:
                        return
                    if ready is client:
                        data = re.sub(rb"client_port=(\d+)-(\d+)", replaced, data)
                    (camera if ready is client else client).sendall(data)


@contextlib.contextmanager
def lossy_line(port: int, loss: float) -> Iterator[LossyLine]:
    """A line to the server at a port."""
    made = LossyLine(port, loss)
    try:
        yield made
    finally:
        made.close()
