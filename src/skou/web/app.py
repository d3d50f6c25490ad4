"""The app: routes, the gate before them, the page's files, and the body warmed while the page loads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from threading import Event, Thread

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from skou.web.endpoints.answers import answering, as_json
from skou.web.endpoints.assessing import RecordEndpoints
from skou.web.endpoints.catalogue import catalogue, sources
from skou.web.endpoints.description import openapi
from skou.web.endpoints.examples import example
from skou.web.endpoints.learning import LearnEndpoints
from skou.web.endpoints.simulating import SimulationEndpoints
from skou.web.security import Gate, Guard, refusal
from skou.web.work import Workroom


def create_app(guard: Guard, warm: bool = True) -> Starlette:
    """The web app.

    Parameters
    ----------
    guard : Guard
        Token, port and limits.
    warm : bool
        Compile the body in the background at once, so that the first slider answers like every other.
    """
    workroom, ready = Workroom(), Event()
    records, simulations, learning = (
        RecordEndpoints(workroom),
        SimulationEndpoints(workroom),
        LearnEndpoints(workroom),
    )

    async def health(request: Request) -> Response:
        """Whether the body is ready."""
        return as_json({"ready": ready.is_set() or not warm})

    async def progress(request: Request) -> Response:
        """How far the newest job of a kind (``?of=assess``) of the client that asks is."""
        job = workroom.progress(request, request.query_params.get("of", ""))
        running = job is not None and job.running
        return as_json({"running": running, "done": job.done if job else 0.0})

    routes = [
        Route("/api/catalogue", answering(catalogue)),
        Route("/api/sources", answering(sources)),
        Route("/api/examples/{name}", answering(example)),
        Route("/api/read", answering(records.read), methods=["POST"]),
        Route("/api/assess", answering(records.assess), methods=["POST"]),
        Route("/api/report", answering(records.report), methods=["POST"]),
        Route("/api/explore", answering(simulations.explore), methods=["POST"]),
        Route("/api/explore.parquet", answering(simulations.parquet), methods=["POST"]),
        Route("/api/simulate", answering(simulations.simulate), methods=["POST"]),
        Route("/api/learn", answering(learning.index)),
        Route("/api/learn/{name}", answering(learning.scene)),
        Route("/api/openapi.json", answering(openapi)),
        Route("/api/progress", answering(progress)),
        Route("/api/health", health),
        Mount("/", StaticFiles(directory=str(resources.files("skou.web").joinpath("static")), html=True)),
    ]

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        if warm:
            Thread(target=_warm, args=(ready,), name="skou-warm", daemon=True).start()
        yield
        workroom.close()

    return Starlette(
        routes=routes,
        middleware=[Middleware(Gate, guard=guard)],
        lifespan=lifespan,
        exception_handlers={404: _not_found, 405: _not_allowed},
    )


def _warm(ready: Event) -> None:
    from skou.web.explorer import explore, read_scenario
    from skou.web.explorer.explore import solver

    solver()
    explore(read_scenario({}))
    ready.set()


async def _not_found(request: Request, problem: Exception) -> Response:
    return refusal(404, "NotFound", "there is nothing at this address")


async def _not_allowed(request: Request, problem: Exception) -> Response:
    return refusal(405, "MethodNotAllowed", "this address takes another method")
