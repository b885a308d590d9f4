"""Draws the figure of the paper, and builds its PDF with pandoc and LaTeX.

    python docs/paper/make.py [-o paper.pdf]      # the PDF, by default in the current folder
    python docs/paper/make.py --figure            # repeat.png anew, which is committed

Debian has both programs: apt-get install pandoc texlive-latex-recommended texlive-fonts-recommended lmodern
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import tnrnn

HERE = Path(__file__).resolve().parent
FIGURE = HERE / "repeat.png"
OPTIONS = ["--citeproc", "-V", "geometry:margin=2.6cm", "-V", "fontsize=11pt", "-V", "colorlinks=true", "--standalone"]


def draw() -> None:
    """Draw one layer of width 3 that reads six letters, with its least cut."""
    circuit = tnrnn.rac(length=6, layers=1, inputs=2, hidden=3)
    network = tnrnn.unroll(circuit, mode="one-hot")
    cut = tnrnn.min_cut(network, tnrnn.Partition.start_end(6))
    tnrnn.draw(network, cut=cut).figure.savefig(FIGURE, dpi=200, metadata={"Software": None})


def source() -> str:
    """Return the text as plain pandoc reads it: with the author as a line, and the figure by its number.

    The journal's own builder knows affiliations and the word autoref; pandoc alone does not.
    """
    text = (HERE / "paper.md").read_text(encoding="utf-8")
    head = re.sub(r"authors:\n(?:  .*\n)+affiliations:\n(?:  .*\n)+", "author: The tnrnn developers\n", text)
    return head.replace("\\autoref{fig:repeat}", "Figure 1")


def build(target: Path) -> None:
    """Write the PDF."""
    missing = [name for name in ("pandoc", "pdflatex") if shutil.which(name) is None]
    if missing:
        sys.exit(f"the paper needs {' and '.join(missing)}: see {Path(__file__).name}")
    if target.suffix != ".pdf":
        sys.exit(f"-o: expected a name that ends in .pdf, given {target}")
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder, "paper.md")
        text.write_text(source(), encoding="utf-8")
        command = ["pandoc", str(text), "-o", str(target.resolve()), f"--resource-path={HERE}", *OPTIONS]
        made = subprocess.run([*command, f"--bibliography={HERE / 'paper.bib'}"], check=False, cwd=HERE)
    if made.returncode:
        sys.exit(f"pandoc has not written {target}; above it says why")


def main() -> None:
    parser = argparse.ArgumentParser(description="builds the paper")
    parser.add_argument("-o", type=Path, default=Path("paper.pdf"), metavar="FILE", help="the PDF")
    parser.add_argument("--figure", action="store_true", help="draw the figure anew instead")
    options = parser.parse_args()
    if options.figure:
        draw()
    else:
        build(options.o)


if __name__ == "__main__":
    main()
