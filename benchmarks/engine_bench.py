"""The compiled engine beside others on the body, at equal measured error; the contest of ``skou bench``.

``python benchmarks/engine_bench.py --days 28 --rounds 5 --json out.json``
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from skou.cli.speed.contest import contest
from skou.cli.speed.contestant import Task
from skou.cli.speed.engines import ALL


def main() -> None:
    """Run the contest and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--target", type=float, default=1e-4)
    parser.add_argument("--limit", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--engine", action="append", choices=sorted(ALL), help="only these")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    engines = [ALL[name] for name in given.engine or ALL]
    outcome = contest(engines, Task(given.seed, given.days, given.target), given.rounds, given.limit)
    for t in outcome.timings.values():
        spread = f"{min(t.rates):.1f} to {max(t.rates):.1f}"
        print(
            f"{t.engine:24} rtol {t.rtol:.0e}  error {t.error:.1e}  {t.rate:10.1f} patient-days/s  ({spread})"
        )
    for name, reason in outcome.left_out.items():
        print(f"{name}: left out; {reason}")
    if given.json is not None:
        given.json.write_text(json.dumps(outcome.to_dict(), indent=2) + "\n")


if __name__ == "__main__":
    main()
