"""What is published: the source distribution, the README as a package index shows it, how to cite."""

import configparser
import datetime
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tnrnn

ROOT = Path(__file__).parents[1]
LEFT_OUT = {".binder/requirements.txt", ".binder/runtime.txt", ".ci/programs", ".ci/run", ".gitignore"}
"""What is of the repository alone."""
REPOSITORY = "https://example.org/owner/tnrnn"


def git(*words):
    """Return the files that git lists, or skip: the tree may come from a source distribution."""
    if not (ROOT / ".git").exists():
        pytest.skip("this tree is no git checkout")
    listed = subprocess.run(["git", "ls-files", "-z", *words], cwd=ROOT, capture_output=True, check=True).stdout
    return {name for name in listed.decode().split("\0") if name and (ROOT / name).exists()}


@pytest.fixture(scope="module")
def in_the_source_distribution(tmp_path_factory):
    """The files that setuptools would put into it, by its own list, without those that it makes itself."""
    pytest.importorskip("setuptools")
    folder = tmp_path_factory.mktemp("egg")
    command = [sys.executable, "setup.py", "--quiet", "egg_info", "--egg-base", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    lines = (folder / "tnrnn.egg-info" / "SOURCES.txt").read_text(encoding="utf-8").splitlines()
    return {line.removeprefix("./") for line in lines if ".egg-info/" not in line}


def test_the_source_distribution_has_every_file_of_the_repository(in_the_source_distribution):
    assert git() - in_the_source_distribution == LEFT_OUT & git()


def test_the_source_distribution_has_nothing_that_was_made(in_the_source_distribution):
    assert in_the_source_distribution - git("--cached", "--others", "--exclude-standard") == set()


def test_tests_find_in_the_source_distribution_what_they_read(in_the_source_distribution):
    """They find folders beside the package, and files by name, even without git."""
    for folder in (
        "tests",
        "tests/data",
        "tests/golden",
        "tests/baseline",
        "docs",
        "docs/experiments",
        "docs/pictures",
    ):
        inside = {str(path.relative_to(ROOT)) for path in (ROOT / folder).iterdir() if path.is_file()}
        made = {name for name in inside if name.endswith(".pyc")}
        assert inside - made <= in_the_source_distribution
    for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "CITATION.cff", "LICENSE", "setup.cfg", "setup.py"):
        assert name in in_the_source_distribution


@pytest.fixture(scope="module")
def script():
    pytest.importorskip("setuptools")
    spec = importlib.util.spec_from_file_location("tnrnn_setup", ROOT / "setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def links(text):
    """Return (whether it is a picture, target) of every link of Markdown."""
    return [(bool(mark), target) for mark, target in re.findall(r"(!?)\[[^\]]*\]\(([^)\s]+)\)", text)]


def test_on_an_index_every_link_and_picture_has_an_address(script):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    relative = [(picture, target) for picture, target in links(readme) if not target.startswith("https://")]
    assert sum(picture for picture, _ in relative) == 3
    assert len(relative) > 10
    shown = links(script.described(readme, REPOSITORY))
    assert len(shown) == len(links(readme))
    for picture, target in relative:
        assert (picture, f"{REPOSITORY}/{'raw' if picture else 'blob'}/HEAD/{target}") in shown
    assert all(target.startswith("https://") for _, target in shown)


def test_without_an_address_nothing_leads_nowhere(script):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = script.described(readme, None)
    assert all(target.startswith("https://") for _, target in links(shown))
    assert "!" + "[" not in shown
    words = re.match(r"!\[(.+)\]\((.+)\)", readme)
    assert shown.startswith(f"*{words[1]}* ({words[2]} in the source distribution)\n\n# tnrnn\n")
    assert (
        "| everybody | five minutes, the gallery's scripts, how it compares with other tools, how fast it is |" in shown
    )
    assert shown.count("```") == readme.count("```")


def test_addresses_of_the_project(script):
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg")
    urls = dict(re.findall(r"^(\w+) = (\S+)$", settings["metadata"]["project_urls"], re.MULTILINE))
    assert urls["Paper"] == "https://arxiv.org/abs/1710.09431"
    assert all(url.startswith("https://") for url in urls.values())
    assert script.source() == urls.get("Source")


def test_the_citation_has_the_version_and_its_day():
    yaml = pytest.importorskip("yaml")
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["version"] == tnrnn.__version__
    assert isinstance(cited["date-released"], datetime.date)
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = dict(re.findall(r"^## \[(\S+)\] - (\S+)$", changes, re.MULTILINE))
    if tnrnn.__version__ in released:
        assert str(cited["date-released"]) == released[tnrnn.__version__]
    assert cited["license"] == "MIT"
