"""Arrays of jax, and of anything that has the ways of torch, cupy or DLPack: the same numbers, or one line."""

import subprocess
import sys

import numpy as np
import pytest

from tnrnn import TnrnnError, contract
from tnrnn.interop import from_einsum
from tnrnn.values.arithmetic import numeric
from tnrnn.values.foreign import as_numpy


def test_arrays_on_other_devices_are_fetched():
    """By the ways that torch and cupy have, on objects that have no other."""
    calls = []

    class Far:
        is_meta = is_quantized = is_nested = False
        layout, shape = "torch.strided", (2,)

        def __init__(self, here=False):
            self.here = here

        def cpu(self):
            calls.append("cpu")
            return Far(here=True)

        def numpy(self):
            if not self.here:
                raise TypeError("can't convert cuda:0 device type tensor to numpy")
            return np.array([1.0, 2.0])

        def detach(self):
            calls.append("detach")
            return self

        resolve_conj = resolve_neg = to_dense = lambda self: self

    assert numeric("W", Far()).tolist() == [1, 2]
    assert calls == ["detach", "cpu"]

    class OfCupy:
        __cuda_array_interface__ = None
        shape = (2,)

        def __array__(self, *_, **__):
            raise TypeError("Implicit conversion to a NumPy array is not allowed.")

        def get(self):
            return np.array([3.0, 4.0])

    assert numeric("W", OfCupy()).tolist() == [3, 4]


def test_whatever_has_dlpack_is_a_view():
    own = np.arange(3.0)

    class Exporter:
        shape = own.shape

        def __dlpack__(self, **options):
            return own.__dlpack__(**options)

        def __dlpack_device__(self):
            return own.__dlpack_device__()

    assert np.shares_memory(numeric("W", Exporter()), own)
    with pytest.raises(TnrnnError, match="expected an array of numbers"):
        numeric("W", object())


def test_no_package_is_imported_to_read_arrays():
    program = (
        "import sys; from tnrnn.values.arithmetic import numeric; numeric('W', [1.0]);"
        "print(*{'torch', 'jax', 'ml_dtypes', 'cupy'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


def test_exact_numbers_stay_exact_and_arrays_of_numpy_pass_through():
    assert numeric("W", [2**70, 1]).tolist() == [2**70, 1]
    assert numeric("W", (1, 2)).dtype == object
    array = np.ones((2, 2))
    assert as_numpy("W", array) is array


# Arrays of jax


def test_arrays_of_jax_are_read():
    jax = pytest.importorskip("jax", reason="jax is not installed")
    jnp = jax.numpy
    array = jnp.arange(3.0)
    assert np.shares_memory(numeric("W", array), np.asarray(array))
    for dtype, ours in ((jnp.bfloat16, np.float32), (jnp.float8_e4m3fn, np.float32), (jnp.int4, np.int8)):
        read = numeric("W", jnp.arange(3).astype(dtype))
        assert (read.dtype, read.tolist()) == (ours, [0, 1, 2])
    network, weights = from_einsum("ab,b->a", jnp.ones((2, 3)), array)
    assert contract(network, weights).tolist() == [3, 3]
    gone = jnp.ones(2)
    gone.delete()
    for empty in (gone, jax.ShapeDtypeStruct((2,), "float32")):
        with pytest.raises(TnrnnError, match="W: expected an array whose values numpy can read"):
            numeric("W", empty)
    with pytest.raises(TnrnnError, match="whose values numpy can read"):
        jax.jit(lambda traced: numeric("W", traced).sum())(array)
