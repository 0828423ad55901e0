"""The audit can be added to and not changed; and whoever changes it all the same leaves a trace."""

from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from coordinator.auditing import audit as command
from coordinator.clock import now
from coordinator.db import db, reading
from coordinator.disclosure import audit, audit_chain, cipher
from coordinator.disclosure.audit_chain import Head
from coordinator.disclosure.policy import Fact
from coordinator.disclosure.sealed import AuditLink, Disclosure
from coordinator.people.readers import Reader
from tests.conftest import changeable
from tests.lineups import racers
from tests.lineups.racers import several_racers

ADA = Reader("ada")
OTHERS_KEY = b"x" * 32


def learn(*subjects: str) -> None:
    """Ada learns who plays there; nothing is committed."""
    audit.record(ADA, [Fact.LINEUP], of=subjects, at=now())


def learnt(*subjects: str) -> Head:
    """The same, each in a transaction of its own; the head then."""
    for subject in subjects:
        learn(subject)
        db.session.commit()
    return audit_chain.look().head


def tampered(statement: str) -> None:
    """Somebody with all rights to the database does that, past every trigger."""
    db.session.rollback()
    with db.engine.begin() as connection, changeable(connection):
        connection.execute(sa.text(statement))


def faults() -> list[str]:
    """What is found wrong."""
    db.session.rollback()
    return list(audit_chain.look().faults)


def test_what_is_learnt_is_linked_in_the_transaction_that_writes_it(app: Flask) -> None:
    learn("a", "b")
    db.session.rollback()
    learn("c")
    db.session.commit()
    with reading(), audit.together():
        learn("d")

    found = audit_chain.look()
    assert (found.head.number, found.older, found.faults) == (2, 0, ())
    assert set(db.session.scalars(sa.select(Disclosure.subject))) == {"c", "d"}


def test_what_an_undone_part_of_a_transaction_had_learnt_has_no_link(app: Flask) -> None:
    learn("a")
    part = db.session.begin_nested()
    learn("b")
    part.rollback()
    with db.session.begin_nested():
        learn("c")
    db.session.commit()

    assert set(db.session.scalars(sa.select(Disclosure.subject))) == {"a", "c"}
    assert (audit_chain.look().head.number, faults()) == (2, [])


@pytest.mark.parametrize("table", ["disclosures", "audit_links"])
@pytest.mark.parametrize("what", ["UPDATE {table} SET {column} = 'x'", "DELETE FROM {table}", "all at once"])
def test_the_database_refuses_to_change_or_take_away_a_line(app: Flask, table: str, what: str) -> None:
    learnt("a", "b")
    column = "subject" if table == "disclosures" else "hash"
    statement = what.format(table=table, column=column)
    if what == "all at once":
        sqlite = db.engine.dialect.name == "sqlite"
        key = "id" if table == "disclosures" else "number"
        same = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} ORDER BY {key} LIMIT 1"
        statement = same if sqlite else "TRUNCATE disclosures, audit_links"

    with pytest.raises(sa.exc.DBAPIError, match="only added to"):
        db.session.execute(sa.text(statement))
    db.session.rollback()

    assert (len(db.session.scalars(sa.select(Disclosure.id)).all()), faults()) == (2, [])


def test_a_line_that_was_altered_is_named_and_no_other(app: Flask) -> None:
    learnt("a", "b", "c")

    tampered("UPDATE disclosures SET subject = 'x' WHERE subject = 'b'")

    assert faults() == ["2: it is not what was written, or not there"]


@pytest.mark.parametrize("column", ["at", "reader_id", "fact"])
def test_so_is_one_whose_time_reader_or_fact_is_another(app: Flask, column: str) -> None:
    learnt("a", "b")
    other = "'2020-01-01 00:00:00.000000'" if column == "at" else "'x'"

    tampered(f"UPDATE disclosures SET {column} = {other} WHERE subject = 'b'")

    assert faults() == ["2: it is not what was written, or not there"]


def test_a_line_taken_out_with_its_link_leaves_a_gap(app: Flask) -> None:
    learnt("a", "b", "c")

    tampered("DELETE FROM audit_links WHERE number = 2")
    tampered("DELETE FROM disclosures WHERE subject = 'b'")

    assert faults() == ["3: the one before it is missing", "3: it is not what was written, or not there"]


def test_a_line_slipped_in_stands_outside(app: Flask) -> None:
    learnt("a")

    db.session.add(Disclosure(id="x", at=now(), reader_id="eve", fact="lineup", subject="a"))
    db.session.commit()

    assert faults() == ["1 lines stand outside of it"]


def test_lines_from_before_there_was_a_chain_are_counted_and_no_fault(app: Flask) -> None:
    db.session.add(
        Disclosure(id="x", at=datetime.fromisoformat("2020-01-01T00:00Z"), reader_id="a", fact="b", subject="c")
    )
    learnt("a")

    found = audit_chain.look()
    assert (found.older, found.faults) == (1, ())


def test_who_writes_the_chain_anew_without_the_key_is_found_out(app: Flask) -> None:
    learnt("a", "b")
    ours = cipher.current()
    cipher.configure(ours.keys, OTHERS_KEY)
    try:
        tampered("DELETE FROM audit_links")
        tampered("UPDATE disclosures SET reader_id = 'eve'")
        with db.engine.begin() as connection:
            audit_chain.link(connection, sorted(connection.scalars(sa.select(Disclosure.id))))
        theirs = audit_chain.look().faults
    finally:
        cipher.configure(ours.keys, ours.index_key)

    assert (theirs, len(faults())) == ((), 2)


def test_that_the_newest_lines_were_cut_off_shows_to_who_has_noted_a_head(app: Flask) -> None:
    early = learnt("a")
    head = learnt("b", "c")

    tampered("DELETE FROM audit_links WHERE number = 3")
    tampered("DELETE FROM disclosures WHERE subject = 'c'")

    assert (faults(), audit_chain.look(early).faults) == ([], ())
    assert len(audit_chain.look(head).faults) == 1


def _run(app: Flask, *said: str) -> Result:
    return app.test_cli_runner().invoke(command, said)


def test_the_command_tells_the_head_and_takes_it_again(app: Flask) -> None:
    head = learnt("a", "b")

    told = _run(app)
    again = _run(app, "--expect", str(head))

    assert told.output.splitlines() == ["2 lines, each as it was written, in its order.", f"Head: {head}"]
    assert (told.exit_code, again.exit_code) == (0, 0)


def test_the_command_refuses_a_broken_chain_and_a_head_that_is_none(app: Flask) -> None:
    learnt("a", "b")
    tampered("UPDATE disclosures SET fact = 'x' WHERE subject = 'a'")

    assert [type(_run(app, *said).exception).__name__ for said in ((), ("--expect", "2"))] == ["Invalid", "Invalid"]


def learn_often(name: str, at: datetime) -> None:
    """What a process of its own does, in two rounds that it begins when the other does."""
    for _ in range(2):
        racers._MEET_AGAIN[0].wait(racers.PATIENCE)
        for number in range(5):
            audit.record(Reader(name), [Fact.LINEUP, Fact.HOST_NAME], of=[f"{name}-{number}"], at=at)
            db.session.commit()
    with reading(), audit.together():
        audit.record(Reader(name), [Fact.LINEUP], of=[f"{name}-page"], at=at)


def test_two_processes_that_write_at_once_make_one_chain(app: Flask, db_url: str, tmp_path: Path) -> None:
    with several_racers(db_url, tmp_path) as race:
        ends = race((learn_often, "ada", now()), (learn_often, "ben", now()))

    db.session.rollback()
    found = audit_chain.look()
    readers = db.session.scalars(
        sa.select(Disclosure.reader_id).join(AuditLink, AuditLink.line_id == Disclosure.id).order_by(AuditLink.number)
    ).all()
    assert (ends, found.head.number, found.faults) == (["done", "done"], 42, ())
    assert list(readers) not in (sorted(readers), sorted(readers, reverse=True))  # they did write in turns
