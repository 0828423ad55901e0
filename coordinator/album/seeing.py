"""One picture for who may know of it before it is public: who sent it, everyone who is asked, the lead of its city.

Each of them takes it down with one press, for good. Nobody is told who has said no.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coordinator.album.models import Use
from coordinator.db import db
from coordinator.disclosure import album_standing, audit, consents, shots
from coordinator.disclosure.consents import Consent
from coordinator.disclosure.people import identity
from coordinator.disclosure.policy import Fact, Phase, may_see, relation
from coordinator.disclosure.shots import Shot
from coordinator.errors import Conflict, NotFound
from coordinator.people.readers import Reader
from coordinator.shows.models import Show


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture as the reader may know it: what all have agreed to, from how many an answer is still out, her own part
    (None: nobody asks her), whether she leads its city and may be the second pair of eyes; `on_paper` are those whom
    no letter reaches, for the lead alone."""

    shot: Shot
    show: Show
    allowed: frozenset[Use]
    unanswered: int
    own: Consent | None
    is_lead: bool
    may_second: bool
    on_paper: tuple[Consent, ...]

    @property
    def own_token(self) -> str | None:
        """The way to her own answer."""
        return consents.token_of(self.own.id) if self.own else None


def seen(reader: Reader, shot_id: str, *, at: datetime) -> Seen:
    """A picture. Raises NotFound for everybody else, as for one that is not there or taken down."""
    shot = shots.find(shot_id)
    if shot is None or shot.down_at is not None:
        raise NotFound
    found = _seen(reader, shot, db.session.get_one(Show, shot.show_id), consents.of_shots([shot.id]).get(shot.id, ()))
    if found is None:
        raise NotFound
    if found.is_lead:
        audit.record(reader, [Fact.SHOT], of=[shot.show_id], at=at)
    return found


def of_show(reader: Reader, show: Show, *, at: datetime) -> Sequence[Seen]:
    """Those of a show that the reader may know of, the oldest first."""
    found = shots.of_shows([show.id])
    asked = consents.of_shots([shot.id for shot in found])
    told = [one for shot in found if (one := _seen(reader, shot, show, asked.get(shot.id, ())))]
    if any(one.is_lead for one in told):
        audit.record(reader, [Fact.SHOT], of=[show.id], at=at)
    return told


def shown_to(reader: Reader) -> Sequence[Seen]:
    """The pictures about which the reader is asked, the oldest first."""
    if reader.id is None:
        return ()
    keys = {one.shot_id for one in consents.of_person(reader.id, identity(reader.id).email)}
    found = [shot for shot in shots.these(keys) if shot.down_at is None]
    asked = consents.of_shots([shot.id for shot in found])
    shows = {shot.show_id: db.session.get_one(Show, shot.show_id) for shot in found}
    return [one for shot in found if (one := _seen(reader, shot, shows[shot.show_id], asked.get(shot.id, ())))]


def as_seen(reader: Reader, shot: Shot, asked: Sequence[Consent]) -> Seen | None:
    """One that somebody has loaded already, with who is asked about it; None for whoever may not know of it."""
    return _seen(reader, shot, db.session.get_one(Show, shot.show_id), asked)


def city_of(shot: Shot | None) -> str:
    """The city of its show. Raises NotFound for none."""
    if shot is None:
        raise NotFound
    return db.session.get_one(Show, shot.show_id).city_id


def second(reader: Reader, shot_id: str, *, at: datetime) -> None:
    """Say that nobody can be recognised, as somebody else than who sent it; again nothing happens. Raises NotFound as
    `seen`, Conflict (`not_yours`)."""
    found = seen(reader, shot_id, at=at)
    if found.shot.seconded_by == reader.id:
        return
    if not found.may_second:
        raise Conflict("not_yours")
    shots.second(shot_id, by=str(reader.id))


def take_down(reader: Reader, shot_id: str, *, at: datetime) -> str:
    """Take it down for good; the id of its show. Again nothing happens, for who was there or speaks for one of its acts
    (whom it asked is forgotten with it). Raises NotFound as `seen`."""
    shot = shots.find(shot_id)
    if shot is not None and shot.down_at is not None:
        show = db.session.get_one(Show, shot.show_id)
        if not album_standing.was_there(reader, show) and reader.id not in album_standing.contacts(show).values():
            raise NotFound
        return show.id
    found = seen(reader, shot_id, at=at)
    shots.take_down([found.shot.id], at=at)
    return found.show.id


def _seen(reader: Reader, shot: Shot, show: Show, asked: Sequence[Consent]) -> Seen | None:
    is_lead = may_see(Fact.SHOT, relation(reader, city_id=show.city_id), Phase.PLANNED)
    own = next((one for one in asked if _is(reader, one)), None)
    if reader.id is None or not (is_lead or own or shot.sent_by == reader.id):
        return None
    return Seen(
        shot,
        show,
        consents.allowed(shot, asked),
        sum(one.agreed is None for one in asked),
        own,
        is_lead,
        may_second=shot.is_empty and shot.seconded_by is None and reader.id != shot.sent_by,
        on_paper=tuple(one for one in asked if not one.can_be_written_to) if is_lead else (),
    )


def _is(reader: Reader, one: Consent) -> bool:
    if reader.id is None:
        return False
    if one.who.person_id is not None or not one.who.email:
        return one.who.person_id == reader.id
    return consents.mailbox(one.who.email) == consents.mailbox(identity(reader.id).email)
