"""A process that computes what a page asks for: it reads each case from one line and writes the answer as lines."""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import Any

from ...basics import TnrnnError, mistake
from ..cases import Chosen, Parameters, chosen, plainest
from ..showing import RANK_AT_MOST, RANK_AT_MOST_ASKED, answer

DONE: dict[str, Any] = {"done": True}
"""The message that follows the last message of an answer."""


def answers(lines: Iterable[str], rank_at_most: int = RANK_AT_MOST) -> Iterator[dict[str, Any]]:
    """Yield the messages of `payloads.answer` for each case, and `DONE` after those of a case.

    Parameters
    ----------
    lines : iterable of str
        One case a line, in JSON: the fields of `Parameters` as a list, or those of `Chosen` by name.
    rank_at_most : int
        The rank is computed if the least upper bound is at most this.

    Examples
    --------
    >>> [*map(list, answers(['[2, 1, 2, 2, 1, "one-hot"]']))][-3:]
    [['stage'], ['numbers'], ['done']]
    >>> next(answers(['[2, 1, 2, 2, 7, "one-hot"]']))
    {'error': 'split: expected an integer from 1 to 1, given 7'}
    """
    for line in lines:
        try:
            yield from answer(_given(line), rank_at_most)
        except TnrnnError as error:
            yield {"error": str(error)}
        except MemoryError:
            yield {"error": "there is not enough memory"}
        yield DONE


def _given(line: str) -> Parameters | Chosen:
    values = json.loads(line)
    if isinstance(values, dict) and "model" in values:
        words = {name: values.pop(name, None) for name in ("model", "split", "mode", "observe")}
        return plainest(chosen(given=values, **{**words, "observe": words["observe"] or "scalar"}).bounded())
    if not isinstance(values, list) or len(values) != len(Parameters._fields):
        raise mistake("case", f"a list of {', '.join(Parameters._fields)}", values)
    return Parameters(*values).bounded()


def line_of(case: Parameters | Chosen) -> str:
    """Return the line that names a case.

    >>> line_of(Parameters(2, 1, 2, 2, 1, "one-hot")), line_of(chosen("gru", {"length": 2, "layers": 1}, 1))[:16]
    ('[2, 1, 2, 2, 1, "one-hot"]', '{"model": "gru",')
    """
    return json.dumps(case if isinstance(case, Parameters) else {"model": case.model, **case.to_json()})


def main() -> None:
    """Answer the lines of standard input, and exit at once when it is closed, because whoever asked has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is handled by the process that started this one
    given: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(given,), daemon=True).start()
    out = sys.stdout
    for message in answers(iter(given.get, None), RANK_AT_MOST_ASKED):
        out.write(json.dumps(message, ensure_ascii=True, separators=(",", ":")) + "\n")
        out.flush()


def _read(given: queue.SimpleQueue[str]) -> None:
    for line in sys.stdin:
        given.put(line)
    os._exit(0)  # even in the middle of a case


if __name__ == "__main__":
    main()
