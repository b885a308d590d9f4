"""Times the explorer in chromium, from the change of a slider to the next frame that contains the new picture.

    python benchmarks/bench_explore.py
    python benchmarks/bench_explore.py --before CHECKOUT    # beside the page of an older checkout, in the same run

It writes the page of a grid, opens it from disk, and moves the sliders to and fro, for a small picture and for the
largest. Then it does the same in the app, which computes each case anew. It prints the median and the largest of 60
changes in milliseconds, the seconds that it took to make the page, and its size. A frame counts as shown when the
browser asks for the next one, so every number includes up to one frame (17 ms) of waiting. With an older checkout the
two pages take turns, and the last column is the ratio of the medians, the page of now to the one before.

`--grid small` takes a part of the default grid, which takes a tenth of the time to make.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parents[1]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
STATES = {
    "T=6 L=2": "#length=6&layers=2&mode=continuous&view=unrolled",
    "T=8 L=3": "#length=8&layers=3&mode=continuous&view=unrolled",
    "T=8 L=3, own cut": "#length=8&layers=3&mode=continuous&view=unrolled",
}
IN_THE_APP = {
    "app, T=6 L=2": "#length=6&layers=2&mode=continuous&view=unrolled",
    "app, T=6 L=3 (334 tensors)": "#length=6&layers=3&hidden=4&mode=continuous&view=unrolled",
    "app, T=8 L=3 (658 tensors)": "#length=8&layers=3&mode=continuous&view=unrolled",
}
MEASURE = """async ([slider, turns]) => {
  const range = document.querySelector(`[data-size=${slider}]`), found = [];
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  range.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));  // a drag
  await frame();
  for (let turn = 0; turn < turns; turn += 1) {
    const before = document.querySelector(".picture > svg"), start = performance.now();
    range.value = Number(range.value) + (turn % 2 === 0 ? -1 : 1);
    range.dispatchEvent(new Event("input", { bubbles: true }));
    while (document.querySelector(".picture > svg") === before) await new Promise((done) => setTimeout(done));
    await frame();
    found.push(performance.now() - start);
  }
  window.dispatchEvent(new PointerEvent("pointerup"));
  return found;
}"""
SMALL = "Grid((5, 6, 7, 8), (1, 2, 3), (2,), (2, 3, 4), ('continuous',), (3, 4))"
EXPORT = """import sys, time
from tnrnn.explore import DEFAULT, Grid, export
clock, cpu = time.perf_counter(), time.process_time()
size = export(sys.argv[1], grid={grid}, limit=10)
took, work = time.perf_counter() - clock, time.process_time() - cpu
print(f"made in {{took:.1f}} s ({{work:.1f}} s of CPU), {{size / 1e6:.2f}} MB")
"""
TURNS = 10
"""How many changes a page makes before it is the turn of the other."""


def environment(checkout: Path) -> dict[str, str]:
    """Return the environment of a process that imports the package of a checkout."""
    return {**os.environ, "PYTHONPATH": str(checkout)}


def made(checkout: Path, target: Path, grid: str) -> str:
    """Write the page of a checkout, and return what it took."""
    code = EXPORT.format(grid="DEFAULT" if grid == "default" else SMALL)
    command = [sys.executable, "-c", code, str(target)]
    done = subprocess.run(command, env=environment(checkout), cwd=target.parent, check=True, capture_output=True)
    return done.stdout.decode().strip()


@contextlib.contextmanager
def app(checkout: Path) -> Iterator[str]:
    """Start the app of a checkout, and yield its address."""
    command = [sys.executable, "-m", "tnrnn", "explore", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, env=environment(checkout), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[0]
        process.send_signal(signal.SIGINT)


def opened(browser: Browser, address: str, name: str) -> Page:
    """Open a page in a state, with the slice as the reader's own cut if the name of the state asks for one."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address)
    page.locator("[data-ready]").wait_for()
    if "own" in name:
        page.locator("[data-do=slice]").click()
    return page


def slides(browser: Browser, addresses: Mapping[str, str], states: dict[str, str], rounds: int) -> None:
    """Print how long the sliders take in some states of the pages, which take turns."""
    for name, state in states.items():
        pages = {which: opened(browser, f"{address}{state}", name) for which, address in addresses.items()}
        for slider in ("split", "hidden") if "own" in name else ("split", "hidden", "layers", "length"):
            times: dict[str, list[float]] = {which: [] for which in pages}
            for _ in range(rounds):
                for which, page in pages.items():
                    page.bring_to_front()
                    times[which] += page.evaluate(MEASURE, [slider, TURNS])
            medians = {which: statistics.median(found) for which, found in times.items()}
            found = [f"{which} {medians[which]:6.1f} ms (largest {max(times[which]):6.1f})" for which in pages]
            ratio = f"  ratio {medians['now'] / medians['before']:.2f}" if "before" in pages else ""
            print(f"{name:28} {slider:7} {', '.join(found)}{ratio}", flush=True)
        for page in pages.values():
            page.close()


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--before", type=Path, metavar="CHECKOUT", help="an older checkout")
    given.add_argument("--grid", choices=("default", "small"), default="default")
    given.add_argument("--rounds", type=int, default=6, help="how often the pages take turns (default: 6)")
    options = given.parse_args()
    checkouts = {"now": HERE} | ({"before": options.before.resolve()} if options.before else {})
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, contextlib.ExitStack() as stack:
        files = {which: Path(folder) / f"{which}.html" for which in checkouts}
        for which, checkout in checkouts.items():
            print(f"{which}: {made(checkout, files[which], options.grid)}", flush=True)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        slides(browser, {which: f"file://{file}" for which, file in files.items()}, STATES, options.rounds)
        apps = {which: stack.enter_context(app(checkout)) for which, checkout in checkouts.items()}
        slides(browser, apps, IN_THE_APP, options.rounds)
        browser.close()


if __name__ == "__main__":
    main()
