"""The page in a frame of another page, in a real browser: the file, also sandboxed, and the app for some origins."""

from __future__ import annotations

import functools
import http.server
import re
import signal
import subprocess
import sys
import threading

import pytest

from tnrnn.explore import Grid, export

READY = "[data-ready]"
HOST = "127.0.0.1"
STATE = "length=6&layers=2&mode=one-hot"

DECK = """<!doctype html>
<script>
  const heard = [], pressed = [];
  addEventListener("message", ({ data, origin }) => heard.push([data, origin]));
  addEventListener("keydown", ({ key }) => pressed.push(key));
</script>
<h1 tabindex="0">A slide</h1>
<iframe width="900" height="560" %s src="%s"></iframe>
"""
"""A page that has the explorer in a frame, and notes what it hears of it."""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A static server; some of its pages are isolated from others."""

    def log_message(self, *words):
        pass

    def end_headers(self):
        if "isolated" in self.path:
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with an exported file, which is served."""
    found = tmp_path_factory.mktemp("deck")
    export(found / "lecture.html", grid=Grid((4, 6), (1, 2), (2,), (2, 3), modes=("one-hot",)))
    (found / "favicon.ico").write_bytes(b"")
    return found


@pytest.fixture(scope="module")
def static(folder):
    """The port of a static server of the folder."""
    handler = functools.partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer((HOST, 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def app(static):
    """The address of an app that the static server may embed by one of its two names."""
    command = [sys.executable, "-m", "tnrnn", "explore", "--no-browser", "--port", "0"]
    origins = ["--allow-embed", f"http://localhost:{static}", "--allow-embed", "https://talks.example.org"]
    with subprocess.Popen([*command, *origins], stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().split()[0]
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0


class Deck:
    """A page with the explorer in a frame."""

    def __init__(self, page):
        self.page = page
        self.said = []
        self.errors = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    @property
    def frame(self):
        return self.page.frames[1]

    def shows(self, selector):
        return self.frame.locator(selector).is_visible()

    def said_in_it(self, words):
        self.frame.locator(".said", has_text=words).wait_for(state="attached")

    def go(self, changes):
        """Move the frame along, as a deck does: by its address, which may be that of another origin."""
        self.page.evaluate(
            """(changes) => {
              const frame = document.querySelector("iframe");
              frame.contentWindow.location.replace(frame.src + changes);
            }""",
            changes,
        )


@pytest.fixture
def deck(browser, folder, static):
    """Open a page with a frame, from the disk or from a server."""
    contexts, decks = [], []

    def opened(source, attributes="", place="server", name="deck.html", host=HOST):
        (folder / name).write_text(DECK % (attributes, source))
        context = browser.new_context(viewport={"width": 1000, "height": 700})
        contexts.append(context)
        found = Deck(context.new_page())
        decks.append(found)
        found.page.goto(f"file://{folder}/{name}" if place == "disk" else f"http://{host}:{static}/{name}")
        return found

    yield opened
    for context in contexts:
        context.close()
    assert [error for found in decks for error in found.errors] == []


@pytest.fixture
def shown(deck):
    def opened(*given, **named):
        found = deck(*given, **named)
        found.frame.locator(READY).wait_for()
        return found

    return opened


SANDBOX = 'sandbox="allow-scripts"'


@pytest.mark.parametrize("place", ["disk", "server"])
@pytest.mark.parametrize("attributes", ["", SANDBOX])
def test_the_file_in_a_frame_shows_the_picture_alone_and_a_button_the_rest(shown, place, attributes):
    deck = shown(f"lecture.html#{STATE}", attributes, place)
    assert deck.shows(".picture svg")
    assert not deck.shows(".controls")
    assert not deck.shows(".bar")
    assert deck.frame.evaluate("() => document.documentElement.scrollHeight <= innerHeight")
    deck.frame.get_by_label("Show the controls").click()
    assert deck.shows(".controls")
    assert deck.shows(".numbers")
    assert "embed=0" in deck.frame.evaluate("() => location.hash")
    deck.frame.get_by_text("Picture only").click()
    assert not deck.shows(".controls")
    assert deck.page.evaluate("() => [heard, pressed]") == [[], []]


def test_what_a_sandbox_forbids_is_said_and_breaks_nothing(shown):
    """Storage, full screen, the clipboard and downloads are forbidden there."""
    deck = shown(f"lecture.html#{STATE}&embed=0", SANDBOX)
    assert not deck.shows("[data-do=full]")
    deck.frame.locator("[data-do=link]").click()
    deck.said_in_it("The link could not be copied here; open the page by itself, outside of this frame.")
    for name, ending in (("svg", "svg"), ("png", "png"), ("tikz", "tex")):
        deck.frame.locator(f"[data-do={name}]").click()
        deck.said_in_it(f".{ending} is saved, if the page around this frame allows it.")
    deck.frame.locator("[data-do=python]").click()
    assert "import tnrnn" in deck.frame.locator(".code pre").text_content()
    deck.frame.locator("[data-do=close]").click()
    deck.frame.locator("[data-do=talk]").click()
    deck.frame.locator("[data-do=presenter]").click()
    deck.said_in_it("The browser has blocked the presenter's window")
    for name in ("print", "print-now"):
        deck.frame.locator(f"[data-do={name}]").click()
    assert deck.shows(".picture svg")
    assert deck.frame.locator(".talk h2").text_content() == "Inputs"
    deck.frame.locator("[data-do=talk]").click()
    deck.frame.locator("[data-size=hidden]").press("ArrowLeft")
    deck.frame.wait_for_function("() => location.hash.includes('hidden=2')")
    assert all(re.search("policy|disallowed|sandboxed", said, re.IGNORECASE) for said in deck.said)


def test_a_page_by_itself_is_embedded_only_if_its_address_says_so(browser, folder):
    page = browser.new_page()
    try:
        for words, whole in (("", True), ("&embed=1", False), ("&embed=0", True), ("&embed=constructor", True)):
            page.goto("about:blank")
            page.goto(f"file://{folder}/lecture.html#{STATE}{words}")
            page.locator(READY).wait_for()
            assert page.locator(".controls").is_visible() == whole
    finally:
        page.close()


@pytest.mark.parametrize("attributes", ["", SANDBOX])
def test_a_deck_moves_the_talk_along_by_the_address(shown, static, attributes):
    """It needs no message, and no history; the frame is of another origin."""
    deck = shown(f"http://localhost:{static}/lecture.html#{STATE}", attributes)
    before = deck.page.evaluate("() => history.length")
    titles = []
    for step in range(3):
        deck.go(f"&step={step}")
        deck.frame.locator(".talk .count", has_text=re.compile(f"^{step + 1} /")).wait_for()
        titles.append(deck.frame.locator(".talk h2").text_content())
    assert titles == ["Inputs", "First layer", "Layer 2"]
    assert deck.page.evaluate("() => history.length") == before
    deck.go("")
    deck.frame.locator(".talk").wait_for(state="hidden")
    assert not deck.shows(".controls")


def test_keys_reach_the_frame_only_while_it_has_the_focus_and_escape_gives_it_back(shown):
    deck = shown(f"lecture.html#{STATE}&step=0")
    deck.page.locator("h1").focus()
    deck.page.keyboard.press("ArrowRight")
    assert deck.page.evaluate("() => pressed") == ["ArrowRight"]
    assert deck.frame.locator(".talk h2").text_content() == "Inputs"
    deck.frame.locator(".talk h2").click()
    deck.page.keyboard.press("ArrowRight")
    deck.frame.locator(".talk h2", has_text="First layer").wait_for()
    deck.page.keyboard.press("Escape")
    deck.frame.wait_for_function("() => !document.hasFocus()")
    deck.page.keyboard.press("ArrowRight")
    assert deck.page.evaluate("() => pressed") == ["ArrowRight", "ArrowRight"]
    assert deck.frame.locator(".talk h2").text_content() == "First layer"
    assert deck.page.evaluate("() => heard") == []


def test_the_page_tells_nothing_unless_it_is_asked_and_then_only_the_turn_of_a_slide(shown):
    deck = shown(f"lecture.html#{STATE}&step=1")

    def is_at(number):
        deck.frame.locator(".talk .count", has_text=re.compile(f"^{number} / ")).wait_for()

    deck.frame.locator(".talk h2").click()
    for key, number in (("PageDown", 3), ("PageUp", 2), ("x", 2)):
        deck.page.keyboard.press(key)
        is_at(number)
    assert deck.page.evaluate("() => heard") == []
    deck.go("&keys=reveal&step=2")
    is_at(3)
    for key in ("PageDown", "ArrowLeft", "PageUp", "x"):
        deck.page.keyboard.press(key)
    deck.page.wait_for_function("() => heard.length === 2")
    assert [data for data, _ in deck.page.evaluate("() => heard")] == ['{"method":"next"}', '{"method":"prev"}']
    is_at(2)


def test_the_page_does_not_listen_to_messages(shown):
    deck = shown(f"lecture.html#{STATE}&step=0")
    before = deck.frame.evaluate("() => location.hash")
    deck.page.evaluate(
        """() => {
          const { contentWindow } = document.querySelector("iframe");
          const messages = ["next", '{"method":"next"}', { step: 3 }, { hash: "#step=3" }];
          for (const message of messages) contentWindow.postMessage(message, "*");
        }"""
    )
    deck.page.wait_for_timeout(200)
    assert deck.frame.evaluate("() => location.hash") == before


# The app.


@pytest.mark.parametrize("name", ["deck.html", "isolated.html"])
def test_an_allowed_origin_embeds_the_app(shown, app, name):
    """So does a page that is isolated from others (Cross-Origin-Embedder-Policy)."""
    deck = shown(f"{app}#{STATE}", name=name, host="localhost")
    assert deck.shows(".picture svg")
    assert not deck.shows(".controls")
    deck.frame.get_by_label("Show the controls").click()
    deck.frame.locator("[data-number=hidden]").fill("5")
    deck.frame.locator("[data-number=hidden]").press("Enter")
    deck.frame.wait_for_function("() => location.hash.includes('hidden=5')")
    deck.frame.locator("[data-row=rank] data").wait_for()


def refused(deck):
    """Return whether the frame shows nothing of the app."""
    deck.page.wait_for_timeout(500)
    return deck.frame.evaluate("() => document.querySelector('#tnrnn') === null")


def test_another_origin_embeds_nothing(deck, app):
    """The same server under another name is another origin, and so is a page from the disk."""
    assert refused(deck(f"{app}#{STATE}"))
    assert refused(deck(f"{app}#{STATE}", place="disk"))


def test_an_allowed_page_in_a_page_of_another_origin_embeds_nothing(deck, app, folder, static):
    (folder / "inner.html").write_text(DECK % ("", f"{app}#{STATE}"))
    outer = deck(f"http://localhost:{static}/inner.html")
    outer.page.wait_for_timeout(500)
    assert all(frame.evaluate("() => document.querySelector('#tnrnn') === null") for frame in outer.page.frames)


def test_a_sandboxed_app_computes_only_with_its_origin(shown, deck, app):
    """Without it, its requests come from nowhere (Origin: null), and are refused like all others."""
    found = shown(f"{app}#{STATE}", 'sandbox="allow-scripts allow-same-origin"', host="localhost")
    assert found.shows(".picture svg")
    found = deck(f"{app}#{STATE}", SANDBOX, host="localhost")
    found.frame.locator(".notice", has_text="cannot be shown").wait_for()
    assert not found.shows(".picture svg")
