from .cases import (
    MAX_CASES as MAX_CASES,
    Case as Case,
    Limits as Limits,
    Progress as Progress,
    SweepOptions as SweepOptions,
    SweepResult as SweepResult,
    SweepRow as SweepRow,
    checked_path as checked_path,
)
from .checking import StoreCheck as StoreCheck, check_store as check_store
from .cluster import dask_executor as dask_executor
from .csv_files import to_csv as to_csv
from .grids import grid as grid, read_grid as read_grid
from .limited import measure as measure
from .model_cases import Grid as Grid, GridFile as GridFile, SweepCase as SweepCase
from .progress import bar as bar, bar_text as bar_text, clock as clock
from .results import check_fields as check_fields, check_numbers as check_numbers, is_number as is_number
from .running import sweep as sweep
from .salvaging import salvage as salvage
from .store import read_store as read_store, store_files as store_files
