"""A host shows her room: photos are kept sealed, shown to whom the policy names, and taken away without a trace."""

import io
import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from coordinator import pictures
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import photos as kept
from coordinator.disclosure.people import find_person
from coordinator.disclosure.photos import Subject
from coordinator.disclosure.sealed import Disclosure
from coordinator.disclosure.sealed_photos import SealedPhoto, SealedPicture
from coordinator.errors import Conflict
from coordinator.gate import granted
from coordinator.hosting import photos
from coordinator.people.accounts import grant
from coordinator.people.models import Role
from coordinator.spaces.models import Space, SpaceState
from tests.campaign.builders import LAGOS, a_city, an_edition
from tests.door.standing import a_doorkeeper, move_to
from tests.guests.entering import open_shows
from tests.kept import kept as stands
from tests.people.builders import a_person, signed_in
from tests.pictures.files import PLANTED, TELLING, a_photo, a_room, saved, taken
from tests.spaces.offers import a_host, answered, begun


@pytest.fixture
def host(app: Flask) -> FlaskClient:
    """A browser of somebody who wants to host."""
    an_edition()
    return signed_in(app.test_client(), a_person("ade@example.org", name="Ade"))


def _send(browser: FlaskClient, space_id: str, *contents: bytes) -> TestResponse:
    files = [(io.BytesIO(content), f"secret-lane-77-{n}.jpg") for n, content in enumerate(contents)]
    return browser.post(f"/host/{space_id}/photos", data={"photos": files})


def _photos(number: int, *, first: int = 0) -> list[bytes]:
    """So many that are all different."""
    return [a_photo((640 + one, 480)) for one in range(first, first + number)]


def _of(space_id: str) -> tuple[kept.Photo, ...]:
    return kept.of(Subject.SPACE, space_id)


def _sent(host: FlaskClient) -> str:
    """The id of a space that waits for its lead, with two photos."""
    space_id = begun(host)
    answered(host, space_id)
    assert _send(host, space_id, a_photo(), a_photo((300, 900))).status_code == 303
    assert host.post(f"/host/{space_id}/submit").status_code == 303
    return space_id


def test_photos_are_kept_in_order_each_in_its_sizes_and_sealed(host: FlaskClient) -> None:
    space_id = begun(host)

    answer = _send(host, space_id, a_photo((2000, 1500)), TELLING["JPEG with a comment"]())

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/host/{space_id}/photos")
    assert [[size.side for size in photo.sizes] for photo in _of(space_id)] == [[480, 960, 1920], [480, 640]]
    with granted("test"):
        rows = db.session.execute(select(SealedPicture.body)).scalars().all()
        told = stands("sec_photos")
    assert [body[:3] for body in rows] == [b"t1:"] * 5
    assert all(sign not in body for body in rows for sign in (b"RIFF", b"WEBP", PLANTED))
    assert "secret-lane" not in told
    page = host.get(f"/host/{space_id}/photos").text
    assert "secret-lane" not in page
    assert "Photo 2 of 2 of the room; nobody has said yet what is on it" in page


@pytest.mark.parametrize("name", TELLING)
def test_what_is_served_is_the_picture_and_nothing_that_was_planted(host: FlaskClient, name: str) -> None:
    space_id = begun(host)
    _send(host, space_id, TELLING[name]())
    (photo,) = _of(space_id)

    answer = host.get(f"/photos/{photo.id}/480")

    assert (answer.status_code, answer.mimetype, answer.data[:4], answer.data[8:12]) == (
        200,
        "image/webp",
        b"RIFF",
        b"WEBP",
    )
    assert PLANTED not in answer.data
    assert {
        name: answer.headers[name]
        for name in ("Cache-Control", "Content-Disposition", "X-Content-Type-Options", "Cross-Origin-Resource-Policy")
    } == {
        "Cache-Control": "private, no-store",
        "Content-Disposition": 'inline; filename="photo.webp"',
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def test_one_photo_that_cannot_be_taken_keeps_all_of_them_out_and_stands_beside_the_field(host: FlaskClient) -> None:
    space_id = begun(host)

    answer = _send(host, space_id, a_photo(), b"GIF89a", saved(a_room((50, 50)), "PNG"))

    assert answer.status_code == 422
    assert "Photo 2 is a file of another kind (GIF)" in answer.text
    assert "Photo 3 has 50 × 50 pixels" in answer.text
    assert "Nothing was kept." in answer.text
    assert 'aria-describedby="photos-hint photos-fault"' in answer.text
    assert _of(space_id) == ()


def test_a_form_without_photos_says_so(host: FlaskClient) -> None:
    space_id = begun(host)

    answers = [
        host.post(f"/host/{space_id}/photos", data={}),
        host.post(f"/host/{space_id}/photos", data={"photos": (io.BytesIO(b""), "")}),
    ]

    assert [(answer.status_code, "Choose at least one photo." in answer.text) for answer in answers] == [
        (422, True),
        (422, True),
    ]


def test_no_more_than_fit_are_taken(host: FlaskClient) -> None:
    space_id = begun(host)
    _send(host, space_id, *_photos(6))

    answer = _send(host, space_id, *_photos(3, first=6))

    assert answer.status_code == 409
    assert "A room has 8 photos at most. 2 more fit." in answer.text
    assert len(_of(space_id)) == 6


def test_photos_that_are_there_already_are_not_kept_again_and_the_last_that_fit_may_come_twice(
    host: FlaskClient,
) -> None:
    space_id = begun(host)
    _send(host, space_id, *_photos(6))

    said = []
    for sent in (_photos(2, first=6), _photos(2, first=6), [a_photo((640, 480))] * 2):
        assert _send(host, space_id, *sent).status_code == 303
        page = host.get(f"/host/{space_id}/photos").text
        said.append(["Kept. Say" in page, "2 photos were here already." in page])

    assert said == [[True, False], [False, True], [False, True]]
    assert len({photo.id for photo in _of(space_id)}) == 8


def test_the_same_photo_twice_at_once_is_one_and_taken_away_it_can_be_sent_again(host: FlaskClient) -> None:
    space_id = begun(host)

    _send(host, space_id, a_photo(), a_photo(), a_photo((300, 900)))
    page = host.get(f"/host/{space_id}/photos").text
    first, second = (photo.id for photo in _of(space_id))
    host.post(f"/host/{space_id}/photos/{first}", data={"deed": "remove"})
    _send(host, space_id, a_photo())

    assert ("Kept. Say" in page, "1 photo was here already." in page) == (True, True)
    assert [photo.id for photo in _of(space_id)] == [second, first]


def test_the_same_photo_of_two_rooms_is_two(host: FlaskClient) -> None:
    rooms = [begun(host) for _ in range(2)]

    for space_id in rooms:
        _send(host, space_id, a_photo())

    assert len({photo.id for space_id in rooms for photo in _of(space_id)}) == 2


def test_more_than_the_site_takes_at_once_is_refused_with_a_page(
    app: Flask, host: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    space_id = begun(host)
    heavy = b"x" * 200_000
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100_000)

    answers = [
        host.post(f"/host/{space_id}/photos", data={"photos": (io.BytesIO(heavy), "x.jpg")}),
        host.post(f"/host/{space_id}/steps/room", data={"photos": (io.BytesIO(heavy), "x.jpg")}),
        app.test_client().post(f"/host/{space_id}/photos", data={"photos": (io.BytesIO(heavy), "x.jpg")}),
        host.post(f"/host/{space_id}/photos", data=b"", content_length=pictures.MOST_REQUEST + 1),
    ]

    assert [answer.status_code for answer in answers] == [422, 413, 413, 413]
    assert "larger than we take in one go" in answers[1].text


def test_words_order_and_removal_are_one_form_without_javascript(host: FlaskClient) -> None:
    space_id = begun(host)
    _send(host, space_id, *_photos(3))
    first, second, third = (photo.id for photo in _of(space_id))

    done = [
        host.post(f"/host/{space_id}/photos/{photo}", data={"words": words, "deed": deed, "stood": stood}).status_code
        for photo, words, deed, stood in (
            (third, "A green sofa & <b>a piano</b>", "earlier", "3"),
            (first, "", "later", "1"),
            (first, "", "later", "2"),
            (second, "", "remove", "2"),
            (second, "", "remove", "2"),
            (third, "A green sofa & <b>a piano</b>", "earlier", "1"),
        )
    ]

    assert done == [303] * 6
    assert [(photo.id, photo.words) for photo in _of(space_id)] == [
        (third, "A green sofa & <b>a piano</b>"),
        (first, ""),
    ]
    page = host.get(f"/host/{space_id}/photos").text
    assert 'alt="A green sofa &amp; &lt;b&gt;a piano&lt;/b&gt;"' in page
    assert host.get(f"/photos/{second}/480").status_code == 404


def test_words_that_are_too_long_stay_in_their_field(host: FlaskClient) -> None:
    space_id = begun(host)
    _send(host, space_id, a_photo())
    (photo,) = _of(space_id)

    answer = host.post(f"/host/{space_id}/photos/{photo.id}", data={"words": "ä" * 201, "deed": "describe"})

    assert answer.status_code == 422
    assert ("This has 201 characters; 200 is the most." in answer.text, "ä" * 201 in answer.text) == (True, True)


def test_a_photo_is_seen_by_its_host_and_once_it_is_sent_by_the_lead_of_its_city(app: Flask, host: FlaskClient) -> None:
    lagos, berlin = a_city(LAGOS), a_city()
    space_id = begun(host)
    _send(host, space_id, a_photo())
    (photo,) = _of(space_id)
    viewers = {
        "host": host,
        "lead": _with(app, Role.LEAD, lagos),
        "lead elsewhere": _with(app, Role.LEAD, berlin),
        "global team": _with(app, Role.GLOBAL),
        "another host": _with(app, Role.HOST),
        "artist": _with(app, Role.ARTIST),
        "stranger": app.test_client(),
    }

    def seen() -> dict[str, int]:
        return {name: one.get(f"/photos/{photo.id}/480").status_code for name, one in viewers.items()}

    draft = seen()
    answered(host, space_id)
    host.post(f"/host/{space_id}/submit")
    sent = seen()

    nobody = {"lead elsewhere": 404, "another host": 404, "artist": 404, "stranger": 302}
    assert draft == {"host": 200, "lead": 404, "global team": 404, **nobody}
    assert sent == {"host": 200, "lead": 200, "global team": 200, **nobody}
    assert viewers["another host"].get(f"/host/{space_id}/photos").status_code == 404
    assert (
        viewers["another host"].post(f"/host/{space_id}/photos/{photo.id}", data={"deed": "remove"}).status_code == 404
    )
    assert len(_of(space_id)) == 1


def _with(app: Flask, role: Role, city: City | None = None) -> FlaskClient:
    name = f"{role}-{city.slug if city else 'all'}@example.org"
    person = a_person(name)
    grant(role, person, city_id=city.id if city else None)
    return signed_in(app.test_client(), person)


def test_the_lead_sees_the_photos_where_she_decides_and_that_is_written_down(app: Flask, host: FlaskClient) -> None:
    lagos = a_city(LAGOS)
    space_id = _sent(host)
    first = _of(space_id)[0].id
    host.post(f"/host/{space_id}/photos/{first}", data={"words": "Twenty cushions", "deed": "describe"})
    lead = _with(app, Role.LEAD, lagos)

    page = lead.get(f"/lead/lagos/spaces/{space_id}").text

    assert (f"/photos/{first}/480" in page, 'alt="Twenty cushions"' in page) == (True, True)
    lead.get(f"/photos/{first}/480")
    wanted = (Disclosure.fact == "room_photo", Disclosure.subject == space_id)
    assert db.session.scalar(select(func.count()).select_from(Disclosure).where(*wanted)) == 2


def test_a_photo_that_came_after_approval_is_shown_to_visitors_once_the_lead_has_looked(app: Flask) -> None:
    (show,) = open_shows(1)
    move_to(show, now() + timedelta(hours=71))  # so that the address is told
    tom = signed_in(app.test_client(), str(a_doorkeeper(show).id))
    kept.add(Subject.SPACE, show.space_id, taken(*_photos(2)), at=now())
    db.session.commit()
    old, new = _of(show.space_id)
    city = db.session.get_one(City, show.city_id)
    lead = _with(app, Role.LEAD, city)

    def seen() -> list[tuple[bool, int]]:
        page = tom.get("/door/").text
        return [(f"/photos/{one.id}/" in page, tom.get(f"/photos/{one.id}/480").status_code) for one in (old, new)]

    before, page = seen(), lead.get(f"/lead/{city.slug}/spaces/{show.space_id}").text
    answer = lead.post(f"/lead/{city.slug}/spaces/{show.space_id}/photos", data={"photo": [old.id]})

    assert before == [(False, 404)] * 2
    assert ("2 photos are new since it was decided about." in page, page.count(">new</span>")) == (True, 2)
    assert (answer.status_code, seen()) == (303, [(True, 200), (False, 404)])
    page = lead.get(f"/lead/{city.slug}/spaces/{show.space_id}").text
    assert ("1 photo is new since it was decided about." in page, page.count(">new</span>")) == (True, 1)


def test_other_words_of_a_photo_are_shown_to_nobody_before_the_lead_has_looked_and_the_same_ones_hide_nothing(
    app: Flask, host: FlaskClient
) -> None:
    lead, space_id = _with(app, Role.LEAD, a_city(LAGOS)), _sent(host)
    first = _of(space_id)[0]
    db.session.get_one(Space, space_id).state = SpaceState.APPROVED
    kept.see(Subject.SPACE, space_id, [photo.id for photo in _of(space_id)], at=now())
    db.session.commit()
    path = f"/host/{space_id}/photos/{first.id}"

    host.post(path, data={"words": first.words, "deed": "describe"})
    host.post(path, data={"words": first.words, "deed": "later", "stood": "1"})
    same = [photo.is_new for photo in _of(space_id)]
    host.post(path, data={"words": "12 Example Street, third bell", "deed": "describe"})
    other = [photo.is_new for photo in _of(space_id) if photo.id == first.id]
    arriving = host.get(f"/host/{space_id}/seen").text.split('id="guest_revealed-head"')[1].split("</section>")[0]
    lead.post(f"/lead/lagos/spaces/{space_id}/photos", data={"photo": [first.id]})

    assert (set(same), other, "third bell" in arriving) == ({False}, [True], False)
    assert not any(photo.is_new for photo in _of(space_id))


def test_approving_a_space_shows_the_photos_that_stood_on_the_page_and_no_later_one(
    app: Flask, host: FlaskClient
) -> None:
    lead, space_id = _with(app, Role.LEAD, a_city(LAGOS)), _sent(host)
    lead.post(f"/lead/lagos/spaces/{space_id}/score", data={"score": "5"})
    form = lead.get(f"/lead/lagos/spaces/{space_id}").text.partition('id="decide"')[2]
    _send(host, space_id, a_photo((500, 400)))
    chosen = re.findall(r'name="photo" value="(\w+)"', form)

    decided = {"state": "approved", "seen": "submitted", "words": "A fine roof", "photo": chosen}
    answer = lead.post(f"/lead/lagos/spaces/{space_id}/decision", data=decided)

    assert (answer.status_code, [photo.is_new for photo in _of(space_id)]) == (303, [False, False, True])
    assert "1 photo is new since it was decided about." in lead.get(f"/lead/lagos/spaces/{space_id}").text
    assert host.get(f"/host/{space_id}/photos").text.count("not shown yet") == 1
    arriving = host.get(f"/host/{space_id}/seen").text.split('id="guest_revealed-head"')[1].split("</section>")[0]
    assert arriving.count("<img") == 2


def test_nobody_but_who_leads_the_city_shows_photos_and_no_lead_those_of_her_own_home(
    app: Flask, host: FlaskClient
) -> None:
    lagos, space_id = a_city(LAGOS), _sent(host)
    chosen = {"photo": [photo.id for photo in _of(space_id)]}
    others = [host, _with(app, Role.LEAD, a_city()), _with(app, Role.ARTIST)]

    refused = [one.post(f"/lead/lagos/spaces/{space_id}/photos", data=chosen).status_code for one in others]
    grant(Role.LEAD, str(find_person("ade@example.org")), city_id=lagos.id)
    db.session.commit()
    own = host.post(f"/lead/lagos/spaces/{space_id}/photos", data=chosen).status_code

    assert (refused, own, [photo.is_new for photo in _of(space_id)]) == ([404] * 3, 409, [True] * 2)


def test_of_a_space_that_was_set_aside_photos_can_be_taken_away_but_not_added(host: FlaskClient) -> None:
    space_id = _sent(host)
    db.session.execute(update(Space).values(state=SpaceState.SUSPENDED))
    first, second = _of(space_id)

    answer = _send(host, space_id, a_photo())

    assert (answer.status_code, "Nobody looks at photos of this space just now." in answer.text) == (409, True)
    host.post(f"/host/{space_id}/photos/{first.id}", data={"deed": "remove"})
    assert [photo.id for photo in _of(space_id)] == [second.id]


def test_of_a_draft_that_is_taken_back_no_photo_stays(host: FlaskClient) -> None:
    space_id = begun(host)
    _send(host, space_id, a_photo())

    host.post(f"/host/{space_id}/withdraw")

    with granted("test"):
        left = [db.session.scalar(select(func.count()).select_from(table)) for table in (SealedPhoto, SealedPicture)]
    assert left == [0, 0]


def test_a_host_is_told_who_sees_her_photos(host: FlaskClient) -> None:
    page = host.get(f"/host/{_sent(host)}/seen").text

    stranger, arriving = (
        page.split(f'id="{name}-head"')[1].split("</section>")[0] for name in ("stranger", "guest_revealed")
    )
    assert ("photos of your room" in stranger, arriving.count("<img")) == (True, 2)


def test_two_who_send_the_last_photos_at_once_do_not_get_more_in_than_fit(app: Flask, host: FlaskClient) -> None:
    space_id = begun(host)
    _send(host, space_id, *_photos(6))
    reader = a_host(a_person("ade@example.org"))
    made = [taken(*_photos(2, first=first)) for first in (6, 8)]
    db.session.commit()
    start, refused = Barrier(2), []

    def send(mine: tuple[pictures.Picture, ...]) -> None:
        with app.app_context():
            start.wait()
            try:
                photos.add(reader, space_id, mine, at=now())
                db.session.commit()
            except Conflict as conflict:
                refused.append(conflict.reason)
            finally:
                db.session.remove()

    threads = [Thread(target=send, args=(mine,)) for mine in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == ["too_many_photos"]
    assert len(_of(space_id)) == 8
