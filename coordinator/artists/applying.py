"""An act applies to play: in steps that are kept one by one, from any device, once for the whole world.

What is said so far is one sealed JSON object. Its names are those of the steps' forms, and besides: `town` (what the
gazetteer knows of the home's; `city` is what it was called when it was chosen), `latitude` and `longitude` (degrees),
`pinned` (whether that point is confirmed), `members` and `legs` as lists of objects, `terms` (the words agreed to).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from coordinator.artists import keeping_apart
from coordinator.artists.depositing import act_columns, hours, refuse_far_legs, secrets, tour_legs, wish_columns
from coordinator.artists.models import Application, ApplicationState, Artist
from coordinator.cities.models import City
from coordinator.cities.registering import Town, register
from coordinator.cities.whereabouts import Place, as_json, refuse_far
from coordinator.db import db
from coordinator.disclosure import deposits, own_acts, photos
from coordinator.disclosure.own_acts import OwnAct, Said
from coordinator.disclosure.photos import Subject
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound, Say
from coordinator.geo.distance import km
from coordinator.intake import assign_changed
from coordinator.people.accounts import grant
from coordinator.people.models import Role
from coordinator.people.readers import Reader

POINT = ("latitude", "longitude")
MOST = 20  # acts and drafts of one person in one edition


class Step(StrEnum):
    """A page of the form, in their order."""

    ACT = "act"
    PEOPLE = "people"
    HOME = "home"
    REACH = "reach"
    LEGS = "legs"
    EVENING = "evening"
    HEAR = "hear"
    APART = "apart"
    TERMS = "terms"


_SAID_WITH: Mapping[Step, str] = {
    Step.ACT: "act_name",
    Step.PEOPLE: "members",
    Step.HOME: "town",
    Step.REACH: "pinned",
    Step.LEGS: "legs",
    Step.EVENING: "max_shows",
    Step.HEAR: "filmed",
    Step.APART: "apart",
    Step.TERMS: "terms",
}
"""Step → what is there once it has been answered."""

THINGS: Mapping[str, str] = {
    "town": "home",
    "city": "home",
    "latitude": "home",
    "longitude": "home",
    "pinned": "home",
    "free_from": "hours",
    "free_until": "hours",
    **dict.fromkeys(own_acts.NEEDS, "needs"),
}
"""Name → what a change of it is called, where that is another word."""


def begin(reader: Reader, edition_id: str, *, form: str = "", at: datetime) -> str:
    """Begin a draft, one for each opening of the form (`form`); its id. Who begins one is an artist. Raises Conflict
    (`too_many`)."""
    return _begun(reader, edition_id, own_acts.id_of(reader, edition_id, form), at=at)[0]


def _begun(reader: Reader, edition_id: str, key: str, *, at: datetime) -> tuple[str, bool]:
    """The id of the draft that is to be called `key`, and whether it is new."""
    own = {one.artist_id for one in own_acts.own_acts(reader, edition_id)}
    if key in own:
        return key, False
    if len(own) >= MOST:
        raise Conflict("too_many", most=MOST)
    grant(Role.ARTIST, str(reader.id))
    return own_acts.begin(str(reader.id), edition_id, key=key, at=at), True


def begin_again(reader: Reader, artist_id: str, edition_id: str, *, form: str = "", at: datetime) -> str:
    """Begin a draft with what an act said that was of another edition or was taken back; its id. To what is paid it
    has to agree anew, its photo is added anew, and for another day it says anew where it tours.

    Raises NotFound for everybody but who speaks for the act, Conflict: `too_many`, `applied_still` where it counts for
    this edition.
    """
    act = own_acts.own_act(reader, artist_id)
    same = act.edition_id == edition_id
    if same and act.state is not ApplicationState.WITHDRAWN:
        raise Conflict("applied_still")
    left_out = {"terms"} if same else {"terms", "legs"}
    said = {name: value for name, value in act.said.items() if name not in left_out}
    new, is_first = _begun(reader, edition_id, own_acts.id_of(reader, edition_id, form, of=artist_id), at=at)
    if is_first:  # what she has said of it since stays
        own_acts.keep(reader, own_acts.own_act(reader, new), said, (), at=at)
    return new


def save(reader: Reader, artist_id: str, answers: Said, *, at: datetime) -> OwnAct:
    """Keep the answers of one step. Those of an act that was sent count at once, whatever was decided about it.

    Raises NotFound for everybody but who speaks for the act, Invalid (`latitude`, `legs`, `free_from`, `members`,
    `people`), Conflict (`withdrawn`).
    """
    act = own_acts.own_act(reader, artist_id, held=True)
    if act.state is ApplicationState.WITHDRAWN:
        raise Conflict("withdrawn")
    answers = _with_all_on_stage(act.said, answers)
    said = {**act.said, **answers}
    _refuse_impossible(said, answers)
    if "legs" in answers:
        refuse_far_legs(answers["legs"], db.session.get_one(Edition, act.edition_id).date)
    changed = {THINGS.get(name, name) for name, value in answers.items() if act.said.get(name) != value}
    own_acts.keep(reader, act, said, changed if act.application else (), at=at)
    if act.application is not None and act.artist is not None:
        _bring_up_to_date(reader, act, said)
        if changed & {"act_name", "apart"}:
            keeping_apart.ask(act.edition_id, at=at)
    return own_acts.own_act(reader, artist_id)


def _with_all_on_stage(said: Said, answers: Said) -> Said:
    """The answers, with as many on stage as are named at least: rooms are chosen by that number. Raises Invalid
    (`people`) where fewer are said than are named."""
    named = len({**said, **answers}.get("members", ()))
    if answers.get("people", named) < named:
        fault = "You have named %(count)d people under “Who plays?”, so no fewer are on stage. Take somebody out there."
        raise Invalid({"people": [Say(fault, count=named)]})
    if "members" in answers and said.get("people", named) < named:
        return {**answers, "people": named}
    return answers


def home(act: OwnAct, town: Town) -> dict[str, Any]:
    """The answers of the home step: another town takes its middle as the point (degrees) until it is confirmed."""
    place = as_json(town)
    same = act.said.get("town") == place
    return {"town": place} if same else {"town": place, **_middle(town), "pinned": False}


def pin_leg(reader: Reader, artist_id: str, number: int, point: tuple[float, float], *, at: datetime) -> OwnAct:
    """Say where the act is based (degrees) during the leg of that number (from 1). Raises NotFound where there is none,
    and as `save` does; Invalid (`latitude`) too far from the leg's town."""
    act = own_acts.own_act(reader, artist_id, held=True)
    leg = leg_of(act, number)
    refuse_far(Place(**leg["town"]), *point)
    legs = list(act.said["legs"])
    legs[number - 1] = {**leg, "latitude": point[0], "longitude": point[1]}
    return save(reader, artist_id, {"legs": legs}, at=at)


def leg_of(act: OwnAct, number: int) -> Mapping[str, Any]:
    """The leg of that number (from 1) as the act said it. Raises NotFound where there is none."""
    legs: Sequence[Mapping[str, Any]] = act.said.get("legs", ())
    if not 1 <= number <= len(legs):
        raise NotFound
    return legs[number - 1]


def with_pins(act: OwnAct, legs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Legs that were typed again, each with the pin that it had: it is the leg in the same town that begins as it did,
    else the next one there."""
    before = list(act.said.get("legs", ()))
    found: dict[int, Mapping[str, Any]] = {}
    for alike in (_town_and_time, _town):
        for number, leg in enumerate(legs):
            same = next((one for one in before if number not in found and alike(one) == alike(leg)), None)
            if same is not None:
                before.remove(same)
                found[number] = same
    pins = (
        {name: found[number][name] for name in POINT if name in found.get(number, {})} for number in range(len(legs))
    )
    return [leg | pin for leg, pin in zip(legs, pins, strict=True)]


def _town(leg: Mapping[str, Any]) -> object:
    return leg["town"]["id"]


def _town_and_time(leg: Mapping[str, Any]) -> object:
    return leg["town"]["id"], leg["begins"]


def town_of(said: Said) -> Place | None:
    """The town in which the act says it lives."""
    return Place(**said["town"]) if "town" in said else None


def open_steps(act: OwnAct) -> tuple[Step, ...]:
    """Those that have not been answered. Of an act that a list brought none is: what is not said stays as listed."""
    if act.application is not None:
        return ()
    return tuple(step for step, name in _SAID_WITH.items() if name not in act.said or act.said[name] in (False, ""))


def submit(reader: Reader, artist_id: str, *, at: datetime) -> OwnAct:
    """Send a draft to the lead of the city nearest to its home. Raises NotFound, Conflict: `sent_already`,
    `steps_open`, `terms_changed`."""
    act = own_acts.own_act(reader, artist_id, held=True)
    if act.application is not None:
        raise Conflict("sent_already")
    if open_steps(act):
        raise Conflict("steps_open")
    asked = db.session.get_one(Edition, act.edition_id).artist_terms
    if asked is not None and asked != act.said["terms"]:
        raise Conflict("terms_changed")
    db.session.add(Artist(id=artist_id, **act_columns(act.said)))
    db.session.flush()
    place = {"edition_id": act.edition_id, "artist_id": artist_id, "city_id": _city(act.said).id}
    db.session.add(Application(state=ApplicationState.SUBMITTED, **place, **wish_columns(act.said)))
    db.session.flush()
    deposits.put_artists(act.edition_id, [secrets(str(reader.id), act, act.said, reference=artist_id)])
    keeping_apart.ask(act.edition_id, at=at)
    return own_acts.own_act(reader, artist_id)


def discard(reader: Reader, artist_id: str) -> None:
    """Take a draft back, of which nothing stays; an application that was sent is `lineups.withdrawing`'s. Raises
    NotFound, Conflict (`sent_already`)."""
    act = own_acts.own_act(reader, artist_id, held=True)
    if act.application is not None:
        raise Conflict("sent_already")
    own_acts.drop(act)
    photos.drop_all(Subject.ACT, artist_id)


def _refuse_impossible(said: Said, answers: Said) -> None:
    town = town_of(said)
    if town is not None and said.get("pinned"):
        refuse_far(town, said["latitude"], said["longitude"])
    tour_legs(said.get("legs", ()))
    try:
        hours(said)
    except Invalid as refused:
        raise Invalid({"members": refused.faults["free_from"]} if "members" in answers else refused.faults) from None


def _bring_up_to_date(reader: Reader, act: OwnAct, said: Said) -> None:
    assign_changed(act.artist, act_columns(said))
    assign_changed(act.application, wish_columns(said))
    known = frozenset({act.artist_id})
    deposits.put_artists(act.edition_id, [secrets(str(reader.id), act, said, reference=act.reference)], known=known)
    if act.state is ApplicationState.SUBMITTED and "town" in said:  # once somebody has decided, it stays with her
        assign_changed(act.application, {"city_id": _city(said).id})


def _city(said: Said) -> City:
    """The city whose lead looks at it: the town itself where it takes part, else the nearest that does, however far,
    else the town, which takes part from now on."""
    town = Place(**said["town"])
    cities = db.session.scalars(select(City)).all()
    here = said["latitude"], said["longitude"]
    away = {city.id: km(*here, city.latitude, city.longitude) for city in cities}
    nearest = min(cities, key=lambda city: (city.place_id != town.id, away[city.id], city.id), default=None)
    return nearest or register([town])[town.id]


def _middle(town: Town) -> dict[str, float]:
    return {"latitude": town.latitude, "longitude": town.longitude}
