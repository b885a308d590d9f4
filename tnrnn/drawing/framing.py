"""Moving pictures as scenes: a network unrolling in time, its copies, the cut over the splits, a contraction."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..basics import TnrnnError, as_before, choice, mistake
from ..cuts import min_cut
from ..networks import Network, Partition
from .composing import Resizable, composed, tell
from .labels import Page
from .scenes import LEG, CutMark, Label, Line, Mark, Patch, Scene, Strip, View, ViewKind, around, resolved_view, tidy

if TYPE_CHECKING:
    from ..values import Merge

StoryName = Literal["sweep", "unroll", "duplicate", "contract"]

MAX_FRAMES = 1_000
"""The most frames of a moving picture."""

TIMED = ("staircase", "anatomy")
"""The views whose x is time, below which a strip can stand."""

BEYOND = 0.45, 0.25
"""How far a note of a time step or of a row may reach beyond it, less than to the middle of the way to the next."""

CAPTION = 1.1
"""The size of a caption, in font sizes."""


@dataclass(frozen=True)
class Story:
    """What moves, and how fast.

    Parameters
    ----------
    name : str
        "sweep" shows the min-cut of every split and its value, "unroll" one time step after the other, "duplicate" one
        copy after the other of what cannot be cloned, and "contract" the contractions in the order of `contract`.
    seconds : float
        How long a frame is shown, from 0.02 to 60.

    Raises
    ------
    TnrnnError
        If the name is unknown or the seconds are out of range.

    Examples
    --------
    >>> Story("swep")
    Traceback (most recent call last):
    tnrnn.TnrnnError: story: expected sweep, unroll, duplicate or contract, given 'swep'; did you mean 'sweep'?
    """

    name: StoryName = "sweep"
    seconds: float = 0.8

    def __post_init__(self) -> None:
        choice("story", self.name, STORIES)
        number = isinstance(self.seconds, int | float) and not isinstance(self.seconds, bool)
        if not number or not 0.02 <= self.seconds <= 60:
            raise mistake("story, seconds", "a number of seconds for each frame, from 0.02 to 60", self.seconds)


@as_before()
def frames(
    network: Network,
    *,
    story: Story | StoryName = "sweep",
    page: Page | None = None,
    view: View | ViewKind | None = None,
) -> tuple[Scene, ...]:
    """Return the scenes of a moving picture, all of one size, with each mark of the network at the same place in all.

    Parameters
    ----------
    network : Network
        What is drawn.
    story : Story or str
        What the frames show: "sweep", "unroll", "duplicate" or "contract". See `Story`.
    page : Page, optional
        The inches that a frame has to fit in, and the points of its type.
    view : View or str, optional
        What is shown of the network, as for `compose`.

    Raises
    ------
    TnrnnError
        If the story does not fit the network, or there are more than 1,000 frames.

    Examples
    --------
    >>> from tnrnn import rac, unroll
    >>> network = unroll(rac(length=4, layers=2, inputs=2, hidden=3), "continuous")
    >>> [len(scene.cut_marks) for scene in frames(network)]
    [4, 3, 1]
    """
    if not isinstance(network, Network):
        raise mistake("animate", "a Network", network)
    told = STORIES[choice("story", story.name if isinstance(story, Story) else story, STORIES)]
    found: list[Shot] = []
    shown = resolved_view(view)
    for shot in told(network, page or Page(), shown):
        if len(found) == MAX_FRAMES:
            raise TnrnnError(f"animate: expected at most {MAX_FRAMES:,} frames, given a network with more")
        found.append(shot)
    whole = _captioned(found)
    if whole:
        tell(whole[0], network, shown, page, stacklevel=3)
    return whole


class Shot(NamedTuple):
    """A frame without its caption, and the words and the mathematics of that."""

    scene: Scene
    words: str
    math: str = ""


def _captioned(shots: list[Shot]) -> tuple[Scene, ...]:
    """Return the scenes in one box that holds all of them, with the captions and the formulas at one place.

    A formula that stands alone in its frame stands above the middle, as high as the highest of all frames.
    """
    if not shots:
        return ()
    left, bottom, right, top = around(shot.scene.box for shot in shots)
    titles = [[label for label in shot.scene.labels if label.role == "formula"] for shot in shots]
    high = max((label.y for each in titles for label in each), default=0.0)
    fixed = max(map(len, titles)) == 1
    found = []
    for scene, words, math in shots:
        em = scene.font_size / 72 / scene.unit
        labels = tuple(
            dataclasses.replace(label, x=tidy((left + right) / 2), y=high)
            if fixed and label.role == "formula"
            else label
            for label in scene.labels
        )
        caption = Label("caption", tidy(left + 0.7 * em), tidy(top + 0.3 * em), words, math, "south west", CAPTION)
        box = (left, bottom, right, tidy(top + 2.2 * em))
        found.append(dataclasses.replace(scene, labels=(*labels, caption), box=box))
    return tuple(found)


def _times(network: Network) -> list[int]:
    found = {tensor.position for tensor in network.tensors if tensor.kind == "input"}
    times = sorted(position for position in found if isinstance(position, int))
    if len(times) != len(found) or len(times) < 2:
        raise mistake("story", "a network with inputs at two times or more", len(times))
    return times


def _sweep(network: Network, page: Page, view: View) -> Iterator[Shot]:
    """Yield the min-cut of every split into Start and End; where x is time, a strip below shows the values of all."""
    times = _times(network)
    _limited(len(times))
    splits = [(times[:place], times[place:]) for place in range(1, len(times))]
    cuts = [min_cut(network, Partition(near=near, far=far)) for near, far in splits]
    if view.strip is None and times[0] == 1 and composed(network, None, page, view).view in TIMED:
        view = dataclasses.replace(view, strip=Strip((("min-cut", tuple(cut.log2 for cut in cuts)),)))
    scenes = [composed(network, cut, page, view) for cut in cuts]
    sized = view.inches is not None or view.tall is not None or view.step is not None
    if (
        not sized and len({(scene.unit, scene.box) for scene in scenes}) > 1
    ):  # all on the scale of the smallest, and in one box
        pitch = min(scene.unit * scene.step for scene in scenes)
        made = [Resizable(network, cut, page, view) for cut in cuts]
        box = around(each.box_at(pitch) for each in made)
        scenes = [each.within(box, pitch) for each in made]
    for (near, far), scene in zip(splits, scenes, strict=True):
        yield Shot(scene, f"Start {_steps(near)}, End {_steps(far)}")


def _steps(times: list[int]) -> str:
    return f"{times[0]}-{times[-1]}" if len(times) > 1 else str(times[0])


def _unroll(network: Network, page: Page, view: View) -> Iterator[Shot]:
    """Yield everything up to time t, for every t; the output comes with the last."""
    times = _times(network)
    _limited(len(times))
    scene = composed(network, None, page, view)
    for time in (times[0] - 1, *times):
        reach = float("inf") if time == times[-1] else float(time)

        def there(x: float, y: float, reach: float = reach) -> bool:
            return x <= reach + 1e-9

        yield Shot(_part(scene, there), "", f"t = {time}")


def _duplicate(network: Network, page: Page, view: View) -> Iterator[Shot]:
    """Yield the rows of a staircase, one after the other; each is one more copy of what a site takes its input from."""
    scene = composed(network, None, page, view)
    if scene.view != "staircase":
        raise TnrnnError("story duplicate: expected the unrolled network of a deep RAC, in the compact view")
    rows = sorted({mark.y for mark in scene.marks if mark.role == "site"}, reverse=True)
    _limited(len(rows))
    for number, row in enumerate(rows):

        def there(x: float, y: float, foot: float = row - LEG) -> bool:
            return y >= foot - 1e-9 or y < rows[-1] - LEG - 1e-9  # joined inputs and a strip are below all rows

        held = [m for m in scene.marks if m.role == "site" and m.y == row]
        last = max(held, key=lambda mark: mark.x)
        words = "the output layer" if not number else "a vector cannot be cloned: once more the network of"
        math = "" if not number else f"h^{{{last.x:g},{last.layer}}}"
        yield Shot(_part(scene, there), words, math)


def _contract(network: Network, page: Page, view: View) -> Iterator[Shot]:
    """Yield the steps of a contraction: what is joined is small and pale, and halos show the two that are next."""
    from ..values import contraction_order

    scene = composed(network, None, page, view)
    merges = contraction_order(network)
    _limited(len(merges))
    group: dict[str, int] = {t.name: number for number, t in enumerate(network.tensors) if t.kind != "copy"}
    yield Shot(scene, f"{len(group):,} tensors")
    for step, merge in enumerate(merges, start=1):
        yield Shot(_merged(scene, group, merge), f"step {step} of {len(merges)}: an array of {merge.size:,} elements")
        joined = (*merge.left, *merge.right)
        group.update(dict.fromkeys(joined, group[joined[0]] if joined else -1))


def _merged(scene: Scene, group: dict[str, int], merge: Merge) -> Scene:
    """Return the scene before a step, with the tensors of one side near and those of the other far."""
    sides = {**dict.fromkeys(merge.left, "near"), **dict.fromkeys(merge.right, "far")}
    sizes: dict[int, int] = {}
    for number in group.values():
        sizes[number] = sizes.get(number, 0) + 1
    marks = []
    for mark in scene.marks:
        own = {sides.get(name) for name in mark.tensors if name in group}
        done = all(sizes[group[name]] > 1 for name in mark.tensors if name in group)
        side = next(iter(own)) if len(own) == 1 else None
        marks.append(dataclasses.replace(mark, side=side, role="done" if done else mark.role))
    return dataclasses.replace(scene, marks=tuple(marks), regions=())


def _limited(count: int) -> None:
    if count > MAX_FRAMES:
        raise TnrnnError(f"animate: expected at most {MAX_FRAMES:,} frames, given a network with {count:,}")


def _part(scene: Scene, there: Callable[[float, float], bool]) -> Scene:
    """Return the scene with the marks and the lines that are there; labels and legend stay."""

    def inside(item: Line | Patch) -> bool:
        """Notes reach beyond the tensors that they stand around."""
        across, up = BEYOND if item.name else (0.0, 0.0)
        return all(there(x - across, y + up) for x, y in item.points)

    marks: tuple[Mark, ...] = tuple(mark for mark in scene.marks if there(mark.x, mark.y))
    cut_marks: tuple[CutMark, ...] = tuple(mark for mark in scene.cut_marks if there(mark.x, mark.y))
    lines = tuple(line for line in scene.lines if inside(line))
    patches = tuple(patch for patch in scene.patches if inside(patch))
    gone = {line.name for line in scene.lines} | {patch.name for patch in scene.patches}
    gone -= {line.name for line in lines} | {patch.name for patch in patches}
    drawn = {line.role for line in lines}
    labels = [label for label in scene.labels if label.role != "output" or "output" in drawn]
    labels = [label for label in labels if label.role not in ("tensor", "dim") or there(label.x, label.y)]
    shown = tuple(label for label in labels if label.role != "note" or label.of not in gone)
    return dataclasses.replace(scene, marks=marks, lines=lines, cut_marks=cut_marks, labels=shown, patches=patches)


Told = Callable[[Network, Page, View], Iterable[Shot]]
STORIES: dict[StoryName, Told] = {"sweep": _sweep, "unroll": _unroll, "duplicate": _duplicate, "contract": _contract}
