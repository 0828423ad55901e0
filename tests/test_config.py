"""Settings: every fault named at once, keys made once outside production, none of them guessed in it."""

import base64
from pathlib import Path

import pytest

from coordinator.config import BadSettings, load

KEY = "k1:" + base64.b64encode(b"x" * 32).decode()
FINE = {
    "COORDINATOR_ENVIRONMENT": "production",
    "COORDINATOR_SECRET_KEY": "s" * 40,
    "COORDINATOR_SEAL_KEYS": KEY,
    "COORDINATOR_INDEX_KEY": base64.b64encode(b"y" * 32).decode(),
    "COORDINATOR_MAIL_URL": "smtp://mail.example.org:587",
    "COORDINATOR_PUBLIC_URL": "https://concerts.example.org",
}


def test_without_any_setting_it_starts_and_keeps_the_keys_it_made(tmp_path: Path) -> None:
    first, second = (load({"COORDINATOR_INSTANCE": str(tmp_path)}) for _ in range(2))

    assert (first.secret_key, first.keyring, first.index_secret) == (
        second.secret_key,
        second.keyring,
        second.index_secret,
    )
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert first.database_url == f"sqlite:///{tmp_path / 'coordinator.sqlite3'}"


def test_production_starts_with_keys_of_its_own(tmp_path: Path) -> None:
    assert load(FINE | {"COORDINATOR_INSTANCE": str(tmp_path)}).production
    assert not (tmp_path / "keys.json").exists()


@pytest.mark.parametrize("missing", ["SECRET_KEY", "SEAL_KEYS", "INDEX_KEY", "MAIL_URL", "PUBLIC_URL"])
def test_production_refuses_to_start_with_a_default(tmp_path: Path, missing: str) -> None:
    environ = FINE | {"COORDINATOR_INSTANCE": str(tmp_path)}
    del environ[f"COORDINATOR_{missing}"]

    with pytest.raises(BadSettings, match=f"^COORDINATOR_{missing}"):
        load(environ)


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    wrong = {
        "PORT": "many",
        "GEOCODER": "pigeon",
        "MAIL_URL": "ftp://x",
        "TILES_URL": "https://t/{z}",
        "SEAL_KEYS": "k1:abc",
        "INDEX_KEY": "abc",
    }

    with pytest.raises(BadSettings) as refused:
        load({"COORDINATOR_INSTANCE": str(tmp_path)} | {f"COORDINATOR_{name}": text for name, text in wrong.items()})

    told = {line.partition(":")[0].removeprefix("COORDINATOR_") for line in str(refused.value).splitlines()}
    assert told == {
        "PORT",
        "GEOCODER",
        "GEOCODER_USER_AGENT",
        "MAIL_URL",
        "TILES_ATTRIBUTION",
        "SEAL_KEYS",
        "INDEX_KEY",
    }


@pytest.mark.parametrize("given", ["postgres://h/d", "postgresql://h/d", "postgresql+psycopg://h/d"])
def test_a_postgresql_address_means_psycopg_however_it_is_written(tmp_path: Path, given: str) -> None:
    environ = {"COORDINATOR_INSTANCE": str(tmp_path), "COORDINATOR_DATABASE_URL": given}

    assert load(environ).database_url == "postgresql+psycopg://h/d"


def test_a_tiles_origin_is_what_a_policy_needs_and_no_more(tmp_path: Path) -> None:
    tiles = {"COORDINATOR_TILES_URL": "https://{s}.tiles.example.org/{z}/{x}/{y}.png?key=secret"}
    settings = load({"COORDINATOR_INSTANCE": str(tmp_path), "COORDINATOR_TILES_ATTRIBUTION": "© T"} | tiles)

    assert settings.tiles_origin == "https://*.tiles.example.org"
