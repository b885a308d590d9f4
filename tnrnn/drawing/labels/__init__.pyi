from .boxes import (
    Bounds as Bounds,
    Size as Size,
    largest_unit as largest_unit,
    padded as padded,
    rounded_up as rounded_up,
    too_small as too_small,
)
from .captioning import (
    Drawing as Drawing,
    end_boxes as end_boxes,
    family_names as family_names,
    inner_labels as inner_labels,
    labelled as labelled,
)
from .families import entries_of as entries_of
from .labelling import Canvas as Canvas, captions as captions
from .legends import (
    NO_ROOM as NO_ROOM,
    NOTE as NOTE,
    Entry as Entry,
    indent_of as indent_of,
    legend as legend,
    moved_key as moved_key,
)
from .middles import LOWER as LOWER, middle_of as middle_of
from .naming import Names as Names, typeset as typeset
from .paper import (
    LARGEST_UNIT as LARGEST_UNIT,
    LONGEST as LONGEST,
    Page as Page,
    canvas_of as canvas_of,
    fitted as fitted,
    least_unit_of as least_unit_of,
    rounded_unit as rounded_unit,
    unit_of as unit_of,
)
from .placing import Room as Room
from .shading import beside as beside, regions_of as regions_of, runs_of as runs_of, stands as stands, tints as tints
