"""A case is blamed for the loss of workers only when nothing else was under way with it."""

import threading
from concurrent.futures import Executor, Future

import pytest
from sweep_helpers import fake, many

from tnrnn.sweeping import read_store, running, sweep


class LostError(Exception):
    """What a cluster says of a case whose workers died."""


class Cluster(Executor):
    """Loses the first two cases, which are under way together: at once, or one after the other; then seed 0 alone."""

    def __init__(self, seconds):
        self.seconds, self.first = seconds, []

    def submit(self, work, measure, case, limits):
        future = Future()
        if len(self.first) < 2:
            self.first.append(future)
            if len(self.first) == 2:
                self.first[0].set_exception(LostError())
                if self.seconds:
                    threading.Timer(self.seconds, future.set_exception, [LostError()]).start()
                else:
                    future.set_exception(LostError())
        elif case.seed == 0:
            future.set_exception(LostError())
        else:
            future.set_result(work(measure, case, limits))
        return future


@pytest.mark.parametrize("seconds", [0, 0.2])
def test_a_neighbour_of_the_culprit_is_not_blamed(tmp_path, monkeypatch, seconds):
    monkeypatch.setattr(running, "lost_workers", lambda error: isinstance(error, LostError))
    sweep(many(2), tmp_path / "store", executor=Cluster(seconds), measure=fake)
    assert {row.case.seed: row.status for row in read_store(tmp_path / "store")} == {0: "failed", 1: "done"}
