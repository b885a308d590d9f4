"""The making of a report of what data ask for: bounds of a model, and what units hold, at the splits of the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...basics import as_before, mistake, whole
from ...bounding import Bound, least_upper
from ...models import size_line
from ...networks import Circuit, Partition
from ..data import DataEntanglement
from ..futures import StartFuture, start_future_rank
from ..units import named_units, one_hot, width_of
from .demands import DataReport

MOST_READ = 64
"""The largest number of sequences whose Starts and Ends units read."""


@as_before()
def data_report(  # noqa: PLR0913
    data: DataEntanglement,
    *,
    model: Circuit | None = None,
    units: Any = None,
    words: Any = None,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> DataReport:
    """Return what data ask for at each split, beside what a model can hold there and what trained units do hold.

    The model reads one-hot words, so that its values at all words are a tensor: the function that it computes of
    vectors x[1], .., x[T], if it is linear in each, is the inner product of this tensor and of their product. The rank
    of the tensor at a split is at most the bound, for all weights.

    Parameters
    ----------
    data : DataEntanglement
        What `data_entanglement` found.
    model : Circuit, optional
        A circuit with as many steps and as wide inputs as the data. If the class is an index of the data, all channels
        of its last output are observed, and otherwise one.
    units : unit, or mapping from names to units, optional
        Trained units as for `start_future_rank`, of which all channels of the last step are read. What they hold is the
        effective rank over Starts and Ends of the data, centred over Starts.
    words : array, optional
        Sequences for the units, as the units read them; token ids become one-hot vectors for a unit that says how wide
        its inputs are. At most 64 of them are taken.
    seed : int
        The seed of this choice; by default 0.
    progress : function, optional
        It is called with what is done next, in words.

    Raises
    ------
    TnrnnError
        If the model or the words do not fit the data, or if a unit is refused.

    Examples
    --------
    >>> from tnrnn import rac
    >>> from tnrnn.memory import data_entanglement
    >>> words = np.array(list(np.ndindex(2, 2, 2, 2)))
    >>> labels = (words[:, :2] == words[:, 2:]).all(axis=1)
    >>> data = data_entanglement(words, labels, balanced=True)
    >>> report = data_report(data, model=rac(4, 1, 2, 2))
    >>> [bound.value for bound in report.bounds], report.beyond, [round(one, 3) for one in report.overlaps]
    ([2, 2, 2], (2,), [1.0, 0.816, 1.0])
    """
    if not isinstance(data, DataEntanglement):
        raise mistake("data_report, data", "what data_entanglement returns", data)
    tell = progress or (lambda _: None)
    bounds: list[Bound] = []
    if model is not None:
        _check_model(data, model)
        for row in data.rows:
            tell(f"the bound at split {row.split}")
            partition = Partition.start_end(data.length, row.split)
            bounds.append(least_upper(model, partition, observe="vector" if data.leg else "scalar"))
    held: dict[str, tuple[StartFuture, ...]] = {}
    if units is not None:
        for name, unit in named_units("data_report", units).items():
            tell(f"what {name} holds")
            held |= _held(name, unit, data, _chosen(data, words, unit, seed))
    return DataReport(data, "" if model is None else _line(model), tuple(bounds), held)


def _line(model: Circuit) -> str:
    """Return the model and its sizes in one line.

    >>> from tnrnn import rac
    >>> _line(rac(4, 1, 2, 2))
    'rac T=4 L=1 M=2 R=2'
    """
    origin = model.origin
    if origin is None:
        return "the circuit"
    return f"rac {size_line(origin)}" if origin.model == "rac" else size_line(origin)


def _check_model(data: DataEntanglement, model: Any) -> None:
    if not isinstance(model, Circuit):
        raise mistake("data_report, model", "a Circuit", model)
    if sorted(map(str, model.positions)) != sorted(map(str, range(1, data.length + 1))):
        raise mistake("data_report, model", f"inputs at the times 1 to {data.length}", f"{len(model.positions)} others")
    widths = {vertex.dim for vertex in model.vertices if vertex.kind == "input"}
    if widths != {data.width}:
        raise mistake("data_report, model", f"inputs of width {data.width}, as the data have", sorted(widths))


def _chosen(data: DataEntanglement, words: Any, unit: Any, seed: int) -> Any:
    """Return at most 64 sequences as a unit reads them."""
    if words is None:
        raise mistake("data_report, words", "the sequences for the units", None)
    found = np.asarray(words)
    if found.ndim not in (2, 3) or found.shape[:2] != (data.sequences, data.length):
        expected = f"{data.sequences:,} sequences of {data.length} steps, as the data have"
        raise mistake("data_report, words", expected, f"shape {found.shape}")
    rng = np.random.default_rng(whole("data_report, seed", seed, least=0))
    found = found[np.sort(rng.permutation(len(found))[:MOST_READ])]
    width = width_of(unit)
    if found.ndim == 3 or width is None:
        return found
    if found.dtype.kind not in "iu":
        return found[:, :, None]
    if int(found.max()) >= width:
        raise mistake("data_report, words", f"token ids below {width}, the width of the unit", int(found.max()))
    return one_hot("data_report, words", found, width)


def _held(name: str, unit: Any, data: DataEntanglement, words: Any) -> dict[str, tuple[StartFuture, ...]]:
    """Return what each layer of a unit holds, by its name."""
    tops = [
        start_future_rank(
            unit,
            row.split,
            data.length,
            starts=words[:, : row.split],
            ends=words[:, row.split :],
            observe="vector",
            progress=False,
        )
        for row in data.rows
    ]
    layers = [one.layer for one in tops[0].layers]
    several = len(layers) > 1
    return {
        f"{name}, {layer}" if several else name: tuple(top.layers[at] for top in tops)
        for at, layer in enumerate(layers)
    }
