"""Associative recall with selective state spaces: two layers and one budget against one layer.

    python -m pip install -e ".[memory]" && python docs/experiments/depth_recall.py FOLDER

The plan, written before the first run of the tuning (see depth_trial.py for what is tuned, measured and tested):

* The task is multi-query associative recall with 3 pairs of 6 kinds of keys and values and 3 blanks, which is 12 steps;
  the cell is `selective_ssm_gated`, the recurrence of Mamba with one state a channel and an output gate, in blocks with
  a residual connection; the budget is 4,000 trainable numbers; 1,200 steps with batches of 64.
* The arms are one and two layers at this budget, and one layer with as many units as both layers together.
* The rates are a quarter of a decade apart, from 0.001 to 0.032. Four seeds tune, twenty fresh ones compare. (The grid
  began at 0.0056. The tuning chose this end of it for both arms of one layer, so three rates were added below it, and
  the tuning and the comparison were made again, before any result of a fresh seed was looked at.)

Eleven runs with the seeds 0, 1 and 2 came before, in which the task, the cell, the budget and the rates were chosen so
that a run takes seconds and two layers can solve the task. Without the output gate two layers did not; one layer never
did, so that the size of the difference here is that of a task which was chosen to show one.

When the results were known, four runs of one layer with 6,000 and then 20,000 steps were added, for the question
whether it was time that they lacked.
"""

from __future__ import annotations

import sys
from pathlib import Path

from depth_kept import keep
from depth_trial import Trial, run_trial

RECALL = Trial(
    name="recall",
    shared={
        "task": "mqar",
        "cell": "selective_ssm_gated",
        "delay": 3,
        "symbols": 3,
        "alphabet": 6,
        "budget": 4_000,
        "iterations": 1_200,
        "batch": 64,
    },
    layers=(1, 2),
    rates=(0.001, 0.0018, 0.0032, 0.0056, 0.01, 0.018, 0.032),
    tuning=tuple(range(300, 304)),
    seeds=tuple(range(400, 420)),
    longer=20_000,
)

if __name__ == "__main__":
    run_trial(RECALL, Path(sys.argv[1]))
    keep(RECALL, Path(sys.argv[1]))
