import copy
import dataclasses
import enum
import pickle

import numpy as np
import pytest

from tnrnn import Partition, TnrnnError


def test_three_ways_to_say_one_partition():
    expected = Partition(near=(1, 2, 3), far=(4, 5, 6))
    assert Partition.start_end(6) == Partition(start={3, 1, 2}, length=6) == expected
    assert eval(repr(expected)) == expected


def test_odd_lengths_are_rounded_down_and_splits_are_taken():
    assert Partition.start_end(5).near == (1, 2)
    assert Partition.start_end(5, split=4).far == (5,)


def test_labels_in_any_order_and_of_any_type():
    assert Partition(near=["b", "a"], far=[(0, 1), (0, 0)]) == Partition(near=["a", "b"], far=[(0, 0), (0, 1)])
    numbers = Partition(near=np.array([2, 1]), far=[(np.int8(0), 1)])
    assert eval(repr(numbers)) == numbers == Partition(near=[1, 2], far=[(0, 1)])
    assert Partition(near=[1], far=[2]).swapped() == Partition(near=[2], far=[1])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"start": [], "length": 4}, "start: expected at least one label, given \\[\\]"),
        ({"start": [1, 2], "length": 2}, "the Start holds all 2 steps; leave at least one to the End"),
        ({"start": [0], "length": 4}, "start: expected an integer from 1 to 4, given 0"),
        ({"start": [5], "length": 4}, "start: expected an integer from 1 to 4, given 5"),
        ({"start": [10**5000], "length": 4}, "start: expected an integer from 1 to 4, given an integer of 16610 bits"),
        ({"near": [10**5000], "far": []}, "at least one label"),
        ({"start": [1.5], "length": 4}, "start: expected labels .* given 1.5"),
        ({"start": [1, 1], "length": 4}, "each named once"),
        ({"start": "12", "length": 4}, "expected labels"),
        ({"start": 3, "length": 4}, "expected labels"),
        ({"start": [[1]], "length": 4}, "expected labels"),
        ({"start": [1], "length": 10**9}, "length: expected an integer from 1 to 1000000"),
        ({"near": [1], "far": []}, "far: expected at least one label"),
        ({"near": [1, 2], "far": [2, 3]}, "each label on one side, given \\[2\\]"),
        ({"near": range(10**12), "far": [-1]}, "near: expected at most 1,000,000 items"),
        ({"near": np.array(3), "far": [-1]}, "near: expected labels"),
        ({"near": [True], "far": [2]}, "near: expected labels .* given True"),
        ({"near": [None], "far": [2]}, "near: expected labels .* given None"),
        ({"near": [1]}, "expected near and far, or start and length"),
        ({"near": [1], "far": [2], "length": 3}, "expected near and far, or start and length"),
    ],
)
def test_mistakes(arguments, message):
    with pytest.raises(TnrnnError, match=message):
        Partition(**arguments)


def test_start_end_needs_two_steps():
    with pytest.raises(TnrnnError, match="length: expected an integer from 2 to"):
        Partition.start_end(1)
    with pytest.raises(TnrnnError, match="split: expected an integer from 1 to 3, given 4"):
        Partition.start_end(4, split=4)


def test_first_steps_keep_their_length_and_split_alone():
    kept = Partition.start_end(10**6)
    assert vars(kept) == {"length": 10**6, "split": 500_000}
    assert len(pickle.dumps(kept)) < 200
    assert pickle.loads(pickle.dumps(kept)) == copy.copy(kept) == copy.deepcopy(kept) == kept
    assert kept != Partition.start_end(10**6, 3)
    assert hash(kept) == hash(Partition.start_end(10**6, 500_000))
    assert "near" not in vars(kept)
    assert (kept.near[-1], kept.far[0], len(kept.near), len(kept.far)) == (500_000, 500_001, 500_000, 500_000)
    assert kept.swapped().split is None


@pytest.mark.parametrize("length", [2, 3, 6])
def test_first_steps_are_the_same_partition_however_they_are_given(length):
    for split in range(1, length):
        near, far = tuple(range(1, split + 1)), tuple(range(split + 1, length + 1))
        made = [Partition.start_end(length, split), Partition(near=near[::-1], far=far[::-1])]
        made += [Partition(start=near, length=length), eval(repr(made[0])), dataclasses.replace(made[0], near=near)]
        for one in made:
            assert (one.split, one.length) == (split, length)
            assert one == made[0]
            assert hash(one) == hash(made[0])
            assert repr(one) == f"Partition(near={near}, far={far})"
            assert dataclasses.asdict(one) == {"near": near, "far": far}
            assert one.swapped().swapped() == one


def test_what_is_not_the_first_steps_keeps_its_labels():
    sides = [((1, 3), (2, 4)), ((2,), (1,)), ((1,), (3,)), ((0,), (1,)), (("a",), ("b",)), ((1,), ("2",))]
    sides += [(((1, 1),), (2,)), ((1, 9, 3), (4,))]
    for near, far in sides:
        partition = Partition(near=near, far=far)
        assert partition.split is None
        assert set(partition.near) == set(near)
        assert set(partition.far) == set(far)
        assert pickle.loads(pickle.dumps(partition)) == partition != Partition.start_end(len(near) + len(far))
        assert hash(pickle.loads(pickle.dumps(partition))) == hash(partition)


def test_labels_of_enumerations_are_the_integers_that_they_equal():
    class Number(enum.IntEnum):
        ONE, TWO = 1, 2

    for partition in (Partition(near=[Number.ONE], far=[2]), Partition(near=[1], far=[Number.TWO])):
        assert partition == Partition.start_end(2)
        assert hash(partition) == hash(Partition.start_end(2))
        assert eval(repr(partition)) == partition


class Labelled(Partition):
    """A class that a user derives."""


@pytest.mark.parametrize("labels", [((1, 2), (3,)), ((1, 3), (2,))])
def test_copies_and_pickles_of_a_derived_class_are_of_that_class(labels):
    made = Labelled(*labels)
    for copied in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert (type(copied), copied) == (Labelled, made)


def test_partitions_are_frozen_and_have_no_other_attributes():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Partition.start_end(4).near = (1,)
    with pytest.raises(AttributeError, match="no attribute 'middle'"):
        _ = Partition.start_end(4).middle
    assert Partition.start_end(4) != "partition"
