"""How sphinx-gallery finds the pictures that a script writes to files, png and gif, and what of them a card shows."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps
from sphinx.application import Sphinx
from sphinx_gallery.scrapers import figure_rst

Ink = np.ndarray[Any, Any]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""

CARD = (640, 400)
"""The size of the picture on a card, in pixels; a card has it at half of that."""

FILLED = 0.55
"""The least part of a card that a picture fills. One that is longer than that allows is not shown to its ends."""


def written(block: Any, block_vars: dict[str, Any], gallery_conf: dict[str, Any], **_: Any) -> str:
    """Move the pictures that a block has left in the script's folder to where the page shows them."""
    found = sorted(path for path in Path(block_vars["src_file"]).parent.iterdir() if path.suffix in (".png", ".gif"))
    shown = []
    for path in found:
        place = Path(next(block_vars["image_path_iterator"])).with_suffix(path.suffix)
        shutil.move(path, place)
        shown.append(str(place))
    return figure_rst(shown, gallery_conf["src_dir"]) if shown else ""


def filled(picture: Image.Image) -> Image.Image:
    """Return what a card shows: the picture without its margins, and of a long one the part that has most on it."""
    white = Image.new("RGBA", picture.size, "white")
    plain = Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")
    ink = np.asarray(ImageOps.invert(plain.convert("L")), dtype=np.int64)
    if not ink.any():
        return ImageOps.pad(plain, CARD, color="white")
    box = (0, 0, *picture.size)
    for _ in range(3):  # what is shown of a long picture may be lower than the whole
        box = shortened(ink, trimmed(ink, box))
    part = plain.crop(trimmed(ink, box))
    return ImageOps.expand(ImageOps.pad(part, (CARD[0] - 24, CARD[1] - 24), color="white"), 12, "white")


def trimmed(ink: Ink, box: Box) -> Box:
    """Return a box without the margins in it."""
    left, top, right, bottom = box
    inside = ink[top:bottom, left:right]
    rows, columns = (np.flatnonzero(inside.max(axis=axis)) for axis in (1, 0))
    return left + int(columns[0]), top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1


def shortened(ink: Ink, box: Box) -> Box:
    """Return the part of a box that a card shows: all of it, or of a long side what has most on it."""
    left, top, right, bottom = box
    ratio = CARD[0] / CARD[1]
    if right - left > ratio * (bottom - top):
        left, right = densest(ink[top:bottom].sum(axis=0), (left, right), ratio * (bottom - top))
    else:
        top, bottom = densest(ink[:, left:right].sum(axis=1), (top, bottom), (right - left) / ratio)
    return left, top, right, bottom


def densest(ink: Ink, ends: tuple[int, int], least: float) -> tuple[int, int]:
    """Return the ends of what is shown of a side, of which `least` would fill the card."""
    first, last = ends
    size = min(last - first, int(least / FILLED))
    sums = np.concatenate([[0], np.cumsum(ink[first:last])])
    start = first + int(np.argmax(sums[size:] - sums[:-size]))
    return start, start + size


def fill_cards(app: Sphinx) -> None:
    """Make the thumbnails that sphinx-gallery has written fill their cards; those of an earlier build do already."""
    for path in sorted(Path(app.srcdir, "auto_gallery", "images", "thumb").glob("sphx_glr_*")):
        with Image.open(path) as picture:
            picture.seek(0)
            thumbnail = None if picture.size == CARD else filled(picture)
        if thumbnail is not None:
            thumbnail.save(path)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("builder-inited", fill_cards, priority=900)  # after sphinx-gallery
    return {"parallel_read_safe": True}
