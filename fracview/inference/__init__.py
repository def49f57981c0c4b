"""Model folders through ONNX Runtime: from `Radiograph` to `Analysis`."""
