"""A host offers a space: in steps that are kept one by one, from any device, until it is sent to the lead of its city.

What is said so far is one sealed JSON object. Its names are those of the steps' forms, and besides: `town` (what the
gazetteer knows of it), `latitude` and `longitude` (degrees), `pinned` (whether the host has confirmed that point).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update

from coordinator.cities.models import City
from coordinator.cities.registering import NameArea, Town, area_for, register
from coordinator.cities.whereabouts import Place, as_json, is_far, refuse_far
from coordinator.db import db
from coordinator.disclosure import deposits, had_areas, own_spaces
from coordinator.disclosure.own_spaces import OwnForm, Said
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, Say
from coordinator.geo.areas import lies_in
from coordinator.geo.distance import km
from coordinator.intake import assign_changed
from coordinator.people.accounts import grant
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.spaces.models import Kind, Space, SpaceState
from coordinator.spaces.offered import is_near, offered

A_METRE = 0.001  # km
_ANOTHER_HOME = "The pin of this space is far from %(city)s. Take the space back and offer the other home as a new one."
MOST = 20  # spaces and drafts of one person in one edition
OPEN = (SpaceState.DRAFT, SpaceState.SUBMITTED)  # states in which the host may change what she said
LISTED = "listed"  # beside the steps: what a list says of a space
PHOTOS = "photos"  # beside the steps: id → what is on it, of those that are shown
NEEDS = ("amplified", "drums", "piano", "power")  # words of lineups.problem.Need


class Step(StrEnum):
    """A page of the form, in their order."""

    ROOM = "room"
    ADDRESS = "address"
    PIN = "pin"
    GUESTS = "guests"
    SOUND = "sound"
    HOUSE = "house"
    TIMES = "times"


_SAID_WITH: Mapping[Step, str] = {
    Step.ROOM: "kind",
    Step.ADDRESS: "street",
    Step.PIN: "pinned",
    Step.GUESTS: "toilet",
    Step.SOUND: "neighbours",
    Step.HOUSE: "landlord",
    Step.TIMES: "times",
}
"""Step → what is there once it has been answered."""


def begin(reader: Reader, edition_id: str, *, form: str = "", at: datetime) -> str:
    """Begin a draft, one for each opening of the form (`form`); its id. Who begins one is a host. Raises Conflict
    (`too_many`)."""
    return _begun(reader, edition_id, own_spaces.id_of(reader, edition_id, form), at=at)[0]


def _begun(reader: Reader, edition_id: str, key: str, *, at: datetime) -> tuple[str, bool]:
    """The id of the draft that is to be called `key`, and whether it is new."""
    own = {one.space_id for one in own_spaces.own_forms(reader, edition_id)}
    if key in own:
        return key, False
    if len(own) >= MOST:
        raise Conflict("too_many", most=MOST)
    grant(Role.HOST, str(reader.id))
    return own_spaces.begin(str(reader.id), edition_id, key=key, at=at), True


def begin_again(reader: Reader, space_id: str, edition_id: str, *, form: str = "", at: datetime) -> str:
    """Begin a draft with what was said of a space before, which was of another edition or was taken back; its id. When
    it is offered is asked anew for another day, and photos are added anew.

    Raises NotFound for everybody but the host, Conflict: `too_many`, `nothing_kept` where there is nothing left of it,
    `offered_still` where it counts for this edition.
    """
    before = own_spaces.own_form(reader, space_id)
    if not before.said.get("street"):
        raise Conflict("nothing_kept")
    same = before.edition_id == edition_id
    if same and before.state is not SpaceState.WITHDRAWN:
        raise Conflict("offered_still")
    left_out = {PHOTOS} if same else {PHOTOS, "times"}
    town = {} if before.city is None or "town" in before.said else {"town": as_json(_town_of(before.city))}
    said = {name: value for name, value in {**before.said, **town}.items() if name not in left_out}
    new, is_first = _begun(reader, edition_id, own_spaces.id_of(reader, edition_id, form, of=space_id), at=at)
    if is_first:  # what she has said of it since stays
        own_spaces.keep(reader, own_spaces.own_form(reader, new), said, at=at)
    return new


def save(reader: Reader, space_id: str, answers: Said, *, name_area: NameArea, at: datetime) -> OwnForm:
    """Keep the answers of one step; of a space that waits for its lead they are hers to read at once.

    Raises NotFound for everybody but the host, Invalid (`latitude`) for a pin that is far from the town or still in its
    middle, Conflict (`decided_already`).
    """
    form = own_spaces.own_form(reader, space_id, held=True)
    if form.state not in OPEN:
        raise Conflict("decided_already")
    form = replace(form, said={**form.said, **answers})
    if answers.get("pinned"):
        refuse_pin(form.said)
    put(reader, form, name_area=name_area, at=at)
    return own_spaces.own_form(reader, space_id)


def put(host: Reader, form: OwnForm, *, name_area: NameArea, at: datetime) -> None:
    """Write all that a host says now, over what she said before, and bring her space up to date; a draft has none."""
    own_spaces.keep(host, form, form.said, at=at)
    if form.space is not None:
        _bring_up_to_date(host, form, form.space, name_area)


def address(form: OwnForm, answers: Said, town: Town, point: tuple[float, float]) -> dict[str, Any]:
    """The answers of the address step: another address takes its point (degrees) until the host has confirmed one. Of a
    space that was sent only another town does, as where its pin is counts more than how its street is written.

    Raises Invalid (`city`) for another town of a space that its lead has decided about.
    """
    place = as_json(town)
    same = (form.said.get("street"), form.said.get("town")) == (answers["street"], place)
    if form.space is not None:
        same = not is_far(town, form.said["latitude"], form.said["longitude"])
        if not same and form.state not in OPEN:
            raise Invalid({"city": [Say(_ANOTHER_HOME, city=answers["city"])]})
    where = {} if same else {"latitude": point[0], "longitude": point[1], "pinned": False}
    return {**answers, "town": place, **where}


def town_of(form: OwnForm) -> Place | None:
    """The town in which the host says it is."""
    if "town" in form.said:
        return Place(**form.said["town"])
    return None if form.city is None else _town_of(form.city)


def _town_of(city: City) -> Place:
    known = (city.place_id, city.name, city.country, city.latitude, city.longitude, city.population, city.zone)
    return Place(*known)


def is_middle(said: Said) -> bool:
    """Whether the point is no more than that of the town, to the metre: where a map begins when nothing is known."""
    town = said.get("town")
    if town is None:
        return False
    return km(said["latitude"], said["longitude"], town["latitude"], town["longitude"]) < A_METRE


def open_steps(said: Said) -> tuple[Step, ...]:
    """Those that have not been answered; a pin in the middle of the town is no answer."""
    return tuple(
        step for step, name in _SAID_WITH.items() if not said.get(name) or (step is Step.PIN and is_middle(said))
    )


def has_place(form: OwnForm) -> bool:
    """Whether it is known where it is: it was sent, or its host has set the pin on it."""
    return form.space is not None or not {Step.ADDRESS, Step.PIN} & set(open_steps(form.said))


def lacks_promise(said: Said) -> bool:
    """Whether the landlord has not agreed, or nobody else would be there that evening."""
    return said.get("landlord") == "not yet" or not said.get("second_adult")


def submit(reader: Reader, space_id: str, *, name_area: NameArea) -> Space:
    """Send a draft to the lead of its city. Raises NotFound, Conflict: `sent_already`, `steps_open`, `promise_open`,
    `no_day_near`."""
    form = own_spaces.own_form(reader, space_id, held=True)
    if form.space is not None:
        raise Conflict("sent_already")
    if open_steps(form.said):
        raise Conflict("steps_open")
    if lacks_promise(form.said):
        raise Conflict("promise_open")
    if not is_near(offered(form.said), db.session.get_one(Edition, form.edition_id).date):
        raise Conflict("no_day_near")
    place = public_place(form, name_area)
    space = Space(id=space_id, edition_id=form.edition_id, state=SpaceState.SUBMITTED, **place, **public(form.said))
    db.session.add(space)
    db.session.flush()
    deposits.put_spaces(form.edition_id, [secrets(reader, form)])
    return space


def public(said: Said) -> dict[str, Any]:
    """What of it anybody may know, as the columns of a space."""
    return {
        "kind": Kind(said["kind"]),
        "capacity": said["capacity"],
        "step_free": said["step_free"],
        "has": [need for need in NEEDS if said.get(need)],
        "stage_people": said.get("stage_people"),
        "curfew": time.fromisoformat(said["curfew"]) if said.get("curfew") else None,
        "languages": list(said.get("languages", ())),
    }


def secrets(reader: Reader, form: OwnForm) -> deposits.SpaceSecrets:
    """What of it is sealed."""
    return deposits.SpaceSecrets(
        space_id=form.space_id,
        reference=form.space_id,
        host_id=str(reader.id),
        name=form.said.get("name", ""),
        address=form.said["street"],
        latitude=form.said["latitude"],
        longitude=form.said["longitude"],
    )


def withdraw(reader: Reader, space_id: str) -> None:
    """Take a draft back, of which nothing stays, or a space that waits for its lead; again it changes nothing. Raises
    NotFound, Conflict (`decided_already`)."""
    form = own_spaces.own_form(reader, space_id, held=True)
    if form.space is None:
        own_spaces.drop(form)
    if form.state in (SpaceState.DRAFT, SpaceState.WITHDRAWN):
        return
    waits = (Space.id == space_id, Space.state == SpaceState.SUBMITTED)
    taken = update(Space).where(*waits).values(state=SpaceState.WITHDRAWN).returning(Space.id)
    if db.session.scalar(taken) is None:
        raise Conflict("decided_already")


def _bring_up_to_date(reader: Reader, form: OwnForm, space: Space, name_area: NameArea) -> None:
    assign_changed(space, {**public(form.said), **public_place(form, name_area)})
    deposits.put_spaces(form.edition_id, [secrets(reader, form)], known=frozenset({form.space_id}))


def public_place(form: OwnForm, name_area: NameArea) -> dict[str, str]:
    """The city and the area that a space lies in, as its columns."""
    city = _city(form)
    before = had_areas.of_host(form.space_id, city.id)
    area_id = area_for(city, form.said["latitude"], form.said["longitude"], name_area=name_area, before=before)
    return {"city_id": city.id, "area_id": area_id}


def _city(form: OwnForm) -> City:
    """The city whose lead looks at it: one that takes part, else the town, which takes part from now on."""
    if (city := city_around(form)) is not None:
        return city
    town = Place(**form.said["town"])
    return register([town])[town.id]


def city_around(form: OwnForm) -> City | None:
    """The city that takes part and counts it among its spaces: the town itself, else the nearest that it lies in; None
    where there is none."""
    if "town" not in form.said and form.city is not None:  # a list brought it, and its host has not spoken of that
        return form.city
    town = Place(**form.said["town"])
    here = form.said["latitude"], form.said["longitude"]
    cities = db.session.scalars(select(City)).all()
    away = {city.id: km(*here, city.latitude, city.longitude) for city in cities}
    around = [city for city in cities if city.place_id == town.id or lies_in(*here, city=city)]
    return min(around, key=lambda city: (city.place_id != town.id, away[city.id]), default=None)


def refuse_times(said: Said, day: date) -> None:
    """Raise Invalid (`times`) where none of the times offered is near the day of the edition."""
    if not is_near(offered(said), day):
        fault = "Nothing can be planned then. The concerts are on %(day)s: offer that day, the one before or after."
        raise Invalid({"times": [Say(fault, day=day, number=1)]})


def refuse_pin(said: Said) -> None:
    """Raise Invalid (`latitude`) for a pin that is far from the town or still in its middle."""
    if not said.get("pinned") or "town" not in said:
        return
    if is_middle(said):
        fault = "This is the middle of %(city)s, where the map begins. Move the pin to your home."
        raise Invalid({"latitude": [Say(fault, city=said.get("city") or said["town"]["name"])]})
    refuse_far(Place(**said["town"]), said["latitude"], said["longitude"], called=said.get("city", ""))
