"""A dose or an infusion of a substance as additions to states and rates of the body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp, log

from skou.drugs.substances import Substance, substance
from skou.errors import ProtocolError

_STEP_MIN = 15.0
_REMAINDER = 0.01
_PARENTERAL = ("iv", "subcutaneous", "intramuscular")


@dataclass(frozen=True, slots=True)
class Entry:
    """How one dose enters.

    Attributes
    ----------
    states : mapping of str to float
        Added to states at the moment of the dose, the ledger included (``intake_potassium``) [mmol, L, pmol].
    passed : mapping of str to float
        Undissolved part that leaves with the stool and touches neither gut nor ledger [mmol].
    course : tuple of (minutes after the dose, {parameter: rate added from then on})
        Slow absorption from a depot; the last step adds nothing.
    settings : mapping of str to float
        Parameters set for as long as the substance acts.
    """

    states: Mapping[str, float]
    passed: Mapping[str, float] = field(default_factory=dict)
    course: tuple[tuple[float, Mapping[str, float]], ...] = ()
    settings: Mapping[str, float] = field(default_factory=dict)


def _depot(given: Substance, amount: float, share: float, half_time_h: float) -> Entry:
    """First-order absorption as a staircase of rates that adds up to the absorbed amount."""
    if given.parameter is None:
        raise ProtocolError(f"{given.name} cannot be absorbed slowly", value=given.name)
    rate = log(2.0) / (60.0 * half_time_h)
    end = -log(_REMAINDER) / rate
    steps = max(4, round(end / max(_STEP_MIN, end / 40.0)))
    total = amount * share
    course: list[tuple[float, Mapping[str, float]]] = []
    for i in range(steps):
        left, right = i * end / steps, (i + 1) * end / steps
        part = (exp(-rate * left) - exp(-rate * right)) / (1.0 - _REMAINDER)
        course.append((left, {given.parameter: total * part / (right - left)}))
    course.append((end, {}))
    return Entry({}, course=tuple(course), settings=given.settings)


def _salt(given: Substance, amount: float, route: str, form: str | None) -> Entry:
    if route in _PARENTERAL:
        states = {f"ecf_{ion}": n * amount for ion, n in given.ions.items()}
        states |= {f"infused_{ion}": n * amount for ion, n in given.ions.items()}
        if given.alkali:
            states["ecf_bicarbonate"] = given.alkali * amount
        return Entry(states)
    slow = form == "slow_release"
    states = {}
    passed = {}
    for ion, n in given.ions.items():
        dissolved = given.available if ion == given.basis else 1.0
        place = "gut_potassium_slow" if slow and ion == "potassium" else f"gut_{ion}"
        states[place] = n * amount * dissolved
        states[f"intake_{ion}"] = n * amount * dissolved
        if dissolved < 1.0:
            passed[ion] = n * amount * (1.0 - dissolved)
    if given.oral_alkali > 0.0:
        states["gut_alkali"] = given.oral_alkali * amount
    elif given.oral_alkali < 0.0:
        states["ecf_bicarbonate"] = given.oral_alkali * amount
    return Entry(states, passed=passed)


def entry(name: str, amount: float, unit: str, route: str = "oral", form: str | None = None) -> Entry:
    """One dose of a substance.

    Parameters
    ----------
    name : str
        Substance of ``data/substances.yaml``.
    amount, unit : float, str
        mmol of the named ion or g of the compound for salts; U, ug, pmol and so on for hormones.
    route : str
        ``oral``, ``rectal``, ``iv``, ``subcutaneous`` or ``intramuscular``.
    form : str, optional
        ``liquid`` or ``slow_release``.

    Raises
    ------
    UnknownNameError, UnitError, AmbiguousUnitError
        For a name or unit that is not understood.
    ProtocolError
        For a route by which the substance cannot enter.

    Examples
    --------
    >>> entry("potassium_chloride", 20, "mmol").states
    {'gut_potassium': 20.0, 'intake_potassium': 20.0}
    """
    given = substance(name)
    measured = given.in_basis(float(amount), unit)
    if given.kind == "salt":
        return _salt(given, measured, route, form)
    if route in given.depot:
        return _depot(given, measured, *given.depot[route])
    place = given.bolus if route in _PARENTERAL else given.oral
    if place is None or given.steady:
        raise ProtocolError(
            f"{given.name} by the route {route!r} at once",
            value=route,
            allowed=", ".join([*given.depot, "an infusion"]),
        )
    states = {place: measured}
    if given.name == "lactic_acid":
        states["ecf_bicarbonate"] = -measured
    if given.alkali:
        states["ecf_bicarbonate"] = given.alkali * measured
    for ion, n in given.ions.items():
        states[f"{'infused' if route in _PARENTERAL else 'intake'}_{ion}"] = n * measured
    return Entry(states, settings=given.settings)


def infusion(name: str, rate: float, unit: str) -> tuple[dict[str, float], dict[str, float]]:
    """A constant infusion of a substance.

    Parameters
    ----------
    name : str
        Substance.
    rate, unit : float, str
        Amount a minute; ``unit`` is that of the amount (``mmol``, ``mU``, ``ug``).

    Returns
    -------
    rates : dict of str to float
        Added to parameters of the body while it runs [unit of the body a minute].
    settings : dict of str to float
        Parameters set while it runs.

    Examples
    --------
    >>> infusion("sodium_bicarbonate", 1.0, "mmol")[0]
    {'infusion_sodium': 1.0, 'infusion_bicarbonate': 1.0}
    """
    given = substance(name)
    measured = given.in_basis(float(rate), unit)
    if given.kind == "salt":
        rates = {f"infusion_{ion}": n * measured for ion, n in given.ions.items()}
    elif given.parameter is not None:
        rates = {given.parameter: measured}
    else:
        raise ProtocolError(f"{given.name} as an infusion", value=name, allowed="a single dose")
    if given.alkali:
        rates["infusion_bicarbonate"] = given.alkali * measured
    return rates, dict(given.settings)
