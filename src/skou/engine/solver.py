"""The adaptive solver of all lanes: each with its own time, step, controller, events and fate.

A lane whose patient is done or failed takes the next patient of the queue; what one lane holds never enters
another. Every trial counts against the patient's step limit and every rejection shortens the step, so that no
patient can hold a lane for ever.
"""

from __future__ import annotations

from skou.engine import control, elementary
from skou.engine.assembly import declarations
from skou.engine.control import Layout
from skou.engine.equations import model_functions
from skou.engine.lane_service import SolverWriter, service_functions
from skou.engine.plan import Plan
from skou.engine.stages import RosenbrockSteps, RungeKuttaSteps, Step, Steps, clock, evaluate
from skou.engine.tableaux import METHODS, Rosenbrock

NON_FINITE, STEP_LIMIT, OUTSIDE_LIMITS = 1, 2, 3

_SAFETY, _LEAST_FACTOR, _LARGEST_FACTOR = 0.9, 0.2, 6.0
_FACTOR_AFTER_FAILURE = 0.25
_SHORTEST_RELATIVE_STEP = 4e-15
_SHORTEST_STEP = 1e-12
_FIRST_STEP_CHANGE = 0.01
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


def kernel_assembly(plan: Plan, layout: Layout) -> str:
    """The whole kernel: ``solve(work, slots, knobs)`` and ``evaluate(work, clock)``."""
    method = METHODS[layout.method]
    steps: Steps
    if isinstance(method, Rosenbrock):
        steps = RosenbrockSteps(method, bool(plan.time_derivatives))
    else:
        steps = RungeKuttaSteps(method)
    return "\n".join(
        (
            declarations(layout.lanes),
            model_functions(plan, layout.lanes),
            service_functions(layout),
            _evaluate_function(layout, implicit=isinstance(method, Rosenbrock)),
            _solve_function(layout, steps, method.error_order + 1),
        )
    )


def _evaluate_function(layout: Layout, implicit: bool) -> str:
    """Right-hand side (and derivatives) of the y and p in the workspace, for tests and residuals."""
    f = SolverWriter(layout)
    f.call("prepare", f"ptr {f.work('p')}", f"ptr {f.work('q')}")
    at = f.load_splat("%clock", 0)
    evaluate(f, at, f.work("y"), f.work("slope"))
    if implicit:
        RosenbrockSteps.begin(RosenbrockSteps(METHODS["rodas4"], True), f, at)  # type: ignore[arg-type]
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
        error, violation = _error(f, steps, step)
        _judge(f, steps, step, natural, clipped, reaches_stop, error, violation, error_power)
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
    """When looking for a steady state: the largest relative rate of change [1/d], and lanes that are there."""
    with f.when(f.op(f"icmp ne i64 {f.slot_integer('stop_when_steady')}, 0")):
        sizes, slope = f.slot("typical_size"), f.work("slope")

        def largest(i: str, carried: list[str]) -> list[str]:
            rate = f.div(f.absolute(f.load(slope, i)), f.load_splat(sizes, i))
            return [f.maximum(carried[0], rate)]

        (residual,) = f.accumulate(f.layout.dynamic, [f.constant(0.0)], largest)
        residual = f.mul(residual, f.constant(_MINUTES_PER_DAY))
        live = f.load_mask(f.work("live"))
        f.store(f.work("lane_residual"), 0, residual)
        steady = f.both(live, f.compare("ole", residual, f.splat(f.knob("residual_tolerance"))))
        _raise_attention(f, steady, f.integer_constant(control.STEADY))


def _raise_attention(f: SolverWriter, mask: str, codes: str) -> None:
    at = f.work("attention")
    before = f.op(f"load {f.integers}, ptr {at}, align {f.bytes_per_vector}")
    after = f.op(f"select {f.mask} {mask}, {f.integers} {codes}, {f.integers} {before}")
    f.do(f"store {f.integers} {after}, ptr {at}, align {f.bytes_per_vector}")


def _tolerance(f: SolverWriter, index: str, *sizes: str) -> str:
    """The error that is allowed in a state."""
    size = f.absolute(sizes[0])
    for other in sizes[1:]:
        size = f.maximum(size, f.absolute(other))
    allowed = f.mul(f.splat(f.knob("relative_tolerance")), size)
    return f.add(f.load_splat(f.slot("absolute_tolerance"), index), allowed)


def _choose_fresh_steps(f: SolverWriter) -> None:
    """A first step that changes the state by about a hundredth; after an event, no longer than such a step."""
    fresh = f.load_mask(f.work("fresh"))
    with f.when(f.any(fresh)):
        y, slope = f.work("y"), f.work("slope")

        def sums(i: str, carried: list[str]) -> list[str]:
            value = f.load(y, i)
            allowed = _tolerance(f, i, value)
            size, speed = f.div(value, allowed), f.div(f.load(slope, i), allowed)
            return [f.add(carried[0], f.mul(size, size)), f.add(carried[1], f.mul(speed, speed))]

        zero = f.constant(0.0)
        size, speed = f.accumulate(f.layout.dynamic, [zero, zero], sums)
        share = 1.0 / max(f.layout.dynamic, 1)
        size = f.add(elementary.sqrt(f, f.mul(size, f.constant(share))), f.constant(1.0))
        speed = f.add(elementary.sqrt(f, f.mul(speed, f.constant(share))), f.constant(1e-300))
        first = f.div(f.mul(f.constant(_FIRST_STEP_CHANGE), size), speed)
        remaining = f.sub(f.load(f.work("end")), f.load(f.work("t")))
        tenth = f.mul(remaining, f.constant(0.1))
        first = f.select(f.compare("olt", first, tenth), first, tenth)
        before = f.load(f.work("h"))
        shorter = f.select(f.compare("olt", first, before), first, before)
        code = f.op(f"load {f.integers}, ptr {f.work('fresh')}, align {f.bytes_per_vector}")
        is_new = f.op(f"icmp eq {f.integers} {code}, {f.integer_constant(control.NEW_PATIENT)}")
        chosen = f.select(is_new, first, shorter)
        f.store(f.work("h"), 0, f.select(fresh, chosen, before))
        f.do(f"store {f.integers} zeroinitializer, ptr {f.work('fresh')}, align {f.bytes_per_vector}")


def _cut_to_stop(f: SolverWriter, t: str, rate: str, offset: str) -> tuple[Step, str, str, str]:
    """The step to try: it ends exactly at the stop if it would pass it, and halves the way if it nearly does."""
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


def _violated(f: SolverWriter, i: str, before: str, after: str) -> str:
    """Where a state has moved further outside its limits."""
    low, high = f.load_splat(f.slot("lower_limit"), i), f.load_splat(f.slot("upper_limit"), i)
    under = f.both(f.compare("olt", after, low), f.compare("olt", after, before))
    over = f.both(f.compare("ogt", after, high), f.compare("ogt", after, before))
    return f.either(under, over)


def _error(f: SolverWriter, steps: Steps, step: Step) -> tuple[str, str]:
    """The scaled error of the step, and where it left the limits; quadratures count only if they are not finite."""
    y, new, dynamic = f.work("y"), f.work("new"), f.layout.dynamic
    one, zero = f.constant(1.0), f.constant(0.0)

    def body(i: str, carried: list[str]) -> list[str]:
        before, after = f.load(y, i), f.load(new, i)
        scaled = f.div(steps.error(f, step, i), _tolerance(f, i, before, after))
        total = f.add(carried[0], f.mul(scaled, scaled))
        return [total, f.select(_violated(f, i, before, after), one, carried[1])]

    total, violated = (zero, zero)
    if dynamic:
        total, violated = f.accumulate(dynamic, [zero, zero], body)
    ledgers = len(f.layout.order) - dynamic
    if ledgers:
        rest = f.address(new, dynamic)
        (nothing,) = f.accumulate(ledgers, [zero], lambda i, c: [f.add(c[0], f.mul(f.load(rest, i), zero))])
        total = f.add(total, nothing)
    error = elementary.sqrt(f, f.mul(total, f.constant(1.0 / max(dynamic, 1))))
    return error, f.compare("ogt", violated, zero)


def _judge(
    f: SolverWriter,
    steps: Steps,
    step: Step,
    natural: str,
    clipped: str,
    reaches_stop: str,
    error: str,
    violation: str,
    error_power: int,
) -> None:
    """Accept or reject each lane's step, choose its next, and notice stops and failures."""
    one = f.constant(1.0)
    unattended = f.inverse(f.load_mask(f.work("attention")))
    active = f.both(f.load_mask(f.work("live")), unattended)
    finite = f.compare("olt", error, f.constant(1e100))
    good = f.both(f.both(finite, f.compare("ole", error, one)), f.inverse(violation))
    accepted = f.both(active, good)
    rejected = f.both(active, f.inverse(good))

    bounded = f.select(finite, error, f.constant(1e100))
    bounded = f.select(f.compare("ogt", bounded, f.constant(1e-10)), bounded, f.constant(1e-10))
    last = f.load(f.work("last_error"))
    just_rejected = f.load_mask(f.work("just_rejected"))
    log_error, log_last = elementary.log(f, bounded), elementary.log(f, last)
    smooth = f.sub(
        f.mul(log_last, f.constant(0.4 / error_power)), f.mul(log_error, f.constant(0.7 / error_power))
    )
    plain = f.mul(log_error, f.constant(-1.0 / error_power))
    factor = f.mul(f.constant(_SAFETY), elementary.exp(f, f.select(good, smooth, plain)))
    factor = f.select(f.compare("ogt", factor, f.constant(_LEAST_FACTOR)), factor, f.constant(_LEAST_FACTOR))
    largest = f.select(just_rejected, one, f.constant(_LARGEST_FACTOR))
    largest = f.select(good, largest, f.constant(_SAFETY))
    factor = f.select(f.compare("olt", factor, largest), factor, largest)
    broken = f.either(violation, f.inverse(finite))
    factor = f.select(broken, f.constant(_FACTOR_AFTER_FAILURE), factor)
    following = f.mul(step.h, factor)
    kept = f.both(f.both(accepted, clipped), f.compare("ogt", natural, following))
    following = f.select(kept, natural, following)
    f.store(f.work("h"), 0, f.select(active, following, f.load(f.work("h"))))
    f.store_mask(f.work("just_rejected"), 0, rejected)
    floor = f.constant(1e-4)
    remembered = f.select(f.compare("ogt", error, floor), error, floor)
    f.store(f.work("last_error"), 0, f.select(accepted, remembered, last))

    _count(f, "lane_steps", accepted)
    _count(f, "lane_rejected", rejected)
    _notice_failures(f, steps, step, active, rejected, following, finite, violation)
    _write_due_outputs(f, steps, step, accepted)
    y, new = f.work("y"), f.work("new")
    with f.loop(len(f.layout.order)) as i:
        f.store(y, i, f.select(accepted, f.load(new, i), f.load(y, i)))
    steps.accepted(f, accepted)
    f.store(f.work("t"), 0, f.select(accepted, step.end, step.t))
    _raise_attention(f, f.both(accepted, reaches_stop), f.integer_constant(control.AT_STOP))


def _count(f: SolverWriter, name: str, mask: str) -> None:
    at = f.work(name)
    before = f.op(f"load {f.integers}, ptr {at}, align {f.bytes_per_vector}")
    more = f.op(f"zext {f.mask} {mask} to {f.integers}")
    after = f.integer_op("add", before, more)
    f.do(f"store {f.integers} {after}, ptr {at}, align {f.bytes_per_vector}")


def _notice_failures(
    f: SolverWriter,
    steps: Steps,
    step: Step,
    active: str,
    rejected: str,
    following: str,
    finite: str,
    violation: str,
) -> None:
    """Lanes whose step cannot get shorter, or that have used up their trials before the end."""
    shortest = f.mul(f.absolute(step.t), f.constant(_SHORTEST_RELATIVE_STEP))
    shortest = f.add(shortest, f.constant(_SHORTEST_STEP))
    stuck = f.both(rejected, f.inverse(f.compare("ogt", following, shortest)))
    counts = [
        f.op(f"load {f.integers}, ptr {f.work(name)}, align {f.bytes_per_vector}")
        for name in ("lane_steps", "lane_rejected")
    ]
    tried = f.integer_op("add", *counts)
    first = f.op(f"insertelement {f.integers} poison, i64 {f.slot_integer('max_steps')}, i64 0")
    limit = f.op(
        f"shufflevector {f.integers} {first}, {f.integers} poison, <{f.lanes} x i32> zeroinitializer"
    )
    spent = f.both(active, f.op(f"icmp sge {f.integers} {tried}, {limit}"))
    failed = f.either(stuck, spent)
    with f.when(f.any(failed)):
        outside = f.both(f.both(stuck, violation), finite)
        code = f.integer_constant(control.FAILED + STEP_LIMIT)
        choices = ((f.inverse(finite), NON_FINITE), (outside, OUTSIDE_LIMITS))
        for mask, status in choices:
            chosen = f.integer_constant(control.FAILED + status)
            code = f.op(f"select {f.mask} {mask}, {f.integers} {chosen}, {f.integers} {code}")
        _blame(f, steps, step, failed, outside)
        _raise_attention(f, failed, code)


def _blame(f: SolverWriter, steps: Steps, step: Step, failed: str, outside: str) -> None:
    """The state at fault: not finite slope first, then outside its limits, then the largest error."""
    y, new, slope, stage_slope = f.work("y"), f.work("new"), f.work("slope"), f.work("stage_slope")
    zero = f.constant(0.0)

    def not_finite(value: str) -> str:
        return f.compare("uno", f.mul(value, zero), zero)

    def body(i: str, carried: list[str]) -> list[str]:
        before, after = f.load(y, i), f.load(new, i)
        score = f.absolute(f.div(steps.error(f, step, i), _tolerance(f, i, before, after)))
        score = f.select(not_finite(score), f.constant(1e200), score)
        score = f.select(f.both(outside, _violated(f, i, before, after)), f.constant(1e250), score)
        score = f.select(not_finite(f.load(stage_slope, i)), f.constant(1e260), score)
        score = f.select(not_finite(f.load(slope, i)), f.constant(1e300), score)
        worse = f.compare("ogt", score, carried[0])
        index = f.splat(f.op(f"sitofp i64 {i} to double"))
        return [f.select(worse, score, carried[0]), f.select(worse, index, carried[1])]

    _, index = f.accumulate(len(f.layout.order), [f.constant(-1.0), zero], body)
    whole = f.op(f"fptosi {f.vector} {index} to {f.integers}")
    at = f.work("blame")
    before = f.op(f"load {f.integers}, ptr {at}, align {f.bytes_per_vector}")
    after = f.op(f"select {f.mask} {failed}, {f.integers} {whole}, {f.integers} {before}")
    f.do(f"store {f.integers} {after}, ptr {at}, align {f.bytes_per_vector}")


def _write_due_outputs(f: SolverWriter, steps: Steps, step: Step, accepted: str) -> None:
    """Outputs inside the step, by the method's interpolant."""
    with f.while_true() as none_due:
        wanted = f.load(f.work("next_output"))
        due = f.both(accepted, f.compare("olt", wanted, step.end))
        more, go_on = f.any(due), f.label("due")
        f.do(f"br i1 {more}, label %{go_on}, label %{none_due}")
        f.start_block(go_on)
        theta = f.mul(f.sub(wanted, step.t), step.reciprocal)
        steps.dense(f, step, theta)
        f.store_mask(f.work("due"), 0, due)
        with f.loop(f.lanes) as lane:
            is_due = f.load_scalar(f.work("due"), lane, "i64")
            with f.when(f.op(f"icmp ne i64 {is_due}, 0")):
                f.call("record", "ptr %work", "ptr %slots", f"i64 {lane}", f"ptr {f.work('dense')}")
