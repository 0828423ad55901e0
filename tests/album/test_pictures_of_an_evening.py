"""Pictures of an evening: sent by who was there, shown by the yes of everyone on them, gone with one press."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from coordinator.album import forgetting, published, sending
from coordinator.album.models import Use
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import consents, performed, photos, shots
from coordinator.disclosure.photos import Subject
from coordinator.disclosure.sealed_album import SealedConsent, SealedShot
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.hosting.erasing import due_at
from coordinator.parting import erasing
from coordinator.people.readers import STRANGER, Reader
from tests.album.builders import ALI, NOOR, Evening, a_form, an_evening
from tests.campaign.builders import an_edition
from tests.door.standing import a_doorkeeper
from tests.kept import kept
from tests.people.builders import a_person
from tests.pictures.files import PLANTED, TELLING, a_photo
from tests.pictures.films import a_film

CITY = "/cities/berlin/album"


@pytest.fixture
def evening(app: Flask) -> Evening:
    """Over since yesterday."""
    return an_evening(app)


def a_public_one(evening: Evening) -> str:
    """A picture to which all have said yes, after the embargo: where everybody finds it."""
    assert evening.send().status_code == 303
    evening.answers("site", "press")
    evening.release()
    return f"/album/pictures/{evening.shot().id}/480"


def test_a_picture_is_kept_sealed_without_what_the_camera_wrote(app: Flask, evening: Evening) -> None:
    answer = evening.send(file=(io.BytesIO(TELLING["JPEG with a place"]()), "Secret Lane 77.jpg"))

    shot = evening.shot()
    assert (answer.status_code, [size.side for size in shot.sizes]) == (303, [480, 640])
    assert PLANTED not in shots.picture(shot.id, 480)
    with granted("test"):
        rows = kept("sec_shots", "sec_consents")
    assert [word for word in ("bookshelf", "last song", NOOR, "Secret Lane") if word in rows] == []


def test_everyone_who_is_named_is_asked_once_and_the_host_always(evening: Evening) -> None:
    evening.send(called=["Noor", "Ali", "Noor again"], reach=[NOOR, ALI, "Noor@Example.org"], acts=["2", "3"])

    asked = evening.asked()
    assert sorted(asked) == sorted(["host", "act 2", "act 3", "other Noor", "other Ali"])
    assert asked["act 2"].who.person_id == evening.contact(2)
    assert {name: one.agreed for name, one in asked.items() if one.agreed is not None} == {
        "host": (Use.SITE, Use.PRESS)
    }, "who sends it says yes for herself"
    letters = evening.letters()
    assert len(letters) == 4
    for letter in letters:
        assert [word for word in ("bookshelf", "Thunder", "Secret Lane", "attic", "Hidden") if word in letter] == []


def test_the_same_form_sent_twice_is_one_picture(evening: Evening) -> None:
    assert [evening.send().status_code for _ in range(2)] == [303, 303]

    assert len(shots.of_shows([evening.hosted.show.id])) == 1
    assert len(evening.letters()) == 3


def test_the_last_picture_that_fits_may_come_twice_as_well(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MOST", 1)

    assert [evening.send().status_code for _ in range(2)] == [303, 303]
    assert evening.send(form="form-2").status_code == 409


def test_whoever_is_shown_sees_the_very_picture_without_an_account_and_answers_for_each_use(
    app: Flask, evening: Evening
) -> None:
    evening.send()
    token = consents.token_of(evening.asked()["other Noor"].id)
    anybody, path = app.test_client(), f"/album/answers/{token}"

    page = anybody.get(path)
    seen = anybody.get(f"{path}/480")
    said = [anybody.post(path, data={"uses": ["press"]}).status_code for _ in range(2)]

    assert ("Three people play" in page.text, "in which home" in page.text, seen.data[:4]) == (True, True, b"RIFF")
    assert page.headers["Cache-Control"] == seen.headers["Cache-Control"].removeprefix("private, ") == "no-store"
    assert said == [303, 303]
    assert evening.asked()["other Noor"].agreed == (Use.PRESS,)
    assert "You have said yes to: the press" in anybody.get(path).text
    anybody.post(path, data={})
    assert evening.asked()["other Noor"].agreed == ()
    assert "You have said no to every use" in anybody.get(path).text


def test_a_link_opens_its_own_picture_for_its_own_person_and_nothing_else(app: Flask, evening: Evening) -> None:
    evening.send()
    evening.send(form="form-2", words="Another")
    anybody = app.test_client()
    noor, ali = (consents.token_of(evening.asked()[f"other {name}"].id) for name in ("Noor", "Ali"))

    anybody.post(f"/album/answers/{noor}", data={"uses": ["site"]})

    assert evening.asked()["other Ali"].agreed is None
    assert noor != ali
    other = noor[:-1] + ("1" if noor.endswith("0") else "0")
    assert anybody.get(f"/album/answers/{other}").status_code == 410
    assert anybody.get(f"/album/answers/{other}/480").status_code == 404
    with granted("test"):
        hashes = db.session.scalars(db.select(SealedConsent.letter_hash)).all()
    assert noor not in hashes


@pytest.mark.parametrize("left_out", ["host", "act 2", "other Noor", "other Ali"])
def test_nothing_is_public_before_everyone_has_said_yes_to_that_use(
    app: Flask, evening: Evening, left_out: str
) -> None:
    lead = evening.browser(evening.hosted.lead())
    evening.send(lead)
    for name in evening.asked():
        if name != left_out:
            evening.answers("site", "press", who=name)
    evening.answers("press", who=left_out)
    evening.release()
    shot = evening.shot()

    assert consents.allowed(shot, evening.asked().values()) == {Use.PRESS}
    assert app.test_client().get(f"/album/pictures/{shot.id}/480").status_code == 404
    evening.answers("press", "site", who=left_out)
    assert app.test_client().get(f"/album/pictures/{shot.id}/480").status_code == 200


def test_everybody_finds_it_after_the_embargo_with_what_is_on_it_and_never_the_home(
    app: Flask, evening: Evening
) -> None:
    path, anybody = a_public_one(evening), app.test_client()

    city, played = (
        anybody.get(f"{CITY}?edition={evening.hosted.edition.slug}").text,
        anybody.get(f"/map/played?edition={evening.hosted.edition.slug}").text,
    )
    show, picture = anybody.get(f"/shows/{evening.hosted.show.id}").text, anybody.get(path)

    assert (path in city, 'alt="Three people play' in city, "The last song" in city) == (True, True, True)
    assert ("Pictures of this evening" in played, "Pictures of this evening" in show) == (True, True)
    assert [word for word in ("Secret Lane", "Hidden attic", "Noor", "Hanna") if word in city] == []
    assert (picture.mimetype, picture.headers["Cache-Control"]) == ("image/webp", "private, no-store")
    assert picture.headers["Content-Disposition"] == 'inline; filename="picture.webp"'
    assert "ETag" not in picture.headers


def test_before_the_embargo_is_over_nothing_sealed_is_read_for_the_album_of_a_city(
    app: Flask, evening: Evening
) -> None:
    a_public_one(evening)
    ends = evening.hosted.edition.embargo_ends_at
    assert ends is not None

    early = published.of_city(evening.hosted.edition, evening.hosted.show.city_id, at=ends - timedelta(seconds=1))
    late = published.of_city(evening.hosted.edition, evening.hosted.show.city_id, at=ends + timedelta(hours=2))

    assert (list(early), len(late)) == ([], 1)
    with pytest.raises(NotFound):
        published.get(evening.shot().id, at=ends - timedelta(seconds=1))


def test_a_show_whose_last_set_is_late_holds_its_pictures_back(app: Flask, evening: Evening) -> None:
    a_public_one(evening)
    show = evening.hosted.show
    for slot, minutes in ((1, -60), (2, -30), (3, 0)):
        performed.start(show, slot, by="somebody", at=show.ends_at + timedelta(minutes=minutes) - timedelta(seconds=1))
    db.session.commit()

    def told(minutes: int) -> int:
        at = show.ends_at + timedelta(minutes=minutes)
        return len(published.of_city(evening.hosted.edition, show.city_id, at=at))

    assert [told(40), told(46)] == [0, 1]


@pytest.mark.parametrize("who", ["Noor", "sender", "host", "act", "lead"])
def test_one_press_takes_it_down_everywhere_for_good(app: Flask, evening: Evening, who: str) -> None:
    door = str(a_doorkeeper(evening.hosted.show).id)
    evening.send(evening.browser(door))
    evening.answers("site")
    evening.release()
    shot, anybody = evening.shot(), app.test_client()
    path, token = f"/album/pictures/{shot.id}/480", consents.token_of(evening.asked()["other Noor"].id)
    assert anybody.get(path).status_code == 200
    people = {"sender": door, "host": str(evening.hosted.reader.id), "act": evening.contact(2)}
    people["lead"] = evening.hosted.lead()

    if who == "Noor":
        said = [anybody.post(f"/album/answers/{token}/down").status_code for _ in range(2)]
    else:
        browser = evening.browser(people[who])
        said = [browser.post(f"/album/shots/{shot.id}/down").status_code for _ in range(2)]

    assert said == [303, 303]
    assert evening.browser(a_person("strange@example.org")).post(f"/album/shots/{shot.id}/down").status_code == 404
    assert [anybody.get(one).status_code for one in (path, f"/album/answers/{token}")] == [404, 410]
    assert "Three people" not in anybody.get(f"{CITY}?edition={evening.hosted.edition.slug}").text
    assert (photos.of(Subject.SHOT, shot.id), evening.asked()) == ((), {})
    assert (evening.shot().words, evening.shot().down_at is not None) == ("", True)


def test_a_consent_that_is_taken_back_ends_the_use_at_the_next_look(app: Flask, evening: Evening) -> None:
    path, anybody = a_public_one(evening), app.test_client()
    assert anybody.get(path).status_code == 200

    evening.answers("press", who="other Ali")

    assert anybody.get(path).status_code == 404
    assert anybody.get(path, headers={"If-None-Match": "*"}).status_code == 404


def test_nobody_can_be_recognised_takes_two_pairs_of_eyes_and_the_host(app: Flask, evening: Evening) -> None:
    door = str(a_doorkeeper(evening.hosted.show).id)
    sender, host = evening.browser(door), evening.hosted.browser()
    evening.send(sender, called=None, reach=None, acts=None, nobody="yes")
    evening.release()
    shot = evening.shot()
    evening.answers("site", "press")

    def public() -> int:
        return app.test_client().get(f"/album/pictures/{shot.id}/480").status_code

    assert (list(evening.asked()), public()) == (["host"], 404)
    assert "recognise nobody either" not in sender.get(f"/album/shots/{shot.id}").text
    sender.post(f"/album/shots/{shot.id}/nobody")
    assert (public(), shots.find(shot.id).seconded_by) == (404, None)  # type: ignore[union-attr]
    assert [host.post(f"/album/shots/{shot.id}/nobody").status_code for _ in range(2)] == [303, 303]
    assert public() == 200


def test_the_lead_notes_what_somebody_without_mail_has_signed_and_nobodys_own_answer(
    app: Flask, evening: Evening
) -> None:
    lead = evening.browser(evening.hosted.lead())
    evening.send(called=["Oma"], reach=[""], acts=None)
    evening.release()
    shot, asked = evening.shot(), evening.asked()
    paper = f"/lead/berlin/album/{shot.id}/paper"

    assert "On paper, from somebody without an account: Oma" in lead.get("/lead/berlin/album").text
    assert lead.post(f"{paper}/{asked['host'].id}", data={"uses": ["site"]}).status_code == 404
    assert lead.post(f"{paper}/{asked['other Oma'].id}", data={"uses": ["site"]}).status_code == 303
    assert app.test_client().get(f"/album/pictures/{shot.id}/480").status_code == 200
    assert evening.asked()["other Oma"].is_paper


def test_the_press_is_given_what_all_agree_to_and_told_when_it_is_taken_back(app: Flask, evening: Evening) -> None:
    lead = evening.browser(evening.hosted.lead())
    evening.send()
    shot = evening.shot()
    give, said = f"/lead/berlin/album/{shot.id}/give", {"to": "Paula Press, paula@paper.example", "use": "press"}
    evening.letters()

    early = lead.post(give, data=said, follow_redirects=True).text
    evening.answers("site", "press")
    held = lead.post(give, data=said, follow_redirects=True).text
    evening.release()
    files = [lead.post(give, data=said) for _ in range(2)]
    social = lead.post(give, data=said | {"use": "social"}, follow_redirects=True).text

    assert ("embargo" in early, "embargo" in held) == (True, True)
    assert "Not everyone says yes to this use" in social
    assert [one.headers["Content-Disposition"] for one in files] == ['attachment; filename="picture.webp"'] * 2
    assert lead.get("/lead/berlin/album").text.count("Paula Press") == 1
    an_edition("the-next", day=(now() + timedelta(days=60)).date())  # months later it is still hers to tell
    db.session.commit()
    assert lead.get("/lead/berlin/album").text.count("Paula Press") == 1
    evening.answers("site", who="act 2")
    forgetting.remind(now())
    forgetting.remind(now())
    db.session.commit()
    (letter,) = evening.letters()
    assert ("/lead/berlin/album" in letter, "Paula" in letter) == (True, False)
    page = lead.get("/lead/berlin/album").text
    assert ("May not use it any more" in page, "She is told" in page) == (True, True)
    told = page.partition(f"/lead/berlin/album/{shot.id}/told/")[2].partition('"')[0]
    assert [lead.post(f"/lead/berlin/album/{shot.id}/told/{told}").status_code for _ in range(2)] == [303, 303]
    assert "May not use it any more" not in lead.get("/lead/berlin/album").text
    lead.post(f"/album/shots/{shot.id}/down")
    assert ("Paula Press" in lead.get("/lead/berlin/album").text) is True


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"words": ""}, "This is needed; fill it in."),
        ({"uses": None}, "Choose at least one use"),
        ({"called": None, "reach": None, "acts": None}, "Name everyone who can be recognised"),
        ({"nobody": "yes"}, "Either nobody can be recognised, or name who is on it"),
        ({"reach": [NOOR, "no ticket"]}, "Person 2: this is neither an e-mail address nor a ticket"),
        ({"file": None}, "Choose one photo"),
        ({"file": (b"GIF89a", "x.gif")}, "file of another kind (GIF)"),
        ({"caption": "x" * 281}, "280 is the most"),
    ],
)
def test_what_cannot_be_taken_says_why_and_keeps_what_was_typed(
    evening: Evening, other: dict[str, Any], sentence: str
) -> None:
    if other.get("file"):
        body, name = other["file"]
        other = {"file": (io.BytesIO(body), name)}
    answer = evening.send(**other)

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert ("The last song" in answer.text, 'value="Three people' in answer.text) == (
        "caption" not in other,
        "words" not in other,
    )
    assert (NOOR in answer.text) == ("reach" not in other or "nobody" in other or other["reach"] is not None)
    assert shots.of_shows([evening.hosted.show.id]) == []


def test_only_who_was_there_sends_and_only_from_the_last_set_on_for_thirty_days(app: Flask, evening: Evening) -> None:
    show, elsewhere = evening.hosted.show, evening.browser(a_person("strange@example.org"))
    late = show.ends_at + sending.LASTS

    assert [elsewhere.get(evening.url).status_code, evening.send(elsewhere).status_code] == [404, 404]
    assert [sending.is_open(show, at=at) for at in (show.ends_at - timedelta(seconds=1), show.ends_at)] == [False, True]
    assert [sending.is_open(show, at=at) for at in (late - timedelta(seconds=1), late)] == [True, False]
    assert app.test_client().get(evening.url).status_code == 302
    act = evening.browser(evening.contact(1))
    assert act.get(evening.url).status_code == 404, "an act that has said yes to no offer learns nothing by asking"


def test_no_more_than_a_dozen_of_one_person(evening: Evening) -> None:
    for number in range(sending.MOST):
        assert evening.send(form=f"form {number}", called=None, reach=None).status_code == 303

    answer = evening.send(form="one more", called=None, reach=None)

    assert (answer.status_code, "as many as one may" in answer.text) == (409, True)


def test_until_it_is_public_it_is_for_who_is_asked_who_sent_it_and_the_lead(app: Flask, evening: Evening) -> None:
    evening.send()
    evening.answers("site")
    shot = evening.shot()
    paths = (f"/album/shots/{shot.id}", f"/album/shots/{shot.id}/480")
    noor = a_person(NOOR)
    people = {
        "act 2": evening.contact(2),
        "act 1": evening.contact(1),
        "noor": noor,
        "door": str(a_doorkeeper(evening.hosted.show).id),
        "lead": evening.hosted.lead(),
        "strange": a_person("strange@example.org"),
    }

    seen = {who: [evening.browser(person).get(path).status_code for path in paths] for who, person in people.items()}

    yes, no = [200, 200], [404, 404]
    assert seen == {"act 2": yes, "act 1": no, "noor": yes, "door": no, "lead": yes, "strange": no}
    own = evening.browser(noor).get("/album/").text
    assert ("Three people play" in own, "Say yes or no" in own) == (True, True)


def test_the_pages_of_photos_of_rooms_show_no_picture_of_an_evening(evening: Evening) -> None:
    evening.send()
    (photo,) = photos.of(Subject.SHOT, evening.shot().id)

    assert evening.hosted.browser().get(f"/photos/{photo.id}/480").status_code == 404


@pytest.mark.parametrize("who", ["shown with an account", "shown by her mailbox", "who sent it"])
def test_erasing_somebody_takes_down_what_shows_her(app: Flask, evening: Evening, who: str) -> None:
    door = str(a_doorkeeper(evening.hosted.show).id)
    evening.send(evening.browser(door))
    evening.answers("site")
    evening.release()
    shot = evening.shot()
    person = {"shown with an account": evening.contact(2), "shown by her mailbox": a_person(NOOR), "who sent it": door}[
        who
    ]
    assert app.test_client().get(f"/album/pictures/{shot.id}/480").status_code == 200

    erasing.erase(Reader(person), at=now())
    db.session.commit()

    assert app.test_client().get(f"/album/pictures/{shot.id}/480").status_code == 404
    assert (photos.of(Subject.SHOT, shot.id), evening.asked(), evening.shot().words) == ((), {}, "")


def test_her_data_has_what_she_agreed_to_and_what_she_sent(evening: Evening) -> None:
    evening.send()
    evening.answers("site", who="other Noor")

    noor = evening.browser(a_person(NOOR)).post("/account/export").get_json()
    host = evening.hosted.browser().post("/account/export").get_json()

    assert [(one["agreed"], one["said"]["called"]) for one in noor["asked_about_pictures"]] == [("site", "Noor")]
    assert noor["pictures_of_evenings"] == []
    assert [one["said"]["caption"] for one in host["pictures_of_evenings"]] == ["The last song"]
    assert NOOR not in str(host)


def test_what_nobody_may_use_goes_after_thirty_days_and_all_of_it_after_a_year_more(evening: Evening) -> None:
    evening.send()
    evening.send(form="form-2", words="Nobody has answered")
    first, second = shots.of_shows([evening.hosted.show.id])
    for one in consents.of_shots([first.id])[first.id]:
        consents.answer(one.id, [Use.SITE], at=now())
    db.session.commit()
    due = due_at(evening.hosted.edition)

    left = []
    for at in (due - timedelta(seconds=1), due, due + forgetting.LASTS):
        forgetting.sweep(at)
        db.session.commit()
        left.append([shot.id for shot in shots.of_shows([evening.hosted.show.id])])

    assert left == [[first.id, second.id], [first.id], []]
    with granted("test"):
        assert db.session.scalars(db.select(SealedShot.id)).all() == []


def test_a_stranger_learns_nothing_of_a_picture_before_the_embargo(app: Flask, evening: Evening) -> None:
    """Nor a guest, an act or a door that is not asked: every address answers byte for byte as before it was sent."""
    door, act = str(a_doorkeeper(evening.hosted.show).id), evening.contact(1)
    strange = a_person("strange@example.org")
    show = evening.hosted.show.id
    paths: tuple[str, ...] = (
        "/",
        "/cities/berlin",
        CITY,
        f"{CITY}?edition={evening.hosted.edition.slug}",
        f"/shows/{show}",
    )
    paths += ("/map/played", "/map/played.json", f"/map/played?edition={evening.hosted.edition.slug}", "/dates.atom")
    paths += (f"/album/shows/{show}", "/album/", "/account", f"/album/pictures/{'x' * 26}/480", "/door/", "/artist/")
    browsers = [app.test_client(), *(evening.browser(one) for one in (act, strange))]

    def look() -> list[tuple[int, bytes, bytes]]:
        answers = [browser.get(path) for browser in browsers for path in paths]
        return [
            (
                one.status_code,
                _steady(str(sorted(pair for pair in one.headers if pair[0] != "Date")).encode()),
                _steady(one.data),
            )
            for one in answers
        ]

    look()  # who comes for the first time is given a cookie
    before = look()
    evening.send(evening.browser(door), called=None, reach=None)
    shot = evening.shot()
    evening.answers("site")
    unknown = app.test_client().get(f"/album/pictures/{'x' * 26}/480")
    known = app.test_client().get(f"/album/pictures/{shot.id}/480")

    assert look() == before
    assert (known.status_code, sorted(known.headers.keys())) == (unknown.status_code, sorted(unknown.headers.keys()))
    assert _steady(known.data) == _steady(unknown.data)
    evening.release()
    assert look() != before, "the control: afterwards they do"
    assert STRANGER.id is None


def _steady(body: bytes) -> bytes:
    """Without the words of chance that a page has: tokens of forms and the nonce."""
    import re

    named = rb'(name="csrf_token" value|name="csrf-token" content|nonce|name="form" value)="[^"]*"'
    return re.sub(rb"nonce-[\w-]+|session=[^;]*|" + named, b"", body)


def test_a_form_keeps_to_one_photo(evening: Evening) -> None:
    two = [(io.BytesIO(a_photo()), "a.jpg"), (io.BytesIO(a_photo()), "b.jpg")]

    assert evening.send(file=two).status_code == 422
    assert a_form()["words"]


def test_a_clip_is_kept_without_where_it_was_taken_and_shown_in_parts(app: Flask, evening: Evening) -> None:
    film = (io.BytesIO(a_film(count=12, quicktime=True)), "IMG_0001.MOV")
    evening.hosted.lead()

    assert evening.send(file=film).status_code == 303

    shot, anybody = evening.shot(), app.test_client()
    path = f"/album/pictures/{shot.id}/clip"
    token = consents.token_of(evening.asked()["other Noor"].id)
    assert (shot.film, shot.sizes) == ((160, 112, 2), ())
    assert PLANTED not in shots.clip(shot.id)
    assert [anybody.get(one).status_code for one in (path, f"/album/answers/{token}/clip")] == [404, 200]
    assert "<video controls" in anybody.get(f"/album/answers/{token}").text
    evening.answers("site")
    evening.release()
    part = anybody.get(path, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data, part.mimetype) == (206, b"ftyp", "video/mp4")
    assert part.headers["Cache-Control"] == "private, no-store"
    evening.hosted.browser().post(f"/album/shots/{shot.id}/down")
    assert anybody.get(path).status_code == 404
    with pytest.raises(NotFound):
        shots.clip(shot.id)
