from .circuits import MayHold as MayHold, circuit_of as circuit_of, may_hold as may_hold
from .kinds import CELLS as CELLS, TrainedCell as TrainedCell
from .plain_circuits import plain_circuit as plain_circuit
from .recurrent import cells_beside as cells_beside
from .sizes import (
    cell_named as cell_named,
    hidden_for as hidden_for,
    hidden_for_state as hidden_for_state,
    kept_of as kept_of,
    parameters_of as parameters_of,
    state_size_of as state_size_of,
)
from .stacks import Stack as Stack, stack as stack
