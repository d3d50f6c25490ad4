"""Write ``docs/validation.md``: every published experiment against the body, with the time courses drawn.

Run ``python docs/make_validation.py FOLDER`` with the folder of the experiments after a change of the body.
Reasons for what is outside come from ``validation_reasons.yaml``, other models' numbers from
``validation_peers.yaml``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from validation_plots import bands, picture
from validation_words import measure_words, unit_words

from skou.evidence import run_experiments
from skou.evidence.experiment import Experiment, experiment_files, load_experiment
from skou.evidence.report import MeasurementResult, Report, Share

HERE = Path(__file__).parent
PAGE = HERE / "validation.md"
PLOTS = HERE / "plots" / "validation"
NO_REASON = "no reason found yet"
FOLDERS = {
    "potassium": "Potassium, sodium and water",
    "magnesium_calcium": "Magnesium, calcium and phosphate",
    "tissue": "Nerve, muscle and heart",
}
STATUSES = {
    "verified": "numbers read in the source",
    "secondary": "numbers read in a secondary source",
    "memory": "numbers from memory of the source",
}
INTRODUCTION = """# Validation

Published human experiments, and a few in animals scaled to human size, run on the body and compared with what
was measured. Written by `docs/make_validation.py`; `skou validate` prints the same figures.

**How to read it.** Every experiment is a protocol: who, on what diet, what was given, what was measured. The
*accepted band* of a measurement is the published uncertainty of the mean, widened by what the protocol leaves
open; no band was changed to fit the body. *Inside* means that the simulated value falls in the band. For
everything outside, the physiological reason that we see is given, or that none has been found yet. In the
pictures, shaded boxes are the accepted bands, short lines the published means, curves the body, and dots the
body's value over a window of time. Some parameters of the body were fitted to groups of these experiments, so
the share inside is no independent proof.
"""


def load_reasons() -> dict[str, Any]:
    """Reasons by experiment or experiment/measurement."""
    return yaml.safe_load((HERE / "validation_reasons.yaml").read_text(encoding="utf-8")) or {}


def load_peers() -> dict[str, Any]:
    """Other models: who they are, and their values by experiment/measurement."""
    return yaml.safe_load((HERE / "validation_peers.yaml").read_text(encoding="utf-8"))


def pinning_experiments() -> set[str]:
    """Experiments that the pages of the organs show."""
    pages = yaml.safe_load((HERE / "body" / "pages.yaml").read_text(encoding="utf-8"))
    return {str(e) for p in pages.values() for e in p.get("experiments", ())}


def reason(result: MeasurementResult, reasons: Mapping[str, Any]) -> str:
    """Why a measurement is outside: the entry of the measurement, else of the experiment.

    An entry is a sentence, or has ``above`` and ``below`` for a value above and below the band.
    """
    if result.error:
        return f"could not be run: {result.error}"
    side = "below" if result.simulated is not None and result.simulated < result.accept[0] else "above"
    for key in (f"{result.experiment}/{result.measure}", result.experiment):
        entry = reasons.get(key)
        text = entry.get(side) if isinstance(entry, Mapping) else entry
        if text:
            return " ".join(str(text).split())
    return NO_REASON


def number(value: float | None) -> str:
    """Four significant figures; a dash for none."""
    return "–" if value is None else f"{value:.4g}".replace("-", "−")


def band(result: MeasurementResult) -> str:
    """The accepted band."""
    low, high = result.accept
    return f"{number(low)} to {number(high)}"


def cell(text: str) -> str:
    """Text safe in a table of Markdown."""
    return " ".join(text.split()).replace("|", "\\|")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown, a column that is empty throughout left out."""
    body = [[cell(c) for c in row] for row in rows]
    kept = [i for i, _ in enumerate(header) if any(row[i] for row in body)]
    lines = ["| " + " | ".join(header[i] for i in kept) + " |", "|" + " --- |" * len(kept)]
    lines += ["| " + " | ".join(row[i] for i in kept) + " |" for row in body]
    return "\n".join(lines) + "\n"


def peers_words(key: str, peers: Mapping[str, Any]) -> str:
    """What other models give for a measurement."""
    words = []
    for model, value in (peers["values"].get(key) or {}).items():
        name, note = peers["models"][model]["name"], ""
        if isinstance(value, Mapping):
            value, note = value["value"], f" ({value['note']})"
        words.append(f"{name}: {number(float(value))}{note}")
    return "; ".join(words)


def section(
    experiment: Experiment,
    results: Sequence[MeasurementResult],
    reasons: Mapping[str, Any],
    peers: Mapping[str, Any],
    drawn: bool,
) -> str:
    """One experiment: heading, sources, table, reasons, picture."""
    sources = "; ".join(re.sub(r"science/\w+\.md[^;]*", "collected facts", s) for s in experiment.sources)
    inside = sum(r.inside for r in results)
    by_id = {m.id: m for m in experiment.measures}
    rows = [
        (
            measure_words(by_id[r.measure], experiment),
            unit_words(r.unit),
            number(r.published),
            band(r),
            number(r.simulated),
            "inside" if r.inside else "**outside**",
            peers_words(f"{r.experiment}/{r.measure}", peers),
        )
        for r in results
    ]
    header = ("measurement", "unit", "published", "accepted band", "Skou", "", "other models")
    parts = [
        f'<a id="{experiment.id.lower()}"></a>\n\n### {experiment.id}. {experiment.title}\n',
        f"{sources} ({STATUSES.get(experiment.status, experiment.status)}). "
        f"Inside: {inside} of {len(results)}.\n",
        table(header, rows),
    ]
    outside = [r for r in results if not r.inside]
    if outside:
        grouped: dict[str, list[str]] = {}
        for r in outside:
            grouped.setdefault(reason(r, reasons), []).append(measure_words(by_id[r.measure], experiment))
        lines = [f"- {'; '.join(what)}: *{why}*" for why, what in grouped.items()]
        parts.append("Outside, and why:\n\n" + "\n".join(lines) + "\n")
    if drawn:
        parts.append(f"![{experiment.id}: published and simulated](plots/validation/{experiment.id}.svg)\n")
    return "\n".join(parts)


def shares(title: str, found: Iterable[Share], names: Mapping[str, str] | None = None) -> str:
    """A table of shares inside."""
    rows = [
        ((names or {}).get(s.name, s.name), str(s.inside), str(s.total), f"{s.percent:.0f} %") for s in found
    ]
    return table((title, "inside", "of", "share"), rows)


def summary(report: Report, reasons: Mapping[str, Any]) -> str:
    """Shares by folder, by how the numbers were seen, by topic; the worst misses."""
    total = Share("all", report.inside, report.total)
    worst = sorted((m for m in report.measurements if not m.inside), key=lambda m: -m.miss)
    unexplained = sum(reason(m, reasons) == NO_REASON for m in worst)
    parts = [
        f"\n## Summary\n\n**{total.inside} of {total.total} measurements inside ({total.percent:.0f} %)**; "
        f"{len(worst)} outside, of which {unexplained} without a reason found yet.\n",
        shares("experiments on", report.shares(lambda m: m.folder), FOLDERS),
        shares(
            "group and how the numbers were seen",
            report.shares(lambda m: f"{FOLDERS.get(m.folder, m.folder)}: {STATUSES.get(m.status, m.status)}"),
        ),
        shares(
            "topic",
            report.shares(lambda m: f"{FOLDERS.get(m.folder, m.folder)}: {m.topic.replace('_', ' ')}"),
        ),
        "### Furthest outside\n\nDistance beyond the band, in half widths of the band.\n",
        table(
            ("experiment", "measurement", "accepted band", "Skou", "distance"),
            (
                (
                    f"[{m.experiment}](#{m.experiment.lower()})",
                    m.measure.replace("_", " "),
                    band(m),
                    number(m.simulated),
                    f"{m.miss:.1f}",
                )
                for m in worst[:25]
            ),
        ),
    ]
    return "\n".join(parts)


def other_models(peers: Mapping[str, Any]) -> str:
    """Who the other models are."""
    rows = [(m["name"], m["cite"], m["how"]) for m in peers["models"].values()]
    return (
        "\n## Other models\n\nTheir numbers come from runs of their published codes, set beside the "
        "measurements where the protocols are alike.\n\n"
        + table(("model", "publication", "how it was run"), rows)
    )


def page(
    experiments: Sequence[Experiment],
    results: Mapping[str, Sequence[MeasurementResult]],
    drawn: frozenset[str],
) -> str:
    """The whole page."""
    reasons, peers = load_reasons(), load_peers()
    everything = tuple(r for e in experiments for r in results[e.id])
    parts = [INTRODUCTION, summary(Report(everything), reasons), other_models(peers)]
    for folder in dict.fromkeys(e.folder for e in experiments):
        parts.append(f"\n## {FOLDERS.get(folder, folder.capitalize())}\n")
        parts += [
            section(e, results[e.id], reasons, peers, e.id in drawn)
            for e in experiments
            if e.folder == folder
        ]
    return "\n".join(parts)


def main(paths: Sequence[str]) -> None:
    """Run the experiments, draw their time courses, write the page."""
    experiments = [load_experiment(p) for p in experiment_files([Path(p) for p in paths])]
    experiments.sort(key=lambda e: (list(FOLDERS).index(e.folder) if e.folder in FOLDERS else 9, e.id))
    results: dict[str, list[MeasurementResult]] = {e.id: [] for e in experiments}
    for result in run_experiments(experiments):
        results[result.experiment].append(result)
    PLOTS.mkdir(parents=True, exist_ok=True)
    for old in PLOTS.glob("*.svg"):
        old.unlink()
    drawn, pinned = set(), pinning_experiments()
    for experiment in experiments:
        svg = picture(experiment, results[experiment.id])
        if svg is None and experiment.id in pinned:
            svg = bands(experiment, results[experiment.id])
        if svg is not None:
            (PLOTS / f"{experiment.id}.svg").write_text(svg, encoding="utf-8")
            drawn.add(experiment.id)
    PAGE.write_text(page(experiments, results, frozenset(drawn)), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("which experiments? python docs/make_validation.py FOLDER...")
    main(sys.argv[1:])
