"""From what a reading process makes its loader: a few small values, and no network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from fracview.inference.prepared import prepare
from fracview.reading import ReadingReason, read_frames
from fracview.reading.reasons import refusal
from fracview.review.loading import Loaded, Loader
from fracview.review.outcomes import broken
from fracview.review.stamps import stamp_of

if TYPE_CHECKING:
    from fracview.core.analysis import Provenance
    from fracview.core.radiograph import Radiograph
    from fracview.inference import Analyzer, Prepared
    from fracview.inference.prepared import Size


class ResumingLoader(Loader):
    """A loader that can also go on in a file that another process had open."""

    def resume(self, before: Loaded) -> Loaded | None:
        """Load the frame after `before`, with the file opened anew; its earlier frames are not decoded.

        Never raises for a file. One that is no longer what it was when `before` was read is given up.
        """
        path, frame = before.task.path, before.task.frame + 1
        if before.stamp is not None and stamp_of(path) != before.stamp:
            error = refusal(ReadingReason.CHANGED_WHILE_READ, "The file changed while it was read.", path)
            analysis = broken(path, frame, error, self._analyzer.provenance())
            return Loaded(replace(before.task, frame=frame), analysis=analysis)
        return self.following(replace(before, others=read_frames(path, first=frame)))


@dataclass(frozen=True, slots=True)
class LoaderRecipe:
    """How an analyzer prepares and what it signs with, small enough to be sent to another process.

    Attributes
    ----------
    sizes
        (height, width) of the networks' inputs.
    run_anyway
        Whether what the networks may run on only after asking is prepared too.
    keep_images
        Whether the display picture is kept.
    provenance
        For files that cannot be read.
    """

    sizes: tuple[Size, ...]
    run_anyway: bool
    keep_images: bool
    provenance: Provenance

    @classmethod
    def of(cls, analyzer: Analyzer, *, keep_images: bool) -> Self:
        """Everything of an analyzer that reading needs."""
        return cls(analyzer.input_sizes, analyzer.run_anyway, keep_images, analyzer.provenance())

    def open(self) -> ResumingLoader:
        """Make the loader, in the process that reads."""
        return ResumingLoader(_Preparer(self), keep_images=self.keep_images)


class _Preparer:
    """What a loader needs of an analyzer, without networks (`fracview.review.loading.Preparer`)."""

    def __init__(self, recipe: LoaderRecipe) -> None:
        self._recipe = recipe

    def prepare(self, radiograph: Radiograph) -> Prepared:
        return prepare(radiograph, self._recipe.sizes, self._recipe.run_anyway)

    def provenance(self, voi: str = "") -> Provenance:
        return replace(self._recipe.provenance, voi=voi)
