"""The manifest's ``joint`` object: the fracture probability of classifier and detector together."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fracview.core.analysis import OperatingPoints
from fracview.inference.manifest_parts import OperatingPoint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fracview.inference.manifest_fields import Fields

POINTS = ("high_sensitivity", "high_specificity")
FIGURES = ("sensitivity", "specificity")


@dataclass(frozen=True, slots=True)
class JointReading:
    """Logistic regression on the log odds of the classifier's probability and of the detector's best score.

    Attributes
    ----------
    detection_sha256
        Of the weights of the detector that this was fitted with; with another one it does not hold.
    fracture_weight, detection_weight, bias
        ``log odds = fracture_weight * logit(probability) + detection_weight * logit(best score) + bias``.
    floor
        Probability and score are kept in [floor, 1 - floor]; without a box the score is `floor`.
    fitted_on
        Which data, in words with their number.
    operating_points
        ``high_sensitivity`` and ``high_specificity`` of the joint probability.
    ece
        Expected calibration error of the joint probability in [0, 1], on what it was fitted on.
    """

    detection_sha256: str
    fracture_weight: float
    detection_weight: float
    bias: float
    floor: float
    fitted_on: str
    operating_points: Mapping[str, OperatingPoint] = field(default_factory=dict)
    ece: float = 0.0

    @classmethod
    def from_fields(cls, fields: Fields) -> JointReading:
        """Read the ``joint`` object."""
        points = fields.child("operating_points")
        read = {name: OperatingPoint.from_fields(points.child(name), FIGURES) for name in POINTS}
        points.close()
        if read["high_sensitivity"].threshold > read["high_specificity"].threshold:
            raise points.refuse("high_specificity.threshold", "is below the one of high_sensitivity")
        joint = cls(
            detection_sha256=fields.sha256("detection_sha256"),
            fracture_weight=fields.number("fracture_weight"),
            detection_weight=fields.number("detection_weight"),
            bias=fields.number("bias"),
            floor=fields.number("floor", low=0.0, high=0.5),
            fitted_on=fields.text("fitted_on"),
            operating_points=read,
            ece=fields.number("ece", low=0.0, high=1.0),
        )
        fields.close()
        if joint.floor == 0.0:
            raise fields.refuse("floor", "is 0, whose log odds are not finite")
        return joint

    def to_json(self) -> dict[str, Any]:
        """Return the object that `from_fields` reads."""
        value = {name: getattr(self, name) for name in self.__slots__ if name != "operating_points"}
        return value | {"operating_points": {name: p.to_json() for name, p in self.operating_points.items()}}

    @property
    def thresholds(self) -> OperatingPoints:
        """The two thresholds on the joint probability."""
        high_sensitivity, high_specificity = (self.operating_points[name].threshold for name in POINTS)
        return OperatingPoints(high_sensitivity, high_specificity)

    def probability(self, alone: float, best_score: float) -> float:
        """Joint probability in [0, 1]; `best_score` is 0 where the detector has no box."""
        odds = self.bias + self.fracture_weight * self._logit(alone)
        odds += self.detection_weight * self._logit(best_score)
        return 1.0 / (1.0 + math.exp(-odds)) if odds >= 0 else math.exp(odds) / (1.0 + math.exp(odds))

    def _logit(self, value: float) -> float:
        kept = min(1.0 - self.floor, max(self.floor, value))
        return math.log(kept / (1.0 - kept))
