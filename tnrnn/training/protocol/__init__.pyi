from .fields import Run as Run, Tasks as Tasks, sizes_of as sizes_of, tasks_of as tasks_of
from .training import (
    SOLVED as SOLVED,
    Device as Device,
    Step as Step,
    checked_device as checked_device,
    load_stack as load_stack,
    step_text as step_text,
    train as train,
)
