"""Makes what teachers hand out from the notebooks of the course: versions for students, slides, handouts, the test.

    python docs/course.py students                    # notebooks/students: the notebooks without solutions
    python docs/course.py all                         # docs/_build/course: with slides and handouts; runs the notebooks

The build of the documentation makes all of it from the notebooks that it has run, and links it from each lecture.
Students' versions need nbformat alone; slides need npm, which brings MathJax and reveal.js; pdf needs chromium.
"""

from __future__ import annotations

import argparse
import configparser
import html
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

import nbformat
from course_handouts import browser, handout, on_paper, printed
from course_html import typeset
from course_parts import for_students, read_lecture
from course_slides import deck
from npm import modules

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
LECTURES = "[0-9]*_*.ipynb"
TEST = NOTEBOOKS / "test_sheet.ipynb"
MADE = ROOT / "docs" / "_build" / "course"
BRANCH = "main"


# Where it is found


@cache
def addresses() -> dict[str, str]:
    """Return the addresses of the project, by name, as setup.cfg has them."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    pairs = (line.partition("=") for line in settings["metadata"].get("project_urls", "").splitlines())
    return {name.strip(): url.strip().rstrip("/") for name, _, url in pairs if url}


def online(name: str) -> dict[str, str]:
    """Return the addresses that open a notebook of the repository in a browser, by the name of the service."""
    host, _, repository = addresses().get("Source", "").partition("github.com/")
    if not host:
        return {}
    path = f"notebooks/{name}.ipynb"
    return {
        "Binder": f"https://mybinder.org/v2/gh/{repository}/{BRANCH}?labpath={path.replace('/', '%2F')}",
        "Colab": f"https://colab.research.google.com/github/{repository}/blob/{BRANCH}/{path}",
    }


def linked(target: str) -> str | None:
    """Return what a link of a notebook leads to on slides and on paper, which may lie anywhere."""
    pages = addresses().get("Documentation")
    if target.startswith(("https://", "http://")):
        return target
    notebook = re.fullmatch(r"([\w-]+)\.(?:ipynb|md)(#.*)?", target)
    return f"{pages}/lectures/{notebook[1]}.html" if pages and notebook else None


class Link(NamedTuple):
    """A link: its words, its target below the folder of the course or elsewhere, and whether a browser stores it."""

    words: str
    target: str
    stored: bool = False


def links(name: str) -> dict[str, list[Link]]:
    """Return the links to what is made of a notebook, and to where it opens, by what one does there."""
    form, test = "pdf" if browser() else "html", name == TEST.stem
    kept = [Link("notebook", f"notebooks/{name}.ipynb", True), Link("for students", f"students/{name}.ipynb", True)]
    return {
        "Download the": kept,
        "show the": [] if test else [Link("slides", f"slides/{name}.html")],
        "print the": [Link("test" if test else "handout", f"handouts/{name}.{form}")],
        "open it in": [Link(service, url) for service, url in online(name).items()],
    }


def shown(link: Link, above: str) -> str:
    """Return a link as html; `above` leads from the page to the folder that has the folder of the course."""
    target = link.target if "://" in link.target else f"{above}course/{link.target}"
    return f'<a href="{html.escape(target)}"{" download" if link.stored else ""}>{link.words}</a>'


def sentence(name: str, above: str) -> str:
    """Return all links of a notebook as one sentence."""
    both = {"Download the": " or its version "}
    groups = {
        verb: both.get(verb, " or ").join(shown(link, above) for link in each) for verb, each in links(name).items()
    }
    return "; ".join(f"{verb} {words}" for verb, words in groups.items() if words) + "."


def with_links(path: Path) -> str:
    """Return a notebook, as its page is made from it, with links below its title."""
    book = nbformat.read(path, as_version=4)
    title, _, rest = book.cells[0].source.partition("\n")
    told = f'<p class="lecture-links">{sentence(path.stem, "../")}</p>'
    book.cells[0].source = f"{title}\n\n{told}\n{rest}"
    return nbformat.writes(book)


ROW = re.compile(r"^\| *(\d*) *\| *\[([^]]*)\]\((\w+)\.ipynb\) *\|(.*)$", re.MULTILINE)
"""A row of the table in the note for teachers: number, title, file, and the other columns."""


def table() -> str:
    """Return the lectures as a table in Markdown, with what the note for teachers says each teaches, and links."""
    rows = ["| | lecture | what it teaches | download, show, print, open |", "|---|---|---|---|"]
    for number, title, name, rest in ROW.findall((NOTEBOOKS / "README.md").read_text(encoding="utf-8")):
        teaches = rest.split("|")[2].strip()
        found = ", ".join(shown(link, "") for group in links(name).values() for link in group)
        rows.append(f"| {number} | [{title}](lectures/{name}.ipynb) | {teaches} | {found} |")
    return "\n".join(rows) + "\n"


# What is made


def books() -> Iterator[Path]:
    """Yield the notebooks: lectures in their order, then the test."""
    yield from sorted(NOTEBOOKS.glob(LECTURES))
    yield TEST


def students(folder: Path) -> None:
    """Write the notebooks without solutions."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in books():
        nbformat.write(for_students(nbformat.read(path, as_version=4)), folder / path.name)


def notebooks(folder: Path) -> None:
    """Copy the notebooks, for readers who store them."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in books():
        shutil.copyfile(path, folder / path.name)


def pages(executed: Path) -> dict[str, str]:
    """Return the pages of slides and handouts, by their names below the folder of the course."""
    reveal, made = modules() / "reveal.js" / "dist", {}
    for path in sorted(NOTEBOOKS.glob(LECTURES)):
        lecture = read_lecture(path, executed / path.name)
        made[f"slides/{path.stem}.html"] = deck(lecture, linked, reveal)
        made[f"handouts/{path.stem}.html"] = handout(lecture, linked)
    made[f"handouts/{TEST.stem}.html"] = on_paper(TEST, linked)
    return typeset(made, modules())


def make(folder: Path, executed: Path) -> None:
    """Make everything; `executed` is a folder with the notebooks after they have been run."""
    students(folder / "students")
    notebooks(folder / "notebooks")
    for name, page in pages(executed).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    if browser():
        with ThreadPoolExecutor(4) as pool:  # a browser waits most of its time
            list(pool.map(printed, sorted((folder / "handouts").glob("*.html"))))


def execute(folder: Path) -> Path:
    """Run the lectures into a folder, and return it."""
    from nbclient import NotebookClient

    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(NOTEBOOKS.glob(LECTURES)):
        print(f"running {path.name} ...", flush=True)
        book = nbformat.read(path, as_version=4)
        NotebookClient(book, timeout=300, resources={"metadata": {"path": str(NOTEBOOKS)}}).execute()
        nbformat.write(book, folder / path.name)
    return folder


def main(words: list[str] | None = None) -> None:
    """Make what the command line asks for."""
    read = argparse.ArgumentParser(description="Make versions for students, slides and handouts from the notebooks.")
    read.add_argument("what", choices=("students", "all"))
    read.add_argument("--out", type=Path, help="the folder (default: notebooks/students, or docs/_build/course)")
    read.add_argument("--executed", type=Path, help="a folder with the notebooks after they have been run")
    asked = read.parse_args(words)
    folder = asked.out or (NOTEBOOKS / "students" if asked.what == "students" else MADE)
    try:
        if asked.what == "students":
            students(folder)
        else:
            modules()  # what is missing is said before lectures are run in vain
            make(folder, asked.executed or execute(folder / "executed"))
    except (RuntimeError, OSError, ValueError) as error:  # what is missing; a file that is none or no notebook
        raise SystemExit(f"course: {error}") from error
    print(f"wrote {folder}")


if __name__ == "__main__":
    main()
