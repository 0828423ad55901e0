"""What leads and acts say of two applications that look like one act: two, or one, and whether both agree.

Where one person speaks for both, her lead merges them. Where two do, either of them would lose or gain an act by
somebody else's word: so both are asked, and it happens only once both have said yes.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from coordinator import jobs
from coordinator.artists.models import Application
from coordinator.db import db
from coordinator.disclosure import doubles, reviews
from coordinator.disclosure.doubles import LIVE, Double, Pair
from coordinator.disclosure.merged import State
from coordinator.doubles import merging
from coordinator.doubles.merging import Outlook
from coordinator.errors import Conflict, NotFound
from coordinator.lineups.holding import hold_with_shows
from coordinator.people.readers import Reader

LETTER = "double_asked"  # the outbox's kind


def of_city(reader: Reader, *, edition_id: str, city_id: str, at: datetime) -> Sequence[Double]:
    """The pairs of a city for its lead, without those that her own acts are in. Raises NotFound for everybody else."""
    own = reviews.own_subjects(reader, edition_id=edition_id)
    return doubles.of_city(reader, edition_id=edition_id, city_id=city_id, but=own, at=at)


def led(reader: Reader, ids: Collection[str], *, edition_id: str, city_id: str, at: datetime) -> Double:
    """One of them by its two ids. Raises NotFound where there is no such pair."""
    found = of_city(reader, edition_id=edition_id, city_id=city_id, at=at)
    double = next((one for one in found if set(one.pair) == set(ids)), None)
    if double is None:
        raise NotFound
    return double


def say_two(reader: Reader, double: Double, *, at: datetime) -> None:
    """Remember that they are two; a question to their contacts ends with it. Raises Conflict (`merged_already`)."""
    _hold(double.pair)
    _refuse_merged(double.pair)
    doubles.say(double.pair, State.TWO, by=str(reader.id), at=at)


def undo(double: Double) -> None:
    """Take back what was said of a pair, a question to its contacts too. Raises Conflict (`merged_already`)."""
    _hold(double.pair)
    _refuse_merged(double.pair)
    doubles.unsay(double.pair)


def outlook(double: Double, kept_id: str, *, at: datetime) -> Outlook:
    """What it means to merge a pair so that `kept_id` stays. Raises NotFound where it is none of the two."""
    return merging.outlook(*_wishes(double.pair, kept_id), at=at)


def merge(reader: Reader, double: Double, kept_id: str, *, seen: int, at: datetime) -> State:
    """Merge a pair whose contact is one person or whose contacts have agreed, else ask them: what it is then.

    `seen` is how many slots were said to go over. Raises NotFound, and Conflict: `seen_meanwhile`, `unreachable`,
    `state_changed`, and as `merging.merge` does. A second time changes nothing.
    """
    _hold(double.pair)
    said, wishes = doubles.find(double.pair), _wishes(double.pair, kept_id)
    if said is not None and said.state is State.MERGED:
        return State.MERGED
    if wishes[0].state not in LIVE or wishes[1].state not in LIVE:
        raise Conflict("state_changed")
    means = merging.outlook(*wishes, at=at)
    if means.refused is not None:
        raise means.refused
    if len(means.slots) != seen:
        raise Conflict("seen_meanwhile")
    agreed = said is not None and said.kept_id == kept_id and said.agreed == set(double.pair)
    if double.one_contact or agreed:
        merging.merge(*wishes, by=str(reader.id), at=at)
        return State.MERGED
    if not all(side.reachable for side in double.sides):
        raise Conflict("unreachable")
    if said is None or said.state is not State.ASKED or said.kept_id != kept_id:
        doubles.say(double.pair, State.ASKED, kept_id=kept_id, by=str(reader.id), at=at)
        _ask(double, at=at)
    return State.ASKED


def answer(reader: Reader, artist_id: str, *, yes: bool, at: datetime) -> State:
    """What who speaks for an act says to the question: the state of the pair then.

    Once both agree they are merged, unless something is in the way: then the lead does it later. Raises NotFound where
    nobody asks, for everybody but who speaks for it.
    """
    asked = doubles.of_act(reader, artist_id)
    if asked is None:
        raise NotFound
    pair = asked[0]
    _hold(pair)
    said = doubles.find(pair)
    if said is None or said.state is not State.ASKED:
        raise NotFound
    if not yes:
        doubles.say(pair, State.TWO, by=str(reader.id), at=at)
        return State.TWO
    doubles.agree(pair, artist_id, at=at)
    if said.agreed | {artist_id} != set(pair):
        return State.ASKED
    return _merge_agreed(pair, str(said.kept_id), by=said.said_by, at=at)


def _merge_agreed(pair: Pair, kept_id: str, *, by: str, at: datetime) -> State:
    try:
        with db.session.begin_nested():
            merging.merge(*_wishes(pair, kept_id), by=by, at=at)
    except Conflict:
        return State.ASKED  # both agree; what is in the way stands on the lead's page
    return State.MERGED


def _hold(pair: Pair) -> None:
    """Shows, then acts, in the order in which everybody holds them."""
    first, _ = _wishes(pair, pair[0])
    hold_with_shows(pair, edition_id=first.edition_id)


def _wishes(pair: Pair, kept_id: str) -> tuple[Application, Application]:
    """The application of the act that stays, and the other's. Raises NotFound where it is none of the pair."""
    rows = select(Application).where(Application.artist_id.in_(pair)).execution_options(populate_existing=True)
    found = {wish.artist_id: wish for wish in db.session.scalars(rows)}
    if kept_id not in pair or len(found) != 2:
        raise NotFound
    (other,) = set(pair) - {kept_id}
    return found[kept_id], found[other]


def _refuse_merged(pair: Pair) -> None:
    said = doubles.find(pair)
    if said is not None and said.state is State.MERGED:
        raise Conflict("merged_already")


def _ask(double: Double, *, at: datetime) -> None:
    for side in double.sides:
        key = f"{LETTER}|{side.act.id}|{at:%Y%m%dT%H%M%S%f}"
        jobs.enqueue(LETTER, person_id=side.contact_id, subject=side.act.id, dedupe_key=key, due_at=at)
