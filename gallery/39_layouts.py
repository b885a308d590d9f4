"""
Networks drawn as the structures that they have
===============================================

tnrnn finds out what a network is, whatever its tensors are called and in whatever order they stand: rows of tensors one
above another, lattices, also with holes or with bonds around them, trees, a MERA, a quantum circuit. Each is drawn as
papers draw it. ``View(layout=...)`` asks for one of these by name, and an error says what is missing if the network
does not have it. Other networks are drawn without crossings if that can be, and else so that distances follow those in
the graph.
"""

import networkx as nx
import quimb.tensor as qtn

import tnrnn
from tnrnn.drawing import Panel, figure_of_panels
from tnrnn.interop import from_networkx, from_quimb

# Made by quimb: an expectation value, a MERA, and a state that a circuit prepares.
state, operator = qtn.MPS_rand_state(6, bond_dim=2, seed=1), qtn.MPO_rand_herm(6, bond_dim=2, seed=1)
bra, operator, ket = qtn.tensor_network_align(state.H, operator, state)
circuit = qtn.Circuit(5)
circuit.apply_gates([("H", 0), *(("CNOT", i, i + 1) for i in range(4)), *(("RX", 0.3, i) for i in range(5))])
networks = {
    "an expectation value": bra & operator & ket,
    "a MERA": qtn.MERA.rand(8, max_bond=2, seed=1),
    "a quantum circuit": circuit.psi,
}
panels = [Panel(from_quimb(network)[0], title=title) for title, network in networks.items()]

# Made by networkx: graphs whose edges are bonds.
holes = nx.grid_2d_graph(7, 7)
holes.remove_nodes_from([(x, y) for x in (2, 3, 4) for y in (3, 4)])
graphs = {
    "a lattice with a hole": holes,
    "a lattice around a cylinder": nx.cartesian_product(nx.cycle_graph(5), nx.path_graph(7)),
    "a tree": nx.balanced_tree(2, 3),
    "no crossings": nx.frucht_graph(),
    "distances as in the graph": nx.random_regular_graph(3, 20, seed=4),
}
for graph in graphs.values():
    nx.set_edge_attributes(graph, 2, "dim")
panels += [Panel(from_networkx(graph, arrays=False)[0], title=title) for title, graph in graphs.items()]

sheet = from_quimb(qtn.PEPS.rand(3, 5, bond_dim=2, seed=1))[0]
panels.insert(1, Panel(sheet, view=tnrnn.View(layout="oblique", labels="none"), title="a lattice, as a sheet"))

scene = figure_of_panels(panels, columns=3, legend="none", view=tnrnn.View(width=9, labels="none"))
tnrnn.save(scene, "layouts.png")
