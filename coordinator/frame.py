"""What surrounds every page: the edition it is about, navigation, and the settings of its maps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import get_locale, gettext
from flask_login import current_user
from sqlalchemy import select

from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.editions.calendar import find_current, get_edition, is_over
from coordinator.editions.models import Edition
from coordinator.errors import NotFound
from coordinator.maps import Tiles
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from coordinator.web import form_token, settings


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the main navigation."""

    label: str
    url: str


def current_edition() -> Edition | None:
    """The edition that this request is about, asked for once."""
    if "edition" not in g:
        g.edition = find_current(now())
    found: Edition | None = g.edition
    return found


def the_edition() -> Edition:
    """The edition that this request is about. Raises NotFound before there is one."""
    found = current_edition()
    if found is None:
        raise NotFound
    return found


def find_asked_edition() -> Edition | None:
    """The one that the address names (`?edition=`), else the one that this request is about. Raises NotFound for a name
    that none has."""
    asked = request.args.get("edition", "")
    return get_edition(asked) if asked else current_edition()


def asked_edition() -> Edition:
    """The same. Raises NotFound before there is one, too."""
    found = find_asked_edition()
    if found is None:
        raise NotFound
    return found


def open_edition() -> Edition | None:
    """The current edition while something can still be offered for it."""
    found = current_edition()
    return None if found is None or is_over(found, at=now()) else found


def closed_words() -> str:
    """Why nothing can be offered at present; blank while something can."""
    found = current_edition()
    if found is None:
        return str(gettext("No day of concerts is being planned yet. Come again: it is announced on the front page."))
    if open_edition() is None:
        said = gettext("%(edition)s is over. The next one is announced on the front page; come again then.")
        return str(said % {"edition": found.name})
    return ""


def tiles() -> Tiles | None:
    """Map tiles, where the operator has set some."""
    chosen = settings()
    if not chosen.tiles_url:
        return None
    return Tiles(url=chosen.tiles_url, attribution=chosen.tiles_attribution, origin=chosen.tiles_origin)


def static(name: str) -> str:
    """The address of a static file."""
    return url_for("static", filename=name)


def frame() -> dict[str, Any]:
    """What every template is given."""
    locale = get_locale()
    return {
        "edition": current_edition(),
        "csp_nonce": g.csp_nonce,
        "nav": lambda: own_pages(current_user.reader),  # asked for by whole pages only
        "form_token": form_token,
        "locale": locale,
        "text_direction": locale.text_direction if locale else "ltr",
    }


def offer_link(state: BlueprintSetupState, offered: Callable[[Reader], Link | None]) -> None:
    """Let the navigation ask a feature for a link of its own, which not a role but a row decides."""
    state.app.extensions.setdefault("coordinator.nav", []).append(offered)


def own_pages(reader: Reader) -> tuple[Link, ...]:
    """The pages where the reader has something to do, her account last."""
    if reader.id is None:
        return ()
    led = [city_id for role, city_id in reader.roles if role is Role.LEAD and city_id]
    cities = db.session.execute(select(City.slug, City.name).where(City.id.in_(led)).order_by(City.name)) if led else ()
    own = [Link(name, url_for("lineups.board", city=slug)) for slug, name in cities]
    if reader.has(Role.GLOBAL):
        own.append(Link(gettext("Global team"), url_for("board.everywhere", edition=None)))
    if reader.has(Role.CAMPAIGN):
        own.append(Link(gettext("Campaign team"), url_for("cases.board")))
    if reader.has(Role.HOST):
        own.append(Link(gettext("My spaces"), url_for("hosting.spaces")))
    if reader.has(Role.ARTIST):
        own.append(Link(gettext("My evening"), url_for("artist.evening")))
    if reader.has(Role.GUEST):
        own.append(Link(gettext("My entries"), url_for("guests.mine")))
    offered = current_app.extensions.get("coordinator.nav", ())
    own += [link for ask in offered if (link := ask(reader))]
    return (*own, Link(gettext("My account"), url_for("people.account")))
