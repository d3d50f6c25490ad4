"""The compiled solvers: errors follow tolerances, events are exact, totals kept, lanes and threads agree."""

import numpy as np
import pytest

from skou.engine import Event, EventSchedule, compile_model, simulate, steady_state
from skou.engine.kernel import Kernel
from skou.engine.reference import ReferenceSolver
from skou.engine.tableaux import RODAS4, TSITOURAS5
from skou.errors import ProtocolError, SolverError, UnknownNameError
from skou.graph.model import Equations, ParameterSpec, StateSpec, build_model
from tests.engine.classics import decay, driven, hires, robertson, van_der_pol

METHODS = ["rodas4", "tsit5"]

# Hairer & Wanner 1996 and the Test Set for IVP Solvers (Mazzia & Magherini 2008), to the digits given there
ROBERTSON_40 = [0.7158270688, 9.185534765e-6, 0.2841637458]
HIRES_END = [
    0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4, 0.1175651343283149e-2,
    0.2386356198831331e-2, 0.6238968252742796e-2, 0.2849998395185769e-2, 0.2850001604814231e-2,
]  # fmt: skip
VAN_DER_POL_2 = [0.1706167732170483e1, -0.8928097010247975]


def _error(model, found, truth):
    return float(np.max(np.abs(found - truth) / (np.abs(truth) + 0.01 * model.scales())))


@pytest.mark.parametrize(
    ("make", "times", "truth", "methods"),
    [
        (robertson, [0.0, 40.0], ROBERTSON_40, ["rodas4"]),
        (hires, [0.0, 321.8122], HIRES_END, METHODS),
        (van_der_pol, [0.0, 2.0], VAN_DER_POL_2, ["rodas4"]),
    ],
)
def test_published_reference_values(make, times, truth, methods):
    model = make()
    for method in methods:
        found = compile_model(model, method).solve(times, rtol=1e-6).require_ok()
        assert _error(model, found.final, np.array(truth)) < 2e-6


@pytest.mark.parametrize("method", METHODS)
def test_the_error_follows_the_tolerance_between_steps_too(method):
    """At 150 output times of a daily rhythm, from 1e-3 to 1e-8."""
    model = driven()
    times = np.linspace(0.0, 2880.0, 150)
    truth = ReferenceSolver(model, "Radau").solve(times, rtol=1e-11).states
    kernel = compile_model(model, method)
    tolerances = 10.0 ** -np.arange(3, 9)
    solutions = [kernel.solve(times, rtol=rtol) for rtol in tolerances]
    errors = np.array([_error(model, s.states, truth) for s in solutions])
    assert (errors < 5 * tolerances).all()
    assert (errors[1:] < 0.5 * errors[:-1]).all()
    steps = np.array([int(s.steps[0]) for s in solutions])
    assert (np.diff(steps) > 0).all()


def test_the_interpolants_end_where_the_steps_end():
    assert np.allclose(np.sum(TSITOURAS5.interpolate, axis=1), [*TSITOURAS5.combine[-1], 0.0], atol=1e-15)
    assert np.allclose(np.sum(TSITOURAS5.interpolate, axis=0), [1.0, 0.0, 0.0, 0.0], atol=1e-13)
    assert RODAS4.advance[-1] == RODAS4.error[-1] == 1.0


@pytest.mark.parametrize("method", METHODS)
def test_events_are_exact_and_shown_after_they_happened(method):
    model = decay()
    events = [
        Event(10.0, add={"x": 4.0}),
        Event(20.0, set={"k": 0.0, "feed": 0.5}),
        Event(30.0, scale={"feed": 2.0}),
        Event(30.0, add={"x": 1.0}),
        Event(40.0, set={"feed": 0.0}, add={"x": -2.0}),
    ]
    times = np.array([0.0, 9.99, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0])
    solution = compile_model(model, method).solve(times, events=events, rtol=1e-8).require_ok()
    at_20 = (8.0 * np.exp(-1.0) + 4.0) * np.exp(-1.0)
    exact = [
        8.0, 8.0 * np.exp(-0.999), 8.0 * np.exp(-1.0) + 4.0, (8.0 * np.exp(-1.0) + 4.0) * np.exp(-0.5),
        at_20, at_20 + 2.5, at_20 + 6.0, at_20 + 11.0, at_20 + 14.0,
    ]  # fmt: skip
    assert np.allclose(solution.state("x")[0], exact, rtol=1e-7)
    assert solution.parameter("feed")[0].tolist() == [0, 0, 0, 0, 0.5, 0.5, 1.0, 1.0, 0.0]


def test_events_at_the_start_count_before_the_first_output():
    solution = compile_model(decay()).solve([5.0, 6.0], events=[Event(5.0, add={"x": 2.0})])
    assert solution.state("x")[0, 0] == 10.0


@pytest.mark.parametrize("method", METHODS)
def test_each_patient_has_its_own_events(method):
    model, n = decay(), 21
    generator = np.random.default_rng(3)
    when = generator.uniform(1.0, 50.0, n)
    when[4] = np.inf
    dose = generator.uniform(0.0, 9.0, n)
    schedule = EventSchedule([Event(0.5, set={"k": 0.2}), Event(when, add={"x": dose})])
    times = np.linspace(0.0, 60.0, 7)
    kernel = compile_model(model, method)
    together = kernel.solve(times, events=schedule, rtol=1e-6).require_ok()
    reference = ReferenceSolver(model).solve(times, events=schedule, rtol=1e-10)
    assert np.allclose(together.states, reference.states, rtol=1e-5, atol=1e-5)
    for i in (0, 4, 20):
        own = [Event(0.5, set={"k": 0.2}), Event(when[i], add={"x": dose[i]})]
        assert np.array_equal(kernel.solve(times, events=own, rtol=1e-6).states[0], together.states[i])


def test_many_meals_against_the_reference():
    model = driven()
    meals = []
    for day in range(4):
        for hour, amount in ((8, 0.8), (13, 1.2), (19, 1.0)):
            begin = 1440.0 * day + 60.0 * hour
            meals += [Event(begin, set={"feed": amount}), Event(begin + 20.0, set={"feed": 0.01})]
    times = np.linspace(0.0, 5760.0, 97)
    solution = compile_model(model).solve(times, events=meals, rtol=1e-5).require_ok()
    truth = ReferenceSolver(model, "LSODA").solve(times, events=meals, rtol=1e-9)
    assert _error(model, solution.states, truth.states) < 1e-4
    assert solution.steps[0] < 1500


@pytest.mark.parametrize("method", METHODS)
def test_linear_invariants_are_kept_to_rounding(method):
    """What was eaten is somewhere: in the gut, the plasma, the store or the urine, whatever the tolerance."""
    model = driven()
    generator = np.random.default_rng(4)
    parameters = model.defaults() * generator.lognormal(0.0, 0.2, (40, len(model.parameters)))
    events = [Event(1000.0, set={"feed": 2.0}), Event(1500.0, scale={"loss": 3.0})]
    solution = compile_model(model, method).solve(
        np.linspace(0.0, 14400.0, 50), parameters=parameters, events=events, rtol=1e-3
    )
    total = sum(solution.state(n) for n in ("gut", "plasma", "store", "excreted")) - solution.state("eaten")
    assert np.max(np.abs(total / total[:, :1] - 1.0)) < 1e-12


@pytest.mark.parametrize("method", METHODS)
def test_lanes_and_threads_change_nothing_but_the_last_digits(method):
    model = driven()
    generator = np.random.default_rng(5)
    parameters = model.defaults() * generator.lognormal(0.0, 0.1, (37, len(model.parameters)))
    times = np.linspace(0.0, 2880.0, 20)

    def run(lanes, threads):
        kernel = compile_model(model, method, lanes=lanes)
        return kernel.solve(times, parameters=parameters, threads=threads, rtol=1e-5).require_ok().states

    widest = run(8, 1)
    assert np.array_equal(run(8, 3), widest)
    for lanes in (1, 2, 4):
        assert np.allclose(run(lanes, 1), widest, rtol=1e-6)


def test_a_patient_does_not_depend_on_its_company():
    model = driven()
    generator = np.random.default_rng(6)
    parameters = model.defaults() * generator.lognormal(0.0, 0.3, (50, len(model.parameters)))
    kernel = compile_model(model)
    together = kernel.solve([0.0, 3000.0], parameters=parameters)
    alone = [kernel.solve([0.0, 3000.0], parameters=p).final[0] for p in parameters[::7]]
    assert np.array_equal(together.final[::7], alone)


@pytest.mark.parametrize("method", METHODS)
def test_long_steps_do_not_pass_over_short_pulses(method):
    """With the longest step bounded, a pulse of a few minutes in the equations is seen."""
    model = driven()
    sharp = model.defaults({"sharpness": 3000.0, "feed": 20.0})
    kernel = compile_model(model, method)
    seen = kernel.solve([0.0, 4000.0], parameters=sharp, max_step=30.0, rtol=1e-6).require_ok()
    truth = ReferenceSolver(model, max_step=5.0).solve([0.0, 4000.0], parameters=sharp)
    assert np.allclose(seen.final, truth.final, rtol=1e-4)


def test_positive_states_do_not_undershoot():
    """A dose that empties to nothing stays above zero within the tolerance, at any looseness."""
    model = decay()
    times = np.linspace(0.0, 2000.0, 400)
    for rtol in (1e-1, 1e-2, 1e-3):
        solution = compile_model(model).solve(times, parameters=[0.5, 0.0], rtol=rtol).require_ok()
        assert solution.state("x").min() >= -0.01 * rtol * 8.0


def test_steady_states_with_their_residual():
    model = driven()
    generator = np.random.default_rng(7)
    parameters = model.defaults() * generator.lognormal(0.0, 0.1, (30, len(model.parameters)))
    found = compile_model(model).steady_state(parameters=parameters, t=360.0)
    assert found.converged.all()
    assert (found.residual <= 1e-6).all()
    rates = model.derivative(360.0, found.states, parameters)[:, :3] * 1440.0 / model.scales()[:3]
    assert np.abs(rates).max() < 1.1e-6
    reference = ReferenceSolver(model).steady_state(parameters=parameters[:3], t=360.0)
    assert np.allclose(found.states[:3], reference.states, rtol=1e-5)
    assert (found.state("eaten") == 0.0).all()


def test_no_steady_state_is_said_so():
    runaway = decay().defaults({"k": 0.0, "feed": 1.0})
    found = compile_model(decay()).steady_state(parameters=[runaway, decay().defaults({"feed": 1.0})])
    assert found.converged.tolist() == [False, True]
    assert np.allclose(found.state("x")[1], 10.0)
    assert found.residual[0] > 1.0


def test_the_paths_agree():
    model = driven()
    times = np.linspace(0.0, 1440.0, 9)
    answers = [simulate(model, times, rtol=1e-7, path=path).states for path in ("compiled", "reference")]
    assert np.allclose(*answers, rtol=1e-5)
    rests = [steady_state(model, t=360.0, path=path).states for path in ("auto", "reference")]
    assert np.allclose(*rests, rtol=1e-5)


def test_bad_input_is_refused_by_name():
    kernel: Kernel = compile_model(decay())
    with pytest.raises(SolverError, match="strictly increasing"):
        kernel.solve([0.0, 2.0, 2.0])
    with pytest.raises(SolverError, match=r"allowed: \(2,\) or \(n, 2\)"):
        kernel.solve([0.0, 1.0], initial=[1.0, 2.0, 3.0])
    with pytest.raises(SolverError, match="parameters: k of patient 1 is not finite"):
        kernel.solve([0.0, 1.0], parameters=[[0.1, 0.0], [np.nan, 0.0]])
    with pytest.raises(SolverError, match="different numbers of patients"):
        kernel.solve([0.0, 1.0], initial=np.ones((3, 2)), parameters=np.ones((2, 2)))
    with pytest.raises(SolverError, match="relative tolerance"):
        kernel.solve([0.0, 1.0], rtol=0.0)
    with pytest.raises(SolverError, match="absolute tolerances"):
        kernel.solve([0.0, 1.0], atol=[1e-6, -1.0])
    with pytest.raises(ProtocolError, match="before the start"):
        kernel.solve([10.0, 20.0], events=[Event(5.0, add={"x": 1.0})])
    with pytest.raises(UnknownNameError, match="did you mean 'feed'"):
        kernel.solve([0.0, 1.0], events=[Event(0.5, set={"fed": 1.0})])
    with pytest.raises(UnknownNameError, match="rodas4"):
        compile_model(decay(), "rodas5")  # type: ignore[arg-type]
    with pytest.raises(SolverError, match="1, 2, 4 or 8"):
        compile_model(decay(), lanes=3)
    with pytest.raises(SolverError, match="implicit"):
        compile_model(decay(), "tsit5").steady_state()


@pytest.mark.parametrize(("method", "order"), [("rodas4", 3), ("tsit5", 4)])
def test_output_between_steps_has_the_order_of_the_interpolant(method, order):
    """Steps of equal length on an oscillation; nearly all of the many outputs lie inside a step."""
    model = build_model(
        "oscillation",
        [StateSpec(n, "1", float(n == "x"), positive=False, scale=1.0) for n in ("x", "v")],
        [ParameterSpec("rate", "1/min", 1.0)],
        lambda t, s, p: Equations({"x": p.rate * s.v, "v": -p.rate * s.x}),
    )
    kernel, times = compile_model(model, method), np.linspace(0.0, 10.0, 2003)
    errors = []
    for step in (0.4, 0.2, 0.1):
        solution = kernel.solve(times, rtol=1.0, atol=1e3, max_step=step)
        assert solution.steps[0] < 1.3 * 10.0 / step + 10
        errors.append(np.abs(solution.states[0, :, 0] - np.cos(times)).max())
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert (orders > order - 0.3).all()
