from .arrays import (
    MOST_NUMBERS as MOST_NUMBERS,
    Array as Array,
    Whole as Whole,
    check_room as check_room,
    checked_tolerance as checked_tolerance,
    one_hot as one_hot,
)
from .estimates import NORMAL as NORMAL, Estimate as Estimate, mean_of as mean_of, student as student
from .followed import Following as Following, following as following
from .probes import Probe as Probe
from .probing import ROUNDINGS as ROUNDINGS, check_unit as check_unit, untouched_generators as untouched_generators
from .reading import STATES as STATES, Reading as Reading, State as State
from .samples import Sample as Sample
from .states import (
    Asked as Asked,
    asked as asked,
    least_sequences as least_sequences,
    named_units as named_units,
    steps_of as steps_of,
)
from .telling import Progress as Progress, Telling as Telling
from .words import (
    MOST_TOKENS as MOST_TOKENS,
    Inputs as Inputs,
    Words as Words,
    inputs_of as inputs_of,
    tokens_of as tokens_of,
    width_of as width_of,
)
