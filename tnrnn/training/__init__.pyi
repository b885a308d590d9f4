from .cells import (
    CELLS as CELLS,
    MayHold as MayHold,
    Stack as Stack,
    cell_named as cell_named,
    cells_beside as cells_beside,
    circuit_of as circuit_of,
    hidden_for as hidden_for,
    hidden_for_state as hidden_for_state,
    may_hold as may_hold,
    parameters_of as parameters_of,
    stack as stack,
    state_size_of as state_size_of,
)
from .experiments import (
    BUDGETS as BUDGETS,
    Comparison as Comparison,
    ExperimentTable as ExperimentTable,
    SolvedGroup as SolvedGroup,
    compare as compare,
    experiment as experiment,
    plot_depths as plot_depths,
    plot_learning as plot_learning,
    plot_unsolved as plot_unsolved,
    read_runs as read_runs,
    runs as runs,
    table as table,
)
from .needs import needed as needed, one_thread as one_thread
from .protocol import Run as Run, load_stack as load_stack, train as train
from .tasks import (
    TASKS as TASKS,
    Batch as Batch,
    Task as Task,
    associative_recall as associative_recall,
    copying as copying,
    counting as counting,
    memorization as memorization,
    parity as parity,
    pixels as pixels,
    selective_copying as selective_copying,
    similarity as similarity,
    task as task,
)
