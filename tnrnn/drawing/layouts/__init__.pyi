from .layout import layout_of as layout_of
