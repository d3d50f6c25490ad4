"""Ten classic questions: of the tests that are proposed textbooks name one, for nine of ten the first.

The tenth, low potassium with acidosis, begins with phosphate and urate, which show a failing proximal tubule, before
the urine.

What textbooks name: potassium and acid-base (Unwin 2011, doi:10.1038/nrneph.2010.175; Clase 2020,
doi:10.1016/j.kint.2019.09.018), magnesium (Agus 1999, doi:10.1681/ASN.V1071616), calcium (Cooper and Gittoes 2008,
doi:10.1136/bmj.39582.589433.BE), sodium (Spasovski 2014, doi:10.1530/EJE-13-1020; Adrogue 2000,
doi:10.1056/NEJM200005183422006).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pytest

from skou.inference import assess
from skou.records.person import Lab, Mention, Person, Vitals

from .people import lab, person, told

Names = frozenset[tuple[str, str]]
FIRST = 9


def named(*names: str) -> Names:
    """Tests written as ``specimen:test``; without a specimen serum."""
    pairs = (n.split(":") if ":" in n else ["serum", n] for n in names)
    return frozenset((specimen, test) for specimen, test in pairs)


URINE_POTASSIUM = ("urine-spot:potassium", "urine-24h:potassium")


@dataclass(frozen=True, eq=False)
class Question:
    name: str
    who: Person
    textbook: Names


USUAL = {
    "sodium": 140.0, "potassium": 4.1, "chloride": 102.0, "bicarbonate": 25.0, "urea": 5.0, "creatinine": 75.0,
    "glucose": 5.2, "calcium_total": 2.35, "albumin": 42.0,
}  # fmt: skip
"""The routine chemistry that every textbook question comes with."""


def asked(
    age: float = 50,
    more: tuple[Lab, ...] = (),
    mentions: tuple[Mention, ...] = (),
    vitals: Vitals | None = None,
    **odd: float,
) -> Person:
    """A person with routine chemistry, some of it odd."""
    labs = [lab(name, value) for name, value in (USUAL | odd).items()]
    return person(*labs, *more, age=age, mentions=mentions, vitals=vitals or Vitals())


QUESTIONS = (
    Question(
        "low potassium, nothing else known",
        asked(potassium=2.7),
        named(*URINE_POTASSIUM, "blood-gas:ph", "magnesium", "urine-spot:chloride"),
    ),
    Question(
        "low potassium with high blood pressure and alkalosis",
        asked(potassium=2.9, bicarbonate=32, chloride=97, vitals=Vitals(systolic=172, diastolic=102)),
        named("aldosterone", "plasma:renin", *URINE_POTASSIUM, "urine-spot:chloride"),
    ),
    Question(
        "low potassium with alkalosis, no drug and no loss told",
        asked(24, potassium=2.7, bicarbonate=34, chloride=92),
        named("urine-spot:chloride", *URINE_POTASSIUM, "urine-spot:calcium", "magnesium"),
    ),
    Question(
        "low potassium with acidosis",
        asked(35, potassium=2.6, bicarbonate=14, chloride=116),
        # Phosphate and urate tell proximal from distal acidosis (Kidney Dis 2017 3:149, doi 10.1159/000479279).
        named(
            *URINE_POTASSIUM,
            "urine-spot:ph",
            "urine-spot:sodium",
            "urine-spot:chloride",
            "phosphate",
            "urate",
        ),
    ),
    Question(
        "low magnesium",
        asked(more=(lab("magnesium", 0.45),)),
        named("urine-spot:magnesium", "urine-24h:magnesium"),
    ),
    Question(
        "low calcium",
        asked(calcium_total=1.85),
        named("pth", "vitamin_d_25oh", "phosphate", "magnesium"),
    ),
    Question("high calcium", asked(calcium_total=2.95), named("pth", "blood:calcium_ionised")),
    Question(
        "low sodium",
        asked(70, sodium=122, chloride=88),
        # Urate: supplemental criterion of inappropriate antidiuresis (Ellison & Berl 2007 N Engl J Med 356:2064).
        named("osmolality", "urine-spot:osmolality", "urine-spot:sodium", "urate"),
    ),
    Question(
        "high sodium with much urine",
        asked(sodium=152, chloride=114, mentions=told("polyuria")),
        named("urine-spot:osmolality", "urine-spot:sodium"),
    ),
    Question(
        "high potassium without complaint, normal creatinine",
        asked(potassium=6.2),
        named(
            "haemolysis_index",
            "blood:platelets",
            "blood:leucocytes",
            "aldosterone",
            "plasma:renin",
            "cortisol",
        ),
    ),
)


@cache
def proposed(question: Question) -> tuple[tuple[str, str], ...]:
    return tuple((t.specimen, t.test) for t in assess(question.who).next_tests)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.name)
def test_a_textbook_names_one_of_the_proposed_tests(question: Question) -> None:
    assert question.textbook & set(proposed(question)), proposed(question)


def test_the_first_test_of_nearly_every_question_is_a_textbook_one() -> None:
    first = [q.name for q in QUESTIONS if proposed(q)[:1] and proposed(q)[0] in q.textbook]
    assert len(first) >= FIRST, first
