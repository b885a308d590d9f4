"""Law 4: no upper bound is ever below a rank modulo a prime."""

import random

import pytest
from test_symmetric import MODES, cases, sampled_rank

from tnrnn import Partition, TnrnnError, rac
from tnrnn.upper import upper_bounds


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sums", [False, True])
def test_random_circuits(mode, sums):
    for seed, circuit, partition in cases(200, sums):
        rank = sampled_rank(circuit, partition, mode, seed, most=9)
        for bound in upper_bounds(circuit, partition, mode):
            assert rank <= bound.value, (seed, bound)


@pytest.mark.parametrize("mode", MODES)
def test_racs_with_uneven_and_interleaved_partitions(mode):
    rng = random.Random(mode)
    met = 0
    for seed in range(160):
        length, layers = rng.choice(((3, 1), (4, 1), (4, 2), (5, 2), (4, 3)))
        circuit = rac(length, layers, rng.choice((2, 3)), rng.choice((2, 3)))
        near = rng.sample(range(1, length + 1), rng.randint(1, length - 1))
        partition = Partition(start=near, length=length)
        rank = sampled_rank(circuit, partition, mode, seed, most=20)
        found = upper_bounds(circuit, partition, mode)
        assert all(rank <= bound.value for bound in found), (seed, found)
        met += rank == min(bound.value for bound in found)
    assert met > 60


def test_what_applies():
    names = {bound.name for bound in upper_bounds(rac(6, 3, 2, 3), Partition.start_end(6))}
    assert {"min_cut", "slice", "symmetric_cut", "ideal_bound_A", "ideal_bound_B", "grid_cap"} <= names
    names = {bound.name for bound in upper_bounds(rac(6, 3, 2, 3), Partition(start=[1, 3], length=6), "continuous")}
    assert names == {"min_cut", "symmetric_cut"}


def test_large_cases_have_logarithms_only():
    found = {bound.name: bound for bound in upper_bounds(rac(1000, 10, 3, 2), Partition.start_end(1000), "continuous")}
    assert found["min_cut"].value is None
    assert found["symmetric_cut"].log2 < 800 < found["min_cut"].log2


def test_mistakes():
    with pytest.raises(TnrnnError, match="did you mean 'one-hot'"):
        upper_bounds(rac(4, 1, 2, 2), Partition.start_end(4), "one hot")
