"""The body as one model graph."""

from __future__ import annotations

from functools import cache
from typing import Any

from skou.body.balance import extracellular_balance, flows, gut_balance, regulation, store_balance
from skou.body.ledger import ledger
from skou.body.outputs import outputs
from skou.body.parameter_table import parameter_specs
from skou.body.states import STATES
from skou.graph.model import Model, build_model
from skou.graph.specification import Equations


def equations(t: Any, s: Any, p: Any) -> Equations:
    """Derivatives and read-outs of the whole body at time ``t`` [min]."""
    x = flows(t, s, p)
    derivatives = (
        gut_balance(s, p, x)
        | extracellular_balance(s, p, x)
        | store_balance(s, p, x)
        | regulation(s, p, x)
        | ledger(p, x)
    )
    return Equations(derivatives, outputs(s, p, x))


@cache
def model() -> Model:
    """The body, traced once for each process.

    Examples
    --------
    >>> "ecf_potassium" in model().state_names
    True
    """
    return build_model("skou_body", STATES, parameter_specs(), equations)
