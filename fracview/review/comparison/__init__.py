"""Our own analyses as one side of a comparison."""

from fracview.review.comparison.predicting import (
    Predicted,
    files_by_name,
    predict,
    predicted_image,
    predictions,
)

__all__ = ["Predicted", "files_by_name", "predict", "predicted_image", "predictions"]
