"""What can go wrong with a cluster, each with a sentence and a cure."""

from __future__ import annotations

from dataclasses import dataclass

from fracview.core import errors
from fracview.core.errors import FracViewError


class ClusterError(FracViewError, RuntimeError):
    """A cluster that cannot be used, or that ended the run.

    `reason` is ``ray_missing``, ``cluster_unreachable``, ``cluster_stalled``, ``cluster_unfit`` (its workers
    cannot run this FracView) or ``networks_differ``.
    """


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error as it crosses from a worker to the run: its class by name, and its parts but the path."""

    kind: str
    reason: str
    message: str
    field: str | None = None
    cure: str = ""

    @classmethod
    def of(cls, error: FracViewError) -> Refusal:
        """Of an error, without its path: it lies on another machine, in a folder that is gone."""
        return cls(type(error).__name__, error.reason, error.message, error.field, error.cure)

    def error(self) -> FracViewError:
        """The error, to be raised; of its own class where that is one of FracView's common ones."""
        kind = getattr(errors, self.kind, None)
        fit = isinstance(kind, type) and issubclass(kind, FracViewError)
        made: type[FracViewError] = kind if fit and kind is not None else ClusterError
        return made(self.message, reason=self.reason, field=self.field, cure=self.cure)
