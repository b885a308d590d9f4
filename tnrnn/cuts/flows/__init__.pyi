from .closures import reached as reached
from .engines import installed as installed
from .flow import (
    Flow as Flow,
    any_flow as any_flow,
    fastest as fastest,
    flow_near as flow_near,
    paid as paid,
    wide_edges as wide_edges,
)
from .paths import MOST_EDGES as MOST_EDGES, near_by_paths as near_by_paths
