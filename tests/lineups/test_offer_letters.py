"""Letters about offers: rendered as they are sent, for their reader; they name no act, no room and no address."""

from collections.abc import Iterator
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from coordinator import jobs
from coordinator.artists import applying
from coordinator.cities import towns
from coordinator.db import db
from coordinator.disclosure import own_acts
from coordinator.geo.gazetteer import gazetteer
from coordinator.lineups import changed_evening, locking, offers, replacements
from coordinator.lineups.changed_evening import Change
from coordinator.people import accounts
from coordinator.people.models import Person, Role
from tests.campaign.builders import LAGOS
from tests.lineups.evenings import an_asked_show, contact_of

pytestmark = pytest.mark.usefixtures("app")
HOUR = timedelta(hours=1)


@pytest.fixture
def outbox(app: Flask) -> Iterator[Path]:
    folder = app.extensions["coordinator.settings"].folder / "outbox"
    for file in folder.glob("*.eml"):
        file.unlink()
    yield folder
    for file in folder.glob("*.eml"):
        file.unlink()


def _deliver(app: Flask, at: object) -> None:
    db.session.commit()
    jobs.work_off(app.extensions["coordinator.jobs"], at=at)  # type: ignore[arg-type]


def _letters(outbox: Path) -> list[EmailMessage]:
    read = BytesParser(EmailMessage, policy=policy.default)
    return [read.parsebytes(file.read_bytes()) for file in outbox.glob("*.eml")]


def _text(letter: EmailMessage) -> str:
    return "".join(part.get_content() for part in letter.walk() if part.get_content_maintype() == "text")


def test_each_act_gets_action_required_with_the_deadline_on_its_own_clock(app: Flask, outbox: Path) -> None:
    evening = an_asked_show(LAGOS)

    _deliver(app, evening.at)

    letters = _letters(outbox)
    assert {letter["Subject"] for letter in letters} == {"Action required: you are asked to play"}
    assert sorted(str(letter["To"]) for letter in letters) == [f"Ada Act <act-a{n}@example.org>" for n in range(3)]
    assert all("West Africa Standard Time" in _text(letter) for letter in letters)
    assert all("http://localhost/artist/" in _text(letter) for letter in letters)


def test_an_act_reads_its_deadline_by_the_clock_of_its_home_not_of_the_city_it_counts_to(
    app: Flask, outbox: Path
) -> None:
    evening = an_asked_show(LAGOS)
    act = own_acts.own_act(contact_of(0), evening.acts[0])
    lives = applying.home(act, towns.town(gazetteer(), "Perth, Australia"))
    own_acts.keep(contact_of(0), act, {**act.said, **lives}, (), at=evening.at)

    _deliver(app, evening.at)

    by_reader = {str(letter["To"])[-19:-1]: _text(letter) for letter in _letters(outbox)}
    assert "Australian Western Standard Time" in by_reader["act-a0@example.org"]
    assert "West Africa Standard Time" in by_reader["act-a1@example.org"]


def test_no_letter_names_an_act_a_room_or_an_address(app: Flask, outbox: Path) -> None:
    evening = an_asked_show(before=HOUR * 12)
    offers.decline(contact_of(1), evening.offer(1).id, at=evening.at)
    locking.unlock(evening.lead, evening.show.id, "a secret reason", at=evening.at)

    for hours in range(12):
        _deliver(app, evening.at + HOUR * hours)

    text = " ".join(f"{letter} {_text(letter)}" for letter in _letters(outbox))
    assert len({str(letter["Subject"]) for letter in _letters(outbox)}) >= 4
    assert [word for word in ("Act A", "green sofa", "Example Street", "Hanna", "secret reason") if word in text] == []


def test_who_has_answered_is_reminded_of_nothing(app: Flask, outbox: Path) -> None:
    evening = an_asked_show()
    for act in (0, 1):
        offers.confirm(contact_of(act), evening.offer(act).id, at=evening.at)

    _deliver(app, evening.at + HOUR * 36)

    reminded = [str(letter["To"]) for letter in _letters(outbox) if "still missing" in letter["Subject"]]
    assert reminded == ["Ada Act <act-a2@example.org>"]


def test_the_lead_is_told_of_an_empty_slot_unless_it_is_filled_or_she_leads_no_longer(app: Flask, outbox: Path) -> None:
    evening = an_asked_show()
    told = []

    offers.decline(contact_of(0), evening.offer(0).id, at=evening.at)
    _deliver(app, evening.at)
    told.append(_told(outbox))
    replacements.take(evening.lead, evening.show.id, 1, evening.acts[4], at=evening.at)
    offers.decline(contact_of(1), evening.offer(1).id, at=evening.at)
    replacements.take(evening.lead, evening.show.id, 2, evening.acts[5], at=evening.at)
    _deliver(app, evening.at)
    told.append(_told(outbox))
    offers.decline(contact_of(2), evening.offer(2).id, at=evening.at)
    accounts.revoke(Role.LEAD, str(evening.lead.id), city_id=evening.show.city_id)
    _deliver(app, evening.at)
    told.append(_told(outbox))

    assert told == [1, 1, 1]


def _told(outbox: Path) -> int:
    return sum("is empty again" in letter["Subject"] for letter in _letters(outbox))


def test_acts_read_why_they_are_asked_again_or_only_told_that_an_evening_changed(app: Flask, outbox: Path) -> None:
    evening = an_asked_show()
    offers.confirm(contact_of(0), evening.offer(0).id, at=evening.at)
    locking.unlock(evening.lead, evening.show.id, "a test", at=evening.at)
    told: list[set[str]] = []

    for change, locked in ((Change.TOLD, False), (Change.ASKED, False), (Change.UNSEEN, True)):
        evening.at += HOUR
        changed_evening.follow(evening.show, change, by=str(evening.lead.id), at=evening.at)
        if locked:
            locking.lock(evening.lead, evening.show.id, at=evening.at)
        _deliver(app, evening.at)
        mine = [letter for letter in _letters(outbox) if "act-a0@" in str(letter["To"])]
        told.append({str(letter["Subject"]) for letter in mine} - set().union(*told))

    assert told == [
        {"Your evening has changed a little"},
        {"An evening of yours has changed"},
        {"Action required: your evening has changed"},
    ]
    text = " ".join(map(_text, _letters(outbox)))
    assert "Your yes stands" in text
    assert "You are asked again, with a new letter, once its lineup is final." in text


def test_a_letter_speaks_its_readers_language(app: Flask, outbox: Path) -> None:
    """The name of the zone shows it."""
    evening = an_asked_show()
    db.session.execute(update(Person).where(Person.id == contact_of(0).id).values(locale="de"))

    _deliver(app, evening.at)

    german = next(letter for letter in _letters(outbox) if "act-a0@" in str(letter["To"]))
    assert "Mitteleuropäische Sommerzeit" in _text(german)
