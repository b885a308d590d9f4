"""What is said of a picture that is larger than its page."""

from __future__ import annotations

import warnings

from ...networks import Circuit, Network
from ..labels import Page
from ..scenes import Scene, View

SLACK = 1.005
"""How much larger than its page a picture may be without a word."""

DEEP = ("staircase", "anatomy")
"""The views that show every tensor of a deep recurrent network."""


MOST_SILENT = 20_000
"""The largest number of tensors that are drawn without a word on the time."""

PER_SECOND = 1_500
"""About how many tensors are drawn in a second."""


class PictureWarning(UserWarning):
    """A picture is larger than the page, as no size was asked for, or it takes long.

    >>> issubclass(PictureWarning, UserWarning)
    True
    """


def too_large(scene: Scene, of: Network | Circuit | None, page: Page) -> str | None:
    """Return a line that says how large a picture is and what makes it smaller, or None if the page holds it."""
    width, height = scene.inches
    if width <= SLACK * page.width and height <= SLACK * page.height:
        return None
    size = f"this picture is {width:.1f} x {height:.1f} inches, more than a page of {page.width:g} x {page.height:g}"
    if scene.view in DEEP:
        return f'{size}; draw its circuit with View(kind="folded"), ask for a width or a height, or take fewer layers'
    if isinstance(of, Network) and any(tensor.vertex is not None for tensor in of.tensors):
        return f'{size}; draw its circuit, which has cells with View(detail="anatomy"), or ask for a width or a height'
    if isinstance(of, Circuit) and scene.view == "shared":
        return f'{size}; use View(kind="folded"), ask for a width or a height, or draw less of it'
    return f"{size}; ask for a width or a height, or draw less of it"


def tell_time(of: object, stacklevel: int) -> None:
    """Warn before a picture is made that takes longer than a few seconds."""
    count = len(of.tensors) if isinstance(of, Network) else len(of.vertices) if isinstance(of, Circuit) else 0
    if count > MOST_SILENT:
        seconds = round(count / PER_SECOND)
        kind = "tensors" if isinstance(of, Network) else "vertices"
        words = f"this picture of {count:,} {kind} takes about {seconds} seconds or more; draw less of it to be faster"
        warnings.warn(words, PictureWarning, stacklevel=stacklevel + 1)


def tell(scene: Scene, of: Network | Circuit | None, view: View, page: Page | None, stacklevel: int) -> None:
    """Warn if a picture is larger than a page of the usual size, and neither a view nor a page asked for a size."""
    usual = Page()
    own = page is not None and page[:2] != usual[:2]
    if own or view.inches is not None or view.tall is not None or view.step is not None:
        return
    words = too_large(scene, of, usual)
    if words is not None:
        warnings.warn(words, PictureWarning, stacklevel=stacklevel + 1)
