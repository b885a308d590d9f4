from .cutting import (
    circuit_min_cut as circuit_min_cut,
    circuit_slice_cut as circuit_slice_cut,
    straight_cut as straight_cut,
)
from .graph import numbered as numbered
