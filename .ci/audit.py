"""What is known against the locked parts: asks pip-audit and says plainly what could not be asked.

`make lint OFFLINE=1` says that there is no network. Exit 1 where an advisory names one of the locked versions.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

LOCK = ".ci/lock/production.txt"
ASK = (
    "pip-audit",
    "--disable-pip",
    "--require-hashes",
    "--progress-spinner=off",
    "--timeout=20",
    "--format=json",
    "-r",
)


def told(report: Mapping[str, Any]) -> tuple[list[str], int]:
    """What to print of a report, and the exit code."""
    parts = report["dependencies"]
    found = [(part, hole) for part in parts for hole in part.get("vulns", ())]
    lines = [
        f"pip-audit: {part['name']} {part['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or '–'}"
        for part, hole in found
    ]
    asked = sum("vulns" in part for part in parts)
    if asked < len(parts):
        lines.append(f"pip-audit: SKIPPED {len(parts) - asked} of {len(parts)} parts: the advisories did not answer")
    return [*lines, f"pip-audit: {asked} parts compared, {len(found)} advisories"], int(bool(found))


def main(given: list[str]) -> int:
    """Ask, unless the first argument says that there is no network."""
    if given and given[0]:
        print(f"pip-audit: SKIPPED, nothing compared: told that there is no network (OFFLINE={given[0]})")
        return 0
    answer = subprocess.run([f"{sys.prefix}/bin/{ASK[0]}", *ASK[1:], LOCK], capture_output=True, text=True, check=False)  # noqa: S603
    try:
        lines, code = told(json.loads(answer.stdout))
    except ValueError:
        why = (answer.stderr.strip().splitlines() or ["it said nothing"])[-1]
        lines, code = [f"pip-audit: SKIPPED, nothing compared: {why}"], 0
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
