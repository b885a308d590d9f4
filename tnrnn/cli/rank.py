"""`tnrnn rank`, `tnrnn verify` and `tnrnn bounds`: the exact rank, its certificate, and all bounds on it."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from .options import add_case, add_observe, given_case, integer, title
from .printing import say
from .working import working

if TYPE_CHECKING:
    from ..ranks import RankCertificate


def add_arguments(command: argparse.ArgumentParser) -> None:
    add_case(command)
    add_observe(command)
    command.add_argument("--seed", type=integer, default=0, help="seed of the random weights and points (default: 0)")
    command.add_argument("--json", action="store_true", help="print the result as JSON")


def run_bounds(options: argparse.Namespace) -> None:
    from ..tables import table_of

    with working("building the circuit") as stage:
        case = given_case(options)
        stage.now(f"computing all bounds and the rank of {title(case)}")
        table = table_of(case, options.seed)
    say(json.dumps(table.to_json(), indent=2) if options.json else str(table))


def add_rank(command: argparse.ArgumentParser) -> None:
    add_arguments(command)
    command.add_argument("--save", metavar="FILE", help="write the certificate to this file, for tnrnn verify")


def run_rank(options: argparse.Namespace) -> None:
    from ..ranks import ranges, separation_rank
    from ..system import check_target, write_file

    if options.save is not None:
        check_target(options.save)
    with working("building the circuit") as stage:
        case = given_case(options)
        stage.now(f"computing the rank of {title(case)}")
        found = separation_rank(case.whole, case.partition, case.mode, options.seed, observe=case.observe)
    if options.save is not None:
        write_file(options.save, found.to_json().encode())
    if options.json:
        say(
            json.dumps(
                {**_figures(found), "mode": case.mode, "observe": case.observe, "upper_name": found.upper_name},
                indent=2,
            )
        )
        return
    say(f"{title(case)}, Start {ranges(case.partition.near)}, End {ranges(case.partition.far)}")
    say(_sentence(found))


def _figures(found: RankCertificate) -> dict[str, Any]:
    return {
        "lower": str(found.lower),
        "upper": None if found.upper is None else str(found.upper),
        "exact": found.exact,
        "prime": str(found.prime),
        "seed": found.seed,
    }


def _sentence(found: RankCertificate) -> str:
    if found.upper is None:
        known = "no upper bound"
    else:
        known = f"proved by {found.upper_name}" if found.exact else f"at most {found.upper}, by {found.upper_name}"
    sign = "=" if found.exact else ">="
    return f"rank {sign} {found.lower}  ({known}; modulo {found.prime}, seed {found.seed})"


def add_verify(command: argparse.ArgumentParser) -> None:
    command.add_argument("certificate", metavar="FILE", help="the certificate, a file that tnrnn rank --save wrote")
    command.add_argument(
        "--trust",
        metavar="NAME",
        help="name of an upper bound that cannot be computed here and that you trust: the exit status is then 0",
    )
    command.add_argument("--json", action="store_true", help="print the result as JSON")


def run_verify(options: argparse.Namespace) -> int:
    """Print what is proved, and return 0 if all that the certificate says is proved or trusted, else 1."""
    from ..ranks import KIND, RankCertificate
    from ..system import read_text

    found = RankCertificate.from_json(read_text(options.certificate, KIND.most, "certificate"))
    with working(f"computing a minor of {found.lower:,} rows again"):
        proved = found.verify()
    trusted = found.on_trust and options.trust is not None and options.trust == found.upper_name
    if options.json:
        say(json.dumps({**_figures(found), **_proofs(found), "trusted": trusted, "verified": proved}, indent=2))
    else:
        say(f"verified: {found}" if proved else str(found))
        if trusted:
            say(f"taken on trust, as --trust says: {found.upper_name}")
    return 0 if proved or trusted else 1


def _proofs(found: RankCertificate) -> dict[str, Any]:
    """Return which of the bounds are proved, and for which circuit, partition and mode."""
    from ..ranks import circuit_text

    return {
        "lower_proved": True,
        "upper_proved": found.upper_proved,
        "upper_name": found.upper_name,
        "on_trust": found.upper_name if found.on_trust else None,
        "circuit": circuit_text(found.circuit),
        "circuit_sha256": found.circuit_sha256,
        "near": found.partition.near,
        "far": found.partition.far,
        "mode": found.mode,
        "observe": found.observe,
    }
