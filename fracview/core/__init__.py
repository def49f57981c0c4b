"""Frozen dataclasses and pure functions: numpy and the standard library, nothing else."""
