"""Whether a trial step is accepted, how long the next one is, and which lanes have failed, and why."""

from __future__ import annotations

from collections.abc import Sequence

from skou.engine import control, elementary
from skou.engine.lane_service import SolverWriter
from skou.engine.solution import Status
from skou.engine.stages import Step, Steps

SAFETY, LEAST_FACTOR, LARGEST_FACTOR = 0.9, 0.2, 8.0
FACTOR_AFTER_FAILURE = 0.25
SHORTEST_RELATIVE_STEP = 4e-15
SHORTEST_STEP = 1e-12


def tolerance(f: SolverWriter, index: str, *sizes: str) -> str:
    """The error that is allowed in a state."""
    size = f.absolute(sizes[0])
    for other in sizes[1:]:
        size = f.maximum(size, f.absolute(other))
    allowed = f.mul(f.splat(f.knob("relative_tolerance")), size)
    return f.add(f.load_splat(f.slot("absolute_tolerance"), index), allowed)


def raise_attention(f: SolverWriter, mask: str, codes: str) -> None:
    at = f.work("attention")
    before = f.op(f"load {f.integers}, ptr {at}, align {f.bytes_per_vector}")
    after = f.op(f"select {f.mask} {mask}, {f.integers} {codes}, {f.integers} {before}")
    f.do(f"store {f.integers} {after}, ptr {at}, align {f.bytes_per_vector}")


def _violated(f: SolverWriter, i: str, before: str, after: str) -> str:
    """Where a state has moved further outside its limits."""
    low, high = f.load_splat(f.slot("lower_limit"), i), f.load_splat(f.slot("upper_limit"), i)
    under = f.both(f.compare("olt", after, low), f.compare("olt", after, before))
    over = f.both(f.compare("ogt", after, high), f.compare("ogt", after, before))
    return f.either(under, over)


def scaled_error(f: SolverWriter, steps: Steps, step: Step) -> tuple[str, str]:
    """The scaled error of the step, and where it left the limits; ledgers count only if not finite."""
    y, new, dynamic = f.work("y"), f.work("new"), f.layout.dynamic
    one, zero = f.constant(1.0), f.constant(0.0)

    def body(i: str, carried: Sequence[str]) -> list[str]:
        before, after = f.load(y, i), f.load(new, i)
        scaled = f.div(steps.error(f, step, i), tolerance(f, i, before, after))
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


def shared_verdict(f: SolverWriter, error: str, violation: str) -> tuple[str, str]:
    """Where lanes share their steps: the error of the worst, and whether any left its limits."""
    shared = f.compare("ogt", f.splat(f.knob("share_steps")), f.constant(0.0))
    live, huge, zero = f.load_mask(f.work("live")), f.constant(1e100), f.constant(0.0)
    bounded = f.select(f.compare("olt", error, huge), error, huge)
    worst = f.largest(f.select(live, bounded, zero))
    outside = f.largest(f.select(f.both(live, violation), f.constant(1.0), zero))
    any_outside = f.both(shared, f.compare("ogt", outside, zero))
    return f.select(shared, worst, error), f.either(violation, any_outside)


def judge(
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
    factor = f.mul(f.constant(SAFETY), elementary.exp(f, f.select(good, smooth, plain)))
    factor = f.select(f.compare("ogt", factor, f.constant(LEAST_FACTOR)), factor, f.constant(LEAST_FACTOR))
    largest = f.select(just_rejected, one, f.constant(LARGEST_FACTOR))
    largest = f.select(good, largest, f.constant(SAFETY))
    factor = f.select(f.compare("olt", factor, largest), factor, largest)
    broken = f.either(violation, f.inverse(finite))
    factor = f.select(broken, f.constant(FACTOR_AFTER_FAILURE), factor)
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
    _keep_step_ends(f, step, accepted)
    _notice_failures(f, steps, step, active, rejected, following, finite, violation)
    _write_due_outputs(f, steps, step, accepted)
    y, new = f.work("y"), f.work("new")
    with f.loop(len(f.layout.order)) as i:
        f.store(y, i, f.select(accepted, f.load(new, i), f.load(y, i)))
    steps.accepted(f, accepted)
    f.store(f.work("t"), 0, f.select(accepted, step.end, step.t))
    raise_attention(f, f.both(accepted, reaches_stop), f.integer_constant(control.AT_STOP))


def _count(f: SolverWriter, name: str, mask: str) -> None:
    at = f.work(name)
    before = f.op(f"load {f.integers}, ptr {at}, align {f.bytes_per_vector}")
    more = f.op(f"zext {f.mask} {mask} to {f.integers}")
    after = f.integer_op("add", before, more)
    f.do(f"store {f.integers} {after}, ptr {at}, align {f.bytes_per_vector}")


def _keep_step_ends(f: SolverWriter, step: Step, accepted: str) -> None:
    """Where they are asked for: the end of every accepted step."""
    capacity = f.slot_integer("step_capacity")
    with f.when(f.op(f"icmp sgt i64 {capacity}, 0")):
        f.store(f.work("step_end"), 0, step.end)
        f.store_mask(f.work("due"), 0, accepted)
        with f.loop(f.lanes) as lane:
            wanted = f.op(f"icmp ne i64 {f.load_scalar(f.work('due'), lane, 'i64')}, 0")
            place = f.i64("sub", f.load_scalar(f.work("lane_steps"), lane, "i64"), 1)
            room = f.op(f"icmp slt i64 {place}, {capacity}")
            with f.when(f.op(f"and i1 {wanted}, {room}")):
                row = f.i64("mul", f.load_scalar(f.work("patient"), lane, "i64"), capacity)
                end = f.load_scalar(f.work("step_end"), lane)
                f.store_scalar(f.slot("step_ends"), f.i64("add", row, place), end)


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
    shortest = f.mul(f.absolute(step.t), f.constant(SHORTEST_RELATIVE_STEP))
    shortest = f.add(shortest, f.constant(SHORTEST_STEP))
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
        code = f.integer_constant(control.FAILED + Status.STEP_LIMIT)
        choices = ((f.inverse(finite), Status.NON_FINITE), (outside, Status.OUTSIDE_LIMITS))
        for mask, status in choices:
            chosen = f.integer_constant(control.FAILED + status)
            code = f.op(f"select {f.mask} {mask}, {f.integers} {chosen}, {f.integers} {code}")
        _blame(f, steps, step, failed, outside)
        raise_attention(f, failed, code)


def _blame(f: SolverWriter, steps: Steps, step: Step, failed: str, outside: str) -> None:
    """The state at fault: not finite slope first, then outside its limits, then the largest error."""
    y, new, slope, stage_slope = f.work("y"), f.work("new"), f.work("slope"), f.work("stage_slope")
    zero = f.constant(0.0)

    def not_finite(value: str) -> str:
        return f.compare("uno", f.mul(value, zero), zero)

    def body(i: str, carried: Sequence[str]) -> list[str]:
        before, after = f.load(y, i), f.load(new, i)
        score = f.absolute(f.div(steps.error(f, step, i), tolerance(f, i, before, after)))
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
