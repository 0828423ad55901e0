"""What the pages of a request show: the form for a stranger, for somebody signed in, and what she said."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template
from flask_babel import get_locale

from coordinator.cities import towns
from coordinator.cities.listing import PublicCity
from coordinator.cities.whereabouts import as_json
from coordinator.disclosure.city_requests import Asked, Request
from coordinator.disclosure.people import identity
from coordinator.errors import Invalid, Say
from coordinator.frame import current_edition
from coordinator.geo.gazetteer import gazetteer
from coordinator.web import form_token, reader

Faults = Mapping[str, Sequence[str]]
FIELDS = (
    "name",
    "email",
    "languages",
    "city",
    "which",
    "why",
    "rooms",
    "acts",
    "colead_name",
    "colead_email",
    "agreed",
)
WISH = ("languages", "why", "rooms", "acts", "colead_name", "colead_email")


def form_page(
    typed: Mapping[str, str], faults: Faults, *, namesakes: Sequence[str] = (), taken: PublicCity | None = None
) -> str:
    """The form; `namesakes`: towns of the name that was typed, `taken`: the city that takes part already."""
    return render_template(
        "joining/join.html",
        typed={name: typed.get(name, "") for name in FIELDS},
        form=typed.get("form") or form_token(),
        faults=faults,
        namesakes=namesakes,
        taken=taken,
        signed_in=reader().id is not None,
        edition=current_edition(),
    )


def own_page(found: Request, typed: Mapping[str, str], faults: Faults, *, refused: str = "") -> str:
    """What she asked for, as it stands, and the form to say it anew; `refused`: why what was typed is not kept."""
    stands = {name: str(getattr(found.asked, name)) for name in WISH} | {"answer": ""}
    return render_template(
        "joining/own.html",
        found=found,
        typed={name: typed.get(name, value) for name, value in stands.items()},
        stands=stands,
        faults=faults,
        refused=refused,
    )


def asked_of(said: Mapping[str, Any], **who: Any) -> Asked:
    """What a form says, of the town that is meant. Raises Invalid (`city`, `which`)."""
    locale = str(get_locale())
    town = towns.town(gazetteer(), meant(said))
    if meant(said) == said["city"] and namesakes_of(said["city"]):
        raise Invalid({"which": [Say("There are several of that name: choose the one you mean.")]})
    wish = {name: said[name] for name in WISH}
    return Asked(**wish, town=as_json(town), label=towns.label(town, locale=locale), locale=locale, **who)


def meant(said: Mapping[str, Any]) -> str:
    """What names the town: the one that was chosen, as long as the name has stayed."""
    return str(said["which"] if said["which"] and said["of"] == said["city"] else said["city"])


def namesakes_of(typed: str) -> Sequence[str]:
    """Labels of all towns that may be meant by what was typed, where it tells less than the label of one of them."""
    place, locale = gazetteer().find(typed), str(get_locale())
    if place is None or typed.strip() == towns.label(place, locale=locale):
        return ()
    others = towns.others(gazetteer(), place, locale=locale)
    return [towns.label(place, locale=locale), *others] if others else ()


def own_name() -> dict[str, str]:
    """Name and address of who is signed in, for what she asks."""
    known = identity(str(reader().id))
    return {"name": known.name, "email": known.email}


def asked_as(found: Request, said: Mapping[str, Any]) -> Asked:
    """What she says now of the city that she asked for."""
    kept = {name: getattr(found.asked, name) for name in ("name", "email", "town", "label", "locale")}
    return Asked(**kept, **{name: said[name] for name in WISH})
