"""Check a certificate of a separation rank with Python alone, without tnrnn: python verify_certificate.py rank.json

It reads the file as the page "JSON of networks, circuits, cuts and certificates" of tnrnn's documentation describes it,
makes weights and inputs again, evaluates the circuit for each row word and column word, and computes the determinant of
these values modulo the prime. If it is not zero, the rank is at least what the certificate says. The upper bound is not
checked. Exit status: 0 if the lower bound is proved, 1 if it is not, 2 if the file is no certificate, or too large.
"""

import hashlib
import itertools
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
MAP = ("formula", "sizes", "grown", "window")
ADDING = "i+i->i"
PROBE = ""  # no vertex has this name
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
    version = fields.get("version")
    need(whole(version, 1, 2), "the version is neither 1 nor 2")
    newer = {"observe"} if version == 2 else set()
    need(set(fields) == {"format", "version", "sha256", *FIELDS, *newer}, "fields are missing, or there are others")
    need(fields.pop("sha256") == sha256(fields), "the text was changed: sha256 is not that of the other fields")
    observe = fields.setdefault("observe", "scalar")
    need(observe in ("scalar", "vector", "future"), "observe")
    inputs, newer = check_circuit(fields["circuit"], version)
    need(version == 1 or newer or observe != "scalar", "the version is 2 without need")
    need(observe != "scalar" or "observed" not in fields["circuit"], "circuit: it observes more than is claimed")
    check_claim(fields, inputs)
    return fields


def check_circuit(circuit, version):
    """Return the width of each input by its position, and whether the circuit has matrices or maps."""
    need(isinstance(circuit, dict), "circuit: no object")
    more = {"observed"} if version == 2 and "observed" in circuit else set()
    need(set(circuit) == {"vertices", "output", "fixed", *more}, "circuit: other fields")
    need(all(isinstance(circuit[name], list) for name in ("vertices", "fixed", *more)), "circuit: no lists")
    need(is_name(circuit["output"]), "circuit: output")
    dims, symbols, shapes, used, inputs = {}, {}, {}, {circuit["output"]}, {}
    length = {len(vertex) if isinstance(vertex, list) else 0 for vertex in circuit["vertices"]}
    need(length == {8} or (version == 2 and length == {9}), "a vertex is no list of eight values, or nine")
    shaped = any(len(vertex) == 9 and vertex[8] is not None for vertex in circuit["vertices"])
    need(length == {9} if shaped else length == {8}, "nine values without a shape")
    for vertex in circuit["vertices"]:
        name, kind, children, dim, parameter, position, layer, symbol = vertex[:8]
        factors = vertex[8] if shaped else None
        need(is_name(name) and not re.search("#|--|^copy[(]", name) and name not in dims, "a name of a vertex")
        need(isinstance(kind, str) and kind in CHILDREN and whole(dim, 1, 10**9), f"{name}: kind or dim")
        need(isinstance(children, list) and all(is_name(c) and c in dims for c in children), f"{name}: children")
        if CHILDREN[kind] is None:
            need({dims[child] for child in children} == {dim}, f"{name}: dim of another child")
        else:
            need(len(children) == CHILDREN[kind], f"{name}: number of children")
        need(layer is None or whole(layer, 0, 10**9), f"{name}: layer")
        need(position is None or is_position(position), f"{name}: position")
        if factors is not None:
            need(isinstance(factors, list) and all(whole(size, 1, 10**9) for size in factors), f"{name}: shape")
            need(len(factors) > 1 and math.prod(factors) == dim, f"{name}: shape")
        parts = symbol.split(" ") if isinstance(symbol, str) else [symbol]
        need(symbol is None or all(isinstance(part, str) and part.isidentifier() for part in parts), f"{name}: symbol")
        need(symbol is None or len(parts) == len(factors or "M"), f"{name}: symbol of another shape")
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
    check_observed(circuit, dims, used)
    need(used == set(dims), "circuit: a vertex that the output does not use")
    need(len({position[0] == "[" for position in inputs}) == 1, "circuit: positions of two kinds")
    maps = [pair[1] for pair in circuit["fixed"] if isinstance(pair, list) and isinstance(pair[-1], dict)]
    need(version == 2 or not maps, "fixed: a map in version 1")
    for pair in circuit["fixed"]:
        need(isinstance(pair, list) and len(pair) == 2 and is_name(pair[0]), "fixed: no pairs")
        need(shape_of(pair[1]) == shapes.pop(pair[0], None), f"fixed {pair[0]}: no integers of the right shape")
    numbers = sum(map(math.prod, shapes.values())) + sum(math.prod(given["sizes"]) for given in maps)
    need(numbers + sum(dims.values()) <= MOST_NUMBERS, "the circuit is too large")
    return inputs, shaped or bool(maps)


def check_observed(circuit, dims, used):
    """Check the pairs of a step and the name of a vertex, and add these names to those that are used."""
    pairs = circuit.get("observed", [[0, circuit["output"]]])
    need(len(pairs) > 0, "observed: nothing")
    need(all(isinstance(pair, list) and len(pair) == 2 for pair in pairs), "observed: no pairs")
    need(all(is_position(step) and is_name(name) and name in dims for step, name in pairs), "observed: a pair")
    need(len({isinstance(step, list) for step, _ in pairs}) == 1, "observed: steps of two kinds")
    need(len({json.dumps(pair) for pair in pairs}) == len(pairs), "observed: a pair twice")
    used.update(name for _, name in pairs)


def parts_of(given):
    """Return the letters of each operand of a map, of its result and in all, and the size of each letter."""
    left, result = given["formula"].split("->")
    operands = re.split("[,+]", left)
    letters = list(dict.fromkeys("".join(operands)))
    return operands, result, letters, dict(zip(letters, given["sizes"], strict=False))


def shape_of_map(given):
    """Return the dimensions of the result and of the operands of a map."""
    need(set(given) == set(MAP), "map: other fields")
    formula, sizes, grown, window = (given[name] for name in MAP)
    known = isinstance(formula, str) and (formula == ADDING or re.fullmatch("[a-z]*(,[a-z]*)?->[a-z]*", formula))
    need(known and isinstance(sizes, list) and all(whole(size, 1, 10**9) for size in sizes), "map: formula or sizes")
    operands, result, letters, size_of = parts_of(given)
    terms = [result, *operands]
    need(all(len(set(term)) == len(term) for term in terms) and set(result) <= set(letters), "map: letters")
    need(len(sizes) == len(letters), "map: sizes")
    need(isinstance(grown, list) and all(type(more) is bool for more in grown), "map: grown")
    need(len(grown) in (0, len(terms)) and (not grown or not grown[0] or all(grown)), "map: grown")
    need(formula != ADDING or grown == [True] * 3, "map: grown")
    dims = [math.prod(size_of[letter] for letter in term) for term in terms]
    if window is not None:
        need(isinstance(window, list) and len(window) == 2 and all(type(n) is int for n in window), "map: window")
        need(0 <= window[0] <= window[1] - dims[-1] <= 10**9, "map: window")
        dims[-1] = window[1]
    return [dim + more for dim, more in zip(dims, grown or [False] * len(dims), strict=True)]


def shape_of(value):
    if isinstance(value, dict):
        return shape_of_map(value)
    if not isinstance(value, list):
        return [] if type(value) is int else [-1]
    shapes = [shape_of(part) for part in value]
    return [len(value), *shapes[0]] if shapes and shapes.count(shapes[0]) == len(shapes) else [-1]


def check_claim(fields, inputs):
    near, far, lower, upper, name = (fields[key] for key in ("near", "far", "lower", "upper", "upper_name"))
    need(isinstance(near, list) and isinstance(far, list) and near and far, "near and far: no positions")
    need(sorted(map(json.dumps, near + far)) == sorted(inputs), "near and far: not the positions of the inputs")
    need(near == sorted(near) and far == sorted(far), "near and far: not sorted")
    near, far, inputs = with_probe(fields, inputs)
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


def seen_in(fields):
    """Return the names of the vertices that are observed, in their order, and the position of the probe."""
    last = max(fields["near"] + fields["far"])
    pairs = fields["circuit"].get("observed", [[last, fields["circuit"]["output"]]])
    latest = max(step for step, _ in pairs)
    if fields["observe"] == "future":
        need(any(step != latest for step, _ in pairs), "observed: nothing before the last step")
    far = fields["far"] if fields["observe"] == "future" else [latest]
    names = [name for step, name in pairs if step in far]
    need(len(names) > 0, "observed: nothing at a far step")
    return names, [last[0] + 1, *last[1:]] if isinstance(last, list) else last + 1


def vertices_of(fields, roots):
    """Return the vertices that some vertices use, and these themselves."""
    used, found = set(roots), []
    for vertex in reversed(fields["circuit"]["vertices"]):
        if vertex[0] in used:
            used.update(vertex[2])
            found.insert(0, vertex)
    return found


def with_probe(fields, inputs):
    """Return the positions of the letters of near and of far words, and the widths; the probe comes last."""
    near, far = fields["near"], fields["far"]
    if fields["observe"] == "scalar":
        return near, far, inputs
    names, place = seen_in(fields)
    vertices = vertices_of(fields, names)
    used = [vertex[5] for vertex in vertices if vertex[1] == "input"]
    near, far = ([place for place in side if place in used] for side in (near, far))
    need(near and is_position(place), "near: nothing that is observed depends on it")
    dims = {vertex[0]: vertex[3] for vertex in vertices}
    return near, [*far, place], inputs | {json.dumps(place): sum(dims[name] for name in names)}


def residues(text, count, prime):
    """Return residues that SHAKE-256 makes of a text."""
    width = (prime.bit_length() + 64 + 7) // 8
    stream = hashlib.shake_256(text.encode()).digest(width * count)
    return [int.from_bytes(stream[at : at + width], "little") % prime for at in range(0, width * count, width)]


def flat(value):
    return [number for part in value for number in flat(part)] if isinstance(value, list) else [value]


def places_of(given):
    """Return for each product that a map adds up the places in the result and in the operands."""
    operands, result, letters, size_of = parts_of(given)
    found = []
    for index in itertools.product(*(range(size_of[letter]) for letter in letters)):
        at, places = dict(zip(letters, index, strict=True)), []
        for term in (result, *operands):
            place = 0
            for letter in term:
                place = place * size_of[letter] + at[letter]
            places.append(place)
        found.append(places)
    return found


def mapped(given, places, vectors, prime):
    """Return the value of a map at vectors; `places` are its `places_of`."""
    grown = given["grown"][1:] or [False] * len(vectors)
    bases = [vector[:-1] if more else vector for vector, more in zip(vectors, grown, strict=True)]
    lasts = [vector[-1] for vector, more in zip(vectors, grown, strict=True) if more]
    if given["window"] is not None:
        bases[-1] = bases[-1][given["window"][0] :]
    made = [0] * (1 + max(place[0] for place in places))
    for result, *at in places:
        if given["formula"] == ADDING:
            made[result] += bases[0][result] * lasts[1] + bases[1][result] * lasts[0]
        else:
            made[result] += math.prod(base[place] for base, place in zip(bases, at, strict=True))
    if given["grown"] and given["grown"][0]:
        made.append(math.prod(lasts))
    return [number % prime for number in made]


def minor_of(fields):
    """Return the rows of the minor. A vertex that depends on one side alone is evaluated once for each of its words."""
    prime, circuit, seed = fields["prime"], fields["circuit"], fields["seed"]
    maps = {name: (value, places_of(value)) for name, value in circuit["fixed"] if isinstance(value, dict)}
    arrays = [(name, value) for name, value in circuit["fixed"] if name not in maps]
    weights = {name: [number % prime for number in flat(value)] for name, value in arrays}
    dims, sides, vertices = {}, {}, {0: [], NEAR: [], FAR: [], NEAR | FAR: []}
    widths = {json.dumps(vertex[5]): vertex[3] for vertex in circuit["vertices"] if vertex[1] == "input"}
    near, far, widths = with_probe(fields, widths)
    scalar = fields["observe"] == "scalar"
    seen = [circuit["output"]] if scalar else seen_in(fields)[0]
    if not scalar:
        vertices[FAR].append((PROBE, "input", [], widths[json.dumps(far[-1])], None, far[-1]))
    for name, kind, children, dim, parameter, position, *_ in vertices_of(fields, seen):
        dims[name] = dim
        if parameter is not None and parameter not in weights and parameter not in maps:
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
            elif parameter in maps:
                values[name] = mapped(*maps[parameter], given, prime)
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

    def value(values):
        shown = [number for name in seen for number in values[name]]
        return shown[0] if scalar else sum(map(int.__mul__, values[PROBE], shown)) % prime

    rows, cols = of_words(NEAR, near, fields["rank_rows"]), of_words(FAR, far, fields["rank_cols"])
    return [[value(extended({**row, **col}, NEAR | FAR, {})) for col in cols] for row in rows]


def is_regular(matrix, prime):
    """Return whether the determinant is not zero, by elimination; the matrix is changed."""
    for at in range(len(matrix)):
        pivot = next((row for row in range(at, len(matrix)) if matrix[row][at]), None)
        if pivot is None:
            return False
        matrix[at], matrix[pivot] = matrix[pivot], matrix[at]
        inverse, right = pow(matrix[at][at], -1, prime), slice(at + 1, None)
        for line in matrix[right]:
            factor = line[at] * inverse % prime
            line[right] = [
                (one - factor * two) % prime for one, two in zip(line[right], matrix[at][right], strict=True)
            ]
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
    of = "rank" if fields["observe"] == "scalar" else f"{fields['observe']} rank"
    lines = [f"{of} >= {fields['lower']}, proved modulo {fields['prime']} with the seed {fields['seed']}"]
    if fields["upper"] is not None:
        lines.append(f"{of} <= {fields['upper']}, on trust: {fields['upper_name']}")
    lines.append(f"a circuit of {len(circuit['vertices'])} vertices, sha256 {sha256(circuit)}")
    lines.append(f"near {fields['near']}, far {fields['far']}, {fields['mode']}")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
