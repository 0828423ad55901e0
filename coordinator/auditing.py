"""`coordinator audit`: whether the list of who learnt what is what was written, whole and in its order."""

import re

import click
from flask.cli import with_appcontext

from coordinator.disclosure import audit_chain
from coordinator.disclosure.audit_chain import Head
from coordinator.errors import Invalid, Say


@click.command(epilog="Example: coordinator audit --expect 1200:5f0c…")
@click.option("--expect", "said", metavar="NUMBER:HASH", help="A head that an earlier run of this command has told.")
@with_appcontext
def audit(said: str | None) -> None:
    """Check the chain of the audit: no line altered, missing, slipped in or put elsewhere.

    Write its head down where the database is not, and give it with --expect the next time: only so does it show that
    the newest lines were cut off.
    """
    found = audit_chain.look(_head(said) if said else None)
    if found.faults:
        raise Invalid({"audit": [Say(fault) for fault in found.faults]})
    click.echo(f"{found.head.number} lines, each as it was written, in its order.")
    if found.older:
        click.echo(f"{found.older} more are older than the chain; nothing says whether they are as they were.")
    click.echo(f"Head: {found.head}")


def _head(said: str) -> Head:
    if not re.fullmatch(r"\d+:[0-9a-f]{64}", said):
        raise Invalid({"--expect": [Say("A head looks like 1200:5f0c…, with 64 digits behind the colon.")]})
    number, _, digits = said.partition(":")
    return Head(int(number), digits)
