"""Settings: read once from the environment, checked, frozen. The only reader of the environment.

Every setting is a field of `Settings`; its metadata says what it means. `coordinator check --settings` and the README
list them from here. Values that are wrong stop the start with one sentence each.
"""

import base64
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "COORDINATOR_"
NOWHERE = "http://127.0.0.1:5000"  # where `coordinator run` listens when nothing is set and the port is free
ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT if (ROOT / "pyproject.toml").exists() else Path.cwd()  # a checkout, else where the package is used


class BadSettings(ValueError):
    """Settings that the application cannot start with; one fault a line."""


def _setting(default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator may set, as `COORDINATOR_<NAME>`."""

    environment: str = _setting("development", "development or production; production refuses default keys")
    instance: str = _setting(str(HOME / "instance"), "folder for the embedded database, keys, cache and outbox")
    database_url: str = _setting("", "database; empty: SQLite in the instance folder")
    secret_key: str = _setting("", "signs sessions; empty outside production: made once, kept in the instance folder")
    seal_keys: str = _setting("", "id:base64 of 32 bytes, comma-separated, the first one seals; empty: as above")
    index_key: str = _setting(
        "", "base64 of 32 bytes that addresses are looked up with; never changes, opens nothing; empty: as above"
    )
    second_step: str = _setting(
        "", "required or optional: leads and the global team sign in with a code besides; empty: required in production"
    )
    sealed_role: str = _setting(
        "", "role of PostgreSQL that alone reads sealed tables, as `coordinator rights` makes it"
    )
    public_url: str = _setting("", "address of the site in letters, such as https://concerts.example.org")
    framed_by: str = _setting(
        "",
        "pages that may show the tally of letters or the map of a city in theirs, as https://partner.example, "
        "comma-separated; empty: none",
    )
    security_contact: str = _setting(
        "", "whom to tell of a hole, as mailto:… or https://…; stands in /.well-known/security.txt; empty: no such page"
    )
    host: str = _setting("127.0.0.1", "address that `coordinator run` listens on")
    port: int = _setting(0, "port that `coordinator run` listens on; 0: the first free one from 5000 up")
    trusted_proxies: int = _setting(0, "reverse proxies in front whose X-Forwarded headers are believed")
    mail_url: str = _setting(
        "outbox:", "smtp://user:password@host:587, smtps://…, or outbox: (files, shown at /outbox)"
    )
    mail_from: str = _setting("Coordinator <concerts@example.org>", "sender of letters")
    drand_url: str = _setting(
        "",
        "relay of drand that is asked for the round of a draw; empty: none, somebody types it in",
    )
    geocoder: str = _setting("offline", "offline, nominatim, photon or pelias")
    geocoder_url: str = _setting("", "address of the geocoding service; empty: the service's own")
    geocoder_key: str = _setting("", "key for the geocoding service")
    geocoder_user_agent: str = _setting("", "how the geocoding service may reach you; required unless offline")
    tiles_url: str = _setting("", "map tiles such as https://tiles.example.org/{z}/{x}/{y}.png; empty: none")
    tiles_attribution: str = _setting("", "credit shown with the tiles; required with tiles")

    @property
    def production(self) -> bool:
        """Whether real people's data may be in here."""
        return self.environment == "production"

    @property
    def second_step_required(self) -> bool:
        """Whether the pages of leads and of the global team open only to who has a second step."""
        return self.second_step == "required" or (self.production and not self.second_step)

    @property
    def tiles_origin(self) -> str:
        """Scheme and host that tiles come from, as a content security policy names it; empty without tiles."""
        parts = urlsplit(self.tiles_url.replace("{s}", "*"))
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    @property
    def framers(self) -> tuple[str, ...]:
        """The origins that may show a widget in their pages."""
        return tuple(part.strip() for part in self.framed_by.split(",") if part.strip())

    @property
    def folder(self) -> Path:
        """The instance folder."""
        return Path(self.instance)

    @property
    def index_secret(self) -> bytes:
        """The key of fingerprints."""
        return base64.b64decode(self.index_key)

    @property
    def keyring(self) -> dict[str, bytes]:
        """Seal keys by id, the sealing one first."""
        return {name: base64.b64decode(key) for name, key in (part.split(":", 1) for part in self.seal_keys.split(","))}


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of `environ` (default: the process's). Raises BadSettings naming every fault."""
    environ = os.environ if environ is None else environ
    faults: list[str] = []
    given: dict[str, Any] = {}
    for item in fields(Settings):
        text = environ.get(PREFIX + item.name.upper(), "").strip()
        if not text:
            continue
        if item.type is int and not text.isdigit():
            faults.append(f"{PREFIX}{item.name.upper()}: “{text}” is no whole number")
        else:
            given[item.name] = int(text) if item.type is int else text
    settings = _with_defaults(Settings(**given))
    faults += _faults(settings)
    if faults:
        raise BadSettings("\n".join(faults))
    return settings


def remember_address(settings: Settings, address: str) -> None:
    """Keep where `coordinator run` listens, so that commands beside it write links that lead there."""
    (settings.folder / "address").write_text(address, encoding="utf-8")


def site_address(settings: Settings) -> str:
    """The address of the site in letters and links: as set, else where it last listened, without a slash at the end."""
    kept = settings.folder / "address"
    known = settings.public_url or (kept.read_text(encoding="utf-8") if kept.exists() else NOWHERE)
    return known.rstrip("/")


def _with_defaults(settings: Settings) -> Settings:
    made = _local_keys(settings.folder) if not settings.production else {}
    return Settings(
        **{item.name: getattr(settings, item.name) for item in fields(Settings)}
        | {
            "database_url": _driver(settings.database_url) or f"sqlite:///{settings.folder / 'coordinator.sqlite3'}",
            "secret_key": settings.secret_key or made.get("secret_key", ""),
            "seal_keys": settings.seal_keys or made.get("seal_keys", ""),
            "index_key": settings.index_key or made.get("index_key", ""),
        }
    )


def _driver(url: str) -> str:
    """`postgresql://` means psycopg 3 here, whatever SQLAlchemy's version takes it for."""
    scheme, colon, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if colon and scheme in {"postgres", "postgresql"} else url


def _local_keys(folder: Path) -> dict[str, str]:
    """Keys for a machine of one's own, made on the first start. Never used in production."""
    kept = folder / "keys.json"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        new = {
            "secret_key": secrets.token_urlsafe(32),
            "seal_keys": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
            "index_key": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        draft = folder / f"keys.{os.getpid()}.tmp"
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(new), encoding="utf-8")
        try:
            os.link(draft, kept)  # the first of two starting at once wins; the other reads the winner's
        except FileExistsError:
            draft.unlink()
            return _local_keys(folder)
        draft.unlink()
    loaded: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
    return loaded


def _has_roles(settings: Settings) -> bool:
    return not settings.sealed_role or not settings.database_url.startswith("sqlite")


def _faults(settings: Settings) -> list[str]:
    checks = [
        (settings.port < 65536, "PORT: a number below 65536"),
        (_is_database(settings.database_url), "DATABASE_URL: sqlite:///… or postgresql://…"),
        (settings.environment in {"development", "production"}, "ENVIRONMENT: development or production"),
        (
            len(settings.secret_key) >= 32,
            "SECRET_KEY: at least 32 characters are needed; in production there is no default",
        ),
        (_seals(settings.seal_keys), "SEAL_KEYS: id:base64 of 32 bytes is needed; in production there is no default"),
        (
            _seals(f"i:{settings.index_key}"),
            "INDEX_KEY: base64 of 32 bytes is needed; in production there is no default",
        ),
        (_has_roles(settings), "SEALED_ROLE: roles are PostgreSQL's; with SQLite leave it out"),
        (settings.second_step in {"", "required", "optional"}, "SECOND_STEP: required or optional"),
        (
            settings.geocoder in {"offline", "nominatim", "photon", "pelias"},
            "GEOCODER: offline, nominatim, photon or pelias",
        ),
        (
            settings.geocoder == "offline" or settings.geocoder_user_agent,
            "GEOCODER_USER_AGENT: say who asks and how to reach you",
        ),
        (
            urlsplit(settings.drand_url).scheme in {"", "https", "http"},
            "DRAND_URL: https:// address of a relay, or nothing",
        ),
        (not settings.tiles_url or settings.tiles_attribution, "TILES_ATTRIBUTION: tiles need their credit"),
        *_of_addresses(settings),
    ]
    return [PREFIX + fault for fine, fault in checks if not fine]


def _of_addresses(settings: Settings) -> list[tuple[bool, str]]:
    """Where letters go, where the site is, and whom to write to."""
    return [
        (urlsplit(settings.mail_url).scheme in {"outbox", "smtp", "smtps"}, "MAIL_URL: smtp://, smtps:// or outbox:"),
        (
            not settings.production or settings.mail_url != "outbox:",
            "MAIL_URL: outbox: shows letters to anyone; not in production",
        ),
        (all(_is_origin(one) for one in settings.framers), "FRAMED_BY: https://partner.example, without a path"),
        (
            _is_contact(settings.security_contact),
            "SECURITY_CONTACT: mailto:… or https://…",
        ),
        (
            not settings.production or settings.public_url.startswith("https://"),
            "PUBLIC_URL: https:// address needed in production",
        ),
    ]


def _is_origin(text: str) -> bool:
    """Whether a content security policy can name it, and it alone."""
    return re.fullmatch(r"https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?", text) is not None


def _is_contact(text: str) -> bool:
    return urlsplit(text).scheme in {"", "mailto", "https"} and text.isprintable()


def _is_database(url: str) -> bool:
    return url.startswith(("sqlite:///", "postgresql+psycopg://"))


def _seals(text: str) -> bool:
    try:
        return all(
            name and len(base64.b64decode(key, validate=True)) == 32
            for name, key in (p.split(":", 1) for p in text.split(","))
        )
    except ValueError:
        return False
