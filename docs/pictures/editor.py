"""Takes the picture of the editor in docs/explorer.md, in chromium, from the app.

python docs/pictures/editor.py
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
IDLE = "async () => { const { asking } = explorer.parts.editor; while (asking.busy) await asking.busy; }"
FIGURE = {
    "version": 1,
    "view": {"moves": {"h[2,2]": [0, 0.4], "h[3,2]": [0, 0.4]}},
    "looks": [{"where": "h[2,2]", "shape": "diamond", "fill": "layer-3", "size": 0.3}],
    "notes": [
        {"kind": "hull", "around": ["h[2,2]", "h[3,2]"], "fill": "#F3ECC6"},
        {"kind": "brace", "around": ["h[3,2]", "h[4,2]"], "text": "later", "side": "below"},
    ],
}


def dragging(page: Page) -> None:
    """Hold the tensor h[3,2] where it snaps to the height of another."""
    where = "name => explorer.parts.editor.paper.toScreen(explorer.parts.editor.sketch.place(name))"
    (x, y), (_, other) = page.evaluate(where, "h[3,2]"), page.evaluate(where, "h[2,2]")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 24, other - 20, steps=4)
    page.mouse.move(x + 24, other + 3, steps=4)


def main() -> None:
    command = [sys.executable, "-m", "tnrnn", "explore", "-T", "4", "-L", "2", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as app, sync_playwright() as playwright:
        assert app.stdout is not None
        address = app.stdout.readline().split()[0]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(address)
        page.locator("[data-ready]").wait_for()
        page.click("[data-do=edit]")
        page.wait_for_function("() => explorer.parts.editor.sketch")
        loaded = "figure => explorer.parts.editor.edit(JSON.parse(figure), 'looks.json is loaded.')"
        page.evaluate(loaded, json.dumps(FIGURE))
        page.evaluate(IDLE)
        page.click("[data-do=edit-fit]")
        dragging(page)
        page.screenshot(path=HERE / "editor.png")
        browser.close()
        app.terminate()


if __name__ == "__main__":
    main()
