r"""
An equation of pictures
=======================

:func:`tnrnn.drawing.equation` takes pictures and signs, and draws them in one line at one scale: here the truncated
singular value decomposition of a matrix, as a sum and as a network. Brackets are as high as what they hold.
"""

import tnrnn
from tnrnn.drawing import Look, equation
from tnrnn.interop import from_terms

matrix = from_terms({"A": "i j"})
terms = from_terms({"u_k": "i", "v_k": "j"})
factors = from_terms({"U": "i k", r"\Sigma": "k l", "V†": "l j"})
looks = [
    Look("A", shape="box", size=0.5, fill="#8DB9D8", place="inside"),
    Look("?_k", fill="#9CCB9A"),
    Look("U", shape="triangle-right", fill="#9CCB9A"),
    Look("V†", shape="triangle-left", fill="#9CCB9A"),
    Look(r"\Sigma", shape="diamond", fill="#F2B36B"),
]
view = tnrnn.View(width=6.8, looks=looks, legs={"i": "left", "j": "right"})

scene = equation(matrix, r"\approx", r"\sum_{k=1}^{r}", r"$\sigma_k$", "(", terms, ")", "=", factors, view=view)
tnrnn.save(scene, "equation.png")
