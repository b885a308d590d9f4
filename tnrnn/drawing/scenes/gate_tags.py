"""The tags that quimb gives the gates and the initial state of a circuit."""

from __future__ import annotations

import re
from collections.abc import Iterable

START = -1
"""The number that stands for the initial state among those of gates."""

_START = "PSI0"
_GATE = re.compile("GATE_([0-9]{1,9})")
_SITE = re.compile("I([0-9]{1,9})")
_ROUND = re.compile("ROUND_([0-9]{1,9})")


def words_of(name: str, tags: Iterable[str]) -> tuple[str, ...]:
    """Return the tags of a tensor, and those in its name, since a name may be a tag, or two tags.

    >>> words_of("GATE_1, I0", ("GATE_1", "CX", "I0"))
    ('GATE_1', 'CX', 'I0')
    """
    return tuple(dict.fromkeys((*tags, *name.split(", "))))


def gates_of(words: Iterable[str]) -> frozenset[int]:
    """Return the numbers of the gates that a tensor is part of; that of the initial state is -1.

    >>> sorted(gates_of(("GATE_12", "PSI0", "CX")))
    [-1, 12]
    """
    return frozenset(_number(word) for word in words if word == _START or _GATE.fullmatch(word))


def _number(word: str) -> int:
    return START if word == _START else int(word[len("GATE_") :])


def rounds_of(words: Iterable[str]) -> frozenset[int]:
    """Return the numbers of the rounds of gates that a tensor is part of.

    >>> sorted(rounds_of(("GATE_12", "ROUND_3")))
    [3]
    """
    return frozenset(int(found[1]) for word in words if (found := _ROUND.fullmatch(word)))


def sites_of(words: Iterable[str]) -> frozenset[int]:
    """Return the numbers of the qubits that a tensor acts on.

    >>> sorted(sites_of(("GATE_1", "CX", "I0", "I3")))
    [0, 3]
    """
    return frozenset(int(found[1]) for word in words if (found := _SITE.fullmatch(word)))


def short_name(name: str, tags: Iterable[str]) -> str | None:
    """Return the name of the gate that a tensor is, or of the qubit whose state it is, or None.

    >>> short_name("GATE_1, I0", ("GATE_1", "CX", "I0")), short_name("I2, PSI0", ("I2", "PSI0"))
    ('CX', 'q_2')
    """
    words = words_of(name, tags)
    gates, sites = gates_of(words), sites_of(words)
    others = [word for word in words if not any(each.fullmatch(word) for each in (_GATE, _SITE, _ROUND))]
    if gates == {START} and len(sites) == 1:
        return f"q_{min(sites)}"
    kinds = [word for word in others if word not in (_START, name)]
    return kinds[0] if len(gates) == 1 and min(gates) >= 0 and len(kinds) == 1 else None
