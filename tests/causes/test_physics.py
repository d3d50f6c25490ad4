"""The body under each cause, compared with what textbooks agree on (``data/causes.yaml``)."""

from dataclasses import dataclass

import numpy as np
import pytest

from skou import body
from skou.causes import all_causes, perturbation, typical
from skou.engine import compile_model

SEVERITIES = (0.0, 0.5, 1.0)
ACTIVE = [code for code, entry in all_causes().items() if entry.acts_on_body]
CERTAIN = [
    ("low_potassium_intake", "plasma.potassium", -1),
    ("low_magnesium_intake", "plasma.magnesium", -1),
    ("potassium_load", "plasma.potassium", 1),
    ("magnesium_load", "plasma.magnesium", 1),
    ("calcium_alkali_load", "plasma.calcium_total", 1),
    ("phosphate_load", "plasma.phosphate", 1),
    ("water_excess", "plasma.sodium", -1),
    ("water_deficit", "plasma.sodium", 1),
    ("refeeding", "plasma.phosphate", -1),
    ("vomiting", "plasma.potassium", -1),
    ("vomiting", "plasma.bicarbonate", 1),
    ("diarrhoea", "plasma.potassium", -1),
    ("diarrhoea", "plasma.bicarbonate", -1),
    ("diarrhoea", "plasma.magnesium", -1),
    ("loop_diuretic", "plasma.potassium", -1),
    ("loop_diuretic", "plasma.bicarbonate", 1),
    ("thiazide_diuretic", "plasma.potassium", -1),
    ("thiazide_diuretic", "plasma.calcium_total", 1),
    ("raas_inhibitor", "plasma.potassium", 1),
    ("mineralocorticoid_antagonist", "plasma.potassium", 1),
    ("enac_blocker", "plasma.potassium", 1),
    ("calcineurin_inhibitor", "plasma.potassium", 1),
    ("calcineurin_inhibitor", "plasma.magnesium", -1),
    ("proton_pump_inhibitor", "plasma.magnesium", -1),
    ("platinum", "plasma.magnesium", -1),
    ("antidiuretic_drug", "plasma.sodium", -1),
    ("antiresorptive", "plasma.calcium_total", -1),
    ("chronic_kidney_disease", "plasma.potassium", 1),
    ("chronic_kidney_disease", "plasma.bicarbonate", -1),
    ("chronic_kidney_disease", "plasma.phosphate", 1),
    ("chronic_kidney_disease", "plasma.pth", 1),
    ("gitelman_syndrome", "plasma.potassium", -1),
    ("gitelman_syndrome", "plasma.magnesium", -1),
    ("gitelman_syndrome", "plasma.bicarbonate", 1),
    ("bartter_syndrome", "plasma.potassium", -1),
    ("bartter_syndrome", "plasma.bicarbonate", 1),
    ("liddle_syndrome", "plasma.potassium", -1),
    ("primary_aldosteronism", "plasma.potassium", -1),
    ("primary_aldosteronism", "plasma.renin", -1),
    ("adrenal_insufficiency", "plasma.potassium", 1),
    ("adrenal_insufficiency", "plasma.sodium", -1),
    ("siadh", "plasma.sodium", -1),
    ("diabetes_insipidus", "plasma.sodium", 1),
    ("primary_hyperparathyroidism", "plasma.calcium_total", 1),
    ("primary_hyperparathyroidism", "plasma.phosphate", -1),
    ("hypoparathyroidism", "plasma.calcium_total", -1),
    ("hypoparathyroidism", "plasma.phosphate", 1),
    ("malignancy_hypercalcaemia", "plasma.calcium_total", 1),
    ("insulin_excess", "plasma.potassium", -1),
    ("beta_agonist", "plasma.potassium", -1),
    ("tissue_breakdown", "plasma.potassium", 1),
    ("tissue_breakdown", "plasma.phosphate", 1),
    ("tissue_breakdown", "plasma.calcium_total", -1),
    ("acidosis", "plasma.potassium", 1),
    ("hypomagnesaemia", "plasma.potassium", -1),
    ("hypermagnesaemia", "plasma.calcium_total", -1),
    ("hyperglycaemia", "plasma.sodium", -1),
]


@dataclass(frozen=True)
class Pictures:
    """Outputs by quantity and cause at the day it is judged, one value a severity; who failed."""

    values: dict[str, dict[str, np.ndarray]]
    failed: dict[str, str]

    def moves(self, code: str, quantity: str, sign: int) -> bool:
        """Whether it moves that way in full, and does not move against it by 2 % at half severity."""
        healthy, half, full = self.values[quantity][code]
        return sign * (full - healthy) > 0.0 and sign * (half - healthy) > -0.02 * abs(healthy)


@pytest.fixture(scope="module")
def pictures():
    model = body.model()
    kernel = compile_model(model)
    healthy = body.individual()
    start = body.initial_state(healthy)
    rest = kernel.steady_state(
        np.array([start[name] for name in model.state_names]),
        np.array([[healthy[name] for name in model.parameter_names]]),
    ).states[0]
    quantities = sorted(
        {q for code in ACTIVE for t in [typical(code)] if t for q in (*t.down, *t.up, *t.levels)}
    )
    values = {quantity: {} for quantity in quantities}
    failed = {}
    for days in sorted({typical(code).days for code in ACTIVE}):
        codes = [code for code in ACTIVE if typical(code).days == days]
        people = [body.perturbed(healthy, [(perturbation(c), s)]) for c in codes for s in SEVERITIES]
        solution = kernel.solve(
            np.array([0.0, days * 1440.0]),
            np.tile(rest, (len(people), 1)),
            np.array([[person[name] for name in model.parameter_names] for person in people]),
        )
        for i, code in enumerate(codes):
            rows = slice(len(SEVERITIES) * i, len(SEVERITIES) * (i + 1))
            bad = [solution.messages[r] for r in range(rows.start, rows.stop) if solution.status[r] != 0]
            if bad:
                failed[code] = "; ".join(bad)
            for quantity in quantities:
                values[quantity][code] = solution.output(quantity)[rows, -1]
    return Pictures(values, failed)


def test_every_cause_can_be_lived_with_until_it_is_judged(pictures):
    assert pictures.failed == {}


@pytest.mark.parametrize(("code", "quantity", "sign"), CERTAIN)
def test_textbook_direction(pictures, code, quantity, sign):
    picture = typical(code)
    assert quantity in (picture.up if sign > 0 else picture.down)
    assert pictures.moves(code, quantity, sign)


def test_nearly_all_published_directions_come_out(pictures):
    wrong, total = [], 0
    for code in ACTIVE:
        picture = typical(code)
        for sign, names in ((-1, picture.down), (1, picture.up)):
            total += len(names)
            wrong += [(code, name, sign) for name in names if not pictures.moves(code, name, sign)]
    assert total > 200
    assert len(wrong) <= 0.05 * total, wrong


def test_most_typical_sizes_come_out(pictures):
    outside, total = [], 0
    for code in ACTIVE:
        for quantity, (low, high) in typical(code).levels.items():
            total += 1
            value = pictures.values[quantity][code][-1]
            if not low <= value <= high:
                outside.append((code, quantity, round(float(value), 2), (low, high)))
    assert total > 60
    assert len(outside) <= 0.45 * total, outside
