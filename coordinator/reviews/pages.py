"""What the pages of a lead's review are made of: lists of spaces and of applications, and one of either."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask import render_template, request, url_for
from flask_babel import gettext

from coordinator.artists import prose
from coordinator.artists.models import Application
from coordinator.artists.words import changes_told, told_to_lead
from coordinator.cities.listing import PublicCity, get_city
from coordinator.disclosure import act_photos, host_vetoes, own_acts, own_spaces, reviewed, reviews, room_photos
from coordinator.disclosure.reviewed import Bookings, Room
from coordinator.errors import NotFound
from coordinator.frame import the_edition
from coordinator.reviews import applications as applying
from coordinator.reviews import judging
from coordinator.reviews import spaces as reviewing
from coordinator.reviews.judging import Subject
from coordinator.reviews.words import application_state_word, space_state_word
from coordinator.spaces.models import Space
from coordinator.spaces.registration import Step
from coordinator.spaces.words import Pairs, differences, told
from coordinator.web import form_token, reader

SHOWN = 100  # rows of a list on one page
ABOVE = frozenset({"kind", "name", "street", "town", "pinned"})
State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Row:
    """A space or an application in a list, with its row for the template to say more of. `score` is the reader's own,
    None before she has given one."""

    url: str
    title: str
    of: Mapping[str, Any]
    is_own: bool
    score: int | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for the reader's score."""
        return self.score is None and not self.is_own


@dataclass(frozen=True, slots=True)
class Tab:
    """A state to look at, and how many there are in it."""

    word: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """A space or an application that is looked at. `options`: states it can be given, with what the button says."""

    kind: str
    subject: Subject
    city: PublicCity
    title: str
    state: StrEnum
    state_word: str
    options: tuple[tuple[str, str], ...]
    bookings: Bookings
    facts: Mapping[str, Any]

    @property
    def url(self) -> str:
        """Its page; score, remarks and decision are posted below it."""
        named: dict[str, Any] = {"city": self.city.slug, f"{self.kind}_id": self.subject.id}
        return url_for(f"reviews.{self.kind}", **named)


def edition_id() -> str:
    """The edition that this is about. Raises NotFound before there is one."""
    return the_edition().id


def wanted(first: State) -> State:
    """The state that the address asks for, `first` where it names none. Raises NotFound for a word that is none."""
    try:
        return type(first)(request.args.get("state", first.value))
    except ValueError:
        raise NotFound from None


def list_page(place: PublicCity, kind: str, rows: Sequence[Row], tabs: Sequence[Tab]) -> str:
    """A list, or what of it waits for the reader's score, a hundred rows at a time."""
    unscored = request.args.get("mine") == "open"
    chosen = [row for row in rows if row.is_open] if unscored else rows
    start = max(request.args.get("from", 0, type=int), 0)
    back, more = (_elsewhere(start + step) for step in (-SHOWN, SHOWN))
    return render_template(
        "reviews/list.html",
        city=place,
        kind=kind,
        rows=chosen[start : start + SHOWN],
        waiting=sum(row.is_open for row in rows),
        tabs=tabs,
        unscored=unscored,
        previous=back if start else None,
        next=more if start + SHOWN < len(chosen) else None,
        here=request.args.get("state"),
    )


def rows_of(edition: str, found: Iterable[tuple[str, str, str, Mapping[str, Any]]]) -> list[Row]:
    """Rows from ids, addresses, titles and what they are of, with what the reader has to do with each. Three
    statements."""
    several = list(found)
    own = reviews.own_subjects(reader(), edition_id=edition)
    scores = reviews.scored_by(reader(), [key for key, *_ in several])
    return [Row(url, title, of, key in own, scores.get(key)) for key, url, title, of in several]


def tabs_of(
    states: type[State], current: State, counts: Mapping[State, int], word: Callable[[State], str]
) -> list[Tab]:
    """A tab for the current state and each other that has something in it; drafts are nobody's business."""
    path = request.path
    return [
        Tab(word(state), counts[state], f"{path}?state={state}", state is current)
        for state in states
        if state.value != "draft" and (counts[state] or state is current)
    ]


def look_at_space(city: str, space_id: str, *, at: datetime) -> Looked:
    """A space of that city for its lead. Raises NotFound for everybody else."""
    place = get_city(city)
    space = reviewing.led_space(reader(), space_id, city_id=place.id)
    room = reviewed.room(reader(), space, at=at)
    verbs = {"approved": gettext("Approve"), "suspended": gettext("Suspend")}
    return Looked(
        "space",
        reviewing.subject_of(space),
        place,
        title=room.name,
        state=space.state,
        state_word=space_state_word(space.state),
        options=tuple((after.value, verbs[after]) for after in reviewing.DECISIONS.get(space.state, ())),
        bookings=reviewed.bookings_of_space(reader(), space, at=at),
        facts={
            "space": space,
            "room": room,
            **_of_host(space, room, at),
            "beside": reviewed.beside(reader(), space, at=at),
            "photos": room_photos.for_lead(reader(), space, at=at),
            "vetoes": host_vetoes.told(reader(), space, at=at),
        },
    )


def look_at_application(city: str, application_id: str, *, at: datetime) -> Looked:
    """An application that counts to that city for its lead. Raises NotFound for everybody else."""
    place = get_city(city)
    wish, act = applying.led_application(reader(), application_id, city_id=place.id)
    verbs = {
        "accepted": gettext("Accept"),
        "waitlisted": gettext("Put on the waiting list"),
        "declined": gettext("Decline"),
    }
    return Looked(
        "application",
        applying.subject_of(wish),
        place,
        title=act.act_name,
        state=wish.state,
        state_word=application_state_word(wish.state),
        options=tuple((after.value, verbs[after]) for after in applying.DECISIONS.get(wish.state, ())),
        bookings=reviewed.bookings_of_act(reader(), wish, at=at),
        facts={"wish": wish, "act": act, "contact": reviewed.contact_name(reader(), wish, at=at), **_of_act(wish, at)},
    )


def page(
    looked: Looked,
    *,
    at: datetime,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """One space or application; `typed` and `faults` after something could not be taken."""
    panel = reviews.panel(reader(), looked.subject.id, city_id=looked.city.id, at=at)
    decidable = panel.mine is not None and bool(looked.options)
    return render_template(
        "reviews/subject.html",
        city=looked.city,
        looked=looked,
        panel=panel,
        decidable=decidable,
        alone=decidable and panel.scores < judging.ENOUGH <= judging.judges(looked.subject),
        form=(typed or {}).get("form") or form_token(),
        typed=typed or {},
        faults=faults or {},
        **looked.facts,
    )


def _of_host(space: Space, room: Room, at: datetime) -> dict[str, Any]:
    """What the host says beyond what stands above it on the page, and where a list says something else since."""
    said = own_spaces.described(reader(), space, at=at)
    listed = {**said, **own_spaces.public_part(space), "name": room.name, "street": room.address}
    return {
        "told": words_of_host(said),
        "differs": tuple(differences(said, listed)) if said else (),
    }


def words_of_host(said: own_spaces.Said) -> Mapping[Step, Pairs]:
    """Step → what a host says, but for what stands above it on the page."""
    return told({name: value for name, value in said.items() if name not in ABOVE})


def _of_act(wish: Application, at: datetime) -> dict[str, Any]:
    """What the act says beyond its public rows, its own text, and what it changed since it was sent."""
    described = own_acts.described(reader(), wish, at=at)
    return {
        "told": told_to_lead(described.said),
        "bio": prose.shown(described.said.get("bio", "")),
        "changes": changes_told(described.changes),
        "photo": act_photos.for_lead(reader(), wish, at=at),
    }


def _elsewhere(start: int) -> str:
    kept: dict[str, Any] = {**(request.view_args or {}), **request.args, "from": max(start, 0)}
    return url_for(str(request.endpoint), **kept)
