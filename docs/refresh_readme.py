"""Run the commands that README.md shows and put their real output in its place."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"(<!-- output: skou (.+?) -->\n```text\n).*?(```\n<!-- end of output -->)", re.DOTALL)


def refreshed(text: str) -> str:
    """``text`` with every marked block holding what its command prints now."""

    def run(found: re.Match[str]) -> str:
        command = [sys.executable, "-m", "skou", *found[2].split()]
        printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        lines = (line.rstrip() for line in printed.splitlines())
        return found[1] + "\n".join(lines) + "\n" + found[3]

    return BLOCK.sub(run, text)


if __name__ == "__main__":
    readme = ROOT / "README.md"
    readme.write_text(refreshed(readme.read_text(encoding="utf-8")), encoding="utf-8")
