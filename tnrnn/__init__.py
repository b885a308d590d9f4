"""Recurrent arithmetic circuits as tensor networks: their cuts, the ranks that cuts bound, and pictures of both."""

from __future__ import annotations

import importlib

TYPE_CHECKING = False
"""As in `typing`; type checkers know the name. Importing that module takes longer than everything else here, and until
the command line runs, Ctrl-C prints a long traceback of Python."""

if TYPE_CHECKING:
    from typing import Any

__version__ = "0.1.0"

# Public names by module. A module is imported when one of its names is first used, so that `import tnrnn` is cheap.
_MODULES = {
    "all_cuts": ("MinCuts", "min_cuts"),
    "bond_cuts": ("cut_through",),
    "builder": ("Builder",),
    "certificate": ("RankCertificate",),
    "circuit": ("Circuit", "Vertex"),
    "contraction": ("contract", "contraction_cost"),
    "curves": ("Profile", "profile"),
    "cut": ("Cut", "CutEntry"),
    "drawing": ("Style", "View", "animate", "draw", "plot"),
    "entanglement": ("EntanglementProfile", "entanglement_profile"),
    "errors": ("CheckError", "TnrnnError"),
    "evaluation": ("evaluate", "random_weights"),
    "flow_bounds": ("PowerBound", "max_flow_gap", "power_bound"),
    "interop": ("from_json", "to_json"),
    "mincut": ("min_cut", "slice_cut"),
    "models": ("rac",),
    "network": ("Bond", "Network", "Tensor"),
    "network_rank": ("generic_rank",),
    "partition": ("Partition",),
    "rank": ("separation_rank",),
    "spectrum": ("numeric_spectrum",),
    "symmetric": ("SymmetricCut", "symmetric_cut"),
    "table": ("bounds",),
    "trained": ("from_torch",),
    "unrolling": ("unroll", "unrolled_size"),
}
# Parts that are public as modules, imported in the same way: `tnrnn.models.lstm`.
_PARTS = ("closed_forms", "drawing", "explore", "interop", "memory", "models", "sweeping", "upper")
_HOME = {name: module for module, names in _MODULES.items() for name in names}
__all__ = sorted(_HOME)  # noqa: PLE0605

if TYPE_CHECKING:
    from .all_cuts import MinCuts as MinCuts
    from .all_cuts import min_cuts as min_cuts
    from .bond_cuts import cut_through as cut_through
    from .builder import Builder as Builder
    from .certificate import RankCertificate as RankCertificate
    from .circuit import Circuit as Circuit
    from .circuit import Vertex as Vertex
    from .contraction import contract as contract
    from .contraction import contraction_cost as contraction_cost
    from .curves import Profile as Profile
    from .curves import profile as profile
    from .cut import Cut as Cut
    from .cut import CutEntry as CutEntry
    from .drawing import Style as Style
    from .drawing import View as View
    from .drawing import animate as animate
    from .drawing import draw as draw
    from .drawing import plot as plot
    from .entanglement import EntanglementProfile as EntanglementProfile
    from .entanglement import entanglement_profile as entanglement_profile
    from .errors import CheckError as CheckError
    from .errors import TnrnnError as TnrnnError
    from .evaluation import evaluate as evaluate
    from .evaluation import random_weights as random_weights
    from .flow_bounds import PowerBound as PowerBound
    from .flow_bounds import max_flow_gap as max_flow_gap
    from .flow_bounds import power_bound as power_bound
    from .interop import from_json as from_json
    from .interop import to_json as to_json
    from .mincut import min_cut as min_cut
    from .mincut import slice_cut as slice_cut
    from .models import rac as rac
    from .network import Bond as Bond
    from .network import Network as Network
    from .network import Tensor as Tensor
    from .network_rank import generic_rank as generic_rank
    from .partition import Partition as Partition
    from .rank import separation_rank as separation_rank
    from .spectrum import numeric_spectrum as numeric_spectrum
    from .symmetric import SymmetricCut as SymmetricCut
    from .symmetric import symmetric_cut as symmetric_cut
    from .table import bounds as bounds
    from .trained import from_torch as from_torch
    from .unrolling import unroll as unroll
    from .unrolling import unrolled_size as unrolled_size


def __getattr__(name: str) -> Any:
    if name in _PARTS:
        return importlib.import_module(f".{name}", __name__)
    if name not in _HOME:
        raise AttributeError(f"module 'tnrnn' has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME, *_PARTS})
