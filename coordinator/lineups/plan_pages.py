"""The forms of planning as pages: what can be chosen, what was typed, what the rules refuse."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request
from flask_babel import gettext, ngettext

from coordinator.cities.listing import PublicCity
from coordinator.clock import instant, now
from coordinator.disclosure import outside_times
from coordinator.disclosure import reserves as sealed_reserves
from coordinator.disclosure.reserves import space_names
from coordinator.errors import Conflict
from coordinator.lineups import calling_off, twins
from coordinator.lineups.listed import mark
from coordinator.lineups.moving import WALK_KM, seen_of
from coordinator.lineups.plan_words import offered_words
from coordinator.lineups.words import objection_words
from coordinator.shows import planning
from coordinator.shows.models import Show
from coordinator.shows.planning import Side
from coordinator.spaces.models import Space
from coordinator.spaces.offered import offered
from coordinator.web import reader
from coordinator.wording import time_of_day

Faults = Mapping[str, Sequence[str]]


def booked(show: Show) -> dict[str, str]:
    """Where and when a show is, as the form to move it has that. `side` only where clocks show the start twice."""
    start = show.local_start
    minutes = round((show.ends_at - show.starts_at).total_seconds() / 60)
    told = {"space_id": show.space_id, "day": f"{start:%Y-%m-%d}", "start": f"{start:%H:%M}", "minutes": str(minutes)}
    sides = [instant(start, show.zone, fold=fold) for fold in (0, 1)]
    twice = {} if len(set(sides)) == 1 else {"side": str(list(Side)[sides.index(show.starts_at)])}
    outside = outside_times.reasons(reader(), [show], at=now()).get(show.id, "")
    return {**told, **twice, "outside": outside, "seen": seen_of(show)}


def new(place: PublicCity, edition_id: str, form: Mapping[str, str], faults: Faults) -> str:
    """The form for a new show."""
    spaces = planning.spaces_of(reader(), edition_id=edition_id, city_id=place.id)
    return render_template("shows/plan_new.html", city=place, form=form, faults=faults, **_options(spaces))


def move(
    place: PublicCity, show: Show, form: Mapping[str, str], faults: Faults, refused: Conflict | None = None
) -> str:
    """The form to move a show."""
    kept = sealed_reserves.of_shows([show.id])
    return render_template(
        "shows/plan_move.html",
        city=place,
        show=show,
        form=form,
        faults=faults,
        **_options(_to_choose_from(place, show), ready=kept.get(show.id)),
        seen=seen_of(show),
        **_clashes(refused),
    )


def split(place: PublicCity, show: Show, faults: Faults, refused: Conflict | None = None) -> str:
    """The rooms that could be a show's second one."""
    return render_template(
        "shows/plan_split.html",
        city=place,
        show=show,
        name=_name(show),
        rooms=twins.second_rooms(reader(), show, at=now()),
        walk_km=WALK_KM,
        seen=mark(show),
        chosen=request.form.get("space_id", ""),
        outside=request.form.get("outside", ""),
        faults=faults,
        **_clashes(refused),
    )


def cancel(place: PublicCity, show: Show, faults: Faults, _refused: Conflict | None = None) -> str:
    """What calling a show off would mean, and the button."""
    told = calling_off.consequences(reader(), show, at=now())
    return render_template(
        "shows/plan_cancel.html",
        city=place,
        show=show,
        name=_name(show),
        told=told,
        seen=mark(show, *calling_off.facts_of(told)),
        because=request.form.get("because", ""),
        faults=faults,
    )


def _to_choose_from(place: PublicCity, show: Show) -> list[Space]:
    """The approved spaces of a city, and the show's own though it is not approved any more."""
    spaces = [*planning.spaces_of(reader(), edition_id=show.edition_id, city_id=place.id)]
    if show.space_id not in {space.id for space in spaces}:
        spaces.append(planning.get_space(reader(), show.space_id, city_id=place.id))
    return spaces


def _options(spaces: Sequence[Space], *, ready: str | None = None) -> dict[str, Any]:
    """Spaces to choose from by name, the one that stands ready first; and by name when those with times are offered."""
    names = space_names(reader(), spaces, at=now())
    in_order = sorted(spaces, key=lambda space: (space.id != ready, names[space.id].casefold(), space.id))
    said = outside_times.described(reader(), spaces, at=now())
    times = {space.id: offered(said[space.id]) for space in in_order if space.id in said}
    return {
        "options": [(space.id, _option(space, names[space.id], is_ready=space.id == ready)) for space in in_order],
        "offers": [(names[key], [offered_words(one) for one in rows]) for key, rows in times.items() if rows],
    }


def _option(space: Space, name: str, *, is_ready: bool) -> str:
    told = ngettext("%(name)s, %(num)s seat", "%(name)s, %(num)s seats", space.capacity, name=name)
    if space.curfew is not None:
        told = gettext("%(space)s, quiet from %(time)s", space=told, time=time_of_day(space.curfew))
    return str(gettext("Reserve: %(space)s", space=told) if is_ready else told)


def _name(show: Show) -> str:
    space = planning.get_space(reader(), show.space_id, city_id=show.city_id)
    return space_names(reader(), [space], at=now())[space.id]


def _clashes(refused: Conflict | None) -> dict[str, Any]:
    """Who cannot come along, for the form, with what was ticked and said of them."""
    found = tuple(refused.facts.get("objectors", ())) if refused is not None else ()  # type: ignore[arg-type]
    said = {"leave": request.form.getlist("leave"), "reason": request.form.get("reason", "")}
    return {"objectors": found, "objection_words": objection_words, "said": said}
