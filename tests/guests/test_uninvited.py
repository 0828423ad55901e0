"""Somebody enters whom a host does not want: her lead decides, nothing happens by itself, and nobody else can tell."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import doors, guest_evenings, host_vetoes, uninvited, voids
from coordinator.disclosure import entries as own
from coordinator.disclosure.people import identity
from coordinator.disclosure.policy import Phase
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.guests import chain, draw_result, entries, linking, revealing, voiding
from coordinator.guests import uninvited as deciding
from coordinator.guests.chain import What
from coordinator.guests.chain_check import faults_in
from coordinator.guests.drawing import PublicDraw
from coordinator.guests.models import EntryState
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import STRANGER, Reader
from coordinator.shows.models import Show
from coordinator.spaces.models import SpaceState
from tests.guests.entering import guests, held, open_shows, published, wishes
from tests.guests.test_after import an_evening
from tests.guests.test_between_list_and_draw import hold
from tests.guests.test_evenings import ADDRESS
from tests.guests.test_plus_ones import BEA, comes
from tests.guests.test_seats import by_state, entry_id, links, state
from tests.guests.test_tickets import confirmed
from tests.guests.test_voiding import a_lead, line_of, where_of
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters

WORDS = "We cannot offer you a seat this time."
NAME = "Karl, who lived here"


def not_wanted(show: Show, email: str) -> str:
    """The host of a show's room does not want whoever has that address; the veto's id."""
    veto_id = host_vetoes.say(show.space_id, NAME, email=email, at=now())
    db.session.commit()
    return veto_id


def decided(lead: Reader, show: Show, guest: Reader, veto_id: str, *, comes: bool, at: datetime) -> None:
    """The lead says whether the party of that guest may come."""
    this = (where_of(show), veto_id, entry_id(guest))
    if comes:
        deciding.let_come(lead, *this, at=at)
    else:
        deciding.keep_out(lead, *this, WORDS, at=at)
    db.session.commit()


def to_decide(show: Show, at: datetime) -> list[str]:
    """The entries about which there is something to decide."""
    return [one.entry_id for one in uninvited.every(where_of(show), at=at)]


def told(at: datetime) -> list[str]:
    """Who gets a letter about it by then."""
    deciding.tell_due(at)
    db.session.commit()
    return [str(one["To"]) for one in letters(at=at) if "Action required: an entry in" in str(one["Subject"])]


def page_of(app: Flask, reader: Reader, path: str) -> str:
    client: FlaskClient = signed_in(app.test_client(), str(reader.id))
    return client.get(path).text.partition("<main")[2]


@pytest.mark.parametrize("email", ["guest-0@example.org", "GUEST-0+concerts@example.org"])
def test_a_lead_hears_of_a_guest_by_her_mailbox_and_lets_her_come_or_not(app: Flask, email: str) -> None:
    show, other, _ = open_shows()
    mia, _ = guests(show, count=2)
    guests(other, first=5)
    lead = a_lead(show)
    before = (to_decide(show, now()), told(now()))
    veto_id = not_wanted(show, email)

    after = (to_decide(show, now()), told(now()), told(now()))
    page = page_of(app, lead, "/lead/berlin/voids")
    decided(lead, show, mia, veto_id, comes=True, at=now())

    assert before == ([], [])
    assert after == ([entry_id(mia)], ["Ada <lead@example.org>"], [])
    assert (NAME in page, "guest-0" in page) == (True, False)
    assert (to_decide(show, now()), state(mia)) == ([], EntryState.ENTERED)
    assert NAME not in page_of(app, lead, "/lead/berlin/voids")


def test_a_name_alone_matches_nobody(app: Flask) -> None:
    show, _, _ = open_shows()
    mia = Reader(a_person("karl@example.org", name=NAME))
    entries.enter(mia, wishes(show), at=now())
    host_vetoes.say(show.space_id, NAME, at=now())
    db.session.commit()
    by_name = to_decide(show, now())

    not_wanted(show, "karl@example.org")

    assert (by_name, to_decide(show, now())) == ([], [entry_id(mia)])


def test_a_show_that_is_in_another_room_and_none_that_she_asked_for_concerns_nobody(app: Flask) -> None:
    show, other, _ = open_shows()
    (mia,) = guests(show)
    not_wanted(other, "guest-0@example.org")

    before = to_decide(show, now())
    other.starts_at -= timedelta(hours=1)
    db.session.flush()
    show.space_id = other.space_id
    db.session.flush()

    assert (before, to_decide(show, now())) == ([], [entry_id(mia)])


def test_kept_out_before_the_list_she_is_not_in_it_and_does_not_enter_again(app: Flask) -> None:
    show, other, _ = open_shows()
    mia, noor = guests(show, count=2)
    lead = a_lead(show)
    line = line_of(mia)

    decided(lead, show, mia, not_wanted(show, "guest-0@example.org"), comes=False, at=now())
    with pytest.raises(Conflict) as again:
        entries.enter(mia, wishes(other), at=now())
    with pytest.raises(Conflict):
        entries.withdraw(mia, entry_id(mia), at=now())
    with pytest.raises(Conflict):
        entries.change(mia, entry_id(mia), wishes(other), at=now())
    db.session.rollback()
    mine = page_of(app, mia, "/entries/")
    draw = held(show)

    assert again.value.reason == "void"
    assert (WORDS in mine, NAME in mine, "Change it" in mine) == (True, False, False)
    assert (line in draw.file.decode(), line_of(noor) in draw.file.decode()) == (False, True)
    assert (state(mia), state(noor)) == (EntryState.VOID, EntryState.WON)
    (kept,) = voids.of_city(lead, where_of(show), at=now())
    with pytest.raises(Conflict) as late:
        _undo(lead, show, kept.id)
    assert late.value.reason == "not_listed"


def _undo(lead: Reader, show: Show, void_id: str) -> None:
    voiding.undo(lead, where_of(show), void_id, at=now())
    db.session.commit()


def test_undone_before_the_list_she_takes_part_again(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = guests(show)
    lead = a_lead(show)
    veto_id = not_wanted(show, "guest-0@example.org")
    decided(lead, show, mia, veto_id, comes=False, at=now())
    (kept,) = voids.of_city(lead, where_of(show), at=now())

    _undo(lead, show, kept.id)

    assert (state(mia), to_decide(show, now())) == (EntryState.ENTERED, [entry_id(mia)])
    assert line_of(mia) in published(show).file.decode()


def _follows(draw: PublicDraw) -> dict[str, object]:
    """What in the chain of a draw does not follow from its list and result."""
    lines = linking.links(draw.draw.edition_id, draw.draw.city_id)
    file = "".join(f"{line}\n" for line in lines).encode()
    found = chain.read(file, after=draw_result.fingerprint(draw.result))
    assert {one.because for one in found if one.what is What.VOID} <= {"other"}
    result = draw_result.check(draw.file, draw.result)
    return dict(faults_in(found, result.drawn, result.order))


@pytest.mark.parametrize("seats", [3, 8])
@pytest.mark.parametrize("in_time", [True, False])
def test_kept_out_between_list_and_draw_the_list_stays_and_she_has_no_seat(
    app: Flask, seats: int, in_time: bool
) -> None:
    show, _, _ = open_shows()
    show.capacity = seats
    db.session.commit()
    everybody = guests(show, count=12)
    lead = a_lead(show)
    fixed = published(show)
    mia = everybody[0]
    veto_id = not_wanted(show, "guest-0@example.org")

    decided(lead, show, mia, veto_id, comes=False, at=fixed.draw.closed_at if in_time else fixed.draw.due_at)
    found = hold(show)

    assert found.file == fixed.file
    assert (line_of(mia) in found.file.decode(), state(mia)) == (True, EntryState.VOID)
    rest = {one: len(who) for one, who in by_state(everybody[1:]).items()}
    assert rest == {EntryState.WON: seats, EntryState.WAITLISTED: 11 - seats}
    record = chain.read(linking.before(found.draw), after=found.root)
    assert [link.entry for link in record] == [line_of(mia)] * in_time
    assert [link[:2] for link in links(found)][:1] == [(What.VOID, line_of(mia))] * (not in_time)
    assert _follows(found) == {}


def test_a_veto_after_the_draw_stops_the_address_until_the_lead_has_decided(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    lead = a_lead(show)
    reveal = show.starts_at - timedelta(hours=72)
    open_before = _address(mia, reveal)

    veto_id = not_wanted(show, identity(str(mia.id)).email)
    revealing.reveal_due(reveal)
    db.session.commit()
    waits = (_address(mia, reveal), guest_evenings.may_read(entry_id(mia), str(mia.id), at=reveal), _ready(reveal))
    phase = guest_evenings.evening(mia, entry_id(mia), at=reveal).phase
    decided(lead, show, mia, veto_id, comes=True, at=reveal)
    revealing.reveal_due(reveal)
    db.session.commit()

    assert open_before == ADDRESS
    assert (waits, phase) == ((None, False, 0), Phase.CLOSED)
    assert (_address(mia, reveal), _ready(reveal)) == (ADDRESS, 1)


def _address(reader: Reader, at: datetime) -> str | None:
    return guest_evenings.evening(reader, entry_id(reader), at=at).visit.address


def _ready(at: datetime) -> int:
    return sum("Your address is ready" in str(one["Subject"]) for one in letters(at=at))


@pytest.mark.usefixtures("alike")
def test_until_then_she_reads_at_every_hour_what_she_would_behind_a_closed_door(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    show, mia = an_evening()
    lead, reveal, near = a_lead(show), show.starts_at - timedelta(hours=72), show.starts_at - timedelta(hours=2)
    hours = (reveal, near, show.starts_at, show.ends_at, show.ends_at + timedelta(days=1))
    client = signed_in(app.test_client(), str(mia.id))

    def reads() -> list[list[tuple[int, str]]]:
        return [_pages(client, mia, at, monkeypatch) for at in hours]

    as_others = reads()
    veto_id = not_wanted(show, identity(str(mia.id)).email)
    waits = reads()
    decided(lead, show, mia, veto_id, comes=True, at=reveal)
    doors.close(show.space_id, before=SpaceState.APPROVED, shows=[show.id], at=reveal)
    db.session.commit()

    words = "The words of the hour"
    assert [words in page for at in as_others for _, page in at[:2]] == [False] * 2 + [True] * 4 + [False] * 4
    assert [at[-1][0] for at in as_others] == [404, 404, 404, 200, 200]
    assert waits == reads()


def _pages(client: FlaskClient, reader: Reader, at: datetime, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """What her pages answer at an instant."""
    for views in ("evening_views", "ticket_views", "views", "after_views"):
        monkeypatch.setattr(f"coordinator.guests.{views}.moment", lambda: at)
    entry = f"/entries/{entry_id(reader)}"
    answers = [client.get(path) for path in (f"{entry}/evening", f"{entry}/ticket", "/entries/", f"{entry}/after")]
    return [(answer.status_code, answer.text) for answer in answers]


def test_kept_out_after_the_draw_her_seat_goes_to_the_next(app: Flask) -> None:
    show, _, _ = open_shows()
    show.capacity = 3
    db.session.commit()
    everybody = guests(show, count=5)
    draw = held(show)
    mia = by_state(everybody)[EntryState.WON][0]
    veto_id = not_wanted(show, identity(str(mia.id)).email)

    lead = a_lead(show)
    for _ in range(2):
        decided(lead, show, mia, veto_id, comes=False, at=draw.draw.due_at)

    assert [what for what, _, _ in links(draw)] == [What.VOID, What.PROMOTED]
    assert _follows(draw) == {}


def test_who_comes_along_counts_once_she_has_said_yes(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = guests(show, people=2)
    not_wanted(show, BEA.email)

    before = to_decide(show, now())
    comes(mia)

    assert (before, to_decide(show, now())) == ([], [entry_id(mia)])


def test_nobody_but_who_leads_and_is_not_in_the_draw_reads_or_decides(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = guests(show)
    veto_id = not_wanted(show, "guest-0@example.org")
    accounts.grant(Role.LEAD, str(mia.id), city_id=show.city_id)
    team = Reader(a_person("team@example.org", name="Tess"), frozenset({(Role.GLOBAL, None)}))
    accounts.grant(Role.GLOBAL, str(team.id))
    db.session.commit()
    herself = Reader(mia.id, frozenset({(Role.LEAD, show.city_id)}))

    for outsider in (STRANGER, mia, Reader(a_person("else@example.org"), frozenset({(Role.LEAD, "elsewhere")}))):
        with pytest.raises(NotFound):
            uninvited.open_in(outsider, where_of(show), at=now())
        with pytest.raises(NotFound):
            decided(outsider, show, mia, veto_id, comes=True, at=now())
    with pytest.raises(Conflict) as interest:
        decided(herself, show, mia, veto_id, comes=True, at=now())
    with pytest.raises(Invalid):
        deciding.keep_out(team, where_of(show), veto_id, entry_id(mia), "", at=now())

    assert interest.value.reason == "own_interest"
    assert NAME not in page_of(app, herself, "/lead/berlin/voids")
    assert told(now()) == ["Tess <team@example.org>"]


@pytest.mark.usefixtures("alike")
def test_until_the_lead_decides_the_guest_reads_what_all_read(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = guests(show)
    before = page_of(app, mia, "/entries/")

    not_wanted(show, "guest-0@example.org")

    assert page_of(app, mia, "/entries/") == before
    assert own.own_entries(mia)[0].state is EntryState.ENTERED


def test_a_lead_decides_on_the_page_and_what_she_wrote_stays_where_it_was(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = guests(show)
    lead = a_lead(show)
    veto_id = not_wanted(show, "guest-0@example.org")
    client = signed_in(app.test_client(), str(lead.id))
    form = f"/lead/berlin/voids/not-wanted/{veto_id}/{entry_id(mia)}/out"

    blank = client.post(form, data={"words": " "})
    first, second = [client.post(form, data={"words": WORDS}).status_code for _ in range(2)]

    assert (blank.status_code, "Say why: the guest reads it." in blank.text) == (422, True)
    assert (first, second, state(mia)) == (303, 303, EntryState.VOID)
    assert WORDS in client.get("/lead/berlin/voids").text


def test_near_the_show_everybody_who_answers_for_the_city_hears_of_it(app: Flask) -> None:
    show, _, _ = open_shows()
    (mia,) = confirmed(show)
    a_lead(show)
    accounts.grant(Role.GLOBAL, a_person("team@example.org", name="Tess"))
    not_wanted(show, identity(str(mia.id)).email)

    early, late = told(show.starts_at - timedelta(days=6)), told(show.starts_at - timedelta(days=3))

    assert (early, late) == (["Ada <lead@example.org>"], ["Tess <team@example.org>"])
