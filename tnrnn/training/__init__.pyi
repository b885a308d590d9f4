from .cells import (
    CELLS as CELLS,
    Stack as Stack,
    cell_named as cell_named,
    cells_beside as cells_beside,
    hidden_for as hidden_for,
    hidden_for_state as hidden_for_state,
    parameters_of as parameters_of,
    stack as stack,
    state_size_of as state_size_of,
)
from .experiment_plots import plot_depths as plot_depths, plot_learning as plot_learning
from .experiment_table import ExperimentTable as ExperimentTable, read_runs as read_runs, table as table
from .experiments import BUDGETS as BUDGETS, experiment as experiment, runs as runs
from .needs import needed as needed, one_thread as one_thread
from .protocol import Run as Run
from .tasks import (
    TASKS as TASKS,
    Batch as Batch,
    Task as Task,
    copying as copying,
    memorization as memorization,
    pixels as pixels,
    similarity as similarity,
    task as task,
)
from .training import load_stack as load_stack, train as train
