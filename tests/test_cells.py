"""Gated units as cells: what each mark stands for, where wires run, and that cuts are marked as they are listed."""

import itertools
import math
from collections import Counter, defaultdict

import pytest

from tnrnn import Builder, Partition, View, min_cut, models, symmetric_cut, unroll
from tnrnn.drawing import Look, compose
from tnrnn.drawing.layouts.cells import cells
from tnrnn.drawing.scenes import extent, roles

MADE = {
    "lstm": models.lstm(4, 1, 2, 2),
    "lstm, two layers": models.lstm(3, 2, 2, 2),
    "gru": models.gru(2, 1, 2, 2),
    "mi_rnn": models.mi_rnn(4, 2, 2, 2),
    "cp_rnn": models.cp_rnn(3, 1, 2, 2, rank=2),
    "selective_ssm": models.selective_ssm(3, 1, 2, 2),
    "gated_ssm": models.gated_ssm(3, 2, 2, 2),
    "mamba": models.mamba(3, 1, 2, 2, 3),
    "residual": models.linear_attention(3, 2, 2, 2, 3, residual=True),
    "heads": models.linear_attention(3, 1, 2, 2, 4, heads=2),
    **{rule: models.linear_attention(4, 1, 2, 2, 3, rule=rule) for rule in models.RULES},
}
CASES = pytest.mark.parametrize("circuit", MADE.values(), ids=MADE)


def legs_of(line):
    return list(itertools.pairwise(line.points))


def box_of(mark, part=1.0):
    up = mark.height or mark.radius
    return mark.x - part * mark.radius, mark.y - part * up, mark.x + part * mark.radius, mark.y + part * up


def meets(box, leg):
    (a, b), (c, d) = leg
    return min(a, c) < box[2] and max(a, c) > box[0] and min(b, d) < box[3] and max(b, d) > box[1]


@CASES
def test_every_vertex_belongs_to_one_mark_of_its_own_step_and_layer(circuit):
    layout = cells(circuit)
    owners = Counter(name for mark in layout.marks for name in mark.tensors)
    assert owners == Counter(vertex.name for vertex in circuit.vertices)
    for mark in layout.marks:
        for name in mark.tensors if mark.role in ("gate", "sign") else ():
            vertex = circuit.by_name[name]
            assert (vertex.position, vertex.layer) == (round(mark.x), mark.layer)


@CASES
def test_bonds_lead_from_each_vertex_to_all_marks_that_use_it(circuit):
    """Lines of one name form a tree from the mark of the vertex to the marks of its users; maps are on the way."""
    layout = cells(circuit)
    owner = {name: mark.name for mark in layout.marks for name in mark.tensors}
    marks = [mark for mark in layout.marks if mark.role != "branch"]

    def at(point):
        return next((mark.name for mark in marks if meets(box_of(mark, 1.05), (point, point))), point)

    for vertex in circuit.vertices:
        users = {owner[each.name] for each in circuit.vertices if vertex.name in each.children}
        if vertex.kind == "constant" and users <= {owner[vertex.name]}:
            continue  # a bias of a gate
        after = defaultdict(set)
        for line in layout.lines:
            if vertex.name in line.bonds and line.role != "output":
                first = line.bonds[0] == vertex.name
                after[at(line.points[0]) if first else vertex.name].add(at(line.points[-1]))
        found, pending = set(), [owner[vertex.name] if vertex.name not in after else vertex.name]
        while pending:
            for each in after[pending.pop()]:
                if each in owner.values():
                    found.add(each)
                else:
                    pending.append(each)
        assert found - {owner[vertex.name]} == users - {owner[vertex.name]}, vertex.name


@CASES
def test_wires_run_along_the_axes_pass_no_mark_and_meet_others_at_right_angles(circuit):
    layout = cells(circuit)
    marks = [mark for mark in layout.marks if mark.role != "branch"]
    legs = [(line, leg) for line in layout.lines for leg in legs_of(line)]
    for line, leg in legs:
        (a, b), (c, d) = leg
        assert math.isclose(a, c, abs_tol=1e-5) or math.isclose(b, d, abs_tol=1e-5)
        ends = line.points[0], line.points[-1]
        for mark in marks:
            if meets(box_of(mark), leg):
                assert any(meets(box_of(mark, 1.05), (end, end)) for end in ends), (line.bonds, mark.name)
    for (one, leg), (other, beside) in itertools.combinations(legs, 2):
        if not set(one.bonds) & set(other.bonds):
            assert not overlap(leg, beside), (one.bonds, other.bonds)


def overlap(leg, other):
    """Return whether two upright or two level legs run along each other."""
    for axis in (0, 1):
        if all(math.isclose(one[0][axis], each[axis], abs_tol=1e-5) for one in (leg,) for each in (*leg, *other)):
            low, high = (sorted(point[1 - axis] for point in each) for each in (leg, other))
            return min(low[1], high[1]) - max(low[0], high[0]) > 1e-5
    return False


@CASES
def test_cells_of_a_layer_are_alike_inputs_stand_below_and_deeper_layers_above(circuit):
    layout = cells(circuit)
    steps = defaultdict(dict)
    for mark in layout.marks:
        if mark.role in ("gate", "sign", "input"):
            steps[round(mark.x)][round(mark.x - round(mark.x), 4), mark.y] = mark.layer
    for one, other in itertools.combinations(steps.values(), 2):
        assert all(one[at] == other[at] for at in one.keys() & other.keys())
    last = max(steps)
    assert all(steps[step].keys() <= steps[last].keys() | steps[2].keys() for step in steps)
    heights = defaultdict(list)
    for mark in layout.marks:
        if mark.role in ("gate", "sign", "input"):
            heights[mark.layer].append(mark.y)
    for below, above in itertools.pairwise(sorted(heights)):
        assert max(heights[below]) < min(heights[above])


@CASES
@pytest.mark.parametrize("mode", ["one-hot", "continuous"])
def test_what_a_cut_severs_is_marked_where_it_is_severed(circuit, mode):
    length = len(circuit.inputs)
    for step in range(1, length):
        partition = Partition(range(1, step + 1), range(step + 1, length + 1))
        for cut in (min_cut(circuit, partition, mode), symmetric_cut(circuit, partition)):
            scene = compose(circuit, cut, view=View(detail="anatomy"))
            if scene.view != "cells":  # it severs a vector in two places, and is drawn on the circuit without sums
                assert circuit in (MADE["gru"], MADE["mi_rnn"])
                continue
            lines = {name: line for line in scene.lines for name in line.bonds}
            assert all(mark.name in lines for mark in scene.cut_marks)
            if hasattr(cut, "entries"):
                assert sum(mark.count for mark in scene.cut_marks) == sum(entry.count for entry in cut.entries)


def test_a_cut_between_two_steps_is_a_straight_line_across_all_states():
    circuit = models.mi_rnn(4, 1, 20, 2)
    scene = compose(circuit, min_cut(circuit, Partition.start_end(4)), view=View(detail="anatomy"))
    assert [(line.kind, {x for x, _ in line.points}) for line in scene.cut_lines] == [("line", {2.5})]


def test_a_cut_inside_of_a_cell_is_drawn_on_the_cell_without_being_asked():
    circuit = MADE["lstm"]
    scene = compose(circuit, min_cut(circuit, Partition.start_end(4), "continuous"))
    assert scene.view == "cells"
    assert {mark.name[:3] for mark in scene.cut_marks} == {"W_i", "W_f", "W_o", "W_g"}


def test_a_joined_input_is_severed_below_all_that_uses_it():
    circuit = MADE["lstm"]
    scene = compose(circuit, min_cut(circuit, Partition.start_end(4), "one-hot"), view=View(detail="anatomy"))
    gates = [mark for mark in scene.marks if mark.role in ("gate", "branch")]
    assert {mark.name for mark in scene.cut_marks} == {"x[1]", "x[2]"}
    assert all(stroke.y < min(mark.y for mark in gates) for stroke in scene.cut_marks)


def test_gates_have_their_letters_products_and_sums_their_signs_and_matrices_thick_lines():
    scene = compose(MADE["delta"], view=View(detail="anatomy"))
    words = {label.of.split("[")[0]: label.text or label.math for label in scene.labels if label.role == roles.INSIDE}
    assert {name: words[name] for name in ("q", "k", "v", "S", "wk", "o")} == {
        **{name: name for name in "qkv"},
        "S": "+",
        "wk": "\\otimes",
        "o": "\\cdot",
    }
    wide = {line.bonds[0].split("[")[0] for line in scene.lines if line.dress and line.dress.width and line.bonds}
    assert wide == {"S", "wk"}


def test_names_in_boxes_are_text():
    """A name with TeX or markup in it is escaped by the writer, as it is no formula."""
    b = Builder()
    state = b.constant("h0", 2, name="h[0]", at=(0, 1))
    for step in (1, 2):
        x = b.input(step, 2)
        maps = [b.linear(w, u, 2, name=f"{w}[{step}]", at=(step, 1)) for u, w in ((x, "W"), (state, "U"))]
        gate = b.sum(*maps, name=f"<b>$x^2$[{step}]", at=(step, 1))
        state = b.product(gate, state, name=f"h[{step}]", at=(step, 1))
    scene = compose(b.circuit(state), view=View(detail="anatomy"))
    inside = [label for label in scene.labels if label.role == roles.INSIDE and "b" in label.of]
    assert scene.view == "cells"
    assert inside
    assert all(label.text == "<b>$x^2$" and not label.math for label in inside)


@pytest.mark.parametrize("made", [models.gmlp(3, 1, 2, 2), models.polynomial_attention(3, 1, 2, 2, 3)])
def test_circuits_without_cells_are_drawn_as_before(made):
    assert cells(made) is None
    assert compose(made, view=View(detail="anatomy")).view == "plain"


def test_a_text_of_a_look_stands_in_place_of_the_letter_and_signs_stay_as_they_are():
    looks = [Look("f*,1]", text="F", place="inside"), Look("o*", fill="tomato")]
    scene = compose(MADE["lstm"], view=View(detail="anatomy", width="7in", looks=looks))
    inside = defaultdict(list)
    for label in scene.labels:
        if label.role == roles.INSIDE:
            inside[label.of].append((label.text or label.math, label.size))
    assert [text for text, _ in inside["f[2,1]"]] == ["F"]
    (sign, size), (letter, _) = inside["h[2,1]"][0], inside["o[2,1]"][0]
    assert (sign, letter) == ("\\times", "o")
    assert size > 0.5


@pytest.mark.parametrize("width", ["3.4in", "7in"])
def test_letters_and_signs_fit_into_their_marks(width):
    scene = compose(MADE["mlstm"], view=View(detail="anatomy", width=width))
    marks = {mark.name: mark for mark in scene.marks}
    em = scene.font_size / 72 / scene.unit
    for label in scene.labels:
        if label.role == roles.INSIDE:
            left, bottom, right, top = extent(label, em)
            mark = marks[label.of]
            assert top - bottom <= 2.6 * mark.height
            assert mark.role == "sign" or right - left <= 2 * mark.radius


def test_a_large_network_of_a_circuit_with_gates_says_that_the_circuit_has_cells():
    network = unroll(models.lstm(4, 1, 2, 2))
    with pytest.warns(match="draw its circuit, which has cells"):
        compose(network)


def test_long_circuits_are_folded_in_time_with_dots_for_cells_and_every_vertex_is_told():
    circuit = models.linear_attention(30, 2, 20, 2, 3)
    cut = min_cut(circuit, Partition.start_end(30), "continuous")
    scene = compose(circuit, cut, view=View("folded"))
    assert {name for mark in scene.marks for name in mark.tensors} == set(circuit.scalar_part.by_name)
    assert [label.math for label in scene.labels if label.role == "time"] == [f"t={t}" for t in (1, 2, 15, 16, 30)]
    assert sum(mark.role == "dots" for mark in scene.marks) == 4
    assert Counter(mark.name for mark in scene.cut_marks) == Counter(entry.name for entry in cut.entries)
    assert [line.kind for line in scene.cut_lines] == ["line"]
    whole = compose(models.lstm(5, 1, 2, 2), view=View("folded"))
    assert not any(mark.role == "dots" for mark in whole.marks)


def test_entries_of_a_cut_that_dots_stand_for_are_counted_in_the_legend():
    circuit = models.lstm(30, 1, 2, 2)
    scene = compose(circuit, min_cut(circuit, Partition.start_end(30), "one-hot"), view=View("folded"))
    assert {mark.name for mark in scene.cut_marks} < {f"x[{step}]" for step in range(1, 16)}
    assert any(key.label.text.startswith("in the dots") for key in scene.legend)
