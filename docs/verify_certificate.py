"""Check a certificate of a separation rank with Python alone, without tnrnn: python verify_certificate.py rank.json

It reads the file as the page "JSON of networks, circuits, cuts and certificates" of tnrnn's documentation describes it,
makes weights and inputs again, evaluates the circuit for each row word and column word, and computes the determinant of
these values modulo the prime. If it is not zero, the rank is at least what the certificate says. The upper bound is not
checked. Exit status: 0 if the lower bound is proved, 1 if it is not, 2 if the file is no certificate, or too large.
"""

import hashlib
import json
import math
import re
import sys

MOST_BYTES = 2**28
MOST_NUMBERS = 2**24  # of weights and coordinates: what lists of Python hold without trouble
FIELDS = {"circuit", "near", "far", "mode", "seed", "prime", "lower", "upper", "upper_name"}
FIELDS |= {"rank_rows", "rank_cols", "minor_sha256"}
CHILDREN = {"input": 0, "constant": 0, "linear": 1, "bilinear": 2, "product": None, "sum": None}
BOUNDS = {"min_cut", "slice", "symmetric_cut", "grid_cap", "closed_form", "near words", "far words", "given"}
BOUNDS |= {f"ideal_bound_{letter}" for letter in ("A", "B", "C", "D", "D2", "E")}
NEAR, FAR = 1, 2


def need(condition, what):
    if not condition:
        raise ValueError(what)


def whole(value, least, most):
    return type(value) is int and least <= value <= most


def is_name(value):
    return isinstance(value, str) and value != "" and value.isprintable()


def is_position(value):
    numbers = value if isinstance(value, list) else [value]
    return all(whole(number, -(10**9), 10**9) for number in numbers)


def is_prime(number):
    """The test of Miller and Rabin, with bases for which it is right below 3.3 * 10^24."""
    odd = (number - 1) // ((number - 1) & (1 - number))
    for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41):
        if number % base == 0:
            return number == base
        power, exponent = pow(base, odd, number), odd
        while exponent < (number - 1) // 2 and power not in (1, number - 1):
            power, exponent = power * power % number, 2 * exponent
        if power != number - 1 and not (power == 1 and exponent == odd):
            return False
    return True


def sha256(value):
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def once(pairs):
    need(len(dict(pairs)) == len(pairs), "a field stands there twice")
    return dict(pairs)


def read(path):
    """Return the fields of a certificate whose form is right."""
    with open(path, "rb") as file:
        data = file.read(MOST_BYTES + 1)
    need(len(data) <= MOST_BYTES, "the file is too large")
    fields = json.loads(data.decode(), object_pairs_hook=once)
    need(isinstance(fields, dict) and fields.get("format") == "tnrnn rank certificate", "the format is another one")
    need(whole(fields.get("version"), 1, 1), "the version is not 1")
    need(set(fields) == {"format", "version", "sha256", *FIELDS}, "fields are missing, or there are others")
    need(fields.pop("sha256") == sha256(fields), "the text was changed: sha256 is not that of the other fields")
    check_claim(fields, check_circuit(fields["circuit"]))
    return fields


def check_circuit(circuit):
    """Return the width of each input by its position."""
    need(isinstance(circuit, dict) and set(circuit) == {"vertices", "output", "fixed"}, "circuit: other fields")
    need(isinstance(circuit["vertices"], list) and isinstance(circuit["fixed"], list), "circuit: no lists")
    need(is_name(circuit["output"]), "circuit: output")
    dims, symbols, shapes, used, inputs = {}, {}, {}, {circuit["output"]}, {}
    for vertex in circuit["vertices"]:
        need(isinstance(vertex, list) and len(vertex) == 8, "a vertex is no list of eight values")
        name, kind, children, dim, parameter, position, layer, symbol = vertex
        need(is_name(name) and not re.search("#|--|^copy[(]", name) and name not in dims, "a name of a vertex")
        need(isinstance(kind, str) and kind in CHILDREN and whole(dim, 1, 10**9), f"{name}: kind or dim")
        need(isinstance(children, list) and all(is_name(c) and c in dims for c in children), f"{name}: children")
        if CHILDREN[kind] is None:
            need({dims[child] for child in children} == {dim}, f"{name}: dim of another child")
        else:
            need(len(children) == CHILDREN[kind], f"{name}: number of children")
        need(layer is None or whole(layer, 0, 10**9), f"{name}: layer")
        need(position is None or is_position(position), f"{name}: position")
        need(symbol is None or (isinstance(symbol, str) and symbol.isidentifier()), f"{name}: symbol")
        need(symbol is None or symbols.setdefault(symbol, dim) == dim, f"{name}: symbol of another dim")
        if kind in ("constant", "linear", "bilinear"):
            shape = [dim, *(dims[child] for child in children)]
            need(is_name(parameter) and shapes.setdefault(parameter, shape) == shape, f"{name}: parameter")
        else:
            need(parameter is None, f"{name}: parameter")
        if kind == "input":
            need(position is not None and json.dumps(position) not in inputs, f"{name}: position")
            inputs[json.dumps(position)] = dim
        used.update(children)
        dims[name] = dim
    need(used == set(dims), "circuit: a vertex that the output does not use")
    need(len({position[0] == "[" for position in inputs}) == 1, "circuit: positions of two kinds")
    for pair in circuit["fixed"]:
        need(isinstance(pair, list) and len(pair) == 2 and is_name(pair[0]), "fixed: no pairs")
        need(shape_of(pair[1]) == shapes.pop(pair[0], None), f"fixed {pair[0]}: no integers of the right shape")
    need(sum(map(math.prod, shapes.values())) + sum(dims.values()) <= MOST_NUMBERS, "the circuit is too large")
    return inputs


def shape_of(value):
    if not isinstance(value, list):
        return [] if type(value) is int else [-1]
    shapes = [shape_of(part) for part in value]
    return [len(value), *shapes[0]] if shapes and shapes.count(shapes[0]) == len(shapes) else [-1]


def check_claim(fields, inputs):
    near, far, lower, upper, name = (fields[key] for key in ("near", "far", "lower", "upper", "upper_name"))
    need(isinstance(near, list) and isinstance(far, list) and near and far, "near and far: no positions")
    need(sorted(map(json.dumps, near + far)) == sorted(inputs), "near and far: not the positions of the inputs")
    need(near == sorted(near) and far == sorted(far), "near and far: not sorted")
    need(fields["mode"] in ("one-hot", "continuous"), "mode")
    need(whole(fields["seed"], 0, 2**64 - 1), "seed")
    need(whole(fields["prime"], 2, 2**63 - 1) and is_prime(fields["prime"]), "prime: no prime below 2^63")
    need(whole(lower, 0, 20_000), "lower")
    need(
        isinstance(fields["minor_sha256"], str) and re.fullmatch("[0-9a-f]{64}", fields["minor_sha256"]), "minor_sha256"
    )
    if upper is not None or name is not None:
        given = isinstance(name, str) and re.fullmatch("given: [!-~]([ -~]{0,198}[!-~])?", name)
        need(
            whole(upper, lower, 10**4000) and (given or (isinstance(name, str) and name in BOUNDS)), "upper, upper_name"
        )
    for key, side in (("rank_rows", near), ("rank_cols", far)):
        most = [inputs[json.dumps(p)] - 1 if fields["mode"] == "one-hot" else 2**62 - 1 for p in side]
        need(isinstance(fields[key], list) and len(fields[key]) == lower, f"{key}: not as many words as lower says")
        for word in fields[key]:
            need(isinstance(word, list) and len(word) == len(side), f"{key}: a word of another length")
            need(all(map(whole, word, [0] * len(side), most)), f"{key}: a letter that the input does not have")
        need(len(set(map(tuple, fields[key]))) == lower, f"{key}: a word stands there twice")


def residues(text, count, prime):
    """Return residues that SHAKE-256 makes of a text."""
    width = (prime.bit_length() + 64 + 7) // 8
    stream = hashlib.shake_256(text.encode()).digest(width * count)
    return [int.from_bytes(stream[at : at + width], "little") % prime for at in range(0, width * count, width)]


def flat(value):
    return [number for part in value for number in flat(part)] if isinstance(value, list) else [value]


def minor_of(fields):
    """Return the rows of the minor. A vertex that depends on one side alone is evaluated once for each of its words."""
    prime, circuit, seed = fields["prime"], fields["circuit"], fields["seed"]
    weights = {name: [number % prime for number in flat(value)] for name, value in circuit["fixed"]}
    dims, sides, vertices = {}, {}, {0: [], NEAR: [], FAR: [], NEAR | FAR: []}
    for name, kind, children, dim, parameter, position, _, _ in circuit["vertices"]:
        dims[name] = dim
        if parameter is not None and parameter not in weights:
            count = math.prod([dim, *(dims[child] for child in children)])
            weights[parameter] = residues(f"tnrnn weights {seed} {parameter}", count, prime)
        sides[name] = 0 if kind != "input" else NEAR if position in fields["near"] else FAR
        for child in children:
            sides[name] |= sides[child]
        vertices[sides[name]].append((name, kind, children, dim, parameter, position))

    def point(position, dim, letter):
        if fields["mode"] == "one-hot":
            return [int(at == letter) for at in range(dim)]
        where = tuple(position) if isinstance(position, list) else position
        return residues(f"tnrnn point {seed} {where} {letter}", dim, prime)

    def extended(known, side, letters):
        """Return the vectors that are known, and those of the vertices that depend on this side."""
        values = dict(known)
        for name, kind, children, dim, parameter, position in vertices[side]:
            given = [values[child] for child in children]
            if kind == "input":
                values[name] = point(position, dim, letters[json.dumps(position)])
            elif kind == "constant":
                values[name] = weights[parameter]
            elif kind in ("product", "sum"):
                combine = math.prod if kind == "product" else sum
                values[name] = [combine(numbers) % prime for numbers in zip(*given, strict=True)]
            else:
                vector = given[0] if kind == "linear" else [one * two for one in given[0] for two in given[1]]
                width, weight = len(vector), weights[parameter]
                rows = (weight[at : at + width] for at in range(0, dim * width, width))
                values[name] = [sum(map(int.__mul__, vector, row)) % prime for row in rows]
        return values

    def of_words(side, positions, words):
        keys = [json.dumps(position) for position in positions]
        return [extended(shared, side, dict(zip(keys, word, strict=True))) for word in words]

    shared = extended({}, 0, {})
    rows = of_words(NEAR, fields["near"], fields["rank_rows"])
    cols = of_words(FAR, fields["far"], fields["rank_cols"])
    return [[extended({**row, **col}, NEAR | FAR, {})[circuit["output"]][0] for col in cols] for row in rows]


def is_regular(matrix, prime):
    """Return whether the determinant is not zero, by elimination; the matrix is changed."""
    for at in range(len(matrix)):
        pivot = next((row for row in range(at, len(matrix)) if matrix[row][at]), None)
        if pivot is None:
            return False
        matrix[at], matrix[pivot] = matrix[pivot], matrix[at]
        inverse = pow(matrix[at][at], -1, prime)
        for row in range(at + 1, len(matrix)):
            factor = matrix[row][at] * inverse % prime
            matrix[row] = [(one - factor * two) % prime for one, two in zip(matrix[row], matrix[at], strict=True)]
    return True


def main(arguments):
    try:
        need(len(arguments) == 1, "expected the name of one file")
        fields = read(arguments[0])
    except (OSError, ValueError, RecursionError) as error:
        print(f"no certificate: {str(error)[:300]!a}", file=sys.stderr)
        return 2
    minor = minor_of(fields)
    digest = hashlib.sha256(b"".join(number.to_bytes(8, "little") for row in minor for number in row)).hexdigest()
    if digest != fields["minor_sha256"] or not is_regular(minor, fields["prime"]):
        print("not proved: the minor is zero, or another one than minor_sha256 says", file=sys.stderr)
        return 1
    circuit = fields["circuit"]
    lines = [f"rank >= {fields['lower']}, proved modulo {fields['prime']} with the seed {fields['seed']}"]
    if fields["upper"] is not None:
        lines.append(f"rank <= {fields['upper']}, on trust: {fields['upper_name']}")
    lines.append(f"a circuit of {len(circuit['vertices'])} vertices, sha256 {sha256(circuit)}")
    lines.append(f"near {fields['near']}, far {fields['far']}, {fields['mode']}")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
