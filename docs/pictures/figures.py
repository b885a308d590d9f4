"""Draws figures of the field with tnrnn, for docs/pictures.md.

    python docs/pictures/figures.py

Each function draws one figure and needs nothing else of this module. The functions of the same names in schematic.py
draw the same figures with quimb.schematic; counting.py counts the lines of both.
"""

from __future__ import annotations

from pathlib import Path

from tnrnn import Partition, cut_through, min_cut, rac, unroll
from tnrnn.drawing import (
    Look,
    Note,
    Panel,
    Scene,
    View,
    compose,
    equation,
    figure_of_panels,
    save,
)
from tnrnn.interop import from_terms
from tnrnn.models import lstm

HERE = Path(__file__).parent


def figure_1() -> Scene:
    """A matrix product state, its legs down and its bonds labelled."""
    chain = {f"A_{i}": f"chi_{i - 1} s_{i} chi_{i}" for i in range(2, 6)}
    state = from_terms({"A_1": "s_1 chi_1", **chain, "A_6": "chi_5 s_6"})
    looks = [
        Look("A*", fill="#8DB9D8", place="inside"),
        Look("chi*", place="above"),
        Look("s*", place="end"),
    ]
    view = View(width="column", legs={"s*": "down"}, looks=looks, legend=False)
    return compose(state, view=view)


def figure_2() -> Scene:
    """An expectation value: a state, an operator that is told apart, and the state again."""
    legs = {"psi": "u{0}", "H": "u{0} d{0}", "phi": "d{0}"}
    terms = {f"{row}_{i}": legs[row].format(i) for row in legs for i in range(1, 7)}
    for row in legs:
        for i in range(1, 6):
            terms[f"{row}_{i}"] += f" {row}{i}"
            terms[f"{row}_{i + 1}"] += f" {row}{i}"
    names = {"psi_1": r"$|\psi\rangle$", "H_1": "$H$", "phi_1": r"$\langle\psi|$"}
    notes = [Note("text", name, text, side="left") for name, text in names.items()]
    looks = [Look("*", kind="tensor", fill="#8DB9D8")]
    looks += [Look("H_*", kind="tensor", shape="square", fill="#F2B36B")]
    view = View(width="column", labels="none", looks=looks, notes=notes, legend=False)
    return compose(from_terms(terms), view=view)


def figure_3() -> Scene:
    """A matrix product state in mixed canonical form: isometries that point to a centre."""
    ends = ["", *(f"b{i}" for i in range(1, 7)), ""]
    kinds = enumerate("AAACBBB")
    state = {f"{kind}_{i + 1}": f"{ends[i]} s{i} {ends[i + 1]}" for i, kind in kinds}
    looks = [Look("A*", shape="triangle-right", fill="#8DB9D8", place="above")]
    looks += [Look("B*", shape="triangle-left", fill="#9CCB9A", place="above")]
    looks += [Look("C*", fill="#F2B36B", place="above")]
    view = View(width="column", looks=looks, legs={"s*": "down"}, legend=False)
    return compose(from_terms(state), view=view)


def figure_4() -> Scene:
    """The effective Hamiltonian of DMRG, L - H - R, applied to a two-site tensor."""
    terms = {"Theta": "a s t b", "L": "a l c", "R": "b r d"}
    terms |= {"W_j": "l s m u", "W_{j+1}": "m t r v"}
    looks = [Look("W*", shape="square", size=0.55, fill="#F2B36B")]
    looks += [Look("Theta", shape="pill", size=(1.6, 0.45), fill="#8DB9D8")]
    looks += [Look(("L", "R"), shape="box", size=(0.45, 2.4), fill="#9CCB9A")]
    looks += [Look("*", kind="tensor", place="inside")]
    view = View(width="column", looks=looks, legend=False)
    return compose(from_terms(terms), view=view)


def figure_5() -> Scene:
    """A projected entangled pair state of 4 x 4 sites, drawn obliquely."""
    terms = {f"A{i}{j}": f"s{i}{j}" for i in range(4) for j in range(4)}
    for i in range(4):
        for j in range(3):
            beside = f"A{i}{j}", f"A{i}{j + 1}"
            below = f"A{j}{i}", f"A{j + 1}{i}"
            for one, two in (beside, below):
                terms[one] += f" {one}{two}"
                terms[two] += f" {one}{two}"
    looks = [Look("A*", fill="#8DB9D8")]
    view = View(layout="oblique", width=3.4, labels="none", looks=looks, legend=False)
    return compose(from_terms(terms), view=view)


def figure_6() -> Scene:
    """A MERA: disentanglers and isometries in rows that alternate, above eight sites."""
    terms, wires = {}, [f"s_{i}" for i in range(1, 9)]
    while (size := len(wires)) > 1:
        for i in range(1, size - 1, 2):
            terms[f"u{size}{i}"] = [*wires[i : i + 2], f"l{size}{i}", f"r{size}{i}"]
            wires[i : i + 2] = terms[f"u{size}{i}"][2:]
        for i in range(0, size, 2):
            terms[f"w{size}{i}"] = [*wires[i : i + 2], f"b{size}{i}"]
        wires = [f"b{size}{i}" for i in range(0, size, 2)]
    looks = [Look("u*", fill="#F2B36B", text="$u$", place="inside")]
    looks += [Look("w*", fill="#9CCB9A", text="$w$", place="inside")]
    looks += [Look("s*", place="end")]
    view = View(width="column", looks=looks, legend=False)
    return compose(from_terms(terms), view=view)


def figure_7() -> Scene:
    """A binary tree of tensors above eight sites."""
    bonds = [f"b_{i}" if i < 8 else f"s_{i - 7}" for i in range(16)]
    tree = {f"T_{i}": [bonds[i], *bonds[2 * i : 2 * i + 2]] for i in range(2, 8)}
    tree["T_1"] = bonds[2:4]
    looks = [Look("T*", fill="#9CCB9A", place="inside"), Look("s*", place="end")]
    view = View(width="column", looks=looks, legend=False)
    return compose(from_terms(tree), view=view)


def figure_8() -> Scene:
    """A brick wall of gates on neighbouring sites, as in TEBD, applied to a matrix product state."""
    ends, age = ["", *(f"b{i}" for i in range(7)), ""], [0] * 8
    terms = {f"A{i}": f"{ends[i]} s{i}.0 {ends[i + 1]}" for i in range(8)}
    for layer in range(4):
        for i in range(layer % 2, 7, 2):
            legs = f"s{i}.{age[i]} s{i + 1}.{age[i + 1]}"
            age[i : i + 2] = age[i] + 1, age[i + 1] + 1
            terms[f"U{layer}{i}"] = f"{legs} s{i}.{age[i]} s{i + 1}.{age[i + 1]}"
    looks = [Look("*", kind="tensor", fill="#8DB9D8")]
    looks += [Look(("U0?", "U2?"), fill="#F2B36B", text="$U_1$", place="inside")]
    looks += [Look(("U1?", "U3?"), fill="#9CCB9A", text="$U_2$", place="inside")]
    view = View(width="column", labels="none", looks=looks, legend=False)
    return compose(from_terms(terms), view=view)


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
    view = View(width="column", looks=looks)
    return equation(from_terms({"A": "i j"}), "=", factors, view=view)


def figure_10() -> Scene:
    """A chain of n tensors, shortened by an ellipsis."""
    names = ["A_1", "A_2", "A_3", "dots", "A_{n-1}", "A_n"]
    ends = ["", *(f"b{i}" for i in range(1, 6)), ""]
    chain = {name: f"{ends[i]} s{i} {ends[i + 1]}" for i, name in enumerate(names)}
    chain["dots"] = "b3 b4"
    looks = [Look("A*", fill="#8DB9D8", place="above"), Look("dots", shape="ellipsis")]
    return compose(
        from_terms(chain),
        view=View(width="column", looks=looks, legs={"s*": "down"}, legend=False),
    )


def figure_11() -> Scene:
    """A deep recurrent network of three layers and six steps, unrolled, on half a page."""
    network = unroll(rac(length=6, layers=3, inputs=9, hidden=2), mode="continuous")
    cut = min_cut(network, Partition.start_end(6))
    return compose(network, cut, view=View(width="7in", height="4.5in"))


def figure_12() -> Scene:
    """The least cut of a grid that passes through a chosen bond, and its two sides."""
    terms = {}
    for y in range(3):
        for x in range(7):
            bonds = [f"h{y}{x}"] * (x > 0) + [f"h{y}{x + 1}"] * (x < 6)
            terms[f"A{y}{x}"] = " ".join([*bonds, f"v{y}{x} v{y + 1}{x}"])
    near, far = ([f"v{y}{x}" for x in range(7)] for y in (0, 3))
    sides = Partition(near=near, far=far)
    looks = [Look("*", kind="tensor", fill="#8DB9D8", key="tensor")]
    view = View(width="column", labels="none", looks=looks)
    network = from_terms(terms)
    return compose(network, cut_through(network, sides, "h13"), view=view)


def figure_13() -> Scene:
    """CP, Tucker, tensor train and hierarchical Tucker of a tensor of order four."""
    cp = {name: f"{name.lower()} r" for name in "ABCD"}
    tucker = {"G": "p q r s", "A": "a p", "B": "b q", "C": "c r", "D": "d s"}
    train = {"A": "a p", "B": "p b q", "C": "q c r", "D": "r d"}
    tree = {"T": "p q", "P": "p r s", "Q": "q t u"}
    tree |= {"A": "r a", "B": "s b", "C": "t c", "D": "u d"}
    forms = {"CP": cp, "Tucker": tucker, "TT": train, "HT": tree}
    panels = [Panel(from_terms(terms), title=name) for name, terms in forms.items()]
    looks = [Look(name, fill="#8DB9D8") for name in "ABCD"]
    legs = dict.fromkeys("abcd", "down")
    view = View(width="column", labels="none", looks=looks, legs=legs)
    return figure_of_panels(panels, columns=4, legend="none", view=view)


def figure_14() -> Scene:
    """An LSTM unrolled over three steps, as its cell: gates, products and sums."""
    circuit = lstm(length=3, layers=1, inputs=3, hidden=3)
    view = View(detail="anatomy", width="column", legend=False)
    return compose(circuit, view=view)


def figure_15() -> Scene:
    """Two panels with one legend: a state in canonical form, and an operator applied to it."""
    ends, state, operator = ["", "b1", "b2", "b3", "b4", ""], {}, {}
    for i, kind in enumerate("AACBB"):
        bonds = f"{ends[i]} {ends[i + 1]}"
        state[f"{kind}{i}"] = f"{bonds} s{i}"
        operator[f"W{i}"] = f"{bonds.replace('b', 'w')} s{i} u{i}"
    looks = [Look("A*", shape="triangle-right", fill="#8DB9D8", key="left isometry")]
    looks += [Look("C*", fill="#F2B36B", key="centre")]
    looks += [Look("B*", shape="triangle-left", fill="#9CCB9A", key="right isometry")]
    looks += [Look("W*", shape="square", fill="#D9A6C8", key="operator")]
    legs = {"s*": "down", "u*": "down"}
    view = View(width="column", labels="none", looks=looks, legs=legs)
    panels = [from_terms(state), from_terms(state | operator)]
    return figure_of_panels(panels, view=view)


def main() -> None:
    """Save all figures."""
    for name, made in sorted(globals().items()):
        if name.startswith("figure_") and callable(made) and made.__module__ == __name__:
            save(made(), HERE / f"{name.replace('_', '-')}.png")


if __name__ == "__main__":
    main()
