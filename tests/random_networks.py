"""Seeded small random networks, and cuts of them by the definition: every choice of sides is tried."""

import itertools
import math
import random

from tnrnn import Bond, Network, Partition, Tensor

DIMS = (1, 2, 2, 3, 3, 4, 5, 6, 9)


def random_network(
    seed: int, tensors: int = 7, copies: int = 3, dims: tuple[int, ...] = DIMS
) -> tuple[Network, Partition]:
    """Return a network with copy tensors of order 3 to 5, adjacent ones, parallel bonds, dimensions 1, open legs."""
    rng = random.Random(seed)
    bonds: list[Bond] = []
    ends: dict[str, list[str]] = {}
    dim_of_copy: dict[str, int] = {}
    names = [f"A{i}" for i in range(rng.randint(3, tensors))]
    kinds = dict.fromkeys(names, "weight")

    def join(dim: int, *tensors: str) -> None:
        name = f"b{len(bonds)}"
        bonds.append(Bond(name, dim))
        for tensor in tensors:
            ends.setdefault(tensor, []).append(name)

    for number in range(rng.randint(0, copies)):
        name, order = f"c{number}", rng.randint(3, 5)
        before = [other for other in dim_of_copy if rng.random() < 0.5]
        dim = dim_of_copy[before[0]] if before else rng.choice(dims)
        before = [other for other in before if dim_of_copy[other] == dim][:2]
        dim_of_copy[name], kinds[name] = dim, "copy"
        for other in before:
            join(dim, name, other)
        for _ in range(order - len(before)):
            join(dim, name, rng.choice(names))
    for _ in range(rng.randint(1, 2 * len(names))):
        one, two = rng.sample(names, 2)
        for _ in range(rng.choice((1, 1, 1, 2))):
            join(rng.choice(dims), one, two)
    legs = []
    for number in range(rng.randint(2, 5)):
        owner = rng.choice([*names, *dim_of_copy])
        dim = dim_of_copy.get(owner) or rng.choice(dims)
        slot = rng.random() < 0.5
        if slot:
            kinds[f"x{number}"] = "input"
            join(dim, owner, f"x{number}")
        else:
            join(dim, owner)
        legs.append((bonds[-1].name, number if slot else None))
    order = list(kinds)
    rng.shuffle(order)
    made = [
        Tensor(
            name, kinds[name], tuple(ends.get(name, ())),
            position=int(name[1:]) if kinds[name] == "input" else None,
            parameter=name if kinds[name] == "weight" else None,
        )
        for name in order
    ]  # fmt: skip
    labels = [name if position is None else f"slot {position}" for name, position in legs]
    network = Network(tuple(made), tuple(bonds), tuple(name for name, _ in legs))
    sides = [rng.choice(("near", "far")) for _ in labels]
    sides[0], sides[1] = "near", "far"
    free = [position is None and index > 1 and rng.random() < 0.2 for index, (_, position) in enumerate(legs)]
    chosen = [(name, side) for (name, _), side, skip in zip(legs, sides, free, strict=True) if not skip]
    # input slots are labelled by the names of their bonds here only when they have no position; positions otherwise
    by_position = {name: position for name, position in legs if position is not None}
    near = [by_position.get(name, name) for name, side in chosen if side == "near"]
    far = [by_position.get(name, name) for name, side in chosen if side == "far"]
    return network, Partition(near=near, far=far)


def classes(network: Network) -> list[tuple[int, list[object]]]:
    """Return (dimension, members) of every hyperedge, members being tensor names and, for dangling legs, bond names in
    a tuple.

    Written from the definition, by flooding copy tensors; independent of `Network.hyperedges`.
    """
    at: dict[str, list[str]] = {bond.name: [] for bond in network.bonds}
    tensor_of = {tensor.name: tensor for tensor in network.tensors}
    for tensor in network.tensors:
        for name in tensor.bonds:
            at[name].append(tensor.name)
    result, done = [], set()
    for bond in network.bonds:
        if bond.name in done:
            continue
        members: list[object] = []
        flood = [bond.name]
        done.add(bond.name)
        while flood:
            name = flood.pop()
            if len(at[name]) == 1:
                members.append((name,))
            for end in at[name]:
                if tensor_of[end].kind != "copy":
                    members.append(end)
                    continue
                for other in tensor_of[end].bonds:
                    if other not in done:
                        done.add(other)
                        flood.append(other)
        result.append((bond.dim, members))
    return result


def fixed_sides(network: Network, partition: Partition) -> dict[object, bool]:
    """Return the sides (near: True) of the input slots and of the dangling legs that the partition names."""
    sides: dict[object, bool] = {}
    for tensor in network.tensors:
        if tensor.kind == "input":
            sides[tensor.name] = tensor.position in partition.near
    for label in (*partition.near, *partition.far):
        if isinstance(label, str):
            sides[(label,)] = label in partition.near
    return sides


def cost(hyperedges: list[tuple[int, list[object]]], sides: dict[object, bool]) -> int:
    """Return the product of the dimensions of the hyperedges whose members stand on both sides."""
    return math.prod(dim for dim, members in hyperedges if len({sides[m] for m in members if m in sides}) == 2)


def brute_force(network: Network, partition: Partition) -> tuple[int, set[str]]:
    """Return the least value over all choices of sides, and the intersection of the near sides that reach it."""
    hyperedges, fixed = classes(network), fixed_sides(network, partition)
    free = [tensor.name for tensor in network.tensors if tensor.kind not in ("copy", "input")]
    best, nearest = None, set()
    for choice in itertools.product((False, True), repeat=len(free)):
        sides = {**fixed, **dict(zip(free, choice, strict=True))}
        value = cost(hyperedges, sides)
        near = {name for name, side in sides.items() if side and isinstance(name, str)}
        if best is None or value < best:
            best, nearest = value, near
        elif value == best:
            nearest &= near
    assert best is not None
    return best, nearest
