r"""
Looks, arrows and notes
=======================

A :class:`tnrnn.drawing.Look` says how some tensors or bonds are drawn. Here the isometries of a matrix product state in
mixed canonical form are triangles that point to its centre, and so do the arrows. Bonds are wider by the logarithm of
their dimension. A :class:`tnrnn.drawing.Note` puts words around tensors.
"""

import tnrnn
from tnrnn.drawing import Look, Note
from tnrnn.interop import from_terms

names = ["A_1", "A_2", "A_3", "C_4", "B_5", "B_6", "B_7"]
dims = {rf"\chi_{i}": dim for i, dim in enumerate((2, 4, 8, 8, 4, 2), start=1)}
ends = [[], *([bond] for bond in dims), []]
state = from_terms(
    {name: [*ends[i], f"s_{i + 1}", *ends[i + 1]] for i, name in enumerate(names)},
    {**dims, **{f"s_{i}": 2 for i in range(1, 8)}},
)

looks = [
    Look("A*", shape="triangle-right", fill="#8DB9D8", key="left isometry"),
    Look("C*", shape="diamond", fill="#F2B36B", key="centre"),
    Look("B*", shape="triangle-left", fill="#9CCB9A", key="right isometry"),
    Look(r"\chi*", width="dim", place="below", arrow="forward"),
    Look((r"\chi_4", r"\chi_5", r"\chi_6"), arrow="backward"),
    Look("s*", stroke="#666666", place="end"),
]
notes = [Note("brace", "A*", r"$A^\dagger A = 1$"), Note("brace", "B*", r"$B B^\dagger = 1$")]
view = tnrnn.View(looks=looks, notes=notes, legs={"s*": "down"}, width=6.8)

tnrnn.save(tnrnn.compose(state, view=view), "looks.png")
