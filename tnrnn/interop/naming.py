"""Names for what other packages leave unnamed, name twice, or name in letters that are not printable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from ..basics import are_names


def valid(name: Any) -> bool:
    """Return whether a tensor or a bond can have this name."""
    return isinstance(name, str) and name != "" and name.isprintable()


class Names:
    """The names that are taken; each is given once.

    >>> names = Names(["a"])
    >>> names.take("a"), names.take("b"), names.take("b"), names.take("\\n", "i3")
    ('a#2', 'b', 'b#2', 'i3')
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._count: Counter[str] = Counter()

    def take(self, wanted: Any, otherwise: str = "") -> str:
        """Return the wanted name, or `otherwise` if that is not a valid name, with #2, #3, .. if it is taken."""
        base = wanted if valid(wanted) else otherwise
        name = base
        while name in self._taken:
            self._count[base] += 1
            name = f"{base}#{self._count[base] + 1}"
        self._taken.add(name)
        return name

    def take_all(self, wanted: Sequence[str], otherwise: str = "") -> list[str]:
        """Return the names that `take` returns, one after another.

        >>> Names(["a"]).take_all(["a", "b"])
        ['a#2', 'b']
        """
        new = set(wanted)
        if len(new) < len(wanted) or not are_names(wanted) or not self._taken.isdisjoint(new):
            return [self.take(name, otherwise) for name in wanted]
        self._taken |= new
        return list(wanted)


def tensor_names(wanted: Sequence[Any]) -> list[str]:
    """Return a name for each tensor: the wanted one if it is valid and no other tensor wants it, else t0, t1, ..

    >>> tensor_names(["A", "B", "A", None])
    ['t0', 'B', 't2', 't3']
    """
    if are_names(wanted) and len(set(wanted)) == len(wanted):
        return list(wanted)
    count = Counter(name for name in wanted if valid(name))
    kept = [name if valid(name) and count[name] == 1 else None for name in wanted]
    names = Names(name for name in kept if name is not None)
    return [names.take(f"t{place}") if name is None else name for place, name in enumerate(kept)]
