"""From a move of a slider on Explore to the last paint, bands and all, in a real browser; and how soon the page stands.

    python benchmarks/web_paint.py [--moves 100]

Needs playwright and a Chromium at /usr/bin/chromium.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import time

from playwright.sync_api import sync_playwright


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--moves", type=int, default=100)
    o = arguments.parse_args()
    command = [sys.executable, "-m", "skou", "serve", "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert server.stdout is not None
    try:
        address = next(m.group(0) for line in server.stdout if (m := re.search(r"http://\S+", line)))
        up = time.monotonic()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_page()
            launched = time.monotonic()
            page.goto(address)
            page.wait_for_selector(".plots canvas")
            print(f"first curves {time.monotonic() - launched:.2f} s after the address was opened")
            print(f"(browser started in {launched - up:.2f} s)")
            page.get_by_role("slider", name="Potassium").focus()
            page.wait_for_timeout(500)
            for n in range(o.moves):
                page.keyboard.press("ArrowRight" if n % 40 < 20 else "ArrowLeft")
                page.wait_for_timeout(120)
            page.wait_for_timeout(500)
            times = sorted(
                page.evaluate("performance.getEntriesByName('skou-slider-to-paint').map(e => e.duration)")
            )
            late = times[int(0.95 * len(times))]
            print(
                f"slider to paint: median {statistics.median(times):.0f} ms, p95 {late:.0f} ms of {len(times)}"
            )
            browser.close()
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
