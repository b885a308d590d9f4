"""Takes the pictures of the explorer in docs/explorer.md and the README, in chromium, from an exported page.

python docs/pictures/explorer.py
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tnrnn.explore import Grid, export

HERE = Path(__file__).parent
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PROJECTOR, TABLET = {"width": 1280, "height": 720}, {"width": 768, "height": 1024}
SAID = 8_000
GRID = Grid((6, 8), (1, 2), (2, 3), (2, 3))
LSTM = Grid((4,), (1,), (2,), (3,), modes=("one-hot",), splits=(2,), model="lstm")
LONG = Grid((30,), (1,), (2,), (3,), modes=("continuous",), splits=(11,))
GRIDS = (GRID, LSTM, LONG)


def own_cut(page: Page) -> None:
    """Move the tensors of the output layer after the split to the near side, as a reader would by clicking."""
    page.evaluate(
        """() => {
          const { picture } = explorer.parts;
          for (const name of ["h[4,2]", "h[3,1]#2"]) picture.move(picture.targets.find((each) => each.name === name));
        }"""
    )


SHOTS = {
    "explorer-repeat": (GRID, "#length=6&layers=1&inputs=2&hidden=3", PROJECTOR, None),
    "explorer": (GRID, "#length=6&layers=2&inputs=2&hidden=2&mode=continuous", PROJECTOR, own_cut),
    "explorer-talk": (GRID, "#length=6&layers=2&mode=continuous&type=large&step=5", PROJECTOR, None),
    "explorer-tablet": (GRID, "#length=8&layers=2&hidden=3&mode=continuous&theme=dark", TABLET, None),
    "explorer-cells": (LSTM, "#view=cells", PROJECTOR, None),
    "explorer-folded": (LONG, "#view=folded", PROJECTOR, None),
    "explorer-growth": (GRID, "#length=8&layers=2&inputs=2&hidden=3&mode=continuous&axis=split", PROJECTOR, None),
    "explorer-beside": (
        GRID,
        "#length=6&layers=1&inputs=2&hidden=3&beside=rac.layers-2.inputs-2.hidden-3",
        PROJECTOR,
        None,
    ),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for number, grid in enumerate(GRIDS):
            export(Path(folder) / f"{number}.html", grid=grid)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, (grid, state, viewport, act) in SHOTS.items():
            page = browser.new_page(viewport=viewport)
            page.goto(f"file://{folder}/{GRIDS.index(grid)}.html{state}")
            page.locator("[data-ready]").wait_for()
            if act is not None:
                act(page)
                page.wait_for_timeout(SAID)  # what was said about it is gone by then
            page.screenshot(path=HERE / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
