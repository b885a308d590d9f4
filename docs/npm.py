"""Packages of npm that the pages load or are made with, at the versions of package.json."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
BROUGHT = HERE / "_build" / "npm"
INSTALL = ["npm", "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]


def modules() -> Path:
    """Return the folder with the packages; npm brings them once for each state of package.json.

    Processes may ask at the same time: each lets npm fill a folder of its own, and the first one's is kept.
    """
    wanted = HERE / "package.json"
    kept = BROUGHT / hashlib.sha256(wanted.read_bytes()).hexdigest()[:12]
    if not kept.exists():
        if shutil.which("npm") is None:
            raise RuntimeError("expected npm, which brings MathJax and reveal.js; install Node.js")
        BROUGHT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BROUGHT) as folder:
            shutil.copy(wanted, folder)
            if subprocess.run(INSTALL, cwd=folder, check=False).returncode:
                raise RuntimeError("expected that npm brings the packages of docs/package.json; see what it says above")
            _keep(Path(folder), kept)
    return kept / "node_modules"


def _keep(folder: Path, kept: Path) -> None:
    """Rename what npm has filled, unless another process was faster."""
    whole = folder / "whole"
    whole.mkdir()
    (folder / "node_modules").rename(whole / "node_modules")
    try:
        whole.rename(kept)
    except OSError:
        if not kept.exists():
            raise
