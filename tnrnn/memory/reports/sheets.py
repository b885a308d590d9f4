"""The sheet: what one unit or several hold of what they have read, by every measure, on one page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...drawing import Plotted
from ...drawing.scenes import Style, Theme, resolved
from ...drawing.writers import check_matplotlib
from ..futures import StartFutureProfile
from .findings import Finding, numbers_of
from .reports import Report
from .settings import Setting
from .sheet_charts import chart_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Sheet(Plotted):
    """What one unit or several hold. It prints as tables; `plot` and `save` draw it on one page.

    Attributes
    ----------
    units : dict
        The units by name, with the numbers in the state of each of their layers.
    setting : Setting
        How they were measured: the probe, the reading, the sample of Starts and Ends, and the vocabulary.
    findings : tuple of Finding
        What was measured: definitions, curves with intervals, and what is left out, and why.
    profile : StartFutureProfile
        The Start-Future ranks of every layer: numerical, effective and stable, beside the proved bounds.
    report : Report, optional
        The report on the same units, if they read at least two numbers at each step.
    may : str
        A sentence that says what the units may hold in the middle, proved, if that is known.

    Examples
    --------
    >>> from tnrnn.memory import Probe, memory_sheet
    >>> sheet = memory_sheet({"sum": lambda x: x.cumsum(axis=1)}, probe=Probe(length=4, width=2, sequences=200))
    >>> isinstance(sheet, Sheet), list(sheet.units)
    (True, ['sum'])
    """

    units: dict[str, tuple[int, ...]]
    setting: Setting
    findings: tuple[Finding, ...]
    profile: StartFutureProfile
    report: Report | None = None
    may: str = ""

    @property
    def title(self) -> str:
        """The units, the sizes of the samples, and which state was read."""
        probe = self.setting.probe
        sizes = f"T = {probe.length} steps, M = {probe.width}, {probe.sequences:,} sequences, seed {probe.seed}"
        return f"Memory of {', '.join(self.units)}: {sizes}. State read: {self.state} (N numbers).{self._parts}"

    @property
    def state(self) -> str:
        """What was read: the state that the setting names, or what units return that show no states by layer."""
        rows = self.profile.rows
        returned = [name for name in self.units if {r.future.layer for r in rows if r.name == name} == {"output"}]
        if self.setting.reading.read != "states" or not returned:
            return self.setting.state
        own = f"what {', '.join(returned)} return{'' if len(returned) > 1 else 's'}"
        return own if len(returned) == len(self.units) else f"{self.setting.state}; {own}"

    @property
    def _parts(self) -> str:
        """Which layers the curves are of, where a unit of several layers has one curve in each chart."""
        if not self.several or max(map(len, self.units.values())) == 1:
            return ""
        return " Curves by split are of the top layer, those by lag and by degree of all layers together."

    @property
    def labels(self) -> tuple[str, ...]:
        """What the colours stand for: the units, or the layers of a single unit, from below."""
        found = dict.fromkeys(curve.label(self.several) for finding in self.findings for curve in finding.curves)
        return (
            tuple(name for name in self.units if name in found) if self.several else tuple(sorted(found, key=_height))
        )

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers of the first unit, from below."""
        return tuple(dict.fromkeys(row.future.layer for row in self.profile.rows if row.name == next(iter(self.units))))

    @property
    def several(self) -> bool:
        """Whether there is more than one unit."""
        return len(self.units) > 1

    @property
    def notes(self) -> tuple[str, ...]:
        """What the units may hold, and a sentence for every measure that leaves out units, and says why."""
        left_out = tuple(
            f"{finding.title}: without {', '.join(units)}; {why}."
            for finding in self.findings
            for why, units in finding.reasons.items()
        )
        return ((self.may,) if self.may else ()) + left_out

    def to_json(self) -> dict[str, Any]:
        """Return the sheet as JSON: the keys of the report, and `measures` and `start_future`."""
        measures = [finding.to_json() for finding in self.findings]
        more = {"measures": measures, "start_future": _rounded(self.profile.to_json()["rows"])}
        rows = {} if self.report is None else self.report.to_json()
        return {"rows": []} | rows | self.setting.to_json() | more

    @property
    def table(self) -> str:
        """The title, a table of numbers for every measure, and the notes."""
        parts = [self.title, *(numbers_of(finding, self.several) for finding in self.findings if finding.curves)]
        if self.profile.rows:
            head = (
                "What each layer holds, by split; the bound is proved, of the unit or, as said below, of its circuit:"
            )
            parts.append(f"{head}\n{self.profile}")
        return "\n\n".join([*parts, *(["\n".join(self.notes)] if self.notes else [])])

    def __str__(self) -> str:
        return "\n\n".join([*([] if self.report is None else [self.report.table]), self.table])

    def plot(self, *, style: Style | Theme | None = None) -> Axes:
        """Draw the page: a chart for every measure with its definition below, and the notes. Return the first axes.

        Parameters
        ----------
        style : Style or str, optional
            The style or the name of a theme; by default the theme "print".

        Raises
        ------
        TnrnnError
            If the style is unknown.
        """
        check_matplotlib()
        from ...drawing.charts import Told, draw_page

        shown = [finding for finding in self.findings if finding.curves]
        panels = tuple(Told(chart_of(one, self.labels, self.several), one.definition) for one in shown)
        named = tuple(f"{label}, N = {self._size(label)}" for label in self.labels)
        panels = tuple(one._replace(chart=replace(one.chart, groups=named)) for one in panels)
        return draw_page(panels, self.title, self.notes, resolved(style))

    def _size(self, label: str) -> int:
        """Return how many numbers a unit, or a layer of the only unit, has in its state."""
        if self.several:
            return sum(self.units[label])
        (layers,) = self.units.values()
        at = self.layers.index(label) if label in self.layers else None
        return sum(layers) if at is None else layers[at]


def _height(layer: str) -> tuple[int, str]:
    """Return by what layers are sorted: layer 1, layer 2, .., layer 10, .., other parts, and all of them together."""
    number = layer.removeprefix("layer ")
    return (int(number) if number.isdigit() else 10**9 + (layer == "all layers"), layer)


def _rounded(given: Any) -> Any:
    """Return JSON with floats of six digits, because further digits depend on the processor.

    >>> _rounded({"a": [1 / 3, "x", None, 2]})
    {'a': [0.333333, 'x', None, 2]}
    """
    if isinstance(given, dict):
        return {key: _rounded(value) for key, value in given.items()}
    if isinstance(given, list):
        return [_rounded(value) for value in given]
    return float(f"{given:.6g}") if isinstance(given, float) else given
