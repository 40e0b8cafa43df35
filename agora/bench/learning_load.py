"""The asking side of `agora bench learning`: learners who complete one lesson after the other.

Started as a program of its own, so that it neither loads Django nor shares a lock with anything. It reads
what to send from standard input as JSON and writes what was answered to standard output. When the server
goes away it stops, and tells what had been answered until then.
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
    """One connection: what was sent and what has come back so far."""

    socket: socket.socket
    sent: int = -1
    asked_at: float = 0.0
    came: bytearray = field(default_factory=bytearray)

    def send(self, number: int, request: bytes) -> None:
        """Send one."""
        self.came.clear()
        self.sent, self.asked_at = number, time.perf_counter()
        self.socket.sendall(request)

    def take(self) -> int:
        """Read what is there; the status once the answer is whole, 0 before."""
        part = self.socket.recv(65_536)
        if not part:
            raise ConnectionError("closed")
        self.came += part
        end = self.came.find(b"\r\n\r\n")
        if end < 0:
            return 0
        head = bytes(self.came[:end]).lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        return int(head.split(b" ", 2)[1]) if len(self.came) >= end + 4 + length else 0


def complete_all(
    host: str, port: int, sends: list[list[str]], connections: int, seconds: float
) -> dict[str, object]:
    """Send each (path, cookie) once until the time is used up; which were answered by 302."""
    body = b"csrfmiddlewaretoken=" + b"a" * 32
    requests = [
        (
            f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: br\r\n"
            f"Cookie: {cookie}; csrftoken={'a' * 32}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\nUser-Agent: agora-bench\r\n\r\n"
        ).encode()
        + body
        for path, cookie in sends
    ]
    chosen = selectors.DefaultSelector()
    answered: list[int] = []
    others: dict[str, int] = {}
    micros: list[int] = []
    following = iter(range(len(requests)))
    cpu, start = time.process_time(), time.perf_counter()
    lines = 0
    for _ in range(connections):
        number = next(following, None)
        if number is None:
            break
        line = _Line(socket.create_connection((host, port), timeout=10))
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chosen.register(line.socket, selectors.EVENT_READ, line)
        line.send(number, requests[number])
        lines += 1
    last = start
    while lines and time.perf_counter() - start < seconds + 30:
        for key, _events in chosen.select(timeout=5):
            line = key.data
            try:
                status = line.take()
                if not status:
                    continue
                last = time.perf_counter()
                micros.append(round((last - line.asked_at) * 1e6))
                if status == 302:
                    answered.append(line.sent)
                else:
                    others[str(status)] = others.get(str(status), 0) + 1
                number = next(following, None) if last - start < seconds else None
                if number is not None:
                    line.send(number, requests[number])
                    continue
            except OSError:
                others["gone"] = others.get("gone", 0) + 1
            chosen.unregister(line.socket)
            line.socket.close()
            lines -= 1
    return {
        "seconds": last - start,
        "cpu_seconds": time.process_time() - cpu,
        "answered": answered,
        "others": others,
        "micros": micros,
    }


if __name__ == "__main__":
    json.dump(complete_all(**json.load(sys.stdin)), sys.stdout)
