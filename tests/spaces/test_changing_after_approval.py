"""A host changes what she said after the lead has decided: nothing is dropped silently, the lead sees what it was."""

import io
import re
from datetime import time
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from flask import Flask

from coordinator import jobs
from coordinator.campaign.importing import take_spaces
from coordinator.cities import towns
from coordinator.cities.models import City
from coordinator.cities.registering import register
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import changes, photos, slots
from coordinator.disclosure import offers as kept
from coordinator.disclosure.changes import ChangeState
from coordinator.disclosure.offers import Offer
from coordinator.disclosure.photos import Photo, Subject
from coordinator.errors import NotFound
from coordinator.geo.gazetteer import gazetteer
from coordinator.guests import drawing
from coordinator.hosting import changing
from coordinator.lineups import locking, offers
from coordinator.people.readers import CONSOLE, STRANGER
from coordinator.shows.models import ShowState
from coordinator.spaces.models import Kind, SpaceState
from coordinator.spaces.registration import Step
from tests.campaign.builders import LAGOS, a_city, a_space, an_artist, artists_taken, plain_name, sited
from tests.lineups.evenings import contact_of
from tests.people.builders import a_person, signed_in
from tests.pictures.files import a_photo
from tests.spaces.homes import Rooftop, a_rooftop, told
from tests.spaces.offers import ADDRESS

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def roof(app: Flask) -> Rooftop:
    return a_rooftop(app)


@pytest.fixture
def outbox(app: Flask) -> Path:
    folder: Path = app.extensions["coordinator.settings"].folder / "outbox"
    for file in folder.glob("*.eml"):
        file.unlink()
    return folder


def _changes(roof: Rooftop) -> list[tuple[str, ChangeState, bool]]:
    """Step, state and whether it is open of the space's changes, the newest first."""
    found = changes.told(CONSOLE, roof.space, at=now())
    return [(one.step, one.state, one.is_open) for one in found]


def _page(roof: Rooftop) -> str:
    return f"/lead/lagos/spaces/{roof.space_id}/changes"


def _do(roof: Rooftop, do: str) -> str:
    """Decide about the newest change as its lead does; the page that follows."""
    change = changes.told(CONSOLE, roof.space, at=now())[0]
    return roof.lead.post(_page(roof), data={"change": change.id, "do": do}, follow_redirects=True).text


def test_where_no_show_is_planned_a_change_holds_at_once_and_the_lead_sees_it_once(app: Flask) -> None:
    roof = a_rooftop(app, with_show=False)

    said = roof.say(Step.GUESTS, {"capacity": "18"})

    assert "Your lead can see what you changed" in said
    assert (roof.space.capacity, _changes(roof)) == (18, [("guests", ChangeState.TOLD, True)])
    assert told() == [("space_changed", roof.lead_reader.id)]
    assert "Look at what 1 host has said" in roof.lead.get("/lead/lagos/readiness").text
    assert f'href="{_page(roof)}"' in roof.lead.get("/lead/lagos/changes").text
    rows = re.findall(r"<td[^>]*>(?:<span[^>]*>)?([^<]*)", roof.lead.get(_page(roof)).text)
    assert rows == ["Guests", "25 at most", "18 at most"]
    _do(roof, "see")
    assert _changes(roof) == [("guests", ChangeState.TOLD, False)]
    assert "Nothing to look at" in roof.lead.get("/lead/lagos/changes").text


def test_a_step_said_over_and_over_is_one_change_until_the_lead_has_looked(
    app: Flask, roof: Rooftop, outbox: Path
) -> None:
    roof.say(Step.HOUSE, {"rules": "Mind the cat."})
    roof.say(Step.GUESTS, {"capacity": "30"})
    roof.say(Step.HOUSE, {"rules": "Mind the dog."})
    roof.say(Step.GUESTS, {"capacity": "31"})

    assert _changes(roof) == [("guests", ChangeState.TOLD, True), ("house", ChangeState.TOLD, True)]
    assert _rows(roof) == [
        "Guests",
        "25 at most",
        "31 at most",
        "House rules",
        "The water tank is not a seat.",
        "Mind the dog.",
    ]
    jobs.work_off(app.extensions["coordinator.jobs"], at=now() + changing.PAUSE)
    assert len(list(outbox.glob("*.eml"))) == 2
    roof.say(Step.HOUSE)
    assert _changes(roof) == [("guests", ChangeState.TOLD, True)]


def _send_photos(roof: Rooftop, number: int) -> list[Photo]:
    there = len(photos.of(Subject.SPACE, roof.space_id))  # each of other pixels: the same one is kept once
    files = [(io.BytesIO(a_photo((640 + there + one, 480))), "a.jpg") for one in range(number)]
    assert roof.host.post(f"/host/{roof.space_id}/photos", data={"photos": files}).status_code == 303
    return list(photos.of(Subject.SPACE, roof.space_id))


def _with_photo(roof: Rooftop, photo: Photo, deed: str, words: str = "") -> None:
    address = f"/host/{roof.space_id}/photos/{photo.id}"
    stood = [one.id for one in photos.of(Subject.SPACE, roof.space_id)].index(photo.id) + 1
    assert roof.host.post(address, data={"deed": deed, "words": words, "stood": stood}).status_code == 303


def _rows(roof: Rooftop) -> list[str]:
    """What the lead reads: question, before, now of each."""
    return re.findall(r"<td[^>]*>(?:<span[^>]*>)?([^<]*)", roof.lead.get(_page(roof)).text)


def test_photos_of_a_room_that_was_decided_about_are_told_as_one_change_with_one_letter(
    app: Flask, roof: Rooftop, outbox: Path
) -> None:
    first, second = _send_photos(roof, 2)
    _with_photo(roof, second, "describe", "A sofa")
    _with_photo(roof, first, "remove")
    _with_photo(roof, second, "earlier", "A sofa")

    assert _changes(roof) == [("photos", ChangeState.TOLD, True)]
    assert _rows(roof) == ["Photos", "nothing", "1 photo"]
    jobs.work_off(app.extensions["coordinator.jobs"], at=now())
    assert list(outbox.glob("*.eml")) == []
    jobs.work_off(app.extensions["coordinator.jobs"], at=now() + changing.PAUSE)
    (letter,) = outbox.glob("*.eml")
    assert b"A host in Lagos has changed something" in letter.read_bytes()


def test_after_the_lead_has_looked_other_words_and_another_photo_are_a_change_of_their_own(roof: Rooftop) -> None:
    (first,) = _send_photos(roof, 1)
    _do(roof, "see")

    _with_photo(roof, first, "describe", "A sofa")
    _send_photos(roof, 1)

    assert _changes(roof) == [("photos", ChangeState.TOLD, True), ("photos", ChangeState.TOLD, False)]
    assert _rows(roof)[:6] == ["Photos", "1 photo", "2 photos, 1 of them is new", "On a photo", "nothing", "A sofa"]


def test_photos_that_go_as_they_came_and_photos_in_another_order_are_no_change(roof: Rooftop) -> None:
    (photo,) = _send_photos(roof, 1)
    _with_photo(roof, photo, "remove")
    assert _changes(roof) == []

    _, second = _send_photos(roof, 2)
    _do(roof, "see")
    _with_photo(roof, second, "earlier")
    assert _changes(roof) == [("photos", ChangeState.TOLD, False)]


def test_photos_before_the_lead_has_decided_are_no_change(app: Flask) -> None:
    roof = a_rooftop(app, with_show=False)
    roof.space.state = SpaceState.SUBMITTED
    db.session.commit()

    _send_photos(roof, 1)

    assert (_changes(roof), told()) == ([], [])


def test_what_touches_no_show_holds_at_once_though_one_is_planned(roof: Rooftop) -> None:
    roof.say(Step.HOUSE, {"rules": "Mind the cat."})
    roof.say(Step.GUESTS, {"capacity": "30"})

    assert (roof.said["rules"], roof.space.capacity) == ("Mind the cat.", 30)
    assert db.session.get_one(type(roof.show), roof.show.id, populate_existing=True).capacity == 30
    assert [kind for kind, _ in told()] == ["space_changed"] * 2


def test_the_same_again_is_no_change(roof: Rooftop) -> None:
    for step in (Step.ROOM, Step.ADDRESS, Step.PIN, Step.GUESTS, Step.SOUND, Step.HOUSE, Step.TIMES):
        roof.say(step)

    assert (_changes(roof), told()) == ([], [])


LESS: dict[str, tuple[Step, dict[str, str | list[str]], str]] = {
    "place": (Step.ADDRESS, {"street": "9 Other Road"}, "takes place somewhere else"),
    "pin": (Step.PIN, {"latitude": "6.4600"}, "takes place somewhere else"),
    "seats": (Step.GUESTS, {"capacity": "10"}, "planned for 25 guests; 10 seats are offered"),
    "needs": (Step.SOUND, {"amplified": ""}, "less than they need: amplified sound"),
    "stage": (Step.SOUND, {"stage_people": "2"}, "less than they need: room on stage"),
    "more": (Step.SOUND, {"piano": "yes"}, "asked once more"),
    "curfew": (Step.SOUND, {"curfew": "21:00"}, "ends after it has to be quiet"),
    "times": (Step.TIMES, {"closes": ["21:00"]}, "not within the times that are offered"),
    "promise": (Step.HOUSE, {"second_adult": ""}, "or the second adult, is missing"),
}


@pytest.mark.parametrize("what", sorted(LESS))
def test_what_touches_a_show_is_told_before_it_is_kept_and_waits_for_the_lead(roof: Rooftop, what: str) -> None:
    step, other, words = LESS[what]
    before = dict(roof.said)

    asked = roof.say(step, other)
    assert (words in asked, "Send it to my lead" in asked, _changes(roof), told()) == (True, True, [], [])

    sent = roof.say(step, other, aware=1)
    assert ("Until she takes it over" in sent, dict(roof.said), _changes(roof)) == (
        True,
        before,
        [(str(step), ChangeState.WAITING, True)],
    )
    assert "Waits for your lead" in roof.host.get(f"/host/{roof.space_id}").text
    page = roof.lead.get(_page(roof)).text
    assert ("If you take it over" in page, "waits for you" in page) == (True, True)


def test_the_lead_takes_it_over_and_it_holds_for_space_and_show(roof: Rooftop) -> None:
    roof.say(Step.GUESTS, {"capacity": "10"}, aware=1)

    answer = _do(roof, "take")

    show = db.session.get_one(type(roof.show), roof.show.id, populate_existing=True)
    assert ("It holds from now on" in answer, roof.space.capacity, show.capacity) == (True, 10, 10)
    assert _changes(roof) == [("guests", ChangeState.TAKEN, False)]
    assert ("change_settled", roof.host_reader.id) in told()
    assert "settled already" in _do(roof, "take")


def test_the_lead_leaves_it_as_it_was(roof: Rooftop) -> None:
    roof.say(Step.ADDRESS, {"street": "9 Other Road"}, aware=1)

    _do(roof, "decline")

    assert (roof.said["street"], _changes(roof)) == (ADDRESS, [("address", ChangeState.DECLINED, False)])


def test_the_host_takes_it_back_before(roof: Rooftop) -> None:
    roof.say(Step.GUESTS, {"capacity": "10"}, aware=1)
    change = changes.waiting(roof.space_id)[0]

    roof.host.post(f"/host/{roof.space_id}/changes/{change.id}/drop")

    assert (_changes(roof), "settled already" in _do(roof, "take")) == ([("guests", ChangeState.DROPPED, False)], True)


def test_said_once_more_the_newer_one_waits_in_its_stead(roof: Rooftop) -> None:
    roof.say(Step.GUESTS, {"capacity": "10"}, aware=1)
    roof.say(Step.GUESTS, {"capacity": "12"}, aware=1)

    assert [state for _, state, _ in _changes(roof)] == [ChangeState.WAITING, ChangeState.DROPPED]
    _do(roof, "take")
    assert roof.space.capacity == 12


def test_two_steps_that_wait_are_taken_over_one_by_one(roof: Rooftop) -> None:
    roof.say(Step.GUESTS, {"capacity": "10"}, aware=1)
    roof.say(Step.SOUND, {"stage_people": "2"}, aware=1)

    _do(roof, "take")

    assert (roof.space.stage_people, roof.space.capacity, len(changes.waiting(roof.space_id))) == (2, 25, 1)


def test_seats_that_the_list_of_the_draw_states_are_not_changed_by_a_change_of_the_room(roof: Rooftop) -> None:
    roof.show.state = ShowState.OPEN
    drawing.close_due(roof.show.starts_at)
    db.session.commit()

    roof.say(Step.GUESTS, {"capacity": "30"})
    roof.say(Step.GUESTS, {"capacity": "10"}, aware=1)
    answer = _do(roof, "take")

    seats = db.session.get_one(type(roof.show), roof.show.id, populate_existing=True).capacity
    assert ("published, with 25 seats there" in answer, roof.space.capacity, seats) == (True, 30, 25)


def test_acts_that_said_yes_are_asked_again_once_the_lead_has_taken_it_over_and_hear_nothing_before(
    roof: Rooftop,
) -> None:
    acts = artists_taken(roof.edition, a_city(LAGOS), *(an_artist(f"A{number}") for number in range(3)))
    for position, act in enumerate(acts, start=1):
        slots.put(roof.show, position, act)
    locking.lock(CONSOLE, roof.show.id, at=now())
    for number in range(3):
        asked = next(one for one in _offers(roof) if one.artist_id == acts[number])
        offers.confirm(contact_of(number), asked.id, at=now())
    db.session.commit()

    roof.say(Step.SOUND, {"stage_people": "3"}, aware=1)
    before = [str(one.state) for one in _offers(roof)]
    _do(roof, "take")

    assert (before, [str(one.state) for one in _offers(roof)][-3:]) == (["confirmed"] * 3, ["offered"] * 3)


def _offers(roof: Rooftop) -> list[Offer]:
    return list(kept.of_shows([roof.show.id], at=now()))


def test_where_a_list_says_something_else_than_the_host_her_lead_sees_both(roof: Rooftop) -> None:
    page = f"/lead/lagos/spaces/{roof.space_id}"
    before = roof.lead.get(page).text
    lagos = db.session.get_one(City, roof.show.city_id)

    listed = a_space(roof.space_id, host_email="ade@example.org", capacity=40, curfew=time(22), kind=Kind.ROOFTOP)
    take_spaces(roof.edition, sited([listed], lagos), name_area=plain_name, at=now())
    db.session.commit()

    after = roof.lead.get(page).text.partition("A list says something else")[2]
    rows = re.findall(r'data-label="Question">([^<]*)</td><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)', after)
    assert "A list says something else" not in before
    assert ("Guests", "25 at most", "40 at most") in rows
    assert ("Address", ADDRESS, "12 Example Street") in rows
    assert "Step-free" not in {question for question, _, _ in rows}


def test_a_move_to_another_city_is_no_change_of_this_space(roof: Rooftop) -> None:
    answer = roof.say(Step.ADDRESS, {"street": "1 Main Street", "city": "Nairobi, Kenya"})

    assert "The pin of this space is far from Nairobi, Kenya." in answer
    assert (roof.said["street"], _changes(roof)) == (ADDRESS, [])


def test_of_a_town_nearby_with_another_lead_what_was_typed_stays_beside_the_reason(roof: Rooftop) -> None:
    register([towns.town(gazetteer(), "Ikeja, Nigeria")])
    db.session.commit()
    typed = {"street": "1 Main Street", "city": "Ikeja, Nigeria", "bell": "Green gate"}

    answer = roof.host.post(f"/host/{roof.space_id}/steps/address", data=typed)

    assert answer.status_code == 422
    assert '<p class="fault" id="city-fault"' in answer.text
    assert "That is another city, with another lead." in answer.text.partition('id="city-fault"')[2]
    assert [text for text in typed.values() if f'value="{text}"' not in answer.text] == []
    assert (roof.said["street"], _changes(roof)) == (ADDRESS, [])


def test_nobody_else_sees_or_decides(app: Flask, roof: Rooftop) -> None:
    roof.say(Step.GUESTS, {"capacity": "10"}, aware=1)
    change = changes.waiting(roof.space_id)[0]
    other = signed_in(app.test_client(), a_person("other@example.org"))

    answers = [other.get(_page(roof)), other.get("/lead/lagos/changes"), other.post(_page(roof), data={"do": "take"})]
    dropped = other.post(f"/host/{roof.space_id}/changes/{change.id}/drop")

    assert [answer.status_code for answer in (*answers, dropped)] == [404] * 4
    for reader in (STRANGER, roof.host_reader):
        with pytest.raises(NotFound):
            changes.told(reader, roof.space, at=now())
        with pytest.raises(NotFound):
            changing.decline(reader, change.id, roof.space, at=now())


def test_letters_say_that_and_never_what(app: Flask, roof: Rooftop, outbox: Path) -> None:
    roof.say(Step.ADDRESS, {"street": "9 Other Road"}, aware=1)
    jobs.work_off(app.extensions["coordinator.jobs"], at=now())
    _do(roof, "take")
    jobs.work_off(app.extensions["coordinator.jobs"], at=now())

    read = BytesParser(EmailMessage, policy=policy.default)
    letters = [read.parsebytes(file.read_bytes()) for file in outbox.glob("*.eml")]
    assert {str(letter["Subject"]) for letter in letters} == {
        "Action required: a host in Lagos would change something",
        "What you changed holds now",
    }
    assert not any(word in letter.as_string() for letter in letters for word in ("Other Road", ADDRESS))
