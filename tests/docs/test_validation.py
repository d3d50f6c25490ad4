"""The validation page: words, reasons, other models, pictures."""

from __future__ import annotations

import doctest
from xml.etree import ElementTree

import pytest

from skou.evidence import run_experiments
from skou.evidence.experiment import experiment_files, load_experiment
from skou.evidence.report import MeasurementResult
from tests.docs.makers import DOCS, FIXTURES, SHARED, maker

validation, plots, words = (maker(n) for n in ("make_validation", "validation_plots", "validation_words"))
MEGABYTES = 1_000_000


def result(simulated, accept=(1.0, 2.0), measure="K_30", error=None):
    inside = simulated is not None and accept[0] <= simulated <= accept[1]
    return MeasurementResult(
        "K01", measure, "plasma.potassium", "mmol/L", 1.5, accept, simulated, inside, error
    )


@pytest.fixture(scope="module")
def ran():
    experiments = [load_experiment(p) for p in experiment_files([FIXTURES])]
    results = {e.id: [] for e in experiments}
    for r in run_experiments(experiments):
        results[r.experiment].append(r)
    return experiments, results


def test_words():
    assert doctest.testmod(words).failed == 0


def test_a_reason_is_of_the_measurement_then_of_the_experiment_and_of_the_side():
    reasons = {"K01": {"above": "too  fast"}, "K01/K_60": "its own"}
    assert validation.reason(result(3.0), reasons) == "too fast"
    assert validation.reason(result(0.0), reasons) == validation.NO_REASON
    assert validation.reason(result(0.0, measure="K_60"), reasons) == "its own"
    assert (
        validation.reason(result(None, error="no such quantity"), {}) == "could not be run: no such quantity"
    )


def test_every_measurement_is_on_the_page_with_published_and_simulated(ran):
    experiments, results = ran
    text = validation.page(experiments, results, frozenset())
    for e in experiments:
        assert f"### {e.id}. " in text
        for m in e.measures:
            assert words.measure_words(m, e).replace("|", "\\|") in text
    assert "measurements inside" in text
    outside = sum(not r.inside for rs in results.values() for r in rs)
    assert text.count("**outside**") == outside


def test_time_courses_are_drawn(ran):
    experiments, results = ran
    pictures = {e.id: plots.picture(e, results[e.id]) for e in experiments}
    drawn = {name: svg for name, svg in pictures.items() if svg}
    assert drawn
    for svg in drawn.values():
        root = ElementTree.fromstring(svg)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "nan" not in svg
        assert len(svg) < 60_000
    for e in experiments:
        assert "<rect" in plots.bands(e, results[e.id])


def test_reasons_and_other_models_belong_to_measurements():
    if not (SHARED / "experiments").exists():
        pytest.skip("the experiments are not here")
    experiments = {e.id: e for e in map(load_experiment, experiment_files([SHARED / "experiments"]))}
    known = {f"{e.id}/{m.id}" for e in experiments.values() for m in e.measures}
    peers = validation.load_peers()
    for key, entry in validation.load_reasons().items():
        assert key in known or key in experiments, key
        assert isinstance(entry, str) or set(entry) <= {"above", "below"}, key
    for key, values in peers["values"].items():
        assert key in known, key
        assert set(values) <= set(peers["models"]), key
    assert validation.pinning_experiments() <= set(experiments)


def test_the_page_is_there_and_the_documentation_is_small():
    text = validation.PAGE.read_text(encoding="utf-8")
    assert "## Summary" in text
    assert "## Other models" in text
    assert sum(f.stat().st_size for f in DOCS.rglob("*") if f.is_file()) < 3 * MEGABYTES
