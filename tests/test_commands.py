"""Commands beside a site: one line per fault, links that lead to where it listens, files for nobody else's eyes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COORDINATOR = Path(sys.executable).with_name("coordinator")


def _run(folder: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("COORDINATOR_")}
    own |= {"COORDINATOR_INSTANCE": str(folder), **environ}
    return subprocess.run([COORDINATOR, *words], capture_output=True, text=True, check=False, env=own)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with a migrated database and a small edition."""
    folder = tmp_path_factory.mktemp("site") / "instance"
    assert _run(folder, "db", "upgrade").returncode == 0
    assert _run(folder, "demo", "--shows", "4", "--cities", "2", "--artists", "12").returncode == 0
    return folder


def test_before_the_migrations_a_command_says_where_to_look(tmp_path: Path) -> None:
    told = _run(tmp_path / "instance", "demo")

    assert (told.returncode, told.stderr.count("\n"), "coordinator check" in told.stderr) == (1, 1, True)


@pytest.mark.parametrize(
    "wrong",
    [{"COORDINATOR_PORT": "99999"}, {"COORDINATOR_DATABASE_URL": "foo:x"}, {"COORDINATOR_DATABASE_URL": "mysql://x/y"}],
)
def test_a_setting_nobody_can_start_with_is_one_line(tmp_path: Path, wrong: dict[str, str]) -> None:
    told = _run(tmp_path / "instance", "check", **wrong)

    assert (told.returncode, told.stderr.count("\n"), told.stderr.startswith(next(iter(wrong)))) == (1, 1, True)


def test_check_tells_keys_that_do_not_open_what_is_there_and_looks_at_the_rest(site: Path) -> None:
    fine = _run(site, "check")
    foreign = _run(site, "check", COORDINATOR_SEAL_KEYS="k1:" + "A" * 43 + "=")

    assert (fine.returncode, foreign.returncode) == (0, 1)
    assert foreign.stderr.startswith("keys: do not open")
    assert "gate: fine" in foreign.stdout


def test_an_invitation_leads_to_where_the_site_listens(site: Path) -> None:
    (site / "address").write_text("http://127.0.0.1:5017", encoding="utf-8")
    (site / "address").chmod(0o600)

    told = _run(site, "invite", "host", "mia@example.org")

    assert told.stdout.startswith("http://127.0.0.1:5017/sign-in/")


def test_what_lies_in_the_instance_folder_is_for_its_owner(site: Path) -> None:
    modes = {file.name: oct(file.stat().st_mode & 0o077) for file in [site, *site.iterdir()]}

    assert set(modes.values()) == {"0o0"}
