"""Ten thousand drawn people through four weeks of meals: who fails, and why.

python benchmarks/robustness.py --people 10000 --days 28
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

import numpy as np

import skou.body as body
from skou.body.ledger import INFLOWS, OUTFLOWS, STORES
from skou.body.variation import draw_bodies
from skou.engine import Event, EventSchedule, compile_model

CHUNK = 1000


def meals(parameters: np.ndarray, days: int) -> tuple[np.ndarray, EventSchedule]:
    """The drawn habitual diets as three meals a day in place of the continuous intake."""
    model = body.model()
    column = model.parameter_index
    parameters = parameters.copy()
    daily = {}
    for item in ("potassium", "sodium", "magnesium", "calcium", "phosphate", "water", "glucose"):
        daily[item] = parameters[:, column[f"diet_{item}"]] * 1440.0
        parameters[:, column[f"diet_{item}"]] = 0.0
    events = []
    for day in range(days):
        for meal in body.MEALS:
            add = {}
            for item, amount in daily.items():
                add[f"gut_{item}"] = amount * meal.share
                if item != "glucose":
                    add[f"intake_{item}"] = amount * meal.share
            events.append(Event((day * 1440.0 + meal.clock - 480.0) % (days * 1440.0), add=add))
    return parameters, EventSchedule(sorted(events, key=lambda e: e.time))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=10_000)
    arguments.add_argument("--days", type=int, default=28)
    arguments.add_argument("--seed", type=int, default=0)
    o = arguments.parse_args()
    kernel = compile_model(body.model())
    positive = np.array([s.positive for s in kernel.model.states])
    verdicts: Counter[str] = Counter()
    negative, worst, seconds = 0, 0.0, 0.0
    for start in range(0, o.people, CHUNK):
        count = min(CHUNK, o.people - start)
        drawn, states = draw_bodies(count, o.seed + start)
        eating, events = meals(drawn, o.days)
        clock = time.perf_counter()
        solution = kernel.solve(np.linspace(0.0, o.days * 1440.0, o.days + 1), states, eating, events=events)
        seconds += time.perf_counter() - clock
        ok = solution.ok
        for k in np.flatnonzero(~ok):
            verdicts[solution.messages.get(int(k), "unknown")] += 1
        kept = solution.states[ok][:, :, positive] / kernel.model.scales()[positive]
        negative += int((kept < -1e-3).any(axis=(1, 2)).sum())
        for ion, stores in STORES.items():
            names = kernel.model.state_names
            change = sum(solution.state(n)[ok][:, -1] - solution.state(n)[ok][:, 0] for n in stores)
            came = sum(solution.state(f"{x}_{ion}")[ok][:, -1] for x in INFLOWS if f"{x}_{ion}" in names)
            went = sum(solution.state(f"{x}_{ion}")[ok][:, -1] for x in OUTFLOWS if f"{x}_{ion}" in names)
            total = sum(np.abs(solution.state(n)[ok][:, -1]) for n in stores)
            worst = max(worst, float(np.max(np.abs(change - came + went) / np.maximum(total, np.abs(came)))))
    failed = sum(verdicts.values())
    print(
        f"{o.people} people x {o.days} d with meals: {seconds:.1f} s, {o.people * o.days / seconds:.0f} patient-days/s"
    )
    print(f"failed {failed} ({100 * failed / o.people:.3f} %), with a negative amount {negative}")
    print(f"largest relative imbalance of any ion {worst:.1e}")
    for message, n in verdicts.most_common(10):
        print(f"  {n}: {message}")


if __name__ == "__main__":
    main()
