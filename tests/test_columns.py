"""Networks as columns: what is made of them, and what the checks of drafts let pass, is what the constructors make."""

import copy
import dataclasses
import itertools
import pickle
import random
import re

import networkx
import numpy as np
import pytest
from random_networks import random_network

from tnrnn import Bond, Cut, Network, Partition, Tensor, TnrnnError, min_cut, models, rac, unroll
from tnrnn.interop import from_networkx
from tnrnn.interop.naming import Names
from tnrnn.networks import COPY, INPUT, Draft, columns, flat
from tnrnn.networks.drafts import sound
from tnrnn.values import numeric, numerics


def draft_of(network):
    """Return the draft that a network is made of, from its objects."""
    number = {bond.name: place for place, bond in enumerate(network.bonds)}
    others = {name: [getattr(t, name) for t in network.tensors] for name in columns.OTHERS}
    return Draft(
        [tensor.name for tensor in network.tensors],
        [tensor.kind for tensor in network.tensors],
        *flat([[number[name] for name in tensor.bonds] for tensor in network.tensors]),
        [tensor.parameter for tensor in network.tensors],
        [bond.name for bond in network.bonds],
        [bond.dim for bond in network.bonds],
        [bond.symbol for bond in network.bonds],
        others,
    )


def outcome(make):
    """Return what a call makes, or what it says is wrong."""
    try:
        made = make()
    except TnrnnError as error:
        return str(error)
    return repr(made), made.columns


@pytest.mark.parametrize("seed", range(40))
def test_a_draft_makes_the_network_of_its_objects(seed):
    network, partition = random_network(seed)
    made = Network.of(draft_of(network), network.open, network.fixed)
    assert not {"tensors", "bonds"} & set(vars(made))
    assert made.columns == network.columns
    cut = min_cut(made, partition)
    assert not {"tensors", "bonds"} & set(vars(made)), "a cut needs no objects"
    assert cut == min_cut(network, partition)
    assert (made.tensors, made.bonds) == (network.tensors, network.bonds)
    assert made == network
    assert hash(made) == hash(network)
    assert eval(repr(made)) == network
    for name in ("bond", "index", "ends", "parameters", "maps", "hyperedges", "copy_classes", "copy_bonds"):
        assert getattr(made, name) == getattr(network, name)


@pytest.mark.parametrize("seed", range(10))
def test_copies_keep_columns_and_no_objects(seed):
    network, _ = random_network(seed)
    for twin in (pickle.loads(pickle.dumps(network)), copy.copy(network), copy.deepcopy(network)):
        assert not {"tensors", "bonds", "hyperedges"} & set(vars(twin))
        assert twin == network
        assert twin.columns == network.columns
    renamed = dataclasses.replace(network, open=network.open[::-1])
    assert (renamed.tensors, renamed.open) == (network.tensors, network.open[::-1])


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize(
    "circuit", [rac(3, 2, 2, 3), rac(1, 1, 2, 2), models.lstm(2, 1, 2, 2)], ids=["rac", "1", "lstm"]
)
def test_an_unrolled_network_is_that_of_its_objects(circuit, mode):
    network = unroll(circuit, mode)
    checked = Network(network.tensors, network.bonds, network.open, network.fixed)
    assert checked == network
    assert checked.columns == network.columns
    for tensor in network.tensors:
        assert dataclasses.replace(tensor) == tensor


def test_a_network_has_no_other_attributes():
    network = copy.copy(random_network(0)[0])
    with pytest.raises(AttributeError, match="'Network' object has no attribute 'tensor'"):
        _ = network.tensor
    with pytest.raises(AttributeError, match="'bonds'"):
        _ = Network.__new__(Network).bonds


BASE = Network(
    (
        Tensor("A", "weight", ("i", "j", "k"), (1, 2), 3, "A", "a", ("T",), ("i", "j")),
        Tensor("B", "output", ("k", "l"), None, 0, "B"),
        Tensor("x", "input", ("j",), 4),
        Tensor("c", "copy", ("l", "m", "n"), -2),
        Tensor("s", "state", ("m",), 1, None, "S", "s"),
    ),
    (Bond("i", 2, "M"), Bond("j", 3, "R"), Bond("k", 5), Bond("l", 4, "M N"), Bond("m", 4, "M N"), Bond("n", 4)),
    ("i", "j", "n"),
)
NAMES = ["A", "", "new", "a\n", "i", 3, None, np.str_("q"), ["A"]]
NUMBERS = [0, 1, 2, -1, 10**9, 10**9 + 1, 2**70, 2.0, True, None, "2", np.int64(3), np.array([2, 3]), np.bool_(True)]
WORDS = [
    (),
    ("T",),
    ("A",),
    ("T", "T"),
    ["T"],
    "T",
    None,
    {"V", "U"},
    (3,),
    ("i",),
    ("k", "i"),
    ("i", "i"),
    {"i": 1},
    5,
]
WRONG = {
    "names": NAMES,
    "parameters": NAMES,
    "bonds": NAMES,
    "kinds": ["weight", "copy", "input", "wieght", None, 3, ["copy"], np.str_("copy")],
    "dims": NUMBERS,
    "symbols": ["M", "M N", "M^2", "", 3, None, ["M"]],
    "position": [*NUMBERS, (1, 2), (1, True), (1.0,), (np.int64(1), 2), (10**10,), [1, 2], ()],
    "layer": [*NUMBERS, (1, 2)],
    "vertex": NAMES,
    "tags": WORDS,
    "left": WORDS,
}
"""Values for the items of each column, of which most are wrong."""


@pytest.mark.parametrize("column", [*WRONG, "axes"])
def test_drafts_are_refused_in_the_words_of_the_constructors(column):
    """And what the constructors take in another form, such as integers of numpy, a draft takes as they do."""
    base = draft_of(BASE)
    assert sound(base) is not None
    said = set()
    values = range(len(BASE.bonds)) if column == "axes" else WRONG[column]
    own = getattr(base, column, None) or base.others.get(column)
    for place, value in itertools.product(range(len(own)), values):
        changed = own[:] if column == "axes" else list(own)
        changed[place] = value
        if column in base._fields:
            draft = base._replace(**{column: changed})
        else:
            draft = base._replace(others={**base.others, column: changed})
        found = outcome(lambda: Network.of(draft, BASE.open))  # noqa: B023
        assert found == outcome(lambda: Network(*draft.objects(), BASE.open)), (place, value)  # noqa: B023
        said.add(found if isinstance(found, str) else "")
    assert len(said) > 2


@pytest.mark.parametrize("legs", [(), ("i",), ("i", "i"), ("i", "j", "n", "k"), ("i", "j", "q"), "i", None, [3]])
@pytest.mark.parametrize("fixed", [(), {"B": 1}, {"Q": 1}, {"S": (1, 2, 3, 4)}, None, 3])
def test_open_legs_and_fixed_parameters_of_a_draft(legs, fixed):
    draft = draft_of(BASE)
    assert outcome(lambda: Network.of(draft, legs, fixed)) == outcome(lambda: Network(*draft.objects(), legs, fixed))


def test_random_drafts():
    """Several changes at once: tensors joined to themselves, bonds of one end or three, shapes that differ."""
    rng = random.Random(0)
    made = 0
    for _ in range(2000):
        parts = [[rng.randrange(7) for _ in range(rng.randrange(4))] for _ in range(rng.randrange(5))]
        size = len(parts)
        draft = Draft(
            list("ABCDE"[:size]),
            [rng.choice(["weight", "copy", "input"]) for _ in parts],
            *flat(parts),
            [rng.choice(["A", "B", None, None]) for _ in parts],
            list("ijklmnp"),
            rng.choices([2, 3], k=7),
        )
        if rng.random() < 0.8:  # make most of it right
            number = {bond: place for place, bond in enumerate(dict.fromkeys(itertools.chain.from_iterable(parts)))}
            draft = draft._replace(
                bonds=list("ijklmnp"[: len(number)]),
                dims=[2] * len(number),
                axes=flat([[number[bond] for bond in part] for part in parts])[1],
                parameters=[
                    name if kind == "weight" else None for name, kind in zip(draft.names, draft.kinds, strict=True)
                ],
            )
        legs = [draft.bonds[n] for n, _ in enumerate(draft.bonds) if list(draft.axes).count(n) == 1]
        found = outcome(lambda: Network.of(draft, legs))  # noqa: B023
        assert found == outcome(lambda: Network(*draft.objects(), legs)), parts  # noqa: B023
        made += not isinstance(found, str)
    assert made > 30


def test_both_ways_to_find_ends_agree(monkeypatch):
    rng = random.Random(1)
    none = 0
    for _ in range(300):
        begin, axes = flat([[rng.randrange(5) for _ in range(rng.randrange(4))] for _ in range(rng.randrange(6))])
        slow = columns.ends_of(begin, axes, 5)
        with monkeypatch.context() as patch:
            patch.setattr(columns, "LARGE", 0)
            assert columns.ends_of(begin, axes, 5) == slow
        none += slow is None
    assert 100 < none < 300
    network, _ = random_network(3)
    with monkeypatch.context() as patch:
        patch.setattr(columns, "LARGE", 0)
        assert Network(network.tensors, network.bonds, network.open).columns == network.columns
        assert Network((), ()).columns == Network((), ()).columns


def test_views_of_columns():
    found = BASE.columns
    assert list(found.of_kind(COPY)) == [3]
    assert list(found.of_kind(INPUT)) == [2]
    assert [found.bonds[bond] for bond in found.dangling()] == ["i", "n"]
    assert list(found.plain()) == [1, 1, 1, 0, 0, 0]
    assert list(found.per_tensor(found.bonds)) == [tensor.bonds for tensor in BASE.tensors]
    assert found.symbols == tuple(bond.symbol for bond in BASE.bonds)
    assert set(found.others) == set(columns.OTHERS)
    assert not Network((Tensor("A", "weight", (), parameter="A"),), ()).columns.others


@pytest.mark.parametrize("seed", range(30))
def test_cuts_that_are_not_checked_would_pass(seed):
    network, partition = random_network(seed)
    rng = random.Random(seed)
    names = [tensor.name for tensor in network.tensors]
    for cut in (
        min_cut(network, partition),
        min_cut(network, partition, nearest="end"),
        Cut.of(network, rng.sample(names, len(names) // 2)),
        Cut.of(network, rng.sample(names, len(names) // 2), partition),
    ):
        assert Cut(cut.entries, cut.near, cut.far, cut.minimal) == cut
        assert sorted((*cut.near, *cut.far)) == sorted(names)
        assert cut.swapped() == Cut(cut.entries, cut.far, cut.near, cut.minimal)
        assert {type(part) for part in (cut.entries, cut.near, cut.far)} == {tuple}


def test_an_import_of_many_bonds_makes_no_objects():
    side = 60
    graph = networkx.grid_2d_graph(side, side)
    networkx.set_edge_attributes(graph, 2, "dim")
    for row in range(side):
        graph.nodes[row, 0]["dangling"], graph.nodes[row, side - 1]["dangling"] = {f"l{row}": 2}, {f"r{row}": 2}
    network, _ = from_networkx(graph)
    cut = min_cut(network, Partition(near=[f"l{n}" for n in range(side)], far=[f"r{n}" for n in range(side)]))
    assert cut.value == 2**side
    assert not {"tensors", "bonds", "bond", "ends", "hyperedges"} & set(vars(network))
    assert Network(network.tensors, network.bonds, network.open).columns == network.columns


def test_names_that_are_taken_together():
    rng = random.Random(0)
    for _ in range(300):
        taken = rng.sample("abc", rng.randrange(3))
        wanted = [rng.choice(["a", "b", "c", "d", "e", "f", "", "\n", None]) for _ in range(rng.randrange(5))]
        together, alone = Names(taken), Names(taken)
        assert together.take_all(wanted, "x") == [alone.take(name, "x") for name in wanted]
        assert together.take("a") == alone.take("a")


def alone(values):
    try:
        return [numeric(f"tensor {place}", value) for place, value in enumerate(values)]
    except TnrnnError as error:
        return str(error)


def test_arrays_that_are_checked_together():
    rng = np.random.default_rng(0)
    kinds = [
        lambda: rng.normal(size=(2, 3)),
        lambda: rng.normal(size=2000),
        lambda: rng.normal(size=()).astype(np.float32),
        lambda: rng.normal(size=2) + 1j,
        lambda: rng.integers(0, 5, 3),
        lambda: np.array([True, False]),
        lambda: np.array([1, 2**70], dtype=object),
        lambda: np.float16([1, 2]),
        lambda: [1, 2],
    ]
    wrong = [lambda: np.array([1, np.nan]), lambda: np.array([1j, np.inf]), lambda: np.full(3000, np.inf), lambda: "a"]
    for seed in range(100):
        pick = random.Random(seed)
        values = [pick.choice(kinds)() for _ in range(pick.randrange(8))]
        if seed % 2:
            values.insert(pick.randrange(len(values) + 1), pick.choice(wrong)())
        expected = alone(values)
        if isinstance(expected, str):
            with pytest.raises(TnrnnError, match=f"^{re.escape(expected)}$"):
                numerics(lambda place: f"tensor {place}", values)
            continue
        found = numerics(lambda place: f"tensor {place}", values)
        for one, two, value in zip(found, expected, values, strict=True):
            assert one.dtype == two.dtype
            assert np.array_equal(one, two)
            assert (one is value) == (two is value)
