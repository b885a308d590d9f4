"""A page for lectures: a reader moves T, L, M, R and the split, and sees the diagram, its cut and its bounds change.

As one file (`export`), as an app on this machine (`serve`), and in a notebook (`Explorer`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .cases import DEFAULT, Grid, Parameters
from .exporting import export, page
from .payloads import payload
from .serving import application, serve

if TYPE_CHECKING:
    from .widget import Explorer as Explorer

__all__ = ["DEFAULT", "Explorer", "Grid", "Parameters", "application", "export", "page", "payload", "serve"]


def __getattr__(name: str) -> Any:
    if name != "Explorer":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .widget import Explorer

    return Explorer
