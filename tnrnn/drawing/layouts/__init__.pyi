from .layout import layout_of as layout_of
from .lowering import lowered as lowered
