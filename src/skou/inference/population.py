"""Virtual patients: the real body, perturbed by causes, with traits of its own, simulated as a population.

Long-standing causes act for two months from rest, with the clock held; causes that work over days then
act for the time since their onset, and those that work over hours (insulin, a paralytic attack) last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skou.inference.knowledge import cause_index, drawn_causes
from skou.inference.options import Option
from skou.inference.plan import Treatment
from skou.inference.readouts import read_out
from skou.inference.simulator import Simulated

Array = NDArray[np.float64]

LASTING, DAYS, HOURS = 0, 1, 2
"""Pace of a cause: long-standing, working over days, working over hours."""
DAYS_FROM, HOURS_FROM = 8.0, 0.6
"""Typical onset [d] below which a cause works over days, and over hours."""
DAYS_DURATIONS = (1440.0, 4320.0, 10080.0)
HOURS_DURATIONS = (60.0, 240.0, 900.0)
"""Times since onset that are simulated [min]; each patient gets the nearest."""
LASTING_DAYS = 60.0
"""How long the long-standing causes have acted when the person is seen; slow stores still empty then."""
TRAITS: Mapping[str, float] = {
    "diet_potassium": 0.25,
    "diet_sodium": 0.30,
    "diet_magnesium": 0.25,
    "diet_calcium": 0.30,
    "diet_phosphate": 0.20,
    "diet_water": 0.25,
    "diet_acid": 0.25,
    "gfr_modifier": 0.12,
    "plasma_potassium_reference": 0.04,
    "plasma_magnesium_reference": 0.055,
    "parathyroid_set_point": 0.015,
    "phosphate_threshold": 0.08,
    "pth_secretion_activity": 0.25,
    "bicarbonate_reference": 0.03,
    "osmotic_set_point": 0.006,
    "vitamin_d_supply": 0.35,
    "renin_release_activity": 0.35,
    "aldosterone_synthesis_activity": 0.25,
    "insulin_sensitivity": 0.20,
    "albumin": 0.05,
    "creatinine_production": 0.12,
}
"""Bodily traits: parameter and the standard deviation of its logarithm between people (analytes.csv CVg;
intakes D)."""


@dataclass(frozen=True)
class _Matrices:
    """Effect of each drawn cause on each parameter: log factors and additions at severity 1."""

    log_scale: Array
    add: Array
    pace: NDArray[np.intp]
    caps: Array
    onset: Array


class BodyPopulation:
    """The body of one kind of person (age, sex, size, diet), ready to be perturbed.

    Parameters
    ----------
    parameters : mapping of parameter to value
        The person without causes, from ``skou.body.individual``.
    solver : object, optional
        Anything with ``steady_state`` and ``solve`` as ``skou.engine`` has; default the compiled engine.
    """

    def __init__(self, parameters: Mapping[str, float], solver: Any | None = None) -> None:
        from skou.body import initial_state, model

        self.model = model()
        self.solver = solver if solver is not None else default_solver()
        self._base = np.array(
            [
                parameters.get(n, d)
                for n, d in zip(self.model.parameter_names, self.model.defaults(), strict=True)
            ]
        )
        start = initial_state(dict(parameters))
        self._matrices = _matrices(self.model)
        self._traits = {k: s for k, s in TRAITS.items() if k in self.model.parameter_index}
        guess = np.array(
            [start.get(n, d) for n, d in zip(self.model.state_names, self.model.initial(), strict=True)]
        )
        rest = self.solver.steady_state(guess, self._base)
        self._rest = np.where(np.isfinite(rest.states[0]), rest.states[0], guess)

    @property
    def traits(self) -> int:
        """Number of bodily traits."""
        return len(self._traits)

    @property
    def acute(self) -> NDArray[np.bool_]:
        """Which drawn causes act within days."""
        return self._matrices.pace != LASTING

    @property
    def pace(self) -> NDArray[np.intp]:
        """Pace of each drawn cause: ``LASTING``, ``DAYS`` or ``HOURS``."""
        return self._matrices.pace

    @property
    def caps(self) -> Array:
        """Largest severity of each drawn cause."""
        return self._matrices.caps

    def parameters_of(self, severity: Array, traits: Array) -> Array:
        """Parameters (n, n_parameters): traits, then value * prod(factor**s) + sum(s * amount)."""
        p = np.repeat(self._base[None, :], severity.shape[0], axis=0)
        for j, (name, spread) in enumerate(self._traits.items()):
            p[:, self.model.parameter_index[name]] *= np.exp(spread * traits[:, j])
        return p * np.exp(severity @ self._matrices.log_scale) + severity @ self._matrices.add

    def simulate(self, severity: Array, traits: Array, speed: Array) -> Simulated:
        """See ``skou.inference.simulator.Simulator``."""
        pace = self._matrices.pace
        lasting = np.where(pace == LASTING, severity, 0.0)
        parameters = self.parameters_of(lasting, traits)
        settled = self.solver.steady_state(self._rest, parameters, horizon=1440.0 * LASTING_DAYS)
        ok = np.isfinite(settled.states).all(axis=1) & np.isfinite(settled.residual)
        states = np.where(ok[:, None], settled.states, self._rest)
        without = read_out(self.model, states, parameters)
        for step, durations in ((DAYS, DAYS_DURATIONS), (HOURS, HOURS_DURATIONS)):
            acting = np.where(pace <= step, severity, 0.0)
            parameters = self.parameters_of(acting, traits)
            begun = (severity[:, pace == step] > 0).any(axis=1)
            wanted = self._duration(np.where(pace == step, severity, 0.0), speed)
            nearest = np.abs(np.log(wanted)[:, None] - np.log(durations)).argmin(axis=1)
            for k, minutes in enumerate(durations):
                rows = np.flatnonzero(begun & ok & (nearest == k))
                if rows.size:
                    run = self.solver.solve([0.0, minutes], states[rows], parameters[rows], rtol=1e-4)
                    reached = np.isfinite(run.states[:, -1]).all(axis=1)
                    states[rows[reached]] = run.states[reached, -1]
                    ok[rows[~reached]] = False
        return Simulated(read_out(self.model, states, parameters), without, ok, states, parameters)

    def run(
        self, states: Array, parameters: Array, minutes: Sequence[float]
    ) -> tuple[list[Mapping[str, Array]], Array]:
        """True values of bodies simulated on at each time, the first 0, and their states at the last.

        A body that does not live that long has no values from then on (NaN), and none when it is run on again.
        """
        if len(minutes) == 1:
            return [self._living(states, parameters)], states
        found = np.full((states.shape[0], len(minutes), states.shape[1]), np.nan)
        alive = np.isfinite(states).all(axis=1)
        if alive.any():
            run = self.solver.solve(np.asarray(minutes), states[alive], parameters[alive], rtol=1e-3)
            found[alive] = run.states
        return [self._living(found[:, k], parameters) for k in range(len(minutes))], found[:, -1]

    def _living(self, states: Array, parameters: Array) -> Mapping[str, Array]:
        alive = np.isfinite(states).all(axis=1)
        return {k: np.where(alive, v, np.nan) for k, v in read_out(self.model, states, parameters).items()}

    def treated(self, parameters: Array, treatments: Iterable[Treatment], *, undo: bool = False) -> Array:
        """Parameters (n, n_parameters) with treatments that begin to act, or with ``undo`` cease to."""
        p = parameters.copy()
        for treatment in reversed(tuple(treatments)) if undo else treatments:
            scale = {self.model.find_parameter(n): f for n, f in treatment.scale.items()}
            add = {self.model.find_parameter(n): x for n, x in treatment.add.items()}
            if undo:
                for column, amount in add.items():
                    p[:, column] -= amount
                for column, factor in scale.items():
                    p[:, column] /= factor
                continue
            for column, factor in scale.items():
                p[:, column] *= factor
            for column, amount in add.items():
                p[:, column] += amount
        return p

    def under(self, parameters: Array, severity: Array, option: Option) -> Array:
        """Parameters (n, n_parameters) without the cause that ends, and with parts of the diet changed."""
        p = parameters.copy()
        if option.ends is not None:
            k = cause_index()[option.ends]
            s = severity[:, k, None]
            p = (p - s * self._matrices.add[k]) * np.exp(-s * self._matrices.log_scale[k])
        for name, factor in option.times.items():
            p[:, self.model.find_parameter(name)] *= factor
        for name, amount in option.add.items():
            p[:, self.model.find_parameter(name)] += amount
        return p

    def _duration(self, severity: Array, speed: Array) -> Array:
        """Time since onset of the slowest cause present, times ``speed`` [min]."""
        onset = np.where(severity > 0, self._matrices.onset, 0.0).max(axis=1)
        return np.maximum(1.3 * onset * speed * 1440.0, 1.0)


def default_solver() -> Any:
    """The compiled engine of the body."""
    from skou.body import model
    from skou.engine import compile_model

    return compile_model(model())


def _matrices(model: Any) -> _Matrices:
    from skou.causes import all_causes

    codes = drawn_causes()
    known = all_causes()
    log_scale = np.zeros((len(codes), len(model.parameter_names)))
    add = np.zeros_like(log_scale)
    pace = np.full(len(codes), LASTING)
    caps = np.full(len(codes), 2.0)
    onset = np.zeros(len(codes))
    for i, code in enumerate(codes):
        entry = known[code]
        for name, factor in entry.perturbation.scale.items():
            log_scale[i, model.find_parameter(name)] = np.log(factor)
        for name, amount in entry.perturbation.add.items():
            add[i, model.find_parameter(name)] = amount
        if entry.acts_on_body and entry.onset_days < DAYS_FROM:
            pace[i] = HOURS if entry.onset_days < HOURS_FROM else DAYS
        caps[i] = entry.severity_cap
        onset[i] = entry.onset_days
    return _Matrices(log_scale, add, pace, caps, onset)
