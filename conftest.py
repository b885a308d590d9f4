"""Skip tests and examples whose optional package is missing, with the reason; if CI is set, they fail instead.

CI first runs the tests as a newcomer does, without the larger extras (`pytest --write-skipped=FILE`). Then it installs
the extras and runs all tests that had been skipped or left out as slow (`pytest -m "" @FILE`).
"""

import os
import re
import signal
from doctest import DocTestFailure, UnexpectedException
from importlib.metadata import requires
from pathlib import Path

import pytest

from tnrnn.basics.errors import MissingPackageError, missing


def pytest_addoption(parser):
    told = "write the names of tests and files that are skipped or left out as slow to FILE, for pytest @FILE"
    parser.addoption("--write-skipped", metavar="FILE", help=told)


def pytest_configure(config):
    """Let Ctrl-C end what tests start, even if a shell runs pytest in the background, where Ctrl-C is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.getoption("write_skipped"):
        config.pluginmanager.register(Skips(config))


class Skips:
    """Collects the names of skipped and slow tests and files in each process that runs tests; at its end it sends them.

    The process that starts the others cannot collect them: of several files that are skipped for one reason at one
    line, pytest-xdist reports only the first to it.
    """

    def __init__(self, config):
        self.config, self.names = config, set()

    def pytest_collectreport(self, report):
        if report.skipped:
            self.names.add(report.nodeid)

    def pytest_runtest_logreport(self, report):
        self.pytest_collectreport(report)

    def pytest_deselected(self, items):
        self.names.update(item.nodeid for item in items if item.get_closest_marker("slow"))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        self.names.update(getattr(node, "workeroutput", {}).get("skipped", ()))  # one that crashed tells nothing

    def pytest_sessionfinish(self):
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["skipped"] = sorted(self.names)
        else:
            Path(self.config.getoption("write_skipped")).write_text("".join(f"{name}\n" for name in sorted(self.names)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    try:
        return (yield)
    except (DocTestFailure, UnexpectedException, ImportError) as failure:
        reason = missing_package(failure)
        if reason is None or os.environ.get("CI"):
            raise
        pytest.skip(reason)


def missing_package(failure):
    """Return the line that says which optional package a test lacks, or None if it failed for another reason."""
    if isinstance(failure, DocTestFailure):  # it expected an error, and got another one
        kind, _, line = failure.got.strip().rpartition("\n")[2].partition(": ")
        return line if kind.endswith(f".{MissingPackageError.__name__}") else None
    error = failure.exc_info[1] if isinstance(failure, UnexpectedException) else failure
    if isinstance(error, MissingPackageError):
        return str(error)
    if isinstance(error, ModuleNotFoundError) and error.name in extras():
        return str(missing("example", error.name, extras()[error.name]))
    return None


def extras():
    """Return the extra that installs each optional package, by the name of the package."""
    found = (re.match(r"([\w-]+).*; *extra == .([\w]+)", line) for line in requires("tnrnn"))
    return {match[1]: match[2] for match in found if match and match[2] != "test"}
