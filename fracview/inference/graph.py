"""What a graph must look like for its manifest: names, types and shapes, before and after it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fracview.core.errors import ModelFolderError
from fracview.inference.manifest import INPUT_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from fracview.inference.manifest import Manifest

_FLOAT = "tensor(float)"
Shape = tuple[int | None, ...]
"""Sizes; None where it is the batch's."""


def expected_shapes(manifest: Manifest) -> dict[str, tuple[Shape, ...]]:
    """Shapes that each output may have, by name; more than one only for the gate."""
    shapes: dict[str, tuple[Shape, ...]] = {}
    if manifest.detector is not None:
        shapes[manifest.main_output] = ((None, manifest.detector.max_detections, 6),)
    else:
        shapes[manifest.main_output] = ((None, len(manifest.classes)),)
    if manifest.scope is not None:
        shapes[manifest.scope.output] = ((None,), (None, 1))
    for layer in manifest.layer_maps:
        size = (-(-manifest.input.height // layer.stride), -(-manifest.input.width // layer.stride))
        shapes[layer.name] = ((None, *size),)
    return shapes


def check_graph(session: Any, manifest: Manifest, path: Path) -> None:  # noqa: ANN401 - untyped library
    """Compare an opened graph's declared input and outputs with the manifest.

    Parameters
    ----------
    session
        `onnxruntime.InferenceSession`. Sizes it does not declare are left to `check_arrays`.
    path
        The model folder, for messages.

    Raises
    ------
    ModelFolderError
        Reason ``graph_input``, ``missing_output`` or ``wrong_shape``, with `field` naming input or output.
    """
    _check_input(session.get_inputs(), manifest, path)
    outputs = {output.name: output for output in session.get_outputs()}
    expected = expected_shapes(manifest)
    for name in (*manifest.outputs, *expected):
        if name not in outputs:
            there = ", ".join(outputs)
            raise _refusal(f"is not among the graph's outputs ({there}).", "missing_output", name, path)
    for name, shapes in expected.items():
        declared, kind = tuple(outputs[name].shape), outputs[name].type
        if kind != _FLOAT:
            raise _refusal(f"is {kind}, not {_FLOAT}.", "wrong_shape", name, path)
        if not any(_may_be(declared, shape) for shape in shapes):
            raise _refusal(
                f"has shape {declared}, the manifest means {_in_words(shapes)}.", "wrong_shape", name, path
            )


def check_arrays(
    arrays: Mapping[str, NDArray[np.float32]], count: int, manifest: Manifest, path: Path
) -> None:
    """Compare what a run of `count` images gave with the manifest: shapes, not values.

    Raises
    ------
    ModelFolderError
        Reason ``wrong_shape``.
    """
    expected = expected_shapes(manifest)
    for name, array in arrays.items():
        shapes = expected.get(name, (array.shape,))
        if not any(
            tuple(count if size is None else size for size in shape) == array.shape for shape in shapes
        ):
            sentence = f"gave shape {array.shape} for {count} images, the manifest means {_in_words(shapes)}."
            raise _refusal(sentence, "wrong_shape", name, path)


def _check_input(inputs: list[Any], manifest: Manifest, path: Path) -> None:
    names = [value.name for value in inputs]
    if names != [INPUT_NAME]:
        raise _refusal(
            f"must be the only input; the graph has {', '.join(names)}.", "graph_input", INPUT_NAME, path
        )
    declared, kind = tuple(inputs[0].shape), inputs[0].type
    shape = (None, 3, manifest.input.height, manifest.input.width)
    if kind != _FLOAT or not _may_be(declared, shape):
        sentence = f"is {kind} of shape {declared}, the manifest means {_FLOAT} of {_in_words((shape,))}."
        raise _refusal(sentence, "graph_input", INPUT_NAME, path)


def _may_be(declared: tuple[object, ...], shape: Shape) -> bool:
    """Whether a declared shape allows the expected one; a fixed batch does not."""
    if len(declared) != len(shape):
        return False
    pairs = zip(declared, shape, strict=True)
    return all(not isinstance(have, int) or have == want for have, want in pairs)


def _in_words(shapes: tuple[Shape, ...]) -> str:
    named = [", ".join("N" if size is None else str(size) for size in shape) for shape in shapes]
    return " or ".join(f"({sizes})" for sizes in named)


def _refusal(sentence: str, reason: str, name: str, path: Path) -> ModelFolderError:
    return ModelFolderError(
        sentence, reason=reason, path=path, field=name, cure="Export the model folder again."
    )
