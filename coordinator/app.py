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

from coordinator import assets, config, db, headers, web, wording
from coordinator.album.answer_views import bp as album_answers
from coordinator.album.lead_views import bp as lead_album
from coordinator.album.public_views import bp as public_album
from coordinator.album.views import bp as album
from coordinator.answers.act_views import bp as act_answers
from coordinator.answers.desk_views import bp as answers_desk
from coordinator.answers.views import bp as answers
from coordinator.api.document import bp as api_document
from coordinator.api.entry_views import bp as api_entries
from coordinator.api.letters import bp as api_letters
from coordinator.api.show_views import bp as api_shows
from coordinator.campaign.edition_views import bp as editions
from coordinator.catalogues import Sentences
from coordinator.clock import now
from coordinator.day.announce_views import bp as announcements
from coordinator.day.board_views import bp as board
from coordinator.day.card_views import bp as shared
from coordinator.day.elsewhere_views import bp as elsewhere
from coordinator.day.opened_views import bp as opened
from coordinator.day.remedy_views import bp as remedies
from coordinator.day.views import bp as day
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
from coordinator.guests.elsewhere_views import bp as instead
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
from coordinator.hours.views import bp as hours
from coordinator.joining.desk_views import bp as joining_desk
from coordinator.joining.note_views import bp as notes
from coordinator.joining.views import bp as joining
from coordinator.languages import DEFAULT, select_locale
from coordinator.leaks.views import bp as leak_desk
from coordinator.letters.case_views import bp as letter_cases
from coordinator.letters.collecting_views import bp as collecting
from coordinator.letters.evening_views import bp as letter_evenings
from coordinator.letters.line_views import bp as letter_lines
from coordinator.letters.reminder_views import bp as letter_reminders
from coordinator.letters.section_views import bp as letter_sections
from coordinator.letters.signing_views import bp as letter_signing
from coordinator.letters.tally_views import bp as letter_tallies
from coordinator.letters.views import bp as letters
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
from coordinator.people import sessions
from coordinator.people.email_views import bp as email
from coordinator.people.principal import Principal, Stranger, find_principal, held_back
from coordinator.people.second_step_views import bp as second_step
from coordinator.people.stop_views import bp as stop
from coordinator.people.token_views import bp as tokens
from coordinator.people.views import bp as people
from coordinator.playing.evening_views import bp as artist
from coordinator.playing.feed_views import bp as feed
from coordinator.playing.leg_views import bp as legs
from coordinator.playing.photo_views import bp as act_photo
from coordinator.playing.views import bp as playing
from coordinator.rehearsal.views import bp as rehearsals
from coordinator.reviews.views import bp as reviews
from coordinator.salvaging import texts_sent
from coordinator.shows.envelope_views import bp as envelopes
from coordinator.shows.views import bp as shows
from coordinator.spaces.views import bp as towns
from coordinator.ways import came_from

HERE = ("localhost", "127.0.0.1", "::1")  # what a health check on the same machine calls it
PACKAGE = Path(__file__).parent
PAGES = (
    shows,
    joining,
    joining_desk,
    notes,
    hours,
    day,
    board,
    remedies,
    elsewhere,
    opened,
    announcements,
    shared,
    editions,
    rehearsals,
    envelopes,
    guests,
    instead,
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
    tokens,
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
    leak_desk,
    letters,
    letter_cases,
    letter_sections,
    letter_evenings,
    letter_reminders,
    letter_signing,
    collecting,
    letter_lines,
    letter_tallies,
    album,
    album_answers,
    public_album,
    lead_album,
    answers,
    act_answers,
    answers_desk,
    api_letters,
    api_shows,
    api_entries,
    api_document,
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
    notes,
    hours,
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
    app.jinja_env.globals["came_from"] = came_from
    app.config.update(_flask_settings(settings))
    settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    cipher.configure(settings.keyring, settings.index_secret)
    db.init(app, settings.database_url, sealed_role=settings.sealed_role)
    Migrate(app, db.db, directory=str(_beside("migrations")), render_as_batch=True, compare_type=True)
    web.init(app)  # first: its nonce must be there when the form check refuses
    headers.init(app)
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
        "PERMANENT_SESSION_LIFETIME": sessions.LASTS,
        "SESSION_REFRESH_EACH_REQUEST": False,  # a cookie ends with its session, however often it is shown
        "TRUSTED_HOSTS": [urlsplit(settings.public_url).hostname, *HERE] if settings.production else None,
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,  # a form may stay open over night; the token is bound to the session
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,  # for fonts, which style sheets name without a version
    }


def _signed_in(token: str) -> Principal | None:
    found = find_principal(token, at=now())
    return held_back(found) if found and web.settings().second_step_required else found


def _people_and_words(app: Flask) -> None:
    CSRFProtect(app).exempt(api_entries)  # where no cookie counts
    login = LoginManager(app)
    login.user_loader(_signed_in)
    login.anonymous_user = Stranger
    login.session_protection = None  # networks change on a phone; sessions are bound by their key instead
    Sentences(app, default_locale=DEFAULT, locale_selector=select_locale)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.context_processor(frame)
