"""A rooftop whose guests are drawn, so that there is somebody to lose a seat when it turns out smaller."""

from dataclasses import dataclass
from datetime import datetime

from flask import Flask

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import changes
from coordinator.disclosure import entries as own
from coordinator.disclosure import seats as counted
from coordinator.disclosure.entries import Where
from coordinator.guests import chain, draw_result, entries, linking, seats, shrinking
from coordinator.guests.chain import What
from coordinator.guests.models import EntryState
from coordinator.hosting import changing
from coordinator.hosting.naming import name_area
from coordinator.people.readers import CONSOLE, Reader
from coordinator.shows.models import Show
from coordinator.spaces.models import Space
from coordinator.spaces.registration import Step
from tests.guests.entering import guests, held, says_yes
from tests.spaces.homes import Rooftop, a_rooftop


@dataclass
class Drawn:
    """A rooftop with 25 seats, its show and draw, and its guests: who comes alone, and who for two."""

    roof: Rooftop
    show_id: str
    where: Where
    due: datetime
    result: bytes
    singles: list[Reader]
    pairs: list[Reader]

    @property
    def show(self) -> Show:
        """As it stands."""
        return db.session.get_one(Show, self.show_id, populate_existing=True)

    @property
    def page(self) -> str:
        """Where its lead decides."""
        return f"/lead/lagos/spaces/{self.roof.space_id}/changes"

    def ask(self, capacity: int) -> None:
        """The host says that it is smaller, and sends it to her lead."""
        self.roof.say(Step.GUESTS, {"capacity": str(capacity)}, aware=1)

    def lower(self, *, seen: str | None = None) -> str:
        """The lead presses the button that lowers it; the page that follows."""
        change = self.waiting()
        seen = seen if seen is not None else self.seen(change)
        said = {"do": "take", "change": change.id, "seen": seen}
        return self.roof.lead.post(self.page, data=said, follow_redirects=True).text

    def waiting(self) -> changes.Change:
        """The change that waits."""
        (change,) = changes.waiting(self.roof.space_id)
        return change

    def seen(self, change: changes.Change) -> str:
        """What her page says of who would lose a seat."""
        return shrinking.seen_of(changing.seats_lost(CONSOLE, change, at=now()))

    def in_order(self) -> list[tuple[str, int]]:
        """The lines of those with a seat and how many they are, the first in the order of the draw first."""
        return [(one.party.public_id, one.party.people) for one in reversed(counted.holders(self.show_id))]

    def states(self) -> dict[str, EntryState]:
        """Line → where that party stands."""
        found = (own.own_entries(guest)[0] for guest in (*self.singles, *self.pairs))
        return {one.public_id: one.state for one in found}

    def links(self) -> list[tuple[What, str, int]]:
        """What the published chain says: what, line, people."""
        file = "".join(f"{line}\n" for line in linking.links(self.where.edition_id, self.where.city_id)).encode()
        return [
            (one.what, one.entry, one.people) for one in chain.read(file, after=draw_result.fingerprint(self.result))
        ]


def a_drawn_rooftop(app: Flask, *, singles: int = 12, pairs: int = 4, confirmed: int = 0) -> Drawn:
    """One; the first so many of those who come alone have confirmed."""
    roof = a_rooftop(app)
    entries.open_city(CONSOLE, roof.edition, roof.show.city_id, at=now())
    alone = guests(roof.show, count=singles)
    both = guests(roof.show, count=pairs, first=singles, people=2)
    draw = held(roof.show)
    for guest in alone[:confirmed]:
        says_yes(guest, at=draw.draw.due_at)
    db.session.commit()
    where = Where(roof.edition.id, roof.show.city_id)
    return Drawn(roof, roof.show.id, where, draw.draw.due_at, draw.result, alone, both)


def lower_in_a_process(space_id: str, change_id: str, seen: str, at: datetime) -> None:
    """What a lead does, in a process of its own."""
    space = db.session.get_one(Space, space_id)
    changing.take_over(CONSOLE, change_id, space, seen=seen, name_area=name_area, at=at)
    db.session.commit()


def release_in_a_process(person_id: str, entry_id: str, at: datetime) -> None:
    """What a guest does, in a process of its own."""
    seats.release(Reader(person_id), entry_id, at=at)
    db.session.commit()
