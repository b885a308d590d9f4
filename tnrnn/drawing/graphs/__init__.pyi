from .combs import Comb as Comb, comb as comb
from .graph import (
    RADIUS as RADIUS,
    ROLES as ROLES,
    Graph as Graph,
    circuit_graph_of as circuit_graph_of,
    components as components,
    network_graph as network_graph,
    times_of as times_of,
)
from .parts import Asked as Asked, Drawn as Drawn, Part as Part
