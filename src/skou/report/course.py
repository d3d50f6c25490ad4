"""A simulation made ready to be shown: time courses by arm, small multiples, and the flux ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from skou.analytes import analytes
from skou.report.numbers import significant
from skou.report.svg import Axis, Line, drawing, legend_rows, time_course
from skou.report.words import codes, word

QUANTITIES = (
    "plasma.potassium",
    "plasma.sodium",
    "plasma.magnesium",
    "plasma.calcium_total",
    "plasma.calcium_ionised",
    "plasma.phosphate",
    "plasma.bicarbonate",
    "plasma.ph",
    "plasma.glucose",
    "plasma.aldosterone",
    "plasma.renin",
    "plasma.vasopressin",
    "plasma.insulin",
    "plasma.pth",
    "plasma.calcitriol",
    "rate.urine_potassium",
    "rate.urine_sodium",
    "rate.urine_magnesium",
    "rate.urine_calcium",
    "rate.urine_water",
    "volume.ecf",
    "kidney.gfr",
    "pressure.mean",
)
"""What a summary shows, where the body gives it."""


@dataclass(frozen=True)
class LedgerRow:
    """Where one ion came from and went in one arm [mmol; water in L]."""

    arm: str
    ion: str
    flows: Mapping[str, float]
    """By route; positive into the body."""
    stored: float
    """Change of what the body holds."""
    places: Mapping[str, float] = field(default_factory=dict)
    """The same by place: gut, extracellular fluid, cells, bone; body water."""
    absorbed: float | None = None
    """From the gut into the body."""
    shifted: float | None = None
    """From extracellular fluid into cells and bone."""

    @property
    def unexplained(self) -> float:
        """What the flows do not account for; rounding only, in a sound simulation."""
        return self.stored - sum(self.flows.values())


@dataclass(frozen=True)
class CourseArm:
    """One arm: hours from t = 0 and values by quantity."""

    name: str
    hours: Sequence[float]
    values: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Course:
    """What a simulation report shows."""

    title: str
    arms: tuple[CourseArm, ...]
    units: Mapping[str, str]
    ledger: tuple[LedgerRow, ...] = ()
    notes: tuple[str, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)

    def quantities(self) -> tuple[str, ...]:
        """The quantities of the summary that every arm has."""
        return tuple(q for q in QUANTITIES if all(q in arm.values for arm in self.arms))

    def unit(self, quantity: str) -> str:
        """Its unit as shown: nothing for a pure number."""
        unit = self.units.get(quantity, "")
        return "" if unit == "1" else unit


def quantity_name(quantity: str) -> str:
    """A quantity in words.

    Examples
    --------
    >>> quantity_name("plasma.calcium_ionised"), quantity_name("rate.urine_potassium")
    ('Plasma ionised calcium', 'Potassium into urine')
    """
    if quantity in codes("quantities"):
        name = word("quantities", quantity)
    else:
        place, _, what = quantity.partition(".")
        name = f"{place} {word('analytes', what)}"
    return name[:1].upper() + name[1:]


def normal_range(quantity: str, unit: str) -> tuple[float, float] | None:
    """The reference interval to shade, where the quantity is a laboratory value in the same unit."""
    place, _, what = quantity.partition(".")
    row = analytes().get(what) if place == "plasma" else None
    if row is None or row.unit != unit:
        return None
    low, high = row.interval()
    return (low, high) if low is not None and high is not None else None


def time_axis(hours: Sequence[float]) -> tuple[float, str]:
    """Divisor from hours and the unit that suits the length of the simulation.

    Examples
    --------
    >>> time_axis([0, 6]), time_axis([0, 24 * 28])
    ((1.0, 'h'), (24.0, 'd'))
    """
    return (24.0, "d") if hours and max(hours) - min(hours) > 96 else (1.0, "h")


def course_panel(course: Course, quantity: str, size: tuple[float, float] = (340, 180)) -> str:
    """One small multiple: a quantity over time, an arm a line."""
    divisor, time_unit = time_axis([h for arm in course.arms for h in arm.hours])
    lines = [
        Line([h / divisor for h in arm.hours], arm.values[quantity], label=arm.name) for arm in course.arms
    ]
    unit, name = course.units.get(quantity, ""), quantity_name(quantity)
    up = Axis(name, unit, normal_range(quantity, unit))
    return time_course(lines, Axis("time", time_unit), up, name, size, legend=False)


def course_legend(course: Course) -> str:
    """Which curve is which arm; empty for one arm."""
    names = [arm.name for arm in course.arms]
    if len(names) < 2:
        return ""
    rows = "".join(legend_rows(names, 4, 10))
    return drawing(340, 14 * len(names) + 6, rows, "Legend: " + ", ".join(names), "legend")


def ends(values: Sequence[float]) -> tuple[str, str, str, str]:
    """Start, lowest, highest and end, as shown in the summary table."""
    return (
        significant(values[0]),
        significant(min(values)),
        significant(max(values)),
        significant(values[-1]),
    )


def ledger_routes(course: Course) -> tuple[str, ...]:
    """Every route of the ledger in the order of first use."""
    return tuple(dict.fromkeys(route for row in course.ledger for route in row.flows))


def ledger_places(course: Course) -> tuple[str, ...]:
    """Every place of the ledger in the order of first use."""
    return tuple(dict.fromkeys(place for row in course.ledger for place in row.places))
