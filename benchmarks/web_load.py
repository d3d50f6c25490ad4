"""Many clients at one server: 10,000 mixed requests from 20 clients, errors counted, memory of the server watched.

Run: python benchmarks/web_load.py [REQUESTS [CLIENTS]]
"""

from __future__ import annotations

import http.client
import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

QUANTITIES = ["plasma.potassium", "plasma.magnesium", "plasma.calcium_ionised", "plasma.sodium"]
CAUSES = ["vomiting", "diarrhoea", "gitelman_syndrome", "thiazide_diuretic", "low_magnesium_intake"]


@dataclass
class Tally:
    """What all clients saw together."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    left: int = 0

    def take(self) -> bool:
        """One more request to make, if any is left."""
        with self.lock:
            self.left -= 1
            return self.left >= 0

    def note(self, kind: str, status: int, seconds: float) -> None:
        """One answer."""
        with self.lock:
            self.statuses[kind, status] += 1
            self.seconds.setdefault(kind, []).append(seconds)


def question(random_: random.Random) -> tuple[str, str, str, object]:
    """Kind, method, path and body of one request; explore most of all, as sliders do."""
    kind = random_.choices(
        ["explore", "read", "page", "catalogue", "sources", "learn", "refused"], [60, 15, 10, 3, 4, 4, 4]
    )[0]
    if kind == "explore":
        scenario = {
            "days": random_.choice([1, 7, 14]),
            "person": {"age": random_.choice([30, 50, 70]), "sex": random_.choice(["F", "M"])},
            "causes": [{"cause": random_.choice(CAUSES), "severity": round(random_.random() * 1.5, 2)}],
        }
        return kind, "POST", "/api/explore", {"scenario": scenario, "quantities": QUANTITIES}
    if kind == "read":
        labs = [{"analyte": "potassium", "value": round(random_.uniform(2, 7), 1), "unit": "mmol/L"}]
        return kind, "POST", "/api/read", {"record": {"person": {"age": 60, "sex": "F"}, "labs": labs}}
    if kind == "refused":
        return kind, "POST", "/api/explore", {"scenario": {"days": -1}}
    paths = {
        "page": random_.choice(["/", "/js/main.js", "/css/base.css", "/vendor/uplot.js"]),
        "catalogue": "/api/catalogue",
        "sources": "/api/sources?q=potassium",
        "learn": random_.choice(["/api/learn", "/api/learn/banana"]),
    }
    return kind, "GET", paths[kind], None


def client(number: int, origin: str, token: str, tally: Tally) -> None:
    """One client with one connection, until nothing is left to ask."""
    random_ = random.Random(number)
    host = urlsplit(origin).netloc
    line = http.client.HTTPConnection(host, timeout=120)
    asked = 0
    while tally.take():
        asked += 1
        kind, method, path, body = question(random_)
        headers = {"x-skou-token": token, "x-skou-client": str(number), "x-skou-request": str(asked)}
        start = time.perf_counter()
        try:
            line.request(method, path, None if body is None else json.dumps(body), headers)
            answer = line.getresponse()
            answer.read()
            status = answer.status
        except OSError:
            line.close()
            status = 0
        tally.note(kind, status, time.perf_counter() - start)


def resident_megabytes(process: int) -> float:
    """Memory that a process holds [MB] (Linux)."""
    for row in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if row.startswith("VmRSS"):
            return int(row.split()[1]) / 1024.0
    return float("nan")


def main(requests: int = 10_000, clients: int = 20) -> int:
    """Run and print; the status is 1 when any request got what it should not."""
    command = [sys.executable, "-m", "skou", "serve", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        origin, token = server.stdout.readline().strip().split("/#token=")
        tally = Tally()
        memory: list[tuple[int, float]] = []
        start = time.perf_counter()
        for part in range(1, 11):
            tally.left = requests // 10
            threads = [
                threading.Thread(target=client, args=(n + clients * part, origin, token, tally))
                for n in range(clients)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            memory.append((part * requests // 10, resident_megabytes(server.pid)))
        took = time.perf_counter() - start
        server.terminate()
    expected = {"refused": 422}
    wrong = {k: n for k, n in tally.statuses.items() if k[1] != expected.get(k[0], 200)}
    print(
        f"{sum(tally.statuses.values())} requests, {clients} clients, {took:.0f} s, wrong answers: {wrong or 'none'}"
    )
    for kind, seconds in sorted(tally.seconds.items()):
        ordered = sorted(seconds)
        median, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
        print(f"  {kind:10} {len(seconds):6}  median {1e3 * median:7.1f} ms  p95 {1e3 * late:7.1f} ms")
    print("memory [MB] " + ", ".join(f"{n}: {mb:.0f}" for n, mb in memory))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*(int(a) for a in sys.argv[1:3])))
