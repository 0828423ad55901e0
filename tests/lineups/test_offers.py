"""An act is asked and answers: deadlines, yes, no, silence, a word taken back; and what follows for the lead."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from coordinator import jobs
from coordinator.db import db
from coordinator.disclosure import gateway, twins
from coordinator.disclosure.own_offers import own_offers
from coordinator.errors import Conflict, NotFound
from coordinator.lineups import asking, assignment, locking, offers, replacements, standby
from coordinator.lineups.candidates import candidates
from coordinator.lineups.proposals import propose
from coordinator.people.readers import CONSOLE, STRANGER
from coordinator.shows.models import ShowState
from tests.campaign.builders import a_city, a_space, lineup, spaces_taken
from tests.lineups.evenings import AskedShow, an_asked_show, contact_of, waiting
from tests.people.builders import signed_in
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("app")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def _lapse(app: Flask, at: datetime) -> None:
    db.session.commit()
    jobs.work_off(offers.JOBS, at=at)


@pytest.mark.parametrize(
    ("before", "hours"),
    [(timedelta(days=30), 72.0), (timedelta(hours=216), 72.0), (timedelta(days=5), 40.0), (HOUR * 3, 1.0)],
)
def test_an_act_has_72_hours_and_near_the_day_a_third_of_the_time_left(before: timedelta, hours: float) -> None:
    evening = an_asked_show(before=before)

    assert evening.offer(0).expires_at - evening.at == timedelta(hours=hours)


def test_an_act_has_a_quarter_of_an_hour_at_least() -> None:
    evening = an_asked_show(before=MINUTE * 20)

    assert evening.offer(0).expires_at - evening.at == MINUTE * 15


def test_a_deadline_across_a_change_of_clocks_is_still_72_hours_long() -> None:
    """Berlin's clocks went back on 25 October 2026; the wall shows an hour less for the same three days."""
    evening = an_asked_show()
    at = datetime(2026, 10, 24, 20, tzinfo=UTC)
    evening.show.starts_at = at + timedelta(days=30)

    until = asking.deadline(evening.show, evening.edition, at=at)

    assert until - at == timedelta(hours=72)


def test_reminders_come_at_half_time_and_twelve_hours_before_the_end() -> None:
    at = datetime(2026, 9, 1, tzinfo=UTC)

    assert asking.reminders(at, at + 72 * HOUR) == (at + 36 * HOUR, at + 60 * HOUR)
    assert asking.reminders(at, at + 20 * HOUR) == (at + 10 * HOUR,)


def test_a_confirmed_act_is_confirmed_however_often_it_says_so() -> None:
    evening = an_asked_show()

    for _ in range(2):
        offers.confirm(contact_of(1), evening.offer(1).id, at=evening.at + HOUR)

    assert evening.states() == {1: "offered", 2: "confirmed", 3: "offered"}
    assert locking.told_versions(evening.lead, evening.show, at=evening.at)[0].version.opened_at is None


@pytest.mark.parametrize("leave", [offers.decline, offers.withdraw])
def test_who_leaves_frees_its_slot_opens_the_lineup_and_the_others_keep_their_offers(
    leave: Callable[..., None],
) -> None:
    evening = an_asked_show()
    offers.confirm(contact_of(0), evening.offer(0).id, at=evening.at)
    assignment.hold(evening.lead, evening.show.id, 2, held=True, at=evening.at)

    for _ in range(2):
        leave(contact_of(1), evening.offer(1).id, at=evening.at + HOUR)

    state = "declined" if leave is offers.decline else "withdrawn"
    because = "act_declined" if leave is offers.decline else "act_withdrew"
    assert sorted(lineup(evening.show)) == [1, 3]
    assert evening.states() == {1: "confirmed", 2: state, 3: "offered"}
    assert locking.told_versions(evening.lead, evening.show, at=evening.at)[0].version.because == because
    assert [person for kind, person in waiting() if kind == "slot_open"] == [evening.lead.id]


def test_a_yes_can_be_taken_back() -> None:
    evening = an_asked_show()
    offers.confirm(contact_of(1), evening.offer(1).id, at=evening.at)

    offers.withdraw(contact_of(1), evening.offer(1).id, at=evening.at + HOUR)

    assert (evening.states()[2], sorted(lineup(evening.show))) == ("withdrawn", [1, 3])


def test_silence_lapses_by_itself_before_any_job_says_so() -> None:
    evening = an_asked_show()
    end = evening.offer(0).expires_at

    states = [evening.states(at=moment)[1] for moment in (end - MINUTE, end)]
    with pytest.raises(Conflict) as refused:
        offers.confirm(contact_of(0), evening.offer(0).id, at=end)

    assert (states, refused.value.reason) == (["offered", "lapsed"], "offer_lapsed")


def test_a_job_tidies_what_lapsed_once_and_tells_act_and_lead(app: Flask) -> None:
    evening = an_asked_show()
    end = evening.offer(0).expires_at
    offers.confirm(contact_of(1), evening.offer(1).id, at=evening.at)
    offers.confirm(contact_of(2), evening.offer(2).id, at=evening.at)

    for _ in range(2):
        _lapse(app, end)

    assert sorted(lineup(evening.show)) == [2, 3]
    letters = [pair for pair in waiting() if pair[0] in {"slot_open", "offer_over"}]
    assert sorted(letters) == [("offer_over", contact_of(0).id), ("slot_open", evening.lead.id)]


def test_a_job_for_an_offer_that_was_answered_changes_nothing(app: Flask) -> None:
    evening = an_asked_show()
    for act in range(3):
        offers.confirm(contact_of(act), evening.offer(act).id, at=evening.at)

    _lapse(app, evening.offer(0).expires_at)

    assert (len(lineup(evening.show)), set(evening.states().values())) == (3, {"confirmed"})


def test_two_tabs_that_answer_differently_get_a_sentence_and_the_first_answer_stands() -> None:
    evening = an_asked_show()
    offers.confirm(contact_of(0), evening.offer(0).id, at=evening.at)
    offers.decline(contact_of(1), evening.offer(1).id, at=evening.at)

    with pytest.raises(Conflict) as no:
        offers.decline(contact_of(0), evening.offer(0).id, at=evening.at)
    with pytest.raises(Conflict) as yes:
        offers.confirm(contact_of(1), evening.offer(1).id, at=evening.at)

    assert (no.value.reason, yes.value.reason) == ("offer_confirmed", "offer_declined")
    assert evening.states() == {1: "confirmed", 2: "declined", 3: "offered"}


def test_an_answer_while_the_lead_has_opened_the_lineup_counts() -> None:
    evening = an_asked_show()
    locking.unlock(evening.lead, evening.show.id, "thinking", at=evening.at)

    offers.confirm(contact_of(0), evening.offer(0).id, at=evening.at)
    locking.lock(evening.lead, evening.show.id, at=evening.at + HOUR)

    assert evening.states() == {1: "confirmed", 2: "offered", 3: "offered"}


def test_a_no_of_an_act_that_the_lead_has_taken_off_already_leaves_the_bill_alone() -> None:
    evening = an_asked_show()
    locking.unlock(evening.lead, evening.show.id, "somebody else", at=evening.at)
    assignment.assign(CONSOLE, evening.show.id, 1, evening.acts[4], at=evening.at)

    with pytest.raises(Conflict) as refused:
        offers.decline(contact_of(0), evening.offer(0).id, at=evening.at)

    assert (refused.value.reason, lineup(evening.show)[1]) == ("offer_withdrawn", evening.acts[4])
    assert [kind for kind, _ in waiting() if kind == "slot_open"] == []


def test_an_act_that_is_cleared_by_hand_holds_no_offer_any_more_and_hears_of_it_unless_it_is_asked_again() -> None:
    evening = an_asked_show()
    for act in (0, 1):
        offers.confirm(contact_of(act), evening.offer(act).id, at=evening.at)
    locking.unlock(evening.lead, evening.show.id, "somebody else", at=evening.at)

    assignment.clear(evening.lead, evening.show.id, 1, at=evening.at)
    assignment.move(evening.lead, (evening.show.id, 2), (evening.show.id, 3), at=evening.at)

    assert [str(evening.offer(act).state) for act in range(3)] == ["withdrawn", "confirmed", "offered"]
    assert [person for kind, person in waiting() if kind == "offer_over"] == [contact_of(0).id]


def test_an_offer_of_a_cancelled_show_is_void() -> None:
    evening = an_asked_show()
    evening.show.state = ShowState.CANCELLED
    db.session.flush()

    with pytest.raises(Conflict) as refused:
        offers.confirm(contact_of(0), evening.offer(0).id, at=evening.at)
    asking.call_off(evening.show, by="lead", at=evening.at)

    assert refused.value.reason == "offer_withdrawn"
    told = [person for kind, person in waiting() if kind == "offer_over"]
    assert sorted(told) == sorted(str(contact_of(act).id) for act in range(3))


@pytest.mark.parametrize("answer", [offers.confirm, offers.decline, offers.withdraw])
def test_nobody_answers_for_another_act(answer: Callable[..., None]) -> None:
    evening = an_asked_show()

    for reader in (STRANGER, contact_of(1), evening.lead, CONSOLE):
        with pytest.raises(NotFound):
            answer(reader, evening.offer(0).id, at=evening.at)
    assert evening.states() == {1: "offered", 2: "offered", 3: "offered"}


def _replacements(evening: AskedShow) -> list[str]:
    found = candidates(evening.lead, evening.show, at=evening.at)
    city = {"edition_id": evening.edition.id, "city_id": evening.show.city_id}
    ranks = standby.ranks(evening.lead, at=evening.at, **city)
    refusing = offers.refusing(evening.lead, evening.show, at=evening.at)
    return [one.candidate.act_name for one in replacements.ranked(found.fitting, ranks, refusing)]


def test_who_stands_by_is_proposed_first_and_who_said_no_never_again() -> None:
    evening = an_asked_show()
    city = {"edition_id": evening.edition.id, "city_id": evening.show.city_id}
    standby.place(evening.lead, 2, evening.acts[5], **city)
    standby.place(evening.lead, 1, evening.acts[4], **city)

    offers.decline(contact_of(1), evening.offer(1).id, at=evening.at)

    assert _replacements(evening) == ["Act A4", "Act A5", "Act A3"]


def test_the_lead_who_chooses_by_hand_reads_who_has_left_the_show_before(app: Flask) -> None:
    evening = an_asked_show()
    offers.decline(contact_of(1), evening.offer(1).id, at=evening.at)
    db.session.commit()

    page = signed_in(app.test_client(), str(evening.lead.id)).get(f"/lead/berlin/shows/{evening.show.id}").text

    rows = re.findall(r'<li class="candidate" data-artist="(\w+)"(.*?)</li>', page, re.DOTALL)
    assert {act: "left this show before" in row for act, row in rows} == {
        act: act == evening.acts[1] for act in (evening.acts[1], *evening.acts[3:])
    }


def test_a_replacement_is_placed_locked_and_asked_in_one_go() -> None:
    evening = an_asked_show()
    offers.confirm(contact_of(0), evening.offer(0).id, at=evening.at)
    offers.decline(contact_of(1), evening.offer(1).id, at=evening.at)

    locked = replacements.take(evening.lead, evening.show.id, 2, evening.acts[3], at=evening.at + HOUR)

    assert (locked, evening.states()) == (True, {1: "confirmed", 2: "offered", 3: "offered"})
    assert len(locking.told_versions(evening.lead, evening.show, at=evening.at)) == 2


def test_while_two_slots_are_empty_a_replacement_is_placed_and_nobody_is_asked() -> None:
    evening = an_asked_show()
    for act in (0, 1):
        offers.decline(contact_of(act), evening.offer(act).id, at=evening.at)

    locked = replacements.take(evening.lead, evening.show.id, 2, evening.acts[3], at=evening.at + HOUR)

    assert (locked, sorted(lineup(evening.show))) == (False, [2, 3])
    assert evening.states() == {1: "declined", 3: "offered"}


def test_states_of_one_show_and_of_a_whole_city_take_the_same_five_statements() -> None:
    evening = an_asked_show()
    more = spaces_taken(evening.edition, a_city(), *(a_space(f"S{n}") for n in range(2, 12)))
    ids = [evening.show.id, *(show.id for show in more)]
    counts = []

    for shows in (ids[:1], ids):
        with statements() as seen:
            offers.states(evening.lead, shows, at=evening.at)
        counts.append(len(seen))

    assert counts == [5, 5]


def _proposed(evening: AskedShow) -> set[str | None]:
    """The acts that the city's latest proposal names for the show, as its lead sees it."""
    seen = gateway.lead_shows(evening.lead, [evening.show], at=evening.at)[evening.show.id]
    return {said.artist_id for said in seen.proposed}


def test_an_act_that_left_a_show_is_proposed_for_it_neither_as_before_nor_anew() -> None:
    evening = an_asked_show()
    city_id = evening.show.city_id
    propose(evening.lead, evening.edition.id, city_id=city_id, at=evening.at)
    before = _proposed(evening)

    offers.decline(contact_of(0), evening.offer(0).id, at=evening.at + HOUR)
    since = _proposed(evening)
    propose(evening.lead, evening.edition.id, city_id=city_id, at=evening.at + 2 * HOUR)

    gone = evening.acts[0]
    assert (gone in before, gone in since, gone in _proposed(evening)) == (True, False, False)
    assert len(_proposed(evening)) == 3


def test_an_act_that_reconsiders_and_is_placed_again_stays_in_the_next_proposal() -> None:
    evening = an_asked_show()
    offers.decline(contact_of(0), evening.offer(0).id, at=evening.at)
    assignment.assign(CONSOLE, evening.show.id, 1, evening.acts[0], at=evening.at)

    propose(evening.lead, evening.edition.id, city_id=evening.show.city_id, at=evening.at + HOUR)

    assert evening.acts[0] in _proposed(evening)


def test_a_twin_shows_the_offers_of_its_show_one_slot_later_and_is_locked_there() -> None:
    evening = an_asked_show()
    (twin,) = spaces_taken(evening.edition, a_city(), a_space("S2"))
    twins.pair(evening.show.id, twin.id)
    offers.confirm(contact_of(0), evening.offer(0).id, at=evening.at)

    seen = offers.states(evening.lead, [twin.id], at=evening.at)[twin.id]
    named = [slot.act_name for slot in offers.on_show(evening.lead, twin, at=evening.at)]
    with pytest.raises(Conflict) as refused:
        locking.unlock(evening.lead, twin.id, "why", at=evening.at)
    (mine,) = own_offers(contact_of(0), at=evening.at)

    assert (seen, named) == ({1: "offered", 2: "confirmed", 3: "offered"}, ["Act A2", "Act A0", "Act A1"])
    assert refused.value.reason == "twin_show"
    assert (mine.again is not None and mine.again.show_id, mine.position, mine.again_position) == (twin.id, 1, 2)


def test_an_act_that_is_put_back_after_it_left_counts_as_not_asked_until_it_is_asked_anew() -> None:
    evening = an_asked_show()
    offers.withdraw(contact_of(1), evening.offer(1).id, at=evening.at)
    left = evening.states()[2]

    assignment.assign(evening.lead, evening.show.id, 2, evening.acts[1], at=evening.at)
    slot = offers.on_show(evening.lead, evening.show, at=evening.at)[1]
    locking.lock(evening.lead, evening.show.id, at=evening.at + HOUR)

    assert (left, slot.holds, slot.state) == ("withdrawn", True, None)
    assert evening.states(at=evening.at + HOUR)[2] == "offered"
