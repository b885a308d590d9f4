"""What a talk says of the parts of each model: a title, words, and the letters of the vectors that the step shows.

The letters are those of the names of vertices, such as "f" of f[2,1], with spaces between them; `tnrnn.models` defines
each. A part with letters shows these vectors in full and all others hollow.
"""

from __future__ import annotations

from typing import NamedTuple


class Part(NamedTuple):
    """One part of a model: the title and the words of its step, and the letters of the vectors that it is about."""

    title: str
    words: str
    letters: str = ""


LAYER = "First layer"

PARTS: dict[str, tuple[Part, ...]] = {
    "rac": (
        Part(LAYER, "Each state comes from the previous state and the input: two matrices, then an entrywise product."),
    ),
    "second_order_rnn": (
        Part(LAYER, "Each state is a bilinear map of the previous state and the input: h = B(h', u), one tensor B."),
    ),
    "cp_rnn": (
        Part(LAYER, "Each state is h = C [(A h') * (D u)]: a bilinear map of the previous state and the input."),
        Part("The product", "The entrywise product p = (A h') * (D u) is where state and input meet.", "p"),
    ),
    "mi_rnn": (
        Part(LAYER, "Each state is h = a * Wu * Uh' + b1 * Uh' + b2 * Wu + b: a product, and terms of first order."),
        Part("The product", "p = a * Wu * Uh' is the one term in which the input multiplies the state.", "p"),
    ),
    "lstm": (
        Part(LAYER, "Each step takes the input u, the previous output h' and the memory cell c'."),
        Part("Gates", "Each gate i, f and o is W u + U h' + b. A gate multiplies another vector.", "i f o"),
        Part("The memory cell", "c = f * c' + i * g: f keeps a part of the cell, i adds new content g.", "fc ig c"),
        Part("The output", "h = o * c: the gate o chooses what the next step and the next layer see.", "h"),
    ),
    "gru": (
        Part(LAYER, "Each step takes the input u and the previous state h'."),
        Part("Gates", "Each gate z and r is W u + U h' + b. A gate multiplies another vector.", "z r"),
        Part("The state", "h = n - z * n + z * h': z keeps a part of the state, n is the new content.", "n zn zh h"),
    ),
    "tensor_train_lm": (
        Part(
            "The train", "Each state is h = G(h', x): one core G, which all steps share, takes the state and the input."
        ),
    ),
    "conv_ac": (
        Part(LAYER, "Each vector is mapped by a matrix; the vectors of a window are then multiplied entrywise."),
    ),
    "linear_ssm": (
        Part(LAYER, "The state is h = A h' + B u: the same matrices at every step, and no gates."),
        Part("The state", "Input and previous state are added, and never multiplied.", "h"),
    ),
    "selective_ssm": (
        Part(LAYER, "The state is h = f * h' + B u: the input u sets how much of each entry is kept."),
        Part("The gate", "f = g + G u is the gate of the state. It depends on the input alone.", "G f"),
        Part("The state", "h = f * h' + B u: the gate multiplies the previous state.", "fh h"),
    ),
    "mamba": (
        Part(LAYER, "The state is a matrix H with D channels of N entries each."),
        Part("The gate", "The step size d sets the gate f = a + s d, which multiplies the state.", "d sd f"),
        Part(
            "What is written", "The state gets the product of a value v and an entry b, which the input sets.", "v b vb"
        ),
        Part("What is read", "o = H c: the vector c, which the input sets, reads the state.", "c o"),
    ),
    "gated_ssm": (
        Part(LAYER, "The state is h = g * h' + k * v, and a query q reads it."),
        Part("What is written", "k and v are maps of the input. Their entrywise product enters the state.", "k v kv"),
        Part("The state", "h = g * h' + k * v; the gate g is a parameter and does not depend on the input.", "gh h"),
        Part("What is read", "o = q * h: the query q gates the state.", "q o"),
    ),
    "linear_attention": (
        Part(LAYER, "Each token writes into a matrix S, the state, and reads from it."),
        Part("Keys and values", "k and v are maps of the token.", "k v"),
        Part("The state", "The state S gets the product key times value of each token.", "vk ivk wk S"),
        Part("What is read", "o = S q: the query q of the token reads the state.", "q o"),
    ),
    "polynomial_attention": (
        Part(LAYER, "Each token writes into a matrix S, and all tokens read from it."),
        Part("Keys and values", "k and v are maps of the token.", "k v"),
        Part("The state", "The state S is the sum of the products key times value of all tokens.", "vk S"),
        Part("What is read", "o = S q: the query q of each token reads the state.", "q o"),
    ),
    "product_gnn": (
        Part(LAYER, "Each vertex multiplies the mapped vectors of itself and of its neighbours entrywise."),
    ),
    "gmlp": (
        Part(LAYER, "Each token u gives two vectors, p and z."),
        Part("The mixture", "S is a mixture of the vectors z of all tokens, with fixed weights.", "mz S row"),
        Part("The gate", "o multiplies p by the token's row of the mixture.", "p pr o"),
    ),
    "bilinear_mixer": (
        Part(LAYER, "P and Q are two mixtures of all tokens."),
        Part(
            "The product", "The mixtures are multiplied entrywise, P * Q, and c reads what each token gets.", "PQ c o"
        ),
    ),
}
"""The parts of the first layer by model; the first part is the whole layer."""
