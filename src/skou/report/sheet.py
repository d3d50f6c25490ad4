"""A simulation as one SVG picture: small multiples on a white sheet, in a file of its own."""

from __future__ import annotations

from collections.abc import Sequence

from skou.report.course import Course, course_legend, course_panel
from skou.report.svg import escape

_STYLE = """
text { font: 11px "DejaVu Sans", system-ui, sans-serif; fill: #566273; }
text.title { font-size: 12.5px; font-weight: 600; fill: #1b2430; }
text.heading { font-size: 16px; font-weight: 700; fill: #1b2430; }
.paper { fill: #ffffff; } .grid { stroke: #cfd6df; } .shade { fill: #e3f3e7; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.s0 { stroke: #0b63a5; } .s1 { stroke: #b4480f; stroke-dasharray: 7 3; }
.s2 { stroke: #1e6b36; stroke-dasharray: 2 3; } .s3 { stroke: #7a3a9a; stroke-dasharray: 9 3 2 3; }
.s4 { stroke: #8a6a00; stroke-dasharray: 4 2; } .s5 { stroke: #a0225f; stroke-dasharray: 1 2; }
"""
_COLUMNS, _WIDTH, _HEIGHT, _HEADING = 3, 340, 180, 40


def course_sheet(course: Course, quantities: Sequence[str] | None = None) -> str:
    """The small multiples of a simulation as a whole SVG document; those of the summary by default."""
    quantities = course.quantities() if quantities is None else quantities
    rows = -(-len(quantities) // _COLUMNS)
    legend = course_legend(course)
    heading = _HEADING + (14 * len(course.arms) if legend else 0)
    width, height = _COLUMNS * _WIDTH, heading + rows * _HEIGHT
    parts = [legend.replace("<svg ", f'<svg x="12" y="{_HEADING - 6}" ', 1)]
    for n, quantity in enumerate(quantities):
        row, column = divmod(n, _COLUMNS)
        panel = course_panel(course, quantity, (_WIDTH, _HEIGHT))
        place = f'x="{column * _WIDTH}" y="{heading + row * _HEIGHT}"'
        parts.append(panel.replace("<svg ", f"<svg {place} ", 1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}"><title>{escape(course.title)}</title><style>{_STYLE}</style>'
        f'<rect class="paper" width="{width}" height="{height}"/>'
        f'<text class="heading" x="12" y="26">{escape(course.title)}</text>' + "".join(parts) + "</svg>\n"
    )
