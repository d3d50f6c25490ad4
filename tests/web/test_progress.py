"""Long work tells how far it is, and ends where nobody wants its answer any more."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn

from skou.progress import Stopped
from skou.web.app import create_app
from skou.web.security import TOKEN_HEADER, Guard
from skou.web.serving import open_socket

from .conftest import TOKEN

RECORD = {"labs": [{"analyte": "potassium", "value": 2.9, "unit": "mmol/L"}]}


class Slow:
    """A server whose assessments take long, and how each ended."""

    def __init__(self, port: int) -> None:
        self.port, self.ended = port, list[str]()

    def assess(self, person: Any, seed: int = 0, progress: Callable[[float], None] = print, **_: Any) -> Any:
        try:
            for step in range(400):
                progress(step / 400)
                time.sleep(0.02)
        except Stopped as stopped:
            self.ended.append(type(stopped).__name__)
            raise
        self.ended.append("answered")
        raise AssertionError("nobody stopped it")

    def ask(self, method: str, path: str, number: int, body: Any = None) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        headers = {TOKEN_HEADER: TOKEN, "x-skou-client": "one", "x-skou-request": str(number)}
        connection.request(method, path, json.dumps(body) if body else None, headers)
        return connection

    def done(self) -> float:
        connection = self.ask("GET", "/api/progress?of=assess", 1)
        found = json.loads(connection.getresponse().read())
        connection.close()
        return found["done"] if found["running"] else 0.0


def eventually(true: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "never true"
        time.sleep(0.02)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    with open_socket(0) as listening:
        found = Slow(listening.getsockname()[1])
        monkeypatch.setattr("skou.inference.assess", found.assess)
        app = create_app(Guard(TOKEN, found.port), warm=False)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        eventually(lambda: server.started)
        yield found
        server.should_exit = True
        thread.join(10)


def test_a_closed_connection_ends_the_work(slow: Slow) -> None:
    asked = slow.ask("POST", "/api/assess", 1, {"record": RECORD})
    eventually(lambda: slow.done() > 0.02)
    asked.close()
    eventually(lambda: slow.ended == ["Cancelled"], 2.0)


def test_a_newer_request_ends_the_older_one(slow: Slow) -> None:
    older = slow.ask("POST", "/api/assess", 1, {"record": RECORD})
    eventually(lambda: slow.done() > 0.02)
    newer = slow.ask("POST", "/api/assess", 2, {"record": RECORD})
    refused = older.getresponse()
    assert refused.status == 409
    refused.read()
    older.close()
    assert slow.ended == ["Superseded"]
    newer.close()
    eventually(lambda: slow.ended == ["Superseded", "Cancelled"], 2.0)


def test_the_page_shows_the_percent_and_cancel_ends_the_work(slow: Slow, browser: Any) -> None:
    page = browser.new_context().new_page()
    page.goto(f"http://127.0.0.1:{slow.port}/#token={TOKEN}")
    page.wait_for_selector(".controls")
    page.goto(f"http://127.0.0.1:{slow.port}/#/assess")
    page.locator('input[name="age"]').fill("55")
    page.get_by_role("button", name="Assess", exact=True).click()
    bar = page.get_by_role("progressbar")
    bar.wait_for()
    eventually(lambda: page.wait_for_timeout(60) or int(bar.get_attribute("aria-valuenow")) >= 3)
    assert "%" in page.locator(".working .percent").inner_text()
    page.get_by_role("button", name="Cancel").click()
    bar.wait_for(state="hidden")
    eventually(lambda: slow.ended == ["Cancelled"], 2.0)
    page.context.close()
