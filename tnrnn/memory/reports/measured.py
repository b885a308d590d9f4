"""A unit of a sheet with all that several measures need of it."""

from __future__ import annotations

from dataclasses import dataclass

from ..futures import StartFuture
from .holdings import Holdings
from .rows import ReportRow
from .settings import Setting
from .subjects import Subject


@dataclass(frozen=True)
class Measured:
    """A unit with all that several measures need of it, so that it is measured once.

    Attributes
    ----------
    subject : Subject
        The unit.
    setting : Setting
        How all units are measured.
    rows : tuple of ReportRow
        The rows of the report on this unit; empty if there is no report.
    futures : tuple of StartFuture
        The spectra of the Start-Future matrix by split.
    holdings : mapping
        What the layers of the unit may hold, by layer and split, where it is known.
    """

    subject: Subject
    setting: Setting
    rows: tuple[ReportRow, ...]
    futures: tuple[StartFuture, ...]
    holdings: Holdings

    def most(self, layer: str, split: int) -> int | float | None:
        """Return what a layer may hold at a split, or None if it is not known."""
        found = self.holdings.get((layer, split))
        return None if found is None else found.most
