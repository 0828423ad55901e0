"""All my data: every table is in it or has a reason not to be, and nobody else's secret is."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coordinator.clock import now
from coordinator.db import Base, db
from coordinator.disclosure import audit, cipher, photos, reviews, slots
from coordinator.disclosure.own_data import PARTS, own_data, scope_of
from coordinator.disclosure.photos import Subject
from coordinator.disclosure.policy import Fact
from coordinator.errors import NotAllowed
from coordinator.lineups import locking
from coordinator.people import accounts
from coordinator.people.models import Role
from coordinator.people.readers import CONSOLE, STRANGER, Reader
from coordinator.pictures import Size
from tests.campaign.builders import a_city, a_space, an_artist, an_edition, artists_taken, spaces_taken
from tests.people.alike import statements
from tests.people.builders import a_person, signed_in

OF_SHOWS = "of a show and other people's acts; what an act may know of it stands in its offers"
NOT_IN_IT = {
    "joined_cities": "about nobody",
    "lead_note_additions": "about nobody",
    "cities": "about nobody",
    "areas": "about nobody",
    "editions": "about nobody",
    "edition_texts": "about nobody",
    "sec_troubles": "that something went wrong with a show, and when; who said what of it stands elsewhere",
    "draw_choices": "about nobody",
    "sec_access_records": "ids that nothing explains but a token that goes with her entry",
    "draw_links": "the same, of what happened to seats since",
    "list_links": "the same, of what was made void before the draw",
    "draw_turnouts": "numbers, of a whole city",
    "draw_numbers": "the numbers of a lottery, which everybody can look up",
    "sec_door_counts": "numbers: how many people are in",
    "told_shows": "about nobody",
    "sec_seats": "numbers: how many seats of a show are free",
    "draws": "public, and without a name; one's own line stands in one's entry",
    "sec_second_steps": "the key opens the account to whoever finds the file; since when there is one stands in it",
    "sec_erased_rows": "fingerprints of ids in a spreadsheet, of nobody who is still here",
    "sec_addressees": "an address that is not looked up yet, kept for a minute under a fingerprint of a moment",
    "sec_members": "fingerprints of other people, who can be named by nobody",
    "sec_slots": OF_SHOWS,
    "sec_proposed": OF_SHOWS,
    "sec_started": OF_SHOWS,
    "sec_envelopes": OF_SHOWS,
    "sec_moves": OF_SHOWS,
    "sec_solvings": OF_SHOWS,
    "sec_parts": OF_SHOWS,
    "sec_standby": OF_SHOWS,
    "sec_alarms": OF_SHOWS,
    "sec_twins": OF_SHOWS,
    "sec_reserves": "for which show is her leads' to know; that there is one stands in “news_of_evenings”",
    "disclosures": "in it as “opened_by_you” and “opened_of_you”, by role instead of by name",
    "audit_links": "the order of those lines, and hashes",
    "letter_campaigns": "about nobody",
    "letter_sections": "about nobody",
    "letter_tallies": "numbers",
    "rehearsals": "counts of a rehearsal, in which nobody is real",
    "letter_cases": "of somebody else, for whom letters are written; public while it is open",
    "letter_case_texts": "the same",
}


def test_every_table_is_in_the_file_or_has_a_reason_not_to_be() -> None:
    told = {part.table.__tablename__ for part in PARTS}

    undecided = set(Base.metadata.tables) - told - set(NOT_IN_IT)
    assert undecided == set(), "say in disclosure/kept_*.py what a person is told of it, or here why not"
    assert set(NOT_IN_IT) - set(Base.metadata.tables) == set()
    assert told & set(NOT_IN_IT) == set()


def test_every_column_of_those_tables_is_told_or_has_a_reason_not_to_be() -> None:
    decided: dict[str, set[str]] = {}
    for part in PARTS:
        assert set(part.told) & set(part.kept_back) == set()
        decided.setdefault(part.table.__tablename__, set()).update(part.told, part.kept_back)

    columns = {name: {column.name for column in Base.metadata.tables[name].columns} for name in decided}
    assert decided == columns


def test_a_table_that_refers_to_a_person_is_never_left_out_as_about_nobody() -> None:
    people = Base.metadata.tables["people"]
    refers = {
        name for name, table in Base.metadata.tables.items() for key in table.foreign_keys if key.references(people)
    }

    assert len(refers) > 8
    assert {name for name in refers if NOT_IN_IT.get(name) == "about nobody"} == set()


@pytest.fixture
def evening(app: Flask) -> dict[str, str]:
    """A host, an act of hers, and a show in her home with other people's acts."""
    edition, berlin = an_edition(day=(now() + timedelta(days=30)).date()), a_city()
    home = a_space("S1", address="77 Secret Lane", host_email="mia@example.org", host_name="Mia")
    (show,) = spaces_taken(edition, berlin, home)
    mine = an_artist("A0", act_name="The Larks", email="mia@example.org")
    acts = artists_taken(edition, berlin, mine, *(an_artist(f"A{n}", act_name=f"Unheard {n}") for n in range(1, 4)))
    for position, act in enumerate(acts[1:], start=1):
        slots.put(show, position, act)
    locking.lock(CONSOLE, show.id, at=now())
    photos.add(Subject.SPACE, show.space_id, [[Size(12, 34, b"pixels")]], at=now())
    db.session.commit()
    return {"show": show.id, "space": show.space_id, "city": berlin.id, "mia": a_person("mia@example.org")}


def whole(client: FlaskClient) -> dict[str, Any]:
    answer = client.post("/account/export")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    told: dict[str, Any] = json.loads(answer.data)
    return told


def test_the_file_holds_what_is_hers_opened(app: Flask, evening: dict[str, str]) -> None:
    told = whole(signed_in(app.test_client(), evening["mia"]))

    assert told["version"] == 2
    assert told["identity"] == [{"name": "Mia", "email": "mia@example.org"}]
    assert [home["address"] for home in told["homes"]] == ["77 Secret Lane"]
    assert [act["act_name"] for act in told["acts"]] == ["The Larks"]
    assert [show["id"] for show in told["shows"]] == [evening["show"]]
    assert {role["role"] for role in told["roles"]} == {"host", "artist"}
    assert [picture["body"] for picture in told["pictures"]] == ["cGl4ZWxz"]


def test_the_file_holds_nothing_that_seals_or_opens_anything(app: Flask, evening: dict[str, str]) -> None:
    client = signed_in(app.test_client(), evening["mia"])
    text = client.post("/account/export").text

    index = cipher.current().index("mia@example.org", "email")
    assert "mia@example.org" in text
    assert [word for word in (index, "t1:", "$argon2", "Unheard") if word in text] == []


def test_the_file_is_the_same_whatever_is_secret_to_her(app: Flask, evening: dict[str, str]) -> None:
    reader, at = Reader(evening["mia"]), now() + timedelta(minutes=1)
    before = own_data(reader, at=at)
    critic = a_person("critic@example.org")
    accounts.grant(Role.LEAD, critic, city_id=evening["city"])
    reviews.give(evening["space"], critic, score=1, words="Dreadful", at=now())
    reviews.say(evening["space"], by=critic, words="Dreadful, I say", at=now())
    locking.unlock(CONSOLE, evening["show"], "A secret reason", at=now())
    slots.clear(evening["show"], 2)
    db.session.commit()

    assert without_own_lines(own_data(reader, at=at)) == without_own_lines(before)


def without_own_lines(told: Any) -> dict[str, Any]:
    """But for what the asking itself has written into the audit."""
    return {name: rows for name, rows in told.items() if name != "opened_by_you"}


def test_she_learns_who_opened_her_address_by_role_and_not_by_name(app: Flask, evening: dict[str, str]) -> None:
    lead = a_person("lead@example.org", name="Lena Lead")
    accounts.grant(Role.LEAD, lead, city_id=evening["city"])
    for reader in (Reader(lead), CONSOLE, Reader("gone")):
        audit.record(reader, [Fact.STREET_ADDRESS, Fact.LINEUP], of=[evening["show"]], at=now())
    db.session.commit()

    answer = signed_in(app.test_client(), evening["mia"]).post("/account/export")

    told = [(line["fact"], line["by"]) for line in json.loads(answer.data)["opened_of_you"]]
    by = ["lead", "who runs this site", "somebody who has left"]
    assert sorted(told)[-3:] == sorted(("street_address", who) for who in by)
    assert [word for word in ("Lena", lead) if word in answer.text] == []
    assert [fact for fact, _ in told if fact == "lineup"] == []


def test_what_a_lead_wrote_is_hers_and_what_others_wrote_is_not(app: Flask, evening: dict[str, str]) -> None:
    ada, ben = a_person("ada@example.org"), a_person("ben@example.org")
    for person, words in ((ada, "Lovely"), (ben, "Dreadful")):
        reviews.give(evening["space"], person, score=3, words=words, at=now())
        reviews.say(evening["space"], by=person, words=f"{words}, I say", at=now())
    db.session.commit()

    told = own_data(Reader(ada), at=now())

    assert [row["words"] for row in (*told["scores_given"], *told["remarks"])] == ["Lovely", "Lovely, I say"]
    assert "Dreadful" not in json.dumps(told)


def test_nobody_gets_the_file_of_nobody(app: Flask) -> None:
    for reader in (STRANGER, CONSOLE):
        with pytest.raises(NotAllowed):
            own_data(reader, at=now())
    assert app.test_client().post("/account/export").status_code == 302


def test_it_takes_what_shows_that_it_is_her(app: Flask) -> None:
    client = signed_in(app.test_client(), a_person(password="three words and a tree"))

    wrong = client.post("/account/export", data={"current": "a guess"})
    right = client.post("/account/export", data={"current": "three words and a tree"})

    assert (wrong.status_code, wrong.mimetype, right.status_code) == (422, "text/html", 200)
    assert right.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert right.headers["Cache-Control"] == "no-store"


def test_instants_end_in_z_and_wall_times_do_not(app: Flask, evening: dict[str, str]) -> None:
    (show,) = own_data(Reader(evening["mia"]), at=now())["shows"]

    assert (show["starts_at"][-1], len(show["local_start"]), show["zone"]) == ("Z", 19, "Europe/Berlin")


def test_the_number_of_statements_does_not_grow_with_what_there_is(app: Flask, evening: dict[str, str]) -> None:

    own_data(Reader(evening["mia"]), at=now())
    with statements() as rich:
        own_data(Reader(evening["mia"]), at=now())
    poor = a_person("poor@example.org")
    with statements() as bare:
        own_data(Reader(poor), at=now())

    # without a home there is nothing to write into the audit
    assert len([one for one in rich if "SELECT" in one]) == len([one for one in bare if "SELECT" in one])
    assert scope_of(poor).spaces == ()


def test_that_she_read_what_is_kept_of_her_acts_is_written_down_like_that_of_her_homes(
    app: Flask, evening: dict[str, str]
) -> None:
    reader = Reader(evening["mia"])
    own_data(reader, at=now())
    db.session.commit()

    told = {(line["fact"], line["of"]) for line in own_data(reader, at=now())["opened_by_you"]}

    (act,) = scope_of(evening["mia"]).acts
    assert {("members", act), ("base", act), ("phone", act), ("street_address", evening["space"])} <= told
