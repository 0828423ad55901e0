"""The pin of a home with how far its act goes: numbers alone travel into the map."""

from coordinator.maps import pin_map
from tests.maps.test_pages import below_static, calls


def test_a_pin_has_a_circle_where_somebody_says_how_far_she_goes() -> None:
    where = {"center": (52.52, 13.41), "point": (52.5, 13.4), "places_url": "/p.json", "static": below_static}
    of_a_host, of_an_act = pin_map(**where), pin_map(**where, reach_km=1.609344)  # type: ignore[arg-type]

    assert calls(of_a_host)[-1] == 'pin({"point":[52.5,13.4],"reach":0,})'
    assert calls(of_an_act)[-1] == 'pin({"point":[52.5,13.4],"reach":1.609344,})'
