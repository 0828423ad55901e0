"""Which applications of an edition look like one act, by what they say now. Only fingerprints are compared, and none is
kept: nothing can be out of date, stolen, or forgotten to be erased."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from itertools import combinations
from typing import Any

from sqlalchemy import Row, select

from coordinator.artists.models import Application, ApplicationState, Artist
from coordinator.db import db
from coordinator.disclosure import cipher, own_acts
from coordinator.disclosure.deposits import double_print
from coordinator.disclosure.likeness import link_sign, mail_sign, phone_sign
from coordinator.disclosure.people import NO_ADDRESS
from coordinator.disclosure.sealed import SealedArtist, SealedMember, SealedPerson
from coordinator.gate import granted

LIVE = (ApplicationState.SUBMITTED, ApplicationState.ACCEPTED, ApplicationState.WAITLISTED)
CROWD = 5  # acts; what more of them share is a label's page or a school's number, no sign of one act
Pair = tuple[str, str]
"""Two artist ids, the smaller one first."""


class Why(StrEnum):
    """By what two look like one."""

    LINK = "link"
    EMAIL = "email"
    PHONE = "phone"
    MEMBERS = "members"


def pairs(edition_id: str, *, city_id: str, but: Collection[str]) -> Mapping[Pair, tuple[Why, ...]]:
    """Pairs of live applications of the edition that share a sign, of which one at least counts to that city, with the
    signs; without the applications in `but`. Three statements, whatever there is. For `disclosure`, which decides what
    of them is told."""
    rows = [row for row in _rows(edition_id) if row.application_id not in but]
    here = {row.artist_id for row in rows if row.city_id == city_id}
    holders: dict[tuple[Why, str], set[str]] = defaultdict(set)
    for act, why, sign in _signs(edition_id, rows):
        holders[why, sign].add(act)
    found: dict[Pair, set[Why]] = defaultdict(set)
    for (why, _), acts in holders.items():
        for pair in combinations(sorted(acts), 2) if len(acts) <= CROWD and acts & here else ():
            if here.intersection(pair):
                found[pair].add(why)
    return {pair: tuple(why for why in Why if why in reasons) for pair, reasons in found.items()}


def _rows(edition_id: str) -> list[Row[*tuple[Any, ...]]]:
    columns = (
        Application.artist_id,
        Application.id.label("application_id"),
        Application.city_id,
        Artist.links,
        SealedPerson.person_id,
        SealedPerson.email,
    )
    rows = (
        select(*columns)
        .join(Artist, Artist.id == Application.artist_id)
        .join(SealedArtist, SealedArtist.artist_id == Application.artist_id)
        .join(SealedPerson, SealedPerson.person_id == SealedArtist.contact_id)
        .where(Application.edition_id == edition_id, Application.state.in_(LIVE))
    )
    with granted("applications to compare"):
        return list(db.session.execute(rows).all())


def _signs(edition_id: str, rows: list[Row[*tuple[Any, ...]]]) -> Iterator[tuple[str, Why, str]]:
    """Act, kind of sign, fingerprint of it."""
    seal, forms = cipher.current(), own_acts.forms_of(edition_id)
    for row in rows:
        mail = seal.open(row.email, f"sec_people.email|{row.person_id}")
        phone = forms.get(row.artist_id, {}).get("phone", "")
        said = [(Why.LINK, link_sign(link)) for link in row.links]
        said += [(Why.EMAIL, None if mail.endswith(NO_ADDRESS) else mail_sign(mail)), (Why.PHONE, phone_sign(phone))]
        yield from ((row.artist_id, why, double_print(why, sign)) for why, sign in said if sign)
    compared = {row.artist_id for row in rows}
    for act, members in _members(edition_id).items():
        if act in compared:
            yield act, Why.MEMBERS, " ".join(sorted(members))


def _members(edition_id: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    columns = select(SealedMember.artist_id, SealedMember.member)
    rows = columns.join(Application, Application.artist_id == SealedMember.artist_id)
    with granted("who plays in acts to compare"):
        for act, member in db.session.execute(rows.where(Application.edition_id == edition_id)):
            found[act].add(member)
    return found
