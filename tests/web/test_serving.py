"""``skou serve``: the address, the port, and a clean end."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from .conftest import Server, start_server


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def test_it_prints_an_address_with_a_token_serves_it_and_ends_cleanly() -> None:
    port = free_port()
    server = start_server("--port", str(port))
    try:
        assert server.address.startswith(f"http://127.0.0.1:{port}/#token=")
        assert len(server.address.split("token=")[1]) >= 30
        with urllib.request.urlopen(server.origin, timeout=10) as page:
            assert b'id="app"' in page.read()
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(f"{server.origin}/api/catalogue", timeout=10)
    finally:
        status = server.stop(signal.SIGINT)
        assert server.process.stdout is not None
        server.process.stdout.close()
    assert status == 0
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(("127.0.0.1", port))


def test_each_start_has_another_token(server: Server) -> None:
    other = start_server()
    other.stop()
    assert other.process.stdout is not None
    other.process.stdout.close()
    assert other.address.split("token=")[1] != server.address.split("token=")[1]


def test_a_taken_port_is_explained() -> None:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen()
        command = [sys.executable, "-m", "skou", "serve", "--no-browser", "--port", str(s.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_listens_on_the_loopback_only(server: Server) -> None:
    own = socket.gethostbyname(socket.gethostname())
    if own.startswith("127."):
        pytest.skip("this machine has no other address by its name")
    with socket.socket() as s:
        s.settimeout(2)
        assert s.connect_ex((own, server.port)) != 0
