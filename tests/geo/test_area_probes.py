"""Whoever asks a thousand times, near and far and in whatever order, learns no more of a home than its area."""

from itertools import product

from flask import Flask

from coordinator.campaign.importing import take_spaces
from coordinator.cities.siting import Sited
from coordinator.clock import now
from coordinator.db import db
from coordinator.geo.areas import area_of
from tests.campaign.builders import a_city, a_space, an_edition, plain_name

HERE, THERE = (52.5229, 13.4093), (52.5251, 13.4112)
RADII, SORTS = (0.001, 0.05, 0.2, 0.5, 1), ("distance", "-distance")


def _probes() -> list[str]:
    """Circles round both true points and all around them, as somebody would lay them to find one."""
    steps = [-0.003, -0.0012, -0.0005, 0.0, 0.0005]
    points = [(home[0] + up, home[1] + right) for home in (HERE, THERE) for up, right in product(steps, steps)]
    path = "/cities/berlin/areas.json?near={:.4f},{:.4f}&km={}&sort={}"
    return [path.format(*point, radius, order) for point, radius, order in product(points, RADII, SORTS)]


def test_a_thousand_probes_by_distance_and_order_learn_nothing(app: Flask) -> None:
    """The control is a planted leak of `tests/disclosure/leaks.py`: such a filter over exact points is found."""
    edition, berlin = an_edition(), a_city()
    client, probes = app.test_client(), _probes()

    def told(home: tuple[float, float], address: str) -> set[bytes]:
        row = a_space("S1", address=address)
        take_spaces(edition, [Sited(row, berlin, *home)], name_area=plain_name, at=now())
        db.session.commit()
        return {client.get(probe).data for probe in probes}

    before, after = told(HERE, "1 Here"), told(THERE, "A street somewhere else")

    assert 2 * len(probes) == 1_000
    assert area_of(*HERE, city=berlin) == area_of(*THERE, city=berlin)
    assert (len(before), after) == (1, before)
