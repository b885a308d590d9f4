"""Moving pictures: what each frame shows, as scenes, and the files that they become."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess

import pytest
from PIL import Image
from test_layout import random_network

from tnrnn.basics.errors import TnrnnError
from tnrnn.cuts.mincut import min_cut
from tnrnn.drawing import Story, View, animate, compose, frames
from tnrnn.drawing.framing import MAX_FRAMES
from tnrnn.models import rac
from tnrnn.networks.partition import Partition
from tnrnn.networks.unrolling import unroll
from tnrnn.values.contraction import contract
from tnrnn.values.evaluation import random_weights
from tnrnn.values.ordering import contraction_order

NETWORK = unroll(rac(5, 2, 2, 3), "continuous")


def caption(scene):
    return next((label.text, label.math) for label in scene.labels if label.role == "caption")


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
@pytest.mark.parametrize("story", ["sweep", "unroll", "duplicate", "contract"])
def test_all_frames_have_one_size_and_every_mark_one_place(story, mode):
    network = unroll(rac(4, 2, 2, 3), mode)
    scenes = frames(network, story=story)
    assert len({(scene.box, scene.unit) for scene in scenes}) == 1
    whole = {(mark.name, mark.x, mark.y) for mark in compose(network).marks}
    for scene in scenes:
        drawn = {(mark.name, mark.x, mark.y) for mark in scene.marks if mark.role != "point"}
        assert drawn == whole if story == "sweep" else drawn <= whole
        left, bottom, right, top = scene.box
        assert all(left <= label.x <= right and bottom <= label.y <= top for label in scene.labels)
    if story != "sweep":
        assert {(mark.name, mark.x, mark.y) for mark in scenes[-1].marks} == whole


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
def test_the_sweep_shows_the_least_cut_of_every_split(mode):
    network = unroll(rac(6, 2, 3, 2), mode)
    scenes = frames(network, story="sweep")
    cuts = [min_cut(network, Partition.start_end(6, at)) for at in range(1, 6)]
    assert [[mark.name for mark in scene.cut_marks] for scene in scenes] == [
        [entry.name for entry in cut.entries] for cut in cuts
    ]
    assert caption(scenes[0])[0] == "Start 1, End 2-6"
    for scene in scenes:
        points = [mark for mark in scene.marks if mark.role == "point"]
        assert [point.x for point in points] == [1.5, 2.5, 3.5, 4.5, 5.5]
        order = sorted(range(5), key=lambda k: cuts[k].value)
        assert [points[k].y for k in order] == sorted(point.y for point in points)


def test_unrolling_adds_one_time_step_a_frame():
    scenes = frames(NETWORK, story="unroll")
    assert [max(mark.x for mark in scene.marks) for scene in scenes] == [0, 1, 2, 3, 4, 5]
    for time, scene in enumerate(scenes):
        drawn = {name for mark in scene.marks for name in mark.tensors}
        assert drawn == {tensor.name for tensor in NETWORK.tensors if tensor.position <= time}
        assert caption(scene) == ("", f"t = {time}")
    assert [any(line.role == "output" for line in scene.lines) for scene in scenes] == [False] * 5 + [True]


def test_duplication_adds_one_copy_of_a_chain_a_frame():
    network = unroll(rac(4, 3, 2, 2), "continuous")
    scenes = frames(network, story="duplicate")
    chains = sum(tensor.kind == "state" for tensor in network.tensors)
    assert len(scenes) == chains
    assert [sum(mark.role == "state" for mark in scene.marks) for scene in scenes] == list(range(1, chains + 1))
    for one, two in itertools.pairwise(scenes):
        new = [mark for mark in two.marks if mark not in one.marks and mark.role == "site"]
        last = max(new, key=lambda mark: mark.x)
        assert caption(two)[1] == f"h^{{{last.x:g},{last.layer}}}"


@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
def test_a_contraction_joins_every_tensor_once(mode):
    network = unroll(rac(4, 2, 2, 3), mode)
    merges = contraction_order(network)
    groups = [{tensor.name} for tensor in network.tensors if tensor.kind != "copy"]
    for merge in merges:
        for side in (merge.left, merge.right):
            if side:
                groups.remove(set(side))
        groups.append({*merge.left, *merge.right})
    assert groups == [{tensor.name for tensor in network.tensors if tensor.kind != "copy"}]
    largest = max(merge.size for merge in merges)
    weights, xs = random_weights(rac(4, 2, 2, 3), 0), [[1, 2]] * 4
    contract(network, weights, xs, limit=largest)
    with pytest.raises(TnrnnError, match="expected arrays of at most"):
        contraction_order(network, limit=largest - 1)


def test_a_contraction_shows_both_sides_of_each_step():
    merges = contraction_order(NETWORK)
    scenes = frames(NETWORK, story="contract")
    assert len(scenes) == len(merges) + 1
    for merge, scene in zip(merges, scenes[1:], strict=True):
        sides = {name: mark.side for mark in scene.marks for name in mark.tensors}
        assert {sides[name] for name in merge.left} <= {"near", None}
        assert {sides[name] for name in merge.right} <= {"far", None}
        assert f"{merge.size:,}" in caption(scene)[0]


def test_gif_and_pages(tmp_path):
    made = []
    animate(NETWORK, tmp_path / "a.gif", story=Story("sweep", 0.5), progress=lambda done, of: made.append((done, of)))
    assert made == [(number, 4) for number in range(1, 5)]
    with Image.open(tmp_path / "a.gif") as film:
        assert (film.n_frames, film.info["duration"], film.info["loop"]) == (4, 500, 0)
        assert film.width <= 1600
    animate(NETWORK, tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().count(b"/Type /Page ") == 4
    animate(NETWORK, tmp_path / "b.pdf")
    animate(NETWORK, tmp_path / "b.gif", story=Story("sweep", 0.5))
    for ending in ("gif", "pdf"):
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def needs_ffmpeg():
    if shutil.which("ffmpeg") is None:
        assert "CI" not in os.environ, "CI installs ffmpeg"
        pytest.skip("ffmpeg is not there")


def test_mp4(tmp_path):
    needs_ffmpeg()
    for name in ("a.mp4", "b.mp4"):
        animate(NETWORK, tmp_path / name, story=Story("sweep", 0.4))
    probe = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name,pix_fmt", "-show_entries"]
    command = [*probe, "format=duration", "-of", "csv=p=0", str(tmp_path / "a.mp4")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert said[0] == "h264,yuv420p"
    assert float(said[1]) == pytest.approx(4 * 0.4, abs=0.3)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_mp4_without_ffmpeg_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TnrnnError, match="mp4 needs the program ffmpeg"):
        animate(NETWORK, tmp_path / "a.mp4")
    assert not list(tmp_path.iterdir())


def test_an_ffmpeg_that_fails_is_one_line(tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    broken = tmp_path / "bin" / "ffmpeg"
    broken.write_text("#!/bin/sh\necho 'no such encoder' >&2\necho 'at all' >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin") + os.pathsep + os.environ["PATH"])
    with pytest.raises(TnrnnError, match="ffmpeg failed: no such encoder") as caught:
        animate(NETWORK, tmp_path / "a.mp4")
    assert "\n" not in str(caught.value)
    assert [item.name for item in tmp_path.iterdir()] == ["bin"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda path: animate(NETWORK, path / "a.gfi"), "expected gif, mp4 or pdf, given 'gfi'; did you mean 'gif'"),
        (lambda path: animate(NETWORK, path / "no" / "a.gif"), "there is no folder"),
        (lambda path: animate(NETWORK, path / "a.gif", story="swep"), "did you mean 'sweep'"),
        (lambda path: animate(NETWORK, path / "a.gif", story=Story("sweep", 0)), "from 0.02 to 60, given 0"),
        (lambda path: animate(NETWORK, path / "a.gif", story=Story("sweep", float("nan"))), "given nan"),
        (lambda path: animate(rac(3, 1, 2, 2), path / "a.gif"), "animate: expected a Network"),
        (lambda path: animate(random_network(1), path / "a.gif"), "inputs at two times or more"),
        (
            lambda path: animate(random_network(1), path / "a.gif", story="duplicate"),
            "the unrolled network of a deep RAC",
        ),
        (
            lambda path: animate(unroll(rac(1200, 1, 2, 2)), path / "a.gif", story="unroll"),
            f"at most {MAX_FRAMES:,} frames",
        ),
        (lambda path: animate(NETWORK, path / "a.gif", style="drak"), "did you mean 'dark'"),
    ],
)
def test_mistakes(call, message, tmp_path):
    with pytest.raises(TnrnnError) as caught:
        call(tmp_path)
    assert message in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_the_view_of_frames_may_be_a_name_and_is_checked():
    network = unroll(rac(3, 1, 2, 2))
    assert frames(network, view="unrolled") == frames(network, view=View("unrolled"))
    with pytest.raises(TnrnnError, match="view: expected a View, the name of one or None, given 3"):
        frames(network, view=3)
    with pytest.raises(TnrnnError, match="animate, progress: expected a function of two numbers or None, given 3"):
        animate(network, "film.gif", progress=3)


@pytest.mark.parametrize("story", ["sweep", "unroll", "duplicate", "contract"])
def test_captions_and_formulas_do_not_jump(story):
    """One box, one scale, and one place of the caption and of the formula in all frames."""
    scenes = frames(unroll(rac(5, 2, 2, 3), mode="continuous"), story=story)
    assert len({(scene.box, scene.unit, scene.font_size) for scene in scenes}) == 1
    captions = {(label.x, label.y) for scene in scenes for label in scene.labels if label.role == "caption"}
    assert len(captions) == 1
    titles = {(label.x, label.y) for scene in scenes for label in scene.labels if label.role == "formula"}
    assert len(titles) == (story == "sweep")
    keys = [[(key.label.x, key.label.y, key.label.text) for key in scene.legend] for scene in scenes]
    assert all(each == keys[0] for each in keys)
    bands = {(box[1], box[3]) for scene in scenes for box in (region.box for region in scene.regions)}
    assert len(bands) == (story == "sweep")
