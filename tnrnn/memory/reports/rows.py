"""A row of the memory report: all indicators of one layer of a unit, as data and as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..indicators import Capacity, MemoryLimits, MemoryProfile, Retention, SemanticSpan, Span


@dataclass(frozen=True)
class ReportRow:
    """All indicators of one layer of a unit, or of all its layers side by side if `layer` is None."""

    name: str
    layer: int | None
    units: int
    symbols: MemoryProfile
    symbol_span: Span
    signal: MemoryProfile
    signal_span: Span
    capacity: Capacity
    limits: MemoryLimits
    retention: Retention
    semantic: SemanticSpan

    @property
    def label(self) -> str:
        """The layer in words."""
        return "all layers" if self.layer is None else f"layer {self.layer}"

    def to_json(self) -> dict[str, Any]:
        """Return the row as JSON; every estimate is [value, low, high]."""
        return {
            "name": self.name,
            "layer": self.layer or "all",
            "units": self.units,
            "symbols": self.symbols.to_json() | {"span": self.symbol_span.to_json()},
            "signal": self.signal.to_json() | {"span": self.signal_span.to_json()},
            "capacity": self.capacity.to_json(),
            "limits": self.limits.to_json(),
            "retention": self.retention.to_json(),
            "semantic": self.semantic.to_json(),
        }


def heads(row: ReportRow, noise: float) -> tuple[str, ...]:
    """Return the heads of the columns of a table. All its rows were measured as this one was."""
    return (
        "unit", "layer", "N", "capacity (95 %)", "of N", f"noise {100 * noise:g} %", "span", "(95 %)", "signal span",
        f"kept at {row.retention.steps[-1]}", "overwritten", "sequence", "at most",
    )  # fmt: skip


def cells(row: ReportRow) -> tuple[str, ...]:
    """Return the values of a row, one for each of `heads`."""
    capacity, late, semantic = row.capacity.total, row.retention, row.semantic
    return (
        row.name,
        str(row.layer or "all"),
        str(row.units),
        f"{capacity.value:.2f} ({capacity.low:.2f} to {capacity.high:.2f})",
        percent(capacity.value / row.units),
        f"{(row.capacity.at_noise or capacity).value:.2f}",
        _span(row.symbol_span),
        f"{row.symbol_span.low} to {row.symbol_span.high}",
        _span(row.signal_span),
        percent(late.random[-1].value),
        percent(late.interference[-1].value),
        percent(semantic.total.value),
        percent(semantic.ceiling),
    )


def remarks(row: ReportRow) -> tuple[str, ...]:
    """Return the lines below a table, which say what its columns mean."""
    return (
        "capacity: Jaeger's MC for signals, at most N; the upper end also counts what is below the precision.",
        "noise: MC if states are read with noise of this many percent of each unit's standard deviation.",
        f"span: the latest symbols that are all decoded at least {100 * row.symbol_span.threshold:.0f} % of the way "
        "from chance to certainty.",
        f"kept at {row.retention.steps[-1]}: the part of a symbol kept so many steps later, after random inputs.",
        "overwritten: how much more of it is kept after constant inputs.",
        "sequence: the part of its variance that the state explains linearly; at most: the most for N numbers.",
    )


def _span(span: Span) -> str:
    return f">= {span.steps}" if span.whole else str(span.steps)


def percent(part: float) -> str:
    return f"{100 * part + 0.0:.1f} %".replace("-0.0 %", "0.0 %")
