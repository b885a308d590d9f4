"""What the repository shows to those who want to help, and what its workflows may do."""

import ast
import configparser
import re
from pathlib import Path

import pytest

from tnrnn.explore.serving.app import HOST
from tnrnn.explore.serving.crew import MOST_SECONDS
from tnrnn.explore.serving.questions import LONGEST_BODY
from tnrnn.interop.documents import MAX_TEXT
from tnrnn.system.files import MOST_STREAMED

yaml = pytest.importorskip("yaml")

ROOT = Path(__file__).parents[1]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config")
WRITES = {"publish": {"id-token": "write"}, "deploy": {"pages": "write", "id-token": "write"}}
"""What jobs may write; all others may read the repository, and nothing more."""


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def workflow(name):
    return yaml.safe_load((GITHUB / "workflows" / f"{name}.yml").read_text(encoding="utf-8"))


def settings():
    found = configparser.ConfigParser()
    found.read(ROOT / "setup.cfg", encoding="utf-8")
    return found


HOME = dict(re.findall(r"^(\w+) = (\S+)$", settings()["metadata"]["project_urls"], re.MULTILINE))
ADDRESS, PAGES = HOME["Source"], HOME["Documentation"]
"""The addresses of the repository and of its pages, of which setup.cfg is the home."""


def steps(job):
    return [step.get("run", "") for step in job["steps"]]


# Workflows


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_do_no_more_than_it_needs(path):
    read = workflow(path.stem)
    assert read["permissions"] == {}
    assert read["concurrency"]["group"].endswith("${{ github.ref }}")
    for name, job in read["jobs"].items():
        assert job["permissions"] == WRITES.get(name, {"contents": "read"})
        assert 0 < job["timeout-minutes"] <= 120
        for step in job["steps"]:
            if "actions/checkout" in step.get("uses", ""):
                assert step["with"] == {"persist-credentials": False}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_what_others_wrote_is_pinned(path):
    """Actions to commits, with the version for those who read it, and images to digests."""
    lines = path.read_text(encoding="utf-8").splitlines()
    used = [line for line in lines if "uses:" in line]
    assert used
    for line in used:
        assert re.search(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line
    for line in lines:
        if "container:" in line:
            assert re.search(r"@sha256:[0-9a-f]{64}$", line), line


def test_one_action_has_one_pin():
    pins = {}
    for path in WORKFLOWS:
        for action, pin in re.findall(r"uses: (\S+)@(\S+)", path.read_text(encoding="utf-8")):
            assert pins.setdefault(action, pin) == pin


def test_the_tests_run_on_three_systems_with_the_pythons_that_the_classifiers_name():
    matrix = workflow("tests")["jobs"]["tests"]["strategy"]["matrix"]
    assert matrix["system"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    classified = re.findall(r"Python :: (3\.\d+)$", settings()["metadata"]["classifiers"], re.MULTILINE)
    assert matrix["python"] == classified
    assert settings()["options"]["python_requires"] == f">={classified[0]}"
    assert settings()["mypy"]["python_version"] == classified[0]


def test_the_command_of_the_tests_is_that_of_the_readme():
    command = re.search(r"^python -m pip install -e .* && python -m pytest$", text("README.md"), re.MULTILINE)[0]
    for job in (workflow("tests")["jobs"]["tests"], workflow("release")["jobs"]["build"]):
        assert any(command in run.splitlines() for run in steps(job))
    assert f"    {command}" in text("CONTRIBUTING.md")


def test_the_pages_are_built_as_contributing_says_and_leave_only_from_main():
    jobs = workflow("docs")["jobs"]
    command = "sphinx-build -W --keep-going docs docs/_build/html"
    assert command in steps(jobs["build"])
    assert command in text("docs/contributing.md")
    assert jobs["deploy"]["needs"] == "build"
    assert jobs["deploy"]["if"].startswith("github.ref == 'refs/heads/main'")
    assert jobs["deploy"]["environment"]["name"] == "github-pages"


def test_a_release_is_built_and_tried_before_it_is_published_without_a_password():
    read = workflow("release")
    assert read[True] == {"push": {"tags": ["v*"]}}  # YAML reads `on` as true
    build, publish = read["jobs"]["build"], read["jobs"]["publish"]
    done = [step for run in steps(build) for step in run.splitlines()]
    wanted = ["python -m build", "twine check --strict dist/*", "wheel/bin/tnrnn demo --out pictures"]
    assert [step for step in done if step in wanted] == wanted
    assert any("GITHUB_REF_NAME" in step and "_version.py" in step for step in done)
    assert publish["needs"] == "build"
    assert publish["environment"]["name"] == "pypi"
    assert [step.get("uses", "").split("@")[0] for step in publish["steps"]] == [
        "actions/download-artifact",
        "pypa/gh-action-pypi-publish",
    ]
    assert publish["steps"][-1]["with"] == {"attestations": True}
    assert "secrets." not in (GITHUB / "workflows" / "release.yml").read_text(encoding="utf-8")


# Issues and pull requests


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_asks_what_is_needed_and_says_why(path):
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert {"name", "description", "labels", "body"} == set(form)
    asked = [part for part in form["body"] if part["type"] != "markdown"]
    assert len({part["id"] for part in asked}) == len(asked)
    assert any(part.get("validations") == {"required": True} for part in asked)
    for part in asked:
        assert part["attributes"]["label"]


def test_there_are_forms_for_errors_wishes_and_wrong_numbers():
    assert [path.stem for path in FORMS] == ["bug", "feature", "wrong-number"]
    form = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / "wrong-number.yml").read_text(encoding="utf-8"))
    (case,) = [part for part in form["body"] if part.get("id") == "case"]
    assert case["attributes"]["render"] == "json"
    assert "--save" in case["attributes"]["description"]
    assert case["validations"] == {"required": True}


@pytest.mark.parametrize("word", ["proof", "oracle", "test", "row"])
def test_a_closed_form_brings_four_things(word):
    """CONTRIBUTING lists them, and a pull request is asked for each."""
    needed = text("CONTRIBUTING.md").split("## A new closed form")[1].split("##")[0]
    asked = (GITHUB / "PULL_REQUEST_TEMPLATE.md").read_text(encoding="utf-8").split("closed form")[1]
    assert re.search(rf"^\d\. \*\*[^*]*\b{word}\b", needed, re.MULTILINE | re.IGNORECASE)
    assert re.search(rf"^- \[ \] An? {word}\b", asked, re.MULTILINE)


# Pages


def test_contributing_fits_a_page():
    assert len(text("CONTRIBUTING.md").split()) <= 750
    assert len(text("CONTRIBUTING.md").splitlines()) <= 80


def test_what_contributing_names_exists():
    for page in ("CONTRIBUTING.md", "docs/contributing.md"):
        for name in re.findall(r"`([\w.-]+/[\w./-]+|[A-Z]\w+\.md)`", text(page)):
            assert (ROOT / name).exists(), (page, name)
        for name in re.findall(r"`((?:bench|check|interval|tightness)\w*\.py)`", text(page)):
            assert (ROOT / "benchmarks" / name).exists(), (page, name)


def test_addresses_are_those_of_setup_cfg():
    names = ("CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "SECURITY.md", "docs/contributing.md", "docs/data-set/README.md")
    files = [*(ROOT / name for name in names), *GITHUB.rglob("*.*"), ROOT / "docs" / "paper" / "paper.md"]
    for path in files:
        for address in re.findall(r"https://[\w.]*github\.\w+/[^\s)>\]#]*", path.read_text(encoding="utf-8")):
            ours = address.startswith(("https://docs.github.com/", ADDRESS, PAGES))
            assert ours, (path.name, address)


def test_links_into_the_repository_lead_to_files():
    for name in ("CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "SECURITY.md"):
        for target in re.findall(rf"{ADDRESS}/blob/main/([\w./-]+)", text(name)):
            assert (ROOT / target).exists(), (name, target)


def test_the_code_of_conduct_says_which_and_whose_it_is():
    page = text("CODE_OF_CONDUCT.md")
    assert "https://www.contributor-covenant.org/version/2/1/code_of_conduct/" in page
    assert "https://creativecommons.org/licenses/by/4.0/" in page
    assert f"{ADDRESS}/security/advisories/new" in page


# What the security policy promises


def test_limits_are_those_of_the_code():
    page = " ".join(text("SECURITY.md").split())
    assert f"Documents ({MAX_TEXT // 2**20} Mi characters)" in page
    assert f"through a pipe ({MOST_STREAMED // 2**20} MiB)" in page
    assert f"questions of at most {LONGEST_BODY // 2**20} MiB" in page
    assert f"It listens on {HOST}," in page
    assert MOST_SECONDS == 60
    assert "stopped after a minute" in page
    assert "arrays of data (1 GiB)" in page
    assert "\nMOST_BYTES = 2**30\n" in text("tnrnn/memory/data/files.py")  # which needs torch to be imported


OWN = {"tnrnn/sweeping/limited.py"}
"""What a process and its own child say to each other is pickled; it is no file."""


def calls(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func), {word.arg: ast.unparse(word.value) for word in node.keywords}


def test_no_file_is_unpickled():
    seen = []
    for path in sorted((ROOT / "tnrnn").rglob("*.py")):
        for name, words in calls(path):
            if name in ("np.load", "numpy.load"):
                assert words["allow_pickle"] == "False", path
            elif name == "torch.load":
                assert words["weights_only"] == "True", path
            elif name in ("pickle.load", "pickle.loads", "pickle.Unpickler", "marshal.loads", "shelve.open"):
                assert path.relative_to(ROOT).as_posix() in OWN, path
            else:
                continue
            seen.append(name)
    assert {"np.load", "torch.load", "pickle.loads"} <= set(seen)
