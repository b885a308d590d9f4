from .recurrent import cells_beside as cells_beside
from .sizes import (
    CELLS as CELLS,
    TrainedCell as TrainedCell,
    hidden_for as hidden_for,
    parameters_of as parameters_of,
)
from .stacks import Stack as Stack, stack as stack
