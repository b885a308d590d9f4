"""How commands end: by Ctrl-C at any time, and without standard output, standard error, or a backend of matplotlib."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import lazy_loader
import pytest

from tnrnn.cli import main

CASE = ["-T", "6", "-L", "2", "-M", "2", "-R", "3"]
CUT = ["cut", *CASE]
INTERRUPTED = (130, "", "tnrnn: interrupted\n")
NO_SUCH_OUTPUT = "tnrnn: error: cannot print: standard output is closed\n"
FULL = "tnrnn: error: cannot print: [Errno 28] No space left on device\n"

# What sends Ctrl-C to itself, once or twice, when a module is about to be imported, or a function is called.
AT_IMPORT = """
import os, signal, sys

class Interrupts:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            sys.meta_path.remove(self)
            try:
                for _ in range({times}):
                    os.kill(os.getpid(), signal.SIGINT)
            except BaseException:
                if not {lost}:
                    raise

sys.meta_path.insert(0, Interrupts())
from tnrnn.cli import main
sys.exit(main())
"""
AT_CALL = """
import argparse, os, signal, sys
right = {name}

def interrupted(*given, **named):
    os.kill(os.getpid(), signal.SIGINT)
    return right(*given, **named)

{name} = interrupted
from tnrnn.cli import main
sys.exit(main())
"""
# What gets Ctrl-C while Python runs a callback whose exceptions it ignores.
AT_CALLBACK = """
import argparse, os, signal, sys, time

class Last:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)

def interrupted(*given, **named):
    Last()
    time.sleep(1000)

argparse.ArgumentParser.parse_args = interrupted
from tnrnn.cli import main
sys.exit(main())
"""


def ended(*command, **how):
    found = subprocess.run([*command], capture_output=True, text=True, check=False, timeout=100, **how)
    return found.returncode, found.stdout, found.stderr


def in_shell(words, redirection):
    return ended("bash", "-c", f'"$@" {redirection}', "bash", sys.executable, "-m", "tnrnn", *words)


def test_what_starts_a_command_imports_next_to_nothing():
    """Therefore hardly any of the time before the first line of `main` is unguarded."""
    folder = str(Path(lazy_loader.__file__).parents[1])
    code = f"import sys; sys.path.append({folder!r}); before = set(sys.modules); import tnrnn.cli"
    code = f"{code}; print(*sorted(set(sys.modules) - before))"
    names = set(ended(sys.executable, "-S", "-c", code)[1].split())
    assert {name for name in names if name.startswith("tnrnn")} == {
        "tnrnn",
        "tnrnn._version",
        "tnrnn.cli",
        "tnrnn.cli.streams",
    }
    assert not names & {"argparse", "numpy", "dataclasses", "inspect", "json", "pathlib", "re", "typing"}


@pytest.mark.parametrize(
    ("command", "name", "times", "lost"),
    [
        ("cut", "tnrnn.cli.commands", 1, False),
        ("cut", "argparse", 2, False),
        ("cut", "tnrnn.cli.cut", 1, True),
        ("cut", "tnrnn.cuts.mincut", 2, True),
        ("rank", "numpy.linalg", 1, True),
        ("rank", "tnrnn.ranks.elimination", 2, True),
        ("draw", "tnrnn.drawing", 2, True),
        ("draw", "matplotlib.figure", 1, True),
    ],
)
def test_ctrl_c_while_modules_are_imported_is_one_line(tmp_path, command, name, times, lost):
    """This holds even if an imported module loses exceptions, as compiled modules do."""
    words = [command, *CASE, *(["-o", "x.png"] if command == "draw" else [])]
    code = AT_IMPORT.format(name=name, times=times, lost=lost)
    assert ended(sys.executable, "-c", code, *words, cwd=tmp_path) == INTERRUPTED
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["argparse.ArgumentParser.add_argument", "argparse.ArgumentParser.parse_args"])
def test_ctrl_c_while_words_are_parsed_is_one_line(name):
    assert ended(sys.executable, "-c", AT_CALL.format(name=name), *CUT) == INTERRUPTED


def test_ctrl_c_that_a_callback_would_lose_is_one_line():
    assert ended(sys.executable, "-c", AT_CALLBACK, *CUT) == INTERRUPTED


def test_ctrl_c_while_a_command_imports_what_it_needs_is_one_line():
    assert (
        ended(sys.executable, "-c", AT_IMPORT.format(name="tnrnn.ranks.search", times=1, lost=False), "rank", *CASE)
        == INTERRUPTED
    )


@pytest.mark.parametrize("milliseconds", [100, 300, 600])
def test_two_of_them_in_a_row_are_no_traceback(milliseconds):
    """At any time from the start of `main` on: the line once, or, from the second one, the end by the signal."""
    code = "import sys; from tnrnn.cli import main; print(1, flush=True); sys.exit(main())"
    command = [sys.executable, "-c", code, "rank", "-T", "16", "-L", "2", "-M", "4", "-R", "4", "--mode", "continuous"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.read(1)
        time.sleep(milliseconds / 1000)
        process.send_signal(signal.SIGINT)
        time.sleep(0.003)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=100)[1]
        assert said in ("tnrnn: interrupted\n", "")
        assert process.returncode in (130, -signal.SIGINT, 0)


def test_a_command_in_the_background_of_a_shell_ignores_ctrl_c():
    """A shell without job control starts it with the signal ignored, and so it stays."""
    code = "import os, signal; signal.signal(signal.SIGINT, signal.SIG_IGN); " + AT_IMPORT.format(
        name="numpy", times=1, lost=False
    )
    assert ended(sys.executable, "-c", code, "rank", *CASE)[::2] == (0, "")


def test_called_from_python_it_leaves_the_process_as_it_was(capsys, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "svg")
    before = signal.getsignal(signal.SIGINT)
    assert main(CUT) == 0
    assert signal.getsignal(signal.SIGINT) is before
    assert os.environ["MPLBACKEND"] == "svg"


ASKED = [(CUT, ""), (CUT, "1"), (["--help"], ""), (["--version"], "1"), (["cut", "--help"], "1")]


@pytest.mark.parametrize(("words", "unbuffered"), ASKED)
def test_without_standard_output_one_line_says_so(monkeypatch, words, unbuffered):
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    assert in_shell(words, ">&-") == (2, "", NO_SUCH_OUTPUT)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize(("words", "unbuffered"), ASKED)
def test_a_full_disk_is_one_line(monkeypatch, words, unbuffered):
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    assert in_shell(words, ">/dev/full") == (2, "", FULL)


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full", "0<&- >&- 2>&-"])
def test_without_standard_error_the_status_tells(redirection):
    """The error line must not appear among the results."""
    assert in_shell(["cut", "-T", "6"], redirection) == (2, "", "")
    assert in_shell(CUT, redirection)[0] == (2 if ">&- 2" in redirection else 0)


def test_files_are_written_whole_where_standard_files_are_closed(tmp_path):
    """No file of ours takes the number of one, so that nothing else is printed into it."""
    words = ["draw", *CASE, "-o"]
    assert main([*words, str(tmp_path / "right.pdf")]) == 0
    assert in_shell([*words, str(tmp_path / "found.pdf")], "0<&- >&- 2>&-") == (0, "", "")
    assert (tmp_path / "found.pdf").read_bytes() == (tmp_path / "right.pdf").read_bytes()


SMALL = ["-T", "3", "-L", "1", "-M", "2", "-R", "2", "-o"]


@pytest.mark.parametrize("words", [["draw", *SMALL, "x.png"], ["draw", *SMALL, "x.gif"], ["plot", *SMALL, "x.pdf"]])
def test_pictures_need_no_backend(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "nonsense")
    assert in_shell(words, "") == (0, "", "")
    assert (tmp_path / words[-1]).stat().st_size > 1000


# What takes long in compiled code


LARGE = """
import sys
import numpy as np
from tnrnn.ranks import pivots

prime = 2**61 - 1  # too large for products of doubles, so that python-flint reduces the matrix
matrix = np.random.default_rng(0).integers(0, prime, (4000, 4000))
print(1, flush=True)
try:
    pivots.pivot_columns(matrix, prime)
except KeyboardInterrupt:
    sys.exit(130)
"""
SECONDS_OF_LARGE = 10
"""The processor time that python-flint takes for it at least."""


def children(pid):
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(word) for word in found.split()]


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def until(holds, seconds=60):
    for _ in range(100 * seconds):
        if holds():
            return
        time.sleep(0.01)
    pytest.fail("waited in vain")


def seconds_of_processor(pid):
    with open(f"/proc/{pid}/stat") as file:
        words = file.read().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="it looks at processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_large_rank_ends_at_once_and_so_does_what_computes_it(number):
    """They end by Ctrl-C, and also if the process that asks is killed."""
    with subprocess.Popen([sys.executable, "-c", LARGE], stdout=subprocess.PIPE) as process:
        process.stdout.read(1)
        until(lambda: children(process.pid))
        (child,) = children(process.pid)
        until(lambda: seconds_of_processor(child) > 2)  # it has read the matrix, and is at work
        process.send_signal(number)
        assert process.wait(timeout=60) == (130 if number == signal.SIGINT else -number)
        used = [0.0]
        until(lambda: not is_there(child) or used.append(seconds_of_processor(child)))
        assert max(used) < SECONDS_OF_LARGE / 2


IN_PYTHON = """
import os
os.environ["MPLBACKEND"] = "nonsense"
import tnrnn

network = tnrnn.unroll(tnrnn.rac(3, 1, 2, 2))
profile = tnrnn.profile(tnrnn.rac(3, 1, 2, 2))
for asked in (
    lambda: tnrnn.draw(network),
    lambda: tnrnn.plot(profile),
    lambda: tnrnn.drawing.save(tnrnn.drawing.compose(network), "x.png"),
    lambda: tnrnn.animate(network, "x.gif"),
):
    try:
        asked()
    except tnrnn.TnrnnError as error:
        print(error)
tnrnn.drawing.save(tnrnn.drawing.compose(network), "x.svg")
"""


def test_in_python_one_line_says_which_backend_there_is_not(tmp_path):
    """In Python the process is not ours, so the variable is not changed, and every call says this."""
    found = ended(sys.executable, "-c", IN_PYTHON, cwd=tmp_path)
    line = "MPLBACKEND: expected a backend of matplotlib, such as agg, given 'nonsense'\n"
    assert found == (0, 4 * line, "")
    assert [path.name for path in tmp_path.iterdir()] == ["x.svg"]
