from .heads import half_length as half_length, middle_head as middle_head
from .listing import display_list as display_list, form as form, halo as halo
from .nodes import (
    NodeNames as NodeNames,
    Place as Place,
    node_names as node_names,
)
from .shape import (
    NO_PEN as NO_PEN,
    Area as Area,
    Block as Block,
    Disc as Disc,
    DisplayList as DisplayList,
    Layer as Layer,
    Outline as Outline,
    Part as Part,
    Path as Path,
    Pen as Pen,
    Polygon as Polygon,
    Shape as Shape,
    Stroke as Stroke,
    Text as Text,
    Trace as Trace,
)
from .text_runs import runs as runs
