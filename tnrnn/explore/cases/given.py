"""`Given`: a circuit or a network of a user's own, and the cases of it that a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...basics import TnrnnError, choice, mistake, plain, whole
from ...models import MODELS, OBSERVE, Case, Observe
from ...networks import MODES, Circuit, Mode, Network, Partition, Value, unrolled_size
from .choosing import MOST_TENSORS, words_of

MOST_ENDS = 200
"""The largest number of inputs or open legs of which a page lets a reader choose the side, one by one."""

MOST_OF_CIRCUIT = 3_000
"""The largest number of vertices of a circuit that a page draws."""

LONGEST_NAME = 40
"""The largest length of the name of what is given."""

MOST_FIRST = 40
"""The largest number of partitions that a page contains unless others are asked for."""

ENDS = "ends"
"""The word of a case that says which inputs or open legs are near: a text with a 1 for each of these, and 0 else."""


@dataclass(frozen=True, eq=False)
class Given:
    """A circuit or a network of a user's own, under a name; in a page it stands beside the models.

    Parameters
    ----------
    subject : Circuit or Network
        What is shown. A circuit has at least two inputs, and a network at least two open legs or input slots.
    name : str
        What the page calls it, by default "given"; at most 40 characters, and not the name of a model.
    partitions : tuple of Partition, optional
        The partitions that an exported page contains. By default the first inputs or legs in their order are near: one
        of them, two, and so on.
    modes : tuple of "one-hot" or "continuous", optional
        What the inputs of a circuit are in an exported page; by default both.
    observe : tuple of str, optional
        What is observed of a circuit in an exported page, "scalar" (the default), "vector" or "future".

    Raises
    ------
    TnrnnError
        If the subject is neither a circuit nor a network, if it is too large to be drawn (1,000 tensors, 3,000
        vertices, or 200 open legs), if it has fewer than two inputs or open legs, or if a word or partition does not
        fit.

    Examples
    --------
    >>> from tnrnn import Bond, Tensor
    >>> tensors = (Tensor("A", "weight", ("i", "j"), parameter="A"), Tensor("B", "weight", ("j", "k"), parameter="B"))
    >>> given = Given(Network(tensors, (Bond("i", 4), Bond("j", 2), Bond("k", 3)), ("i", "k")), "pair")
    >>> [case.to_json() for case in given.cases()]
    [{'model': 'pair', 'ends': '10'}]
    """

    subject: Circuit | Network
    name: str = "given"
    partitions: tuple[Partition, ...] | None = None
    modes: tuple[Mode, ...] = MODES
    observe: tuple[Observe, ...] = ("scalar",)

    def __post_init__(self) -> None:
        if not isinstance(self.subject, Circuit | Network):
            raise mistake("given", "a Circuit or a Network", self.subject)
        if not isinstance(self.name, str) or not self.name.strip() or not self.name.isprintable():
            raise mistake("given, name", "printable text", self.name)
        if len(self.name) > LONGEST_NAME or self.name in MODELS:
            raise mistake("given, name", f"at most {LONGEST_NAME} characters, and no name of a model", self.name)
        object.__setattr__(self, "name", plain(self.name))
        self._check_size()
        for name, words in (("modes", MODES), ("observe", OBSERVE)):
            object.__setattr__(self, name, words_of(name.removesuffix("s"), getattr(self, name), words))
        if self.partitions is not None:
            self._check_partitions()

    def _check_size(self) -> None:
        of_network = isinstance(self.subject, Network)
        size = len(self.subject.tensors if isinstance(self.subject, Network) else self.subject.vertices)
        most, kind, items, ends = (
            (MOST_TENSORS, "network", "tensors", "open legs")
            if of_network
            else (MOST_OF_CIRCUIT, "circuit", "vertices", "inputs")
        )
        if size > most:
            raise mistake(kind, f"at most {most:,} {items}, so that it can be drawn", size)
        if len(self.labels) < 2:
            raise mistake(kind, f"at least two {ends}, one for each side", list(self.labels))
        if self.length is None and len(self.labels) > MOST_ENDS:
            raise mistake(kind, f"at most {MOST_ENDS} {ends}", len(self.labels))

    def _check_partitions(self) -> None:
        given = self.partitions
        if not isinstance(given, tuple | list) or not given:
            raise mistake("given, partitions", "a tuple of partitions", given)
        for each in given:
            if not isinstance(each, Partition):
                raise mistake("given, partitions", "a Partition", each)
            each.sides(required=self.labels, optional=self.labels)
            if self.length is not None and each.split is None:
                raise mistake("given, partitions", "the first steps near and the later ones far", each)
        object.__setattr__(self, "partitions", tuple(dict.fromkeys(given)))

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle and copy the fields only."""
        return Given, (self.subject, self.name, self.partitions, self.modes, self.observe)

    @property
    def circuit(self) -> Circuit | None:
        """The circuit, or None if a network is given."""
        return self.subject if isinstance(self.subject, Circuit) else None

    @cached_property
    def labels(self) -> tuple[Any, ...]:
        """The labels that a partition takes, in order: the positions of inputs, or the names of open legs.

        Legs of dimension 1 are left out unless fewer than two legs are left.
        """
        if isinstance(self.subject, Circuit):
            return self.subject.positions
        network, slots = self.subject, _slots(self.subject)
        wide = [name for name in network.open if name in slots or network.bond[name].dim > 1]
        found = wide if len(wide) > 1 else network.open
        return tuple(dict.fromkeys(slots.get(name, name) for name in found))

    @cached_property
    def length(self) -> int | None:
        """The number of time steps of a circuit whose inputs are at the times 1, 2, ..., T; else None."""
        steps = len(self.labels)
        if isinstance(self.subject, Network) or self.labels != tuple(range(1, steps + 1)):
            return None
        return steps

    @cached_property
    def observable(self) -> tuple[Observe, ...]:
        """What can be observed of it: "scalar", and for some circuits "vector" and "future"."""
        if isinstance(self.subject, Network):
            return ("scalar",)
        return tuple(observe for observe in OBSERVE if _is_observed(self.subject, self.half, observe))

    @property
    def half(self) -> Partition:
        """The partition with which a page opens: the first half of the labels is near."""
        return self.first(len(self.labels) // 2)

    def first(self, number: int) -> Partition:
        """Return the partition with the first labels near.

        Parameters
        ----------
        number : int
            How many labels, in their order, are near.
        """
        if self.length is not None:
            return Partition.start_end(self.length, number)
        return Partition(near=self.labels[:number], far=self.labels[number:])

    def of_near(self, near: Iterable[Any]) -> Partition:
        """Return the partition with some labels near, and all others far.

        Parameters
        ----------
        near : iterable of labels
            The labels of the near side.
        """
        chosen = list(near)
        return Partition(near=chosen, far=[label for label in self.labels if label not in set(chosen)])

    def shown_partitions(self) -> tuple[Partition, ...]:
        """Return the partitions of an exported page."""
        if self.partitions is not None:
            return self.partitions
        most = len(self.labels) - 1 if self.length is not None else min(len(self.labels) - 1, MOST_FIRST)
        return tuple(self.first(number) for number in range(1, most + 1))

    def cases(self) -> Iterator[GivenCase]:
        """Yield every case of an exported page, in a fixed order."""
        for mode in self.modes if self.circuit else MODES[:1]:
            for partition in self.shown_partitions():
                for observe in self.observe if self.circuit else OBSERVE[:1]:
                    yield GivenCase(self, partition, mode, observe)

    def case(self, words: Mapping[str, Any]) -> GivenCase:
        """Return the case that words name: the split or the near ends, and for a circuit the mode and what is observed.

        Parameters
        ----------
        words : mapping of str to str or int
            The words of the case by name, as the address of a page has them.

        Raises
        ------
        TnrnnError
            If a word is unknown or missing, or if a side has no input or leg.
        """
        place = ("length", "split") if self.length is not None else (ENDS,)
        allowed = (*place, "mode", "observe") if self.circuit else place
        for name in words:
            choice("case", name, allowed)
        mode = choice("mode", words.get("mode", MODES[0]), MODES)
        observe = choice("observe", words.get("observe", OBSERVE[0]), OBSERVE)
        return GivenCase(self, self._partition(words), mode, observe)

    def _partition(self, words: Mapping[str, Any]) -> Partition:
        if self.length is not None:
            whole("length", words.get("length", self.length), self.length, self.length)
            split = words.get("split", self.half.split)
            return Partition.start_end(self.length, whole("split", split, most=self.length - 1))
        return self.of_bits(words.get(ENDS, self.bits(self.half)))

    def bits(self, partition: Partition) -> str:
        """Return a partition as the text of a case: 1 for each label that is near, and 0 for each that is far.

        Parameters
        ----------
        partition : Partition
            The sides of the labels.
        """
        near = set(partition.near)
        return "".join("1" if label in near else "0" for label in self.labels)

    def of_bits(self, bits: Any) -> Partition:
        """Return the partition that the text of a case says.

        Parameters
        ----------
        bits : str
            A letter for each label, in their order: 1 if it is near, and 0 if it is far.

        Raises
        ------
        TnrnnError
            If it is not a text of 0 and 1, one for each label, or if a side is empty.
        """
        count = len(self.labels)
        if not isinstance(bits, str) or len(bits) != count or set(bits) != {"0", "1"}:
            expected = f"a text of {count} letters 0 (far) and 1 (near), at least one of each"
            raise mistake(ENDS, expected, bits)
        sides = [[label for label, bit in zip(self.labels, bits, strict=True) if bit == side] for side in "10"]
        return Partition(near=sides[0], far=sides[1])

    def to_json(self) -> dict[str, Any]:
        """Return what an exported page can show of it, in the form of `Grid.to_json`."""
        shown = self.shown_partitions()
        place = {"split": [each.split for each in shown], **self._length()} if self.length is not None else {}
        ends = {} if self.length is not None else {ENDS: [self.bits(each) for each in shown], "split": []}
        modes, observe = (list(self.modes), list(self.observe)) if self.circuit else ([], [])
        return {**place, **ends, "mode": modes, "observe": observe, "models": {self.name: self.fields()}}

    def reach(self) -> dict[str, Any]:
        """Return what a page can ask of it, in the form of `Grid.to_json`: all splits and all sides."""
        place = {"split": None, **self._length()} if self.length is not None else {"split": []}
        modes, observe = (list(MODES), list(self.observable)) if self.circuit else ([], [])
        return {**place, "mode": modes, "observe": observe, "models": {self.name: self.fields()}}

    def _length(self) -> dict[str, Any]:
        return {"length": [self.length]}

    def fields(self) -> list[dict[str, Any]]:
        """Return the fields of the page: the number of steps, which is fixed, or which inputs or legs are near."""
        if self.length is not None:
            fixed = {"name": "length", "letter": "T", "words": "time steps", "kind": "fixed", "choices": [self.length]}
            return [{**fixed, "default": self.length}]
        words = "inputs" if self.circuit else "open legs"
        labels = [label if isinstance(label, str) else str(label) for label in self.labels]
        found = {"name": ENDS, "letter": "", "words": words, "kind": ENDS, "choices": labels}
        found["written"] = list(map(repr, self.labels))
        return [{**found, "default": self.bits(self.half)}]


def _slots(network: Network) -> dict[str, Any]:
    """Return the labels of the input slots by the names of their bonds."""
    slots = (tensor for tensor in network.tensors if tensor.kind == "input")
    return {slot.bonds[0]: slot.bonds[0] if slot.position is None else slot.position for slot in slots}


def _is_observed(circuit: Circuit, partition: Partition, observe: Observe) -> bool:
    try:
        Case(circuit, partition, "one-hot", observe)
    except TnrnnError:
        return False
    return True


@dataclass(frozen=True)
class GivenCase:
    """One case of a circuit or a network that is given.

    Parameters
    ----------
    given : Given
        The circuit or the network that is shown.
    partition : Partition
        The sides of its inputs or open legs.
    mode : "one-hot" or "continuous"
        What the inputs of a circuit are.
    observe : "scalar", "vector" or "future"
        What is observed of a circuit.

    Examples
    --------
    >>> from tnrnn import rac
    >>> case = Given(rac(length=4, layers=1, inputs=2, hidden=3)).case({"split": 1})
    >>> isinstance(case, GivenCase), case.partition
    (True, Partition(near=(1,), far=(2, 3, 4)))
    """

    given: Given
    partition: Partition
    mode: Mode = "one-hot"
    observe: Observe = "scalar"

    @property
    def model(self) -> str:
        """The name of what is given."""
        return self.given.name

    @property
    def split(self) -> int | None:
        """The number of steps in the Start; None if there are no steps."""
        return self.partition.split if self.given.length is not None else None

    @property
    def case(self) -> Case:
        """The record of the case of a circuit."""
        if self.given.circuit is None:
            raise mistake("case", "a circuit", self.given.subject)
        return Case(self.given.circuit, self.partition, self.mode, self.observe)

    @property
    def unrolls(self) -> bool:
        """Whether there is a network that is small enough to be redrawn while a reader drags the split."""
        if self.given.circuit is None:
            return True
        return unrolled_size(self.case.matrix.circuit, self.mode) <= MOST_TENSORS

    @property
    def extent(self) -> tuple[int, int]:
        """The numbers of inputs and of layers."""
        vertices = self.case.circuit.vertices
        return len(self.given.labels), max((vertex.layer or 1 for vertex in vertices), default=1)

    @property
    def anywhere(self) -> GivenCase:
        """The case with the same tensors that all partitions share."""
        if self.observe == "future":
            return self
        return GivenCase(self.given, self.given.first(1), self.mode, self.observe)

    def to_json(self) -> dict[str, Value]:
        """Return the case as a page has it."""
        place: dict[str, Value] = {ENDS: self.given.bits(self.partition)}
        if self.given.length is not None:
            place = {"length": self.given.length, "split": int(self.split or 0)}
        if self.given.circuit is None:
            return {"model": self.model, **place}
        observe = {} if self.observe == "scalar" else {"observe": self.observe}
        return {"model": self.model, **place, "mode": self.mode, **observe}

    def __str__(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self.to_json().items())
