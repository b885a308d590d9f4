from .builder import MAX_VERTICES as MAX_VERTICES, Builder as Builder
from .circuit import Circuit as Circuit, Vertex as Vertex
from .columns import COPY as COPY, INPUT as INPUT, Columns as Columns, flat as flat
from .drafts import Draft as Draft
from .einsums import (
    IDENTITY as IDENTITY,
    ONES as ONES,
    Einsum as Einsum,
    Terms as Terms,
    einsum as einsum,
    terms as terms,
)
from .homogeneous import without_sums as without_sums
from .modes import INPUTS as INPUTS, MODES as MODES, Mode as Mode
from .network import Network as Network
from .origin import KNOWN as KNOWN, Origin as Origin, Value as Value
from .partition import MAX_LENGTH as MAX_LENGTH, Partition as Partition, plain_label as plain_label
from .tensors import Bond as Bond, Hyperedge as Hyperedge, Tensor as Tensor
from .unrolling import unroll as unroll, unrolled_size as unrolled_size
from .vectors import Vector as Vector
