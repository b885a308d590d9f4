"""The version, for `tnrnn` itself and for what says it: the command line, stores of sweeps, and setup.cfg."""

__version__ = "1.0.0"
