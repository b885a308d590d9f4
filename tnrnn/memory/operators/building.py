"""Operators: layers y = T(u) u, which are a matrix T times their inputs, once the inputs have chosen the matrix.

Linear recurrences with gates, state-space models, linear attention and softmax attention have this form: the entry
T[t, s] says how much step t takes of step s, and it is 0 for s > t. This module makes such matrices of the weights of
one sequence, and gets them from a unit that has them.
"""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

import numpy as np

from ...basics import mistake, whole
from ...values import numeric
from ..units import Array, check_room


@runtime_checkable
class Operating(Protocol):
    """A unit that shows its operator: y[b, t, c] = sum over s <= t of operator(x)[b, c, t, s] u[b, s, c].

    The unit is a torch module, or any object that computes with arrays. `operator` gets what the layer reads: values
    (batch, T, width), or token ids (batch, T). It returns a tensor or an array (batch, channels, T, T) that is 0 above
    the diagonal. The channels u may be inputs or functions of them (as the values v of attention are); they are not
    asked for. A layer whose channels mix returns blocks instead, as `operator_of` makes them: (batch, 1, P T, M T), and
    has an attribute `block`, which is the pair (P, M).

    If the unit has an attribute `state_numbers`, this is the number of numbers in its state, all channels together.
    A unit of several layers has a method `operators` instead, which returns a list with the operators of each layer,
    and may have its layers in a sequence `parts`, as `tnrnn.training.Stack` has.

    Examples
    --------
    >>> class Running:
    ...     def operator(self, x):
    ...         return np.tril(np.ones((len(x), 1, x.shape[1], x.shape[1])))
    >>> isinstance(Running(), Operating), isinstance(np.tanh, Operating)
    (True, False)
    """

    def operator(self, words: Any) -> Any:
        """Return the operators (batch, channels, T, T) of some sequences.

        Parameters
        ----------
        words : tensor or array
            Values (batch, T, width), or token ids (batch, T).
        """


def operator_of(a: Any, b: Any, c: Any, d: Any = None, *, length: int | None = None) -> Array:
    """Return the operator of a linear recurrence, whose matrices may differ from step to step.

    h[t] = A[t] h[t-1] + B[t] u[t] from h[0] = 0, and y[t] = C[t] h[t] + D[t] u[t], so that the block of step t and an
    earlier step s is T[t, s] = C[t] A[t] A[t-1] .. A[s+1] B[s], and T[t, t] = C[t] B[t] + D[t].

    Parameters
    ----------
    a : array (.., T, N, N), or (.., T, N) for diagonal matrices
        The matrices A[1] .. A[T]; A[1] is not used. Leading axes are inputs and channels, and are broadcast. `a` needs
        as many axes as `b`, or one less if its matrices are diagonal; an axis may have the length 1.
    b : array (.., T, N, M)
        The matrices B[t]; M is the number of inputs at each step.
    c : array (.., T, P, N)
        The matrices C[t]; P is the number of outputs at each step.
    d : array (.., T, P, M), optional
        The matrices D[t]; by default 0.
    length : int, optional
        T, for a system that does not vary in time, whose arrays then have no axis of steps.

    Returns
    -------
    array (.., P T, M T)
        The operator: rows are outputs, step after step, and columns are inputs.

    Raises
    ------
    TnrnnError
        If the arrays do not fit together, have numbers that are not finite, or would make an operator of more than 2^27
        numbers.

    Examples
    --------
    >>> operator_of([0.5], [[1.0]], [[1.0]], length=3).tolist()  # h[t] = h[t-1] / 2 + u[t]
    [[1.0, 0.0, 0.0], [0.5, 1.0, 0.0], [0.25, 0.5, 1.0]]
    >>> operator_of([[0.0], [2.0]], [[[1.0]], [[1.0]]], [[[1.0]], [[3.0]]]).tolist()  # it varies in time
    [[1.0, 0.0], [6.0, 3.0]]
    """
    step, entry, read, direct = _recurrence(a, b, c, d, length)
    (*outer, steps, size, inputs), outputs = entry.shape, read.shape[-2]
    numbers = int(np.prod(outer, dtype=object)) * steps * inputs * max(steps * outputs, size)
    check_room("operator_of", numbers)
    found = np.zeros((*outer, steps * outputs, steps * inputs), np.result_type(step, entry, read, direct))
    reached = np.zeros((*outer, size, 0), found.dtype)  # A[t] .. A[s+1] B[s] for all s < t, side by side
    for at in range(steps):
        moved = step[..., at, :, None] * reached if step.ndim < entry.ndim else step[..., at, :, :] @ reached
        reached = np.concatenate([moved, entry[..., at, :, :]], axis=-1)
        rows = slice(at * outputs, (at + 1) * outputs)
        found[..., rows, : (at + 1) * inputs] = read[..., at, :, :] @ reached
        found[..., rows, at * inputs : (at + 1) * inputs] += direct[..., at, :, :]
    return found


def operator_of_attention(scores: Any, *, softmax: bool = True) -> Array:
    """Return the operator of causal attention: row t has the weights that step t gives to the steps s <= t.

    With softmax, T[t, s] = exp(scores[t, s]) / sum over r <= t of exp(scores[t, r]). Without, T[t, s] = scores[t, s],
    which is linear attention with the rule `sum`: its scores q[t] . k[s] make y[t] = S[t] q[t] for the state
    S[t] = S[t-1] + v[t] k[t]', with the same operator for every channel of the values v.

    Parameters
    ----------
    scores : array (.., T, T)
        The scores of step t (rows) and step s (columns), scaled as the layer scales them. Those of later steps are
        masked. Leading axes are inputs and channels, such as heads.
    softmax : bool
        Whether the weights of each step are normalised by softmax. By default True.

    Raises
    ------
    TnrnnError
        If the scores are not square matrices of real and finite numbers.

    Examples
    --------
    >>> operator_of_attention(np.zeros((2, 2))).tolist()
    [[1.0, 0.0], [0.5, 0.5]]
    >>> operator_of_attention([[1.0, 2.0], [3.0, 4.0]], softmax=False).tolist()
    [[1.0, 0.0], [3.0, 4.0]]
    """
    given = numeric("operator_of_attention, scores", scores)
    if given.ndim < 2 or given.shape[-1] != given.shape[-2] or not given.size or given.dtype.kind == "c":
        raise mistake("operator_of_attention, scores", "an array (.., T, T) of real numbers", given.shape)
    weights = np.tril(given.astype(np.float64))
    if not softmax:
        return weights
    seen = np.where(np.tri(given.shape[-1], dtype=bool), weights, -np.inf)
    grown: Array = np.exp(seen - seen.max(axis=-1, keepdims=True))
    shares: Array = grown / grown.sum(axis=-1, keepdims=True)
    return shares


def _recurrence(a: Any, b: Any, c: Any, d: Any, length: int | None) -> tuple[Array, Array, Array, Array]:
    """Return the matrices of all steps: A as it is, and B, C and D with all leading axes."""
    given = [doubles(f"operator_of, {name}", part) for name, part in (("a", a), ("b", b), ("c", c))]
    if length is not None:
        steps = whole("operator_of, length", length)
        axis = (1 if given[0].ndim < given[1].ndim else 2, 2, 2)
        given = [_repeated(part, steps, at) for part, at in zip(given, axis, strict=True)]
    step, entry, read = given
    diagonal = step.ndim < entry.ndim
    if entry.ndim < 3 or read.ndim < 3 or not entry.size or not read.size:
        raise mistake("operator_of", "b (.., T, N, M) and c (.., T, P, N)", (entry.shape, read.shape))
    steps, size = entry.shape[-3:-1]
    if read.shape[-3] != steps or read.shape[-1] != size:
        raise mistake("operator_of, c", f"an array (.., {steps}, P, {size})", read.shape)
    fits = (steps, size) if diagonal else (steps, size, size)
    if step.shape[-len(fits) :] != fits or step.ndim < entry.ndim - diagonal:
        axes = f"with {entry.ndim} axes or, for diagonal matrices, {entry.ndim - 1}"
        shapes = f"an array (.., {steps}, {size}, {size}) or (.., {steps}, {size})"
        raise mistake("operator_of, a", f"{shapes} {axes}", step.shape)
    direct = _direct(d, (steps, read.shape[-2], entry.shape[-1]), length is not None)
    leading = (step.shape[: -len(fits)], entry.shape[:-3], read.shape[:-3], direct.shape[:-3])
    try:
        outer = np.broadcast_shapes(*leading)
    except ValueError:
        raise mistake("operator_of", "leading axes that can be broadcast", leading) from None
    entry, read, direct = (np.broadcast_to(part, (*outer, *part.shape[-3:])) for part in (entry, read, direct))
    return np.broadcast_to(step, (*outer, *fits)), entry, read, direct


def _direct(given: Any, shape: tuple[int, ...], constant: bool) -> Array:
    """Return the matrices D of all steps, of a shape (T, P, M) and perhaps with leading axes."""
    if given is None:
        return np.zeros(shape)
    found = doubles("operator_of, d", given)
    found = _repeated(found, shape[0], 2) if constant else found
    if found.shape[-3:] != shape:
        raise mistake("operator_of, d", f"an array (.., {shape[0]}, {shape[1]}, {shape[2]})", found.shape)
    return found


def doubles(owner: str, given: Any) -> Array:
    """Return real numbers in double precision, or complex ones in that of two doubles.

    >>> doubles("a", [1, 2]).dtype, doubles("a", [1j]).dtype
    (dtype('float64'), dtype('complex128'))
    """
    found = numeric(owner, given)
    numbers: Array = found.astype(np.complex128 if found.dtype.kind == "c" else np.float64)
    return numbers


def _repeated(part: Array, steps: int, axes: int) -> Array:
    """Return matrices that stay the same, with an axis of steps before their last axes."""
    outer = part.shape[: part.ndim - axes]
    inner = part.shape[part.ndim - axes :]
    return np.broadcast_to(part.reshape(*outer, 1, *inner), (*outer, steps, *inner))
