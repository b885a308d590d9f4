from .comparing import Comparison as Comparison, Pair as Pair, SolvedGroup as SolvedGroup, compare as compare
from .plots import plot_depths as plot_depths, plot_learning as plot_learning
from .running import BUDGETS as BUDGETS, experiment as experiment, folder_of as folder_of, runs as runs
from .solution_plots import plot_unsolved as plot_unsolved
from .survival import Steps as Steps
from .tables import ExperimentTable as ExperimentTable, Spread as Spread, read_runs as read_runs, table as table
