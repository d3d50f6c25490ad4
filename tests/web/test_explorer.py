"""The body behind the sliders: balance, what begins when, and the flows of the diagram."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from skou.errors import ProtocolError, SkouError
from skou.web.explorer import explore, read_scenario
from skou.web.frames import decode

ONE_DAY = 1.0


def answer(
    people: int = 0, quantities: tuple[str, ...] = (), **scenario: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    return decode(explore(read_scenario({"scenario": scenario, "people": people, "quantities": quantities})))


def test_without_a_change_nothing_happens() -> None:
    _, arrays = answer(days=7)
    for name in ("plasma.magnesium", "plasma.sodium", "plasma.calcium_total"):
        values = arrays[f"median/{name}"]
        assert values.max() - values.min() < 0.01 * values.mean(), name


@pytest.mark.parametrize(
    "scenario",
    [
        {"causes": [{"cause": "vomiting", "severity": 1}]},
        {"drugs": [{"drug": "furosemide", "dose": 40}]},
        {"diet": {"potassium": 200, "calcium": 40}},
        {"meals": True, "days": 3},
        {"doses": [{"substance": "magnesium_sulfate", "amount": 16, "route": "iv"}]},
        {"doses": [{"substance": "potassium_chloride", "amount": 40, "at_h": 0}]},
    ],
)
def test_the_ledger_closes(scenario: dict[str, Any]) -> None:
    header, _ = answer(**{"days": 3, **scenario})
    for row in header["ledger"]:
        assert row["stored"] == pytest.approx(sum(row["flows"].values()), abs=0.05), row["ion"]


def test_flows_are_the_rates_of_what_the_body_holds() -> None:
    _, arrays = answer(days=6, drugs=[{"drug": "hydrochlorothiazide", "dose": 50}])
    time, flow_time = arrays["time"], arrays["flow_time"]
    late = flow_time > 1.0
    for ion in ("potassium", "magnesium", "sodium"):
        flow = {name.split(".")[1]: v for name, v in arrays.items() if name.startswith(f"flow/{ion}.")}
        gained = flow["absorbed"] - flow["secreted"] + flow["infused"] - flow["urine"] - flow["lost"]
        tubule = (
            flow["filtered"] - flow["proximal"] - flow["thick_limb"] - flow["distal"] - flow["collecting"]
        )
        np.testing.assert_allclose(tubule, flow["urine"], rtol=1e-3, atol=1e-3 * flow["filtered"].max())
        held = arrays[f"median/body.{ion}"]
        change = np.interp(flow_time[late], time, np.gradient(held, time))
        assert np.abs(gained[late] - change).mean() < 0.25 * flow["urine"].mean(), ion


def test_what_has_lasted_is_there_from_the_start_and_can_end() -> None:
    causes = [{"cause": "gitelman_syndrome", "severity": 1}]
    _, sudden = answer(causes=causes, days=5)
    _, lasting = answer(causes=causes, days=5, lasting=True)
    _, ended = answer(causes=causes, days=30, lasting=True, ends=["gitelman_syndrome"])
    name = "median/plasma.potassium"
    assert sudden[name][0] > 4.0 > 3.6 > lasting[name][0]
    assert ended[name][0] == pytest.approx(lasting[name][0], abs=0.1)
    assert ended[name][-1] > ended[name][0] + 0.4


def test_a_band_holds_the_average_person_and_grows_with_nothing_hidden() -> None:
    header, arrays = answer(people=39, quantities=("plasma.potassium", "plasma.magnesium"), days=3)
    assert header["people"] + header["left_out"] == 39
    for name in ("plasma.potassium", "plasma.magnesium"):
        middle = arrays[f"median/{name}"]
        assert (arrays[f"low/{name}"] < middle).mean() > 0.9
        assert (arrays[f"high/{name}"] > middle).mean() > 0.9


def test_a_dose_acts_at_its_time() -> None:
    dose = {"substance": "potassium_chloride", "amount": 40, "at_h": 6}
    _, arrays = answer(days=1, doses=[dose])
    hours, potassium = 24 * arrays["time"], arrays["median/plasma.potassium"]
    before, after = potassium[hours < 5.9], potassium[(hours > 6.2) & (hours < 9)]
    assert after.max() > before.max() + 0.15


def test_weak_kidneys_are_adapted_at_the_start() -> None:
    _, arrays = answer(person={"egfr": 20}, days=3)
    assert np.ptp(arrays["median/kidney.gfr"]) < 1.0
    assert arrays["median/kidney.gfr"][0] < 35.0


def test_the_same_scenario_gives_the_same_bytes() -> None:
    question = read_scenario({"scenario": {"days": 2}, "quantities": ["plasma.potassium"]})
    assert explore(question) == explore(question)


@pytest.mark.parametrize(
    "data", [{"scenario": {"causes": "all"}}, {"people": 10_000}, {"scenario": None}, {"x": 1}]
)
def test_a_question_of_another_form_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ProtocolError):
        read_scenario(data)


def test_a_body_that_does_not_live_is_said_so() -> None:
    losses = [{"cause": code, "severity": 2} for code in ("diarrhoea", "vomiting")]
    with pytest.raises(SkouError, match="does not live"):
        answer(days=60, causes=losses, diet={"water": 0.2, "sodium": 0, "potassium": 0})


def test_values_that_kill_are_named() -> None:
    header, _ = answer(days=1, doses=[{"substance": "potassium_chloride", "amount": 3000, "route": "iv"}])
    assert "plasma.potassium" in header["beyond_life"]
    header, _ = answer(days=1, doses=[{"substance": "potassium_chloride", "amount": 150, "route": "iv"}])
    assert "plasma.potassium" in header["critical"]
    assert answer(days=1)[0]["critical"] == []
