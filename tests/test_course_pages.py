"""Slides and handouts beside the built documentation: TNRNN_PAGES names the folder of its html, as in test_pages.py."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[1]
COURSE = Path(os.environ["TNRNN_PAGES"]).resolve() / "course" if "TNRNN_PAGES" in os.environ else None
pytestmark = pytest.mark.skipif(
    COURSE is None or not COURSE.exists(), reason="needs built pages with lectures: set TNRNN_PAGES to their folder"
)
LECTURES = [path.stem for path in sorted((ROOT / "notebooks").glob("[1-8]_*.ipynb"))]
LOCAL = ("file", "data", "blob")
A4 = (595, 842)
"""Points."""

lectures = pytest.mark.parametrize("name", LECTURES)


@pytest.fixture(scope="module")
def offline(browser):
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 720})
    yield context
    context.close()


def opened(context, path):
    """Open a page that must load nothing and say nothing."""
    page, said = context.new_page(), []
    page.on("request", lambda request: said.append(request.url) if urlsplit(request.url).scheme not in LOCAL else None)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.as_uri())
    return page, said


def test_everything_is_made_of_each_notebook():
    """Nothing of an earlier name is left, either, in a build from scratch."""
    both = [*LECTURES, "test_sheet"]
    assert sorted(path.name for path in (COURSE / "students").iterdir()) == [f"{name}.ipynb" for name in both]
    assert sorted(path.name for path in (COURSE / "notebooks").iterdir()) == [f"{name}.ipynb" for name in both]
    assert sorted(path.name for path in (COURSE / "slides").iterdir()) == [f"{name}.html" for name in LECTURES]
    assert {f"{name}.html" for name in both} <= {path.name for path in (COURSE / "handouts").iterdir()}


SHOWN = """() => {
  const page = Reveal.getCurrentSlide().querySelector(".page");
  const box = page.getBoundingClientRect();
  const inside = [...page.querySelectorAll("*")].map((element) => element.getBoundingClientRect());
  return {
    over: [page.scrollHeight - page.clientHeight, page.scrollWidth - page.clientWidth],
    beyond: inside.filter((each) => each.right > box.right + 1 || each.bottom > box.bottom + 1).length,
    size: parseFloat(getComputedStyle(page).fontSize),
    box: [box.width, box.height],
    text: page.innerText.trim().length + page.querySelectorAll("img").length,
  };
}"""


@lectures
def test_no_slide_overflows(name, offline):
    """At 1280 by 720 every slide holds all that stands on it, in type that a room can read."""
    page, said = opened(offline, COURSE / "slides" / f"{name}.html")
    count = page.evaluate("Reveal.getTotalSlides()")
    assert count > 15
    assert page.locator("section > .page").count() == count
    for index in range(count):
        page.evaluate(f"Reveal.slide({index})")
        found = page.evaluate(SHOWN)
        assert found["over"] == [0, 0], index
        assert found["beyond"] == 0, index
        assert found["size"] >= 20, index
        assert found["box"] == [1280, 720], index
        assert found["text"] > 0, index
    empty = "[...document.images].filter((image) => !image.naturalWidth).length"
    assert page.evaluate(empty) == 0
    assert page.locator("img").count() >= 1, "the notebook was run"
    page.close()
    assert said == []


@lectures
def test_slides_and_handouts_have_nothing_that_is_folded(name):
    book = (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    folded = re.findall(r"<summary>([^<]*)</summary>", book)
    assert len(folded) > 3
    for kind in ("slides", "handouts"):
        text = (COURSE / kind / f"{name}.html").read_text(encoding="utf-8")
        assert "<details" not in text
        assert [words for words in folded if words in text] == []


@lectures
def test_a_handout_fits_on_its_page(name, offline):
    page, said = opened(offline, COURSE / "handouts" / f"{name}.html")
    body = page.locator(".one-page .body")
    assert body.evaluate("body => body.scrollWidth - body.clientWidth") <= 1
    assert body.evaluate("body => parseFloat(body.style.fontSize)") >= 7.5
    assert page.locator("img").evaluate("image => image.naturalWidth") > 100
    page.close()
    assert said == []


def pages_of(path):
    """Return the number of pages of a pdf, and their sizes, as poppler reads them."""
    if shutil.which("pdfinfo") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("needs pdfinfo, of poppler-utils")
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    size = re.search(r"^Page size:\s+([\d.]+) x ([\d.]+)", told, re.MULTILINE)
    return int(re.search(r"^Pages:\s+(\d+)", told, re.MULTILINE)[1]), tuple(
        round(float(side)) for side in size.groups()
    )


@pytest.mark.parametrize(("name", "most"), [*((name, 1) for name in LECTURES), ("test_sheet", 3)])
def test_a_handout_is_printed_on_a4(name, most):
    path = COURSE / "handouts" / f"{name}.pdf"
    if not path.exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("built without chromium")
    count, size = pages_of(path)
    assert count <= most
    assert size == pytest.approx(A4, abs=1)
