"""Places by the programs of graphviz, where they are installed."""

from __future__ import annotations

import math
import shutil
import subprocess
import tempfile

from ...basics import TnrnnError
from ..graphs import Part
from ..scenes import Point

PROGRAMS = ("neato", "sfdp", "dot")

# The largest number of seconds, and of tensors, and of bytes of the answer for each of them.
SECONDS = 120
MOST = 20_000
BYTES = 200


def by_program(part: Part, name: str) -> dict[int, Point]:
    """Return the places that a program gives to the tensors of a part, with neighbours 1 apart on average.

    The program gets numbers in place of names, and no shapes, as marks are drawn here.

    Raises
    ------
    TnrnnError
        If the program is not installed, or fails, or needs too long.
    """
    tensors = part.tensors
    if len(tensors) == 1:
        return {tensors[0]: (0.0, 0.0)}
    program = shutil.which(name)
    if program is None:
        raise TnrnnError(
            f"view, layout {name}: expected the program {name} of graphviz, given none on the path; install graphviz, "
            "or use the layout stress or planar, which need no program"
        )
    if len(tensors) > MOST:
        raise TnrnnError(f"view, layout {name}: expected at most {MOST:,} tensors, given {len(tensors):,}")
    number = {node: place for place, node in enumerate(tensors)}
    pairs = [(number[a], number[b]) for _, a, b in part.graph.edges if a in number and b in number and a != b]
    edges = list(dict.fromkeys((min(pair), max(pair)) for pair in pairs))
    found = _scaled(_answer(program, name, _question(len(tensors), edges), len(tensors)), edges)
    return dict(zip(tensors, found, strict=True))


def _question(size: int, edges: list[tuple[int, int]]) -> str:
    """Return the graph in the language of graphviz, with nothing in it but numbers."""
    head = 'graph { rankdir=BT; node [shape=point, width=0.2, height=0.2, label=""];'
    return "\n".join([head, *(f"{node};" for node in range(size)), *(f"{a} -- {b};" for a, b in edges), "}\n"])


def _answer(program: str, name: str, question: str, size: int) -> list[Point]:
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as said:
        asked.write(question.encode("ascii"))
        asked.seek(0)
        try:
            done = subprocess.run(
                [program, "-Tplain"], stdin=asked, stdout=said, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise TnrnnError(f"view, layout {name}: expected an answer within {SECONDS} seconds, given none") from None
        except OSError as error:
            raise TnrnnError(f"view, layout {name}: expected a program that runs, given {error.strerror}") from None
        said.seek(0)
        text = said.read(BYTES * (size + 10) * 20).decode("ascii", "replace")
    places = _places(text)
    if done.returncode or len(places) != size:
        raise TnrnnError(f"view, layout {name}: expected a place for each tensor, given an answer with {len(places)}")
    return [places[node] for node in range(size)]


def _places(text: str) -> dict[int, Point]:
    """Return the places in an answer; lines that are not as expected count as missing."""
    found = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) > 3 and words[0] == "node" and words[1].isdecimal():
            try:
                x, y = float(words[2]), float(words[3])
            except ValueError:
                continue
            if math.isfinite(x) and math.isfinite(y):
                found[int(words[1])] = (x, y)
    return found


def _scaled(places: list[Point], edges: list[tuple[int, int]]) -> list[Point]:
    """Return the places scaled so that the mean length of lines is 1, with the middle at the origin."""
    length = sum(math.dist(places[a], places[b]) for a, b in edges) / len(edges) or 1.0
    xs, ys = zip(*places, strict=True)
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return [(round((a - x) / length, 6) + 0.0, round((b - y) / length, 6) + 0.0) for a, b in places]
