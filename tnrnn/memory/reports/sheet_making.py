"""The measurement of a sheet: every measure of every unit, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from ...basics import mistake
from ...system import wants_bar, wipe, write_bar
from ..futures import FutureRow, StartFutureProfile
from ..indicators import THRESHOLD
from ..units import Probe, Reading, Sample
from .findings import Curve, Finding, LeftOut
from .holdings import holdings_of, sentence_of
from .measured import Measured
from .measures import MEASURES, Measure
from .measuring import memory_report
from .reports import Report
from .settings import Setting
from .sheets import Sheet
from .start_futures import start_futures
from .subjects import Subject, Wanted, subjects_of

Progress = Callable[[int, int, str], Any]
"""What is called with the number of steps that are done, the number of all, and what is done now."""


def memory_sheet(  # noqa: PLR0913
    units: Any,
    *,
    probe: Probe | None = None,
    tokens: int | None = None,
    reading: Reading | None = None,
    sample: Sample | None = None,
    splits: Iterable[int] | None = None,
    threshold: float = THRESHOLD,
    progress: Progress | bool | None = None,
) -> Sheet:
    """Return what one unit or several hold of what they have read, by every measure, for a page that compares them.

    Measures that are not defined for a unit are left out with a sentence that says why. The same call gives the same
    sheet.

    Parameters
    ----------
    units : torch module, function, or mapping from names to such
        At most 12 units that `tnrnn.memory.units.following` accepts, trained or not, all of one width or of one
        vocabulary.
    probe : Probe, optional
        The sequences from which lags and degrees are decoded. By default sequences have twice as many inputs as the
        largest unit could hold, and from 12 to 60 steps. For units that read token ids, `width` is the number of tokens
        that are symbols, spread evenly over the vocabulary; by default 8.
    tokens : int, optional
        The size of the vocabulary, if the units read token ids 0 .. tokens - 1 in place of numbers.
    reading : Reading, optional
        What is read of the units, on which device they run, and in which batches. By default the hidden states, of the
        kind that `probe` says.
    sample : Sample, optional
        The Starts and the Ends of the Start-Future matrix; by default 64 one-hot words, or words of token ids, of each.
    splits : iterable of int, optional
        The numbers of steps of a Start, from 1 to T - 1; by default at most eight, as even as can be.
    threshold : float
        The threshold of the spans in the tables; by default 1/2. See `memory_span`.
    progress : function, True, False or None
        A function that is called with the number of steps that are done, the number of all, and what is done now; or
        whether a line on standard error shows this. By default it does so on a terminal.

    Raises
    ------
    TnrnnError
        If there are more than 12 units, if they have several widths or none, or if a unit is refused.

    Examples
    --------
    >>> import numpy as np
    >>> sheet = memory_sheet({"sum": lambda x: np.cumsum(x, axis=1)}, probe=Probe(length=5, width=2, sequences=200))
    >>> sheet.findings[0].curves[0].label(several=True), sheet.setting.state
    ('sum', 'h')
    """
    tell = _teller(progress)
    try:
        subjects, setting = subjects_of(units, Wanted(probe, tokens, reading, sample, splits, threshold))
        return _measured(subjects, setting, threshold, tell)
    finally:
        if not callable(progress) and wants_bar(progress):
            wipe()


class Steps:
    """Tells what is done now, and how many of all steps are done."""

    def __init__(self, tell: Progress, total: int) -> None:
        self.tell, self.total, self.begun = tell, total, 0

    def now(self, what: str) -> None:
        """Begin a step."""
        self.begun += 1
        self.still(what)

    def still(self, what: str) -> None:
        """Say more about the same step."""
        self.tell(self.begun - 1, self.total, what)


def _measured(subjects: tuple[Subject, ...], setting: Setting, threshold: float, tell: Progress) -> Sheet:
    total = 1 + len(subjects) * (1 + len(setting.splits) + len(MEASURES))
    steps = Steps(tell, total)
    steps.now(f"{', '.join(one.name for one in subjects)}: report")
    report = _report(subjects, setting, threshold)
    known = [_known(subject, setting, report, steps) for subject in subjects]
    findings = tuple(_finding(name, measure, known, steps) for name, measure in MEASURES.items())
    rows = [
        FutureRow(seen.subject.name, layer, seen.most(layer.layer, one.split))
        for seen in known
        for one in seen.futures
        for layer in one.layers
    ]
    may = sentence_of({seen.subject.name: seen.holdings for seen in known}, setting)
    units = {one.name: one.sizes for one in subjects}
    return Sheet(units, setting, findings, StartFutureProfile(tuple(rows)), report, may)


def _known(subject: Subject, setting: Setting, report: Report | None, steps: Steps) -> Measured:
    rows = () if report is None else tuple(row for row in report.rows if row.name == subject.name)

    def tell(split: int, ends: int) -> None:
        what = f"{subject.name}: Start-Future rank, split {split}"
        steps.still(f"{what}, {ends:,} Ends") if ends else steps.now(what)

    found = start_futures(subject, setting, tell)
    steps.now(f"{subject.name}: what it may hold")
    return Measured(subject, setting, rows, found, holdings_of(subject, setting))


def _finding(name: str, measure: Measure, known: list[Measured], steps: Steps) -> Finding:
    curves: list[Curve] = []
    left_out: list[LeftOut] = []
    for seen in known:
        steps.now(f"{seen.subject.name}: {measure.title}")
        found = measure.find(seen)
        if isinstance(found, str):
            left_out.append(LeftOut(seen.subject.name, found))
        else:
            curves += found
    words = known[0].setting.words
    x = measure.x._replace(label=measure.x.label.format(**words))
    title, definition = measure.title, measure.definition.format(**words)
    baseline = measure.baseline(known[0].setting)
    return Finding(name, title, definition, x, measure.y, tuple(curves), tuple(left_out), baseline)


def _report(subjects: tuple[Subject, ...], setting: Setting, threshold: float) -> Report | None:
    """Return the report on all units, or None if they read token ids, or one number at each step."""
    if setting.tokens is not None or setting.width < 2:
        return None
    found = memory_report({one.name: one.words for one in subjects}, probe=setting.probe, threshold=threshold)
    return replace(found, state=setting.reading.state)


def _teller(progress: Progress | bool | None) -> Progress:
    if callable(progress):
        return progress
    if not (progress is None or isinstance(progress, bool)):
        raise mistake("memory_sheet, progress", "a function, True, False or None", progress)
    if not wants_bar(progress):
        return lambda done, total, what: None
    return lambda done, total, what: write_bar(lambda width: f"{done:,}/{total:,} {what}")
