"""Days cut at their meals, for engines that know no events."""

from __future__ import annotations

import numpy as np

from skou.cli.speed.workload import Array, Workload


def segments(load: Workload) -> tuple[Array, Array]:
    """Times at which the stretches begin and, last, end [min]; what is added to the states at each beginning.

    Times have one entry more than there are stretches; amounts are (stretches, n_states).
    """
    model = load.kernel.model
    begins = [float(np.asarray(meal.time)) for meal in load.meals]
    amounts = np.zeros((len(begins) + 1, len(model.states)))
    for k, meal in enumerate(load.meals, start=1):
        for name, amount in meal.add.items():
            amounts[k, model.find_state(name)] = amount
    return np.array([0.0, *begins, load.end]), amounts
