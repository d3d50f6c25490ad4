"""Dose and response in the body after a month of a steady course."""

import itertools

import numpy as np
import pytest

from skou import body
from skou.drugs import steady_effect
from skou.engine import compile_model

COURSES = [
    ("hydrochlorothiazide", 24, (12.5, 25.0, 50.0, 100.0), "plasma.potassium", -1),
    ("chlortalidone", 24, (12.5, 25.0, 50.0), "plasma.potassium", -1),
    ("furosemide", 12, (20.0, 40.0, 80.0, 160.0), "plasma.potassium", -1),
    ("furosemide", 12, (20.0, 40.0, 80.0, 160.0), "plasma.magnesium", -1),
    ("spironolactone", 24, (12.5, 25.0, 50.0, 100.0), "plasma.potassium", 1),
    ("amiloride", 24, (5.0, 10.0, 20.0), "plasma.potassium", 1),
    ("trimethoprim", 12, (80.0, 160.0, 320.0), "plasma.potassium", 1),
    ("lisinopril", 24, (5.0, 10.0, 20.0, 40.0), "plasma.potassium", 1),
    ("losartan", 24, (25.0, 50.0, 100.0), "plasma.potassium", 1),
    ("indometacin", 8, (25.0, 50.0), "plasma.potassium", 1),
    ("acetazolamide", 12, (125.0, 250.0, 500.0), "plasma.bicarbonate", -1),
    ("fludrocortisone", 24, (0.05, 0.1, 0.2), "plasma.potassium", -1),
    ("omeprazole", 24, (20.0, 40.0), "plasma.magnesium", -1),
    ("cisplatin", 504, (65.0, 130.0, 260.0), "plasma.magnesium", -1),
    ("tacrolimus", 12, (1.5, 3.0, 6.0), "plasma.potassium", 1),
    ("patiromer", 12, (4200.0, 8400.0, 16800.0), "plasma.potassium", -1),
    ("denosumab", 4380, (30.0, 60.0), "plasma.pth", 1),
    ("sertraline", 24, (50.0, 100.0, 200.0), "plasma.sodium", -1),
    ("salbutamol", 6, (2.5, 5.0, 10.0), "plasma.potassium", -1),
]
AFTER_DAYS = 30.0


@pytest.fixture(scope="module")
def responses():
    model = body.model()
    kernel = compile_model(model)
    healthy = body.individual()
    people = [
        body.perturbed(healthy, [(steady_effect(name, dose, every * 60.0), 1.0)])
        for name, every, doses, _, _ in COURSES
        for dose in (0.0, *doses)
    ]
    start = body.initial_state(healthy)
    rest = kernel.steady_state(
        np.array([start[name] for name in model.state_names]),
        np.array([[healthy[name] for name in model.parameter_names]]),
    ).states[0]
    solution = kernel.solve(
        np.array([0.0, 0.25, AFTER_DAYS]) * 1440.0,
        np.tile(rest, (len(people), 1)),
        np.array([[person[name] for name in model.parameter_names] for person in people]),
    )
    assert np.all(solution.status == 0), solution.messages
    table, row = {}, 0
    for name, _, doses, quantity, sign in COURSES:
        count = 1 + len(doses)
        moment = 1 if name == "salbutamol" else 2
        table[name, quantity] = sign * solution.output(quantity)[row : row + count, moment]
        row += count
    return table


@pytest.mark.parametrize(("name", "quantity"), [(name, quantity) for name, _, _, quantity, _ in COURSES])
def test_more_drug_does_more_in_the_published_direction(responses, name, quantity):
    response = responses[name, quantity]
    assert all(later > earlier for earlier, later in itertools.pairwise(response))
