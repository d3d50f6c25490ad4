"""The interface: the command line's contracts, numbered requests, frames."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from skou.web.frames import MEDIA_TYPE, decode

from .conftest import EXAMPLES

RECORD: dict[str, Any] = {
    "person": {"age": 61, "sex": "F"},
    "labs": [
        {"analyte": "magnesium", "value": 0.5, "unit": "mg/dL"},
        {"analyte": "K", "value": 3.3, "unit": "mmol/L"},
    ],
    "medications": ["omeprazole 20 mg"],
    "symptoms": ["numb arms"],
}
TEXT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def explore(client: TestClient, **question: Any) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    answer = client.post("/api/explore", json=question)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    return decode(answer.content)


def test_the_catalogue_names_everything_with_its_source(client: TestClient) -> None:
    found = client.get("/api/catalogue").json()
    assert {c["code"] for c in found["causes"]} >= {"vomiting", "gitelman_syndrome", "proton_pump_inhibitor"}
    assert all(c["references"] for c in found["causes"] if c["acts"])
    potassium = next(a for a in found["analytes"] if a["code"] == "potassium")
    assert (potassium["low"], potassium["high"], potassium["valence"]) == (3.5, 5.0, 1.0)
    assert potassium["references"]
    assert {e["id"] for e in found["examples"]} >= {"omeprazole", "liquorice"}
    assert any(d["model"] and d["name"] == "furosemide" for d in found["drugs"])


def test_sources_are_found_by_word_and_by_name(client: TestClient) -> None:
    by_word = client.get("/api/sources", params={"q": "magnesium absorption"}).json()
    assert by_word["total"] > 0
    assert all(p["source"] for p in by_word["parameters"])
    by_name = client.get("/api/sources", params={"names": "ncc_activity,not_a_name"}).json()
    assert [p["name"] for p in by_name["parameters"]] == ["ncc_activity"]


def test_reading_says_what_is_understood_and_dangerous_without_a_model(client: TestClient) -> None:
    found = client.post("/api/read", json={"record": RECORD}).json()
    assert found["understood"]["medications"][0]["drug"] == "omeprazole"
    assert found["assessment"]["urgency"] == "emergency"
    assert found["assessment"]["causes"] == []
    assert set(found["assessment"]["views"]) == {"clinician", "plain"}


@pytest.mark.parametrize(
    "name", sorted(p.name for p in EXAMPLES.iterdir() if "potassium_by_mouth" not in p.name)
)
def test_every_form_of_file_is_read_as_text(client: TestClient, name: str) -> None:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    answer = client.post("/api/read", json={"text": text, "name": name})
    assert answer.status_code == 200, answer.text
    assert answer.json()["understood"]["labs"] or answer.json()["understood"]["labs_qualitative"]


def test_the_assessment_is_that_of_the_command_line(client: TestClient) -> None:
    from skou.api import assess

    answer = client.post("/api/assess", json={"record": RECORD, "seed": 3}).json()
    views = answer.pop("views")
    assert answer == json.loads(json.dumps(assess(RECORD, seed=3).to_dict()))
    assert views["plain"]["dangers"]
    assert views["clinician"]["caution"]


def test_the_report_is_one_page_of_the_same_answer(client: TestClient) -> None:
    record = {**RECORD, "symptoms": [TEXT], "medications": [TEXT], "conditions": [TEXT]}
    page = client.post("/api/report", json={"record": record, "register": "plain"}).json()["html"]
    assert page.lower().startswith("<!doctype html>")
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("wrong", [{"value": 33, "unit": "mmol/L"}, {"value": 3.3, "unit": "parsec"}])
def test_what_cannot_be_is_explained_with_its_place(client: TestClient, wrong: dict[str, Any]) -> None:
    record = {
        "labs": [{"analyte": "magnesium", "value": 0.8, "unit": "mmol/L"}, {"analyte": "potassium", **wrong}]
    }
    answer = client.post("/api/read", json={"record": record})
    assert answer.status_code == 422
    assert "labs[1]" in answer.json()["error"]["message"]


def test_exploring_answers_in_a_frame_with_bands_and_flows(client: TestClient) -> None:
    header, arrays = explore(
        client, scenario={"days": 5, "causes": [{"cause": "vomiting"}]}, quantities=["plasma.potassium"]
    )
    assert header["people"] == 39
    time, potassium = arrays["time"], arrays["median/plasma.potassium"]
    low, high = arrays["low/plasma.potassium"], arrays["high/plasma.potassium"]
    assert time.size == potassium.size == low.size
    assert time[0] < 0.0 < time[-1] == pytest.approx(5.0, abs=1e-5)
    assert potassium[-1] < potassium[0] - 0.2
    assert (low < high).all()
    assert set(header["arrows"]) == {n.split(".")[1] for n in arrays if n.startswith("flow/potassium.")}


def test_the_newest_request_of_a_client_wins(client: TestClient) -> None:
    def ask(number: int, who: str = "one") -> int:
        headers = {"x-skou-client": who, "x-skou-request": str(number)}
        return client.post("/api/explore", json={"people": 0}, headers=headers).status_code

    assert ask(5) == 200
    assert ask(4) == 409
    assert ask(4, who="another") == 200
    assert ask(6) == 200


def test_parquet_has_a_column_a_quantity_with_its_unit(client: TestClient) -> None:
    import pyarrow.parquet as parquet

    answer = client.post("/api/explore.parquet", json={"quantities": ["plasma.potassium"]})
    table = parquet.read_table(io.BytesIO(answer.content))
    assert {"time", "plasma.potassium", "plasma.potassium.low"} <= set(table.column_names)
    assert table.schema.field("plasma.potassium").metadata == {b"unit": b"mmol/L"}


def test_without_pyarrow_the_message_names_what_to_install(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    answer = client.post("/api/explore.parquet", json={"people": 0})
    assert answer.status_code == 501
    assert answer.json()["error"]["type"] == "NotInstalled"
    assert "pip install 'skou[frames]'" in answer.json()["error"]["message"]


def test_a_protocol_is_simulated_as_on_the_command_line(client: TestClient) -> None:
    import yaml

    protocol = yaml.safe_load((EXAMPLES / "potassium_by_mouth.yaml").read_text(encoding="utf-8"))
    answer = client.post("/api/simulate", json={"protocol": protocol, "until_h": 6})
    header, arrays = decode(answer.content)
    assert header["arms"] == ["healthy", "weak kidneys"]
    assert arrays["healthy/plasma.potassium"].max() > arrays["healthy/plasma.potassium"][0] + 0.2
    plain = client.post("/api/simulate?as=json", json={"protocol": protocol, "until_h": 6}).json()
    assert plain["arms"]["healthy"]["hours"][-1] == pytest.approx(6.0)
    assert client.post("/api/simulate", json={"protocol": {}}).status_code == 422


def test_every_scene_runs_and_opens_in_explore(client: TestClient) -> None:
    scenes = client.get("/api/learn").json()["scenes"]
    assert len(scenes) >= 12
    for scene in scenes:
        run = client.get(f"/api/learn/{scene['id']}").json()
        for plot in run["plots"]:
            assert all(np.isfinite(line).all() for line in plot["lines"].values())
            assert {p["arm"] for p in plot["points"]} <= set(run["arms"])
        assert scene["sources"]
        explore(client, scenario=scene["explore"], people=0)


def test_every_example_person_can_be_read(client: TestClient) -> None:
    for row in client.get("/api/catalogue").json()["examples"]:
        example = client.get(f"/api/examples/{row['id']}").json()
        answer = client.post("/api/read", json={"record": example["record"]})
        assert answer.status_code == 200, (row["id"], answer.text)
        assert example["citation"]


def test_the_openapi_document_names_every_route(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    app: Any = client.app
    served = {r.path for r in app.routes if isinstance(r, Route)}
    assert set(document["paths"]) == served
    assert "Question" in document["components"]["schemas"]


def test_unknown_names_have_nearest_ones(client: TestClient) -> None:
    answer = client.post("/api/explore", json={"scenario": {"causes": [{"cause": "vomitting"}]}})
    assert answer.status_code == 422
    assert "vomiting" in answer.json()["error"]["nearest"]
    answer = client.get("/api/learn/gitelmann")
    assert answer.json()["error"]["nearest"] == ["gitelman"]


@pytest.mark.parametrize(
    "scenario",
    [
        {"days": -1},
        {"days": 1e9},
        {"days": "NaN"},
        {"person": {"age": 400}},
        {"diet": {"potassium": -5}},
        {"causes": [{"cause": "vomiting", "severity": 99}]},
        {"drugs": [{"drug": "not a drug", "dose": 1}]},
        {"doses": [{"substance": "gold", "amount": 1}]},
        {"unknown": 1},
    ],
)
def test_a_scenario_that_cannot_be_is_refused(client: TestClient, scenario: dict[str, Any]) -> None:
    answer = client.post("/api/explore", json={"scenario": scenario})
    assert answer.status_code == 422
    assert answer.json()["error"]["message"]


def test_the_page_names_no_other_place(client: TestClient) -> None:
    static = Path(__file__).parents[2] / "src" / "skou" / "web" / "static"
    for file in [static / "index.html", *static.glob("js/**/*.js"), *static.glob("css/*.css")]:
        text = file.read_text(encoding="utf-8")
        links = re.findall(r"(?:https?:)//[a-z.]+/?", text)
        assert set(links) <= {"https://doi.org/"}, file
