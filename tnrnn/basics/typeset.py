"""Words and formulas in LaTeX: plain ASCII with every character escaped, so that any name compiles with pdflatex."""

# ruff: noqa: RUF001 - this module is about letters that look like others

from __future__ import annotations

import re
import unicodedata

from . import mathematics

# pylatexenc is not used: some of its commands need packages or font encodings that a document may lack (\DH, \nument,
# \mathbb), it leaves -- to become a dash, and it knows no letter with an accent that Latin-1 and its like lack (ẅ, ǻ).
SIGNS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "#": r"\#", "$": r"\$", "%": r"\%", "&": r"\&", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': "{''}",
    "\u00a0": "~", "\u2013": "--", "\u2014": "---", "\u2018": "`", "\u2019": "'", "\u201c": "{``}",
    "\u201d": "{''}", "\u2026": r"\dots{}", "ß": r"\ss{}", "æ": r"\ae{}", "Æ": r"\AE{}", "œ": r"\oe{}",
    "Œ": r"\OE{}", "ø": r"\o{}", "Ø": r"\O{}", "ł": r"\l{}", "Ł": r"\L{}", "ı": r"\i{}",
}  # fmt: skip
"""The signs that TeX has commands for, and the quotation mark, which is a command under babel's German."""

LIGATURES = "-,'`"
"""Characters that TeX joins into another one: two hyphens of a name must not become a dash."""

# The signs of mathematics that are shown otherwise than by one command.
MATHEMATICS = {"−": "-", "°": r"{}^{\circ}", "′": "{}'", "√": r"\surd", "∘": r"\circ"}

# The commands of combining accents.
ACCENTS = dict(zip("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0331",
                   "`'^~=u.\"rHvdcb", strict=True))  # fmt: skip

LATIN = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧο", "ABEZHIKMNOPTXo", strict=True))
"""The Greek letters that TeX has no commands for, as they look like these Latin letters."""

HYPHEN = r"\mathchar`-"
"""A hyphen in upright mathematics, where "-" is a minus."""

# The marks of Unicode's decompositions into plain letters.
TYPEFACES = ("<super>", "<sub>", "<font>", "<compat>", "<wide>")


def tex(words: str) -> str:
    r"""Return words as LaTeX source for pdflatex in any document; letters that it lacks are given by their number.

    >>> print(tex("min-cut: 50% of h_1--W"))
    min-cut: 50\% of h\_1-{}-W
    >>> print(tex("10⁵ × ü, Δ中"))
    10\textsuperscript{5} \ensuremath{\times} \"{u}, \ensuremath{\Delta}U+4E2D
    """
    found: list[str] = []
    last = ""
    for letter in unicodedata.normalize("NFC", words):
        if letter in LIGATURES and last and last in f"{LIGATURES}!?":
            found.append("{}")
        found.append(" " if letter.isspace() and letter not in SIGNS else _letter(letter))
        last = letter
    return "".join(found)


def tex_mathematics(source: str) -> str:
    r"""Return mathematics in LaTeX that pdflatex compiles without a package, in ASCII.

    >>> print(tex_mathematics("χ^{3} = 8"), tex_mathematics("\\text{cut }V^†"))
    {\chi}^{3} = 8 \mbox{cut }V^{\dagger}
    """
    return "".join(_printed(item) for item in mathematics.parse(source))


def _printed(item: mathematics.Item, script: bool = False) -> str:
    if isinstance(item, mathematics.Sign):
        return item.source if item.source.isascii() else _in_mathematics(item.source)
    if isinstance(item, mathematics.Space):
        return item.source
    if isinstance(item, mathematics.Group):
        return f"{{{_inside(item, script)}}}"
    if isinstance(item, mathematics.Script):
        single = isinstance(item.item, mathematics.Sign | mathematics.Group)
        inner = _printed(item.item, True)
        return item.way + (inner if single else f"{{{inner}}}")
    if isinstance(item, mathematics.Words):
        return _small_words(item.text) if script else f"\\mbox{{{tex(item.text)}}}"
    name = "mathrm" if item.name == "operatorname" else item.name  # the latter needs a package
    return f"\\{name}{{{_inside(item.item, script)}}}"


def _inside(item: mathematics.Item, script: bool) -> str:
    items = item.items if isinstance(item, mathematics.Group) else (item,)
    # A letter with an accent alone in braces lends its scripts to the braces, which then could have no others.
    end = "{}" if len(items) > 1 and isinstance(items[0], mathematics.Accent) else ""
    return "".join(_printed(each, script) for each in items) + end


def _small_words(words: str) -> str:
    """Return words as upright mathematics: what is in an mbox is not smaller in a script."""
    return f"\\mathrm{{{''.join(map(_small, words))}}}"


def _small(letter: str) -> str:
    if letter.isspace():
        return "\\ "
    if letter == "-":
        return HYPHEN
    if not letter.isascii():
        return _in_mathematics(letter)
    return letter if letter.isalnum() or letter in "+/=<>()[]|,.:;!?" else f"\\mbox{{{_letter(letter)}}}"


def _in_mathematics(letter: str) -> str:
    command = _command(letter)
    return f"{{{command}}}" if command else f"{{\\mbox{{{_letter(letter)}}}}}"


def _letter(letter: str) -> str:
    if letter in SIGNS:
        return SIGNS[letter]
    if letter.isascii() and letter.isprintable():
        return letter
    command = _command(letter)
    if command:
        return f"\\ensuremath{{{command}}}"
    return LATIN.get(letter) or _composed(letter) or f"U+{ord(letter):04X}"


def _command(letter: str) -> str:
    """Return the command of a sign or a Greek letter in mathematics, or an empty string."""
    if letter in MATHEMATICS:
        return MATHEMATICS[letter]
    name = mathematics.COMMAND_OF.get(letter)
    return f"\\{name}" if name else ""


def _composed(letter: str) -> str:
    """Return an accented, raised or lowered letter, or one of another typeface, by its parts; or an empty string."""
    kind, *parts = unicodedata.decomposition(letter).split() or [""]
    letters = [chr(int(part, 16)) for part in parts]
    if kind in TYPEFACES:
        inner = "".join(_letter(part) for part in letters)
        command = {"<super>": "textsuperscript", "<sub>": "textsubscript"}.get(kind)
        return f"\\{command}{{{inner}}}" if command else inner
    if kind and not kind.startswith("<") and (not letters or letters[0] in ACCENTS):
        base = _letter(chr(int(kind, 16)))
        return f"\\{ACCENTS[letters[0]]}{{{base}}}" if letters else base
    return ""


# The words of formulas that LaTeX has commands for.
OPERATORS = ("min", "max", "prod", "sum")
# The parts of a formula: dots, a sub- or superscript, a word with its subscript, or any other character.
TOKEN = re.compile(
    r"(?P<dots>\.\.)|(?P<script>[\^_]\((?P<inner>[^()]*)\)|\^(?P<power>\w+))|(?P<word>[^\W\d_][^\W_]*)(?P<tail>(?:_\w+)?)|."
)


def latex_formula(formula: str) -> str:
    r"""Return a formula of the table of bounds, given as text, in LaTeX without dollar signs.

    >>> print(latex_formula("min{((min{M,R}, T/2)), M^(T/2)}"))
    \min\{((\min\{M,R\},T/2)),M^{T/2}\}
    >>> print(latex_formula("R_in K(R; d_(k+1), .., d_(T-1))"))
    R_{in}\,K(R;d_{k+1},\ldots,d_{T-1})
    """
    tight = re.sub(r"([-+=,;]) ", r"\1", re.sub(r" ([-+=])", r"\1", formula))
    return "".join(map(_token, TOKEN.finditer(tight)))


def _token(found: re.Match[str]) -> str:
    if found["dots"]:
        return r"\ldots"
    if found["script"]:
        inside = found["power"] if found["inner"] is None else found["inner"]
        return f"{found[0][0]}{{{latex_formula(inside)}}}"
    if found["word"]:
        return _word(found["word"], found["tail"])
    return r"\," if found[0] == " " else found[0] if found[0] in "<>|" else tex(found[0])


def _word(word: str, tail: str) -> str:
    """Return a symbol in LaTeX; what follows its first underscore is a subscript."""
    shown = word if len(word) == 1 else f"\\{word}" if word in OPERATORS else f"\\mathit{{{word}}}"
    below = tex(tail[1:])
    return f"{shown}_{{{below}}}" if below else shown
