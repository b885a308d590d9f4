"""The widget in JupyterLab: cells of a real notebook set and read what is shown in a real browser."""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

import tnrnn
from tnrnn.explore import Parameters

pytestmark = pytest.mark.slow

TOKEN = "only-for-this-test"
PATIENCE = 60
QUIET = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/extensionmanager-extension:plugin": {"enabled": False},
}
ONE = [
    "from tnrnn.explore import Explorer\nexplorer = Explorer(length=6, layers=2, mode='continuous')\nexplorer",
    "explorer.length = 5",
    "print('chosen', explorer.hidden, explorer.case.split, explorer.near, explorer.cut.value)",
]
MEANWHILE = [
    "from tnrnn.explore import Explorer\nexplorer = Explorer(length=4, layers=2)\nexplorer",
    "import pathlib, time\nwhile not pathlib.Path('chosen').exists():\n    time.sleep(0.05)\nexplorer.theme = 'dark'",
    "print('chosen', explorer.mode, explorer.theme, explorer.cut.value)",
]
MODEL = [
    "from tnrnn.explore import Explorer\nexplorer = Explorer(length=4, layers=1)\nexplorer",
    "with explorer.hold_trait_notifications():\n"
    "    explorer.model, explorer.observed, explorer.more = 'linear_ssm', 'scalar', {'state': 1}",
    "print('chosen', explorer.model, explorer.observed, *map(explorer.more.get, ('key', 'rule')), explorer.cut.value)",
]
TWO = [
    "from tnrnn.explore import Explorer\none = Explorer(layers=2, mode='continuous')\none",
    "two = Explorer(length=4, layers=2)\ntwo",
    "print('chosen', one.mode, one.theme, one.length, two.mode, two.theme, two.length)",
]


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_until(answers, process):
    """Wait for a server that is being started."""
    last = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            return urllib.request.urlopen(answers, timeout=5).read()
        assert process.poll() is None, "JupyterLab did not start"
        assert time.monotonic() < last, "JupyterLab does not answer"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Run JupyterLab in a folder of its own; give the folder and the address."""
    for package in ("jupyterlab", "anywidget", "nbformat"):
        if importlib.util.find_spec(package) is None:
            if os.environ.get("CI"):
                pytest.fail(f"no {package}")
            pytest.skip(f"no {package}")
    folder = tmp_path_factory.mktemp("lab")
    places = {
        name: folder / name.lower() for name in ("CONFIG", "DATA", "RUNTIME", "SETTINGS", "WORKSPACES", "IPYTHON")
    }
    for place in places.values():
        place.mkdir()
    (folder / "notebooks").mkdir()
    for plugin, settings in QUIET.items():
        package, _, name = plugin.partition(":")
        path = places["SETTINGS"] / package / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(settings))
    environment = {
        **os.environ,
        "HOME": str(folder),
        "PYTHONPATH": os.pathsep.join([os.getcwd(), os.environ.get("PYTHONPATH", "")]),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_CONFIG_DIR": str(places["CONFIG"]),
        "JUPYTER_DATA_DIR": str(places["DATA"]),
        "JUPYTER_RUNTIME_DIR": str(places["RUNTIME"]),
        "JUPYTERLAB_SETTINGS_DIR": str(places["SETTINGS"]),
        "JUPYTERLAB_WORKSPACES_DIR": str(places["WORKSPACES"]),
        "IPYTHONDIR": str(places["IPYTHON"]),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}", "--allow-root"]
    command += [
        "--LabApp.news_url=None",
        "--LabApp.extension_manager=readonly",
        f"--notebook-dir={folder / 'notebooks'}",
    ]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(f"{address}/api?token={TOKEN}", process)
        yield folder / "notebooks", address
    finally:
        end(process)


def end(process):
    """End the server, which ends its kernels; kill what is left of it after a while."""
    process.send_signal(signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(20)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(5)


@pytest.fixture
def notebook(browser, lab):
    """Write and open a notebook; at the end no page had an error, and nothing was asked of other machines."""
    folder, address = lab
    contexts, requests, errors = [], [], []

    def opened(cells, name):
        import nbformat

        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(made, folder / name)
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        contexts.append(context)
        shown = context.new_page()
        shown.set_default_timeout(1000 * PATIENCE)
        shown.on("request", lambda request: requests.append(request.url))
        shown.on("pageerror", lambda error: errors.append(str(error)))
        shown.goto(f"{address}/lab/tree/{name}?token={TOKEN}&reset")
        shown.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        shown.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        return shown

    yield opened
    for context in contexts:
        context.close()
    assert errors == []
    assert [url for url in requests if not url.startswith((address, "data:", "blob:"))] == []


def begin_cell(shown, number):
    """Run a cell by the keyboard, and wait until it has begun."""
    from playwright.sync_api import expect

    cell = shown.locator(".jp-Notebook .jp-CodeCell").nth(number)
    prompt = cell.locator(".jp-InputPrompt")
    before = prompt.text_content()
    cell.locator(".cm-content").click()
    shown.keyboard.press("Control+Enter")
    expect(prompt).not_to_have_text(before, timeout=1000 * PATIENCE)
    return cell


def run_cell(shown, number):
    """Run a cell by the keyboard, and wait until it has been run."""
    from playwright.sync_api import expect

    cell = begin_cell(shown, number)
    expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]"), timeout=1000 * PATIENCE)
    return cell


def chosen(shown, number):
    """Return the words that a cell prints after `chosen`."""
    cell = run_cell(shown, number)
    said = cell.locator(".jp-OutputArea-output", has_text="chosen")
    return said.text_content().strip().removeprefix("chosen ")


def explorer_in(shown, number):
    """Run the cell that shows a widget, and return its root once it is there."""
    found = run_cell(shown, number).locator(".tnrnn-host[data-ready]")
    found.locator(".picture .tensor").first.wait_for()
    return found


def shows(widget, row, value):
    """Wait until a row of the widget's table has a value."""
    widget.locator(f"[data-row={row}] data[value='{value}']").wait_for()


def shows_length(widget, length):
    """Wait until the picture has the last hidden tensor of so many steps, and none beyond."""
    widget.locator(f".picture [data-name='h[{length},2]']").wait_for(state="attached")
    widget.locator(f".picture [data-name='h[{length + 1},2]']").wait_for(state="detached")


def min_cut(*given):
    case = Parameters(*given)
    return tnrnn.min_cut(case.circuit, case.partition, case.mode).value


def test_the_reader_and_python_move_one_explorer(notebook):
    shown = notebook(ONE, "one.ipynb")
    widget = explorer_in(shown, 0)
    shows(widget, "min_cut", min_cut(6, 2, 2, 3, 3, "continuous"))
    shows_length(widget, 6)
    widget.locator("[data-size=hidden]").press("ArrowRight")
    widget.locator("[data-size=split]").press("ArrowLeft")
    cut = min_cut(6, 2, 2, 4, 2, "continuous")
    shows(widget, "min_cut", cut)
    assert chosen(shown, 2) == f"4 2 None {cut}"
    run_cell(shown, 1)
    shows_length(widget, 5)
    shows(widget, "min_cut", min_cut(5, 2, 2, 4, 2, "continuous"))


def test_what_python_sets_takes_back_nothing_that_the_reader_has_just_chosen(notebook, lab):
    shown = notebook(MEANWHILE, "meanwhile.ipynb")
    widget = explorer_in(shown, 0)
    begin_cell(shown, 1)
    widget.get_by_label("continuous").check()  # its case is computed after that cell
    (lab[0] / "chosen").touch()
    widget.locator(".tnrnn-explorer[data-theme=dark]").wait_for()
    cut = min_cut(4, 2, 2, 3, 2, "continuous")
    shows(widget, "min_cut", cut)
    assert widget.get_by_label("continuous").is_checked()
    assert chosen(shown, 2) == f"continuous dark {cut}"


def test_a_tensor_that_is_clicked_is_near_in_python(notebook):
    shown = notebook(ONE, "two.ipynb")
    widget = explorer_in(shown, 0)
    tensor = widget.locator(".picture [data-name='h[4,2]']").first
    tensor.scroll_into_view_if_needed()  # a forced click does not wait until the page has come to rest
    tensor.click(force=True)
    network = tnrnn.unroll(tnrnn.rac(6, 2, 2, 3), "continuous")
    least = set(tnrnn.min_cut(network, tnrnn.Partition.start_end(6, 3)).near)
    moved = widget.locator(".said").text_content().partition(".")[0]
    assert re.fullmatch(r"h\[4,2\] is (near|far)", moved)
    hidden, split, *near, value = chosen(shown, 2).split(" ")
    assert (hidden, split) == ("3", "3")
    names = ast.literal_eval(" ".join(near))
    assert ("h[4,2]" in names) == moved.endswith("near") == ("h[4,2]" not in least)
    shows(widget, "own_cut", value)
    inputs = [each.name for each in network.tensors if each.kind == "input" and each.position <= 3]
    assert value == str(tnrnn.Cut.of(network, [*names, *inputs]).value)


def test_the_reader_and_python_choose_one_model(notebook):
    shown = notebook(MODEL, "model.ipynb")
    widget = explorer_in(shown, 0)
    widget.locator("select[data-model]").select_option("linear_attention")
    widget.locator("[data-size=key]").press("ArrowRight")
    widget.get_by_label("delta", exact=True).check()
    widget.get_by_label("last step").check()
    attention = tnrnn.models.linear_attention(4, 1, 2, 3, 2, rule="delta")
    table = tnrnn.bounds(attention, observe="vector")
    shows(widget, "rank", table["rank"].value)
    assert chosen(shown, 2) == f"linear_attention vector 3 delta {table['min_cut'].value}"
    run_cell(shown, 1)
    widget.locator("[data-number=state]").wait_for()
    shows(widget, "rank", tnrnn.bounds(tnrnn.models.linear_ssm(4, 1, 2, 1))["rank"].value)


def test_two_explorers_in_one_notebook_do_not_disturb_each_other(notebook):
    shown = notebook(TWO, "three.ipynb")
    one, two = explorer_in(shown, 0), explorer_in(shown, 1)
    one.get_by_label("one-hot").check()
    two.get_by_label("continuous").check()
    shows(one, "min_cut", min_cut(6, 2, 2, 3, 3, "one-hot"))
    shows(two, "min_cut", min_cut(4, 2, 2, 3, 2, "continuous"))
    assert [one.get_by_label(mode).is_checked() for mode in ("one-hot", "continuous")] == [True, False]
    assert [two.get_by_label(mode).is_checked() for mode in ("one-hot", "continuous")] == [False, True]
    one.locator("[data-do=theme]").click()
    one.locator("[data-do=talk]").click()
    assert one.locator(".count").text_content().startswith("1 /")
    shown.keyboard.press("ArrowRight")
    assert one.locator(".count").text_content().startswith("2 /")
    assert two.locator(".talk").is_hidden()
    two.locator("[data-size=length]").press("ArrowRight")
    shows(two, "min_cut", min_cut(5, 2, 2, 3, 2, "continuous"))
    assert one.locator(".count").text_content().startswith("2 /")
    assert [each.locator(".tnrnn-explorer").get_attribute("data-theme") for each in (one, two)] == ["dark", "light"]
    assert chosen(shown, 2) == "one-hot dark 6 continuous light 5"


SEEN = """(element) => [...element.querySelectorAll(".numbers tr")].map((row) => {
  const { left, right, top, bottom } = row.getBoundingClientRect(), inset = 2;
  const places = [[left + inset, top + inset], [right - inset, bottom - inset]];
  return [row.dataset.row, places.every(([x, y]) => row.contains(document.elementFromPoint(x, y)))];
})"""


def test_the_table_of_bounds_is_seen_without_scrolling_beside_the_file_browser(notebook):
    shown = notebook(ONE, "seen.ipynb")
    widget = explorer_in(shown, 0)
    shows(widget, "rank", 24)
    assert shown.locator(".jp-FileBrowser").is_visible()
    assert shown.viewport_size["width"] == 1280
    seen = dict(widget.evaluate(SEEN))
    assert len(seen) == 6
    assert all(seen.values()), seen
    assert widget.evaluate("(element) => element.scrollWidth <= element.clientWidth")
