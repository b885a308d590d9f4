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
        ({"near": [1, 2], "far": [2, 3]}, "labels on one side each, given \\[2\\]"),
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
