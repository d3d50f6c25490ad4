"""A client of the app, and a real server with a real browser for the tests that need them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from skou.web.app import create_app
from skou.web.security import TOKEN_HEADER, Guard

TOKEN = "a-token-for-tests"
EXAMPLES = Path(__file__).parents[2] / "examples"
CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    app = create_app(Guard(TOKEN), warm=False)
    with TestClient(app, base_url="http://127.0.0.1", headers={TOKEN_HEADER: TOKEN}) as found:
        yield found


@dataclass
class Server:
    process: subprocess.Popen[str]
    address: str

    @property
    def origin(self) -> str:
        return self.address.split("/#")[0]

    @property
    def port(self) -> int:
        return int(self.origin.rsplit(":", 1)[1])

    def stop(self, with_signal: signal.Signals = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        return self.process.wait(20)


def start_server(*options: str) -> Server:
    command = [sys.executable, "-m", "skou", "serve", "--no-browser", *options]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ}
    )
    assert process.stdout is not None
    return Server(process, process.stdout.readline().strip())


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    found = start_server()
    yield found
    found.stop()
    assert found.process.stdout is not None
    found.process.stdout.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    with playwright.sync_playwright() as p:
        found = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def open_page(browser: Any, server: Server) -> Iterator[Callable[..., Any]]:
    """A new page at a hash of the app; the test fails on any error the page logs."""
    contexts: list[Any] = []
    errors: list[str] = []

    def open_at(where: str = "#/explore", width: int = 1280, height: int = 900, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.on("console", lambda m: errors.append(m.text) if "Content Security Policy" in m.text else None)
        page.goto(server.address)
        page.wait_for_selector(".controls")
        page.goto(f"{server.origin}/{where}")
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert errors == []
