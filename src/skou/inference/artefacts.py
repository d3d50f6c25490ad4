"""From what the body has to what the laboratory would report, for a population with sparse artefacts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skou.inference.knowledge import cause_index

Array = NDArray[np.float64]


def reported(true: Mapping[str, Array], severity: Array) -> dict[str, Array]:
    """Values under the artefacts present in each row; adjusted calcium follows the reported albumin.

    Parameters
    ----------
    true : mapping of key to array (n,)
    severity : array (n, n_causes)
    """
    from skou.causes import measure

    present: list[tuple[str, Any]] = [
        (code, severity[:, i]) for code, i in _artefacts() if severity[:, i].any()
    ]
    out = dict(true)
    if present:
        wanted = {key for key in true if "." not in key}
        out.update(measure({key: true[key] for key in wanted}, present))
        if "potassium" in out:
            out["potassium"] = np.maximum(out["potassium"], 0.8)
    if "calcium_total" in out and "albumin" in out:
        out["calcium_adjusted"] = out["calcium_total"] + 0.02 * (40.0 - out["albumin"])
    return out


@lru_cache(maxsize=1)
def _artefacts() -> tuple[tuple[str, int], ...]:
    from skou.causes import all_causes

    index = cause_index()
    return tuple((code, index[code]) for code, c in all_causes().items() if c.measurement and code in index)
