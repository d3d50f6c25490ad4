"""A simulation as a table: a row a time and arm, a column a quantity with its unit."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skou.api import Simulation


def csv_table(simulation: Simulation) -> str:
    """CSV with a header row; units stand in square brackets."""
    units = simulation.units
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["arm", "time [min]", *(f"{q} [{u}]" for q, u in units.items())])
    for name, trajectory in simulation.trajectories.items():
        columns = [trajectory.values[q] for q in units]
        for n, time in enumerate(trajectory.times):
            writer.writerow([name, f"{time:.10g}", *(f"{c[n]:.10g}" for c in columns)])
    return text.getvalue()


def parquet_table(simulation: Simulation) -> bytes:
    """Parquet; every column has its unit in the metadata ``unit``."""
    import numpy
    import pyarrow
    from pyarrow import parquet

    units = simulation.units
    runs = simulation.trajectories
    names = [name for name, t in runs.items() for _ in t.times]
    columns = {"time": numpy.concatenate([t.times for t in runs.values()])}
    columns |= {q: numpy.concatenate([t.values[q] for t in runs.values()]) for q in units}
    fields = [pyarrow.field("arm", pyarrow.string())]
    for column in columns:
        unit = units.get(column, "min")
        fields.append(pyarrow.field(column, pyarrow.float64(), metadata={"unit": unit}))
    table = pyarrow.table([pyarrow.array(names), *columns.values()], schema=pyarrow.schema(fields))
    stream = io.BytesIO()
    parquet.write_table(table, stream)
    return stream.getvalue()
