"""Taking outputs off a serialised ONNX model, with all that only they need; without the onnx package.

ONNX Runtime computes the whole graph, fetched or not: `RunOptions.only_execute_path_to_fetches` works in its
training builds only (microsoft/onnxruntime#16013), and its optimiser keeps nodes that lead nowhere. A session
that is not to pay for the layer maps must be opened on a graph that does not hold them.

Of the protocol buffers of onnx.proto only these fields are read; everything else is copied as it stands:
ModelProto.graph 7; GraphProto.node 1, .output 12; ValueInfoProto.name 1; NodeProto.input 1, .output 2,
.attribute 5; AttributeProto.g 6, .graphs 11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    Field = tuple[int, memoryview, memoryview]

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_MANGLED = "these bytes are no protocol buffer"


def without_outputs(model: bytes, names: frozenset[str]) -> bytes:
    """Serialised model whose graph lacks the named outputs and every node that only they need.

    Parameters
    ----------
    model
        Serialised ModelProto; its nodes in topological order, as ONNX demands.
    names
        Outputs to take off; names that the graph does not have are ignored.

    Raises
    ------
    ValueError
        Where the bytes are no protocol buffer.
    """
    parts: list[bytes | memoryview] = []
    for field, value, whole in _fields(memoryview(model)):
        if field == 7:
            graph = _graph_without(value, names)
            parts += [_varint(7 << 3 | _BYTES), _varint(len(graph)), graph]
        else:
            parts.append(whole)
    return b"".join(parts)


def _graph_without(graph: memoryview, names: frozenset[str]) -> bytes:
    """Walk the nodes backwards from the outputs that stay; keep those that something needs."""
    fields = list(_fields(graph))
    kept_outputs = [field for field in fields if field[0] == 12 and names.isdisjoint(_texts(field[1], 1))]
    needed = {name for _, value, _ in kept_outputs for name in _texts(value, 1)}
    kept_nodes: list[Field] = []
    for field in reversed(fields):
        if field[0] == 1 and not needed.isdisjoint(_texts(field[1], 2)):
            kept_nodes.append(field)
            needed |= _reads(field[1])
    rest = [field for field in fields if field[0] not in (1, 12)]
    return b"".join(whole for _, _, whole in (*reversed(kept_nodes), *rest, *kept_outputs))


def _reads(node: memoryview) -> set[str]:
    """Names of values that a node reads, also those that its inner graphs (If, Loop) take from outside."""
    names = set(_texts(node, 1))
    for field, attribute, _ in _fields(node):
        if field != 5:
            continue
        for kind, graph, _ in _fields(attribute):
            if kind in (6, 11):
                names |= _graph_reads(graph)
    return names


def _graph_reads(graph: memoryview) -> set[str]:
    names: set[str] = set()
    for field, value, _ in _fields(graph):
        if field == 1:
            names |= _reads(value)
        elif field == 12:
            names.update(_texts(value, 1))
    return names


def _texts(message: memoryview, number: int) -> list[str]:
    """Values of a string field of a message."""
    return [str(value, "utf-8") for field, value, _ in _fields(message) if field == number]


def _fields(message: memoryview) -> Iterator[Field]:
    """Field number, payload, and the whole field with its tag, of each field of a message, in order."""
    at = 0
    while at < len(message):
        tag, start = _read_varint(message, at)
        kind = tag & 7
        if kind == _BYTES:
            length, start = _read_varint(message, start)
            end = start + length
        elif kind == _VARINT:
            _, end = _read_varint(message, start)
        elif kind in (_FIXED64, _FIXED32):
            end = start + (8 if kind == _FIXED64 else 4)
        else:
            raise ValueError(_MANGLED)
        if end > len(message):
            raise ValueError(_MANGLED)
        yield tag >> 3, message[start:end], message[at:end]
        at = end


def _read_varint(message: memoryview, at: int) -> tuple[int, int]:
    """Value of the variable-length integer at a position, and the position behind it."""
    value = 0
    for place, byte in enumerate(message[at : at + 10]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    raise ValueError(_MANGLED)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
