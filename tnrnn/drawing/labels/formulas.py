r"""Names that read as mathematics, as TeX: `chi[1]`, `A_1'`, `V†`, `U^dagger`, `A^{s_1}`, `|psi>` and `\psi`."""

from __future__ import annotations

import re

from ...basics import mathematics

# Longer names are not shown as mathematics.
LARGEST_NAME = 40

GREEK = f"[{mathematics.LETTERS}]"
PRIME = "\N{PRIME}"
PART = f"(?:[A-Za-z0-9]|{GREEK})+"
# One index in brackets, such as 3, -1 or t+1.
INDEX = f"[-+]?{PART}(?:[-+]{PART})*"
# What stands above at the end of a name: a star, a dagger, or one of a few words after "^".
ABOVE = r"†|\*|\^(?P<open>\{)?(?:\\?dag(?:ger)?|†|\*|\\ast|\\?star|[TH]|-1)(?(open)\})"
STRUCTURED = re.compile(
    rf"(?P<base>[A-Za-z]+|{GREEK})(?P<number>[0-9]{{1,4}})?(?P<parts>(?:_{PART})*)"
    rf"(?:\[(?P<indices>{INDEX}(?:, ?{INDEX})*)\])?(?P<primes>['{PRIME}]*)(?P<above>{ABOVE})?"
)
KET = re.compile(r"\|(?P<ket>[^|<>]+)>|<(?P<bra>[^|<>]+)\|")
# The pieces of a name with TeX in it.
PIECE = re.compile(r"\\[A-Za-z]+\s*|\\.|[\^_][A-Za-z0-9]+|[A-Za-z]+|[0-9]+|.", re.DOTALL)
DAGGERS = ("dag", "dagger")
OF_WORDS = tuple(f"\\{name}" for name in (*mathematics.FONTS, *mathematics.WORDS))


def formula_of(name: str) -> str:
    r"""Return a name as TeX's mathematics, or an empty string if it does not read as that.

    >>> formula_of("A_L"), formula_of("lambda3"), formula_of("h[-1]"), formula_of("|psi>"), formula_of("V†")
    ('A_{L}', '\\lambda_{3}', 'h^{-1}', '|\\psi\\rangle', 'V^{\\dagger}')
    >>> formula_of("A^s1"), formula_of("|\\psi\\rangle"), formula_of("site 3"), formula_of("\\frac")
    ('A^{\\mathrm{s1}}', '|\\psi\\rangle', '', '')
    """
    if found := STRUCTURED.fullmatch(name):
        return _structured(found)
    if found := KET.fullmatch(name):
        return _ket(found)
    if name[:1] == name[-1:] == "$":
        return name[1:-1] if mathematics.valid(name[1:-1]) else ""
    if not set("^\\{") & set(name):
        return ""
    made = _completed(name)
    return made if mathematics.valid(made) else ""


def _structured(found: re.Match[str]) -> str:
    base, number, below = found["base"], found["number"], found["parts"].split("_")[1:]
    over = re.split(", ?", found["indices"]) if found["indices"] else []
    plain = len(base) > 1 and base not in mathematics.GREEK
    if plain and (number or not (below or over or found["primes"] or found["above"])):
        return ""
    if base == "W" and not number and (over or (len(below) == 1 and _is_capital(below[0]))):
        below, over = [], [*below, *over]
    sub = ",".join([number] * bool(number) + [upright(part) for part in below])
    sup = ",".join(map(_index, over)) + _above(found["above"] or "")
    made = upright(base) + (f"_{{{sub}}}" if sub else "")
    made += "'" * len(found["primes"])
    return made + (f"^{{{sup}}}" if sup else "")


def _is_capital(word: str) -> bool:
    return len(word) == 1 and word.isupper()


def _index(index: str) -> str:
    return "".join(part if part in ("+", "-") else upright(part) for part in re.split("([-+])", index) if part)


def _above(sign: str) -> str:
    word = sign.strip("^\\{}")
    return {"*": "\\ast", "ast": "\\ast", "star": "\\star", "†": "\\dagger", **dict.fromkeys(DAGGERS, "\\dagger")}.get(
        word, word
    )


def _ket(found: re.Match[str]) -> str:
    inner = found["ket"] or found["bra"]
    made = inner if inner.isdigit() else formula_of(inner) or (upright(inner) if inner.isalnum() else "")
    if not made:
        return ""
    return f"|{made}\\rangle" if found["ket"] else f"\\langle {made}|"


def upright(word: str) -> str:
    r"""Return a word as mathematics: a letter, a number or the name of a Greek letter as that, and others upright.

    >>> upright("k"), upright("12"), upright("psi"), upright("in"), upright("ψ")
    ('k', '12', '\\psi', '\\mathrm{in}', '\\psi')
    """
    if word in mathematics.GREEK:
        return f"\\{word}"
    if word in mathematics.COMMAND_OF:
        return f"\\{mathematics.COMMAND_OF[word]}"
    return word if len(word) == 1 or word.isdigit() else f"\\mathrm{{{word}}}"


def _completed(name: str) -> str:
    """Return a name with TeX in it as TeX, or an empty string if it has words beside each other.

    Outside of braces words and numbers are meant as a whole, where TeX would take their letters one by one.
    """
    found, depth, words, before = "", 0, False, ""
    for piece in PIECE.findall(name):
        depth += (piece == "{") - (piece == "}")
        if piece.isspace() and not depth and _is_word(before):
            return ""
        found += piece if words else _complete(piece, before, depth)
        words = (words and depth > 0) or piece.strip() in OF_WORDS or (words and before.strip() in OF_WORDS)
        before = piece
    return found


def _is_word(piece: str) -> bool:
    return piece.isalpha() and len(piece) > 1 and piece not in mathematics.GREEK


def _complete(piece: str, before: str, depth: int) -> str:
    way, word = (piece[0], piece[1:]) if len(piece) > 1 and piece[0] in "^_" else ("", piece)
    if word in DAGGERS and (way or depth):
        word = "\\dagger "
    elif word in mathematics.GREEK:
        word = f"\\{word} "
    elif not depth and word.isascii() and word.isalnum():
        after = word.isdigit() and not way and (before in mathematics.GREEK or (len(before) == 1 and before.isalpha()))
        word = f"_{{{word}}}" if after else upright(word)
    return f"{way}{{{word}}}" if way else word
