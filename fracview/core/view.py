"""How a radiograph lies in a viewport: zoom, position, quarter turns and mirroring as one affine map.

Image coordinates are continuous pixel edges of the original radiograph: (0, 0) is the top left corner of
its top left pixel, x right, y down. View coordinates are the same of the viewport, in its own (logical)
pixels. Everything that is drawn over the radiograph goes through `View.matrix`, so it cannot come apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

MOST_ZOOM = 64.0
"""View pixels that one image pixel covers at most, unless the whole picture fits at more."""
LEAST_SIDE = 64.0
"""The picture's longer side is never shown smaller than this, in view pixels (or its own size)."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Orientation:
    """Mirrored left to right first (where `mirrored`), then turned clockwise by `turns` quarter turns."""

    turns: int = 0
    mirrored: bool = False

    def turned(self, quarters: int) -> Orientation:
        """Turn what is shown clockwise by quarter turns."""
        return Orientation((self.turns + quarters) % 4, self.mirrored)

    def flipped_horizontally(self) -> Orientation:
        """Swap left and right of what is shown."""
        return Orientation(-self.turns % 4, not self.mirrored)

    def flipped_vertically(self) -> Orientation:
        """Swap top and bottom of what is shown."""
        return Orientation((2 - self.turns) % 4, not self.mirrored)

    @property
    def as_acquired(self) -> bool:
        """Whether the picture stands as the file has it."""
        return self == Orientation()

    @property
    def words(self) -> str:
        """What was done, for the badge; "" where nothing was."""
        parts = [f"turned {90 * self.turns}°"] if self.turns else []
        return ", ".join([*(["mirrored"] if self.mirrored else []), *parts])

    def apply(self, x: float, y: float) -> Point:
        """A direction of the image as a direction of the view."""
        x = -x if self.mirrored else x
        for _ in range(self.turns):
            x, y = -y, x
        return x, y


@dataclass(frozen=True, slots=True)
class View:
    """A radiograph in a viewport.

    Attributes
    ----------
    rows, columns
        Of the radiograph, at least 1.
    width, height
        Of the viewport in view pixels.
    aspect
        Height over width of one image pixel.
    zoom
        View pixels that one image pixel is wide.
    center
        Image point in the middle of the viewport.
    fitted
        Whether zoom and center follow the viewport's size.
    orientation
        Turned and mirrored how.
    """

    rows: int
    columns: int
    width: float
    height: float
    aspect: float = 1.0
    zoom: float = 1.0
    center: Point = (0.0, 0.0)
    fitted: bool = True
    orientation: Orientation = Orientation()

    @property
    def matrix(self) -> tuple[float, float, float, float, float, float]:
        """m11, m12, m21, m22, dx, dy: x' = m11 x + m21 y + dx, y' = m12 x + m22 y + dy (image to view)."""
        m11, m12 = self.orientation.apply(self.zoom, 0.0)
        m21, m22 = self.orientation.apply(0.0, self.zoom * self.aspect)
        x, y = self.center
        return (
            m11,
            m12,
            m21,
            m22,
            self.width / 2 - m11 * x - m21 * y,
            self.height / 2 - m12 * x - m22 * y,
        )

    def to_view(self, x: float, y: float) -> Point:
        """View point of an image point."""
        m11, m12, m21, m22, dx, dy = self.matrix
        return m11 * x + m21 * y + dx, m12 * x + m22 * y + dy

    def to_image(self, x: float, y: float) -> Point:
        """Image point of a view point."""
        m11, m12, m21, m22, dx, dy = self.matrix
        determinant = m11 * m22 - m12 * m21
        x, y = x - dx, y - dy
        return (m22 * x - m21 * y) / determinant, (m11 * y - m12 * x) / determinant

    @property
    def visible(self) -> tuple[float, float, float, float]:
        """x1, y1, x2, y2 of the part of the image that lies in the viewport; may be empty (x2 <= x1)."""
        ax, ay = self.to_image(0.0, 0.0)
        bx, by = self.to_image(self.width, self.height)
        x1, x2 = max(0.0, min(ax, bx)), min(float(self.columns), max(ax, bx))
        y1, y2 = max(0.0, min(ay, by)), min(float(self.rows), max(ay, by))
        return x1, y1, x2, y2

    @property
    def fit_zoom(self) -> float:
        """Zoom at which the whole picture just fits."""
        wide, high = self._shown_size()
        return max(1e-6, min(self.width / wide, self.height / high))

    def fit(self) -> View:
        """The whole picture, in the middle."""
        middle = (self.columns / 2, self.rows / 2)
        return replace(self, zoom=self.fit_zoom, center=middle, fitted=True)

    def resized(self, width: float, height: float) -> View:
        """Another viewport: a fitted picture stays fitted, another keeps its middle and zoom."""
        view = replace(self, width=max(1.0, width), height=max(1.0, height))
        return view.fit() if self.fitted else view

    def zoomed(self, factor: float, at: Point | None = None) -> View:
        """Zoom so that the image point under view point `at` (the middle by default) stays there."""
        return self.zoomed_to(self.zoom * factor, at)

    def zoomed_to(self, zoom: float, at: Point | None = None) -> View:
        """As `zoomed`, to a zoom."""
        at = at or (self.width / 2, self.height / 2)
        least = min(self.fit_zoom, LEAST_SIDE / max(self._shown_size()), 1.0)
        most = max(MOST_ZOOM, self.fit_zoom)
        view = replace(self, zoom=min(most, max(least, zoom)), fitted=False)
        before, after = self.to_image(*at), view.to_image(*at)
        x, y = view.center
        return replace(view, center=(x + before[0] - after[0], y + before[1] - after[1]))._kept()

    def panned(self, dx: float, dy: float) -> View:
        """Move the picture by view pixels; some of it always stays in the middle."""
        x, y = self.to_image(self.width / 2 - dx, self.height / 2 - dy)
        return replace(self, center=(x, y), fitted=False)._kept()

    def turned_to(self, orientation: Orientation) -> View:
        """Another orientation, with the same image point in the middle."""
        view = replace(self, orientation=orientation)
        return view.fit() if self.fitted else view

    def like(self, other: View) -> View:
        """Show this radiograph as `other` shows its own: same turn, zoom relative to fit, relative middle."""
        view = replace(self, orientation=other.orientation)
        if other.fitted:
            return view.fit()
        x, y = other.center
        center = (x / other.columns * self.columns, y / other.rows * self.rows)
        zoom = view.fit_zoom * other.zoom / other.fit_zoom
        return replace(view, zoom=zoom, center=center, fitted=False)

    def _shown_size(self) -> tuple[float, float]:
        """Width and height of the turned picture at zoom 1."""
        wide, high = float(self.columns), self.rows * self.aspect
        return (high, wide) if self.orientation.turns % 2 else (wide, high)

    def _kept(self) -> View:
        x, y = self.center
        return replace(self, center=(min(max(x, 0.0), self.columns), min(max(y, 0.0), self.rows)))
