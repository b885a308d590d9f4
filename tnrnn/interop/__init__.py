"""Networks from other packages, and back: tensornetwork, quimb, einsum expressions, networkx; UAI models; and JSON.

What another package's network becomes is a pair `(network, weights)`: the structure, and the arrays by parameter, as
`contract` takes them. Copy tensors stand for indices that join more than two axes.
"""

from .documents import from_json, to_json
from .expressions import from_einsum, to_einsum
from .graphical import from_uai
from .graphs import from_networkx, to_networkx
from .nodes import from_tensornetwork, to_tensornetwork
from .tagged import from_quimb, to_quimb

__all__ = [
    "from_einsum",
    "from_json",
    "from_networkx",
    "from_quimb",
    "from_tensornetwork",
    "from_uai",
    "to_einsum",
    "to_json",
    "to_networkx",
    "to_quimb",
    "to_tensornetwork",
]
