"""`tnrnn draw`: the diagram of a circuit or a network with its cut, as a picture, a film or a page."""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..basics import TnrnnError, choice, mistake
from .given import add_network, given_network, given_partition
from .options import add_case, first_steps, given_case, number, straight, unrolled
from .printing import note
from .sizes import given_origin
from .words import option_name
from .working import Stage, working

if TYPE_CHECKING:
    from ..drawing import Figure, Style
    from ..drawing.scenes import Strip
    from ..models import Case
    from ..networks import Circuit, Network

VIEWS = ("unrolled", "shared", "folded", "matricization")
"""What can be drawn of a circuit."""
CUTS = ("min", "slice", "none")
"""The words that --cut takes."""
SIZES = ("width", "height", "pitch")
"""The options and fields of the size of a picture."""
FIELDS = {"view": "kind", **{name: name for name in ("detail", "layout", "labels", "legend", *SIZES)}}
"""The fields of the view by the options that set them."""
PAGE = "html"
"""The ending of the files that the explorer writes."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    from ..drawing.scenes import LABELS, LAYOUTS

    add_case(command, required=False)
    add_network(command)
    shown = command.add_argument_group("the picture")
    shown.add_argument(
        "--view",
        help="what is drawn: unrolled (every tensor), shared (one mark for each vertex, copies are counted), folded "
        "(repeated rows are drawn once) or matricization (which legs are rows, which columns) (default: unrolled)",
    )
    shown.add_argument(
        "--detail",
        help="compact (one mark for each site) or anatomy (every weight and copy tensor) (default: compact)",
    )
    shown.add_argument(
        "--layout",
        help=f"where tensors stand: {', '.join(LAYOUTS)} (default: auto, as the structure of the network suggests)",
    )
    shown.add_argument(
        "--labels",
        help=f"which tensors and bonds have labels: {', '.join(LABELS)} (default: auto, where they fit)",
    )
    shown.add_argument(
        "--cut",
        default="min",
        help="which cuts are drawn: min (the least), slice (straight between two steps), min,slice (both) or none "
        "(default: min)",
    )
    shown.add_argument("--symmetric", action="store_true", help="also name the symmetric cut in the legend")
    shown.add_argument(
        "--strip", action="store_true", help="plot the min-cut and the symmetric cut of every split under the diagram"
    )
    shown.add_argument(
        "--no-legend",
        dest="legend",
        action="store_const",
        const=False,
        help="draw no legend under the diagram",
    )
    shown.add_argument(
        "--figure",
        metavar="FILE",
        help="a file in TOML or JSON with looks, legs, notes, the view and the style, as tnrnn.drawing.write_figure "
        "writes it; options beside it are used in place of what it says",
    )
    _add_page(shown)


def _add_page(shown: argparse._ArgumentGroup) -> None:
    """Add the options of the picture's size, its motion and its file."""
    from ..drawing import ENDINGS, MOTION, STORIES, THEMES

    shown.add_argument("--theme", help=f"colours and sizes: {', '.join(THEMES)} (default: print)")
    shown.add_argument(
        "--width",
        metavar="WIDTH",
        help="width of the printed picture with its unit (in, cm, mm or pt), such as 3.4in or 86mm, or column (3.4 "
        "inches); a number alone is in inches (default: what the picture takes)",
    )
    shown.add_argument(
        "--height",
        metavar="HEIGHT",
        help="largest height of the printed picture, written like --width; if a picture does not fit, the error says "
        "the least size",
    )
    shown.add_argument(
        "--pitch",
        metavar="PITCH",
        help="distance of two neighbours in print in place of --width, such as 0.3in or 7mm, from 0.05 to 10 inches",
    )
    shown.add_argument(
        "--scale",
        type=number,
        default=1.0,
        help="factor of all lengths in a tex file, type and strokes included (default: 1)",
    )
    shown.add_argument(
        "--story",
        help=f"what moves: {', '.join(STORIES)} (default in a gif or mp4: sweep; in a pdf, frames are pages)",
    )
    shown.add_argument(
        "--seconds",
        type=number,
        default=0.8,
        help="seconds that each frame of a moving picture is shown (default: 0.8)",
    )
    shown.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE",
        help="file to write, required; its ending says the format: "
        f"{', '.join(dict.fromkeys((*ENDINGS, *MOTION, PAGE)))}",
    )


def run(options: argparse.Namespace) -> None:
    from ..drawing import ENDINGS, MOTION, check_path
    from ..system import check_files

    if options.view is not None:
        choice("--view", options.view, VIEWS)
    wanted = _wanted(options.cut)
    ending = check_path(options.output, (*ENDINGS, *MOTION, PAGE))
    if options.figure is not None and (options.story is not None or ending not in ENDINGS):
        raise mistake("--figure", "a picture that neither moves nor is a page", options.output)
    if options.layout is not None and (options.story is not None or ending not in ENDINGS):
        raise mistake("--layout", "a picture that neither moves nor is a page", options.output)
    figure = _figure(options)
    options.view, style = figure.view.kind, figure.style
    check_files([("--output", options.output)], [("FILE", options.file), ("--figure", options.figure)])
    with working("reading the network" if options.file else "building the circuit") as stage:
        network = given_network(options)
        if network is not None:
            stage.now(f"drawing {len(network.tensors):,} tensors")
            _draw_network(network, options, figure)
        elif ending == PAGE and options.story is None:
            stage.now("making the page")
            _export(options)
        elif options.story is not None or ending not in ENDINGS:
            _animate(options, style, stage)
        else:
            _draw_circuit(options, wanted, figure, stage)


def _figure(options: argparse.Namespace) -> Figure:
    """Return the view and the style: what options say, else what the file says, else what is usual."""
    from ..drawing import Figure, Style, read_figure

    if options.figure is not None:
        figure = read_figure(options.figure, options.theme)
    else:
        figure = Figure(style=Style.named("print" if options.theme is None else options.theme))
    given = {field: getattr(options, option) for option, field in FIELDS.items()}
    changes: dict[str, Any] = {field: value for field, value in given.items() if value is not None}
    if figure.view.kind == "auto":
        changes.setdefault("kind", "unrolled")
    if "width" in changes or "pitch" in changes:
        changes = {"width": None, "pitch": None, **changes}
    return replace(figure, view=replace(figure.view, **changes))


def _draw_circuit(options: argparse.Namespace, wanted: list[str], figure: Figure, stage: Stage) -> None:
    from ..bounding import least_symmetric_cut
    from ..drawing import Page, compose, save
    from ..networks import Circuit, without_sums

    case = given_case(options)
    strip = _strip(case) if options.strip else None
    view, style = replace(figure.view, strip=strip), figure.style
    of: Network | Circuit = unrolled(case) if options.view == "unrolled" else case.circuit
    if isinstance(of, Circuit) and wanted:
        of = without_sums(of, case.mode)
    if options.view == "matricization" and not wanted:
        raise mistake("--cut", "a cut, whose sides are rows and columns", options.cut)
    stage.now("looking for the cut")
    cuts: list[Any] = [_cut(name, of, case, options) for name in wanted]
    if options.symmetric:
        cuts.insert(1, least_symmetric_cut(case))
    stage.now("drawing")
    with _noted():
        scene = compose(of, cuts, Page(font_size=style.font_size), view)
    save(scene, options.output, style, options.scale)


def _draw_network(network: Network, options: argparse.Namespace, figure: Figure) -> None:
    """Draw a network that does not come from a circuit; options that need a circuit are refused."""
    from ..cuts import min_cut
    from ..drawing import ENDINGS, Page, check_path, compose, save

    check_path(options.output, ENDINGS)
    given = (options.symmetric, "--symmetric"), (options.strip, "--strip"), (options.story is not None, "--story")
    for name in (name for is_given, name in given if is_given):
        raise mistake(name, "a circuit", "a network")
    if options.view not in ("unrolled", "matricization"):
        raise mistake("--view", "unrolled or matricization for a network", options.view)
    if options.cut not in ("min", "none"):
        raise mistake("--cut", "min or none for a network", options.cut)
    if options.view == "matricization" and (options.near is None or options.cut == "none"):
        raise TnrnnError("--view matricization: expected --near and a cut, whose sides are rows and columns")
    wanted = options.near is not None and options.cut == "min"
    cuts = [min_cut(network, given_partition(network, options.near, options.far))] if wanted else []
    style = figure.style
    with _noted():
        scene = compose(network, cuts, Page(font_size=style.font_size), figure.view)
    save(scene, options.output, style, options.scale)


def _export(options: argparse.Namespace) -> None:
    """Write the explorer's page of one case; its reader chooses the rest there."""
    from ..explore import SIZES, Grid, export, page_sizes, shown_models

    case = given_case(options)
    split = len(case.partition.near)
    if case.partition.near != tuple(range(1, split + 1)):
        error = mistake("--start", "first steps, as 1-3, for a page (html)", options.start)
        raise TnrnnError(f"{error}{first_steps(options.start, options.length)}")
    model = choice("--model", options.model, shown_models())
    given = {name: (value,) for name, value in given_origin(options).sizes}
    for name in given:
        if name not in page_sizes(model):
            raise mistake(option_name(name), "none for a page (html), which has no field for it", given[name][0])
    usual: dict[str, Any] = {name: values for name, values in given.items() if name in SIZES}
    more = tuple((name, values) for name, values in given.items() if name not in SIZES)
    export(options.output, grid=Grid(**usual, modes=(options.mode,), splits=(split,), model=model, more=more))


def _wanted(text: str) -> list[str]:
    """Return the names of the cuts to be drawn. "none" must stand alone."""
    names = [choice("--cut", name, CUTS) for name in text.split(",")]
    if len(set(names)) != len(names) or ("none" in names and len(names) > 1):
        raise mistake("--cut", "min, slice, min,slice or none", text)
    return [name for name in names if name != "none"]


def _cut(name: str, of: Network | Circuit, case: Case, options: argparse.Namespace) -> Any:
    from ..cuts import min_cut
    from ..networks import Circuit

    if name == "min":
        return min_cut(of, case.partition, case.mode if isinstance(of, Circuit) else None)
    line = straight(of, case)
    if line is None and case.partition.split is not None:
        raise mistake("--cut slice", "a model in which everything stands at a time", options.model)
    if line is None:
        error = mistake("--cut slice", "a Start 1..k, so that the straight line separates it", options.start)
        raise TnrnnError(f"{error}{first_steps(options.start, options.length)}")
    return line


def _strip(case: Case) -> Strip:
    from ..bounding import least_symmetric_cut
    from ..cuts import circuit_min_cut
    from ..drawing.scenes import Strip
    from ..networks import Partition

    length = len(case.circuit.inputs)
    cases = [replace(case, partition=Partition.start_end(length, at)) for at in range(1, length)]
    return Strip(
        (
            ("min-cut", tuple(circuit_min_cut(each).log2 for each in cases)),
            ("symmetric cut", tuple(least_symmetric_cut(each).log2 for each in cases)),
        )
    )


def _animate(options: argparse.Namespace, style: Style, stage: Stage) -> None:
    from ..drawing import MOTION, STORIES, Story, animate, check_path

    check_path(options.output, MOTION)
    if options.view != "unrolled":
        raise mistake("--view", "unrolled for a moving picture", options.view)
    story = Story(choice("--story", options.story or "sweep", STORIES), options.seconds)
    network = unrolled(given_case(options))
    stage.now("frames")
    with _noted():
        animate(network, options.output, story=story, style=style, progress=stage.count)


@contextmanager
def _noted() -> Iterator[None]:
    """Print the warning that a picture is larger than a page as a note, in the words of the options."""
    from ..drawing import PictureWarning

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", PictureWarning)
        yield
    for each in caught:
        if issubclass(each.category, PictureWarning):
            note(str(each.message).replace('View(kind="folded")', "--view folded"))
        else:
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)
