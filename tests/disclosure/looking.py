"""Who looks at worlds, where and when, and what comes back: status, headers and body of each answer."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum
from http import HTTPStatus

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.wrappers import Response as BaseResponse

from coordinator import web
from coordinator.answers.models import AnswerTime
from coordinator.artists.models import Application
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import city_requests, incidents, photos, proposing
from coordinator.disclosure import offers as asked
from coordinator.disclosure.entries import own_entries
from coordinator.disclosure.people import find_person
from coordinator.disclosure.photos import Subject
from coordinator.letters.models import Case, LetterAction, Section
from coordinator.people import sessions
from coordinator.people.readers import CONSOLE, Reader
from coordinator.playing import feeds
from tests.disclosure import addresses, worlds
from tests.disclosure.hands import throw
from tests.disclosure.leaks import Leak

Known = Mapping[str, object]
VISITS = ("revealed", "doorbell", "live", "ended")
AFTER = ("ended", "forgotten")


class Session(Enum):
    """How it is with hers."""

    OPEN = "open"
    SIGNED_OUT = "signed out"
    UNUSED = "nobody has used it for too long"


@dataclass(frozen=True)
class Viewer:
    """Somebody by the first part of her address ("": a stranger), the phases in which she looks, and those in which she
    may know where, or who."""

    email: str
    phases: tuple[str, ...]
    where: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    entry: str = "gil"  # whose entry she asks for
    act: int = 1  # whose offer
    session: Session = Session.OPEN
    apart: Mapping[str, str] = field(default_factory=dict)
    apart_in: tuple[str, ...] = ()
    """Paths (as patterns) that tell her more than the others in those phases, each with why: asked for, not compared.
    She leaves traces that others may read, so she looks in every world."""

    def is_apart(self, request: str, phase: str) -> bool:
        """Whether that request is for such a path then."""
        path = request.partition(" ")[2]
        return phase in self.apart_in and any(re.fullmatch(pattern, path) for pattern in self.apart)

    def told(self, phase: str) -> frozenset[str]:
        """What she may know then. Once the embargo is over everybody may know who played."""
        known = {"where"} if phase in self.where else set()
        return frozenset(known | ({"who"} if phase in self.who or phase == "forgotten" else set()))


HOST = "host-S1"
EVERY = tuple(worlds.PHASES)
TEAMS = {
    "/lead/.*": "pages of a city, which the team may open; each look is written down",
    "/global/.*": "how far the cities are, in numbers; who has learnt what",
    "/shows/[^/]+": "the same page has a show's lineup for its lead and the team",
    "/photos/.*": "photos of rooms",
}
HOSTS = {
    "/host/[^/]+/evening.*": "set times without names, and how many came in: hers to know once it is told where",
}
VIEWERS = {
    "stranger": Viewer("", ("entering", "drawn", "sealed", "revealed", "live", "ended", "forgotten")),
    "everything elsewhere": Viewer("everything", ("entering", "revealed", "live", "forgotten"), entry="everything"),
    "guest without an entry": Viewer("nora", ("live",)),
    "entered, then waiting": Viewer("wanda", ("listed", "revealed", "live"), entry="wanda"),
    "won, then lapsed": Viewer("lars", ("drawn", "revealed"), entry="lars"),
    "confirmed": Viewer("gil", ("drawn", "sealed", "revealed", "live", "forgotten"), VISITS, AFTER),
    "second of a party": Viewer("bea", ("sealed", "revealed"), VISITS, AFTER),
    "released": Viewer("rea", ("confirmed", "live"), entry="rea"),
    "made void": Viewer("vera", ("confirmed", "live"), entry="vera"),
    "signed out": Viewer("gil", ("live",), session=Session.SIGNED_OUT),
    "host of the show": Viewer(
        HOST, ("entering", "sealed", *VISITS), EVERY, apart=HOSTS, apart_in=(*VISITS, "forgotten")
    ),
    "other host": Viewer("host", ("live",)),
    "host whose door is closed": Viewer("closed", ("live",)),
    "other act": Viewer("act-A6", ("live",), act=0),
    "act of the show": Viewer("act-A0", ("entering", "sealed", "revealed", "live"), VISITS, AFTER, act=0),
    "act that declined": Viewer("act-A2", ("sealed", "live"), act=2),
    "act that withdrew": Viewer("act-A8", ("live",), act=0),
    "lead of another city": Viewer("far", ("live",)),
    "lead no more": Viewer("former", ("live",)),
    "lead of the city, asleep": Viewer("lead", ("live",), session=Session.UNUSED),
    "global team": Viewer("team", ("sealed", "live"), apart=TEAMS, apart_in=EVERY),
    "global team no more": Viewer("formerteam", ("live",)),
    "door of another show": Viewer("door", ("live",)),
    "door no more": Viewer("formerdoor", ("live",)),
    "campaign": Viewer("campaign", ("live",)),
    "campaign no more": Viewer("formercampaign", ("live",)),
}
"""In the suite each looks when something has changed for her; `make sweep` lets everybody look in every phase."""

VARIANTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "HEAD": ("HEAD", {}),
    "OPTIONS": ("OPTIONS", {}),
    "conditional": ("GET", {"If-None-Match": "*", "If-Modified-Since": "Thu, 20 Aug 2026 09:02:00 GMT"}),
    "in parts": ("GET", {"Range": "bytes=0-99", "HX-Request": "true"}),
    "odd": (
        "GET",
        {"Accept": "application/json, text/calendar;q=0.5", "Accept-Language": "ar", "X-HTTP-Method": "PUT"},
    ),
}
CURIOUS = ("everything elsewhere", "stranger")
"""Those who ask in such ways, too, when the address has just been told to others."""
TYPED = (
    *("/cities/?q=77", "/cities/?q=Hidden", "/cities/?q=Ber", "/towns.json?q=Secret", "/towns.json?q=Berlin"),
    *(
        "/cities/berlin?sort=acts&near=52.52437,13.41053&km=0.01",
        "/cities/berlin/areas.json?bbox=13.41,52.52,13.42,52.53",
    ),
    *("/cities/berlin?from=10", "/draws/doors/berlin?entry=77", "/lead/berlin/applications?mine=open&from=1"),
    *("/map/played?edition=doors", "/map/played.json?edition=doors", "/cities/berlin/album?edition=doors"),
    *("/global/?edition=doors", "/global/troubles?edition=doors", "/announcements?edition=doors"),
    *("/lead/berlin/?only=open", "/lead/berlin/steps.json?after=0", "/nowhere/77-secret-lane", "/shows/77-secret-lane"),
)


@dataclass(frozen=True)
class Answer:
    """What came back; of the body its SHA-256."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


@dataclass
class Seen:
    """All answers of a world: (viewer, phase) → request → answer; and each body that there was, once."""

    answers: dict[tuple[str, str], dict[str, Answer]] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    logged: list[str] = field(default_factory=list)
    refused: dict[str, set[str]] = field(default_factory=dict)
    letters: dict[str, list[str]] = field(default_factory=dict)
    letters_apart: dict[str, list[str]] = field(default_factory=dict)  # to those with pages apart
    jobs: dict[str, list[str]] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)  # what the audit and the outbox hold in plain words
    traced: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # paths whose look is in the audit

    def put(self, who: str, phase: str, answers: Mapping[str, tuple[int, tuple[tuple[str, str], ...], bytes]]) -> None:
        """Keep them."""
        kept = self.answers.setdefault((who, phase), {})
        for asked_for, (status, headers, body) in answers.items():
            digest = hashlib.sha256(body).hexdigest()
            self.bodies.setdefault(digest, body)
            kept[asked_for] = Answer(status, headers, digest)


def browser(app: Flask, viewer: Viewer) -> FlaskClient:
    """Hers, with a session begun now."""
    client = app.test_client()
    if viewer.email:
        client.set_cookie("session", cookie(app, viewer))
    return client


def cookie(app: Flask, viewer: Viewer) -> str:
    """That of a session of hers, begun now; or which is over."""
    since = now() - (sessions.IDLE_PRIVILEGED if viewer.session is Session.UNUSED else timedelta(0))
    token = sessions.begin(str(worlds.guest(viewer.email).id), at=since)
    if viewer.session is Session.SIGNED_OUT:
        sessions.end(token)
    db.session.commit()
    signed: str = app.session_interface.get_signing_serializer(app).dumps(  # type: ignore[attr-defined]
        {"_user_id": token, "_fresh": True}
    )
    return signed


def known(viewer: Viewer) -> Known:
    """What stands in the addresses that she asks for."""
    show, edition = worlds.show(), worlds.edition()
    act = worlds.an_act("A3")
    at, offers = now(), asked.of_shows([show.id], at=now())
    reports = incidents.of_city(CONSOLE, edition_id=edition.id, city_id=show.city_id, at=at)
    proposals = proposing.recent(CONSOLE, edition_id=edition.id, city_id=show.city_id, most=99)
    mine = worlds.an_act(f"A{viewer.act}")
    return {
        "city": "berlin",
        "edition": edition.slug,
        "show_id": show.id,
        "space_id": show.space_id,
        "artist_id": act,
        "application_id": db.session.scalars(select(Application.id).where(Application.artist_id == act)).one(),
        "proposal_id": proposals[-1].id,
        "offer_id": min((one.position, one.id) for one in offers if one.artist_id == mine)[1],
        "entry_id": own_entries(worlds.guest(viewer.entry))[0].id,
        "photo_id": photos.of(Subject.SPACE, show.space_id)[0].id,
        "incident_id": min(reports, key=lambda one: one.sent_at).id,
        "token": _feed() if viewer.email == "act-A0" else "x" * 26,
        "other_id": worlds.an_act("A4"),
        "case_id": db.session.scalars(select(Case.id)).one(),
        "line_id": db.session.scalars(select(LetterAction.id)).one(),
        "request_id": _request(edition.id),
        "section_id": db.session.scalars(select(Section.id)).one(),
        "shot_id": "x" * 26,
        "time_id": db.session.scalars(select(AnswerTime.id).order_by(AnswerTime.starts_at, AnswerTime.id)).first(),
        "rehearsal_id": "r" * 26,  # none was played where real people are
        "name": "x.eml",
        "step": "room",
        "act_step": "act",
        "side": "480",
        "number": "1",
    }


def _request(edition_id: str) -> str:
    """A city that would like to join: who asked for it reads it, and the team."""
    nora = find_person("nora@example.org")
    return city_requests.own(Reader(nora), edition_id)[0].id


def _feed() -> str:
    """The secret part of the address of a calendar: that of the act of the first slot."""
    throw(f"feed {now()}")
    me = worlds.contact(0)
    token = feeds.renew(me, seen=feeds.seen_of(feeds.made_at(me)), at=now())
    db.session.commit()
    return token


def everywhere(app: Flask, viewer: Viewer) -> Iterator[str]:
    """Every path that answers GET, as she would ask for it; those of guests with the entry of who has a seat, too."""
    mine = known(viewer)
    yield from (path for _, path in addresses.of(app, mine))
    if viewer.entry != "gil":
        theirs = dict(mine) | {"entry_id": own_entries(worlds.guest("gil"))[0].id}
        yield from (path for _, path in addresses.of(app, theirs) if path.startswith("/entries/"))


def look(
    client: FlaskClient, paths: Iterator[str] | tuple[str, ...] | list[str], *, variant: str = "", label: str = ""
) -> dict[str, tuple[int, tuple[tuple[str, str], ...], bytes]]:
    """Request → status, headers, body. Of cookies that are set only the names: they are signed with the time. With a
    `label` chance begins anew with each: how often it is asked may follow a secret, and a page has ids of forms."""
    method, headers = VARIANTS.get(variant, ("GET", {}))
    answers = {}
    for path in paths:
        if label:
            throw(f"{label}, {variant} {path}")
        answer = client.open(path, method=method, headers=dict(headers))
        told = [(name, value) for name, value in answer.headers if name != "Date"]
        shown = [(name, value.split("=")[0] if name == "Set-Cookie" else value) for name, value in told]
        answers[f"{variant or 'GET'} {path}"] = (answer.status_code, tuple(sorted(shown)), answer.data)
    return answers


def herself(viewer: Viewer, world: worlds.World) -> Viewer:
    """The viewer as she is in that world: the host of its show has another address in each."""
    return replace(viewer, email=world.where.email.partition("@")[0]) if viewer.email == HOST else viewer


def sweep(app: Flask, seen: Seen, somebody: tuple[str, Viewer], phase: str) -> None:
    """Let somebody ask in a phase for everything that was not refused to her by her role alone in an earlier one: that
    is decided before anything is looked at."""
    who, viewer = somebody
    label = f"{who} looks, {phase}"
    throw(label)
    client = browser(app, viewer)
    refused = seen.refused.setdefault(who, set())
    paths = [path for path in everywhere(app, viewer) if path not in refused]
    with pytest.MonkeyPatch.context() as patch, _tracing() as traced:
        patch.setattr(web, "_no_way_in", _noting(refused))
        seen.put(who, phase, look(client, paths, label=label))
    seen.traced[who, phase] = traced
    if who in CURIOUS and phase == "revealed":
        found = [path for path in paths if seen.answers[who, phase][f"GET {path}"].status == HTTPStatus.OK]
        for variant in VARIANTS:
            seen.put(who, phase, look(client, found, variant=variant, label=label))
        seen.put(who, phase, look(client, TYPED, label=label))


def leave_traces(app: Flask, first: Seen, somebody: tuple[str, Viewer], phase: str) -> None:
    """Let somebody who is not compared in this world look at what put her into the audit of the first: whom it concerns
    reads there who has looked, and is compared in worlds of her own."""
    who, viewer = somebody
    if paths := sorted(first.traced.get((who, phase), ())):
        label = f"{who} looks, {phase}"
        throw(label)
        look(browser(app, viewer), paths, label=label)


@contextmanager
def _tracing() -> Iterator[set[str]]:
    """The paths whose requests write lines into the audit inside the block."""
    traced: set[str] = set()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO disclosures"):
            traced.add(request.full_path.rstrip("?"))

    event.listen(db.engine, "before_cursor_execute", note)
    yield traced
    event.remove(db.engine, "before_cursor_execute", note)


def _noting(refused: set[str]) -> Callable[[bool], BaseResponse]:
    """The refusal of a role, which takes a note of what was refused: nothing but the role decides it."""
    real = web._no_way_in

    def no_way_in(with_second_step: bool) -> BaseResponse:
        refused.add(request.path)
        return real(with_second_step)

    return no_way_in


def peek(app: Flask, seen: Seen, within: Seen, leak: Leak) -> None:
    """Let a lead look, and then who would meet a leak, at all that her role alone does not close to her."""
    viewer = VIEWERS[leak.viewer]
    look_as_before_leaks(app)
    client = browser(app, viewer)
    open_to_her = within.answers[leak.viewer, leak.phase]
    asked = [path for request, answer in open_to_her.items() if (path := _asked(request, leak.variant, answer))]
    with _tracing() as traced:
        seen.put(leak.viewer, leak.phase, look(client, asked, variant=leak.variant))
    seen.traced[leak.viewer, leak.phase] = traced
    if not viewer.email and not leak.variant:
        seen.put(leak.viewer, leak.phase, look(client, TYPED))


def look_as_before_leaks(app: Flask) -> None:
    """Let a lead open a show and the board: in every world on every day, since whom it concerns reads the days."""
    look(lead(app), (f"/shows/{worlds.show().id}", "/lead/berlin/"))


def _asked(request: str, variant: str, answer: Answer) -> str | None:
    method, _, path = request.partition(" ")
    refused = (
        answer.status == HTTPStatus.NOT_FOUND and not variant and path.startswith(("/host/", "/door/", "/photos/"))
    )
    interesting = answer.status == HTTPStatus.OK or refused
    return path if method == "GET" and interesting and path not in TYPED else None


LEAD = Viewer("lead", ())


def lead(app: Flask) -> FlaskClient:
    """The browser of who leads the city."""
    return browser(app, LEAD)
