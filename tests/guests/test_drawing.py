"""A city's draw in the database: published when entries close, held once its randomness is public, the same for all."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import instant, local, now
from coordinator.db import db
from coordinator.disclosure import drawing as placed
from coordinator.disclosure import entries as own
from coordinator.disclosure import own_guests
from coordinator.disclosure.own_guests import Expected, Kept
from coordinator.disclosure.own_spaces import OwnForm
from coordinator.errors import Conflict, Invalid, NotFound
from coordinator.guests import choosing, draw_list, draw_result, drawing, entries
from coordinator.guests.draw_list import Pool, Seats, Source
from coordinator.guests.draw_result import Outcome
from coordinator.guests.drawing import PublicDraw
from coordinator.guests.models import EntryState
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.shows.models import ShowState
from coordinator.wording import when
from tests.guests.draws import SIGNATURE, signed
from tests.guests.entering import edition_of, guests, held, open_shows, outcome_of, published, relisted
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters, text_of


def test_the_list_is_published_when_entries_close_and_never_changes_again(app: Flask) -> None:
    first, second, _ = open_shows()
    guests(first, second, count=3)
    edition = edition_of(first)
    closes = entries.close_at(edition, first.city_id)
    assert closes is not None

    drawing.close_due(closes - timedelta(seconds=1))
    before = drawing.find_draw(edition, first.city_id)
    draw = published(first)
    first.starts_at += timedelta(hours=2)
    first.ends_at += timedelta(hours=2)
    with pytest.raises(Conflict):
        guests(first, first=9)
    drawing.close_due(closes + timedelta(days=1))

    assert before is None
    assert (len(draw_list.read(draw.file).entries), draw.head.city) == (3, "berlin")
    assert draw.draw.due_at - closes >= timedelta(days=1)
    assert drawing.find_draw(edition, first.city_id) == draw


def test_seats_are_those_of_the_room_without_what_its_host_keeps_and_what_is_for_access(app: Flask) -> None:
    plain, kept, step_free = open_shows()
    step_free.step_free = True
    own_guests.keep(OwnForm(kept.space_id, kept.edition_id, {}), kept, Kept(2, 1), Expected(), at=now())
    db.session.commit()
    guests(step_free, count=5, needs_access=True)

    draw = published(plain)

    assert plain.capacity == 20
    assert draw.head.seats == {
        plain.id: Seats(0, 20),
        kept.id: Seats(0, 17, own=2, neighbours=1),
        step_free.id: Seats(2, 18),
    }
    assert {entry.pool for entry in draw_list.read(draw.file).entries} == {Pool.ACCESS}


def test_a_draw_tells_every_entry_its_show_or_its_place_on_the_waiting_list(app: Flask) -> None:
    show, _, _ = open_shows()
    readers = guests(show, count=30)

    draw = held(show)

    states = [own.own_entries(reader)[0].state for reader in readers]
    assert (states.count(EntryState.WON), states.count(EntryState.WAITLISTED)) == (20, 10)
    assert show.state is ShowState.DRAWN
    lines = {
        reader: draw_result.find_line(draw.file, draw.result, own.own_entries(reader)[0].public_id)
        for reader in readers
    }
    assert all(
        line is not None and (line.show == show.id) is (state is EntryState.WON)
        for line, state in zip(lines.values(), states, strict=True)
    )
    assert draw_result.check(draw.file, draw.result).faults == {}
    places = [placed.place_of(own.own_entries(reader)[0].id) for reader in readers]
    assert places == [line.place for line in lines.values() if line is not None]
    assert sorted(place or 0 for place in places) == list(range(1, 31))


def test_a_letter_at_close_brings_each_guest_her_line_the_root_and_the_round_a_day_before_it(app: Flask) -> None:
    show, _, _ = open_shows()
    readers = guests(show, count=2)
    draw = published(show)
    closed = draw.draw.closed_at

    sent = letters(at=closed)
    guests_lines = {own.own_entries(reader)[0].public_id for reader in readers}

    assert [str(one["Subject"]) for one in sent] == ["Your line in the draw"] * 2
    assert draw.draw.due_at - closed >= timedelta(days=1)
    assert draw.head.closed == closed
    lines = {line for line in draw.file.decode().splitlines() if line[:64] in guests_lines}
    assert {next(line for line in lines if line in text_of(one)) for one in sent} == lines
    for one in sent:
        assert draw.root in text_of(one)
        assert f"drand, round {draw.head.source.round}" in text_of(one)


def test_a_letter_about_a_list_does_not_leave_once_what_decides_is_known(app: Flask) -> None:
    show, _, _ = open_shows()
    guests(show)
    draw = published(show)

    assert letters(at=draw.draw.due_at) == []


def test_where_a_round_cannot_be_had_the_one_a_day_later_decides_and_the_result_says_so(app: Flask) -> None:
    show, _, _ = open_shows()
    guests(show, count=2)
    fixed = published(show)
    source, due = fixed.head.source, fixed.draw.due_at
    later = Outcome(signature=signed(source.fallback))
    hold = partial(drawing.hold, CONSOLE, edition_of(show), show.city_id)

    with pytest.raises(Conflict) as early:
        hold(later, at=due + timedelta(hours=23))
    with pytest.raises(Invalid):
        hold(Outcome(signature=signed(source.fallback + 1)), at=due + timedelta(days=2))
    draw = hold(later, at=due + timedelta(days=1))

    assert source.fallback == source.round + 28_800
    assert early.value.reason == "too_early"
    assert f'"round":{source.fallback}' in draw.result.decode().splitlines()[0]
    assert draw_result.check(draw.file, draw.result).faults == {}
    silent = draw.result.replace(f'"round":{source.fallback},'.encode(), b"")
    assert "line 1" in draw_result.check(draw.file, silent).faults


def test_few_who_need_an_access_seat_get_those_kept_for_them_though_the_list_does_not_mark_them(app: Flask) -> None:
    show, _, _ = open_shows()
    show.step_free = True
    db.session.commit()
    guests(show, count=40)
    (needing,) = guests(show, first=50, needs_access=True)

    draw = held(show)

    assert draw.head.seats[show.id] == Seats(0, 18, kept=2)
    assert {entry.pool for entry in draw_list.read(draw.file).entries} == {Pool.GENERAL}
    assert own.own_entries(needing)[0].state is EntryState.WON


def test_a_draw_is_held_in_its_time_once_by_who_may(app: Flask) -> None:
    show, _, _ = open_shows()
    guests(show, count=2)
    with pytest.raises(NotFound):
        drawing.hold(CONSOLE, edition_of(show), show.city_id, Outcome(), at=now())
    fixed = published(show)
    due, outcome = fixed.draw.due_at, outcome_of(fixed)
    hold = partial(drawing.hold, CONSOLE, edition_of(show), show.city_id)

    with pytest.raises(NotFound):
        drawing.hold(STRANGER, edition_of(show), show.city_id, outcome, at=due)
    with pytest.raises(Conflict) as early:
        hold(outcome, at=due - timedelta(seconds=1))
    with pytest.raises(Invalid):
        hold(Outcome(signature="no signature"), at=due)
    first = hold(outcome, at=due)
    again = hold(outcome, at=due + timedelta(hours=1))

    assert early.value.reason == "too_early"
    assert again == first


def test_a_draw_is_held_with_the_signature_of_its_very_round_and_with_no_other(app: Flask) -> None:
    show, _, _ = open_shows()
    guests(show, count=2)
    fixed = published(show)
    hold = partial(drawing.hold, CONSOLE, edition_of(show), show.city_id, at=fixed.draw.due_at)

    for forged in (SIGNATURE, signed(fixed.head.source.round - 1), SIGNATURE[::-1], "no signature"):
        with pytest.raises(Invalid) as refused:
            hold(Outcome(signature=forged))
        assert list(refused.value.faults) == ["signature"]
    before = drawing.find_draw(edition_of(show), show.city_id)

    assert before == fixed
    assert hold(outcome_of(fixed)).result


def test_a_lottery_that_was_drawn_stays_drawn_with_its_numbers(app: Flask) -> None:
    show, _, _ = open_shows()
    guests(show, count=2)
    fixed = published(show)
    relisted(fixed.draw, replace(draw_list.read(fixed.file), source=Source("lottery", name="6 of 49")))
    hold = partial(drawing.hold, CONSOLE, edition_of(show), show.city_id, at=fixed.draw.due_at)

    first = hold(Outcome(numbers=(4, 9, 21)))
    with pytest.raises(Conflict) as other:
        hold(Outcome(numbers=(4, 9, 22)))

    assert other.value.reason == "drawn_already"
    assert hold(Outcome(numbers=(21, 4, 9))) == first


def test_an_entry_for_cancelled_shows_alone_is_not_in_the_list_and_another_wish_counts(app: Flask) -> None:
    gone, stays, _ = open_shows()
    guests(gone)
    guests(gone, stays, first=1)
    gone.state = ShowState.CANCELLED
    db.session.commit()

    draw = published(stays)

    assert [entry.wishes for entry in draw_list.read(draw.file).entries] == [(stays.id,)]


def test_the_page_of_a_draw_shows_everybody_the_same_and_finds_a_line(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    show, _, _ = open_shows()
    (guest,) = guests(show)
    edition, stranger = edition_of(show), app.test_client()
    address = f"/draws/{edition.slug}/berlin"
    empty = stranger.get(address)
    draw = published(show)
    lead = a_person("lead@example.org")
    accounts.grant(Role.LEAD, lead, city_id=show.city_id)
    db.session.commit()
    line = own.own_entries(guest)[0].public_id

    fixed = stranger.get(address)
    listed = stranger.get(f"{address}/list.txt")
    unknown = stranger.post(f"{address}/line", data={"entry": "0" * 64})
    found = stranger.post(f"{address}/line", data={"entry": line.upper()})
    monkeypatch.setattr("coordinator.guests.draw_views.now", lambda: draw.draw.due_at)
    _hold(app, lead, address, signed(draw.head.source.round))
    result = stranger.get(f"{address}/result.txt")
    after = stranger.post(f"{address}/line", data={"entry": line.upper()})

    assert "Nothing is published yet" in empty.text
    assert draw.root in fixed.text
    assert draw_list.root(listed.data) == draw.root
    assert "no such entry" in unknown.text
    assert "It is in the list" in found.text
    assert draw_result.check(listed.data, result.data).faults == {}
    assert "Drawn as number 1" in after.text
    assert "only the holders of its key can have made" in after.text
    assert "Hold the draw" not in after.text


def test_the_page_names_the_round_that_decides_and_then_the_one_that_did(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    show = open_shows()[0]
    guests(show)
    fixed = published(show)
    first, later = fixed.head.source.round, fixed.head.source.fallback
    lead = a_person("lead@example.org")
    accounts.grant(Role.LEAD, lead, city_id=show.city_id)
    db.session.commit()
    hers, address = signed_in(app.test_client(), lead), f"/draws/{edition_of(show).slug}/berlin"

    def seen(after: timedelta) -> str:
        monkeypatch.setattr("coordinator.guests.draw_views.now", lambda: fixed.draw.due_at + after)
        return str(hers.get(address).text)

    soon, late = seen(timedelta()), seen(timedelta(days=1))
    hers.post(address, data={"outcome": signed(later)})
    held_ = seen(timedelta(days=1))

    assert f"Only the signature of round {first} will hold this draw, or that of round {later}" in soon
    assert (f"Signature of drand round {first}<" in soon, f"Signature of drand round {first}, or" in soon) == (
        True,
        False,
    )
    assert f"Signature of drand round {first}, or of round {later} where that cannot be had" in late
    assert f"Checked: the signature of round {later} is" in held_
    assert f"signature of round {first}" not in held_
    assert "<dt>Decided</dt>" in held_


@pytest.mark.parametrize("source", [None, Source("lottery", name="6 of 49")])
def test_all_that_orders_a_draw_stands_on_its_page_and_leads_by_its_two_lines_to_the_ranks(
    app: Flask, source: Source | None
) -> None:
    show = open_shows()[0]
    guests(show, count=3)
    fixed = published(show)
    if source:
        relisted(fixed.draw, replace(draw_list.read(fixed.file), source=source))
    outcome = Outcome(numbers=(21, 4, 9)) if source else outcome_of(fixed)
    address = f"/draws/{edition_of(show).slug}/berlin"
    before = _codes(app.test_client().get(address).text)
    draw = drawing.hold(CONSOLE, edition_of(show), show.city_id, outcome, at=fixed.draw.due_at)
    db.session.commit()

    after = _codes(app.test_client().get(address).text)
    root, came, randomness, seed, *lines = after[-6:]
    said = came.encode() if source else bytes.fromhex(came)
    ranks = [line.split()[:2] for line in draw.result.decode().splitlines()[1:]]

    assert lines == [
        'seed = SHA-256("hc-draw/1|seed|" + list hash + randomness)',
        'rank = SHA-256("hc-draw/1|rank|" + seed + entry id)',
    ]
    assert before[-2:] == lines
    assert came == ("4.9.21./" if source else outcome.signature)
    assert (root, randomness) == (draw_list.root(draw.file), sha256(said).hexdigest())
    assert seed == sha256(b"hc-draw/1|seed|" + bytes.fromhex(root + randomness)).hexdigest()
    for rank, key in ranks:
        assert rank == sha256(b"hc-draw/1|rank|" + bytes.fromhex(seed + key)).hexdigest()


def _codes(page: str) -> list[str]:
    return [unescape(code) for code in re.findall(r'<code class="long">(.*?)</code>', page)]


def _hold(app: Flask, lead: str, address: str, signature: str) -> None:
    hers = signed_in(app.test_client(), lead)
    for typed, said in (
        ("12", "96 hexadecimal digits"),
        (f"{'0' * 96}", "Nobody signs with these digits"),
        (SIGNATURE, "not drand&#39;s signature of round"),
    ):
        wrong = hers.post(address, data={"outcome": typed})
        assert (wrong.status_code, f'value="{typed}"' in wrong.text, said in wrong.text) == (422, True, True)
    assert hers.post(address, data={"outcome": f" {signature.upper()} "}).status_code == 303
    assert app.test_client().post(address, data={"outcome": signature}).status_code == 401


def test_a_page_of_no_edition_or_city_is_not_there(client: FlaskClient) -> None:
    open_shows(1)

    assert [client.get(path).status_code for path in ("/draws/none/berlin", "/draws/doors/none")] == [404, 404]
    assert client.get("/draws/doors/berlin/result.txt").status_code == 404


def test_every_guest_reads_on_her_page_what_the_draw_gave_her(app: Flask) -> None:
    show, _, _ = open_shows()
    readers = guests(show, count=21)
    held(show)

    pages = [signed_in(app.test_client(), str(reader.id)).get("/entries/").text for reader in readers]

    assert sum("You were drawn" in page for page in pages) == 20
    assert sum("You are on the waiting list" in page for page in pages) == 1
    assert all('action="/draws/doors/berlin/line"' in page and "Take it back" not in page for page in pages)


def test_a_list_is_closed_with_a_named_lottery_that_is_drawn_afterwards(app: Flask) -> None:
    show = open_shows(1)[0]
    mia, *_ = guests(show, count=3)
    edition, closes = edition_of(show), entries.close_at(edition_of(show), show.city_id)
    assert closes is not None
    due = closes + timedelta(days=2)

    def close(at: datetime, due_at: datetime = due, reader: Reader = CONSOLE) -> PublicDraw:
        return drawing.close_with(reader, edition, show.city_id, "Lotto 6 aus 49", due_at=due_at, at=at)

    refused = []
    for at, due_at in ((closes - timedelta(seconds=1), due), (closes, closes)):
        with pytest.raises(Conflict) as conflict:
            close(at, due_at)
        refused.append(conflict.value.reason)
    with pytest.raises(NotFound):
        close(closes, reader=mia)
    first, again = close(closes), close(closes + timedelta(hours=1))
    drawing.close_due(closes + timedelta(hours=2))
    held_ = drawing.hold(CONSOLE, edition, show.city_id, Outcome(numbers=(4, 8, 15, 16, 23, 42)), at=due)

    assert refused == ["not_closed", "too_early"]
    assert (first.file, first.head.source) == (again.file, Source("lottery", name="Lotto 6 aus 49", at=due))
    assert draw_result.check(held_.file, held_.result).faults == {}
    assert held_.draw.due_at == due


def test_who_is_in_a_draw_reads_when_it_is_held_whatever_decides(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    show = open_shows(1)[0]
    (mia,) = guests(show)
    edition, client = edition_of(show), signed_in(app.test_client(), str(mia.id))
    closes = entries.close_at(edition, show.city_id)
    assert closes is not None
    due = closes + timedelta(days=2, hours=5)
    monkeypatch.setattr("coordinator.guests.views.now", lambda: closes)

    closed = client.get("/entries/").text
    drawing.close_with(CONSOLE, edition, show.city_id, "Lotto 6 aus 49", due_at=due, at=closes)
    db.session.commit()
    listed = client.get("/entries/").text
    with app.test_request_context():
        said = when(due, "Europe/Berlin")

    assert "The list of the draw is published next." in closed
    assert f"What decides the draw is known on {said}, and it is held then." in unescape(listed)


def test_a_lead_names_a_lottery_before_entries_close_and_everybody_reads_it(app: Flask) -> None:
    show = open_shows(1)[0]
    guests(show, count=2)
    edition, closes = edition_of(show), entries.close_at(edition_of(show), show.city_id)
    assert closes is not None
    lead = a_person("lead@example.org")
    accounts.grant(Role.LEAD, lead, city_id=show.city_id)
    db.session.commit()
    hers, stranger, address = signed_in(app.test_client(), lead), app.test_client(), f"/draws/{edition.slug}/berlin"
    drawn = local(closes + timedelta(days=2), "Europe/Berlin").replace(tzinfo=None, second=0, microsecond=0)
    said = {"name": "Lotto 6 aus 49", "drawn": drawn.isoformat(timespec="minutes")}
    before = stranger.get(address).text

    refused = [
        hers.post(f"{address}/source", data={**said, "drawn": wrong})
        for wrong in ("", "soon", local(closes + timedelta(hours=23), "Europe/Berlin").isoformat()[:16])
    ]
    theirs = stranger.post(f"{address}/source", data=said)
    named = hers.post(f"{address}/source", data=said)
    draw = published(show)
    late = hers.post(f"{address}/source", data={"name": "", "drawn": ""}, follow_redirects=True)

    assert "the first round of drand" in before
    assert "Name what will decide" not in before
    assert [answer.status_code for answer in (*refused, theirs, named)] == [422, 422, 422, 302, 303]
    due = instant(drawn, "Europe/Berlin")
    assert draw.head.source == Source("lottery", name="Lotto 6 aus 49", at=due)
    assert draw.draw.due_at == due
    assert "Entries are closed" in late.text


def test_entries_that_close_less_than_a_day_before_a_lottery_are_decided_by_drand(app: Flask) -> None:
    show = open_shows(1)[0]
    guests(show)
    edition, closes = edition_of(show), entries.close_at(edition_of(show), show.city_id)
    assert closes is not None
    drawn = local(closes + timedelta(days=2), "Europe/Berlin").isoformat()[:16]
    choosing.choose(CONSOLE, edition, show.city_id, "Lotto", drawn, zone="Europe/Berlin", at=now())
    db.session.commit()

    drawing.close_due(closes + timedelta(hours=25))

    found = drawing.find_draw(edition, show.city_id)
    assert found is not None
    assert found.head.source.type == "drand"


@pytest.mark.parametrize("said", ["4 9 2l 33", "4 9 -1", "4;9", "", "4.5", "\u0664 9", "1" * 10])
def test_numbers_that_cannot_all_be_read_are_refused_and_none_is_left_out(said: str) -> None:
    with pytest.raises(Invalid):
        drawing.outcome_of(Source("lottery", name="Lotto"), said)


def test_numbers_may_stand_with_commas() -> None:
    assert drawing.outcome_of(Source("lottery", name="Lotto"), " 4, 9 21").numbers == (4, 9, 21)
