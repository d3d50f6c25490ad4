"""Which present causes really contribute, virtual patient by virtual patient.

A cause counts for a person when it is present and moves something that is disordered in that direction by an
appreciable share, or explains the complaint where nothing is disordered.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from skou.inference.disorders import DIRECTIONS, FALSE_BY, Direction
from skou.inference.knowledge import Marker, cause_index, drawn_causes, lab_model, symptoms
from skou.inference.likelihood import responsibility
from skou.inference.observations import Observations, Value
from skou.inference.response import Response, scale_of
from skou.inference.simulator import Simulated
from skou.inference.states_as_causes import Contributions, with_states

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST_SHARE = 0.12
"""A contributor makes at least this share of all that pushes the same way."""
HYPOTONIC_LOSSES = (
    "vomiting",
    "diarrhoea",
    "laxative",
    "sweat_loss",
    "burns",
    "osmotic_diuresis",
    "loop_diuretic",
)
"""Losses of more water than salt (Adrogue and Madias 2000, doi:10.1056/NEJM200005183422006, table 1)."""
OWN_NAME = {
    "metabolic_acidosis": "acidosis",
    "respiratory_acidosis": "acidosis",
    "metabolic_alkalosis": "alkalosis",
    "respiratory_alkalosis": "alkalosis",
}
"""States that say nothing as a cause of what they themselves are; they may cause other disorders."""
EXPLAINS = 0.3
"""A cause explains a told symptom when it answers for at least this share of it."""


def contributions(
    found: Iterable[str],
    observations: Observations,
    severity: Array,
    simulated: Simulated,
    response: Response,
) -> Contributions:
    """Decide contribution for every virtual patient and cause.

    Parameters
    ----------
    found : iterable of str
        Disorders that the findings name; where nothing at all was measured, each patient's own simulated
        disorders.
    """
    found = frozenset(found)
    n, n_causes = severity.shape
    rows, causes = np.nonzero(severity)
    effect = response.effects(causes, severity[rows, causes])
    toward: dict[str, Flags] = {}
    strength = np.zeros((n, n_causes))
    measured = observations.measured()
    unseen = not measured & set(simulated.now) and not found
    for disorder, direction in DIRECTIONS.items():
        if direction.key not in response.keys:
            continue
        has = _has(disorder, direction, found, simulated, unseen)
        if not has.any():
            continue
        push = np.zeros((n, n_causes))
        push[rows, causes] = direction.sign * effect[:, response.column(direction.key)]
        push += direction.sign * _artefact_push(direction, severity, simulated)
        share = np.maximum(push, 0.0) / np.maximum(np.maximum(push, 0.0).sum(axis=1, keepdims=True), 1e-12)
        flags = has[:, None] & (push >= direction.least) & (share >= LEAST_SHARE)
        if disorder in OWN_NAME:
            flags[:, cause_index()[OWN_NAME[disorder]]] = False
        if disorder == "hypernatraemia":
            flags |= _lost_and_not_drunk(flags, severity)
        if flags.any():
            toward[disorder] = flags
            strength = np.maximum(strength, np.where(flags, share, 0.0))
    for disorder in found & FALSE_BY.keys():
        flags = _falsifies(disorder, severity)
        if flags.any():
            toward[disorder] = flags
            strength = np.maximum(strength, flags * 1.0)
    any_disorder = np.any([f.any(axis=1) for f in toward.values()], axis=0) if toward else np.zeros(n, bool)
    complaint = _explains_complaint(observations, severity, simulated, any_disorder)
    flags = np.any([*toward.values(), complaint], axis=0)
    strength = np.maximum(strength, 0.5 * complaint)
    plain = Contributions(
        drawn_causes(), flags.astype(float), {d: f.astype(float) for d, f in toward.items()}, strength
    )
    return with_states(plain, measured, simulated, response)


def _lost_and_not_drunk(flags: Flags, severity: Array) -> Flags:
    """Hypotonic losses of those who contribute to a high sodium by not drinking: each alone would be made good."""
    index = cause_index()
    lost = np.zeros_like(flags)
    for code in HYPOTONIC_LOSSES:
        lost[:, index[code]] = severity[:, index[code]] > 0
    return lost & flags[:, [index["water_deficit"]]]


def _has(
    disorder: str,
    direction: Direction,
    found: frozenset[str],
    simulated: Simulated,
    unseen: bool,
) -> Flags:
    """Which patients count as having a disorder: all where it was found; where nothing was measured, by
    simulation."""
    n = simulated.ok.size
    if disorder in found:
        return np.ones(n, bool)
    if not unseen or direction.limit <= 0:
        return np.zeros(n, bool)
    return direction.sign * (simulated.now[direction.key] - direction.limit) > 0


def _artefact_push(direction: Direction, severity: Array, simulated: Simulated) -> Array:
    """Change of the reported value by each artefact alone, on the scatter scale."""
    from skou.causes import all_causes

    out = np.zeros_like(severity)
    key = "calcium_total" if direction.key == "calcium_ionised" else direction.key
    scale = scale_of(key)
    for code, i in cause_index().items():
        effect = all_causes()[code].measurement.get(key) if severity[:, i].any() else None
        if effect is not None:
            s = severity[:, i]
            bent = simulated.now[key] * effect.scale**s + s * effect.add
            out[:, i] = scale.transform(bent) - scale.transform(simulated.now[key])
    return out


def _falsifies(disorder: str, severity: Array) -> Flags:
    """Which present artefacts make a false number."""
    out = np.zeros(severity.shape, bool)
    for code in FALSE_BY[disorder]:
        i = cause_index()[code]
        out[:, i] = severity[:, i] > 0
    return out


def _explains_complaint(
    observations: Observations, severity: Array, simulated: Simulated, any_disorder: Flags
) -> Flags:
    """Causes that answer for a good share of a told symptom, or move an odd marker.

    Cramp causes count always, others where nothing is disordered.
    """
    from skou.causes import all_causes

    known, markers = symptoms(), lab_model().markers
    share = np.zeros(severity.shape)
    index = cause_index()
    for sign in observations.signs:
        if sign.present:
            symptom = known[sign.code]
            for cause in symptom.causes:
                if cause in index:
                    found = responsibility(symptom, cause, simulated.now, severity)
                    share[:, index[cause]] = np.maximum(share[:, index[cause]], found)
    for value in observations.values:
        if value.key in markers and _is_odd(value, markers[value.key]):
            for cause in markers[value.key].causes:
                share[:, index[cause]] = np.maximum(share[:, index[cause]], severity[:, index[cause]] > 0)
    cramp = np.array([all_causes()[c].group == "cramp" for c in drawn_causes()])
    return (share >= EXPLAINS) & (cramp[None, :] | ~any_disorder[:, None])


def _is_odd(value: Value, marker: Marker) -> bool:
    """Whether a marker lies outside its usual spread."""
    middle = value.low if value.exact else (value.low if np.isinf(value.high) else value.high)
    return abs(np.log(max(middle, 1e-6)) - marker.usual) > 1.6 * marker.sd
