"""Sweeps: the bounds of many cases, on any executor, in one SQLite file that survives every kind of end."""

from .cases import Case, Grid, Limits, Progress, SweepCase, SweepOptions, SweepResult, SweepRow, grid, read_grid
from .checking import StoreCheck, check_store
from .cluster import dask_executor
from .limited import measure
from .progress import bar_text
from .running import sweep
from .salvaging import salvage
from .store import read_store, to_csv

__all__ = [
    "Case",
    "Grid",
    "Limits",
    "Progress",
    "StoreCheck",
    "SweepCase",
    "SweepOptions",
    "SweepResult",
    "SweepRow",
    "bar_text",
    "check_store",
    "dask_executor",
    "grid",
    "measure",
    "read_grid",
    "read_store",
    "salvage",
    "sweep",
    "to_csv",
]
