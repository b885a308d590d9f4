from .assembling import (
    asset as asset,
    common as common,
    filled as filled,
    head as head,
    script as script,
    style_sheet as style_sheet,
)
from .bundling import bundle as bundle
