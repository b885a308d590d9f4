"""Measures that worker processes can import, and a sweep as a script, to be killed."""

import contextlib
import itertools
import os
import signal
import sys
import time

from tnrnn.sweeping import SweepCase, SweepOptions, sweep

LOG = "TNRNN_SWEEP_LOG"


def many(count):
    return tuple(SweepCase(8, 2, 2, 2, split=1 + seed % 7, seed=seed) for seed in range(count))


def fake(case):
    return {"rank": {"value": str(case.split * case.seed), "kind": "exact"}, "length": case.length, "null": None}


def logged(case):
    """Say in the log that the case was begun, take a while, and answer."""
    descriptor = os.open(os.environ[LOG], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{case.seed} {os.getpid()}\n".encode())
    os.close(descriptor)
    time.sleep(0.04)
    if case.seed % 50 == 7:
        raise RuntimeError(f"no luck with\n{case.seed}")
    return fake(case)


def troubled(case):
    """Do what the seed says."""
    match case.seed:
        case 1:
            raise KeyError("two\nlines \ud800")
        case 2:
            while True:  # a bare handler must not swallow the time limit
                with contextlib.suppress(Exception):
                    time.sleep(30)
        case 3:
            return {"size": len(bytearray(2 * 10**9))}
        case 4:
            os.kill(os.getpid(), signal.SIGKILL)
        case 5:
            sum(itertools.repeat(1))  # compiled code, which no signal handler interrupts
        case 6:
            sys.exit(3)
        case 7:
            return {"nan": float("nan")}
        case 8:
            return 8
    return fake(case)


def sulky(case):
    """Interrupt the whole sweep, as Ctrl-C does, when the cases before the sixth have answered; none after it does."""
    if case.seed < 6:
        result = logged(case)
        open(f"{os.environ[LOG]}.{case.seed}", "w").close()
        return result
    if case.seed == 6:
        while not all(os.path.exists(f"{os.environ[LOG]}.{seed}") for seed in range(6)):
            time.sleep(0.02)
        time.sleep(1)  # for the last answer to arrive
        os.kill(os.getppid(), signal.SIGINT)
    time.sleep(1000)
    return fake(case)


def chatty(case):
    print("printed by a measure")  # noqa: T201
    return fake(case)


if __name__ == "__main__":
    measures = {"logged": logged, "sulky": sulky}
    result = sweep(
        many(int(sys.argv[3])),
        sys.argv[2],
        executor=None,
        measure=measures[sys.argv[1]],
        options=SweepOptions(workers=2),
    )
    print(result)  # noqa: T201
