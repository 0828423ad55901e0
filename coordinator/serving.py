"""`coordinator run`: one process that migrates, fills an empty database with the demonstration, works and serves.

And `coordinator check`: whether settings, keys, database, migrations, the gate and rights are as they must be.
"""

import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from signal import SIGTERM, signal
from threading import Event, Thread

import click
import flask_migrate
import sqlalchemy as sa
from flask import Flask
from waitress.server import create_server

from coordinator import config
from coordinator.app import create_app
from coordinator.campaign import demonstration, tonight
from coordinator.campaign.commands import load_demonstration, progress_bar
from coordinator.clock import now
from coordinator.db import db
from coordinator.disclosure import dividing
from coordinator.disclosure.cipher import CannotOpen
from coordinator.disclosure.people import find_person, identity
from coordinator.gate import Sealed
from coordinator.health import migrations_due
from coordinator.people import sign_in
from coordinator.people.commands import worker_loop
from coordinator.people.letters import link_address
from coordinator.people.models import Person, Purpose
from coordinator.web import settings as made_with

FIRST_PORT = 5000


@click.command(epilog="Example: coordinator run")
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="Requests served at once.")
def run(threads: int) -> None:
    """Serve the site on this machine, with a worker inside. An empty database gets the demonstration edition."""
    settings = config.load()
    listening = _listen(settings.host, settings.port)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{listening.getsockname()[1]}"
    app = create_app(replace(settings, public_url=settings.public_url or address))
    config.remember_address(settings, address)
    with app.app_context():
        flask_migrate.upgrade()
        if settings.production:
            click.echo(f"Coordinator is at {address}")
        else:
            if demonstration.is_empty():
                _demonstrate()
            _welcome(address)
    _serve(app, listening, threads)


@click.command(epilog="Example: coordinator check --settings")
@click.option("--settings", "list_settings", is_flag=True, help="List every setting with type, default and meaning.")
def check(*, list_settings: bool) -> None:
    """Say of settings, keys, database, migrations and the disclosure gate whether they are in order."""
    if list_settings:
        click.echo("\n".join(described_settings()))
        return
    settings = config.load()
    click.echo(f"settings: fine ({settings.environment})")
    app = create_app(settings)
    looks = {"database": _database, "migrations": _migrations, "keys": _keys, "gate": _gate, "rights": _rights}
    with app.app_context():
        faults = [_tell(name, look) for name, look in looks.items()]
        db.session.remove()
        db.engine.dispose()
    sys.exit(any(faults))


def described_settings() -> Iterator[str]:
    """One line a setting: name, type, default, meaning."""
    for item in fields(config.Settings):
        name, kind = f"{config.PREFIX}{item.name.upper()}", getattr(item.type, "__name__", item.type)
        shown = "<folder of the checkout>/instance" if item.name == "instance" else item.default
        yield f"{name} ({kind}, default: {shown if shown != '' else 'empty'}): {item.metadata['meaning']}"


def _listen(host: str, port: int) -> socket.socket:
    """A socket on that port, or for 0 on the first free one from 5000 up."""
    for candidate in [port] if port else range(FIRST_PORT, FIRST_PORT + 1000):
        listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
            listening.listen(1024)
        except OSError:
            listening.close()
        else:
            return listening
    raise click.ClickException(f"Port {port or FIRST_PORT} is taken. Set {config.PREFIX}PORT to another.")


def _demonstrate() -> None:
    click.echo("Loading the demonstration edition …")
    with progress_bar("Shows decided") as progress:
        loaded = load_demonstration(progress=progress)
    click.echo(f"{loaded.shows} shows in {loaded.cities} cities, {loaded.artists} artists.")


def _welcome(address: str) -> None:
    click.echo(f"\n  Coordinator is at  {address}\n")
    links = [(role, find_person(email)) for role, email in (*demonstration.PEOPLE.items(), *tonight.PEOPLE.items())]
    known = [(role, person) for role, person in links if person is not None]
    if known:
        click.echo("  Sign in as (each link works once; start again for new ones):")
    for role, person in known:
        click.echo(f"    {role:<9} {link_address(sign_in.mint(person, Purpose.INVITE, at=now()))}")
    db.session.commit()
    click.echo("\n  Letters that would be sent are at  " + f"{address}/outbox\n  Ctrl-C ends it.\n" if known else "")
    sys.stdout.flush()


def _serve(app: Flask, listening: socket.socket, threads: int) -> None:
    stop = Event()
    worker = Thread(target=worker_loop, args=(app, stop), name="worker")
    worker.start()
    server = create_server(app, sockets=[listening], threads=threads, ident=None)
    signal(SIGTERM, lambda *_: sys.exit(0))
    try:
        server.run()  # until Ctrl-C or SIGTERM, which it takes for its end
        click.echo("Closing the doors.")
    finally:
        stop.set()
        server.close()
        worker.join()


def _tell(name: str, look: Callable[[], str | None]) -> bool:
    """Print what was seen; whether it was a fault."""
    try:
        fault = look()
    except sa.exc.SQLAlchemyError as failure:
        fault = f"cannot be looked at ({type(failure).__name__})"
    db.session.rollback()  # or SQLite would keep the next look waiting for this one
    click.echo(f"{name}: {fault or 'fine'}", err=bool(fault))
    return bool(fault)


def _keys() -> str | None:
    """Whether the keys open what is sealed: one person's name, where there is anybody."""
    somebody = db.session.scalar(sa.select(Person.id).limit(1))
    if somebody is None:
        return None
    try:
        identity(somebody)
    except CannotOpen:
        return f"do not open what is sealed in this database; is {config.PREFIX}SEAL_KEYS that of another one?"
    return None


def _database() -> str | None:
    try:
        db.session.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError as failure:
        return f"does not answer ({type(failure).__name__}); is {config.PREFIX}DATABASE_URL right?"
    return None


def _migrations() -> str | None:
    return "are due; run: coordinator db upgrade" if migrations_due() else None


def _rights() -> str | None:
    if not made_with().sealed_role or not dividing.reads_sealed(db.session.connection()):
        return None
    return "OPEN: this role of PostgreSQL reads sealed tables by itself; see: coordinator rights --help"


def _gate() -> str | None:
    try:
        db.session.execute(sa.text("SELECT count(*) FROM sec_people"))
    except Sealed:
        return None
    return "OPEN: sealed tables answer without a grant; do not start"
