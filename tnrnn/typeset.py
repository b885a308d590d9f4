r"""Text and formulas as LaTeX has them."""

from __future__ import annotations

import re

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "^": r"\^{}",
    "~": r"\~{}",
    "<": "$<$",
    ">": "$>$",
    **{letter: f"\\{letter}" for letter in "_&%#$"},
}
OPERATORS = ("min", "max", "prod", "sum")
TOKEN = re.compile(
    r"(?P<dots>\.\.)|(?P<script>[\^_]\((?P<inner>[^()]*)\)|\^(?P<power>\w+))|(?P<word>[^\W\d_][^\W_]*)(?P<tail>(?:_\w+)?)|."
)


def latex_text(text: str) -> str:
    r"""Return a text with what LaTeX takes for commands escaped.

    >>> print(latex_text("50% of a_b <= 2^n"))
    50\% of a\_b $<$= 2\^{}n
    """
    return "".join(SPECIAL.get(letter, letter) for letter in text)


def latex_formula(formula: str) -> str:
    r"""Return a formula of the table, written as text, as mathematics in LaTeX, without dollars.

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
    return r"\," if found[0] == " " else {"<": "<", ">": ">"}.get(found[0], latex_text(found[0]))


def _word(word: str, tail: str) -> str:
    """Return a symbol; what follows its first underscore is a subscript."""
    shown = word if len(word) == 1 else f"\\{word}" if word in OPERATORS else f"\\mathit{{{word}}}"
    below = latex_text(tail[1:])
    return f"{shown}_{{{below}}}" if below else shown
