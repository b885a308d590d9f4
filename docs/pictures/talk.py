"""Takes the pictures of a talk, one for each step, as a projector shows them: in chromium, from the app.

python docs/pictures/talk.py                     # the sheet of all steps of docs/talks/gates-depth-memory.json
python docs/pictures/talk.py --out FOLDER        # beside it, a picture of each step
python docs/pictures/talk.py --talk OTHER.json
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
TALK = HERE.parent / "talks" / "gates-depth-memory.json"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PROJECTOR = {"width": 1280, "height": 720}
PATIENCE = 120_000
"""Milliseconds in which a step has to be there."""

COMPLETE = """() => {
  const { axis, beside } = explorer.state, text = (selector) => document.querySelector(selector)?.textContent ?? "";
  const plotted = document.querySelector(".plot svg") && !text(".growth-work").startsWith("Computing");
  return (!axis || plotted) && (!beside || (text(".compared") && !text(".compared").includes("being computed")));
}"""
"""Whether the plot of growth and the table of two circuits, if a step has them, are complete."""

COLUMNS, WIDTH, GAP, COLOURS = 2, 640, 4, 256


@contextmanager
def app() -> Iterator[str]:
    """Give the address of an app."""
    command = [sys.executable, "-m", "tnrnn", "explore", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[0]
        finally:
            process.send_signal(signal.SIGINT)


def settle(page: Page) -> None:
    """Wait until nothing is being computed."""
    page.evaluate("async () => { await explorer.showing; await explorer.parts.beside?.loader.showing; }")
    for selector in (".notice", ".beside-notice"):
        page.locator(selector).wait_for(state="hidden", timeout=PATIENCE)
    page.wait_for_function(COMPLETE, timeout=PATIENCE)
    page.evaluate("() => document.querySelector('.toasts').replaceChildren()")


def take(address: str, talk: str, folder: Path) -> list[Path]:
    """Go through a talk by the keys of a clicker, and take a picture of each step."""
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport=PROJECTOR)
        page.goto(address)
        page.locator("[data-ready]").wait_for()
        page.evaluate("(talk) => explorer.parts.script.take(talk)", json.loads(talk))
        for number in range(1, len(json.loads(talk)["steps"]) + 1):
            page.locator(".talk .count", has_text=f"{number} /").wait_for(timeout=PATIENCE)
            settle(page)
            found.append(folder / f"step-{number:02}.png")
            page.screenshot(path=found[-1])
            page.keyboard.press("PageDown")
        browser.close()
    return found


def sheet(pictures: list[Path], target: Path) -> None:
    """Write all pictures as one."""
    height, rows = WIDTH * PROJECTOR["height"] // PROJECTOR["width"], -(-len(pictures) // COLUMNS)
    whole = Image.new("RGB", (COLUMNS * (WIDTH + GAP) - GAP, rows * (height + GAP) - GAP), "gray")
    for place, picture in enumerate(pictures):
        row, column = divmod(place, COLUMNS)
        with Image.open(picture) as found:
            small = found.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
        whole.paste(small, (column * (WIDTH + GAP), row * (height + GAP)))
    whole.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(target, optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="take the pictures of a talk")
    parser.add_argument("--talk", type=Path, default=TALK)
    parser.add_argument("--out", type=Path, help="a folder for the pictures of the steps")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, app() as address:
        folder = options.out or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        pictures = take(address, options.talk.read_text(encoding="utf-8"), folder)
        sheet(pictures, HERE / f"talk-{options.talk.stem}.png")


if __name__ == "__main__":
    main()
