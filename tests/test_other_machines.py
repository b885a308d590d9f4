"""Paths with spaces and letters of other alphabets, and an installation that nobody may write to."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tnrnn import rac, unroll
from tnrnn.cli import main
from tnrnn.interop import to_json

ROOT = Path(__file__).parents[1]
SIZES = ["-T", "6", "-L", "1", "-M", "2", "-R", "3"]


@pytest.fixture
def odd(tmp_path, monkeypatch):
    """A folder with such a name: it is the current one, and temporary files and settings lie in it."""
    folder = tmp_path / "späß und 数"
    (folder / "tmp").mkdir(parents=True)
    monkeypatch.setenv("TMPDIR", str(folder / "tmp"))
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("ending", ["svg", "tex", "pdf", "png"])
def test_a_picture_is_the_same_under_any_name(odd, ending):
    written = []
    for name in (f"plain.{ending}", f"ein Bild, 図.{ending}"):
        assert main(["draw", *SIZES, "-o", name]) == 0
        written.append((odd / name).read_bytes())
    assert written[0]
    assert written[0] == written[1]
    assert list((odd / "tmp").iterdir()) == []


def test_what_is_written_under_such_a_name_is_read(odd, capsys):
    assert main(["rank", *SIZES, "--save", "Zeugnis 数.json"]) == 0
    assert main(["verify", "Zeugnis 数.json"]) == 0
    assert "verified: rank = 3" in capsys.readouterr().out
    (odd / "Netz 図.json").write_text(to_json(unroll(rac(4, 1, 2, 3))), encoding="utf-8")
    assert main(["draw", "Netz 図.json", "-o", "Bild ü.svg"]) == 0
    assert (odd / "Bild ü.svg").stat().st_size > 1000
    grid = "length = 4\nlayers = 1\ninputs = 2\nhidden = [2, 3]\nsplit = 2\n"
    (odd / "Gitter ß.toml").write_text(grid, encoding="utf-8")
    assert main(["sweep", "Gitter ß.toml", "--store", "Werte ß.sqlite", "--workers", "1", "--csv", "Werte ß.csv"]) == 0
    assert len((odd / "Werte ß.csv").read_text(encoding="utf-8").splitlines()) == 3


def test_such_a_name_is_shown_as_it_is_if_a_file_is_missing(odd, capsys):
    assert main(["verify", "nicht da 数.json"]) == 2
    assert "nicht da 数.json" in capsys.readouterr().err


READ_ONLY = """
import pathlib, sys
import tnrnn
from tnrnn.cli import main
site = pathlib.Path(tnrnn.__file__).parents[1]
assert site.name == "site"
try:
    (site / "new").touch()
except OSError:
    pass
else:
    sys.exit("writable")
sizes = ["-T", "6", "-L", "1", "-M", "2", "-R", "3"]
assert main(["bounds", *sizes]) == 0
assert main(["draw", *sizes, "-o", "picture.svg"]) == 0
assert main(["draw", *sizes, "-o", "picture.pdf"]) == 0
"""


@pytest.mark.slow
def test_an_installation_that_cannot_be_written_to_suffices(tmp_path):
    """Neither the package's folder nor that of the user's settings can be written to."""
    site, work = tmp_path / "site", tmp_path / "work"
    shutil.copytree(ROOT / "tnrnn", site / "tnrnn", ignore=shutil.ignore_patterns("__pycache__"))
    work.mkdir()
    before = sorted(site.rglob("*"))
    for path in (site, *before):
        path.chmod(0o555 if path.is_dir() else 0o444)
    program = [sys.executable, "-c", READ_ONLY]
    if os.geteuid() == 0:  # whom modes of files do not hinder
        if not shutil.which("setpriv"):
            pytest.skip("needs setpriv, as it runs as root")
        program = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", *program]
    own = {name: value for name, value in os.environ.items() if name not in ("MPLCONFIGDIR", "PYTHONDONTWRITEBYTECODE")}
    own |= {"PYTHONPATH": str(site), "HOME": "/dev/null", "XDG_CONFIG_HOME": "/dev/null", "XDG_CACHE_HOME": "/dev/null"}
    ended = subprocess.run(program, cwd=work, env=own, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert sorted(site.rglob("*")) == before
    assert sorted(path.name for path in work.iterdir()) == ["picture.pdf", "picture.svg"]
    for path in (site, *before):
        path.chmod(0o755)  # so that pytest can remove them
