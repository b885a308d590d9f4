"""The views of a circuit on a page: shared, folded where it is long or deep, and its cells where it has gates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...basics import TnrnnError
from ...cuts import Cut
from ...drawing import Page, View, compose
from ...networks import Circuit
from .lists import list_json

VIEWS = ("unrolled", "shared", "folded", "cells")
"""The names of the views, in the order in which a page offers them; a case has some of them."""

ALL_STEPS, ALL_LAYERS = 8, 4
"""A circuit of more time steps or more layers has a folded view, which leaves out what repeats."""

MOST_CELLS = 12
"""The most time steps times layers of a circuit whose cells are drawn; the folded view shows some cells of others."""

LEAST_MARK = 0.015
"""The least radius in inches of the marks of a network that a reader can tell apart on a page of that size."""

FOLDED, CELLS = View(kind="folded"), View(kind="shared", detail="anatomy")


def circuit_views(circuit: Circuit, cut: Cut, page: Page, steps: int, layers: int) -> dict[str, dict[str, Any]]:
    """Return the display lists of a circuit of so many steps and layers by the name of the view.

    >>> from tnrnn import Partition, min_cut
    >>> from tnrnn.models import gru
    >>> circuit = gru(length=4, layers=1, inputs=2, hidden=2)
    >>> cut = min_cut(circuit, Partition.start_end(4, 2), "one-hot")
    >>> list(circuit_views(circuit, cut, Page(10, 8), 4, 1))
    ['shared', 'cells']
    """
    return dict(_views(circuit, cut, page, steps, layers))


def _views(circuit: Circuit, cut: Cut, page: Page, steps: int, layers: int) -> Iterator[tuple[str, dict[str, Any]]]:
    shared = compose(circuit, cut, page)
    yield "shared", list_json(shared)
    if steps > ALL_STEPS or layers > ALL_LAYERS:
        try:
            yield "folded", list_json(compose(circuit, cut, page, FOLDED))
        except TnrnnError:  # its vertices do not stand in steps and layers
            return
    elif steps * layers <= MOST_CELLS:
        cells = shared if shared.view == "cells" else compose(circuit, cut, page, CELLS)
        if cells.view == "cells":
            yield "cells", list_json(cells)


def best_view(views: Mapping[str, Mapping[str, Any] | None], page: Page) -> str:
    """Return the name of the view that a page shows of a case if its reader has chosen none.

    It is the unrolled network, unless its marks would be too small on the page. Then it is the circuit, folded where
    that leaves out anything.
    """
    unrolled = views.get("unrolled")
    if unrolled is not None and _mark(unrolled, page) >= LEAST_MARK:
        return "unrolled"
    return "folded" if "folded" in views else "shared"


def _mark(found: Mapping[str, Any], page: Page) -> float:
    """Return the radius in inches of the smallest marks that stand for tensors, if the picture has to fit a page."""
    _, (left, bottom, right, top), unit, _ = found["frame"]
    across, up = (right - left) * unit, (top - bottom) * unit
    radii = [form[3] for form, *_ in found["marks"] if form[0] in ("disc", "polygon")]
    return float(min(radii, default=LEAST_MARK) * unit * min(1.0, page.width / across, page.height / up))
