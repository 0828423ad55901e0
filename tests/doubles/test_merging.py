"""Two applications become one act: what goes over, when it is refused, and that a second time changes nothing."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from coordinator import jobs
from coordinator.artists.models import Application, ApplicationState, Artist
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import (
    deposits,
    host_vetoes,
    joining,
    merged,
    offers,
    own_acts,
    photos,
    reviews,
    slots,
    standby,
)
from coordinator.disclosure.merged import State
from coordinator.disclosure.offers import OfferState
from coordinator.disclosure.own_acts import OwnAct
from coordinator.disclosure.photos import Subject
from coordinator.disclosure.sealed import SealedVeto
from coordinator.doubles import asking
from coordinator.doubles.bringing import Choice
from coordinator.doubles.views import town_at
from coordinator.errors import Conflict, NotFound
from coordinator.gate import granted
from coordinator.geo.touring import TourLeg
from coordinator.jobs import Outbox
from coordinator.lineups import asking as offering
from coordinator.people.models import Role
from coordinator.people.readers import Reader
from tests.artists.acts import a_player, at_tour, moved, sent
from tests.campaign.builders import an_artist, artists_taken
from tests.doubles.pairs import Pairs, accepted, one_each, some_pairs, two_of_lea, wish_of
from tests.lineups.racers import several_racers
from tests.people.builders import a_person
from tests.reviews.desk import a_lead

PEOPLE = ("Lea Lark", "lea@example.org", "Noor Lark", "noor@example.org")


@pytest.fixture
def pairs(app: Flask) -> Pairs:
    return some_pairs(app)


def bill(pairs: Pairs) -> list[dict[int, str]]:
    found = offers.bills([show.id for show in pairs.shows])
    return [dict(found[show.id]) for show in pairs.shows]


def placed(pairs: Pairs, number: int, act: str) -> None:
    slots.put(pairs.shows[number], 1, act)
    db.session.commit()


def letters(*kinds: str) -> list[tuple[str, str | None]]:
    rows = db.session.scalars(select(Outbox).where(Outbox.kind.in_(kinds)).order_by(Outbox.kind)).all()
    return sorted((row.kind, row.subject) for row in rows)


def test_one_stays_and_the_other_is_withdrawn(pairs: Pairs) -> None:
    kept, other = two_of_lea(pairs, links="https://own.example/b")

    assert pairs.merge(kept) == State.MERGED

    assert (wish_of(kept).state, wish_of(other).state) == (ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN)
    links = ["https://example.org/larks", "https://example.com/song", "https://own.example/b"]
    assert db.session.get_one(Artist, kept).links == links
    assert letters("acts_merged") == [("acts_merged", kept)]


def test_a_second_time_changes_nothing(pairs: Pairs) -> None:
    kept, _ = two_of_lea(pairs)
    double = pairs.pair()
    pairs.merge(kept)
    before = list(db.session.get_one(Artist, kept).links), letters("acts_merged")

    again = asking.merge(pairs.ada, double, kept, town_at, seen=0, at=now())

    assert again is State.MERGED
    assert (list(db.session.get_one(Artist, kept).links), letters("acts_merged")) == before


def test_the_better_of_the_two_decisions_counts(pairs: Pairs) -> None:
    kept, other = two_of_lea(pairs)
    accepted(other)

    pairs.merge(kept)

    assert wish_of(kept).state is ApplicationState.ACCEPTED


def test_slots_and_offers_go_over_with_their_answers(pairs: Pairs) -> None:
    kept, other = two_of_lea(pairs)
    accepted(kept, other)
    placed(pairs, 0, kept)
    placed(pairs, 1, other)
    offer_id = offers.make(pairs.shows[1], 1, other, version=1, until=pairs.shows[1].starts_at, at=now())
    offers.settle(offers.get(offer_id, at=now()), OfferState.CONFIRMED, by=a_person("lea@example.org"), at=now())
    db.session.commit()

    pairs.merge(kept, seen=1)

    assert bill(pairs) == [{1: kept}, {1: kept}]
    moved = offers.get(offer_id, at=now())
    assert (moved.artist_id, moved.state) == (kept, OfferState.CONFIRMED)


def test_two_places_at_once_are_refused(pairs: Pairs) -> None:
    kept, other = two_of_lea(pairs)
    accepted(kept, other)
    placed(pairs, 0, kept)
    slots.put(pairs.shows[0], 2, other)
    db.session.commit()

    with pytest.raises(Conflict, match="at_once"):
        pairs.merge(kept, seen=1)

    db.session.rollback()
    assert bill(pairs)[0] == {1: kept, 2: other}


def test_more_shows_than_the_act_plays_are_refused(pairs: Pairs) -> None:
    kept, other = sent(pairs.lea, max_shows="1"), sent(pairs.lea, act_name="Larks")
    accepted(kept, other)
    placed(pairs, 0, kept)
    placed(pairs, 1, other)

    with pytest.raises(Conflict, match="too_often"):
        pairs.merge(kept, seen=1)
    db.session.rollback()
    assert pairs.merge(other, seen=1) == State.MERGED


def test_a_final_lineup_is_not_rewritten(pairs: Pairs) -> None:
    kept, other = two_of_lea(pairs)
    accepted(kept, other)
    acts = artists_taken(pairs.edition, pairs.city, *(an_artist(f"B{n}", members=(f"Bo {n}",)) for n in range(2)))
    for position, act in enumerate((other, *acts), start=1):
        slots.put(pairs.shows[1], position, act)
    slots.lock(pairs.shows[1].id, by="console", at=now())
    db.session.commit()

    with pytest.raises(Conflict, match="final"):
        pairs.merge(kept, seen=1)
    db.session.rollback()
    assert pairs.merge(other) == State.MERGED
    assert bill(pairs)[1][1] == other


def test_slots_that_came_since_the_lead_looked_are_not_moved_unseen(pairs: Pairs) -> None:
    kept, other = two_of_lea(pairs)
    accepted(kept, other)
    placed(pairs, 1, other)

    with pytest.raises(Conflict, match="seen_meanwhile"):
        pairs.merge(kept, seen=0)


def test_somebody_under_age_never_loses_the_early_end(pairs: Pairs) -> None:
    kept = sent(pairs.lea)
    sent(pairs.lea, act_name="Larks", minor=["2"], guardian=["", "Mo, +49 30 123", ""])
    assert asking.outlook(pairs.pair(), kept, at=now()).gain.younger == ("Noor Lark",)

    pairs.merge(kept)

    act = own_acts.own_act(a_player(a_person("lea@example.org")), kept)
    assert [(one["minor"], one["guardian"]) for one in act.said["members"]] == [(False, ""), (True, "Mo, +49 30 123")]
    assert wish_of(kept).free_until == time(21)
    assert act.said["free_until"] == "23:30"


def test_an_act_that_plays_too_late_for_somebody_under_age_does_not_stay(pairs: Pairs) -> None:
    kept = sent(pairs.lea, free_from="21:00")
    other = sent(pairs.lea, act_name="Larks", minor=["2"], guardian=["", "Mo, +49 30 123", ""])

    with pytest.raises(Conflict, match="minors"):
        pairs.merge(kept)
    db.session.rollback()
    assert pairs.merge(other) == State.MERGED


def walls(act: OwnAct) -> list[str]:
    return [leg["begins"] for leg in act.said["legs"]]


@pytest.mark.parametrize(
    ("takes", "begins"),
    [
        ((), ["2026-09-18T10:00", "2026-09-21T12:00", "2026-10-02T12:00"]),
        ((Choice.LEGS,), ["2026-09-18T11:00", "2026-09-21T12:00", "2026-10-02T12:00"]),
    ],
)
def test_of_legs_at_one_time_those_count_that_the_lead_says_and_others_go_over(
    pairs: Pairs, takes: tuple[Choice, ...], begins: list[str]
) -> None:
    said = {
        "begins": ["2026-09-18T11:00", "2026-10-02T12:00", ""],
        "ends": ["2026-09-20T10:00", "2026-10-05T10:00", ""],
    }
    legs = moved(said)
    kept = sent(pairs.lea)
    sent(pairs.lea, act_name="Larks", **legs)

    gain = asking.outlook(pairs.pair(), kept, at=now()).gain
    assert (gain.legs_over, gain.legs_clash, gain.choices) == (1, 1, (Choice.LEGS,))
    pairs.merge(kept, takes=takes)

    assert walls(own_acts.own_act(a_player(a_person("lea@example.org")), kept)) == [at_tour(one) for one in begins]


def test_legs_that_a_list_said_go_over_with_the_town_they_lie_in(pairs: Pairs) -> None:
    begins = datetime.fromisoformat(at_tour("2026-10-02T12:00")).replace(tzinfo=UTC)
    there = f"{begins.astimezone(ZoneInfo('Europe/Berlin')):%Y-%m-%dT%H:%M}"
    legs = (TourLeg(begins, begins + timedelta(days=3), 51.34, 12.37),)
    kept = sent(pairs.lea)
    artists_taken(pairs.edition, pairs.city, an_artist("A1", email="lea@example.org", legs=legs, members=PEOPLE))

    assert asking.outlook(pairs.pair(), kept, at=now()).gain.legs_over == 1
    pairs.merge(kept)

    act = own_acts.own_act(a_player(a_person("lea@example.org")), kept)
    leg = act.said["legs"][-1]
    assert (leg["city"], leg["begins"], leg["latitude"]) == ("Leipzig, Germany", there, 51.34)
    assert legs[0] in joining.legs([kept])[kept]


def test_a_list_that_comes_again_takes_nothing_away_that_went_over(pairs: Pairs) -> None:
    begins = datetime(2026, 10, 2, 12, tzinfo=UTC)
    legs = (TourLeg(begins, begins + timedelta(days=3), 51.34, 12.37),)
    rows = (
        an_artist("A1", email="b@example.org", members=("Ana One",), links=("https://a.example/",)),
        an_artist(
            "A2",
            email="b@example.org",
            members=("Ana One", "Bo Two"),
            legs=legs,
            links=("https://a.example/", "https://b.example/"),
        ),
    )
    kept, other = artists_taken(pairs.edition, pairs.city, *rows)
    pairs.merge(kept)
    whole = joining.members([kept, other])
    assert whole[kept] == whole[other]

    artists_taken(pairs.edition, pairs.city, *rows)

    assert joining.members([kept, other]) == whole
    assert joining.legs([kept]) == {kept: legs}
    assert db.session.get_one(Artist, kept).links == ["https://a.example/", "https://b.example/"]


def test_people_go_over_once_each_whatever_they_are_called(pairs: Pairs) -> None:
    kept = sent(pairs.lea)
    other = sent(
        pairs.lea,
        act_name="Larks",
        name=["LEA LARK", "Bo Else", ""],
        email=["lea.lark@example.org", "bo@example.org", ""],
    )

    assert asking.outlook(pairs.pair(), kept, at=now()).gain.people == ("Bo Else",)
    pairs.merge(kept)

    act = own_acts.own_act(a_player(a_person("lea@example.org")), kept)
    assert [one["name"] for one in act.said["members"]] == ["Lea Lark", "Noor Lark", "Bo Else"]
    known = joining.members([kept, other])
    assert known[kept] > known[other]


def a_photo(artist_id: str, words: str) -> str:
    photos.add(Subject.ACT, artist_id, [[Picture()]], at=now())
    (photo,) = photos.of(Subject.ACT, artist_id)
    photos.describe(photo.id, words)
    db.session.commit()
    return photo.id


@dataclass(frozen=True)
class Picture:
    width: int = 1
    height: int = 1
    side: int = 1
    body: bytes = b"picture"


def test_a_photo_goes_over_where_the_one_that_stays_has_none(pairs: Pairs) -> None:
    kept, other = two_of_lea(pairs)
    photo = a_photo(other, "Two at a well")
    assert asking.outlook(pairs.pair(), kept, at=now()).gain.choices == ()

    pairs.merge(kept)

    (now_its,) = photos.of(Subject.ACT, kept)
    assert (now_its.id, now_its.words, photos.picture(photo, 1)) == (photo, "Two at a well", b"picture")


@pytest.mark.parametrize("takes", [(), (Choice.PHOTO,)])
def test_of_two_photos_the_lead_says_which_stays(pairs: Pairs, takes: tuple[Choice, ...]) -> None:
    kept, other = two_of_lea(pairs)
    mine, theirs = a_photo(kept, "Mine"), a_photo(other, "Theirs")
    assert asking.outlook(pairs.pair(), kept, at=now()).gain.choices == (Choice.PHOTO,)

    pairs.merge(kept, takes=takes)

    assert [photo.id for photo in photos.of(Subject.ACT, kept)] == [theirs if takes else mine]


def test_what_leads_think_goes_over_and_who_scored_both_keeps_one_score(pairs: Pairs) -> None:
    kept, other = (wish_of(act).id for act in two_of_lea(pairs))
    bea = a_lead("bea@example.org", pairs.city, name="Bea")
    for subject, who, score in ((kept, pairs.ada, 4), (other, pairs.ada, 1), (other, bea, 5)):
        reviews.give(subject, str(who.id), score=score, words=f"{score} of 5", at=now())
    reviews.say(other, by=str(bea.id), words="Heard them live.", at=now())
    db.session.commit()

    pairs.merge(wish_artist(kept))

    panel = reviews.panel(bea, kept, city_id=pairs.city.id, at=now())
    assert panel.mine is not None
    assert (panel.mine.words, [one.words for one in panel.others]) == ("5 of 5", ["4 of 5"])
    assert [one.words for one in panel.remarks] == ["Heard them live."]


def wish_artist(application_id: str) -> str:
    return db.session.get_one(Application, application_id).artist_id


def test_whom_it_would_not_meet_and_who_would_not_meet_it_goes_over(pairs: Pairs) -> None:
    kept, other = sent(pairs.lea, apart="The Wrens"), sent(pairs.lea, act_name="Larks", apart="Hanna Host")
    space = pairs.shows[0].space_id
    veto = host_vetoes.say(space, "those Larks", at=now())
    host_vetoes.settle(space, veto, other, at=now())
    deposits.put_vetoes([(other, pairs.shows[1].space_id, None)], said_by="host")
    db.session.commit()

    pairs.merge(kept)

    act = own_acts.own_act(a_player(a_person("lea@example.org")), kept)
    assert act.said["apart"] == ["The Wrens", "Hanna Host"]
    with granted("a test"):
        rows = db.session.execute(select(SealedVeto.artist_id, SealedVeto.space_id, SealedVeto.said_by)).all()
    assert {tuple(row) for row in rows} >= {(kept, space, "lead"), (kept, pairs.shows[1].space_id, "host")}


def test_a_place_on_standby_goes_over(pairs: Pairs) -> None:
    kept, other = two_of_lea(pairs)
    accepted(kept, other)
    standby.put(pairs.edition.id, pairs.city.id, {1: other})
    db.session.commit()

    pairs.merge(kept)

    assert standby.kept(pairs.edition.id, pairs.city.id) == {1: kept}


def test_who_is_on_nobodys_list_any_more_still_means_the_act_that_stays(pairs: Pairs) -> None:
    kept, other = two_of_lea(pairs)
    pairs.merge(kept)

    assert merged.merged() == {other: kept}


def test_they_are_two_is_remembered_and_can_be_undone(pairs: Pairs) -> None:
    two_of_lea(pairs)
    client = pairs.browser()
    one, other = pairs.pair().pair
    address = f"/lead/berlin/doubles/{one}/{other}"

    assert client.post(f"{address}/two").status_code == 303
    said = pairs.pair().said
    assert said is not None
    assert said.state is State.TWO
    assert client.post(f"{address}/undo").status_code == 303
    assert pairs.pair().said is None
    assert wish_of(one).state is ApplicationState.SUBMITTED


def test_two_contacts_are_asked_and_nothing_happens_before_both_say_yes(pairs: Pairs) -> None:
    kept, other = one_each(pairs)
    lea, noor = (a_player(a_person(f"{name}@example.org")) for name in ("lea", "noor"))

    assert pairs.merge(kept) == State.ASKED
    assert pairs.merge(kept) == State.ASKED
    assert letters("double_asked") == sorted([("double_asked", kept), ("double_asked", other)])
    assert asking.answer(lea, kept, town_at, yes=True, at=now()) is State.ASKED
    assert asking.answer(lea, kept, town_at, yes=True, at=now()) is State.ASKED
    assert wish_of(other).state is ApplicationState.SUBMITTED
    assert asking.answer(noor, other, town_at, yes=True, at=now()) is State.MERGED

    assert wish_of(other).state is ApplicationState.WITHDRAWN
    assert letters("acts_merged") == sorted([("acts_merged", kept), ("acts_merged", other)])


def test_an_open_offer_is_put_to_who_speaks_for_the_act_by_then_and_so_are_its_reminders(pairs: Pairs) -> None:
    at = now()
    kept, other = one_each(pairs)
    lea, noor = (a_player(a_person(f"{name}@example.org")) for name in ("lea", "noor"))
    accepted(kept, other)
    placed(pairs, 1, other)
    offering.ask(pairs.shows[1], 1, by=str(pairs.ada.id), at=at)
    pairs.merge(kept, seen=1)
    assert offers_sent(pairs, at) == {"noor@example.org": 1}

    asking.answer(lea, kept, town_at, yes=True, at=at)
    assert asking.answer(noor, other, town_at, yes=True, at=at) is State.MERGED
    assert offers_sent(pairs, at) == {"lea@example.org": 1}

    assert offers_sent(pairs, at + timedelta(hours=71)) == {"lea@example.org": 2}


def offers_sent(pairs: Pairs, at: datetime) -> dict[str, int]:
    """To whom letters about offers leave until then, and how many; never to nobody."""
    db.session.commit()
    folder = pairs.app.extensions["coordinator.settings"].folder / "outbox"
    for file in folder.glob("*.eml"):
        file.unlink()
    jobs.work_off(pairs.app.extensions["coordinator.jobs"], at=at)
    read = BytesParser(policy=policy.default)
    sent = [read.parsebytes(file.read_bytes()) for file in folder.glob("*.eml")]
    asks = [str(letter["To"]) for letter in sent if "Action required" in str(letter["Subject"])]
    return dict(Counter(to.rpartition("<")[2].strip(">") for to in asks))


def test_one_no_makes_them_two(pairs: Pairs) -> None:
    kept, other = one_each(pairs)
    pairs.merge(kept)

    assert asking.answer(a_player(a_person("noor@example.org")), other, town_at, yes=False, at=now()) is State.TWO
    with pytest.raises(NotFound):
        asking.answer(a_player(a_person("lea@example.org")), kept, town_at, yes=True, at=now())


def test_nobody_answers_for_an_act_that_is_not_theirs(pairs: Pairs) -> None:
    kept, _ = one_each(pairs)
    pairs.merge(kept)

    with pytest.raises(NotFound):
        asking.answer(a_player(a_person("noor@example.org")), kept, town_at, yes=True, at=now())


def test_what_came_in_the_way_meanwhile_keeps_both_yeses_for_the_lead(pairs: Pairs) -> None:
    kept, other = one_each(pairs)
    accepted(kept, other)
    pairs.merge(kept)
    placed(pairs, 0, kept)
    slots.put(pairs.shows[0], 2, other)
    db.session.commit()
    asking.answer(a_player(a_person("lea@example.org")), kept, town_at, yes=True, at=now())

    assert asking.answer(a_player(a_person("noor@example.org")), other, town_at, yes=True, at=now()) is State.ASKED
    db.session.commit()
    slots.clear(pairs.shows[0].id, 2)
    db.session.commit()

    assert pairs.merge(kept) == State.MERGED


def test_a_contact_learns_neither_name_nor_address_of_the_other(pairs: Pairs) -> None:
    kept, other = one_each(pairs, act_name="Unheard Thunder")
    pairs.merge(kept)

    pages = [pairs.lea.get(f"/artist/acts/{kept}{below}").text for below in ("", "/one")]

    assert "one act" in pages[0]
    words = ("Unheard Thunder", "Noor", wish_of(other).id, other)
    shown = "".join(pages).replace("Noor Lark", "")  # whom Lea has named herself
    assert [word for word in words if word in shown] == []


def test_what_a_lead_only_thinks_is_told_to_no_contact(pairs: Pairs) -> None:
    kept, _ = one_each(pairs)
    before = pairs.lea.get(f"/artist/acts/{kept}").text
    asking.say_two(pairs.ada, pairs.pair(), at=now())
    db.session.commit()

    assert pairs.lea.get(f"/artist/acts/{kept}/one").status_code == 404
    assert "one act" not in pairs.lea.get(f"/artist/acts/{kept}").text
    assert "one act" not in before


def test_who_lost_the_act_reads_what_became_of_it(pairs: Pairs) -> None:
    kept, other = one_each(pairs)
    pairs.merge(kept)
    asking.answer(a_player(a_person("lea@example.org")), kept, town_at, yes=True, at=now())
    asking.answer(a_player(a_person("noor@example.org")), other, town_at, yes=True, at=now())
    db.session.commit()

    assert "made one with another" in pairs.noor.get(f"/artist/acts/{other}").text
    assert "has become one with this" in pairs.lea.get(f"/artist/acts/{kept}").text


def test_where_a_list_gave_no_address_nobody_can_agree(pairs: Pairs) -> None:
    acts = artists_taken(
        pairs.edition,
        pairs.city,
        an_artist("A1", email="", members=("Ana One",)),
        an_artist("A2", members=("Ana One",)),
    )

    with pytest.raises(Conflict, match="unreachable"):
        pairs.merge(acts[0])


def merge_pair(city_id: str, edition_id: str, lead: str, kept: str) -> None:
    """What a lead does."""
    at = now()
    reader = Reader(lead, frozenset({(Role.LEAD, city_id)}))
    (double,) = asking.of_city(reader, edition_id=edition_id, city_id=city_id, at=at)
    state = asking.merge(reader, double, kept, town_at, seen=0, at=at)
    if state is not State.MERGED:
        raise Conflict("asked")


def test_of_two_leads_at_once_both_read_of_one_merger(pairs: Pairs, db_url: str, tmp_path: Path) -> None:
    kept, other = two_of_lea(pairs)
    job = (merge_pair, pairs.city.id, pairs.edition.id, str(pairs.ada.id), kept)

    with several_racers(db_url, tmp_path) as race:
        assert race(job, job) == ["done", "done"]

    assert (wish_of(kept).state, wish_of(other).state) == (ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN)
    assert letters("acts_merged") == [("acts_merged", kept)]


def test_of_two_leads_who_keep_different_ones_one_wins_whole(pairs: Pairs, db_url: str, tmp_path: Path) -> None:
    acts = two_of_lea(pairs)
    about = (pairs.city.id, pairs.edition.id, str(pairs.ada.id))

    with several_racers(db_url, tmp_path) as race:
        race(*((merge_pair, *about, act) for act in acts))

    states = sorted(str(wish_of(act).state) for act in acts)
    assert states == ["submitted", "withdrawn"]
    assert len(letters("acts_merged")) == 1


def test_what_a_lead_reads_before_says_what_follows(pairs: Pairs) -> None:
    kept, other = two_of_lea(pairs, links="https://own.example/b")
    accepted(kept, other)
    placed(pairs, 1, other)
    one, two = pairs.pair().pair
    client, address = pairs.browser(), f"/lead/berlin/doubles/{one}/{two}/merge"

    page = client.get(f"{address}?keep={kept}").text

    assert [
        words for words in ("1 slot goes over", "https://own.example/b", "cannot be undone") if words not in page
    ] == []
    assert client.post(address, data={"keep": kept, "seen": "0"}).status_code == 409
    assert client.post(address, data={"keep": kept, "seen": "1"}).status_code == 303
    assert client.post(address, data={"keep": kept, "seen": "1"}).status_code == 303
    assert bill(pairs)[1] == {1: kept}
