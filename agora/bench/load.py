"""The asking side of `agora bench serve`: one process, several kept-alive connections, no library.

Started as a program of its own, so that it neither loads Django nor shares a lock with anything.
It reads what to ask from standard input as JSON and writes what it saw to standard output.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field


@dataclass
class _Line:
    """One connection: what was asked when, and what has come back so far."""

    socket: socket.socket
    turn: int
    asked_at: float = 0.0
    came: bytearray = field(default_factory=bytearray)
    wanted: int = 0

    def ask(self, requests: list[bytes]) -> None:
        """Send the next request."""
        self.came.clear()
        self.wanted = 0
        self.asked_at = time.perf_counter()
        self.socket.sendall(requests[self.turn % len(requests)])
        self.turn += 1

    def take(self) -> bool:
        """Read what is there; whether the answer is whole."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("the server closed a kept-alive connection")
        self.came += part
        if not self.wanted:
            end = self.came.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = bytes(self.came[:end]).lower()
            if not head.startswith(b"http/1.1 200"):
                raise ConnectionError(head.split(b"\r\n")[0].decode("ascii", "replace"))
            at = head.index(b"content-length:") + 15
            self.wanted = end + 4 + int(head[at:].split(b"\r\n", 1)[0])
        return len(self.came) >= self.wanted


def ask_all(
    host: str, port: int, paths: list[str], connections: int, seconds: float, most: int
) -> dict[str, object]:
    """Ask each path in turn on every connection until the time or the number is used up."""
    requests = [
        f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: br\r\n"
        "User-Agent: agora-bench\r\n\r\n".encode()
        for path in paths
    ]
    chosen = selectors.DefaultSelector()
    lines = []
    for number in range(connections):
        line = _Line(socket.create_connection((host, port), timeout=10), number * 7)
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chosen.register(line.socket, selectors.EVENT_READ, line)
        lines.append(line)
    micros: list[int] = []
    received = 0
    cpu = time.process_time()
    start = time.perf_counter()
    for line in lines:
        line.ask(requests)
    while len(micros) < most and time.perf_counter() - start < seconds:
        for key, _events in chosen.select(timeout=5):
            line = key.data
            if line.take():
                micros.append(round((time.perf_counter() - line.asked_at) * 1e6))
                received += len(line.came)
                line.ask(requests)
    took = time.perf_counter() - start
    for line in lines:
        line.socket.close()
    return {
        "seconds": took,
        "cpu_seconds": time.process_time() - cpu,
        "bytes": received,
        "micros": micros,
    }


if __name__ == "__main__":
    json.dump(ask_all(**json.load(sys.stdin)), sys.stdout)
