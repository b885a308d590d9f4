"""A page for lectures: a reader moves T, L, M, R and the split, and sees the diagram, its cut and its bounds change."""

from .cases import DEFAULT, Grid, Parameters
from .exporting import export, page
from .payloads import payload

__all__ = ["DEFAULT", "Grid", "Parameters", "export", "page", "payload"]
