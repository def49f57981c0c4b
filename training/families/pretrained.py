"""Pretrained weights: a local folder first, then an earlier download, then the library's own download."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from fracview.core.errors import UsageError

if TYPE_CHECKING:
    from training.suite.options import RunOptions

Download = Callable[[Path], None]
"""Fetches a file to the path that it is given, or raises."""


def find(names: tuple[str, ...], options: RunOptions, download: Download) -> Path | None:
    """The file to start from; None where the run starts from scratch.

    Parameters
    ----------
    names
        File names that would do, the one that is downloaded first.
    download
        Puts the first of `names` at the path that it is given.

    Raises
    ------
    UsageError
        Where the file is in none of the places and cannot be downloaded: it names the file and where it goes.
    """
    if options.from_scratch:
        return None
    folders = [*([options.weights] if options.weights else []), options.work / "weights"]
    for folder in folders:
        for name in names:
            if (folder / name).is_file():
                return folder / name
    target = options.work / "weights" / names[0]
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        download(target)
    except Exception as error:  # Keras raises a bare Exception
        raise missing(names[0], folders[0], error) from error
    if not target.is_file():
        raise missing(names[0], folders[0], None)
    return target


def missing(name: str, folder: Path, error: Exception | None) -> UsageError:
    """The error for weights that are neither here nor to be had: which file, and where it goes."""
    why = f" ({type(error).__name__})" if error else ""
    message = f"the pretrained weights are not here and could not be downloaded{why}"
    cure = f"Put {name} into a folder and name it with --weights, or say --from-scratch."
    return UsageError(message, reason="no_weights", path=folder / name, cure=cure)


def ultralytics_weights(model: str, options: RunOptions) -> Path | None:
    """Ultralytics' published weights; a size-n network may start from ``yolov8n_coco.safetensors`` too."""
    names: tuple[str, ...] = (f"{model}.pt", f"{model}.safetensors")
    if model in {"yolov8n", "yolov8n-cls"}:
        names += ("yolov8n_coco.safetensors",)  # the classifier has the detector's backbone

    def download(path: Path) -> None:
        from ultralytics.utils.downloads import attempt_download_asset

        attempt_download_asset(str(path))

    return find(names, options, download)


def torchvision_weights(model: str, options: RunOptions) -> Path | None:
    """Torchvision's published weights: ImageNet for classifiers, COCO for detectors.

    Raises
    ------
    UsageError
        Where there are none for this network, too.
    """
    if options.from_scratch:
        return None
    import torch
    import torchvision

    url = next((weights.url for weights in _best_first(torchvision.models.get_model_weights(model))), None)
    if url is None:
        message, cure = f"torchvision publishes no weights for {model}", "Say --from-scratch."
        raise UsageError(message, reason="no_weights", field=model, cure=cure)

    def download(path: Path) -> None:
        torch.hub.load_state_dict_from_url(url, model_dir=str(path.parent), check_hash=True, progress=True)

    return find((url.rsplit("/", 1)[-1],), options, download)


def _best_first(weights: type) -> list:
    """The members of a torchvision weights enumeration, its default first."""
    members = list(weights)  # type: ignore[call-overload]
    default = getattr(weights, "DEFAULT", None)
    return sorted(members, key=lambda one: one is not default)


def keras_weights(file_name: str, options: RunOptions) -> str | None:
    """``imagenet`` with the local file laid where Keras looks first, or None from scratch.

    Keras checks the file's hash, and downloads it where there is none.
    """
    if options.from_scratch:
        return None
    if options.weights and (options.weights / file_name).is_file():
        target = keras_models_folder() / file_name
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f"{target.name}.part")
        shutil.copyfile(options.weights / file_name, aside)
        aside.replace(target)
    return "imagenet"


def keras_models_folder() -> Path:
    """Where Keras keeps what it downloads."""
    return Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "models"
