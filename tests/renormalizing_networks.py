"""Networks that renormalize sites, written out: open and periodic, binary and ternary."""

from __future__ import annotations

from shuffling import shuffled

from tnrnn.interop import from_terms


def open_terms(sites, block=2, top=False):
    """Disentanglers u across the borders of blocks, and isometries w of whole blocks, in every layer."""
    terms, wires, layer = {}, [f"s{i}" for i in range(sites)], 0
    while len(wires) > block:
        layer += 1
        for i in range(block - 1, len(wires) - 1, block):
            terms[f"u{layer}.{i}"] = [wires[i], wires[i + 1], f"a{layer}.{i}", f"a{layer}.{i + 1}"]
            wires[i], wires[i + 1] = f"a{layer}.{i}", f"a{layer}.{i + 1}"
        wires = _reduced(terms, wires, block, layer)
    terms["top"] = [*wires, *(["t"] if top else [])]
    return terms


def ring_terms(sites, block=2, shift=1):
    """The same for a ring of sites, where a disentangler joins the last block and the first one, too."""
    terms, wires, layer = {}, [f"s{i}" for i in range(sites)], 0
    while len(wires) > block:
        layer += 1
        count = len(wires)
        for i in range(0, count, block):
            j = (i + 1) % count
            terms[f"u{layer}.{i}"] = [wires[i], wires[j], f"a{layer}.{i}", f"a{layer}.{j}"]
            wires[i], wires[j] = f"a{layer}.{i}", f"a{layer}.{j}"
        wires = _reduced(terms, wires[shift:] + wires[:shift], block, layer)
    terms["top"] = wires
    return terms


def _reduced(terms, wires, block, layer):
    for i in range(0, len(wires), block):
        terms[f"w{layer}.{i}"] = [*wires[i : i + block], f"b{layer}.{i}"]
    return [f"b{layer}.{i}" for i in range(0, len(wires), block)]


def network(terms, seed=None, rename=None):
    """The network of some terms, with tensors, and the bonds of every tensor, in a random order if there is a seed."""
    items = shuffled(terms, seed)
    return from_terms({name: " ".join(map(rename or str, bonds)) for name, bonds in items})
