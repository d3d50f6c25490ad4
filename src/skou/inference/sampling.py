"""Drawing sparse sets of causes: from the prior and from a boosted proposal, with honest weights.

Half of every round is drawn from the prior itself, so no weight ever exceeds the inverse of that half
(Owen and Zhou 2000, doi:10.1080/01621459.2000.10473909); the other half looks where the observations point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from skou.inference.knowledge import cause_index
from skou.inference.prior import Prior

Array = NDArray[np.float64]

EXCLUSIVE: tuple[tuple[str, ...], ...] = (
    ("gitelman_syndrome", "bartter_syndrome", "liddle_syndrome", "pseudohypoaldosteronism"),
    ("primary_hyperparathyroidism", "familial_hypocalciuric_hypercalcaemia", "hypoparathyroidism",
     "pseudohypoparathyroidism", "tertiary_hyperparathyroidism", "casr_activation"),
    ("hypothyroidism", "thyrotoxicosis"),
    ("hypothyroidism", "thyrotoxic_periodic_paralysis"),
    ("siadh", "diabetes_insipidus", "cerebral_salt_wasting"),
    ("thyrotoxic_periodic_paralysis", "hypokalaemic_periodic_paralysis", "hyperkalaemic_periodic_paralysis"),
    ("primary_aldosteronism", "adrenal_insufficiency", "hypoaldosteronism", "congenital_adrenal_hyperplasia"),
    ("primary_aldosteronism", "secondary_aldosteronism", "liddle_syndrome",
     "apparent_mineralocorticoid_excess"),
    ("distal_renal_tubular_acidosis", "proximal_renal_tubular_acidosis"),
    ("vitamin_d_deficiency", "vitamin_d_excess"),
    ("water_excess", "water_deficit"),
    ("insulin_excess", "insulin_deficiency"),
)  # fmt: skip
"""Within a group a person has at most one: rival readings of one defect, or opposites."""
EXCLUSION_PENALTY = 7.0
"""Log-probability taken for each excluded pair [nat]: nearly, not absolutely, impossible."""
EXPLAINED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("volume_depletion", ("vomiting", "diarrhoea", "laxative", "sweat_loss", "burns", "osmotic_diuresis")),
)
"""A cause that stands for what nothing else names, and the causes that leave nothing for it: the body loses volume
by them already."""
EXPLAINED_PENALTY = 1.6
"""Log-probability taken where such a cause is drawn beside one that explains it [nat] (status D)."""


@dataclass(frozen=True)
class Proposal:
    """Independent inclusion probabilities and log-normal severities of one proposal."""

    inclusion: Array
    median: Array
    sigma: Array

    def draw(self, rng: np.random.Generator, n: int, caps: Array) -> Array:
        """Severities (n, n_causes), 0 where absent; never above the caps."""
        present = rng.random((n, self.inclusion.size)) < self.inclusion
        rows, causes = np.nonzero(present)
        s = self.median[causes] * np.exp(self.sigma[causes] * rng.standard_normal(causes.size))
        out = np.zeros(present.shape)
        out[rows, causes] = np.clip(s, 0.02, caps[causes])
        return out

    def log_density(self, severity: Array, caps: Array) -> Array:
        """Log-density of each row; a severity at its cap carries the mass beyond it."""
        absent = np.log1p(-np.minimum(self.inclusion, 1.0 - 1e-12))
        rows, causes = np.nonzero(severity)
        dens = self.log_severity(causes, severity[rows, causes], caps)
        ratio = np.log(np.maximum(self.inclusion[causes], 1e-300)) - absent[causes] + dens
        return absent.sum() + np.bincount(rows, weights=ratio, minlength=severity.shape[0])

    def log_severity(self, causes: NDArray[np.intp], severity: Array, caps: Array) -> Array:
        """Log-density of the severity of single causes."""
        z = (np.log(severity) - np.log(self.median[causes])) / self.sigma[causes]
        inside = -0.5 * z * z - np.log(self.sigma[causes] * severity) - 0.9189385
        beyond = np.log(np.maximum(_upper_tail(z), 1e-12))
        return np.where(severity >= caps[causes], beyond, inside)


@dataclass(frozen=True)
class Focus:
    """The prior with one cause put in for certain, chosen with probability ``chance``.

    q(S) = p(S) * sum over the present causes of chance / inclusion * severity density ratio
    """

    prior: Proposal
    chance: Array
    median: Array
    sigma: Array

    def draw(self, rng: np.random.Generator, n: int, caps: Array) -> Array:
        """Severities (n, n_causes)."""
        out = self.prior.draw(rng, n, caps)
        chosen = rng.choice(self.chance.size, size=n, p=self.chance)
        s = self.median[chosen] * np.exp(self.sigma[chosen] * rng.standard_normal(n))
        out[np.arange(n), chosen] = np.clip(s, 0.02, caps[chosen])
        return out

    def log_density(self, severity: Array, caps: Array) -> Array:
        """Log-density of each row."""
        rows, causes = np.nonzero(severity)
        s = severity[rows, causes]
        own = Proposal(self.chance, self.median, self.sigma).log_severity(causes, s, caps)
        usual = self.prior.log_severity(causes, s, caps)
        ratio = self.chance[causes] / np.maximum(self.prior.inclusion[causes], 1e-12)
        part = ratio * np.exp(np.clip(own - usual, -50.0, 50.0))
        total = np.bincount(rows, weights=part, minlength=severity.shape[0])
        return self.prior.log_density(severity, caps) + np.log(np.maximum(total, 1e-300))


AnyProposal = Proposal | Focus


def prior_proposal(prior: Prior) -> Proposal:
    """The prior itself."""
    return Proposal(prior.probability, prior.median, prior.sigma)


def draw_mixture(
    rng: np.random.Generator, n: int, caps: Array, proposals: Sequence[AnyProposal], shares: Sequence[float]
) -> Array:
    """``n`` rows, a fixed share from each proposal."""
    counts = np.floor(np.asarray(shares) * n).astype(int)
    counts[0] += n - counts.sum()
    return np.vstack([q.draw(rng, int(k), caps) for q, k in zip(proposals, counts, strict=True) if k])


def log_weights(
    severity: Array, caps: Array, proposals: Sequence[AnyProposal], shares: Sequence[float]
) -> Array:
    """log(prior / mixture) of each row, exclusions included; the first proposal is the prior."""
    logs = np.column_stack([q.log_density(severity, caps) for q in proposals])
    mixture = np.logaddexp.reduce(logs + np.log(np.asarray(shares)), axis=1)
    return logs[:, 0] - mixture + log_exclusion(severity)


def log_exclusion(severity: Array) -> Array:
    """Penalty for each pair of causes that exclude one another, or of which one leaves nothing for the other."""
    present = severity > 0
    out = np.zeros(severity.shape[0])
    for group in _exclusive_columns():
        count = present[:, group].sum(axis=1)
        out -= EXCLUSION_PENALTY * count * (count - 1) / 2
    index = cause_index()
    for rest, causes in EXPLAINED:
        named = present[:, [index[c] for c in causes]].any(axis=1)
        out -= EXPLAINED_PENALTY * (present[:, index[rest]] & named)
    return out


@lru_cache(maxsize=1)
def _exclusive_columns() -> tuple[list[int], ...]:
    index = cause_index()
    return tuple([index[c] for c in group if c in index] for group in EXCLUSIVE)


def adapted(
    prior: Prior, severity: Array, weight: Array, floor: float = 0.5, ceiling: float = 0.7
) -> Proposal:
    """A proposal that follows the weighted rows: their inclusion and severities, never below the prior's
    share.

    ``floor`` is the share of the prior inclusion that is always kept, ``ceiling`` bounds the inclusion.
    """
    present = severity > 0
    mass = weight @ present
    inclusion = np.clip(np.maximum(mass, floor * prior.probability), 0.0, ceiling)
    inclusion = np.where(
        prior.probability > 0, np.maximum(inclusion, np.minimum(prior.probability, 2e-3)), 0.0
    )
    logs = np.where(present, np.log(np.maximum(severity, 1e-9)), 0.0)
    mean = (weight @ logs) / np.maximum(mass, 1e-12)
    second = (weight @ (logs * logs)) / np.maximum(mass, 1e-12)
    spread = np.sqrt(np.maximum(second - mean * mean, 0.0))
    trust = mass / (mass + 0.02)
    median = np.exp(trust * mean + (1 - trust) * np.log(prior.median))
    sigma = np.clip(trust * (1.2 * spread + 0.1) + (1 - trust) * prior.sigma, 0.15, 1.2)
    return Proposal(inclusion, median, sigma)


def _upper_tail(z: Array) -> Array:
    """Upper tail of the standard normal (Abramowitz and Stegun 26.2.17, error below 1e-7)."""
    t = 1.0 / (1.0 + 0.2316419 * np.abs(z))
    poly = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    tail = poly * np.exp(-0.5 * z * z) * 0.3989423
    return np.where(z >= 0, tail, 1.0 - tail)
