"""Figure files: what is written is read again, bad input is one line with its place, and commands read them."""

import dataclasses
import json
import random
import string
import tomllib

import pytest

from tnrnn import TnrnnError, draw, rac, unroll
from tnrnn.cli import main
from tnrnn.drawing import (
    THEMES,
    Look,
    Note,
    Strip,
    Style,
    View,
    compose,
    figure_from_text,
    figure_text,
    read_figure,
    write_figure,
)
from tnrnn.drawing.scenes import DASHES, NOTE_KINDS, SHAPES, SIDES
from tnrnn.drawing.scenes.looks import PLACES
from tnrnn.drawing.scenes.notes import KINDS_WITH
from tnrnn.drawing.scenes.toml_text import toml
from tnrnn.interop import from_einsum, to_json

LETTERS = string.ascii_letters + string.digits + " []{}\"'\\#=.,*?$^_-\n\t\r\0\x7f\x85λ†∂😀\u2028"
COLOURS = ("#0072B2", "none", "ink", "layer-3", "cut-2", "steelblue", "tab:red")
CHAIN = ["--einsum", "ab,bc,cd->ad", "--shapes", "5,3;3,4;4,6"]


def word(rng):
    return "".join(rng.choices(LETTERS, k=rng.randint(0, 9)))


def words(rng):
    """Return words with mathematics, which are checked, or without."""
    return word(rng).replace("$", "").replace("\\", "") + rng.choice(("", "$\\chi_1$", "\\$"))


def number(rng):
    return rng.choice((rng.uniform(0.01, 9), rng.randint(1, 9), 1e-7, 3.0, 0.1 + 0.2))


def sides(rng):
    return {word(rng): rng.choice(("up", "left", 45, -90, rng.uniform(-400, 400))) for _ in range(rng.randint(0, 4))}


def some(rng, **options):
    """Return about half of the options, each with a value from a function."""
    return {name: made(rng) for name, made in options.items() if rng.random() < 0.5}


def one_of(*values):
    return lambda rng: rng.choice(values)


def names(rng):
    return rng.choice((word(rng), tuple(word(rng) for _ in range(rng.randint(1, 3)))))


def random_look(rng):
    size = rng.choice((number, lambda rng: (number(rng), number(rng))))
    colour, said = one_of(*COLOURS), {"tag": word, "kind": word, "arrow": word, "text": words, "key": words}
    drawn = {"shape": one_of(*SHAPES), "size": size, "fill": colour, "stroke": colour, "ports": sides}
    lined = {"width": one_of("dim", 0.5, 2), "dash": one_of(*DASHES), "place": one_of(*PLACES)}
    return Look(**some(rng, where=names, **said, **drawn, **lined))


def point(rng):
    return rng.choice((rng.gauss(0, 9), rng.randint(-3, 3))), number(rng)


def random_note(rng):
    kind = rng.choice(NOTE_KINDS)
    colour = one_of(*COLOURS)
    fields = {"to": names, "stroke": colour, "fill": colour, "dash": one_of(*DASHES)}
    given = {name: made for name, made in fields.items() if kind in KINDS_WITH.get(name, NOTE_KINDS)}
    given |= {"shift": point} if kind in KINDS_WITH["shift"] else {}
    text = f"note{words(rng)}" if kind in ("text", "sign") else words(rng)
    if kind == "sign" or (kind == "text" and rng.random() < 0.5):
        return Note(kind, text=text, at=point(rng), **some(rng, stroke=colour))
    return Note(kind, names(rng), text, **some(rng, side=one_of(*SIDES[:4]), **given))


def random_view(rng):
    fields = {
        "kind": one_of("auto", "unrolled", "shared", "folded"),
        "detail": one_of("compact", "anatomy"),
        "labels": one_of("none", "names", "dims", "all"),
        "positions": lambda rng: {word(rng): (rng.gauss(0, 9), rng.randint(-3, 3)) for _ in range(rng.randint(0, 4))},
        "moves": lambda rng: {word(rng): point(rng) for _ in range(rng.randint(0, 4))},
        "bends": lambda rng: {
            word(rng): [point(rng) for _ in range(rng.randint(1, 3))] for _ in range(rng.randint(0, 3))
        },
        "legend": one_of(True, False, "colour", "shape"),
        "looks": lambda rng: [random_look(rng) for _ in range(rng.randint(0, 4))],
        "legs": sides,
        "notes": lambda rng: [random_note(rng) for _ in range(rng.randint(0, 3))],
        "height": one_of("5cm", 3, 2.5),
        **rng.choice(({"width": one_of("column", "86mm", 3.4, 4)}, {"pitch": one_of("7mm", 0.5)})),
    }
    return View(**some(rng, **fields))


def random_style(rng):
    fields = {
        "ink": one_of("#000000", "#123abc"),
        "layers": one_of(("#000000",), ("#010203", "#FFFFFF")),
        "font_size": number,
        "line_width": number,
        "dpi": one_of(36, 300),
    }
    return Style.named(rng.choice(tuple(THEMES)), **some(rng, **fields))


@pytest.mark.parametrize("file_format", ["toml", "json"])
def test_what_is_written_is_read_again(file_format):
    rng = random.Random(11)
    for _ in range(150):
        view, style = random_view(rng), random_style(rng)
        text = figure_text(view, style, file_format)
        found = figure_from_text(text)
        assert (found.view, found.style) == (view, style), text
        assert figure_text(found.view, found.style, file_format) == text


def test_toml_is_read_by_another_reader_as_json_says():
    """The standard library reads the same tables from both formats."""
    rng = random.Random(12)
    for _ in range(50):
        view, style = random_view(rng), random_style(rng)
        tables = tomllib.loads(figure_text(view, style))
        assert tables == json.loads(figure_text(view, style, "json"))
        assert tables["version"] == 1


def test_every_field_of_a_view_a_look_and_a_note_can_be_in_a_file():
    """A field that comes later is in files without further ado; what a file cannot hold is named here."""
    look = Look(
        "A", tag="t", kind="bond", shape="pill", size=(1, 2), fill="ink", stroke="cut", width="dim", dash="dotted",
        arrow="forward", text="x", place="inside", ports={"a": "up"}, key="k",
    )  # fmt: skip
    notes = (
        Note("arrow", "A", "x", "below", "ink", None, "dashed", "B"),
        Note("box", "A", fill="cut"),
        Note("sign", text="=", at=(1, 2)),
        Note("brace", "A", shift=(0, 1)),
    )
    assert all(getattr(look, each.name) != each.default for each in dataclasses.fields(Look))
    assert all(any(getattr(note, each.name) != each.default for note in notes) for each in dataclasses.fields(Note))
    for file_format in ("toml", "json"):
        found = figure_from_text(figure_text(View(looks=look, notes=notes), file_format=file_format)).view
        assert (found.looks, found.notes) == ((look,), notes)


def test_defaults_are_not_written():
    assert figure_text() == figure_text(View(), Style()) == "version = 1\n"
    assert json.loads(figure_text(file_format="json")) == {"version": 1}
    for theme in THEMES:
        assert len(tomllib.loads(figure_text(style=Style.named(theme))).get("style", {})) == (theme != "print")


@pytest.mark.parametrize(
    ("view", "part"),
    [
        (View(looks=[Look("A"), Look(lambda tensor: True)]), "looks[2], where: expected names"),
        (View(strip=Strip({"min-cut": (1.0,)})), "expected a view without a strip"),
    ],
)
def test_what_no_file_can_hold_is_refused(view, part):
    with pytest.raises(TnrnnError) as error:
        figure_text(view)
    assert part in str(error.value)


def test_half_a_letter_is_in_json_and_not_in_toml():
    view = View(looks=Look(text="\ud800"))
    assert figure_from_text(figure_text(view, file_format="json")).view == view
    with pytest.raises(TnrnnError, match="a text that UTF-8 can hold"):
        figure_text(view)


def test_files_have_the_format_of_their_ending(tmp_path):
    view, style = View(width="86mm", looks=[Look("A*", text="$λ$", fill="steelblue")]), Style.named("dark")
    for name, start in (("looks.toml", "version = 1\n"), ("looks.JSON", "{\n"), ("looks", "version = 1\n")):
        write_figure(tmp_path / name, view, style)
        assert (tmp_path / name).read_text().startswith(start)
        assert read_figure(tmp_path / name) == read_figure(str(tmp_path / name))
        assert (read_figure(tmp_path / name).view, read_figure(tmp_path / name).style) == (view, style)


def test_a_theme_in_place_of_the_one_of_the_file_keeps_other_fields():
    text = 'version = 1\n[style]\ntheme = "dark"\nfont_size = 8'
    assert figure_from_text(text).style == Style.named("dark", font_size=8)
    assert figure_from_text(text, theme="grey").style == Style.named("grey", font_size=8)


BAD = {
    "": "expected version = 1, given 'none'",
    "version = 2": "version: a figure file of version 2 needs a newer tnrnn",
    "version = 99\nnews = 1": "a figure file of version 99 needs a newer tnrnn",
    "version = 0": "version: expected 1, given 0",
    "version = true": "version: expected 1, given True",
    "version = 1.0": "version: expected 1, given 1.0",
    'version = "1"': "version: expected 1, given '1'",
    "version = 1\nversion = 1": "expected TOML: Cannot overwrite a value",
    "version = ": "expected TOML: Invalid value",
    "version = 1\n[[look]]": "looks, notes or style, given 'look'; did you mean 'looks'",
    "version = 1\n[view]\nwidht = 3": "given 'widht'; did you mean 'width'",
    "version = 1\n[view]\nlooks = []": "view: expected the keys kind",
    "version = 1\n[view]\nwidth = 300": "view, width: expected a width such as 3.4in",
    "version = 1\n[view]\nwidth = nan": "view, width: expected a number",
    "version = 1\n[view]\npitch = inf": "view, pitch: expected a number",
    "version = 1\n[view]\npitch = 0.5\nwidth = 3": "view, pitch: expected None with a width",
    "version = 1\n[view]\nlegend = 1": "view, legend: expected True",
    'version = 1\n[view]\nkind = "shraed"': "or matricization, given 'shraed'; did you mean 'shared'",
    "version = 1\n[view.positions]\nA = [0, 1, 2]": "view, position of A: expected a pair",
    "version = 1\n[view.positions]\nA = 1979-05-27": "view, positions, A: expected a text, a number",
    'version = 1\n[[looks]]\n[[looks]]\nshape = "circle"': "looks[2], shape: expected disc",
    'version = 1\n[[looks]]\nshaep = "disc"': "looks[1]: expected the keys where, tag",
    'version = 1\n[[looks]]\nfill = "stealblue"': "looks[1], fill: expected a colour",
    "version = 1\n[[looks]]\nsize = -inf": "looks[1], size: expected a number",
    "version = 1\n[[looks]]\nsize = [1, 2, 3]": "looks[1], size: expected a number of steps or a pair",
    "version = 1\n[[looks]]\nwhere = 3": "looks[1], where: expected a name",
    "version = 1\n[[looks]]\nwhere = []": "looks[1], where: expected a name",
    'version = 1\n[[looks]]\nports = {a = "top"}': "looks[1], ports, a: expected right, up, left or down",
    "version = 1\nlooks = 3": "looks: expected a list of tables, as [[looks]], given 3",
    "version = 1\nlooks = [3]": "looks[1]: expected a table, given 3",
    'version = 1\n[[notes]]\nkind = "brace"': "notes[1], around: expected names of tensors or patterns, given ()",
    'version = 1\n[[notes]]\nkind = "bracket"\naround = "A"': "notes[1]: expected text, brace, arrow, box, hull or sig",
    'version = 1\n[legs]\na = "upp"': "legs, a: expected right, up, left or down, given 'upp'; did you mean 'up'",
    "version = 1\nlegs = 1": "legs: expected a mapping",
    'version = 1\n[style]\ntheme = "drak"': "style, theme: expected print, slides, dark or grey, given 'drak'",
    "version = 1\n[style]\nfont_size = 0": "style, font_size: expected a positive number",
    "version = 1\n[style]\nfontsize = 9": "style: expected the keys theme, background",
    "version = 1\n[style]\nink = 1e400": "style, ink: expected a number from",
    'version = 1\n[legs]\n"a\\nb\\u001b[2K" = "upp"': "legs, a b?[2K: expected right",
    f"version = 1\nlegs = {'[' * 5000}": "expected lists and tables that are not nested",
    f"version = 1\nlegs = {'{a=' * 5000}": "expected lists and tables that are not nested",
    f"version = 1\nlegs{'.a' * 9} = 1": "expected keys with fewer than 8 dots",
    f"version = 1\nlegs{'.a' * 6} = 1": "nested at most 6 deep",
    "version = 1\nlegs = [[[[[[[1]]]]]]]": "nested at most 6 deep",
    '{"version": 1, "version": 1}': "expected every field once, given 'version'",
    '{"version": 1, "legs": {"a": 1, "a": 2}}': "expected every field once, given 'a'",
    '{"version": 1, "view": {"width": NaN}}': "expected numbers that JSON allows, given 'NaN'",
    '{"version": 1, "view": {"width": 1e999}}': "view, width: expected a number from",
    '{"version": 1, "legs": {"a": 1' + "0" * 400 + "}}": "legs, a: expected a number from",
    '{"version": 1, "view": {"width": null}}': "view, width: expected a text, a number",
    '{"version": 1, "looks": ' + "[" * 100_000: "expected lists nested at most 6 deep",
    '{"version": 1': "invalid JSON",
}


@pytest.mark.parametrize(("text", "part"), BAD.items(), ids=range(len(BAD)))
def test_a_bad_file_is_one_line_with_its_place(text, part, tmp_path, capsys):
    with pytest.raises(TnrnnError) as error:
        figure_from_text(text)
    message = str(error.value)
    assert message.startswith("figure file: ")
    assert part in message
    path = tmp_path / "looks"
    path.write_text(text)
    assert main(["draw", *CHAIN, "--figure", str(path), "-o", str(tmp_path / "x.svg")]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert part[:40] in told
    assert not (tmp_path / "x.svg").exists()


def test_large_and_unreadable_files_are_refused(tmp_path):
    path = tmp_path / "looks.toml"
    path.write_text("#" * (2**20 + 1))
    with pytest.raises(TnrnnError, match="expected at most 1,048,576 bytes"):
        read_figure(path)
    path.write_bytes(b"\xff")
    with pytest.raises(TnrnnError, match="not text in UTF-8"):
        read_figure(path)
    with pytest.raises(TnrnnError, match="a text of at most"):
        figure_from_text("#" * (2**20 + 1))
    for given in (None, 3, b"version = 1"):
        with pytest.raises(TnrnnError):
            figure_from_text(given)


def test_strings_hide_no_dots():
    """A key with many dots is found behind every kind of text, and dots inside of texts are none."""
    dots = "a." * 9 + "a"
    for before in ('"""x"""', '"""x""""', '"""x"""""', "'''x''''", "'#'", '"#"', '"\\""', "'\\'", '"""\\""""'):
        with pytest.raises(TnrnnError, match="keys with fewer than 8 dots"):
            figure_from_text(f'version = 1\nlegs = {{b = {before}, {dots} = 1, c = "" }}')
        assert figure_from_text(f"version = 1 # {dots}\nlooks = [{{text = '{dots}', key = {before}}}]").view.looks


def test_toml_has_sections_in_sections():
    text = toml({"a": {"b": {"c d": [1.5, True]}, "e": "x"}, "f": [{"g": {"h": 1}}], "i": []})
    assert tomllib.loads(text) == {"a": {"b": {"c d": [1.5, True]}, "e": "x"}, "f": [{"g": {"h": 1}}], "i": []}


LOOKS = """version = 1
[view]
width = "3.4in"
labels = "none"
legend = false
[style]
theme = "dark"
font_size = 7
[[looks]]
kind = "tensor"
shape = "disc"
fill = "#123456"
"""


def drawn(tmp_path, *words):
    path = tmp_path / "x.svg"
    assert main(["draw", *words, "-o", str(path)]) == 0
    return path.read_text()


@pytest.mark.parametrize("of", ["einsum", "network", "circuit"])
def test_the_command_line_draws_what_the_file_says(tmp_path, of):
    network = from_einsum("ab,bc,cd->ad", (5, 3), (3, 4), (4, 6))[0]
    (tmp_path / "network.json").write_text(to_json(network))
    (tmp_path / "looks.toml").write_text(LOOKS)
    words = {
        "einsum": CHAIN, "network": [str(tmp_path / "network.json")], "circuit": ["-T", "3", "-L", "1", "-M", "2"],
    }[of]  # fmt: skip
    words = [*words, *(["-R", "2"] if of == "circuit" else []), "--cut", "none"]
    whole = drawn(tmp_path, *words, "--figure", str(tmp_path / "looks.toml"))
    figure = read_figure(tmp_path / "looks.toml")
    shown = network if of != "circuit" else unroll(rac(3, 1, 2, 2))
    view = dataclasses.replace(figure.view, kind="unrolled")
    axes = draw(shown, view=view, style=figure.style)
    assert axes.get_figure().get_size_inches()[0] == pytest.approx(3.4, abs=0.01)
    assert all(mark.dress.fill == "#123456" for mark in compose(shown, view=view).marks)
    assert 'width="244.8pt"' in whole
    assert "#123456" in whole
    assert Style.named("dark").background in whole
    assert "label-tensor" not in whole


def test_options_win_over_the_file(tmp_path):
    (tmp_path / "looks.toml").write_text(LOOKS)
    words = [*CHAIN, "--figure", str(tmp_path / "looks.toml")]
    found = drawn(tmp_path, *words, "--width", "5in", "--theme", "grey", "--labels", "names")
    assert 'width="360pt"' in found
    assert Style.named("dark").background not in found
    assert "#123456" in found
    assert "label-tensor" in found
    (tmp_path / "looks.toml").write_text(LOOKS.replace("legend = false", "legend = true"))
    assert 'class="key' in drawn(tmp_path, *words)
    assert 'class="key' not in drawn(tmp_path, *words, "--no-legend")
    (tmp_path / "looks.toml").write_text(LOOKS.replace('width = "3.4in"', "pitch = 0.5"))
    assert 'width="144pt"' in drawn(tmp_path, *words, "--width", "2in")


def test_a_layout_comes_from_a_file_or_from_an_option(tmp_path):
    (tmp_path / "ring.toml").write_text('version = 1\n[view]\nlayout = "ring"')
    figure = ["--figure", str(tmp_path / "ring.toml")]
    ring, row = (["--einsum", text, "--shapes", "2,2;2,2;2,2"] for text in ("ab,bc,ca->", "ab,bc,cd->ad"))
    assert drawn(tmp_path, *ring, *figure) == drawn(tmp_path, *ring, "--layout", "ring")
    assert drawn(tmp_path, *row, *figure, "--layout", "chain") == drawn(tmp_path, *row)
    case = ["-T", "3", "-L", "1", "-M", "2", "-R", "2", "--cut", "none"]
    shared = drawn(tmp_path, *case, "--view", "shared", "--layout", "stress")
    assert shared != drawn(tmp_path, *case, "--layout", "stress")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["-o", "looks.toml"], "ending of"),
        (["-o", "looks.svg"], "expected a file other than that of --figure"),
        (["-o", "x.gif"], "--figure: expected a picture that neither moves nor is a page"),
        (["-o", "x.html"], "--figure: expected a picture that neither moves nor is a page"),
        (["-o", "x.pdf", "--story", "sweep"], "--figure: expected a picture that neither moves nor is a page"),
        (["-o", "x.gif", "--layout", "chain"], "expected a picture that neither moves nor is a page"),
        (["-o", "x.svg", "--layout", "chian"], "did you mean 'chain'?"),
        (["-o", "x.svg", "--layout", "ring"], "view, layout ring: expected tensors in a ring"),
        (["-o", "x.svg", "--theme", "drak"], "theme: expected print, slides, dark or grey"),
        (["-o", "x.svg", "--view", "rolled"], "--view: expected unrolled"),
    ],
)
def test_options_that_do_not_go_with_a_file(tmp_path, monkeypatch, capsys, words, part):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "looks.svg").write_text(LOOKS)
    assert main(["draw", "-T", "3", "-L", "1", "-M", "2", "-R", "2", "--figure", "looks.svg", *words]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert part in told


def test_a_look_for_what_is_not_there_has_the_nearest_name(tmp_path, capsys):
    (tmp_path / "looks.toml").write_text('version = 1\n[[looks]]\nwhere = "t11"\nshape = "box"')
    assert main(["draw", *CHAIN, "--figure", str(tmp_path / "looks.toml"), "-o", str(tmp_path / "x.svg")]) == 2
    assert "given 't11'; did you mean 't1'" in capsys.readouterr().err
