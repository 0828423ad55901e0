"""The front page and a city page of the demonstration edition beside a bare Flask page, over HTTP, in one run."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from statistics import median
from threading import Thread
from time import perf_counter

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from waitress.server import create_server

from coordinator.app import create_app
from coordinator.campaign.commands import load_demonstration
from coordinator.db import db
from tests.conftest import settings_for

ROUNDS, REQUESTS = 5, 60


def _bare(engine: Engine) -> Flask:
    """One query, one template, nothing else."""
    app = Flask("bare")
    page = app.jinja_env.from_string("<!doctype html><title>{{ name }}</title><p>{{ name }}</p>")

    @app.get("/")
    def one() -> str:
        with engine.connect() as connection:
            return page.render(name=connection.scalar(text("SELECT name FROM editions")))

    return app


@contextmanager
def _served(app: Flask) -> Iterator[HTTPConnection]:
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    connection = HTTPConnection("127.0.0.1", server.effective_port)
    try:
        yield connection
    finally:
        connection.close()
        server.task_dispatcher.shutdown()  # threads first: they wake the server when they are done
        server.close()
        thread.join(5)


def _per_second(connection: HTTPConnection, path: str) -> float:
    began = perf_counter()
    for _ in range(REQUESTS):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
    return REQUESTS / (perf_counter() - began)


@pytest.mark.bench
def test_pages_against_a_bare_flask_page(db_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    site = create_app(settings_for(db_url, tmp_path_factory.mktemp("bench")))
    with site.app_context():
        flask_migrate.upgrade()
        load_demonstration()
    pages = ("/", "/cities/", "/cities/berlin", "/map/cities.json")
    rates: dict[str, list[float]] = {page: [] for page in ("bare", *pages)}

    engine = create_engine(db_url)
    with _served(_bare(engine)) as bare, _served(site) as full:
        for _ in range(ROUNDS):
            rates["bare"].append(_per_second(bare, "/"))
            for page in pages:
                rates[page].append(_per_second(full, page))
    engine.dispose()
    with site.app_context():
        db.engine.dispose()

    print(f"\n{db_url.partition(':')[0]}: a bare Flask page with one query {median(rates['bare']):.0f} requests/s")
    for page in pages:
        ratios = [bare / own for bare, own in zip(rates["bare"], rates[page], strict=True)]
        print(f"  {page:<18} {median(rates[page]):5.0f} requests/s, {median(ratios):4.1f} times the bare page")
