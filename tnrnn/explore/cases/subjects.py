"""What a user may give in place of a circuit or a network: a file, or an object of another package."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...basics import TnrnnError, mistake, shown
from ...interop import MAX_TEXT, from_json, from_quimb, from_tensornetwork, from_uai, is_uai
from ...models import MODELS
from ...networks import Circuit, Network
from ...system import read_text
from .given import LONGEST_NAME, Given


def given_of(subject: Any, name: str | None = None, **more: Any) -> Given:
    """Return what a user gives in the form that a page takes.

    Parameters
    ----------
    subject : Given, Circuit, Network, path, or object of another package
        A circuit or a network; a pair of a network and its arrays, as the functions of `tnrnn.interop` return it; the
        path of a file that `read_subject` reads; a TensorNetwork or Circuit of quimb; or a list or set of nodes of
        tensornetwork.
    name : str, optional
        What a page calls it; by default the name of the file, or "given".
    **more : tuple
        What an exported page contains of it: `partitions`, `modes` and `observe`, as `Given` takes them.

    Raises
    ------
    TnrnnError
        If it is none of these, or if `Given` refuses it.

    Examples
    --------
    >>> from tnrnn import rac
    >>> given_of(rac(4, 1, 2, 3)).length
    4
    """
    if isinstance(subject, Given):
        changes: dict[str, Any] = more if name is None else {"name": name, **more}
        return replace(subject, **changes) if changes else subject
    found = _subject(subject)
    if name is None and isinstance(subject, str | os.PathLike):
        name = _named(Path(subject).stem)
    return Given(found, "given" if name is None else name, **more)


def _named(stem: str) -> str:
    """Return the name of a file as a page may show it.

    >>> _named("rac"), _named("")
    ('rac (given)', 'given')
    """
    clean = "".join(letter if letter.isprintable() else "?" for letter in stem)[:LONGEST_NAME].strip()
    return f"{clean} (given)" if clean in MODELS else clean or "given"


def _subject(subject: Any) -> Circuit | Network:
    if isinstance(subject, tuple) and len(subject) == 2 and isinstance(subject[0], Network | Circuit):
        subject = subject[0]
    if isinstance(subject, Circuit | Network):
        return subject
    if isinstance(subject, str | os.PathLike):
        return read_subject(subject)
    package = type(subject).__module__.partition(".")[0]
    if package == "quimb":
        return from_quimb(subject, arrays=False)[0]
    if isinstance(subject, list | set | tuple | frozenset) and _has_nodes(subject):
        return from_tensornetwork(subject, arrays=False)[0]
    expected = "a Circuit, a Network, the path of a file, a network of quimb, or nodes of tensornetwork"
    raise mistake("given", expected, subject)


def _has_nodes(items: Any) -> bool:
    return bool(items) and all(type(item).__module__.partition(".")[0] == "tensornetwork" for item in items)


def read_subject(path: str | os.PathLike[str]) -> Circuit | Network:
    """Return the circuit or the network that a file contains.

    Parameters
    ----------
    path : str or path
        A file as `tnrnn.interop.to_json` writes it, lists of indices as `cotengra.utils.save_to_json` writes them, or a
        graphical model in the UAI format (its name ends in .uai, or it begins with MARKOV or BAYES), of which every
        variable becomes an open leg.

    Raises
    ------
    TnrnnError
        If the file cannot be read, if it is too large, or if it contains neither a circuit nor a network.
    """
    text = read_text(path, 4 * MAX_TEXT)
    try:
        if str(path).lower().endswith(".uai") or is_uai(text):
            return from_uai(text)[0]
        found = from_json(text)
    except TnrnnError as error:
        raise TnrnnError(f"file {shown(str(path))}: {error}") from None
    found = found[0] if isinstance(found, tuple) else found
    if not isinstance(found, Circuit | Network):
        raise TnrnnError(f"file {shown(str(path))}: expected a circuit or a network, given a {type(found).__name__}")
    return found
