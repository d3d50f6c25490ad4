"""What the page asks for: who, and what begins at day 0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from skou.errors import ProtocolError

_Strict = ConfigDict(extra="forbid", frozen=True)
Finite = Annotated[float, Field(allow_inf_nan=False)]
LONGEST_DAYS = 365.0
LONGEST_WITH_MEALS = 4.0


class Who(BaseModel):
    """The person before anything begins."""

    model_config = _Strict
    age: Annotated[float, Field(ge=18, le=100)] = 40.0
    sex: Literal["F", "M"] = "M"
    weight_kg: Annotated[float, Field(ge=30, le=250)] | None = None
    egfr: Annotated[float, Field(ge=5, le=150)] | None = None


class Diet(BaseModel):
    """Daily intake from day 0 on; what is not named stays as it was."""

    model_config = _Strict
    potassium: Annotated[float, Field(ge=0, le=500)] | None = None
    sodium: Annotated[float, Field(ge=0, le=800)] | None = None
    magnesium: Annotated[float, Field(ge=0, le=80)] | None = None
    calcium: Annotated[float, Field(ge=0, le=120)] | None = None
    phosphate: Annotated[float, Field(ge=0, le=150)] | None = None
    water: Annotated[float, Field(ge=0.2, le=15)] | None = None
    carbohydrate: Annotated[float, Field(ge=0, le=800)] | None = None
    protein: Annotated[float, Field(ge=0, le=300)] | None = None


class CauseOn(BaseModel):
    """A cause at a severity (1 is the typical full-blown case)."""

    model_config = _Strict
    cause: Annotated[str, Field(max_length=80)]
    severity: Annotated[float, Field(ge=0, le=3)] = 1.0


class DrugOn(BaseModel):
    """A drug at a dose in its own unit, at its usual interval."""

    model_config = _Strict
    drug: Annotated[str, Field(max_length=80)]
    dose: Annotated[float, Field(ge=0, le=1e6)]


class Dose(BaseModel):
    """One amount of a salt, sugar or water, by mouth at once or into a vein over some hours."""

    model_config = _Strict
    substance: Annotated[str, Field(max_length=80)]
    amount: Annotated[float, Field(ge=0, le=5000)]
    unit: Annotated[str, Field(max_length=20)] = "mmol"
    route: Literal["oral", "iv"] = "oral"
    at_h: Annotated[float, Field(ge=0, le=24 * LONGEST_DAYS)] = 4.0
    hours: Annotated[float, Field(gt=0, le=72)] = 1.0


class Scenario(BaseModel):
    """One person and what happens to them."""

    model_config = _Strict
    person: Who = Who()
    diet: Diet = Diet()
    causes: Annotated[tuple[CauseOn, ...], Field(max_length=20)] = ()
    drugs: Annotated[tuple[DrugOn, ...], Field(max_length=20)] = ()
    doses: Annotated[tuple[Dose, ...], Field(max_length=20)] = ()
    lasting: bool = False
    """Present for so long that the body has come to rest with it; else it begins at day 0."""
    ends: Annotated[tuple[Annotated[str, Field(max_length=80)], ...], Field(max_length=20)] = ()
    """Causes and drugs of a lasting scenario that end at day 0."""
    meals: bool = False
    """Food as three meals a day; else spread evenly over the day."""
    days: Annotated[Finite, Field(ge=0.25, le=LONGEST_DAYS)] = 7.0


class Question(BaseModel):
    """A scenario, and what of it is to be shown."""

    model_config = _Strict
    scenario: Scenario = Scenario()
    quantities: Annotated[tuple[Annotated[str, Field(max_length=80)], ...], Field(max_length=120)] = ()
    """Quantities that come with a band; all others as one line."""
    people: Annotated[int, Field(ge=0, le=96)] = 39
    """Virtual people behind the bands; 0 for none (with the average person 40 lanes, five registers full)."""


def read_scenario(data: Mapping[str, Any]) -> Question:
    """The question in a request.

    Raises
    ------
    ProtocolError
        With the place, the value and what is allowed.
    """
    try:
        return Question.model_validate(data)
    except ValidationError as problem:
        raise _explained(problem) from None


def _explained(problem: ValidationError) -> ProtocolError:
    first = problem.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return ProtocolError(f"{place}: {first['msg'].lower()}", value=first.get("input"))
