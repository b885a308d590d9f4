from . import roles as roles
from .figures import (
    Figure as Figure,
    FileFormat as FileFormat,
    figure_from_text as figure_from_text,
    figure_text as figure_text,
    read_figure as read_figure,
    write_figure as write_figure,
)
from .gate_tags import (
    START as START,
    gates_of as gates_of,
    rounds_of as rounds_of,
    short_name as short_name,
    sites_of as sites_of,
    words_of as words_of,
)
from .geometry import (
    FOLD as FOLD,
    INPUT as INPUT,
    KAPPA as KAPPA,
    LEG as LEG,
    ROW as ROW,
    SITE as SITE,
    STATE as STATE,
    STUB as STUB,
    Layout as Layout,
    OtherwiseError as OtherwiseError,
    around as around,
    line as line,
    place_of as place_of,
    require as require,
    row_heights as row_heights,
    tidy as tidy,
)
from .looks import (
    BOND_FIELDS as BOND_FIELDS,
    BY_DIM as BY_DIM,
    DASHES as DASHES,
    SHAPES as SHAPES,
    SIDES as SIDES,
    TENSOR_FIELDS as TENSOR_FIELDS,
    TURNS as TURNS,
    Look as Look,
)
from .markup import Name as Name, listed as listed, marked as marked
from .notes import NOTE_KINDS as NOTE_KINDS, Note as Note
from .roles import decimal as decimal
from .scene import (
    Box as Box,
    Cell as Cell,
    CutLine as CutLine,
    CutMark as CutMark,
    Dress as Dress,
    Key as Key,
    Label as Label,
    Line as Line,
    LineDress as LineDress,
    Mark as Mark,
    Patch as Patch,
    Point as Point,
    Region as Region,
    Scene as Scene,
    flattened as flattened,
    holds as holds,
)
from .segments import (
    along as along,
    crossing as crossing,
    from_segment as from_segment,
    squares as squares,
    straight_piece as straight_piece,
)
from .signs import SIGN_SIZE as SIGN_SIZE, sign_of as sign_of
from .strip import Frame as Frame, Strip as Strip, StripParts as StripParts, strip_parts as strip_parts
from .style import Style as Style, resolved as resolved
from .themes import THEMES as THEMES, Theme as Theme
from .view import (
    LABELS as LABELS,
    LAYOUTS as LAYOUTS,
    PITCHES as PITCHES,
    WIDEST as WIDEST,
    View as View,
    ViewKind as ViewKind,
    resolved_view as resolved_view,
)
from .wording import (
    copies as copies,
    ems as ems,
    extent as extent,
    formula as formula,
    symmetric_formula as symmetric_formula,
)
