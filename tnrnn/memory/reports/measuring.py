"""The measurement of all indicators of one unit or several, on the same samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ...basics import TnrnnError, as_before, mistake
from ..indicators import (
    THRESHOLD,
    capacity_of,
    checked_threshold,
    embeddings_of,
    memory_limits,
    memory_span,
    retention_of,
    retention_states,
    retention_steps,
    semantic_of,
    signal_profile,
    symbol_profile,
)
from ..units import Asked, Probe, Reading, State, asked, named_units, tokens_of, width_of
from .lettering import lettered
from .reports import MOST_CURVES, Report
from .rows import ReportRow

SHORTEST = 12
"""The smallest length, in steps, that `suited` chooses."""

LONGEST = 60
"""The largest length, in steps, that `suited` chooses."""


@as_before()
def memory_report(
    units: Any, *, probe: Probe | None = None, threshold: float = THRESHOLD, embeddings: Any = None
) -> Report:
    """Return all memory indicators of one unit or several, for each layer and for all layers side by side.

    They are measured on a sample of symbols, a sample of signals, and a sample of constant continuations. The same call
    gives the same report.

    Parameters
    ----------
    units : torch module, function, or mapping from names to such
        At most 12 units that `tnrnn.memory.units.states.asked` accepts, all of one width, trained or not.
    probe : Probe, optional
        The sequences, and how the states are read. By default sequences have twice as many inputs as the largest unit
        could hold, and from 12 to 60 steps.
    threshold : float
        The threshold of the spans; by default 1/2. See `memory_span`.
    embeddings : array (M, d), optional
        The embeddings of the semantic space; by default one-hot. See `semantic_span`.

    Raises
    ------
    TnrnnError
        If there are more than 12 units, if they have several widths, or if one of the indicators refuses its arguments.

    Examples
    --------
    >>> import torch
    >>> report = memory_report(torch.nn.GRU(4, 3, batch_first=True), probe=Probe(length=6, sequences=300))
    >>> report.rows[0].units, report.rows[0].capacity.total.high <= 3
    (3, True)
    """
    named = named_units("memory_report", units)
    if len(named) > MOST_CURVES:
        raise mistake("memory_report", f"at most {MOST_CURVES} units", len(named))
    chosen = _chosen(named, probe)
    checked_threshold(threshold)
    seen = {name: asked(unit, chosen) for name, unit in named.items()}
    chosen = replace(chosen, sequences=max(one.sequences for one in seen.values()))
    samples = {name: replace(one, probe=chosen, sequences=chosen.sequences or 0) for name, one in seen.items()}
    for one in samples.values():
        embeddings_of(one, embeddings)
    rows = tuple(row for name, one in samples.items() for row in _rows(name, one, threshold, embeddings))
    first = next(iter(samples.values()))
    how = (chosen.length, first.width, chosen.count - 1, first.sequences, chosen.seed, chosen.folds)
    return Report(*how, rows, chosen.noise, chosen.state)


def suited(
    units: Any,
    state: State = "h",
    *,
    width: int | None = None,
    tokens: int | None = None,
    reading: Reading | None = None,
) -> Probe:
    """Return a probe whose sequences have twice as many inputs as the largest unit could hold, and 12 to 60 steps.

    Parameters
    ----------
    units : torch module, function, or mapping from names to such
        The units, as for `memory_report`.
    state : "h" or "h,c"
        The state of the probe, by default "h".
    width, tokens, reading : optional
        How the units of `memory_sheet` are read; see there.

    Raises
    ------
    TnrnnError
        If a unit is refused, or if the units have several widths.

    Examples
    --------
    >>> import torch
    >>> suited(torch.nn.GRU(4, 32, batch_first=True)).length
    20
    """
    named = named_units("memory_report", units)
    if width is not None or tokens is not None or reading is not None:
        read = replace(suited(lettered(named, width, tokens, reading or Reading(state=state))), width=width)
        return replace(read, state=state)
    width = _width(named, None)
    most = max(sum(asked(unit, Probe(length=2, lags=0, width=width, state=state)).units) for unit in named.values())
    return Probe(length=min(max(2 * -(-most // width) + 4, SHORTEST), LONGEST), width=width, state=state)


def _chosen(named: dict[str, Any], probe: Probe | None) -> Probe:
    """Return the given probe with the width of the units, or a suitable one if none is given."""
    if probe is None:
        return suited(named)
    if not isinstance(probe, Probe):
        raise mistake("memory_report, probe", "a Probe", probe)
    return replace(probe, width=_width(named, probe))


def _width(named: dict[str, Any], probe: Probe | None) -> int:
    widths = {width for unit in named.values() if (width := (probe and probe.width) or width_of(unit)) is not None}
    if len(widths) > 1:
        raise mistake("memory_report", "units of one width", sorted(widths))
    if not widths and ((probe and probe.tokens) or any(tokens_of(unit) for unit in named.values())):
        expected = "units that read values, as signals are numbers; memory_sheet(.., tokens=..) measures those of ids"
        raise TnrnnError(f"memory_report: expected {expected}, given token ids")
    if not widths:
        raise TnrnnError(
            "memory_report, width: expected Probe(width=..), the numbers that a function takes at each step, given none"
        )
    return widths.pop()


def _rows(name: str, seen: Asked, threshold: float, embeddings: Any) -> Iterator[ReportRow]:
    symbols, signals, later = seen.symbols(), seen.signals(), retention_steps(seen, None)
    end = [seen.probe.length]
    after_symbols, after_signals = seen.states(symbols, end)[:, 0], seen.states(signals, end)[:, 0]
    after = retention_states(seen, symbols, later)
    for layer in _layers(seen):
        columns = seen.columns(layer)
        held, driven = after_symbols[:, columns], after_signals[:, columns]
        profile, signal = symbol_profile(seen, held, symbols), signal_profile(seen, driven, signals)
        capacity = capacity_of(seen, driven, signals)
        yield ReportRow(
            name=name,
            layer=layer,
            units=held.shape[1],
            symbols=profile,
            symbol_span=memory_span(profile, threshold=threshold),
            signal=signal,
            signal_span=memory_span(signal, threshold=threshold),
            capacity=capacity,
            limits=memory_limits(capacity, seen.probe.count),
            retention=retention_of(seen, symbols, later, (after[0][:, :, columns], after[1][:, :, columns])),
            semantic=semantic_of(seen, held, symbols, embeddings),
        )


def _layers(seen: Asked) -> tuple[int | None, ...]:
    if len(seen.units) == 1:
        return (1,)
    return (*range(1, len(seen.units) + 1), None)
