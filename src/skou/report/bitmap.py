"""A simulation as a bitmap, with matplotlib."""

from __future__ import annotations

import io

from skou.report.course import Course, normal_range, quantity_name, time_axis

_COLUMNS = 3


def course_png(course: Course, dots_per_inch: int = 150) -> bytes:
    """The small multiples of a simulation as PNG; needs matplotlib (``pip install "skou[plot]"``)."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    quantities = course.quantities()
    rows = max(1, -(-len(quantities) // _COLUMNS))
    figure = Figure(figsize=(4.2 * _COLUMNS, 2.5 * rows), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(course.title, fontweight="bold")
    divisor, time_unit = time_axis([h for arm in course.arms for h in arm.hours])
    for n, quantity in enumerate(quantities):
        axes = figure.add_subplot(rows, _COLUMNS, n + 1)
        unit = course.units.get(quantity, "")
        for arm in course.arms:
            axes.plot([h / divisor for h in arm.hours], arm.values[quantity], label=arm.name)
        shade = normal_range(quantity, unit)
        if shade is not None:
            limits = axes.get_ylim()
            axes.axhspan(*shade, color="#d8efde", zorder=0)
            axes.set_ylim(limits)
        shown = f" [{course.unit(quantity)}]" if course.unit(quantity) else ""
        axes.set_title(quantity_name(quantity) + shown, fontsize=9, loc="left")
        axes.set_xlabel(f"time [{time_unit}]", fontsize=8)
        axes.tick_params(labelsize=8)
        if n == 0 and len(course.arms) > 1:
            axes.legend(fontsize=8)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=dots_per_inch)
    return picture.getvalue()
