"""Circuits without sums, at their public address; they are made in `tnrnn.networks.homogeneous`."""

from .networks.homogeneous import Homogeneous, without_sums

__all__ = [
    "Homogeneous",
    "without_sums",
]
