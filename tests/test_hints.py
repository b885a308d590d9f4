"""What newcomers write on the command line, and the one line that tells them what to write instead."""

import random
import re
import shlex

import pytest

from tnrnn.basics.errors import TnrnnError
from tnrnn.cli import main
from tnrnn.cli.checking import check_words
from tnrnn.cli.commands import _parsers

SIZES = "-T 6 -L 2 -M 2 -R 3"
HINTS = [
    # the command
    (SIZES, "-T: expected a command before it, given none; for example tnrnn draw -T 6 -L 2 -M 2 -R 3 -o rac.svg"),
    (f"{SIZES} -o a.png", "for example tnrnn draw -T 6 -L 2 -M 2 -R 3 -o a.png (tnrnn --help lists the commands)"),
    (f"{SIZES} --seed 1", "for example tnrnn bounds -T 6 -L 2 -M 2 -R 3 --seed 1"),
    (f"--json {SIZES}", "--json: expected a command before it, given none; for example tnrnn cut --json -T 6"),
    ("", "the following arguments are required: COMMAND; for example tnrnn draw -T 6"),
    ("6 2 2 3", "6 2 2 3: expected an option before each size, given none; write tnrnn draw -T 6 -L 2 -M 2 -R 3"),
    ("T=6", "write tnrnn draw -T 6"),
    ("help", "write tnrnn --help"),
    ("version", "write tnrnn --version"),
    ("-V", "did you mean '--version'?"),
    ("--Version", "did you mean '--version'?"),
    ("CUT", "did you mean 'cut'?"),
    ("explorer", "did you mean 'explore'?"),
    ("tnrnn cut", "write tnrnn once"),
    ("train", "write tnrnn experiment"),
    ("animate", "write tnrnn draw --story sweep -o rac.gif"),
    # sizes
    ("cut 6 2 2 3", "6 2 2 3: expected an option before each size, given none; write tnrnn cut -T 6 -L 2 -M 2 -R 3"),
    ("draw 6 2 -o x.svg", "6 2: expected an option before each size, given none; write tnrnn draw -T 6 -L 2"),
    ("rank 6 2 2 3 --mode continuous", "write tnrnn rank -T 6 -L 2 -M 2 -R 3"),
    ("plot 6 2 2 3 -o x.png", "write tnrnn plot -T 6 -L 2 -M 2 -R 3"),
    ("draw 6,2,2,3 -o x.svg", "write tnrnn draw -T 6 -L 2 -M 2 -R 3"),
    ("draw '(6, 2, 2, 3)' -o x.svg", "write tnrnn draw -T 6 -L 2 -M 2 -R 3"),
    ("draw 6x2x2x3 -o x.svg", "write tnrnn draw -T 6 -L 2 -M 2 -R 3"),
    ("draw T=6,L=2 -o x.svg", "write tnrnn draw -T 6 -L 2"),
    ("explore 6 2", "write tnrnn explore -T 6 -L 2"),
    ("cut T=6 layers=2 M=2 R=3", "write tnrnn cut -T 6 --layers 2 -M 2 -R 3"),
    ("cut -t 6 -l 2 -m 2 -r 3", "-t; did you mean '-T'?"),
    ("cut -t6", "-t; did you mean '-T'?"),
    ("cut --T 6", "--T; did you mean '-T'?"),
    ("cut -length 6", "-length; did you mean '--length'?"),
    ("cut -hidden 6", "-hidden; did you mean '--hidden'?"),
    ("cut --depth 2", "--depth; did you mean '--layers 2'?"),
    ("rank -T 6 --layer 2 -M 2 -R 3", "--layer; did you mean '--layers'?"),
    ("rank --lenght 6 -L 2 -M 2 -R 3", "--lenght; did you mean '--length'?"),
    ("cut --length=6.0", "--length/-T: expected an integer, given '6.0'; did you mean '6'?"),
    ("cut -T 1e3", "given '1e3'; did you mean '1000'?"),
    ("cut -T 1,000", "given '1,000'; did you mean '1000'?"),
    ("cut -T 2-6", "expected one integer, given '2-6'; tnrnn plot takes several"),
    ("cut -T 6 -L 2 --hidden ten", "--hidden/-R: expected an integer, given 'ten'"),
    ("cut -T 6 -L 2 -R 3", "required: --inputs/-M; for example -M 2"),
    ("rank -T 6 -L 2 -R 3", "required: --inputs/-M; for example -M 2"),
    ("cut", "expected a FILE, --einsum or a circuit, given none; for a circuit these are required: --length/-T"),
    ("sweep -T 6 --store x.sqlite", "-T; the sizes of a sweep stand in its GRID file"),
    # the Start
    (f"cut {SIZES} -k 3", "-k; did you mean '--start 1-3'?"),
    (f"cut {SIZES} -k3", "-k; did you mean '--start 1-3'?"),
    (f"cut {SIZES} --split 1", "--split; did you mean '--start 1'?"),
    (f"cut {SIZES} --end 4-6", "--start names the steps of the Start, and all others are the End"),
    (f"cut {SIZES} --start 1..3", "did you mean '1-3'?"),
    (f"cut {SIZES} --start 1:3", "did you mean '1-3'?"),
    (f"cut {SIZES} --start '1 to 3'", "did you mean '1-3'?"),
    (f"cut {SIZES} --start '1 3 5'", "did you mean '1,3,5'?"),
    (f"cut {SIZES} --start 1 3 5", "several values are written with commas: --start 1,3,5"),
    (f"draw {SIZES} --start 3 --cut slice -o x.svg", "given '3'; did you mean '1-3'?"),
    (f"draw {SIZES} --start 3 -o x.html", "given '3'; did you mean '1-3'?"),
    (f"plot {SIZES} -o x.png -k 3", "-k; did you mean '--at 3'?"),
    (f"plot {SIZES} -o x.png --start 1-3", "--start; did you mean '--at 3'?"),
    ("explore --start 1-3", "--start; did you mean '--split 3'?"),
    # words
    (f"cut {SIZES} --model LSTM", "given 'LSTM'; did you mean 'lstm'?"),
    (f"cut {SIZES} --model Tensor", "did you mean 'tensor_train_lm'?"),
    (f"cut {SIZES} --mode onehot", "did you mean 'one-hot'?"),
    (f"cut {SIZES} --mode CONT", "did you mean 'continuous'?"),
    (f"cut {SIZES} --mode one hot", "hot; a value with a space in it stands in quotes: --mode 'one hot'"),
    (f"cut {SIZES} --modes continuous", "--modes; did you mean '--mode'?"),
    (f"cut {SIZES} --JSON", "--JSON; did you mean '--json'?"),
    (f"cut {SIZES} --seed 1", "tnrnn cut has no such option, but tnrnn bounds, tnrnn rank and tnrnn plot have it"),
    (f"cut {SIZES} --near -a", "--near: expected one argument"),
    (f"cut {'é' * 300}", "cannot be read: File name too long"),
    (f"cut {SIZES} --verbose", "--verbose; tnrnn cut --help lists the options"),
    (f"plot {SIZES} -o x.png --along T", "given 'T'; did you mean 'length'?"),
    ("plot -T 8 -L 1 2 3 -M 2 -R 2 -o x.png", "several values are written with commas: -L 1,2,3"),
    ("plot -T 8 -L 1..3 -M 2 -R 2 -o x.png", "did you mean '1-3'?"),
    (f"rank {SIZES} lstm", "lstm; did you mean '--model lstm'?"),
    (f"rank {SIZES} --LSTM", "--LSTM; did you mean '--model lstm'?"),
    (f"draw rac {SIZES} -o x.svg", "rac; did you mean '--model rac'?"),
    (f"cut {SIZES} --onehot", "--onehot; did you mean '--mode one-hot'?"),
    (f"plot {SIZES} --continuous -o x.png", "--continuous; did you mean '--mode continuous'?"),
    ("cut --einsum ab,bc->ac --shapes '2,3;3,4' --near a b", "several values are written with commas: --near a,b"),
    # files
    (f"draw {SIZES}", "required: -o/--output; for example -o rac.svg"),
    (f"draw {SIZES} rac.png", "rac.png; did you mean '-o rac.png'?"),
    (f"draw {SIZES} -o rac", "ending of 'rac': expected png, pdf, svg, tex, gif, mp4 or html"),
    (f"draw {SIZES} --style dark -o x.svg", "--style; did you mean '--theme dark'?"),
    (f"draw {SIZES} --cut min slice -o x.svg", "several values are written with commas: --cut min,slice"),
    (f"draw {SIZES} --width 86 -o x.svg", "a number without a unit is in inches; 86mm are 3.39 inches"),
    (f"draw {SIZES} --width 86 mm -o x.svg", "a value with a space in it stands in quotes: --width '86 mm'"),
    (f"draw {SIZES} --scale two -o x.svg", "--scale: expected a number, given 'two'"),
    (f"rank {SIZES} rank.json", "rank.json; did you mean '--save rank.json'?"),
    (f"rank {SIZES} -o rank.json", "-o; did you mean '--save rank.json'?"),
    ("verify", "required: FILE; for example rank.json"),
    (f"verify {SIZES}", "-T; tnrnn verify has no such option, but tnrnn draw, tnrnn cut and tnrnn bounds have it"),
    ("sweep", "required: GRID, --store; for example grid.toml --store cases.sqlite"),
    ("sweep grid.toml cases.sqlite", "cases.sqlite; did you mean '--store cases.sqlite'?"),
    ("sweep grid.toml --store x.sqlite --jobs 4", "--jobs; did you mean '--workers 4'?"),
    ("explore lecture.html", "lecture.html; did you mean '--export lecture.html'?"),
    ("explore -o lecture.html", "-o; did you mean '--export lecture.html'?"),
    ("experiment", "required: TASK; for example copy"),
    ("experiment copy --delays 10 20", "several values are written with commas: --delays 10,20"),
    ("experiment copy --delays 10 --lr 0.1", "--lr; did you mean '--rate 0.1'?"),
    ("memory rnn lstm", "did you mean '--cell rnn,lstm'?"),
    ("cut --file net.json", "--file; FILE has no option: write net.json alone"),
    ("cut -f net.json", "-f; FILE has no option: write net.json alone"),
    ("experiment --task copy --delays 10", "--task; TASK has no option: write copy alone"),
    ("sweep --grid grid.toml --store x.sqlite", "--grid; GRID has no option: write grid.toml alone"),
    ("verify --certificate rank.json", "FILE has no option: write rank.json alone"),
    ("memory lstm", "lstm; did you mean '--cell lstm'?"),
    ("memory --cell rnn lstm", "several values are written with commas: --cell rnn,lstm"),
    ("memory --cell lstm --units 64", "--units; did you mean '--hidden 64'?"),
    ("demo pictures", "pictures; did you mean '--out pictures'?"),
    ("demo -o pictures", "-o; did you mean '--out pictures'?"),
]


def refused(line, capsys):
    """Return the one line that a command line is refused with."""
    assert main(shlex.split(line)) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.fullmatch(r"tnrnn: error: [^\n]{10,390}\n", printed.err)
    return printed.err


@pytest.mark.parametrize(("line", "hint"), HINTS, ids=lambda value: value[:60])
def test_a_mistake_is_told_what_to_write(line, hint, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert hint in refused(line, capsys)
    assert not list(tmp_path.iterdir())


def test_any_words_are_read_without_a_fault():
    """Whatever the words, they pass or are refused in one line; what is right passes."""
    _, commands = _parsers()
    rng = random.Random(11)
    names = {option for parser in commands.values() for action in parser._actions for option in action.option_strings}
    others = ["", "-", "--", "3", "1-3", "a b", "-x", "--no", "T=6", "=", "6,2", "x" * 300, "é", "-3", "\0", "-T6"]
    words = [*sorted(names), *commands, *others]
    for _ in range(3_000):
        line = [rng.choice(sorted(commands)), *rng.choices(words, k=rng.randrange(5))]
        said = complaint(line[rng.randrange(2) :], commands)
        assert len(said) < 390
        assert "\n" not in said
    for line in ("plot -T 6 -L 1,2 -M 2 -R 2 --json", "draw net.json -o x.svg", "sweep a --store b", f"cut {SIZES}"):
        assert complaint(line.split(), commands) == ""


def complaint(words, commands):
    try:
        check_words(words, commands)
    except TnrnnError as error:
        return str(error)
    return ""


def options():
    _, commands = _parsers()
    return [
        (name, option)
        for name, parser in commands.items()
        for action in parser._actions
        for option in action.option_strings
        if option.startswith("--")
    ]


@pytest.mark.parametrize("name", sorted({name for name, _ in options()}))
def test_an_option_that_is_nearly_right_is_found(name, capsys):
    """By capital letters, one dash, a letter too many or too few; what is found is an option of that command."""
    mine = [option for command, option in options() if command == name]
    for option in mine:
        for wrong in {option.upper(), f"--{option[2:].replace('-', '_')}", option[1:]} - {option}:
            assert f"did you mean '{option}'?" in refused(f"{name} {wrong}", capsys)
        for wrong in {f"{option}s", option[:-1]} - {other for _, other in options()}:
            said = refused(f"{name} {wrong}", capsys)
            found = re.search(r"did you mean '(\S+)'\?", said)
            assert found is None or found[1] in mine
            assert found or len(option) < 7, said


def test_files_whose_names_are_numbers_or_hold_an_equals_sign_are_files(capsys, tmp_path, monkeypatch):
    import tnrnn

    monkeypatch.chdir(tmp_path)
    network, _ = tnrnn.interop.from_einsum("ab,bc->ac", (2, 3), (3, 4))
    for name in ("6", "T=6"):
        (tmp_path / name).write_text(tnrnn.to_json(network))
        assert main(["cut", name, "--near", "a"]) == 0
        assert "min-cut  2" in capsys.readouterr().out


def test_a_step_alone_is_told_of_beside_the_output(capsys):
    sizes = SIZES.split()
    for steps, told in (("3", True), ("3-3", False), ("1-3", False), ("1", False), ("1,3", False)):
        assert main(["cut", *sizes, "--start", steps]) == 0
        printed = capsys.readouterr()
        assert ("--start 3 is step 3 alone; write 1-3 for steps 1 to 3" in printed.err) == told
        assert printed.err.count("\n") == told
        assert printed.out.startswith("T=6 L=2")


def test_no_hint_makes_a_start_of_all_steps(capsys, tmp_path):
    sizes = SIZES.split()
    assert main(["cut", *sizes, "--start", "6"]) == 0
    note = "tnrnn: note: --start 6 is step 6 alone; write 6-6 to avoid this note\n"
    assert capsys.readouterr().err == note
    for ending in ("svg", "html"):
        cut = ["--cut", "slice"] if ending == "svg" else []
        assert main(["draw", *sizes, *cut, "--start", "6", "-o", str(tmp_path / f"picture.{ending}")]) == 2
        assert "did you mean" not in capsys.readouterr().err


@pytest.mark.parametrize("command", ["draw", "cut", "bounds", "rank"])
def test_help_says_that_a_step_may_stand_alone(command, capsys):
    with pytest.raises(SystemExit):
        main([command, "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "1-3 are the first three, 3 is step 3 alone" in said


def test_every_option_says_what_it_is_and_its_default():
    """A help text stands by itself: it begins with a noun or a verb, and has the value that is taken without it."""
    _, commands = _parsers()
    for name, parser in commands.items():
        for action in parser._actions:
            words = action.help % {"prog": "tnrnn"}
            where = (name, action.option_strings, words)
            assert (
                not re.match(r"(of|for|that|from|its|whether)\b|none\b", words) or "--shapes" in action.option_strings
            ), where
            if action.default not in (None, False, True, "==SUPPRESS=="):
                assert re.search(r"default( in a gif or mp4)?: ", words), where
                shown = f"{action.default:g}" if isinstance(action.default, float) else str(action.default)
                assert shown in words, where


def test_every_command_has_a_summary_that_begins_with_a_verb(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    for verb in (
        "draw the",
        "print the",
        "check a",
        "plot ",
        "compute ",
        "train ",
        "open ",
        "print the version and exit",
    ):
        assert f" {verb}" in said
    assert "tnrnn COMMAND --help says what a command takes" in said
