"""After an evening: a host reports what is broken, her lead reads it, and what she said of her home is erased."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from coordinator import jobs, pictures
from coordinator.clock import now
from coordinator.db import Base, db
from coordinator.disclosure import (
    changes,
    counts,
    deposits,
    doorkeepers,
    erasing_homes,
    incidents,
    own_guests,
    own_spaces,
    photos,
    proposing,
    reviews,
)
from coordinator.disclosure.changes import ChangeState
from coordinator.disclosure.gateway import clock_of
from coordinator.disclosure.incidents import Kind
from coordinator.disclosure.own_guests import Expected, Kept, OwnGuest
from coordinator.disclosure.photos import Subject
from coordinator.door import checking
from coordinator.door.models import DoorRole
from coordinator.errors import Conflict, NotFound
from coordinator.gate import granted
from coordinator.hosting import closing, erasing, letters, reporting
from coordinator.hosting import photos as showing
from coordinator.jobs import Outbox
from coordinator.lineups import locking
from coordinator.lineups.proposals import propose
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER
from coordinator.shows.models import Show, ShowState
from coordinator.spaces.models import Space, SpaceState
from coordinator.spaces.registration import Step
from tests.campaign.builders import LAGOS, a_city, a_space, an_edition, spaces_taken
from tests.door.standing import a_supervisor
from tests.kept import kept
from tests.people.builders import a_person, signed_in
from tests.pictures.files import PLANTED, TELLING, a_photo, taken
from tests.spaces.hosted import Hosted, a_hosted_show, move_to_another_home
from tests.spaces.offers import a_host, answered, begun

WORDS = "The blue vase of my aunt is in pieces.\n\nIt stood in the hall."


def _report(hosted: Hosted, browser: FlaskClient | None = None, show: Show | None = None, **other: Any) -> Any:
    said = {"kind": "damage", "words": WORDS, **other}
    path = f"{hosted.url}/evening/{(show or hosted.show).id}/after"
    return (browser or hosted.browser()).post(path, data={name: value for name, value in said.items() if value})


def _reports(hosted: Hosted) -> tuple[incidents.Incident, ...]:
    return incidents.own(hosted.form, hosted.show)


def test_a_host_reports_damage_with_photos_and_it_is_kept_sealed(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-1)
    files = [(io.BytesIO(TELLING["JPEG with a place"]()), "home.jpg"), (io.BytesIO(a_photo((800, 600))), "hall.jpg")]

    answer = _report(hosted, photos=files)

    assert answer.status_code == 303
    (report,) = _reports(hosted)
    assert (report.kind, report.words, len(report.photos), report.settled_at) == (Kind.DAMAGE, WORDS, 2, None)
    with granted("test"):
        rows = kept("sec_incidents")
    assert "blue vase" not in rows
    page = hosted.browser().get(f"{hosted.url}/evening/{hosted.show.id}/after").text
    assert ("blue vase" in page, f"/photos/{report.photos[0].id}/480" in page, "with your lead" in page) == (True,) * 3
    served = hosted.browser().get(f"/photos/{report.photos[0].id}/480")
    assert (served.status_code, PLANTED in served.data) == (200, False)


def test_the_same_report_sent_twice_is_one(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-1)

    assert [_report(hosted).status_code for _ in range(2)] == [303, 303]

    assert len(_reports(hosted)) == 1


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"kind": ""}, "This is needed; fill it in."),
        ({"words": ""}, "This is needed; fill it in."),
        ({"photos": b"GIF89a"}, "Photo 1 is a file of another kind (GIF)"),
    ],
)
def test_a_report_that_cannot_be_taken_keeps_what_was_typed(app: Flask, other: dict[str, Any], sentence: str) -> None:
    hosted = a_hosted_show(app, days=-1)

    photo = {"photos": (io.BytesIO(other["photos"]), "x.jpg")} if "photos" in other else {}
    answer = _report(hosted, **other | photo)

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert ("blue vase" in answer.text) == ("words" not in other)
    assert ('value="damage" checked' in answer.text) == ("kind" not in other)
    assert _reports(hosted) == ()


def test_before_its_day_nothing_can_be_reported(app: Flask) -> None:
    hosted = a_hosted_show(app)
    opens = hosted.show.starts_at - reporting.OPENS

    with pytest.raises(Conflict) as refused:
        reporting.report(
            hosted.reader, hosted.show.space_id, hosted.show.id, Kind.DAMAGE, WORDS, at=opens - timedelta(seconds=1)
        )
    reporting.report(hosted.reader, hosted.show.space_id, hosted.show.id, Kind.DAMAGE, WORDS, at=opens)

    assert refused.value.reason == "too_early"
    assert len(_reports(hosted)) == 1
    assert "On the day itself" in hosted.browser().get(f"{hosted.url}/evening/{hosted.show.id}/after").text


def test_there_are_ten_reports_of_an_evening_at_most(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-1)
    for number in range(reporting.MOST):
        assert _report(hosted, words=f"Glass {number}").status_code == 303

    answer = _report(hosted, words="One more")

    assert (answer.status_code, "There are 10 reports already." in answer.text) == (409, True)


def test_whoever_answers_for_the_city_gets_a_letter_that_says_nothing(app: Flask, tmp_path: Any) -> None:
    hosted = a_hosted_show(app, days=-1)
    lead = hosted.lead()
    _report(hosted)

    waiting = db.session.execute(select(Outbox.kind, Outbox.person_id).where(Outbox.kind == "incident")).all()
    jobs.work_off(letters.JOBS, at=now())

    assert waiting == [("incident", lead)]
    written = sorted(
        (app.extensions["coordinator.settings"].folder / "outbox").iterdir(), key=lambda one: one.stat().st_mtime
    )
    letter = written[-1].read_text(encoding="utf-8")
    report = _reports(hosted)[0]
    assert f"/lead/berlin/reports/{report.id}" in letter.replace("=\n", "")
    assert [word for word in ("vase", "Secret Lane", "Hidden attic", "Hanna") if word in letter] == []


def test_no_letter_is_written_of_what_is_dealt_with(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-1)
    hosted.lead()
    _report(hosted)
    outbox = app.extensions["coordinator.settings"].folder / "outbox"
    before = len(list(outbox.iterdir())) if outbox.exists() else 0

    reporting.settle(CONSOLE, _reports(hosted)[0].id, city_id=hosted.show.city_id, at=now())
    db.session.commit()
    jobs.work_off(letters.JOBS, at=now())

    assert (len(list(outbox.iterdir())) if outbox.exists() else 0) == before


def test_a_lead_reads_a_report_and_says_that_it_is_dealt_with_once(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-1)
    lead = hosted.lead(name="Lea Lead")
    _report(hosted, photos=(io.BytesIO(a_photo()), "x.jpg"))
    (report,) = _reports(hosted)
    browser = signed_in(app.test_client(), lead)
    path = f"/lead/berlin/reports/{report.id}"

    listed, page = browser.get("/lead/berlin/reports").text, browser.get(path).text
    answers = [browser.post(path).status_code for _ in range(2)]
    first = _reports(hosted)[0].settled_at

    assert (path in listed, "blue vase" in page, "Hidden attic" in page, "It is dealt with" in page) == (True,) * 4
    assert browser.get(f"/photos/{report.photos[0].id}/480").status_code == 200
    assert answers == [303, 303]
    reporting.settle(CONSOLE, report.id, city_id=hosted.show.city_id, at=now() + timedelta(hours=1))
    assert _reports(hosted)[0].settled_at == first
    assert "Lea Lead has dealt with it" in browser.get(path).text


def test_a_report_is_for_its_host_and_who_leads_her_city_alone(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-1)
    _report(hosted, photos=(io.BytesIO(a_photo()), "x.jpg"))
    (report,) = _reports(hosted)
    lagos, strange = a_city(LAGOS), a_person("strange@example.org")
    accounts.grant(Role.HOST, strange)
    elsewhere = a_person("elsewhere@example.org")
    accounts.grant(Role.LEAD, elsewhere, city_id=lagos.id)
    lead_elsewhere, host_elsewhere = (signed_in(app.test_client(), one) for one in (elsewhere, strange))
    photo = f"/photos/{report.photos[0].id}/480"

    assert [
        lead_elsewhere.get(path).status_code
        for path in (
            "/lead/berlin/reports",
            f"/lead/berlin/reports/{report.id}",
            f"/lead/lagos/reports/{report.id}",
            photo,
        )
    ] == [404] * 4
    assert [
        host_elsewhere.get(path).status_code for path in (f"{hosted.url}/evening/{hosted.show.id}/after", photo)
    ] == [404, 404]
    assert lead_elsewhere.post(f"/lead/lagos/reports/{report.id}").status_code == 404
    assert _report(hosted, host_elsewhere).status_code == 404
    with pytest.raises(NotFound):
        reporting.settle(STRANGER, report.id, city_id=hosted.show.city_id, at=now())


def test_a_report_stays_with_the_host_whose_home_it_is_about(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-1)
    _report(hosted, photos=(io.BytesIO(a_photo()), "x.jpg"))
    (report,) = _reports(hosted)
    home = hosted.show.space_id

    other = move_to_another_home(hosted)

    photo = f"/photos/{report.photos[0].id}/480"
    assert "vase" not in other.browser().get(f"{other.url}/evening/{other.show.id}/after").text
    assert [one.browser().get(photo).status_code for one in (hosted, other)] == [200, 404]
    told = signed_in(app.test_client(), hosted.lead()).get(f"/lead/berlin/reports/{report.id}").text
    assert (f"/lead/berlin/spaces/{home}" in told, "Hidden attic" in told) == (True, True)


@pytest.mark.parametrize("called_off", [False, True])
def test_who_closed_her_door_can_report_why_though_the_show_is_gone(app: Flask, called_off: bool) -> None:
    hosted = a_hosted_show(app, days=1)
    starts_at = hosted.show.starts_at
    closing.close(hosted.reader, hosted.show.space_id, at=now())
    home = hosted.show.space_id
    other = hosted if called_off else move_to_another_home(hosted)
    if called_off:
        hosted.show.state = ShowState.CANCELLED
        db.session.commit()

    def report(of: Hosted, space_id: str) -> None:
        reporting.report(of.reader, space_id, of.show.id, Kind.INCIDENT, WORDS, at=starts_at)

    report(hosted, home)

    assert [one.space_id for one in incidents.of_city(CONSOLE, **_city(hosted), at=now())] == [home]
    hosted.show.starts_at, hosted.show.ends_at = (now() + timedelta(hours=hours) for hours in (-1, 1))
    page = hosted.browser().get(f"/host/{home}/evening").text
    assert ("What was to be here" in page, f"/host/{home}/evening/{hosted.show.id}/after" in page) == (True, True)
    if not called_off:
        assert incidents.own(other.form, other.show) == ()
        with pytest.raises(NotFound):
            report(other, home)


def _city(hosted: Hosted) -> dict[str, str]:
    return {"edition_id": hosted.edition.id, "city_id": hosted.show.city_id}


def test_a_show_that_was_never_here_is_nothing_to_report(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-1)
    (elsewhere,) = spaces_taken(hosted.edition, a_city(), a_space("S9", address="9 Other Street"))

    assert hosted.browser().get(f"{hosted.url}/evening/{elsewhere.id}/after").status_code == 404
    assert _report(hosted, show=elsewhere).status_code == 404


def test_while_many_photos_arrive_a_report_is_asked_for_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    hosted = a_hosted_show(app, days=-1)
    monkeypatch.setattr(pictures, "PATIENCE", 0.01)

    with pictures._alone():
        answer = _report(hosted, photos=(io.BytesIO(a_photo()), "x.jpg"))

    assert (answer.status_code, "Many photos are arriving just now." in answer.text) == (409, True)
    assert ("blue vase" in answer.text, _reports(hosted)) == (True, ())


def _fill(hosted: Hosted) -> None:
    """Everything that can be said of a home."""
    form = hosted.form
    said = {**form.said, "bell": "Third bell from below", "door_phone": "+49 30 5550100", "rules": "No smoking"}
    own_spaces.keep(hosted.reader, form, said, at=now())
    changes.note(form.space_id, "house", said, {**said, "rules": "No shoes"}, state=ChangeState.TOLD, at=now())
    showing.add(hosted.reader, form.space_id, taken(a_photo((900, 700))), at=now())
    photos.describe(photos.of(Subject.SPACE, form.space_id)[0].id, "My grandmother's piano")
    own_guests.keep(form, hosted.show, Kept(1, 1), Expected((OwnGuest("Oma", "ramp"),), (OwnGuest("Nina"),)), at=now())
    deposits.put_vetoes([(hosted.acts[0], form.space_id, None)], said_by="host")
    critic = a_person("critic@example.org", name="Cleo Critic")
    reviews.give(form.space_id, critic, score=4, words="A staircase to the left", at=now())
    reviews.say(form.space_id, by=critic, words="Ring twice", at=now())
    incidents.report(form, hosted.show, Kind.DAMAGE, WORDS, taken(a_photo()), at=now())
    if hosted.show.ends_at > now():
        locking.unlock(CONSOLE, hosted.show.id, "Once more", at=now())
        propose(CONSOLE, hosted.show.edition_id, city_id=hosted.show.city_id, at=now())
    db.session.commit()


def _everything() -> dict[str, set[str]]:
    """Table → every value that stands in any column of it, as text."""
    found = {}
    with granted("test"):
        for table in Base.metadata.sorted_tables:
            rows = db.session.execute(select(table)).all()
            found[table.name] = {str(value) for row in rows for value in row if value is not None}
    return found


SECRETS = (
    *(
        "77 Secret Lane",
        "Hidden attic",
        "Third bell",
        "5550100",
        "No smoking",
        "No shoes",
        "grandmother",
        "Oma",
        "ramp",
        "Nina",
    ),
    *("staircase", "Ring twice", "blue vase", "RIFF"),
)


SEALED = (
    *("sec_spaces", "sec_space_forms", "sec_space_changes", "sec_photos", "sec_pictures"),
    *("sec_own_guests", "sec_incidents"),
)


def _sealed_of(hosted: Hosted) -> set[str]:
    """The cipher texts and fingerprints that were sealed for the space, its show, its photos and its reports."""
    keys = {hosted.show.space_id, hosted.show.id}
    with granted("test"):
        found = set()
        for name in (
            "sec_spaces",
            "sec_space_forms",
            "sec_space_changes",
            "sec_photos",
            "sec_pictures",
            "sec_own_guests",
            "sec_incidents",
        ):
            rows = db.session.execute(select(Base.metadata.tables[name])).all()
            found |= {str(value) for row in rows for value in row if value is not None and len(str(value)) > 60}
        for name in ("sec_reviews", "sec_remarks"):
            table = Base.metadata.tables[name]
            found |= {row.words for row in db.session.execute(select(table).where(table.c.subject_id.in_(keys)))}
    return found


def test_thirty_days_after_the_edition_nothing_of_a_home_is_left_in_any_table(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-2)
    _fill(hosted)
    incidents.settle(CONSOLE, _reports(hosted)[0].id, at=now())
    sealed = _sealed_of(hosted)
    due = erasing.due_at(hosted.edition)
    assert len(sealed) > 12

    erasing.sweep(due - timedelta(seconds=1))
    db.session.commit()
    early = _everything()
    erasing.sweep(due)
    db.session.commit()
    after = _everything()

    assert sealed <= {value for values in early.values() for value in values}
    assert {name: values & sealed for name, values in after.items() if values & sealed} == {}
    assert [word for word in SECRETS if any(word in value for values in after.values() for value in values)] == []
    assert [name for name in ("sec_photos", "sec_pictures", "sec_own_guests", "sec_incidents") if after[name]] == []
    form = hosted.form
    area = hosted.space.area_id
    middle = db.session.execute(db.text("SELECT latitude, longitude FROM areas WHERE id = :id"), {"id": area}).one()
    with granted("test"):
        references = db.session.scalars(db.text("SELECT reference FROM sec_spaces")).all()
    assert (form.said["street"], form.said["name"], references) == ("", "", [form.space_id])
    assert (form.said["latitude"], form.said["longitude"]) == tuple(middle)
    assert own_guests.declared([hosted.show])[hosted.show.id] == Kept(1, 1)


def test_pages_stand_after_what_they_showed_is_erased(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-2)
    lead = signed_in(app.test_client(), hosted.lead())
    _fill(hosted)
    erasing.sweep(erasing.due_at(hosted.edition))
    db.session.commit()

    host = hosted.browser()
    own = [host.get(hosted.url + page) for page in ("", "/seen", "/photos", "/evening", "/keep", "/steps/pin")]
    show, space = f"shows/{hosted.show.id}", f"spaces/{hosted.show.space_id}"
    pages = ("", show, f"{show}/sheet", space, "proposals", "plan", "reports", "shows.json")
    led = [lead.get(f"/lead/berlin/{page}").status_code for page in pages]

    assert [answer.status_code for answer in own] == [200] * 6
    assert led == [200] * 8
    assert "Nothing of what you said of your home is left here." in own[4].text


def test_a_proposal_from_which_a_place_could_be_found_again_is_gone_too(app: Flask) -> None:
    hosted = a_hosted_show(app, days=10)
    _fill(hosted)
    distances = Base.metadata.tables["sec_proposed"]
    with granted("test"):
        assert db.session.scalar(select(func.count()).select_from(distances)) == 3
    hosted.show.state = ShowState.CANCELLED
    db.session.commit()

    erasing.erase_now(hosted.reader, hosted.show.space_id, at=now())

    with granted("test"):
        assert db.session.scalar(select(func.count()).select_from(distances)) == 0
    lead = signed_in(app.test_client(), hosted.lead())
    proposal = proposing.recent(CONSOLE, edition_id=hosted.edition.id, city_id=hosted.show.city_id, most=1)[0]
    assert lead.get(f"/lead/berlin/proposals/{proposal.id}").status_code == 200


def test_a_host_who_stays_is_not_erased_and_may_change_her_mind(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-2)
    _fill(hosted)
    browser = hosted.browser()
    due = erasing.due_at(hosted.edition)

    assert "is erased on" in browser.get(f"{hosted.url}/keep").text
    assert browser.post(f"{hosted.url}/keep", data={"stays": "yes"}).status_code == 303
    assert "You stay" in browser.get(f"{hosted.url}/keep").text
    erasing.sweep(due + timedelta(days=100))
    db.session.commit()
    kept = hosted.form.said["street"]
    browser.post(f"{hosted.url}/keep", data={"stays": "no"})
    erasing.sweep(due + timedelta(days=100))
    db.session.commit()

    assert (kept, hosted.form.said["street"]) == ("77 Secret Lane", "")
    assert browser.post(f"{hosted.url}/keep", data={"stays": "yes"}).status_code == 303
    assert not erasing_homes.stays(hosted.show.space_id)


def test_who_stood_at_the_door_and_came_through_it_is_forgotten_also_where_the_host_stays(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-2)
    _fill(hosted)
    hosted.browser().post(f"{hosted.url}/keep", data={"stays": "yes"})
    show, at, due = hosted.show, now(), erasing.due_at(hosted.edition)
    stands = (show, hosted.edition, DoorRole.SUPERVISOR, clock_of(show, hosted.edition))
    sue = doorkeepers.Standing(a_supervisor(show).id or "", *stands)
    checking.let_in_unlisted(sue, "0000-step-1", 1, "the host's sister", at=at)
    db.session.commit()

    def kept() -> list[int]:
        tables = ("sec_door_people", "sec_admissions", "sec_presences", "sec_own_guests")
        return [len(rows) for name, rows in _rows().items() if name in tables]

    before = kept()
    erasing.sweep(due - timedelta(seconds=1))
    early = kept()
    erasing.sweep(due)
    db.session.commit()

    assert min(before) > 0
    assert (early, kept()) == (before, [0, 0, 0, 0])
    assert (counts.count(show).inside, hosted.form.said["street"]) == (1, "77 Secret Lane")


def _rows() -> dict[str, list[Any]]:
    """Table → its rows."""
    with granted("test"):
        return {table.name: list(db.session.execute(select(table))) for table in Base.metadata.sorted_tables}


def test_a_report_that_is_open_waits_for_its_lead_and_goes_then(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-2)
    _fill(hosted)
    due = erasing.due_at(hosted.edition)

    erasing.sweep(due)
    db.session.commit()
    (report,) = _reports(hosted)
    reporting.settle(CONSOLE, report.id, city_id=hosted.show.city_id, at=due)
    erasing.sweep(due + timedelta(minutes=1))
    db.session.commit()

    assert (report.words, _reports(hosted)) == (WORDS, ())
    assert photos.count(Subject.INCIDENT, report.id) == 0


def test_erasing_now_takes_the_space_back_where_nothing_is_planned(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-2)
    _fill(hosted)
    browser = hosted.browser()

    asked = browser.post(f"{hosted.url}/erase")
    still = hosted.form.said["street"]
    browser.post(f"{hosted.url}/erase", data={"sure": "yes"})

    assert (asked.status_code, still, hosted.form.said["street"]) == (422, "77 Secret Lane", "")
    assert db.session.get_one(Space, hosted.show.space_id, populate_existing=True).state is SpaceState.WITHDRAWN
    assert "Erased" in browser.get(f"{hosted.url}/keep").text


def test_a_space_with_an_evening_to_come_is_not_erased_now(app: Flask) -> None:
    hosted = a_hosted_show(app)
    browser = hosted.browser()

    page = browser.get(f"{hosted.url}/keep").text
    browser.post(f"{hosted.url}/erase", data={"sure": "yes"})

    assert "1 evening is still planned there." in page
    assert hosted.form.said["street"] == "77 Secret Lane"
    db.session.execute(update(Show).values(state=ShowState.CANCELLED))
    db.session.commit()
    browser.post(f"{hosted.url}/erase", data={"sure": "yes"})
    assert hosted.form.said["street"] == ""


def test_nobody_else_chooses_or_erases(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-2)
    strange = a_person("strange@example.org")
    accounts.grant(Role.HOST, strange)
    others = [signed_in(app.test_client(), one) for one in (strange, hosted.lead())]

    tried = [
        answer.status_code
        for one in others
        for answer in (
            one.get(f"{hosted.url}/keep"),
            one.post(f"{hosted.url}/keep", data={"stays": "yes"}),
            one.post(f"{hosted.url}/erase", data={"sure": "yes"}),
        )
    ]

    assert tried == [404] * 6
    assert hosted.form.said["street"] == "77 Secret Lane"


def test_drafts_of_an_edition_that_is_long_over_go_too(app: Flask) -> None:
    edition = an_edition(day=(now() + timedelta(days=1)).date())
    host = signed_in(app.test_client(), a_person("ade@example.org"))
    space_id = begun(host)
    answered(host, space_id, *(step for step in Step if step is not Step.TIMES))
    showing.add(a_host(a_person("ade@example.org")), space_id, taken(a_photo()), at=now())
    db.session.commit()

    erasing.sweep(erasing.due_at(edition))
    db.session.commit()

    after = _everything()
    assert [name for name in ("sec_space_forms", "sec_photos", "sec_pictures") if after[name]] == []


def test_a_round_takes_some_at_a_time_until_all_are_erased(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "AT_ONCE", 2)
    edition, berlin = an_edition(day=(now() - timedelta(days=2)).date()), a_city()
    spaces_taken(edition, berlin, *(a_space(f"S{n}", address=f"{n} Secret Lane") for n in range(5)))
    db.session.commit()
    due = erasing.due_at(edition)

    left = []
    for _ in range(4):
        erasing.sweep(due)
        db.session.commit()
        left.append(len(erasing_homes.due(edition.id, most=99)))

    assert left == [3, 1, 0, 0]


ERASED = {
    *("sec_space_forms", "sec_space_changes", "sec_photos", "sec_pictures", "sec_own_guests", "sec_vetoes"),
    *("sec_host_vetoes", "sec_host_questions"),
    *("sec_door_people", "sec_admissions", "sec_presences", "sec_feedback"),
    *(
        "sec_reviews",
        "sec_remarks",
        "sec_proposed",
        "sec_incidents",
        "sec_reserves",
        "sec_outside_times",
        "sec_host_news",
    ),
}
EMPTIED = {"sec_spaces"}  # its row stays, without a word
SILENT = {
    "sec_keepings": "whether it is erased",
    "sec_kept_seats": "numbers that the record of the draw states",
    "sec_closed_doors": "instants and ids",
    "sec_door_counts": "how many people came in",
    "sec_troubles": "that the global team wrote something down of a show, and when; its words stand elsewhere",
    "sec_leak_steps": "how many hours before a show its address is told",
    "sec_elsewhere": "at which other show its guests were offered seats, and who leads there",
}
"""Tables about a space or its shows that say nothing of a home, and why."""
LINEUPS = {
    *("sec_slots", "sec_locks", "sec_versions", "sec_steps", "sec_offers", "sec_alarms", "sec_twins"),
    *("sec_standby", "sec_overrides", "sec_cancellations", "sec_started", "sec_envelopes"),
}
"""Tables about who plays, and what leads said of that."""
GUESTS = {"sec_wishes", "sec_entries", "sec_seats", "sec_standing_by", "sec_moves", "sec_readings"}
"""Tables about who wants to come; theirs to erase."""
AGREED = {"sec_shots"}
"""Pictures that stay while everybody on them agrees, and the host, who is always asked; hers to take down, and gone by
themselves where nobody has answered."""


def test_every_sealed_table_that_refers_to_a_space_or_a_show_is_erased_or_has_a_reason_not_to_be() -> None:
    about = {"space_id", "show_id", "twin_id", "subject_id", "photo_id"}
    refers = {
        table.name
        for table in Base.metadata.sorted_tables
        if table.name.startswith("sec_") and about & set(table.columns.keys())
    }

    decided = ERASED | EMPTIED | SILENT.keys() | LINEUPS | GUESTS | AGREED
    assert refers - decided == set()
    assert decided - {table.name for table in Base.metadata.sorted_tables} == set()


def test_erasing_without_a_tick_and_keeping_without_a_choice_say_so_beside_the_field(app: Flask) -> None:
    hosted = a_hosted_show(app, days=-1)
    browser = hosted.browser()

    unsure = browser.post(f"{hosted.url}/erase")
    silent = browser.post(f"{hosted.url}/keep")

    assert (unsure.status_code, silent.status_code) == (422, 422)
    assert re.search(r'id="sure">.*?Tick that you are sure, then erase\.', unsure.text, re.DOTALL)
    assert re.search(r'id="stays">.*?This is needed', silent.text, re.DOTALL)
    assert hosted.form.said["street"] == "77 Secret Lane"


def test_what_was_written_beside_photos_that_are_too_large_stands_there_to_be_copied(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosted = a_hosted_show(app, days=-1)
    words = "The blue vase in the hall fell from its shelf, <b>and</b> the cat was frightened."
    monkeypatch.setattr(app.view_functions["after.report"], "most_bytes", 100_000)

    answer = _report(hosted, words=words, photos=(io.BytesIO(bytes(100_000)), "hall.jpg"))

    assert answer.status_code == 413
    assert words.replace("<b>", "&lt;b&gt;").replace("</b>", "&lt;/b&gt;") in answer.text
    assert _reports(hosted) == ()
