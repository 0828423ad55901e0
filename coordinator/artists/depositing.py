"""What an application says, as the rows it becomes: public columns, and what is sealed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from coordinator.clock import instant
from coordinator.disclosure.deposits import ArtistSecrets
from coordinator.disclosure.own_acts import NEEDS, OwnAct, Said
from coordinator.errors import Invalid, Say
from coordinator.geo.touring import TourLeg

MOST_LEGS, MOST_LINKS, MOST_APART = 8, 10, 20  # of one act
FAR = timedelta(days=31)  # from the day: nobody means a leg that is further away
MINORS = (time(6), time(21))  # wall time between which somebody under age may play
_SMALL_HOURS = time(5)  # “until 02:00” without a “from” is after midnight, as the optimiser reads it


def act_columns(said: Said) -> dict[str, Any]:
    """The columns of an artist."""
    names = ("act_name", "genres", "people", "languages", "links")
    return {name: said[name] for name in names}


def wish_columns(said: Said) -> dict[str, Any]:
    """The columns of an application, without the city."""
    first, last = hours(said)
    return {
        "travel_km": said["travel_km"],
        "mode": said["mode"],
        "free_from": first,
        "free_until": last,
        "max_shows": said["max_shows"],
        "set_minutes": said["set_minutes"],
        "needs": [need for need in NEEDS if said.get(need)],
    }


def secrets(contact_id: str, act: OwnAct, said: Said, *, reference: str) -> ArtistSecrets:
    """What of it is sealed. Of an act that a list brought what it has not said itself stays as it is."""
    return ArtistSecrets(
        artist_id=act.artist_id,
        reference=reference,
        contact_id=contact_id,
        latitude=said["latitude"],
        longitude=said["longitude"],
        members=frozenset(prints(said["members"])) if "members" in said else None,
        legs=tour_legs(said["legs"]) if "legs" in said else None,
    )


def prints(members: Sequence[Mapping[str, Any]]) -> set[str]:
    """By what people are known again in another band: the address, and the whole name; “Ana” alone is many people,
    so it counts only where there is no address."""
    found = set()
    for one in members:
        if one["email"]:
            found.add(one["email"])
        if not one["email"] or " " in one["name"]:
            found.add(one["name"])
    return found


def minors(said: Said) -> list[Mapping[str, Any]]:
    """Those of the act who are under age."""
    return [one for one in said.get("members", ()) if one["minor"]]


def hours(said: Said) -> tuple[time | None, time | None]:
    """From when until when (wall time at the show) the act can play; with somebody under age never later than 21:00.

    That holds for the whole evening, not for the act's own set: it comes and goes with the others, and the order of the
    three is settled last.

    Raises Invalid (`free_from`) where nothing is left of the evening then.
    """
    first, last = (time.fromisoformat(said[name]) if said.get(name) else None for name in ("free_from", "free_until"))
    if not minors(said):
        return first, last
    next_day = last is None or last < (first or _SMALL_HOURS)
    begins = max(first or MINORS[0], MINORS[0])
    ends = MINORS[1] if next_day or last is None else min(last, MINORS[1])
    if ends <= begins:
        fault = "Somebody under 18 plays in this act, so it plays between 6:00 and 21:00 only; say an earlier time."
        raise Invalid({"free_from": [Say(fault)]})
    return begins, ends


def tour_legs(legs: Sequence[Mapping[str, Any]]) -> tuple[TourLeg, ...]:
    """The legs of a tour with instants for the wall times at their bases, in order of time.

    Raises Invalid (`legs`) for a time that clocks skip there, for a leg that is over before it begins, and for two at
    one time.
    """
    made = sorted(map(_leg, legs), key=lambda one: one.begins)
    for one, other in pairwise(made):
        if other.begins < one.ends:
            raise Invalid({"legs": [Say("Two legs overlap; let one end before the next begins.")]})
    return tuple(made)


def refuse_far_legs(legs: Sequence[Mapping[str, Any]], day: date) -> None:
    """Raise Invalid (`legs`) for a leg that is over long before the day of the edition, or begins long after it: its
    month or year is mistyped."""
    for number, leg in enumerate(legs, start=1):
        begins, ends = (datetime.fromisoformat(leg[name]).date() for name in ("begins", "ends"))
        if ends < day - FAR or begins > day + FAR:
            fault = (
                "Line %(number)d is more than a month away from the concerts, which are on %(day)s. Look at its month"
                " and year, or clear it."
            )
            raise Invalid({"legs": [Say(fault, number=number, day=day)]})


def idle_legs(legs: Sequence[Mapping[str, Any]], day: date) -> tuple[int, ...]:
    """The numbers of legs that change nothing: they touch neither the day of the edition nor the one before or after,
    on which shows can be too."""
    days = {number: (leg["begins"][:10], leg["ends"][:10]) for number, leg in enumerate(legs, start=1)}
    first, last = (f"{day + timedelta(days=more):%Y-%m-%d}" for more in (-1, 1))
    return tuple(number for number, (begins, ends) in days.items() if ends < first or begins > last)


def base_of(leg: Mapping[str, Any]) -> tuple[float, float]:
    """Where an act is during a leg (degrees): at its pin, or else in the middle of the town."""
    town = leg["town"]
    return leg.get("latitude", town["latitude"]), leg.get("longitude", town["longitude"])


def _leg(said: Mapping[str, Any]) -> TourLeg:
    town, city = said["town"], said["town"]["name"]
    begins, ends = (_instant(said[name], town["zone"], fold=fold) for name, fold in (("begins", 0), ("ends", 1)))
    if ends <= begins:
        raise Invalid({"legs": [Say("The leg in %(city)s is over before it begins; look at its times.", city=city)]})
    return TourLeg(begins, ends, *base_of(said))


def _instant(wall: str, zone: str, *, fold: int) -> datetime:
    """Of times shown twice a leg begins with the earlier and ends with the later."""
    try:
        return instant(datetime.fromisoformat(wall), zone, fold=fold)
    except Invalid as skipped:
        raise Invalid({"legs": skipped.faults["start"]}) from skipped
