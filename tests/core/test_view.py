"""The one map between image and viewport, held against numpy's own turning and mirroring."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fracview.core.view import LEAST_SIDE, MOST_ZOOM, Orientation, View

if TYPE_CHECKING:
    from numpy.typing import NDArray

ORIENTATIONS = [Orientation(turns, mirrored) for turns, mirrored in product(range(4), (False, True))]
ARRAY = np.arange(6).reshape(2, 3)
POINTS = [(0.0, 0.0), (300.0, 0.0), (123.4, 77.7), (300.0, 200.0)]


def turned(array: NDArray[np.int_], orientation: Orientation) -> NDArray[np.int_]:
    return np.rot90(np.fliplr(array) if orientation.mirrored else array, -orientation.turns)


@st.composite
def views(draw: st.DrawFn) -> View:
    """A picture of any size in any viewport, somewhere in it, as the reader's hand can bring about."""
    sides = st.integers(1, 9000)
    rows, columns = draw(sides), draw(sides)
    width, height = draw(st.integers(64, 4000)), draw(st.integers(64, 4000))
    aspect = draw(st.sampled_from([1.0, 1.25, 0.5]))
    view = View(rows, columns, width, height, aspect=aspect, orientation=draw(st.sampled_from(ORIENTATIONS)))
    if draw(st.booleans()):
        return view.fit()
    at = (draw(st.floats(0, width)), draw(st.floats(0, height)))
    return view.fit().zoomed(draw(st.floats(0.2, 300.0)), at).panned(draw(st.floats(-500, 500)), 17.3)


def near(one: tuple[float, ...], other: tuple[float, ...], within: float = 1e-6) -> bool:
    return bool(np.allclose(one, other, rtol=0.0, atol=within))


# Orientation: the group of the square


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_four_quarter_turns_change_nothing(orientation: Orientation) -> None:
    assert orientation.turned(1).turned(1).turned(1).turned(1) == orientation
    assert orientation.turned(4) == orientation
    assert orientation.turned(1).turned(-1) == orientation
    assert orientation.turned(-1) == orientation.turned(3)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_a_flip_undoes_itself_and_both_together_are_half_a_turn(orientation: Orientation) -> None:
    assert orientation.flipped_horizontally().flipped_horizontally() == orientation
    assert orientation.flipped_vertically().flipped_vertically() == orientation
    both = orientation.flipped_horizontally().flipped_vertically()
    assert both == orientation.flipped_vertically().flipped_horizontally() == orientation.turned(2)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_a_flip_turns_the_sense_of_turning(orientation: Orientation) -> None:
    assert orientation.turned(1).flipped_horizontally() == orientation.flipped_horizontally().turned(-1)
    assert orientation.turned(1).flipped_vertically() == orientation.flipped_vertically().turned(-1)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_turning_and_flipping_do_to_what_is_shown_what_numpy_does(orientation: Orientation) -> None:
    shown = turned(ARRAY, orientation)
    assert np.array_equal(turned(ARRAY, orientation.turned(1)), np.rot90(shown, -1))
    assert np.array_equal(turned(ARRAY, orientation.flipped_horizontally()), np.fliplr(shown))
    assert np.array_equal(turned(ARRAY, orientation.flipped_vertically()), np.flipud(shown))


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("aspect", [1.0, 1.25])
def test_each_pixel_is_shown_where_numpy_puts_it(orientation: Orientation, aspect: float) -> None:
    shown = turned(ARRAY, orientation)
    view = View(2, 3, 700.0, 500.0, aspect=aspect, orientation=orientation).fit()
    left, top = np.min([view.to_view(0, 0), view.to_view(3, 2)], axis=0)
    x_step, y_step = (view.zoom, view.zoom * aspect)[:: -1 if orientation.turns % 2 else 1]
    for row, column in product(range(2), range(3)):
        x, y = view.to_view(column + 0.5, row + 0.5)
        assert shown[int((y - top) / y_step), int((x - left) / x_step)] == ARRAY[row, column]


def test_only_the_first_orientation_is_as_acquired() -> None:
    assert [one for one in ORIENTATIONS if one.as_acquired] == [Orientation()]
    assert [one for one in ORIENTATIONS if not one.words] == [Orientation()]
    assert Orientation(3, True).words == "mirrored, turned 270°"
    assert len({one.words for one in ORIENTATIONS}) == 8


# Mapping


@given(views(), st.floats(-100, 9100), st.floats(-100, 9100))
def test_there_and_back_is_the_same_point(view: View, x: float, y: float) -> None:
    assert near(view.to_image(*view.to_view(x, y)), (x, y), 1e-5)


@given(views())
def test_the_center_lies_in_the_middle(view: View) -> None:
    assert near(view.to_view(*view.center), (view.width / 2, view.height / 2))


@given(views())
def test_what_is_visible_lies_in_the_viewport_and_in_the_picture(view: View) -> None:
    x1, y1, x2, y2 = view.visible
    assert 0 <= x1 <= x2 <= view.columns
    assert 0 <= y1 <= y2 <= view.rows
    for x, y in (view.to_view(x1, y1), view.to_view(x2, y2)):
        assert -1e-6 <= x <= view.width + 1e-6
        assert -1e-6 <= y <= view.height + 1e-6


# Fit


@given(views())
def test_a_fitted_picture_fills_one_side_and_is_in_the_middle(view: View) -> None:
    view = view.fit()
    corners = np.array([view.to_view(0, 0), view.to_view(view.columns, view.rows)])
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    assert near((left + right, top + bottom), (view.width, view.height))
    assert near((min(left, top),), (0.0,))
    assert left >= -1e-6
    assert top >= -1e-6


def test_a_fitted_picture_follows_the_viewport_and_another_keeps_its_middle() -> None:
    fitted = View(200, 300, 600, 400).fit()
    assert fitted.resized(300, 400).zoom == 1.0
    moved = fitted.zoomed(3.7).panned(11, -7)
    resized = moved.resized(300, 800)
    assert (resized.zoom, resized.center) == (moved.zoom, moved.center)
    assert resized.resized(0, 0).width == 1.0  # a splitter closed: still a map that can be turned round


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_turning_keeps_a_fit_and_keeps_the_middle_of_anything_else(orientation: Orientation) -> None:
    view = View(200, 300, 600, 400).fit()
    assert view.turned_to(orientation).fitted
    assert view.turned_to(orientation).zoom == (4 / 3 if orientation.turns % 2 else 2.0)
    moved = view.zoomed(3.7, (10, 20))
    assert moved.turned_to(orientation).center == moved.center
    assert moved.turned_to(orientation).zoom == moved.zoom


# Zoom


@given(views(), st.floats(1.0, 20.0), st.floats(0, 1), st.floats(0, 1))
def test_zooming_in_keeps_the_point_under_the_mouse(
    view: View, factor: float, right: float, down: float
) -> None:
    x1, y1, x2, y2 = view.visible
    point = (x1 + right * (x2 - x1), y1 + down * (y2 - y1))
    at = view.to_view(*point)
    assert near(view.zoomed(factor, at).to_image(*at), point, 1e-5)


@given(views(), st.floats(0.2, 5.0), st.floats(0, 1), st.floats(0, 1))
def test_zooming_keeps_the_point_unless_the_picture_would_leave_the_middle(
    view: View, factor: float, right: float, down: float
) -> None:
    at = (right * view.width, down * view.height)
    zoomed = view.zoomed(factor, at)
    x, y = zoomed.center
    on_its_limit = x in (0.0, view.columns) or y in (0.0, view.rows)
    assert on_its_limit or near(zoomed.to_image(*at), view.to_image(*at), 1e-5)


@given(views(), st.floats(0.001, 1.0))
def test_zooming_out_ends_where_the_picture_is_still_seen(view: View, factor: float) -> None:
    zoom = view.zoomed(factor * factor).zoom
    longer = max(view.columns, view.rows * view.aspect) * zoom
    assert (
        longer
        >= min(LEAST_SIDE, max(view.columns, view.rows * view.aspect), longer / zoom * view.fit_zoom) - 1e-6
    )
    assert zoom <= max(MOST_ZOOM, view.fit_zoom)


def test_zooming_in_never_makes_a_tiny_picture_smaller() -> None:
    fitted = View(8, 8, 1000, 1000).fit()
    assert fitted.zoom > MOST_ZOOM
    assert fitted.zoomed(1.15).zoom == fitted.zoom
    assert fitted.zoomed(1 / 1.15).zoom == pytest.approx(fitted.zoom / 1.15)


def test_a_zoom_is_no_longer_a_fit() -> None:
    view = View(200, 300, 600, 400).fit().zoomed(1.5)
    assert not view.fitted
    assert view.zoom == 3.0
    assert not view.panned(1, 0).fitted


# Pan


@given(views(), st.floats(-400, 400), st.floats(-400, 400))
def test_the_picture_follows_the_hand_until_its_edge_is_in_the_middle(
    view: View, dx: float, dy: float
) -> None:
    x, y = view.to_view(view.columns / 3, view.rows / 3)
    panned = view.panned(dx, dy)
    assert 0 <= panned.center[0] <= view.columns
    assert 0 <= panned.center[1] <= view.rows
    free = 0 < panned.center[0] < view.columns and 0 < panned.center[1] < view.rows
    if free:
        assert near(panned.to_view(view.columns / 3, view.rows / 3), (x + dx, y + dy), 1e-5)


def test_a_picture_cannot_be_lost_by_panning() -> None:
    view = View(200, 300, 600, 400).fit().panned(1e6, -1e6)
    x1, y1, x2, y2 = view.visible
    assert (x2 - x1) * (y2 - y1) > 0


# Linked viewports


@given(views(), views())
def test_a_linked_view_has_the_same_turn_the_same_share_and_the_same_relative_zoom(
    one: View, other: View
) -> None:
    linked = one.like(other)
    assert linked.orientation == other.orientation
    assert linked.fitted == other.fitted
    assert (linked.rows, linked.columns, linked.width, linked.height) == (
        one.rows, one.columns, one.width, one.height,
    )  # fmt: skip
    assert linked.zoom / linked.fit_zoom == pytest.approx(other.zoom / other.fit_zoom)
    shares = [view.center[0] / view.columns for view in (linked, other)]
    assert shares[0] == pytest.approx(shares[1])


@given(views(), views())
def test_linking_there_and_back_moves_nothing(one: View, other: View) -> None:
    back = other.like(one.like(other))
    for x, y in POINTS:
        assert near(back.to_view(x, y), other.to_view(x, y), 1e-4 * max(1.0, other.zoom))


def test_the_same_radiograph_beside_itself_is_shown_the_same() -> None:
    view = View(200, 300, 600, 400).fit().zoomed(3.7, (100, 90)).panned(-31, 14)
    linked = replace(view, zoom=1.0, center=(0, 0)).like(view)
    assert near(linked.matrix, view.matrix)
