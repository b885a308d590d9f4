"""Theorem S5: the ranks of one layer of Mamba without its nonlinearities, whose state H has D channels of N states.

    H[t][c,n] = (a + s d_c)[c,n] H[t-1][c,n] + v_c b_n,   o[t]_c = sum_n H[t][c,n] c_n,   d, v, b, c linear in u[t]

The outputs are affine in the state, so every rank is at most D N + 1, for one value, the vector and the future alike.
It is the rank of almost all weights if both sides are long enough; `long_enough` says when that is proved.
"""

from __future__ import annotations

from dataclasses import dataclass

from .bound import Bound
from .selective_forms import read_states
from .sequence_sizes import SequenceSizes, affine_powers, affine_sums, closed, grid, known_layers, least

ATTAINED = "attained in all continuous cases computed with k, n >= 3: D, N <= 3, M = 2, 3"
"""What is computed of the upper bound where it is not proved that it is the rank."""


@dataclass(frozen=True, kw_only=True)
class MambaSizes(SequenceSizes):
    """The sizes of `tnrnn.models.mamba`, with D channels of N states.

    Examples
    --------
    >>> sizes = {"length": 8, "layers": 1, "inputs": 3, "split": 4, "mode": "continuous"}
    >>> MambaSizes(channels=2, state=4, **sizes).entries
    8
    """

    channels: int
    state: int

    @property
    def entries(self) -> int:
        """The number D N of entries of the state."""
        return self.channels * self.state


def mamba_forms(sizes: MambaSizes) -> tuple[Bound, ...]:
    """Return the closed form of one layer of Mamba, Theorem S5.

    Parameters
    ----------
    sizes : MambaSizes
        The sizes, the split and what is observed.

    Examples
    --------
    >>> sizes = {"layers": 1, "inputs": 16, "channels": 64, "state": 16, "mode": "continuous"}
    >>> [mamba_forms(MambaSizes(length=T, split=T // 2, **sizes))[0].kind for T in (1024, 12)]
    ['exact', 'upper']
    >>> mamba_forms(MambaSizes(length=1024, split=512, **sizes))[0].value
    1025
    """
    return known_layers(sizes, 1) or (_one_layer(sizes),)


def long_enough(sizes: MambaSizes) -> bool:
    """Return whether it is proved that the rank is D N + 1.

    With p = ceil(N / M) it is enough that D p <= k (k+1) / 2, and that D p <= n + 1 for one value, or p <= n + 1 for
    all channels. In one-hot mode p is ceil(N / (M-1)) for the Start, n takes the place of n + 1, and n is 3 at least.
    """
    entered, read = -(-sizes.state // sizes.free), -(-sizes.state // sizes.inputs)
    if sizes.hot and sizes.ends < 3:
        return False
    shown = (sizes.channels if sizes.scalar else 1) * read
    steps = sizes.split
    return sizes.channels * entered <= steps * (steps + 1) // 2 and shown <= sizes.ends + (not sizes.hot)


def _one_layer(sizes: MambaSizes) -> Bound:
    if long_enough(sizes):
        return closed("exact", sizes.entries + 1, "D N + 1", "S5")
    m, k, most = sizes.inputs, sizes.split, sizes.entries + 1
    found = [(most, "D N + 1")]
    if sizes.hot:
        found.append(((m - 1) * affine_sums(m - 1, k, most) + 1, "(M-1) C(M-1+k, k-1) + 1"))
        found.append(grid(sizes, sizes.channels, "D", most))
    else:
        pairs = m * (m + 1) // 2 * affine_sums(m, k, most) + affine_powers(m, k, most)
        read, letter = (1, "") if sizes.scalar else (sizes.channels, "D ")
        found.append((pairs, "M(M+1)/2 C(M+k, k-1) + C(M+k, k)"))
        found.append((read * read_states(sizes, most) + 1, f"{letter}Q + 1"))
    bound = least(*found)
    attained = bound[0] == most and not sizes.hot and m >= 2 and min(k, sizes.ends) >= 3
    return closed("upper", *bound, "S5", note=ATTAINED if attained else "")
