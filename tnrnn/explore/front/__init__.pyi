from .assembling import (
    asset as asset,
    common as common,
    filled as filled,
    head as head,
    script as script,
    style as style,
)
from .bundling import bundle as bundle
