"""Runs the app on this machine: a free port of the loopback address, a new token, a clean end."""

from __future__ import annotations

import secrets
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress

from skou.errors import SkouError

HOST = "127.0.0.1"
DEFAULT_PORT = 8753
"""Asked for first, so that what the browser keeps for this address is found again."""


def open_socket(port: int | None) -> socket.socket:
    """A listening socket of the loopback address.

    Parameters
    ----------
    port : int, optional
        Wanted port; by default the usual one, or any free one where that is taken.

    Raises
    ------
    SkouError
        The wanted port is taken or not allowed.
    """
    reason = ""
    for wanted in (DEFAULT_PORT, 0) if port is None else (port,):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, wanted))
        except OSError as problem:
            listening.close()
            reason = problem.strerror or str(problem)
        else:
            listening.listen(128)
            return listening
    raise SkouError(
        f"port {port} of {HOST} cannot be used: {reason.lower()}", value=port, mend="leave --port out"
    )


def serve(port: int | None = None, browser: bool = True, say: Callable[[str], None] = print) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    port : int, optional
        Port of 127.0.0.1.
    browser : bool
        Open the page in the browser once the server answers.
    say : callable
        Takes the line with the address.
    """
    import uvicorn

    from skou.web.app import create_app
    from skou.web.security import Guard

    with open_socket(port) as listening:
        actual = listening.getsockname()[1]
        token = secrets.token_urlsafe(24)
        address = f"http://{HOST}:{actual}/#token={token}"

        class Announcing(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                say(address)
                if browser:
                    webbrowser.open(address)

        config = uvicorn.Config(
            create_app(Guard(token, actual)),
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=3,
            h11_max_incomplete_event_size=65536,
            ws="none",
        )
        with suppress(KeyboardInterrupt):
            Announcing(config).run(sockets=[listening])
