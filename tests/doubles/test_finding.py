"""Which applications look like one act, and who gets to see that."""

import pytest
from flask import Flask
from sqlalchemy import select

from coordinator.artists.models import ApplicationState
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.alike import Why
from coordinator.disclosure.likeness import link_sign, mail_sign, phone_sign
from coordinator.disclosure.sealed import Disclosure
from coordinator.doubles import asking
from coordinator.errors import NotFound
from coordinator.gate import granted
from coordinator.people.accounts import grant
from coordinator.people.models import Role
from coordinator.people.readers import STRANGER, Reader
from tests.artists.acts import sent
from tests.campaign.builders import LAGOS, a_city, an_artist, artists_taken
from tests.doubles.pairs import APART, PHONE, Pairs, one_each, some_pairs, two_of_lea, wish_of
from tests.people.alike import statements
from tests.people.builders import a_person
from tests.reviews.desk import a_lead


@pytest.fixture
def pairs(app: Flask) -> Pairs:
    return some_pairs(app)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://larks.example/", "https://www.Larks.example"),
        ("https://soundcloud.com/larks", "https://m.soundcloud.com/Larks/?utm_source=x&si=abc#t=10"),
        ("https://youtu.be/abcDEF", "https://www.youtube.com/watch?v=abcDEF&feature=share"),
        ("https://open.spotify.com/artist/1?si=9", "https://spotify.com/artist/1"),
    ],
)
def test_a_link_is_the_same_however_it_was_copied(one: str, other: str) -> None:
    assert link_sign(one) == link_sign(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://soundcloud.com/larks", "https://soundcloud.com/wrens"),
        ("https://youtube.com/watch?v=abcdef", "https://youtube.com/watch?v=ABCDEF"),
        ("https://larks.example/", "https://larks.example.org/"),
    ],
)
def test_other_links_stay_others(one: str, other: str) -> None:
    assert link_sign(one) != link_sign(other)


@pytest.mark.parametrize("link", ["https://bandcamp.com/", "https://www.youtube.com", "nothing", "https:///x"])
def test_a_link_that_names_nobody_is_no_sign(link: str) -> None:
    assert link_sign(link) is None


def test_numbers_and_mailboxes_are_known_in_any_spelling() -> None:
    assert phone_sign("0171 55-66-778") == phone_sign(PHONE) == "15566778"
    assert phone_sign("call") is None
    assert mail_sign("Lea+band@Example.org ") == mail_sign("lea@example.org")
    assert mail_sign("l.ea@googlemail.com") == mail_sign("lea@gmail.com")
    assert mail_sign("l.ea@example.org") != mail_sign("lea@example.org")
    assert mail_sign("") is None


def test_a_lead_sees_why_two_look_like_one(pairs: Pairs) -> None:
    one, other = sent(pairs.lea, phone=PHONE), sent(pairs.noor, act_name="Larks", phone="0171/5566778")

    double = pairs.pair()

    assert set(double.pair) == {one, other}
    assert double.why == (Why.LINK, Why.PHONE, Why.MEMBERS)
    assert not double.one_contact


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"name": APART["name"], "email": APART["email"], "guardian": APART["guardian"]}, (Why.LINK,)),
        ({"links": "https://own.example/b"}, (Why.MEMBERS,)),
        ({**APART, "phone": "0171 5566778"}, (Why.PHONE,)),
        (APART, ()),
    ],
)
def test_each_sign_counts_by_itself(pairs: Pairs, other: dict[str, str | list[str]], why: tuple[Why, ...]) -> None:
    sent(pairs.lea, phone=PHONE)
    sent(pairs.noor, act_name="Larks", **other)

    assert [double.why for double in pairs.found()] == ([why] if why else [])


def test_one_mailbox_with_two_accounts_is_a_sign(pairs: Pairs) -> None:
    artists_taken(
        pairs.edition,
        pairs.city,
        an_artist("A1", email="band@example.org", members=("Ana One",)),
        an_artist("A2", email="band+second@example.org", members=("Bo Two",)),
    )

    assert pairs.pair().why == (Why.EMAIL,)


def test_who_gave_no_address_is_not_alike_to_others_who_gave_none(pairs: Pairs) -> None:
    nobody = {"email": "", "members": ()}
    artists_taken(pairs.edition, pairs.city, an_artist("A1", **nobody), an_artist("A2", **nobody))

    assert pairs.found() == []


def test_what_a_crowd_shares_is_no_sign(pairs: Pairs) -> None:
    shared = {"links": ("https://label.example/roster",)}
    acts = [an_artist(f"A{n}", members=(f"Member {n}",), **shared) for n in range(6)]
    artists_taken(pairs.edition, pairs.city, *acts[:5])
    assert len(pairs.found()) == 10

    artists_taken(pairs.edition, pairs.city, *acts)

    assert pairs.found() == []


@pytest.mark.parametrize("state", [ApplicationState.WITHDRAWN, ApplicationState.DECLINED])
def test_what_is_over_is_not_compared(pairs: Pairs, state: ApplicationState) -> None:
    _, other = one_each(pairs)
    assert len(pairs.found()) == 1

    wish_of(other).state = state
    db.session.flush()

    assert pairs.found() == []


def test_nobody_but_the_lead_of_the_city_sees_pairs(pairs: Pairs) -> None:
    one_each(pairs)
    far = a_lead("far@example.org", a_city(LAGOS), name="Far")

    for reader in (STRANGER, far, Reader(a_person("lea@example.org"), frozenset({(Role.ARTIST, None)}))):
        with pytest.raises(NotFound):
            pairs.found(reader)
    assert pairs.browser(far).get("/lead/berlin/doubles").status_code == 404
    assert pairs.lea.get("/lead/berlin/doubles").status_code in (403, 404)


def test_of_her_own_band_a_lead_sees_no_pair(pairs: Pairs) -> None:
    one_each(pairs)
    noor = a_person("noor@example.org")
    grant(Role.LEAD, noor, city_id=pairs.city.id)

    assert pairs.found(Reader(noor, frozenset({(Role.LEAD, pairs.city.id)}))) == []


def test_what_a_lead_sees_is_written_into_the_audit_and_holds_no_address(pairs: Pairs) -> None:
    one, other = one_each(pairs)

    page = pairs.browser().get("/lead/berlin/doubles").text

    assert "The Larks" in page
    assert [secret for secret in ("lea@example.org", "noor@example.org", "52.5012") if secret in page] == []
    lines = db.session.execute(select(Disclosure.fact, Disclosure.subject)).all()
    assert {(str(fact), subject) for fact, subject in lines} >= {
        (fact, wish_of(act).id) for fact in ("members", "phone", "contact_name", "act") for act in (one, other)
    }


def test_the_list_takes_the_same_statements_for_two_and_for_many(pairs: Pairs) -> None:
    artists_taken(pairs.edition, pairs.city, *(an_artist(f"A{n}", members=("Ana One",)) for n in range(2)))
    db.session.commit()
    with statements() as few:
        assert len(pairs.found()) == 1
    artists_taken(pairs.edition, pairs.city, *(an_artist(f"B{n}", members=(f"Bo {n // 2}",)) for n in range(60)))
    db.session.commit()

    with statements() as many:
        assert len(pairs.found()) == 31

    assert len(many) == len(few)


def test_no_fingerprint_of_a_sign_is_kept(pairs: Pairs) -> None:
    two_of_lea(pairs)
    asking.say_two(pairs.ada, pairs.pair(), at=now())
    db.session.commit()

    with granted("a test"):
        (row,) = db.session.execute(db.text("SELECT * FROM sec_doubles")).all()
    assert set(row._mapping) == {
        *("first_id", "second_id", "state", "kept_id", "said_by", "said_at", "first_yes_at", "second_yes_at", "takes")
    }
