"""Reminders of a section's two days: who asked for them and has something left to do, once each, before and not after;
and the addresses that are kept for it, no longer than that."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator import jobs
from coordinator.clock import now
from coordinator.db import db, random_id
from coordinator.disclosure import erasing_people, letter_reminders, own_data
from coordinator.disclosure.people import enrol
from coordinator.editions.models import Edition
from coordinator.letters import cases, collecting, reminding, sections, signing
from coordinator.letters.collecting import Batch
from coordinator.letters.models import Channel, Step
from coordinator.letters.reminding import By
from coordinator.letters.sections import through
from coordinator.letters.signing import Signed
from coordinator.people import accounts, stopping
from coordinator.people.models import Role, Topic
from coordinator.people.readers import STRANGER, Reader
from tests.letters.builders import TEAM, a_campaign, a_case, a_section
from tests.people.builders import a_person, signed_in
from tests.people.mailbox import letters, link_of, lying, text_of

MIA = "mia@example.org"
TODAY = now()
DAYS: dict[str, Any] = {"mail_by": date(2099, 1, 31), "report_by": date(2099, 2, 28)}
MAIL = datetime(2099, 1, 26, 9, tzinfo=UTC)  # ten in Berlin, five days before
REPORT = datetime(2099, 2, 23, 9, tzinfo=UTC)
OVER = datetime(2099, 2, 28, 23, tzinfo=UTC)


@pytest.fixture
def edition(app: Flask) -> Edition:
    return a_campaign()


@pytest.fixture
def section(edition: Edition) -> str:
    return a_section(edition, **DAYS)


@pytest.fixture
def case(edition: Edition, section: str) -> str:
    return a_case(edition)


def _says(case: str, section: str, email: str = MIA, *, by: Reader = STRANGER, **said: Any) -> None:
    usual: dict[str, Any] = {"step": Step.PLEDGED, "channel": Channel.PAPER, "people": 1, "section_id": section}
    signing.sign(case, Signed(email, **{"remind": True, **usual, **said}), origin="", at=TODAY, by=by)
    db.session.commit()


def _signs_up(case: str, section: str, email: str = MIA, **said: Any) -> str:
    """With the box ticked, and yes said by the letter: the path behind its link."""
    _says(case, section, email, **said)
    (letter,) = letters(at=TODAY)
    path = link_of(letter)
    assert reminding.say_yes(path.rpartition("/")[2], at=TODAY)
    db.session.commit()
    return path


def _sent(at: datetime) -> list[tuple[str, str]]:
    """To whom which letters leave when workers go their round at that instant."""
    for walk in reminding.ROUNDS:
        walk(at)
    db.session.commit()
    return [(str(letter["To"]), str(letter["Subject"])) for letter in letters(at=at)]


TO_MAIL, TO_REPORT = (MIA, "Time to mail your letters"), (MIA, "Say what became of your letters")


def test_one_letter_comes_before_each_of_the_two_days_and_none_after(case: str, section: str) -> None:
    _signs_up(case, section)
    minute = timedelta(minutes=1)

    moments = [MAIL - minute, MAIL, MAIL + minute, MAIL + timedelta(days=4), REPORT - minute, REPORT, REPORT + minute]

    assert [_sent(at) for at in moments] == [[], [TO_MAIL], [], [], [], [TO_REPORT], []]
    assert (_sent(OVER), _sent(OVER + timedelta(days=300))) == ([], [])


def test_workers_that_slept_through_a_day_write_no_letter_about_it(case: str, section: str) -> None:
    _signs_up(case, section)
    reminding.remind(MAIL)
    db.session.commit()

    assert letters(at=through(section).mail_ends_at) == []  # enqueued in time, and run too late
    assert _sent(OVER) == []


@pytest.mark.parametrize(
    ("zone", "mail_by", "reminded", "ends"),
    [
        ("Pacific/Apia", date(2027, 1, 31), "2027-01-25 21:00Z", "2027-01-31 11:00Z"),  # +13
        ("Pacific/Pago_Pago", date(2027, 1, 31), "2027-01-26 21:00Z", "2027-02-01 11:00Z"),  # -11
        ("Europe/Berlin", date(2027, 3, 28), "2027-03-23 09:00Z", "2027-03-28 22:00Z"),  # clocks go on
        ("Europe/Berlin", date(2027, 4, 1), "2027-03-27 09:00Z", "2027-04-01 22:00Z"),
        ("America/Santiago", date(2026, 9, 5), "2026-08-31 14:00Z", "2026-09-06 04:00Z"),  # skips midnight
    ],
)
def test_both_ends_are_of_the_clocks_of_the_section(
    edition: Edition, zone: str, mail_by: date, reminded: str, ends: str
) -> None:
    days: dict[str, Any] = {"mail_by": mail_by, "report_by": mail_by + timedelta(days=28)}
    of = through(a_section(edition, zone=zone, **days))
    begins, over = (datetime.fromisoformat(one) for one in (reminded, ends))
    second = timedelta(seconds=1)

    moments = (begins - second, begins, over - second, over)

    assert [reminding.is_time(of, By.MAIL, at=at) for at in moments] == [False, True, True, False]


def test_who_is_reminded_of_the_second_day_has_the_first_one_behind_her(edition: Edition) -> None:
    near = through(a_section(edition, mail_by=date(2099, 1, 31), report_by=date(2099, 2, 2)))
    same = through(a_section(edition, "France", mail_by=date(2099, 1, 31), report_by=date(2099, 1, 31)))

    assert reminding.reminds_at(near, By.REPORT) == datetime(2099, 2, 1, 9, tzinfo=UTC)
    days = [MAIL + timedelta(hours=number) for number in range(240)]
    assert [at for at in days if reminding.is_time(same, By.REPORT, at=at)] == []


@pytest.mark.parametrize("step", [Step.MAILED, Step.HANDED_OVER])
def test_who_has_said_that_her_letter_has_left_is_not_reminded(case: str, section: str, step: Step) -> None:
    _signs_up(case, section)
    _says(case, section, remind=False, step=step)

    assert [_sent(at) for at in (MAIL, REPORT)] == [[], []]


def test_who_has_written_and_not_mailed_is_reminded(case: str, section: str) -> None:
    _signs_up(case, section, step=Step.WRITTEN)

    assert _sent(MAIL) == [TO_MAIL]


@pytest.mark.parametrize("ended", [cases.withdraw, cases.close])
def test_nobody_is_reminded_of_a_case_that_is_withdrawn_or_closed(
    edition: Edition, case: str, section: str, client: FlaskClient, ended: Any
) -> None:
    path = _signs_up(case, section)
    assert "Yara" in client.get(path).text
    reminding.remind(MAIL)
    db.session.commit()
    ended(TEAM, case, at=MAIL)  # between the round and the letter
    db.session.commit()

    assert (letters(at=MAIL), _sent(REPORT), "Yara" in client.get(path).text) == ([], [], False)
    other = a_case(edition, title="Ivo of the Hills")
    _says(other, section, remind=False)
    assert ("Ivo" in client.get(path).text, _sent(REPORT)) == (True, [])  # the round of that day was before


def test_nobody_is_reminded_who_has_not_ticked_the_box_and_no_address_is_kept(case: str, section: str) -> None:
    _says(case, section, remind=False)

    assert (letters(at=TODAY), letter_reminders.sections_kept(), _sent(MAIL)) == ([], [], [])


def test_nobody_is_reminded_whose_address_has_not_answered_and_it_is_forgotten(
    case: str, section: str, client: FlaskClient
) -> None:
    _says(case, section)
    _says(case, section)
    (letter,) = letters(at=TODAY)
    path = link_of(letter)

    reminding.forget(TODAY + timedelta(hours=47))
    assert letter_reminders.sections_kept() == [section]
    reminding.forget(TODAY + timedelta(hours=48))

    assert (letter_reminders.sections_kept(), client.get(path).status_code) == ([], 410)
    assert (client.post(path).status_code, _sent(MAIL)) == (410, [])


def test_the_form_says_what_is_kept_before_it_takes_an_address_and_its_box_is_not_ticked(
    case: str, client: FlaskClient
) -> None:
    page = client.get(f"/letters/cases/{case}/sign").text

    box = page.partition('name="remind"')[2].partition(">")[0]
    assert ("checked" in box, "Nobody writes to you unless" in page) == (False, True)
    assert "we keep the address, sealed, until the last day to report is over" in page
    typed = client.post(f"/letters/cases/{case}/sign", data={"email": "none", "step": "pledged", "remind": "yes"})
    assert (typed.status_code, "checked" in typed.text.partition('name="remind"')[2].partition(">")[0]) == (422, True)


def test_the_answer_does_not_tell_whether_a_mailbox_is_reminded_already(
    app: Flask, edition: Edition, alike: None
) -> None:
    section = a_section(edition)
    case = a_case(edition)
    form = {"email": MIA, "step": "pledged", "section": section, "remind": "yes"}

    answers = [app.test_client().post(f"/letters/cases/{case}/sign", data=form) for _ in range(2)]

    assert len({(one.status_code, one.data, str(one.headers)) for one in answers}) == 1
    assert len(letters()) == 1


def test_who_is_signed_in_with_the_address_says_yes_by_the_tick_in_the_language_of_her_account(
    app: Flask, case: str, section: str
) -> None:
    mia = a_person(MIA, name="Mia")
    accounts.read_in(mia, "de")
    _says(case, section)  # once without being signed in
    (asked,) = letters(at=TODAY)
    _says(case, section, by=Reader(mia))

    assert letters(at=TODAY) == []
    for walk in reminding.ROUNDS:
        walk(MAIL)
    (letter,) = letters(at=MAIL)
    assert (str(asked["To"]), link_of(asked)) == (MIA, link_of(letter))
    assert "31. Januar 2099" in text_of(letter)


def test_somebody_elses_address_is_asked_first_though_its_sender_is_signed_in(case: str, section: str) -> None:
    _says(case, section, "other@example.org", by=Reader(a_person(MIA)))

    assert [str(one["To"]) for one in letters(at=TODAY)] == ["other@example.org"]
    assert _sent(MAIL) == []


def test_the_letter_is_in_the_language_of_the_form_and_leads_to_where_she_reports(app: Flask, edition: Edition) -> None:
    section = a_section(edition, **DAYS)
    case = a_case(edition)
    client = app.test_client()
    form = {"email": MIA, "step": "pledged", "section": section, "remind": "yes"}
    client.post(f"/letters/cases/{case}/sign", data=form, headers={"Accept-Language": "ar-EG"})
    (asked,) = letters()
    path = link_of(asked)
    looked = client.get(path).text
    assert ("Shall we remind you?" in looked, "Yara" in looked) == (True, False)
    yes = [client.post(path).text for _ in range(2)]

    for walk in reminding.ROUNDS:
        walk(MAIL)
    (letter,) = letters(at=MAIL)

    assert [f"/letters/cases/{case}/sign?section={section}" in page for page in yes] == [True, True]
    html = letter.get_body(("html",))
    assert html is not None
    assert ('<html lang="ar-EG" dir="rtl">' in html.get_content(), link_of(letter)) == (True, path)
    assert letter["List-Unsubscribe"] == f"<http://localhost{path}/stop>"
    chosen = client.get(f"/letters/cases/{case}/sign?section={section}").text
    assert f'<option value="{section}" selected>' in chosen


def test_one_press_stops_them_and_erases_the_address(
    app: Flask, case: str, section: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _signs_up(case, section)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)  # a mail program knows no token (RFC 8058, 3.1)
    client = app.test_client()

    answers = [client.post(f"{path}/stop", data={"List-Unsubscribe": "One-Click"}) for _ in range(2)]
    none = client.post(f"/letters/reminders/{'x' * 26}/stop")

    assert [(one.status_code, one.data) for one in answers] == [(200, none.data)] * 2
    assert (letter_reminders.sections_kept(), _sent(MAIL)) == ([], [])
    assert (client.get(path).status_code, client.get(path).headers["Cache-Control"]) == (410, "no-store")


def test_the_address_goes_with_the_last_day_to_report_and_with_whoever_has_herself_erased(
    case: str, section: str, client: FlaskClient
) -> None:
    path = _signs_up(case, section)
    mia = enrol(MIA)
    told = own_data.own_data(Reader(mia), at=TODAY)["letters_reminded_of"]
    assert [(row["section_id"], row["said"]["email"]) for row in told] == [(section, MIA)]

    reminding.forget(OVER - timedelta(seconds=1))
    assert (letter_reminders.sections_kept(), reminding.behind(path[19:], at=OVER)) == ([section], None)
    reminding.forget(OVER)
    assert (letter_reminders.sections_kept(), client.get(path).status_code) == ([], 410)

    _signs_up(case, section)
    erasing_people.erase(mia, at=TODAY)
    assert letter_reminders.sections_kept() == []


def test_two_workers_at_once_write_each_letter_once(app: Flask, case: str, section: str) -> None:
    _signs_up(case, section)
    _signs_up(case, section, "ada@example.org")
    lying()
    started = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            started.wait()
            for walk in reminding.ROUNDS:
                walk(MAIL)
            db.session.commit()
            letters_of(app)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    letters_of(app)
    assert [str(letter["To"]) for letter in lying()] == ["ada@example.org", MIA]


def letters_of(app: Flask) -> None:
    """Work the outbox off, and let the letters lie."""
    jobs.work_off(app.extensions["coordinator.jobs"], at=MAIL)


def test_a_second_run_of_the_round_of_a_day_writes_nothing_twice(case: str, section: str) -> None:
    _signs_up(case, section)

    for _ in range(2):
        reminding.remind_all(f"{section}|mail|2099-01-31", at=MAIL)
        db.session.commit()

    assert [str(one["To"]) for one in letters(at=MAIL)] == [MIA]


def _collector(section: str, email: str = "col@example.org") -> Reader:
    collecting.name(TEAM, section, email, at=TODAY)
    return Reader(enrol(email))


def _puts(who: Reader, case: str, section: str, step: Step, number: int) -> None:
    batch = Batch(random_id(), case, section, None, Channel.PAPER, number, is_another=True)
    collecting.report(who, batch, step, at=TODAY)
    db.session.commit()


def test_a_collector_is_reminded_while_letters_wait_to_be_mailed_and_to_be_reported(case: str, section: str) -> None:
    col, idle = _collector(section), _collector(section, "idle@example.org")
    _puts(col, case, section, Step.WRITTEN, 40)
    assert idle.id is not None

    assert _sent(MAIL) == [("col@example.org", "Letters of your section are to be mailed")]
    assert _sent(MAIL + timedelta(hours=1)) == []
    _puts(col, case, section, Step.MAILED, 40)
    assert _sent(REPORT) == [("col@example.org", "Letters of your section are to be reported")]
    assert _sent(REPORT + timedelta(hours=1)) == []


def test_what_one_has_collected_another_may_have_mailed_and_the_team_reported(case: str, section: str) -> None:
    col, other = _collector(section), _collector(section, "other@example.org")
    _puts(col, case, section, Step.WRITTEN, 40)
    _puts(other, case, section, Step.MAILED, 40)
    team = a_person("team@example.org")
    accounts.grant(Role.CAMPAIGN, team)
    _puts(Reader(team, frozenset({(Role.CAMPAIGN, None)})), case, section, Step.REPORTED, 40)
    _says(case, section, remind=False, step=Step.WRITTEN, people=9)  # of her own: no batch of the section

    assert [_sent(at) for at in (MAIL, REPORT)] == [[], []]


@pytest.mark.parametrize("ended", [cases.withdraw, cases.close])
def test_no_collector_is_reminded_of_a_case_that_is_over_or_once_she_is_none(
    edition: Edition, case: str, section: str, ended: Any
) -> None:
    col, gone = _collector(section), _collector(section, "gone@example.org")
    other = a_case(edition)
    _puts(col, case, section, Step.WRITTEN, 40)
    _puts(gone, other, section, Step.WRITTEN, 40)
    reminding.remind(MAIL)
    ended(TEAM, case, at=MAIL)
    collecting.take_off(TEAM, section, str(gone.id))
    db.session.commit()

    assert letters(at=MAIL) == []


def test_a_collector_can_do_without_and_have_them_again(app: Flask, case: str, section: str) -> None:
    col = _collector(section)
    _puts(col, case, section, Step.WRITTEN, 40)
    assert stopping.offered(col) == (Topic.COLLECTING,)
    browser = signed_in(app.test_client(), str(col.id))
    assert "letters that you collect" in browser.get("/account").text
    browser.post("/account/letters", data={"topics": []})
    assert _sent(MAIL) == []

    browser.post("/account/letters", data={"topics": ["collecting"]})
    _puts(col, case, section, Step.MAILED, 40)

    assert len(_sent(REPORT)) == 1
    assert stopping.offered(Reader(a_person("guest@example.org"))) == ()


def _says_yes(case: str, section: str, email: str, at: datetime) -> None:
    _says(case, section, email, remind=False)
    letter_reminders.put(section, email, None, confirmed=True, at=at)
    db.session.commit()


def test_who_says_yes_late_is_reminded_at_ten_the_next_morning_while_a_day_is_left(case: str, section: str) -> None:
    hour, day = timedelta(hours=1), timedelta(days=1)
    _says_yes(case, section, "first@example.org", TODAY)
    assert _sent(MAIL) == [("first@example.org", TO_MAIL[1])]

    _says_yes(case, section, MIA, MAIL + hour)
    _says_yes(case, section, "last@example.org", MAIL + 3 * day + hour)
    _says_yes(case, section, "late@example.org", MAIL + 4 * day + hour)

    assert [_sent(MAIL + after) for after in (hour, day - hour, day, day + hour)] == [[], [], [TO_MAIL], []]
    sent = [to for number in range(2, 8) for to, _ in _sent(MAIL + number * day)]
    assert sent == ["last@example.org"]


@pytest.mark.parametrize(
    ("moved", "again"),
    [
        (date(2099, 1, 30), [MAIL + timedelta(hours=2)]),
        (date(2099, 2, 6), []),
        (date(2099, 2, 7), [datetime(2099, 2, 2, 9, tzinfo=UTC)]),
    ],
    ids=["earlier", "six days later", "a week later"],
)
def test_a_day_that_is_moved_after_its_letter_brings_another_where_that_is_news(
    edition: Edition, case: str, section: str, moved: date, again: list[datetime]
) -> None:
    _signs_up(case, section)
    col = _collector(section)
    _puts(col, case, section, Step.WRITTEN, 40)
    assert len(_sent(MAIL)) == 2
    said = {"name": "Germany", "country": "DE", "zone": "Europe/Berlin", **DAYS, "mail_by": moved}
    sections.change(TEAM, edition.id, section, said, seen=1)
    db.session.commit()

    found = {}
    for hours in range(2, 14 * 24):
        reminding.remind(MAIL + timedelta(hours=hours))
        db.session.commit()
        if sent := letters(at=MAIL + timedelta(hours=hours)):
            found[MAIL + timedelta(hours=hours)] = [text_of(letter) for letter in sent]

    assert list(found) == again
    for texts in found.values():
        told = [" ".join(text.split()) for text in texts]
        assert [f"{moved.day} {moved:%B}" in text and "This day has been moved" in text for text in told] == [True] * 2
    assert _sent(REPORT) == [TO_REPORT]


def test_who_was_reminded_late_of_a_day_that_had_moved_a_little_hears_when_it_comes_forward(
    edition: Edition, case: str, section: str
) -> None:
    def moved(day: int, seen: int) -> None:
        said = {"name": "Germany", "country": "DE", "zone": "Europe/Berlin", **DAYS, "mail_by": date(2099, 2, day)}
        sections.change(TEAM, edition.id, section, said, seen=seen)
        db.session.commit()

    hour, day = timedelta(hours=1), timedelta(days=1)
    _says_yes(case, section, "first@example.org", TODAY)
    assert _sent(MAIL) == [("first@example.org", TO_MAIL[1])]
    moved(5, seen=1)
    _says_yes(case, section, MIA, MAIL + hour)
    assert [to for to, _ in _sent(MAIL + 5 * day)] == [MIA]

    moved(3, seen=2)

    assert sorted(to for to, _ in _sent(MAIL + 5 * day + hour)) == ["first@example.org", MIA]
    assert _sent(MAIL + 6 * day) == []
