"""Sequence models as plain loops, and the ranks of their splits: written from the formulas, without tnrnn.

Weights are nested lists by the names of parameters, and a word is the list of its inputs x[1], .., x[T]. Every model
returns (observed, y): what the last layer shows at each step, and the output. All numbers are Python's integers, or
residues modulo `prime`. `one_rank` gives arrays of residues in place of numbers, one entry for each pair of words.
"""

import functools
import itertools
import random

import numpy as np

PRIME = 2**31 - 1


# Vectors are lists of numbers and matrices lists of rows; every result is reduced where there is a prime.


def times(a, b, prime=None):
    """The product of two numbers."""
    return a * b if prime is None else a * b % prime


def total(numbers, prime=None):
    """The sum of some numbers."""
    found = 0
    for number in numbers:
        found = found + number
    return found if prime is None else found % prime


def dot(u, v, prime=None):
    assert len(u) == len(v)
    return total([times(a, b, prime) for a, b in zip(u, v, strict=True)], prime)


def linear(matrix, u, prime=None):
    return [dot(row, u, prime) for row in matrix]


def add(*vectors, prime=None):
    return [total(entries, prime) for entries in zip(*vectors, strict=True)]


def entrywise(*vectors, prime=None):
    found = vectors[0]
    for vector in vectors[1:]:
        found = [times(a, b, prime) for a, b in zip(found, vector, strict=True)]
    return found


def scaled(number, u, prime=None):
    return [times(number, entry, prime) for entry in u]


def outer(v, k, prime=None):
    return [[times(a, b, prime) for b in k] for a in v]


def added(*matrices, prime=None):
    return [add(*rows, prime=prime) for rows in zip(*matrices, strict=True)]


# One layer each: the inputs u[1], .., u[T] of the layer to what it shows at each step.


def linear_ssm_layer(weights, level, inputs, prime=None):
    """h[t] = A h[t-1] + B u[t], o[t] = C h[t]."""
    state, shown = weights[f"h[0,{level}]"], []
    for u in inputs:
        carried = linear(weights[f"A[{level}]"], state, prime)
        state = add(carried, linear(weights[f"B[{level}]"], u, prime), prime=prime)
        shown.append(linear(weights[f"C[{level}]"], state, prime))
    return shown


def selective_ssm_layer(weights, level, inputs, prime=None, *, output_gate=False):
    """h[t] = (g + G u[t]) * h[t-1] + B u[t]; o[t] = h[t], or (D u[t]) * h[t]."""
    state, shown = weights[f"h[0,{level}]"], []
    for u in inputs:
        gate = add(weights[f"g[{level}]"], linear(weights[f"G[{level}]"], u, prime), prime=prime)
        kept = entrywise(gate, state, prime=prime)
        state = add(kept, linear(weights[f"B[{level}]"], u, prime), prime=prime)
        opened = linear(weights[f"D[{level}]"], u, prime) if output_gate else None
        shown.append(entrywise(opened, state, prime=prime) if output_gate else state)
    return shown


def gated_ssm_layer(weights, level, inputs, prime=None):
    """h[t] = g * h[t-1] + k * v, o[t] = q * h[t], with q, k, v linear in u[t]."""
    state, shown = weights[f"h[0,{level}]"], []
    for u in inputs:
        q, k, v = (linear(weights[f"W_{stem}[{level}]"], u, prime) for stem in "qkv")
        kept = entrywise(weights[f"g[{level}]"], state, prime=prime)
        state = add(kept, entrywise(k, v, prime=prime), prime=prime)
        shown.append(entrywise(q, state, prime=prime))
    return shown


def next_matrix(weights, at, state, token, *, rule, prime=None):
    """The matrix S of linear attention after one more token."""
    u, k, v = token
    new = outer(v, k, prime)
    if rule == "mlstm":
        entry = total([weights[f"i[{at}]"][0], dot(weights[f"J[{at}]"][0], u, prime)], prime)
        new = [scaled(entry, row, prime) for row in new]
    if state is None:
        return new
    if rule == "sum":
        kept = state
    elif rule == "decay":
        kept = [scaled(weights[f"g[{at}]"][0], row, prime) for row in state]
    elif rule == "gated":
        gate = add(weights[f"c[{at}]"], linear(weights[f"C[{at}]"], u, prime), prime=prime)
        kept = [entrywise(row, gate, prime=prime) for row in state]
    elif rule == "delta":
        seen = linear(state, k, prime)
        kept = added(state, outer(scaled(-1, seen, prime), k, prime), prime=prime)
    elif rule == "mlstm":
        forget = total([weights[f"f[{at}]"][0], dot(weights[f"F[{at}]"][0], u, prime)], prime)
        kept = [scaled(forget, row, prime) for row in state]
    else:
        raise ValueError(rule)
    return added(kept, new, prime=prime)


def rac_layer(weights, level, inputs, prime=None):
    """h[t] = (W_H h[t-1]) * (W_I u[t])."""
    state, shown = weights[f"h[0,{level}]"], []
    for u in inputs:
        old, new = linear(weights[f"W_H[{level}]"], state, prime), linear(weights[f"W_I[{level}]"], u, prime)
        state = entrywise(old, new, prime=prime)
        shown.append(state)
    return shown


def lstm_layer(weights, level, inputs, prime=None):
    """c[t] = f * c[t-1] + i * g, h[t] = o * c[t], each of i, f, o, g affine in u[t] and h[t-1]."""
    h, c, shown = weights[f"h[0,{level}]"], weights[f"c[0,{level}]"], []
    for u in inputs:
        i, f, o, g = (
            add(
                linear(weights[f"W_{stem}[{level}]"], u, prime),
                linear(weights[f"U_{stem}[{level}]"], h, prime),
                weights[f"b_{stem}[{level}]"],
                prime=prime,
            )
            for stem in "ifog"
        )
        c = add(entrywise(f, c, prime=prime), entrywise(i, g, prime=prime), prime=prime)
        h = entrywise(o, c, prime=prime)
        shown.append(h)
    return shown


def mamba_layer(weights, level, inputs, prime=None):
    """H[t][c,n] = (a[c,n] + s[c,n] d_c) H[t-1][c,n] + v_c b_n, o[t]_c = sum_n H[t][c,n] c_n; parameters row by row."""

    def matrix(name):
        width = len(weights[f"W_B[{level}]"])
        return [weights[name][start : start + width] for start in range(0, len(weights[name]), width)]

    state, shown = matrix(f"H[0,{level}]"), []
    for u in inputs:
        d, v, b, c = (linear(weights[f"W_{stem}[{level}]"], u, prime) for stem in "DUBC")
        steps = [scaled(one, row, prime) for one, row in zip(d, matrix(f"s[{level}]"), strict=True)]
        gates = added(matrix(f"a[{level}]"), steps, prime=prime)
        kept = [entrywise(*rows, prime=prime) for rows in zip(gates, state, strict=True)]
        state = added(kept, outer(v, b, prime), prime=prime)
        shown.append(linear(state, c, prime))
    return shown


def projected(weights, at, inputs, prime=None):
    """The queries, keys and values of one head."""
    return [tuple(linear(weights[f"W_{stem}[{at}]"], u, prime) for stem in "qkv") for u in inputs]


def linear_attention_head(weights, at, inputs, prime=None, *, rule="sum"):
    """o[t] = S[t] q[t]; `at` is "1", or "1,2" for head 2 of layer 1."""
    state, shown = None, []
    for u, (q, k, v) in zip(inputs, projected(weights, at, inputs, prime), strict=True):
        state = next_matrix(weights, at, state, (u, k, v), rule=rule, prime=prime)
        shown.append(linear(state, q, prime))
    return shown


def polynomial_attention_head(weights, at, inputs, prime=None):
    """o[t] = (the sum of v k^T over all tokens) q[t]."""
    tokens = projected(weights, at, inputs, prime)
    matrix = added(*(outer(v, k, prime) for _, k, v in tokens), prime=prime)
    return [linear(matrix, q, prime) for q, _, _ in tokens]


def bypassed(weights, level, made, inputs, prime=None):
    """What a layer made plus what it took, which is mapped by P[level] (P in layer 1) if there is one."""
    name = "P" if level == 1 else f"P[{level}]"
    taken = [linear(weights[name], u, prime) for u in inputs] if name in weights else inputs
    return [add(one, low, prime=prime) for one, low in zip(made, taken, strict=True)]


def stacked(layer, weights, layers, word, prime=None, *, residual=False):
    """Layers that each read what the one below shows, with or without residual connections."""
    inputs = word
    for level in range(1, layers + 1):
        made = layer(weights, level, inputs, prime)
        inputs = bypassed(weights, level, made, inputs, prime) if residual else made
    return inputs


def attention(head, weights, layers, word, prime=None, *, heads=1, residual=False):
    """Layers of heads: each reads sum_h W[l,h] o[t,l,h], and y = sum_h W_O[h] o[T,L,h], or with residual W_O u[T,L].

    The outputs of the heads of the last layer are shown in a row, or with residual connections u[t,L].
    """
    inputs = word
    for level in range(1, layers + 1):
        places = [f"{level}"] if heads == 1 else [f"{level},{one}" for one in range(1, heads + 1)]
        made = [head(weights, at, inputs, prime) for at in places]
        if level < layers or residual:
            mixed = [[linear(weights[f"W[{at}]"], o, prime) for o in one] for at, one in zip(places, made, strict=True)]
            joined = [add(*parts, prime=prime) for parts in zip(*mixed, strict=True)]
            inputs = bypassed(weights, level, joined, inputs, prime) if residual else joined
    if residual:
        return inputs, linear(weights["W_O"], inputs[-1], prime)
    outs = ["W_O"] if heads == 1 else [f"W_O[{one}]" for one in range(1, heads + 1)]
    y = add(*(linear(weights[out], one[-1], prime) for out, one in zip(outs, made, strict=True)), prime=prime)
    return [list(itertools.chain(*parts)) for parts in zip(*made, strict=True)], y


# The models.


def linear_ssm(weights, layers, word, prime=None, *, residual=False):
    shown = stacked(linear_ssm_layer, weights, layers, word, prime, residual=residual)
    return shown, shown[-1]


def read_out(layer, weights, layers, word, prime=None, *, residual=False):
    shown = stacked(layer, weights, layers, word, prime, residual=residual)
    return shown, linear(weights["W_O"], shown[-1], prime)


def selective_ssm(weights, layers, word, prime=None, *, output_gate=False, residual=False):
    layer = functools.partial(selective_ssm_layer, output_gate=output_gate)
    return read_out(layer, weights, layers, word, prime, residual=residual)


def rac(weights, layers, word, prime=None):
    return read_out(rac_layer, weights, layers, word, prime)


def lstm(weights, layers, word, prime=None):
    return read_out(lstm_layer, weights, layers, word, prime)


def mamba(weights, layers, word, prime=None, *, residual=False):
    return read_out(mamba_layer, weights, layers, word, prime, residual=residual)


def gated_ssm(weights, layers, word, prime=None, *, residual=False):
    return read_out(gated_ssm_layer, weights, layers, word, prime, residual=residual)


def linear_attention(weights, layers, word, prime=None, *, rule="sum", heads=1, residual=False):
    head = functools.partial(linear_attention_head, rule=rule)
    return attention(head, weights, layers, word, prime, heads=heads, residual=residual)


def polynomial_attention(weights, layers, word, prime=None, *, heads=1, residual=False):
    return attention(polynomial_attention_head, weights, layers, word, prime, heads=heads, residual=residual)


def gmlp_tokens(weights, level, inputs, prime=None):
    """o[t] = p[t] * (sum_s m[s]_t z[s] + b[t]), with p and z linear in the tokens."""
    ps, zs = ([linear(weights[f"W_{stem}[{level}]"], u, prime) for u in inputs] for stem in "pz")
    shown = []
    for t, p in enumerate(ps):
        parts = [scaled(weights[f"m[{s},{level}]"][t], z, prime) for s, z in enumerate(zs, start=1)]
        shift = weights[f"b[{t + 1},{level}]"] * len(p)
        shown.append(entrywise(p, add(*parts, shift, prime=prime), prime=prime))
    return shown


def mixer_tokens(weights, level, inputs, prime=None):
    """o[t]_m = sum_r c[t]_r P_rm Q_rm, P_rm = sum_s a[s]_r u[s]_m, Q_rm = sum_s b[s]_r u[s]_m."""
    left, right = (
        added(*(outer(weights[f"{stem}[{s},{level}]"], u, prime) for s, u in enumerate(inputs, start=1)), prime=prime)
        for stem in "ab"
    )
    both = [entrywise(*rows, prime=prime) for rows in zip(left, right, strict=True)]
    columns = [list(column) for column in zip(*both, strict=True)]
    return [linear(columns, weights[f"c[{t},{level}]"], prime) for t in range(1, len(inputs) + 1)]


def mixed(tokens, weights, layers, word, prime=None, *, residual=False, readout="last"):
    """Layers that each read W o, with residual connections W o + u; y = W_O of the last token, or of the sum of all."""
    inputs = word
    for level in range(1, layers + 1):
        shown = tokens(weights, level, inputs, prime)
        if level < layers or residual:
            joined = [linear(weights[f"W[{level}]"], o, prime) for o in shown]
            shown = inputs = bypassed(weights, level, joined, inputs, prime) if residual else joined
    if readout == "mean":
        shown = [[]] * (len(word) - 1) + [add(*shown, prime=prime)]
    return shown, linear(weights["W_O"], shown[-1], prime)


def gmlp(weights, layers, word, prime=None, *, readout="last", residual=False):
    return mixed(gmlp_tokens, weights, layers, word, prime, residual=residual, readout=readout)


def bilinear_mixer(weights, layers, word, prime=None, *, residual=False):
    return mixed(mixer_tokens, weights, layers, word, prime, residual=residual)


def product_gnn(weights, layers, word, prime=None, *, graph):
    """h[i,l] = the product of W[l] h[j,l-1] over j = i and all neighbours j; y = W_O (the product of all h[i,L])."""
    nodes = sorted(graph.nodes)
    states = dict(zip(nodes, word, strict=True))
    for level in range(1, layers + 1):
        mapped = {node: linear(weights[f"W[{level}]"], states[node], prime) for node in nodes}
        near = {node: [other for other in nodes if other == node or graph.has_edge(node, other)] for node in nodes}
        states = {node: entrywise(*(mapped[other] for other in near[node]), prime=prime) for node in nodes}
    pooled = entrywise(*states.values(), prime=prime)
    return [[]] * (len(word) - 1) + [pooled], linear(weights["W_O"], pooled, prime)


# Ranks of a split: rows are Start words; columns are End words, with channels ("vector"), or with steps and channels
# ("future").


def rank_modulo(matrix, prime=PRIME):
    """The rank of a matrix of residues, by elimination."""
    work = np.array(matrix, dtype=np.int64) % prime
    if work.shape[0] > work.shape[1]:
        work = work.T.copy()
    rank = 0
    for column in range(work.shape[1]):
        if rank == len(work):
            break
        below = np.flatnonzero(work[rank:, column])
        if not below.size:
            continue
        chosen = rank + below[0]
        work[[rank, chosen]] = work[[chosen, rank]]
        work[rank] = work[rank] * pow(int(work[rank, column]), -1, prime) % prime
        others = rank + 1 + np.flatnonzero(work[rank + 1 :, column])
        work[others, column:] = (
            work[others, column:] - work[others, column, None] * work[rank, None, column:] % prime
        ) % prime
        rank += 1
    return rank


def pairs(starts, ends):
    """A word whose letters are arrays: entry (i, j) is letter by letter start word i, then End word j."""
    left = [list(letter) for letter in np.moveaxis(np.array(starts, dtype=np.int64)[:, :, :, None], 0, 2)]
    right = [list(letter) for letter in np.moveaxis(np.array(ends, dtype=np.int64)[:, :, :, None], 0, 3)]
    return left + right


def observed_matrix(model, starts, ends, observe="scalar"):
    """The matrix of a split; `model` takes a word and returns (observed, y)."""
    shape = (len(starts), len(ends))
    observed, y = model(pairs(starts, ends))
    steps = {"vector": observed[-1:], "future": observed[len(starts[0]) :]}.get(observe, [y[:1]])
    return np.concatenate([np.broadcast_to(entry, shape) for step in steps for entry in step], axis=1)


def grid(length, inputs):
    """All one-hot words of a length."""
    units = [[int(place == letter) for place in range(inputs)] for letter in range(inputs)]
    return [list(word) for word in itertools.product(units, repeat=length)]


def one_rank(model, split, length, inputs, *, mode="continuous", observe="scalar", seed=0, most=None):
    """The rank of a split: of the whole grid, or of random words, more and more until their rank falls short.

    It is None if `most` random words of a side are not enough.
    """
    if mode == "one-hot":
        return rank_modulo(observed_matrix(model, grid(split, inputs), grid(length - split, inputs), observe))
    rng, count = random.Random(seed), 8
    while most is None or count <= most:
        words = [
            [[[rng.randrange(PRIME) for _ in range(inputs)] for _ in range(steps)] for _ in range(count)]
            for steps in (split, length - split)
        ]
        found = rank_modulo(observed_matrix(model, *words, observe))
        if found < count:
            return found
        count *= 2
    return None


def random_weights(shapes, seed, size=PRIME):
    """Integers from 0 to size - 1, of the given shapes, as nested lists."""
    rng = random.Random(seed)

    def array(shape):
        return [array(shape[1:]) for _ in range(shape[0])] if shape else rng.randrange(size)

    return {name: array(tuple(shape)) for name, shape in shapes.items()}
