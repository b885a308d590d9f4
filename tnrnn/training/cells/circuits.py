"""The arithmetic circuit of each cell: what is left of it without nonlinearities, and what that may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ...basics import TnrnnError, choice, whole
from ...bounding import Bound, bounds_above, closed_forms, least_of, theorem_of
from ...models import OBSERVE, Case, Model, Observe
from ...networks import MODES, Mode, Origin, Partition, Value
from .kinds import MAMBA_STATES, PLAIN, TrainedCell
from .sizes import cell_named, state_size_of

MOST_BUILT = 20_000
"""The largest product of layers, steps and units for which bounds are searched in a circuit."""

AFFINE = ("selective_ssm", "selective_ssm_gated", "mamba", "mlstm_unnormalised")
"""The cells with nonlinear gates whose layers show an affine function of their state."""

Made = tuple[Model, Mapping[str, Value]]
"""The name of a model, and its sizes besides the length, the layers and the inputs, or in place of them."""


def _attention(rule: str) -> Callable[[int], Made]:
    return lambda hidden: ("linear_attention", {"key": hidden, "value": hidden, "rule": rule})


def _hidden(model: Model) -> Callable[[int], Made]:
    return lambda hidden: (model, {"hidden": hidden})


def _linear(hidden: int) -> Made:
    return "linear_ssm", {"state": hidden, "outputs": hidden}


CIRCUITS: Mapping[str, Callable[[int], Made]] = MappingProxyType(
    {
        "rnn": _linear,
        "orthogonal": _linear,
        "lstm": _hidden("lstm"),
        "gru": _hidden("gru"),
        "rac": _hidden("rac"),
        "mi": _hidden("mi_rnn"),
        "linear_attention": _attention("sum"),
        "decay_attention": _attention("decay"),
        "gated_attention": _attention("gated"),
        "delta_attention": _attention("delta"),
        "mlstm": _attention("mlstm"),
        "mlstm_unnormalised": _attention("mlstm"),
        "selective_ssm": lambda hidden: ("selective_ssm", {"state": hidden}),
        "selective_ssm_gated": lambda hidden: ("selective_ssm", {"state": hidden, "output_gate": True}),
        "mamba": lambda hidden: ("mamba", {"channels": hidden, "state": MAMBA_STATES}),
        "linear_ssm": lambda hidden: ("linear_ssm", {"state": 2 * hidden, "outputs": hidden}),
        "plain_linear_ssm": _linear,
        "transformer": _attention("sum"),
        "cp_rnn": _hidden("cp_rnn"),
        "second_order_rnn": _hidden("second_order_rnn"),
    }
)
"""The circuit of each cell by its units; a plain cell has that of the cell of which it is the plain one."""


def circuit_of(cell: TrainedCell, layers: int, hidden: int, inputs: int, length: int) -> Origin:
    """Return the model and the sizes of the circuit of a stack: that of its plain cell, or of what is left of it.

    What is left of "rnn" and "orthogonal" is a linear system, whose layers together are one of `layers` x `hidden`
    states; that of "transformer" is causal attention without softmax. The circuits of sequence models have layers that
    hand on `inputs` channels (attention, linear_ssm) or `hidden` (others), and no residual connections.

    Parameters
    ----------
    cell : str
        The kind of cell, one of `CELLS`; see `stack`.
    layers : int
        The number of layers.
    hidden : int
        The number of units of each layer.
    inputs : int
        The numbers that are read at each step.
    length : int
        The number of time steps.

    Raises
    ------
    TnrnnError
        If the cell is unknown, or if a size is not a positive integer.

    Examples
    --------
    >>> circuit_of("decay_attention", layers=1, hidden=4, inputs=3, length=8).sizes[-3:]
    (('key', 4), ('value', 4), ('rule', 'decay'))
    """
    name = cell_named("cell", cell)
    found = CIRCUITS.get(name) or CIRCUITS[name.removeprefix(PLAIN)]
    depth, units = whole("layers", layers), whole("hidden", hidden)
    sizes: dict[str, Value] = {"length": whole("length", length), "layers": depth, "inputs": whole("inputs", inputs)}
    if name in ("rnn", "orthogonal"):
        return Origin.of("linear_ssm", **sizes | {"layers": 1, "state": depth * units, "outputs": units})
    model, more = found(units)
    return Origin.of(model, **sizes, **more)


@dataclass(frozen=True)
class MayHold:
    """What the circuit of a cell may hold: its rank for almost all weights, or the least bound that is known.

    Attributes
    ----------
    cell : str
        The kind of cell, one of `CELLS`.
    circuit : Origin
        The model and sizes of its circuit.
    observe, mode : str
        What is observed, and what the inputs are, as in `tnrnn.separation_rank`.
    bound : Bound
        Of the kind "exact" if a theorem gives the rank for almost all weights, else of the kind "upper". It says its
        value, formula, source and status.
    own : bool
        Whether the cell is this circuit, so that the bound is about the cell itself. Other cells have nonlinearities,
        and may hold more.
    itself : Bound, optional
        A proved bound on the cell itself: `bound` for plain cells. One layer of "selective_ssm", "selective_ssm_gated",
        "mamba" or "mlstm_unnormalised" shows an affine function of its state whose coefficients depend on the End
        alone, whatever its gates are. Its matrix is therefore a product of (1, state) and these coefficients, and its
        rank is at most the size of the state plus 1. None for other cells.

    Examples
    --------
    >>> found = may_hold("plain_selective_ssm", layers=1, hidden=2, inputs=3, length=8)
    >>> isinstance(found, MayHold), found.bound.kind, found.bound.value
    (True, 'exact', 3)
    """

    cell: TrainedCell
    circuit: Origin
    observe: Observe
    mode: Mode
    bound: Bound
    own: bool
    itself: Bound | None = None


def may_hold(  # noqa: PLR0913, PLR0917
    cell: TrainedCell,
    layers: int,
    hidden: int,
    inputs: int,
    length: int,
    split: int | None = None,
    *,
    observe: Observe = "future",
    mode: Mode = "continuous",
) -> MayHold:
    """Return what the circuit of a cell may hold of the Start: its Start-End rank, or the least bound on it.

    It is the rank of the matrix with a row for each Start and a column for each End ("scalar"), End and channel of the
    last step ("vector"), or End, step and channel ("future"). Bounds in closed form are used at any size. If there is
    none, bounds are searched in the circuit, if it is small.

    Parameters
    ----------
    cell : str
        The kind of cell, one of `CELLS`; see `stack`.
    layers : int
        The number of layers.
    hidden : int
        The number of units of each layer.
    inputs : int
        The numbers that are read at each step.
    length : int
        The number of time steps, T.
    split : int, optional
        The number of steps of the Start; by default half of them.
    observe : "scalar", "vector" or "future"
        What is observed; by default "future", the states of the last layer at all steps of the End.
    mode : "continuous" or "one-hot"
        What the inputs are: letters, which are unit vectors, or any vectors; by default "continuous".

    Raises
    ------
    TnrnnError
        If the cell or a word is unknown, if a size is wrong, or if no bound is known in closed form and the circuit is
        large.

    Examples
    --------
    >>> for cell in ("plain_selective_ssm", "plain_delta_attention", "lstm"):
    ...     found = may_hold(cell, layers=1, hidden=2, inputs=3, length=8)
    ...     print(cell, found.bound.kind, found.bound.value, found.bound.status, found.own)
    plain_selective_ssm exact 3 proved True
    plain_delta_attention exact 5 proved True
    lstm upper 853615 proved False
    """
    origin = circuit_of(cell, layers, hidden, inputs, length)
    choice("may_hold, mode", mode, MODES)
    choice("may_hold, observe", observe, OBSERVE)
    if cell == "rac" and mode == "continuous":  # it reads (x, 1)
        origin = Origin.of("rac", **dict(origin.sizes) | {"inputs": inputs + 1})
    steps = whole("may_hold, length", length, least=2)
    case = Case(origin, Partition.start_end(steps, split), mode, observe)
    bound, own = _bound(case, layers * length * hidden), cell.startswith(PLAIN)
    return MayHold(cell, origin, observe, mode, bound, own, bound if own else _affine(cell, layers, hidden))


def _affine(cell: TrainedCell, layers: int, hidden: int) -> Bound | None:
    """Return the bound of a layer whose output is affine in its state, or None if it is not."""
    if layers > 1 or cell not in AFFINE:
        return None
    size = state_size_of(cell, layers, hidden) + 1
    return Bound("affine_output", "upper", size, "state + 1", "the output is affine in the state, proved in tnrnn")


def _bound(case: Case, size: int) -> Bound:
    theorem = theorem_of(case)
    if theorem is not None:
        return theorem
    if size <= MOST_BUILT:
        return least_of(bounds_above(case))
    closed = [bound for bound in closed_forms(case) if bound.applies and bound.kind == "upper"]
    if closed:
        return least_of(closed)
    expected = f"at most {MOST_BUILT:,} layers x steps x units, where no bound is known in closed form"
    raise TnrnnError(f"may_hold: expected {expected}, given {size:,}")
