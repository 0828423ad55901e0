"""Words that nobody else may read are looked for where machines write things down: logs, the audit, jobs."""

import logging

import pytest
from flask import Flask
from sqlalchemy import select

from coordinator.clock import now
from coordinator.db import Base, db
from coordinator.disclosure import audit
from coordinator.disclosure.policy import Fact
from coordinator.people.readers import CONSOLE
from tests.hardening.two_cities import ENTRANT, HOST, rules, two_cities
from tests.people.builders import signed_in

CANARIES = (HOST, ENTRANT, "12 Example Street", "The green sofa", "Hanna Host", "Act A0", "Is there a step", "x" * 26)
WRITTEN = ("disclosures", "audit_links", "outbox")


def _found(text: str) -> list[str]:
    return [word for word in CANARIES if word in text]


@pytest.mark.parametrize("breaks", [False, True])
def test_neither_logs_nor_audit_hold_a_word_of_what_is_secret(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, *, breaks: bool
) -> None:
    """A lead, a host and a guest look at every page; and again where every page breaks as it is written."""
    world = two_cities()
    people = [signed_in(app.test_client(), world.rightful[who]) for who in ("lead", "host", "guest")]
    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    if breaks:
        monkeypatch.setattr("coordinator.frame.own_pages", lambda reader: () if reader.id is None else 1 / 0)

    with caplog.at_level(logging.DEBUG):
        seen = [
            client.get(world.address(rule)).data.decode(errors="replace")
            for client in people
            for rule, method in rules(app)
            if method == "GET"
        ]

    logged = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("coordinator"))
    rows = {
        name: "\n".join(map(repr, db.session.execute(select(Base.metadata.tables[name])).all())) for name in WRITTEN
    }
    assert (len(_found("\n".join(seen))) > 4) is not breaks  # they do stand on the pages
    assert ("exception at" in logged) is breaks
    assert (_found(logged), {name: _found(text) for name, text in rows.items()}) == ([], {name: [] for name in WRITTEN})
    assert len(rows["disclosures"]) > 1000


def test_the_audit_would_show_a_canary(app: Flask) -> None:
    """The control: were a value written into it, it would be found there."""
    audit.record(CONSOLE, [Fact.HOST_NAME], of=["Hanna Host"], at=now())

    rows = db.session.execute(select(Base.metadata.tables["disclosures"])).all()

    assert _found("\n".join(map(repr, rows))) == ["Hanna Host"]
