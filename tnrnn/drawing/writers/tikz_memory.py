"""How much of TeX's memory a picture takes, measured with TeX Live 2022 on thousands of items of each kind."""

from __future__ import annotations

from ..shapes import Disc, DisplayList, Outline

MOST_WORDS = 3_200_000
"""The most words of memory of a picture. pdflatex has 5,000,000; a document and its packages need the rest."""

DISC_WORDS, POLYGON_WORDS, LINE_WORDS, STROKE_WORDS, LABEL_WORDS = 360, 105, 40, 140, 680
"""The words of one item of a path, or of a label."""

NODE_WORDS, ROUND_WORDS, PLACE_WORDS = 1_100, 1_340, 225
"""The words of a mark that is a node, of one with round corners, and of a coordinate with a name."""


def words_of_paths(picture: DisplayList) -> int:
    """Return the words that a picture takes if its marks are items of long paths and have no names."""
    marks = picture["marks"].shapes
    discs = sum(isinstance(shape.form, Disc) for shape in marks)
    return _words_around(picture) + DISC_WORDS * discs + POLYGON_WORDS * (len(marks) - discs)


def words_of_nodes(picture: DisplayList) -> int:
    """Return the words that a picture takes if its marks are nodes, and its bonds have names."""
    marks, bonds = picture["marks"].shapes, sum(len(line.parts) for line in picture["lines"].traces)
    corners = sum(isinstance(shape.form, Outline) for shape in marks)
    nodes = NODE_WORDS * (len(marks) - corners) + ROUND_WORDS * corners
    return _words_around(picture) + nodes + PLACE_WORDS * bonds


def _words_around(picture: DisplayList) -> int:
    around = len(picture["halos"].shapes) + len(picture["rings"].shapes)
    lines = [trace.form.points for name in ("lines", "cut-lines") for trace in picture[name].traces]
    around_some = (*picture["patches"].shapes, *picture["regions"].shapes)
    lines += [shape.form.points for shape in around_some if isinstance(shape.form, Outline)]
    return (
        DISC_WORDS * around
        + LINE_WORDS * sum(map(len, lines))
        + STROKE_WORDS * len(picture["strokes"].traces)
        + LABEL_WORDS * len(picture["labels"].texts)
    )
