"""The page of a draw: what was published, what decides, what came of it, and how anybody draws again."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from coordinator.cities.listing import PublicCity, get_city
from coordinator.clock import local, now
from coordinator.db import db
from coordinator.disclosure.drawing import read_access_record
from coordinator.disclosure.entries import Where
from coordinator.editions.calendar import get_edition
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.guests import (
    agreeing,
    between,
    choosing,
    draw_list,
    draw_result,
    drawing,
    entries,
    linking,
    relay,
    turnouts,
)
from coordinator.guests.drawing import PublicDraw
from coordinator.guests.schemas import SourceForm
from coordinator.people.models import Role
from coordinator.shows import listing
from coordinator.shows.leading import led_city
from coordinator.web import GLOBAL, LEAD, PUBLIC, audience, load, reader, say_faults
from coordinator.wording import when

bp = Blueprint("draws", __name__)
Page = BaseResponse | str | tuple[str, int]
LINE = 64  # characters of an entry's id


@bp.record_once
def offer_jobs(state: BlueprintSetupState) -> None:
    """Let workers of the application fetch what decides, where the site is told of a relay."""
    state.app.extensions["csrf"].exempt(find)  # it only shows what everybody may see
    state.app.extensions.setdefault("coordinator.jobs", {}).update(relay.JOBS)
    state.app.extensions.setdefault("coordinator.rounds", []).extend(relay.ROUNDS)


@bp.get("/draws/<edition>/<city>")
@audience(PUBLIC)
def page(edition: str, city: str) -> str:
    """List, root, source and result of a draw."""
    return _page(*_meant(edition, city), {})


@bp.post("/draws/<edition>/<city>/line")
@audience(PUBLIC)
def find(edition: str, city: str) -> str:
    """The same with the line of an entry, by its id: posted, so that no address and no log has whose line it is. It
    changes nothing."""
    return _page(*_meant(edition, city), {}, wanted=request.form.get("entry", ""))


@bp.get("/draws/<edition>/<city>/list.txt")
@audience(PUBLIC)
def list_file(edition: str, city: str) -> Response:
    """The list, byte by byte as its root is of."""
    return _file(_draw(edition, city).file, f"{edition}-{city}-list.txt")


@bp.get("/draws/<edition>/<city>/result.txt")
@audience(PUBLIC)
def result_file(edition: str, city: str) -> Response:
    """The result, once there is one."""
    found = _draw(edition, city)
    if not found.result:
        raise NotFound
    return _file(found.result, f"{edition}-{city}-result.txt")


@bp.get("/draws/<edition>/<city>/access.txt")
@audience(GLOBAL)
def access_file(edition: str, city: str) -> Response:
    """Who needs an access seat, byte by byte as its hash in the list is of: for the global team, to check the draw."""
    meant, place = _meant(edition, city)
    record = read_access_record(reader(), Where(meant.id, place.id), at=now())
    return _file(record.encode("ascii"), f"{edition}-{city}-access.txt")


@bp.get("/draws/<edition>/<city>/chain.txt")
@audience(PUBLIC)
def chain_file(edition: str, city: str) -> Response:
    """What has happened to seats since, link by link."""
    found = _draw(edition, city)
    if not found.result:
        raise NotFound
    lines = linking.links(found.draw.edition_id, found.draw.city_id)
    return _file("".join(f"{line}\n" for line in lines).encode("ascii"), f"{edition}-{city}-chain.txt")


@bp.get("/draws/<edition>/<city>/before.txt")
@audience(PUBLIC)
def before_file(edition: str, city: str) -> Response:
    """What was made void between list and draw, link by link; empty where nothing was."""
    return _file(linking.before(_draw(edition, city).draw), f"{edition}-{city}-before.txt")


@bp.post("/draws/<edition>/<city>")
@audience(LEAD, GLOBAL)
def hold(edition: str, city: str) -> Page:
    """Enter what the source brought, which holds the draw."""
    meant, place = get_edition(edition), led_city(reader(), city)
    found = _draw(edition, city)
    typed = request.form.get("outcome", "")
    try:
        outcome = drawing.outcome_of(found.head.source, typed)
        said = agreeing.say(reader(), meant, place.id, outcome, at=now())
        db.session.commit()
        flash(_said(said), "good")
    except Invalid as refused:
        db.session.rollback()
        faults = [sentence for part in say_faults(refused).values() for sentence in part]
        return _page(meant, place, {"outcome": faults}, typed=typed), 422
    except Conflict as refused:
        db.session.rollback()
        flash(_refusal(refused, place), "bad")
    return redirect(url_for("draws.page", edition=edition, city=city), code=303)


@bp.post("/draws/<edition>/<city>/source")
@audience(LEAD, GLOBAL)
def choose(edition: str, city: str) -> Page:
    """Name what will decide, before entries close."""
    meant, place = get_edition(edition), led_city(reader(), city)
    try:
        said = load(SourceForm)
        choosing.choose(reader(), meant, place.id, said["name"], said["drawn"], zone=place.zone, at=now())
        db.session.commit()
        flash(gettext("It is named. Everybody can read here what will decide."), "good")
    except Invalid as refused:
        db.session.rollback()
        return _nothing_yet(meant, place, say_faults(refused)), 422
    except Conflict:
        db.session.rollback()
        flash(gettext("Entries are closed, so what decides stands."), "bad")
    return redirect(url_for("draws.page", edition=edition, city=city), code=303)


def _said(found: PublicDraw) -> str:
    if found.result:
        return str(gettext("The draw is held. Everybody can see and check it on this page."))
    return str(gettext("Noted. The draw is held once somebody else has typed the same numbers."))


def _nothing_yet(edition: Edition, city: PublicCity, faults: dict[str, list[str]]) -> str:
    """The page before the list is published; its lead may name what decides."""
    found = choosing.find_choice(edition.id, city.id)
    return render_template(
        "guests/no_draw.html",
        meant=edition,
        city=city,
        lottery=found,
        drawn=f"{local(found.drawn_at, city.zone):%Y-%m-%dT%H:%M}" if found else "",
        may_choose=_leads(city) and entries.takes_entries(edition, city.id, at=now()),
        typed=request.form,
        faults=faults,
    )


def _leads(city: PublicCity) -> bool:
    return reader().leads(city.id) or reader().has(Role.GLOBAL)


def _page(
    edition: Edition, city: PublicCity, faults: dict[str, list[str]], *, typed: str = "", wanted: str = ""
) -> str:
    found = drawing.find_draw(edition, city.id)
    if found is None:
        return _nothing_yet(edition, city, {})
    wanted = wanted.strip().lower()
    before = linking.before(found.draw)
    return render_template(
        "guests/draw.html",
        meant=edition,
        city=city,
        found=found,
        entries=draw_list.size(found.file),
        shows={show.id: show for show in listing.in_city(edition.id, city.id)},
        wanted=wanted,
        line=_line(found, wanted),
        void=between.standing(before),
        has_record=bool(before),
        leads=_leads(city),
        is_team=reader().has(Role.GLOBAL),
        is_due=now() >= found.draw.due_at,
        is_late=now() >= found.draw.due_at + draw_list.A_DAY,
        came=draw_result.read_head(found.result, found.head.source) if found.result else None,
        drawn=draw_result.winners(found.result),
        numbers=agreeing.typed(reader(), edition.id, city.id) if _leads(city) else None,
        turnout=turnouts.find(edition.id, city.id),
        least=turnouts.LEAST,
        head=linking.head_of(found.draw) if found.result else "",
        faults=faults,
        typed=typed,
    )


def _line(found: PublicDraw, wanted: str) -> draw_result.Line | None:
    """Where an entry stands: only for its whole id."""
    if len(wanted) != LINE:
        return None
    return draw_result.find_line(found.file, found.result, wanted)


def _meant(edition: str, city: str) -> tuple[Edition, PublicCity]:
    return get_edition(edition), get_city(city)


def _draw(edition: str, city: str) -> PublicDraw:
    meant, place = _meant(edition, city)
    found = drawing.find_draw(meant, place.id)
    if found is None:
        raise NotFound
    return found


def _file(body: bytes, name: str) -> Response:
    response = Response(body, mimetype="text/plain")
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def _refusal(refused: Conflict, city: PublicCity) -> str:
    if refused.reason == "too_early":
        moment = when(refused.facts["at"], city.zone)  # type: ignore[arg-type]
        return str(gettext("Nobody can know yet what decides: it is published on %(when)s.", when=moment))
    return str(gettext("This draw was held already, with another outcome. It stands."))
