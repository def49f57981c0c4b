"""Annotated images as a format's reader finds them, with the notes that the whole calls for."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fracview.core.annotation import AnnotatedImage, Annotation, DataNote
from fracview.reading.annotations.checks import box_inside, polygon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.core.annotation import Box
    from fracview.reading.annotations.checks import Size
    from fracview.reading.annotations.images import ImageFiles
    from fracview.reading.annotations.problems import Place

_FRACTURE = re.compile(r"fract|\bfx\b")
_NONE = re.compile(r"\b(no|non|not|un|without)")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a format's reader returns.

    Attributes
    ----------
    images
        In the order of the source.
    notes
        Oddities that are no errors.
    files
        Name and SHA-256 of each file that went in.
    """

    images: tuple[AnnotatedImage, ...]
    notes: tuple[DataNote, ...]
    files: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Draft:
    size: Size | None
    frame: Size | None
    place: Place
    annotations: list[Annotation] = field(default_factory=list)


class Gathering:
    """Collects images and annotations, checks each, and notes what is odd.

    Parameters
    ----------
    files
        Images beside the annotations, or None where only the annotations are at hand.
    """

    def __init__(self, files: ImageFiles | None) -> None:
        self.files = files
        self.notes: list[DataNote] = []
        self._drafts: dict[str, _Draft] = {}

    def add_image(self, name: str, size: Size | None, place: Place) -> None:
        """Take an image with the size that the source claims.

        Raises
        ------
        AnnotationError
            A name that another image has.
        """
        if name in self._drafts:
            place.refuse(f"Two images are named {name}.", "duplicate_image")
        frame = self._frame(name, size)
        self._drafts[name] = _Draft(size or frame, frame, place)

    def add(
        self,
        name: str,
        box: Box,
        outlines: Sequence[tuple[Sequence[float], Place]],
        label: str,
        place: Place,
        *,
        crowd: bool = False,
    ) -> None:
        """Take an annotation of a known image.

        Parameters
        ----------
        name, box, label, crowd
            As `add_image` took it; pixels, edges; as the source names it; COCO's `iscrowd`.
        outlines
            Each as x and y in turn, with its place.
        place
            Of the box.

        Raises
        ------
        AnnotationError
            A box or outline outside its image.
        """
        draft = self._drafts[name]
        inside, moved = box_inside(box, draft.frame, place)
        if moved:
            text = f"{name}: a box lies up to 1 px outside its image and was cut at the edge ({place.field})."
            self.notes.append(DataNote("box_clipped", name, text))
        polygons = tuple(polygon(flat, draft.frame, at) for flat, at in outlines)
        draft.annotations.append(Annotation(inside, polygons, label, crowd))

    def frame(self, name: str) -> Size | None:
        """Size of the pixels that the boxes of an image are in, where anything says it."""
        return self._drafts[name].frame

    def parsed(self, files: Sequence[tuple[str, str]], *, listed: bool = True) -> Parsed:
        """Everything that was taken, and notes on what has no file or no annotation.

        Parameters
        ----------
        files
            Name and SHA-256 of each file that went in.
        listed
            Whether images that the source does not name are noted (`no_annotation`).
        """
        self._only_fractures()
        images = tuple(
            AnnotatedImage(
                name, draft.size, tuple(draft.annotations), any(not a.crowd for a in draft.annotations)
            )
            for name, draft in self._drafts.items()
        )
        self._note_files(listed=listed)
        return Parsed(images, tuple(self.notes), tuple(files))

    def _frame(self, name: str, claimed: Size | None) -> Size | None:
        sizes = self.files.sizes(name) if self.files is not None else None
        if sizes is None or claimed is None:
            return claimed if sizes is None else sizes.shown
        note = size_note(name, claimed, sizes.shown, sizes.stored)
        if note is not None:
            self.notes.append(note)
        return sizes.shown if claimed == sizes.shown[::-1] else claimed

    def _note_files(self, *, listed: bool) -> None:
        if self.files is None:
            return
        for name in self._drafts:
            if name not in self.files:
                self.notes.append(
                    DataNote("no_file", name, f"{name} is annotated, but there is no such file.")
                )
        if listed:
            self.notes.extend(
                DataNote("no_annotation", name, f"{name} lies among the images, but no annotation names it.")
                for name in self.files
                if name not in self._drafts
            )
        self.notes.extend(same_name_notes(self.files))

    def _only_fractures(self) -> None:
        """Leave out annotations of other things where some labels say fracture and some do not."""
        labels = Counter(a.label for draft in self._drafts.values() for a in draft.annotations)
        others = {label for label in labels if not says_fracture(label)}
        if not others or len(others) == len(labels):
            return
        for draft in self._drafts.values():
            draft.annotations = [a for a in draft.annotations if a.label not in others]
        for label in sorted(others):
            text = f"{counted(labels[label], 'annotation')} labelled '{label}': no fractures, left out."
            self.notes.append(DataNote("other_label", "", text))


def says_fracture(label: str) -> bool:
    """Whether a label names a fracture: ``fractured``, ``Fracture``, ``fx``; not ``non-fractured``."""
    words = label.casefold().replace("_", " ")
    return bool(_FRACTURE.search(words)) and not _NONE.search(words)


def same_name_notes(files: ImageFiles) -> list[DataNote]:
    """A note for each name that several folders hold."""
    return [
        DataNote("same_name", name, f"Several folders hold an image named {name}; the first was taken.")
        for name in files.repeated
    ]


def size_note(name: str, claimed: Size, shown: Size, stored: Size) -> DataNote | None:
    """What is to say where a file does not store the size that its annotation claims; None where it does."""
    if claimed == stored == shown:
        return None
    said = f"{claimed[0]} x {claimed[1]} px"
    if claimed == shown:
        if shown == stored:
            return None
        text = f"{name}: {said} is the size after its Exif rotation; the file stores {_by(stored)}."
        return DataNote("size_swapped", name, text)
    if claimed == shown[::-1]:
        text = (
            f"{name}: width and height are swapped in the annotation ({said}); it is shown with {_by(shown)}."
        )
        return DataNote("size_swapped", name, text)
    text = f"{name}: annotated at {said}, but it has {_by(shown)}; its boxes may lie wrong."
    return DataNote("size_differs", name, text)


def base_name(text: str, place: Place) -> str:
    """File name without folders, whichever separator they are written with.

    Raises
    ------
    AnnotationError
        Nothing is left.
    """
    name = re.split(r"[/\\]", text.strip())[-1]
    if not name or name in {".", ".."}:
        place.refuse("The name of the image file is empty.", "bad_name")
    return name


def counted(count: int, noun: str) -> str:
    """``1 image``, ``2 images``, ``4,083 images``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _by(size: Size) -> str:
    return f"{size[0]} x {size[1]} px"
