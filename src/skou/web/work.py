"""Long work off the event loop: a few threads, and the newest request of each client wins."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.requests import Request

from skou.web.security import Refusal

T = TypeVar("T")
CLIENT_HEADER = "x-skou-client"
NUMBER_HEADER = "x-skou-request"
_MOST_CLIENTS = 512


class Superseded(Refusal):
    """A newer request of the same client and kind has come in."""

    def __init__(self) -> None:
        super().__init__(409, "Superseded", "a newer request has taken the place of this one")


class Workroom:
    """Threads for simulations, and the highest request number seen of each client and kind of work."""

    def __init__(self, threads: int = 2) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="skou")
        self._newest: OrderedDict[tuple[str, str], int] = OrderedDict()

    async def run(self, request: Request, kind: str, work: Callable[[], T]) -> T:
        """The result of ``work`` in a thread.

        A request that names its client and number is dropped, before it starts or before it is answered,
        when a newer one of the same kind has come.

        Raises
        ------
        Superseded
        """
        key, number = self._enter(request, kind)

        def guarded() -> T:
            self._check(key, number)
            return work()

        result = await asyncio.get_running_loop().run_in_executor(self._pool, guarded)
        self._check(key, number)
        return result

    def _enter(self, request: Request, kind: str) -> tuple[tuple[str, str] | None, int]:
        client, number = request.headers.get(CLIENT_HEADER), request.headers.get(NUMBER_HEADER, "")
        if not client or not number.isdigit() or len(number) > 15:
            return None, 0
        key = (client[:64], kind)
        self._newest[key] = max(int(number), self._newest.get(key, 0))
        self._newest.move_to_end(key)
        while len(self._newest) > _MOST_CLIENTS:
            self._newest.popitem(last=False)
        self._check(key, int(number))
        return key, int(number)

    def _check(self, key: tuple[str, str] | None, number: int) -> None:
        if key is not None and self._newest.get(key, 0) > number:
            raise Superseded

    def close(self) -> None:
        """Let running work end, drop what waits."""
        self._pool.shutdown(wait=False, cancel_futures=True)
