"""A large population through `skou.population`: rate, processor time, peak memory, and who failed and why.

    python benchmarks/many_people.py 1000000 --to path/with/space
    python benchmarks/many_people.py 100 1000 10000 100000 1000000 --keep docs/plots/engine/population_cost.json

A day of usual meals as run-in and a day kept, every six hours. What is kept is drawn by `engine_report.py`.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as parquet

import skou


def measured(people: int, threads: int | None, space: Path | None) -> dict[str, Any]:
    """One population of that many: rate, processor time and who failed."""
    with TemporaryDirectory(dir=space) as folder:
        began, spent = time.monotonic(), time.process_time()
        run = skou.population(people, folder, days=1.0, every=360.0, threads=threads, progress=lambda _: None)
        wall, processor = time.monotonic() - began, time.process_time() - spent
        statuses: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        for file in run.files("people"):
            table = parquet.read_table(file, columns=["status", "message"]).to_pydict()
            statuses.update(table["status"])
            reasons.update(m.split(" at ")[0] for m in table["message"] if m)
        size = sum(f.stat().st_size for f in Path(folder).rglob("*.parquet"))
    return {
        "people": people,
        "wall_s": round(wall, 1),
        "processor_s": round(processor, 2),
        "people_per_processor_s": round(people / processor, 1),
        "peak_memory_MiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0),
        "files_MB": round(size / 1e6, 1),
        "statuses": dict(statuses),
        "reasons": dict(reasons.most_common(10)),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("people", type=int, nargs="+")
    arguments.add_argument("--threads", type=int)
    arguments.add_argument("--to", type=Path, help="where a temporary folder is made")
    arguments.add_argument("--keep", type=Path, help="a JSON file for the figures")
    o = arguments.parse_args()
    found = []
    for people in o.people:
        found.append(measured(people, o.threads, o.to))
        print(json.dumps(found[-1], indent=1), flush=True)
    if o.keep:
        o.keep.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
