"""Packages of npm that the pages load or are made with, at the versions of package.json."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
BROUGHT = HERE / "_build" / "npm"
INSTALL = ["npm", "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]


def modules() -> Path:
    """Return the folder with the packages, into which npm brings them if package.json has changed."""
    wanted, there = HERE / "package.json", BROUGHT / "package.json"
    found = BROUGHT / "node_modules"
    if there.exists() and there.read_bytes() == wanted.read_bytes():
        return found
    if shutil.which("npm") is None:
        raise RuntimeError("expected npm, which brings MathJax and reveal.js; install Node.js")
    shutil.rmtree(BROUGHT, ignore_errors=True)
    BROUGHT.mkdir(parents=True)
    part = BROUGHT / "part"
    part.mkdir()
    shutil.copy(wanted, part)
    subprocess.run(INSTALL, cwd=part, check=True)
    shutil.move(part / "node_modules", found)
    shutil.copy(wanted, there)  # last: what npm has left half done is brought again
    shutil.rmtree(part)
    return found
