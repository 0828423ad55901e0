"""What guests' pages are made of: the form of an entry, and an entry with its shows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import render_template, request
from flask_babel import get_locale, ngettext

from coordinator.cities.listing import PublicCity, public_city
from coordinator.cities.models import City
from coordinator.db import db
from coordinator.disclosure import guest_evenings, moves, plus_ones, tickets, voids
from coordinator.disclosure.elsewhere import POOL
from coordinator.disclosure.entries import OwnEntry, Wanted, Where, day_of
from coordinator.disclosure.people import identity
from coordinator.disclosure.plus_ones import Named
from coordinator.disclosure.voids import Void
from coordinator.editions.models import Edition
from coordinator.guests import elsewhere, entries, in_vain
from coordinator.guests import plus_ones as naming
from coordinator.guests.draw_list import MOST_WISHES
from coordinator.guests.elsewhere import Choice
from coordinator.guests.models import Draw, EntryState, Help
from coordinator.languages import customs, locale_choices
from coordinator.people.readers import Reader
from coordinator.shows import listing
from coordinator.shows.listing import PublicShow
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.words import kind_word
from coordinator.web import form_token
from coordinator.wording import day, time_of_day


@dataclass(frozen=True, slots=True)
class EntryCard:
    """An entry on the page of its guest. `closes` and `is_open`: until when, and whether still, it can be changed;
    `seat`: the show it was drawn for, `state`: where it stands now; `edition` is a slug. `second`: whom its guest has
    named, `named_by`: until when somebody can be, None for nobody any more. `anew`: it had said yes, and the
    show has moved since; `sees`: what its guest says yes to. `joined`: the reader is its second person, and `guest`
    says by name whose party it is. `token`: for the guest alone, what her line in the draw is the hash of. `due`: from
    when on what decides the draw is known, once its list is published. `waited`: it waits, and all that it waits for is
    over. `moved`: its show has, and nobody of the party has opened the address since, which can be read. `elsewhere`:
    the shows at which its guest may have seats instead."""

    entry: OwnEntry
    city: PublicCity
    shows: tuple[PublicShow, ...]
    closes: datetime
    is_open: bool
    edition: str
    seat: PublicShow | None
    state: EntryState
    second: Named | None = None
    named_by: datetime | None = None
    joined: bool = False
    anew: bool = False
    sees: str = ""
    guest: str = ""
    token: str = ""
    due: datetime | None = None
    void: Void | None = None
    waited: bool = False
    moved: bool = False
    elsewhere: Sequence[Choice] = ()

    @property
    def is_elsewhere(self) -> bool:
        """Whether it came from another show, so that no list of this draw has a line of it."""
        return self.entry.pool == POOL

    @property
    def is_off(self) -> bool:
        """Whether the show of its seat, or each that it is for, is cancelled."""
        return all(show.state is ShowState.CANCELLED for show in ([self.seat] if self.seat else self.shows))


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form of an entry. `form`: a word for this opening of it."""

    people: str = "1"
    shows: tuple[str, ...] = ()
    needs_access: bool = False
    access: str = ""
    name: str = ""
    email: str = ""
    form: str = ""
    locale: str = ""
    helps: tuple[str, ...] = ()


def entry_card(entry: OwnEntry, *, at: datetime) -> EntryCard:
    """An entry as it stands at the instant `at`, for its guest."""
    edition = db.session.get_one(Edition, entry.where.edition_id)
    shows = tuple(listing.get_show(show_id) for show_id in entry.wanted.shows)
    fixed = db.session.get(Draw, (edition.id, entry.where.city_id))
    return EntryCard(
        entry,
        public_city(db.session.get_one(City, entry.where.city_id)),
        shows,
        entries.close_at(edition, entry.where.city_id) or shows[0].starts_at,
        entries.may_change(entry, at=at),
        edition.slug,
        next((show for show in shows if show.id == entry.seat), None),
        _standing(entry, at=at),
        plus_ones.of_entries([entry.id]).get(entry.id),
        naming.named_by(entry) if naming.may_name(entry, at=at) else None,
        void=voids.standing(entry.id) if entry.state is EntryState.VOID else None,
        anew=entry.state is EntryState.WON and tickets.has_one(entry.id),
        sees=moves.seen_of(entry.seat) if entry.seat else "",
        due=fixed.due_at if fixed else None,
        waited=in_vain.has_waited(entry, at=at),
        moved=_has_moved(entry, at=at),
        elsewhere=elsewhere.choices(entry, at=at),
    )


def _has_moved(entry: OwnEntry, *, at: datetime) -> bool:
    if entry.state is not EntryState.CONFIRMED or not moves.is_unread(str(entry.seat), entry.id):
        return False
    return guest_evenings.may_read(entry.id, str(entry.person_id), at=at)


def _standing(entry: OwnEntry, *, at: datetime) -> EntryState:
    """Where an entry stands, whether or not a job has said so yet."""
    late = entry.state is EntryState.WON and (entry.confirm_by is None or entry.confirm_by <= at)
    return EntryState.LAPSED if late else entry.state


def joined_card(entry: OwnEntry, *, at: datetime) -> EntryCard:
    """The same for the second of its party."""
    return replace(entry_card(entry, at=at), joined=True, guest=identity(str(entry.person_id)).name)


def find_present(reader: Reader, show: Show, *, at: datetime) -> EntryCard | None:
    """The entry that gives way if the reader asks for that show."""
    found = entries.find_present(reader, day_of(Where(show.edition_id, show.city_id)))
    if found is None:
        return None
    return entry_card(found, at=at) if found.person_id == reader.id else joined_card(found, at=at)


def typed_of(wanted: Wanted) -> Typed:
    """The form with what was asked for."""
    return Typed(str(wanted.people), wanted.shows, wanted.needs_access, wanted.access, helps=wanted.helps)


def filled(show: Show, present: EntryCard | None, still_open: Collection[PublicShow]) -> Typed:
    """The form as it is opened: with what is asked for already and this show as the next wish, as far as there is room
    for one more; where that is another city's with this show alone."""
    if present is None or present.joined:
        return Typed(shows=(show.id,))
    typed, open_ids = typed_of(present.entry.wanted), {one.id for one in still_open}
    before = [wish for wish in typed.shows if wish in open_ids]
    return replace(typed, shows=tuple(dict.fromkeys([*before, show.id]))[:MOST_WISHES])


def what_was_typed() -> Typed:
    """What the form of an entry brought in this request, to be shown again."""
    said = request.form
    shows = tuple(said.getlist("shows"))
    needs = said.get("needs_access") == "yes"
    who = said.get("name", ""), said.get("email", "")
    form = said.get("form") or form_token()
    helps = tuple(said.getlist("helps"))
    said_of = said.get("people", "1"), shows, needs, said.get("access", "")
    return Typed(*said_of, *who, form, said.get("locale", ""), helps)


def enterable(edition: Edition, city_id: str) -> tuple[PublicShow, ...]:
    """The shows of a city that are open to entries, in order of time."""
    shows = (show for show in listing.in_city(edition.id, city_id) if show.state is ShowState.OPEN)
    return tuple(sorted(shows, key=lambda show: (show.starts_at, show.area.name, show.id)))


def entry_form(
    shows: Sequence[PublicShow],
    typed: Typed,
    *,
    action: str,
    closes: datetime,
    faults: Mapping[str, Sequence[str]],
    locales: Sequence[tuple[str, str]] = (),
    is_change: bool = False,
    present: EntryCard | None = None,
) -> str:
    """The form: of whoever is not signed in it asks for name and address, too, and how she reads where there are
    `locales` to choose from."""
    return render_template(
        "guests/enter.html",
        shows=shows,
        city=shows[0].city,
        zone=shows[0].zone,
        choices=[("", "–"), *((show.id, named(show)) for show in shows)],
        places=min(MOST_WISHES, len(shows)),
        helps=tuple(Help),
        typed=typed,
        action=action,
        closes=closes,
        faults=faults,
        locales=locales,
        locale=typed.locale or str(get_locale()),
        is_change=is_change,
        present=present,
    )


def locales() -> Sequence[tuple[str, str]]:
    """Languages and countries to choose from, for a reader who has not chosen hers; else none."""
    return () if customs().locale else locale_choices()


def named(show: PublicShow) -> str:
    """A show in one line: “Sat, Jan 2, 7:30 PM · rooftop in Kreuzberg · 20 seats”, as everybody may know it."""
    seats = ngettext("%(num)s seat", "%(num)s seats", show.capacity)
    when = f"{day(show.local_start)}, {time_of_day(show.local_start)}"
    return f"{when} · {kind_word(show.kind)}, {show.area.name} · {seats}"
