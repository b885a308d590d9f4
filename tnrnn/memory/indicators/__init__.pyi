from .capacity import Capacity as Capacity, capacity_of as capacity_of, memory_capacity as memory_capacity
from .interference import (
    Retention as Retention,
    retention as retention,
    retention_of as retention_of,
    retention_states as retention_states,
    retention_steps as retention_steps,
)
from .limits import Limits as Limits, MemoryLimits as MemoryLimits, memory_limits as memory_limits
from .linear import Controllability as Controllability, LinearUnit as LinearUnit
from .processing import ProcessingCapacity as ProcessingCapacity, processing_capacity as processing_capacity
from .profiles import (
    THRESHOLD as THRESHOLD,
    MemoryProfile as MemoryProfile,
    Span as Span,
    checked_threshold as checked_threshold,
    linear_profile as linear_profile,
    memory_span as memory_span,
    signal_profile as signal_profile,
    symbol_profile as symbol_profile,
)
from .semantic import (
    SemanticSpan as SemanticSpan,
    embeddings_of as embeddings_of,
    semantic_of as semantic_of,
    semantic_span as semantic_span,
)
