"""For the demonstration: a city whose request to join waits for the global team, and hours that volunteers gave."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from coordinator.cities.models import City
from coordinator.cities.whereabouts import Place, as_json
from coordinator.disclosure.city_requests import Asked
from coordinator.disclosure.people import enrol
from coordinator.editions.models import Edition
from coordinator.hours import recording
from coordinator.joining import asking
from coordinator.people.accounts import grant
from coordinator.people.models import Role
from coordinator.people.readers import Reader

EMAIL = "nuka@example.org"
TOWN = Place(3419842, "Sisimiut", "GL", 66.93946, -53.67352, 5_227, "America/Nuuk")
NOTES = ("Rang up hosts", "Carried chairs", "")
WHY = (
    "Three of us run the library, and in September the days are still long enough for a walk home after the music. "
    "A choir, a drum dancer and two students with guitars would play. Nobody here has ever been to a secret concert."
)


def ask(edition: Edition, *, at: datetime) -> None:
    """Somebody has asked for it, and confirmed her address."""
    asked = Asked(
        name="Nuka New",
        email=EMAIL,
        languages="Kalaallisut, Danish, English",
        town=as_json(TOWN),
        label="Sisimiut, Greenland",
        why=WHY,
        rooms=3,
        acts=4,
    )
    person = Reader(enrol(EMAIL, name=asked.name))
    asking.ask_signed_in(person, edition, asked, form="", origin="", at=at)


def give_hours(edition: Edition, cities: Sequence[City], known: Sequence[tuple[str, Role]], *, at: datetime) -> None:
    """The known people of the demonstration (person id, role) gave some, and three deputies of her cities."""
    helpers = [(enrol(f"helper-{number}@example.org", name=f"Helper {number}"), Role.LEAD) for number in range(1, 4)]
    for person_id, _ in helpers:
        grant(Role.LEAD, person_id, city_id=cities[0].id, deputy=True)
    for turn, (person_id, role) in enumerate([*known, *helpers]):
        city_id = cities[turn % len(cities)].id if role is Role.LEAD and (person_id, role) in known else cities[0].id
        reader = Reader(person_id, frozenset({(role, city_id if role is Role.LEAD else None)}))
        for where in recording.places(reader, edition):
            day, once = (at - timedelta(days=turn)).date(), f"demonstration {turn}"
            minutes = recording.QUARTER * (5 + 3 * turn)
            recording.give(reader, edition, where.key, day=day, minutes=minutes, note=NOTES[turn % 3], once=once, at=at)
