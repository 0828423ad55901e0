"""Three acts stand by in a city, in an order that its leads choose."""

import re

import pytest
from flask import Flask
from sqlalchemy import update

from coordinator.artists.models import Application, ApplicationState
from coordinator.db import db
from coordinator.errors import Conflict, NotFound
from coordinator.lineups import standby
from coordinator.people.readers import STRANGER
from tests.campaign.builders import LAGOS, a_city, an_artist, artists_taken
from tests.lineups.evenings import AskedShow, a_filled_show, contact_of
from tests.people.builders import signed_in

pytestmark = pytest.mark.usefixtures("app")


def _place(evening: AskedShow, rank: int, act: int) -> None:
    here = {"edition_id": evening.edition.id, "city_id": evening.show.city_id}
    standby.place(evening.lead, rank, evening.acts[act], **here)


def _ranked(evening: AskedShow) -> dict[int, int]:
    """Rank → act, by its number."""
    here = {"edition_id": evening.edition.id, "city_id": evening.show.city_id}
    ranks = standby.ranks(evening.lead, **here, at=evening.at)
    return {rank: evening.acts.index(act) for act, rank in ranks.items()}


def test_acts_get_ranks_change_places_and_go() -> None:
    evening = a_filled_show()
    seen = []

    for rank, act in ((1, 3), (2, 4), (2, 4), (1, 4), (3, 3), (3, 5)):
        _place(evening, rank, act)
        seen.append(_ranked(evening))
    here = {"edition_id": evening.edition.id, "city_id": evening.show.city_id}
    for _ in range(2):
        standby.drop(evening.lead, evening.acts[4], **here)

    assert seen == [{1: 3}, {1: 3, 2: 4}, {1: 3, 2: 4}, {1: 4, 2: 3}, {1: 4, 3: 3}, {1: 4, 3: 5}]
    assert _ranked(evening) == {3: 5}


def test_only_acts_of_the_city_that_want_to_play_stand_by() -> None:
    evening = a_filled_show()
    (far,) = artists_taken(evening.edition, a_city(LAGOS), an_artist("L1"))
    gone = update(Application).where(Application.artist_id == evening.acts[5])
    db.session.execute(gone.values(state=ApplicationState.WITHDRAWN))
    here = {"edition_id": evening.edition.id, "city_id": evening.show.city_id}

    for act in (far, evening.acts[5], "nobody"):
        with pytest.raises(NotFound):
            standby.place(evening.lead, 1, act, **here)
    with pytest.raises(Conflict):
        standby.place(evening.lead, 4, evening.acts[3], **here)
    assert _ranked(evening) == {}


def test_nobody_else_ranks_or_reads() -> None:
    evening = a_filled_show()
    here = {"edition_id": evening.edition.id, "city_id": evening.show.city_id}

    for reader in (STRANGER, contact_of(3)):
        with pytest.raises(NotFound):
            standby.place(reader, 1, evening.acts[3], **here)
        with pytest.raises(NotFound):
            standby.drop(reader, evening.acts[3], **here)
        with pytest.raises(NotFound):
            standby.acts(reader, **here, at=evening.at)


def test_the_page_ranks_finds_and_removes(app: Flask) -> None:
    evening = a_filled_show()
    assert evening.lead.id is not None
    client = signed_in(app.test_client(), evening.lead.id)

    ranked = client.post(
        "/lead/berlin/standby", data={"artist_id": evening.acts[3], "rank": "1"}, follow_redirects=True
    )
    found = client.get("/lead/berlin/standby", query_string={"q": "Act A4"})
    removed = client.post("/lead/berlin/standby/drop", data={"artist_id": evening.acts[3]}, follow_redirects=True)

    assert "The act stands by as number 1." in ranked.text
    assert ("Act A4" in found.text, "Act A5" in found.text) == (True, False)
    assert "The act stands by no longer." in removed.text


def test_a_rank_that_another_lead_gave_meanwhile_is_taken_from_nobody_unseen(app: Flask) -> None:
    evening = a_filled_show()
    client = signed_in(app.test_client(), str(evening.lead.id))
    form = {"artist_id": evening.acts[4], "rank": "1", "instead_of": ""}
    _place(evening, 1, 3)
    db.session.commit()

    told = client.post("/lead/berlin/standby", data=form, follow_redirects=True)
    before = _ranked(evening)
    seen = re.findall(rf'value="{evening.acts[4]}">.*?name="rank" value="1">.*?value="(\w*)"', told.text)
    client.post("/lead/berlin/standby", data=form | {"instead_of": seen[0]})
    again = client.post("/lead/berlin/standby", data=form | {"instead_of": seen[0]}, follow_redirects=True)

    assert "Another lead chose who stands by there since you looked." in told.text
    assert (before, seen, _ranked(evening)) == ({1: 3}, [evening.acts[3]], {1: 4})
    assert "The act stands by as number 1." in again.text
