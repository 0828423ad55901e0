"""Leaks, planted: each is a few lines that a tired evening could put into the site, turned on in tests alone.

A sweep that misses one of these would miss the same made by accident.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask, Response, make_response, redirect, request
from flask_login import current_user
from sqlalchemy import delete, func, or_, select

from coordinator import db as database
from coordinator.artists.models import Artist
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import audit, cipher, performed, policy
from coordinator.disclosure.entries import own_entries
from coordinator.disclosure.policy import ALWAYS, Clock, Fact, Relation
from coordinator.disclosure.sealed import SealedPerson, SealedProposal, SealedSlot, SealedSpace
from coordinator.errors import NotAllowed
from coordinator.gate import granted
from coordinator.geo.distance import km
from coordinator.guests.revealing import LETTER
from coordinator.jobs import Outbox, enqueue
from coordinator.mail import letters
from coordinator.people.readers import CONSOLE
from coordinator.shows import listing
from coordinator.shows.models import Show
from coordinator.web import error_page
from tests.disclosure import worlds

On = Callable[[pytest.MonkeyPatch, Flask], None]
LEAKS: dict[str, "Leak"] = {}


@dataclass(frozen=True)
class Leak:
    """One of them: who would meet it, in which phase, asking how."""

    on: On
    viewer: str
    phase: str
    variant: str = ""


def leak(name: str, viewer: str = "stranger", phase: str = "revealed", *, variant: str = "") -> Callable[[On], On]:
    """Give it a name."""

    def put(on: On) -> On:
        LEAKS[name] = Leak(on, viewer, phase, variant)
        return on

    return put


# What the leaks know: all of it.


def _acts(show_id: str | None = None) -> list[str]:
    """Names of acts, in the order of their slots; of all shows if of none."""
    wanted = select(Artist.act_name).join(SealedSlot, SealedSlot.artist_id == Artist.id)
    wanted = wanted.where(SealedSlot.show_id == show_id) if show_id else wanted
    with granted("leak"):
        return list(db.session.scalars(wanted.order_by(SealedSlot.show_id, SealedSlot.position)))


def _home(show_id: str) -> tuple[str, str, float, float]:
    """Address, host, degrees."""
    space = select(Show.space_id).where(Show.id == show_id).scalar_subquery()
    columns = (SealedSpace.space_id, SealedSpace.address, SealedSpace.point, SealedPerson.person_id, SealedPerson.name)
    joined = select(*columns).join(SealedPerson, SealedPerson.person_id == SealedSpace.host_id)
    with granted("leak"):
        row = db.session.execute(joined.where(SealedSpace.space_id == space)).one()
    seal = cipher.current()
    latitude, longitude = cipher.point(seal.open(row.point, f"sec_spaces.point|{row.space_id}"))
    address = seal.open(row.address, f"sec_spaces.address|{row.space_id}")
    return address, seal.open(row.name, f"sec_people.name|{row.person_id}"), latitude, longitude


def _shows() -> list[str]:
    return list(db.session.scalars(select(Show.id).order_by(Show.id)))


def _last_change() -> Any:
    with granted("leak"):
        return db.session.scalar(select(SealedProposal.made_at).order_by(SealedProposal.made_at.desc()))


def _after(patch: pytest.MonkeyPatch, app: Flask, endpoint: str, change: Callable[..., Any]) -> None:
    """Have the answer of a view go through `change`, with the parts of its address."""
    view = app.view_functions[endpoint]

    def leaking(**args: Any) -> Any:
        answer = make_response(view(**args))
        changed = change(answer, **args)
        return answer if changed is None else changed

    vars(leaking)["audience"] = vars(view)["audience"]
    patch.setitem(app.view_functions, endpoint, leaking)


def _more(answer: Response, text: str) -> None:
    answer.set_data(answer.get_data() + text.encode())


def _listed(patch: pytest.MonkeyPatch, change: Callable[[Any], Any]) -> None:
    """Have the list of a city's shows go through `change`."""
    real = listing.in_city
    patch.setattr(listing, "in_city", lambda *ids: tuple(change(real(*ids))))


# Lists, counts and times.


@leak("shows of a city are sorted by who plays")
def _(patch: pytest.MonkeyPatch, _app: Flask) -> None:
    _listed(patch, lambda shows: sorted(shows, key=lambda one: _acts(one.id), reverse=True))


@leak("shows of a city are sorted by their host's name")
def _(patch: pytest.MonkeyPatch, _app: Flask) -> None:
    _listed(patch, lambda shows: sorted(shows, key=lambda one: _home(one.id)[1]))


@leak("only shows with a full lineup are listed")
def _(patch: pytest.MonkeyPatch, _app: Flask) -> None:
    _listed(patch, lambda shows: [one for one in shows if len(_acts(one.id)) != 1])


@leak("the number of acts so far stands beside a show")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    _after(patch, app, "shows.show", lambda answer, show_id: _more(answer, f"<p>{len(_acts(show_id))} of 3 acts</p>"))


@leak("the title of a city counts its acts")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    def counted(answer: Response, city: str) -> None:
        answer.set_data(answer.get_data(as_text=True).replace("</title>", f" ({len(_acts())})</title>"))

    _after(patch, app, "shows.city", counted)


@leak("a page tells when its lineup was last changed")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    _after(patch, app, "shows.show", lambda answer, show_id: _more(answer, f"<p>updated_at {_last_change()}</p>"))


@leak("Last-Modified follows proposals")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    _after(patch, app, "shows.show", lambda answer, show_id: setattr(answer, "last_modified", _last_change()))


@leak("an ETag is over fields that are not shown")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    _after(patch, app, "shows.areas", lambda answer, city: answer.set_etag(str(hash(str(_acts())) % 10**8)))


@leak("free acts of the evening are counted: the gap is the act that plays")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    def free() -> int:
        return len(db.session.scalars(select(Artist.id)).all()) - len(set(_acts()))

    _after(patch, app, "shows.city", lambda answer, city: _more(answer, f"<p>{free()} acts are free</p>"))


@leak("a city's page says how many stand by")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    def waiting(answer: Response, city: str) -> None:
        with granted("leak"):
            number = db.session.scalar(select(func.count()).select_from(_table("sec_standby")))
        _more(answer, f"<p>{number} stand by</p>")

    _after(patch, app, "shows.city", waiting)


def _table(name: str) -> Any:
    return database.Base.metadata.tables[name]


# Programs' answers.


@leak("null where something is hidden, absent where there is nothing")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    def told(answer: Response, show_id: str) -> None:
        _more(answer, '{"partner": null}' if len(_acts(show_id)) == 3 else "{}")

    _after(patch, app, "envelopes.record", told)


@leak("the record of the envelopes has the names")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    _after(patch, app, "envelopes.record", lambda answer, show_id: _more(answer, str(_acts(show_id))))


@leak("the list of a draw tells how many acts a show has")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    _after(patch, app, "draws.list_file", lambda answer, edition, city: _more(answer, f"acts {len(_acts())}\n"))


@leak("a header counts the rows that were read")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    _after(patch, app, "shows.lights", lambda answer: answer.headers.set("X-Rows", str(len(_acts()))))


@leak("an answer is padded by the length of an address")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    _after(patch, app, "shows.show", lambda answer, show_id: _more(answer, " " * len(_home(show_id)[0])))


@leak("a cookie is set where an act is missing")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    def baked(answer: Response, show_id: str) -> None:
        if len(_acts(show_id)) < 3:
            answer.set_cookie("open_slots", "1")

    _after(patch, app, "shows.show", baked)


# Places.


@leak("the centre of an area is the mean of the homes in it")
def _(patch: pytest.MonkeyPatch, _app: Flask) -> None:
    def moved(one: Any) -> Any:
        _, _, latitude, longitude = _home(one.id)
        return replace(one, area=replace(one.area, latitude=latitude, longitude=longitude))

    _listed(patch, lambda shows: [moved(one) for one in shows])


@leak("the distance to the centre of the city is that of the home")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    def near(answer: Response, show_id: str) -> None:
        _, _, latitude, longitude = _home(show_id)
        _more(answer, f"<p>{km(latitude, longitude, 52.52437, 13.41053):.1f} km from the centre</p>")

    _after(patch, app, "shows.show", near)


@leak("a filter by distance asks the exact points")
def _(patch: pytest.MonkeyPatch, _app: Flask) -> None:
    def within(shows: Any) -> Iterator[Any]:
        if "near" not in request.args:
            yield from shows
            return
        latitude, longitude = map(float, request.args["near"].split(","))
        for one in shows:
            if km(*_home(one.id)[2:], latitude, longitude) <= float(request.args["km"]):
                yield one

    _listed(patch, within)


@leak("a search finds cities by the streets in them")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    def found(answer: Response) -> Any:
        wanted = request.args.get("q", "")
        hit = wanted and any(wanted in _home(one)[0] for one in _shows())
        return redirect("/cities/berlin") if hit else None

    _after(patch, app, "shows.cities", found)


@leak("what is typed is completed by addresses of hosts")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    def completed(answer: Response) -> None:
        _more(answer, str([_home(one)[0] for one in _shows() if request.args.get("q", "?") in _home(one)[0]]))

    _after(patch, app, "towns.known", completed)


@leak("a link has the host's name in it")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    def slugged(answer: Response, city: str) -> None:
        hosts = "-".join(_home(one)[1].lower() for one in _shows())
        answer.set_data(answer.get_data(as_text=True).replace('"url":"', f'"url":"/{hosts}'))

    _after(patch, app, "shows.areas", slugged)


# Refusals.


@leak("403 instead of 404 where there is something to see", "everything elsewhere")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    view = app.view_functions["hosting.space"]

    def refused(space_id: str) -> Any:
        with granted("leak"):
            questions = db.session.execute(select(_table("sec_host_questions").c.id)).all()
        if questions:
            raise NotAllowed
        return view(space_id=space_id)

    vars(refused)["audience"] = vars(view)["audience"]
    patch.setitem(app.view_functions, "hosting.space", refused)


@leak("the words of a refusal name the door", "everything elsewhere")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    view = app.view_functions["door.page"]

    def refused(show_id: str) -> Any:
        return error_page(404, f"The door at {_home(show_id)[0]} is not yours.")

    vars(refused)["audience"] = vars(view)["audience"]
    patch.setitem(app.view_functions, "door.page", refused)


@leak("HEAD has the length of what a lead would read", variant="HEAD")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    def longer(answer: Response, show_id: str) -> None:
        if request.method == "HEAD":
            answer.headers["Content-Length"] = str(len(answer.get_data()) + len(_home(show_id)[0]))

    _after(patch, app, "shows.show", longer)


@leak("a condition is met by when the lineup changed", variant="conditional")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    def unchanged(answer: Response, show_id: str) -> Any:
        asked = request.if_modified_since
        return Response(status=304) if asked and _last_change() <= asked else None

    _after(patch, app, "shows.show", unchanged)


@leak("the cache of a page is filled by a lead")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    kept: dict[str, bytes] = {}

    def cached(answer: Response, show_id: str) -> None:
        if current_user.is_authenticated:
            kept[show_id] = answer.get_data() + str(_acts(show_id)).encode()
        answer.set_data(kept.get(show_id, answer.get_data()))

    _after(patch, app, "shows.show", cached)


# The policy.


@leak("the policy lets strangers read lineups")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    """Together with what holds them back beside it: a set may be late."""
    patch.setattr(performed, "have_all_ended", lambda *_, **__: True)
    patch.setitem(policy.RULES, Fact.LINEUP, {**policy.RULES[Fact.LINEUP], Relation.STRANGER: ALWAYS})


@leak("addresses are told a day too early", "confirmed", "sealed")
def _(patch: pytest.MonkeyPatch, _app: Flask) -> None:
    real = Clock.phase
    patch.setattr(Clock, "phase", lambda self, at: real(replace(self, reveal_hours=self.reveal_hours + 48), at))


# What guests and acts hold in their hands.


@leak("SEQUENCE of a calendar file counts changes of the lineup", "confirmed")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    def counted(answer: Response, entry_id: str) -> None:
        with granted("leak"):
            versions = len(db.session.execute(select(_table("sec_versions").c.show_id)).all())
        answer.set_data(answer.get_data(as_text=True).replace("END:VEVENT", f"SEQUENCE:{versions}\r\nEND:VEVENT"))

    _after(patch, app, "tickets.calendar", counted)


@leak("a file is named after who plays", "confirmed")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    def named(answer: Response, entry_id: str) -> None:
        answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{len(str(_acts()))}.pdf"

    _after(patch, app, "tickets.paper", named)


@leak("an act reads with whom it plays", "act of the show")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    _after(patch, app, "artist.evening", lambda answer: _more(answer, f"<p>with {_acts()}</p>"))


@leak("a photo keeps what the camera wrote", "confirmed")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    _after(patch, app, "room_photos.picture", lambda answer, photo_id, side: _more(answer, "PLANTED-52.5200N"))


# What nobody asks for: letters, jobs, logs, the audit.


@leak("the subject of a letter says who plays", "confirmed")
def _(patch: pytest.MonkeyPatch, _app: Flask) -> None:
    _letters(patch, lambda letter: letter.replace_header("Subject", f"{_acts()[0]} and {len(_acts()) - 1} others"))


@leak("a letter is as long as the address that it does not say", "confirmed")
def _(patch: pytest.MonkeyPatch, _app: Flask) -> None:
    _letters(patch, lambda letter: letter.add_header("X-Padding", "x" * len(str(_acts()))))


def _letters(patch: pytest.MonkeyPatch, change: Callable[[Any], None]) -> None:
    real = letters.compose

    def composed(*args: Any, **more: Any) -> Any:
        letter = real(*args, **more)
        change(letter)
        return letter

    patch.setattr("coordinator.people.letters.compose", composed)


@leak("a line of the log has the address")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    def noted(_answer: Response, show_id: str) -> None:
        logging.getLogger("coordinator").warning("show at %s", _home(show_id)[0])

    _after(patch, app, "shows.show", noted)


@leak("the audit has the value", phase="forgotten")  # last of all: nothing is taken out of it again
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    def noted(_answer: Response, show_id: str) -> None:
        audit.record(CONSOLE, [Fact.STREET_ADDRESS], of=[_home(show_id)[0]], at=now())

    _after(patch, app, "shows.show", noted)


@leak("a job carries the address with it")
def _(patch: pytest.MonkeyPatch, app: Flask) -> None:
    def later(_answer: Response, show_id: str) -> None:
        with _writing():
            enqueue("hook", person_id=None, subject=_home(show_id)[0], dedupe_key=f"hook|{show_id}", due_at=now())
            db.session.commit()

    _after(patch, app, "shows.show", later)


@contextmanager
def _writing() -> Iterator[None]:
    """A request that only reads writes after all."""
    token = database._reading.set(False)
    db.session.rollback()
    try:
        yield
    finally:
        database._reading.reset(token)


def ask_for_a_letter(label: str) -> None:
    """Have the guest with a seat be written to."""
    gil = worlds.guest("gil")
    entry = own_entries(gil)[0].id
    enqueue(LETTER, person_id=gil.id, subject=entry, dedupe_key=f"leak|{label}", due_at=now())
    db.session.commit()


def clean_up() -> None:
    """Take away what leaks have written."""
    db.session.rollback()
    db.session.execute(delete(Outbox).where(or_(Outbox.kind == "hook", Outbox.dedupe_key.startswith("leak|"))))
    db.session.commit()
