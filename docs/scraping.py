"""How sphinx-gallery finds the pictures that a script writes to files: png and gif."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sphinx_gallery.scrapers import figure_rst


def written(block: Any, block_vars: dict[str, Any], gallery_conf: dict[str, Any], **_: Any) -> str:
    """Move the pictures that a block has left in the script's folder to where the page shows them."""
    found = sorted(path for path in Path(block_vars["src_file"]).parent.iterdir() if path.suffix in (".png", ".gif"))
    shown = []
    for path in found:
        place = Path(next(block_vars["image_path_iterator"])).with_suffix(path.suffix)
        shutil.move(path, place)
        shown.append(str(place))
    return figure_rst(shown, gallery_conf["src_dir"]) if shown else ""
