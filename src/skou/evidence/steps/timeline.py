"""What a protocol does to parameters and states over time, before it becomes events of the engine.

Overlapping effects on one parameter combine as ``set value x product of scales + sum of additions``, so that
a drug, a cause and an infusion that meet neither overwrite nor outlive each other.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from skou.engine.events import Event

Kind = Literal["set", "scale", "add"]


@dataclass(frozen=True)
class Effect:
    """One effect on a parameter from ``start`` to ``end`` [min]."""

    parameter: str
    kind: Kind
    value: float
    start: float
    end: float = math.inf


@dataclass(frozen=True)
class Addition:
    """An amount added to a state at ``time`` [min]."""

    time: float
    state: str
    amount: float


@dataclass
class Timeline:
    """Effects and additions of one arm, gathered in any order."""

    effects: list[Effect] = field(default_factory=list)
    additions: list[Addition] = field(default_factory=list)

    def effect(self, parameter: str, kind: Kind, value: float, start: float, end: float = math.inf) -> None:
        """Note an effect; one that is empty (no time, no size) is left out."""
        neutral = {"scale": 1.0, "add": 0.0}.get(kind)
        if end > start and value != neutral:
            self.effects.append(Effect(parameter, kind, value, start, end))

    def add(self, time: float, state: str, amount: float) -> None:
        """Note an amount added to a state."""
        if amount:
            self.additions.append(Addition(time, state, amount))

    def courses(self, base: Mapping[str, float]) -> dict[str, Course]:
        """For every touched parameter its value over time; ``base`` gives the values without any effect."""
        by_parameter: dict[str, list[Effect]] = defaultdict(list)
        for effect in self.effects:
            by_parameter[effect.parameter].append(effect)
        return {name: _course(base[name], effects) for name, effects in by_parameter.items()}


@dataclass(frozen=True)
class Course:
    """A piecewise constant parameter: ``before`` any change, then ``values`` from each of ``times`` on.

    Effects without a beginning count as ``before``.
    """

    before: float
    times: tuple[float, ...] = ()
    values: tuple[float, ...] = ()

    def at(self, time: float) -> float:
        """Value at ``time``, changes at that very moment included."""
        index = bisect_right(self.times, time)
        return self.values[index - 1] if index else self.before


def _course(base: float, effects: Iterable[Effect]) -> Course:
    order = list(enumerate(effects))
    changes: dict[float, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for i, effect in order:
        changes[effect.start][0].append(i)
        if math.isfinite(effect.end):
            changes[effect.end][1].append(i)
    active: dict[int, Effect] = {}
    times: list[float] = []
    values: list[float] = []
    before = current = base
    by_index = dict(order)
    for time in sorted(changes):
        begun, ended = changes[time]
        for i in ended:
            active.pop(i, None)
        for i in begun:
            active[i] = by_index[i]
        value = _combined(base, active.values())
        if time == -math.inf:
            before = current = value
        elif value != current:
            times.append(time)
            values.append(value)
            current = value
    return Course(before, tuple(times), tuple(values))


def _combined(base: float, active: Iterable[Effect]) -> float:
    value, scale, add = base, 1.0, 0.0
    latest = -math.inf
    for effect in active:
        if effect.kind == "set" and effect.start >= latest:
            value, latest = effect.value, effect.start
        elif effect.kind == "scale":
            scale *= effect.value
        elif effect.kind == "add":
            add += effect.value
    return value * scale + add


def to_events(
    courses: Mapping[str, Course], additions: Iterable[Addition], start: float, end: float
) -> tuple[dict[str, float], list[Event]]:
    """Parameter values at ``start`` and the events after it, one event a moment, up to ``end``.

    Additions before ``start`` are left out; those at ``start`` come as an event at that moment.
    """
    initial = {name: course.at(start) for name, course in courses.items()}
    sets: dict[float, dict[str, float]] = defaultdict(dict)
    adds: dict[float, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for name, course in courses.items():
        for time, value in zip(course.times, course.values, strict=True):
            if start < time <= end:
                sets[time][name] = value
    for addition in additions:
        if start <= addition.time <= end:
            adds[addition.time][addition.state] += addition.amount
    moments = sorted(set(sets) | set(adds))
    return initial, [Event(t, set=dict(sets.get(t, {})), add=dict(adds.get(t, {}))) for t in moments]
