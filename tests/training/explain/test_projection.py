from __future__ import annotations

import numpy as np
import pytest
from pytorch_grad_cam.utils.svd_on_activations import get_2d_projection_with_sign_correction

from tests.training.networks import gram_projection
from training.explain.projection import principal_projections


@pytest.mark.parametrize("shape", [(2, 6, 9, 7), (2, 40, 4, 5)], ids=["few channels", "few cells"])
def test_it_is_pytorch_grad_cams_sign_included(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(4)
    activations = rng.normal(0, 1, shape) + 3 * rng.random((shape[0], 1, *shape[2:])) ** 4
    activations = activations.astype(np.float32)
    theirs = get_2d_projection_with_sign_correction(activations)
    ours = principal_projections(activations)
    assert ours.dtype == np.float32
    assert ours == pytest.approx(theirs, abs=1e-3)
    assert ours[0] == pytest.approx(gram_projection(activations[0]), abs=1e-3)


def test_the_larger_extreme_is_positive() -> None:
    activations = np.zeros((1, 3, 4, 4), np.float32)
    activations[0, :, 1, 2] = [-5, -5, -5]
    assert principal_projections(activations)[0].argmax() == 6
    assert principal_projections(-activations)[0].argmax() == 6


def test_activations_without_any_difference_give_nothing() -> None:
    assert np.abs(principal_projections(np.ones((1, 5, 3, 3), np.float32))).max() < 1e-6
