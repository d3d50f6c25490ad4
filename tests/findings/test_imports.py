"""Findings answer without the engine and without any heavy library."""

import subprocess
import sys

HEAVY = (
    "numpy",
    "scipy",
    "pandas",
    "llvmlite",
    "xarray",
    "matplotlib",
    "skou.graph",
    "skou.engine",
    "skou.body",
)


def test_findings_import_only_words():
    script = (
        "import sys\n"
        "from skou.findings import dangers, findings, urgency\n"
        "from skou.findings import formulas\n"
        "from skou.records.person import Lab, Person\n"
        "person = Person(labs=(Lab('potassium', 2.0, 'mmol/L'),))\n"
        "assert urgency(dangers(person, findings(person))) == 'emergency'\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
