"""Foreign hosts, foreign origins, missing tokens, oversized bodies, odd paths, and headers."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from skou.web.app import create_app
from skou.web.security import CONTENT_POLICY, TOKEN_HEADER, Guard

from .conftest import TOKEN

PATHS = ["/", "/js/main.js", "/api/catalogue", "/api/learn", "/nowhere", "/api/nowhere"]


@pytest.mark.parametrize(
    "host",
    ["example.org", "127.0.0.1.example.org", "localhost.example.org:8753", "10.0.0.1", "", "[::1", "0.0.0.0"],
)
@pytest.mark.parametrize("path", PATHS)
def test_a_foreign_host_is_refused(client: TestClient, host: str, path: str) -> None:
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 403
    assert answer.json()["error"]["type"] == "ForeignHost"


@pytest.mark.parametrize("host", ["127.0.0.1:8753", "localhost:8753", "[::1]:8753", "LOCALHOST:8753"])
def test_own_hosts_are_served_on_the_own_port_only(host: str) -> None:
    with TestClient(create_app(Guard(TOKEN, 8753), warm=False), base_url="http://127.0.0.1") as client:
        assert client.get("/", headers={"host": host}).status_code == 200
        assert client.get("/", headers={"host": host.replace("8753", "80")}).status_code == 403


@pytest.mark.parametrize(
    "origin",
    ["https://example.org", "null", "http://127.0.0.1.example.org", "https://127.0.0.1", "file://", ""],
)
@pytest.mark.parametrize("path", PATHS)
def test_a_foreign_origin_is_refused(client: TestClient, origin: str, path: str) -> None:
    answer = client.get(path, headers={"origin": origin})
    assert answer.status_code == 403
    assert answer.json()["error"]["type"] == "ForeignOrigin"
    assert "access-control-allow-origin" not in answer.headers


def test_a_request_that_another_site_caused_is_refused(client: TestClient) -> None:
    for site in ("cross-site", "same-site"):
        assert client.get("/api/catalogue", headers={"sec-fetch-site": site}).status_code == 403
    assert client.get("/api/health", headers={"origin": "http://127.0.0.1"}).status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", TOKEN[:-1], "é"])
def test_nothing_is_answered_without_the_token(client: TestClient, token: str) -> None:
    for path in ("/api/catalogue", "/api/learn", "/api/openapi.json", "/api/nowhere", "/api/health"):
        answer = client.get(path, headers={TOKEN_HEADER: token.encode()})
        assert answer.status_code == 401
    answer = client.post("/api/assess", headers={TOKEN_HEADER: token.encode()}, json={"record": {}})
    assert answer.status_code == 401


def test_the_token_is_not_taken_from_the_address_or_a_cookie(client: TestClient) -> None:
    cookies = {"cookie": f"token={TOKEN}; {TOKEN_HEADER}={TOKEN}", TOKEN_HEADER: ""}
    assert client.get(f"/api/catalogue?token={TOKEN}", headers=cookies).status_code == 401


def test_an_oversized_body_is_refused_however_it_comes() -> None:
    app = create_app(Guard(TOKEN, max_body=1000), warm=False)
    with TestClient(app, base_url="http://127.0.0.1", headers={TOKEN_HEADER: TOKEN}) as client:
        big = b'{"text": "' + b"x" * 2000 + b'"}'
        assert client.post("/api/read", content=big).status_code == 413
        chunks = (big[n : n + 100] for n in range(0, len(big), 100))
        assert client.post("/api/read", content=chunks).status_code == 413
        lying = {"content-length": "-5"}
        assert client.post("/api/read", content=b"{}", headers=lying).status_code == 413
        assert client.post("/api/read", json={"record": {"person": {"age": 40}}}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../app.py",
        "/..%2f..%2fapp.py",
        "/%2e%2e/%2e%2e/pyproject.toml",
        "/js/..%5c..%5capp.py",
        "//etc/passwd",
        "/js/%00main.js",
        "/vendor/../../security.py",
        "/css/....//....//app.py",
    ],
)
def test_no_path_leads_out_of_the_page(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (400, 403, 404)
    assert "import" not in answer.text


@pytest.mark.parametrize("name", ["../people", "..%2Fpeople", "%2Fetc%2Fpasswd", "people.yaml", "order"])
def test_names_of_scenes_and_examples_are_no_paths(client: TestClient, name: str) -> None:
    assert client.get(f"/api/learn/{name}").status_code in (404, 422)
    assert client.get(f"/api/examples/{name}").status_code in (404, 422)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    assert client.request(method, "/api/assess").status_code == 405


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_policy(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == CONTENT_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == ("no-store" if path.startswith("/api/") else "no-cache")
    assert "server" not in headers
    assert "set-cookie" not in headers


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert "unsafe" not in CONTENT_POLICY
    assert "http" not in CONTENT_POLICY
    assert "default-src 'none'" in CONTENT_POLICY


def test_refusals_carry_the_headers_too(client: TestClient) -> None:
    answer = client.get("/", headers={"host": "example.org"})
    assert answer.headers["content-security-policy"] == CONTENT_POLICY


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"\xff\xfe", b'"text"', b"null", b"[" * 5000, b'{"a": NaN}']
)
def test_a_body_that_is_no_object_is_explained(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/assess", content=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"]
