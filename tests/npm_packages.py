"""Packages of npm that tests need and that are not part of the project, such as reveal.js."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

INSTALL = ["npm", "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]


def bring(package: str, folder: Path) -> Path:
    """Install a package into a folder, and return the folder; without npm the test is skipped, and fails in CI."""
    missing = None if shutil.which("npm") else f"no npm, which brings {package}"
    if not missing and subprocess.run([*INSTALL, package], cwd=folder, check=False, timeout=120).returncode:
        missing = f"npm could not bring {package}"
    if missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    return folder
