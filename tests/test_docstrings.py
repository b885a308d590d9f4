"""Every parameter of every public function, class and method is described in a sentence, and no other is.

What is public is what the pages of the API list, with the methods and fields of its classes.
"""

from __future__ import annotations

import ast
import doctest
import importlib
import importlib.util
import inspect
import re
import textwrap
from typing import Protocol

import pytest
from documented import documented

docscrape = pytest.importorskip("numpydoc.docscrape", reason="needs the extra `docs`")

NEED_TORCH = ("tnrnn.memory", "tnrnn.training")
NOT_CALLED = (BaseException, Protocol)
"""Classes of which users make no objects with parameters of their own."""
OPEN = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
FILLERS = {"a", "an", "the", "of", "or", "and", "optional", "by", "default"}
ELSEWHERE = re.compile(r"(as|as in|as for|see|like|the (other )?parameters? of) `", re.IGNORECASE)


def public():
    """Yield the full name, the object and whether it is a class's own, of all names and of the methods of classes."""
    torch = importlib.util.find_spec("torch") is not None
    for full in sorted(documented()):
        module, _, name = full.rpartition(".")
        if module in NEED_TORCH and not torch:
            continue
        found = getattr(importlib.import_module(module), name)
        yield full, found, False
        if inspect.isclass(found):
            for own, what in vars(found).items():
                if not own.startswith("_"):
                    yield f"{full}.{own}", what, True


def functions():
    """Yield the full name, the function or class, and the names of its parameters."""
    for full, found, own in public():
        called = found.__func__ if isinstance(found, classmethod | staticmethod) else found
        if not callable(called) or (inspect.isclass(called) and (own or issubclass(called, NOT_CALLED))):
            continue
        parameters = list(inspect.signature(called).parameters.values())
        bound = own and not isinstance(found, staticmethod)
        yield full, called, parameters[bound:]


def sections(thing):
    return docscrape.NumpyDocString(inspect.getdoc(thing) or "")


def entries(thing):
    """Return the entries of a docstring by name, without stars; those of attributes apart."""
    read = sections(thing)
    named = [
        {name.strip().lstrip("*"): entry for entry in read[each] for name in entry.name.split(",")}
        for each in ("Parameters", "Attributes")
    ]
    return named[0], named[1]


def said(entry):
    return " ".join(line.strip() for line in entry.desc).strip()


def faults(full, called, parameters):
    """Yield what is wrong with the entries of a function."""
    described, attributes = entries(called)
    names = {each.name for each in parameters if each.kind not in OPEN}
    anything = {each.name for each in parameters if each.kind in OPEN}
    for name in names - set(described) - set(attributes):
        yield f"{full}: nothing is said of {name}"
    if anything and not described:
        yield f"{full}: nothing is said of {', '.join(sorted(anything))}"
    if not anything:
        for name in set(described) - names:
            yield f"{full}: {name} is described, but it is no parameter"
    for name, entry in (described | attributes).items():
        yield from (f"{full}: {name} {fault}" for fault in wrong(name, entry))


def wrong(name, entry):
    """Yield what is wrong with one entry."""
    text = said(entry)
    words = set(re.findall(r"\w+", text.lower()))
    known = FILLERS | set(re.findall(r"[a-z]+", f"{entry.name} {entry.type}".lower()))
    if not entry.type:
        yield "has no type"
    if not text:
        yield "has no description"
    elif not (text[0].isupper() or text[0] in "`\"'") or not text.rstrip("`)").endswith((".", ":", "]")):
        yield f"is not described in a sentence: {text}"
    elif ELSEWHERE.match(text):
        yield f"is described elsewhere: {text}"
    elif not words - known:
        yield f"is described by its own name: {text}"
    elif name == "seed" and not re.search("seeds? of", text.lower()):
        yield f"does not say what it seeds: {text}"


def test_every_parameter_is_described_in_a_sentence_and_nothing_else_is():
    assert [fault for each in functions() for fault in faults(*each)] == []


def test_what_a_function_returns_is_said():
    """In a section, or in the first sentence, which then says what it returns or yields."""
    wrong = []
    for full, called, _ in functions():
        read = sections(called)
        given = inspect.signature(called).return_annotation
        returned = [*read["Returns"], *read["Yields"]]
        silent = [entry for entry in returned if not said(entry)]
        told = re.search(r"\b(return|yield)", " ".join(read["Summary"]), re.IGNORECASE)
        if silent or not (inspect.isclass(called) or given in (None, "None") or returned or told):
            wrong.append(full)
    assert wrong == []


CHECKS = ("whole", "choice", "mistake", "check_path")
"""Functions that raise an error for an argument that does not fit."""


def refuses(called):
    """Return whether the code of a function, or what makes an object of a class, refuses arguments by itself."""
    own = inspect.unwrap(called)
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(own))).body
    makers = ("__init__", "__new__", "__post_init__")
    parts = [each for each in tree.body if getattr(each, "name", "") in makers] if inspect.isclass(own) else [tree]
    found = [each for part in parts for each in ast.walk(part)]
    raised = [getattr(each.exc, "id", "") for each in found if isinstance(each, ast.Raise)]
    checked = any(isinstance(each, ast.Call) and getattr(each.func, "id", "") in CHECKS for each in found)
    return checked or any(name != "NotImplementedError" for name in raised)


def test_what_refuses_arguments_says_which():
    """In a section Raises; that of a class speaks for its methods, too."""
    told = {full for full, called, _ in functions() if sections(called)["Raises"]}
    wrong = [full for full, called, _ in functions() if full not in told and refuses(called)]
    assert [full for full in wrong if full.rpartition(".")[0] not in told] == []


def test_every_method_and_property_has_a_docstring():
    assert [full for full, found, own in public() if own and is_code(found) and not inspect.getdoc(found)] == []


def is_code(found):
    kinds = (property, classmethod, staticmethod)
    return isinstance(found, kinds) or inspect.isfunction(found) or hasattr(found, "func")


def test_every_public_name_has_an_example():
    """Examples run as doctests; exceptions, which are raised by examples of functions, need none of their own."""
    parser = doctest.DocTestParser()
    without = []
    for full, found, own in public():
        if not own and callable(found) and not parser.get_examples(inspect.getdoc(found) or ""):
            without.append(full)
    assert without == []


@pytest.mark.parametrize(
    ("docstring", "fault"),
    [
        ("circuit : Circuit\n    The circuit.\n", "by its own name"),
        ("circuit : Circuit\n", "has no description"),
        ("circuit\n    What is drawn.\n", "has no type"),
        ("circuit : Circuit\n    what is drawn\n", "not described in a sentence"),
        ("circuit : Circuit\n    As in `evaluate`.\n", "described elsewhere"),
        ("network : Network\n    What is drawn.\n", "nothing is said of circuit"),
        ("circuit : Circuit\n    What is drawn.\nview : View\n    How it is shown.\n", "is no parameter"),
    ],
)
def test_the_test_finds_what_is_wrong(docstring, fault):
    def drawn(circuit):
        return circuit

    drawn.__doc__ = f"Return a picture.\n\nParameters\n----------\n{docstring}"
    found = list(faults("drawn", drawn, list(inspect.signature(drawn).parameters.values())))
    assert any(fault in each for each in found)


def test_a_described_parameter_has_no_fault():
    def drawn(circuit):
        """Return a picture.

        Parameters
        ----------
        circuit : Circuit
            What is drawn.
        """
        return circuit

    assert list(faults("drawn", drawn, list(inspect.signature(drawn).parameters.values()))) == []
