"""Draws eight figures of the field with tnrnn, for docs/pictures.md.

    python docs/pictures/figures.py

Each function draws one figure and needs nothing else of this module. The functions of the same names in schematic.py
draw the same figures with quimb.schematic; counting.py counts the lines of both.
"""

from __future__ import annotations

from pathlib import Path

from tnrnn.drawing import Look, Note, Panel, Scene, View, compose, equation, figure_of_panels, save
from tnrnn.interop import from_terms

HERE = Path(__file__).parent


def figure_1() -> Scene:
    """A matrix product state, its legs down and its bonds labelled."""
    chain = {f"A_{i}": f"chi_{i - 1} s_{i} chi_{i}" for i in range(2, 6)}
    state = from_terms({"A_1": "s_1 chi_1", **chain, "A_6": "chi_5 s_6"})
    looks = [Look("A*", fill="#8DB9D8", place="inside"), Look("chi*", place="above"), Look("s*", place="end")]
    return compose(state, view=View(width="column", legs={"s*": "down"}, looks=looks, legend=False))


def figure_2() -> Scene:
    """An expectation value: a state, an operator that is told apart, and the state again."""
    rows = {"psi": " u{i}", "H": " u{i} d{i}", "phi": " d{i}"}
    tensors = {}
    for name, legs in rows.items():
        for i in range(1, 7):
            bonds = [f"{name}{j}" for j in (i - 1, i) if 0 < j < 6]
            tensors[f"{name}_{i}"] = " ".join(bonds) + legs.format(i=i)
    words = {"psi": r"$|\psi\rangle$", "H": "$H$", "phi": r"$\langle\psi|$"}
    notes = [Note("text", f"{name}_1", text, side="left") for name, text in words.items()]
    looks = [Look("*", kind="weight", fill="#8DB9D8"), Look("H_*", kind="weight", shape="square", fill="#F2B36B")]
    view = View(width="column", labels="none", looks=looks, notes=notes, legend=False)
    return compose(from_terms(tensors), view=view)


def figure_3() -> Scene:
    """A matrix product state in mixed canonical form: isometries that point to a centre."""
    kinds = "AAACBBB"
    names = [f"{kind}_{i}" for i, kind in enumerate(kinds, start=1)]
    ends = ["", *(f"b{i}" for i in range(1, 7)), ""]
    state = from_terms({name: f"{ends[i]} s{i} {ends[i + 1]}" for i, name in enumerate(names)})
    looks = [
        Look("A*", shape="triangle-right", fill="#8DB9D8", place="above"),
        Look("B*", shape="triangle-left", fill="#9CCB9A", place="above"),
        Look("C*", fill="#F2B36B", place="above"),
    ]
    return compose(state, view=View(width="column", looks=looks, legs={"s*": "down"}, legend=False))


def figure_4() -> Scene:
    """The effective Hamiltonian of DMRG, L - H - R, applied to a two-site tensor."""
    tensors = {"Theta": "a s t b", "L": "a l c", "W_j": "l s m u", "W_{j+1}": "m t r v", "R": "b r d"}
    places = {"L": (0, 1), "R": (3, 1), "W_j": (1, 1), "W_{j+1}": (2, 1), "Theta": (1.5, 2)}
    looks = [
        Look(("L", "R"), shape="box", size=(0.45, 2.4), fill="#9CCB9A", place="inside"),
        Look("Theta", shape="pill", size=(1.6, 0.45), fill="#8DB9D8", place="inside"),
        Look("W*", shape="square", size=0.55, fill="#F2B36B", place="inside"),
    ]
    legs = {"c": "right", "d": "left", "u": "down", "v": "down"}
    view = View(width="column", positions=places, looks=looks, legs=legs, legend=False)
    return compose(from_terms(tensors), view=view)


def figure_9() -> Scene:
    """The singular value decomposition as an equation of pictures."""
    looks = [
        Look("A", fill="#8DB9D8", place="inside"),
        Look("U", shape="triangle-right", fill="#9CCB9A", place="inside"),
        Look("S", shape="diamond", fill="#F2B36B", place="inside"),
        Look("V†", shape="triangle-left", fill="#9CCB9A", place="inside"),
        Look(kind="leg", place="end"),
    ]
    factors = from_terms({"U": "i k", "S": "k l", "V†": "l j"})
    return equation(from_terms({"A": "i j"}), "=", factors, view=View(width="column", looks=looks))


def figure_10() -> Scene:
    """A chain of n tensors, shortened by an ellipsis."""
    names = ["A_1", "A_2", "A_3", "dots", "A_{n-1}", "A_n"]
    ends = ["", *(f"b{i}" for i in range(1, 6)), ""]
    chain = {name: f"{ends[i]} {ends[i + 1]} " + f"s{i}" * (i != 3) for i, name in enumerate(names)}
    looks = [Look("A*", fill="#8DB9D8", place="above"), Look("dots", shape="ellipsis")]
    return compose(from_terms(chain), view=View(width="column", looks=looks, legs={"s*": "down"}, legend=False))


def figure_13() -> Scene:
    """CP, Tucker, tensor train and hierarchical Tucker of a tensor of order four."""
    forms = {
        "CP": {"A": "i r", "B": "j r", "C": "k r", "D": "l r"},
        "Tucker": {"G": "a b c d", "A": "i a", "B": "j b", "C": "k c", "D": "l d"},
        "TT": {"A": "i a", "B": "a j b", "C": "b k c", "D": "c l"},
        "HT": {"T": "p q", "P": "p a b", "Q": "q c d", "A": "a i", "B": "b j", "C": "c k", "D": "d l"},
    }
    panels = [Panel(from_terms(terms), title=name) for name, terms in forms.items()]
    looks = [Look(tag, fill="#8DB9D8") for tag in "ABCD"]
    view = View(width="column", labels="none", looks=looks, legs={"?": "down"})
    return figure_of_panels(panels, columns=4, legend="none", view=view)


def figure_15() -> Scene:
    """Two panels with one legend: a canonical state, and an operator on it."""
    ends = ["", "b1", "b2", "b3", "b4", ""]
    state = {f"{kind}{i}": f"{ends[i]} {ends[i + 1]} s{i}" for i, kind in enumerate("AACBB")}
    operator = {f"W{i}": f"{ends[i]} {ends[i + 1]} s{i} u{i}".replace("b", "w") for i in range(5)}
    looks = [
        Look("A*", shape="triangle-right", fill="#8DB9D8", key="left isometry"),
        Look("C*", fill="#F2B36B", key="centre"),
        Look("B*", shape="triangle-left", fill="#9CCB9A", key="right isometry"),
        Look("W*", shape="square", fill="#D9A6C8", key="operator"),
    ]
    view = View(width="column", labels="none", looks=looks, legs={"s*": "down", "u*": "down"})
    return figure_of_panels([from_terms(state), from_terms(state | operator)], view=view)


def main() -> None:
    """Save all figures."""
    for name, made in sorted(globals().items()):
        if name.startswith("figure_") and callable(made) and made.__module__ == __name__:
            save(made(), HERE / f"{name.replace('_', '-')}.png")


if __name__ == "__main__":
    main()
