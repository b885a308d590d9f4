"""After two seconds, commands say on a terminal what they are doing, and nothing in a pipe."""

import os
import re
import subprocess
import sys
import threading
import time

import pytest

from tnrnn import Partition, rac, separation_rank
from tnrnn.cli import main, working as commands
from tnrnn.cli.working import EACH, FIRST, Stage, working
from tnrnn.system import terminal

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")

LONG = """
import sys, time
from tnrnn import cuts
from tnrnn.cli import main

right = cuts.min_cut

def min_cut(*given, **named):
    time.sleep({seconds})
    return right(*given, **named)

cuts.min_cut = min_cut
sys.exit(main(sys.argv[1:]))
"""
CASE = ["-T", "4", "-L", "1", "-M", "2", "-R", "2"]
WIPE = "\r\x1b[K"


def on_a_terminal(code, *words):
    """Run a command whose standard error is a terminal; return its output, and what came to the terminal, and when."""
    ours, theirs = pty.openpty()
    said = []
    with subprocess.Popen(
        [sys.executable, "-c", code, *words], stdout=subprocess.PIPE, stderr=theirs, text=True
    ) as process:
        os.close(theirs)
        started = time.monotonic()

        def listen():
            while True:
                try:
                    text = os.read(ours, 10**5).decode()
                except OSError:  # the other end is closed
                    return
                said.append((time.monotonic() - started, text))

        listener = threading.Thread(target=listen)
        listener.start()
        output = process.communicate(timeout=100)[0]
        listener.join()
        os.close(ours)
    assert process.returncode == 0, said
    return output, said


STAGES = {
    "cut": (["cut", *CASE], ["building the circuit", "looking for the least cut among 18 tensors"]),
    "cut --einsum": (["cut", "--einsum", "ab,bc->ac", "--shapes", "2,3;3,4", "--near", "a"], ["among 2 tensors"]),
    "bounds": (["bounds", *CASE], ["building the circuit", "computing all bounds and the rank of T=4 L=1 M=2 R=2"]),
    "rank": (["rank", *CASE, "--save", "rank.json"], ["computing the rank of T=4 L=1 M=2 R=2, one-hot inputs"]),
    "verify": (["verify", "rank.json"], ["computing a minor of 2 rows again"]),
    "plot": (["plot", *CASE, "-o", "x.svg"], ["planning the points", "1/3 points", "3/3 points", "plotting"]),
    "draw": (["draw", *CASE, "-o", "x.svg"], ["building the circuit", "looking for the cut", "drawing"]),
    "draw a film": (["draw", *CASE, "-o", "x.gif"], ["frames", "3/3 frames"]),
    "draw a page": (["draw", *CASE, "-o", "x.html"], ["making the page"]),
    "explore": (["explore", "--export", "x.html", *CASE], ["6/6 cases"]),
    "memory": (
        ["memory", "--cell", "rnn", "-R", "4", "-T", "6", "--sequences", "200"],
        ["making the units", "rnn: Start-Future rank", "rnn: Capacity, by degree"],
    ),
}


@pytest.fixture
def at_once(monkeypatch):
    """Show every stage at once, as on a terminal."""
    right = Stage.now

    def now(self, what):
        right(self, what)
        terminal.write_bar(self.text)

    monkeypatch.setattr(Stage, "now", now)
    monkeypatch.setattr(commands, "wants_bar", lambda: True)


@pytest.mark.parametrize("name", STAGES)
def test_a_command_says_what_it_is_at_and_wipes_it(tmp_path, monkeypatch, capsys, at_once, name):
    words, stages = STAGES[name]
    if name == "memory":
        pytest.importorskip("torch")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rank.json").write_text(separation_rank(rac(4, 1, 2, 2), Partition.start_end(4)).to_json())
    assert main(words) == 0
    output, text = capsys.readouterr()
    for stage in stages:
        assert stage in text
    assert text.endswith(WIPE)
    assert all(re.fullmatch(r"[^\r\x1b\n]*, \d+ s\x1b\[K|\x1b\[K|", line) for line in text.split("\r"))
    assert not any(stage in output for stage in stages if stage != "drawing")


def test_it_is_said_from_two_seconds_on():
    output, said = on_a_terminal(LONG.format(seconds=3.2), "cut", *CASE)
    times = [when for when, text in said if "looking for the least cut" in text]
    assert times[0] > FIRST
    assert len(times) >= 2
    seconds = [int(number) for number in re.findall(r"tensors, (\d+) s", "".join(text for _, text in said))]
    assert seconds == sorted(seconds)
    assert 2 <= seconds[-1] <= times[-1]
    assert said[-1][1].endswith(WIPE)
    assert "min-cut" in output


def test_quick_commands_say_nothing_and_pipes_get_nothing():
    for code in (LONG.format(seconds=0), LONG.format(seconds=FIRST + 2 * EACH)):
        ended = subprocess.run([sys.executable, "-c", code, "cut", *CASE], capture_output=True, text=True, check=False)
        assert (ended.returncode, ended.stderr) == (0, "")
    _, said = on_a_terminal(LONG.format(seconds=0), "cut", *CASE)
    assert "".join(text for _, text in said).replace(WIPE, "") == ""


def test_a_line_is_no_longer_than_the_terminal(monkeypatch, capsys):
    monkeypatch.setattr(terminal.shutil, "get_terminal_size", lambda: os.terminal_size((20, 24)))
    terminal.write_bar(Stage("a" * 100, shown=False).text)
    assert capsys.readouterr().err == "\r" + "a" * 19 + "\x1b[K"


def test_one_answer_to_whether_a_bar_is_wanted(monkeypatch):
    """Sweeps, trainings, experiments and commands ask one function."""
    from tnrnn.sweeping import progress

    assert progress.wants_bar is commands.wants_bar is terminal.wants_bar
    monkeypatch.setattr(sys, "stderr", None)
    assert not terminal.wants_bar()


def test_where_the_terminal_has_gone_work_goes_on(monkeypatch):
    class Gone:
        def isatty(self):
            return True

        def write(self, text):
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stderr", Gone())
    monkeypatch.setattr("tnrnn.cli.working.FIRST", 0.01)
    with working("counting") as stage:
        time.sleep(0.1)
        assert stage.text().startswith("counting")


def test_it_ends_with_what_it_tells_of():
    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt), working("counting"):
        raise KeyboardInterrupt
    assert threading.active_count() == before
