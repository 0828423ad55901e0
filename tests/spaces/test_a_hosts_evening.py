"""A host's evening: when to be ready and never who plays; her own guests are counted, and named in private."""

from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from coordinator.clock import now
from coordinator.db import db, random_id
from coordinator.disclosure import access_words, own_evenings, own_guests, plus_ones, slots
from coordinator.disclosure.entries import AskedBy
from coordinator.disclosure.own_guests import Expected, Kept, OwnGuest
from coordinator.disclosure.people import find_person
from coordinator.disclosure.sealed import Disclosure
from coordinator.disclosure.sealed_guests import SealedEntry
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.gate import granted
from coordinator.guests.draw_list import Pool
from coordinator.guests.models import EntryState, Help
from coordinator.hosting import closing, evenings
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import STRANGER, Reader
from coordinator.shows.models import Show, ShowState
from tests.campaign.builders import a_city, a_space, an_edition, spaces_taken
from tests.kept import kept
from tests.people.builders import a_person, signed_in
from tests.spaces.hosted import HOST, Hosted, a_hosted_show, move_to_another_home

ACTS = ("Unheard Thunder", "Quiet Rain", "Loud Moss")
NOBODY = Expected()


def _pages(hosted: Hosted) -> str:
    browser = hosted.browser()
    paths = ("", "/evening", f"/evening/{hosted.show.id}/sheet", f"/evening/{hosted.show.id}/guests")
    answers = [browser.get(hosted.url + path) for path in paths]
    assert [answer.status_code for answer in answers] == [200] * 4
    return " ".join(answer.text for answer in answers)


def test_weeks_before_a_host_learns_when_to_be_ready_and_no_set_time(app: Flask) -> None:
    hosted = a_hosted_show(app, curfew=time(22, 30))

    seen = evenings.evening(hosted.reader, hosted.form, hosted.show, at=hosted.show.starts_at - timedelta(days=30))

    assert (f"{seen.load_in:%H:%M}", f"{seen.ends:%H:%M}", f"{seen.quiet_at:%H:%M}") == ("18:40", "22:00", "22:30")
    assert (seen.sets, seen.sets_are_told) == ((), False)
    assert "The set times stand here 72 hours before the start." in _pages(hosted)


def test_once_the_address_is_told_the_set_times_are_and_no_name(app: Flask) -> None:
    hosted = a_hosted_show(app, days=2)

    pages = _pages(hosted)

    reveal = hosted.show.starts_at - timedelta(hours=72)
    before, after = (
        evenings.evening(hosted.reader, hosted.form, hosted.show, at=at)
        for at in (reveal - timedelta(seconds=1), reveal)
    )
    assert before.sets == ()
    assert [
        (one.position, f"{one.begins:%H:%M}", f"{one.ends:%H:%M}", one.people, one.needs) for one in after.sets
    ] == [
        (1, "19:30", "19:55", 2, ("piano",)),
        (2, "20:10", "20:35", 1, ()),
        (3, "20:50", "21:20", 4, ("drums", "amplified")),
    ]
    assert [word for word in (*ACTS, *hosted.acts) if word in pages] == []
    assert "Act 3" in pages


def test_not_even_after_the_embargo_does_the_sheet_name_an_act(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-3)
    assert hosted.edition.embargo_ends_at is not None

    assert [word for word in ACTS if word in _pages(hosted)] == []


def test_behind_a_closed_door_no_set_time_is_told(app: Flask) -> None:
    hosted = a_hosted_show(app, days=2)
    closing.close(hosted.reader, hosted.show.space_id, at=now())
    db.session.commit()

    pages = _pages(hosted)

    assert ("Your door is closed, so nobody is told where you are" in pages, "Act 3" in pages) == (True, False)


def test_a_lineup_that_is_not_final_is_no_set_time(app: Flask) -> None:
    hosted = a_hosted_show(app, days=2, locked=False)

    assert "The evening is not put together yet" in _pages(hosted)


@pytest.mark.parametrize("days", [40, 2])
@pytest.mark.usefixtures("alike")
def test_other_acts_make_no_difference_to_what_a_host_sees_before_they_are_final(app: Flask, days: int) -> None:
    hosted = a_hosted_show(app, days=days, locked=False)
    before = _pages(hosted)

    for position in (1, 3):
        slots.clear(hosted.show.id, position)

    assert _pages(hosted) == before


def test_the_evening_is_its_hosts_alone(app: Flask) -> None:
    hosted = a_hosted_show(app)
    other = a_person("other@example.org")
    accounts.grant(Role.HOST, other)
    strange = signed_in(app.test_client(), other)
    paths = [
        f"{hosted.url}/evening{page}" for page in ("", *(f"/{hosted.show.id}/{one}" for one in ("sheet", "guests")))
    ]

    assert [strange.get(path).status_code for path in paths] == [404] * 3
    assert [signed_in(app.test_client(), hosted.lead()).get(path).status_code for path in paths] == [404] * 3
    assert strange.post(paths[2], data={"guests": "1"}).status_code == 404
    with pytest.raises(NotFound):
        evenings.keep_seats(STRANGER, hosted.show.space_id, hosted.show.id, Kept(1), NOBODY, at=hosted.show.starts_at)


def test_a_show_of_another_room_is_none_of_this_host(app: Flask) -> None:
    hosted = a_hosted_show(app)
    (elsewhere,) = spaces_taken(hosted.edition, a_city(), a_space("S2", address="1 Other Street"))

    answers = [
        hosted.browser().get(f"{hosted.url}/evening/{elsewhere.id}/{page}").status_code for page in ("sheet", "guests")
    ]

    assert answers == [404, 404]
    with pytest.raises(NotFound):
        own_guests.expected(hosted.form, elsewhere)


def test_a_host_with_an_evening_learns_whom_to_ask_and_that_is_written_down(app: Flask) -> None:
    hosted = a_hosted_show(app)
    hosted.lead(name="Lea <b>Lead")

    page = hosted.browser().get(f"{hosted.url}/evening").text

    assert ("Lea &lt;b&gt;Lead" in page, "mailto:lead@example.org" in page) == (True, True)
    line = (Disclosure.fact == "lead_name") & (Disclosure.reader_id == hosted.reader.id)
    assert db.session.scalars(select(Disclosure.subject).where(line)).all() == [hosted.show.city_id]


def test_an_evening_that_was_called_off_is_no_evening(app: Flask) -> None:
    hosted = a_hosted_show(app)
    db.session.execute(update(Show).values(state=ShowState.CANCELLED))
    db.session.commit()
    browser = hosted.browser()

    assert "No evening is planned here yet" in browser.get(f"{hosted.url}/evening").text
    assert browser.get(f"{hosted.url}/evening/{hosted.show.id}/guests").status_code == 404


def test_clocks_that_change_between_load_in_and_end_are_the_rooms_own(app: Flask) -> None:
    edition, berlin = an_edition(day=date(2026, 10, 24)), a_city()
    (show,) = spaces_taken(edition, berlin, a_space("S1", start=time(23, 30), minutes=240))
    hosted = Hosted(app, edition, show, [], Reader(find_person(HOST), frozenset({(Role.HOST, None)})))

    seen = evenings.evening(hosted.reader, hosted.form, show, at=show.starts_at)

    assert (f"{seen.load_in:%H:%M}", f"{seen.ends:%H:%M}") == ("22:40", "02:30")


def test_seats_are_kept_first_and_named_then_and_the_names_are_sealed(app: Flask) -> None:
    hosted = a_hosted_show(app, capacity=35)
    browser, path = hosted.browser(), f"{hosted.url}/evening/{hosted.show.id}/guests"

    answers = [
        browser.post(path, data={"guests": "3", "neighbours": "2"}),
        browser.post(
            path,
            data={
                "guests": "3",
                "neighbours": "2",
                "guest_name": ["Oma Ölga 🎻", "", "Ben"],
                "guest_needs": ["a chair with arms", "", ""],
                "neighbour_name": ["Frau Nachbar", ""],
                "neighbour_needs": ["", ""],
            },
        ),
    ]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert own_guests.declared([hosted.show]) == {hosted.show.id: Kept(3, 2)}
    assert own_guests.expected(hosted.form, hosted.show) == Expected(
        (OwnGuest("Oma Ölga 🎻", "a chair with arms"), OwnGuest("Ben")), (OwnGuest("Frau Nachbar"),)
    )
    with granted("test"):
        rows = kept("sec_own_guests")
    assert [word for word in ("Ölga", "chair", "Nachbar") if word in rows] == []
    pages = _pages(hosted)
    assert "5 seats of these you keep for people you know, so 30 are drawn." in pages
    assert 'value="Oma Ölga 🎻"' in pages
    assert hosted.show.capacity == 35


@pytest.mark.parametrize(
    ("capacity", "wanted", "names", "field"),
    [
        (20, Kept(3), NOBODY, "guests"),
        (5, Kept(2), NOBODY, "guests"),
        (20, Kept(0, 3), NOBODY, "neighbours"),
        (20, Kept(1), Expected((OwnGuest("A"), OwnGuest("B"))), "guests"),
        (20, Kept(0, 0), Expected((), (OwnGuest("A"),)), "neighbours"),
    ],
)
def test_no_more_than_a_tenth_and_two_neighbours_and_no_name_without_a_seat(
    app: Flask, capacity: int, wanted: Kept, names: Expected, field: str
) -> None:
    hosted = a_hosted_show(app, capacity=capacity)
    early = hosted.show.starts_at - timedelta(days=30)

    with pytest.raises(Invalid) as refused:
        evenings.keep_seats(hosted.reader, hosted.show.space_id, hosted.show.id, wanted, names, at=early)

    assert list(refused.value.faults) == [field]
    assert own_guests.declared([hosted.show])[hosted.show.id] == Kept()


@pytest.mark.parametrize(("capacity", "most"), [(5, 0), (9, 0), (10, 1), (19, 1), (20, 2)])
def test_a_host_gives_at_most_a_tenth_of_the_seats_rounded_down(app: Flask, capacity: int, most: int) -> None:
    hosted = a_hosted_show(app, capacity=capacity)
    where, early = (hosted.show.space_id, hosted.show.id), hosted.show.starts_at - timedelta(days=20)

    evenings.keep_seats(hosted.reader, *where, Kept(most), NOBODY, at=early)
    with pytest.raises(Invalid) as refused:
        evenings.keep_seats(hosted.reader, *where, Kept(most + 1), NOBODY, at=early)

    assert list(refused.value.faults) == ["guests"]
    assert own_guests.declared([hosted.show])[hosted.show.id] == Kept(most)


def test_numbers_are_fixed_as_entries_close_and_names_an_hour_before_the_start(app: Flask) -> None:
    hosted = a_hosted_show(app)
    start = hosted.show.starts_at

    def keep(wanted: Kept | None, name: str, *, before: timedelta) -> str:
        names = Expected((OwnGuest(name),))
        try:
            evenings.keep_seats(hosted.reader, hosted.show.space_id, hosted.show.id, wanted, names, at=start - before)
        except Conflict as refused:
            return refused.reason
        return own_guests.expected(hosted.form, hosted.show).guests[0].name

    told = [
        keep(Kept(2), "Ann", before=timedelta(days=10, seconds=1)),
        keep(Kept(1), "Bea", before=timedelta(days=10)),
        keep(Kept(2), "Cem", before=timedelta(days=10)),
        keep(None, "Dan", before=timedelta(hours=1, seconds=1)),
        keep(None, "Eve", before=timedelta(hours=1)),
    ]

    assert told == ["Ann", "listed", "Cem", "Dan", "list_final"]
    assert own_guests.declared([hosted.show])[hosted.show.id] == Kept(2)


def test_in_a_room_that_became_smaller_no_more_than_a_tenth_is_declared(app: Flask) -> None:
    hosted = a_hosted_show(app, capacity=40)
    early = hosted.show.starts_at - timedelta(days=30)
    evenings.keep_seats(hosted.reader, hosted.show.space_id, hosted.show.id, Kept(4, 2), NOBODY, at=early)

    hosted.show.capacity = 22

    assert own_guests.declared([hosted.show])[hosted.show.id] == Kept(2, 2)


def test_guests_of_a_host_do_not_move_with_the_show_into_another_home(app: Flask) -> None:
    hosted = a_hosted_show(app)
    early = hosted.show.starts_at - timedelta(days=30)
    names = Expected((OwnGuest("Oma", "ramp"),))
    evenings.keep_seats(hosted.reader, hosted.show.space_id, hosted.show.id, Kept(1), names, at=early)

    other = move_to_another_home(hosted)

    assert own_guests.declared([other.show])[other.show.id] == Kept()
    assert 'value="Oma"' not in _pages(other)
    evenings.keep_seats(other.reader, other.show.space_id, other.show.id, Kept(1), NOBODY, at=early)
    assert own_guests.declared([other.show])[other.show.id] == Kept(1)
    assert own_guests.expected(other.form, other.show) == NOBODY


def _an_entry(
    show: Show,
    state: EntryState,
    pool: Pool,
    people: int,
    person_id: str | None = None,
    *,
    helps: tuple[Help, ...] = (),
) -> str:
    key = random_id()
    sealed = {name: f"{name} {key}" for name in ("token", "public_id", "letter_hash")}
    sealed["access"] = access_words.seal(key, needs=False, words="I read lips", helps=helps)
    where = {"edition_id": show.edition_id, "city_id": show.city_id, "show_id": show.id, "pool": str(pool)}
    with granted("test"):
        row = {"id": key, "state": state, "people": people, "asked_at": now(), "person_id": person_id}
        db.session.execute(insert(SealedEntry), [row | where | sealed])
    return key


def test_a_host_learns_how_many_have_said_yes_and_not_who(app: Flask) -> None:
    hosted = a_hosted_show(app)
    assert "said yes so far" not in _pages(hosted)

    for state, pool, people in (
        (EntryState.CONFIRMED, Pool.GENERAL, 2),
        (EntryState.CONFIRMED, Pool.ACCESS, 1),
        (EntryState.WON, Pool.GENERAL, 2),
        (EntryState.RELEASED, Pool.ACCESS, 2),
    ):
        _an_entry(hosted.show, state, pool, people)

    assert "3 have said yes so far, 1 of them on a seat for access needs." in _pages(hosted)
    (elsewhere,) = spaces_taken(hosted.edition, a_city(), a_space("S2", address="1 Other Street"))
    with pytest.raises(NotFound):
        own_evenings.turnout(hosted.form, elsewhere)


def test_what_helps_guests_is_told_by_number_from_the_reveal_to_the_end_and_never_in_their_words(app: Flask) -> None:
    hosted = a_hosted_show(app)
    for state, helps in (
        (EntryState.CONFIRMED, (Help.CHAIR, Help.ANIMAL)),
        (EntryState.CONFIRMED, (Help.CHAIR,)),
        (EntryState.CONFIRMED, ()),
        (EntryState.WON, (Help.HEARING,)),
        (EntryState.RELEASED, (Help.STEPS,)),
    ):
        _an_entry(hosted.show, state, Pool.GENERAL, 2, helps=helps)
    starts, ends, second = hosted.show.starts_at, hosted.show.ends_at, timedelta(seconds=1)
    reveal = starts - timedelta(hours=72)

    told = [
        evenings.evening(hosted.reader, hosted.form, hosted.show, at=at).helps
        for at in (reveal - second, reveal, ends - second, ends)
    ]

    known = {Help.CHAIR: 2, Help.ANIMAL: 1}
    assert told == [{}, known, known, {}]
    assert list(told[1]) == [Help.CHAIR, Help.ANIMAL]


def test_the_page_and_the_sheet_say_what_helps_in_words(app: Flask) -> None:
    hosted = a_hosted_show(app, days=2)
    _an_entry(hosted.show, EntryState.CONFIRMED, Pool.GENERAL, 1, helps=(Help.WHEELCHAIR, Help.CHAIR))
    _an_entry(hosted.show, EntryState.CONFIRMED, Pool.GENERAL, 1, helps=(Help.CHAIR,))

    pages = _pages(hosted)

    assert pages.count("a chair kept free near the door <strong>× 2</strong>") == 2
    assert pages.count("<li>room for a wheelchair</li>") == 2
    assert "I read lips" not in pages


def test_long_before_the_page_says_when_it_will_tell_what_helps(app: Flask) -> None:
    hosted = a_hosted_show(app)
    _an_entry(hosted.show, EntryState.CONFIRMED, Pool.GENERAL, 1, helps=(Help.CHAIR,))

    pages = _pages(hosted)

    assert ("such as a chair near the door, stands here from" in pages, "kept free near" in pages) == (True, False)


def test_behind_a_closed_door_and_elsewhere_nothing_that_helps_is_told(app: Flask) -> None:
    hosted = a_hosted_show(app)
    _an_entry(hosted.show, EntryState.CONFIRMED, Pool.GENERAL, 1, helps=(Help.CHAIR,))
    at, show, edition = hosted.show.starts_at, hosted.show, hosted.edition

    def told() -> dict[Help, int]:
        return dict(own_evenings.helps(hosted.reader, hosted.form, show, edition, at=at))

    assert told() == {Help.CHAIR: 1}
    stood, show.state = show.state, ShowState.CANCELLED
    assert told() == {}
    show.state = stood
    closing.close(hosted.reader, show.space_id, at=at)
    assert told() == {}


def _expected(hosted: Hosted) -> None:
    """A party of two whose second has said yes, one whose second has not answered, and one that gave its seat back."""
    mara, noor, zoe, ola = (
        a_person(f"{name.split()[0].lower()}@example.org", name=name)
        for name in ("mara Guest", "Noor Second", "Zoe Back", "Ola <b>Two")
    )
    pair = _an_entry(hosted.show, EntryState.CONFIRMED, Pool.GENERAL, 2, mara)
    named = plus_ones.find(plus_ones.ask(pair, AskedBy("Noor", "noor@example.org", None), at=now()))
    assert named is not None
    assert plus_ones.join(named, hosted.edition.date, noor)
    other = _an_entry(hosted.show, EntryState.CONFIRMED, Pool.GENERAL, 2, ola)
    plus_ones.ask(other, AskedBy("Silent", "silent@example.org", None), at=now())
    _an_entry(hosted.show, EntryState.RELEASED, Pool.GENERAL, 1, zoe)
    db.session.commit()


def test_first_names_are_told_from_the_hour_of_the_bell_to_the_end_and_written_down(app: Flask) -> None:
    hosted = a_hosted_show(app)
    _expected(hosted)
    starts, ends, hour = hosted.show.starts_at, hosted.show.ends_at, timedelta(hours=1)
    second = timedelta(seconds=1)

    told = [
        evenings.evening(hosted.reader, hosted.form, hosted.show, at=at).first_names
        for at in (starts - 3 * hour - second, starts - 3 * hour, ends - second, ends)
    ]

    assert told == [(), ("mara", "Noor", "Ola"), ("mara", "Noor", "Ola"), ()]
    facts = db.session.scalars(select(Disclosure.fact).where(Disclosure.fact == "first_names")).all()
    assert len(facts) == 2


def test_behind_a_closed_door_and_of_a_show_called_off_no_first_name_is_told(app: Flask) -> None:
    hosted = a_hosted_show(app)
    _expected(hosted)
    at = hosted.show.starts_at - timedelta(hours=1)
    show, edition = hosted.show, hosted.edition
    assert len(own_evenings.first_names(hosted.reader, hosted.form, show, edition, at=at)) == 3

    stood, show.state = show.state, ShowState.CANCELLED
    assert own_evenings.first_names(hosted.reader, hosted.form, show, edition, at=at) == ()
    show.state = stood
    closing.close(hosted.reader, show.space_id, at=at)

    assert own_evenings.first_names(hosted.reader, hosted.form, show, edition, at=at) == ()


def test_page_and_sheet_name_the_guests_shortly_before_and_say_before_from_when_on(app: Flask) -> None:
    hosted = a_hosted_show(app)
    _expected(hosted)
    early = _pages(hosted)

    hosted.show.starts_at, hosted.show.ends_at = now() + timedelta(hours=1), now() + timedelta(hours=3)
    db.session.commit()

    late = _pages(hosted)
    assert ("First names stand here from" in early, "mara" in early) == (True, False)
    assert ("First names stand here from" in late, late.count("<bdi>mara</bdi>, <bdi>Noor</bdi>, <bdi>Ola</bdi>")) == (
        False,
        2,
    )
    assert [word for word in ("Guest", "Second", "Zoe", "silent@") if f"{word}<" in late or f" {word}@" in late] == []


def test_what_was_typed_stays_beside_its_fault(app: Flask) -> None:
    hosted = a_hosted_show(app, capacity=20)
    path = f"{hosted.url}/evening/{hosted.show.id}/guests"

    answer = hosted.browser().post(
        path, data={"guests": "9", "neighbours": "1", "neighbour_name": "Frau Nachbar", "neighbour_needs": "ramp"}
    )

    assert answer.status_code == 422
    assert [word in answer.text for word in ("you can keep 2 at most", 'value="9"', "Frau Nachbar", "ramp")] == [
        True
    ] * 4


def test_a_tool_for_the_draw_reads_all_shows_in_one_statement(app: Flask) -> None:
    hosted = a_hosted_show(app)

    assert own_guests.declared([]) == {}
    assert own_guests.declared([hosted.show, hosted.show]) == {hosted.show.id: Kept()}
    assert own_evenings.shows_in(hosted.form) == [hosted.show]
