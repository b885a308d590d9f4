from .known import NAMES as NAMES, by_name as by_name, recognised as recognised, structured as structured
from .trees import balanced as balanced, tree as tree
