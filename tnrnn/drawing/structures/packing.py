"""The x of a large tree whose leaves stand at all heights: its subtrees as near to one another as can be."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class _Outline(NamedTuple):
    """The first and the last x of every level of some subtrees, from the top down, apart from a common `shift`."""

    levels: deque[tuple[float, float]]
    shift: float


def packed(
    roots: Sequence[int], order: Sequence[int], children: Mapping[int, Sequence[int]], apart: float
) -> dict[int, float]:
    """Return the x of every node of a tree, whose neighbours on a level are `apart`, and parents in the middle.

    Subtrees are set side by side from the left, each as near to those before as the levels that they share allow
    (Reingold and Tilford 1981), and then from the right. All conditions are linear, so the mean of both fulfils them
    too, and it is symmetric. What two outlines share is looked at once, so that the time is linear.

    Parameters
    ----------
    roots : sequence of int
        The nodes of the highest level.
    order : sequence of int
        All nodes, parents before their children.
    children : mapping of int to sequence of int
        The children of every node, from left to right.
    apart : float
        The least distance of two nodes on one level.

    Examples
    --------
    >>> packed([0], [0, 1, 2, 3], {0: [1, 2, 3]}, 1.0)
    {0: 0.0, 1: -1.0, 2: 0.0, 3: 1.0}
    """
    right = _from_left(roots, order, children, apart)
    mirrored = {node: own[::-1] for node, own in children.items()}
    left = _from_left(roots[::-1], order, mirrored, apart)
    return {node: (right[node] - left[node]) / 2 + 0.0 for node in order}


def _from_left(
    roots: Sequence[int], order: Sequence[int], children: Mapping[int, Sequence[int]], apart: float
) -> dict[int, float]:
    outlines: dict[int, _Outline] = {}
    offsets: dict[int, float] = {}
    for node in reversed(order):
        below = children.get(node, ())
        if not below:
            outlines[node] = _Outline(deque([(0.0, 0.0)]), 0.0)
            continue
        own, whole = _side_by_side([outlines.pop(child) for child in below], apart)
        middle = (own[0] + own[-1]) / 2
        offsets |= {child: at - middle for child, at in zip(below, own, strict=True)}
        shift = whole.shift - middle
        whole.levels.appendleft((-shift, -shift))
        outlines[node] = _Outline(whole.levels, shift)
    own, _ = _side_by_side([outlines.pop(root) for root in roots], apart)
    middle = (own[0] + own[-1]) / 2
    xs = {root: at - middle for root, at in zip(roots, own, strict=True)}
    for node in order:
        for child in children.get(node, ()):
            xs[child] = xs[node] + offsets[child]
    return xs


def _side_by_side(outlines: Sequence[_Outline], apart: float) -> tuple[list[float], _Outline]:
    """Return how far each subtree is moved to the right, and the outline of all of them."""
    moved, whole = [0.0], outlines[0]
    for outline in outlines[1:]:
        pairs = zip(whole.levels, outline.levels, strict=False)
        step = max(last + whole.shift - first - outline.shift for (_, last), (first, _) in pairs) + apart
        moved.append(step)
        whole = _joined(whole, _Outline(outline.levels, outline.shift + step))
    return moved, whole


def _joined(left: _Outline, right: _Outline) -> _Outline:
    """Return the outline of two subtrees side by side; the lower one keeps its lowest levels as they are."""
    lower = left if len(left.levels) > len(right.levels) else right
    shared = [
        (one + left.shift - lower.shift, two + right.shift - lower.shift)
        for (one, _), (_, two) in zip(left.levels, right.levels, strict=False)
    ]
    for _ in shared:
        lower.levels.popleft()
    lower.levels.extendleft(reversed(shared))
    return lower
