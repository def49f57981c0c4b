"""Writing ONNX nodes one below the other, whatever the model's opset."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import helper, numpy_helper

if TYPE_CHECKING:
    import onnx
    from numpy.typing import NDArray

LEAST_OPSET = 13
"""From here on ReduceSum takes its axes as an input, and Split its counts."""

_AXES_AS_INPUT_SINCE = {"ReduceSum": 13, "ReduceMean": 18, "ReduceMin": 18, "ReduceMax": 18, "ReduceL2": 18}
_SPLIT_COUNTED_SINCE = 18


class GraphWriter:
    """Appends nodes and constants to a model's graph.

    Parameters
    ----------
    model
        Changed in place; opset `LEAST_OPSET` or later.
    prefix
        How every new name begins, such as "/explain"; the model must not use it yet.
    """

    def __init__(self, model: onnx.ModelProto, prefix: str) -> None:
        self._graph = model.graph
        self._opset = opset(model)
        self._constants: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self._numbers = count()
        self.prefix = prefix

    def node(self, op: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        """Append a node with one output and return that output's name."""
        name = self._fresh(op)
        output = output or name
        self._graph.node.append(helper.make_node(op, inputs, [output], name=name, **attributes))
        return output

    def constant(self, value: object, dtype: type = np.float32) -> str:
        """Name of an initializer; the same value stands in the graph once."""
        array: NDArray = np.asarray(value, dtype)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._constants:
            self._constants[key] = self._fresh("constant")
            self._graph.initializer.append(numpy_helper.from_array(array, self._constants[key]))
        return self._constants[key]

    def integers(self, *values: int) -> str:
        """Name of a 1-D int64 initializer: a shape, axes, starts or ends."""
        return self.constant(values, np.int64)

    def reduce(self, op: str, values: str, *axes: int) -> str:
        """Reduce over axes, which stay with length 1."""
        if self._opset >= _AXES_AS_INPUT_SINCE[op]:
            return self.node(op, values, self.integers(*axes), keepdims=1)
        return self.node(op, values, axes=list(axes), keepdims=1)

    def transpose(self, values: str) -> str:
        """(N, a, b) to (N, b, a). ONNX Runtime fuses it into the product that takes it: nothing is copied."""
        return self.node("Transpose", values, perm=[0, 2, 1])

    def divide(self, values: str, by: str, least: float = 1e-30) -> str:
        """Quotient by a norm; where that is 0 its dividend is too, and so is the result, not NaN."""
        return self.node("Div", values, self.node("Max", by, self.constant(least)))

    def split(self, values: str, parts: int, axis: int = 0) -> list[str]:
        """Cut into equal parts along an axis."""
        if parts == 1:
            return [values]
        names = [self._fresh("Split") for _ in range(parts)]
        counted: dict[str, Any] = {"num_outputs": parts} if self._opset >= _SPLIT_COUNTED_SINCE else {}
        self._graph.node.append(
            helper.make_node("Split", [values], names, name=names[0], axis=axis, **counted)
        )
        return names

    def _fresh(self, kind: str) -> str:
        return f"{self.prefix}/{kind}_{next(self._numbers)}"


def opset(model: onnx.ModelProto) -> int:
    """Version of the default operator set that the model was written for."""
    return next(int(entry.version) for entry in model.opset_import if entry.domain in ("", "ai.onnx"))
