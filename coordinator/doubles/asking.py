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
from coordinator.disclosure.alike import LIVE, Pair
from coordinator.disclosure.doubles import Double, Said
from coordinator.disclosure.merged import State
from coordinator.doubles import merging
from coordinator.doubles.bringing import Choice, TownAt
from coordinator.doubles.merging import Outlook
from coordinator.errors import Conflict, NotFound
from coordinator.lineups.holding import hold_with_shows
from coordinator.people.readers import Reader

LETTER = "double_asked"  # the outbox's kind


def of_city(reader: Reader, *, edition_id: str, city_id: str, at: datetime) -> Sequence[Double]:
    """The pairs of a city for its lead, without those that her own acts are in. Raises NotFound for everybody else."""
    own = reviews.own_subjects(reader, edition_id=edition_id)
    return doubles.of_city(reader, edition_id=edition_id, city_id=city_id, but=own, at=at)


def led(reader: Reader, names: Collection[str], *, edition_id: str, city_id: str, at: datetime) -> Double:
    """One of them by what its two go by (`Double.names`). Raises NotFound where there is no such pair."""
    found = of_city(reader, edition_id=edition_id, city_id=city_id, at=at)
    double = next((one for one in found if set(one.names) == set(names)), None)
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


def outlook(double: Double, kept: str, *, takes: Collection[Choice] = (), at: datetime) -> Outlook:
    """What it means to merge a pair so that the one that goes by the name `kept` stays. Raises NotFound where it is
    none of the two, and where the reader may not see both."""
    if double.far:
        raise NotFound
    return merging.outlook(*_wishes(double.pair, double.act_of(kept)), takes=takes, at=at)


def merge(
    reader: Reader,
    double: Double,
    kept: str,
    town_at: TownAt,
    *,
    seen: int,
    takes: Collection[Choice] = (),
    at: datetime,
) -> State:
    """Merge a pair whose contact is one person or whose contacts have agreed, else ask them: what it is then.

    `kept` is what the one that stays goes by, `seen` how many slots were said to go over, `takes` of what both have
    that of the other is to count. Who may see one side alone can only ask. Raises NotFound, and Conflict:
    `seen_meanwhile`, `unreachable`, `state_changed`, and as `merging.merge` does. A second time changes nothing.
    """
    kept_id = double.act_of(kept)
    _hold(double.pair)
    said, wishes = doubles.find(double.pair), _wishes(double.pair, kept_id)
    if said is not None and said.state is State.MERGED:
        return State.MERGED
    if wishes[0].state not in LIVE or wishes[1].state not in LIVE:
        raise Conflict("state_changed")
    if not double.far and _may_now(double, said, wishes, seen=seen, takes=takes, at=at):
        merging.merge(*wishes, town_at, takes=takes, by=str(reader.id), at=at)
        return State.MERGED
    if said is None or said.state is not State.ASKED or (said.kept_id, said.takes) != (kept_id, frozenset(takes)):
        doubles.say(double.pair, State.ASKED, kept_id=kept_id, takes=takes, by=str(reader.id), at=at)
        _ask(double.pair, kept_id, at=at)
    return State.ASKED


def _may_now(
    double: Double,
    said: Said | None,
    wishes: tuple[Application, Application],
    *,
    seen: int,
    takes: Collection[Choice],
    at: datetime,
) -> bool:
    """Whether nobody has to be asked any more, where nothing is in the way."""
    means = merging.outlook(*wishes, takes=takes, at=at)
    if means.refused is not None:
        raise means.refused
    if len(means.slots) != seen:
        raise Conflict("seen_meanwhile")
    kept_id = wishes[0].artist_id
    agreed = said is not None and said.kept_id == kept_id and said.agreed == set(double.pair)
    if not (double.one_contact or agreed or all(side.reachable for side in double.sides)):
        raise Conflict("unreachable")
    return double.one_contact or agreed


def answer(reader: Reader, artist_id: str, town_at: TownAt, *, yes: bool, at: datetime) -> State:
    """What who speaks for an act says to the question: the state of the pair then. Who speaks for both answers
    for both.

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
    hers = {act for act, speaker in doubles.speakers(pair).items() if speaker.person_id == reader.id}
    for act in hers:
        doubles.agree(pair, act, at=at)
    if said.agreed | hers != set(pair):
        return State.ASKED
    return _merge_agreed(pair, said, town_at, at=at)


def _merge_agreed(pair: Pair, said: Said, town_at: TownAt, *, at: datetime) -> State:
    takes = [choice for choice in Choice if choice in said.takes]
    try:
        with db.session.begin_nested():
            merging.merge(*_wishes(pair, str(said.kept_id)), town_at, takes=takes, by=said.said_by, at=at)
    except Conflict:
        return State.ASKED  # both agree; what is in the way stands on the page of who leads both
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


def _ask(pair: Pair, kept_id: str, *, at: datetime) -> None:
    """A letter to each who speaks for one of them; one where it is the same person."""
    speakers = doubles.speakers(pair)
    told = {speakers[act].person_id: act for act in sorted(pair, key=lambda act: act == kept_id)}
    for person_id, act in told.items():
        key = f"{LETTER}|{act}|{at:%Y%m%dT%H%M%S%f}"
        jobs.enqueue(LETTER, person_id=person_id, subject=act, dedupe_key=key, due_at=at)
