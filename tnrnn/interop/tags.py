"""Tags of quimb: those that name a tensor, those that `to_quimb` writes for the fields of a tensor, and all others."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from ..networks import Tensor
from .naming import valid

MOST_TAGS = 10
"""The largest number of tags of a tensor that are tried in pairs."""

# A tag that `to_quimb` writes for a field of a tensor.
_MARK = re.compile("(name|kind|parameter|vertex|layer|position)=(.+)")
# A position in a tag.
_NUMBERS = re.compile("-?[0-9]{1,10}(,-?[0-9]{1,10})*,?")


def labels(tags: Sequence[Iterable[Any]]) -> list[str | None]:
    """Return for each tensor a tag that no other tensor has; tensors without one get pairs of tags, if these name all.

    Tags that `to_quimb` writes for fields are not names, except that "name=A" says that the name is A.

    >>> labels([["A", "x"], ["B", "x"]]), labels([["I0", "KET"], ["I0", "BRA"], ["I1", "KET"], ["I1", "BRA"]])[:2]
    (['A', 'B'], ['I0, KET', 'I0, BRA'])
    >>> labels([["A", "x", "name=A"], ["B", "A"]])
    ['A', 'B']
    """
    plain = _plain(tags)
    single = [named or tag for named, tag in zip(map(_name, tags), _alone(plain), strict=True)]
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
    found = _alone(_plain(tags))
    return [
        each if label == tensor.name else [*each, f"name={tensor.name}"]
        for tensor, each, label in zip(tensors, tags, found, strict=True)
    ]


def fields(name: str, tags: Iterable[Any]) -> dict[str, Any]:
    """Return the fields of the tensor with this name, as `written` writes them in tags; all other tags are its `tags`.

    Tags that are not printable strings are left out, as is the name.

    >>> fields("A", ["A", "x", "kind=state", "kind=tensor", 5])
    {'kind': 'state', 'parameter': 'A', 'tags': ('x', 'kind=tensor')}
    """
    pairs = [(tag, _field(tag)) for tag in tags if valid(tag)]
    read = dict(pair for _, pair in pairs if pair is not None and pair[0] != "name")
    other = tuple(tag for tag, pair in pairs if pair is None and tag != name)
    return {"kind": "weight", "parameter": name} | read | {"tags": other}


def _plain(tags: Iterable[Iterable[Any]]) -> list[list[str]]:
    return [[tag for tag in each if valid(tag) and not _MARK.fullmatch(tag)] for each in tags]


def _alone(tags: Sequence[Sequence[str]]) -> list[str | None]:
    count = Counter(tag for each in tags for tag in each)
    return [next((tag for tag in each if count[tag] == 1), None) for each in tags]


def _name(tags: Iterable[Any]) -> str | None:
    found = (_field(tag) for tag in tags if valid(tag))
    return next((pair[1] for pair in found if pair is not None and pair[0] == "name"), None)


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
