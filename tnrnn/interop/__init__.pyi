from .documents import MAX_TEXT as MAX_TEXT, from_json as from_json, to_json as to_json
from .expressions import from_einsum as from_einsum, to_einsum as to_einsum
from .graphical import from_uai as from_uai, is_uai as is_uai, model_of as model_of, network_of as network_of
from .graphs import from_networkx as from_networkx, to_networkx as to_networkx
from .naming import Names as Names
from .nodes import from_tensornetwork as from_tensornetwork, to_tensornetwork as to_tensornetwork
from .tagged import from_quimb as from_quimb, to_quimb as to_quimb
from .terms import from_terms as from_terms
