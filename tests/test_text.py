"""Names and texts as mathematics, the same in TeX, SVG and matplotlib, and the fonts that files hold."""

# ruff: noqa: RUF001 - this module is about letters that look like others

import io
import itertools
import os
import random
import re
import shutil
import subprocess
import unicodedata
from collections import Counter

import matplotlib
import pytest
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser
from pdf_reading import TOKEN, Reader

import tnrnn
from tnrnn import Partition, Style, TnrnnError, min_cut, rac, unroll
from tnrnn.basics import mathematics, tex_mathematics
from tnrnn.basics.monomial import Power, formula
from tnrnn.drawing import compose, draw, save
from tnrnn.drawing.labels import typeset
from tnrnn.drawing.scenes import Label, Scene, ems, marked
from tnrnn.drawing.shapes import runs
from tnrnn.drawing.writers import to_svg
from tnrnn.drawing.writers.matplotlib_fonts import font_of
from tnrnn.drawing.writers.matplotlib_text import text_source
from tnrnn.drawing.writers.tikz_writer import tikz

NAMES = {
    "\\chi": "\\chi",
    "chi": "\\chi",
    "chi_1": "\\chi_{1}",
    "chi[1]": "\\chi^{1}",
    "λ[1]": "\\lambda^{1}",
    "lambda3": "\\lambda_{3}",
    "Lambda1": "\\Lambda_{1}",
    "Γ2": "\\Gamma_{2}",
    "sigma_z": "\\sigma_{z}",
    "σ_z[3]": "\\sigma_{z}^{3}",
    "psi": "\\psi",
    "A": "A",
    "A_1": "A_{1}",
    "A_L": "A_{L}",
    "A_L[2]": "A_{L}^{2}",
    "W_O": "W^{O}",
    "W_H[2,1]": "W^{H,2,1}",
    "h[-1]": "h^{-1}",
    "h[t+1,2]": "h^{t+1,2}",
    "a_in": "a_{\\mathrm{in}}",
    "site_3": "\\mathrm{site}_{3}",
    "A'": "A'",
    "A_1'": "A_{1}'",
    "V†": "V^{\\dagger}",
    "rho*": "\\rho^{\\ast}",
    "A^dagger": "A^{\\dagger}",
    "U^\\dagger": "U^{\\dagger}",
    "A1^dagger": "A_{1}^{\\dagger}",
    "A[1]^†": "A^{1\\dagger}",
    "A^T": "A^{T}",
    "A^12": "A^{12}",
    "A^{s_1}": "A^{s_{1}}",
    "A^{[1]}": "A^{[1]}",
    "\\Gamma^{[1]}_{ij}": "\\Gamma^{[1]}_{ij}",
    "T^{chi}": "T^{\\chi }",
    "foo^2": "\\mathrm{foo}^{2}",
    "\\hat{H}": "\\hat{H}",
    "\\mathbf{A}_2": "\\mathbf{A}_{2}",
    "\\mathcal{T}": "\\mathcal{T}",
    "|\\psi\\rangle": "|\\psi\\rangle",
    "|psi>": "|\\psi\\rangle",
    "<00|": "\\langle 00|",
    "$x_1$": "x_1",
}
"""Names of tensors, and the mathematics that an author means."""

WORDS = (
    *("A^{", "A^}", "}", "A^", "\\frac", "\\unheard^2", "x^y^z", "_a", "__init__", "{}", "\\hat{}", "$", "$$", "'"),
    *("first site", "left A^{1}", "site3", "größe", "x#1^2", "a\\b", "omicron", "x[]", "A^{1}'", "a^2%", "", "^"),
)
"""Names that are not mathematics, or not valid."""

ASSEMBLED = {"ne", "neq", "mapsto", "cong", "hbar", "cdots", "vdots", "ddots", "Re", "Im", "vec", "vert", "Vert", *"|_"}
"""Commands whose signs TeX puts together from others, or that pdftotext reads as another sign."""
SAME = str.maketrans(
    dict(zip("∆◦•∥⟂⋅∗\\", "Δ\N{RING OPERATOR}\N{BULLET OPERATOR}‖⊥·\N{ASTERISK OPERATOR}∖", strict=True))
)

STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)


def letters(text):
    """Letters as they are counted: without spaces, accents apart, and signs that look alike as one."""
    return "".join(unicodedata.normalize("NFKD", text.translate(SAME)).split()).translate(SAME)


class Heights(Reader):
    """Reads the heights of all parts of texts."""

    def __init__(self):
        super().__init__()
        self.heights = []

    def write(self, word, numbers):
        super().write(word, numbers)
        if word in ("TJ", "Tj"):
            self.heights.append(self.text[1])


def ways(offsets):
    """Return on which side of the line parts stand, in their order, with those side by side as one."""
    sides = ["^" if offset > 0.5 else "_" if offset < -0.5 else "" for offset in offsets]
    return [side for side, _ in itertools.groupby(sides)]


@pytest.fixture(scope="module")
def typed(tmp_path_factory):
    """Return a function that compiles formulas, and returns the letters of each and how its parts stand."""
    if shutil.which("pdflatex") is None or shutil.which("pdftotext") is None:
        assert "CI" not in os.environ, "CI needs pdflatex and pdftotext"
        pytest.skip("pdflatex or pdftotext is not there")

    def found(sources):
        folder = tmp_path_factory.mktemp("tex")
        pages = "\\newpage\n".join(f"M\\quad ${tex_mathematics(source)}$\n\n" for source in sources)
        (folder / "page.tex").write_text(
            "\\pdfcompresslevel=0 \\pdfobjcompresslevel=0 \\input glyphtounicode \\pdfgentounicode=1\n"
            f"\\documentclass{{article}}\\pagestyle{{empty}}\n\\begin{{document}}\n{pages}\\end{{document}}\n"
        )
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, done.stdout.decode("latin-1")[-2000:]
        assert b"invalid in math mode" not in (folder / "page.log").read_bytes()
        read = subprocess.run(["pdftotext", "-raw", "page.pdf", "-"], cwd=folder, capture_output=True, check=True)
        texts = [letters(text)[1:] for text in read.stdout.decode().split("\f")]
        heights = []
        for stream in STREAM.findall((folder / "page.pdf").read_bytes()):
            if b" Tf" in stream:
                reader = Heights()
                for token in TOKEN.findall(stream):
                    reader.take(token)
                heights.append([y - reader.heights[0] for y in reader.heights])
        assert len(texts) == len(sources) + 1
        assert len(heights) == len(sources)
        return list(zip(texts, heights, strict=False))

    return found


def in_svg(math):
    found = runs(math)
    return letters("".join(run.text for run in found)), [0.0, *(10 * run.rise for run in found)]


def in_matplotlib(math):
    """Return the letters, and their heights above that of a letter before them."""
    parsed = MathTextParser("path").parse(f"$M$ {text_source('', math)}", 72)
    found = []
    for font, _, code, *_, y in parsed.glyphs:
        letter = code if isinstance(code, str) else chr(code)
        found.append(("\N{PRIME}" if letter == "0" and "cmsy" in font.fname else letter, y))
    return letters("".join(letter for letter, _ in found))[1:], [
        y - found[0][1] for letter, y in found if letter != " "
    ]


def test_names_of_tensors_are_what_an_author_means():
    assert {name: typeset(name).math for name in NAMES} == NAMES
    assert [typeset(name) for name in WORDS] == [(name, "") for name in WORDS]


def test_any_name_is_shown_in_every_format():
    rng, parser = random.Random(4), MathTextParser("path")
    for _ in range(400):
        name = "".join(
            rng.choices(["a", "B", "1", "{", "}", "^", "_", "\\", "chi", "hat", "'", " ", "[", "]", "$", "†"], k=5)
        )
        text, math = typeset(name)
        assert bool(text) + bool(math) <= 1
        assert not math or mathematics.valid(math)
        assert tex_mathematics(math).isascii()
        if source := text_source(text, math):
            parser.parse(source, 72)


def test_writers_agree_on_names(typed):
    sources = list(
        dict.fromkeys([*NAMES.values(), "\\vec{\\psi}", "\\text{min-cut }R_{\\text{left part}}^2", "-1", "a-b"])
    )
    for source, (text, heights) in zip(sources, typed(sources), strict=True):
        (svg, rises), (other, offsets) = in_svg(source), in_matplotlib(source)
        assert "mathcal" in source or Counter(svg) == Counter(other), source
        if "vec" not in source:
            assert Counter(svg) == Counter(text), source
        if not re.search("hat|vec|'|text", source):
            found = [ways(each) for each in (rises, offsets, heights)]
            if "_" in found[0] and "^" in found[0]:  # the two stand above each other, in no order
                found = [sorted({*each}) for each in found]
            elif "mathcal" not in source:
                assert svg == text == other
            assert found[0] == found[1] == found[2], source


def starts(math):
    """Return where the parts of a formula in an svg begin, and where the last one ends."""
    x, found = 0.0, {}
    for run in runs(math):
        x += run.shift
        found[run.text] = x
        x += run.width
    return found, x


@pytest.mark.parametrize("math", ["A_{10}^{2}", "A^{2}_{10}", "A^2_{10}B", "{A}_{1}^{200}B", "A_1'", "A_{10}'^{2}=1"])
def test_scripts_stand_above_each_other_in_svg(math):
    found, end = starts(math)
    begin = runs(math)[0].width
    raised = "\N{PRIME}" if "'" in math else next(run.text for run in runs(math) if run.script == "^")
    lowered = next(run.text for run in runs(math) if run.script == "_")
    assert found[raised] == pytest.approx(begin)
    assert found[lowered] == pytest.approx(begin)
    ends = [found[run.text] + run.width for run in runs(math) if run.text not in ("B", " = 1")]
    following = [found[text] for text in ("B", " = 1") if text in found]
    assert (following or [end]) == [pytest.approx(max(ends), abs=2e-3)]
    for run in runs(math):
        assert run.script == "" or (run.rise > 0) == (run.script == "^")
    source = to_svg(Scene("plain", labels=(Label("tensor", 0.0, 0.0, "", math),)))
    assert ' dx="-' in source


def test_a_minus_is_a_minus(typed):
    math = typeset("h[-1]").math
    assert "\N{MINUS SIGN}" in in_svg(math)[0]
    assert "\N{MINUS SIGN}" in in_matplotlib(math)[0]
    assert "\N{MINUS SIGN}" in typed([math])[0][0]
    scene = Scene("plain", labels=(Label("tensor", 0.0, 0.0, "", math),))
    assert ">\N{MINUS SIGN}1<" in to_svg(scene)
    assert "$h^{-1}$" in tikz(scene)


def test_all_commands_are_known_everywhere(typed):
    names = [*mathematics.SIGNS, *mathematics.FUNCTIONS, *mathematics.SPACES]
    sources = [f"a\\{name} b" for name in names]
    sources += [f"\\{name}{{B}}_1" for name in (*mathematics.FONTS, *mathematics.WORDS, *mathematics.ACCENTS)]
    assert all(map(mathematics.valid, sources))
    large = {"sum", "prod", "int"}  # pdftotext puts them on lines of their own
    for source, (text, _) in zip(sources, typed(sources), strict=True):
        name = re.match(r"a?\\([A-Za-z]+|.)", source)[1]
        svg, other = in_svg(source)[0], in_matplotlib(source)[0]
        if name not in ASSEMBLED:
            assert name in large or Counter(svg) == Counter(text), source
            assert name == "mathcal" or Counter(svg) == Counter(other), source


LEAVES = (*"aB=-χ†(|", "12", "\\psi ", "\\Gamma ", "\\otimes ", "\\dagger ", "\\,", "\\hat{H}", "\\text{a-b \\{c é}")


def random_formula(rng, depth=0):
    """Return a formula by the grammar: items with at most one script of each kind."""
    made = ""
    for _ in range(rng.randint(1, 3)):
        inner = random_formula(rng, depth + 1) if depth < 3 else "x"
        leaf, font = rng.choice(LEAVES), rng.choice(["", "\\mathrm", "\\mathbf"])
        both = f"_{{{inner}}}^{{k}}"
        scripts = ["", "", f"_{{{inner}}}", f"^{{{inner}}}", both, "^\\hat{x}", "^\\mathrm{T}", "'", "'^{2}"]
        made += rng.choice([leaf, leaf, f"{font}{{{inner}}}"]) + rng.choice(scripts)
    return made


def test_random_formulas_are_read_by_all(typed):
    rng = random.Random(11)
    sources = [random_formula(rng) for _ in range(60)]
    for source in sources:
        mathematics.parse(source, strict=True)
    for source, (text, _) in zip(sources, typed(sources), strict=True):
        svg, other = in_svg(source)[0], in_matplotlib(source)[0]
        assert Counter(svg) == Counter(other), source
        assert Counter(svg) == Counter(text), source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("left part", ("left part", "")),
        ("", ("", "")),
        ("$\\chi$", ("", "\\chi")),
        ("cut $R^2$", ("", "\\text{cut }R^2")),
        ("$U$ and $V^\\dagger$, {at 5\\$}", ("", "U\\text{ and }V^\\dagger\\text{, \\{at 5$\\}}")),
        ("5 \\$", ("5 $", "")),
    ],
)
def test_texts_of_users(text, expected):
    assert marked(text) == expected


def test_mixed_text_reads_alike(typed):
    math = marked("two {sites}: $A_1$ and\\$ $\\chi$ \\ b").math
    expected = letters("two {sites}: A1 and$ χ \\ b")
    assert in_svg(math)[0] == expected
    assert typed([math])[0][0] == expected
    assert text_source("", math) == "two {sites}: $A_1$ and\\$ $\\chi$ \\ b"
    scene = Scene("plain", labels=(Label("key", 0.0, 0.0, "", math),))
    assert "two {sites}: " in to_svg(scene)
    assert r"\mbox{two \{sites\}: }A_1\mbox{ and\$ }" in tikz(scene)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a $b", "an even number of dollars, or \\\\$ for the sign, given 'a $b'"),
        ("$\\alfa$", "a command that is known, given '\\\\\\\\alfa'; did you mean '\\\\\\\\alpha'"),
        ("$\\rightarow$", "did you mean '\\\\\\\\rightarrow'"),
        ("$A^{2$", "formula 'A^{2': expected a closing brace for this one, given '{2'"),
        ("x $A}$", "an opening brace before this one, given '}'"),
        ("$A^$", "something after '^'"),
        ("$A^1^2$", "one superscript at one letter"),
        ("$A_1_2$", "one subscript at one letter"),
        ("$50%$", "a sign that mathematics has, given '%'"),
        ("$\\hat{AB}$", "one letter after"),
        ("$\\text{$", "a closing brace"),
        ("$$", "mathematics between two dollars"),
        ("$" + "{" * 9 + "a" + "}" * 9 + "$", "at most 8 braces inside each other"),
        ("a" * 501, "at most 500 letters, given 501"),
        (3, "a text, given 3"),
    ],
)
def test_mistakes_in_texts(text, said):
    with pytest.raises(TnrnnError, match=re.escape(said.replace("\\\\", "\\"))):
        marked(text, "look, text")


def test_widths_are_not_below_those_that_matplotlib_needs():
    parser, large = MathTextParser("path"), FontProperties(size=100)
    for source in [
        *NAMES.values(),
        "\\Omega\\Psi",
        "\\omega^{\\omega}",
        "a\\otimes b - c",
        "\\text{min-cut }M^2",
        "\\dots",
    ]:
        assert 100 * ems("", source) + 20 >= 0.9 * parser.parse(text_source("", source), 72, large).width, source


def test_symbols_of_dimensions_may_be_greek():
    powers = [Power(3, "chi", 2), Power(2, "D_psi", 1)]
    assert formula(powers) == "D_psi chi^2"
    assert formula(powers, latex=True) == "{D}_{\\psi} \\, \\chi^{2}"


# Fonts


def picture():
    network = unroll(rac(4, 2, 2, 2))
    return network, min_cut(network, Partition.start_end(4))


def drawn(**more):
    """Return a figure with a picture and other axes, which have text of their own."""
    figure = Figure()
    plain, axes = figure.subplots(1, 2)
    plain.set_title("Größe $x^2$ ψ")
    draw(*picture(), ax=axes, **more)
    return figure


def saved(figure, **more):
    data = io.BytesIO()
    figure.savefig(data, format="pdf", metadata={"CreationDate": None}, **more)
    return data.getvalue()


def test_a_pdf_holds_truetype_by_every_way_of_saving(tmp_path):
    before = dict(matplotlib.rcParams)
    figure = drawn()
    figure.savefig(tmp_path / "a.pdf")
    with PdfPages(tmp_path / "b.pdf") as pages:
        pages.savefig(figure)
        pages.savefig(figure)
    save(draw(*picture()), tmp_path / "c.pdf")
    save(compose(*picture()), tmp_path / "d.pdf", Style(font="computer modern"))
    draw(*picture()).figure.savefig(tmp_path / "e.pdf", bbox_inches="tight")
    for data in (saved(figure), *((tmp_path / f"{name}.pdf").read_bytes() for name in "abcde")):
        assert b"/Type3" not in data
        assert b"/CIDFontType2" in data
    assert saved(figure) == saved(figure)
    assert dict(matplotlib.rcParams) == before
    if shutil.which("pdftotext"):
        read = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, check=True).stdout.decode()
        assert "Größe" in read
        assert "min-cut" in read


def test_other_figures_and_other_pages_stay_as_they_are():
    other = Figure()
    other.subplots().set_title("other")
    usual = saved(other)
    assert b"/Type3" in usual
    data = io.BytesIO()
    with PdfPages(data) as pages:
        for figure in (other, drawn(), other):
            pages.savefig(figure)
    assert b"/Type3" in data.getvalue()
    assert b"/CIDFontType2" in data.getvalue()
    assert saved(other) == usual
    with matplotlib.rc_context({"pdf.fonttype": 42}):
        assert b"/Type3" not in saved(other)
        assert b"/Type3" not in saved(drawn())


def test_charts_hold_truetype_in_the_font_of_the_style():
    profile = tnrnn.profile(rac(4, 1, 2, 2))
    axes = tnrnn.plot(profile, style=Style(font="serif"))
    assert axes.xaxis.label.get_fontfamily()[0] == axes.get_xticklabels()[0].get_fontfamily()[0] == "STIXGeneral"
    axes = tnrnn.plot(profile)
    assert axes.xaxis.label.get_fontfamily() == ["DejaVu Sans"]
    assert b"/Type3" not in saved(axes.figure)


def test_postscript_holds_truetype():
    data = io.BytesIO()
    drawn().savefig(data, format="eps")
    assert b"/FontType 42" in data.getvalue()
    assert b"/FontType 3" not in data.getvalue()


def families(axes):
    return {(*text.get_fontfamily(), text.get_math_fontfamily()) for text in axes.texts}


def test_the_settings_of_the_user_are_respected(tmp_path):
    usual = draw(*picture())
    assert families(usual) == {("DejaVu Sans", "dejavusans")}
    save(usual, tmp_path / "usual.pdf")
    with matplotlib.rc_context({"font.family": "serif", "font.serif": ["Nowhere", "STIXGeneral"]}):
        assert families(draw(*picture())) == {("STIXGeneral", "DejaVu Sans", "dejavusans")}
    with matplotlib.rc_context({"font.family": ["DejaVu Serif"], "mathtext.fontset": "cm"}):
        axes = draw(*picture())
        assert families(axes) == {("DejaVu Serif", "DejaVu Sans", "cm")}
        save(axes, tmp_path / "axes.pdf")
        save(compose(*picture()), tmp_path / "scene.pdf")
        assert families(draw(*picture(), style=Style(font="sans"))) == {("DejaVu Sans", "dejavusans")}
        save(compose(*picture()), tmp_path / "sans.pdf", Style(font="sans"))
    data = {name: (tmp_path / f"{name}.pdf").read_bytes() for name in ("usual", "axes", "scene", "sans")}
    assert b"DejaVuSerif" in data["axes"]
    assert b"Cmmi10" in data["axes"] or b"cmmi10" in data["axes"].lower()
    assert data["axes"] == data["scene"] != data["usual"]
    assert data["sans"] == data["usual"]


@pytest.mark.parametrize(
    ("font", "family", "css", "tex"),
    [
        ("sans", "DejaVu Sans", "DejaVu Sans, Verdana, sans-serif", "\\sffamily"),
        ("serif", "STIXGeneral", "Times, serif", "\\rmfamily"),
        ("computer modern", "cmr10", "CMU Serif", ""),
        ("dejavu sans mono", "DejaVu Sans Mono", "&#x27;dejavu sans mono&#x27;, DejaVu Sans", ""),
    ],
)
def test_fonts_of_a_style(font, family, css, tex, tmp_path):
    style, scene = Style(font=font), compose(*picture())
    assert draw(*picture(), style=style).texts[0].get_fontfamily()[0] == family
    for ending in ("png", "pdf"):
        save(scene, tmp_path / f"a.{ending}", style)
    (shown,) = re.findall('font-family="([^"]*)"', to_svg(scene, style))
    assert css in shown
    assert f"\\selectfont{tex}}}" in tikz(scene, style)
    assert to_svg(scene, Style(font="")) == to_svg(scene)


def test_signs_that_computer_modern_lacks_come_from_its_mathematics():
    assert text_source("a<b_c|$", "", ["cmr10"]) == "a$<$b$\\_$c$|$\\$"
    assert text_source("a<b_c|$", "", ["STIXGeneral"]) == "a<b_c|\\$"


def test_mistakes_in_fonts():
    with pytest.raises(TnrnnError, match="that is installed, given 'DejaVu Serf'; did you mean 'DejaVu Serif'"):
        draw(*picture(), style=Style(font="DejaVu Serf"))
    assert "'DejaVu Serf'" in to_svg(compose(*picture()), Style(font="DejaVu Serf")).replace("&#x27;", "'")
    for wrong in (3, None, "a" * 101, "a\n"):
        with pytest.raises(TnrnnError, match="style, font: expected the name of a typeface"):
            Style(font=wrong)
    assert font_of(Style()) == {"family": "DejaVu Sans", "math_fontfamily": "dejavusans"}
