from .capacity import Capacity as Capacity, memory_capacity as memory_capacity
from .interference import Retention as Retention, retention as retention
from .limits import Limits as Limits, MemoryLimits as MemoryLimits, memory_limits as memory_limits
from .linear import Controllability as Controllability, LinearUnit as LinearUnit
from .measuring import memory_report as memory_report, suited as suited
from .profiles import (
    MemoryProfile as MemoryProfile,
    Span as Span,
    linear_profile as linear_profile,
    memory_span as memory_span,
)
from .rank_profiles import RankProfile as RankProfile, rank_profile as rank_profile
from .reading import readings as readings
from .report import Report as Report
from .sampling import Sample as Sample
from .semantic import SemanticSpan as SemanticSpan, semantic_span as semantic_span
from .spectra import (
    Spectrum as Spectrum,
    start_end_spectra as start_end_spectra,
    start_end_spectrum as start_end_spectrum,
)
from .states import STATES as STATES, Probe as Probe
from .training import (
    CELLS as CELLS,
    TASKS as TASKS,
    Batch as Batch,
    ExperimentTable as ExperimentTable,
    Run as Run,
    Stack as Stack,
    Task as Task,
    copying as copying,
    experiment as experiment,
    hidden_for as hidden_for,
    load_stack as load_stack,
    memorization as memorization,
    parameters_of as parameters_of,
    pixels as pixels,
    plot_depths as plot_depths,
    plot_learning as plot_learning,
    read_runs as read_runs,
    runs as runs,
    similarity as similarity,
    stack as stack,
    table as table,
    task as task,
    train as train,
)
