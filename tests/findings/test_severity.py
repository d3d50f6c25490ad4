"""Grades at and around every bound, and which reading counts."""

from itertools import pairwise

import pytest

from skou.errors import UnknownNameError
from skou.findings import bands, findings, grade, schemes
from skou.findings.grading import all_bands
from skou.findings.readings import Reading
from skou.records.person import Person, QualitativeLab
from skou.vocabulary import DISORDERS
from tests.findings.builders import lab, labs_of, said

EDGES = [
    (
        "potassium",
        "hypokalaemia",
        [(2.49, "severe"), (2.5, "moderate"), (2.99, "moderate"), (3.0, "mild"), (3.49, "mild"), (3.5, None)],
    ),
    (
        "potassium",
        "hyperkalaemia",
        [(5.0, None), (5.01, "mild"), (5.99, "mild"), (6.0, "moderate"), (6.49, "moderate"), (6.5, "severe")],
    ),
    (
        "sodium",
        "hyponatraemia",
        [
            (124.9, "severe"),
            (125, "moderate"),
            (129.9, "moderate"),
            (130, "mild"),
            (134.9, "mild"),
            (135, None),
        ],
    ),
    (
        "sodium",
        "hypernatraemia",
        [
            (145, None),
            (145.1, "mild"),
            (149.9, "mild"),
            (150, "moderate"),
            (159.9, "moderate"),
            (160, "severe"),
        ],
    ),
    (
        "magnesium",
        "hypomagnesaemia",
        [
            (0.499, "severe"),
            (0.5, "moderate"),
            (0.599, "moderate"),
            (0.6, "mild"),
            (0.699, "mild"),
            (0.7, None),
        ],
    ),
    (
        "magnesium",
        "hypermagnesaemia",
        [
            (1.02, None),
            (1.028, "mild"),
            (1.99, "mild"),
            (2.0, "moderate"),
            (3.99, "moderate"),
            (4.0, "severe"),
        ],
    ),
    (
        "calcium_total",
        "hypocalcaemia",
        [(1.89, "severe"), (1.9, "moderate"), (1.99, "moderate"), (2.0, "mild"), (2.19, "mild"), (2.2, None)],
    ),
    (
        "calcium_total",
        "hypercalcaemia",
        [(2.6, None), (2.61, "mild"), (2.99, "mild"), (3.0, "moderate"), (3.5, "moderate"), (3.51, "severe")],
    ),
    (
        "calcium_ionised",
        "hypocalcaemia",
        [
            (0.89, "severe"),
            (0.9, "moderate"),
            (0.99, "moderate"),
            (1.0, "mild"),
            (1.149, "mild"),
            (1.15, None),
        ],
    ),
    (
        "calcium_ionised",
        "hypercalcaemia",
        [
            (1.32, None),
            (1.33, "mild"),
            (1.5, "mild"),
            (1.51, "moderate"),
            (1.8, "moderate"),
            (1.81, "severe"),
        ],
    ),
    (
        "phosphate",
        "hypophosphataemia",
        [
            (0.319, "severe"),
            (0.32, "moderate"),
            (0.649, "moderate"),
            (0.65, "mild"),
            (0.799, "mild"),
            (0.8, None),
        ],
    ),
    (
        "phosphate",
        "hyperphosphataemia",
        [(1.5, None), (1.51, "mild"), (1.79, "mild"), (1.8, "moderate"), (2.3, "moderate"), (2.31, "severe")],
    ),
    (
        "bicarbonate",
        "metabolic_acidosis",
        [(9.9, "severe"), (10, "moderate"), (17.9, "moderate"), (18, "mild"), (21.9, "mild"), (22, None)],
    ),
]


@pytest.mark.parametrize(
    ("analyte", "disorder", "value", "expected"),
    [(a, d, v, s) for a, d, edges in EDGES for v, s in edges],
)
def test_default_grades_at_their_edges(analyte, disorder, value, expected):
    found = {f.disorder: f for f in findings(labs_of(**{analyte: value}))}
    if expected is None:
        assert disorder not in found
    else:
        assert found[disorder].severity == expected
        assert (found[disorder].analyte, found[disorder].value, found[disorder].day) == (analyte, value, 0.0)
        assert found[disorder].references
        assert found[disorder].scheme


@pytest.mark.parametrize(
    "band", all_bands(), ids=lambda b: f"{b.disorder}-{b.scheme[:12]}-{b.severity}-{b.age_from:g}"
)
def test_every_band_of_every_scheme_holds_exactly_its_interval(band):
    step = 1e-6
    inside = [x for x in (band.low, band.high) if x is not None]
    assert inside
    for limit, closed, outward in ((band.low, band.low_closed, -step), (band.high, band.high_closed, step)):
        if limit is None:
            continue
        assert band.holds(Reading(band.quantity, limit, "")) is closed
        assert not band.holds(Reading(band.quantity, limit + outward, ""))
        assert band.holds(Reading(band.quantity, limit - outward, ""))


@pytest.mark.parametrize(
    ("disorder", "quantity", "age"),
    sorted({(b.disorder, b.quantity, b.age_from) for b in all_bands() if b.scheme == "default"}),
)
def test_default_bands_leave_no_gap_and_do_not_overlap(disorder, quantity, age):
    own = sorted(bands(disorder, quantity, age=age), key=lambda b: b.low if b.low is not None else -1.0)
    for below, above in pairwise(own):
        assert below.high == above.low
        assert below.high_closed != above.low_closed


def test_rival_schemes_are_kept_and_asked_for_by_name():
    rival = grade("hypomagnesaemia", "magnesium", 0.45, scheme="three-grade protocols")
    own = grade("hypomagnesaemia", "magnesium", 0.45)
    assert rival is not None
    assert own is not None
    assert (rival.severity, own.severity) == ("moderate", "severe")
    assert "NHS SPS 2023-24 (two grades)" in schemes("hypomagnesaemia")
    with pytest.raises(UnknownNameError, match="no scheme"):
        grade("hypokalaemia", "potassium", 3.0, scheme="mine")


def test_an_empty_record_has_no_disorder():
    assert [f.disorder for f in findings(Person())] == ["none"]


def test_codes_are_of_the_vocabulary_and_come_once():
    person = Person(
        age=60,
        sex="M",
        labs=tuple(
            lab(a, v)
            for a, v in [
                ("potassium", 2.1),
                ("potassium", 6.9),
                ("sodium", 118),
                ("magnesium", 0.3),
                ("calcium_total", 1.6),
                ("ph", 7.1),
                ("bicarbonate", 9),
                ("phosphate", 0.2),
                ("vitamin_d_25oh", 12),
            ]
        ),
    )
    codes = [f.disorder for f in findings(person)]
    assert len(codes) == len(set(codes))
    assert set(codes) <= set(DISORDERS) - {"none"}


def test_the_worst_day_is_given_and_the_others_are_noted():
    person = Person(
        labs=(lab("potassium", 3.1), lab("potassium", 2.2, day=3.0), lab("potassium", 3.3, day=None))
    )
    (found,) = findings(person)
    assert (found.severity, found.value, found.day) == ("severe", 2.2, 3.0)
    assert "3.1 on day 0" in found.note
    assert "3.3 later" in found.note


@pytest.mark.parametrize(
    ("value", "qualifier", "codes"),
    [
        (2.5, "<", {"hypokalaemia"}),
        (3.9, "<", {"none"}),
        (6.5, ">", {"hyperkalaemia"}),
        (3.0, ">", {"none"}),
    ],
)
def test_a_bound_counts_only_where_it_is_certain(value, qualifier, codes):
    person = Person(labs=(lab("potassium", value, qualifier=qualifier),))
    assert {f.disorder for f in findings(person)} == codes


def test_urine_values_are_not_blood_values():
    assert findings(Person(labs=(lab("potassium", 12, specimen="urine-spot"),)))[0].disorder == "none"


def test_albumin_moves_calcium_and_a_reported_adjustment_is_not_repeated():
    low_albumin = Person(labs=(lab("calcium_total", 2.0), lab("albumin", 20)))
    assert [f.disorder for f in findings(low_albumin)] == ["pseudohypocalcaemia"]
    high_albumin = Person(labs=(lab("calcium_total", 2.7), lab("albumin", 53)))
    assert [f.disorder for f in findings(high_albumin)] == ["pseudohypercalcaemia"]
    adjusted = Person(labs=(lab("calcium_total", 1.7, reported_as="albumin-corrected"), lab("albumin", 20)))
    assert findings(adjusted)[0].value == 1.7
    hidden = Person(labs=(lab("calcium_total", 2.45), lab("albumin", 25)))
    assert [(f.disorder, f.severity) for f in findings(hidden)] == [("hypercalcaemia", "mild")]


def test_ionised_calcium_decides():
    false_low = Person(labs=(lab("calcium_total", 1.9), lab("calcium_ionised", 1.2)))
    assert [f.disorder for f in findings(false_low)] == ["pseudohypocalcaemia"]
    hidden_low = Person(labs=(lab("calcium_total", 2.4), lab("calcium_ionised", 0.8)))
    assert [(f.disorder, f.severity) for f in findings(hidden_low)] == [("hypocalcaemia", "severe")]
    false_high = Person(labs=(lab("calcium_total", 2.9), lab("calcium_ionised", 1.25)))
    assert [f.disorder for f in findings(false_high)] == ["pseudohypercalcaemia"]


def test_albumin_caveats_are_said():
    person = Person(
        age=70, sex="F", labs=(lab("calcium_total", 1.8), lab("albumin", 18), lab("creatinine", 250))
    )
    note = findings(person)[0].note
    assert "outside 20 to 50" in note
    assert "below 60" in note


@pytest.mark.parametrize(
    ("age", "value", "codes"),
    [
        (7, 1.74, {"none"}),
        (40, 1.74, {"hyperphosphataemia"}),
        (3, 1.3, {"hypophosphataemia"}),
        (40, 1.3, {"none"}),
    ],
)
def test_phosphate_is_judged_by_age(age, value, codes):
    assert {f.disorder for f in findings(Person(age=age, labs=(lab("phosphate", value),)))} == codes


def test_glucose_is_named_beside_a_low_sodium():
    (sodium,) = findings(labs_of(sodium=128, glucose=46.4))
    assert sodium.disorder == "hyponatraemia"
    assert "144" in sodium.note


@pytest.mark.parametrize(
    ("value", "more", "expected"),
    [
        (29.9, {}, True),
        (30.0, {}, False),
        (40.0, {"calcium_total": 2.0}, True),
        (40.0, {"pth": 20.0}, True),
        (50.0, {"pth": 20.0}, False),
    ],
)
def test_vitamin_d_between_30_and_50_needs_an_effect(value, more, expected):
    codes = {f.disorder for f in findings(labs_of(vitamin_d_25oh=value, **more))}
    assert ("vitamin_d_deficiency" in codes) is expected


def test_words_count_only_where_nothing_was_measured():
    assert findings(Person(mentions=said("hypokalaemia")))[0].disorder == "hypokalaemia"
    measured = Person(mentions=said("hypokalaemia"), labs=(lab("potassium", 4.0),))
    assert findings(measured)[0].disorder == "none"


def test_low_and_high_without_a_number():
    low = Person(labs_qualitative=(QualitativeLab("potassium", "low"), QualitativeLab("magnesium", "normal")))
    assert [(f.disorder, f.severity) for f in findings(low)] == [("hypokalaemia", None)]
    bound = Person(
        labs_qualitative=(QualitativeLab("calcium_total", "high"), QualitativeLab("calcium_ionised", "low"))
    )
    assert [f.disorder for f in findings(bound)] == ["hypocalcaemia"]
    urine = Person(labs_qualitative=(QualitativeLab("potassium", "low", "urine-spot"),))
    assert findings(urine)[0].disorder == "none"
