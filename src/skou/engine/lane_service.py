"""The part of the solver that serves one lane at a time: events, outputs, and the next patient.

Written as scalar LLVM assembly; it runs only when a lane has reached a stop or failed, which is rare.
"""

from __future__ import annotations

from skou.engine import control
from skou.engine.assembly import FunctionWriter, double_literal
from skou.engine.control import Layout

INFINITY = double_literal(float("inf"))


class SolverWriter(FunctionWriter):
    """A function that knows the control block (``%slots``, ``%knobs``) and the workspace (``%work``)."""

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout.lanes)
        self.layout = layout
        self._offsets = layout.offsets()

    def slot(self, name: str) -> str:
        """A pointer of the control block."""
        return self.load_scalar("%slots", control.SLOTS.index(name), "ptr")

    def slot_integer(self, name: str) -> str:
        return self.load_scalar("%slots", control.SLOTS.index(name), "i64")

    def knob(self, name: str) -> str:
        return self.load_scalar("%knobs", control.KNOBS.index(name))

    def work(self, name: str) -> str:
        """The address of a workspace array."""
        return self.address("%work", self._offsets[name])

    def lane(self, name: str) -> str:
        """A variable of the current lane (``%lane``), a double."""
        return self.load_scalar(self.work(name), "%lane")

    def lane_integer(self, name: str) -> str:
        return self.load_scalar(self.work(name), "%lane", "i64")

    def set_lane(self, name: str, value: str) -> None:
        self.store_scalar(self.work(name), "%lane", value)

    def set_lane_integer(self, name: str, value: str | int) -> None:
        self.store_scalar(self.work(name), "%lane", str(value), "i64")

    def in_lane(self, index: str) -> str:
        """The position of an array's element for the current lane, in doubles."""
        return self.i64("add", self.i64("mul", index, self.lanes), "%lane")

    def test(self, kind: str, a: str, b: str | int) -> str:
        """A scalar comparison, such as ``icmp eq i64``."""
        return self.op(f"{kind} {a}, {b}")


def service_functions(layout: Layout) -> list[str]:
    """``record``, ``advance``, ``finish``, ``admit`` and ``serve``."""
    return [_record(layout), _advance(layout), _finish(layout), _admit(layout), _serve(layout)]


def _record(layout: Layout) -> str:
    """Write a row of output from a workspace array and move on to the next output time."""
    f = SolverWriter(layout)
    output = f.lane_integer("output")
    n_times, n_kept = f.slot_integer("n_times"), f.slot_integer("n_kept")
    row = f.i64("add", f.i64("mul", f.lane_integer("patient"), n_times), output)
    target = f.address(f.slot("kept"), f.i64("mul", row, n_kept), "double")
    chosen = f.slot("kept_states")
    with f.when(f.test("icmp sgt i64", n_kept, 0)), f.loop(n_kept) as k:
        state = f.load_scalar(chosen, k, "i64")
        f.store_scalar(target, k, f.load_scalar("%source", f.in_lane(state)))
    following = f.i64("add", output, 1)
    f.set_lane_integer("output", following)
    f.set_lane("next_output", INFINITY)
    with f.when(f.test("icmp slt i64", following, n_times)):
        f.set_lane("next_output", f.load_scalar(f.slot("times"), following))
    return f.text("hidden void @record(ptr %work, ptr %slots, i64 %lane, ptr %source)", "noinline #0")


def _advance(layout: Layout) -> str:
    """At a stop: apply the events that are due, write the outputs that are due, set the next stop."""
    f = SolverWriter(layout)
    t, patient = f.lane("t"), f.lane_integer("patient")
    n_events = f.slot_integer("n_events")
    pool, offset, stride = f.slot("event_times"), f.slot("event_time_offset"), f.slot("event_time_stride")
    first_change = f.slot("event_changes")
    f.set_lane("stop", f.lane("end"))
    with f.while_true() as done:
        event = f.lane_integer("event")
        _leave(f, f.test("icmp sge i64", event, n_events), done)
        place = f.i64("mul", patient, f.load_scalar(stride, event, "i64"))
        due = f.load_scalar(pool, f.i64("add", place, f.load_scalar(offset, event, "i64")))
        with f.when(f.test("fcmp ogt double", due, t)):
            with f.when(f.test("fcmp olt double", due, f.lane("stop"))):
                f.set_lane("stop", due)
            _leave(f, "true", done)
        following = f.i64("add", event, 1)
        begin, end = f.load_scalar(first_change, event, "i64"), f.load_scalar(first_change, following, "i64")
        count = f.i64("sub", end, begin)
        with f.when(f.test("icmp sgt i64", count, 0)), f.loop(count) as k:
            _apply_change(f, f.i64("add", begin, k), patient)
        f.set_lane_integer("event", following)
    with f.while_true() as done:
        _leave(f, f.test("fcmp ogt double", f.lane("next_output"), t), done)
        f.call("record", "ptr %work", "ptr %slots", "i64 %lane", f"ptr {f.work('y')}")
    return f.text("hidden void @advance(ptr %work, ptr %slots, i64 %lane)", "noinline #0")


def _leave(f: SolverWriter, condition: str, label: str) -> None:
    """Leave a ``while_true`` if a condition holds."""
    stay = f.label("stay")
    f.do(f"br i1 {condition}, label %{label}, label %{stay}")
    f.start_block(stay)


def _apply_change(f: SolverWriter, change: str, patient: str) -> None:
    kind = f.load_scalar(f.slot("change_kind"), change, "i64")
    index = f.in_lane(f.load_scalar(f.slot("change_index"), change, "i64"))
    place = f.i64("mul", patient, f.load_scalar(f.slot("change_value_stride"), change, "i64"))
    place = f.i64("add", place, f.load_scalar(f.slot("change_value_offset"), change, "i64"))
    value = f.load_scalar(f.slot("change_values"), place)
    with f.when(f.test("icmp eq i64", kind, control.CHANGE_SET)):
        f.store_scalar(f.work("p"), index, value)
    with f.when(f.test("icmp eq i64", kind, control.CHANGE_SCALE)):
        before = f.load_scalar(f.work("p"), index)
        f.store_scalar(f.work("p"), index, f.op(f"fmul double {before}, {value}"))
    with f.when(f.test("icmp eq i64", kind, control.CHANGE_ADD)):
        before = f.load_scalar(f.work("y"), index)
        f.store_scalar(f.work("y"), index, f.op(f"fadd double {before}, {value}"))


def _finish(layout: Layout) -> str:
    """Hand back the lane's patient: final states, status, where it went wrong, counts."""
    f = SolverWriter(layout)
    n = len(layout.order)
    patient = f.lane_integer("patient")
    target = f.address(f.slot("final"), f.i64("mul", patient, n), "double")
    order, y = f.slot("state_order"), f.work("y")
    with f.loop(n) as k:
        state = f.load_scalar(order, k, "i64")
        f.store_scalar(target, state, f.load_scalar(y, f.in_lane(k)))
    f.store_scalar(f.slot("status"), patient, "%status", "i64")
    for slot, variable in (("fault_state", "blame"), ("steps", "lane_steps"), ("rejected", "lane_rejected")):
        f.store_scalar(f.slot(slot), patient, f.lane_integer(variable), "i64")
    for slot, variable in (("final_time", "t"), ("residual", "lane_residual")):
        f.store_scalar(f.slot(slot), patient, f.lane(variable))
    return f.text("hidden void @finish(ptr %work, ptr %slots, i64 %lane, i64 %status)", "noinline #0")


def _admit(layout: Layout) -> str:
    """Take a patient into the lane."""
    f = SolverWriter(layout)
    place = f.i64("mul", "%patient", f.slot_integer("initial_stride"))
    source = f.address(f.slot("initial"), place, "double")
    order, y = f.slot("state_order"), f.work("y")
    with f.loop(len(layout.order)) as k:
        state = f.load_scalar(order, k, "i64")
        f.store_scalar(y, f.in_lane(k), f.load_scalar(source, state))
    if layout.n_parameters:
        place = f.i64("mul", "%patient", f.slot_integer("parameter_stride"))
        source, p = f.address(f.slot("parameters"), place, "double"), f.work("p")
        with f.loop(layout.n_parameters) as k:
            f.store_scalar(p, f.in_lane(k), f.load_scalar(source, k))
    times = f.slot("times")
    start = f.load_scalar(times, 0)
    f.set_lane("t", start)
    f.set_lane("next_output", start)
    f.set_lane("end", f.load_scalar(times, f.i64("sub", f.slot_integer("n_times"), 1)))
    f.set_lane("last_error", double_literal(1.0))
    f.set_lane("lane_residual", double_literal(float("nan")))
    f.set_lane_integer("patient", "%patient")
    f.set_lane_integer("live", 1)
    f.set_lane_integer("fresh", control.NEW_PATIENT)
    f.set_lane_integer("blame", -1)
    for variable in ("just_rejected", "event", "output", "lane_steps", "lane_rejected"):
        f.set_lane_integer(variable, 0)
    return f.text("hidden void @admit(ptr %work, ptr %slots, i64 %lane, i64 %patient)", "noinline #0")


def _serve(layout: Layout) -> str:
    """Whatever a lane wants: go on after a stop, or give back its patient and take the next one."""
    f = SolverWriter(layout)
    wanted = f.lane_integer("attention")
    f.set_lane_integer("attention", control.NOTHING)
    given_up = f.i64("sub", wanted, control.FAILED)
    failed = f.test("icmp sgt i64", given_up, 0)
    status = f.op(f"select i1 {failed}, i64 {given_up}, i64 0")
    at_stop, finish, load, admit, idle, going_on = (
        f.label(x) for x in ("at_stop", "finish", "load", "admit", "idle", "going_on")
    )
    f.do(
        f"switch i64 {wanted}, label %{finish} "
        f"[ i64 {control.AT_STOP}, label %{at_stop} i64 {control.EMPTY}, label %{load} ]"
    )
    f.start_block(at_stop)
    f.call("advance", "ptr %work", "ptr %slots", "i64 %lane")
    ended = f.test("fcmp oge double", f.lane("t"), f.lane("end"))
    f.do(f"br i1 {ended}, label %{finish}, label %{going_on}")
    f.start_block(finish)
    status = f.op(f"phi i64 [ {status}, %entry ], [ 0, %{at_stop} ]")
    f.call("finish", "ptr %work", "ptr %slots", "i64 %lane", f"i64 {status}")
    f.go_to(load)
    f.start_block(load)
    patient = f.op(f"atomicrmw add ptr {f.slot('next_patient')}, i64 1 monotonic")
    none_left = f.test("icmp sge i64", patient, f.slot_integer("patients"))
    f.do(f"br i1 {none_left}, label %{idle}, label %{admit}")
    f.start_block(admit)
    f.call("admit", "ptr %work", "ptr %slots", "i64 %lane", f"i64 {patient}")
    f.go_to(at_stop)
    f.start_block(idle)
    f.set_lane_integer("live", 0)
    f.set_lane("stop", INFINITY)
    f.set_lane("next_output", INFINITY)
    f.set_lane("h", double_literal(1.0))
    f.do("ret void")
    f.start_block(going_on)
    with f.when(f.test("icmp eq i64", f.lane_integer("fresh"), 0)):
        f.set_lane_integer("fresh", control.AFTER_EVENT)
    return f.text("hidden void @serve(ptr %work, ptr %slots, i64 %lane)", "noinline #0")
