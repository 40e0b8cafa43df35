"""Nothing goes out but through the one guarded client, mail excepted."""

from __future__ import annotations

import ast

from tests.house.rooms import PACKAGE, shown, sources

DOORS = ("exchange/fetching/",)
# What speaks to the operator's own services; each with its reason.
OWN_SERVICES = {
    "people/account/views/services.py": "names the faults of asking the operator's sign-in service, "
    "which the library for signing in does itself",
    "exchange/bringing/feeds.py": "gives feedparser a stream of bytes, never an address",
}
# Tools that an operator runs against a server of ours; each with its reason.
OWN_SERVER = {
    "bench/desk_memory.py": "asks the market that it started itself",
    "bench/learning_load.py": "asks the market that it started itself",
    "bench/links.py": "asks the market that it started itself",
    "bench/load.py": "asks the market that it started itself",
    "bench/market.py": "waits for the market that it started itself",
    "bench/weight.py": "weighs pages of the market that it started itself",
    "web/management/commands/serve.py": "looks whether its own port is free",
}
MODULES = {
    "urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3", "ftplib", "telnetlib",
    "poplib", "imaplib", "nntplib", "xmlrpc.client", "smtplib", "asyncio.streams", "pycurl", "websockets",
    "websocket", "paramiko", "grpc", "feedparser",
}  # fmt: skip
SOCKETS = {"socket", "create_connection", "create_server", "socketpair", "fromfd"}
ASYNC = {"open_connection", "create_datagram_endpoint"}
PROGRAMS = {"curl", "wget", "nc", "ssh", "git", "ftp"}


def outgoing(tree: ast.AST) -> list[int]:
    """The lines on which something could open a connection."""
    found: set[int] = set()
    of_socket = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "socket"
        for name in node.names
        if name.name in SOCKETS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                if _is_one(name.name):
                    found.add(node.lineno)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{name.name}" for name in node.names}
            if _is_one(node.module) or any(_is_one(name) for name in names):
                found.add(node.lineno)
        elif isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name) and called.id in of_socket:
                found.add(node.lineno)
            elif isinstance(called, ast.Attribute):
                root = called.value.id if isinstance(called.value, ast.Name) else ""
                if (root == "socket" and called.attr in SOCKETS) or called.attr in ASYNC:
                    found.add(node.lineno)
            for inner in [*node.args, *(one for a in node.args if isinstance(a, ast.List) for one in a.elts[:1])]:  # fmt: skip
                if isinstance(inner, ast.Constant) and inner.value in PROGRAMS:
                    found.add(node.lineno)
    return sorted(found)


def _is_one(name: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in MODULES)


def test_nothing_opens_a_connection_but_the_guarded_client():
    found = []
    for _room, path, tree in sources():
        inside = path.relative_to(PACKAGE).as_posix()
        if not inside.startswith(DOORS) and inside not in OWN_SERVER | OWN_SERVICES:
            found += [shown(path, line) for line in outgoing(tree)]
    assert found == []


def test_the_exceptions_are_still_needed():
    needless = [
        inside
        for inside in OWN_SERVER | OWN_SERVICES
        if not outgoing(ast.parse((PACKAGE / inside).read_text(encoding="utf-8")))
    ]
    assert needless == []


def test_an_outgoing_call_would_be_found():
    text = """
import urllib.request
from urllib import request
import requests as r
from http import client
from urllib3.util import parse_url
import socket
socket.create_connection(("x", 1))
from socket import create_connection as go
go(("x", 1))
socket.gethostname()
asyncio.open_connection("x", 1)
subprocess.run(["curl", "x"])
from urllib.parse import urlsplit
from http import HTTPStatus
requests_made = 1
"""
    assert outgoing(ast.parse(text)) == [2, 3, 4, 5, 6, 8, 10, 12, 13]
