"""Cases of the explorer of any kind, and a check of what a page gets of them against the library and the definition."""

from __future__ import annotations

import random
from typing import Any

from random_circuits import layered_circuit, random_circuit
from random_networks import random_network

import tnrnn
from tnrnn.basics import TnrnnError
from tnrnn.explore import Given, chosen, page_sizes, payload, preferred, shown_models
from tnrnn.explore.cases import GivenCase, plainest
from tnrnn.models import OBSERVE, Case
from tnrnn.networks import MODES, Network
from tnrnn.ranks import separation_rank
from tnrnn.tables import max_flow_gap, power_bound

SMALL = {"length": (2, 4), "layers": (1, 2), "inputs": (1, 3), "hidden": (1, 3)}
"""The least and the largest sizes of random cases; others are 1 or 2."""

MOST_VERTICES = 80
"""The largest circuit of a random case, so that a check takes a moment."""


def random_case(seed: int) -> Any:
    """Return a case of the explorer: the models in turn, each with random sizes, words, split, mode and observation."""
    rng = random.Random(f"explorer {seed}")
    models = shown_models()
    model = models[seed % len(models)]
    while True:
        sizes = preferred(model) | {name: _value(size, rng) for name, size in page_sizes(model).items()}
        found = chosen(model, sizes, rng.randint(1, int(sizes["length"]) - 1), rng.choice(MODES), rng.choice(OBSERVE))
        try:
            if len(found.bounded().circuit.vertices) <= MOST_VERTICES:
                return plainest(found)
        except TnrnnError:  # such as windows that do not cover the steps
            continue


def _value(size: Any, rng: random.Random) -> Any:
    if size.kind == "number":
        return rng.randint(*SMALL.get(size.name, (1, 2)))
    return rng.choice([False, True] if size.kind == "flag" else size.choices)


def given_subject(seed: int) -> Given:
    """Return a random circuit or a random network, one in three each: general circuits, recurrent ones, networks."""
    while True:
        made = (random_circuit, layered_circuit)[seed % 3](seed) if seed % 3 < 2 else random_network(seed)[0]
        try:
            return Given(made)
        except TnrnnError:  # fewer than two inputs or legs
            seed += 1_000


def given_case(given: Given, seed: int) -> GivenCase:
    """Return a random case of what is given."""
    rng = random.Random(f"given {seed}")
    number = len(given.labels)
    if given.length is not None:
        words: dict[str, Any] = {"split": rng.randint(1, number - 1)}
    else:
        bits = ["1", "0", *(rng.choice("01") for _ in range(number - 2))]
        rng.shuffle(bits)
        words = {"ends": "".join(bits)}
    if given.circuit:
        words |= {"mode": rng.choice(MODES), "observe": rng.choice(given.observable)}
    return given.case(words)


def check(case: Any, seed: int = 0) -> int:
    """Compare what a page gets of a case with the library, and the cost of any sides with the definition.

    Return how many numbers were compared. Of a case that the library refuses nothing is compared.
    """
    subject = case.given.subject if isinstance(case, GivenCase) else None
    if isinstance(subject, Network):
        return _check_network(case, subject, seed)
    try:
        record: Case = case.case
        matrix = record.matrix
    except TnrnnError:
        return 0
    found = payload(case)
    rows = {row[0]: row for row in found["numbers"]}
    table = (
        {bound.name: bound for bound in tnrnn.upper.upper_bounds(record.whole, record.partition, record.mode)}
        if (record.observe == "scalar")
        else {}
    )
    cut = tnrnn.min_cut(matrix.circuit, matrix.partition, matrix.mode)
    assert (rows["min_cut"][3], rows["min_cut"][4]) == (str(cut.value), cut.formula), case
    compared = 1
    for name in ("slice", "symmetric_cut"):
        if name in table:
            assert rows[name][3] == str(table[name].value), (case, name)
            compared += 1
    if rows["rank"][3] is not None and "by" not in rows["rank"][6]:
        rank = separation_rank(record.whole, record.partition, record.mode, observe=record.observe)
        assert (int(rows["rank"][3]), rows["rank"][2]) == (rank.lower, "=" if rank.exact else "≥"), case
        compared += 1
    if found["structure"] is not None:
        network = tnrnn.unroll(matrix.circuit, matrix.mode)
        compared += _check_sides(found, network, matrix.partition, seed)
    return compared


def _check_network(case: GivenCase, network: Network, seed: int) -> int:
    found = payload(case)
    rows = {row[0]: row for row in found["numbers"]}
    cut, table = tnrnn.min_cut(network, case.partition), max_flow_gap(network, case.partition)
    assert (rows["min_cut"][3], rows["min_cut"][4]) == (str(cut.value), cut.formula)
    rank = table["generic_rank"]
    assert rows["generic_rank"][3] == (str(rank.value) if rank.applies else None)
    assert rows["power_bound"][3] == (
        str(power_bound(network, case.partition).value) if table["power_bound"].applies else None
    )
    return 3 + _check_sides(found, network, case.partition, seed)


def _check_sides(found: dict[str, Any], network: Network, partition: Any, seed: int) -> int:
    """Multiply the dimensions of hyperedges with members on both sides, for the min-cut and for random sides."""
    count = len(network.tensors)
    assert found["structure"]["tensors"] == [tensor.name for tensor in network.tensors]
    near = set(found["near"])
    ends = {place for place in near if place >= count}
    fixed = {*found["structure"]["inputs"]}
    assert severed(found, near) == tnrnn.min_cut(network, partition).value
    rng = random.Random(f"sides {seed}")
    for _ in range(5):
        chosen_near = {
            place for place in range(count) if (place in near if place in fixed else rng.random() < 0.5)
        } | ends
        cut = tnrnn.Cut.of(network, [network.tensors[place].name for place in chosen_near if place < count], partition)
        assert severed(found, chosen_near) == cut.value
    return 6


def severed(found: dict[str, Any], near: set[int]) -> int:
    """Return the product of the dimensions of the hyperedges of a payload that have members on both sides."""
    product = 1
    for _, symbol, dim, members, _, _ in found["structure"]["edges"]:
        if len({member in near for member in members}) == 2:
            product *= found["dims"][symbol] if symbol else dim
    return product
