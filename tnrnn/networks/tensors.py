"""The parts of a tensor network as frozen data: bonds, tensors, and hyperedges, which copy tensors make of bonds."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from ..basics import Position, TnrnnError, choice, fields, mistake

# The kinds of tensors.
TensorKind = Literal["input", "state", "weight", "copy", "output"]


@dataclass(frozen=True, slots=True)
class Bond:
    """An index of a network.

    Parameters
    ----------
    name : str
        The name of the bond, unique in its network.
    dim : int
        The dimension, from 1 to 10^9.
    symbol : str, optional
        The name of the dimension in formulas, an identifier such as "R".

    Raises
    ------
    TnrnnError
        If the name is not printable, if `dim` is not an integer from 1 to 10^9, or if the symbol is not an identifier.

    Examples
    --------
    >>> Bond("h[1,1]--W_H[2,1]", 3, "R")
    Bond(name='h[1,1]--W_H[2,1]', dim=3, symbol='R')
    """

    name: str
    dim: int
    symbol: str | None = None

    def __post_init__(self) -> None:
        owner = f"bond {fields.name('bond', self.name)}"
        object.__setattr__(self, "dim", fields.dim(owner, self.dim))
        fields.symbol(owner, self.symbol)


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor of a network.

    ======  ========================================================================
    kind    array
    ======  ========================================================================
    input   none: it is a slot on one bond for the input at `position`
    state   the `parameter`: an initial state or another constant vector
    weight  the `parameter`
    output  the `parameter`: the weight that makes the value of the network
    copy    1 where all its indices are equal, else 0
    ======  ========================================================================

    Parameters
    ----------
    name : str
        The name of the tensor, unique in its network.
    kind : str
        One of the kinds in the table.
    bonds : tuple of str
        The names of its bonds, which are the axes of its array in this order.
    position : int or tuple of int, optional
        The index of the input in a slot: a time, or a tuple in two dimensions. On other tensors it is the place in a
        picture.
    layer : int, optional
        The row in a picture.
    parameter : str, optional
        The name of the parameter of a state, weight or output. Tensors with the same parameter have the same array.
        The other kinds have none.
    vertex : str, optional
        The name of the vertex of the circuit that the tensor is a copy of.
    tags : tuple of str, optional
        Words by which the tensor is found, such as "KET". Its name is always one of them, and is not kept here.
    left : tuple of str, optional
        The names of the bonds that go into an isometry, as `left_inds` of quimb. The array, as a matrix whose rows are
        these bonds and whose columns are the others, has orthonormal columns; or orthonormal rows, if these are fewer.
        It is what a source says of its arrays: nothing depends on it but arrows in pictures, and nothing checks it.

    Raises
    ------
    TnrnnError
        If the kind is unknown, if a bond, a tag or a name in `left` is repeated, if `left` names another bond, if the
        parameter does not suit the kind, if an input has more or fewer bonds than one, if a copy tensor has no bond, or
        if another value is not of the type described above.

    Examples
    --------
    >>> Tensor("W", "weight", ("out", "in"), parameter="W").bonds
    ('out', 'in')
    >>> Tensor("U", "weight", ("in", "out"), parameter="U", tags=("U", "ISO"), left=("in",)).tags
    ('ISO',)
    """

    name: str
    kind: TensorKind
    bonds: tuple[str, ...]
    position: Position | None = None
    layer: int | None = None
    parameter: str | None = None
    vertex: str | None = None
    tags: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        owner = f"tensor {fields.name('tensor', self.name)}"
        choice(f"{owner}, kind", self.kind, get_args(TensorKind))
        bonds = fields.names(f"{owner}, bonds", self.bonds)
        joined = set(bonds)
        if len(joined) < len(bonds):
            raise TnrnnError(f"{owner}: a bond joins the tensor to itself, {bonds!r}; trace it first")
        bare = self.kind in ("input", "copy")
        if bare != (self.parameter is None):
            raise mistake(f"{owner} ({self.kind})", "no parameter" if bare else "a parameter", self.parameter)
        if self.parameter is not None:
            fields.name(f"{owner}, parameter", self.parameter)
        if (self.kind == "input" and len(bonds) != 1) or (self.kind == "copy" and not bonds):
            raise mistake(f"{owner} ({self.kind})", "one bond" if self.kind == "input" else "at least one bond", bonds)
        if self.vertex is not None:
            fields.name(f"{owner}, vertex", self.vertex)
        object.__setattr__(self, "bonds", bonds)
        object.__setattr__(self, "position", fields.position(owner, self.position))
        object.__setattr__(self, "layer", fields.layer(owner, self.layer))
        tags, left = _words(f"{owner}, tags", self.tags), _words(f"{owner}, left", self.left)
        unknown = [name for name in left if name not in joined]
        if unknown:
            raise mistake(f"{owner}, left", "names of bonds of the tensor", unknown[0], bonds)
        object.__setattr__(self, "tags", tuple(tag for tag in tags if tag != self.name))
        object.__setattr__(self, "left", left)


def _words(owner: str, values: object) -> tuple[str, ...]:
    """Return `values` as a tuple of names that differ; those of a set are sorted, as sets have no order."""
    if isinstance(values, tuple) and not values:
        return ()
    if isinstance(values, Mapping):
        raise mistake(owner, "a tuple of names", values)
    words = tuple(map(fields.plain, fields.names(owner, values)))
    if len(set(words)) < len(words):
        raise mistake(owner, "each name once", words)
    return tuple(sorted(words)) if isinstance(values, Set) else words


class Hyperedge(NamedTuple):
    """What a cut severs as a whole: a bond, or a class of adjacent copy tensors with all the bonds that leave it.

    `name`, `dim` and `symbol` are those of the bond, or of the first copy tensor and its bonds. `members` are the
    tensors at its ends, as indices into `network.tensors` without the copy tensors; the member of a dangling leg is
    None. `legs` are the names of the bonds by which the members hang on it. `copies` are the indices of its copy
    tensors; a plain bond has none.
    """

    name: str
    dim: int
    symbol: str | None
    members: tuple[int | None, ...]
    legs: tuple[str, ...]
    copies: tuple[int, ...]
