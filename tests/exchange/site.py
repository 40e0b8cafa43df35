"""A real web server on this machine that answers as a test wants it to, also badly."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Page = Callable[[BaseHTTPRequestHandler], None]


def page(
    content: bytes | str = b"", media_type: str = "text/html", status: int = 200, **headers: str
) -> Page:
    """Answers with this content."""
    body = content.encode() if isinstance(content, str) else content

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", media_type)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def redirect(to: str, status: int = 302) -> Page:
    """Leads elsewhere."""
    return page(status=status, Location=to)


def endless(piece: bytes, pause: float = 0.0, head: bytes = b"", seconds: float = 30.0) -> Page:
    """Sends a head and then a piece again and again, for longer than any test waits."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        stop: threading.Event = handler.server.stopped  # type: ignore[attr-defined]
        handler.wfile.write(head)
        for _turn in range(int(seconds / (pause or 0.0001))):
            if stop.wait(pause):
                return
            handler.wfile.write(piece)
            handler.wfile.flush()

    return answer


OPEN = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
"""A head after which anything may come."""


@dataclass
class Site:
    """A running server: `pages` by path, `asked` what it was asked with which headers."""

    port: int
    scheme: str
    server: ThreadingHTTPServer
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    turns: list[tuple[str, str, float]] = field(default_factory=list)
    """Method, path and moment of each request."""

    @property
    def place(self) -> str:
        """As the setting AGORA_FETCH_LOCAL names it."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The address of a page."""
        return f"{self.scheme}://{host}:{self.port}{path}"


@contextmanager
def serve(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A server until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.turns.append((self.command, self.path, time.monotonic()))
            site.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            self.close_connection = True
            answer = site.pages.get(self.path) or page("Nothing here.", status=404)
            # The client may have had enough: that is what is tested.
            with suppress(OSError):
                answer(self)

        do_HEAD = do_GET  # the server's own way to name it

        def log_message(self, *_args: Any) -> None:
            """Silently."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 64

        def handle_error(self, *_args: Any) -> None:
            """A client that breaks a connection off is no error here."""

    server = Server(("127.0.0.1", 0), Handler)
    server.stopped = threading.Event()  # type: ignore[attr-defined]
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site = Site(server.server_address[1], "https" if tls else "http", server)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.stopped.set()  # type: ignore[attr-defined]
        server.shutdown()
        server.server_close()
        thread.join(5)


def certificate_for(folder: Path, *names: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a new certificate for these names, and a client's that trusts it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "cert.pem").write_bytes(pem)
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    client = ssl.create_default_context(cadata=pem.decode())
    return server, client


def silent_port() -> tuple[socket.socket, int]:
    """A port that takes connections and never says a word."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(5)
    return listener, int(listener.getsockname()[1])
