"""Every `--help` says what the command does and has two examples that run."""

from __future__ import annotations

import argparse
import json
import re
import shlex

import pytest

from tnrnn.cli import main
from tnrnn.cli.commands import COMMANDS, command_line
from tnrnn.cli.examples import HELP, TNRNN

PARSED = {"experiment", "memory"}
"""Commands whose examples take minutes or torch; they are parsed, and run if tests that are slow are wanted."""

ENDLESS = "tnrnn explore -T 6 -L 2 -M 2 -R 2"
"""The example that runs until somebody presses Ctrl-C."""


def parsers(parser, name="tnrnn"):
    """Yield the name and the parser of a command, and of all commands below it."""
    yield name, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, below in action.choices.items():
                yield from parsers(below, f"{name} {word}")


PARSERS = dict(parsers(command_line()))


def printed(words, capsys):
    """Return what `--help` prints after these words."""
    with pytest.raises(SystemExit):
        main([*words.split()[1:], "--help"])
    return capsys.readouterr().out


def examples(text):
    """Return the commands that stand by themselves in a text, after the word Examples."""
    return re.findall(r"^    (tnrnn .*)$", text[text.index("Examples") :], re.MULTILINE)


def test_every_command_has_its_help_and_no_other_has():
    assert set(HELP) == set(COMMANDS)
    assert set(PARSERS) == {"tnrnn", *(f"tnrnn {name}" for name in COMMANDS)}


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize("columns", ["60", "200"])
def test_a_help_prints_at_least_two_examples_of_its_command(name, columns, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    said = printed(name, capsys)
    told = TNRNN if name == "tnrnn" else HELP[name.split()[1]]
    assert examples(said) == examples(told.examples)
    assert len(set(examples(said))) >= 2
    assert all(f"{line} ".startswith(f"{name} ") for line in examples(said))
    assert " ".join(told.description.split()) in " ".join(said.split())
    assert "::" not in said


@pytest.mark.parametrize("name", PARSERS)
def test_a_description_and_what_stands_around_options_are_sentences(name):
    """They begin with a capital letter and end with a full stop; so does each paragraph that announces no block."""
    parser = PARSERS[name]
    groups = [group.description for group in parser._action_groups if group.description]
    paragraphs = [part for part in parser.epilog.strip().split("\n\n") if not part.startswith(" ")]
    for text in (parser.description, *groups, *paragraphs):
        assert re.match(r"[A-Z-]|tnrnn\b", text), text
        assert text.endswith("." if text in groups or text == parser.description else ("::", ".")), text


@pytest.mark.parametrize("name", PARSERS)
def test_examples_are_parsed(name):
    for line in examples(PARSERS[name].epilog):
        options = command_line().parse_args(shlex.split(line)[1:])
        assert options.run is not None


@pytest.mark.parametrize("name", [name for name in PARSERS if not PARSED & set(name.split())])
def test_examples_run(name, tmp_path, monkeypatch, capsys):
    """In an empty folder, after what the help says must be there: `grid.toml`, or a certificate."""
    monkeypatch.chdir(tmp_path)
    text = PARSERS[name].epilog
    (tmp_path / "grid.toml").write_text("".join(re.findall(r"^    (\w+ = .*\n)", text, re.MULTILINE)))
    needed = re.search(r"^Examples, after (tnrnn [^:]*)::$", text, re.MULTILINE)
    for line in ([needed[1]] if needed else []) + examples(text):
        if line != ENDLESS:
            assert main(shlex.split(line)[1:]) == 0, (line, capsys.readouterr().err)


@pytest.mark.slow
@pytest.mark.parametrize("name", [f"tnrnn {name}" for name in sorted(PARSED)])
def test_examples_run_that_take_long(name, tmp_path, monkeypatch, capsys):
    pytest.importorskip("torch", reason="needs the extra `memory`")
    monkeypatch.chdir(tmp_path)
    for line in examples(PARSERS[name].epilog):
        short = ["--iterations", "2", "--batch", "2", "--every", "1", "--workers", "1"] * (name == "tnrnn experiment")
        assert main([*shlex.split(line)[1:], *short]) == 0, (line, capsys.readouterr().err)


def test_a_size_that_counts_things_is_called_a_number(capsys, monkeypatch):
    """A rank counts nothing: it is no number of ranks."""
    monkeypatch.setenv("COLUMNS", "200")
    said = printed("tnrnn cut", capsys)
    assert re.search(r"^  --window N +number of positions", said, re.MULTILINE)
    assert re.search(r"^  --rank N +rank of the bilinear maps", said, re.MULTILINE)


def ranks(said):
    return [int(number) for number in re.findall(r"^rank = (\d+)", said, re.MULTILINE)]


def test_the_examples_show_what_the_repeat_needs(capsys):
    """One layer of width 3 has less than the rank 8 of the repeat; two layers of width 2 have it."""
    for line in examples(HELP["rank"].examples):
        assert main(shlex.split(line.partition(" --save")[0])[1:]) == 0
    one, two = ranks(capsys.readouterr().out)
    assert (one, two) == (3, 8)


def test_the_repeat_as_a_network_is_cut_where_the_help_says(capsys):
    lines = [line for line in examples(HELP["cut"].examples) if "--einsum" in line]
    values = []
    for line in lines:
        assert main([*shlex.split(line)[1:], "--json"]) == 0
        values.append(int(json.loads(capsys.readouterr().out)["value"]))
    assert values == [2**3, 1]
