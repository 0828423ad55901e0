"""A whole list at once: cities and areas made, spaces or acts taken in, shows scheduled, the embargo moved along.

Writes in the caller's transaction, so that a list is taken whole or not at all. Guests with a seat hear of a show that
a list moves as of any other; none loses one to a list (`hosting.lists`). Hosts hear of it where a list is somebody's
(`coordinator import`): those of the demonstration do not.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from coordinator.artists import keeping_apart
from coordinator.artists.importing import import_artists
from coordinator.artists.listing import ListedArtist
from coordinator.cities.registering import NameArea
from coordinator.cities.siting import Sited
from coordinator.db import db
from coordinator.disclosure import deposits, erased_rows
from coordinator.disclosure.erased_rows import Listed
from coordinator.editions.models import Edition
from coordinator.errors import Say
from coordinator.hosting import lists
from coordinator.intake import Note, Outcome, RefusedRows
from coordinator.lineups import relocating
from coordinator.shows.models import Show, ShowState
from coordinator.shows.scheduling import Evening, renew_embargo, schedule
from coordinator.spaces.importing import USUAL_CAPACITY, import_spaces
from coordinator.spaces.listing import ListedSpace

COLUMNS = {Listed.SPACE: "space_id", Listed.ACT: "artist_id"}  # of the row's id
_DRAWN = (ShowState.DRAWN, ShowState.REVEALED, ShowState.LIVE)


def take_spaces(
    edition: Edition,
    sited: Sequence[Sited[ListedSpace]],
    *,
    name_area: NameArea,
    at: datetime,
    back: Collection[str] = (),
) -> Outcome:
    """Spaces with their hosts, each with a show on the edition's day at its start. `back`: ids of rows that were erased
    and whose hosts have asked to come back. Raises RefusedRows.

    Spaces that have several shows by now keep those shows' times: `take_shows` governs them.
    """
    _refuse_erased(Listed.SPACE, edition, [row.listed.space_id for row in sited], back)
    fixed = lists.with_listed_seats(edition.id)
    sited, notes = _with_seats(edition, sited, fixed, at=at)
    with relocating.told_to_guests(_drawn(edition, at), at=at):
        outcome = import_spaces(edition, sited, name_area=name_area)
        ids = deposits.space_ids(edition.id)
        wanted = {
            ids[row.listed.space_id]: [Evening(datetime.combine(edition.date, row.listed.start), row.listed.minutes)]
            for row in sited
        }
        names = {ids[row.listed.space_id]: row.listed.space_id for row in sited}
        shows = schedule(edition, wanted, references=names, leave_several=True)
    renew_embargo(edition)
    keeping_apart.renew(edition.id)
    return outcome.beside(shows).beside(Outcome(warnings=tuple(notes)))


def take_artists(edition: Edition, sited: Sequence[Sited[ListedArtist]], *, back: Collection[str] = ()) -> Outcome:
    """Acts with their applications and contacts. `back` as of spaces. Raises RefusedRows."""
    _refuse_erased(Listed.ACT, edition, [row.listed.artist_id for row in sited], back)
    outcome = import_artists(edition, sited)
    keeping_apart.renew(edition.id)
    return outcome


def take_shows(edition: Edition, evenings: Mapping[str, Sequence[Evening]], *, at: datetime) -> Outcome:
    """All shows of the spaces named by their references. Raises RefusedRows, for unknown spaces too."""
    ids = deposits.space_ids(edition.id)
    message = "No space “%(id)s” is known in this edition; import the spaces first, or correct the id."
    unknown = [Note(one, "space_id", Say(message, id=one)) for one in evenings if one not in ids]
    wanted = {ids[reference]: each for reference, each in evenings.items() if reference in ids}
    names = {ids[reference]: reference for reference in evenings if reference in ids}
    try:
        with relocating.told_to_guests(_drawn(edition, at), at=at):
            outcome = schedule(edition, wanted, references=names, leave_several=False)
    except RefusedRows as refused:
        raise RefusedRows([*unknown, *refused.notes]) from None
    if unknown:
        raise RefusedRows(unknown)
    renew_embargo(edition)
    return outcome


def _refuse_erased(listed: Listed, edition: Edition, references: Sequence[str], back: Collection[str]) -> None:
    """A list of before still names who has been erased since: it does not bring her back, but where she has asked."""
    message = (
        "Whoever stands in this row had herself erased, or her home was erased after its evening. Take the row out."
        " Only if she has asked to come back: --asked-back %(id)s"
    )
    erased_rows.forget(listed, edition.id, back)
    gone = sorted(erased_rows.among(listed, edition.id, references))
    if gone:
        raise RefusedRows([Note(one, COLUMNS[listed], Say(message, id=one)) for one in gone])


def _with_seats(
    edition: Edition, sited: Sequence[Sited[ListedSpace]], fixed: Mapping[str, tuple[str, int]], *, at: datetime
) -> tuple[Sequence[Sited[ListedSpace]], Sequence[Note]]:
    """The rows with the seats that guests count on where the list has fewer, and what to say of those."""
    known = deposits.space_ids(edition.id)
    rows = {known[row.listed.space_id]: row for row in sited if row.listed.space_id in known}
    wanted = {key: row.listed.capacity or USUAL_CAPACITY for key, row in rows.items()}
    kept, notes = lists.keep_seats(wanted, fixed, {key: row.listed.space_id for key, row in rows.items()}, at=at)
    names = {rows[key].listed.space_id: seats for key, seats in kept.items()}
    return [
        replace(row, listed=replace(row.listed, capacity=names.get(row.listed.space_id, row.listed.capacity)))
        for row in sited
    ], notes


def _drawn(edition: Edition, at: datetime) -> Sequence[Show]:
    """The shows that guests have seats at and that are not over."""
    drawn = (Show.edition_id == edition.id, Show.state.in_(_DRAWN), Show.ends_at > at)
    return db.session.scalars(select(Show).where(*drawn).order_by(Show.id)).all()
