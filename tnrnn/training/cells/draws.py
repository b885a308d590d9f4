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
    """Random weights from a separate generator."""

    def __init__(self, seed: int) -> None:
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape: int) -> Tensor:
        return torch.randn(*shape, generator=self.generator)

    def uniform(self, *shape: int) -> Tensor:
        return torch.rand(*shape, generator=self.generator)

    def matrix(self, rows: int, cols: int) -> Tensor:
        """Return a normal matrix that keeps the size of a vector's entries in the mean."""
        return self.normal(rows, cols) / math.sqrt(cols)

    def rotation(self, size: int) -> Tensor:
        """Return a uniform random orthogonal matrix; the signs in QR are fixed by those of the diagonal."""
        q, r = torch.linalg.qr(self.normal(size, size))
        found: Tensor = q * torch.sign(torch.diagonal(r))
        return found


def linear(weight: Tensor, bias: Tensor | None = None) -> torch.nn.Linear:
    """Return a linear layer with these weights."""
    outputs, inputs = weight.shape
    made = torch.nn.Linear(
        inputs, outputs, bias=bias is not None, device="meta"
    )  # on this device, nothing is drawn from torch's generator
    found = made.to_empty(device="cpu")
    with torch.no_grad():
        found.weight.copy_(weight)
        if bias is not None:
            found.bias.copy_(bias)
    return found
