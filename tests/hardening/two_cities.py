"""Two cities with something of everything in the first, for tests that try every address of the site on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import AnyConverter, Rule

from coordinator.album.models import Shown, Use
from coordinator.artists.models import Application
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.day import announcing
from coordinator.db import db
from coordinator.disclosure import (
    changes,
    consents,
    desk,
    handouts,
    host_vetoes,
    incidents,
    leaks,
    photos,
    proposing,
    questions,
    shots,
    slots,
    voids,
)
from coordinator.disclosure import offers as kept
from coordinator.disclosure.announcements import Reach
from coordinator.disclosure.changes import ChangeState
from coordinator.disclosure.consents import Asked
from coordinator.disclosure.entries import Wanted, own_entries
from coordinator.disclosure.leaks import Where
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.disclosure.photos import Subject
from coordinator.disclosure.shots import Sent
from coordinator.editions.models import Edition
from coordinator.guests import entries
from coordinator.guests.models import Because
from coordinator.lineups import locking, offers
from coordinator.lineups.proposals import propose
from coordinator.people import accounts, tokens
from coordinator.people.models import Role, TokenScope
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show
from tests.answers.builders import a_past_act, a_public_question, agreed, an_answer
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.door.standing import a_doorkeeper, a_supervisor, move_to
from tests.guests.entering import held, says_yes
from tests.joining.asking import a_request
from tests.letters.builders import a_campaign, a_case, a_line, a_section
from tests.people.builders import a_person
from tests.pictures.files import a_photo, taken
from tests.rehearsal.builders import a_rehearsal

TEAM = Reader("team", frozenset({(Role.GLOBAL, None)}))
HOST, CONTACT, ENTRANT = "host-S1@example.org", "act-A0@example.org", "entrant@example.org"


@dataclass(frozen=True)
class World:
    """A show in Berlin in an hour, with everything that hangs on it, by the names that addresses use; one in Lagos."""

    show: Show
    elsewhere: Show
    known: dict[str, str]
    rightful: dict[str, str]  # those whose own things these are: person ids

    def address(self, rule: Rule) -> str:
        """Of that rule, with this world's things in it. Raises KeyError for a part of an address that this world does
        not know."""
        words = {name: min(one.items) for name, one in rule._converters.items() if isinstance(one, AnyConverter)}
        built = rule.build({name: (words | self.known)[name] for name in rule.arguments}, append_unknown=False)
        assert built is not None, rule
        return built[1]


def two_cities() -> World:
    """Berlin and Lagos."""
    edition, berlin = an_edition(day=(now() + timedelta(days=30)).date()), a_city()
    show, _ = spaces_taken(edition, berlin, a_space("S1"), a_space("S2", host_email="other@example.org"))
    (elsewhere,) = spaces_taken(edition, a_city(LAGOS), a_space("L1", host_email="lagos@example.org"))
    acts = artists_taken(edition, berlin, *(an_artist(f"A{number}") for number in range(5)))
    for position, act in enumerate(acts[:3], start=1):
        slots.put(show, position, act)
    locking.lock(CONSOLE, show.id, at=now())
    propose(CONSOLE, edition.id, city_id=berlin.id, at=now())
    guest = _a_guest(edition, berlin, show)
    rightful = _people(berlin, show, guest)
    known = _things(edition, berlin, show, acts) | {"entry_id": own_entries(guest)[0].id}
    known |= {"party_id": known["entry_id"], "void_id": _void(known["entry_id"], rightful["lead"])}
    move_to(show, now() + timedelta(hours=1))
    db.session.commit()
    return World(show, elsewhere, known, rightful)


def _a_guest(edition: Edition, berlin: City, show: Show) -> Reader:
    entries.open_city(CONSOLE, edition, berlin.id, at=now())
    guest = Reader(a_person(ENTRANT))
    entries.enter(guest, Wanted(1, (show.id,)), at=now())
    says_yes(guest, at=held(show).draw.due_at)
    return guest


def _people(berlin: City, show: Show, guest: Reader) -> dict[str, str]:
    lead, team, letters = (a_person(f"{name}@example.org") for name in ("lead", "team", "letters"))
    accounts.grant(Role.CAMPAIGN, letters)
    accounts.grant(Role.LEAD, lead, city_id=berlin.id)
    accounts.grant(Role.GLOBAL, team)
    found = {"lead": lead, "team": team, "host": a_person(HOST), "act": a_person(CONTACT), "guest": str(guest.id)}
    found["campaign"] = letters
    return found | {"door": str(a_doorkeeper(show).id), "supervisor": str(a_supervisor(show).id)}


def _things(edition: Edition, berlin: City, show: Show, acts: list[str]) -> dict[str, str]:
    at, form = now(), OwnForm(show.space_id, show.edition_id, {})
    photos.add(Subject.SPACE, show.space_id, taken(a_photo()), at=at)
    incidents.report(form, show, incidents.Kind.DAMAGE, "A vase", (), at=at)
    reports = incidents.of_city(CONSOLE, edition_id=edition.id, city_id=berlin.id, at=at)
    change = changes.note(show.space_id, "house", {}, {"rules": "No pets"}, state=ChangeState.WAITING, at=at)
    wish = db.session.scalars(select(Application.id).where(Application.artist_id == acts[0])).one()
    words = {"city": berlin.slug, "edition": edition.slug, "name": "x.eml", "step": "room", "act_step": "act"}
    words |= {"side": "480", "number": "1", "position": "1"}
    offer = next(one.id for one in kept.of_shows([show.id], at=at) if one.artist_id == acts[0])
    offers.confirm(Reader(a_person(CONTACT), frozenset({(Role.ARTIST, None)})), offer, at=at)
    return words | {
        "show_id": show.id,
        "space_id": show.space_id,
        "artist_id": acts[0],
        "other_id": acts[1],
        "application_id": wish,
        "offer_id": offer,
        "proposal_id": proposing.recent(CONSOLE, edition_id=edition.id, city_id=berlin.id, most=9)[-1].id,
        "photo_id": photos.of(Subject.SPACE, show.space_id)[0].id,
        "incident_id": reports[0].id,
        "change_id": change,
        "veto_id": host_vetoes.say(show.space_id, "Not Act A4", at=at),
        "question_id": questions.put(show.space_id, "Is there a step?", by=a_person("lead@example.org"), at=at),
        "person_id": a_person("lead@example.org"),
        "step_id": leaks.ask(Where(edition.id, berlin.id), 24, meant="", by="somebody", at=at).id,
        "client_id": "0000-step-1",
        "trouble_id": desk.open_trouble(TEAM, edition.id, "Rain", city_id=berlin.id, show_id=show.id, at=at),
        "announcement_id": announcing.write(TEAM, edition, Reach(), "Rain is coming.", at=at),
        "request_id": a_request(edition.id, a_person(ENTRANT)),
        "rehearsal_id": a_rehearsal(),
        **_letters(edition),
        **_album(show),
        **_answers(),
        "token_id": _token(),
        "token": "x" * 26,
    }


def _token() -> str:
    guest = Reader(a_person(ENTRANT))
    tokens.make(guest, "A program", [TokenScope.ENTRIES], days=30, form="once", at=now())
    return tokens.own(guest)[0].id


def _album(show: Show) -> dict[str, str]:
    sent = Sent("Three people play", "", (Use.SITE, Use.PRESS), is_empty=False, form="")
    shot = shots.keep(show.id, sent, taken(a_photo())[0], by=a_person(HOST), at=now())
    assert shot is not None
    consents.ask(shot, Asked(Shown.HOST, a_person(HOST)), agreed=sent.uses, at=now())
    paper = consents.ask(shot, Asked(Shown.OTHER, called="Oma"), at=now())
    given = handouts.give(shot, Use.PRESS, "Paula Press", by=a_person("lead@example.org"), at=now())
    return {"shot_id": shot, "consent_id": paper, "handout_id": given}


def _letters(edition: Edition) -> dict[str, str]:
    section = a_section(a_campaign(edition))
    case = a_case(edition)
    return {"section_id": section, "case_id": case, "line_id": a_line(edition, case, section)}


def _answers() -> dict[str, str]:
    """Who speaks for the act of the first slot answers for one of an edition that is over."""
    time_id = agreed(a_past_act(email=CONTACT), email=CONTACT)
    asked_id = a_public_question(time_id)
    an_answer(asked_id, email=CONTACT)
    return {"time_id": time_id, "asked_id": asked_id}


def _void(entry_id: str, lead: str) -> str:
    return voids.note(entry_id, Because.OTHER, "Once", by=lead, at=now())


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule of the site with every method it answers but HEAD and OPTIONS; static files are in the repository."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: (one.rule, one.endpoint)):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if rule.endpoint != "static":
                yield rule, method
