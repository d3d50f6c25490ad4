"""Long work off the event loop: a few threads, the newest request of each client wins, all can be ended."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.requests import Request

from skou.progress import Progress, Stopped
from skou.web.security import Refusal

T = TypeVar("T")
CLIENT_HEADER = "x-skou-client"
NUMBER_HEADER = "x-skou-request"
_MOST_CLIENTS = 512
Key = tuple[str, str]


class Superseded(Refusal, Stopped):
    """A newer request of the same client and kind has come in."""

    def __init__(self) -> None:
        super().__init__(409, "Superseded", "a newer request has taken the place of this one")


class Cancelled(Refusal, Stopped):
    """Whoever asked has gone, so nobody waits for the answer."""

    def __init__(self) -> None:
        super().__init__(499, "Cancelled", "the request was cancelled")


class Job:
    """One piece of work: how far it is, and whether it is to end at its next report."""

    def __init__(self, number: int = 0) -> None:
        self.number, self.done, self.running = number, 0.0, True
        self.end: Callable[[], Exception] | None = None

    def check(self) -> None:
        """Raise why it is to end."""
        if self.end is not None:
            raise self.end()

    def tell(self, done: float) -> None:
        """Note the share that is done; raises where the work is to end."""
        self.check()
        self.done = done


class Workroom:
    """Threads for simulations, and the newest job of each client and kind of work."""

    def __init__(self, threads: int = 2) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="skou")
        self._newest: OrderedDict[Key, Job] = OrderedDict()

    async def run(self, request: Request, kind: str, work: Callable[[Progress], T]) -> T:
        """The result of ``work`` in a thread; ``work`` is given the listener of its progress.

        A request that names its client and number ends at its next report when a newer one of the same
        kind has come; any request does when its connection is closed.

        Raises
        ------
        Superseded, Cancelled
        """
        job = self._enter(request, kind)

        def guarded() -> T:
            job.check()
            return work(job.tell)

        watch = asyncio.create_task(_watch(request, job))
        try:
            result = await asyncio.get_running_loop().run_in_executor(self._pool, guarded)
        finally:
            job.running = False
            watch.cancel()
        job.check()
        return result

    def progress(self, request: Request, kind: str) -> Job | None:
        """The newest job of this kind of the client that asks."""
        return self._newest.get((request.headers.get(CLIENT_HEADER, "")[:64], kind))

    def _enter(self, request: Request, kind: str) -> Job:
        client, number = request.headers.get(CLIENT_HEADER), request.headers.get(NUMBER_HEADER, "")
        if not client or not number.isdigit() or len(number) > 15:
            return Job()
        key, job = (client[:64], kind), Job(int(number))
        older = self._newest.get(key)
        if older is not None and older.number > job.number:
            raise Superseded
        if older is not None:
            older.end = Superseded
        self._newest[key] = job
        self._newest.move_to_end(key)
        while len(self._newest) > _MOST_CLIENTS:
            self._newest.popitem(last=False)
        return job

    def close(self) -> None:
        """Let running work end, drop what waits."""
        self._pool.shutdown(wait=False, cancel_futures=True)


async def _watch(request: Request, job: Job) -> None:
    """End the job when the connection is closed."""
    await request.body()
    while (await request.receive())["type"] != "http.disconnect":
        pass
    job.end = Cancelled
