"""`tnrnn demo`: pictures of shallow and deep circuits with their cuts, and a table of bounds and proved ranks."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..basics import mistake
from .printing import aligned, priced, say
from .working import working

if TYPE_CHECKING:
    from ..networks import Mode

DEMO_PICTURES = ((1, 10, 2), (2, 10, 2), (2, 2, 3), (3, 100, 2))
"""L, M and R of the circuits that are drawn, with T = 6."""
DEMO_CASES = tuple((6, layers, width, hidden) for width, hidden in ((2, 3), (10, 2), (100, 2)) for layers in (1, 2, 3))
# T, L, M and R of the rows of the table, and its head.
DEMO_HEAD = ("T", "L", "M", "R", "inputs", "slice", "min-cut", "symmetric cut", "rank")


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--out",
        default="tnrnn-demo",
        metavar="DIR",
        help="folder that the pictures are written to (default: tnrnn-demo)",
    )
    command.add_argument("--json", action="store_true", help="print the table as JSON")


def run(options: argparse.Namespace) -> None:
    from ..cuts import min_cut
    from ..drawing import ENDINGS, check_path, compose, save
    from ..models import rac
    from ..networks import MODES, Partition, unroll
    from ..system import check_files

    folder = _folder(options.out)
    half = Partition.start_end(6)
    names = {case: "rac-T6-L{}-M{}-R{}-continuous".format(*case) for case in DEMO_PICTURES}
    written = [str(folder / f"{name}.{ending}") for name in names.values() for ending in ENDINGS]
    for path in written:
        check_path(path)
    check_files([(path, path) for path in written])
    with working("pictures") as stage:
        for done, ((layers, width, hidden), name) in enumerate(names.items()):
            stage.count(done, len(names))
            network = unroll(rac(6, layers, width, hidden), "continuous")
            scene = compose(network, min_cut(network, half))
            for ending in ENDINGS:
                save(scene, folder / f"{name}.{ending}")
        stage.now("ranks")
        table = [_demo_row(*case, mode) for case in DEMO_CASES for mode in MODES]
    if options.json:
        say(json.dumps({"pictures": written, "cuts": table}, indent=2))
        return
    for name in written:
        say(f"wrote {name}")
    say("\nRecurrent arithmetic circuits, split in the middle: bounds on the Start-End separation rank, and the rank")
    say(aligned([list(DEMO_HEAD), *([str(cell) for cell in row.values()] for row in table)]))


def _folder(name: str) -> Path:
    """Make a folder, and the folders above it if they are missing. If one cannot be made, none is left."""
    folder = Path(name)
    made: list[Path] = []
    try:
        if not name:
            raise FileNotFoundError
        for part in (*reversed(folder.parents), folder):
            if not part.is_dir():
                part.mkdir()
                made.append(part)
    except (OSError, ValueError):
        for part in reversed(made):
            part.rmdir()
        raise mistake("--out", "a folder that can be written", name) from None
    return folder


def _demo_row(length: int, layers: int, width: int, hidden: int, mode: Mode) -> dict[str, Any]:
    from ..bounding import symmetric_cut
    from ..cuts import min_cut, slice_cut
    from ..models import rac
    from ..networks import Partition
    from ..ranks import separation_rank

    circuit, half = rac(length, layers, width, hidden), Partition.start_end(length)
    cuts = (priced(slice_cut(circuit, length // 2, mode)), priced(min_cut(circuit, half, mode)))
    symmetric, found = symmetric_cut(circuit, half, mode), separation_rank(circuit, half, mode)
    rank = f"{found.lower}, proved" if found.exact else f">= {found.lower}"
    return dict(zip(DEMO_HEAD, (length, layers, width, hidden, mode, *cuts, symmetric.value, rank), strict=True))
