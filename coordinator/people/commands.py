"""`coordinator invite`, `readdress` and `work`; the loop of a worker, which `coordinator run` has inside as well."""

import signal
from collections.abc import Mapping
from datetime import datetime
from threading import Event
from time import monotonic
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from marshmallow import ValidationError
from sqlalchemy import func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from coordinator import jobs
from coordinator.cities.models import City
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure.people import enrol
from coordinator.errors import Invalid, Say
from coordinator.people import accounts, email_change, second_step, sign_in
from coordinator.people.letters import link_address
from coordinator.people.models import Purpose, Role
from coordinator.people.readers import CONSOLE
from coordinator.people.schemas import Invitation, Readdressing
from coordinator.web import moment

PAUSE = 1.0  # seconds between looks into an empty outbox
ROUND = 60.0  # seconds between looks at what becomes due by the clock alone
REST = 15.0  # seconds before asking a database again that did not answer

ROLES = [str(role) for role in Role if role is not Role.GUEST]


@click.command()
@click.argument("role", type=click.Choice(ROLES, case_sensitive=False), metavar="ROLE")
@click.argument("email")
@click.option("--city", help="The city of a lead: its name, or its name in addresses.")
@click.option("--deputy", is_flag=True, help="Of the city's lead: has her rights, steps in for her.")
@click.option("--reset-second-step", is_flag=True, help="App and codes are lost: forget them, end all sessions.")
@click.option("--name", default="", help="What letters and pages call the person.")
@with_appcontext
def invite(**given: str | bool | None) -> None:
    """Give somebody a role and print a link that signs them in, once, within seven days.

    ROLE is one of host, artist, lead, global, campaign.

    \b
    Examples:
      coordinator invite lead mia@example.org --city krakow --name "Mia Nowak"
      coordinator invite lead jan@example.org --city krakow --deputy
      coordinator invite lead mia@example.org --city krakow --reset-second-step
    """
    try:
        form = Invitation().load(given)
    except ValidationError as refused:
        raise Invalid(dict(refused.messages_dict)) from None
    click.echo(link_address(_invited(form, now())))


@click.command()
@click.argument("old")
@click.argument("new")
@with_appcontext
def readdress(**given: str) -> None:
    """Let the letters of an account go to another address, for somebody who has lost the mailbox of the old one.

    Make sure first that it is her: see her, or ring her up. The new mailbox confirms by itself, within a day; until
    then the old one, should somebody read it after all, can stop it.

    \b
    Example:
      coordinator readdress mia@old.example mia@new.example
    """
    try:
        form = Readdressing().load(given)
    except ValidationError as refused:
        raise Invalid(dict(refused.messages_dict)) from None
    email_change.ask_for(CONSOLE, form["old"], form["new"], at=now())
    db.session.commit()
    click.echo("A letter to the new address is on its way; it takes effect once that is confirmed, within a day.")


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@with_appcontext
def work(*, once: bool) -> None:
    """Do the work that waits in the outbox, letters above all, until stopped.

    \b
    Example:
      coordinator work
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    stop = Event()
    if once:
        go_round(app)
        while _turn(app):
            pass
        return
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    worker_loop(app, stop)


def worker_loop(app: Flask, stop: Event) -> None:
    """Work the outbox of `app` off until `stop` is set. The job in hand is finished first."""
    next_round = 0.0
    while not stop.is_set():
        try:
            if monotonic() >= next_round:
                go_round(app)
                next_round = monotonic() + ROUND
            wait = 0.0 if _turn(app) else PAUSE
        except SQLAlchemyError as failure:
            app.logger.warning("the outbox cannot be read (%s); trying again soon", type(failure).__name__)
            wait = REST
        stop.wait(wait)


def go_round(app: Flask) -> None:
    """Have what becomes due by the clock alone enqueued: each feature that knows such things offers a round. Of two
    clocks the slower counts, as on pages: no letter says early what a page does not tell yet."""
    with app.app_context():
        at = moment()
        for walk in app.extensions.get("coordinator.rounds", ()):
            walk(at)
        db.session.commit()


def _turn(app: Flask) -> int:
    """Try one job that is due, at its own present instant: a lease begins when its work does."""
    runs: Mapping[str, jobs.Run] = app.extensions["coordinator.jobs"]
    with app.app_context():
        return jobs.work_off(runs, at=moment(), limit=1)


def _invited(form: Mapping[str, Any], at: datetime) -> str:
    """Enrol, grant, and mint; the token of the link."""
    person_id = enrol(form["email"], name=form["name"])
    city_id = form["city"] and _city(form["city"])
    if form["reset_second_step"]:
        second_step.reset(person_id, at=at)
    accounts.grant(form["role"], person_id, city_id=city_id, deputy=form["deputy"])
    token = sign_in.mint(person_id, Purpose.INVITE, at=at)
    db.session.commit()
    return token


def _city(wanted: str) -> str:
    """The id of the city with that slug, else of the only one with that name. Raises Invalid (`city`)."""
    named = or_(City.slug == wanted.lower(), func.lower(City.name) == wanted.lower())
    found = db.session.execute(select(City.id, City.slug).where(named).order_by(City.slug)).all()
    exact: list[str] = [row.id for row in found if row.slug == wanted.lower()] or [row.id for row in found]
    if len(exact) == 1:
        return exact[0]
    if not found:
        said = Say("No city “%(city)s” joins in; look up its name under /cities/.", city=wanted)
    else:
        slugs = ", ".join(row.slug for row in found)
        said = Say("There are several called “%(city)s”; write one of %(slugs)s.", city=wanted, slugs=slugs)
    raise Invalid({"city": [said]})
