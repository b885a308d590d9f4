"""Laws of the code: one direction of flow, cheap imports, a README that is true."""

import ast
import copy
import math
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tnrnn

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "tnrnn"
FLOW_TEXT = """
    errors files terminal display fields monomial partition circuit builder models einsum network homogeneous unrolling
    foreign arithmetic evaluation trained scaled contraction cut hypergraph forest flow circuit_graph joints
    circuit_listing circuit_cut mincut all_cuts bond_cuts closed_forms rac_symmetric symmetric upper apart
    pivots words grids transfer samples spanning search json_text records certificate_text claims certificate
    rank spectrum network_rank
    interop reasons typeset table flow_bounds entanglement curves sweeping drawing explore memory cli __main__
"""
DRAWING_TEXT = """
    scene look style geometry wording strip view chains staircase lattice blocks anatomy matricization structure rows
    trees meshes layered stress routes plain pinned layout naming placing captioning labelling contour corridors
    curve cutting paper shading composing frames files settings matplotlib_writer svg_text svg_page svg_writer
    tikz_paths tikz_writer notebook film chart chart_writer panels plotting __init__
"""
CLI_TEXT = """
    streams printing working options hints checking shapes given cut draw rank plot explore sweep experiment memory demo
    commands
    __init__
"""
EXPLORE_TEXT = """
    cases structures scenes steps payloads bundling front exporting answering crew door serving widget __init__
"""
MEMORY_TEXT = """
    needs tasks cells probing spectra states readout linear indicators report protocol checkpoints training experiments
    __init__
"""
FLOW, DRAWING = FLOW_TEXT.split(), DRAWING_TEXT.split()
INNER = {
    "drawing": DRAWING,
    "models": ["racs", "stacks", "cells", "architectures", "__init__"],
    "cli": CLI_TEXT.split(),
    "explore": EXPLORE_TEXT.split(),
    "memory": MEMORY_TEXT.split(),
    "interop": [
        "naming",
        "assembling",
        "spreading",
        "factors",
        "circuits",
        "subscripts",
        "expressions",
        "graphs",
        "graphical",
        "nodes",
        "tagged",
        "arrays",
        "documents",
        "__init__",
    ],
    "sweeping": [
        "results",
        "cases",
        "cluster",
        "limited",
        "store",
        "workers",
        "progress",
        "running",
        "checking",
        "salvaging",
        "__init__",
    ],
}
RANKS = {
    "pivots",
    "words",
    "grids",
    "transfer",
    "samples",
    "spanning",
    "search",
    "certificate",
    "spectrum",
    "network_rank",
}
THIRD_PARTY = {
    "numpy": {
        "foreign",
        "scaled",
        "arithmetic",
        "homogeneous",
        "trained",
        "evaluation",
        "contraction",
        "joints",
        "flow",
        "rac_symmetric",
        "drawing",
    }
    | {"interop", "memory"}
    | RANKS,
    "networkx": {"network", "interop", "flow", "all_cuts", "drawing"},
    "matplotlib": {"drawing"},
    "PIL": {"drawing"},
    "tensornetwork": {"contraction", "interop"},
    "quimb": {"interop"},
    "cotengra": {"contraction"},
    "opt_einsum": {"contraction"},
    "flint": {"arithmetic", "pivots", "cli"},
    "ortools": {"flow"},
    "distributed": {"sweeping"},
    "torch": {"memory"},
    "threadpoolctl": {"memory"},
    "starlette": {"explore"},
    "uvicorn": {"explore"},
    "anywidget": {"explore"},
    "traitlets": {"explore"},
}


def imports(path):
    """Yield (module, whether it runs when the file is imported) for every import that is not for type checkers only."""
    tree = ast.parse(path.read_text())
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            skipped |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        top = node in tree.body
        if isinstance(node, ast.Import):
            yield from ((alias.name, top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            names = [alias.name for alias in node.names] if module.strip(".") == "" else [""]
            yield from ((module + name, top) for name in names)


def own_modules():
    return sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE)


def home(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", own_modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_lower_layers_never_import_higher_ones(path):
    for module, _ in imports(path):
        if module.startswith("."):
            inside = path.parent != PACKAGE and not module.startswith("..")
            target = module.strip(".").split(".")[0]
            if target == "__version__":
                continue
            flow, name = (INNER[home(path)], path.stem) if inside else (FLOW, home(path))
            assert flow.index(target) < flow.index(name), f"{path.name} imports {module}"


def imports_by_name(path):
    """Yield the first argument of every call that imports what a string names."""
    for node in ast.walk(ast.parse(path.read_text())):
        called = node.func if isinstance(node, ast.Call) else None
        if getattr(called, "attr", getattr(called, "id", "")) in ("import_module", "__import__"):
            yield ast.unparse(node.args[0])


def test_only_what_notebooks_ask_for_is_reached_by_name():
    """The one way up, and no way around the law above; `display` takes it when it is asked and not when imported."""
    from tnrnn import display

    found = {(path.stem, name) for path in own_modules() for name in imports_by_name(path)}
    own = ("__init__", "f'.{_HOME[name]}'")  # names of tnrnn.memory, when they are first used
    assert found == {("display", "MAKERS"), own}
    assert display.MAKERS == ".drawing.notebook"
    assert "matplotlib" not in loaded("import tnrnn; tnrnn.rac(3, 2, 2, 2)._repr_svg_()")
    code = "import sys, tnrnn.symmetric; sys.exit('tnrnn.drawing' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("path", own_modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_third_party_packages_are_imported_by_the_modules_named_for_them(path):
    for module, _ in imports(path):
        root = module.split(".")[0]
        if root and root not in sys.stdlib_module_names:
            assert home(path) in THIRD_PARTY[root], f"{path.name} imports {module}"


def test_every_module_named_for_a_package_imports_it():
    used = {(module.split(".")[0], home(path)) for path in own_modules() for module, _ in imports(path)}
    assert {(package, name) for package, names in THIRD_PARTY.items() for name in names} <= used
    assert set(FLOW) == {home(path) for path in own_modules()}
    for folder, modules in INNER.items():
        assert set(modules) == {path.stem for path in (PACKAGE / folder).glob("*.py")}


def loaded(statement):
    code = f"import sys\n{statement}\nprint(' '.join(sorted({{name.split('.')[0] for name in sys.modules}})))"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_import_loads_no_third_party_package():
    assert not loaded("import tnrnn") & set(THIRD_PARTY)
    assert not loaded("import tnrnn; tnrnn.unroll(tnrnn.rac(3, 2, 2, 2)); tnrnn.Style") & {
        "networkx",
        "matplotlib",
        "tensornetwork",
    }


def test_public_names_are_there_and_none_is_a_module():
    modules = {path.stem for path in PACKAGE.iterdir()}
    for name in tnrnn.__all__:
        assert getattr(tnrnn, name) is getattr(tnrnn, name)
        assert name not in modules
        assert name in dir(tnrnn)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = tnrnn.nothing
    code = "import tnrnn; print(tnrnn.models.lstm(2, 1, 2, 2).output, 'drawing' in dir(tnrnn), tnrnn.drawing.compose)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.startswith("y True <function compose")


def test_data_survive_copies_and_pickles():
    circuit = tnrnn.rac(4, 2, 2, 3)
    network = tnrnn.unroll(circuit)
    partition = tnrnn.Partition.start_end(4)
    cut = tnrnn.min_cut(network, partition)
    scene = tnrnn.drawing.compose(network, cut)
    for item in (circuit, network, partition, cut, scene, tnrnn.Style()):
        for twin in (pickle.loads(pickle.dumps(item)), copy.deepcopy(item), copy.copy(item)):
            assert twin == item
            assert hash(twin) == hash(item)
    assert pickle.loads(pickle.dumps(circuit)).copies == circuit.copies


def test_public_names_have_examples_and_hints():
    for name in tnrnn.__all__:
        value = getattr(tnrnn, name)
        assert value.__doc__, name
        assert ">>>" in value.__doc__, name


def test_no_assert_and_no_bare_except_in_the_package():
    for path in own_modules():
        for node in ast.walk(ast.parse(path.read_text())):
            assert not isinstance(node, ast.Assert), path
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, path
                assert not (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")), path


def readme_blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)


def test_readme_starts_with_a_picture_and_has_two_set_up_commands():
    readme = (ROOT / "README.md").read_text()
    picture = re.match(r"!\[.+\]\((.+)\)", readme)
    assert (ROOT / picture.group(1)).read_bytes().startswith(b"\x89PNG")
    commands = re.findall(r"^python -m pip install .*$", readme, re.MULTILINE)
    assert commands == [
        "python -m pip install . && tnrnn demo",
        'python -m pip install -e ".[test]" && python -m pytest',
    ]


def test_readme_picture_is_what_its_command_draws(tmp_path, monkeypatch):
    """Up to the anti-aliasing of other versions of matplotlib."""
    import matplotlib.image
    import numpy as np

    from tnrnn.cli import main

    readme = (ROOT / "README.md").read_text()
    (line,) = [line for line in readme.splitlines() if "the picture above" in line]
    monkeypatch.chdir(tmp_path)
    assert main(line.partition("#")[0].split()[1:]) == 0
    shown = matplotlib.image.imread(ROOT / re.match(r"!\[.+\]\((.+)\)", readme).group(1))
    drawn = matplotlib.image.imread(tmp_path / "rac.png")
    assert shown.shape == drawn.shape
    assert np.abs(shown - drawn).mean() < 0.01


def test_readme_python_runs_and_prints_what_it_says(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    space = {}
    for block in readme_blocks("python"):
        exec(block, space)
        said = re.findall(r"print\(.*?\)\s+# (.*)", block)
        assert capsys.readouterr().out.split("\n")[:-1] == said
        assert said
    assert (tmp_path / "rac.png").read_bytes().startswith(b"\x89PNG")


def test_readme_commands_run(tmp_path, monkeypatch, capsys):
    from tnrnn.cli import main

    monkeypatch.chdir(tmp_path)
    (block,) = [block for block in readme_blocks("sh") if block.startswith("tnrnn")]
    lines = [line.partition("#")[0].split()[1:] for line in block.splitlines()]
    assert len(lines) == 5
    said = {}
    for words in lines:
        assert main(words) == 0
        said[words[0]] = capsys.readouterr().out
    assert "(proved least)" in said["cut"]
    unrolled = tnrnn.unrolled_size(tnrnn.rac(1000, 10, 3, 2), inputs="repeated")
    assert "10^24 tensors" in block
    assert round(math.log10(unrolled)) == 24
    theorem, rank = re.search(r"Theorem 1 says (\d+), the rank is (\d+)", block).groups()
    assert re.search(rf"^Theorem 1 +>= +{theorem} ", said["bounds"], re.MULTILINE)
    assert re.search(rf"^rank += +{rank} +proved", said["bounds"], re.MULTILINE)
