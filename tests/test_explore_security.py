"""What the app refuses, over raw HTTP: questions that are wrong, too large, too deep or too slow, and other origins."""

from __future__ import annotations

import ast
import base64
import contextlib
import copy
import http.client
import json
import os
import random
import re
import socket
import sys
import threading
import time
import tomllib
import xml.etree.ElementTree as ET

import pytest
from test_explore_app import HOST, RIGHT, SLOW_COMMAND, TIMEOUT, Answer, closed_after, until, uvicorn

from tnrnn.basics import TnrnnError
from tnrnn.cli import main
from tnrnn.explore import application, serve
from tnrnn.explore.serving.answering import DONE, QUESTIONS, answers, line_of
from tnrnn.explore.serving.app import live_page
from tnrnn.explore.serving.crew import MOST_SECONDS, Crew
from tnrnn.explore.serving.door import door
from tnrnn.explore.serving.guarding import NOTHING, REFUSED
from tnrnn.explore.serving.origins import MOST_ORIGINS, origin_of, origins_of
from tnrnn.explore.serving.questions import DEEPEST, LONGEST_BODY

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/net/tcp"), reason="it looks at processes and ports in /proc")

WORDS = RIGHT._asdict()
TYPE = "Content-Type: application/json"
DECKS = ("http://localhost:8000", "https://talks.example.org")


@contextlib.contextmanager
def serving(most=2, http="auto", allow_embed=(), seconds=MOST_SECONDS, command=None):
    """Give the port of a server in this process, and its crew."""
    crew = Crew(most, seconds, SLOW_COMMAND if command is None else command)
    with socket.create_server((HOST, 0)) as listening:
        number = listening.getsockname()[1]
        app = application([f"{HOST}:{number}"], crew, allow_embed)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", http=http, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield number, crew
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def port():
    with serving() as (number, _):
        yield number


@pytest.fixture(scope="module")
def embeddable():
    """The port of an app that two origins may embed."""
    with serving(allow_embed=DECKS) as (number, _):
        yield number


def head_of(port, target, *headers, method="POST"):
    return "\r\n".join([f"{method} {target} HTTP/1.1", f"Host: {HOST}:{port}", *headers, "", ""]).encode("latin-1")


def answer_to(connection, method="POST"):
    with contextlib.closing(http.client.HTTPResponse(connection, method=method)) as response:
        response.begin()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, response.read())


def sent(port, content, target="/ask/case", *, headers=(TYPE,), method="POST"):
    """Send a question with this body, and return the answer."""
    with socket.create_connection((HOST, port), timeout=TIMEOUT) as connection:
        with contextlib.suppress(ConnectionError):  # it may answer, and hang up, before all is sent
            connection.sendall(
                head_of(port, target, f"Content-Length: {len(content)}", *headers, method=method) + content
            )
        return answer_to(connection, method)


def got(port, target, *headers):
    return sent(port, b"", target, headers=headers, method="GET")


def asked(port, words, kind="case"):
    return sent(port, json.dumps(words).encode(), f"/ask/{kind}")


def refusal(found):
    """Return the one line that a question is refused with, which is short and says no path or type of Python."""
    assert found.headers["content-security-policy"] == NOTHING
    (message,) = found.messages
    assert [*message] == ["error"]
    text = message["error"]
    assert len(text) < 1_000
    assert len(text.splitlines()) == 1
    assert "Traceback" not in text
    assert "/tnrnn/" not in text
    return text


def assert_answers(port):
    found = asked(port, WORDS)
    assert (found.status, [*found.messages[-1]]) == (200, ["numbers"])


# Questions.


def test_a_question_of_the_page_is_answered(port):
    assert_answers(port)
    found = sent(port, json.dumps(WORDS).encode(), headers=["content-type: Application/JSON ; charset=utf-8"])
    assert found.status == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "json"])
def test_a_form_of_another_page_could_send_these_types_and_they_are_refused(port, kind):
    found = sent(port, json.dumps(WORDS).encode(), headers=[f"Content-Type: {kind}"])
    assert found.status == 400
    assert "content type application/json" in refusal(found)
    assert sent(port, b"{}", headers=[]).status == 400


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" ",
        b"{",
        b"null",
        b"[]",
        b"3",
        b'"case"',
        b'{"length": 6} {"length": 6}',
        b'{"length": 6, "length": 7}',
        b'{"length": NaN}',
        b'{"length": Infinity}',
        b"{'length': 6}",
        b'{"length": 6,}',
        b'{"length": ' + b"9" * 100_000 + b"}",
        b'\xff\xfe{"length": 6}',
        b'{"length": "\xed\xa0\x80"}',
        b"\0" * 1000,
        b"--boundary\r\nContent-Disposition: form-data",
    ],
    ids=lambda content: repr(content[:24]),
)
def test_what_is_no_object_in_json_is_refused(port, content):
    found = sent(port, content)
    assert found.status == 400
    assert refusal(found).startswith("question: ")


@pytest.mark.parametrize("shape", ["[", '{"a":', "[{}, ", '{"a": ["[[[[", '])
@pytest.mark.parametrize("deep", [DEEPEST + 1, 1_000, 100_000])
def test_deep_questions_are_refused_before_they_are_parsed(port, shape, deep):
    content = ('{"length": ' + shape * deep).encode()
    started = time.monotonic()
    found = sent(port, content[:LONGEST_BODY])
    assert "nested at most" in refusal(found)
    assert time.monotonic() - started < 5


def test_a_question_may_be_as_deep_as_is_said(port):
    def nested(deep):
        return ('{"inner":' * deep + "1" + "}" * deep).encode()

    assert refusal(sent(port, nested(DEEPEST + 1))).startswith("question: ")
    assert (
        "parameter" in sent(port, nested(DEEPEST)).messages[0]["error"]
        or "case" in sent(port, nested(DEEPEST)).messages[0]["error"]
    )


def test_a_question_that_says_it_is_too_long_is_refused_unread(port):
    with socket.create_connection((HOST, port), timeout=TIMEOUT) as connection:
        connection.sendall(head_of(port, "/ask/case", TYPE, f"Content-Length: {LONGEST_BODY + 1}"))
        found = answer_to(connection)
        assert f"at most {LONGEST_BODY:,} bytes" in refusal(found)


def test_a_question_of_unknown_length_is_refused_where_it_becomes_too_long(port):
    part = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    with socket.create_connection((HOST, port), timeout=TIMEOUT) as connection:
        connection.sendall(head_of(port, "/ask/case", TYPE, "Transfer-Encoding: chunked"))
        with contextlib.suppress(ConnectionError):
            for _ in range(LONGEST_BODY // 0x10000 + 1):
                connection.sendall(part)
        assert f"at most {LONGEST_BODY:,} bytes" in refusal(answer_to(connection))


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "+5", "5\r\nContent-Length: 6", ""])
def test_a_length_that_is_none_is_no_request(port, length):
    with socket.create_connection((HOST, port), timeout=TIMEOUT) as connection:
        connection.sendall(head_of(port, "/ask/case", TYPE, f"Content-Length: {length}") + b"{}   ")
        assert answer_to(connection).status == 400


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "post"])
def test_questions_are_posted(port, method):
    found = sent(port, b"", "/ask/case", method=method)
    assert found.status == 405
    assert not any(name.startswith("access-control-") for name in found.headers)


@pytest.mark.parametrize(
    "kind", ["", "none", "CASE", "__class__", "case/", "case/..", "%2e%2e", "case%00", "<script>", "a" * 10_000, "%ff"]
)
def test_kinds_that_there_are_not_are_refused(port, kind):
    found = sent(port, b"{}", f"/ask/{kind}")
    assert found.status in (400, 404)
    if found.status == 400:
        assert refusal(found).startswith("question: expected ")


@pytest.mark.parametrize(
    "headers",
    [
        ["Origin: http://example.com"],
        ["Origin: null"],
        ["Origin: https://{host}"],
        [f"Origin: {DECKS[0]}"],
        ["Origin: http://{host}", "Origin: http://example.com"],
        ["Sec-Fetch-Site: cross-site"],
        ["Sec-Fetch-Site: same-site"],
        ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"],
        ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("place", ["port", "embeddable"])
def test_no_other_page_asks_even_if_it_may_embed_this_one(request, place, headers):
    number = request.getfixturevalue(place)
    more = [header.format(host=f"{HOST}:{number}") for header in headers]
    for target in ("/ask/case", "/ask/none"):
        found = sent(number, json.dumps(WORDS).encode(), target, headers=[TYPE, *more])
        assert (found.status, found.body) == (403, REFUSED)


HOSTILE = [
    "<script>alert(1)</script>", "</script>", "'; --", "../../etc/passwd", "\r\nSet-Cookie: a=b", "\0", "\ud800", "{}",
    "__class__", "%s%n", "\u202e", "A" * 100_000, "\\input{/etc/passwd}", "__import__('os').system('true')",
    None, True, -1, 0, 1.5, 1e308, 10**400, [], {}, [[]] * 1000, {"a": {"b": {}}}, "6", [6],
]  # fmt: skip
"""Values of wrong types, sizes and letters."""


SMALL = {"length": 3, "layers": 1, "inputs": 2, "hidden": 2, "split": 1, "mode": "one-hot"}
FIGURE = {
    "version": 1,
    "style": {"font_size": 8},
    "view": {"kind": "unrolled", "moves": {"h[1,1]": [0.5, 0.5]}},
    "looks": [{"where": "h[1,1]", "fill": "steelblue", "text": "$h$"}],
    "notes": [{"kind": "brace", "around": ["h[1,1]", "h[2,1]"], "text": "two"}],
}
RIGHT_WORDS = {
    "case": SMALL,
    "growth": {**SMALL, "axis": "length", "at": [3, 4]},
    "figure": {"case": SMALL, "view": "unrolled", "cut": True, "figure": FIGURE},
    "save": {"case": SMALL, "view": "unrolled", "cut": True, "figure": FIGURE, "format": "svg"},
}
"""Words that each kind of question takes."""


NAMES = ["model", "observe", "hidden2", "path", "text", "font", "__class__", "self", "<b>", "", "a" * 5_000]
"""Names of words that a question may have or not."""


def hostile(kind, number):
    """Return words that are right but for one or two places, at any depth, or wrong altogether."""
    random_ = random.Random(f"{kind} {number}")
    words = copy.deepcopy(RIGHT_WORDS.get(kind, {}))
    if random_.random() < 0.2:
        words = {random_.choice([*words, "path", "self"]): None}
    for _ in range(random_.choice([1, 1, 2])):
        spoil(words, random_)
    return words


def spoil(found, random_):
    """Replace a value somewhere in words, or add one."""
    while True:
        places = [*found] if isinstance(found, dict) else [*range(len(found))]
        inner = [place for place in places if isinstance(found[place], dict | list) and found[place]]
        if not inner or random_.random() < 0.3:
            break
        found = found[random_.choice(inner)]
    names = [*places, *places, *NAMES] if isinstance(found, dict) else places
    found[random_.choice(names)] = copy.deepcopy(random_.choice(HOSTILE))


@pytest.mark.parametrize("kind", QUESTIONS)
def test_hostile_words_of_every_question_are_refused_in_one_line(kind):
    """Any other error than a TnrnnError would end the process that answers."""
    for number in range(150):
        *messages, last = answers([line_of(kind, hostile(kind, number))])
        assert last == DONE
        for message in messages:
            if "error" in message:
                assert len(message["error"]) < 2_000
                assert len(message["error"].splitlines()) == 1
                assert not re.search(r"Traceback|Error\b|object at 0x|/tnrnn/", message["error"])


@pytest.mark.parametrize("kind", QUESTIONS)
def test_no_word_of_a_question_may_be_a_list_or_a_table_where_it_is_not_one(kind):
    """What is kept between questions is found by its words, which then have to be hashable."""
    for name in RIGHT_WORDS.get(kind, {}):
        for wrong in ([], {}, [[]], {"a": []}, [6]):
            assert [*answers([line_of(kind, {**RIGHT_WORDS[kind], name: wrong})])][-1] == DONE


@pytest.mark.parametrize("kind", RIGHT_WORDS)
def test_the_words_that_are_made_hostile_are_right(kind):
    assert all("error" not in message for message in answers([line_of(kind, RIGHT_WORDS[kind])]))


@pytest.mark.parametrize("kind", QUESTIONS)
def test_hostile_words_kill_no_process(kind, port):
    for number in range(8):
        found = asked(port, hostile(kind, number), kind)
        assert found.status in (200, 400)
        assert "the computation has died" not in found.messages[-1].get("error", "")
    assert_answers(port)


BAD = '</text></script><script>alert(1)</script> \\input{/etc/passwd} """ \'\'\' \\" import os {x} %d ]]> &#60;'


@pytest.mark.parametrize("ending", ["svg", "tex", "py", "toml", "json"])
def test_hostile_texts_in_a_figure_are_texts_in_every_file(ending):
    """A reader compiles the TeX, runs the Python lines and opens the SVG."""
    words = copy.deepcopy(RIGHT_WORDS["save"]) | {"format": ending}
    words["figure"]["notes"][0]["text"] = words["figure"]["looks"][0]["text"] = BAD
    file, done = answers([line_of("save", words)])
    assert done == DONE
    text = base64.b64decode(file["file"]["base64"]).decode()
    if ending == "svg":
        assert BAD.split(maxsplit=1)[0] in "".join(ET.fromstring(text).itertext())
        assert "<script" not in text
    elif ending == "tex":
        assert "\\input{" not in text
        assert "\\textbackslash{}input\\{/etc/passwd\\}" in text
    elif ending == "py":
        constants = [node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
        assert constants.count(BAD) == 2
        assert "os" not in {
            name.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for name in node.names
        }
    else:
        found = tomllib.loads(text) if ending == "toml" else json.loads(text)
        assert found["notes"][0]["text"] == found["looks"][0]["text"] == BAD


# Time.


def test_a_slow_question_is_hung_up_on_and_holds_no_process(monkeypatch):
    """It may be silent after its header, or send a byte at a time."""
    monkeypatch.setattr("tnrnn.explore.serving.questions.asked_words.__defaults__", (1.0,))
    head = lambda number: head_of(number, "/ask/case", TYPE, "Content-Length: 1000")  # noqa: E731
    with serving(most=1, http=door(seconds=1.0)) as (number, crew), contextlib.ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection((HOST, number), timeout=TIMEOUT)) for _ in range(3)]
        for connection in slow:
            connection.sendall(head(number) + b"{")
        time.sleep(0.1)
        assert not crew.all
        assert_answers(number)  # beside them
        assert "within 1 s, given a part" in refusal(answer_to(slow[0]))
        assert closed_after(slow[1], bytes_each=b" ") < 10


def test_a_body_that_nobody_asked_for_holds_nothing():
    with serving(most=1, http=door(seconds=1.0)) as (number, _):
        with socket.create_connection((HOST, number), timeout=TIMEOUT) as connection:
            connection.sendall(head_of(number, "/", "Content-Length: 1000", method="GET"))
            assert closed_after(connection, bytes_each=b" ") < 10
        assert_answers(number)


LARGE = """
import sys
for line in sys.stdin:
    for part in range(4):
        print('{"stage": "' + "a" * 4_000_000 + '"}', flush=True)
    print('{"done":true}', flush=True)
"""


def test_who_does_not_read_the_answer_frees_the_process():
    with (
        serving(most=1, http=door(unread=1.0), command=[sys.executable, "-c", LARGE]) as (number, crew),
        socket.create_connection((HOST, number), timeout=TIMEOUT) as lazy,
    ):
        lazy.sendall(head_of(number, "/ask/case", TYPE, "Content-Length: 2") + b"{}")
        until(lambda: crew.all)
        assert len(asked(number, {}).messages) == 4
        with pytest.raises((ConnectionError, http.client.IncompleteRead)):
            answer_to(lazy)


# Who may embed the page.


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("http://localhost", "http://localhost"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("HTTP://LOCALHOST:8000", "http://localhost:8000"),
        ("http://localhost:80", "http://localhost"),
        ("https://localhost:80", "https://localhost:80"),
        ("https://a.b-c.example.org:443", "https://a.b-c.example.org"),
        ("http://127.0.0.1:1", "http://127.0.0.1:1"),
        ("https://xn--bcher-kva.example:65535", "https://xn--bcher-kva.example:65535"),
    ],
)
def test_origins_are_written_as_browsers_write_them(text, origin):
    assert origin_of(text) == origin
    assert origin_of(origin) == origin


WRONG = [
    "", " ", "*", "http://*", "http://*.example.org", "http://localhost:*", "*://localhost", "localhost",
    "localhost:8000", "//localhost", "http:localhost", "http://", "http://:8000", "http://localhost:", "http://localhost:0",
    "http://localhost:65536", "http://localhost:-1", "http://localhost:8e3", "http://localhost/", "http://localhost/a",
    "http://localhost?a", "http://localhost#a", "http://user@localhost", "http://user:word@localhost", "http://[::1]:8000",
    "file://", "file:///talk.html", "null", "'self'", "'none'", "data:", "javascript:alert(1)", "ftp://localhost",
    "ws://localhost", "chrome-extension://abc", "http://local host", "http://localhost ", " http://localhost",
    "http://localhost\n", "http://localhost; script-src *", "http://localhost, http://other", "http://a http://b",
    "http://local\u0127ost", "http://\u212aelvin", "http://b\u00fccher.example", "http://localhost:\u0668\u0660",
    "http://-a.example", "http://a-.example", "http://a..b", "http://.a", "http://a.", "http://a_b", "http://127.0.0.256",
    "http://127.1", "http://2130706433", "http://0127.0.0.1", "http://" + "a" * 64, "http://" + "a." * 130 + "b",
    None, 3, b"http://localhost", ["http://localhost"],
]  # fmt: skip


@pytest.mark.parametrize("text", WRONG, ids=repr)
def test_what_is_no_origin_is_refused(text):
    with pytest.raises(TnrnnError, match=r"^allow_embed: expected an origin such as "):
        origin_of(text)
    with pytest.raises(TnrnnError, match=r"^allow_embed: "):
        application([f"{HOST}:1"], None, [text])


def test_an_address_is_answered_with_its_origin():
    for more in ("/", "/talk/index.html", "?a", "#/3"):
        with pytest.raises(TnrnnError, match=r"did you mean 'http://localhost:8000'\?$"):
            origin_of(f"http://LocalHost:8000{more}")


def test_several_origins_are_each_taken_once():
    assert origins_of(DECKS[0]) == (DECKS[0],)
    assert origins_of([*DECKS, DECKS[0].upper()]) == DECKS
    assert origins_of(()) == ()
    many = [f"http://localhost:{number}" for number in range(1, MOST_ORIGINS + 2)]
    assert len(origins_of(many[:-1])) == MOST_ORIGINS
    for wrong in (many, 3, None):
        with pytest.raises(TnrnnError, match=r"^allow_embed: expected "):
            origins_of(wrong)
    with pytest.raises(TnrnnError, match=r"^allow_embed: expected "):
        serve(allow_embed="*", port=0)


def test_the_command_refuses_what_is_no_origin(capsys, tmp_path):
    assert main(["explore", "--no-browser", "--allow-embed", "http://*"]) == 2
    assert "allow_embed: expected an origin" in capsys.readouterr().err
    target = tmp_path / "a.html"
    assert main(["explore", "--export", str(target), "--allow-embed", DECKS[0]]) == 2
    assert "--allow-embed: expected no --export" in capsys.readouterr().err
    assert not target.exists()


FRAMED = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"]


def test_the_page_may_be_embedded_by_exactly_these(embeddable, port):
    found = got(embeddable, "/", *FRAMED)
    assert (found.status, found.body.decode()) == (200, live_page()[0])
    policy = found.headers["content-security-policy"]
    assert policy == f"{live_page()[1]}; frame-ancestors {DECKS[0]} {DECKS[1]}"
    assert "x-frame-options" not in found.headers
    assert found.headers["cross-origin-resource-policy"] == "cross-origin"
    assert found.headers["cross-origin-embedder-policy"] == "require-corp"
    refused = got(port, "/", *FRAMED)
    assert (refused.status, refused.body) == (403, REFUSED)
    plain = got(port, "/")
    assert plain.headers["content-security-policy"].endswith("; frame-ancestors 'none'")
    assert plain.headers["x-frame-options"] == "DENY"
    assert plain.headers["cross-origin-resource-policy"] == "same-origin"
    assert "cross-origin-embedder-policy" not in plain.headers


@pytest.mark.parametrize("target", ["/none", "/case", "/case?length=6"])
def test_nothing_but_the_page_may_be_embedded(embeddable, target):
    assert got(embeddable, target, *FRAMED).status == 403
    found = got(embeddable, target)
    assert found.headers["content-security-policy"] == NOTHING
    assert found.headers["x-frame-options"] == "DENY"
    assert found.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("into", ["frame", "embed", "object", "script", "image", "empty", "worker", "style", "iframe2"])
@pytest.mark.parametrize("mode", ["navigate", "no-cors", "cors"])
def test_the_page_is_embedded_in_frames_alone(embeddable, into, mode):
    found = got(embeddable, "/", "Sec-Fetch-Site: cross-site", f"Sec-Fetch-Mode: {mode}", f"Sec-Fetch-Dest: {into}")
    assert found.status == 403
    assert got(embeddable, "/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", FRAMED[2]).status == 403


def test_a_page_that_may_embed_reads_nothing(embeddable):
    """It shows the page in a frame; its own requests are those of another origin."""
    for origin in DECKS:
        for target in ("/", "/case?length=6"):
            assert got(embeddable, target, f"Origin: {origin}").status == 403
    found = got(embeddable, "/")
    assert not any(name.startswith("access-control-") for name in found.headers)


def test_the_host_is_checked_as_before(embeddable):
    with socket.create_connection((HOST, embeddable), timeout=TIMEOUT) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost:8000\r\n" + "\r\n".join([*FRAMED, "", ""]).encode())
        assert answer_to(connection, "GET").status == 403


def test_after_all_that_the_app_still_answers(port, embeddable):
    assert_answers(port)
    assert_answers(embeddable)
