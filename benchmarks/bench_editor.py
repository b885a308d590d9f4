"""Measure the script of the editor for each event of a drag, in a trace of Chromium: median and largest, in ms.

    python benchmarks/bench_editor.py --length 16 --events 60

The case is the unrolled network of an RAC of depth 2, first as a staircase and then with a mark for each tensor. One
tensor, a tenth of them, and all are dragged; the time is that of the whole dispatch of an event `pointermove`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
IDLE = "async () => { const { asking } = explorer.parts.editor; while (asking.busy) await asking.busy; }"
PLACE = """() => {
  const { sketch, paper } = explorer.parts.editor, [x, y] = sketch.place([...explorer.parts.editor.tensors][0]);
  const room = paper.svg.getBoundingClientRect(), [left, , , top] = paper.list.box;
  return [room.left + (x - left) * paper.unit, room.top + (top - y) * paper.unit];
}"""


def dragged(page: Page, session: CDPSession, events: int) -> list[float]:
    """Drag what is selected, and return the milliseconds of script of each event that moved it."""
    x, y = page.evaluate(PLACE)
    found: list[dict[str, Any]] = []
    session.on("Tracing.dataCollected", lambda data: found.extend(data["value"]))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 4, y + 4)
    session.send("Tracing.start", {"categories": "devtools.timeline", "transferMode": "ReportEvents"})
    for step in range(1, events + 1):
        page.mouse.move(x + 4 + 0.7 * step, y + 4 + 0.4 * step)
    ended: list[Any] = []
    session.once("Tracing.tracingComplete", lambda found: ended.extend([found]))
    session.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(20)
    page.mouse.up()
    page.evaluate(IDLE)
    kinds = [e for e in found if e["name"] == "EventDispatch" and e["args"]["data"]["type"] == "pointermove"]
    return [event["dur"] / 1000 for event in kinds if "dur" in event]


def measured(page: Page, events: int) -> dict[str, Any]:
    """Return the times of drags of one tensor, of a tenth, and of all."""
    session, rows = page.context.new_cdp_session(page), {}
    tensors = page.evaluate("() => [...explorer.parts.editor.sketch.marks.keys()]")
    for words, names in {"one": tensors[:1], "a tenth": tensors[::10], "all": tensors}.items():
        page.evaluate("names => explorer.parts.editor.select(names)", names)
        times = dragged(page, session, events)
        rows[words] = {"median": round(statistics.median(times), 2), "most": round(max(times), 2), "events": len(times)}
        page.evaluate("() => explorer.parts.editor.undo()")
        page.evaluate(IDLE)
    return {"marks": len(tensors), "lines": page.evaluate("() => explorer.parts.editor.sketch.lines.length"), **rows}


def main() -> None:
    """Print the measurements as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--length", type=int, default=16)
    parser.add_argument("--events", type=int, default=60)
    options = parser.parse_args()
    command = [sys.executable, "-m", "tnrnn", "explore", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as app, sync_playwright() as playwright:
        assert app.stdout is not None
        address = app.stdout.readline().split()[0]
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(180_000)
        page.goto(f"{address}#length={options.length}&layers=2")
        page.locator("[data-ready]").wait_for()
        page.click("[data-do=edit]")
        page.wait_for_function("() => explorer.parts.editor.sketch")
        page.evaluate(IDLE)
        print(json.dumps({"staircase": measured(page, options.events)}), flush=True)
        layout = "() => explorer.parts.editor.edit({ version: 1, view: { layout: 'columns' } }, 'columns')"
        page.evaluate(layout)
        page.evaluate(IDLE)
        page.click("[data-do=edit-fit]")
        print(json.dumps({"plain": measured(page, options.events)}), flush=True)
        browser.close()
        app.terminate()


if __name__ == "__main__":
    main()
