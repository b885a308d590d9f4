"""The explorer in a notebook (extra `notebook`): the same front end, whose state can be read and set in Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..basics import choice, missing, mistake, whole
from ..cuts import Cut, min_cut
from ..drawing import picture
from ..models import OBSERVE, no_such_size
from ..networks import MODES, Network, Partition, unroll
from .cases import (
    ENDS,
    LEAST,
    MOST,
    MOST_TENSORS,
    PREFERRED,
    SIZES,
    Chosen,
    Given,
    GivenCase,
    Parameters,
    bounded_size,
    check_vertices,
    chosen,
    given_of,
    page_sizes,
    plainest,
    preferred,
    reach,
    shown_models,
)
from .front import asset, head, script, style_sheet
from .serving import Desk, answers, line_of
from .showing import Sides, kept_in, sides_of
from .traits import Drawing, Size, Talking, Word, checked, is_size

try:
    import anywidget
    import traitlets
except ImportError:
    raise missing("explore.Explorer", "anywidget and traitlets", "notebook") from None

# The words that a trait may have; `WORDS` maps the name of a trait to them.
VIEWS = ("auto", "unrolled", "shared", "folded", "cells")
SIZES_OF_TYPE, THEMES = ("normal", "large"), ("light", "dark")
WORDS = {
    "mode": MODES,
    "view": VIEWS,
    "type": SIZES_OF_TYPE,
    "theme": THEMES,
    "model": shown_models(),
    "observed": OBSERVE,
}

KIN = ("length", "layers", "mode", "model", "observed", "more")
"""The traits that determine the names of the tensors; when one of them changes, a chosen cut follows it."""


class Explorer(Drawing, Talking, anywidget.AnyWidget):
    """The explorer as a widget: it shows what is set in Python, and what a reader chooses can be read and observed.

    Parameters
    ----------
    first : optional
        A circuit or a network of one's own in place of the sizes: a `Circuit`, a `Network`, a network of quimb, nodes
        of tensornetwork, or the path of a file. It stands beside the models under the name that `Given` gives it, and
        "given" without one. It is given by position, with no sizes after it.
    length, layers, inputs, hidden : int
        T from 2 to 200, L from 1 to 20, M and R from 1 to 1,000; T times L is at most 1,000. By default 6, 1, 2 and 3.
    split : int, optional
        The number of steps in the Start; by default half of them, rounded down.
    mode : "one-hot" or "continuous"
        What the inputs are: letters, which are unit vectors, or any vectors; by default "one-hot".
    model : str
        The name of the model; by default "rac".
    more : mapping from str to int, bool or str
        The sizes of the model besides T, L, M and R, such as key, value and rule; those that are left out are 2, or the
        default of the model.
    partition : Partition, optional
        The sides of the inputs or open legs of the subject; of a model or of a circuit with time steps, a split.
    observed : "scalar", "vector" or "future"
        What is observed, as in `tnrnn.bounds`; by default "scalar".
    near : names of tensors, optional
        The near side of a cut of one's own; None, the default, is the min-cut. The side of an input is decided by the
        split, whether it is named or not. When T, L, the mode, the other sizes of the model or what is observed change,
        tensors that are still there keep their sides, and new ones take those of their nearest neighbours. Of another
        model, or of a network that is too large to draw, no tensor is near by choice; the names come back with the
        network. A split that a smaller T does not allow comes back in the same way.
    view : "auto", "unrolled", "shared", "folded" or "cells"
        Which picture is shown: by default, "auto", the unrolled network, or the circuit where that would be too small
        to read. A case that has no such view shows the circuit.
    type : "normal" or "large"
        The size of the letters in the picture; by default "normal".
    theme : "light" or "dark"
        The colours; by default "light".
    talk : Talk or path, optional
        A talk, or the file of one; what a speaker changes of it in the notebook can be read from here.
    figure : Figure, optional
        The figure of the editor, which a reader changes by hand; None, the default, if there is none. Setting it shows
        it, and `tnrnn.drawing.write_figure` writes it to a file.

    Raises
    ------
    TnrnnError
        If a value is not one of these; everything that was set together with it then keeps its former value.

    Examples
    --------
    >>> explorer = Explorer(length=6, layers=2, inputs=2, hidden=3)
    >>> explorer.split, explorer.cut.formula
    (3, 'M^3')
    >>> explorer.near = [each.name for each in explorer.network.tensors if each.layer == 2 and each.position < 4]
    >>> explorer.cut.formula
    'M^3 R^4'
    >>> from tnrnn.interop import from_einsum
    >>> explorer = Explorer(from_einsum("ab,bc,cd->ad", (2, 3), (3, 4), (4, 5)))
    >>> explorer.cut.value, explorer.partition
    (2, Partition(near=('a',), far=('d',)))
    """

    _esm = f"const HEAD = {head()};\n{script()}{asset('widget.js')}"
    _css = style_sheet()
    length = Size(6).tag(sync=True)
    layers = Size(1).tag(sync=True)
    inputs = Size(2).tag(sync=True)
    hidden = Size(3).tag(sync=True)
    split = Size(3).tag(sync=True)
    mode = Word("one-hot").tag(sync=True)
    view = Word("auto").tag(sync=True)
    type = Word("normal").tag(sync=True)
    theme = Word("light").tag(sync=True)
    model = Word("rac").tag(sync=True)
    observed = Word("scalar").tag(sync=True)
    more = Word({}).tag(sync=True)
    near = traitlets.Any(None)
    _own = Word("").tag(sync=True)
    _grid = Word({}).tag(sync=True)

    # What was chosen last, and the traits for which it was: what is shown follows from it.
    _sides: tuple[str, Sides] | None = None
    _named: tuple[Any, Any] = (None, None)
    _told: tuple[Any, Any] = ("", None)
    _split_chosen = _split_seen = 3

    def __init__(self, *first: Any, split: int | None = None, partition: Partition | None = None, **more: Any) -> None:
        for name in more:
            choice("explorer", name, (*SIZES, *WORDS, "more", "near", "talk", "figure"))
        if first and not is_size(first[0]):
            if len(first) > 1:
                raise mistake("explorer", "no sizes beside a circuit or a network", first[1])
            self._given = (given_of(first[0]),)
            if "model" not in more:
                _check_beside(self._given[0], {**more, "split": split})
            more = {"model": self._given[0].name, "_grid": reach(given=self._given), **more}
            first = () if self._given[0].length is None else (self._given[0].length,)
        if len(first) > len(SIZES):
            raise mistake("explorer", f"at most {len(SIZES)} sizes before the names", len(first))
        for name in more.keys() & set(SIZES[: len(first)]):
            raise mistake(f"explorer, {name}", "one value", more[name])
        sizes = _usual(more.get("model", "rac")) | dict(zip(SIZES, first, strict=False))
        found = {**sizes, **more}
        half = whole("length", found["length"], LEAST["length"]) // 2
        super().__init__(**{**found, "split": half if split is None else split})
        if partition is not None:
            self.partition = partition
        self.on_msg(self._asked)

    @property
    def _own_given(self) -> Given | None:
        """What is given, if it is shown."""
        return next((each for each in self._given if each.name == self.model), None)

    @property
    def partition(self) -> Partition:
        """The sides of the inputs or open legs; it can be set."""
        return self.case.partition

    @partition.setter
    @checked
    def partition(self, value: Partition) -> None:
        own = self._own_given
        if not isinstance(value, Partition):
            raise mistake("partition", "a Partition", value)
        if own is not None and own.length is None:
            value.sides(required=own.labels, optional=own.labels)
            self.more = {ENDS: own.bits(value)}
        elif value.split is None or value.length != self.length:
            raise mistake("partition", f"the first steps of {self.length} near and the others far", value)
        else:
            self.split = value.split

    @property
    def case(self) -> Parameters | Chosen | GivenCase:
        """The case that is shown: the sizes of the model, the split, the mode, and what is observed."""
        own = self._own_given
        if own is not None:
            place = self.more if own.length is None else {"split": min(self.split, own.length - 1)}
            words = {"mode": self.mode, "observe": self.observed} if own.circuit else {}
            return own.case({**place, **words})
        usual = {name: getattr(self, name) for name in SIZES}
        sizes = {**preferred(self.model), **usual, **self.more}
        return plainest(chosen(self.model, sizes, self.split, self.mode, self.observed))

    @property
    def network(self) -> Network:
        """The unrolled network whose tensors `near` names, or the network that is given."""
        return _given_network(self.case) or unroll(self.case.case.matrix.circuit, self.case.mode)

    @property
    def cut(self) -> Cut:
        """The cut whose near side was chosen, or the min-cut."""
        case = self.case
        if not case.unrolls:
            return _circuit_cut(case)
        network = self.network
        sides = case.partition if network is _given_network(case) else case.case.matrix.partition
        return min_cut(network, sides) if self.near is None else Cut.of(network, self.near, sides)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Return the widget and, for pages without a kernel, the picture that it shows first."""
        bundle: Any = super()._repr_mimebundle_(**options)
        data, metadata = bundle
        case = self.case
        if _given_network(case) or (self.view in ("auto", "unrolled") and case.unrolls):
            shown = picture(self.network, self.cut)
        else:
            shown = picture(case.case.matrix.circuit, _circuit_cut(case))
        return ({**data, "image/svg+xml": shown} if shown else data), metadata

    @traitlets.validate(*SIZES, "split")
    @checked
    def _size(self, proposal: Any) -> int:
        name, value = proposal["trait"].name, proposal["value"]
        most = self.length - 1 if name == "split" else MOST[name]
        found = whole(name, value, LEAST.get(name, 1), most)
        if name in ("length", "layers"):
            other = self.layers if name == "length" else self.length
            check_vertices(found * whole("layers" if name == "length" else "length", other))
        return found

    @traitlets.validate(*WORDS)
    @checked
    def _word(self, proposal: Any) -> str:
        name = proposal["trait"].name
        own = tuple(each.name for each in self._given) if name == "model" else ()
        return choice(name, proposal["value"], (*WORDS[name], *own))

    @traitlets.validate("more")
    @checked
    def _others(self, proposal: Any) -> dict[str, Any]:
        value, own = proposal["value"], self._own_given
        if not isinstance(value, Mapping):
            raise mistake("more", "a mapping from the names of sizes to their values", value)
        if own is not None:
            return _ends(own, value)
        sizes = page_sizes(self.model)
        for name in value:
            if name not in sizes:
                raise no_such_size(self.model, name, value[name], "more, ")
            if name in SIZES:
                raise mistake(f"more, {name}", f"a value of {name} itself", value[name])
        return {name: bounded_size(sizes[name], value[name]) for name in sizes if name in value}

    @traitlets.observe("model")
    def _model_changed(self, change: Any) -> None:
        sizes = {} if self._own_given else page_sizes(self.model)
        self.more = {name: value for name, value in self.more.items() if name in sizes}

    @traitlets.validate("near")
    @checked
    def _names(self, proposal: Any) -> tuple[str, ...] | None:
        """Return the names in the order of the network, without the inputs, whose side the split decides."""
        value = proposal["value"]
        if value is None:
            self._named = (None, self._kin_now)
            return None
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise mistake("near", "names of tensors, or None", value)
        if not self.case.unrolls:
            raise mistake("near", f"None, as the unrolled network has more than {MOST_TENSORS:,} tensors", value)
        network, names = self.network, list(value)
        for name in names:
            if not isinstance(name, str) or name not in network.index:
                raise mistake("near", "names of tensors of the unrolled network", name, network.index)
        chosen = set(names)
        near = tuple(tensor.name for tensor in network.tensors if tensor.name in chosen and tensor.kind != "input")
        self._named = (near, self._kin_now)
        return near

    @traitlets.validate("_own")
    @checked
    def _bits(self, proposal: Any) -> str:
        value = proposal["value"]
        if not isinstance(value, str) or set(value) - {"0", "1"}:
            raise mistake("own", "a text of 0 and 1", value)
        self._told = (value, self._kin_now)
        return value

    @traitlets.observe("near")
    def _near_changed(self, change: Any) -> None:
        if change["new"] != self._kept():
            self._sides = None if change["new"] is None else (self.model, sides_of(self.network, set(change["new"])))
        self._tell()

    def _tell(self) -> None:
        """Tell the front end the near side, unless it has said so itself."""
        if self.near is None:
            self._own = ""
        elif self.near != self._chosen():
            chosen = set(self.near)
            self._own = "".join("1" if tensor.name in chosen else "0" for tensor in self.network.tensors)

    @traitlets.observe("_own")
    def _own_changed(self, change: Any) -> None:
        self.near = self._chosen()

    @property
    def _kin_now(self) -> tuple[Any, ...]:
        """The traits that determine the names of the tensors; of what is given, the sides of its ends do not."""
        return tuple(getattr(self, name) for name in KIN if name != "more" or self._own_given is None)

    def _chosen(self) -> tuple[str, ...] | None:
        """Return the names that the front end has chosen, or None if its answer does not fit the network."""
        tensors = self.network.tensors if self._own and self.case.unrolls else ()
        if not tensors or len(self._own) != len(tensors):
            return None
        bits = zip(tensors, self._own, strict=True)
        return tuple(tensor.name for tensor, bit in bits if bit == "1" and tensor.kind != "input")

    def _kept(self) -> tuple[str, ...] | None:
        """Return the near side that follows from the one that was chosen last."""
        if self._sides is None or self._sides[0] != self.model or not self.case.unrolls:
            return None
        return kept_in(self._sides[1], self.network)

    @traitlets.observe(*KIN)
    def _kin_changed(self, change: Any) -> None:
        if self.split == self._split_seen:  # no split has been set together with it
            self.split = min(self._split_chosen, self.length - 1)
        now = self._kin_now
        if self._told == (self._own, now) and self.near != self._chosen():
            self.near = self._chosen()  # the front end has sent its sides together with the change
        elif self._named != (self.near, now):  # neither have names been set together with it
            self.near = self._kept()
            self._tell()  # the same names may have other places in the network

    @traitlets.observe("split")
    def _split_changed(self, change: Any) -> None:
        self._split_seen = self.split
        if self.split != min(self._split_chosen, self.length - 1):
            self._split_chosen = self.split

    def _asked(self, widget: Any, content: Any, buffers: Any) -> None:
        """Answer the front end in messages."""
        ask = content.get("ask")
        for message in answers([line_of(content.get("kind"), content.get("words"))], Desk(given=self._given)):
            self.send({"ask": ask, **message})


def _usual(model: Any) -> dict[str, Any]:
    """Return T, L, M and R with which a page opens at a model."""
    own = preferred(model) if model in shown_models() else {}
    return {name: own.get(name, value) for name, value in PREFERRED.items()}


def _check_beside(own: Given, more: Mapping[str, Any]) -> None:
    """Raise a TnrnnError if a size is given beside a circuit or a network, which has its own."""
    for name in (*SIZES, *(("split",) if own.length is None else ())):
        if more.get(name) is not None:
            raise mistake(f"explorer, {name}", "no such size beside a circuit or a network", more[name])


def _ends(own: Given, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sizes of what is given, which has none but its near ends."""
    for name in value:
        choice("more", name, () if own.length is not None else (ENDS,))
    return {name: own.bits(own.of_bits(bits)) for name, bits in value.items()}


def _given_network(case: Parameters | Chosen | GivenCase) -> Network | None:
    subject = case.given.subject if isinstance(case, GivenCase) else None
    return subject if isinstance(subject, Network) else None


def _circuit_cut(case: Parameters | Chosen | GivenCase) -> Cut:
    matrix = case.case.matrix
    return min_cut(matrix.circuit, matrix.partition, matrix.mode)
