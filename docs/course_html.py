"""Markdown of the lectures as html, with formulas typeset by MathJax while the documentation is built.

What is made needs no script and no other file for its formulas, so that a deck of slides is one file.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

HERE = Path(__file__).parent
TYPESETTER = HERE / "course_maths.cjs"
FORMULA = re.compile(r'<tex class="(inline|display)">(.*?)</tex>', re.DOTALL)
TOUCHED = re.compile(r'([(\[]?)(<tex class="inline">[^<]*</tex>)([-.,;:!?)\]]*)')
"""A formula in a line with the marks that touch it, from which no line break may part it."""

KEPT = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|\([^()]*\)|\[[^\[\]]*\]", re.DOTALL)
"""Where no sentence ends: formulas, code, words in parentheses."""

Linked = Callable[[str], str | None]
"""What a link leads to, given what it leads to in the notebook; None: the words alone are left."""


@cache
def parser() -> MarkdownIt:
    """Return what reads the Markdown of notebooks: CommonMark with tables and with formulas between dollars."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    return MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, renderer=_formula, double_inline=True)


def _formula(tex: str, options: dict[str, Any]) -> str:
    kind = "display" if options.get("display_mode") else "inline"
    return f'<tex class="{kind}">{html.escape(tex.strip())}</tex>'


def markdown(source: str, linked: Linked) -> str:
    """Return html of Markdown, with formulas in elements `tex`, which `typeset` replaces."""
    return _linked(parser().render(source), linked)


def _linked(text: str, linked: Linked) -> str:
    """Return html whose links lead to where `linked` says, and whose formulas stay with the marks that touch them."""
    text = TOUCHED.sub(
        lambda found: f'<span class="whole">{found[0]}</span>' if found[1] or found[3] else found[0], text
    )
    return re.sub(r'<a href="([^"]*)">(.*?)</a>', lambda link: _link(link, linked), text, flags=re.DOTALL)


def _link(link: re.Match[str], linked: Linked) -> str:
    target = linked(html.unescape(link[1]))
    return link[2] if target is None else f'<a href="{html.escape(target)}">{link[2]}</a>'


def typeset(pages: dict[str, str], modules: Path) -> dict[str, str]:
    """Return pages with every formula as SVG; each formula is typeset once, all by one run of MathJax."""
    formulas = sorted({formula for page in pages.values() for formula in FORMULA.findall(page)})
    asked = json.dumps([[html.unescape(tex), kind == "display"] for kind, tex in formulas])
    command = ["node", str(TYPESETTER), str(modules)]
    answer = subprocess.run(command, input=asked, capture_output=True, encoding="utf-8", check=False)
    if answer.returncode:
        raise RuntimeError(f"expected that MathJax typesets the formulas of the lectures: {answer.stderr.strip()}")
    pictures = dict(zip(formulas, json.loads(answer.stdout), strict=True))
    return {name: FORMULA.sub(lambda formula: pictures[formula.groups()], page) for name, page in pages.items()}


def sentences(source: str) -> list[str]:
    """Divide a paragraph after full stops that end a sentence, and nowhere within formulas, code or parentheses."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\0{len(kept) - 1}\0"

    text, before = source, ""
    while text != before:  # parentheses stand in parentheses
        before, text = text, KEPT.sub(keep, text)
    text = re.sub(r"\s+(?=\0\d+\0$)", "\u00a0", text) if source.endswith(r"$\square$") else text
    found = re.split(r"(?<=[a-z0-9\0*][.?!])[ \n]+(?=[A-Z*\0\"])", text)
    whole = []
    for sentence in found:
        while "\0" in sentence:
            sentence = re.sub(r"\0(\d+)\0", lambda match: kept[int(match[1])], sentence)  # noqa: PLW2901
        whole.append(sentence)
    return whole


def plain(source: str) -> str:
    """Return Markdown without its marks, for the title of a page."""
    return re.sub(r"[$*`\\]", "", source)


def heading(source: str, linked: Linked) -> str:
    """Return html of one line of Markdown, in which a number at the beginning begins no list."""
    return _linked(parser().renderInline(source), linked)


PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width">
<style>
{style}</style>
</head>
<body class="{kind}">
{body}
{scripts}
</body>
</html>
"""


def page(title: str, body: str, kind: str, beside: Sequence[Path]) -> str:
    """Return a whole page, with its styles and scripts, which are read from files, written into it."""
    read = [(path.suffix, path.read_text(encoding="utf-8")) for path in beside]
    style = "".join(text for suffix, text in read if suffix == ".css")
    scripts = "\n".join(f"<script>\n{text}</script>" for suffix, text in read if suffix == ".js")
    return PAGE.format(title=html.escape(plain(title)), style=style, kind=kind, body=body, scripts=scripts)
