"""Calls that a type checker accepts: those of the stable signatures by position, the others by name."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tnrnn
from tnrnn import (
    Builder,
    Circuit,
    Cost,
    Cut,
    Network,
    Partition,
    Profile,
    RankCertificate,
    Scene,
    Spectrum,
    Style,
    SymmetricCut,
    Vector,
    View,
    drawing,
    explore,
    interop,
    memory,
    models,
    sweeping,
)


def circuits() -> Circuit:
    build = Builder(R=2)
    vector: Vector = build.input(1, "R") * build.input(2, "R")
    return build.circuit(vector + vector)


def cuts(circuit: Circuit) -> list[int]:
    network: Network = tnrnn.unroll(circuit, "continuous", 1_000)
    half = Partition(start={1, 2, 3}, length=6)
    found: list[Cut] = [
        tnrnn.min_cut(circuit, Partition.start_end(6), "one-hot"),
        tnrnn.min_cut(network, half, nearest="end", engine="networkx"),
        tnrnn.slice_cut(circuit, 3, "continuous"),
    ]
    symmetric: SymmetricCut = tnrnn.symmetric_cut(circuit, half, "one-hot")
    return [*(cut.value for cut in found), symmetric.value]


def ranks(circuit: Circuit, network: Network, half: Partition) -> int:
    certificate: RankCertificate = tnrnn.separation_rank(circuit, half, "continuous", 1, modulus=101, limit=100)
    spectrum: Spectrum = tnrnn.numeric_spectrum(circuit, half, "one-hot", seed=1, samples=20)
    rank = tnrnn.generic_rank(network, ["a"], ["b"], seed=1)
    cost: Cost = tnrnn.contraction_cost(network, limit=1_000)
    along: Profile = tnrnn.profile({4: circuit}, mode="one-hot", along="length")
    tnrnn.bounds(circuit, half, "one-hot", seed=1)
    return certificate.lower + spectrum.numerical_rank + rank + cost.flops + len(along.rows("rank"))


def values(circuit: Circuit, network: Network, weights: dict[str, Any]) -> Any:
    arrays = tnrnn.random_weights(circuit, 0, 101)
    tnrnn.evaluate(circuit, arrays, [[1, 2]], 101)
    mantissa, exponent = tnrnn.contract(network, weights, [[1, 0]], limit=1_000, exponent=True)
    tnrnn.contract(network, weights, order=[(0, 1)], progress=lambda done, slices: done / slices)
    return interop.from_json(interop.to_json(network, weights)), mantissa, exponent


def pictures(network: Network, profile: Profile, file: Path) -> Scene:
    tnrnn.draw(network, None, None, "slides", "shared")
    for theme in drawing.THEMES:
        tnrnn.plot(profile, style=theme)
        Style.named(theme, font_size=12.0)
    for story in drawing.STORIES:
        tnrnn.animate(network, file, story=story)
    scene = tnrnn.compose(network, None, drawing.Page(6.0), View("auto", detail="anatomy", labels="all"))
    tnrnn.save(scene, file, "grey", 0.5)
    explore.export(file, grid=explore.Grid(modes=("one-hot",)), limit=1.0)
    explore.Grid(model="lstm", observe=("scalar", "vector"), more=(("residual", (True,)),))
    explore.payload(explore.chosen("lstm", {"length": 4}, 2, "one-hot", "vector"))
    return scene


def sweeps(store: Path, wanted: Iterable[Circuit]) -> list[sweeping.SweepRow]:
    cases = [sweeping.SweepCase(8, 2, 3, 3, 4, mode="one-hot", model=model) for model in models.MODELS]
    cases.append(sweeping.SweepCase(8, 2, 3, split=4, model="linear_attention", key=2, rule="sum", observe="vector"))
    sweeping.sweep(cases, store, options=sweeping.SweepOptions(progress=False))
    models.conv_ac(8, 3, 2, 3, window=2, stride=1)
    models.recurrent("rac", (4, 2, 2, 3), wiring=models.Wiring(layer_skips=True))
    return list(sweeping.read_store(store))


def memories() -> memory.Report:
    unit = memory.stack("lstm", 1, 8, 2, 2, seed=3)
    probe = memory.Probe(8, state="h,c")
    memory.train(memory.Run("copy", "gru", 1, delay=3), device="cpu", progress=False)
    memory.linear_profile(unit, probe, kind="signal")
    report = memory.memory_report({"lstm": unit}, probe=probe)
    report.plot(indicator="symbols", style="dark")
    return report
