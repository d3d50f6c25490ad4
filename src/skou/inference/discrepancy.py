"""The known part of the model's discrepancy: where the body's answer to a cause is weaker or stronger
than the clinic's.

Model discrepancy with an informed mean (Kennedy and O'Hagan 2001, doi:10.1111/1467-9868.00294): for each
cause and quantity whose typical full-blown value is on record, a share of the difference between that and
the body's own answer is added to every simulated patient, in proportion to the severity. It vanishes
where the body agrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from skou.data import read_yaml
from skou.inference.knowledge import cause_index
from skou.inference.response import Response, scale_of
from skou.inference.simulator import Simulated

Array = NDArray[np.float64]
LARGEST_SEVERITY = 2.0
COMPENSATION = (0.5, 0.4)
"""Change of log pCO2 for a change of log bicarbonate, in acidosis (1.2 mmHg a mmol/L, the mean of Winters'
band) and in alkalosis (0.7 mmHg a mmol/L); Berend et al. 2014, doi:10.1056/NEJMra1003327."""


@dataclass(frozen=True)
class Discrepancy:
    """Added effect of each cause at severity 1, by quantity, on its scatter scale: ``effect[key]`` is
    (n_causes,)."""

    effect: Mapping[str, Array]
    acute: NDArray[np.bool_]

    def correct(self, simulated: Simulated, severity: Array) -> Simulated:
        """The simulated patients with the known discrepancy of their causes added."""
        lasting = np.where(self.acute[None, :], 0.0, severity)
        return replace(
            simulated,
            now=self.shifted(simulated.now, severity),
            without_acute=self.shifted(simulated.without_acute, lasting),
        )

    def own(self, key: str, values: Array, severity: Array) -> Array:
        """What the body itself made of a quantity, the added effect taken out again."""
        if key not in self.effect:
            return values
        shift = np.minimum(severity, LARGEST_SEVERITY) @ self.effect[key]
        return values * np.exp(-shift) if scale_of(key).is_log else values - shift

    def widen(self, response: Response) -> Response:
        """The cheap response with the same added effects."""
        effect = response.effect.copy()
        for key, added in self.effect.items():
            j = response.column(key)
            for k in range(response.levels.shape[1]):
                effect[:, k + 1, j] += added * np.minimum(response.levels[:, k], LARGEST_SEVERITY)
        return replace(response, effect=effect)

    def shifted(self, values: Mapping[str, Array], severity: Array) -> dict[str, Array]:
        """Values with the added effects of the causes that act."""
        out = dict(values)
        bounded = np.minimum(severity, LARGEST_SEVERITY)
        for key, added in self.effect.items():
            shift = bounded @ added
            out[key] = out[key] * np.exp(shift) if scale_of(key).is_log else out[key] + shift
        if "calcium_total" in out and "albumin" in out:
            out["calcium_adjusted"] = out["calcium_total"] + 0.02 * (40.0 - out["albumin"])
        return out


def discrepancy(response: Response) -> Discrepancy:
    """Compare the body's answer at severity 1 with the typical case of each cause."""
    raw = read_yaml("likelihoods.yaml")
    share = float(raw["correction"])
    index = cause_index()
    ones = np.ones(len(index))
    own = response.effects(np.arange(len(index)), ones)
    effect: dict[str, Array] = {}
    for cause, values in raw["typical"].items():
        for key, typical in values.items():
            scale = scale_of(key)
            wanted = float(scale.transform(float(typical)) - scale.transform(scale.reference))
            column = effect.setdefault(key, np.zeros(len(index)))
            column[index[cause]] = share * (wanted - own[index[cause], response.column(key)])
    given = [index[c] for c, values in raw["typical"].items() if "pco2" in values]
    return Discrepancy(_acid_base(effect, given), response.acute)


def _acid_base(effect: Mapping[str, Array], pco2_given: list[int]) -> dict[str, Array]:
    """The effects with pCO2 and pH that belong to the added bicarbonate.

    The lungs compensate where the typical case does not state the pCO2; pH = pK + log10(HCO3 / (s pCO2)).
    """
    bicarbonate, pco2 = effect["bicarbonate"], effect["pco2"].copy()
    breathed = bicarbonate * np.where(bicarbonate < 0, *COMPENSATION)
    breathed[pco2_given] = 0.0
    pco2 += breathed
    return {**effect, "pco2": pco2, "ph": (bicarbonate - pco2) / np.log(10.0)}
