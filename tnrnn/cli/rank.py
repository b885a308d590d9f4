"""`tnrnn rank`, `tnrnn verify` and `tnrnn bounds`: the exact rank, its certificate, and all that bounds it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import TnrnnError, shown, shown_line
from ..files import check_target, write_file
from .options import add_case, given_case, integer, title
from .printing import ranges, say

if TYPE_CHECKING:
    from ..certificate import RankCertificate


def add_arguments(command: argparse.ArgumentParser) -> None:
    add_case(command)
    command.add_argument("--seed", type=integer, default=0, help="seed of the random weights and points (default: 0)")
    command.add_argument("--json", action="store_true", help="print the result as JSON")


def run_bounds(options: argparse.Namespace) -> None:
    from ..table import bounds

    case = given_case(options)
    table = bounds(case.circuit, case.partition, options.mode, options.seed)
    say(json.dumps(table.to_json(), indent=2) if options.json else str(table))


def add_rank(command: argparse.ArgumentParser) -> None:
    add_arguments(command)
    command.add_argument("--save", metavar="FILE", help="write the certificate to this file, for tnrnn verify")


def run_rank(options: argparse.Namespace) -> None:
    from ..rank import separation_rank

    if options.save is not None:
        check_target(options.save)
    case = given_case(options)
    found = separation_rank(case.circuit, case.partition, options.mode, options.seed)
    if options.save is not None:
        write_file(options.save, found.to_json().encode())
    if options.json:
        say(json.dumps({**_figures(found), "mode": options.mode, "upper_name": found.upper_name}, indent=2))
        return
    say(f"{title(options)}, Start {ranges(case.partition.near)}, End {ranges(case.partition.far)}")
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
    command.add_argument("certificate", metavar="FILE", help="what tnrnn rank --save wrote")
    command.add_argument("--json", action="store_true", help="print the result as JSON")


def run_verify(options: argparse.Namespace) -> None:
    from ..certificate import RankCertificate

    try:
        text = Path(options.certificate).read_bytes().decode()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise TnrnnError(
            f"certificate {shown(options.certificate)}: expected a file that can be read: {shown_line(str(reason))}"
        ) from None
    found = RankCertificate.from_json(text)
    found.verify()
    if options.json:
        say(json.dumps({**_figures(found), "verified": True}, indent=2))
    else:
        say(f"verified: {_sentence(found)}")
