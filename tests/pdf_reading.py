"""What an uncompressed pdf page paints: paths and the places of texts, read from its stream of operators."""

import re
from typing import NamedTuple

STRING = rb"\((?:\\.|[^\\()])*\)"
TOKEN = re.compile(rb"\[(?:" + STRING + rb"|[^\]()])*\]\s*TJ|" + STRING + rb"\s*Tj|/[^\s/\[\]]+|[^\s\[\]/]+", re.DOTALL)
PAGE = re.compile(rb"/Type /Page\n/Contents (\d+) 0 R\n.*?/MediaBox \[(.*?)\]", re.DOTALL)
POINTS = {"m": 1, "l": 1, "c": 3}


class Painted(NamedTuple):
    """A path as painted: fill and stroke colour as #rrggbb or None, the width, and the subpaths with their points."""

    fill: str | None
    stroke: str | None
    width: float
    dashed: bool
    subpaths: tuple[tuple[tuple[float, float], ...], ...]


class State(NamedTuple):
    matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0)
    fill: str = "#000000"
    stroke: str = "#000000"
    width: float = 1.0
    dashed: bool = False


class Page(NamedTuple):
    """Points of 1/72 inch: the size, all paths in their order, and where each text begins, with its colour and size."""

    size: tuple[float, float]
    paths: list[Painted]
    texts: list[tuple[float, float, str, float]]


def applied(matrix, x, y):
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def joined(one, two):
    """The matrix that applies `one` and then `two`."""
    (a, b), (c, d) = (applied((*two[:4], 0, 0), *row) for row in (one[:2], one[2:4]))
    return (a, b, c, d, *applied(two, *one[4:]))


def colour(values):
    values = values * 3 if len(values) == 1 else values
    return "#" + "".join(f"{round(255 * value):02X}" for value in values)


def read_page(data):
    """Return the only page of a pdf that was written with \\pdfcompresslevel=0 and \\pdfobjcompresslevel=0."""
    (page,) = read_pages(data)
    return page


def read_pages(data):
    """Return the pages of such a pdf, in their order."""
    pages = []
    for number, sides in PAGE.findall(data):
        box = [float(value) for value in sides.split()]
        stream = re.search(rb"\n" + number + rb" 0 obj\s.*?stream\n(.*?)\nendstream", data, re.DOTALL)[1]
        reader = Reader()
        for token in TOKEN.findall(stream):
            reader.take(token)
        pages.append(Page((box[2], box[3]), reader.paths, reader.texts))
    return pages


class Reader:
    def __init__(self):
        self.state, self.stack, self.numbers = State(), [], []
        self.subpaths, self.paths, self.texts = [], [], []
        self.text = None

    def take(self, token):
        try:
            self.numbers.append(float(token))
            return
        except ValueError:
            word = token[-2:].decode() if token[:1] in b"[(" else token.decode("latin-1")
        numbers, self.numbers = self.numbers, []
        if word in POINTS:
            points = [applied(self.state.matrix, *numbers[at : at + 2]) for at in range(0, 2 * POINTS[word], 2)]
            if word == "m":
                self.subpaths.append([])
            self.subpaths[-1] += points
        elif word == "h":
            self.subpaths[-1].append(self.subpaths[-1][0])
        elif word == "re":
            x, y, wide, high = numbers
            corners = ((x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y))
            self.subpaths.append([applied(self.state.matrix, *corner) for corner in corners])
        elif word in ("S", "f", "B"):
            self.paint(word)
        elif word in ("BT", "Td", "TJ", "Tj", "ET"):
            self.write(word, numbers)
        elif not word.startswith("/") and word != "Tf":
            self.set(word, numbers)
        elif word == "Tf":
            self.size = numbers[-1]

    def paint(self, word):
        shapes = tuple(tuple(points) for points in self.subpaths if len(points) > 1)
        fill = self.state.fill if word in "fB" else None
        stroke = self.state.stroke if word in "SB" else None
        self.paths.append(Painted(fill, stroke, self.state.width, self.state.dashed, shapes))
        self.subpaths = []

    def write(self, word, numbers):
        if word == "BT":
            self.text, self.begun = (0.0, 0.0), False
        elif word == "Td":
            self.text = (self.text[0] + numbers[0], self.text[1] + numbers[1])
        elif word in ("TJ", "Tj") and not self.begun:
            self.texts.append((*applied(self.state.matrix, *self.text), self.state.fill, self.size))
            self.begun = True

    def set(self, word, numbers):
        if word == "q":
            self.stack.append(self.state)
        elif word == "Q":
            self.state = self.stack.pop()
        elif word == "cm":
            self.state = self.state._replace(matrix=joined(tuple(numbers), self.state.matrix))
        elif word in ("g", "rg"):
            self.state = self.state._replace(fill=colour(numbers))
        elif word in ("G", "RG"):
            self.state = self.state._replace(stroke=colour(numbers))
        elif word == "w":
            self.state = self.state._replace(width=numbers[0])
        elif word == "d":
            self.state = self.state._replace(dashed=len(numbers) > 1)
        elif word == "n":
            self.subpaths = []
        else:
            assert word in ("J", "j", "M", "W", "W*", "i"), f"the operator {word} is not known here"
