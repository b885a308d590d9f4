r"""
A diagram in TikZ, inside a paper
=================================

:func:`tnrnn.save` writes TikZ if the name of the file ends in ``.tex``. The file compiles alone, and a paper
can ``\input`` it, in the paper's own type. :class:`tnrnn.View` makes the picture as wide as a column. Every tensor is
a node with its name: the paper itself draws the arrow to the last state, ``h-6-2``. The script computes every number of
this page, so that figure, caption, table and text agree.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import tnrnn
from tnrnn import compose, save

for program, package in (("pdflatex", "TeX Live"), ("pdftocairo", "poppler-utils")):
    if shutil.which(program) is None:
        sys.exit(f"this example needs the program {program}, which is part of {package} and is not installed")

LENGTH, LAYERS, INPUTS, HIDDEN = 6, 2, 10, 2
circuit = tnrnn.rac(LENGTH, LAYERS, INPUTS, HIDDEN)
network = tnrnn.unroll(circuit, mode="continuous")
cut = tnrnn.min_cut(network, tnrnn.Partition.start_end(LENGTH))
copies = sum(count for name, count in circuit.copies.items() if circuit.by_name[name].kind == "input")

rows = []
for length in range(4, 11, 2):
    deep, half = tnrnn.rac(length, LAYERS, INPUTS, HIDDEN), tnrnn.Partition.start_end(length)
    rank = tnrnn.separation_rank(deep, half, mode="continuous")
    symmetric = tnrnn.symmetric_cut(deep, half, mode="continuous")
    assert rank.exact
    assert rank.lower == symmetric.value
    least = tnrnn.min_cut(deep, half, mode="continuous")
    rows.append(rf"{length} & {least.value} & {symmetric.value} & {rank.lower} \\")

# %%
# The paper: the standard class ``article`` in two columns.

PAPER = rf"""
\RequirePackage{{fix-cm}}
\documentclass[twocolumn, 10pt]{{article}}
\usepackage[paperwidth=8.5in, paperheight=5.9in, margin=0.6in, columnsep=0.25in]{{geometry}}
\usepackage{{tikz}}
\pagestyle{{empty}}
\begin{{document}}
\begin{{figure}}[t!]
  \centering
  \begin{{tikzpicture}}
    \input{{rac}}
    \draw[<-, thick] (h-{LENGTH}-{LAYERS}) -- ++(-45:0.5)
      node[below, inner sep=1pt, font=\footnotesize] {{$h^{{{LENGTH},{LAYERS}}}$}};
  \end{{tikzpicture}}
  \caption{{The unrolled circuit for $T={LENGTH}$, $L={LAYERS}$, $M={INPUTS}$, $R={HIDDEN}$, and its min-cut,
  ${cut.latex} = {cut.value}$.}}
  \label{{fig:cut}}
\end{{figure}}
\section{{What two layers remember}}
A recurrent arithmetic circuit of $L$ layers reads vectors $x^1, \dots, x^T$ and multiplies them into its state,
\begin{{equation}}
  h^{{t,l}} = (W_H^l h^{{t-1,l}}) \odot (W_I^l h^{{t,l-1}}), \quad h^{{t,0}} = x^t,
\end{{equation}}
so that $y = W_O h^{{T,L}}$ is a polynomial in its inputs. How much the end of the sequence depends on its start is
measured by the Start--End separation rank of $y$, the least number of products
$g(x^1, \dots, x^k)\,g'(x^{{k+1}}, \dots, x^T)$ that add up to $y$.

A tensor network cannot copy a vector. The circuit with $L={LAYERS}$, $T={LENGTH}$ unrolls to {len(network.tensors)}
tensors, and its {LENGTH} inputs to {copies} copies (Fig.~\ref{{fig:cut}}). The product of the dimensions that a cut
severs bounds the rank from above; for $R={HIDDEN}$ the least cut costs ${cut.latex} = {cut.value}$. It pays for every
copy of a vector, although copies of one vector carry no more than a symmetric power. The symmetric cut counts them so,
and in Table~\ref{{tab:rank}} its bound is the exact rank at every length.

\begin{{table}}[h!]
  \centering
  \begin{{tabular}}{{rrrr}}
    \hline
    $T$ & min-cut & symmetric cut & rank \\ \hline
    {" ".join(rows)} \hline
  \end{{tabular}}
  \caption{{Bounds and exact ranks for $k=T/2$, $M={INPUTS}$.}}
  \label{{tab:rank}}
\end{{table}}
\end{{document}}
"""

with tempfile.TemporaryDirectory() as folder:
    save(compose(network, cut, view=tnrnn.View(width="column")), Path(folder, "rac.tex"))
    Path(folder, "paper.tex").write_text(PAPER)
    latex = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"]
    for _ in range(2):  # the second run knows the numbers of figure and table
        subprocess.run(latex, cwd=folder, check=True, capture_output=True)
    page = ["pdftocairo", "-png", "-singlefile", "-r", "150", "paper.pdf", "paper"]
    subprocess.run(page, cwd=folder, check=True, capture_output=True)
    shutil.copy(Path(folder, "paper.png"), "paper.png")
