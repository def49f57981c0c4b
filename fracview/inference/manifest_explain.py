"""The manifest's ``explain`` object: how well each layer map points at the reference boxes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fracview.inference.manifest_parts import Figure, figures_to_json, read_figures

if TYPE_CHECKING:
    from fracview.inference.manifest_fields import Fields

CRITERIA = ("energy", "pointing", "dice", "road")
"""Figures that a best layer may be chosen by; `LayerFigures` says what each means."""


@dataclass(frozen=True, slots=True)
class LayerFigures:
    """Figures of one layer's map on the held-out scans.

    Attributes
    ----------
    name
        Of the map, as in ``layer_maps``.
    figures
        Means over the scans, each with ``.._ci``. ``energy``: share of the heat inside the reference boxes;
        ``pointing``: share of scans whose hottest place lies in one; ``dice``: of the heat above
        ``dice_threshold`` with the boxes; ``road``: how much more the probability changes when the most
        relevant pixels are removed first than when the least relevant ones are.
    """

    name: str
    figures: dict[str, Figure] = field(default_factory=dict)

    @classmethod
    def from_fields(cls, fields: Fields) -> LayerFigures:
        """Read one item of ``layers``."""
        name = fields.text("name")
        return cls(name, read_figures(fields, ("energy",)))

    def to_json(self) -> dict[str, Any]:
        """Return the object that `from_fields` reads."""
        return {"name": self.name, **figures_to_json(self.figures)}


@dataclass(frozen=True, slots=True)
class Localisation:
    """Which layer localises best, and the figures of all of them.

    Attributes
    ----------
    method
        Of the maps: ``EigenCAM``.
    criterion
        The figure that the best layer was chosen by, one of `CRITERIA`.
    best
        Name of the layer.
    chosen_on, measured_on
        Which scans, in words with their number: those that the layer (and Dice's threshold) was chosen on,
        and those that the figures are of.
    box_area
        Share of the picture that the reference boxes cover, a mean: the energy of a map that knows nothing.
    layers
        One item a layer map, in the network's order.
    """

    method: str
    criterion: str
    best: str
    chosen_on: str
    measured_on: str
    box_area: float
    layers: tuple[LayerFigures, ...]

    @classmethod
    def from_fields(cls, fields: Fields) -> Localisation:
        """Read the ``explain`` object; the best layer must be among the layers."""
        localisation = cls(
            method=fields.text("method"),
            criterion=fields.text("criterion", among=CRITERIA),
            best=fields.text("best"),
            chosen_on=fields.text("chosen_on"),
            measured_on=fields.text("measured_on"),
            box_area=fields.number("box_area", low=0.0, high=1.0),
            layers=tuple(LayerFigures.from_fields(item) for item in fields.children("layers")),
        )
        fields.close()
        if localisation.best not in [layer.name for layer in localisation.layers]:
            raise fields.refuse("best", f"is {localisation.best!r}, which is not among the layers")
        return localisation

    def to_json(self) -> dict[str, Any]:
        """Return the object that `from_fields` reads."""
        texts = {name: getattr(self, name) for name in self.__slots__ if name != "layers"}
        return texts | {"layers": [layer.to_json() for layer in self.layers]}

    @property
    def position(self) -> int:
        """Place of the best layer among the layers."""
        return [layer.name for layer in self.layers].index(self.best)
