"""Seeded random networks of many structures, and random views of them: looks, legs, notes, sizes, and cuts."""

from __future__ import annotations

import dataclasses
import random
from typing import Any, NamedTuple

from random_networks import random_network

from tnrnn import Cut, Network, Partition, TnrnnError, min_cut, rac, unroll
from tnrnn.drawing import Look, Note, Scene, View, compose
from tnrnn.drawing.scenes import DASHES, LABELS, SHAPES
from tnrnn.interop import from_terms

COLOURS = ("#8DB9D8", "#F2B36B", "steelblue", "white", "black", "layer-2", "cut", "none")
INKS = ("steelblue", "black", "layer-2", "cut", "ink", "#F2B36B")
WORDS = ("", "A", "$\\chi$", "$A^{s_1}$", "$\\Lambda_{12}$", "$V^\\dagger$", "two words", "$\\tilde{U}$", "\\lambda[1]")
DIMS = (2, 2, 3, 4, 8, 16)
SIDES = ("left", "right", "up", "down")
NAMES = ("A[{}]", "B_{}", "T{}", "λ[{}]", "W_H[{},1]")


class Case(NamedTuple):
    """A picture to make: of what, with which cut, in which view."""

    name: str
    of: Network
    cut: Cut | None
    view: View

    def scene(self) -> Scene:
        """Return the picture."""
        return compose(self.of, self.cut, view=self.view)


def chain(rng: random.Random, legs: int = 1) -> dict[str, list[str]]:
    """Return the terms of a chain."""
    count, name = rng.randint(3, 8), rng.choice(NAMES)
    terms = {name.format(i): [f"s{i}", f"u{i}"][:legs] for i in range(1, count + 1)}
    return _joined(terms, [(i, i + 1) for i in range(count - 1)])


def ring(rng: random.Random) -> dict[str, list[str]]:
    """Return the terms of a chain that closes."""
    count = rng.randint(3, 8)
    terms = {f"R{i}": [f"s{i}"] for i in range(count)}
    return _joined(terms, [(i, (i + 1) % count) for i in range(count)])


def tree(rng: random.Random) -> dict[str, list[str]]:
    """Return the terms of a tree with legs at its leaves."""
    count = rng.randint(4, 10)
    terms: dict[str, list[str]] = {f"t_{i}": [] for i in range(count)}
    edges = [(rng.randrange(i), i) for i in range(1, count)]
    inner = {one for one, _ in edges}
    for i in range(count):
        terms[f"t_{i}"] += [f"s{i}"] * (i not in inner or rng.random() < 0.2)
    return _joined(terms, edges)


def grid(rng: random.Random) -> dict[str, list[str]]:
    """Return the terms of a grid."""
    wide, high = rng.randint(2, 4), rng.randint(2, 4)
    terms = {f"P[{i},{j}]": [f"s{i}{j}"] * (rng.random() < 0.8) for i in range(high) for j in range(wide)}
    edges = [(wide * i + j, wide * i + j + 1) for i in range(high) for j in range(wide - 1)]
    return _joined(terms, edges + [(k, k + wide) for k in range(wide * (high - 1))])


def star(rng: random.Random) -> dict[str, list[str]]:
    """Return the terms of a tensor of high order with factors around it, and of its own legs."""
    count = rng.randint(2, 6)
    terms = {"G": [f"g{i}" for i in range(rng.randint(0, 5))], **{f"U_{i}": [f"s{i}"] for i in range(count)}}
    return _joined(terms, [(0, i + 1) for i in range(count)])


def shared(rng: random.Random) -> dict[str, list[str]]:
    """Return terms in which three or more tensors may have an index in common."""
    indices = [f"i{k}" for k in range(rng.randint(3, 8))]
    return {f"X{k}": rng.sample(indices, rng.randint(1, min(4, len(indices)))) for k in range(rng.randint(3, 7))}


def _joined(terms: dict[str, list[str]], edges: list[tuple[int, int]]) -> dict[str, list[str]]:
    names = list(terms)
    for k, (one, two) in enumerate(edges):
        for end in (one, two):
            terms[names[end]].append(f"b{k}")
    return terms


STRUCTURES = {"chain": chain, "ring": ring, "tree": tree, "grid": grid, "star": star, "shared": shared,
              "operator": lambda rng: chain(rng, 2)}  # fmt: skip


def subject(rng: random.Random) -> tuple[str, Network, Partition | None]:
    """Return a random network, with sides of its legs if it has two."""
    kind = rng.choice([*STRUCTURES, "random", "random", "staircase"])
    if kind == "random":
        return kind, *random_network(rng.randrange(10**6), rng.randint(4, 9))
    if kind == "staircase":
        length = rng.randint(2, 5)
        circuit = rac(length, rng.randint(1, 3), rng.choice(DIMS[1:4]), rng.choice(DIMS[1:4]))
        return kind, unroll(circuit, rng.choice(["continuous", "one-hot"])), Partition.start_end(length)
    terms = STRUCTURES[kind](rng)
    if not any(terms.values()):
        terms = {"A": ["i"], "B": ["i"]}
    indices = sorted({index for bonds in terms.values() for index in bonds})
    network = from_terms(
        {name: bonds for name, bonds in terms.items() if bonds}, {i: rng.choice(DIMS) for i in indices}
    )
    legs = list(network.open)
    rng.shuffle(legs)
    split = rng.randint(1, len(legs) - 1) if len(legs) > 1 else 0
    return kind, network, Partition(near=legs[:split], far=legs[split:]) if split else None


def some(rng: random.Random, names: list[str]) -> tuple[str, ...]:
    """Return one, some or all of several names."""
    return tuple(rng.sample(names, rng.choice([1, rng.randint(1, len(names)), len(names)])))


def maybe(rng: random.Random, chance: float, value: Any) -> Any:
    """Return a value or None."""
    return value if rng.random() < chance else None


def tensor_look(rng: random.Random, network: Network, largest: float) -> Look:
    """Return a look of some tensors."""
    names = some(rng, [tensor.name for tensor in network.tensors if tensor.kind != "copy"])
    size = round(rng.uniform(0.15, largest), 3)
    text = maybe(rng, 0.4, rng.choice(WORDS))
    ports = None
    if rng.random() < 0.15:
        own = network.tensors[network.index[names[0]]].bonds
        names, text = names[:1], None
        own = [bond for bond in own if len(network.ends[bond]) > 1] or list(
            own
        )  # a leg may be asked to point elsewhere
        ports = {bond: rng.choice([*SIDES, 30.0, 200.0]) for bond in rng.sample(own, rng.randint(1, len(own)))}
    return Look(
        names,
        kind="tensor",
        shape=maybe(rng, 0.8, rng.choice(SHAPES)),
        size=maybe(rng, 0.3, rng.choice([size, (size, round(rng.uniform(0.15, largest), 3))])),
        fill=maybe(rng, 0.7, rng.choice(COLOURS[: -1 if ports else None])),
        stroke=maybe(rng, 0.3, rng.choice(COLOURS)),
        width=maybe(rng, 0.2, round(rng.uniform(0.3, 2.0), 2)),
        text=text,
        place=maybe(rng, 0.5, rng.choice(["inside", "inside", "beside", "above", "right below", "left"])),
        ports=ports,
        key=maybe(rng, 0.2, rng.choice(["a family", "$U$ and its kin", "other"])),
    )


def bond_look(rng: random.Random, network: Network) -> Look:
    """Return a look of some bonds."""
    ends = network.ends
    names = some(rng, [bond.name for bond in network.bonds])
    text = maybe(rng, 0.3, rng.choice(WORDS))
    aims = [network.tensors[end].name for end in ends[names[0]]] if len(names) == 1 else []
    arrow = maybe(rng, 0.5, rng.choice(["forward", "backward", "none", *aims]))
    legs = all(len(ends[name]) == 1 for name in names)
    places = ["beside", "above", "left", "below", *(["end"] if legs else [])]
    return Look(
        names,
        stroke=maybe(rng, 0.4, rng.choice(INKS)),
        width=maybe(rng, 0.5, rng.choice(["dim", round(rng.uniform(0.3, 3.0), 2)])),
        dash=maybe(rng, 0.4, rng.choice(list(DASHES))),
        arrow=arrow,
        text=text,
        place=maybe(rng, 0.4, rng.choice(places)),
        key=maybe(rng, 0.1, "bonds"),
        kind="leg" if legs else None,
    )


def note(rng: random.Random, network: Network) -> Note:
    """Return an annotation of some tensors that stand next to one another in the list."""
    names = [tensor.name for tensor in network.tensors if tensor.kind == "weight"]
    first = rng.randrange(len(names))
    around = tuple(names[first : first + rng.randint(1, 3)])
    kind = rng.choice(["text", "brace", "arrow", "box", "hull"])
    side = rng.choice(["above", "below", "left", "right"])
    return Note(kind, around, rng.choice(WORDS[1:]), side)


def view_of(rng: random.Random, network: Network, looks: list[Look], notes: list[Note], timed: bool) -> View:
    """Return a view with these looks, and with random legs and sizes."""
    legs = (
        {}
        if timed
        else {name: rng.choice([*SIDES, 45.0, 290.0]) for name in network.open if len(network.ends[name]) == 1}
    )
    size = rng.choice(["none", "none", "width", "width", "height", "both", "pitch"])
    return View(
        detail=rng.choice(["compact", "compact", "compact", "anatomy"]),
        labels=rng.choice(LABELS),
        legend=rng.choice([True, True, False, "colour", "shape"]),
        looks=looks,
        notes=notes,
        legs=legs if legs and rng.random() < 0.5 else None,
        width=rng.choice([3.4, 5.0, 6.9]) if size in ("width", "both") else None,
        height=rng.choice([3.0, 5.0]) if size in ("height", "both") else None,
        pitch=round(rng.uniform(0.35, 0.9), 2) if size == "pitch" else None,
    )


def case(seed: int, with_notes: bool = True) -> Case:
    """Return the case of a seed. A size that does not hold the picture is taken away; half of the cases have a cut."""
    rng = random.Random(seed)
    kind, network, partition = subject(rng)
    looks = [tensor_look(rng, network, 0.2 if kind == "staircase" else 0.42) for _ in range(rng.randint(1, 3))]
    looks += [bond_look(rng, network) for _ in range(rng.randint(0, 2))]
    notes = [note(rng, network) for _ in range(rng.choice([0, 0, 0, 1, 2]))] if with_notes else []
    cut = min_cut(network, partition) if partition and rng.random() < 0.5 else None
    made = Case(f"{seed} {kind}", network, cut, view_of(rng, network, looks, notes, kind == "staircase"))
    try:
        made.scene()
    except TnrnnError as error:
        if not fits_no(str(error)):
            raise
        made = made._replace(name=f"{made.name}, no size", view=without_size(made.view))
        if "looks" in str(error):
            looks = [dataclasses.replace(look, size=None, place=None) for look in looks]
            made = made._replace(view=dataclasses.replace(made.view, looks=looks))
    return made


def fits_no(message: str) -> bool:
    """Return whether an error says that a picture does not fit the size that was asked for."""
    return message.startswith(("view, pitch", "view, width", "view, height", "view, looks", "width", "height"))


def without_size(view: View) -> View:
    """Return a view without sizes."""
    given = {
        name: getattr(view, name) for name in view.__dataclass_fields__ if name not in ("width", "height", "pitch")
    }
    return View(**given)
