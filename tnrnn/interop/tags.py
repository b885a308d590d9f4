"""Tags of quimb: those that name a tensor, those that `to_quimb` writes for the fields of a tensor, and all others."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from ..basics import are_names
from ..networks import Tensor
from .naming import valid

MOST_TAGS = 10
"""The largest number of tags of a tensor that are tried in pairs."""

# A tag that `to_quimb` writes for a field of a tensor.
_MARK = re.compile("(name|kind|parameter|vertex|layer|position)=(.+)")
# A position in a tag.
_NUMBERS = re.compile("-?[0-9]{1,10}(,-?[0-9]{1,10})*,?")


class Known:
    """The tags of tensors. Of them `words` are tags, `fields` stand for fields, and `marks` would if they were valid.

    >>> known = Known([["A", "layer=1", "layer=x", 5]])
    >>> sorted(known.words), known.fields
    (['A', 'layer=x'], {'layer=1': ('layer', 1)})
    """

    def __init__(self, tags: Sequence[Sequence[Any]]) -> None:
        self.tags = tags
        self._all = set(itertools.chain.from_iterable(tags))
        valid_tags = self._all if are_names(self._all) else set(filter(valid, self._all))
        self.marks = {tag for tag in valid_tags if "=" in tag and _MARK.fullmatch(tag)}
        read = {tag: _field(tag) for tag in self.marks}
        self.fields = {tag: field for tag, field in read.items() if field is not None}
        self.words = valid_tags - self.fields.keys() if self.fields else valid_tags

    def plain(self) -> Sequence[Sequence[str]]:
        """Return the tags of each tensor that can be names."""
        plain = self.words - self.marks
        return (
            self.tags if len(plain) == len(self._all) else [[tag for tag in each if tag in plain] for each in self.tags]
        )

    def names(self) -> list[str | None]:
        """Return the name of each tensor that a tag such as "name=A" gives, or None."""
        named = {tag: value for tag, (key, value) in self.fields.items() if key == "name"}
        if not named:
            return [None] * len(self.tags)
        return [next((named[tag] for tag in each if tag in named), None) for each in self.tags]


def labels(known: Known) -> list[str | None]:
    """Return for each tensor a tag that no other tensor has; tensors without one get pairs of tags, if these name all.

    Tags that `to_quimb` writes for fields are not names, except that "name=A" says that the name is A.

    >>> labels(Known([["A", "x"], ["B", "x"]]))
    ['A', 'B']
    >>> labels(Known([["I0", "KET"], ["I0", "BRA"], ["I1", "KET"], ["I1", "BRA"]]))[:2]
    ['I0, KET', 'I0, BRA']
    >>> labels(Known([["A", "x", "name=A"], ["B", "A"]]))
    ['A', 'B']
    """
    plain = known.plain()
    single = [named or tag for named, tag in zip(known.names(), _alone(plain), strict=True)]
    rest = [place for place, tag in enumerate(single) if tag is None]
    pairs = _alone([[", ".join(pair) for pair in itertools.combinations(plain[n][:MOST_TAGS], 2)] for n in rest])
    if all(pairs):
        for place, pair in zip(rest, pairs, strict=True):
            single[place] = pair
    return single


def written(tensors: Sequence[Tensor]) -> list[list[str]]:
    """Return the tags that stand for the names, the fields and the tags of tensors, which `labels` and `fields` read.

    Tags that would be read as a field are left out. The name is written as "name=A", too, where a tag alone would not
    give it: if another tensor has it as a tag, for example.

    >>> one = Tensor("A", "state", (), parameter="A", layer=1, tags=("x", "layer=7"))
    >>> written([one, Tensor("B", "weight", (), parameter="W", tags=("A",))])
    [['A', 'kind=state', 'layer=1', 'x', 'name=A'], ['B', 'parameter=W', 'A']]
    """
    tags = [[*_of_fields(tensor), *(tag for tag in tensor.tags if _field(tag) is None)] for tensor in tensors]
    found = _alone(Known(tags).plain())
    return [
        each if label == tensor.name else [*each, f"name={tensor.name}"]
        for tensor, each, label in zip(tensors, tags, found, strict=True)
    ]


def fields(names: Sequence[str], known: Known) -> dict[str, list[Any]]:
    """Return the fields of tensors with these names, as `written` writes them in tags, and all other tags as `tags`.

    Each field is a column. Tags that are not printable strings are left out, as are the names.

    >>> fields(["A", "B"], Known([["A", "x", "kind=state", "kind=tensor", 5], []]))
    {'kind': ['state', 'weight'], 'parameter': ['A', 'B'], 'tags': [('x', 'kind=tensor'), ()]}
    """
    found: dict[str, list[Any]] = {"kind": ["weight"] * len(names), "parameter": list(names)}
    for place, each in enumerate(known.tags) if known.fields else ():
        for key, value in (known.fields[tag] for tag in each if tag in known.fields):
            if key != "name":
                found.setdefault(key, [None] * len(names))[place] = value
    other = [
        tuple([tag for tag in each if tag in known.words and tag != name])
        for name, each in zip(names, known.tags, strict=True)
    ]
    return found | {"tags": other}


def _alone(tags: Sequence[Sequence[str]]) -> list[str | None]:
    count = Counter(itertools.chain.from_iterable(tags))
    return [next((tag for tag in each if count[tag] == 1), None) for each in tags]


def _of_fields(tensor: Tensor) -> list[str]:
    tags = [tensor.name]
    if tensor.kind != "weight":
        tags.append(f"kind={tensor.kind}")
    if tensor.parameter != tensor.name:
        tags.append(f"parameter={tensor.parameter}")
    if tensor.vertex is not None:
        tags.append(f"vertex={tensor.vertex}")
    if tensor.layer is not None:
        tags.append(f"layer={tensor.layer}")
    if isinstance(tensor.position, tuple):
        tags.append(f"position={','.join(map(str, tensor.position))},")
    elif tensor.position is not None:
        tags.append(f"position={tensor.position}")
    return tags


def _field(tag: str) -> tuple[str, Any] | None:
    """Return the field that a tag as `to_quimb` writes it stands for; a tag that it would not write stands for none."""
    match = _MARK.fullmatch(tag)
    if match is None:
        return None
    key, text = match.groups()
    if (key in ("name", "parameter", "vertex") and valid(text)) or (key == "kind" and text in ("state", "output")):
        return key, text
    if key == "layer" and re.fullmatch("[0-9]{1,9}", text):
        return key, int(text)
    if key == "position" and _NUMBERS.fullmatch(text):
        numbers = tuple(int(part) for part in text.split(",") if part)
        return key, numbers if "," in text else numbers[0]
    return None
