"""Laws of the code: one direction of flow, cheap imports, a README that is true."""

import ast
import copy
import importlib
import inspect
import math
import pickle
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import networkx as nx
import pytest
import rooms
from rooms import INNER, PACKAGE, all_arrows, imports, name_of

import tnrnn
from tnrnn import Partition, rac
from tnrnn.basics.errors import MissingPackageError
from tnrnn.bounding import bounds_above, is_known, row_of
from tnrnn.bounding.families import FAMILIES
from tnrnn.bounding.upper import MAKERS, NAMES
from tnrnn.cli.commands import COMMANDS
from tnrnn.models import Case
from tnrnn.tables.rows import ROWS, TITLES

ROOT = Path(__file__).parents[1]
ROOMS = [
    *("basics", "system", "networks", "models", "values", "cuts", "bounding", "records", "ranks", "tables"),
    *("interop", "sweeping", "drawing", "training", "memory", "explore", "cli"),
]
"""What may import what: a room imports only rooms that stand before it."""

INNER_ROOMS = [
    *("scenes", "shapes", "labels", "cut_lines", "graphs", "routing", "spreading", "structures", "layouts"),
    *("dressing", "composing", "assembling", "framing", "writers", "charts", "pictures", "notebook"),
]
"""The same inside `drawing`, where modules beside the rooms count as rooms."""

EXPLORE_ROOMS = ["cases", "showing", "front", "editing", "serving", "estimating", "exporting", "traits", "widget"]
"""The same inside `explore`."""

TRAINING_ROOMS = ["needs", "tasks", "cells", "protocol", "experiments"]
"""The same inside `training`."""

MEMORY_ROOMS = ["training", "units", "data", "spectra", "futures", "operators", "indicators", "reports"]
"""The same inside `memory`."""

CUT_ROOMS = [
    *("problems", "flows", "forests", "circuits", "mincut", "all_cuts", "bond_cuts", "halving", "nested"),
]
"""The same inside `cuts`."""

ADDRESSES = ["closed_forms", "einsum", "homogeneous", "upper"]
"""Modules that only make names of a room known under an older public address."""

LAST_RELEASE = (ROOT / "tests" / "data" / "public_names.txt").read_text().split()
"""What the pages of the API and `__all__` of public modules listed in version 0.1.0."""

MOST_ROOMS, MOST_ARROWS = 22, 130
MOST_INNER_ROOMS, MOST_INNER_ARROWS = 18, 64
THIRD_PARTY = {
    "PIL": {"drawing/writers/film"},
    "anywidget": {"explore/widget"},
    "contourpy": {"drawing/dressing"},
    "cotengra": {"values/ordering"},
    "dask": {"sweeping/cluster"},
    "distributed": {"sweeping/cluster"},
    "flint": {"basics/monomial", "cli/cut", "ranks/pivots", "ranks/projections", "values/arithmetic"},
    "lazy_loader": {"__init__"},
    "matplotlib": {"drawing"},
    "networkx": {
        "cuts/all_cuts",
        "cuts/flows/engines",
        "drawing/spreading",
        "drawing/structures/faces",
        "interop/graphs",
        "memory/data/correlation",
        "models/graphs",
        "networks/network",
    },
    "numpy": {
        "basics/einsum_map",
        "bounding/rac_symmetric",
        "cuts/flows",
        "cuts/halving",
        "drawing/dressing",
        "drawing/spreading",
        "interop",
        "memory",
        "networks/columns",
        "networks/homogeneous",
        "ranks",
        "training/protocol/fields",
        "training/tasks",
        "values",
    },
    "opt_einsum": {"values/ordering"},
    "ortools": {"cuts/flows/engines"},
    "quimb": {"interop/tagged"},
    "scipy": {
        "cuts/flows",
        "drawing/cut_lines/gates",
        "drawing/spreading",
        "memory/data/sides",
        "training/experiments/survival",
    },
    "starlette": {"explore/serving"},
    "tensornetwork": {"interop/nodes", "values/pairwise"},
    "threadpoolctl": {"training/needs"},
    "torch": {"training/needs"},
    "traitlets": {"explore/traits", "explore/widget"},
    "uvicorn": {"explore/serving"},
}
"""Which modules or rooms import a package of others; every face imports lazy_loader."""


def own_modules():
    return sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE)


def backward(found, order):
    return [(above, below) for above, below in sorted(found) if order.index(below) > order.index(above)]


def test_rooms_import_only_rooms_that_stand_before_them():
    found = rooms.arrows()
    assert sorted(ROOMS) == rooms.rooms()
    assert backward(found, ROOMS) == []
    assert len(found) <= MOST_ARROWS
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    assert modules == {*ADDRESSES, "__main__", "_version"}
    assert len(ROOMS) + len(ADDRESSES) <= MOST_ROOMS


def test_every_bound_has_a_row_with_a_title_and_a_name_that_certificates_know():
    assert {*MAKERS} < {*ROWS} <= {*TITLES}
    assert {row for family in FAMILIES.values() for row in family.rows} <= {*ROWS}
    assert {row_of(name) for name in NAMES if not name.endswith(" words")} == {*MAKERS}
    made = bounds_above(Case(rac(6, 2, 2, 2), Partition.start_end(6)))
    assert all(is_known(bound.name) for bound in made)
    assert {row_of(bound.name) for bound in made} == {*MAKERS}


def test_rooms_inside_drawing_import_only_those_that_stand_before_them():
    found = rooms.arrows(INNER)
    assert sorted(INNER_ROOMS) == rooms.rooms(INNER)
    assert backward(found, INNER_ROOMS) == []
    assert len(INNER_ROOMS) <= MOST_INNER_ROOMS
    assert len(found) <= MOST_INNER_ARROWS


@pytest.mark.parametrize(
    ("name", "order"),
    [("cuts", CUT_ROOMS), ("explore", EXPLORE_ROOMS), ("training", TRAINING_ROOMS), ("memory", MEMORY_ROOMS)],
)
def test_rooms_inside_a_room_import_only_those_that_stand_before_them(name, order):
    folder = PACKAGE / name
    assert sorted(order) == rooms.rooms(folder)
    assert backward(rooms.arrows(folder), order) == []


def test_no_module_imports_itself_by_way_of_others():
    """Also in functions and for type checkers; a face imports what its stub shows, so that nobody imports their own."""
    graph = nx.DiGraph((name_of(path), name_of(target)) for path, target in all_arrows() if path != target)
    assert nx.is_directed_acyclic_graph(graph), nx.find_cycle(graph)


def test_imports_are_found_wherever_they_stand(tmp_path, monkeypatch):
    files = {
        "low/__init__.py": "",
        "low/__init__.pyi": "from .one import thing as thing",
        "low/one.py": "import os",
        "low/two.py": "if TYPE_CHECKING:\n    from ..high import name",
        "high/__init__.py": "",
        "high/deep/__init__.py": "",
        "high/deep/three.py": "def late():\n    from ...low import thing\n    from .. import face, deep",
        "high/face.py": "from .deep.three import late",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(rooms, "PACKAGE", tmp_path)
    assert rooms.rooms(tmp_path) == ["high", "low"]
    assert rooms.arrows(tmp_path) == {("high", "low"), ("low", "high")}
    assert rooms.rooms(tmp_path / "high") == ["deep", "face"]
    assert rooms.arrows(tmp_path / "high") == {("deep", "face"), ("face", "deep")}
    found = [(name_of(path), name_of(target)) for path, target in all_arrows()]
    assert found == [
        ("high/deep/three", "low"),
        ("high/deep/three", "high/face"),
        ("high/deep/three", "high/deep"),
        ("high/face", "high/deep/three"),
        ("low", "low/one"),
        ("low/two", "high"),
    ]
    assert [(each.runs, each.typing) for each in imports(tmp_path / "low" / "two.py")] == [(False, True)]


@pytest.mark.parametrize("folder", [PACKAGE, INNER], ids=["package", "drawing"])
def test_pictures_of_rooms_have_every_room_above_all_that_it_imports(folder, tmp_path):
    found = rooms.arrows(folder)
    scene = rooms.scene_of(found)
    heights = {mark.name.replace(" ", "_"): mark.y for mark in scene.marks}
    assert set(heights) == set(rooms.rooms(folder))
    assert all(heights[above] > heights[below] for above, below in found)
    assert {label.text for label in scene.labels} == {mark.name for mark in scene.marks}
    drawn = nx.DiGraph(sorted(rooms.steps(found)))
    assert all(nx.has_path(drawn, *pair) for pair in found)
    assert len(scene.lines) == drawn.number_of_edges() < len(found)
    told = rooms.alternative(found)
    assert all(f"{above} imports " in told and below in told for above, below in rooms.steps(found))


def test_the_page_on_the_design_shows_the_rooms(tmp_path):
    rooms.write(tmp_path)
    text = (tmp_path / "rooms.md").read_text()
    for name in re.findall(r"_made/(\S+\.png)", text):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
    found = [rooms.arrows(folder) for folder in (PACKAGE, INNER)]
    assert [int(number) for number in re.findall(r"the (\d+) arrows", text)] == list(map(len, found))
    told = re.findall(r"^\| `(\w+)` \| .+ \|$", text, re.MULTILINE)
    assert told == [room for each in found for storey in rooms.storeys(each) for room in storey]
    assert "{include} _made/rooms.md" in (ROOT / "docs" / "design.md").read_text()


def test_rooms_import_the_faces_of_others_only():
    """Stubs do, too; the old addresses alone show names of modules that no face shows, and no room imports them."""
    addresses = {PACKAGE / f"{name}.py" for name in ADDRESSES}
    for path, target in all_arrows():
        inside = target.parent in (path.parent, PACKAGE)
        assert inside or target.name == "__init__.py" or path in addresses, (path, target)
        assert target not in addresses or path.parent == PACKAGE, (path, target)


@pytest.mark.parametrize("stub", sorted(PACKAGE.rglob("*.pyi")), ids=name_of)
def test_faces_have_a_docstring_and_no_name_of_a_module(stub):
    """A module that bears the name of a function replaces it as soon as it is imported."""
    face = importlib.import_module(".".join(stub.relative_to(ROOT).parent.parts))
    assert face.__doc__
    modules = {path.stem for path in stub.parent.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    body = [node for node in ast.parse(stub.read_text()).body if getattr(node, "module", None)]
    shown = {alias.name for node in body for alias in node.names}
    assert not shown & modules


def test_every_public_name_is_there_when_every_module_is_imported():
    code = """if True:
        import importlib, pkgutil, tnrnn
        for found in pkgutil.walk_packages(tnrnn.__path__, "tnrnn."):
            if found.name != "tnrnn.__main__":
                try:
                    importlib.import_module(found.name)
                except ImportError as error:
                    assert "python -m pip install" in str(error), error
        for name in tnrnn.__all__:
            found = getattr(tnrnn, name)
            assert callable(found) or found.__name__ == f"tnrnn.{name}", name
    """
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("module", sorted({name.rpartition(".")[0] for name in LAST_RELEASE}))
def test_the_public_names_of_the_last_release_are_all_there(module):
    if module == "tnrnn.memory":
        pytest.importorskip("torch", reason="needs the extra `memory`")
    found = importlib.import_module(module)
    names = [name.rpartition(".")[2] for name in LAST_RELEASE if name.rpartition(".")[0] == module]
    assert names
    assert [name for name in names if getattr(found, name, None) is None] == []


def imports_by_name(path):
    """Yield the first argument of every call that imports what a string names."""
    for node in ast.walk(ast.parse(path.read_text())):
        called = node.func if isinstance(node, ast.Call) else None
        if getattr(called, "attr", getattr(called, "id", "")) in ("import_module", "__import__"):
            yield ast.unparse(node.args[0])


def test_names_of_the_package_in_docstrings_and_pages_are_there():
    """A module or a name that has moved would leave readers with an address that no longer exists."""
    texts = [path.read_text() for path in (*PACKAGE.rglob("*.py"), *(ROOT / "docs").glob("*.md"), ROOT / "README.md")]
    named = {name for text in texts for name in re.findall(r"`(tnrnn(?:\.\w+)+)`", text)}
    assert named > {"tnrnn.memory.units.states.asked", "tnrnn.separation_rank"}
    assert sorted(name for name in named if not resolves(name)) == []


def resolves(name):
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:count]))
        except ImportError:
            continue
        try:
            for part in parts[count:]:
                found = getattr(found, part)
        except AttributeError:
            continue
        except MissingPackageError:  # torch makes it
            return True
        return True
    return False


def test_only_what_notebooks_ask_for_is_reached_by_name():
    """The one way up, and no way around the law above; `display` takes it when it is asked and not when imported.

    The command line imports a module of its own room by name: that of the command that is asked for; and the module of
    the user's own that --module names.
    """
    from tnrnn.basics import display

    found = {(path.stem, name) for path in own_modules() for name in imports_by_name(path)}
    assert found == {("display", "MAKERS"), ("commands", "f'tnrnn.cli.{command.module}'"), ("factories", "path")}
    assert {f"cli/{command.module}" for command in COMMANDS.values()} <= set(map(name_of, own_modules()))
    assert display.MAKERS == "tnrnn.drawing.notebook"
    assert "matplotlib" not in loaded("import tnrnn; tnrnn.rac(3, 2, 2, 2)._repr_svg_()")
    code = "import sys, tnrnn.bounding.symmetric; sys.exit('tnrnn.drawing' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def third_party(path):
    """Yield the packages of others that a module imports."""
    for module in (found.module for found in imports(path) if not found.typing):
        package = module.split(".")[0]
        if package and package not in sys.stdlib_module_names:
            yield package


def test_third_party_packages_are_imported_by_the_modules_named_for_them():
    found = {(package, path) for path in own_modules() for package in third_party(path)}
    for package, path in found:
        name = "__init__" if path.stem == "__init__" else name_of(path)
        assert any(name == home or name.startswith(f"{home}/") for home in THIRD_PARTY[package]), (package, name)
    for package, homes in THIRD_PARTY.items():
        for home in homes - {"__init__"}:
            assert any(package == each and name_of(path).startswith(home) for each, path in found), (package, home)


def loaded(statement):
    code = f"import sys\n{statement}\nprint(' '.join(sorted({{name.split('.')[0] for name in sys.modules}})))"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_a_zip_archive_is_refused_with_a_reason(tmp_path):
    """What a face exports stands in its `.pyi`, which lazy_loader reads from a folder alone."""
    archive = str(tmp_path / "tnrnn.zip")
    with zipfile.ZipFile(archive, "w") as file:
        for path in PACKAGE.glob("*.py*"):
            file.write(path, f"tnrnn/{path.name}")
    code = f"import sys; sys.path.insert(0, {archive!r}); import tnrnn"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    message = f"ImportError: tnrnn: expected a folder with its .pyi files, such as pip makes, given {archive}"
    assert done.stderr.splitlines()[-1].startswith(message)


def test_import_loads_no_third_party_package():
    assert loaded("import tnrnn") & set(THIRD_PARTY) == {"lazy_loader"}
    assert not loaded("import tnrnn; tnrnn.unroll(tnrnn.rac(3, 2, 2, 2)); tnrnn.Style") & {
        "networkx",
        "matplotlib",
        "tensornetwork",
    }


def run_and_loaded(*words):
    """Return the modules that are there when a command has ended."""
    code = f"""if True:
        import contextlib, io, sys
        from tnrnn.cli import main
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
            main({list(words)})
        print(*sys.modules)
    """
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_the_list_of_commands_needs_no_module_of_a_command():
    """Nor any other room than the one of errors."""
    found = run_and_loaded("--help")
    rooms = {name.split(".")[1] for name in found if name.startswith("tnrnn.") and not name.endswith("_version")}
    assert rooms == {"basics", "cli"}
    assert not {f"tnrnn.cli.{command.module}" for command in COMMANDS.values()} & found
    assert not {"dataclasses", *THIRD_PARTY} - {"lazy_loader"} & found


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_needs_no_other_command_and_no_large_package(name):
    found = run_and_loaded(name, "--help")
    others = {command.module for command in COMMANDS.values()} - {COMMANDS[name].module}
    assert not {f"tnrnn.cli.{other}" for other in others} & found
    assert not (set(THIRD_PARTY) - {"lazy_loader"}) & found
    assert "asyncio" not in found


@pytest.mark.parametrize("words", ["bounds", "rank", "rank --observe vector", "bounds --observe future"])
def test_a_small_rank_needs_numpy_alone(words):
    """What takes long to load is not loaded: python-flint, scipy, networkx, and threads of one's own."""
    found = run_and_loaded(*words.split(), "-T", "6", "-L", "2", "-M", "2", "-R", "3")
    assert set(THIRD_PARTY) & found == {"lazy_loader", "numpy"}
    assert not {"concurrent.futures", "subprocess", "html"} & found


def test_a_small_cut_needs_no_package_of_others():
    found = run_and_loaded("cut", "-T", "6", "-L", "2", "-M", "2", "-R", "3")
    assert "tnrnn.cuts.mincut" in found
    assert not (set(THIRD_PARTY) - {"lazy_loader"}) & found


def test_public_names_are_there_and_none_is_a_module():
    for name in tnrnn.__all__:
        assert getattr(tnrnn, name) is getattr(tnrnn, name)
        assert name in dir(tnrnn)
    with pytest.raises(AttributeError, match="attribute nothing"):
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
        if inspect.ismodule(value):
            continue
        assert ">>>" in value.__doc__, name


def test_no_assert_and_no_bare_except_in_the_package():
    """Whatever the code of a user raises becomes one line, in `cli.factories`, and nowhere else."""
    for path in own_modules():
        for node in ast.walk(ast.parse(path.read_text())):
            assert not isinstance(node, ast.Assert), path
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, path
                every = isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")
                assert not every or name_of(path) == "cli/factories", path


def caches():
    """Yield the name of every function that keeps results between calls, and how many it keeps, as its source says."""
    for path in own_modules():
        for node in ast.walk(ast.parse(path.read_text())):
            for decorator in getattr(node, "decorator_list", []):
                text = ast.unparse(decorator).removeprefix("functools.")
                if text.startswith(("cache", "lru_cache")) and text != "cached_property":
                    yield node.name, text


def test_what_is_kept_between_calls_is_bounded_and_the_page_of_the_design_says_so():
    """And no function changes a name of its module."""
    design = (ROOT / "docs" / "design.md").read_text()
    found = list(caches())
    assert found
    for name, text in found:
        assert re.fullmatch(r"lru_cache\(maxsize=\d+\)", text), (name, text)
        assert f"`{name}`" in design
    for path in own_modules():
        assert not any(isinstance(node, ast.Global) for node in ast.walk(ast.parse(path.read_text()))), path


def readme_blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)


def readme_pictures():
    return [ROOT / path for path in re.findall(r"!\[.+\]\((.+)\)", (ROOT / "README.md").read_text())]


def test_readme_starts_with_a_picture_and_has_two_set_up_commands():
    readme = (ROOT / "README.md").read_text()
    picture = re.match(r"!\[.+\]\((.+)\)", readme)
    assert readme_pictures()[0] == ROOT / picture.group(1)
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in readme_pictures())
    commands = re.findall(r"^python -m pip install .*$", readme, re.MULTILINE)
    assert commands == [
        "python -m pip install . && tnrnn demo",
        'python -m pip install -e ".[test]" && python -m pytest',
    ]


def is_shown(shown, drawn):
    """Whether two pictures are the same, up to the anti-aliasing of other versions of matplotlib."""
    import matplotlib.image
    import numpy as np

    shown, drawn = matplotlib.image.imread(shown), matplotlib.image.imread(drawn)
    return shown.shape == drawn.shape and np.abs(shown - drawn).mean() < 0.01


def test_the_second_picture_of_the_readme_is_what_its_command_draws(tmp_path, monkeypatch):
    from tnrnn.cli import main

    (line,) = [line for line in (ROOT / "README.md").read_text().splitlines() if "the second picture above" in line]
    monkeypatch.chdir(tmp_path)
    assert main(line.partition("#")[0].split()[1:]) == 0
    assert is_shown(readme_pictures()[1], tmp_path / "rac.png")


def test_the_first_picture_of_the_readme_is_what_its_script_draws(tmp_path):
    from pictures import repeat

    assert readme_pictures()[0] == repeat.TARGET
    repeat.save(tmp_path / "repeat.png")
    assert is_shown(repeat.TARGET, tmp_path / "repeat.png")


def test_the_table_of_the_readme_has_the_ranks_of_the_library():
    """And each is below the rank of the repeat, where the words say so."""
    import numpy as np
    from pictures import repeat

    table = repeat.table_of_models()
    assert f"\n{table}\n" in (ROOT / "README.md").read_text()
    _, answers = repeat.repeat()
    assert np.linalg.matrix_rank(answers) == 8
    assert all(int(repeat.rank(name, 1)) < 8 for name in repeat.MODELS)


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
    unrolled = tnrnn.unrolled_size(tnrnn.rac(1000, 10, 3, 2), mode="continuous")
    assert "10^24 tensors" in block
    assert round(math.log10(unrolled)) == 24
    theorem, rank = re.search(r"Theorem 1 says (\d+), the rank is (\d+)", block).groups()
    assert re.search(rf"^Theorem 1 +>= +{theorem} ", said["bounds"], re.MULTILINE)
    assert re.search(rf"^rank += +{rank} +proved", said["bounds"], re.MULTILINE)
