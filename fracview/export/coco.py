"""COCO results: the list of boxes that pycocotools loads, and beside it which image each id is.

COCO's list of results cannot say that an image has no box, nor why. ``FILE.images.json`` says both.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fracview.core.errors import UsageError
from fracview.core.outcome import outcome_of
from fracview.export.aside import put_in_place
from fracview.export.captions import RESEARCH_USE
from fracview.export.numbered import claim_numbered, has_changed
from fracview.export.origins import Origins
from fracview.export.records import PIXEL_DIGITS
from fracview.export.writers import RecordWriter, as_json

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.export.records import Record

RESULT_KEYS = ("image_id", "category_id", "bbox", "score", "file_name", "frame", "sha256")
CATEGORIES = [{"id": 1, "name": "fracture", "supercategory": ""}]
DESCRIPTION = "Fracture findings of FracView, as COCO results; scores of the detection network."


def companion(path: Path) -> Path:
    """Path of the images beside a file of results: ``findings.images.json`` of ``findings.json``."""
    return path.with_name(f"{path.stem}.images.json")


class CocoWriter(RecordWriter):
    """Writer of records to COCO results and their companion of images; a context manager.

    ``FILE.json`` is the bare list: image_id (running number of the frame, from 1), category_id 1, bbox (left,
    top, width, height in pixels of the original image), score, and three keys that COCO leaves alone:
    file_name (without folders), frame and sha256. ``FILE.images.json`` holds ``images`` (every frame, also
    those without a box, with path, status, outcome, reason and probability), ``categories`` and ``info``
    (networks, provider, thresholds, version). Columns and rows of an image stand there where they are known.
    Neither file has identifiers, whatever the records carry.

    Give it records with all detections (`to_record`): average precision wants the faint ones too.

    Parameters
    ----------
    path
        A .json.
    keep_changed
        See `RecordWriter`; the two files share one number.

    Raises
    ------
    UsageError
        `unknown_format` for another suffix.
    ExportError
        `not_writable`.
    """

    def __init__(self, path: Path, *, keep_changed: bool = False, kept: bool = False) -> None:
        if path.suffix.lower() != ".json":
            raise UsageError(
                f"COCO results are written as .json, not as '{path.suffix or path.name}'.",
                reason="unknown_format",
                path=path,
                cure="Give the file the ending .json.",
            )
        super().__init__(path, keep_changed=keep_changed, kept=kept)
        self._results = 0
        try:
            self._images = _ImagesWriter(companion(path), kept=kept)
        except BaseException:
            super().discard()
            raise

    @property
    def images_path(self) -> Path:
        """The companion of `path`."""
        return companion(self.path)

    def write(self, record: Record, *, size: tuple[int, int] | None = None) -> None:
        """Append one frame to both files, or to neither; `size` is its columns and rows as shown."""
        shown = {} if size is None else {"width": size[0], "height": size[1]}
        self._images.write(record | {"size": shown})
        try:
            super().write(record)
        except BaseException:
            self._images.take_back()
            raise
        self._results += len(record["detections"] or ())

    def discard(self) -> None:
        """Leave what was at both paths as it was."""
        self._images.discard()
        super().discard()

    def _encode(self, record: Record) -> str:
        facts = {
            "file_name": _file_name(record),
            "frame": record["frame"],
            "sha256": record["sha256"],
        }
        lines = [as_json(_result(each, self.count + 1) | facts) for each in record["detections"] or ()]
        if not lines:
            return ""
        return ("[\n" if self._results == 0 else ",\n") + ",\n".join(lines)

    def _ending(self) -> str:
        return "\n]\n" if self._results else "[]\n"

    def _finish(self) -> None:
        super()._finish()
        self._images.finish()

    def _place(self) -> None:
        """The images first: results without them would lead nowhere."""
        images = self._images
        if self._keep_changed and (has_changed(self.path, self._seen) or images.has_changed()):
            self.path = claim_numbered(self.path, self._part, lambda path: [companion(path)])
        images.put_in_place(companion(self.path))
        put_in_place(self._part, self.path)


class _ImagesWriter(RecordWriter):
    """The companion: one line an image, what they have in common last."""

    def __init__(self, path: Path, *, kept: bool = False) -> None:
        super().__init__(path, kept=kept)
        self._origins = Origins()
        self._before = 0

    def write(self, record: Record) -> None:
        self._before = self._file.tell()
        super().write(record)

    def take_back(self) -> None:
        """As if the last record had not been written; its provenance counts all the same."""
        self._file.seek(self._before)
        self._file.truncate()
        self.count -= 1

    def finish(self) -> None:
        self._finish()

    def has_changed(self) -> bool:
        return has_changed(self.path, self._seen)

    def put_in_place(self, path: Path) -> None:
        self.path = path
        put_in_place(self._part, path)

    def _encode(self, record: Record) -> str:
        self._origins.add(record["provenance"])
        fracture = record["fracture"]
        image = {
            "id": self.count + 1,
            "file_name": _file_name(record),
            **record["size"],
            "path": record["path"],
            "frame": record["frame"],
            "sha256": record["sha256"],
            "status": record["status"],
            "outcome": outcome_of(record["status"], fracture["tier"] if fracture else None),
            "reason": record["reason"],
            "probability": fracture["probability"] if fracture else None,
        }
        return ('{"images": [\n' if self.count == 0 else ",\n") + as_json(image)

    def _ending(self) -> str:
        start = "\n]" if self.count else '{"images": []'
        rest = {"categories": CATEGORIES, "info": self._info()}
        return "".join([start, *(f',\n"{key}": {json.dumps(value)}' for key, value in rest.items()), "}\n"])

    def _info(self) -> dict[str, Any]:
        return {
            "description": DESCRIPTION,
            "use": RESEARCH_USE,
            "version": self._origins.app_version,
            "provenance": self._origins.all(),
        }


def _result(detection: Record, image_id: int) -> dict[str, Any]:
    x1, y1, x2, y2 = detection["box_xyxy"]
    sides = (round(x2 - x1, PIXEL_DIGITS), round(y2 - y1, PIXEL_DIGITS))
    return {"image_id": image_id, "category_id": 1, "bbox": [x1, y1, *sides], "score": detection["score"]}


def _file_name(record: Record) -> str:
    """Name without folders, whichever separator they are written with."""
    name: str = record["path"].replace("\\", "/").rsplit("/", 1)[-1]
    return name
