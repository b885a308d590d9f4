"""The built documentation: TNRNN_PAGES names the folder of its html; nothing in it needs a network."""

from __future__ import annotations

import doctest
import os
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from PIL import Image, ImageOps

ROOT = Path(__file__).parents[1]
PAGES = Path(os.environ["TNRNN_PAGES"]).resolve() if "TNRNN_PAGES" in os.environ else None
pytestmark = pytest.mark.skipif(PAGES is None, reason="needs built pages: set TNRNN_PAGES to their folder")
LOADS = {"src", "srcset", "poster", "data"}
"""Attributes whose addresses a browser loads by itself."""

FILES = (
    [path for path in sorted(PAGES.rglob("*.html")) if "_static" not in path.relative_to(PAGES).parts] if PAGES else []
)
SOURCES = PAGES / "_modules" if PAGES else None
READ = [path for path in FILES if not path.is_relative_to(SOURCES)]


class Page(HTMLParser):
    """Which places a page has, where it links to, and what it loads."""

    def __init__(self, path):
        super().__init__()
        self.path, self.places, self.links, self.loads = path, set(), [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("id", "name") and value:
                self.places.add(value)
            elif name in LOADS or (tag == "link" and name == "href"):
                self.loads.append(value)
            elif tag == "a" and name == "href":
                self.links.append(value)


@pytest.fixture(scope="module")
def parsed():
    return {path: Page(path) for path in FILES}


@pytest.fixture(scope="module")
def offline(browser):
    context = browser.new_context(offline=True)
    yield context
    context.close()


def shown(path):
    return str(path.relative_to(PAGES))


def test_every_link_inside_leads_to_a_place_that_is_there(parsed):
    """From listings of source to the page alone: Sphinx takes all of a module's names for those of one package."""
    wrong = []
    for path, page in parsed.items():
        for link in {*page.links, *page.loads}:
            where = urlsplit(link)
            if where.scheme or link.startswith("//"):
                continue
            target = (path.parent / unquote(where.path)).resolve() if where.path else path
            place = "" if path.is_relative_to(SOURCES) else unquote(where.fragment)
            if not target.is_file() or (place and target in parsed and place not in parsed[target].places):
                wrong.append((shown(path), link))
    assert wrong == []


def test_no_page_names_anything_to_load_from_elsewhere(parsed):
    loads = {(shown(path), load) for path, page in parsed.items() for load in page.loads}
    assert {(path, load) for path, load in loads if urlsplit(load).scheme not in ("", "data")} == set()


def test_every_script_of_the_gallery_has_a_thumbnail(browser):
    if not (PAGES / "auto_gallery").exists():
        pytest.skip("built without the gallery")
    page = browser.new_page()
    page.goto((PAGES / "auto_gallery" / "index.html").as_uri())
    images = page.locator(".sphx-glr-thumbcontainer img")
    found = images.evaluate_all("all => all.map(image => [image.src, image.naturalWidth])")
    page.close()
    assert len(found) == len(list((ROOT / "gallery").glob("*.py")))
    assert all(width > 100 for _, width in found)
    assert len({(PAGES / "_images" / Path(src).name).read_bytes() for src, _ in found}) == len(found)


def test_pictures_fill_the_cards_of_the_gallery():
    """What is painted spans a card from one side to the other, and at least half of it across."""
    cards = sorted((PAGES / "_images").glob("sphx_glr_*_thumb.*"))
    if not cards:
        pytest.skip("built without the gallery")
    for card in cards:
        with Image.open(card) as picture:
            left, top, right, bottom = (
                ImageOps.invert(picture.convert("L")).point(lambda ink: 255 * (ink > 8)).getbbox()
            )
            parts = sorted([(right - left) / picture.width, (bottom - top) / picture.height])
        assert parts[0] > 0.5, card.name
        assert parts[1] > 0.93, card.name


def test_the_search_finds_a_function_without_a_network(offline):
    page = offline.new_page()
    page.goto((PAGES / "search.html").as_uri() + "?q=min_cut")
    page.locator("#search-results a", has_text="min_cut").first.wait_for()
    page.close()


WORDS = (
    "separation rank",
    "Start-End separation rank",
    "rank",
    "tensor rank of the matricization",
    "min-cut",
    "minimum cut",
    "symmetric cut",
    "matricization",
    "grid tensor",
    "copy tensor",
    "one-hot",
    "continuous",
    "multichoose",
    "((d, m))",
    "monomials",
    "certificate",
    "observe",
    "future",
    "split",
    "partition",
    "RAC",
    "unfold",
    "bond",
    "leg",
    "generic rank",
    "ideal bound",
    "the repeat",
)


def test_a_search_for_a_word_finds_its_definition_first(offline):
    page, wrong = offline.new_page(), []
    for word in WORDS:
        page.goto((PAGES / "search.html").as_uri() + f"?q={quote(word)}")
        first = page.locator("#search-results li > a").first
        first.wait_for()
        target = urlsplit(first.get_attribute("href"))
        if not (target.path.endswith("glossary.html") and target.fragment.startswith("term-")):
            wrong.append((word, target.path.rpartition("/")[2], target.fragment))
    page.close()
    assert wrong == []


CLICKS = """() => {
  let copied = null;
  document.execCommand = () => { copied = document.activeElement.value; return true; };
  return [...document.querySelectorAll("button.copybtn")].map((button) => {
    copied = null;
    button.click();
    return [document.querySelector(button.dataset.clipboardTarget).textContent, copied];
  });
}"""
"""Clicks every copy button and returns what its block shows and what would be in the clipboard."""


@pytest.mark.parametrize("name", ["api/generated/tnrnn.Builder.html", "api/generated/tnrnn.rac.html"])
def test_a_copy_button_copies_an_example_without_prompts_and_outputs(offline, name):
    page = offline.new_page()
    page.goto((PAGES / name).as_uri())
    blocks = [block for block in page.evaluate(CLICKS) if block[0].startswith(">>> ")]
    page.close()
    assert blocks
    for shown_text, copied in blocks:
        sources = [example.source.rstrip("\n") for example in doctest.DocTestParser().get_examples(shown_text)]
        assert copied.split("\n") == "\n".join(sources).split("\n")


def test_a_copy_button_copies_commands_without_prompts(offline):
    page = offline.new_page()
    page.goto((PAGES / "install.html").as_uri())
    blocks = [block for block in page.evaluate(CLICKS) if block[0].startswith("$ ")]
    page.close()
    assert blocks
    for shown_text, copied in blocks:
        commands = [line[2:] for line in shown_text.splitlines() if line.startswith("$ ")]
        assert copied.split("\n") == commands


def test_a_copy_button_copies_a_whole_cell_and_outputs_have_none(offline):
    page = offline.new_page()
    page.goto((PAGES / "glossary.html").as_uri())
    ((shown_text, copied),) = page.evaluate(CLICKS)
    outputs = page.locator(".output pre")
    buttons = page.locator(".output button.copybtn")
    counts = outputs.count(), buttons.count()
    page.close()
    assert copied.rstrip("\n") == shown_text.rstrip("\n")
    assert counts == (1, 0)


LOADED = """async () => {
  if (window.MathJax?.startup) await MathJax.startup.promise;
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map((image) => image.decode().catch(() => null)));
  return {
    maths: document.querySelectorAll(".math").length,
    drawn: document.querySelectorAll("mjx-container svg").length,
    wrong: document.querySelectorAll("[data-mjx-error], mjx-merror").length,
    empty: [...document.images].filter((image) => !image.naturalWidth).map((image) => image.src),
  };
}"""


@pytest.mark.parametrize("path", READ, ids=shown)
def test_a_page_opens_without_a_network(path, offline):
    """No request fails or leaves the folder, the console is quiet, maths are drawn, pictures are there."""
    page = offline.new_page()
    requests, failed, said = [], [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.as_uri())
    found = page.evaluate(LOADED)
    page.close()
    assert [url for url in requests if urlsplit(url).scheme not in ("file", "data", "blob")] == []
    assert failed == []
    assert said == []
    assert found["wrong"] == 0
    assert found["drawn"] >= found["maths"]
    assert found["empty"] == []
