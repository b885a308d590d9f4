"""Words and mathematics as matplotlib reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...basics import mathematics

RESERVED, ESCAPED = re.compile(r"[\\{}$]"), r"\\\g<0>"
OTHERWISE = {"*": "\\ast ", "\\&": "&", "\\le": "\\leq ", "\\ge": "\\geq ", "\\gets": "\\leftarrow ", "\\surd": "√"}
"""What matplotlib does not know, or shows otherwise than TeX, as it knows it."""
SPACES = (" ", *(f"\\{name}" for name in mathematics.SPACES))
UPRIGHT = ("mathrm", "mathbf", "mathsf", "operatorname")


COMPUTER_MODERN = "cmr10"
ELSEWHERE = {"<": "$<$", ">": "$>$", "{": "$\\{$", "}": "$\\}$", "|": "$|$", "_": "$\\_$", "\\": "$\\backslash$"}
"""The signs in whose places that font has others."""


def text_source(text: str, math: str, family: str | list[str] = "") -> str:
    r"""Return words with escaped dollars and, two spaces on, mathematics between dollars.

    >>> print(text_source("cost in $", "R^{3}"), text_source("", "\\text{a }V^†\\text{ and more}"))
    cost in \$  $R^{3}$ a $V^†$ and more
    """
    odd = ELSEWHERE if COMPUTER_MODERN in family[:1] else {}
    return "  ".join(part for part in (_escaped(text, odd), _mathematics(math, odd)) if part)


def _escaped(words: str, odd: Mapping[str, str]) -> str:
    return "".join("\\$" if letter == "$" else odd.get(letter, letter) for letter in words)


def _mathematics(source: str, odd: Mapping[str, str]) -> str:
    """Return mathematics between dollars; words between two parts of it stand outside."""
    found, inside = "", ""
    for item in mathematics.parse(source):
        if isinstance(item, mathematics.Words):
            found += (f"${inside}$" if inside else "") + _escaped(item.text, odd)
            inside = ""
        else:
            inside += ("{}" if _bare(item, inside) else "") + _printed(item)
    return found + (f"${inside}$" if inside else "")


def _printed(item: mathematics.Item, font: str = "") -> str:
    if isinstance(item, mathematics.Sign):
        return _sign(item, font)
    if isinstance(item, mathematics.Space):
        return item.source
    if isinstance(item, mathematics.Group):
        return f"{{{''.join(_inside(item, font))}}}"
    if isinstance(item, mathematics.Script):
        return f"{item.way}{_one(item.item, font)}"
    if isinstance(item, mathematics.Words):
        return f"\\text{{{RESERVED.sub(ESCAPED, item.text)}}}"
    name = "mathrm" if item.name == "operatorname" else item.name
    inner = _inside(item.item, item.name if isinstance(item, mathematics.Font) else font)
    return f"\\{name}{{{''.join(inner)}}}"


def _one(item: mathematics.Item, font: str) -> str:
    single = isinstance(item, mathematics.Sign | mathematics.Group)
    return _printed(item, font) if single else f"{{{_printed(item, font)}}}"


def _inside(item: mathematics.Item, font: str) -> Iterator[str]:
    before = ""
    for each in item.items if isinstance(item, mathematics.Group) else (item,):
        if _bare(each, before):
            yield "{}"
        before = _printed(each, font)
        yield before


def _bare(item: mathematics.Item, before: str) -> bool:
    """Return whether an item is a prime that stands at nothing, which matplotlib takes for an apostrophe."""
    return item == mathematics.PRIME and (not before or before.endswith(SPACES))


def _sign(sign: mathematics.Sign, font: str) -> str:
    """Return a sign. Upright typefaces of TeX have no small Greek letters, so that those stay italic."""
    if sign.source.strip() in OTHERWISE:
        return OTHERWISE[sign.source.strip()]
    greek = sign.shown in mathematics.LETTERS and sign.shown.islower()
    return f"\\mathit{{{sign.source}}}" if greek and font in UPRIGHT else sign.source
