"""Draws figures of the field with quimb.schematic, for docs/pictures.md.

    python -m pip install quimb && python docs/pictures/schematic.py

Each function draws one figure and needs nothing else of this module. The functions of the same names in figures.py draw
the same figures with tnrnn; counting.py counts the lines of both.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from quimb.schematic import Drawing, darken_color, get_color

HERE = Path(__file__).parent
PAPER = {"font.size": 8, "lines.linewidth": 1.0}
"""Type and lines as a paper has them, in points: settings of matplotlib that are made once for all figures."""


def figure_1() -> Figure:
    """A matrix product state, its legs down and its bonds labelled."""
    d = Drawing(figsize=(3.4, 0.8), layout="constrained")
    for i in range(1, 7):
        d.circle((i, 0), color=get_color("blue"))
        d.text((i, 0), f"$A_{i}$")
        d.line((i, 0), (i, -0.55))
        d.text((i, -0.72), f"$s_{i}$")
        if i < 6:
            d.line((i, 0), (i + 1, 0))
            d.text((i + 0.5, 0.15), rf"$\chi_{i}$")
    return d.fig


def figure_2() -> Figure:
    """An expectation value: a state, an operator that is told apart, and the state again."""
    presets = {
        r"$|\psi\rangle$": {"marker": "o", "color": get_color("blue"), "radius": 0.25},
        "$H$": {"marker": "s", "color": get_color("orange"), "radius": 0.34},
        r"$\langle\psi|$": {"marker": "o", "color": get_color("blue"), "radius": 0.25},
    }
    d = Drawing(figsize=(3.4, 1.4), layout="constrained", presets=presets)
    for y, name in enumerate(presets):
        d.text((0.3, -y), name)
        d.line((1, -y), (6, -y))
        for x in range(1, 7):
            d.marker((x, -y), preset=name)
    for x in range(1, 7):
        d.line((x, 0), (x, -2))
    return d.fig


def figure_3() -> Figure:
    """A matrix product state in mixed canonical form: isometries that point to a centre."""
    presets = {
        "A": {"marker": ">", "color": get_color("blue"), "radius": 0.32},
        "C": {"marker": "o", "color": get_color("orange"), "radius": 0.25},
        "B": {"marker": "<", "color": get_color("green"), "radius": 0.32},
    }
    d = Drawing(figsize=(3.4, 0.72), layout="constrained", presets=presets)
    d.line((1, 0), (7, 0))
    for x, kind in enumerate("AAACBBB", start=1):
        d.marker((x, 0), preset=kind)
        d.text((x, 0.45), f"${kind}_{x}$")
        d.line((x, 0), (x, -0.65))
    return d.fig


def figure_4() -> Figure:
    """The effective Hamiltonian of DMRG, L - H - R, applied to a two-site tensor."""
    d = Drawing(figsize=(3.4, 1.45), layout="constrained")
    over, blue = {"zorder_delta": 0.01, "radius": 0.3}, get_color("blue")
    for x, name, end in (0, "$L$", 0.8), (5.6, "$R$", 4.8):
        d.rectangle((x, 0), (x, 2), color=get_color("green"), **over)
        d.text((x, 1), name)
        d.line((x, 0), (end, 0))
    d.line((0, 1), (5.6, 1))
    d.line((0, 2), (5.6, 2))
    pill = {"facecolor": blue, "edgecolor": darken_color(blue), "linestyle": "-"}
    ends = [(1.9, 2), (3.7, 2)]
    d.patch_around(ends, resolution=90, smoothing=0, **pill, **over)
    d.text((2.8, 2), r"$\Theta$")
    for x, name in (1.9, "$W_j$"), (3.7, "$W_{j+1}$"):
        d.line((x, 2), (x, -0.1))
        d.square((x, 1), color=get_color("orange"), radius=0.45)
        d.text((x, 1), name)
    return d.fig


def figure_5() -> Figure:
    """A projected entangled pair state of 4 x 4 sites, drawn obliquely."""
    d = Drawing(figsize=(3.4, 1.85), layout="constrained")

    def place(i: int, j: int) -> tuple[float, float]:
        return j - 0.5 * i, -0.64 * i

    for i in range(4):
        d.line(place(i, 0), place(i, 3))
        d.line(place(0, i), place(3, i))
        for j in range(4):
            x, y = place(i, j)
            d.line((x, y), (x, y - 0.42))
            d.circle((x, y), color=get_color("blue"), radius=0.12)
    return d.fig


def figure_6() -> Figure:
    """A MERA: disentanglers and isometries in rows that alternate, above eight sites."""
    d = Drawing(figsize=(3.4, 2.8), layout="constrained")
    over, green = {"zorder_delta": 0.01}, get_color("green")
    look = {"facecolor": green, "edgecolor": darken_color(green), "linestyle": "-"}
    wires, y = [(float(x), 0.0) for x in range(8)], 0.9
    for x, y_0 in wires:
        d.text((x, y_0 - 0.25), f"$s_{x + 1:.0f}$")
    while len(wires) > 1:
        for i in range(1, len(wires) - 1, 2):
            x = (wires[i][0] + wires[i + 1][0]) / 2
            for side in (0, 1):
                d.line(wires[i + side], (x - 0.5 + side, y))
                wires[i + side] = (x - 0.5 + side, y)
            d.rectangle((x - 0.4, y), (x + 0.4, y), radius=0.3, color=get_color("orange"), **over)
            d.text((x, y), "$u$")
        tops = []
        for i in range(0, len(wires), 2):
            x = (wires[i][0] + wires[i + 1][0]) / 2
            for side in (0, 1):
                d.line(wires[i + side], (x - 0.5 + side, y + 0.8))
            corners = [(x - 0.65, y + 0.8), (x + 0.65, y + 0.8), (x, y + 1.5)]
            d.patch(corners, smoothing=0, **look, **over)
            d.text((x, y + 1.03), "$w$")
            tops.append((x, y + 1.5))
        wires, y = tops, y + 2.2
    d.line(wires[0], (wires[0][0], y - 0.2))
    return d.fig


def figure_7() -> Figure:
    """A binary tree of tensors above eight sites."""
    d = Drawing(figsize=(3.4, 2.4), layout="constrained")
    levels = range(4)
    rows = {2**n + i: (8 / 2**n * (i + 0.5), -1.7 * n) for n in levels for i in range(2**n)}
    for i in range(2, 16):
        d.line(rows[i // 2], rows[i])
    for i, at in rows.items():
        if i < 8:
            d.circle(at, color=get_color("green"), radius=0.42)
            d.text(at, f"$T_{i}$")
        else:
            d.text((at[0], at[1] - 0.3), f"$s_{i - 7}$")
    return d.fig


def figure_8() -> Figure:
    """A brick wall of gates on neighbouring sites, as in TEBD, applied to a matrix product state."""
    d = Drawing(figsize=(3.4, 2.3), layout="constrained")
    d.line((0, 0), (7, 0))
    for x in range(8):
        d.line((x, 0), (x, 4.75))
        d.circle((x, 0), color=get_color("blue"), radius=0.12)
    for y in range(1, 5):
        for x in range((y - 1) % 2, 7, 2):
            box = [(x - 0.3, y - 0.3), (x + 1.3, y - 0.3), (x + 1.3, y + 0.3), (x - 0.3, y + 0.3)]
            d.shape(box, color=get_color("orange" if y % 2 else "green"))
            d.text((x + 0.5, y), f"$U_{2 - y % 2}$")
    return d.fig


def figure_9() -> Figure:
    """The singular value decomposition as an equation of pictures."""
    presets = {
        "A": {"marker": "o", "color": get_color("blue"), "radius": 0.32},
        "U": {"marker": ">", "color": get_color("green"), "radius": 0.42},
        "S": {"marker": "D", "color": get_color("orange"), "radius": 0.36},
        r"V^\dagger": {"marker": "<", "color": get_color("green"), "radius": 0.42},
    }
    d = Drawing(figsize=(3.4, 0.52), layout="constrained", presets=presets)
    for x, name in zip((1, 4, 5.2, 6.4), presets, strict=True):
        d.marker((x, 0), preset=name)
        d.text((x, 0), f"${name}$")
    for x, text in (0, "i"), (2, "j"), (2.5, "="), (3, "i"), (7.4, "j"):
        d.text((x, 0), f"${text}$")
    for left, right in (0.15, 1.85), (3.15, 7.25):
        d.line((left, 0), (right, 0))
    for x in 4.6, 5.8:
        d.text((x, 0.18), "$k$")
    return d.fig


def figure_10() -> Figure:
    """A chain of n tensors, shortened by an ellipsis."""
    d = Drawing(figsize=(3.4, 0.72), layout="constrained")
    for x, name in (1, "1"), (2, "2"), (3, "3"), (5, "{n-1}"), (6, "n"):
        d.circle((x, 0), color=get_color("blue"))
        d.text((x, 0.42), f"$A_{name}$")
        d.line((x, 0), (x, -0.55))
    d.line((1, 0), (3.7, 0))
    d.line((4.3, 0), (6, 0))
    d.text((4, 0), r"$\cdots$")
    return d.fig


def figure_11() -> Figure:
    """A deep recurrent network of three layers and six steps, unrolled, on half a page."""
    d = Drawing(figsize=(7, 4.5), layout="constrained")
    rows = iter(range(28))
    colors = {3: get_color("green"), 2: get_color("orange"), 1: get_color("blue")}

    def chain(layer: int, last: int, top: float | None = None) -> None:
        y = -0.4 * next(rows)
        d.line((0, y), (last if top is not None else last + 0.6, y))
        d.square((0, y), color="grey", radius=0.06)
        if top is not None:
            d.line((last, y), (last, top))
        for x in range(1, last + 1):
            d.circle((x, y), color=colors[layer], radius=0.07)
            if layer == 1:
                d.line((x, y), (x, y - 0.22))
                d.regular_polygon((x, y - 0.22), n=3, color="white", radius=0.07)
        for x in range(1, last + 1) if layer > 1 else ():
            chain(layer - 1, x, y)

    chain(3, 6)
    for x in range(7):
        d.text((x, -11.6), f"$t = {x}$")
    return d.fig


def figure_12() -> Figure:
    """The least cut of a grid that passes through a chosen bond, and its two sides."""
    d = Drawing(figsize=(3.4, 1.75), layout="constrained")
    cut = [(x, -1.5) for x in range(3)] + [(2.5, -1)] + [(x, -0.5) for x in range(3, 7)]
    edge = [(-0.3, -1.5), *cut, (6.3, -0.5)]
    for top, gap, color in (0.7, 0.2, "#E8EFF8"), (-2.7, -0.2, "#FDF0E4"):
        rim = [(x - gap / 3, y + gap) for x, y in edge]
        corners = [(-0.3, top), (6.3, top), *reversed(rim)]
        d.patch(corners, color=color, linewidth=0, smoothing=0.1, zorder=-1)
    for x in range(7):
        d.line((x, 0.45), (x, -2.45))
    for y in range(3):
        d.line((0, -y), (6, -y))
        for x in range(7):
            d.circle((x, -y), color=get_color("blue"), radius=0.13)
    for x, y in cut:
        d.line((x - 0.1, y - 0.06), (x + 0.1, y + 0.06), color="#B2182B", linewidth=2)
    d.curve(edge, edgecolor="#B2182B", smoothing=0.3)
    d.text((3, 1), "cut $2^8 = 256$", color="#B2182B")
    return d.fig


def figure_13() -> Figure:
    """CP, Tucker, tensor train and hierarchical Tucker of a tensor of order four."""
    leaves, inner, top = [(x, 0) for x in range(4)], [(0.5, 1), (2.5, 1)], (1.5, 1.5)
    star = [(leaf, top) for leaf in leaves]
    tree = [(leaf, inner[leaf[0] // 2]) for leaf in leaves]
    tree += [(node, top) for node in inner]
    forms = {"CP\n": star, "Tucker\n": star, "tensor\ntrain": list(pairwise(leaves))}
    forms["hierarchical\nTucker"] = tree
    d = Drawing(figsize=(3.4, 0.92), layout="constrained")
    for at, (name, bonds) in enumerate(forms.items()):
        with d.translate(4.6 * at):
            d.text((1.5, -1), name, va="top")
            for leaf in leaves:
                d.line(leaf, (leaf[0], -0.8))
            for a, b in bonds:
                d.line(a, b)
            for x, y in {end for bond in bonds for end in bond}:
                if at == 0 and y > 0:
                    d.dot((x, y), color="black", radius=0.15)
                else:
                    color = get_color("orange" if y > 0 else "blue")
                    d.circle((x, y), color=color, radius=0.33)
    return d.fig


def figure_14() -> Figure:
    """An LSTM unrolled over three steps, as its cell: gates, products and sums."""
    d = Drawing(figsize=(3.4, 1.3), layout="constrained")
    d.square((-1.6, 2.6), color="grey", radius=0.2)
    d.square((-1.6, -0.8), color="grey", radius=0.2)
    for x in (0, 7, 14):
        frame = [(x - 0.8, -1.7), (x + 5.4, -1.7), (x + 5.4, 3.3), (x - 0.8, 3.3)]
        d.shape(frame, facecolor="none", edgecolor="grey")
        d.line((x - 1.6, 2.6), (x + 4.8, 2.6))
        d.line((x - 1.6, -0.8), (x + 3.45, -0.8))
        d.line((x + 0.15, -1.3), (x + 3.75, -1.3))
        d.line((x + 2.4, -2.2), (x + 2.4, -1.3))
        for a in (x, x + 1.2, x + 2.4, x + 3.6):
            d.line((a - 0.15, -0.8), (a - 0.15, 0))
            d.line((a + 0.15, -1.3), (a + 0.15, 0))
        d.line((x, 0), (x, 2.6))
        d.line((x + 1.2, 0), (x + 1.2, 1.3))
        d.line((x + 1.2, 1.3), (x + 2.4, 1.3))
        d.line((x + 2.4, 0), (x + 2.4, 2.6))
        d.line((x + 3.6, 0), (x + 4.8, 0))
        d.line((x + 4.8, 2.6), (x + 4.8, -0.8))
        d.line((x + 4.8, -0.8), (x + 6.4, -0.8))
        if x < 14:
            d.line((x + 4.8, 2.6), (x + 6.4, 2.6))
            d.dot((x + 4.8, 2.6), radius=0.1)
        for place, gate in enumerate("figo"):
            a = x + 1.2 * place
            d.square((a, 0), radius=0.38, color=get_color("blue"))
            d.text((a, 0), f"${gate}$", color="white", fontsize=6)
        for at, sign in (
            ((0, 2.6), r"$\times$"),
            ((2.4, 1.3), r"$\times$"),
            ((2.4, 2.6), "$+$"),
            ((4.8, 0), r"$\times$"),
        ):
            d.circle((x + at[0], at[1]), color="white", radius=0.26)
            d.text((x + at[0], at[1]), sign, fontsize=5)
        d.regular_polygon((x + 2.4, -2.3), n=3, color="white", radius=0.3)
        d.text((x + 2.4, -3.4), f"$t = {x // 7 + 1}$")
    d.text((20.8, -0.8), "$y$")
    return d.fig


def figure_15() -> Figure:
    """Two panels with one legend: a state in canonical form, and an operator applied to it."""
    presets = {
        "left isometry": {"marker": ">", "color": get_color("blue"), "radius": 0.32},
        "centre": {"marker": "o", "color": get_color("orange"), "radius": 0.25},
        "right isometry": {"marker": "<", "color": get_color("green"), "radius": 0.32},
        "operator": {"marker": "s", "color": get_color("pink"), "radius": 0.34},
    }
    left, centre, right, operator = presets
    fig, axes = plt.subplots(1, 2, figsize=(3.4, 1.25), layout="constrained")
    for ax, letter, rows in zip(axes, "ab", (1, 2), strict=True):
        d = Drawing(ax=ax, presets=presets)
        ax.set(xlim=(-0.5, 4.5), ylim=(-1.7, 0.7))
        d.text((-0.45, 0.6), f"({letter})")
        for x, kind in enumerate((left, left, centre, right, right)):
            d.marker((x, 0), preset=kind)
            d.line((x, 0), (x, 0.35 - rows))
            if rows == 2:
                d.marker((x, -1), preset=operator)
        for y in range(rows):
            d.line((0, -y), (4, -y))
    for name, look in presets.items():
        ax.plot([], [], marker=look["marker"], color=look["color"], lw=0, label=name)
    fig.legend(loc="outside lower center", ncols=2, frameon=False)
    return fig


FIGURES = (
    *(figure_1, figure_2, figure_3, figure_4, figure_5, figure_6, figure_7, figure_8, figure_9, figure_10),
    *(figure_11, figure_12, figure_13, figure_14, figure_15),
)


def main() -> None:
    """Save every figure as wide as it is printed."""
    for draw in FIGURES:
        with mpl.rc_context(PAPER):
            figure = draw()
            path = HERE / draw.__name__.replace("figure_", "schematic-")
            figure.savefig(path.with_suffix(".png"), dpi=200, facecolor="white", metadata={"Software": None})
            plt.close(figure)


if __name__ == "__main__":
    main()
