"""Experiment files: what is read, and what is refused with a reason."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from skou.errors import SkouError
from skou.evidence.experiment import experiment_files, load_experiment, read_experiment
from skou.evidence.schema import experiment_schema

FIXTURES = Path(__file__).parent / "experiments"
SHARED = Path(__file__).parents[3] / "shared"


def plain(name: str) -> dict:
    return yaml.safe_load((FIXTURES / f"{name}.yaml").read_text(encoding="utf-8"))


def test_every_fixture_is_read():
    for path in experiment_files([FIXTURES]):
        experiment = load_experiment(path)
        assert experiment.id == path.stem
        assert experiment.measures
        assert experiment.sources


def test_times_are_minutes_from_zero():
    arm = load_experiment(FIXTURES / "K01.yaml").arms["KCl"]
    fasting, dose = arm.steps
    assert (fasting.at, fasting.duration, fasting.kind) == (-720.0, 1020.0, "fasting")
    assert (dose.at, dose.duration, dose.details["amount"]) == (0.0, None, "35 mmol")
    assert arm.run_in == 14 * 1440.0


def test_a_day_is_the_24_hours_that_end_it():
    data = plain("K01")
    data["measure"] = [
        {"id": "d", "arm": "KCl", "quantity": "urine.sodium", "day": 1, "unit": "mmol", "accept": [0, 1]}
    ]
    main = read_experiment(data).measures[0].main
    assert (main.start, main.end) == (0.0, 1440.0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d["arms"].update(x={}), "subject"),
        (lambda d: d["measure"][0].update(quantitty="x"), "quantity"),
        (lambda d: d.update(status="veryfied"), "verified"),
        (lambda d: d["measure"][0].update(arm="KCI"), "KCl"),
        (lambda d: d["measure"][0].update(at=3), "string"),
        (lambda d: d["arms"]["KCl"]["steps"][0].update(water="1 L"), "exactly one"),
        (lambda d: d["measure"][0].pop("at"), "no time"),
        (lambda d: d.pop("sources"), "sources"),
        (lambda d: d["arms"]["KCl"]["subject"].update(sex="male"), "F, M"),
    ],
)
def test_mistakes_are_named_with_what_is_allowed(change, words):
    data = copy.deepcopy(plain("K01"))
    change(data)
    with pytest.raises(SkouError) as problem:
        read_experiment(data)
    assert words in problem.value.message()


@pytest.mark.parametrize("text", ["", "- 1", "{", "a: &a [1]\nb: [*a, *a]", "\x00", "id: [" * 3000])
def test_files_that_are_no_experiment_are_refused(tmp_path, text):
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SkouError):
        load_experiment(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(SkouError, match="cannot be read"):
        load_experiment(tmp_path / "none.yaml")


def test_own_check_agrees_with_json_schema():
    import jsonschema

    validator = jsonschema.Draft202012Validator(dict(experiment_schema()))
    good = plain("E20")
    assert validator.is_valid(good)
    bad = copy.deepcopy(good)
    bad["arms"]["mg"]["steps"][0]["route"] = "ear"
    assert not validator.is_valid(bad)
    with pytest.raises(SkouError, match="ear"):
        read_experiment(bad)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared folder ../shared is not there")
def test_schema_copy_is_the_contract():
    contract = json.loads((SHARED / "contracts" / "experiment.schema.json").read_text(encoding="utf-8"))
    assert experiment_schema() == contract


@pytest.mark.skipif(not SHARED.exists(), reason="the shared folder ../shared is not there")
def test_every_shared_experiment_is_read():
    paths = experiment_files([SHARED / "experiments"])
    assert len(paths) > 100
    assert sum(len(load_experiment(p).measures) for p in paths) > 700


junk = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200)
@given(st.data())
def test_any_broken_place_gives_an_answer_or_a_reason(data):
    broken = copy.deepcopy(plain("R20"))
    place = broken
    while isinstance(place, dict | list) and len(place):
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if data.draw(st.booleans()) or not isinstance(place[key], dict | list):
            place[key] = data.draw(junk)
            break
        place = place[key]
    try:
        found = read_experiment(broken)
    except SkouError as problem:
        reason = problem.message()
    else:
        reason = found.id
    assert reason
