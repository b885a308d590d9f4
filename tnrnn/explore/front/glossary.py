"""The words and signs of the page: what each means, in one sentence, and where the documentation defines it."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any, NamedTuple

RANKS, NETWORKS, CUTS, BOUNDS = "theory/ranks.md", "theory/networks.md", "theory/cuts.md", "theory/bounds.md"
ROWS, MODELS = "theory/symmetric-cut.md", "architectures.md"


class Word(NamedTuple):
    """A word or sign: how it is written, what it means, and the page and heading of the documentation."""

    term: str
    meaning: str
    page: str
    heading: str


WORDS = {
    # The rows of the table.
    "rank": Word(
        "rank",
        "The least number of terms, each a function of the Start times one of the End, that add up to the output.",
        RANKS,
        "separation-rank",
    ),
    "own_cut": Word(
        "own cut",
        "A cut that you choose: the dimensions of all that it severs, multiplied, bound the rank from above.",
        CUTS,
        "every-cut-is-an-upper-bound",
    ),
    "min_cut": Word(
        "min-cut",
        "The cheapest cut between Start and End; a copy tensor that it severs counts once.",
        CUTS,
        "the-min-cut",
    ),
    "slice": Word(
        "slice",
        "The straight cut between two time steps, which severs all that the End takes over from the Start.",
        CUTS,
        "every-cut-is-an-upper-bound",
    ),
    "symmetric_cut": Word(
        "symmetric cut",
        "A sharper bound: copies of one vector are counted together, as a polynomial of some degree in its entries.",
        ROWS,
        "the-claim",
    ),
    "theorem_1": Word(
        "Theorem 1",
        "The lower bound that Levine and others prove for almost all weights of a circuit of one or two layers.",
        RANKS,
        "theorem-1-and-conjecture-1",
    ),
    "closed_form": Word(
        "closed form",
        "A formula for the rank of a sequence model, which is proved for almost all weights.",
        "theory/sequence-models.md",
        "what-is-proved-and-what-is-computed",
    ),
    "power_bound": Word(
        "powers of one integer",
        "A lower bound: the min-cut after each dimension is lowered to a power of one integer.",
        CUTS,
        "when-the-min-cut-is-reached",
    ),
    "generic_rank": Word(
        "generic rank",
        "The rank for almost all entries of the tensors; no entries give more.",
        RANKS,
        "separation-rank",
    ),
    "repeat": Word(
        "the repeat",
        "Whether the last letters repeat the first; it takes rank M to the power of their number, since no two Starts "
        "have the same End.",
        "explorer.md",
        "the-repeat",
    ),
    "bounds": Word(
        "bound",
        "A number that the rank cannot exceed (≤), or cannot fall below for almost all weights (≥).",
        CUTS,
        "every-cut-is-an-upper-bound",
    ),
    # Sizes.
    "length": Word("T, time steps", "The number of inputs, one at each time step.", "theory/index.md", "notation"),
    "layers": Word(
        "L, layers", "The number of layers; each takes the states of the one below.", "theory/index.md", "notation"
    ),
    "inputs": Word("M, input channels", "The number of entries of each input vector.", "theory/index.md", "notation"),
    "hidden": Word("R, hidden channels", "The number of entries of each state.", "theory/index.md", "notation"),
    "split": Word(
        "split",
        "The number of time steps in the Start; all later ones are the End.",
        "theory/index.md",
        "notation",
    ),
    "state": Word(
        "N, state channels",
        "The number of entries that a state-space model keeps from one step to the next.",
        MODELS,
        "sequence-models-of-today",
    ),
    "key": Word(
        "K, key",
        "A vector under which linear attention stores a value, and by which a query finds it again.",
        MODELS,
        "sequence-models-of-today",
    ),
    "value": Word(
        "V, value",
        "A vector that linear attention stores in its state, under a key.",
        MODELS,
        "sequence-models-of-today",
    ),
    "heads": Word(
        "H, heads",
        "The number of states that attention keeps side by side; what they show is added up.",
        MODELS,
        "sequence-models-of-today",
    ),
    "channels": Word(
        "D, channels of a layer",
        "The number of states that Mamba keeps side by side.",
        MODELS,
        "sequence-models-of-today",
    ),
    "rule": Word(
        "rule",
        "How the state of linear attention takes in a new key and value, and what it forgets.",
        MODELS,
        "sequence-models-of-today",
    ),
    "output_gate": Word(
        "gate", "A vector that multiplies another one, entry by entry.", MODELS, "sequence-models-of-today"
    ),
    "residual": Word(
        "residual", "The input of each layer is added to what it hands on.", MODELS, "sequence-models-of-today"
    ),
    "window": Word("window", "The number of neighbouring positions whose product is taken.", MODELS, "architectures"),
    "shared": Word("shared weights", "All positions of a layer have the same weights.", MODELS, "architectures"),
    "graph": Word(
        "graph",
        "It says which positions are neighbours, whose vectors are multiplied.",
        MODELS,
        "sequence-models-of-today",
    ),
    "readout": Word(
        "readout",
        "The output is read from the last position, or from the mean of all.",
        MODELS,
        "sequence-models-of-today",
    ),
    # Choices.
    "one-hot": Word(
        "one-hot", "Each input is one of M unit vectors, as a word is.", RANKS, "the-grid-tensor-and-two-modes"
    ),
    "continuous": Word("continuous", "Each input is any vector of M numbers.", RANKS, "the-grid-tensor-and-two-modes"),
    "scalar": Word(
        "one value", "One number is observed at the last step.", RANKS, "one-value-all-channels-all-that-is-to-come"
    ),
    "vector": Word(
        "last step", "All channels of the last step are observed.", RANKS, "one-value-all-channels-all-that-is-to-come"
    ),
    "future": Word(
        "all steps of the End",
        "All channels of all steps of the End are observed, so that the rank is that of all that is to come.",
        RANKS,
        "one-value-all-channels-all-that-is-to-come",
    ),
    "unrolled": Word(
        "unrolled",
        "The tensor network: every state appears once for each use, since a tensor network cannot use a vector twice.",
        NETWORKS,
        "the-unfolding",
    ),
    "shared-view": Word(
        "shared",
        "The circuit: every state appears once, and lines lead to all its uses.",
        CUTS,
        "on-the-shared-graph-without-unrolling",
    ),
    "folded": Word(
        "folded",
        "The circuit without the steps and layers that repeat, for which dots stand.",
        "explorer.md",
        "what-the-page-shows",
    ),
    "cells": Word(
        "cells",
        "The circuit with a frame around the gates and products of each step and layer.",
        "explorer.md",
        "what-the-page-shows",
    ),
    "motion": Word(
        "motion",
        "Step by step, what the first input has reached, or how the copies in the network grow with T.",
        "explorer.md",
        "a-talk",
    ),
    "sides": Word(
        "near, far",
        "The two sides of the inputs or open legs; the rank is that of the matrix between them.",
        CUTS,
        "every-cut-is-an-upper-bound",
    ),
    # Words of the picture.
    "rac": Word(
        "RAC",
        "A recurrent arithmetic circuit: a state is the entrywise product of a map of the last one and of the input.",
        RANKS,
        "recurrent-arithmetic-circuits",
    ),
    "start_end": Word("Start, End", "The inputs before the split, and those after it.", RANKS, "separation-rank"),
    "cell": Word(
        "state",
        "The vector that a layer hands on from one time step to the next.",
        RANKS,
        "recurrent-arithmetic-circuits",
    ),
    "copy": Word(
        "copy tensor",
        "It is 1 where all its indices are equal, else 0; so it joins the uses of one vector.",
        NETWORKS,
        "no-cloning",
    ),
    "copies": Word(
        "\u00d7 3",
        "So many copies of this state, or of what the cut severs here, are in the network.",
        NETWORKS,
        "how-large-it-is",
    ),
    "observed": Word(
        "observed",
        "What is read from the circuit: its rank is shown.",
        RANKS,
        "one-value-all-channels-all-that-is-to-come",
    ),
    # Signs in formulas.
    "multiset": Word(
        "((d,m))",
        "The number of monomials of degree m in d variables, which is (d+m-1)! / (m! (d-1)!).",
        BOUNDS,
        "setting-and-notation",
    ),
    "koszul": Word(
        "K(g; m, ..)",
        "The Koszul number: so many monomials of the given degrees are lost to g equations.",
        BOUNDS,
        "setting-and-notation",
    ),
    "binomial": Word("C(n,k)", "The number of ways to choose k of n things.", BOUNDS, "setting-and-notation"),
    "degree": Word(
        "n_l", "The degree of the output in the state of layer l at the split.", BOUNDS, "setting-and-notation"
    ),
    "end": Word("n", "The number of time steps in the End.", BOUNDS, "setting-and-notation"),
    "product": Word("prod_l", "The product over all layers l.", BOUNDS, "setting-and-notation"),
    "sum": Word("sum_i", "The sum over all i for which the terms are not zero.", BOUNDS, "setting-and-notation"),
    "least": Word("min{a, b}", "The smaller of the two.", BOUNDS, "setting-and-notation"),
    "more": Word("..", "The formula goes on in the same way.", ROWS, "the-claim"),
}
"""All words and signs, by the names that `terms.js` knows them by."""


@lru_cache(maxsize=1)
def documentation() -> str | None:
    """Return the address of the documentation that the package's metadata names, or None."""
    try:
        found = metadata("tnrnn").get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    addresses = dict(str(each).split(", ", 1) for each in found)
    return addresses.get("Documentation")


def glossary() -> dict[str, Any]:
    """Return the words as JSON: `at` is the address of the documentation or null, and `words` are rows by name.

    A row is [term, meaning, page and heading].

    >>> glossary()["words"]["copy"][0]
    'copy tensor'
    """
    rows = {name: [word.term, word.meaning, f"{word.page}#{word.heading}"] for name, word in WORDS.items()}
    return {"at": documentation(), "words": rows}
