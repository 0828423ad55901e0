"""The application, put together: settings, database, sign-in, words, pages."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from coordinator import assets, config, db, web, wording
from coordinator.catalogues import Sentences
from coordinator.clock import now
from coordinator.disclosure import cipher
from coordinator.door.form_views import bp as door_forms
from coordinator.door.here_views import bp as standing_by
from coordinator.door.lead_views import bp as doorkeepers
from coordinator.door.mine_views import bp as my_doors
from coordinator.door.page_views import bp as door
from coordinator.doubles.views import bp as doubles
from coordinator.frame import frame
from coordinator.guests.after_views import bp as thanks
from coordinator.guests.draw_views import bp as draws
from coordinator.guests.evening_views import bp as reveals
from coordinator.guests.plus_one_views import bp as plus_ones
from coordinator.guests.ticket_views import bp as tickets
from coordinator.guests.views import bp as guests
from coordinator.guests.void_views import bp as voided
from coordinator.health import bp as health
from coordinator.hosting.after_views import bp as after
from coordinator.hosting.change_views import bp as changes
from coordinator.hosting.door_views import bp as doors
from coordinator.hosting.evening_views import bp as evenings
from coordinator.hosting.photo_views import bp as room_photos
from coordinator.hosting.report_views import bp as reports
from coordinator.hosting.seen_views import bp as seen
from coordinator.hosting.talk_views import bp as talk
from coordinator.hosting.views import bp as hosting
from coordinator.languages import DEFAULT, select_locale
from coordinator.lineups.answering import tell_who_lost_the_city
from coordinator.lineups.door_views import bp as closed_doors
from coordinator.lineups.live_views import bp as live
from coordinator.lineups.offer_views import bp as offers
from coordinator.lineups.plan_views import bp as planning
from coordinator.lineups.proposal_views import bp as proposals
from coordinator.lineups.readiness_views import bp as readiness
from coordinator.lineups.sheet_views import bp as sheets
from coordinator.lineups.show_views import bp as lineup
from coordinator.lineups.views import bp as lineups
from coordinator.mail.views import bp as outbox
from coordinator.parting.data_views import bp as data
from coordinator.parting.erase_views import bp as erase
from coordinator.people.email_views import bp as email
from coordinator.people.principal import Principal, Stranger, find_principal, held_back
from coordinator.people.second_step_views import bp as second_step
from coordinator.people.stop_views import bp as stop
from coordinator.people.views import bp as people
from coordinator.playing.evening_views import bp as artist
from coordinator.playing.feed_views import bp as feed
from coordinator.playing.leg_views import bp as legs
from coordinator.playing.photo_views import bp as act_photo
from coordinator.playing.views import bp as playing
from coordinator.reviews.views import bp as reviews
from coordinator.salvaging import texts_sent
from coordinator.shows.envelope_views import bp as envelopes
from coordinator.shows.views import bp as shows
from coordinator.spaces.views import bp as towns

HERE = ("localhost", "127.0.0.1", "::1")  # what a health check on the same machine calls it
PACKAGE = Path(__file__).parent
PAGES = (
    shows,
    envelopes,
    guests,
    plus_ones,
    voided,
    draws,
    tickets,
    thanks,
    my_doors,
    door,
    door_forms,
    standing_by,
    doorkeepers,
    reveals,
    lineups,
    lineup,
    live,
    offers,
    artist,
    proposals,
    planning,
    closed_doors,
    sheets,
    people,
    email,
    data,
    erase,
    second_step,
    stop,
    reviews,
    readiness,
    towns,
    playing,
    act_photo,
    legs,
    doubles,
    hosting,
    seen,
    room_photos,
    doors,
    changes,
    talk,
    evenings,
    after,
    reports,
    feed,
    health,
)
OF_LEADS = (
    lineup,
    offers,
    proposals,
    planning,
    sheets,
    closed_doors,
    changes,
    reviews,
    doubles,
    readiness,
    doorkeepers,
    voided,
)
for of_leads in OF_LEADS:
    tell_who_lost_the_city(of_leads)


class Site(Flask):
    """A Flask application whose log names endpoints, never addresses: some of those hold one-time links."""

    def log_exception(self, exc_info: Any) -> None:
        """What broke, and at which endpoint."""
        self.logger.error("exception at %s [%s]", request.endpoint, request.method, exc_info=exc_info)


def create_app(settings: config.Settings | None = None) -> Flask:
    """The application with `settings` (default: the environment's). Raises BadSettings, and RuntimeError for a view
    that does not say whom it is for."""
    settings = settings or config.load()
    app = Site("coordinator", template_folder=str(_beside("templates")), instance_path=str(settings.folder.absolute()))
    app.extensions["coordinator.settings"] = settings
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["texts_sent"] = texts_sent
    app.config.update(_flask_settings(settings))
    settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    cipher.configure(settings.keyring, settings.index_secret)
    db.init(app, settings.database_url)
    Migrate(app, db.db, directory=str(_beside("migrations")), render_as_batch=True, compare_type=True)
    web.init(app)  # first: its nonce must be there when the form check refuses
    _people_and_words(app)
    wording.init(app)
    assets.init(app)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    if settings.mail_url == "outbox:" and not settings.production:
        app.register_blueprint(outbox)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    web.refuse_undeclared(app)
    return app


def _beside(name: str) -> Path:
    """A folder of the checkout, or its copy inside the installed package."""
    return PACKAGE.parent / name if (PACKAGE.parent / "pyproject.toml").exists() else PACKAGE / f"_{name}"


def _flask_settings(settings: config.Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": "__Host-session" if settings.production else "session",
        "SESSION_COOKIE_SECURE": settings.production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "TRUSTED_HOSTS": [urlsplit(settings.public_url).hostname, *HERE] if settings.production else None,
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,  # a form may stay open over night; the token is bound to the session
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,  # for fonts, which style sheets name without a version
    }


def _signed_in(token: str) -> Principal | None:
    found = find_principal(token, at=now())
    return held_back(found) if found and web.settings().second_step_required else found


def _people_and_words(app: Flask) -> None:
    CSRFProtect(app)
    login = LoginManager(app)
    login.user_loader(_signed_in)
    login.anonymous_user = Stranger
    login.session_protection = None  # networks change on a phone; sessions are bound by their key instead
    Sentences(app, default_locale=DEFAULT, locale_selector=select_locale)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.context_processor(frame)
