"""Calls that a type checker refuses; each line says in a comment with which of mypy's error codes."""

from pathlib import Path
from typing import Any

import tnrnn
from tnrnn import (
    Builder,
    Circuit,
    CutEntry,
    Network,
    Partition,
    Profile,
    Style,
    Tensor,
    Vertex,
    View,
    drawing,
    explore,
    interop,
    memory,
    models,
    sweeping,
)
from tnrnn.closed_forms import Case, conjecture_1
from tnrnn.homogeneous import Homogeneous, without_sums


def modes(circuit: Circuit, network: Network, half: Partition) -> None:
    tnrnn.unroll(circuit, "joined")  # error: arg-type
    tnrnn.unroll(circuit, inputs="repeated")  # error: call-arg
    tnrnn.unroll(circuit, mode="onehot")  # error: arg-type
    tnrnn.unrolled_size(circuit, "repeated")  # error: arg-type
    tnrnn.min_cut(circuit, half, "joined")  # error: arg-type
    tnrnn.min_cut(circuit, half, inputs="joined")  # error: call-arg
    tnrnn.min_cut(network, half, None, "end")  # error: call-arg
    tnrnn.min_cut(network, half, nearest="near")  # error: arg-type
    tnrnn.min_cut(network, half, engine="or-tools")  # error: arg-type
    tnrnn.slice_cut(circuit, 3, "repeated")  # error: arg-type
    tnrnn.symmetric_cut(circuit, half, "onehot")  # error: arg-type
    tnrnn.separation_rank(circuit, half, "any")  # error: arg-type
    tnrnn.separation_rank(circuit, half, "one-hot", 0, 101)  # error: call-arg
    tnrnn.numeric_spectrum(circuit, half, "any")  # error: arg-type
    tnrnn.bounds(circuit, half, "any")  # error: arg-type
    tnrnn.bounds(circuit, half, "one-hot", 1)  # error: call-arg
    tnrnn.profile(circuit, mode="any")  # error: arg-type
    tnrnn.profile(circuit, "one-hot")  # error: call-arg
    Homogeneous(circuit, "repeated")  # error: arg-type
    without_sums(circuit, "joined")  # error: arg-type
    conjecture_1(Case(4, 2, 2, 2), cap="max")  # error: arg-type
    explore.Parameters(6, 2, 2, 3, 3, "joined")  # error: arg-type
    explore.Grid(modes=("joined",))  # error: arg-type
    explore.Grid(model="rnn")  # error: arg-type
    explore.chosen("lstm", {"length": 4}, 2, observe="past")  # error: arg-type


def data() -> None:
    Vertex("a", "map", ("x",), dim=2)  # error: arg-type
    Tensor("a", "node", ("i",))  # error: arg-type
    CutEntry("a", "edge", 2)  # error: arg-type
    models.recurrent("rnn", (4, 2, 2, 2))  # error: arg-type
    models.conv_ac(8, 3, 2, 3, 2, 1)  # error: call-arg
    sweeping.SweepCase(8, 2, 3, 3, 4, mode="joined")  # error: arg-type
    sweeping.SweepCase(8, 2, 3, 3, 4, model="rnn")  # error: arg-type
    sweeping.SweepCase(8, 2, 3, 3, 4, observe="past")  # error: arg-type
    sweeping.SweepCase(8, 2, 3, 3, 4, key=2.5)  # error: arg-type
    sweeping.SweepRow(None, "over", "", None)  # error: arg-type


def pictures(network: Network, profile: Profile, file: Path, axes: Any) -> None:
    View("rolled")  # error: arg-type
    View(detail="full")  # error: arg-type
    View(labels="some")  # error: arg-type
    Style.named("drak")  # error: arg-type
    drawing.Story("swep")  # error: arg-type
    tnrnn.draw(network, style="drak")  # error: arg-type
    tnrnn.draw(network, view="rolled")  # error: arg-type
    tnrnn.compose(network, view="rolled")  # error: arg-type
    tnrnn.save(tnrnn.compose(network), file, "drak")  # error: arg-type
    tnrnn.animate(network, file, "sweep")  # error: call-arg
    tnrnn.animate(network, file, story="swep")  # error: arg-type
    tnrnn.plot(profile, axes)  # error: call-arg
    tnrnn.plot(profile, style="drak")  # error: arg-type
    drawing.frames(network, story="swep")  # error: arg-type
    interop.from_networkx(network.to_networkx(), "weight")  # error: call-arg


def memories(unit: Any, probe: memory.Probe, report: memory.Report, run: memory.Run) -> None:
    memory.stack("rnm", 1, 8, 2, 2)  # error: arg-type
    memory.stack("rnn", 1, 8, 2, 2, 0)  # error: call-arg
    memory.hidden_for(1000, "rnm", 1, 2, 2)  # error: arg-type
    memory.task("copyy", delay=3)  # error: arg-type
    memory.Run("copyy", "rnn", 1, delay=3)  # error: arg-type
    memory.Run("copy", "rnm", 1, delay=3)  # error: arg-type
    memory.Sample("joined")  # error: arg-type
    memory.Probe(8, state="c")  # error: arg-type
    memory.linear_profile(unit, probe, kind="signals")  # error: arg-type
    memory.memory_capacity(unit, probe, 1)  # error: call-arg
    memory.train(run, device="gpu")  # error: arg-type
    report.plot(indicator="symbol")  # error: arg-type
    report.save("report.pdf", style="drak")  # error: arg-type


def building(build: Builder) -> None:
    build.product(build.input(1, 2), 2)  # error: arg-type
