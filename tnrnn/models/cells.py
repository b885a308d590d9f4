"""Recurrent cells as arithmetic: what remains of each when every nonlinearity is the identity."""

from __future__ import annotations

from collections.abc import Callable

from ..networks import Builder, Vector
from .stacks import Cell, Site, States


def rac_cell(build: Builder, below: Vector, states: States, site: Site) -> States:
    """Return the state h = (W_H h') * (W_I u)."""
    recurrent = build.linear(site.of("W_H"), states[0], "R", name=site.named("W_H"), at=site.at)
    incoming = build.linear(site.of("W_I"), below, "R", name=site.named("W_I"), at=site.at)
    return (build.product(recurrent, incoming, name=site.named("h"), at=site.at),)


def second_order_cell(build: Builder, below: Vector, states: States, site: Site) -> States:
    """Return the state h_i = sum_jk B_ijk h'_j u_k."""
    return (build.bilinear(site.of("B"), states[0], below, "R", name=site.named("h"), at=site.at),)


def cp_cell(rank: int) -> Cell:
    """Return the cell of the state h = C [(A h') * (D u)], a bilinear map of CP rank `rank`."""

    def cell(build: Builder, below: Vector, states: States, site: Site) -> States:
        recurrent = build.linear(site.of("A"), states[0], rank, name=site.named("A"), at=site.at)
        incoming = build.linear(site.of("D"), below, rank, name=site.named("D"), at=site.at)
        merged = build.product(recurrent, incoming, name=site.named("p"), at=site.at)
        return (build.linear(site.of("C"), merged, "R", name=site.named("h"), at=site.at),)

    return cell


def mi_cell(build: Builder, below: Vector, states: States, site: Site) -> States:
    """Return the state h = a * Wu * Uh' + b1 * Uh' + b2 * Wu + b."""
    recurrent = build.linear(site.of("U"), states[0], "R", name=site.named("U"), at=site.at)
    incoming = build.linear(site.of("W"), below, "R", name=site.named("W"), at=site.at)
    part = _constants(build, site)
    terms = (
        build.product(part("a"), incoming, recurrent, name=site.named("p"), at=site.at),
        build.product(part("b1"), recurrent, name=site.named("q"), at=site.at),
        build.product(part("b2"), incoming, name=site.named("r"), at=site.at),
        part("b"),
    )
    return (build.sum(*terms, name=site.named("h"), at=site.at),)


def lstm_cell(build: Builder, below: Vector, states: States, site: Site) -> States:
    """Return the states h = o * c and c = f * c' + i * g, where each of i, f, o, g is W u + U h' + b."""
    before, memory = states
    i, f, o, g = (_gate(build, below, before, site, name) for name in "ifog")
    kept = build.product(f, memory, name=site.named("fc"), at=site.at)
    new = build.product(i, g, name=site.named("ig"), at=site.at)
    held = build.sum(kept, new, name=site.named("c"), at=site.at)
    return build.product(o, held, name=site.named("h"), at=site.at), held


def gru_cell(build: Builder, below: Vector, states: States, site: Site) -> States:
    """Return h = n - z * n + z * h', where z and r are W u + U h' + b each, and n = W u + b + r * (U h' + b')."""
    before = states[0]
    part = _constants(build, site)
    z, r = (_gate(build, below, before, site, name) for name in "zr")
    recurrent = build.linear(site.of("U_n"), before, "R", name=site.named("U_n"), at=site.at)
    inner = build.sum(recurrent, part("d"), name=site.named("e"), at=site.at)
    incoming = build.linear(site.of("W_n"), below, "R", name=site.named("W_n"), at=site.at)
    n = build.sum(incoming, part("b_n"), build.product(r, inner, at=site.at), name=site.named("n"), at=site.at)
    ones = (-1,) * build.symbols["R"]
    minus = build.constant("-1", "R", name=site.named("-"), at=site.at, value=ones)
    taken = build.product(minus, z, n, name=site.named("zn"), at=site.at)
    kept = build.product(z, before, name=site.named("zh"), at=site.at)
    return (build.sum(n, taken, kept, name=site.named("h"), at=site.at),)


def _gate(build: Builder, below: Vector, before: Vector, site: Site, name: str) -> Vector:
    incoming = build.linear(site.of(f"W_{name}"), below, "R", name=site.named(f"W_{name}"), at=site.at)
    recurrent = build.linear(site.of(f"U_{name}"), before, "R", name=site.named(f"U_{name}"), at=site.at)
    bias = _constants(build, site)(f"b_{name}")
    return build.sum(incoming, recurrent, bias, name=site.named(name), at=site.at)


def _constants(build: Builder, site: Site) -> Callable[[str], Vector]:
    def part(name: str) -> Vector:
        return build.constant(site.of(name), "R", name=site.named(name), at=site.at)

    return part
