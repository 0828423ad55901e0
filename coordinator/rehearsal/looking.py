"""The checker at the pages: it opens what people open, at the instants at which something may first be told, and reads
every word. What should be there by then has to be; what may not be there must not."""

import re
from collections.abc import Iterable, Sequence
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from coordinator import clock
from coordinator.db import db
from coordinator.disclosure import rehearsed
from coordinator.disclosure.rehearsed import Party
from coordinator.people import sessions
from coordinator.rehearsal.invariants import Holds
from coordinator.rehearsal.secrets_kept import Phrases, Secret, secret
from coordinator.rehearsal.stage import HOUR, MINUTE, Stage
from coordinator.rehearsal.watching import Watcher
from coordinator.shows.models import Show, ShowState

SAMPLE = 24  # shows whose pages are opened
GUESTS = 6  # of a show that moves
AGENT = "rehearsal"
LONGEST_SET = timedelta(minutes=45)


@dataclass(slots=True)
class Looker:
    """Opens pages of an application as somebody would, at the instant at which the clock stands."""

    app: Flask
    stage: Stage
    watcher: Watcher
    opened: int = 0

    def plan(self) -> None:
        """Choose some shows, those on the first and the last clocks among them, and look at their instants."""
        shows, hours = self.stage.shows(), self.stage.edition.reveal_hours
        others = self.stage.chance.sample(shows[1:-1], min(SAMPLE - 2, max(len(shows) - 2, 0)))
        for show in [shows[0], *others, shows[-1]]:
            reveals = show.starts_at - timedelta(hours=hours)
            moments = [reveals - MINUTE, reveals, show.starts_at - 2 * HOUR, show.starts_at + 30 * MINUTE]
            for at in [*moments, show.ends_at - MINUTE, show.ends_at + 2 * HOUR, show.ends_at + 13 * HOUR]:
                self.stage.agenda.put_sharp(at, partial(self.look, show.id))
        last = max(show.ends_at for show in shows)
        for at in (last - MINUTE, last, last + 2 * HOUR):
            self.stage.agenda.put_sharp(at, self.look_at_map)
        for city_id in sorted(self.stage.silent):
            first = min(show.starts_at for show in shows if show.city_id == city_id)
            self.stage.agenda.put_sharp(first - 47 * HOUR, partial(self.look_at_board, city_id))

    def look(self, show_id: str, at: datetime) -> None:
        """Open the pages of a show as a stranger, as somebody who waits, and as a guest."""
        show = db.session.get_one(Show, show_id)
        addresses, acts = self._addresses(show), self._acts(show)
        slug = self.stage.cities[show.city_id].slug
        everybody = f"/shows/{show_id}", f"/shows/{show_id}/envelopes", f"/cities/{slug}"
        over = self._is_over_everywhere(at)
        for path in everybody:
            self._see(path, None, addresses if over else addresses + acts, at)
        parties = rehearsed.parties("confirmed", "waitlisted", "won")
        waits = next((one for one in parties if one.state != "confirmed" and one.city_id == show.city_id), None)
        if waits is not None and not over:
            self._see("/entries/", waits.person_id, addresses + acts, at)
        guest = next((one for one in parties if one.state == "confirmed" and one.show_id == show_id), None)
        if guest is not None and show.state is not ShowState.CANCELLED:
            self._as_guest(show, guest, at)

    def follow(self, at: datetime) -> None:
        """Of a show that has just moved open pages of its guests: they know the new address, and not the old one."""
        for move_id, show_id, _ in rehearsed.moved():
            if self.stage.is_new(f"move|{move_id}"):
                show = db.session.get_one(Show, show_id)
                seated = [one for one in rehearsed.parties("confirmed") if one.show_id == show_id]
                self.watcher.rooms[show_id].add(show.space_id)
                for guest in seated[:GUESTS] if show.state is not ShowState.CANCELLED else ():
                    self._as_guest(show, guest, at)

    def look_at_board(self, city_id: str, at: datetime) -> None:
        """A city whose lead has let her time pass is marked as silent on the board of the global team."""
        if not any(show.city_id == city_id for show in self.stage.shows()):
            return
        page = self._open("/global/", self.stage.team[0])
        rows = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
        link = f"/lead/{self.stage.cities[city_id].slug}/"
        marked = any(link in row and "silent," in row for row in rows)
        of, why = f"city {city_id}", "the board does not say that it is silent"
        self.watcher.findings.check(Holds.SILENT_CITIES, marked, at=at, of=of, why=why)

    def look_at_map(self, at: datetime) -> None:
        """Who played where stands on the map from the end of the last show on, and not a minute before."""
        over, shows = self._is_over_everywhere(at), self.stage.shows()
        bills = rehearsed.bills()
        acts = {act for show in shows for act in bills.get(show.id, {}).values()}
        text = self._open("/map/played", None)
        told = {one.of for one in self._phrases(acts).found_in(text)}
        self.watcher.findings.check(
            Holds.PAGES_ARE_SILENT,
            over or not told,
            at=at,
            of="/map/played",
            why=f"it names {len(told)} acts too early",
        )
        due = {act for show in shows for act in bills.get(show.id, {}).values()}
        if over:
            missing = len(due - told)
            self.watcher.findings.check(
                Holds.TOLD_IN_TIME, not missing, at=at, of="/map/played", why=f"{missing} acts are not named yet"
            )

    def _as_guest(self, show: Show, guest: Party, at: datetime) -> None:
        """Her page has the address from the reveal until twelve hours after the end, and no act before the end."""
        reveals = show.starts_at - timedelta(hours=show.reveal_hours or self.stage.edition.reveal_hours)
        ends = show.ends_at + timedelta(hours=self.stage.edition.forget_hours)
        is_open = reveals <= at < ends and show.space_id not in rehearsed.closed_doors()
        here = [one for one in self._addresses(show) if one.of == show.space_id]
        elsewhere = [one for one in self._addresses(show) if one.of != show.space_id]
        acts = self._acts(show) if at < show.ends_at else []
        path = f"/entries/{guest.id}/evening"
        text = self._see(path, guest.person_id, (elsewhere if is_open else elsewhere + here) + acts, at)
        if is_open:
            there = any(Phrases(here).found_in(text))
            why = "a guest does not find her address"
            what = Holds.MOVED_ADDRESS if elsewhere else Holds.TOLD_IN_TIME
            self.watcher.findings.check(what, there, at=at, of=f"show {show.id}", why=why)

    def _see(self, path: str, person_id: str | None, forbidden: Sequence[Secret], at: datetime) -> str:
        """Open a page and look for what may not be there; its text."""
        text = self._open(path, person_id)
        told = {(one.kind, one.of) for one in Phrases(forbidden).found_in(text)}
        why = ", ".join(sorted(f"it tells the {kind} of {of}" for kind, of in told))
        self.watcher.findings.check(Holds.PAGES_ARE_SILENT, not told, at=at, of=path, why=why)
        return text

    def _open(self, path: str, person_id: str | None) -> str:
        """What a page says, to somebody who has just signed in, or to a stranger."""
        at = clock.now()
        token = sessions.begin(person_id, at=at) if person_id else None
        db.session.commit()
        self.opened += 1
        return Context().run(self._fetch, path, token, at)

    def _fetch(self, path: str, token: str | None, at: datetime) -> str:
        browser = FlaskClient(self.app, self.app.response_class)
        with clock.stopped(at):
            if token is not None:
                with browser.session_transaction() as session:
                    session.update({"_user_id": token, "_fresh": True})
            return unescape(browser.get(path, headers={"User-Agent": AGENT}).get_data(as_text=True))

    def _addresses(self, show: Show) -> list[Secret]:
        """Those of every room in which the show ever was to take place."""
        rooms = sorted({*self.watcher.rooms[show.id], show.space_id})
        return [secret("address", room, self.watcher.homes[room].address) for room in rooms]

    def _acts(self, show: Show) -> list[Secret]:
        """The acts that were ever on its bill."""
        billed = {*self.watcher.billed[show.id], *rehearsed.bills().get(show.id, {}).values()}
        return [secret("act", act, self.watcher.acts[act]) for act in sorted(billed)]

    def _phrases(self, acts: Iterable[str]) -> Phrases:
        return Phrases(secret("act", act, self.watcher.acts[act]) for act in acts)

    def _is_over_everywhere(self, at: datetime) -> bool:
        """Whether the last show of all is over, and no set that began late is still played: for three quarters of an
        hour it may be, until two hours after the end."""
        shows, late = self.stage.shows(), rehearsed.begun()
        playing = (min(late[show.id] + LONGEST_SET, show.ends_at + 2 * HOUR) for show in shows if show.id in late)
        return all(at >= end for end in (*(show.ends_at for show in shows), *playing))
