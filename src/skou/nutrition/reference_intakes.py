"""Reference intakes of minerals by age, sex and life stage, and a person's diet beside them."""

from __future__ import annotations

from dataclasses import dataclass

from skou.data import read_csv
from skou.errors import UnknownNameError, nearest_names
from skou.records.person import Person

MOLAR_MASS = {
    "potassium": 39.098,
    "sodium": 22.990,
    "magnesium": 24.305,
    "calcium": 40.078,
    "phosphorus": 30.974,
}
"""[g/mol]; phosphate counts as phosphorus."""
NUTRIENT = {
    "potassium": "potassium",
    "sodium": "sodium",
    "magnesium": "magnesium",
    "calcium": "calcium",
    "phosphate": "phosphorus",
}
AUTHORITY = "NASEM (US/Canada)"


@dataclass(frozen=True)
class ReferenceIntake:
    """One reference intake [mmol/d] with its kind (RDA, AI, UL, CDRR) and source."""

    nutrient: str
    kind: str
    mmol_per_day: float
    source: str
    status: str


@dataclass(frozen=True)
class IntakeVerdict:
    """What a person eats of an ion [mmol/d] beside the recommended intake."""

    ion: str
    eaten: float
    recommended: ReferenceIntake
    share: float


def reference_intake(
    nutrient: str, age: float, sex: str, *, kinds: tuple[str, ...] = ("RDA", "AI"), stage: str = ""
) -> ReferenceIntake | None:
    """The reference intake of the Dietary Reference Intakes for a person; None where none is set.

    Parameters
    ----------
    nutrient : {"potassium", "sodium", "magnesium", "calcium", "phosphate"}
    age : float
        [years].
    sex : {"F", "M"}
    kinds : tuple of str
        The first kind found is taken: RDA or AI for what is enough, UL or CDRR for what is too much.
    stage : {"", "pregnant", "lactating"}

    Raises
    ------
    UnknownNameError
        For another nutrient.

    Examples
    --------
    >>> round(reference_intake("magnesium", 40, "F").mmol_per_day, 1)
    13.2
    """
    if nutrient not in NUTRIENT:
        raise UnknownNameError(
            f"no reference intake of {nutrient!r}", value=nutrient, nearest=nearest_names(nutrient, NUTRIENT)
        )
    name = NUTRIENT[nutrient]
    for kind in kinds:
        for row in read_csv("dri.csv"):
            fits = (
                row["nutrient"] == name
                and row["authority"] == AUTHORITY
                and row["type"] == kind
                and row["life_stage"] == stage
                and row["sex"] in ("any", sex)
                and row["unit"] in ("mg/d", "g/d")
                and float(row["age_from_y"] or 0) <= int(age) <= float(row["age_to_y"] or 200)
            )
            if fits:
                milligrams = float(row["value"]) * (1000.0 if row["unit"] == "g/d" else 1.0)
                return ReferenceIntake(
                    nutrient, kind, milligrams / MOLAR_MASS[name], row["source"], row["status"]
                )
    return None


def judge_diet(person: Person) -> tuple[IntakeVerdict, ...]:
    """Stated intakes of a person beside what is recommended for age, sex and life stage."""
    if person.age is None or person.sex is None:
        return ()
    stage = "pregnant" if person.pregnant else "lactating" if person.lactating else ""
    found = []
    for ion in NUTRIENT:
        if ion not in person.diet:
            continue
        recommended = reference_intake(ion, person.age, person.sex, stage=stage) or reference_intake(
            ion, person.age, person.sex
        )
        if recommended is not None:
            eaten = person.diet[ion]
            found.append(IntakeVerdict(ion, eaten, recommended, eaten / recommended.mmol_per_day))
    return tuple(found)
