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
LEFT_OUT = re.compile(r"\.git(ignore|attributes)$|\.ci/|\.binder/")
"""What is of the repository alone."""
REPOSITORY = "https://example.org/owner/tnrnn"
SETTINGS = configparser.ConfigParser()
SETTINGS.read(ROOT / "setup.cfg", encoding="utf-8")
URLS = dict(re.findall(r"^(\w+) = (\S+)$", SETTINGS["metadata"]["project_urls"], re.MULTILINE))


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
    assert git() - in_the_source_distribution == {name for name in git() if LEFT_OUT.match(name)}


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
    pictures = re.findall(r"!\[([^\]]+)\]\((?!https)(.+?)\)", readme)
    assert pictures
    assert all(f"*{words}* ({path} in the source distribution)" in shown for words, path in pictures)
    for words, _ in re.findall(r"(?<!!)\[([^\]]+)\]\((?!https)(.+?)\)", readme):
        assert words in shown
    assert shown.count("```") == readme.count("```")


def test_addresses_of_the_project(script):
    assert set(URLS) == {"Source", "Documentation", "Issues", "Changelog", "Paper"}
    assert all(url.startswith("https://") for url in URLS.values())
    assert script.source() == URLS["Source"]
    assert URLS["Issues"].startswith(URLS["Source"])
    assert URLS["Changelog"].startswith(URLS["Documentation"])
    assert (ROOT / "docs" / "changelog.md").exists()


@pytest.mark.parametrize("name", ["CHANGELOG.md", "docs/install.md", "docs/versions.md"])
def test_pages_have_the_addresses_of_the_project(name):
    """Each address there with the name of the project, on the hosts of its repository and its pages, is one of them."""
    hosts = {re.match(r"https://[^/]+", URLS[name])[0] for name in ("Source", "Documentation")}
    found = [
        url for url in re.findall(r"https://[^\s)>\]`]+", (ROOT / name).read_text(encoding="utf-8")) if "tnrnn" in url
    ]
    for url in found:
        if any(url.startswith(host) for host in hosts):
            assert url.startswith((URLS["Source"], URLS["Documentation"])), url


def versions_of_python():
    """Return the versions of Python that the classifiers name, in order."""
    return re.findall(
        r"^Programming Language :: Python :: (3\.\d+)$", SETTINGS["metadata"]["classifiers"], re.MULTILINE
    )


def test_classifiers_name_the_pythons_that_are_run():
    """The lowest is the one that is required, and CI reads the others from the classifiers."""
    named = versions_of_python()
    assert SETTINGS["options"]["python_requires"] == f">={named[0]}"
    assert named == sorted(set(named), key=lambda version: int(version.partition(".")[2]))


def test_every_floor_is_one_version():
    """`.ci/lowest.py` installs the version after `>=`; a package that stands in several extras has one floor."""
    asked = SETTINGS["options"]["install_requires"].split()
    asked += [each for extra in SETTINGS["options.extras_require"].values() for each in extra.split()]
    floors = {}
    for each in asked:
        name, version = re.fullmatch(r"([\w-]+)>=([\d.]+)", each).groups()
        assert floors.setdefault(name, version) == version, name


@pytest.mark.skipif(not (ROOT / ".ci").exists(), reason="needs the scripts of CI, which only the repository has")
def test_the_lowest_versions_are_those_of_the_settings():
    spec = importlib.util.spec_from_file_location("lowest", ROOT / ".ci" / "lowest.py")
    lowest = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(lowest)
    pins = lowest.floors(["fast", "test"])
    assert {"numpy==2", "scipy==1.13"} <= set(pins)
    assert sum(pin.startswith("ortools==") for pin in pins) == 1  # in both extras
    assert all(pin.replace("==", ">=") in Path(ROOT / "setup.cfg").read_text(encoding="utf-8") for pin in pins)
    assert set(lowest.floors(["pytest"])) - set(lowest.floors([])) == {"pytest==8"}
    with pytest.raises(SystemExit, match=r"expected one of .*fast.*, given 'fest'"):
        lowest.floors(["fest"])


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
