from .assembling import (
    STYLES as STYLES,
    asset as asset,
    common as common,
    filled as filled,
    head as head,
    script as script,
)
from .bundling import bundle as bundle
