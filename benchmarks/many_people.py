"""A large population through `skou.population`: rate, processor time, peak memory, and who failed and why.

    python benchmarks/many_people.py 1000000 --to path/with/space

A day of usual meals as run-in and a day kept, every six hours.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as parquet

import skou


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("people", type=int)
    arguments.add_argument("--threads", type=int)
    arguments.add_argument("--to", type=Path, help="where a temporary folder is made")
    o = arguments.parse_args()
    with TemporaryDirectory(dir=o.to) as folder:
        began, spent = time.monotonic(), time.process_time()
        run = skou.population(
            o.people, folder, days=1.0, every=360.0, threads=o.threads, progress=lambda _: None
        )
        wall, processor = time.monotonic() - began, time.process_time() - spent
        statuses: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        for file in run.files("people"):
            table = parquet.read_table(file, columns=["status", "message"]).to_pydict()
            statuses.update(table["status"])
            reasons.update(m.split(" at ")[0] for m in table["message"] if m)
        size = sum(f.stat().st_size for f in Path(folder).rglob("*.parquet"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    told = {
        "people": o.people,
        "wall_s": round(wall, 1),
        "processor_s": round(processor, 1),
        "people_per_processor_s": round(o.people / processor, 1),
        "peak_memory_MiB": round(peak),
        "files_MB": round(size / 1e6, 1),
        "statuses": dict(statuses),
        "reasons": dict(reasons.most_common(10)),
    }
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
