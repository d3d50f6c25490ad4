"""``skou serve``: the local web app."""

from __future__ import annotations

import sys
from typing import Annotated

import typer


def serve(
    port: Annotated[
        int | None,
        typer.Option("--port", min=1, max=65535, help="Port of 127.0.0.1; a usual or free one by default."),
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
) -> None:
    """Open Skou as a page in the browser; it answers to this machine only.

    Example: skou serve --port 8080 --no-browser
    """
    from skou.web.serving import serve as run

    def say(address: str) -> None:
        print(address, flush=True)
        print(
            "Open this address in a browser on this machine; Ctrl-C ends Skou.", file=sys.stderr, flush=True
        )

    run(port, not no_browser, say)
