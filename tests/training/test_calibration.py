from __future__ import annotations

import numpy as np
import pytest

from training.calibration import LogitCalibration, fit


def drawn(
    true: LogitCalibration, count: int, spread: float = 2.0, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Logits and labels such that `true` is the right calibration."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, spread, (count, len(true.bias))).astype(np.float32)
    chances = true.apply(logits).cumsum(axis=1)
    labels = (rng.random((count, 1)) > chances[:, :-1]).sum(axis=1)
    return logits, labels.astype(np.int64)


def cross_entropy(calibration: LogitCalibration, logits: np.ndarray, labels: np.ndarray) -> float:
    return float(-np.log(calibration.apply(logits)[np.arange(len(labels)), labels]).mean())


@pytest.mark.parametrize(
    "true",
    [
        LogitCalibration(0.6, (0.8, -0.8)),
        LogitCalibration(1.7, (-0.5, 0.5)),
        LogitCalibration(0.8, (1.0, 0.5, 0.0, -0.5, -1.0)),
    ],
)
def test_a_known_scale_and_bias_are_recovered(true: LogitCalibration) -> None:
    found = fit(*drawn(true, 8000))
    assert found.scale == pytest.approx(true.scale, rel=0.08)
    assert np.abs(np.array(found.bias) - true.bias).max() < 0.1


def test_probabilities_sum_to_one_and_stay_finite() -> None:
    calibration = LogitCalibration(1.3, (0.2, -0.1, -0.1))
    logits = np.array([[1e4, -1e4, 0], [3, 3, 3], [-800, -801, -802]], np.float32)
    probabilities = calibration.apply(logits)
    assert probabilities.dtype == np.float64
    assert np.isfinite(probabilities).all()
    assert np.abs(probabilities.sum(axis=1) - 1).max() < 1e-12


def test_apply_is_the_formula_of_the_manifest() -> None:
    logits = np.array([[0.3, -0.7]], np.float32)
    raw = np.exp(logits.astype(float) * 2.0 + (0.1, -0.1))
    assert LogitCalibration(2.0, (0.1, -0.1)).apply(logits) == pytest.approx(raw / raw.sum())


@pytest.mark.parametrize("classes", [2, 5])
def test_fitting_lowers_the_cross_entropy(classes: int) -> None:
    bias = tuple(np.linspace(-1.0, 1.0, classes))
    logits, labels = drawn(LogitCalibration(0.4, bias), 500, spread=3)
    unchanged = LogitCalibration(1.0, (0.0,) * classes)
    assert cross_entropy(fit(logits, labels), logits, labels) < 0.9 * cross_entropy(unchanged, logits, labels)


def test_the_mean_probability_becomes_the_frequency() -> None:
    """What a balanced epoch took away comes back: the frequencies of the data."""
    logits, labels = drawn(LogitCalibration(1.0, (1.2, -1.2)), 4000)
    fitted = fit(logits, labels)
    assert fitted.apply(logits)[:, 1].mean() == pytest.approx(labels.mean(), abs=0.005)


def test_fitting_is_deterministic_and_a_shift_of_all_logits_is_nothing() -> None:
    logits, labels = drawn(LogitCalibration(0.7, (0.3, -0.3)), 300)
    assert fit(logits, labels) == fit(logits, labels)
    fitted = fit(logits, labels)
    assert np.sum(fitted.bias) == pytest.approx(0, abs=1e-12)
    assert fitted.apply(logits + 5) == pytest.approx(fitted.apply(logits), abs=1e-5)


def test_a_class_that_never_occurs_does_not_run_away() -> None:
    logits, labels = drawn(LogitCalibration(1.0, (0.0, 0.0, 0.0)), 200)
    fitted = fit(logits, np.minimum(labels, 1))
    assert np.isfinite([fitted.scale, *fitted.bias]).all()
    assert abs(fitted.bias[2]) < 20
