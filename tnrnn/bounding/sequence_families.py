"""The families of sequence models, whose closed forms are Theorems S1 to S10."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .attention_depth import two_attention_layers
from .attention_forms import AttentionSizes, attention_forms
from .bound import Bound
from .family import Family
from .gated_forms import GatedSizes, gated_forms
from .linear_ssm_forms import LinearSsmSizes, linear_ssm_forms
from .mamba_forms import MambaSizes, mamba_forms
from .mixing_forms import GraphSizes, MixingSizes, gmlp_forms, graph_forms, mixer_forms
from .selective_forms import SelectiveSizes, selective_forms
from .sequence_sizes import Sizes, sizes_from


def _family(member: str, record: type[Sizes], forms: Callable[[Sizes], Iterable[Bound]]) -> Family:
    return Family(
        member=member,
        sizes=lambda case: sizes_from(case, record),
        closed=lambda _, sizes: forms(sizes),
    )


def linear_attention_forms(sizes: AttentionSizes) -> tuple[Bound, ...]:
    """Return the closed forms of linear attention of any depth, Theorems S4, S9 and S10."""
    return (attention_forms if sizes.layers == 1 else two_attention_layers)(sizes)


SEQUENCE_FAMILIES = {
    "linear_ssm": _family("a linear state space", LinearSsmSizes, linear_ssm_forms),
    "selective_ssm": _family("a selective state space", SelectiveSizes, selective_forms),
    "mamba": _family("Mamba", MambaSizes, mamba_forms),
    "gated_ssm": _family("a gated state space", GatedSizes, gated_forms),
    "linear_attention": _family("linear attention", AttentionSizes, linear_attention_forms),
    "polynomial_attention": _family("attention over all tokens", AttentionSizes, attention_forms),
    "gmlp": _family("a gated MLP", MixingSizes, gmlp_forms),
    "bilinear_mixer": _family("a bilinear mixer", MixingSizes, mixer_forms),
    "product_gnn": _family("a product graph network", GraphSizes, graph_forms),
}
"""The families by the names of their models.

One layer of attention over all tokens has the ranks of causal attention.
"""
