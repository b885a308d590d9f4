"""A training, and an experiment, as scripts, to be killed."""

import contextlib
import sys
from dataclasses import replace

from needs_torch import torch

from tnrnn.sweeping import SweepOptions
from tnrnn.training.experiments import experiment
from tnrnn.training.protocol import checkpoints
from tnrnn.training.protocol.training import Run, train

TINY = Run("copy", "orthogonal", 2, delay=12, symbols=4, alphabet=6, budget=600, iterations=300, batch=16, every=50)
FEW = tuple(replace(TINY, cell="gru", layers=layers, seed=seed, iterations=120) for layers in (1, 2) for seed in (0, 1))

if __name__ == "__main__":
    with contextlib.suppress(ImportError):
        import tabulate  # noqa: F401  # else torch imports it at its exit, and Python forgets that a signal ended it
    what, where, checkpoints.SECONDS = sys.argv[1], sys.argv[2], float(sys.argv[3])
    torch.set_num_threads(1)
    if what == "train":
        print(train(replace(TINY, iterations=int(sys.argv[4])), folder=where)["status"])  # noqa: T201
    else:
        runs = [replace(run, iterations=int(sys.argv[4])) for run in FEW] if sys.argv[4:] else FEW
        print(experiment(runs, where, options=SweepOptions(workers=1)))  # noqa: T201
