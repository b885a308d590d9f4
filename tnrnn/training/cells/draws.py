"""Random weights from a generator of their own, so that torch's generator is not used."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..needs import needed

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = needed()


class Draw:
    """Random weights from a generator of their own, which starts from a seed."""

    def __init__(self, seed: int) -> None:
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape: int) -> Tensor:
        """Return independent normal numbers of mean 0 and variance 1."""
        return torch.randn(*shape, generator=self.generator)

    def uniform(self, *shape: int) -> Tensor:
        """Return independent uniform numbers from 0 to 1."""
        return torch.rand(*shape, generator=self.generator)

    def matrix(self, rows: int, cols: int) -> Tensor:
        """Return a normal matrix of variance 1 / cols, so that it keeps the mean square of the entries of a vector."""
        return self.normal(rows, cols) / math.sqrt(cols)

    def rotation(self, size: int) -> Tensor:
        """Return a uniform random orthogonal matrix; the signs in QR are fixed by those of the diagonal."""
        q, r = torch.linalg.qr(self.normal(size, size))
        found: Tensor = q * torch.sign(torch.diagonal(r))
        return found


def linear(weight: Tensor, bias: Tensor | None = None) -> torch.nn.Linear:
    """Return a linear layer with these weights."""
    outputs, inputs = weight.shape
    # On the device "meta", nothing is drawn from torch's generator.
    found = torch.nn.Linear(inputs, outputs, bias=bias is not None, device="meta").to_empty(device="cpu")
    with torch.no_grad():
        found.weight.copy_(weight)
        if bias is not None:
            found.bias.copy_(bias)
    return found
