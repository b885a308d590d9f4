"""Examples in docstrings whose optional package is missing are skipped, with the reason; where CI is set they fail.

CI runs the tests as a newcomer does, without the larger extras, and then with them all tests that had been skipped:
`pytest --write-skipped=FILE`, and `pytest @FILE`.
"""

import os
import re
import signal
from doctest import DocTestFailure, UnexpectedException
from importlib.metadata import requires
from pathlib import Path

import pytest

from tnrnn.errors import MissingPackageError, missing


def pytest_addoption(parser):
    told = "write the names of the tests and files that are skipped to this file, one a line, for pytest @FILE"
    parser.addoption("--write-skipped", metavar="FILE", help=told)


def pytest_configure():
    """Let Ctrl-C reach what tests start: programs that a shell runs in the background ignore it, and theirs do."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_terminal_summary(terminalreporter, config):
    path = config.getoption("write_skipped")
    if path:
        names = sorted({report.nodeid for report in terminalreporter.getreports("skipped")})
        Path(path).write_text("".join(f"{name}\n" for name in names))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    try:
        return (yield)
    except (DocTestFailure, UnexpectedException) as failure:
        reason = missing_package(failure)
        if reason is None or os.environ.get("CI"):
            raise
        pytest.skip(reason)


def missing_package(failure):
    """Return the line that says which optional package an example lacks, or None if it failed for another reason."""
    if isinstance(failure, DocTestFailure):  # it expected an error, and got another one
        kind, _, line = failure.got.strip().rpartition("\n")[2].partition(": ")
        return line if kind.endswith(f".{MissingPackageError.__name__}") else None
    error = failure.exc_info[1]
    if isinstance(error, MissingPackageError):
        return str(error)
    if isinstance(error, ModuleNotFoundError) and error.name in extras():
        return str(missing("example", error.name, extras()[error.name]))
    return None


def extras():
    """Return the extra that brings each optional package; a package with another name than its module is not found."""
    found = (re.match(r"([\w-]+).*; *extra == .([\w]+)", line) for line in requires("tnrnn"))
    return {match[1]: match[2] for match in found if match and match[2] != "test"}
