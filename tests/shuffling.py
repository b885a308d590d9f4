"""Networks with their tensors and bonds in another order, which changes no picture."""

from __future__ import annotations

import random


def shuffled(terms, seed):
    """The names of tensors with their bonds, in a random order if there is a seed."""
    items = [(name, list(bonds)) for name, bonds in terms.items()]
    if seed is not None:
        chance = random.Random(seed)
        chance.shuffle(items)
        for _, bonds in items:
            chance.shuffle(bonds)
    return items
