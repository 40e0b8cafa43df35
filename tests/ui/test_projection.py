"""The map's projection against values known from its definition."""

import pytest

from agora.ui.projection import HEIGHT, WIDTH, project


def test_the_middle_of_the_map_is_where_equator_and_first_meridian_meet():
    assert project(0, 0) == (WIDTH / 2, HEIGHT / 2)


def test_the_equator_ends_at_both_edges():
    assert project(0, -180)[0] == pytest.approx(0, abs=0.01)
    assert project(0, 180)[0] == pytest.approx(WIDTH, abs=0.01)


def test_the_poles_lie_within_one_unit_of_the_box():
    assert -1 < project(90, 0)[1] < 0
    assert HEIGHT < project(-90, 0)[1] < HEIGHT + 1


def test_areas_stay_true():
    def area(south: float, north: float) -> float:
        """The area between two latitudes, one degree wide at the first meridian."""
        steps = 200
        total = 0.0
        for step in range(steps):
            low = south + (north - south) * step / steps
            high = south + (north - south) * (step + 1) / steps
            middle = (low + high) / 2
            width = project(middle, 0.5)[0] - project(middle, -0.5)[0]
            total += width * (project(low, 0)[1] - project(high, 0)[1])
        return total

    # The zones between 0° and 30° and between 30° and 90° have the same area on a sphere.
    assert area(0, 30) == pytest.approx(area(30, 90), rel=0.02)


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (-91, 0), (0, 181), (0, -181)])
def test_what_is_not_on_earth_is_refused(latitude, longitude):
    with pytest.raises(ValueError, match="not a place on Earth"):
        project(latitude, longitude)
