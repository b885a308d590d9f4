"""What `--help` says of each command beside its options: what the command does, and examples that run.

Most examples are about the repeat: six letters of two kinds, and the question whether the last three repeat the first
three. A network that answers it has a separation rank of at least 2^3 = 8.

The texts are reStructuredText, as the pages show them; `Formatter` prints them on a terminal.
"""

from __future__ import annotations

import argparse
from typing import NamedTuple


class Help(NamedTuple):
    """What a command does, and what stands below its options."""

    description: str
    examples: str


class Formatter(argparse.HelpFormatter):
    """Fills paragraphs to the width of the terminal, and prints literal blocks as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        """Return the text; `::`, which announces a block, becomes a colon.

        >>> print(Formatter("tnrnn")._fill_text("A paragraph\\nof two::\\n\\n    a  block", 40, ""))
        A paragraph of two:
        <BLANKLINE>
            a  block
        """
        parts = []
        for part in text.strip("\n").split("\n\n"):
            if part.startswith(" "):
                parts.append(part)
            else:
                filled = super()._fill_text(part, width, indent)
                parts.append(filled[:-1] if filled.endswith("::") else filled)
        return "\n\n".join(parts)


TNRNN = Help(
    "Say exactly how much the end of a sequence can depend on its start in a recurrent network. tnrnn computes the "
    "separation rank, which is the number of ways in which it can, bounds it by cuts of tensor networks, and draws "
    "these networks with the cut on them.",
    """
Start and End are the two sides that the time steps of a sequence are divided into. The sizes of a network are T time
steps, L layers, M input channels (the number of letters) and R hidden channels (the width of a layer).
tnrnn COMMAND --help says what a command takes.

Examples::

    # Do the last three of six letters repeat the first three? With two kinds of letters that takes rank 8.
    tnrnn rank -T 6 -L 1 -M 2 -R 3
    tnrnn rank -T 6 -L 2 -M 2 -R 2
    tnrnn draw -T 6 -L 2 -M 2 -R 2 -o rac.svg
""",
)
"""The help of `tnrnn` itself."""

HELP = {
    "draw": Help(
        "Draw the diagram of a circuit or of a network with its least cut, as a picture, a moving picture or a page. "
        "The ending of the file says which.",
        """
Examples::

    # two layers that read six letters, with the least cut between the first three and the last three
    tnrnn draw -T 6 -L 2 -M 2 -R 3 -o rac.svg
    # the question whether the last three repeat the first three: three lines, and the cut severs all of them
    tnrnn draw --einsum "ad,be,cf->abcdef" --shapes "2,2;2,2;2,2" --near a,b,c -o repeat.pdf
""",
    ),
    "cut": Help(
        "Print the least cut between Start and End of a circuit, or between two groups of open legs of a network: its "
        "value, which the rank does not exceed, and what it severs.",
        """
Examples::

    # two layers that read six letters
    tnrnn cut -T 6 -L 2 -M 2 -R 3
    # the question whether the last three letters repeat the first three, and the same with partners on one side
    tnrnn cut --einsum "ad,be,cf->abcdef" --shapes "2,2;2,2;2,2" --near a,b,c
    tnrnn cut --einsum "ad,be,cf->abcdef" --shapes "2,2;2,2;2,2" --near a,d
""",
    ),
    "bounds": Help(
        "Print everything that is known about the separation rank of one circuit, side by side: theorems, conjectures, "
        "cuts, other bounds, and the exact rank.",
        """
A bound that equals the rank is called tight. These stand in the formulas of recurrent arithmetic circuits::

    C(a, b)             the binomial coefficient a! / (b! (a - b)!)
    ((d, m))            the number of monomials of degree m in d variables, C(d+m-1, m)
    k, n                the number of steps in the Start, and in the End
    n_l                 the degree of the output in the state of layer l, C(n-1+L-l, L-l)
    d_t                 the degree of the output in the input of step t, C(T-t+L-1, L-1)
    K(g; m_1, .., m_r)  the sum over i = 1 .. g of (-1)^(i+1) C(g, i) ((R, m_1-i)) .. ((R, m_r-i))

Examples::

    # six letters, of which the last three may repeat the first three: that takes rank 8
    tnrnn bounds -T 6 -L 2 -M 2 -R 2
    tnrnn bounds --model linear_attention -T 6 -L 1 -M 2 --key 2 --value 2 --observe future
""",
    ),
    "rank": Help(
        "Print the exact separation rank: the least number of products of a function of the Start and a function of "
        "the End whose sum is the output, for almost all weights. Where no upper bound meets what was found, print "
        "both.",
        """
Examples::

    # six letters, of which the last three may repeat the first three: that takes rank 8
    tnrnn rank -T 6 -L 1 -M 2 -R 3
    tnrnn rank -T 6 -L 2 -M 2 -R 2 --save rank.json
""",
    ),
    "verify": Help(
        "Check a certificate that tnrnn rank --save wrote. Its minor is computed again in another way, and so is its "
        "upper bound. The exit status is 0 if everything is proved, 1 if not, and 2 if the file cannot be read.",
        """
Examples, after tnrnn rank -T 6 -L 2 -M 2 -R 2 --save rank.json::

    tnrnn verify rank.json
    tnrnn verify rank.json --json
""",
    ),
    "plot": Help(
        "Plot the rank and its bounds at every split into Start and End, or along a size of the model. With --store, "
        "plot the gaps between bounds and ranks of a sweep.",
        """
Examples::

    # one and two layers that read six letters, at every split
    tnrnn plot -T 6 -L 1,2 -M 2 -R 2 -o splits.pdf
    # two layers at half of 4, 6, 8 and 10 letters
    tnrnn plot -T 4-10:2 -L 2 -M 2 -R 2 --along length -o lengths.png
""",
    ),
    "sweep": Help(
        "Compute the bounds and the ranks of all circuits of a grid, and keep them in one file. A sweep that was "
        "stopped and is started again goes on where it stopped.",
        """
The examples take a file grid.toml with these lines, of which each has a size and its values::

    length = 6
    layers = [1, 2]
    inputs = 2
    hidden = [2, 3]

Examples::

    tnrnn sweep grid.toml --store cases.sqlite --workers 1 --csv cases.csv
    tnrnn sweep --check cases.sqlite --sample 3
""",
    ),
    "experiment": Help(
        "Train shallow and deep networks of equal size on a task that needs memory, and print how well they solve it. "
        'It needs torch (pip install "tnrnn[memory]").',
        """
Examples::

    # copy three letters a, b after a delay, with one layer and with two
    tnrnn experiment copy --symbols 3 --alphabet 2 --delays 5,10 --layers 1,2
    # the same with two other cells, and a plot
    tnrnn experiment copy --symbols 3 --alphabet 2 --delays 5 --cell rnn,lstm -o copy.png
""",
    ),
    "memory": Help(
        "Print what the states of networks hold of what they have read, and plot it on one page. With --data, print "
        'and plot what data ask for. Networks need torch (pip install "tnrnn[memory]"), and data do not.',
        """
Examples::

    # untrained cells of three units that read six letters of two kinds
    tnrnn memory --cell rnn,rac -T 6 -M 2 -R 3 -o cells.pdf
    tnrnn memory --cell lstm -T 6 -M 2 -R 3 --state h,c --json
""",
    ),
    "explore": Help(
        "Open the explorer in a browser: sliders for the sizes, the diagram with its cut, bounds, talks, and an editor "
        "for figures. It ends with Ctrl-C. With --export, write it as one file instead.",
        """
Examples::

    # two layers that read six letters
    tnrnn explore -T 6 -L 2 -M 2 -R 2
    # a file for one and two layers, of widths 2 and 3
    tnrnn explore --export lecture.html -T 6 -L 1,2 -M 2 -R 2,3 --mode one-hot
""",
    ),
    "demo": Help(
        "Draw some circuits with their cuts, in every format, and print a table of their cuts, bounds and proved "
        "ranks.",
        """
Examples::

    tnrnn demo
    tnrnn demo --out pictures --json
""",
    ),
}
"""The help of each command."""
