"""Counts the lines of the figures of the field, and puts their table into docs/pictures.md.

    python -m pip install quimb ruff && python docs/pictures/counting.py

What is counted is the body of a function `figure_N`, formatted by ruff with lines of at most 88 columns, without its
docstring, comments and blank lines, and every function and constant of the same module that it uses.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent
PAGE = HERE.parent / "pictures.md"
COLUMNS = 88
PACKAGES = {"tnrnn": ("figures", "figure"), "quimb.schematic": ("schematic", "schematic")}
"""The module that draws with each package, and how its pictures are called."""


def lines(module: ModuleType) -> dict[str, int]:
    """Return how many lines each function `figure_N` of a module takes."""
    command = ["ruff", "format", "--isolated", f"--line-length={COLUMNS}", "-"]
    source = inspect.getsource(module)
    text = subprocess.run(command, input=source, capture_output=True, text=True, check=True).stdout
    rows = ["", *text.splitlines()]
    made = {name: node for node in ast.parse(text).body for name in _names(node)}
    found = {}
    for name in made:
        if re.fullmatch(r"figure_\d+", name):
            counted = [rows[number] for number in set(_numbers(name, made))]
            counted = [row for row in counted if row.strip() and not row.strip().startswith("#")]
            for row in counted:
                if len(row) > COLUMNS:
                    raise ValueError(f"{name}: expected lines of at most {COLUMNS} columns, got {row!r}")
            found[name] = len(counted)
    return found


def _names(node: ast.stmt) -> list[str]:
    """Return the names that a statement of a module makes; an import makes none that are counted."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    return [each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)]


def _numbers(figure: str, made: dict[str, ast.stmt]) -> Iterator[int]:
    """Yield the numbers of the lines of a figure's body, and of all that it uses."""
    todo, seen = [figure], {figure}
    while todo:
        name = todo.pop()
        node = made[name]
        parts: list[ast.stmt] = [node]
        if isinstance(node, ast.FunctionDef):
            parts = node.body[ast.get_docstring(node) is not None :]
            if name != figure:  # the head of a helper is a line that its user writes, too
                yield from range(node.lineno, node.body[0].lineno)
        for part in parts:
            yield from range(part.lineno, (part.end_lineno or part.lineno) + 1)
            used = {each.id for each in ast.walk(part) if isinstance(each, ast.Name)} & made.keys() - seen
            todo += sorted(used)
            seen |= used


def table(modules: dict[str, ModuleType]) -> str:
    """Return a table in Markdown with the pictures and the lines of every figure by every package."""
    counts = {package: lines(module) for package, module in modules.items()}
    first = next(iter(modules.values()))
    made = [f"| {' | '.join(modules)} |", "|---" * len(modules) + "|"]
    for name in next(iter(counts.values())):
        number, title = name.removeprefix("figure_"), inspect.getdoc(getattr(first, name)).splitlines()[0]
        cells = []
        for package, count in counts.items():
            path = f"pictures/{PACKAGES[package][1]}-{number}.png"
            cells.append(f'<img src="{path}" width="326" alt="{title} Drawn by {package}."><br>{count[name]} lines')
        made += [f"| **{title}** {'| ' * len(modules)}".rstrip(), f"| {' | '.join(cells)} |"]
    total = [f"**All:** {sum(count.values())} lines" for count in counts.values()]
    return "\n".join([*made, f"| {' | '.join(total)} |"])


def write(page: Path = PAGE) -> None:
    """Put the table between the marks of a page."""
    names = {package: name for package, (name, _) in PACKAGES.items() if importlib.util.find_spec(name)}
    text = table({package: importlib.import_module(name) for package, name in names.items()})
    around = re.compile("(<!-- figures -->\n).*(\n<!-- end of figures -->)", re.DOTALL)
    page.write_text(around.sub(lambda found: found[1] + text + found[2], page.read_text(encoding="utf-8")), "utf-8")


if __name__ == "__main__":
    write()
