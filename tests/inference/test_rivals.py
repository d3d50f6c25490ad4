"""Rival explanations of one record: none is lost because another was found first, and the cheap response learns."""

from __future__ import annotations

import numpy as np
import pytest

from skou.inference.batch import Batch
from skou.inference.bodies import body_of
from skou.inference.knowledge import cause_index, drawn_causes
from skou.inference.posterior import _aimed, _guides
from skou.inference.prior import condition
from skou.records import read_person

N = 200


@pytest.fixture(scope="module")
def body():
    return body_of(read_person({"person": {"age": 50, "sex": "F"}}))


def batch(body, first: str, second: str) -> Batch:
    """Half of the patients have one cause, half another; all count alike."""
    severity = np.zeros((N, len(drawn_causes())))
    severity[: N // 2, cause_index()[first]] = 1.0
    severity[N // 2 :, cause_index()[second]] = 1.0
    traits = np.zeros((N, body.traits))
    simulated = body.simulate(severity, traits, np.ones(N))
    return Batch(severity, traits, np.zeros((N, 1)), simulated, np.zeros(N), simulated)


def test_each_rival_has_a_proposal_of_its_own(body):
    a, b = "vomiting", "loop_diuretic"
    guides = _guides(condition(read_person({"person": {"age": 50, "sex": "F"}})), [batch(body, a, b)])
    inclusion = np.array([[g.inclusion[cause_index()[c]] for c in (a, b)] for g in guides])
    assert inclusion.shape[0] == 3
    assert inclusion[0] == pytest.approx([0.5, 0.5], abs=0.05)
    assert (inclusion[1:].max(axis=1) >= 0.69).all()
    assert (inclusion[1:].min(axis=1) < 0.1).all()


def test_the_cheap_response_learns_each_cause_from_the_full_simulations(body):
    a, b = "vomiting", "distal_renal_tubular_acidosis"
    cheap = body.response.only({"potassium", "bicarbonate", "sodium"})
    j = cheap.column("bicarbonate")
    moved = np.zeros((len(drawn_causes()), len(cheap.keys)))
    moved[cause_index()[a], j] = 0.25
    wrong = cheap.corrected(np.zeros(len(cheap.keys)), moved)
    done = batch(body, a, b)
    found = _aimed([done], wrong)
    truth = np.log(done.simulated.now["bicarbonate"])
    before = np.abs(np.log(wrong.predict(done.severity)[0]["bicarbonate"]) - truth)
    after = np.abs(np.log(found.predict(done.severity)[0]["bicarbonate"]) - truth)
    assert before[: N // 2].mean() > 0.2
    assert after[: N // 2].mean() < 0.02
    assert after[N // 2 :].mean() <= before[N // 2 :].mean() + 0.01
