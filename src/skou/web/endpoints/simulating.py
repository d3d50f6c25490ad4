"""Explore's sliders and protocols: scenarios and ``arms`` to time courses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from skou.errors import ProtocolError
from skou.progress import Progress
from skou.web.endpoints.answers import as_json, body_of
from skou.web.frames import MEDIA_TYPE, decode, encode
from skou.web.work import Workroom


class SimulationEndpoints:
    """``/api/explore``, ``/api/explore.parquet`` and ``/api/simulate``."""

    def __init__(self, workroom: Workroom) -> None:
        self._workroom = workroom

    async def explore(self, request: Request) -> Response:
        """A scenario to a binary frame: courses with bands, flows of the diagram, ledger."""
        data = await body_of(request)

        def work(_: Progress) -> bytes:
            from skou.web.explorer import explore, read_scenario

            return explore(read_scenario(data))

        kind = "explore:" + request.query_params.get("lane", "")[:8]
        return Response(await self._workroom.run(request, kind, work), media_type=MEDIA_TYPE)

    async def parquet(self, request: Request) -> Response:
        """The same as a Parquet table, a column a quantity with its unit in the metadata (needs pyarrow)."""
        data = await body_of(request)

        def work(_: Progress) -> bytes:
            from skou.web.explorer import explore, read_scenario

            return _parquet(*decode(explore(read_scenario(data))))

        table = await self._workroom.run(request, "parquet", work)
        return Response(table, media_type="application/vnd.apache.parquet")

    async def simulate(self, request: Request) -> Response:
        """A protocol (``skou simulate``) to a binary frame, arm by arm; ``?as=json`` for JSON."""
        data = await body_of(request)
        binary = request.query_params.get("as") != "json"

        def work(tell: Progress) -> Any:
            from skou.api import simulate

            protocol = data.get("protocol")
            if not isinstance(protocol, Mapping):
                raise ProtocolError("no protocol", allowed="{'protocol': {'arms': ...}}")
            until = data.get("until_h")
            if until is not None and (isinstance(until, bool) or not isinstance(until, (int, float))):
                raise ProtocolError("until_h is not a number", value=str(until)[:40])
            done = simulate(protocol, end=None if until is None else 60.0 * until, progress=tell)
            return _frame(done) if binary else _plain(done)

        found = await self._workroom.run(request, "simulate", work)
        return Response(found, media_type=MEDIA_TYPE) if binary else as_json(found)


def _frame(done: Any) -> bytes:
    arrays: dict[str, Any] = {}
    for arm, trajectory in done.trajectories.items():
        arrays[f"{arm}/time"] = trajectory.times / 60.0
        arrays |= {f"{arm}/{name}": values for name, values in trajectory.values.items()}
    header = {
        "schema": "simulation/1",
        "title": done.title,
        "arms": list(done.trajectories),
        "units": dict(done.units),
    }
    return encode(header, arrays)


def _plain(done: Any) -> dict[str, Any]:
    arms = {arm: {"hours": t.times / 60.0, "values": dict(t.values)} for arm, t in done.trajectories.items()}
    return {
        "schema": "simulation/1",
        "title": done.title,
        "arms": arms,
        "units": dict(done.units),
        "notes": done.notes,
    }


def _parquet(header: Mapping[str, Any], arrays: Mapping[str, Any]) -> bytes:
    import io

    import pyarrow
    from pyarrow import parquet

    columns = {"time": arrays["time"]}
    fields = [pyarrow.field("time", pyarrow.float32(), metadata={"unit": "d"})]
    for name, values in arrays.items():
        kind, _, quantity = name.partition("/")
        if kind in ("median", "low", "high"):
            column = quantity if kind == "median" else f"{quantity}.{kind}"
            columns[column] = values
            unit = header["units"].get(quantity, "1")
            fields.append(pyarrow.field(column, pyarrow.float32(), metadata={"unit": unit}))
    stream = io.BytesIO()
    table = pyarrow.table([pyarrow.array(v) for v in columns.values()], schema=pyarrow.schema(fields))
    parquet.write_table(table, stream)
    return stream.getvalue()
