"""The adaptive solver of all lanes: each with its own time, step, controller, events and fate.

A lane whose patient is done or failed takes the next patient of the queue; what one lane holds never enters
another. Every trial counts against the patient's step limit and every rejection shortens the step, so that no
patient can hold a lane for ever.
"""

from __future__ import annotations

from collections.abc import Sequence

from skou.engine import control, elementary
from skou.engine.assembly import module
from skou.engine.control import Layout
from skou.engine.equations import model_functions
from skou.engine.judgement import judge, raise_attention, scaled_error, shared_verdict, tolerance
from skou.engine.lane_service import SolverWriter, service_functions
from skou.engine.plan import Plan
from skou.engine.stages import RosenbrockSteps, RungeKuttaSteps, Step, Steps, clock, evaluate
from skou.engine.tableaux import METHODS, Rosenbrock

FIRST_STEP_CHANGE = 0.1
_MINUTES_PER_DAY = 1440.0


def layout_of(plan: Plan, method: str, lanes: int) -> Layout:
    """Sizes of the kernel of a plan."""
    return Layout(
        method=method,
        lanes=lanes,
        order=plan.order,
        dynamic=plan.dynamic,
        n_parameters=plan.n_parameters,
        n_hoisted=len(plan.hoisted),
        n_jacobian=len(plan.jacobian),
        n_factors=len(plan.elimination.entries),
        n_stages=METHODS[method].stages,
    )


def kernel_assembly(plan: Plan, layout: Layout) -> list[str]:
    """The kernel as modules that can be compiled side by side.

    Its entries are ``solve(work, slots, knobs)`` and ``evaluate(work, clock)``.
    """
    method = METHODS[layout.method]
    steps: Steps
    if isinstance(method, Rosenbrock):
        steps = RosenbrockSteps(method, bool(plan.time_derivatives))
    else:
        steps = RungeKuttaSteps(method)
    model = model_functions(plan, layout.lanes)
    own = [
        *service_functions(layout),
        _evaluate_function(layout, steps),
        _solve_function(layout, steps, method.error_order + 1),
    ]
    everything = [*model.values(), *own]
    largest = [model["linearise"]] if plan.implicit else [model["derivative"]]
    rest = [function for function in everything if function not in largest]
    return [module(group, everything, layout.lanes) for group in (largest, rest)]


def _evaluate_function(layout: Layout, steps: Steps) -> str:
    """Right-hand side (and derivatives) of the y and p in the workspace, each lane at its own time."""
    f = SolverWriter(layout)
    f.call("prepare", f"ptr {f.work('p')}", f"ptr {f.work('q')}")
    at = f.load("%clock")
    if isinstance(steps, RosenbrockSteps):
        steps.begin(f, at)
    else:
        evaluate(f, at, f.work("y"), f.work("slope"))
    return f.text("void @evaluate(ptr noalias %work, ptr noalias %clock)", "#0")


def _solve_function(layout: Layout, steps: Steps, error_power: int) -> str:
    f = SolverWriter(layout)
    lanes_at_rest = f"{f.integers} {f.integer_constant(control.EMPTY)}"
    f.do(f"store {lanes_at_rest}, ptr {f.work('attention')}, align {f.bytes_per_vector}")
    for name in ("live", "fresh", "just_rejected"):
        f.do(f"store {f.integers} zeroinitializer, ptr {f.work(name)}, align {f.bytes_per_vector}")
    with f.loop(len(layout.order)) as i:
        f.store(f.work("time_slope"), i, f.constant(0.0))
    rate, offset = f.splat(f.knob("clock_rate")), f.splat(f.knob("clock_offset"))
    with f.while_true() as all_done:
        _serve_lanes(f, all_done)
        t = f.load(f.work("t"))
        steps.begin(f, clock(f, t, rate, offset))
        _retire_steady_lanes(f)
        _choose_fresh_steps(f)
        step, natural, clipped, reaches_stop = _cut_to_stop(f, t, rate, offset)
        steps.trial(f, step)
        error, violation = shared_verdict(f, *scaled_error(f, steps, step))
        judge(f, steps, step, natural, clipped, reaches_stop, error, violation, error_power)
    return f.text("void @solve(ptr noalias %work, ptr noalias %slots, ptr noalias %knobs)", "#0")


def _serve_lanes(f: SolverWriter, all_done: str) -> None:
    attention = f.load_mask(f.work("attention"))
    with f.when(f.any(attention)):
        with f.loop(f.lanes) as lane:
            wanted = f.load_scalar(f.work("attention"), lane, "i64")
            with f.when(f.op(f"icmp ne i64 {wanted}, 0")):
                f.call("serve", "ptr %work", "ptr %slots", f"i64 {lane}")
        remaining, stay = f.any(f.load_mask(f.work("live"))), f.label("stay")
        f.do(f"br i1 {remaining}, label %{stay}, label %{all_done}")
        f.start_block(stay)
        f.call("prepare", f"ptr {f.work('p')}", f"ptr {f.work('q')}")


def _retire_steady_lanes(f: SolverWriter) -> None:
    """When looking for a steady state: the largest relative rate [1/d], and the lanes that are there."""
    with f.when(f.op(f"icmp ne i64 {f.slot_integer('stop_when_steady')}, 0")):
        sizes, slope = f.slot("typical_size"), f.work("slope")

        def largest(i: str, carried: Sequence[str]) -> list[str]:
            rate = f.div(f.absolute(f.load(slope, i)), f.load_splat(sizes, i))
            return [f.maximum(carried[0], rate)]

        (residual,) = f.accumulate(f.layout.dynamic, [f.constant(0.0)], largest)
        residual = f.mul(residual, f.constant(_MINUTES_PER_DAY))
        live = f.load_mask(f.work("live"))
        f.store(f.work("lane_residual"), 0, residual)
        steady = f.both(live, f.compare("ole", residual, f.splat(f.knob("residual_tolerance"))))
        raise_attention(f, steady, f.integer_constant(control.STEADY))


def _choose_fresh_steps(f: SolverWriter) -> None:
    """A first step that changes the state by about a tenth; after an event, none longer than that."""
    fresh = f.load_mask(f.work("fresh"))
    with f.when(f.any(fresh)):
        y, slope = f.work("y"), f.work("slope")

        def sums(i: str, carried: Sequence[str]) -> list[str]:
            value = f.load(y, i)
            allowed = tolerance(f, i, value)
            size, speed = f.div(value, allowed), f.div(f.load(slope, i), allowed)
            return [f.add(carried[0], f.mul(size, size)), f.add(carried[1], f.mul(speed, speed))]

        zero = f.constant(0.0)
        size, speed = f.accumulate(f.layout.dynamic, [zero, zero], sums)
        share = 1.0 / max(f.layout.dynamic, 1)
        size = f.add(elementary.sqrt(f, f.mul(size, f.constant(share))), f.constant(1.0))
        speed = f.add(elementary.sqrt(f, f.mul(speed, f.constant(share))), f.constant(1e-300))
        first = f.div(f.mul(f.constant(FIRST_STEP_CHANGE), size), speed)
        remaining = f.sub(f.load(f.work("end")), f.load(f.work("t")))
        tenth = f.mul(remaining, f.constant(0.1))
        first = f.select(f.compare("olt", first, tenth), first, tenth)
        before = f.load(f.work("h"))
        shorter = f.select(f.compare("olt", first, before), first, before)
        code = f.op(f"load {f.integers}, ptr {f.work('fresh')}, align {f.bytes_per_vector}")
        is_new = f.op(f"icmp eq {f.integers} {code}, {f.integer_constant(control.NEW_PATIENT)}")
        chosen = f.select(is_new, first, shorter)
        shared = f.compare("ogt", f.splat(f.knob("share_steps")), zero)
        negated = f.select(f.load_mask(f.work("live")), f.neg(chosen), f.constant(-1e300))
        chosen = f.select(shared, f.neg(f.largest(negated)), chosen)
        f.store(f.work("h"), 0, f.select(fresh, chosen, before))
        f.do(f"store {f.integers} zeroinitializer, ptr {f.work('fresh')}, align {f.bytes_per_vector}")


def _cut_to_stop(f: SolverWriter, t: str, rate: str, offset: str) -> tuple[Step, str, str, str]:
    """The step to try: it ends exactly at the stop if it would pass it, halves the way if it nearly does."""
    natural = f.load(f.work("h"))
    longest = f.splat(f.knob("max_step"))
    natural = f.select(f.compare("olt", longest, natural), longest, natural)
    stop = f.load(f.work("stop"))
    remaining = f.sub(stop, t)
    reaches_stop = f.compare("oge", f.mul(natural, f.constant(1.0 + 1e-9)), remaining)
    halved = f.compare("oge", f.mul(natural, f.constant(2.0)), remaining)
    half = f.mul(remaining, f.constant(0.5))
    h = f.select(reaches_stop, remaining, f.select(halved, half, natural))
    end = f.select(reaches_stop, stop, f.add(t, h))
    step = Step(t, h, end, f.div(f.constant(1.0), h), rate, offset)
    return step, natural, f.either(reaches_stop, halved), reaches_stop
