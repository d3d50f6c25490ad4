"""The flux ledger: every route filled, every store counted, nothing left unexplained."""

from __future__ import annotations

import pytest

from skou import body
from skou.body.states import DYNAMIC, IONS
from skou.evidence.experiment import read_arm
from skou.evidence.simulation import IonLedger, require, simulate_arms

SUBJECT = {"age": 60, "sex": "M", "weight_kg": 75}
CHLORIDE = {"infuse": "potassium_chloride", "rate": "5 mmol/h", "route": "iv", "volume": "0.5 L"}
LOSSES = [
    {"at": "0 h", "give": "potassium_chloride", "amount": "20 mmol", "route": "oral"},
    {"at": "2 h", "for": "4 h", **CHLORIDE},
    {"at": "3 h", "for": "2 h", "infuse": "magnesium_sulfate", "rate": "4 mmol/h", "route": "iv"},
    {"at": "8 h", "for": "16 h", "loss": "diarrhoea", "volume": "2 L/d"},
    {"at": "8 h", "for": "8 h", "loss": "sweat", "volume": "3 L/d"},
    {"at": "24 h", "for": "12 h", "loss": "vomiting", "volume": "1.5 L/d"},
    {"at": "36 h", "for": "1 h", "loss": "blood", "volume": "0.4 L/h"},
]


@pytest.fixture(scope="module")
def ledgers() -> dict[str, dict[str, IonLedger]]:
    arms = {
        "losses": {"subject": SUBJECT | {"egfr": 90}, "steps": LOSSES},
        "uraemia": {"subject": SUBJECT | {"egfr": 8}, "diet": {"phosphate": "50 mmol/d"}},
        "dialysis": {
            "subject": SUBJECT | {"egfr": 5},
            "steps": [{"at": "4 h", "for": "4 h", "dialysis": {"potassium": "2 mmol/L"}}],
        },
    }
    done = require(simulate_arms({n: read_arm(n, a) for n, a in arms.items()}, 0.0, 2880.0, ()))
    return {name: {row.ion: row for row in t.ledger} for name, t in done.items()}


@pytest.mark.parametrize("arm", ["losses", "uraemia", "dialysis"])
@pytest.mark.parametrize("ion", [*IONS, "water"])
def test_what_came_less_what_went_is_what_is_kept(ledgers, arm, ion):
    row = ledgers[arm][ion]
    moved = sum(abs(amount) for amount in row.flows.values())
    assert moved > 0
    assert abs(row.unexplained) <= 1e-9 * moved
    assert sum(row.places.values()) == pytest.approx(row.stored, abs=1e-9 * moved)


def test_every_route_is_told_apart(ledgers):
    potassium = ledgers["losses"]["potassium"].flows
    assert list(potassium) == ["intake", "infused", "urine", "stool", "sweat", "lost"]
    assert potassium["infused"] == pytest.approx(20.0, rel=1e-6)
    assert all(potassium[route] < -1.0 for route in ("urine", "stool", "sweat", "lost"))
    assert ledgers["losses"]["magnesium"].flows["infused"] == pytest.approx(8.0, rel=1e-6)
    assert ledgers["losses"]["water"].flows["infused"] == pytest.approx(0.5, rel=1e-6)
    assert ledgers["losses"]["water"].flows["sweat"] == pytest.approx(-1.0, rel=1e-6)
    assert ledgers["dialysis"]["potassium"].flows["lost"] < -20.0
    assert ledgers["uraemia"]["calcium"].flows["deposited"] < 0.0
    assert ledgers["uraemia"]["phosphate"].flows["deposited"] < 0.0


def test_a_dose_at_the_first_moment_is_counted():
    arm = {
        "subject": SUBJECT,
        "steps": [
            {"at": "-12 h", "for": "24 h", "fasting": True},
            {"at": "0 h", "give": "potassium_chloride", "amount": "35 mmol", "route": "oral"},
        ],
    }
    done = require(simulate_arms({"a": read_arm("a", arm)}, 0.0, 600.0, ("plasma.potassium",)))["a"]
    assert done.times.size == done.values["plasma.potassium"].size
    row = done.ledger[0]
    assert row.flows["intake"] == pytest.approx(35.0)
    assert 25.0 < row.absorbed < 35.0
    assert row.shifted == row.places["cells"]


def test_what_is_absorbed_was_eaten_or_lay_in_the_gut(ledgers):
    for rows in ledgers.values():
        for ion in IONS:
            row = rows[ion]
            assert 0.0 < row.absorbed <= row.flows["intake"] - row.places["gut"] + 1e-6, ion
            assert row.shifted == pytest.approx(
                row.stored - row.places["gut"] - row.places["extracellular fluid"]
            )
        assert rows["water"].absorbed is None
        assert rows["water"].shifted is None


def test_no_store_of_an_ion_is_left_out():
    kept = {name for stores in body.STORES.values() for name in stores}
    for state in DYNAMIC:
        if state.unit == "mmol" and any(ion in state.name for ion in IONS):
            assert state.name in kept, state.name
