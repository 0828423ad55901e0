"""PostgreSQL itself keeps sealed tables from the site, whatever way a statement takes round the gate."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from coordinator.app import create_app
from coordinator.config import BadSettings, load
from coordinator.db import Base, db
from coordinator.disclosure import dividing
from coordinator.disclosure.people import enrol, identity
from coordinator.disclosure.sealed import SealedPerson
from coordinator.errors import Invalid
from coordinator.gate import granted, names_sealed
from coordinator.safekeeping import rights
from coordinator.serving import check
from tests.bare import a_bare_app
from tests.conftest import settings_for
from tests.lineups.evenings import an_asked_show
from tests.people.builders import a_person, signed_in
from tests.visitors import Visitor

SEALED = sorted(table.name for table in Base.metadata.sorted_tables if names_sealed(table.name))


@dataclass(frozen=True)
class Divided:
    """The application as its owner has it, and as the site has it, on one database."""

    owner: Flask
    site: Flask


@pytest.fixture(scope="module")
def divided(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Divided]:
    """A database whose rights are divided between two roles of its own."""
    tmp_path = tmp_path_factory.mktemp("rights")
    web, sealed = (f"test_{name}_{secrets.token_hex(4)}" for name in ("web", "sealed"))
    with a_bare_app(postgres_url, tmp_path) as owner:
        with owner.app_context():
            owner.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
            told = owner.test_cli_runner().invoke(rights, ["--web", web, "--sealed", sealed], catch_exceptions=False)
            assert told.output.startswith(f"{len(SEALED)} tables are closed to {web}")
            url = db.engine.url.set(username=web).render_as_string(hide_password=False)
        with _site(url, tmp_path, sealed) as site:
            yield Divided(owner, site)
        with owner.app_context(), db.engine.begin() as connection:
            for role in (web, sealed):
                connection.execute(sa.text(f"DROP OWNED BY {role}"))
                connection.execute(sa.text(f"DROP ROLE {role}"))


@contextmanager
def _site(url: str, folder: Path, role: str) -> Iterator[Flask]:
    app = create_app(settings_for(url, folder, sealed_role=role))
    app.config |= {"WTF_CSRF_ENABLED": False, "TESTING": True}
    app.test_client_class = Visitor
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _cursor(sql: str) -> Callable[[], Any]:
    """The statement through the driver's own cursor, which the gate does not see."""

    def run() -> Any:
        driver = db.session.connection().connection.cursor()
        return driver.execute(sql)

    return run


ROUND: dict[str, Callable[[], Any]] = {
    "a cursor": _cursor("SELECT name FROM sec_people"),
    "a sub-select": _cursor("SELECT id FROM shows WHERE id IN (SELECT show_id FROM sec_slots)"),
    "a view": _cursor("SELECT * FROM looks_harmless"),
    "a change": _cursor("UPDATE sec_spaces SET name = 'x'"),
    "a table made from it": _cursor("CREATE TEMPORARY TABLE mine AS SELECT * FROM sec_spaces"),
}


@pytest.mark.parametrize("way", ROUND)
def test_what_gets_round_the_gate_is_refused_by_the_server(divided: Divided, way: str) -> None:
    with divided.owner.app_context(), db.engine.begin() as connection, granted("test"):
        connection.execute(sa.text("CREATE OR REPLACE VIEW looks_harmless AS SELECT name FROM sec_people"))

    with divided.owner.app_context():
        ROUND[way]()  # the control: it is good SQL
        db.session.rollback()
    with divided.site.app_context():
        enrol("mia@example.org", name="Mia")
        db.session.commit()
        with pytest.raises(Exception, match="permission denied"):
            ROUND[way]()


def test_after_a_statement_inside_a_grant_the_next_has_no_rights_again(divided: Divided) -> None:
    with divided.site.app_context():
        person = enrol("mia@example.org", name="Mia")
        assert identity(person).name == "Mia"
        assert db.session.scalar(sa.text("SELECT current_user = session_user"))
        with pytest.raises(Exception, match="permission denied"):
            _cursor("SELECT * FROM sec_people")()
        db.session.rollback()


def test_after_a_statement_that_fails_in_a_savepoint_the_next_has_no_rights_either(divided: Divided) -> None:
    with divided.site.app_context():
        person = enrol("mia@example.org", name="Mia")
        twice = sa.insert(SealedPerson).values(person_id=person, name="x", email="x", email_index="x")
        with granted("test"), pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
            db.session.execute(twice)

        assert db.session.scalar(sa.text("SELECT current_user = session_user"))
        assert identity(person).name == "Mia"


def test_the_site_works_with_it_from_a_list_to_a_lead_and_an_act(divided: Divided) -> None:
    with divided.site.app_context():
        asked = an_asked_show()
        lead = asked.lead
        db.session.commit()
        board = signed_in(divided.site.test_client(), str(lead.id)).get(f"/lead/berlin/shows/{asked.show.id}")
        evening = signed_in(divided.site.test_client(), a_person("act-A0@example.org")).get("/artist/")
        page = divided.site.test_client().get(f"/shows/{asked.show.id}")

        assert (board.status_code, evening.status_code, page.status_code) == (200, 200, 200)
        assert "12 Example Street" in board.text
        assert dividing.reads_sealed(db.session.connection()) is False
        db.session.rollback()
    with divided.owner.app_context():
        assert dividing.reads_sealed(db.session.connection()) is True
        db.session.rollback()


def test_check_says_when_the_site_signs_in_as_somebody_who_reads_everything(
    divided: Divided, postgres_url: str, tmp_path: Path
) -> None:
    role = divided.site.extensions["coordinator.settings"].sealed_role
    with divided.owner.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    with _site(url, tmp_path, role) as careless, careless.app_context():
        told = careless.test_cli_runner().invoke(check, env=_told(careless))
    with divided.site.app_context():
        fine = divided.site.test_cli_runner().invoke(check, env=_told(divided.site))

    assert (told.exit_code, "rights: OPEN" in told.output) == (1, True)
    assert (fine.exit_code, "rights: fine" in fine.output) == (0, True)


def _told(app: Flask) -> dict[str, str]:
    """The settings of an application, as its environment has them."""
    made = app.extensions["coordinator.settings"]
    names = ("database_url", "instance", "secret_key", "seal_keys", "index_key", "sealed_role")
    return {f"COORDINATOR_{name.upper()}": getattr(made, name) for name in names}


def test_sqlite_has_no_roles(tmp_path: Path) -> None:
    with a_bare_app(f"sqlite:///{tmp_path / 'x.sqlite3'}", tmp_path) as bare, bare.app_context():
        refused = bare.test_cli_runner().invoke(rights)

    assert isinstance(refused.exception, Invalid)
    with pytest.raises(BadSettings, match="SEALED_ROLE: roles are PostgreSQL's"):
        load({"COORDINATOR_SEALED_ROLE": "x", "COORDINATOR_INSTANCE": str(tmp_path)})
