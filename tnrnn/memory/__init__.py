"""Memory of trained recurrent networks: tasks, cells, training, and indicators of what a hidden state keeps."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

# Public names by module, as in `tnrnn`: torch is imported when a name that needs it is first used.
_MODULES = {
    "cells": ("CELLS", "Stack", "hidden_for", "parameters_of", "stack"),
    "experiments": ("ExperimentTable", "experiment", "plot_depths", "plot_learning", "read_runs", "runs", "table"),
    "indicators": (
        "Capacity",
        "Limits",
        "MemoryProfile",
        "Retention",
        "SemanticSpan",
        "Span",
        "linear_profile",
        "memory_capacity",
        "memory_limits",
        "memory_span",
        "retention",
        "semantic_span",
    ),
    "linear": ("Controllability", "LinearUnit"),
    "protocol": ("Run",),
    "report": ("Report", "memory_report"),
    "spectra": (
        "RankProfile",
        "Sample",
        "Spectrum",
        "rank_profile",
        "readings",
        "start_end_spectra",
        "start_end_spectrum",
    ),
    "states": ("Probe",),
    "tasks": ("TASKS", "Batch", "Task", "copying", "memorization", "pixels", "similarity", "task"),
    "training": ("load_stack", "train"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}
__all__ = sorted(_HOME)  # noqa: PLE0605

if TYPE_CHECKING:
    from .cells import CELLS as CELLS
    from .cells import Stack as Stack
    from .cells import hidden_for as hidden_for
    from .cells import parameters_of as parameters_of
    from .cells import stack as stack
    from .experiments import ExperimentTable as ExperimentTable
    from .experiments import experiment as experiment
    from .experiments import plot_depths as plot_depths
    from .experiments import plot_learning as plot_learning
    from .experiments import read_runs as read_runs
    from .experiments import runs as runs
    from .experiments import table as table
    from .indicators import Capacity as Capacity
    from .indicators import Limits as Limits
    from .indicators import MemoryProfile as MemoryProfile
    from .indicators import Retention as Retention
    from .indicators import SemanticSpan as SemanticSpan
    from .indicators import Span as Span
    from .indicators import linear_profile as linear_profile
    from .indicators import memory_capacity as memory_capacity
    from .indicators import memory_limits as memory_limits
    from .indicators import memory_span as memory_span
    from .indicators import retention as retention
    from .indicators import semantic_span as semantic_span
    from .linear import Controllability as Controllability
    from .linear import LinearUnit as LinearUnit
    from .protocol import Run as Run
    from .report import Report as Report
    from .report import memory_report as memory_report
    from .spectra import RankProfile as RankProfile
    from .spectra import Sample as Sample
    from .spectra import Spectrum as Spectrum
    from .spectra import rank_profile as rank_profile
    from .spectra import readings as readings
    from .spectra import start_end_spectra as start_end_spectra
    from .spectra import start_end_spectrum as start_end_spectrum
    from .states import Probe as Probe
    from .tasks import TASKS as TASKS
    from .tasks import Batch as Batch
    from .tasks import Task as Task
    from .tasks import copying as copying
    from .tasks import memorization as memorization
    from .tasks import pixels as pixels
    from .tasks import similarity as similarity
    from .tasks import task as task
    from .training import load_stack as load_stack
    from .training import train as train


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'tnrnn.memory' has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(_HOME))
