"""Guided scenes: published experiments with a story, each run on the body when it is opened."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from threading import Lock
from typing import Any

import numpy as np
from starlette.requests import Request
from starlette.responses import Response

from skou.errors import UnknownNameError, nearest_names
from skou.progress import Progress, unheard
from skou.web.endpoints.answers import as_json
from skou.web.work import Workroom


@lru_cache(maxsize=1)
def scenes() -> Mapping[str, dict[str, Any]]:
    """Every scene by its name, in the order in which they are taught."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    folder = resources.files("skou.web").joinpath("scenes")
    found = {}
    for name in yaml.load(folder.joinpath("order.yaml").read_text(encoding="utf-8"), Loader=loader)["scenes"]:
        found[name] = yaml.load(folder.joinpath(f"{name}.yaml").read_text(encoding="utf-8"), Loader=loader)
    return found


_SHOWN = ("title", "question", "story", "look", "lesson", "sources", "explore")


def run_scene(scene: Mapping[str, Any], progress: Progress = unheard) -> dict[str, Any]:
    """The scene's arms simulated, with the published points beside.

    Times are hours from t = 0 of the protocol.
    """
    from skou.evidence.experiment import minutes, read_arm
    from skou.evidence.simulation import require, simulate_arms
    from skou.report.course import quantity_name

    arms = {name: read_arm(name, arm) for name, arm in scene["arms"].items()}
    plots = scene["plots"]
    start, end = (minutes(scene[key]) for key in ("from", "until"))
    wanted = [p["quantity"] for p in plots]
    every = max((end - start) / 240.0, 1.0)
    found = require(simulate_arms(arms, start, end, quantities=wanted, every=every, progress=progress))
    first = next(iter(found.values()))
    return {
        "schema": "scene/1",
        "hours": np.asarray(first.times) / 60.0,
        "arms": list(found),
        "protocol": scene["arms"],
        "plots": [
            {
                "quantity": p["quantity"],
                "name": quantity_name(p["quantity"]),
                "unit": p.get("unit") or first.units[p["quantity"]],
                "change": bool(p.get("change")),
                "mean": p.get("mean"),
                "lines": {name: _line(t, p, minutes) for name, t in found.items()},
                "points": [_point(x, minutes) for x in p.get("points", ())],
            }
            for p in plots
        ],
    }


def _line(trajectory: Any, plot: Mapping[str, Any], minutes: Any) -> np.ndarray:
    """The course itself, in another unit, as running mean, or as change since a time, as the plot asks."""
    values = np.asarray(trajectory.values[plot["quantity"]]) * float(plot.get("times", 1.0))
    if plot.get("mean"):
        values = _running_mean(np.asarray(trajectory.times), values, minutes(plot["mean"]))
    if plot.get("change"):
        since = float(np.interp(minutes(plot["change"]), trajectory.times, values))
        return values - since
    return values


def _running_mean(times: np.ndarray, values: np.ndarray, width: float) -> np.ndarray:
    """Mean over a window about each time, as a day's mean or a 24-hour collection is."""
    total = np.concatenate([[0.0], np.cumsum(0.5 * (values[1:] + values[:-1]) * np.diff(times))])
    left, right = (np.clip(times + half, times[0], times[-1]) for half in (-0.5 * width, 0.5 * width))
    return (np.interp(right, times, total) - np.interp(left, times, total)) / (right - left)


def _point(point: Mapping[str, Any], minutes: Any) -> dict[str, Any]:
    return {
        "arm": point["arm"],
        "hour": minutes(point["at"]) / 60.0,
        "value": point["value"],
        "low": point.get("low"),
        "high": point.get("high"),
        "note": point.get("note", ""),
    }


class LearnEndpoints:
    """``/api/learn`` and ``/api/learn/<scene>``; a scene is run once for the life of the server."""

    def __init__(self, workroom: Workroom) -> None:
        self._workroom = workroom
        self._done: dict[str, dict[str, Any]] = {}
        self._lock = Lock()

    async def index(self, request: Request) -> Response:
        """Names, titles and questions of the scenes."""
        rows = [{"id": name, **{k: scene.get(k) for k in _SHOWN}} for name, scene in scenes().items()]
        return as_json({"schema": "scenes/1", "scenes": rows})

    async def scene(self, request: Request) -> Response:
        """One scene with its simulated curves and published points."""
        name = request.path_params["name"]
        if name not in scenes():
            raise UnknownNameError(f"no scene {name!r}", value=name, nearest=nearest_names(name, scenes()))
        return as_json(await self._workroom.run(request, "learn", lambda tell: self._run(name, tell)))

    def _run(self, name: str, tell: Progress) -> dict[str, Any]:
        with self._lock:
            if name not in self._done:
                self._done[name] = run_scene(scenes()[name], tell)
            return self._done[name]
