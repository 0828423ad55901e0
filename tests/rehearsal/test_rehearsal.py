"""A small edition from weeks before to days after: everything holds, and what was to go wrong did. What is planted
afterwards is named, each by its own kind: a checker that cannot fail is worth nothing."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from coordinator import clock, jobs
from coordinator.db import db
from coordinator.disclosure import performed, rehearsed
from coordinator.disclosure.people import find_person
from coordinator.gate import granted
from coordinator.rehearsal import reports
from coordinator.rehearsal.invariants import Findings, Holds
from coordinator.rehearsal.leads import BECAUSE
from coordinator.rehearsal.post import Done, Letter
from coordinator.rehearsal.secrets_kept import secret
from coordinator.rehearsal.words import because_words, event_words, holds_words
from coordinator.shows.models import Show, ShowState
from tests.conftest import changeable
from tests.people.builders import signed_in
from tests.rehearsal.conftest import Played

JOB = Done("job1", "thanks", "somebody", "entry", 1, None)


def sql(statement: str, **facts: Any) -> None:
    with granted("plant a violation"):
        db.session.execute(text(statement), facts)


def one(statement: str, **facts: Any) -> Any:
    with granted("plant a violation"):
        return db.session.execute(text(statement), facts).first()


def took_place(played: Played) -> Show:
    """A show with three acts that was not called off."""
    with clock.stopped(played.ends):
        final, seated = rehearsed.final(), {party.show_id for party in rehearsed.parties("confirmed")}
    shows = played.watcher.shows().values()
    return next(
        show for show in shows if show.id in final and show.id in seated and show.state is not ShowState.CANCELLED
    )


def test_everything_holds_and_of_each_there_was_something_to_look_at(played: Played) -> None:
    report = played.report

    wrong = {one["name"]: one["violations"] for one in report["invariants"] if one["violated"]}
    assert wrong == {}
    assert report["unseen"] == []
    assert report["holds"]


def test_what_was_to_go_wrong_did(played: Played) -> None:
    steps = Counter(played.report["steps"])

    happened = [
        *("host_withdrew", "venue_moved", "moved_after_reveal", "city_silent", "show_called_off", "offers_declined"),
        *("slots_refilled", "seats_given_back", "letter_evening", "seconds", "door_done", "writers"),
        *("noted_without_network", "noted_by_both"),
    ]
    assert [what for what in happened if not steps[what]] == []
    assert steps["act_fell_away"] + steps["act_fell_away_today"]
    assert sum(played.report["off"].values()) == played.report["shows"]["called_off"] == steps["show_called_off"]


def test_the_same_seed_plays_the_same_again_with_any_keys_and_on_either_database(
    played: Played, again: dict[str, Any]
) -> None:
    by_the_machine = {"seconds", "engine"}

    [one, other] = [
        {name: value for name, value in report.items() if name not in by_the_machine}
        for report in (played.report, again)
    ]

    assert one == other


def test_the_day_reaches_from_the_first_clocks_to_the_last(played: Played) -> None:
    zones = [one["zone"] for one in played.report["evenings"]]

    assert len(zones) > len({"Asia/Kolkata", "America/St_Johns"} & set(zones)) > 0  # half hours are among them
    assert (zones[0], zones[-1]) == ("Pacific/Kiritimati", "Pacific/Pago_Pago")
    assert len(played.report["hours"]) == 50


def test_a_room_to_spare_has_an_address_that_no_other_room_has(played: Played) -> None:
    """So that a page which tells the new address is not taken for one that tells the old one."""
    watcher = played.watcher
    moved = {show: rooms for show, rooms in watcher.rooms.items() if len(rooms) > 1}
    houses = Counter(home.address for home in watcher.homes.values())

    spare = {watcher.shows()[show].space_id for show in moved}

    assert spare
    assert {houses[watcher.homes[room].address] for room in spare} == {1}


def test_where_every_show_is_off_there_is_no_embargo_to_hold(played: Played) -> None:
    sql("UPDATE shows SET state = 'cancelled'")
    sql("UPDATE editions SET embargo_ends_at = NULL")

    assert played.named(Holds.EMBARGO) == []


def test_a_report_names_no_act_no_address_and_nobody(played: Played) -> None:
    watcher = played.watcher
    told = json.dumps(played.report, ensure_ascii=False)

    secrets = [*watcher.acts.values(), *(home.address for home in watcher.homes.values())]
    secrets += [home.host_name for home in watcher.homes.values()]
    assert [one for one in secrets if one in told] == []
    assert "@example.org" not in told


def test_the_global_team_reads_it_on_the_board(played: Played) -> None:
    with played.app.app_context():
        client = signed_in(played.app.test_client(), str(find_person("global@example.org")))

        board = client.get("/global/").text
        overview = client.get("/global/rehearsals/").text
        [row] = reports.kept(played.looker.stage.of_team())
        page = client.get(f"/global/rehearsals/{row.id}")
        record = client.get(f"/global/rehearsals/{row.id}.json").get_json()
        stranger = played.app.test_client().get(f"/global/rehearsals/{row.id}")

    assert 'href="/global/rehearsals/"' in board
    assert f"/global/rehearsals/{row.id}" in overview
    assert "This was a rehearsal" in page.text
    assert "everything held" in page.text
    assert record == played.report
    assert stranger.status_code == 302


def test_everything_that_can_happen_has_its_words(played: Played) -> None:
    with played.app.test_request_context():
        said = [holds_words(str(one)) for one in Holds]
        told = [event_words(one["what"]) for one in played.report["course"]]

    assert len(set(said)) == len(Holds)
    assert all(told)
    assert all(because_words(one) for one in BECAUSE)


def test_nothing_is_named_while_nothing_is_planted(played: Played) -> None:
    found = played.judged()

    assert found.listed == {}


def test_an_act_that_is_missing_without_a_reason_is_named(played: Played) -> None:
    show = took_place(played)
    sql("DELETE FROM sec_locks WHERE show_id = :show", show=show.id)
    sql("UPDATE sec_slots SET locked = :no WHERE show_id = :show", show=show.id, no=False)
    sql("DELETE FROM sec_slots WHERE show_id = :show AND position = 3", show=show.id)
    sql("UPDATE sec_versions SET opened_because = NULL WHERE show_id = :show", show=show.id)
    sql("UPDATE sec_proposed SET reason = NULL WHERE show_id = :show", show=show.id)

    assert played.named(Holds.THREE_ACTS) == [f"show {show.id}: 2 acts, and no reason is kept"]


def test_a_guest_more_than_there_are_seats_is_named(played: Played) -> None:
    show = took_place(played)
    held = "SELECT SUM(people) FROM sec_entries WHERE show_id = :show AND state IN ('won', 'confirmed')"
    with clock.stopped(played.ends):
        taken = int(one(held, show=show.id)[0]) + rehearsed.kept_seats().get(show.id, 0)
    sql("UPDATE shows SET capacity = :fewer WHERE id = :show", show=show.id, fewer=taken - 1)
    db.session.expire_all()

    [named] = played.named(Holds.NO_SEAT_TWICE)

    assert named.startswith(f"show {show.id}: {taken} of {taken - 1} seats are given")


def test_what_a_door_without_a_network_noted_and_nobody_heard_is_named(played: Played) -> None:
    (show, role), noted = next(iter(played.looker.stage.unheard.items()))
    sql("DELETE FROM sec_admissions WHERE client_id = :said", said=noted[0].client_id)

    assert played.named(Holds.DOORS_HEARD_LATE) == [
        f"door {show}: {noted[0].client_id} of a {role}: it has not arrived as it was said"
    ]


def test_who_is_not_counted_at_a_door_without_a_network_is_named(played: Played) -> None:
    (show, party), people = next(iter(played.looker.stage.walked.items()))
    sql("UPDATE sec_presences SET inside = 0 WHERE show_id = :show AND party_id = :party", show=show, party=party)

    late, counts = played.named(Holds.DOORS_HEARD_LATE), played.named(Holds.NO_ROOM_OVERFLOWS)

    assert late == [f"party {party} at show {show}: {people} came in, 0 are counted"]
    assert [one.partition(":")[0] for one in counts] == [f"show {show}"]


def test_a_lost_job_is_named(played: Played) -> None:
    sql(
        "INSERT INTO outbox (id, kind, subject, dedupe_key, due_at, attempts) "
        "VALUES ('lostjob', 'address_ready', 'x', 'planted', '2026-10-01 00:00:00+00:00', 0)"
        if db.engine.dialect.name == "postgresql"
        else "INSERT INTO outbox (id, kind, subject, dedupe_key, due_at, attempts) "
        "VALUES ('lostjob', 'address_ready', 'x', 'planted', '2026-10-01 00:00:00.000000', 0)"
    )

    assert played.named(Holds.JOBS_DONE) == ["job lostjob (address_ready): it is due, and nobody has done it"]


def test_a_sum_of_letters_that_is_off_is_named(played: Played) -> None:
    key = one("SELECT key, shard FROM letter_tallies WHERE dimension = 'section' AND channel = 'paper' ORDER BY key")
    sql(
        "UPDATE letter_tallies SET mailed = mailed + 1 WHERE dimension = 'section' AND channel = 'paper'"
        " AND key = :key AND shard = :shard",
        key=key[0],
        shard=key[1],
    )

    [named] = played.named(Holds.SUMS_OF_LETTERS)

    assert named.startswith("paper mailed: the sum by section is ")


def test_a_line_that_nobody_said_is_named(played: Played) -> None:
    stage = played.looker.stage
    stage.counted["verified"] += 1

    try:
        named = played.named(Holds.SUMS_OF_LETTERS)
    finally:
        stage.counted["verified"] -= 1

    assert [each.partition(":")[0] for each in named] == ["verified"]


def test_an_entry_that_vanished_is_named(played: Played) -> None:
    gone = one("SELECT id FROM sec_entries WHERE state = 'lapsed' ORDER BY id")[0]
    before = one("SELECT COUNT(*) FROM sec_entries")[0]
    for table in ("sec_wishes", "sec_entrants", "sec_plus_ones"):
        sql(f"DELETE FROM {table} WHERE entry_id = :gone", gone=gone)
    sql("DELETE FROM sec_entries WHERE id = :gone", gone=gone)

    named = played.named(Holds.ENTRIES_END)

    assert named == [f"all entries: {before} were made and kept, {before - 1} are there"]


def test_an_entry_that_is_still_asked_is_named(played: Played) -> None:
    left = one("SELECT id FROM sec_entries WHERE state = 'lapsed' ORDER BY id")[0]
    sql("UPDATE sec_entries SET state = 'won' WHERE id = :left", left=left)

    assert f"entry {left}: it is still “won”" in played.named(Holds.ENTRIES_END)


def test_who_waited_for_shows_that_are_all_off_was_told_by_that(played: Played) -> None:
    entry, person = one("SELECT id, person_id FROM sec_entries WHERE state = 'lapsed' ORDER BY id")
    sql("UPDATE sec_entries SET state = 'waitlisted' WHERE id = :entry", entry=entry)
    with clock.stopped(played.ends):
        wished = rehearsed.wishes()[entry]

    untold = played.named(Holds.ENTRIES_END)
    for show in wished:
        sql("UPDATE shows SET state = 'cancelled' WHERE id = :show", show=show)
    off = played.named(Holds.ENTRIES_END)
    for show in wished:
        about = f"{show}|{entry}|off"
        jobs.enqueue("show_changed", person_id=person, subject=about, dedupe_key=about, due_at=played.ends)

    assert untold == off == [f"entry {entry}: it waits, and nobody has said that it is over"]
    assert played.named(Holds.ENTRIES_END) == []


def test_a_draw_that_does_not_follow_is_named(played: Played) -> None:
    city, result = one("SELECT city_id, result FROM draws ORDER BY LENGTH(result) DESC")
    head, first, second, *rest = result.split("\n")
    sql(
        "UPDATE draws SET result = :result WHERE city_id = :city",
        city=city,
        result="\n".join([head, second, first, *rest]),
    )

    [named] = played.named(Holds.DRAWS_VERIFY)

    assert named.startswith(f"draw of {city}: ")


def test_an_envelope_that_holds_something_else_is_named(played: Played) -> None:
    show = took_place(played)
    sql("UPDATE sec_envelopes SET digest = :other WHERE show_id = :show AND number = 2", show=show.id, other="0" * 64)

    assert played.named(Holds.ENVELOPES) == [f"show {show.id}: an envelope holds something else than its digest"]


def test_a_cancellation_without_a_reason_is_named(played: Played) -> None:
    off = one("SELECT id FROM shows WHERE state = 'cancelled' ORDER BY id")[0]
    sql("DELETE FROM sec_cancellations WHERE show_id = :off", off=off)

    assert played.named(Holds.CALLED_OFF) == [f"show {off}: no reason is kept"]


def test_an_act_in_two_rooms_at_once_is_named(played: Played) -> None:
    show = took_place(played)
    other = one(
        "SELECT s.id, l.artist_id FROM shows s JOIN sec_slots l ON l.show_id = s.id WHERE s.state <> 'cancelled'"
        " AND s.id <> :show ORDER BY s.id",
        show=show.id,
    )
    sql(
        "UPDATE shows SET starts_at = (SELECT starts_at FROM shows WHERE id = :here), ends_at = (SELECT ends_at FROM"
        " shows WHERE id = :here) WHERE id = :there",
        here=show.id,
        there=other[0],
    )
    bills = {show.id: {1: other[1]}, other[0]: {1: other[1]}}
    db.session.expire_all()
    watcher = played.watcher

    with pytest.MonkeyPatch.context() as patch, clock.stopped(played.ends):
        patch.setattr(rehearsed, "bills", lambda: bills)
        watcher.findings = Findings()
        watcher._see_acts(watcher.shows(), played.ends)

    assert [f"{each.of}: {each.why}" for each in watcher.findings.listed[Holds.ACTS_IN_ONE_PLACE]] == [
        f"act {other[1]}: it plays in two rooms at once"
    ]


def test_an_altered_line_of_the_audit_is_named(played: Played) -> None:
    line = one("SELECT id FROM disclosures ORDER BY id")[0]
    with changeable(db.session.connection()):
        sql("UPDATE disclosures SET subject = 'somebody else' WHERE id = :line", line=line)

    assert any("it is not what was written" in named for named in played.named(Holds.AUDIT_CHAIN))


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (lambda played: played.watcher.homes[took_place(played).space_id].address, "address"),
        (lambda played: played.watcher.acts[min(played.watcher.billed[took_place(played).id])], "act"),
    ],
)
def test_a_letter_that_tells_an_address_or_an_act_is_named(
    played: Played, said: Callable[[Played], str], kind: str
) -> None:
    watcher = played.watcher
    watcher.findings = Findings()

    watcher.see_letter(Letter(JOB, "Visitor", f"{kind}@example.org", "Soon", "Nothing here."), played.ends)
    assert watcher.findings.listed == {}
    watcher.see_letter(Letter(JOB, "Visitor", f"{kind}@example.org", "Soon", f"It is {said(played)}!"), played.ends)

    [named] = watcher.findings.listed[Holds.LETTERS_ARE_SILENT]
    assert (named.of, named.why.startswith(f"it tells the {kind} of ")) == ("letter job1 (thanks)", True)


def test_the_same_letter_twice_is_named(played: Played) -> None:
    watcher = played.watcher
    watcher.findings = Findings()
    letter = Letter(JOB, "Visitor", "twice@example.org", "Soon", "Come soon: http://localhost/entries/a")

    watcher.see_letter(letter, played.ends)
    watcher.see_letter(replace(letter, said="Come soon: http://localhost/entries/b"), played.ends)

    assert [one.why for one in watcher.findings.listed[Holds.NOTHING_TWICE]] == ["the same was said before"]


@pytest.mark.parametrize(
    ("state", "shift", "why"),
    [
        ("confirmed", timedelta(hours=-72, minutes=-1), "it left before its instant"),
        ("confirmed", timedelta(hours=1), "it left after the start"),
        ("lapsed", timedelta(hours=-1), "it is not for a guest with a confirmed seat"),
    ],
)
def test_an_address_letter_at_the_wrong_time_or_to_the_wrong_guest_is_named(
    played: Played, state: str, shift: timedelta, why: str
) -> None:
    show, watcher = took_place(played), played.watcher
    entry, person = one(
        "SELECT id, person_id FROM sec_entries WHERE show_id = :show AND state = 'confirmed'", show=show.id
    )
    sql("UPDATE sec_entries SET state = :state WHERE id = :entry", entry=entry, state=state)
    letter = Letter(replace(JOB, kind="address_ready", person_id=person, subject=entry), "V", "v@e.org", "", "")
    watcher.findings = Findings()

    with clock.stopped(show.starts_at + shift):
        watcher._see_addresses([letter], show.starts_at + shift)

    assert [each.why for each in watcher.findings.listed[Holds.ADDRESS_LETTERS]] == [why]


def test_an_embargo_that_ends_early_is_named_by_the_page_that_tells_too_much(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing looks any more at whether the last sets are over."""
    monkeypatch.setattr(performed, "have_all_ended", lambda *_, **__: True)
    looker, watcher = played.looker, played.watcher
    last = max(show.ends_at for show in looker.stage.shows())
    early = last - timedelta(minutes=1)
    kept = one("SELECT embargo_ends_at FROM editions")[0]
    sql("UPDATE editions SET embargo_ends_at = :early", early=early.replace(tzinfo=None) if _is_sqlite() else early)
    watcher.findings = Findings()

    try:
        with clock.stopped(early):
            looker.look_at_map(early)
            watcher.look(early)
    finally:
        sql("UPDATE editions SET embargo_ends_at = :kept", kept=kept)
        db.session.commit()

    assert watcher.findings.listed.keys() >= {Holds.PAGES_ARE_SILENT, Holds.EMBARGO}


def test_a_page_that_says_a_secret_is_named(played: Played) -> None:
    looker, watcher = played.looker, played.watcher
    watcher.findings = Findings()

    with clock.stopped(played.ends):
        looker._see("/cities/berlin", None, [secret("address", "room", "Berlin")], played.ends)

    [named] = watcher.findings.listed[Holds.PAGES_ARE_SILENT]
    assert named.why == "it tells the address of room"


def test_a_city_that_nobody_took_over_is_named(played: Played) -> None:
    sql("UPDATE outbox SET kind = 'other' WHERE kind = 'city_passed'")

    named = played.named(Holds.SILENT_CITIES)

    assert named
    assert all("nobody was told that it is silent" in each for each in named)


def test_what_broke_is_named(played: Played) -> None:
    stage = played.looker.stage
    stage.broke.append((played.ends, "say_yes: ZeroDivisionError"))

    try:
        named = played.named(Holds.NOTHING_BROKE)
    finally:
        stage.broke.pop()

    assert named == ["say_yes: ZeroDivisionError: it broke"]


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
