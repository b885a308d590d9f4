"""torch for the tests of the extra `memory`: they are skipped without it, and fail without it where CI is set."""

import os

import pytest


def needed(name="torch"):
    """Return the module, or skip the file that asks."""
    if "CI" in os.environ:
        return __import__(name)
    return pytest.importorskip(name, reason="needs the extra `memory`")


torch = needed("torch")
