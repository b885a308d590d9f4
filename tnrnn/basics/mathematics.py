r"""The part of TeX's mathematics that pictures know: letters, signs, sub- and superscripts, typefaces and accents.

`parse` turns a source into items, and each format prints the items: pdflatex, matplotlib and SVG have the same commands
and say the same. All commands work in pdflatex without a package.
"""

# ruff: noqa: RUF001 - this module is about letters that look like others

from __future__ import annotations

import re
from typing import NamedTuple

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "\u03f5", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "vartheta": "\u03d1", "iota": "\u03b9", "kappa": "κ", "lambda": "λ", "mu": "μ",
    "nu": "\u03bd", "xi": "ξ", "pi": "π", "varpi": "\u03d6", "rho": "\u03c1", "varrho": "\u03f1",
    "sigma": "\u03c3", "varsigma": "ς", "tau": "τ", "upsilon": "\u03c5", "phi": "\u03d5", "varphi": "φ", "chi": "χ",
    "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
"""The letters that TeX has commands for."""

RELATION_SIGNS = {
    "approx": "≈", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "to": "→", "rightarrow": "→",
    "leftarrow": "←", "gets": "←", "leftrightarrow": "↔", "Rightarrow": "⇒", "Leftarrow": "⇐", "Leftrightarrow": "⇔",
    "mapsto": "↦", "in": "∈", "ni": "∋", "sim": "\N{TILDE OPERATOR}", "simeq": "≃", "cong": "≅", "equiv": "≡",
    "propto": "∝", "subset": "⊂", "supset": "⊃", "subseteq": "⊆", "supseteq": "⊇", "ll": "≪", "gg": "≫", "perp": "⊥",
}  # fmt: skip
OPERATION_SIGNS = {
    "cdot": "·", "times": "\N{MULTIPLICATION SIGN}", "div": "÷", "pm": "±", "mp": "∓", "otimes": "⊗", "oplus": "⊕",
    "odot": "⊙", "ominus": "⊖", "ast": "\N{ASTERISK OPERATOR}", "star": "⋆", "circ": "\N{RING OPERATOR}",
    "bullet": "\N{BULLET OPERATOR}", "wedge": "∧", "vee": "\N{LOGICAL OR}", "cap": "∩", "cup": "\N{UNION}",
    "setminus": "\N{SET MINUS}",
}  # fmt: skip
PLAIN_SIGNS = {
    "ell": "\N{SCRIPT SMALL L}", "hbar": "ℏ", "infty": "∞", "dots": "…", "ldots": "…", "cdots": "⋯", "vdots": "⋮",
    "ddots": "⋱", "prod": "∏", "sum": "\N{N-ARY SUMMATION}", "int": "∫", "langle": "⟨", "rangle": "⟩", "dagger": "†",
    "ddagger": "‡", "prime": "\N{PRIME}", "partial": "∂", "nabla": "∇", "emptyset": "∅", "forall": "∀", "exists": "∃",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "vert": "|", "Vert": "‖", "|": "‖", "uparrow": "↑",
    "downarrow": "↓", "top": "⊤", "bot": "⊥", "Re": "ℜ", "Im": "ℑ", "surd": "√", "lbrace": "{", "rbrace": "}",
    "{": "{", "}": "}", "_": "_", "%": "%", "#": "#", "&": "&", "$": "$",
}  # fmt: skip
SIGNS = {**GREEK, **RELATION_SIGNS, **OPERATION_SIGNS, **PLAIN_SIGNS}
"""What each command shows."""

FUNCTIONS = ("log", "ln", "exp", "sin", "cos", "min", "max", "det", "dim", "ker", "deg", "Pr")
"""Commands that show their own names, upright."""

SPACES = {
    ",": "\u2009", ":": "\u2009", ";": " ", " ": " ", "!": "", "quad": "  ", "qquad": "    ",
}  # fmt: skip
TYPED = {"-": "\N{MINUS SIGN}", "'": "\N{PRIME}", "*": "\N{ASTERISK OPERATOR}"}
"""What some keys show in mathematics."""

RAW = set("+-*/=<>()[]|,.:;!?' ")
"""The signs that stand for themselves in mathematics; others need a command."""

RELATIONS = {*"=<>", *RELATION_SIGNS.values()}
OPERATIONS = {"+", TYPED["-"], *OPERATION_SIGNS.values()}

FONTS = ("mathrm", "mathbf", "mathit", "mathsf", "mathcal", "operatorname")
WORDS = ("text", "mbox", "textrm")
"""The commands whose argument is words, with their spaces."""

ACCENTS = {
    "hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308",
    "check": "\u030c", "breve": "\u0306", "acute": "\u0301", "grave": "\u0300",
}  # fmt: skip
"""The accents that a letter can have, and the characters that follow it in a text for that."""

COMMANDS = (*SIGNS, *FUNCTIONS, *SPACES, *FONTS, *WORDS, *ACCENTS)
"""All commands, without their backslashes."""

COMMAND_OF = {sign: name for name, sign in reversed(SIGNS.items()) if not sign.isascii()}
"""The first command of every sign that is not on a keyboard."""

LETTERS = "".join(GREEK.values())
TOKEN = re.compile(r"\\[A-Za-z]+ ?|\\.|\s+|.", re.DOTALL)
DEEPEST = 8
"""The most braces inside each other."""


class Sign(NamedTuple):
    """A letter, a digit or a sign: its TeX source and what it shows."""

    source: str
    shown: str


PRIME = Sign("'", TYPED["'"])


class Space(NamedTuple):
    """A space: its TeX source and the spaces that it shows."""

    source: str
    shown: str


class Group(NamedTuple):
    """What stands in braces."""

    items: tuple[Item, ...]


class Script(NamedTuple):
    """A superscript ("^") or a subscript ("_")."""

    way: str
    item: Item


class Font(NamedTuple):
    """Mathematics in a typeface."""

    name: str
    item: Item


class Accent(NamedTuple):
    """A letter with an accent."""

    name: str
    item: Item


class Words(NamedTuple):
    """Words as they stand in a text."""

    text: str


Item = Sign | Space | Group | Script | Font | Accent | Words


class SourceError(ValueError):
    """What is wrong with a source: what was expected, what was given, and the words that may have been meant."""

    def __init__(self, expected: str, given: str, names: tuple[str, ...] = ()) -> None:
        super().__init__(expected)
        self.expected, self.given, self.names = expected, given, names


def parse(source: str, strict: bool = False) -> tuple[Item, ...]:
    r"""Return the items of a source; one that is not valid raises `SourceError` if `strict`, and else is mended.

    >>> parse("\\chi^2")
    (Sign(source='\\chi', shown='χ'), Script(way='^', item=Sign(source='2', shown='2')))
    """
    return _Parser(source, strict).items()


def valid(source: str) -> bool:
    r"""Return whether a source shows something, and every format can show it.

    >>> valid("A^{s_1}"), valid("\\frac"), valid("A^{"), valid("x^1^2"), valid("{}")
    (True, False, False, False, False)
    """
    try:
        return any(map(_shows, parse(source, strict=True)))
    except SourceError:
        return False


def _shows(item: Item) -> bool:
    if isinstance(item, Group):
        return any(map(_shows, item.items))
    return isinstance(item, Sign | Words) or (not isinstance(item, Space) and _shows(item.item))


SCRIPTS = {"^": "superscript", "_": "subscript", "'": "superscript"}


def _second(had: str, token: str) -> bool:
    """Return whether TeX would refuse a script: a superscript may follow a prime only at once, and no prime one."""
    if token == "_":
        return "_" in had
    return "^" in had or ("'" in had and had[-1] != "'")


class _Parser:
    """Reads a source from the left."""

    def __init__(self, source: str, strict: bool) -> None:
        self.source, self.strict = source, strict
        self.tokens = [(found[0], found.start()) for found in TOKEN.finditer(source)]
        self.place = 0

    def items(self) -> tuple[Item, ...]:
        """Return the items up to the end; a brace that closes nothing is left out."""
        found = list(self._until_close(0))
        while self.place < len(self.tokens):
            self._fault("an opening brace before this one", "}")
            self.place += 1
            found += self._until_close(0)
        return tuple(found)

    def _fault(self, expected: str, given: str, names: tuple[str, ...] = ()) -> None:
        if self.strict:
            raise SourceError(expected, given, names)

    def _until_close(self, depth: int) -> list[Item]:
        """Read up to a closing brace; `had` are the scripts and primes of the last item, in order."""
        found: list[Item] = []
        had = ""
        while self.place < len(self.tokens) and self.tokens[self.place][0] != "}":
            token = self.tokens[self.place][0]
            if token in SCRIPTS and _second(had, token):
                self._fault(f"one {SCRIPTS[token]} at one letter", self.source)
                found.append(Group(()))
                had = ""
            if token in ("^", "_"):
                self.place += 1
                item = self._argument(depth, f"something after {token!r}")
                while found and isinstance(found[-1], Space) and found[-1].source.isspace():
                    found.pop()
                found += [] if item is None else [Script(token, item)]
            else:
                item = self._item(depth)
                found += [] if item is None else [item]
            if token in SCRIPTS:
                had += token
            elif not token.isspace():
                had = ""
        return found

    def _argument(self, depth: int, expected: str) -> Item | None:
        """Return the next item, without spaces before it, or None if there is none or it is a script."""
        while self.place < len(self.tokens) and self.tokens[self.place][0].isspace():
            self.place += 1
        if self.place == len(self.tokens) or self.tokens[self.place][0] in ("^", "_", "}", "'"):
            self._fault(expected, self.source)
            return None
        return self._item(depth)

    def _item(self, depth: int) -> Item | None:
        token = self.tokens[self.place][0]
        self.place += 1
        if token == "{":
            if depth < DEEPEST:
                return self._group(depth + 1)
            self._fault(f"at most {DEEPEST} braces inside each other", self.source)
            return None
        if token.isspace():
            return Space(token if token.isascii() else " ", "")
        if token[0] != "\\":
            if token.isascii() and not token.isalnum() and token not in RAW:
                self._fault("a sign that mathematics has", token)
                return Words(token)
            return Sign(token, TYPED.get(token, token))
        return self._command(token, token[1:].rstrip() or token[1:], depth)

    def _group(self, depth: int) -> Item:
        opened = self.tokens[self.place - 1][1]
        found = Group(tuple(self._until_close(depth)))
        if self.place == len(self.tokens):
            self._fault("a closing brace for this one", self.source[opened:])
        self.place += 1
        return found

    def _command(self, token: str, name: str, depth: int) -> Item | None:
        if name in SPACES:
            return Space(token, SPACES[name])
        if name in SIGNS or name in FUNCTIONS:
            return Sign(token, SIGNS.get(name, name))
        if name in WORDS:
            return self._words(name)
        if name in FONTS or name in ACCENTS:
            item = self._argument(depth, f"something after \\{name}")
            if name in FONTS:
                return None if item is None else Font(name, item)
            return self._accented(name, item)
        alike = [known for known in COMMANDS if known[0].casefold() == name[:1].casefold()]
        self._fault("a command that is known", f"\\{name}", tuple(f"\\{known}" for known in alike))
        return Words(name or token)

    def _accented(self, name: str, item: Item | None) -> Item | None:
        inner = item
        while isinstance(inner, Group) and len(inner.items) == 1:
            inner = inner.items[0]
        if isinstance(inner, Font) and isinstance(inner.item, Sign | Group):  # the typeface outside, as in all formats
            accented = self._accented(name, inner.item)
            return None if accented is None else Font(inner.name, accented)
        if isinstance(inner, Sign) and len(inner.shown) == 1:
            return Accent(name, inner)
        self._fault(f"one letter after \\{name}", self.source)
        return item

    def _words(self, name: str) -> Item:
        """Read words in braces. Inside them a backslash can only stand before a sign."""
        while self.place < len(self.tokens) and self.tokens[self.place][0].isspace():
            self.place += 1
        if self.place == len(self.tokens) or self.tokens[self.place][0] != "{":
            self._fault(f"braces after \\{name}", self.source)
            return Words(name)
        opened, letters = self.tokens[self.place][1], ""
        for token, _ in self.tokens[self.place + 1 :]:
            self.place += 1
            if token == "}":
                self.place += 1
                return Words(letters)
            if token == "{" or (token[0] == "\\" and token[1:2].isalpha()):
                self._fault(f"plain words in \\{name}", token)
            letters += token[1:] if token[0] == "\\" and len(token) > 1 else token
        self._fault("a closing brace for this one", self.source[opened:])
        self.place = len(self.tokens)
        return Words(letters)
