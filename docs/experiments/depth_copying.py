"""Copying with tanh networks: three layers and one budget against one layer, of the same budget or the same state.

    python -m pip install -e ".[memory]" && python docs/experiments/depth_copying.py FOLDER

The plan, written before the first run (see depth_trial.py for what is tuned, measured and tested):

* The task is the copying of 3 symbols of 4 kinds over a delay of 20 steps; the cell is torch's RNN; the budget is 1,000
  trainable numbers; 3,000 steps with batches of 64. The delay is the one of depth.csv, an earlier survey, at which
  every depth solved some runs and none solved all at any rate.
* The arms are one, two and three layers at this budget, and one layer with as many units as the three layers together.
* The rates are a quarter of a decade apart, from 0.001 to 0.01. Four seeds tune, twenty fresh ones compare. (Six seeds
  were planned. They became four after 72 of 120 runs of the tuning, to save time, before any result was looked at.)
"""

from __future__ import annotations

import sys
from pathlib import Path

from depth_kept import keep
from depth_trial import Trial, run_trial

COPYING = Trial(
    name="copying",
    shared={
        "task": "copy",
        "cell": "rnn",
        "delay": 20,
        "symbols": 3,
        "alphabet": 4,
        "budget": 1_000,
        "iterations": 3_000,
        "batch": 64,
    },
    layers=(1, 2, 3),
    rates=(0.001, 0.0018, 0.0032, 0.0056, 0.01),
    tuning=tuple(range(100, 104)),
    seeds=tuple(range(200, 220)),
)

if __name__ == "__main__":
    run_trial(COPYING, Path(sys.argv[1]))
    keep(COPYING, Path(sys.argv[1]))
