"""Threads that draw at the same time get the pictures that one thread gets, byte by byte, and one file each."""

import itertools
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context

import matplotlib
import pytest

from tnrnn import Partition, bounds, min_cut, profile, rac, unroll
from tnrnn.drawing import Story, animate, compose, draw, plot, save
from tnrnn.drawing.charts.chart import Chart, Scale, Series
from tnrnn.drawing.charts.panels import draw_panels
from tnrnn.drawing.scenes.style import Style
from tnrnn.drawing.writers.matplotlib_settings import settled

THREADS = 8
SLOW = os.environ.get("TNRNN_SLOW") == "1"
LENGTHS = (2, 3)
NETWORKS = [unroll(rac(length, 1, 2, 3), "continuous") for length in LENGTHS]
CUTS = [min_cut(network, Partition.start_end(length)) for network, length in zip(NETWORKS, LENGTHS, strict=True)]
SCENES = [compose(network, cut) for network, cut in zip(NETWORKS, CUTS, strict=True)]
PROFILE = profile(rac(3, 1, 2, 2))
AXIS = Scale("lag", "whole")
CHART = Chart("", AXIS, AXIS, (Series("measured", 0, (0.0, 1.0), (1.0, 2.0)),), ("one",))

PICTURES = [
    *((f"scene {at}", ending, lambda path, at=at: save(SCENES[at], path)) for at in (0, 1) for ending in
      ("png", "pdf", "svg", "tex")),
    *(("axes", ending, lambda path: save(draw(NETWORKS[0], CUTS[0]), path)) for ending in ("png", "svg", "pdf")),
    ("composed", "svg", lambda path: save(compose(NETWORKS[1], CUTS[1]), path)),
    ("dark", "png", lambda path: save(SCENES[0], path, "dark")),
    *(("plot", ending, lambda path: save(plot(PROFILE), path)) for ending in ("png", "svg")),
    ("panels", "svg", lambda path: save(draw_panels((CHART, CHART), "two", Style()), path)),
    ("film", "gif", lambda path: animate(NETWORKS[0], path)),
    ("film", "pdf", lambda path: animate(NETWORKS[0], path)),
]  # fmt: skip
"""Name, ending and how it is saved: different pictures and equal ones."""


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The bytes of every picture, as one thread saves them."""
    folder = tmp_path_factory.mktemp("alone")
    found = []
    for number, (_, ending, make) in enumerate(PICTURES):
        make(folder / f"{number}.{ending}")
        found.append((folder / f"{number}.{ending}").read_bytes())
    return found


@pytest.fixture
def busy():
    """Let threads take turns often, so that they meet in every place."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def saved(folder, number):
    which = number % len(PICTURES)
    name, ending, make = PICTURES[which]
    path = folder / f"{number}-{name}.{ending}"
    make(path)
    return which, path


@pytest.mark.parametrize("calls", [[160] * 10] if SLOW else [[24]], ids=["slow" if SLOW else "sample"])
def test_pictures_saved_from_threads_into_one_folder_are_those_of_one_thread(tmp_path, alone, busy, calls):
    before = dict(matplotlib.rcParams)
    for number, count in enumerate(calls):
        folder = tmp_path / str(number)
        folder.mkdir()
        with ThreadPoolExecutor(THREADS) as threads:
            found = list(threads.map(saved, itertools.repeat(folder, count), range(count)))
        wrong = [path.name for which, path in found if path.read_bytes() != alone[which]]
        assert not wrong
        assert len(list(folder.iterdir())) == count, "something is left beside the pictures"
    assert dict(matplotlib.rcParams) == before


def test_of_threads_that_save_to_one_name_the_last_one_wins_whole(tmp_path, alone, busy):
    pngs = [which for which, (_, ending, _) in enumerate(PICTURES) if ending == "png"]
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda which: PICTURES[which][2](tmp_path / "same.png"), pngs * 2))
    assert [path.name for path in tmp_path.iterdir()] == ["same.png"]
    assert (tmp_path / "same.png").read_bytes() in [alone[which] for which in pngs]


def test_what_hears_of_the_frames_of_a_film_may_wait_for_another_thread_that_draws(tmp_path):
    drawn = []

    def tell(done, total):
        other = threading.Thread(target=lambda: drawn.append(draw(NETWORKS[0])), daemon=True)
        other.start()
        other.join(20)

    for ending in ("gif", "pdf"):
        drawn.clear()
        animate(NETWORKS[1], tmp_path / f"film.{ending}", story=Story("sweep"), progress=tell)
        assert len(drawn) == 2


def test_threads_that_compute_with_one_circuit_get_what_one_thread_gets(busy):
    def found(circuit):
        network, ends = unroll(circuit, "one-hot"), Partition.start_end(4)
        parts = bounds(circuit).to_json(), min_cut(circuit, ends), min_cut(network, ends), compose(network)
        return list(map(repr, parts))

    alone = found(rac(4, 2, 2, 3))
    shared = rac(4, 2, 2, 3)
    with ThreadPoolExecutor(THREADS) as threads:
        assert all(other == alone for other in threads.map(found, [shared] * 16))


CALLS = {
    "draw": lambda path: draw(NETWORKS[0]),
    "save": lambda path: save(SCENES[0], path / "picture.png"),
    "plot": lambda path: plot(PROFILE),
    "panels": lambda path: draw_panels((CHART,), "one", Style()),
    "animate": lambda path: animate(NETWORKS[0], path / "film.gif"),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_thread_waits_while_another_has_the_settings_of_matplotlib(tmp_path, name):
    waiting = threading.Thread(target=CALLS[name], args=(tmp_path,), daemon=True)
    with settled():
        waiting.start()
        waiting.join(0.1)
        assert waiting.is_alive()
    waiting.join(20)
    assert not waiting.is_alive()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_process_forked_while_a_thread_draws_can_draw(tmp_path):
    drawing, forked = threading.Event(), threading.Event()

    def draws():
        with settled():
            drawing.set()
            forked.wait(0.5)  # the fork waits for this thread; where it does not, it is in the middle of this

    thread = threading.Thread(target=draws, daemon=True)
    thread.start()
    drawing.wait(20)
    child = get_context("fork").Process(target=save, args=(SCENES[0], tmp_path / "picture.png"), daemon=True)
    child.start()
    forked.set()
    child.join(20)
    child.kill()
    thread.join(20)
    assert (tmp_path / "picture.png").exists()
    draw(NETWORKS[0])
