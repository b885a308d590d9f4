"""The sheet: what one unit or several hold of what they have read, by every measure, on one page."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...drawing import CHART_ENDINGS, check_path, save
from ...drawing.scenes import Style, Theme, resolved
from ...drawing.writers import check_matplotlib
from .findings import Finding, numbers_of
from .reports import Report
from .settings import Setting
from .sheet_charts import chart_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Sheet:
    """What one unit or several hold. It prints as tables; `plot` and `save` draw it on one page.

    Attributes
    ----------
    units : tuple of str
        The names of the units.
    setting : Setting
        How they were measured: the probe, the reading, the sample of Starts and Ends, and the vocabulary.
    findings : tuple of Finding
        What was measured: definitions, curves with intervals, and what is left out, and why.
    report : Report, optional
        The report on the same units, if they read at least two numbers at each step.
    """

    units: tuple[str, ...]
    setting: Setting
    findings: tuple[Finding, ...]
    report: Report | None = None

    @property
    def title(self) -> str:
        """The units, the sizes of the samples, and which state was read."""
        probe = self.setting.probe
        sizes = f"T = {probe.length} steps, M = {probe.width}, {probe.sequences:,} sequences, seed {probe.seed}"
        return f"Memory of {', '.join(self.units)}: {sizes}. Read: {self.setting.state}."

    @property
    def labels(self) -> tuple[str, ...]:
        """What the colours stand for: the units, or the layers of a single unit, from below."""
        found = dict.fromkeys(curve.label(self.several) for finding in self.findings for curve in finding.curves)
        return tuple(sorted(found, key=self.units.index)) if self.several else tuple(sorted(found, key=_height))

    @property
    def several(self) -> bool:
        """Whether there is more than one unit."""
        return len(self.units) > 1

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence for every measure that leaves out units, and says why."""
        return tuple(
            f"{finding.title}: without {', '.join(units)}, because {why}."
            for finding in self.findings
            for why, units in finding.reasons.items()
        )

    def to_json(self) -> dict[str, Any]:
        """Return the sheet as JSON, with numbers rounded to six decimals: the keys of the report, and `measures`."""
        measures = [finding.to_json() for finding in self.findings]
        rows = {} if self.report is None else self.report.to_json()
        return {"rows": []} | rows | self.setting.to_json() | {"measures": measures}

    @property
    def table(self) -> str:
        """The title, a table of numbers for every measure, and the notes."""
        parts = [self.title, *(numbers_of(finding, self.several) for finding in self.findings if finding.curves)]
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
        return draw_page(panels, self.title, self.notes, resolved(style))

    def save(self, path: str | os.PathLike[str], *, style: Style | Theme | None = None) -> None:
        """Write the page to a file. The same sheet gives the same bytes.

        Parameters
        ----------
        path : str or path
            The file, whose ending png, pdf or svg says the format.
        style : Style or str, optional
            The style or the name of a theme; by default the theme "print".

        Raises
        ------
        TnrnnError
            If the ending is another one, or if the file cannot be written.
        """
        check_path(path, CHART_ENDINGS)
        save(self.plot(style=style), path)


def _height(layer: str) -> tuple[int, str]:
    """Return by what layers are sorted: layer 1, layer 2, .., layer 10, .., other parts, and all of them together."""
    number = layer.removeprefix("layer ")
    return (int(number) if number.isdigit() else 10**9 + (layer == "all layers"), layer)
