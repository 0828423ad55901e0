"""`coordinator backup`, `restore` and `keys`: what is left when the machine is gone, and nobody else can read."""

from pathlib import Path

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext

from coordinator import backup_files
from coordinator.config import PREFIX
from coordinator.db import db
from coordinator.disclosure import cipher, dividing, resealing
from coordinator.errors import Invalid, Say
from coordinator.geo.configured import kept_answers
from coordinator.health import migrations_due


@click.command(epilog="Example: coordinator backup 2026-09-20.backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write everything the database holds to FILE, while the site runs. The keys are not in it: keep them elsewhere."""
    if migrations_due():
        raise Invalid({"database": [Say("It lacks a migration. Run: coordinator db upgrade")]})
    click.echo(f"{backup_files.write(file)} rows in {file}.")
    click.echo(f"It opens only with {PREFIX}SEAL_KEYS and {PREFIX}INDEX_KEY, which are not in it: keep them elsewhere.")


@click.command(epilog="Example: coordinator restore 2026-09-20.backup")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Fill an empty database from FILE, all of it or nothing. Everybody signs in anew."""
    flask_migrate.upgrade()
    click.echo(f"{backup_files.read_back(file)} rows restored.")
    click.echo("Letters that waited when the backup was made are sent once a worker runs. Everybody signs in anew.")


@click.command(epilog="Example: coordinator rights --web coordinator_web")
@click.option("--web", default=dividing.WEB, show_default=True, help="The role that the site signs in as.")
@click.option("--sealed", default=dividing.SEALED, show_default=True, help="What COORDINATOR_SEALED_ROLE names.")
@with_appcontext
def rights(*, web: str, sealed: str) -> None:
    """Have PostgreSQL itself keep sealed tables from the site, but for single statements that disclosure makes.

    Run it as the owner of the tables after each `coordinator db upgrade`. Give the first role a password, and let only
    the site and its workers sign in as that one.
    """
    if db.engine.dialect.name != "postgresql":
        raise Invalid({"database": [Say("SQLite has no roles. Set COORDINATOR_DATABASE_URL to that of PostgreSQL.")]})
    with db.engine.begin() as connection:
        number = dividing.divide(connection, web=web, sealed=sealed)
    click.echo(f"{number} tables are closed to {web}, which takes the role {sealed} for single statements.")
    click.echo(f"The site needs {PREFIX}SEALED_ROLE={sealed}, and {web} in its {PREFIX}DATABASE_URL.")


@click.command(epilog="Example: coordinator keys --reseal")
@click.option("--reseal", "anew", is_flag=True, help="Seal by the first key whatever an older one seals.")
@with_appcontext
def keys(*, anew: bool) -> None:
    """Say how much each key seals.

    To change keys while the site runs: put the new one behind the old and start every process anew; put it first and
    start them anew; then reseal; then destroy the old one. Backups made before do not open without it.
    """
    if anew:
        answers = kept_answers(current_app.extensions["coordinator.settings"])
        click.echo(f"{resealing.reseal() + answers.reseal()} sealed anew.")
    found = resealing.sealed_by()
    first, *older = cipher.current().keys
    click.echo(f"{first}: seals {found[first]}, and all that comes")
    for name in older:
        click.echo(f"{name}: seals {found[name]}" + ("" if found[name] else f"; take it out of {PREFIX}SEAL_KEYS"))
    if found[""]:
        which = Say(
            "%(number)s are sealed by a key that COORDINATOR_SEAL_KEYS lacks: put it back behind the others.",
            number=found[""],
        )
        raise Invalid({"keys": [which]})
