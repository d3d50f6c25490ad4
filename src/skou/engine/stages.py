"""One trial step of all lanes: stages, new state, interpolant; for Rosenbrock and for Runge-Kutta methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skou.engine.lane_service import SolverWriter
from skou.engine.tableaux import Rosenbrock, RungeKutta


@dataclass(frozen=True)
class Step:
    """Names of a trial step: its beginning, length and end, the reciprocal of its length, and the clock."""

    t: str
    h: str
    end: str
    reciprocal: str
    clock_rate: str
    clock_offset: str


def clock(f: SolverWriter, step_time: str, rate: str, offset: str) -> str:
    """Model time at a solver time."""
    return f.add(offset, f.mul(rate, step_time))


def _stage_clock(f: SolverWriter, step: Step, node: float) -> str:
    at = step.end if node == 1.0 else f.add(step.t, f.mul(step.h, f.constant(node)))
    return clock(f, at, step.clock_rate, step.clock_offset)


def evaluate(f: SolverWriter, at: str, states: str, target: str) -> None:
    """The right-hand side at a model time, from one array into another."""
    arrays = (f"ptr {a}" for a in (states, f.work("p"), f.work("q"), target))
    f.call("derivative", f"{f.vector} {at}", *arrays)


def weighted(
    f: SolverWriter, weights: Sequence[float], arrays: Sequence[str], index: str, total: str | None = None
) -> str | None:
    """A sum of array elements with constant weights, added to ``total``."""
    for weight, array in zip(weights, arrays, strict=False):
        if weight == 0.0:
            continue
        term = f.load(array, index)
        if weight != 1.0:
            term = f.mul(f.constant(weight), term)
        total = term if total is None else f.add(total, term)
    return total


class RosenbrockSteps:
    """Stages of a Rosenbrock method; slope, J and time_slope are those at the beginning of the step."""

    def __init__(self, method: Rosenbrock, has_time_derivative: bool) -> None:
        self.method = method
        self.has_time_derivative = has_time_derivative

    def begin(self, f: SolverWriter, model_time: str) -> None:
        """What is evaluated once a step, before its length is known."""
        arrays = (f"ptr {f.work(name)}" for name in ("y", "p", "q", "slope", "J", "time_slope"))
        f.call("linearise", f"{f.vector} {model_time}", *arrays)

    def trial(self, f: SolverWriter, step: Step) -> None:
        """All stages, and the new state."""
        m, n = self.method, len(f.layout.order)
        y, stage, stage_slope = f.work("y"), f.work("stage"), f.work("stage_slope")
        slope, time_slope, factors = f.work("slope"), f.work("time_slope"), f.work("L")
        jacobian = f.work("J")
        increments = self._increments(f)
        diagonal = f.mul(step.reciprocal, f.constant(1.0 / m.gamma))
        f.call("factorise", f"{f.vector} {diagonal}", f"ptr {jacobian}", f"ptr {factors}")
        scaled_h = f.mul(step.h, f.constant(m.gamma))
        for s in range(m.stages):
            source = slope
            if s > 0:
                with f.loop(n) as i:
                    f.store(stage, i, weighted(f, m.combine[s], increments, i, f.load(y, i)) or "")
                evaluate(f, _stage_clock(f, step, m.nodes[s]), stage, stage_slope)
                source = stage_slope
            weight = m.time_weights[s]
            time_factor = None
            if self.has_time_derivative and weight:
                time_factor = f.mul(f.mul(step.h, step.clock_rate), f.constant(weight))
            with f.loop(n) as i:
                value = f.load(source, i)
                coupled = weighted(f, m.couple[s], increments, i)
                if coupled is not None:
                    value = f.add(value, f.mul(coupled, step.reciprocal))
                if time_factor is not None:
                    value = f.add(value, f.mul(time_factor, f.load(time_slope, i)))
                f.store(increments[s], i, value)
            f.call(
                "substitute",
                f"{f.vector} {scaled_h}",
                f"ptr {factors}",
                f"ptr {jacobian}",
                f"ptr {increments[s]}",
            )
        new = f.work("new")
        with f.loop(n) as i:
            f.store(new, i, weighted(f, m.advance, increments, i, f.load(y, i)) or "")

    def error(self, f: SolverWriter, step: Step, index: str) -> str:
        """The error estimate of a state."""
        return weighted(f, self.method.error, self._increments(f), index) or f.constant(0.0)

    def dense(self, f: SolverWriter, step: Step, theta: str) -> None:
        """The state at a fraction ``theta`` of the step, into the array ``dense``."""
        increments = self._increments(f)
        y, new, dense = f.work("y"), f.work("new"), f.work("dense")
        rest = f.sub(f.constant(1.0), theta)
        second, third = self.method.interpolate
        with f.loop(len(f.layout.order)) as i:
            bend = weighted(f, second, increments, i) or ""
            bend = f.add(bend, f.mul(theta, weighted(f, third, increments, i) or ""))
            value = f.mul(theta, f.add(f.load(new, i), f.mul(rest, bend)))
            f.store(dense, i, f.add(f.mul(rest, f.load(y, i)), value))

    def accepted(self, f: SolverWriter, mask: str) -> None:
        """Nothing is carried from one step to the next."""

    def _increments(self, f: SolverWriter) -> list[str]:
        n = len(f.layout.order)
        return [f.address(f.work("increments"), s * n) for s in range(self.method.stages)]


class RungeKuttaSteps:
    """Stages of an explicit method; the first is the last of the step before, kept in ``slope``."""

    def __init__(self, method: RungeKutta) -> None:
        self.method = method

    def begin(self, f: SolverWriter, model_time: str) -> None:
        """The first slope of lanes that were just served."""
        fresh = f.load_mask(f.work("fresh"))
        with f.when(f.any(fresh)):
            slope, scratch = f.work("slope"), f.work("stage_slope")
            evaluate(f, model_time, f.work("y"), scratch)
            with f.loop(len(f.layout.order)) as i:
                f.store(slope, i, f.select(fresh, f.load(scratch, i), f.load(slope, i)))

    def trial(self, f: SolverWriter, step: Step) -> None:
        """All stages, and the new state."""
        m, n = self.method, len(f.layout.order)
        y, stage, new = f.work("y"), f.work("stage"), f.work("new")
        slopes = self._slopes(f)
        for s in range(1, m.stages):
            target = new if s == m.stages - 1 else stage
            with f.loop(n) as i:
                move = f.mul(step.h, weighted(f, m.combine[s], slopes, i) or "")
                f.store(target, i, f.add(f.load(y, i), move))
            evaluate(f, _stage_clock(f, step, m.nodes[s]), target, slopes[s])

    def error(self, f: SolverWriter, step: Step, index: str) -> str:
        """The error estimate of a state."""
        return f.mul(step.h, weighted(f, self.method.error, self._slopes(f), index) or "")

    def dense(self, f: SolverWriter, step: Step, theta: str) -> None:
        """The state at a fraction ``theta`` of the step, into the array ``dense``."""
        y, dense = f.work("y"), f.work("dense")
        slopes = self._slopes(f)
        weights = []
        for first, second, third, fourth in self.method.interpolate:
            value = f.polynomial(theta, (fourth, third, second, first))
            weights.append(f.mul(f.mul(value, theta), step.h))
        with f.loop(len(f.layout.order)) as i:
            value = f.load(y, i)
            for weight, slope in zip(weights, slopes, strict=True):
                value = f.add(value, f.mul(weight, f.load(slope, i)))
            f.store(dense, i, value)

    def accepted(self, f: SolverWriter, mask: str) -> None:
        """The last slope becomes the first of the next step."""
        slope, last = f.work("slope"), self._slopes(f)[-1]
        with f.loop(len(f.layout.order)) as i:
            f.store(slope, i, f.select(mask, f.load(last, i), f.load(slope, i)))

    def _slopes(self, f: SolverWriter) -> list[str]:
        n = len(f.layout.order)
        later = [f.address(f.work("increments"), s * n) for s in range(self.method.stages - 1)]
        return [f.work("slope"), *later]


Steps = RosenbrockSteps | RungeKuttaSteps
