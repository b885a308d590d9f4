"""The page for lectures as a local app, over raw HTTP: whom it answers, what it computes, and how it ends."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pytest

from tnrnn.cli import main
from tnrnn.explore import Parameters, application, payload
from tnrnn.explore.cases.choosing import MOST, MOST_VERTICES
from tnrnn.explore.cases.parameters import SIZES
from tnrnn.explore.serving.answering import case_line
from tnrnn.explore.serving.app import HOST, LONGEST_QUERY, PORT, live_page
from tnrnn.explore.serving.crew import MOST_SECONDS, Crew
from tnrnn.explore.serving.door import SECONDS, door
from tnrnn.explore.serving.guarding import NOTHING
from tnrnn.explore.showing.payloads import RANK_AT_MOST, RANK_AT_MOST_ASKED, answer

try:
    import starlette  # noqa: F401
    import uvicorn
except ImportError:
    if os.environ.get("CI"):
        raise
    pytest.skip("no starlette, or no uvicorn", allow_module_level=True)

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/net/tcp"), reason="it looks at processes and ports in /proc")

TIMEOUT = 30
"""Seconds after which something that is waited for has failed to come."""

COMMAND = [sys.executable, "-m", "tnrnn", "explore", "--no-browser"]
RIGHT = Parameters(6, 2, 2, 3, 3, "one-hot")
LARGER_RANK = Parameters(8, 3, 4, 4, 4, "one-hot")
TEN = [LARGER_RANK, *(RIGHT._replace(hidden=hidden) for hidden in range(2, 11))]
SLOW = RIGHT._replace(inputs=MOST["inputs"])

SLOW_PROCESS = f"""
import time
from tnrnn.explore.serving import answering

right = answering.answer

def answer(parameters, rank_at_most):
    if parameters == {tuple(SLOW)}:
        yield {{"stage": "slow"}}
        time.sleep({20 * TIMEOUT})
    yield from right(parameters, rank_at_most)

answering.answer = answer
answering.main()
"""
"""The process that answers, but that one case takes it longer than any test."""

SLOW_COMMAND = [sys.executable, "-c", SLOW_PROCESS]
SLOW_APP = f"""
import functools, sys
from tnrnn.cli import main
from tnrnn.explore.serving import app as serving

serving.Crew = functools.partial(serving.Crew, command={SLOW_COMMAND})
sys.exit(main(["explore", "--no-browser", "--port", "0"]))
"""
WITHOUT = """
import sys
sys.modules[{!r}] = None
from tnrnn.cli import main
sys.exit(main(["explore", "--no-browser", "--port", "0"]))
"""


class Answer(NamedTuple):
    """What came back: headers by name in small letters, each of them once."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def messages(self):
        return [json.loads(line) for line in self.body.splitlines()]


@contextlib.contextmanager
def opened(port, target="/", *headers, method="GET", version="1.1"):
    """Ask with these headers and no other; the body may be read line by line, and who leaves hangs up."""
    with socket.create_connection((HOST, port), timeout=TIMEOUT) as connection:
        connection.sendall("\r\n".join([f"{method} {target} HTTP/{version}", *headers, "", ""]).encode("latin-1"))
        with contextlib.closing(http.client.HTTPResponse(connection, method=method)) as response:
            response.begin()
            yield response


def ask_as(port, target, *headers, **request):
    with opened(port, target, *headers, **request) as response:
        found = [(name.lower(), value) for name, value in response.getheaders()]
        assert len(dict(found)) == len(found)
        return Answer(response.status, dict(found), response.read())


def ask(port, target="/", *headers, **request):
    return ask_as(port, target, f"Host: {HOST}:{port}", *headers, **request)


def case(parameters):
    return f"/case?{urlencode(parameters._asdict())}"


def with_values(**values):
    return f"/case?{urlencode(RIGHT._asdict() | values)}"


def opened_case(port, parameters):
    return opened(port, case(parameters), f"Host: {HOST}:{port}")


def as_json(value):
    return json.loads(json.dumps(value))


def assert_answers(port, parameters=RIGHT):
    """Compare with the library; the app computes larger ranks than a file holds."""
    found = ask(port, case(parameters))
    assert (found.status, found.headers["content-type"]) == (200, "application/x-ndjson")
    *stages, drawn, rank, last = found.messages
    assert all([*each] == ["stage"] for each in [*stages, rank])
    *_, numbers = answer(parameters, RANK_AT_MOST_ASKED)
    assert last == as_json(numbers)
    assert drawn["payload"] | last == as_json(payload(parameters) | numbers)


def assert_refused(found, name):
    assert (found.status, found.headers["content-type"]) == (400, "application/json")
    assert len(found.body.splitlines()) == 1
    (message,) = found.messages
    assert [*message] == ["error"]
    assert re.match(rf"{name}: expected .*, given ", message["error"])
    assert len(message["error"].splitlines()) == 1
    return message["error"]


def until(holds):
    """Wait for a condition."""
    end = time.monotonic() + TIMEOUT
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def stat(pid):
    """Return the state and the parent of a process, or None if it has ended."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if state in "ZX" else (state, int(parent))


def children(pid):
    others = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return [other for other in others if (found := stat(other)) is not None and found[1] == pid]


def ended(pids):
    return all(stat(pid) is None for pid in pids)


@contextlib.contextmanager
def running(command):
    """Give a process of the app, in a session of its own as in a terminal, and its port."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            said = process.stdout.readline()
            assert re.fullmatch(rf"http://{re.escape(HOST)}:\d+/  \(Ctrl-C ends it\)\n", said)
            yield process, int(re.search(r":(\d+)/", said)[1])
        finally:
            process.kill()


@pytest.fixture(scope="module")
def port():
    with running([*COMMAND, "--port", "0"]) as (process, number):
        yield number
        assert process.poll() is None


@contextlib.contextmanager
def serving(most, seconds=MOST_SECONDS, http="auto"):
    """Give the port of a server in this process, and its crew, for which one case is slow."""
    crew = Crew(most, seconds, SLOW_COMMAND)
    with socket.create_server((HOST, 0)) as listening:
        number = listening.getsockname()[1]
        app = application([f"{HOST}:{number}"], crew)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", http=http, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield number, crew
        finally:
            server.should_exit = True
            thread.join()
    assert ended(process.pid for process in crew.all)


@pytest.mark.parametrize("name", [HOST, "localhost", "LOCALHOST"])
def test_the_page_is_reached_by_the_names_of_this_machine(port, name):
    found = ask_as(port, "/", f"Host: {name}:{port}")
    assert (found.status, found.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert found.body.decode() == live_page()[0]


@pytest.mark.parametrize("target", ["/", case(RIGHT), "/case", "/none"])
@pytest.mark.parametrize(
    "headers",
    [
        ["Host: example.com"],
        ["Host: example.com:{port}"],
        ["Host: 127.0.0.1.example.com:{port}"],
        ["Host: 127.0.0.1:{port}.example.com"],
        ["Host: 127.0.0.1:{port}@example.com"],
        ["Host: 127.0.0.1:{other}"],
        ["Host: 127.0.0.1"],
        ["Host: 127.1:{port}"],
        ["Host: 0.0.0.0:{port}"],
        ["Host: [::1]:{port}"],
        ["Host: localhost.:{port}"],
        ["Host:"],
        ["Host: example.com:{port}", "X-Forwarded-Host: 127.0.0.1:{port}", "Forwarded: host=127.0.0.1:{port}"],
        ["Host: {host}", "Origin: http://example.com"],
        ["Host: {host}", "Origin: http://127.0.0.1"],
        ["Host: {host}", "Origin: http://127.0.0.1:{other}"],
        ["Host: {host}", "Origin: https://127.0.0.1:{port}"],
        ["Host: {host}", "Origin: http://127.0.0.1:{port}.example.com"],
        ["Host: {host}", "Origin: null"],
        ["Host: {host}", "Origin:"],
        ["Host: {host}", "Origin: http://127.0.0.1:{port}", "Origin: http://example.com"],
        ["Host: {host}", "Sec-Fetch-Site: cross-site"],
        ["Host: {host}", "Sec-Fetch-Site: same-site"],
        ["Host: {host}", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"],
        ["Host: {host}", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors"],
        ["Host: {host}", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"],
        ["Host: {host}", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"],
    ],
    ids=" ".join,
)
def test_what_comes_from_elsewhere_is_refused(port, target, headers):
    values = {"host": f"{HOST}:{port}", "port": port, "other": port - 1}
    found = ask_as(port, target, *(header.format(**values) for header in headers))
    assert (found.status, found.headers["content-type"]) == (403, "text/plain")
    assert found.body == b"this page is served only to the machine that it runs on\n"


def test_no_host_is_refused(port):
    assert ask_as(port, "/", version="1.0").status == 403
    assert ask_as(port, "/").body == b"Invalid HTTP request received."


def test_two_hosts_are_refused(port):
    found = ask(port, "/", f"Host: {HOST}:{port}")
    assert (found.status, found.body) == (400, b"Invalid HTTP request received.")


@pytest.mark.parametrize(
    "headers",
    [
        ["Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"],
        ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"],
        ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"],
        ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"],
        ["Origin: http://127.0.0.1:{port}"],
        ["Origin: http://localhost:{port}"],
    ],
    ids=" ".join,
)
def test_links_from_elsewhere_and_the_page_itself_are_let_in(port, headers):
    assert ask(port, "/", *(header.format(port=port) for header in headers)).status == 200


@pytest.mark.parametrize("target", [case(SLOW), "/case", "/none"])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("more", [[], ["Sec-Fetch-Dest: document", "Sec-Fetch-User: ?1"]])
def test_a_link_from_elsewhere_computes_no_case(target, site, more):
    with serving(1) as (number, crew):
        found = ask(number, target, f"Sec-Fetch-Site: {site}", "Sec-Fetch-Mode: navigate", *more)
        assert found.status == 403
        assert not crew.all


@pytest.mark.parametrize(
    "headers", [[], ["Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"]]
)
def test_a_case_whose_address_is_typed_is_computed(port, headers):
    """So is a case that a program asks for, which sends no such headers."""
    assert ask(port, case(RIGHT), *headers).status == 200


def closed_after(connection, bytes_now=b"", bytes_each=b"", most=20):
    """Send some bytes now, and some each half second; return the seconds until the other side hangs up."""
    started = time.monotonic()
    connection.sendall(bytes_now)
    connection.settimeout(0.5)
    while time.monotonic() - started < most:
        try:
            if not connection.recv(1000):
                return time.monotonic() - started
            continue
        except TimeoutError:
            pass
        except ConnectionError:
            return time.monotonic() - started
        with contextlib.suppress(ConnectionError):
            connection.sendall(bytes_each)
    pytest.fail("it is still open")


def test_who_does_not_say_in_time_what_is_wanted_is_hung_up_on(port):
    """It may be silent, stop within a header, or send a byte at a time (slowloris), also in a second request."""
    head = f"GET / HTTP/1.1\r\nHost: {HOST}:{port}\r\n".encode()
    ways = [(b"", b""), (head, b""), (head, b"X: a\r\n"), (b"", b"G"), (head + b"\r\n" + head, b"X: a\r\n")]

    def waits(way):
        with socket.create_connection((HOST, port), timeout=TIMEOUT) as connection:
            return closed_after(connection, *way)

    with ThreadPoolExecutor(len(ways)) as pool:
        for seconds in pool.map(waits, ways):
            assert seconds > SECONDS - 0.5
    assert_answers(port)


def test_an_answer_may_take_longer_than_a_header():
    with serving(1, seconds=4.0, http=door(seconds=0.5)) as (number, _), opened_case(number, SLOW) as response:
        assert first_line(response) == {"stage": "slow"}
        assert "more than 4 s" in last_line(response)["error"]


def test_more_connections_than_may_be_are_closed_at_once_and_the_others_answered():
    with serving(1, http=door(seconds=1000.0, most=5)) as (number, _), contextlib.ExitStack() as stack:
        first = [stack.enter_context(socket.create_connection((HOST, number), timeout=TIMEOUT)) for _ in range(5)]
        time.sleep(0.2)
        for _ in range(5):
            with socket.create_connection((HOST, number), timeout=TIMEOUT) as late:
                closed_after(late, most=TIMEOUT)
        first.pop().close()
        until(lambda: len(ask_or_none(number)) > 0)


def ask_or_none(number):
    try:
        return ask(number).body
    except (ConnectionError, http.client.HTTPException):
        return b""


@pytest.mark.parametrize(
    ("status", "target", "request_"),
    [
        (200, "/", {}),
        (200, "/", {"method": "HEAD"}),
        (200, case(RIGHT), {}),
        (400, "/case", {}),
        (404, "/none", {}),
        (405, "/", {"method": "POST"}),
        (405, "/case", {"method": "OPTIONS"}),
    ],
)
def test_every_answer_says_that_nothing_else_may_run_or_read_it(port, status, target, request_):
    found = ask(port, target, **request_)
    assert found.status == status
    assert_closed(found.headers, page=(status, target) == (200, "/"))


def test_a_refusal_says_that_nothing_may_run_or_read_it(port):
    assert_closed(ask_as(port, "/", "Host: example.com", "Origin: http://example.com").headers, page=False)


def assert_closed(headers, page):
    policy = headers["content-security-policy"]
    assert policy == (f"{live_page()[1]}; frame-ancestors 'none'" if page else NOTHING)
    assert policy.startswith("default-src 'none'; ")
    assert not re.search(r"unsafe|\*|https?:|'strict-dynamic'", policy)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert not any(name.startswith("access-control-") or name in ("server", "set-cookie") for name in headers)


def test_it_listens_on_this_machine_alone(port):
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()]
    listening = [row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{port:04X}")]
    expected = int.from_bytes(socket.inet_aton(HOST), sys.byteorder)
    assert listening == [f"{expected:08X}:{port:04X}"]


@pytest.mark.parametrize(
    "target",
    [
        "/../../etc/passwd",
        "/../../../../../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/%252e%252e/etc/passwd",
        "/..\\..\\etc\\passwd",
        "//",
        "//etc/passwd",
        "//example.com/",
        "http://example.com/",
        "file:///etc/passwd",
        "*",
        "/./",
        "/%2f",
        "/%00",
        "/static/..",
        "/static/../page.html",
        "/assets/page.html",
        "/page.html",
        "/explorer.js",
        "/case/",
        "/case%2f",
        "/case/..",
        "/CASE",
        "/" + "a" * 10_000,
    ],
)
def test_nothing_is_there_but_the_page_and_the_cases(port, target):
    found = ask(port, target)
    assert (found.status, found.body) == (404, b"Not Found")
    assert "location" not in found.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "NONE"])
@pytest.mark.parametrize("target", ["/", case(RIGHT)])
def test_nothing_can_be_done_but_to_read(port, method, target):
    found = ask(port, target, method=method)
    assert (found.status, found.body) == (405, b"Method Not Allowed")


@pytest.mark.parametrize("name", [*SIZES, "split"])
def test_what_is_no_whole_number_in_reach_is_refused(port, name):
    texts = ["", " ", "-1", "0", "+3", " 3", "3 ", "3\n", "2.5", "3.", "1e1", "0x3", "3,4", "1_0", "\0", "3\0"]
    texts += ["\u0663", "\uff13", "\u00b2", "\U0001f600"]
    texts += [str(10**30), "9" * 9, "9" * 700, "None", "NaN", "true", "[3]", "<script>alert(1)</script>", "';--"]
    for text in texts:
        assert_refused(ask(port, with_values(**{name: text})), name)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"length": 1}, "length"),
        *(({name: most + 1}, name) for name, most in MOST.items()),
        ({"length": MOST["length"], "layers": MOST["layers"]}, "length times layers"),
        ({"split": RIGHT.length}, "split"),
        ({"mode": ""}, "mode"),
        ({"mode": "one-hot\0"}, "mode"),
        ({"mode": "</script><script>alert(1)</script>"}, "mode"),
        ({"mode": "\r\nSet-Cookie: a=b"}, "mode"),
        ({"mode": "a" * 700}, "mode"),
    ],
)
def test_cases_out_of_reach_are_refused(port, values, name):
    assert_refused(ask(port, with_values(**values)), name)


def test_the_largest_cases_are_in_reach(port):
    length = MOST["length"]
    assert_answers(port, Parameters(length, MOST_VERTICES // length, 1_000, 1_000, 1, "continuous"))


@pytest.mark.parametrize("name", Parameters._fields)
def test_a_parameter_that_is_missing_or_twice_there_is_named(port, name):
    others = {other: value for other, value in RIGHT._asdict().items() if other != name}
    assert_refused(ask(port, f"/case?{urlencode(others)}"), name)
    assert_refused(ask(port, f"{case(RIGHT)}&{name}={getattr(RIGHT, name)}"), name)
    assert_refused(ask(port, f"{case(RIGHT)}&{name}="), name)


@pytest.mark.parametrize(
    ("target", "word"),
    [
        (f"{case(RIGHT)}&lenght=6", "length"),
        (f"{case(RIGHT)}&Mode=one-hot", "mode"),
        (with_values(mode="onehot"), "one-hot"),
        (with_values(mode="Continuous"), "continuous"),
    ],
)
def test_misspelt_words_are_answered_with_the_nearest(port, target, word):
    found = assert_refused(ask(port, target), "mode|parameter")
    assert found.endswith(f"; did you mean {word!r}?")


@pytest.mark.parametrize("name", ["seed", "", "__class__", "self", "%00", "<b>", "a" * 300])
def test_unknown_parameters_are_refused(port, name):
    assert_refused(ask(port, f"{case(RIGHT)}&{name}=1"), "parameter")


@pytest.mark.parametrize("more", [LONGEST_QUERY, 10 * LONGEST_QUERY, 50 * LONGEST_QUERY])
def test_long_queries_are_refused_unread(port, more):
    assert_refused(ask(port, f"{case(RIGHT)}&a={'&' * more}"), "query")


@pytest.mark.parametrize("more", ["X: " + "a" * 10**6, "\r\n".join(["X: a"] * 10**5), "X" * 10**6])
def test_endless_headers_harm_nothing(port, more):
    with contextlib.suppress(OSError, http.client.HTTPException):  # it may hang up before it has read them all
        assert ask(port, "/", more).status in (200, 400)
    assert_answers(port)


@pytest.mark.parametrize(
    "text", [b"\0\1\2\r\n\r\n", b"GET /\r\n\r\n", b"GET /\xff HTTP/1.1\r\n\r\n", b"\x16\x03\x01\r\n\r\n"]
)
def test_what_is_no_http_is_refused(port, text):
    with socket.create_connection((HOST, port), timeout=TIMEOUT) as connection:
        connection.sendall(text)
        assert connection.makefile("rb").read().endswith(b"\r\n\r\nInvalid HTTP request received.")


def test_ranks_are_computed_further_than_in_a_file(port):
    *_, here = ask(port, case(LARGER_RANK)).messages
    in_a_file = payload(LARGER_RANK)["numbers"]
    assert RANK_AT_MOST < int(here["numbers"][-1][3]) <= RANK_AT_MOST_ASKED
    assert in_a_file[-1][3] is None
    assert here["numbers"][:-1] == as_json(in_a_file[:-1])


def test_ten_at_once_are_all_answered(port):
    with ThreadPoolExecutor(len(TEN)) as pool:
        list(pool.map(lambda parameters: assert_answers(port, parameters), TEN))


def test_ten_that_hang_up_at_once_leave_their_places(port):
    for parameters in TEN:
        with opened_case(port, parameters):
            pass
    assert_answers(port)


def first_line(response):
    return json.loads(response.readline())


def last_line(response):
    return json.loads(response.read().splitlines()[-1])


def test_stages_come_before_the_answer():
    with serving(most=1) as (port, crew), opened_case(port, SLOW) as slow:
        assert first_line(slow) == {"stage": "slow"}
        assert all(process.returncode is None for process in crew.all)


def test_another_case_is_answered_beside_a_slow_one():
    with serving(most=2) as (port, _), opened_case(port, SLOW) as slow:
        assert first_line(slow) == {"stage": "slow"}
        assert_answers(port)


def test_who_hangs_up_frees_the_place():
    with serving(most=1) as (port, crew):
        with opened_case(port, SLOW) as slow:
            assert first_line(slow) == {"stage": "slow"}
            (process,) = crew.all
        assert_answers(port)
        assert ended([process.pid])
        assert process not in crew.all


def test_who_hangs_up_while_waiting_takes_no_place():
    with serving(most=1) as (port, crew):
        with opened_case(port, SLOW) as slow, opened_case(port, SLOW):
            assert first_line(slow) == {"stage": "slow"}
        assert_answers(port)
        assert len(crew.all) == 1


def test_a_process_is_used_again():
    with serving(most=1) as (port, crew):
        assert_answers(port)
        first = set(crew.all)
        assert_answers(port, LARGER_RANK)
        assert crew.all == first


def test_no_more_processes_than_may_be():
    with serving(most=2) as (port, crew):
        with ThreadPoolExecutor(len(TEN)) as pool:
            list(pool.map(lambda parameters: assert_answers(port, parameters), TEN))
        assert len(crew.all) <= 2


def test_a_case_beyond_the_time_limit_ends_with_an_error():
    with serving(most=1, seconds=1) as (port, crew):
        with opened_case(port, SLOW) as slow:
            assert last_line(slow) == {"error": "it takes more than 1 s"}
        crew.seconds = MOST_SECONDS
        assert_answers(port)


def test_a_process_that_dies_ends_its_case_with_an_error():
    with serving(most=1) as (port, crew):
        with opened_case(port, SLOW) as slow:
            assert first_line(slow) == {"stage": "slow"}
            (process,) = crew.all
            os.kill(process.pid, signal.SIGKILL)
            assert re.match("the computation has died: ", last_line(slow)["error"])
        assert_answers(port)
        assert process not in crew.all


def test_a_process_that_died_while_idle_is_replaced():
    with serving(most=1) as (port, crew):
        assert_answers(port)
        until(lambda: crew.idle)
        (process,) = crew.idle
        os.kill(process.pid, signal.SIGKILL)
        until(lambda: process.returncode is not None)
        assert_answers(port)
        assert process not in crew.all


def test_a_process_ends_with_its_input_in_the_midst_of_a_case():
    with subprocess.Popen(SLOW_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            process.stdin.write(case_line(SLOW) + "\n")
            process.stdin.flush()
            assert first_line(process.stdout) == {"stage": "slow"}
            process.stdin.close()
            assert process.wait(TIMEOUT) == 0
        finally:
            process.kill()


@contextlib.contextmanager
def busy_app():
    """Give an app with a process at work and an idle one, as (process, port, processes, response)."""
    with running([sys.executable, "-c", SLOW_APP]) as (process, port), opened_case(port, SLOW) as slow:
        assert first_line(slow) == {"stage": "slow"}
        assert_answers(port)
        pids = children(process.pid)
        assert len(pids) == 2
        yield process, pids, slow


def interrupted(process):
    """Press Ctrl-C: the whole session of the terminal hears of it."""
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=TIMEOUT)
    return process.returncode, out, err


def test_ctrl_c_ends_it_and_its_processes():
    with busy_app() as (process, pids, slow):
        assert interrupted(process) == (0, "", "")
        assert last_line(slow) == {"error": "the app has ended"}
        until(lambda: ended(pids))


def test_ctrl_c_ends_it_as_soon_as_it_says_its_address():
    with running([*COMMAND, "--port", "0"]) as (process, _):
        assert interrupted(process) == (0, "", "")


def test_ctrl_c_ends_it_while_a_process_starts():
    with running([*COMMAND, "--port", "0"]) as (process, port), opened_case(port, RIGHT):
        until(lambda: children(process.pid))
        pids = children(process.pid)
        assert interrupted(process) == (0, "", "")
        until(lambda: ended(pids))


def test_no_process_outlives_an_app_that_is_killed():
    with busy_app() as (process, pids, _):
        process.kill()
        until(lambda: ended(pids))


def failed(*command):
    """Return the one line that a command fails with."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=TIMEOUT)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def test_a_port_that_is_taken_is_named():
    with socket.create_server((HOST, 0)) as taken:
        number = taken.getsockname()[1]
        found = failed(*COMMAND, "--port", str(number))
    assert re.fullmatch(rf"tnrnn: error: port: expected one that is free \(.*\), given {number}\n", found)


def test_where_the_default_port_is_taken_another_is():
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # somebody else has it
            stack.enter_context(socket.create_server((HOST, PORT)))
        _, port = stack.enter_context(running(COMMAND))
        assert port != PORT
        assert_answers(port)


@pytest.mark.parametrize("missing", ["starlette", "uvicorn"])
def test_without_the_packages_one_line_says_which(missing):
    assert '"tnrnn[explore]"' in failed(sys.executable, "-c", WITHOUT.format(missing))


@pytest.mark.parametrize("number", ["-1", "65536", "x", "1.5", ""])
def test_what_is_no_port_is_refused(number, capsys):
    assert main(["explore", "--no-browser", "--port", number]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "port: expected an integer" in line


def test_after_all_that_the_app_still_answers(port):
    assert_answers(port)
