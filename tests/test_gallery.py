"""Rules for every script of the gallery; the scripts are run when the pages are built."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from documented import not_public
from PIL import Image, ImageOps

import tnrnn

GALLERY = Path(__file__).parents[1] / "gallery"
SCRIPTS = sorted(GALLERY.glob("*.py"))
MOST_LINES = 60
"""Of code; about thirty are aimed at."""


def test_there_are_enough_scripts_and_each_has_a_number_of_its_own():
    numbers = [path.name[:2] for path in SCRIPTS]
    assert len(SCRIPTS) >= 20
    assert all(number.isdigit() for number in numbers)
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_is_short_and_uses_public_names(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    title, line, *_ = ast.get_docstring(tree).splitlines()
    assert line == "=" * len(title)
    assert len({place.lineno for place in ast.walk(tree) if isinstance(place, ast.stmt | ast.expr)}) <= MOST_LINES
    assert not_public(tree) == set()
    text = path.read_text(encoding="utf-8").rstrip()
    assert text.endswith("plt.show()") or re.search(r'"\w+\.gif"|"\w+\.png"', text), "shows or writes a figure"


def ran(script, folder, *words, **variables):
    """Run a script of a copy of the gallery in an empty folder outside the checkout."""
    copy = folder / "scripts" / script.name
    copy.parent.mkdir(parents=True)
    copy.write_bytes(script.read_bytes())
    empty = folder / "empty"
    empty.mkdir()
    search = os.pathsep.join([str(Path(tnrnn.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "MPLBACKEND": "agg", "PYTHONPATH": search, **variables}
    command = [sys.executable, str(copy), *words]
    return subprocess.run(command, cwd=empty, capture_output=True, text=True, check=False, env=environment)


def test_the_script_that_reads_a_table_says_so_outside_the_checkout_and_takes_its_path(tmp_path):
    (script,) = [path for path in SCRIPTS if path.stem == "23_depth_and_delay"]
    for name, words in (("none", []), ("wrong", ["no.csv"])):
        done = ran(script, tmp_path / name, *words)
        assert done.returncode == 1
        assert done.stderr == (
            "this example needs docs/experiments/depth.csv: run it in the source of tnrnn, "
            "or give the path of the file as an argument\n"
        )
    assert ran(script, tmp_path / "given", str(GALLERY.parent / "docs/experiments/depth.csv")).returncode == 0


def test_the_script_that_runs_tex_names_a_program_that_is_missing(tmp_path):
    (script,) = [path for path in SCRIPTS if path.stem == "22_tikz_in_a_paper"]
    done = ran(script, tmp_path, PATH=str(tmp_path))
    told = "this example needs the program pdflatex, which is part of TeX Live and is not installed\n"
    assert (done.returncode, done.stderr) == (1, told)


@pytest.mark.skipif(os.environ.get("TNRNN_SLOW") != "1", reason="takes minutes: set TNRNN_SLOW=1")
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_runs_anywhere(path, tmp_path):
    """If something is missing, it ends with one line that says what it needs."""
    done = ran(path, tmp_path)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0 or len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("size", [(1200, 100), (900, 500), (640, 400), (500, 500), (100, 1200)])
def test_a_picture_fills_its_card(size):
    """It loses its margin, and a very long one its ends; nothing is stretched."""
    scraping = pytest.importorskip("scraping", reason="needs the extra `docs`")
    picture = Image.new("RGBA", (size[0] + 600, size[1] + 600), (255, 255, 255, 0))
    picture.paste((0, 0, 0, 255), (200, 400, 200 + size[0], 400 + size[1]))
    card = scraping.filled(picture)
    left, top, right, bottom = ImageOps.invert(card.convert("L")).point(lambda ink: 255 * (ink > 128)).getbbox()
    wide, high = (right - left) / scraping.CARD[0], (bottom - top) / scraping.CARD[1]
    assert card.size == scraping.CARD
    assert max(wide, high) > 0.93
    assert min(wide, high) > scraping.FILLED - 0.05
    if scraping.FILLED < size[0] / size[1] / (scraping.CARD[0] / scraping.CARD[1]) < 1 / scraping.FILLED:
        assert abs((right - left) / (bottom - top) - size[0] / size[1]) < 0.02 * size[0] / size[1]


def test_a_long_picture_shows_where_most_is_painted():
    scraping = pytest.importorskip("scraping", reason="needs the extra `docs`")
    picture = Image.new("RGB", (2000, 100), "white")
    picture.paste("black", (0, 0, 2000, 2))
    picture.paste("red", (1500, 0, 1900, 100))
    width, height = scraping.CARD
    counts = {colour: count for count, colour in scraping.filled(picture).getcolors(width * height)}
    assert counts[255, 0, 0] > 0.4 * width * height


def test_a_picture_without_anything_on_it_is_a_white_card():
    scraping = pytest.importorskip("scraping", reason="needs the extra `docs`")
    assert scraping.filled(Image.new("RGB", (30, 20), "white")).getextrema() == ((255, 255),) * 3
