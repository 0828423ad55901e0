"""What `make lint` asks of bandit and pip-audit: no exception without a reason, nothing skipped in silence."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
AUDIT = runpy.run_path(str(ROOT / ".ci" / "audit.py"))
EXCEPTION = re.compile(r"#\s*nosec\b(.*)")


def _part(name: str, *holes: str) -> dict[str, Any]:
    return {"name": name, "version": "1", "vulns": [{"id": one, "fix_versions": ["2"]} for one in holes]}


def test_an_advisory_against_a_locked_part_fails_and_names_it() -> None:
    lines, code = AUDIT["told"]({"dependencies": [_part("flask"), _part("pillow", "CVE-1")]})

    assert (lines, code) == (
        ["pip-audit: pillow 1: CVE-1, mended in 2", "pip-audit: 2 parts compared, 1 advisories"],
        1,
    )


def test_a_part_that_could_not_be_asked_about_is_said_to_be_skipped() -> None:
    lines, code = AUDIT["told"]({"dependencies": [_part("flask"), {"name": "x", "skip_reason": "not found"}]})

    assert (lines[0], code) == ("pip-audit: SKIPPED 1 of 2 parts: the advisories did not answer", 0)


def test_without_a_network_the_audit_says_that_it_compared_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    code = AUDIT["main"](["1"])

    assert (code, capsys.readouterr().out.startswith("pip-audit: SKIPPED, nothing compared")) == (0, True)


def test_lint_asks_both_and_both_are_locked_with_their_hashes() -> None:
    front_doors, lock = ((ROOT / name).read_text(encoding="utf-8") for name in ("Makefile", ".ci/lock/dev.txt"))
    lint = front_doors.partition("\nlint:")[2].partition("\n\n")[0]

    assert [word for word in ("bandit -q -r coordinator", ".ci/audit.py $(OFFLINE)") if word not in lint] == []
    assert re.findall(r"^(bandit|pip-audit)==[\d.]+ \\\n    --hash=sha256:", lock, re.MULTILINE) == [
        "bandit",
        "pip-audit",
    ]


def test_every_exception_for_bandit_names_its_rule_and_its_reason() -> None:
    said = [
        (path.name, found.group(1))
        for path in (ROOT / "coordinator").rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if (found := EXCEPTION.search(line))
    ]

    assert len(said) >= 10
    assert [(name, words) for name, words in said if not re.fullmatch(r" B\d{3} # \w.{5,}", words)] == []
