"""Write ``docs/body/``: one page an organ, with its equations, parameters and the experiments that pin it.

Run ``python docs/make_body_pages.py`` after a change of the body. Titles, texts and experiments are in
``body/pages.yaml``; the pictures are those of ``make_validation.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import yaml
from body_equations import Body, traced_body, words

from skou.body.parameter_table import Parameter, parameters
from skou.graph.emit_latex import Equation, symbol_latex

HERE = Path(__file__).parent
FOLDER = HERE / "body"
_LINE = 95
_LONGEST_UNIT = 12
_STATUS = {
    "V": "read in the source",
    "R": "read in a secondary source",
    "V2": "read in a secondary source",
    "M": "from memory of the source",
    "D": "by derivation or definition",
}
_HOW_TO_READ = """Written by `docs/make_body_pages.py` from the equations that run and from the tables of
parameters. Amounts are in mmol, volumes in L, time in min; *relative* quantities are 1 at rest. A parameter's
spread is the standard deviation of its logarithm, over healthy people and our uncertainty together; `skou
parameters NAME` prints the same lines.
"""


@dataclass
class Page:
    """One organ: what is written by hand and what the graph gives."""

    name: str
    title: str
    text: str
    experiments: Sequence[str]
    equations: list[Equation] = field(default_factory=list)
    balances: dict[str, Equation] = field(default_factory=dict)


def pages(body: Body) -> dict[str, Page]:
    """All pages with their equations; what no page claims is on the last one."""
    written: Mapping[str, Any] = yaml.safe_load((FOLDER / "pages.yaml").read_text(encoding="utf-8"))
    found = {name: Page(name, p["title"], p["text"], p.get("experiments", ())) for name, p in written.items()}
    of_module = {module: name for name, p in written.items() for module in p["modules"]}
    last = next(reversed(found))
    for module, equation in body.equations:
        found[of_module.get(module, last)].equations.append(equation)
    for state, equation in body.balances.items():
        owner = next((n for n, p in written.items() if any(fnmatch(state, s) for s in p["states"])), last)
        found[owner].balances[state] = equation
    return found


def broken(right: str) -> str:
    """A right side over several lines, broken between terms or factors outside every bracket."""
    lines, line, depth, width = [], "", 0, 0
    for token in re.findall(r"\\(?:left|right)\S?|\\[a-zA-Z]+|\\.|[{}]|\s+|[^\\{}\s]+", right):
        if token == "{" or token.startswith(r"\left"):
            depth += 1
        elif token == "}" or token.startswith(r"\right"):
            depth -= 1
        if depth == 0 and width > _LINE and token in ("+", "-", r"\,"):
            lines.append(line)
            line, width = "", 0
            token = rf"\cdot {token}" if token == r"\," else token
        line += token
        width += 1 if token.startswith("\\") else len(token)
    lines.append(line)
    return " \\\\\n&\\quad ".join(part.strip() for part in lines)


def equation_block(equation: Equation, unit: str = "") -> str:
    """One equation as a block of mathematics."""
    shown = rf" \qquad [\text{{{unit}}}]" if unit not in ("", "1") and len(unit) <= _LONGEST_UNIT else ""
    line = f"{equation.left} &= {broken(equation.right)}{shown}"
    return f"```math\n\\begin{{aligned}}\n{line}\n\\end{{aligned}}\n```\n"


def _cell(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of Markdown."""
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += ["| " + " | ".join(_cell(c) for c in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def parameter_row(p: Parameter) -> tuple[object, ...]:
    """One line of a parameter table."""
    unit = "" if p.unit == "1" else p.unit.replace("mm[Hg]", "mmHg")
    return (
        f"${symbol_latex(p.symbol)}$",
        p.description,
        f"{p.value:g}",
        unit,
        f"{p.spread:g}" if p.spread else "",
        p.how,
        f"{p.source} ({_STATUS[p.status]})",
        f"`{p.name}`",
    )


def used_parameters(page: Page, body: Body) -> list[Parameter]:
    """Parameters on the right sides of a page, in the order of the tables."""
    graph, names = body.model.graph, body.model.parameter_names
    uses = {n for e in (*page.equations, *page.balances.values()) for n in e.uses}
    used = {names[graph.args[n][0]] for n in uses if graph.ops[n] == "parameter"}
    return [p for name, p in parameters().items() if name in used]


def elsewhere(page: Page, body: Body, owner: Mapping[int, str], titles: Mapping[str, str]) -> list[str]:
    """Which other pages the page takes quantities from."""
    own = {e.node for e in page.equations}
    uses = {n for e in (*page.equations, *page.balances.values()) for n in e.uses} - own
    names = dict.fromkeys(owner[n] for n in sorted(uses) if n in owner and owner[n] != page.name)
    return [f"[{titles[n]}]({n}.md)" for n in names]


def experiment_titles() -> dict[str, str]:
    """Title by experiment, as in the validation page where there is one."""
    page = HERE / "validation.md"
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    return dict(re.findall(r"^### (\w+)\. (.+)$", text, re.MULTILINE))


def experiment_lines(page: Page, titles: Mapping[str, str]) -> str:
    """The experiments that pin a page, with the picture of those that have one."""
    parts = []
    for name in page.experiments:
        title = titles.get(name)
        parts.append(f"- [{name}](../validation.md#{name.lower()})" + (f": {title}" if title else ""))
    shown = [n for n in page.experiments if (HERE / "plots" / "validation" / f"{n}.svg").exists()]
    pictures = [f"![{n}: published and simulated](../plots/validation/{n}.svg)" for n in shown[:3]]
    return "\n".join(parts) + "\n\n" + "\n\n".join(pictures) + "\n"


def page_text(page: Page, body: Body, owner: Mapping[int, str], titles: Mapping[str, str]) -> str:
    """A whole page."""
    parts = [f"# {page.title}\n", " ".join(page.text.split()) + "\n"]
    sources = elsewhere(page, body, owner, titles)
    if sources:
        parts.append("Takes from: " + ", ".join(sources) + ".\n")
    states = {s.name: s for s in body.model.states}
    if page.balances:
        rows = [
            (words(s), "" if states[s].unit == "1" else states[s].unit, states[s].description)
            for s in page.balances
        ]
        parts += ["## What it remembers\n", table(("quantity", "unit", "meaning"), rows)]
    if page.equations:
        parts.append("## Equations\n")
        parts += [equation_block(e, body.units.get(e.node, "")) for e in page.equations]
    if page.balances:
        parts.append("## Balances\n")
        parts += [equation_block(e) for e in page.balances.values()]
    if page.experiments:
        parts += ["## Experiments that pin it\n", experiment_lines(page, experiment_titles())]
    used = used_parameters(page, body)
    if used:
        header = ("symbol", "meaning", "value", "unit", "spread", "how it was got", "source", "name")
        parts += ["## Parameters\n", table(header, (parameter_row(p) for p in used))]
    return "\n".join(parts)


def index_text(found: Mapping[str, Page], body: Body) -> str:
    """The front page."""
    rows = [
        (f"[{p.title}]({p.name}.md)", len(p.equations) + len(p.balances), len(used_parameters(p, body)))
        for p in found.values()
    ]
    listed = {p.name for page in found.values() for p in used_parameters(page, body)}
    outside = [p for p in parameters().values() if p.name not in listed]
    parts = ["# The body, organ by organ\n", _HOW_TO_READ, table(("page", "equations", "parameters"), rows)]
    if outside:
        parts += [
            "## Parameters that act outside the equations\n",
            "They set the person, the sample or the start of a run.\n",
            table(
                ("name", "meaning", "value"),
                ((f"`{p.name}`", p.description, f"{p.value:g}") for p in outside),
            ),
        ]
    return "\n".join(parts)


def all_pages() -> dict[str, str]:
    """Text of every page by file name."""
    body = traced_body()
    found = pages(body)
    titles = {name: page.title for name, page in found.items()}
    owner = {e.node: name for name, page in found.items() for e in page.equations}
    texts = {f"{name}.md": page_text(page, body, owner, titles) for name, page in found.items()}
    return {"README.md": index_text(found, body), **texts}


if __name__ == "__main__":
    for old in FOLDER.glob("*.md"):
        old.unlink()
    for file, text in all_pages().items():
        (FOLDER / file).write_text(text, encoding="utf-8")
