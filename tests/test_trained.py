"""Weights of trained modules, against the modules' own forward pass."""

from __future__ import annotations

import os

import numpy as np
import pytest

from tnrnn import TnrnnError, evaluate
from tnrnn.values.trained import from_torch


def torch():
    try:
        import torch
    except ImportError:
        if "CI" in os.environ:
            raise
        pytest.skip("torch is not installed")
    return torch


def stacked(kind, depth, width, hidden, outputs):
    """A torch module of the kind, and its plain forward pass over (T, M)."""
    nn = torch().nn
    rand = torch().rand

    class Stack(nn.Module):
        def __init__(self):
            super().__init__()
            sizes = [width] + [hidden] * (depth - 1)
            one = ("W_H", "W_I") if kind == "rac" else ("U", "W")
            setattr(self, one[0], nn.ParameterList(rand(hidden, hidden) for _ in range(depth)))
            setattr(self, one[1], nn.ParameterList(rand(hidden, size) for size in sizes))
            for name in ("h0",) if kind == "rac" else ("h0", "a", "b1", "b2", "b"):
                setattr(self, name, nn.ParameterList(rand(hidden) for _ in range(depth)))
            self.W_O = nn.Parameter(rand(outputs, hidden))

        def forward(self, x):
            held = list(self.h0)
            for u in x:
                for layer in range(depth):
                    if kind == "rac":
                        held[layer] = (self.W_H[layer] @ held[layer]) * (self.W_I[layer] @ u)
                    else:
                        p, q = self.U[layer] @ held[layer], self.W[layer] @ u
                        held[layer] = self.a[layer] * p * q + self.b1[layer] * p + self.b2[layer] * q + self.b[layer]
                    u = held[layer]  # noqa: PLW2901
            return self.W_O @ held[-1]

    return Stack()


@pytest.mark.parametrize("kind", ["rac", "mi_rnn"])
@pytest.mark.parametrize(("depth", "outputs"), [(1, 1), (2, 3), (3, 2)])
def test_the_circuit_has_the_modules_values(kind, depth, outputs):
    torch().manual_seed(depth)
    module = stacked(kind, depth, 3, 4, outputs).double()
    circuit, weights = from_torch(module, length=4)
    x = torch().rand(4, 3).double()
    with torch().no_grad():
        wanted = module(x).numpy()
    assert np.allclose(evaluate(circuit, weights, x.numpy()), wanted, rtol=1e-9)


GOOD = {"W_H.0": np.eye(2), "W_I.0": np.ones((2, 3)), "h0.0": np.ones(2), "W_O": np.ones((1, 2))}


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (3, "from_torch: expected a module"),
        ({}, "from_torch, names of parameters"),
        ({**GOOD, "W_Q.0": 1}, "from_torch, names of parameters"),
        ({**GOOD, "W_H.2": np.eye(2)}, "as there are 3 layers"),
        ({**GOOD, "more": np.eye(2)}, "no other parameters"),
        ({**GOOD, "W_H.0": np.ones((2, 3))}, "from_torch, W_H[1]: expected the shape (2, 2)"),
        ({**GOOD, "W_H.0": "text"}, "from_torch, W_H.0: expected an array of real numbers"),
        ({**GOOD, "h0.0": [1.0, float("nan")]}, "from_torch, h0.0: expected finite numbers"),
        ({**GOOD, "W_I.0": np.ones(3)}, "expected matrices"),
        ({name: value for name, value in GOOD.items() if name != "W_O"}, "W_O"),
    ],
)
def test_mistakes(state, message):
    with pytest.raises(TnrnnError) as caught:
        from_torch(state, 3)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_length_is_checked():
    with pytest.raises(TnrnnError, match="length"):
        from_torch(GOOD, 0)
