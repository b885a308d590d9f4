"""`Einsum` at its public address; it is made in `tnrnn.networks.einsums`."""

from .networks.einsums import Einsum

__all__ = [
    "Einsum",
]
