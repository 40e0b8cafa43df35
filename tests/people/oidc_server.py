"""A small OpenID Connect service on loopback: discovery, authorisation, token, user, keys."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "agora", "a secret between the two"


@dataclass
class Service:
    """A running service; `user` is who signs in next, `asked` what it was asked for."""

    url: str = ""
    user: dict[str, Any] = field(default_factory=dict)
    refuses: str = ""
    audience: str = CLIENT
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def configuration(self) -> dict[str, Any]:
        """What discovery says."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/user",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorise(self, said: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        assert said["client_id"] == CLIENT
        assert said["response_type"] == "code"
        assert said["code_challenge_method"] == "S256"
        if self.refuses:
            back = {"error": self.refuses, "state": said["state"]}
        else:
            code = f"code-{len(self.codes)}"
            self.codes[code] = said
            back = {"code": code, "state": said["state"]}
        return f"{said['redirect_uri']}?{urllib.parse.urlencode(back)}"

    def exchange(self, said: dict[str, str]) -> dict[str, Any] | None:
        """Tokens for a code, once, to whoever knows the secret and the verifier."""
        asked = self.codes.pop(said.get("code", ""), None)
        digest = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or said.get("client_secret") != SECRET
            or said.get("redirect_uri") != asked["redirect_uri"]
            or challenge != asked["code_challenge"]
        ):
            return None
        token = f"token-{len(self.tokens)}"
        self.tokens[token] = self.user
        now = int(time.time())
        claims = {"iss": self.url, "aud": self.audience, "iat": now, "exp": now + 60, **self.user}
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": token, "token_type": "Bearer", "expires_in": 60, "id_token": signed}


def serve(service: Service) -> ThreadingHTTPServer:
    """Start it on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: Any) -> None:
            """Silence."""

        def answer(
            self, said: Any, status: int = 200, headers: dict[str, str] | None = None
        ) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            service.asked.append(path)
            said = dict(urllib.parse.parse_qsl(query))
            if path == "/.well-known/openid-configuration":
                self.answer(service.configuration())
            elif path == "/authorize":
                self.answer({}, 302, {"Location": service.authorise(said)})
            elif path == "/user":
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                user = service.tokens.get(token)
                self.answer(user or {}, 200 if user else 401)
            elif path == "/keys":
                public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(service.key.public_key()))
                self.answer({"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]})
            else:
                self.answer({}, 404)

        def do_POST(self) -> None:
            service.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            found = service.exchange(dict(urllib.parse.parse_qsl(body)))
            self.answer(found or {"error": "invalid_grant"}, 200 if found else 400)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
