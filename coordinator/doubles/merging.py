"""Two applications become one act. The one stays as it is and gets what the other has; the other is withdrawn.

Nothing is thrown away or made up: where both cannot be had at once, it is refused with the reason.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from coordinator import jobs
from coordinator.artists import keeping_apart
from coordinator.artists.depositing import MOST_APART, MOST_LINKS, hours, minors
from coordinator.artists.models import Application, ApplicationState, Artist
from coordinator.db import db
from coordinator.disclosure import doubles, engagements, joining, offers, own_acts, reviewed, slots
from coordinator.disclosure.alike import LIVE
from coordinator.disclosure.engagements import Engagement
from coordinator.disclosure.merged import State
from coordinator.disclosure.own_acts import Said
from coordinator.doubles import bringing
from coordinator.doubles.bringing import Choice, Gain, TownAt
from coordinator.errors import Conflict, Invalid
from coordinator.lineups import asking, rechecking, steps
from coordinator.lineups.holding import hold_with_shows
from coordinator.shows.models import Show

LETTER = "acts_merged"  # the outbox's kind
BEST = (ApplicationState.ACCEPTED, ApplicationState.WAITLISTED, ApplicationState.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What merging means. `slots` (of shows to come), `links`, `people` (names, and how many a list brought without),
    `apart` (names) and what else `gain` says go over to the act that stays, which is in `state` then. `refused`: why it
    cannot be."""

    slots: tuple[Engagement, ...]
    links: tuple[str, ...]
    apart: tuple[str, ...] = field(repr=False)
    gain: Gain
    state: ApplicationState
    refused: Conflict | None


def outlook(kept: Application, other: Application, *, takes: Collection[Choice] = (), at: datetime) -> Outlook:
    """What it means that `other` becomes one with `kept`, for the use-cases that have checked who asks."""
    forms = own_acts.forms([kept.artist_id, other.artist_id])
    said, theirs = (forms.get(one.artist_id, {}) for one in (kept, other))
    links = (db.session.get_one(Artist, one.artist_id).links for one in (kept, other))
    every = engagements.engagements([kept.artist_id, other.artist_id], edition_id=kept.edition_id)
    coming = [one for one in every if one.ends_at > at]
    going = tuple(one for one in coming if one.artist_id == other.artist_id)
    return Outlook(
        going,
        _added(*links, most=MOST_LINKS),
        _added(said.get("apart", ()), theirs.get("apart", ()), most=MOST_APART),
        bringing.gain(kept, other, said, theirs, takes=takes),
        next(state for state in BEST if state in (kept.state, other.state) or state is BEST[-1]),
        _refusal(kept, coming, going) or _refusal_by_age(said, theirs),
    )


def merge(
    kept: Application, other: Application, town_at: TownAt, *, takes: Collection[Choice] = (), by: str, at: datetime
) -> bool:
    """Make two acts one; whether that is new: a second time changes nothing. What each of the two holds is read once
    nobody else can change it. `takes`: of what both have, that of `other` is to count.

    Raises Conflict: `state_changed` where one is none of those that can be merged, and as `Outlook.refused` says.
    """
    shows = {show.id: show for show in hold_with_shows([kept.artist_id, other.artist_id], edition_id=kept.edition_id)}
    pair = doubles.in_order(kept.artist_id, other.artist_id)
    said = doubles.find(pair)
    if said is not None and said.state is State.MERGED:
        return False
    if kept.state not in LIVE or other.state not in LIVE:
        raise Conflict("state_changed")
    means = outlook(kept, other, takes=takes, at=at)
    if means.refused is not None:
        raise means.refused
    # first: who leaves a bill loses its offers
    moved = joining.offers_over(shows, other.artist_id, kept.artist_id, at=at)
    _slots_over(shows, means.slots, kept.artist_id, by=by, at=at)
    joining.vetoes_over(other.artist_id, kept.artist_id)
    joining.standby_over(other, kept)
    _words_over(kept, other, means, town_at)
    kept.state, other.state = means.state, ApplicationState.WITHDRAWN
    doubles.say(pair, State.MERGED, kept_id=kept.artist_id, takes=takes, by=by, at=at)
    db.session.flush()
    keeping_apart.ask(kept.edition_id, at=at)
    rechecking.tell_leads(kept.artist_id, edition_id=kept.edition_id, at=at)
    _tell(kept, other, moved, at=at)
    return True


def _refusal(kept: Application, coming: Collection[Engagement], going: Collection[Engagement]) -> Conflict | None:
    staying = [one for one in coming if one.artist_id == kept.artist_id]
    locked = slots.locked_shows([one.show_id for one in going])
    if locked:
        return Conflict("final", count=len(locked))
    if any(one.starts_at < mine.ends_at and mine.starts_at < one.ends_at for one in going for mine in staying):
        return Conflict("at_once")
    if going and len(coming) > kept.max_shows:
        return Conflict("too_often", count=len(coming), most=kept.max_shows)
    return None


def _refusal_by_age(said: Said, theirs: Said) -> Conflict | None:
    """Who is under age and named in the other alone keeps the hours that protect them, or it cannot be."""
    if not minors(theirs):
        return None
    if "members" not in said:  # a list knows nobody by name, so there is no line to mark
        return Conflict("minors")
    try:
        hours({**said, "members": bringing.members(said, theirs)})
    except Invalid:
        return Conflict("minors")
    return None


def _added(mine: Collection[str], theirs: Collection[str], *, most: int) -> tuple[str, ...]:
    """What of theirs is not among mine, as far as there is room."""
    known = {one.casefold() for one in mine}
    return tuple(one for one in theirs if one.casefold() not in known)[: max(most - len(mine), 0)]


def _slots_over(shows: Mapping[str, Show], going: Collection[Engagement], into: str, *, by: str, at: datetime) -> None:
    touched = [shows[show_id] for show_id in sorted({one.show_id for one in going})]
    if touched:
        places: dict[tuple[str, int], str | None] = {(one.show_id, one.position): into for one in going}
        with steps.noted(by, touched, "merged", at=at):
            slots.rewrite(touched, places)


def _words_over(kept: Application, other: Application, means: Outlook, town_at: TownAt) -> None:
    act = db.session.get_one(Artist, kept.artist_id)
    act.links = [*act.links, *means.links]
    forms = own_acts.forms([kept.artist_id, other.artist_id])
    said, theirs = (dict(forms.get(one.artist_id, {})) for one in (kept, other))
    bringing.bring(kept, other, means.gain)
    whole = {**said, "apart": [*said.get("apart", ()), *means.apart]}
    if "legs" in said:
        whole["legs"] = bringing.leg_rows(means.gain.legs, [*said["legs"], *theirs.get("legs", ())], town_at)
    if "members" in said:
        whole["members"] = bringing.members(said, theirs)
        kept.free_from, kept.free_until = hours(whole)
    own_acts.rewrite(kept.artist_id, whole)


def _tell(kept: Application, other: Application, moved: Sequence[str], *, at: datetime) -> None:
    """A letter to each who speaks for one of them; one where it is the same person. Who speaks for the one that stays
    is asked what the other was."""
    told = {reviewed.contact_of(other): other.artist_id, reviewed.contact_of(kept): kept.artist_id}
    for person_id, artist_id in told.items():
        key = f"{LETTER}|{kept.artist_id}|{other.artist_id}|{person_id}"
        jobs.enqueue(LETTER, person_id=person_id, subject=artist_id, dedupe_key=key, due_at=at)
    for offer_id in moved if len(told) > 1 else ():
        asking.tell_new_contact(offers.get(offer_id, at=at), at=at)
