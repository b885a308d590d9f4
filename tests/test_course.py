"""What teachers hand out, made from the notebooks: students' versions, slides, handouts; and the test with answers."""

from __future__ import annotations

import ast
import builtins
import os
import re
import shutil
import subprocess
from base64 import b64decode
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
TEST = NOTEBOOKS / "test_sheet.ipynb"
LECTURES = sorted(NOTEBOOKS.glob("[1-8]_*.ipynb"))
BOOKS = [*LECTURES, TEST]

nbformat = pytest.importorskip("nbformat", reason="needs nbformat, which comes with JupyterLab")
pytest.importorskip("markdown_it", reason="needs the extra `docs`")
pytest.importorskip("mdit_py_plugins", reason="needs the extra `docs`")

import course  # noqa: E402
import course_handouts  # noqa: E402
import course_slides  # noqa: E402
from course_html import markdown, sentences, typeset  # noqa: E402
from course_parts import (  # noqa: E402
    Picture,
    Printed,
    Words,
    claims,
    exercises,
    for_students,
    is_solution,
    picture,
    read_lecture,
)

books = pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
lectures = pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAD0lEQVR42mP4TwAw4JcFAL2TD/Fv7yVDAAAAAElFTkSuQmCC"
"""A picture of three by two pixels; a program that reads its size needs no more than its head."""

SMALL = [
    "# 9. A *small* lecture\n\nYou learn $1 + 1$.\n\n| Section | Minutes |\n|---|---|\n| One | 45 |\n\nA note on code.",
    "## One\n\nSee [lecture 1](1_tensor_networks.ipynb).\n\n**Theorem.** For all $n$,\n\n$$n = n.$$\n\n"
    "<details><summary>Proof of the theorem</summary>\n\nBy looking.\n\n</details>\n\nAfterwards.",
    ("code", []),
    "## Exercises\n\n**9.1** (by hand) Why?\n\n<details><summary>Solution of 9.1</summary>\n\nBecause.\n\n"
    "</details>\n\n**9.2** Compute.",
    ("code", ["hide-cell", "solution"]),
    "## What to remember\n\n* All of it.",
]


@pytest.fixture
def small(tmp_path):
    """A lecture of the form that the notebooks have, and the same after it has been run."""
    cells = []
    for cell in SMALL:
        if isinstance(cell, str):
            cells.append(nbformat.v4.new_markdown_cell(cell))
        else:
            cells.append(nbformat.v4.new_code_cell("secret()" if cell[1] else "show()", metadata={"tags": cell[1]}))
    book = nbformat.v4.new_notebook(cells=cells)
    path, executed = tmp_path / "9_small.ipynb", tmp_path / "executed.ipynb"
    nbformat.write(book, path)
    book.cells[2].outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="4 < 5\n"),
        nbformat.v4.new_output("stream", name="stderr", text="a warning\n"),
        nbformat.v4.new_output("display_data", data={"image/png": PNG, "text/plain": "<Figure>"}),
    ]
    book.cells[4].outputs = [nbformat.v4.new_output("stream", name="stdout", text="the solution\n")]
    nbformat.write(book, executed)
    return path, executed


# Versions for students


def test_a_students_version_loses_solutions_and_keeps_the_rest(small):
    book = nbformat.read(small[0], as_version=4)
    kept = for_students(book)
    nbformat.validate(kept)
    assert [cell.id for cell in kept.cells] == [cell.id for cell in book.cells]
    assert kept.cells[1].source == book.cells[1].source
    assert kept.cells[2] == book.cells[2]
    assert kept.cells[3].source == "## Exercises\n\n**9.1** (by hand) Why?\n\n**9.2** Compute."
    assert kept.cells[4].source == "# Your answer to 9.2"
    assert not is_solution(kept.cells[4])
    assert is_solution(book.cells[4]), "the notebook itself is as it was"


def test_nothing_that_a_solution_has_shown_stays(small):
    """A teacher may have run the notebook: what a solution printed is a solution."""
    book = nbformat.read(small[1], as_version=4)
    kept = for_students(book)
    nbformat.validate(kept)
    assert (kept.cells[4].outputs, kept.cells[4].execution_count) == ([], None)
    assert kept.cells[2].outputs == book.cells[2].outputs
    assert "the solution" not in nbformat.writes(kept)


def test_what_prepares_solutions_leaves_no_empty_cell(small):
    book = nbformat.read(small[0], as_version=4)
    book.cells.insert(1, nbformat.v4.new_code_cell("prepare()", metadata={"tags": ["solution"]}))
    book.cells.append(nbformat.v4.new_markdown_cell("In words.", metadata={"tags": ["solution"]}))
    assert for_students(book) == for_students(nbformat.read(small[0], as_version=4))


def solutions(book):
    """Yield the lines of all solutions of a notebook that are long enough to be told from other lines."""
    for cell in book.cells:
        if cell.cell_type == "code":
            texts = [cell.source] if is_solution(cell) else []
        else:
            texts = re.findall(r"<summary>Solution of[^<]*</summary>(.*?)</details>", cell.source, re.DOTALL)
        yield from (line.strip() for text in texts for line in text.splitlines() if len(line.strip()) > 40)


@books
def test_no_solution_stays_in_words_or_in_code(path):
    """Every line of a solution is gone; questions and proofs are all there."""
    book = nbformat.read(path, as_version=4)
    kept = for_students(book)
    nbformat.validate(kept)
    text = "\n".join(cell.source for cell in kept.cells)
    lost = list(solutions(book))
    assert len(lost) > 5
    assert [line for line in lost if line in text] == []
    assert "Solution of" not in text
    whole = "\n".join(cell.source for cell in book.cells)
    asked = r"^\*\*(?:Question )?\d+(?:\.\d+)?\*\*.*$"
    assert re.findall(asked, text, re.MULTILINE) == re.findall(asked, whole, re.MULTILINE) != []
    assert text.count("<details>") == whole.count("<details>") - whole.count("<summary>Solution of")


RUN = LECTURES if os.environ.get("TNRNN_SLOW") == "1" else LECTURES[:1]


@pytest.mark.slow
@pytest.mark.parametrize("path", RUN, ids=lambda path: path.stem)
def test_a_students_version_runs(path):
    nbclient = pytest.importorskip("nbclient", reason="needs nbclient, which comes with JupyterLab")
    book = for_students(nbformat.read(path, as_version=4))
    nbclient.NotebookClient(book, timeout=300, resources={"metadata": {"path": str(NOTEBOOKS)}}).execute()


def names(nodes):
    """Return the names that nodes of a syntax tree read, and those that they make."""
    read, made = set(), set()
    for node in nodes:
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler):
            made.add(node.name)
        elif isinstance(node, ast.arg):
            made.add(node.arg)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            made |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    return read, made


@lectures
def test_a_students_version_needs_no_name_that_a_solution_makes(path):
    known = set(dir(builtins))
    for cell in for_students(nbformat.read(path, as_version=4)).cells:
        if cell.cell_type == "code":
            source = re.sub(r"^%.*$", "", cell.source, flags=re.MULTILINE)
            read, made = names(ast.walk(ast.parse(source)))
            known |= made
            assert read <= known


# A lecture as parts


def test_a_notebook_without_a_first_cell_is_no_lecture(tmp_path):
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "9_empty.ipynb")
    with pytest.raises(ValueError, match=r"^9_empty: expected a first cell"):
        read_lecture(tmp_path / "9_empty.ipynb")


def test_a_lecture_is_read_as_parts(small):
    lecture = read_lecture(*small)
    assert (lecture.name, lecture.title) == ("9_small", "9. A *small* lecture")
    assert lecture.teaches == (Words("paragraph", "You learn $1 + 1$."),)
    assert lecture.plan.source.endswith("| One | 45 |")
    assert [section.title for section in lecture.sections] == ["One", "Exercises", "What to remember"]
    assert list(lecture.body()[0].parts())[-2:] == [
        Printed("4 < 5", False),
        Picture(f"data:image/png;base64,{PNG}", 3, 2, False),
    ]
    assert claims(lecture) == [(Words("paragraph", "**Theorem.** For all $n$,"), Words("formula", "$$n = n.$$"))]
    assert [exercise[0].source for exercise in exercises(lecture)] == ["**9.1** (by hand) Why?", "**9.2** Compute."]
    assert picture(lecture) == Picture(f"data:image/png;base64,{PNG}", 3, 2, False)
    words = " ".join(part.source for section in lecture.sections for part in section.words())
    assert "By looking" not in words
    assert "Because" not in words


@lectures
def test_every_lecture_has_what_a_handout_shows(path):
    lecture = read_lecture(path)
    assert lecture.teaches
    assert lecture.plan
    assert len(exercises(lecture)) >= 4
    assert claims(lecture)
    assert lecture.last("What to remember").words()


def test_of_several_forms_a_cell_shows_the_one_that_needs_no_script(small):
    path, executed = small
    book = nbformat.read(executed, as_version=4)
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "<Explorer object at 0x1>"}
    svg = '<svg viewBox="0 0 30 20" xmlns="http://www.w3.org/2000/svg"/>'
    shown = (
        {**widget, "image/svg+xml": svg},
        widget,
        {"text/html": "<table/>", "text/plain": "a"},
        {"text/plain": "3"},
    )
    book.cells[2].outputs = [nbformat.v4.new_output("display_data", data=data) for data in shown]
    nbformat.write(book, executed)
    picture, *others = list(read_lecture(path, executed).body()[0].parts())[-3:]
    assert picture[1:] == (30, 20, False)
    assert b64decode(picture.address.removeprefix("data:image/svg+xml;base64,")).decode() == svg
    assert others == [Printed("<table/>", True), Printed("3", False)]


def test_a_tag_chooses_the_picture_of_a_handout(small):
    path, executed = small
    book = nbformat.read(executed, as_version=4)
    other = "data:image/svg+xml"
    chosen = nbformat.v4.new_code_cell("more()", metadata={"tags": ["handout"]})
    chosen.outputs = [nbformat.v4.new_output("display_data", data={"image/svg+xml": '<svg viewBox="0 0 3 2"/>'})]
    for tagged in (False, True):
        chosen.metadata = {"tags": ["handout"] * tagged}
        book.cells.insert(3, chosen)
        for to in (path, executed):
            nbformat.write(book, to)
        assert picture(read_lecture(path, executed)).address.startswith(other) == tagged
        del book.cells[3]


def test_without_a_tag_a_handout_has_the_first_picture_after_a_claim(small):
    path, executed = small
    book = nbformat.read(executed, as_version=4)
    for at in (3, 1):  # after the picture that follows the claim, and before the claim
        other = nbformat.v4.new_code_cell("more()")
        other.outputs = [nbformat.v4.new_output("display_data", data={"image/svg+xml": '<svg viewBox="0 0 3 2"/>'})]
        book.cells.insert(at, other)
    book.cells.insert(1, nbformat.v4.new_markdown_cell("## Before"))
    for to in (path, executed):
        nbformat.write(book, to)
    lecture = read_lecture(path, executed)
    assert sum(isinstance(part, Picture) for section in lecture.sections for part in section.parts()) == 3
    assert picture(lecture).address == f"data:image/png;base64,{PNG}"


# Slides


def test_a_deck_has_the_parts_without_fold_outs_and_solutions(small, tmp_path):
    for name in ("reset.css", "reveal.css", "reveal.js"):
        (tmp_path / name).write_text("")
    deck = course_slides.deck(read_lecture(*small), lambda target: f"https://example.org/{target}", tmp_path)
    for shown in ("9. A <em>small</em> lecture", "4 &lt; 5", PNG, "<strong>9.2</strong> Compute.", "All of it."):
        assert shown in deck
    assert '<a href="https://example.org/1_tensor_networks.ipynb">lecture 1</a>' in deck
    for hidden in ("By looking", "Because", "secret", "the solution", "a warning", "show()", "<details>"):
        assert hidden not in deck


def shown_words(parts):
    return " ".join(part.source for part in parts if isinstance(part, Words)).split()


@lectures
def test_slides_have_all_words_once_and_in_their_order(path):
    lecture = read_lecture(path)
    made = course_slides.slides(lecture)
    for section in lecture.body():
        parts = [part for slide in made if slide.heading == section.title for part in slide.parts]
        assert shown_words(parts) == shown_words(section.parts())


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("One. Two? Three!", ["One.", "Two?", "Three!"]),
        ("Let $a. B$ be $c$. It is (so. See) `x. Y`.", ["Let $a. B$ be $c$.", "It is (so. See) `x. Y`."]),
        ("Levine et al. say so, e.g. here.", ["Levine et al. say so, e.g. here."]),
        ("It is ([so. See](a.md)). From $n$ on.", ["It is ([so. See](a.md)).", "From $n$ on."]),
        ("It follows. $\\square$", ["It follows.\u00a0$\\square$"]),
    ],
)
def test_sentences_end_at_full_stops_outside_formulas_and_parentheses(source, wanted):
    assert sentences(source) == wanted


# Handouts


def test_a_handout_has_claims_exercises_and_a_picture_without_proofs_and_solutions(small):
    page = course_handouts.handout(read_lecture(*small), lambda target: f"https://example.org/{target}")
    assert '<a class="where" href="https://example.org/9_small.ipynb">example.org/9_small.ipynb</a></h1>' in page
    page = course_handouts.handout(read_lecture(*small), lambda target: None)
    for shown in (
        "<h1><span>9. A <em>small</em> lecture</span></h1>",
        "You learn",
        "<strong>Theorem.</strong>",
        "n = n.",
        PNG,
        "9.2",
        "All",
    ):
        assert shown in page
    for hidden in ("By looking", "Because", "Afterwards", "4 &lt; 5", "A note on code", "<details>", "45"):
        assert hidden not in page.partition("<body")[2].partition("<script>")[0]


def test_the_test_on_paper_has_every_question_and_no_answer():
    page = course_handouts.on_paper(TEST, course.linked)
    body = page.partition("<body")[2]
    assert body.count('<section class="question">') == 17, "what stands before the questions, and sixteen of them"
    assert body.count("(a)") == body.count("(d)") == 8
    assert "Name:" in body
    for hidden in ("Solution of", "assert", "<details>", "necessary, not sufficient"):
        assert hidden not in body


def test_without_a_browser_there_are_pages_and_no_pdf(monkeypatch, tmp_path):
    monkeypatch.setattr(course_handouts.shutil, "which", lambda name: None)
    assert [link.target for link in course.links("1_x")["print the"]] == ["handouts/1_x.html"]
    with pytest.raises(RuntimeError, match="expected chromium"):
        course_handouts.printed(tmp_path / "page.html")


def test_without_npm_one_line_says_what_is_missing(monkeypatch, tmp_path, capsys):
    import npm

    monkeypatch.setattr(npm, "BROUGHT", tmp_path / "none")
    monkeypatch.setattr(npm.shutil, "which", lambda name: None)
    with pytest.raises(
        SystemExit, match=r"^course: expected npm, which brings MathJax and reveal\.js; install Node\.js$"
    ):
        course.main(["all", "--out", str(tmp_path / "out")])
    assert not (tmp_path / "out").exists()


def test_packages_are_brought_once_and_what_a_faster_process_has_brought_is_kept(monkeypatch, tmp_path):
    import npm

    monkeypatch.setattr(npm, "BROUGHT", tmp_path)
    monkeypatch.setattr(npm.shutil, "which", lambda name: name)
    calls = []

    def fill(command, cwd, check):
        (Path(cwd) / "node_modules").mkdir()
        (Path(cwd) / "node_modules" / f"file{len(calls)}").touch()
        calls.append(command)
        if len(calls) == 1:  # meanwhile another process asks, and ends first
            npm.modules()
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(npm.subprocess, "run", fill)
    assert [path.name for path in npm.modules().iterdir()] == ["file1"]
    assert npm.modules() == npm.modules()
    assert len(calls) == 2
    assert [path.name for path in tmp_path.iterdir()] == [npm.modules().parent.name], "nothing else is left"
    monkeypatch.setattr(npm, "BROUGHT", tmp_path / "other")
    monkeypatch.setattr(npm.subprocess, "run", lambda *words, **more: subprocess.CompletedProcess(words, 1))
    with pytest.raises(RuntimeError, match="expected that npm brings"):
        npm.modules()


# Formulas


@pytest.fixture(scope="module")
def modules():
    if shutil.which("npm") is None:
        pytest.skip("needs npm, which brings MathJax")
    from npm import modules

    return modules()


def test_formulas_become_pictures_that_say_what_they_show(modules):
    page = markdown("Let $a < b$.\n\n$$\\frac{1}{2}$$", lambda target: None)
    made = typeset({"page": page}, modules)["page"]
    assert made.count("<svg") == 2
    assert 'aria-label="a &lt; b"' in made
    assert "<tex" not in made
    with pytest.raises(RuntimeError, match=r"expected that MathJax typesets.*nonsense"):
        typeset({"page": markdown(r"$\nonsense$", lambda target: None)}, modules)


# Where it is found


def test_addresses_of_notebooks_are_those_of_setup_cfg():
    """The table in the note for teachers opens each notebook online."""
    assert course.addresses()["Source"].startswith("https://github.com/")
    rows = dict(re.findall(r"\]\((\w+)\.ipynb\)(.*)", (NOTEBOOKS / "README.md").read_text(encoding="utf-8")))
    assert set(rows) == {path.stem for path in BOOKS}
    read = (NOTEBOOKS / "README.md").read_text(encoding="utf-8")
    assert f'@ git+{course.addresses()["Source"]}"' in read
    assert f"]({course.addresses()['Documentation']}/lectures.html)" in read
    for name, rest in rows.items():
        assert re.findall(r"\[(\w+)\]\((https://[^)]*)\)", rest) == list(course.online(name).items())
    for service, url in course.online("1_tensor_networks").items():
        assert course.addresses()["Source"].removeprefix("https://github.com/") in url, service


def test_links_of_notebooks_lead_to_pages_from_anywhere():
    pages = course.addresses()["Documentation"]
    assert course.linked("1_tensor_networks.ipynb#plan") == f"{pages}/lectures/1_tensor_networks.html"
    assert course.linked("https://example.org/a.ipynb") == "https://example.org/a.ipynb"
    assert course.linked("picture.png") is None


def test_every_lecture_page_links_to_what_is_made_of_it():
    for path in BOOKS:
        book = nbformat.reads(course.with_links(path), as_version=4)
        original = nbformat.read(path, as_version=4)
        title, told, rest = book.cells[0].source.split("\n\n", 2)
        assert f"{title}\n\n{rest}" == original.cells[0].source
        assert book.cells[1:] == original.cells[1:]
        targets = re.findall(r'href="([^"]*)"', told)
        assert re.sub("<[^>]*>", "", told).startswith("Download the notebook or its version for students; ")
        assert f"../course/students/{path.stem}.ipynb" in targets
        assert f"../course/notebooks/{path.stem}.ipynb" in targets
        assert (f"../course/slides/{path.stem}.html" in targets) == (path != TEST)


def test_the_command_writes_the_students_versions(tmp_path, capsys):
    course.main(["students", "--out", str(tmp_path / "mine")])
    assert capsys.readouterr().out == f"wrote {tmp_path / 'mine'}\n"
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == sorted(path.name for path in BOOKS)


def test_the_command_says_in_one_line_what_it_cannot_do(tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"^course: .*file"):
        course.main(["students", "--out", str(tmp_path / "file")])
    with pytest.raises(SystemExit):
        course.main(["teachers"])


# The test


def test_the_test_has_two_questions_on_each_lecture_and_all_its_points():
    text = "\n".join(cell.source for cell in nbformat.read(TEST, as_version=4).cells if cell.cell_type == "markdown")
    asked = re.findall(r"\*\*Question (\d+)\*\* \(lecture (\d), (\d) points\)", text)
    assert [int(number) for number, *_ in asked] == list(range(1, 17))
    assert sorted(int(lecture) for _, lecture, _ in asked) == [number for number in range(1, 9) for _ in range(2)]
    assert sum(int(points) for *_, points in asked) == 48
    assert [int(points) for *_, points in asked] == [4, 2] * 8
    minutes = sum({"4": 5, "2": 2}[points] for *_, points in asked)
    assert minutes <= 60


def test_every_answer_of_the_test_is_computed():
    """A question with its answer in words is followed by a cell that asserts; one answer of each choice is right."""
    cells = nbformat.read(TEST, as_version=4).cells[2:]
    assert len(cells) == 2 * 16
    for number, (words, code) in enumerate(zip(cells[::2], cells[1::2], strict=True), start=1):
        assert f"**Question {number}**" in words.source
        assert f"<summary>Solution of {number}</summary>" in words.source
        assert is_solution(code)
        assert "assert " in code.source
        choices = re.findall(r"^\* \((\w)\)", words.source, re.MULTILINE)
        assert choices == ([] if number % 2 else ["a", "b", "c", "d"])
        if choices:
            assert re.search(r"</summary>\n\n\(([a-d])\)", words.source)
