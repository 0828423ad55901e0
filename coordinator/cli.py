"""The `coordinator` command. Exit 0 done; 1 input or data refused, a line per fault; 2 wrong usage."""

import os
import sys

import click
from flask.cli import FlaskGroup
from sqlalchemy.exc import SQLAlchemyError

from coordinator.app import create_app
from coordinator.auditing import audit
from coordinator.campaign.commands import demo, edition, propose, speed, terms
from coordinator.campaign.list_commands import import_list
from coordinator.campaign.pinning import pin
from coordinator.config import BadSettings
from coordinator.errors import DomainError, Invalid
from coordinator.guests.commands import hold_draw
from coordinator.guests.verifying import verify_draw
from coordinator.lineups.commands import plan
from coordinator.people.commands import invite, readdress, work
from coordinator.rehearsal.commands import rehearse
from coordinator.safekeeping import backup, keys, restore, rights
from coordinator.serving import check, run


@click.group(cls=FlaskGroup, create_app=create_app, add_default_commands=False, add_version_option=False)
def group() -> None:
    """Run a day of secret house concerts: spaces and artists in, three undisclosed acts per show out."""


group.params.clear()  # which application and which environment file is no question here
for command in (
    plan,
    run,
    demo,
    rehearse,
    edition,
    terms,
    import_list,
    pin,
    speed,
    propose,
    invite,
    readdress,
    hold_draw,
    verify_draw,
    work,
    check,
    audit,
    backup,
    restore,
    keys,
    rights,
):
    group.add_command(command)


def main() -> None:
    """The entry point: what the house refuses becomes lines on standard error and exit code 1."""
    os.umask(0o077)  # what commands write holds addresses and lineups
    try:
        group.main(prog_name="coordinator")
    except Invalid as refused:
        for field, said in refused.faults.items():
            for sentence in said:
                click.echo(f"{field}: {sentence}", err=True)
        sys.exit(1)
    except (DomainError, BadSettings) as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    except SQLAlchemyError as failure:
        click.echo(f"The database refused ({type(failure).__name__}). Look with: coordinator check", err=True)
        sys.exit(1)
