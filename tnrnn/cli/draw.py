"""`tnrnn draw`: the diagram of a circuit with a cut on it."""

from __future__ import annotations

import argparse

from ..circuit import Circuit
from ..drawing import ENDINGS, THEMES, check_path, draw, save
from ..errors import choice, mistake
from ..mincut import min_cut
from ..network import Network
from .options import VIEWS, add_case, given_case, straight, unrolled

CUTS = ("min", "slice", "none")


def add_arguments(command: argparse.ArgumentParser) -> None:
    add_case(command)
    command.add_argument(
        "--view", default="unrolled", help="unrolled (default) or shared (one mark per vertex, copies are counted)"
    )
    command.add_argument("--cut", default="min", help="min (default), slice or none")
    command.add_argument("--theme", default="print", help=f"{', '.join(THEMES)} (default: print)")
    command.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE",
        help=f"where to write; the format follows the ending: {', '.join(ENDINGS)}",
    )


def run(options: argparse.Namespace) -> None:
    choice("--view", options.view, VIEWS)
    choice("--cut", options.cut, CUTS)
    check_path(options.output)
    case = given_case(options)
    shown_as: Network | Circuit = case.circuit if options.view == "shared" else unrolled(case)
    given = case.inputs if isinstance(shown_as, Circuit) else None
    cut = None
    if options.cut == "min":
        cut = min_cut(shown_as, case.partition, given)
    elif options.cut == "slice":
        cut = straight(shown_as, case)
        if cut is None:
            raise mistake("--cut slice", "a Start 1..k, so that the straight line separates it", options.start)
    save(draw(shown_as, cut=cut, style=options.theme), options.output)
