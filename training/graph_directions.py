"""The first principal direction of a layer's activations, as ONNX nodes.

X stands for a layer's activations, (channels, cells), and C for their covariance. C itself costs channels^2
times cells multiplications; a few passes over X with a thin block of vectors cost far less in deep layers.
Both ways end in the same small problem, a pencil (S, T): in the span of the `WIDTH` columns of a basis B, the
direction B u of greatest variance maximises (u' T u) / (u' S u), with S = B'B and T = B'CB (Rayleigh, Ritz).
B = C^2 E, with E some columns of the identity: the span after two steps of the block power method (Halko,
Martinsson and Tropp, SIAM Review 53, 2011). The pencils of all layers are solved together, because tiny
operations cost more than their arithmetic. docs/decisions/0009-explained-graph.md tells what else was tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.graph_layers import LayerSpec
    from training.graph_writer import GraphWriter

WIDTH = 16
"""Vectors in a block: as many as one AVX-512 register holds floats; fewer meet the direction less surely."""

GRAM_UP_TO = 64
"""Channels up to which the covariance itself is cheaper than four passes with a block."""

_STEEP, _STEEP_TIMES = (3.4445, -4.7750, 2.0315), 3
_EXACT, _EXACT_TIMES = (1.875, -1.25, 0.375), 3
_SQUARINGS = (3, 3, 4)
"""Squarings between two normalisations: 2^10 powers; a quotient of eigenvalues of 0.995 falls below 1 %."""


@dataclass(frozen=True, slots=True)
class Pencil:
    """A layer's small problem, and what turns its solution into a map.

    Attributes
    ----------
    s, t
        Names of B'B and B'CB, (N, width, width).
    scores
        Name of B' times the centred X, (N, width, cells), where a pass made it; else "".
    basis, activations, mean
        Names of B (N, channels, width), X (N, channels, cells) and its mean (N, channels, 1); else "".
    """

    s: str
    t: str
    scores: str = ""
    basis: str = ""
    activations: str = ""
    mean: str = ""


def write_pencil(writer: GraphWriter, layer: LayerSpec, width: int) -> Pencil:
    """Reduce a layer to its pencil, by the cheaper way."""
    flat = writer.node("Reshape", layer.tensor, writer.integers(0, layer.channels, -1))
    if layer.channels <= GRAM_UP_TO:
        return _by_covariance(writer, layer, flat, width)
    return _by_passes(writer, layer, flat, width)


def _by_covariance(writer: GraphWriter, layer: LayerSpec, flat: str, width: int) -> Pencil:
    """Covariance = X X' / cells - mean mean', and both power steps with it."""
    product = writer.node("MatMul", flat, writer.transpose(flat))
    mean = _mean(writer, layer)
    outer = writer.node("Mul", mean, writer.transpose(mean))
    spread = writer.node("Sub", writer.node("Mul", product, _one_over_cells(writer, layer)), outer)
    covariance = writer.divide(spread, writer.reduce("ReduceL2", spread, 1, 2))
    first = _some(writer, covariance, layer.channels, width, axis=2)
    second = writer.node("MatMul", covariance, first)
    third = writer.node("MatMul", covariance, second)
    turned = writer.transpose(second)
    s, t = (writer.node("MatMul", turned, right) for right in (second, third))
    return Pencil(s, t, basis=second, activations=flat, mean=mean)


def _by_passes(writer: GraphWriter, layer: LayerSpec, flat: str, width: int) -> Pencil:
    """Power steps as products with X and X'. The thin side is centred, so X never needs to be."""
    rows = _centred(writer, _some(writer, flat, layer.channels, width, axis=1))
    first = _turned_and_normed(writer, writer.node("MatMul", flat, writer.transpose(rows)))
    scores = _centred(writer, writer.node("MatMul", first, flat))
    second = _turned_and_normed(writer, writer.node("MatMul", flat, writer.transpose(scores)))
    scores = _centred(writer, writer.node("MatMul", second, flat))
    s = writer.node("MatMul", second, writer.transpose(second))
    t = writer.node("MatMul", scores, writer.transpose(scores))
    return Pencil(s, t, scores=scores)


def write_solutions(writer: GraphWriter, pencils: Sequence[Pencil], width: int) -> list[str]:
    """Solve all pencils at once: (N, 1, width) rows u with u' S u = 1.

    S is made the identity by polynomials of S (Newton-Schulz; the first ones steeper, as in the Muon
    optimiser): ONNX has no eigen decomposition and no solver. Directions in which S is below about 1e-4 of
    its trace stay short; they hold next to no variance, and rounding errors.
    """
    eye = writer.constant(np.eye(width)[None])
    s, t = _stacked(writer, pencils, width)
    trace = writer.reduce("ReduceSum", writer.node("Mul", s, eye), 1, 2)
    whitening = _inverse_root(writer, writer.divide(s, trace), eye)
    seen = writer.node("MatMul", writer.node("MatMul", whitening, _normed(writer, t)), whitening)
    power = _power(writer, seen)
    start = writer.constant(np.cos(1.0 + np.arange(width))[None, None])
    row = _normed(writer, writer.node("MatMul", start, power))
    solution = writer.divide(writer.node("MatMul", row, whitening), writer.node("Sqrt", trace))
    return writer.split(solution, len(pencils))


def _stacked(writer: GraphWriter, pencils: Sequence[Pencil], width: int) -> list[str]:
    """S and T of all layers, each (layers x N, width, width).

    One node takes them layer by layer: ONNX Runtime orders its work by that, and so finishes with a layer
    while its activations are still in the cache.
    """
    sides = [side for pencil in pencils for side in (pencil.s, pencil.t)]
    together = writer.node("Concat", *sides, axis=0)
    apart = writer.node("Reshape", together, writer.integers(len(pencils), 2, -1, width, width))
    halves = writer.split(apart, 2, axis=1)
    return [writer.node("Reshape", half, writer.integers(-1, width, width)) for half in halves]


def write_projection(writer: GraphWriter, pencil: Pencil, solution: str) -> str:
    """Centred X projected onto the direction, (N, 1, cells)."""
    if pencil.scores:
        return writer.node("MatMul", solution, pencil.scores)
    direction = writer.node("MatMul", solution, writer.transpose(pencil.basis))
    projected = writer.node("MatMul", direction, pencil.activations)
    return writer.node("Sub", projected, writer.node("MatMul", direction, pencil.mean))


def _mean(writer: GraphWriter, layer: LayerSpec) -> str:
    """Means of X, (N, channels, 1), row by row: one running sum over all cells drowns the late ones.

    (GlobalAveragePool in float32 is off by 5e-4 where most of a picture is one grey; so were the covariance.)
    """
    rows = writer.reduce("ReduceMean", layer.tensor, 3)
    flat = writer.node("Reshape", rows, writer.integers(0, layer.channels, -1))
    return writer.reduce("ReduceMean", flat, 2)


def _some(writer: GraphWriter, values: str, channels: int, width: int, axis: int) -> str:
    """Every so many'th channel, `width` in all."""
    step = channels // width
    if step == 1 and channels == width:
        return values
    bounds = [writer.integers(part) for part in (0, step * width, axis, step)]
    return writer.node("Slice", values, *bounds)


def _centred(writer: GraphWriter, rows: str) -> str:
    return writer.node("Sub", rows, writer.reduce("ReduceMean", rows, 2))


def _turned_and_normed(writer: GraphWriter, block: str) -> str:
    """(N, channels, width) to (N, width, channels).

    The division in between keeps the transposition out of the product with X that follows: fused into
    it, the product takes half as long again.
    """
    return writer.divide(writer.transpose(block), writer.reduce("ReduceL2", block, 1, 2))


def _normed(writer: GraphWriter, values: str) -> str:
    return writer.divide(values, writer.reduce("ReduceL2", values, 1, 2))


def _one_over_cells(writer: GraphWriter, layer: LayerSpec) -> str:
    if layer.height is not None and layer.width is not None:
        return writer.constant(1.0 / (layer.height * layer.width))
    shape = writer.node("Shape", layer.tensor)
    sides = writer.node("Gather", shape, writer.integers(2, 3))
    cells = writer.node("ReduceProd", sides, keepdims=1)
    return writer.node("Reciprocal", writer.node("Cast", cells, to=1))


def _inverse_root(writer: GraphWriter, s: str, eye: str) -> str:
    """S^(-1/2) of matrices with trace 1, for all but their smallest eigenvalues."""
    root = ""
    steps = [_STEEP] * _STEEP_TIMES + [_EXACT] * _EXACT_TIMES
    for number, (a, b, c) in enumerate(steps, start=1):
        scaled = [writer.node("Mul", eye, writer.constant(factor)) for factor in (a, b)]
        inner = writer.node("Add", writer.node("Mul", s, writer.constant(c)), scaled[1])
        step = writer.node("Add", writer.node("MatMul", s, inner), scaled[0])
        root = writer.node("MatMul", root, step) if root else step
        if number < len(steps):
            s = writer.node("MatMul", writer.node("MatMul", step, s), step)
    return root


def _power(writer: GraphWriter, matrix: str) -> str:
    for times in _SQUARINGS:
        matrix = _normed(writer, matrix)
        for _ in range(times):
            matrix = writer.node("MatMul", matrix, matrix)
    return matrix
