"""Times the explorer in chromium, from the change of a slider to the next frame that contains the new picture.

    python benchmarks/bench_explore.py

It writes the page of the default grid, opens it from disk, and moves the sliders to and fro, for a small picture and
for the largest. Then it does the same in the app, which computes each case anew. It prints the median and the largest
of 60 changes in milliseconds, the seconds that it took to make and to open the page, and the size of the page. A frame
counts as shown when the browser asks for the next one, so every number includes up to one frame (17 ms) of waiting.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tnrnn.explore import export

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
STATES = {
    "T=6 L=2": "#length=6&layers=2&mode=continuous",
    "T=8 L=3": "#length=8&layers=3&mode=continuous",
    "T=8 L=3, own cut": "#length=8&layers=3&mode=continuous",
}
IN_THE_APP = {
    "app, T=6 L=2": "#length=6&layers=2&mode=continuous",
    "app, T=6 L=3 (334 tensors)": "#length=6&layers=3&hidden=4&mode=continuous",
    "app, T=8 L=3 (658 tensors)": "#length=8&layers=3&mode=continuous",
}
MEASURE = """async ([slider, turns]) => {
  const range = document.querySelector(`[data-size=${slider}]`), found = [];
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await frame();
  for (let turn = 0; turn < turns; turn += 1) {
    const before = document.querySelector(".picture > svg"), start = performance.now();
    range.value = Number(range.value) + (turn % 2 === 0 ? -1 : 1);
    range.dispatchEvent(new Event("input", { bubbles: true }));
    while (document.querySelector(".picture > svg") === before) await new Promise((done) => setTimeout(done));
    await frame();
    found.push(performance.now() - start);
  }
  return found;
}"""


def slides(browser: Browser, address: str, states: dict[str, str]) -> None:
    """Print how long the sliders take in some states of a page."""
    for name, state in states.items():
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        start = time.perf_counter()
        page.goto(f"{address}{state}")
        page.locator("[data-ready]").wait_for()
        print(f"{name}: opened in {time.perf_counter() - start:.2f} s")
        if "own" in name:
            page.locator("[data-do=slice]").click()
        for slider in ("split", "hidden") if "own" in name else ("split", "hidden", "layers", "length"):
            times = page.evaluate(MEASURE, [slider, 60])
            print(f"  {slider:7} median {statistics.median(times):6.1f} ms, largest {max(times):6.1f} ms")
        page.close()


@contextlib.contextmanager
def app() -> Iterator[str]:
    """Start the app, and yield its address."""
    command = [sys.executable, "-m", "tnrnn", "explore", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().split()[0]
        process.send_signal(signal.SIGINT)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, app() as address:
        target = Path(folder) / "lecture.html"
        start = time.perf_counter()
        size = export(target)
        print(f"made in {time.perf_counter() - start:.1f} s, {size / 1e6:.2f} MB")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        slides(browser, f"file://{target}", STATES)
        slides(browser, address, IN_THE_APP)
        browser.close()


if __name__ == "__main__":
    main()
